//! Connected apps for people.

use contract::{
    AppOrigin, AppPeer, AppRequestView, AppSessionView, AppsView, ProposalView, RelayState,
};
use types::UnixMillis;
use walletconnect::cosmos::METHODS;
use walletconnect::{Metadata, Origin, Role};

use super::sessions::chains_of;
use crate::error::Result;
use crate::{Core, lock};

/// What a method means.
pub(super) fn method_words(method: &str) -> &'static str {
    match method {
        "cosmos_getAccounts" | "keplr_getKey" => "See the address and the public key",
        "keplr_enable" => "See which networks you use",
        "cosmos_signDirect" | "cosmos_signAmino" | "keplr_signDirect" | "keplr_signAmino" => {
            "Ask for signatures on transactions"
        }
        "keplr_signArbitrary" => "Ask for signatures on texts",
        _ => "Something that Slipway does not know",
    }
}

fn words_of<'a>(methods: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for method in methods {
        let one = method_words(method);
        if !words.iter().any(|w| w == one) {
            words.push(one.to_owned());
        }
    }
    words
}

/// What an app says about itself, with what is known about its address.
pub(super) fn peer(metadata: &Metadata, origin: Origin) -> AppPeer {
    let clean = metadata.cleaned();
    AppPeer {
        name: clean.name,
        description: clean.description,
        url: metadata.origin().unwrap_or(clean.url),
        origin: match origin {
            Origin::Verified => AppOrigin::Verified,
            Origin::Unverified => AppOrigin::Unverified,
            Origin::Mismatch => AppOrigin::Mismatch,
            Origin::Threat => AppOrigin::Threat,
        },
    }
}

impl Core {
    pub(crate) fn apps_view(&self) -> Result<AppsView> {
        let account = self.account().ok().map(|a| a.address);
        let relay_url = self.relay_url();
        let proposals = self.proposal_views(account.as_ref());
        let apps = lock(&self.0.apps);
        let machine = apps.machine.as_ref();
        let millis = |seconds: u64| UnixMillis(seconds * 1000);
        let mut sessions: Vec<AppSessionView> = machine
            .into_iter()
            .flat_map(|m| m.sessions())
            .filter(|s| s.role == Role::Wallet)
            .map(|s| AppSessionView {
                topic: s.topic.to_string(),
                peer: peer(&s.peer, Origin::Unverified),
                chains: chains_of(&s.namespaces),
                methods: words_of(
                    s.namespaces
                        .values()
                        .flat_map(|n| n.methods.iter().map(String::as_str)),
                ),
                account: s
                    .namespaces
                    .values()
                    .flat_map(|n| &n.accounts)
                    .map(|a| a.address.clone())
                    .next()
                    .unwrap_or_default(),
                confirmed: s.confirmed,
                connected: millis(s.settled),
                used: millis(s.used),
                expires: millis(s.expires),
            })
            .collect();
        sessions.sort_by_key(|s| std::cmp::Reverse(s.used));
        let requests = machine
            .into_iter()
            .flat_map(|m| m.incoming().iter().map(move |r| (m, r)))
            .map(|(m, r)| AppRequestView {
                topic: r.topic.to_string(),
                id: r.id.to_string(),
                app: m
                    .session(&r.topic)
                    .map(|s| s.peer.cleaned().name)
                    .unwrap_or_default(),
                what: method_words(&r.method).to_owned(),
                held: apps
                    .held
                    .iter()
                    .find(|(topic, id, _)| *topic == r.topic && *id == r.id)
                    .map(|(_, _, why)| why.clone()),
                expires: millis(r.expires),
            })
            .collect();
        Ok(AppsView {
            relay: match (&relay_url, &apps.state) {
                (None, _) => RelayState::Off,
                (Some(_), state) => state.clone().unwrap_or(RelayState::Idle),
            },
            relay_url,
            relay_own: apps.choice.url.is_some(),
            handed: apps.handed.is_some(),
            pairing: proposals.is_empty() && machine.is_some_and(|m| m.pairing()),
            proposals,
            sessions,
            requests,
            refused: apps.refused.clone(),
        })
    }

    fn proposal_views(&self, account: Option<&types::Address>) -> Vec<ProposalView> {
        let proposals: Vec<_> = {
            let apps = lock(&self.0.apps);
            let machine = apps.machine.as_ref();
            machine
                .into_iter()
                .flat_map(|m| m.proposals())
                .cloned()
                .collect()
        };
        proposals
            .into_iter()
            .filter_map(|p| {
                Some(ProposalView {
                    id: p.id.to_string(),
                    peer: peer(
                        &p.proposer,
                        self.origin_of(p.attestation.as_deref(), &p.message, &p.proposer),
                    ),
                    chains: self.wanted_chains(&p),
                    methods: words_of(METHODS.into_iter()),
                    account: account?.clone(),
                    blocked: self.cannot_connect(&p),
                    expires: UnixMillis(p.expires * 1000),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_granted_method_has_words() {
        for method in METHODS {
            assert!(!method_words(method).starts_with("Something"), "{method}");
        }
        assert_eq!(words_of(METHODS.into_iter()).len(), 4);
    }
}
