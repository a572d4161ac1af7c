//! What who asks may do with a repository.

use axum::http::HeaderMap;

use super::caller::{self, Caller, CallerError};
use super::token::Access;
use crate::app::App;
use crate::config::Anonymous;
use crate::fail::OciError;
use crate::meta::repo::{self, Repo};
use crate::meta::table::Read;
use crate::meta::{MetaError, account};
use crate::name::RepositoryName;

/// What may be done with a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Read.
    Pull,
    /// Add and move.
    Push,
    /// Take away.
    Delete,
}

impl Action {
    /// As scopes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Push => "push",
            Self::Delete => "delete",
        }
    }

    /// Reads the name; `*` isn't one.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "pull" => Some(Self::Pull),
            "push" => Some(Self::Push),
            "delete" => Some(Self::Delete),
            _ => None,
        }
    }

    /// What a challenge asks for when this is wanted.
    fn scope(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Push => "pull,push",
            Self::Delete => "pull,push,delete",
        }
    }
}

/// Whether an account's own rights, or everybody's, cover it. `repo` is none when it isn't there yet.
pub fn allowed(
    everybody: Anonymous,
    caller: &Caller,
    name: &RepositoryName,
    repo: Option<&Repo>,
    action: Action,
) -> bool {
    if let Some(limit) = &caller.limit
        && !covers(limit, name, action)
    {
        return false;
    }
    match (everybody, action) {
        (Anonymous::Write, _) | (Anonymous::Read, Action::Pull) => return true,
        _ => {}
    }
    if action == Action::Pull && repo.is_some_and(|r| r.public) {
        return true;
    }
    let Some(account) = &caller.account else {
        return false;
    };
    let owner = repo.and_then(|r| r.owner.as_deref());
    account.operator
        || match owner {
            Some(owner) => owner == account.id,
            None => name.namespace() == Some(&account.name),
        }
}

fn covers(limit: &[Access], name: &RepositoryName, action: Action) -> bool {
    limit.iter().any(|one| {
        one.kind == "repository"
            && one.name == name.as_str()
            && one.actions.iter().any(|a| a == "*" || a == action.name())
    })
}

/// Who a new repository belongs to: whose name its namespace is, else who pushes.
pub fn owner(
    txn: &impl Read,
    name: &RepositoryName,
    caller: &Caller,
) -> Result<Option<String>, MetaError> {
    let named = match name.namespace() {
        Some(namespace) if caller.account.is_some() => account::by_name(txn, namespace)?,
        _ => None,
    };
    Ok(named
        .map(|account| account.id)
        .or_else(|| caller.id().map(str::to_owned)))
}

impl App {
    /// Who asks, if they may do this.
    ///
    /// # Errors
    /// [`OciError::Unauthorized`] when signing in may help, [`OciError::Denied`] when it can't.
    pub async fn permit(
        &self,
        headers: &HeaderMap,
        name: &RepositoryName,
        action: Action,
    ) -> Result<Caller, OciError> {
        let challenge = || OciError::Unauthorized {
            challenge: self.challenge(headers, Some((name, action.scope()))),
        };
        let caller = match Caller::of(self, headers).await {
            Ok(caller) => caller,
            Err(CallerError::Token) => return Err(challenge()),
            Err(CallerError::Meta(error)) => return Err(error.into()),
        };
        if self.may(&caller, name, action).await? {
            // Credentials that are sent are checked even where none are needed.
            let basic = caller::sent_basic(headers) && self.config.anonymous != Anonymous::Write;
            return if basic { Err(challenge()) } else { Ok(caller) };
        }
        let signed_in = caller.account.is_some();
        if signed_in && caller.limit.is_none() {
            return Err(OciError::Denied);
        }
        let unlimited = Caller {
            limit: None,
            ..caller
        };
        if signed_in && !self.may(&unlimited, name, action).await? {
            return Err(OciError::Denied);
        }
        Err(challenge())
    }

    /// Whether the caller may do this.
    ///
    /// # Errors
    /// [`MetaError`] when the metadata fails.
    pub async fn may(
        &self,
        caller: &Caller,
        name: &RepositoryName,
        action: Action,
    ) -> Result<bool, MetaError> {
        let there = name.clone();
        let row = self.meta.read(move |txn| repo::get(txn, &there)).await?;
        let everybody = self.config.anonymous;
        Ok(allowed(everybody, caller, name, row.as_ref(), action))
    }

    /// The value of `WWW-Authenticate`, for a scope if there is one.
    pub fn challenge(&self, headers: &HeaderMap, scope: Option<(&RepositoryName, &str)>) -> String {
        let base = self.base(headers);
        let scope = scope.map_or(String::new(), |(name, actions)| {
            format!(",scope=\"repository:{name}:{actions}\"")
        });
        format!("Bearer realm=\"{base}/token\",service=\"{base}\"{scope}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::account::Account;

    fn caller(name: &str, operator: bool) -> Caller {
        let account = Account {
            id: format!("id-{name}"),
            name: name.into(),
            email: String::new(),
            password: None,
            operator,
            created: 0,
        };
        Caller {
            account: Some(account),
            ..Caller::nobody()
        }
    }

    fn may(caller: &Caller, name: &str, repo: Option<&Repo>, action: Action) -> bool {
        allowed(
            Anonymous::Public,
            caller,
            &name.parse().unwrap(),
            repo,
            action,
        )
    }

    #[test]
    fn a_namespace_is_its_users() {
        let (ann, bob) = (caller("ann", false), caller("bob", false));
        assert!(may(&ann, "ann/app", None, Action::Push));
        assert!(!may(&bob, "ann/app", None, Action::Push));
        assert!(!may(&bob, "app", None, Action::Push));
        assert!(may(&caller("root", true), "ann/app", None, Action::Delete));
        assert!(!may(&Caller::nobody(), "ann/app", None, Action::Pull));
    }

    #[test]
    fn public_is_for_pulling_only() {
        let repo = Repo::new(Some("id-ann".into()), String::new(), true);
        assert!(may(&Caller::nobody(), "ann/app", Some(&repo), Action::Pull));
        assert!(!may(
            &caller("bob", false),
            "ann/app",
            Some(&repo),
            Action::Push
        ));
        assert!(!may(
            &caller("bob", false),
            "ann/app",
            Some(&repo),
            Action::Delete
        ));
    }

    #[test]
    fn a_token_does_only_what_it_lists() {
        let access = Access {
            kind: "repository".into(),
            name: "ann/app".into(),
            actions: vec!["pull".into()],
        };
        let limited = Caller {
            limit: Some(vec![access]),
            ..caller("ann", false)
        };
        let repo = Repo::new(Some("id-ann".into()), String::new(), false);
        assert!(may(&limited, "ann/app", Some(&repo), Action::Pull));
        assert!(!may(&limited, "ann/app", Some(&repo), Action::Push));
        assert!(!may(&limited, "ann/other", None, Action::Pull));
    }
}
