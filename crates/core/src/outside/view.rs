//! Wallets for people.

use std::collections::BTreeMap;

use contract::{ApprovalView, KEPLR, LinkedWalletView, RelayState, WalletsView};
use types::{Address, UnixMillis};

use crate::error::Result;
use crate::{Core, lock};

impl Core {
    /// The wallets that sign now, by account.
    pub(crate) fn wallet_names(&self) -> BTreeMap<Address, String> {
        let links = lock(&self.0.outside).links.clone();
        let sessions = self.wallet_sessions();
        let live = |link: &super::Link| {
            let Some(topic) = link.topic else {
                return true;
            };
            sessions.iter().any(|s| s.topic == topic)
        };
        let live = links.into_iter().filter(live);
        live.map(|link| (link.address, link.wallet)).collect()
    }

    pub(crate) fn wallets_view(&self) -> Result<WalletsView> {
        let relay = self.apps_view()?.relay;
        let sessions = self.wallet_sessions();
        let links = lock(&self.0.outside).links.clone();
        let linked = links.iter().filter_map(|link| {
            let session = match link.topic {
                Some(topic) => Some(sessions.iter().find(|s| s.topic == topic)?),
                None => None,
            };
            Some(LinkedWalletView {
                topic: link.topic.map_or(KEPLR.to_owned(), |t| t.to_string()),
                address: link.address.clone(),
                wallet: link.wallet.clone(),
                url: link.url.clone(),
                expires: session.map(|s| UnixMillis(s.expires * 1000)),
                used: session.map(|s| UnixMillis(s.used * 1000)),
            })
        });
        let linked: Vec<_> = linked.collect();
        let known =
            |topic: &walletconnect::Topic| links.iter().any(|l| l.topic.as_ref() == Some(topic));
        let learning = sessions.iter().any(|s| !known(&s.topic));
        let offered = {
            let apps = lock(&self.0.apps);
            let offers = apps.machine().into_iter().flat_map(|m| m.offers());
            offers.map(|(_, until)| UnixMillis(until * 1000)).max()
        };
        Ok(WalletsView {
            relay: match relay {
                // Before there is a vault nothing is connected yet.
                RelayState::Off if self.relay_url().is_some() => RelayState::Idle,
                other => other,
            },
            offered,
            learning,
            problem: lock(&self.0.outside).problem.clone(),
            linked,
        })
    }

    /// What wallets were asked for the chosen account on the chosen network, and what waits to be asked.
    pub(crate) fn outside_approvals(&self) -> Vec<ApprovalView> {
        let (Ok(network), Ok(account)) = (self.network(), self.account()) else {
            return Vec::new();
        };
        let outside = lock(&self.0.outside);
        let asked = outside
            .asks
            .iter()
            .filter(|ask| ask.network == network.network.id && ask.view.account == account.address);
        let mut all: Vec<ApprovalView> = asked.map(|ask| ask.view.clone()).collect();
        all.extend(outside.access.iter().map(|filed| filed.view.clone()));
        all
    }
}
