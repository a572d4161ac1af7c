//! Provider tokens under the standing rule: short-lived, for one lease, never written down.

use std::collections::BTreeMap;

use types::{LeaseId, UnixMillis};
use vault::{
    ApprovalRequest, Capability, DeploymentAccess, LeaseAccess, Payload, ProviderAccess,
    RequestOrigin, Scope, Signer, TokenAlgorithm, TokenClaims, TokenDoc,
};

use crate::error::{self, Result};
use crate::{Core, lock};

/// Seconds that a token's start lies before now: providers allow no difference of clocks.
const BACKDATE: u64 = 60;
/// Seconds from its start that a token lives; the standing rule allows as many.
const LIFETIME: u64 = 15 * 60;
/// Milliseconds before its end at which a token is made anew.
const RENEW: u64 = 120_000;

/// Tokens in memory, by lease, with their end.
pub(crate) type Cache = BTreeMap<LeaseId, (String, UnixMillis)>;

/// What the lease's own screens need, at its provider and for it alone.
pub(crate) fn lease_access(lease: &LeaseId, services: Vec<String>) -> LeaseAccess {
    LeaseAccess::Granular {
        permissions: vec![ProviderAccess::Granular {
            provider: lease.provider.clone(),
            deployments: vec![DeploymentAccess {
                scope: vec![
                    Scope::SendManifest,
                    Scope::GetManifest,
                    Scope::Logs,
                    Scope::Events,
                    Scope::Status,
                ],
                dseq: lease.dseq().get(),
                gseq: Some(lease.gseq().0),
                oseq: Some(lease.oseq().0),
                services,
            }],
        }],
    }
}

impl Core {
    /// A token for everything that the lease's own screens need.
    pub(crate) async fn token(&self, lease: &LeaseId, services: &[String]) -> Result<String> {
        let now = self.now();
        if let Some((token, end)) = lock(&self.0.tokens).get(lease)
            && end.since(now) > RENEW
        {
            return Ok(token.clone());
        }
        let chain_id = self.chain_id().await?;
        let account = self.account()?;
        let start = now.seconds().saturating_sub(BACKDATE);
        let services = if services.is_empty() {
            vec!["all".to_owned()]
        } else {
            services.to_vec()
        };
        if account.capability() == Capability::Nothing {
            return self.outside_token(&account, &chain_id, lease, services);
        }
        let claims = TokenClaims {
            issuer: lease.owner().clone(),
            issued_at: start,
            not_before: start,
            expires: start + LIFETIME,
            id: None,
            access: lease_access(lease, services),
        };
        let doc = TokenDoc::new(TokenAlgorithm::Es256k, claims).map_err(error::internal)?;
        let rule = (account.address, chain_id.clone());
        let request = ApprovalRequest {
            account: account.id,
            chain_id,
            payload: Payload::Token(doc),
            origin: RequestOrigin::Rule,
        };
        let signed = {
            let mut session = lock(&self.0.session);
            let grant = session
                .consent
                .grant_by_rule(request)
                .map_err(error::file)?;
            let open = session.open.as_ref().ok_or_else(error::locked)?;
            let signed = open.sign(grant).map_err(error::internal)?;
            let uses = session.rule_uses.entry(rule).or_insert((0, now));
            *uses = (uses.0 + 1, now);
            signed
        };
        let token = signed
            .token()
            .ok_or_else(|| error::internal("no token was made"))?;
        let end = UnixMillis((start + LIFETIME) * 1000);
        lock(&self.0.tokens).insert(lease.clone(), (token.clone(), end));
        Ok(token)
    }

    /// Forgets a token that the provider refused.
    pub(crate) fn forget_token(&self, lease: &LeaseId) {
        lock(&self.0.tokens).remove(lease);
    }
}
