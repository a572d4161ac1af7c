//! The core as a process of its own that dies at every step: `journey begin|go DATA RPC FAUCET`.
//!
//! Prints one line of JSON at the end of its part: the uact of the account, or what is left when all is closed.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};
use tests::journey::{Person, Points, watched};

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [part, data, rpc, faucet] = &arguments[..] else {
        panic!("usage: journey begin|go DATA RPC FAUCET");
    };
    let data = Path::new(data);
    let points = if part == "begin" {
        Points::harmless()
    } else {
        Points::deadly(&data.with_extension("moments"))
    };
    let home = watched(platform::native::home(data).unwrap(), &points);
    let config = CoreConfig {
        networks: vec![BuiltInNetwork {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: rpc.clone(),
            faucet: Some(faucet.clone()),
            simulated: true,
            relay: None,
        }],
        custom_networks: false,
        kdf: KdfBounds::PRODUCT,
    };
    let person = Person::new(Core::start(home, config).await.unwrap(), points);
    if part == "begin" {
        println!("{}", person.begin().await);
    } else {
        let report = person.finish().await;
        println!("{}", serde_json::to_string(&report).unwrap());
    }
}
