//! The `slipway` command: the same core without a window.
//!
//! Exit codes: 0 done, 1 refused, 2 usage or unreadable input, 3 wrong password or locked, 4 network.
//! Results go to stdout, words to stderr.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod data;
mod devnet;
mod fail;
mod registry;
mod sdl;
mod vault;
mod web;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Slipway on the command line.
#[derive(Debug, Parser)]
#[command(name = "slipway", version)]
struct Arguments {
    /// The data folder; else SLIPWAY_DATA, else the system's own place for data.
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Keys: create, import, list, export, sign.
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Documents: check, groups, manifest, hash.
    #[command(subcommand)]
    Sdl(sdl::SdlCommand),
    /// The demo network: a simulated chain with simulated providers.
    Devnet(devnet::DevnetArguments),
    /// The OCI registry: pull, push, passkeys.
    Registry(Box<registry::RegistryArguments>),
    /// The web build on an address of this machine, with the demo network beside it.
    Web(web::WebCommand),
}

fn main() -> ExitCode {
    #[cfg(not(debug_assertions))]
    let _ = mlock::harden_process();
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Vault(command) => {
            data::folder(arguments.data_dir).and_then(|folder| vault::run(command, &folder))
        }
        Command::Sdl(command) => sdl::run(command),
        Command::Devnet(arguments_of) => {
            data::folder(arguments.data_dir).and_then(|folder| devnet::run(arguments_of, &folder))
        }
        Command::Registry(arguments_of) => data::folder(arguments.data_dir)
            .and_then(|folder| registry::run(*arguments_of, &folder)),
        Command::Web(command) => {
            data::folder(arguments.data_dir).and_then(|folder| web::run(command, &folder))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
