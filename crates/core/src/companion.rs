//! A phone as companion: pages and a relay on the local network for a while, and a connection address in the code.
//!
//! While it lasts, the relay of the share is the one that connected apps are reached by. What was connected over it
//! ends with it. It ends by its time, when the last phone is gone for long, at a lock, and with the program.

use contract::{
    AppView, CompanionCodeView, CompanionJoinRequest, CompanionStartRequest, CompanionView, Hidden,
    ShareView, Tag,
};
use platform::{ShareOrder, SharedNetwork, is_local};
use types::UnixMillis;
use walletconnect::{PairingUri, Role, Topic};

use crate::error::{self, Result};
use crate::{Core, lock};

/// Shortest and longest share, in minutes.
const MINUTES: std::ops::RangeInclusive<u32> = 5..=240;
/// Milliseconds without any phone after which a share ends.
const ALONE: u64 = 15 * 60_000;
/// Milliseconds between looks.
const LOOK: u64 = 1_000;
/// Milliseconds that phones have to hear of the end.
const GOODBYE: u64 = 500;

/// A share that runs.
struct Running {
    /// The same for one share from its start to its end.
    number: u64,
    /// Where it listens.
    at: String,
    door: Hidden,
    relay: String,
    network: String,
    ends: UnixMillis,
    /// When a phone was seen last; at first the start.
    seen: UnixMillis,
    /// Connections that were there before.
    before: Vec<Topic>,
}

/// What belongs to phones.
#[derive(Default)]
pub(crate) struct Companion {
    running: Option<Running>,
    started: u64,
    ended: Option<String>,
}

impl Companion {
    /// The relay of the share that runs.
    pub(crate) fn relay(&self) -> Option<String> {
        self.running.as_ref().map(|r| r.relay.clone())
    }
}

impl Core {
    pub(crate) fn companion_view(&self) -> CompanionView {
        let share = self.home().shell.share.clone();
        let companion = lock(&self.0.companion);
        let phones = share.as_ref().map_or(0, |s| s.phones());
        CompanionView {
            possible: share.is_some(),
            addresses: share
                .map(|s| s.addresses())
                .unwrap_or_default()
                .iter()
                .map(ToString::to_string)
                .collect(),
            share: companion.running.as_ref().map(|r| ShareView {
                at: r.at.clone(),
                ends: r.ends,
                idle_end: (phones == 0).then(|| UnixMillis(r.seen.0 + ALONE)),
                phones: u32::try_from(phones).unwrap_or(u32::MAX),
            }),
            ended: companion.ended.clone(),
        }
    }

    /// Begins to share; where that runs already, only a fresh code is made.
    pub(crate) async fn start_companion(
        &self,
        request: CompanionStartRequest,
    ) -> Result<CompanionCodeView> {
        if !self.is_open() {
            return Err(error::locked());
        }
        if lock(&self.0.companion).running.is_none() {
            self.open_share(&request).await?;
        }
        let uri = self.with_machine(|m, now| m.invite(now)).await?;
        let uri =
            uri.map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        let companion = lock(&self.0.companion);
        let gone = || error::invalid("The share has ended.").hint("Start it again.");
        let door = &companion.running.as_ref().ok_or_else(gone)?.door.0;
        Ok(CompanionCodeView {
            expires: UnixMillis(uri.expires.unwrap_or_default() * 1000),
            // In the fragment: it never leaves the phone's browser.
            url: Hidden(format!("{door}#/join/{}", hex::encode(uri.text()))),
        })
    }

    async fn open_share(&self, request: &CompanionStartRequest) -> Result<()> {
        let share =
            self.home().shell.share.clone().ok_or_else(|| {
                error::invalid("Only the desktop program can share with a phone.")
            })?;
        let address = request
            .address
            .trim()
            .parse()
            .map_err(|_| error::invalid("This is no address; one looks like 192.168.1.5."))?;
        if !is_local(address) {
            return Err(
                error::invalid("This address is not one of a local network.")
                    .safe("Nothing is shared.")
                    .hint("Choose the address that this machine has in your own network."),
            );
        }
        if !MINUTES.contains(&request.minutes) {
            return Err(error::invalid(
                "A share lasts between 5 minutes and 4 hours.",
            ));
        }
        // Phones learn the chain from the node; a network that does not answer is no use to them.
        self.chain_id().await?;
        let network = self.network()?.network;
        let order = ShareOrder {
            address,
            network: SharedNetwork {
                id: network.id.clone(),
                name: network.name.clone(),
                rpc: network.rpc.clone(),
                faucet: network.faucet.clone(),
                simulated: network.simulated,
                registry: network.registry.clone(),
            },
            seconds: u64::from(request.minutes) * 60,
        };
        let open = share.open(order).await.map_err(|e| {
            error::invalid(format!("{}.", error::capital(&e.to_string())))
                .safe("Nothing is shared.")
        })?;
        let now = self.now();
        let before = self.wallet_side();
        let number = {
            let mut companion = lock(&self.0.companion);
            companion.started += 1;
            companion.ended = None;
            let number = companion.started;
            companion.running = Some(Running {
                number,
                at: open.at.to_string(),
                door: Hidden(open.door),
                relay: open.relay,
                network: network.id,
                ends: UnixMillis(now.0 + u64::from(request.minutes) * 60_000),
                seen: now,
                before,
            });
            number
        };
        self.stop_apps();
        self.start_apps().await;
        let core = self.clone();
        platform::spawn(async move { core.watch_companion(number).await });
        Ok(())
    }

    async fn watch_companion(&self, number: u64) {
        let mut phones = 0;
        loop {
            self.home().clock.sleep(LOOK).await;
            let now = self.now();
            let chosen = self.network().map(|n| n.network.id).unwrap_or_default();
            let here = self.home().shell.share.as_ref().map_or(0, |s| s.phones());
            let why = {
                let mut companion = lock(&self.0.companion);
                let Some(running) = companion.running.as_mut().filter(|r| r.number == number)
                else {
                    return;
                };
                if here > 0 {
                    running.seen = now;
                }
                if now >= running.ends {
                    Some("Its time was over.")
                } else if now.since(running.seen) >= ALONE {
                    Some("No phone was connected for a quarter of an hour.")
                } else if chosen != running.network {
                    Some("Another network was chosen.")
                } else {
                    None
                }
            };
            if let Some(why) = why {
                return self.end_companion(why).await;
            }
            if here != phones {
                phones = here;
                self.changed(&[Tag::Apps]);
            }
        }
    }

    /// Ends the connections that were made over the share, and the share.
    pub(crate) async fn end_companion(&self, why: &str) {
        let Some(running) = lock(&self.0.companion).running.take() else {
            return;
        };
        lock(&self.0.companion).ended = Some(why.to_owned());
        let made = self.wallet_side();
        for topic in made.into_iter().filter(|t| !running.before.contains(t)) {
            let ended = self.with_machine(|m, now| m.disconnect(topic, now)).await;
            if let Err(e) = ended {
                tracing::warn!("a phone's connection can't be ended: {e}");
            }
        }
        // The phones hear of it first.
        self.home().clock.sleep(GOODBYE).await;
        self.close_share().await;
        self.stop_apps();
        self.start_apps().await;
        self.changed(&[Tag::Apps, Tag::Approvals]);
    }

    /// The vault is locked: there is nobody left to say goodbye.
    pub(crate) fn cut_companion(&self, why: &str) {
        if lock(&self.0.companion).running.take().is_none() {
            return;
        }
        lock(&self.0.companion).ended = Some(why.to_owned());
        let core = self.clone();
        platform::spawn(async move { core.close_share().await });
        self.changed(&[Tag::Apps]);
    }

    async fn close_share(&self) {
        if let Some(share) = self.home().shell.share.clone() {
            share.close().await;
        }
    }

    /// Connections in which this vault signs.
    fn wallet_side(&self) -> Vec<Topic> {
        let apps = lock(&self.0.apps);
        let all = apps.machine().into_iter().flat_map(|m| m.sessions());
        all.filter(|s| s.role == Role::Wallet)
            .map(|s| s.topic)
            .collect()
    }

    /// On the phone: proposes a connection to the desktop whose code was scanned.
    pub(crate) async fn join_companion(&self, request: CompanionJoinRequest) -> Result<AppView> {
        let uri = PairingUri::parse(&request.uri.0).map_err(|e| {
            error::invalid(format!("{}.", error::capital(&e.to_string())))
                .hint("Scan the code of the desktop again.")
        })?;
        self.propose_on(&uri).await?;
        self.app_view()
    }
}
