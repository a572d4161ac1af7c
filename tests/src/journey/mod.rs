//! One deployment from nothing to closed, by a person who goes on from whatever the core shows.

mod home;
mod person;
mod points;

use platform::Home;
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};

pub use home::watched;
pub use person::{Person, Report};
pub use points::{Points, used};

/// A core in `home` on the network at these addresses.
///
/// # Panics
/// When the home can't be read.
pub async fn core(home: Home, rpc: &str, faucet: &str) -> Core {
    let config = CoreConfig {
        networks: vec![BuiltInNetwork {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: rpc.into(),
            more_rpc: Vec::new(),
            faucet: Some(faucet.into()),
            simulated: true,
            relay: None,
            registry: None,
        }],
        custom_networks: false,
        kdf: KdfBounds::PRODUCT,
    };
    Core::start(home, config).await.unwrap()
}
