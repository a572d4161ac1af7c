//! A home whose parts fail on demand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use platform::native::SystemClock;
use platform::{
    Clock, Gateway, GatewayPeer, Home, HttpRequest, HttpResponse, MemoryStore, Method, NetError,
    Socket,
};
use types::{Moment, UnixMillis};

/// What providers do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Providers {
    /// Work.
    Fine,
    /// Refuse every manifest with these words.
    Refuse(&'static str),
    /// Show a certificate that is not the one on chain.
    Stranger,
    /// Answer nothing.
    Gone,
}

/// The switches.
#[derive(Clone)]
pub struct Faults {
    pub store: Arc<MemoryStore>,
    pub providers: Arc<Mutex<Providers>>,
    /// Milliseconds by which this device's clock is fast.
    pub clock: Arc<AtomicI64>,
}

impl Faults {
    /// A home in memory, and its switches. `folder` is not written to.
    pub fn home(folder: &std::path::Path) -> (Home, Self) {
        let home = platform::native::home(folder).unwrap();
        let faults = Self {
            store: Arc::default(),
            providers: Arc::new(Mutex::new(Providers::Fine)),
            clock: Arc::default(),
        };
        let gateway = FaultyGateway {
            inner: home.gateway.clone(),
            providers: faults.providers.clone(),
        };
        let home = Home {
            store: faults.store.clone(),
            gateway: Arc::new(gateway),
            clock: Arc::new(WrongClock(faults.clock.clone())),
            ..home
        };
        (home, faults)
    }

    pub fn set(&self, providers: Providers) {
        *self.providers.lock().unwrap() = providers;
    }

    pub fn shift_clock(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }
}

struct WrongClock(Arc<AtomicI64>);

#[async_trait]
impl Clock for WrongClock {
    fn now(&self) -> UnixMillis {
        let now = SystemClock.now().0;
        UnixMillis(now.saturating_add_signed(self.0.load(Ordering::SeqCst)))
    }

    fn moment(&self) -> Moment {
        Moment {
            wall: self.now(),
            ..SystemClock.moment()
        }
    }

    async fn sleep(&self, millis: u64) {
        SystemClock.sleep(millis).await;
    }
}

struct FaultyGateway {
    inner: Arc<dyn Gateway>,
    providers: Arc<Mutex<Providers>>,
}

impl FaultyGateway {
    /// What becomes of a request: a peer to talk to, or the answer.
    fn meet(
        &self,
        peer: &GatewayPeer,
        put: bool,
    ) -> Result<GatewayPeer, Result<HttpResponse, NetError>> {
        match &*self.providers.lock().unwrap() {
            Providers::Refuse(words) if put => Err(Ok(HttpResponse {
                status: 422,
                body: words.as_bytes().to_vec(),
            })),
            Providers::Fine | Providers::Refuse(_) => Ok(peer.clone()),
            Providers::Stranger => Ok(GatewayPeer {
                certificates: vec![vec![0x30, 0]],
                ..peer.clone()
            }),
            Providers::Gone => Err(Err(NetError::Unreachable {
                host: "127.0.0.1".into(),
                reason: "connection refused".into(),
            })),
        }
    }
}

#[async_trait]
impl Gateway for FaultyGateway {
    async fn send(
        &self,
        peer: &GatewayPeer,
        request: HttpRequest,
        token: Option<&str>,
    ) -> Result<HttpResponse, NetError> {
        match self.meet(peer, request.method == Method::Put) {
            Ok(peer) => self.inner.send(&peer, request, token).await,
            Err(answer) => answer,
        }
    }

    async fn connect(
        &self,
        peer: &GatewayPeer,
        path: &str,
        token: &str,
    ) -> Result<Box<dyn Socket>, NetError> {
        match self.meet(peer, false) {
            Ok(peer) => self.inner.connect(&peer, path, token).await,
            Err(answer) => Err(answer.err().unwrap_or(NetError::Broken("refused".into()))),
        }
    }
}
