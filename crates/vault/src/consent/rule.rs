//! Standing rules: what may be signed without asking, visibly and revocably.

use serde::{Deserialize, Serialize};
use types::ChainId;

use crate::id::KeyId;
use crate::sign::{LeaseAccess, ProviderAccess, Scope, TokenClaims};

/// Why a rule does not cover a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No rule for this account and chain.
    #[error("there is no standing rule for this account and network")]
    NoRule,
    /// Rules cover provider tokens and top-ups only.
    #[error("standing rules cover provider tokens and top-ups only")]
    NotCovered,
    /// The token would live longer than the rule allows.
    #[error("the token would live longer than the rule allows")]
    Lifetime,
    /// The token allows something that the rule does not, or does not name its deployments.
    #[error("the token allows more than the rule")]
    Scope,
    /// The transaction is another one than the rule's top-up.
    #[error("the transaction is not the top-up that the rule allows")]
    NotTheTopUp,
    /// The fee is higher than the rule allows, or someone else would pay it.
    #[error("the fee is not one that the rule allows")]
    Fee,
    /// The top-ups of the last 30 days leave no room for another one.
    #[error("the rule's cap is reached")]
    Cap,
}

/// A visible standing permission: short-lived tokens for named deployments of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRule {
    /// The account.
    pub account: KeyId,
    /// The network.
    pub chain_id: ChainId,
    /// The longest life of a token, in seconds from its making.
    pub max_lifetime: u64,
    /// What tokens may allow.
    pub scopes: Vec<Scope>,
}

impl TokenRule {
    /// The rule a person is offered: 15 minutes, everything a deployment's own screens need.
    #[must_use]
    pub fn usual(account: KeyId, chain_id: ChainId) -> Self {
        Self {
            account,
            chain_id,
            max_lifetime: 15 * 60,
            scopes: vec![
                Scope::SendManifest,
                Scope::GetManifest,
                Scope::Logs,
                Scope::Events,
                Scope::Status,
            ],
        }
    }

    /// Checks that the claims stay within the rule: granular access to named deployments only.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn covers(&self, claims: &TokenClaims) -> Result<(), RuleError> {
        if claims.expires > claims.issued_at.saturating_add(self.max_lifetime) {
            return Err(RuleError::Lifetime);
        }
        let LeaseAccess::Granular { permissions } = &claims.access else {
            return Err(RuleError::Scope);
        };
        let within = permissions.iter().all(|access| match access {
            ProviderAccess::Granular { deployments, .. } => deployments
                .iter()
                .all(|one| one.scope.iter().all(|scope| self.scopes.contains(scope))),
            ProviderAccess::Full { .. } | ProviderAccess::Scoped { .. } => false,
        });
        if within {
            Ok(())
        } else {
            Err(RuleError::Scope)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::sign::DeploymentAccess;

    const OWNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    fn claims(scope: Vec<Scope>, expires: u64) -> TokenClaims {
        TokenClaims {
            issuer: OWNER.parse().unwrap(),
            issued_at: 1000,
            not_before: 940,
            expires,
            id: None,
            access: LeaseAccess::Granular {
                permissions: vec![ProviderAccess::Granular {
                    provider: OWNER.parse().unwrap(),
                    deployments: vec![DeploymentAccess {
                        scope,
                        dseq: 7,
                        gseq: None,
                        oseq: None,
                        services: vec!["web".into()],
                    }],
                }],
            },
        }
    }

    fn rule() -> TokenRule {
        let account = KeyId::random(&mut TestEntropy(1)).unwrap();
        TokenRule::usual(account, "a-1".parse().unwrap())
    }

    #[test]
    fn covers_short_tokens_for_named_deployments() {
        assert_eq!(rule().covers(&claims(vec![Scope::Logs], 1900)), Ok(()));
        assert_eq!(
            rule().covers(&claims(vec![Scope::Logs], 1901)),
            Err(RuleError::Lifetime)
        );
        assert_eq!(
            rule().covers(&claims(vec![Scope::Shell], 1900)),
            Err(RuleError::Scope)
        );
    }

    #[test]
    fn never_covers_wide_tokens() {
        for access in [
            LeaseAccess::Full {},
            LeaseAccess::Scoped {
                scope: vec![Scope::Logs],
            },
            LeaseAccess::Granular {
                permissions: vec![ProviderAccess::Full {
                    provider: OWNER.parse().unwrap(),
                }],
            },
        ] {
            let wide = TokenClaims {
                access,
                ..claims(vec![], 1900)
            };
            assert_eq!(rule().covers(&wide), Err(RuleError::Scope));
        }
    }
}
