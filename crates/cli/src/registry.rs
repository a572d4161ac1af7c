//! `slipway registry`: the embedded registry as a process of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ::registry_server::{Anonymous, Config, Operator, Running, S3Config, Storage};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::fail::{Failure, line};
use crate::vault::secrets;
use crate::web;

/// Options of `slipway registry`.
#[derive(Debug, Args)]
pub struct RegistryArguments {
    /// Address to listen on; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:5000")]
    listen: SocketAddr,
    /// Folder for metadata and contents; else `registry` in the data folder.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Address that people use, such as https://registry.example.org; else http://localhost:PORT.
    #[arg(long)]
    url: Option<url::Url>,
    /// Origin of a web page that may sign in; can be given several times.
    #[arg(long)]
    origin: Vec<url::Url>,
    /// What may be done without an account; else only pulling what is public.
    #[arg(long, value_enum)]
    anonymous: Option<AnonymousRights>,
    /// Name of an account that may push everywhere.
    #[arg(long, requires = "password_fd")]
    user: Option<String>,
    /// File descriptor to read its password from.
    #[arg(long, requires = "user")]
    password_fd: Option<u32>,
    #[command(flatten)]
    s3: S3Arguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AnonymousRights {
    /// Pull everything.
    Read,
    /// Pull, push and delete everything.
    Write,
}

/// Contents in an S3-compatible store instead of the data folder.
#[derive(Debug, Args)]
struct S3Arguments {
    /// Endpoint of the store, such as https://gateway.storjshare.io.
    #[arg(long, requires_all = ["s3_bucket", "s3_access_key", "s3_secret_fd"])]
    s3_endpoint: Option<String>,
    /// Bucket, which has to be there.
    #[arg(long, requires = "s3_endpoint")]
    s3_bucket: Option<String>,
    /// Region.
    #[arg(long, default_value = "us-east-1")]
    s3_region: String,
    /// Identifier of the access key.
    #[arg(long, requires = "s3_endpoint")]
    s3_access_key: Option<String>,
    /// File descriptor to read the secret key from.
    #[arg(long, requires = "s3_endpoint")]
    s3_secret_fd: Option<u32>,
    /// The bucket is part of the host name, not of the path.
    #[arg(long)]
    s3_virtual_host: bool,
}

/// Runs the registry until SIGTERM or Ctrl-C.
///
/// # Errors
/// [`Failure::Input`] for options, [`Failure::Refused`] when it can't start.
pub fn run(arguments: RegistryArguments, folder: &Path) -> Result<(), Failure> {
    let config = Config {
        listen: arguments.listen,
        storage: arguments.s3.storage()?,
        anonymous: match arguments.anonymous {
            None => Anonymous::Public,
            Some(AnonymousRights::Read) => Anonymous::Read,
            Some(AnonymousRights::Write) => Anonymous::Write,
        },
        operator: match (arguments.user, arguments.password_fd) {
            (Some(name), Some(fd)) => Some(Operator {
                name,
                password: secret(fd)?,
            }),
            _ => None,
        },
        url: arguments.url,
        origins: arguments.origin,
        ..Config::local(0, arguments.data.unwrap_or_else(|| folder.join("registry")))
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::refused)?;
    runtime.block_on(async {
        // Asked for before anything starts: an early signal is not lost.
        let end = web::end().map_err(Failure::refused)?;
        let running = ::registry_server::serve(config)
            .await
            .map_err(Failure::refused)?;
        line(first_line(&running))?;
        end.await;
        running.stop().await;
        Ok(())
    })
}

impl S3Arguments {
    fn storage(self) -> Result<Storage, Failure> {
        match (
            self.s3_endpoint,
            self.s3_bucket,
            self.s3_access_key,
            self.s3_secret_fd,
        ) {
            (Some(endpoint), Some(bucket), Some(access_key), Some(fd)) => {
                Ok(Storage::S3(S3Config {
                    endpoint,
                    bucket,
                    region: self.s3_region,
                    access_key,
                    secret_key: secret(fd)?,
                    path_style: !self.s3_virtual_host,
                }))
            }
            _ => Ok(Storage::Local),
        }
    }
}

fn secret(descriptor: u32) -> Result<Zeroizing<String>, Failure> {
    let read = secrets::read("Secret", Some(descriptor))?;
    // The registry hashes the password or signs requests with the key.
    Ok(Zeroizing::new(read.expose().clone()))
}

fn first_line(running: &Running) -> Value {
    json!({
        "urls": [running.url],
        "listen": running.address.to_string(),
    })
}
