//! What the machine says of connections to wallets.

use contract::{AccountRequest, Tag};
use serde_json::{Value, json};
use types::Address;
use vault::{Capability, Colour, Name, OsEntropy, PublicKey};
use walletconnect::{Asked, ChainRef, Ending, MachineEvent, PeerError, Role, Session, Topic};

use super::{LINKS, Link, keplr};
use crate::error::{self, Result};
use crate::{Core, lock, store};

/// Why nothing more comes of what was asked.
const DISCONNECTED: &str = "The wallet is no longer connected.";
/// Seconds that a wallet has to name its account; it does so without asking.
const QUICK: u64 = 300;

impl Core {
    /// Acts on events of the app's side. Called before the machine's state is written: what is lost in a crash here is
    /// delivered again.
    pub(crate) async fn outside_heard(&self, events: &[MachineEvent]) {
        for event in events {
            match event {
                MachineEvent::Settled(topic) | MachineEvent::Updated(topic) => {
                    self.learn(*topic).await;
                }
                MachineEvent::Ended(topic, ending) => self.unlink(topic, *ending).await,
                MachineEvent::OfferRefused(_, refused) => {
                    self.link_problem(&if refused.is_rejection() {
                        "The wallet said no.".to_owned()
                    } else {
                        format!(
                            "The wallet refused: {}.",
                            refused.message.trim_end_matches('.')
                        )
                    });
                }
                MachineEvent::OfferExpired(_) => {
                    self.link_problem("No wallet answered within five minutes.");
                }
                MachineEvent::Answered(topic, id, Asked::Request, outcome) => {
                    let was_asked = self.ask_answered(*topic, *id, outcome).await;
                    if !was_asked {
                        self.learned(*topic, outcome).await;
                    }
                }
                MachineEvent::Unanswered(topic, id, Asked::Request) => {
                    let why = "The wallet did not answer in time. Nothing was signed.";
                    self.ask_unanswered(*topic, *id, why).await;
                }
                _ => {}
            }
        }
    }

    /// The vault was opened: goes on with what a crash or a lock interrupted.
    pub(crate) async fn resume_outside(&self) {
        self.end_late_asks().await;
        let sessions = self.wallet_sessions();
        let gone: Vec<Topic> = {
            let outside = lock(&self.0.outside);
            let lives = |topic: &Topic| sessions.iter().any(|s| &s.topic == topic);
            let asked = outside.asks.iter().filter_map(|ask| ask.topic);
            asked.filter(|topic| !lives(topic)).collect()
        };
        for topic in gone {
            self.drop_asks(Some(topic), DISCONNECTED).await;
        }
        // A page that asked is gone: its wallet's answer can't come any more.
        self.drop_asks(
            None,
            "The page was closed while the wallet had the request.",
        )
        .await;
        for session in sessions {
            self.learn(session.topic).await;
        }
    }

    /// The connection to a wallet with this topic.
    fn wallet_session(&self, topic: Topic) -> Option<Session> {
        let all = self.wallet_sessions();
        all.into_iter().find(|s| s.topic == topic)
    }

    pub(super) fn wallet_sessions(&self) -> Vec<Session> {
        let apps = lock(&self.0.apps);
        let all = apps.machine().into_iter().flat_map(|m| m.sessions());
        all.filter(|s| s.role == Role::App).cloned().collect()
    }

    pub(super) fn link_problem(&self, text: &str) {
        lock(&self.0.outside).problem = Some(text.to_owned());
        self.changed(&[Tag::Apps]);
    }

    /// Asks a wallet for its account and key, unless they are known.
    async fn learn(&self, topic: Topic) {
        let Some(session) = self.wallet_session(topic) else {
            return;
        };
        let known = {
            let outside = lock(&self.0.outside);
            let link = outside.links.iter().find(|link| link.topic == Some(topic));
            link.map(|link| link.address.clone())
        };
        let accounts = || session.namespaces.values().flat_map(|n| &n.accounts);
        if let Some(known) = known {
            if accounts().any(|a| a.address == known.as_str()) {
                return;
            }
            // The wallet turned to another account.
            self.drop_link(Some(topic)).await;
        }
        let Some(chain) = accounts().map(|a| a.chain.clone()).next() else {
            return;
        };
        let asked = self
            .with_machine(|m, now| {
                if m.waits_for_peer(&topic) {
                    return Ok(());
                }
                let params = json!({});
                m.request(topic, &chain, "cosmos_getAccounts", params, QUICK, now)
                    .map(|_| ())
            })
            .await;
        if let Ok(Err(e)) = asked {
            self.link_problem(&format!("{}.", error::capital(&e.to_string())));
            self.end_wallet(topic).await;
        }
        self.changed(&[Tag::Apps]);
    }

    /// The wallet named its accounts.
    async fn learned(&self, topic: Topic, outcome: &std::result::Result<Value, PeerError>) {
        let Some(session) = self.wallet_session(topic) else {
            return;
        };
        let known = |l: &Link| l.topic == Some(topic);
        if lock(&self.0.outside).links.iter().any(known) {
            return;
        }
        let linked = match outcome {
            Ok(answer) => match account_of(&session, answer) {
                Some((address, key)) => self.link(&session, address, key).await,
                None => Err(error::invalid(
                    "The wallet named no account of Akash with a key that fits.",
                )),
            },
            Err(refused) => Err(error::invalid(format!(
                "The wallet does not name its account: {}.",
                refused.message.trim_end_matches('.')
            ))),
        };
        if let Err(e) = linked {
            self.link_problem(&e.message);
            self.end_wallet(topic).await;
        }
    }

    /// Makes the account of a connection one of the vault's, watched, and chooses it.
    async fn link(&self, session: &Session, address: Address, key: PublicKey) -> Result<()> {
        let mut peer = session.peer.cleaned();
        if peer.name == crate::apps::own_metadata().name {
            // Two of the same name would be told apart by nobody.
            peer.name = "Slipway vault".into();
        }
        self.keep_link(Link {
            address,
            topic: Some(session.topic),
            public_key: key,
            wallet: peer.name,
            url: session.peer.origin().unwrap_or(peer.url),
        })
        .await
    }

    /// Writes down which wallet signs for an account, and chooses the account.
    pub(super) async fn keep_link(&self, link: Link) -> Result<()> {
        let address = link.address.clone();
        let known = self.accounts().into_iter().find(|a| a.address == address);
        if known
            .as_ref()
            .is_some_and(|a| a.capability() == Capability::Everything)
        {
            return Err(error::invalid(
                "The key of this account is in the vault here: no other wallet is needed for it.",
            ));
        }
        if known.is_none() {
            let name = self.account_name(&link.wallet);
            self.change_vault(|open| {
                open.add_watch_only(address.clone(), name, Colour::default(), &mut OsEntropy)
                    .map_err(error::said)
            })
            .await?;
        }
        let topic = link.topic;
        store::save(self.home(), LINKS, link.address.as_str(), &link).await?;
        let before = {
            let mut outside = lock(&self.0.outside);
            outside.problem = None;
            let at = outside.links.iter().position(|l| l.address == address);
            let before = at.map(|at| outside.links.remove(at));
            outside.links.push(link);
            before
        };
        // One wallet signs for an account: the connection before makes room.
        if let Some(before) = before.and_then(|b| b.topic).filter(|b| topic != Some(*b)) {
            self.end_wallet(before).await;
        }
        self.select_account(&AccountRequest { address }.address)
            .await?;
        self.changed(&[Tag::App, Tag::Apps]);
        Ok(())
    }

    /// The wallet's name as the account's, numbered where that name is taken.
    fn account_name(&self, wallet: &str) -> Name {
        let taken = self.accounts();
        let short: String = wallet.chars().take(34).collect();
        let numbered = (2..100).map(|n| format!("{short} {n}"));
        std::iter::once(short.clone())
            .chain(numbered)
            .filter_map(|text| Name::new(&text).ok())
            .find(|name| !taken.iter().any(|a| &a.name == name))
            .unwrap_or_else(|| Name::new("Wallet").expect("a plain word is a name"))
    }

    pub(super) async fn end_wallet(&self, topic: Topic) {
        let ended = self.with_machine(|m, now| m.disconnect(topic, now)).await;
        if let Err(e) = ended {
            tracing::warn!("a connection can't be ended: {e}");
        }
    }

    /// A connection ended: its account is only watched from now on.
    async fn unlink(&self, topic: &Topic, ending: Ending) {
        let known = self.drop_link(Some(*topic)).await;
        self.drop_asks(Some(*topic), DISCONNECTED).await;
        if known.is_some() && ending == Ending::Theirs {
            self.link_problem("The wallet ended the connection.");
        }
        self.changed(&[Tag::App, Tag::Apps, Tag::Approvals]);
    }

    /// Ends what a wallet was asked, and says why.
    pub(super) async fn drop_asks(&self, topic: Option<Topic>, why: &str) {
        let asked: Vec<_> = {
            let outside = lock(&self.0.outside);
            let of_it = outside.asks.iter().filter(|ask| ask.topic == topic);
            of_it.cloned().collect()
        };
        for pending in asked {
            self.ask_failed(pending, format!("{why} Nothing was sent."))
                .await;
        }
    }

    /// Forgets which account a connection signs for.
    pub(super) async fn drop_link(&self, topic: Option<Topic>) -> Option<Link> {
        let link = {
            let mut outside = lock(&self.0.outside);
            let at = outside.links.iter().position(|l| l.topic == topic)?;
            outside.links.remove(at)
        };
        let gone = self.home().store.delete(LINKS, link.address.as_str()).await;
        if let Err(e) = gone {
            tracing::warn!("a connection can't be removed: {e}");
        }
        Some(link)
    }
}

/// The first account that the session names, whose key really is its key.
fn account_of(session: &Session, answer: &Value) -> Option<(Address, PublicKey)> {
    let named = |address: &str| {
        let all = session.namespaces.values().flat_map(|n| &n.accounts);
        all.filter(|a| a.chain.namespace() == "cosmos")
            .any(|a| a.address == address)
    };
    answer.as_array()?.iter().find_map(|entry| {
        entry["address"].as_str().filter(|text| named(text))?;
        keplr::account_of(entry)
    })
}

/// The chain as the protocol names it.
pub(super) fn chain_ref(id: &types::ChainId) -> Result<ChainRef> {
    ChainRef::cosmos(id.as_str()).map_err(error::internal)
}
