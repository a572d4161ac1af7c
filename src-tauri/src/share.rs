//! Serving phones on the local network: the embedded pages, a relay on this machine, one door before both.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use platform::{Rng, Share, ShareError, ShareOpen, ShareOrder, SystemRng};
use relay::RelayConfig;
use tauri::AppHandle;
use web::{Door, Network, Pages, WebConfig};

/// What runs while something is shared.
struct Served {
    web: web::Running,
    relay: relay::Running,
}

/// The share of this program.
pub(crate) struct LanShare {
    pages: Pages,
    served: Mutex<Option<Served>>,
}

impl LanShare {
    /// Shares the pages that are inside this program.
    pub(crate) fn new(app: AppHandle) -> Self {
        let file = move |path: &str| {
            let asset = app.asset_resolver().get(path.to_owned())?;
            Some((asset.bytes, asset.mime_type))
        };
        Self::of(Pages::Embedded(std::sync::Arc::new(file)))
    }

    fn of(pages: Pages) -> Self {
        Self {
            pages,
            served: Mutex::new(None),
        }
    }

    fn served(&self) -> MutexGuard<'_, Option<Served>> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sixteen random bytes as letters that need no escaping.
fn token() -> String {
    let mut bytes = [0; 16];
    SystemRng.fill(&mut bytes);
    hex::encode(bytes)
}

/// The addresses from which this machine would speak to networks of the usual kinds. No packet is sent for that.
fn own_addresses() -> Vec<IpAddr> {
    let targets = ["192.0.2.1:9", "192.168.0.1:9", "10.0.0.1:9", "172.16.0.1:9"];
    let mut found = Vec::new();
    for target in targets {
        let address = UdpSocket::bind("0.0.0.0:0")
            .and_then(|socket| socket.connect(target).map(|()| socket))
            .and_then(|socket| socket.local_addr());
        if let Ok(address) = address
            && platform::is_local(address.ip())
            && !address.ip().is_loopback()
            && !found.contains(&address.ip())
        {
            found.push(address.ip());
        }
    }
    found
}

#[async_trait::async_trait]
impl Share for LanShare {
    fn addresses(&self) -> Vec<IpAddr> {
        own_addresses()
    }

    async fn open(&self, order: ShareOrder) -> Result<ShareOpen, ShareError> {
        self.close().await;
        let failed = |what: &str, e: &dyn std::fmt::Display| ShareError(format!("{what}: {e}"));
        let here = SocketAddr::new(order.address, 0);
        let listener = tokio::net::TcpListener::bind(here)
            .await
            .map_err(|e| failed("this address can't be listened on", &e))?;
        let at = listener
            .local_addr()
            .map_err(|e| failed("this address can't be listened on", &e))?;
        let relay = RelayConfig {
            // Tokens of phones are made for the address that they know.
            names: vec![at.to_string()],
            ..RelayConfig::local(0, None)
        };
        let relay = relay::serve(relay)
            .await
            .map_err(|e| failed("the relay does not start", &e))?;
        let network = order.network;
        let config = WebConfig {
            listen: at,
            pages: self.pages.clone(),
            networks: vec![Network {
                id: network.id,
                name: network.name,
                rpc: network.rpc,
                faucet: network.faucet,
                simulated: network.simulated,
                relay: Some(relay.url.clone()),
                registry: network.registry,
            }],
            hosts: Vec::new(),
            door: Some(Door {
                token: token(),
                secret: token(),
                open_for: Duration::from_secs(order.seconds),
            }),
        };
        let web = match web::serve_on(listener, config).await {
            Ok(web) => web,
            Err(e) => {
                relay.stop().await;
                return Err(failed("the page can't be served", &e));
            }
        };
        let open = ShareOpen {
            at,
            door: web.url.clone(),
            relay: relay.url.clone(),
        };
        *self.served() = Some(Served { web, relay });
        Ok(open)
    }

    async fn close(&self) {
        let served = self.served().take();
        if let Some(Served { web, relay }) = served {
            web.shutdown().await;
            relay.stop().await;
        }
    }

    fn phones(&self) -> usize {
        self.served().as_ref().map_or(0, |s| s.web.phones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(address: [u8; 4]) -> ShareOrder {
        ShareOrder {
            address: address.into(),
            network: platform::SharedNetwork {
                id: "demo".into(),
                name: "Demo".into(),
                rpc: "http://127.0.0.1:1".into(),
                faucet: None,
                simulated: true,
                registry: None,
            },
            seconds: 60,
        }
    }

    fn share() -> LanShare {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let file = |path: &str| (path == "index.html").then(|| (Vec::new(), "text/html".into()));
        LanShare::of(Pages::Embedded(std::sync::Arc::new(file)))
    }

    #[tokio::test]
    async fn a_share_listens_where_it_was_told_and_nowhere_after_its_end() {
        let share = share();
        let open = share.open(order([127, 0, 0, 1])).await.unwrap();
        assert_eq!(open.at.ip().to_string(), "127.0.0.1");
        assert!(open.door.starts_with(&format!("http://{}/c/", open.at)));
        assert!(open.relay.starts_with("ws://127.0.0.1:"));
        let reach = || std::net::TcpStream::connect(open.at);
        assert!(reach().is_ok());
        let again = share.open(order([127, 0, 0, 1])).await.unwrap();
        assert_ne!(again.door, open.door);
        assert!(reach().is_err());
        share.close().await;
        assert!(std::net::TcpStream::connect(again.at).is_err());
        assert_eq!(share.phones(), 0);
    }

    #[tokio::test]
    async fn an_address_of_another_machine_is_said() {
        let refused = share().open(order([10, 255, 255, 254])).await.unwrap_err();
        assert!(refused.to_string().contains("can't be listened on"));
    }
}
