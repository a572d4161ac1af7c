//! Serving this machine's pages and a relay to phones on the local network.

use std::net::{IpAddr, SocketAddr};

use crate::{MaybeSend, MaybeSync};

/// The one network that pages of a share may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedNetwork {
    /// Profile id.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Address of its RPC.
    pub rpc: String,
    /// Address of its faucet.
    pub faucet: Option<String>,
    /// Everything on it is simulated.
    pub simulated: bool,
    /// Address of the image registry that comes with it.
    pub registry: Option<String>,
}

/// What is to be shared, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareOrder {
    /// Address of this machine that is listened on, and no other.
    pub address: IpAddr,
    /// What pages may reach.
    pub network: SharedNetwork,
    /// Seconds after which nothing is served any more, whatever else happens.
    pub seconds: u64,
}

/// A share that runs.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareOpen {
    /// Where it listens.
    pub at: SocketAddr,
    /// The address of its page, with the token that opens it: for a QR code alone.
    pub door: String,
    /// Its relay as this machine itself reaches it.
    pub relay: String,
}

impl std::fmt::Debug for ShareOpen {
    /// The door's token is a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShareOpen")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// Why nothing is shared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ShareError(pub String);

/// Serves pages and a relay. One share at a time.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Share: MaybeSend + MaybeSync {
    /// Addresses by which other machines may reach this one, likeliest first.
    fn addresses(&self) -> Vec<IpAddr>;

    /// Begins; the share before ends.
    ///
    /// # Errors
    /// [`ShareError`]; nothing is served then.
    async fn open(&self, order: ShareOrder) -> Result<ShareOpen, ShareError>;

    /// Ends; what is still connected is cut off. Ending nothing is fine.
    async fn close(&self);

    /// How many pages are connected to the relay now.
    fn phones(&self) -> usize;
}

/// Whether an address lies in a network of one's own: not in the open internet, and not every address at once.
#[must_use]
pub fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            let own = v4.is_private() || v4.is_link_local() || v4.is_loopback();
            own || shared || v4.is_documentation()
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_a_network_of_ones_own_are_local() {
        let local = |text: &str| is_local(text.parse().unwrap());
        for own in [
            "192.168.1.5",
            "10.0.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "fd00::2",
            "::1",
        ] {
            assert!(local(own), "{own}");
        }
        for other in [
            "0.0.0.0",
            "8.8.8.8",
            "100.128.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "2001:db8::1",
        ] {
            assert!(!local(other), "{other}");
        }
    }

    #[test]
    fn the_door_is_in_no_debug_output() {
        let open = ShareOpen {
            at: ([127, 0, 0, 1], 1).into(),
            door: "http://127.0.0.1:1/c/secret".into(),
            relay: String::new(),
        };
        assert!(!format!("{open:?}").contains("secret"));
    }
}
