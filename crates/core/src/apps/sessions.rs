//! Pairing, connecting, changing and ending.

use std::collections::BTreeMap;

use contract::{
    AppPairRequest, AppProposalRequest, AppRequestRequest, AppSessionRequest, AppsView,
    RelaySetRequest, Tag,
};
use serde_json::json;
use types::ChainId;
use vault::Signer;
use walletconnect::cosmos::{EVENTS, KeyInfo, METHODS, keys_property};
use walletconnect::{
    AccountRef, Approval, ChainRef, Namespace, Namespaces, PairingUri, Proposal, Reason, Role,
    RpcId, Topic,
};

use super::RelayChoice;
use crate::error::{self, Result};
use crate::{Core, lock, store};

/// The only namespace here.
const COSMOS: &str = "cosmos";

impl Core {
    pub(crate) async fn pair_app(&self, request: AppPairRequest) -> Result<AppsView> {
        let uri = PairingUri::parse(&request.uri.0).map_err(|e| {
            error::invalid(format!("{}.", error::capital(&e.to_string())))
                .hint("Copy the address again from the app's WalletConnect window.")
        })?;
        if self.relay_url().is_none() {
            return Err(error::invalid("No relay is configured.")
                .hint("Enter one in Settings, Networks and nodes."));
        }
        let other = uri
            .relay
            .clone()
            .filter(|r| Some(r) != self.relay_url().as_ref());
        if let Some(other) = other {
            return Err(error::invalid(format!("The app uses the relay {other}."))
                .hint("Choose that relay in Settings, then try again."));
        }
        self.with_machine(|m, now| m.pair(&uri, now))
            .await?
            .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        self.apps_view()
    }

    /// A link of the system (`wc:…`, `slipway://wc?uri=…`) was opened. It only waits to be shown: the person connects.
    pub fn open_app_link(&self, link: &str) {
        if !PairingUri::looks_like(link) {
            return;
        }
        lock(&self.0.apps).handed = Some(contract::Hidden(link.trim().to_owned()));
        self.changed(&[Tag::Apps]);
    }

    pub(crate) fn take_handed(&self) -> contract::HandedView {
        let uri = lock(&self.0.apps).handed.take();
        self.changed(&[Tag::Apps]);
        contract::HandedView { uri }
    }

    pub(crate) async fn approve_app(&self, request: AppProposalRequest) -> Result<AppsView> {
        let id = rpc_id(&request.id)?;
        let proposal = lock(&self.0.apps)
            .machine
            .as_ref()
            .and_then(|m| m.proposals().find(|p| p.id == id).cloned())
            .ok_or_else(gone)?;
        if let Some(why) = self.cannot_connect(&proposal) {
            return Err(error::invalid(why).safe("Nothing was connected."));
        }
        let approval = self.grant_for(&self.wanted_chains(&proposal))?;
        self.with_machine(|m, now| m.approve(id, approval, now))
            .await?
            .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        self.apps_view()
    }

    pub(crate) async fn reject_app(&self, request: AppProposalRequest) -> Result<AppsView> {
        let id = rpc_id(&request.id)?;
        if !self
            .with_machine(|m, now| m.reject(id, Reason::Rejected, now))
            .await?
        {
            return Err(gone());
        }
        self.apps_view()
    }

    pub(crate) async fn extend_app(&self, request: AppSessionRequest) -> Result<AppsView> {
        let topic = topic(&request.topic)?;
        self.with_machine(|m, now| m.extend(topic, now))
            .await?
            .map_err(|_| gone())?;
        self.apps_view()
    }

    pub(crate) async fn disconnect_app(&self, request: AppSessionRequest) -> Result<AppsView> {
        if request.topic == contract::KEPLR {
            self.end_keplr().await;
            return self.apps_view();
        }
        let topic = topic(&request.topic)?;
        self.with_machine(|m, now| m.disconnect(topic, now))
            .await?
            .map_err(|_| gone())?;
        self.refile_apps().await;
        self.apps_view()
    }

    pub(crate) async fn reject_app_request(&self, request: AppRequestRequest) -> Result<AppsView> {
        let (topic, id) = (topic(&request.topic)?, rpc_id(&request.id)?);
        self.answer_app(topic, id, Err(Reason::Rejected.into()))
            .await?;
        self.apps_view()
    }

    pub(crate) async fn set_relay(&self, request: RelaySetRequest) -> Result<AppsView> {
        if !self.0.config.custom_networks {
            return Err(
                error::invalid("The web build reaches only the relay of its server.")
                    .hint("Use the desktop app for a relay of your own."),
            );
        }
        let typed = request.url.as_deref().map(str::trim);
        let url = match typed.filter(|text| !text.is_empty()) {
            None => None,
            Some(text) if text.starts_with("ws://") || text.starts_with("wss://") => {
                Some(text.trim_end_matches('/').to_owned())
            }
            Some(_) => {
                return Err(error::invalid(
                    "A relay's address begins with wss:// or ws://.",
                ));
            }
        };
        let choice = RelayChoice {
            url,
            project: request.project.trim().to_owned(),
        };
        store::save(self.home(), "settings", "relay", &choice).await?;
        lock(&self.0.apps).choice = choice;
        self.stop_apps();
        self.start_apps().await;
        self.changed(&[Tag::Apps, Tag::Approvals]);
        self.apps_view()
    }

    /// Another account was chosen: connected apps see it from now on, and what they asked of the
    /// other one is refused.
    pub(crate) async fn account_switched_for_apps(&self) {
        let sessions: Vec<_> = {
            let apps = lock(&self.0.apps);
            let machine = apps.machine.as_ref();
            let all = machine.into_iter().flat_map(|m| m.sessions());
            let ours = all.filter(|s| s.role == Role::Wallet);
            ours.map(|s| (s.topic, chains_of(&s.namespaces))).collect()
        };
        for (topic, chains) in sessions {
            let Ok(approval) = self.grant_for(&chains) else {
                continue;
            };
            let accounts: Vec<String> = approval
                .namespaces
                .values()
                .flat_map(|n| &n.accounts)
                .map(ToString::to_string)
                .collect();
            let told = self
                .with_machine(|m, now| {
                    let asked: Vec<RpcId> = m
                        .incoming()
                        .iter()
                        .filter(|r| r.topic == topic)
                        .map(|r| r.id)
                        .collect();
                    for id in asked {
                        // One that ended meanwhile needs no answer.
                        let _ = m.answer(topic, id, Err(Reason::Rejected.into()), now);
                    }
                    m.update(topic, approval.namespaces, now)?;
                    let data = json!(accounts);
                    for chain in chains
                        .iter()
                        .filter_map(|c| ChainRef::cosmos(c.as_str()).ok())
                    {
                        m.announce(topic, &chain, "accountsChanged", &data, now)?;
                    }
                    Ok::<_, walletconnect::SessionError>(())
                })
                .await;
            if let Ok(Err(e)) = told {
                tracing::warn!("a connected app was not told of the account: {e}");
            }
        }
        self.refile_apps().await;
    }

    /// Chains of our networks that a proposal wants.
    pub(super) fn wanted_chains(&self, proposal: &Proposal) -> Vec<ChainId> {
        let known = lock(&self.0.networks).chain_ids();
        let wanted = wanted(proposal);
        known
            .into_iter()
            .filter(|id| wanted.iter().any(|c| c.reference() == id.as_str()))
            .collect()
    }

    /// Why a proposal can't be approved.
    pub(super) fn cannot_connect(&self, proposal: &Proposal) -> Option<String> {
        let known = lock(&self.0.networks).chain_ids();
        let is_ours = |c: &ChainRef| {
            c.namespace() == COSMOS && known.iter().any(|id| id.as_str() == c.reference())
        };
        for (key, wanted) in &proposal.required {
            if key.split(':').next() != Some(COSMOS) {
                return Some(format!(
                    "It requires {key}, which Slipway does not sign for."
                ));
            }
            if let Some(other) = wanted.chains_of(key).iter().find(|c| !is_ours(c)) {
                return Some(format!(
                    "It requires the chain {}, for which there is no network here.",
                    other.reference()
                ));
            }
            let unknown = |list: &[String], known: &[&str]| {
                list.iter().find(|m| !known.contains(&m.as_str())).cloned()
            };
            let method = unknown(&wanted.methods, &METHODS);
            if let Some(method) = method.or_else(|| unknown(&wanted.events, &EVENTS)) {
                return Some(format!(
                    "It requires {method}, which Slipway does not have."
                ));
            }
        }
        self.wanted_chains(proposal)
            .is_empty()
            .then(|| "It asks for no chain of the networks here. Add the network first.".to_owned())
    }

    /// What an app is granted: the chosen account on these chains.
    fn grant_for(&self, chains: &[ChainId]) -> Result<Approval> {
        let key = self.key_info()?;
        let refs: Vec<ChainRef> = chains
            .iter()
            .filter_map(|id| ChainRef::cosmos(id.as_str()).ok())
            .collect();
        let accounts = refs.iter().map(|chain| AccountRef {
            chain: chain.clone(),
            address: key.bech32.clone(),
        });
        let namespace = Namespace {
            chains: refs.clone(),
            accounts: accounts.collect(),
            methods: METHODS.map(str::to_owned).to_vec(),
            events: EVENTS.map(str::to_owned).to_vec(),
        };
        let keys: Vec<_> = chains
            .iter()
            .map(|id| (id.to_string(), key.clone()))
            .collect();
        Ok(Approval {
            namespaces: [(COSMOS.to_owned(), namespace)].into(),
            properties: BTreeMap::from([("keys".to_owned(), keys_property(&keys))]),
        })
    }

    /// What apps learn of the chosen account.
    pub(super) fn key_info(&self) -> Result<KeyInfo> {
        let account = self.account()?;
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or_else(error::locked)?;
        let public_key = open.public_key(account.id).ok_or_else(|| {
            error::invalid("This account is watch-only: its key is not here.")
                .hint("Choose an account of the vault.")
        })?;
        Ok(KeyInfo {
            name: account.name.as_str().to_owned(),
            public_key: public_key.as_bytes().to_vec(),
            address: account.address.to_bytes(),
            bech32: account.address.to_string(),
        })
    }
}

fn wanted(proposal: &Proposal) -> Vec<ChainRef> {
    let all = proposal.required.iter().chain(&proposal.optional);
    all.flat_map(|(key, wanted)| wanted.chains_of(key))
        .filter(|chain| chain.namespace() == COSMOS)
        .collect()
}

/// The Cosmos chains of a session.
pub(super) fn chains_of(namespaces: &Namespaces) -> Vec<ChainId> {
    let accounts = namespaces.values().flat_map(|n| &n.accounts);
    let mut chains: Vec<ChainId> = accounts
        .filter_map(|a| a.chain.reference().parse().ok())
        .collect();
    chains.sort();
    chains.dedup();
    chains
}

fn rpc_id(text: &str) -> Result<RpcId> {
    let number = text.parse().ok().and_then(RpcId::new);
    number.ok_or_else(gone)
}

fn topic(text: &str) -> Result<Topic> {
    text.parse().map_err(|_| gone())
}

fn gone() -> contract::ApiError {
    error::invalid("This has ended, or the app took it back.")
        .safe("Nothing was signed.")
        .hint("Start again in the app.")
}
