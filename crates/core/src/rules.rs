//! Standing rules: what is signed without asking, to be seen and taken back.

use std::collections::BTreeSet;

use contract::{RuleSetRequest, RuleView, RulesView, Tag};
use platform::Home;
use types::{Address, ChainId};
use vault::{Account, Capability, Scope, TokenRule};

use crate::error::{self, Result};
use crate::{Core, lock, store};

const KEY: &str = "revoked-rules";

/// Rules that were taken back, by account and network.
pub(crate) async fn load(home: &Home) -> Result<BTreeSet<(Address, ChainId)>> {
    Ok(store::load(home, "settings", KEY)
        .await?
        .unwrap_or_default())
}

pub(crate) const fn words(scope: Scope) -> &'static str {
    match scope {
        Scope::SendManifest => "send the manifest",
        Scope::GetManifest => "read the manifest",
        Scope::Logs => "logs",
        Scope::Events => "events",
        Scope::Status => "status",
        Scope::Shell => "shell",
        Scope::Restart => "restart",
        Scope::HostnameMigrate => "move a host name",
        Scope::IpMigrate => "move an address",
        Scope::Attestation => "attestation",
    }
}

impl Core {
    pub(crate) fn rules_view(&self) -> Result<RulesView> {
        let chain_id = self.network()?.chain_id;
        let session = lock(&self.0.session);
        let (Some(chain_id), Some(head)) = (chain_id, session.head()) else {
            return Ok(RulesView { rules: Vec::new() });
        };
        let signs = |a: &&Account| a.capability() == Capability::Everything;
        let rules = head.accounts.iter().filter(signs).map(|account| {
            let key = (account.address.clone(), chain_id.clone());
            let rule = TokenRule::usual(account.id, chain_id.clone());
            let uses = session.rule_uses.get(&key).copied();
            RuleView {
                account: account.address.clone(),
                chain_id: chain_id.clone(),
                allowed: !session.revoked.contains(&key),
                max_lifetime_seconds: rule.max_lifetime,
                scopes: rule
                    .scopes
                    .into_iter()
                    .map(|scope| words(scope).to_owned())
                    .collect(),
                used: uses.map_or(0, |(count, _)| count),
                last_used: uses.map(|(_, at)| at),
            }
        });
        Ok(RulesView {
            rules: rules.collect(),
        })
    }

    pub(crate) async fn set_rule(&self, request: &RuleSetRequest) -> Result<RulesView> {
        let chain_id = self.chain_id().await?;
        let id = {
            let session = lock(&self.0.session);
            let head = session.head().ok_or_else(crate::session::no_vault)?;
            let found = head.accounts.iter().find(|a| a.address == request.account);
            found
                .map(|a| a.id)
                .ok_or_else(|| error::invalid("There is no such account."))?
        };
        // Allowing is a step towards signing: it needs the open vault. Taking back never waits for it.
        if request.allowed && !self.is_open() {
            return Err(error::locked());
        }
        let mut revoked = lock(&self.0.session).revoked.clone();
        let key = (request.account.clone(), chain_id.clone());
        if request.allowed {
            revoked.remove(&key);
        } else {
            revoked.insert(key);
        }
        store::save(self.home(), "settings", KEY, &revoked).await?;
        {
            let mut session = lock(&self.0.session);
            session.revoked = revoked;
            if request.allowed {
                session.consent.allow(TokenRule::usual(id, chain_id));
            } else {
                session.consent.revoke(id, &chain_id);
            }
        }
        lock(&self.0.tokens).clear();
        self.changed(&[Tag::Rules]);
        self.rules_view()
    }
}
