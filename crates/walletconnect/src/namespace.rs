//! Namespaces: which chains, accounts, methods and events a session is for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{AccountRef, ChainRef};

/// Namespaces by key: `cosmos`, or a single chain such as `cosmos:akashnet-2`.
pub type Namespaces = BTreeMap<String, Namespace>;
/// What a proposal wants, by key.
pub type WantedNamespaces = BTreeMap<String, Wanted>;

/// Why namespaces don't fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamespaceError {
    /// A required chain has no account.
    #[error("the required chain {0} is missing")]
    Chain(String),
    /// A required method is missing.
    #[error("the required method {0} is missing")]
    Method(String),
    /// A required event is missing.
    #[error("the required event {0} is missing")]
    Event(String),
    /// An account lies on a chain of another namespace.
    #[error("the account {0} is not of its namespace")]
    Account(String),
    /// Nothing in them.
    #[error("there is no account in it")]
    Empty,
}

/// What was approved in one namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    /// Chains; old wallets leave them out, then they are those of the accounts.
    #[serde(default)]
    pub chains: Vec<ChainRef>,
    /// Accounts on those chains.
    pub accounts: Vec<AccountRef>,
    /// Methods that may be asked.
    pub methods: Vec<String>,
    /// Events that may come.
    pub events: Vec<String>,
}

/// What a proposal wants in one namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Chains; may be left out where the key is a chain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<String>,
    /// Methods.
    pub methods: Vec<String>,
    /// Events.
    pub events: Vec<String>,
}

impl Wanted {
    /// The chains that `key` and list name; what is no chain is left out.
    #[must_use]
    pub fn chains_of(&self, key: &str) -> Vec<ChainRef> {
        let named = self.chains.iter().map(String::as_str).chain([key]);
        named.filter_map(|text| text.parse().ok()).collect()
    }
}

/// Every chain that has an account.
pub(crate) fn chains(namespaces: &Namespaces) -> BTreeSet<ChainRef> {
    let all = namespaces.values().flat_map(|one| &one.accounts);
    all.map(|account| account.chain.clone()).collect()
}

/// Whether `method` may be asked on `chain`.
pub(crate) fn allows(namespaces: &Namespaces, chain: &ChainRef, method: &str) -> bool {
    namespaces.values().any(|one| {
        one.accounts.iter().any(|account| &account.chain == chain)
            && one.methods.iter().any(|known| known == method)
    })
}

/// Whether `event` may come from `chain`.
pub(crate) fn announces(namespaces: &Namespaces, chain: &ChainRef, event: &str) -> bool {
    namespaces.values().any(|one| {
        one.accounts.iter().any(|account| &account.chain == chain)
            && one.events.iter().any(|known| known == event)
    })
}

/// Checks that `given` is well formed and covers what `required` asks.
pub(crate) fn conform(
    given: &Namespaces,
    required: &WantedNamespaces,
) -> Result<(), NamespaceError> {
    for (key, one) in given {
        let own = key.split(':').next().unwrap_or_default();
        let strange = one.accounts.iter().find(|a| a.chain.namespace() != own);
        if let Some(strange) = strange {
            return Err(NamespaceError::Account(strange.to_string()));
        }
    }
    let have = chains(given);
    if have.is_empty() {
        return Err(NamespaceError::Empty);
    }
    for (key, wanted) in required {
        let own = key.split(':').next().unwrap_or_default();
        let beside = || {
            given
                .iter()
                .filter(move |(name, _)| name.split(':').next() == Some(own))
                .map(|(_, one)| one)
        };
        if let Some(chain) = wanted.chains_of(key).iter().find(|c| !have.contains(c)) {
            return Err(NamespaceError::Chain(chain.to_string()));
        }
        let lacks = |list: fn(&Namespace) -> &Vec<String>, name: &String| {
            !beside().any(|one| list(one).contains(name))
        };
        if let Some(method) = wanted.methods.iter().find(|m| lacks(|n| &n.methods, m)) {
            return Err(NamespaceError::Method(method.clone()));
        }
        if let Some(event) = wanted.events.iter().find(|e| lacks(|n| &n.events, e)) {
            return Err(NamespaceError::Event(event.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn given() -> Namespaces {
        serde_json::from_value(json!({"cosmos": {
            "accounts": ["cosmos:a-1:akash1x"], "methods": ["m"], "events": ["e"]}}))
        .unwrap()
    }

    fn required(value: serde_json::Value) -> WantedNamespaces {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_is_required_must_be_covered() {
        let check = |value| conform(&given(), &required(value));
        let ask = |chain: &str, method: &str, event: &str| {
            check(json!({"cosmos": {"chains": [chain], "methods": [method], "events": [event]}}))
        };
        assert_eq!(ask("cosmos:a-1", "m", "e"), Ok(()));
        assert_eq!(
            ask("cosmos:b-1", "m", "e"),
            Err(NamespaceError::Chain("cosmos:b-1".into()))
        );
        assert_eq!(
            ask("cosmos:a-1", "n", "e"),
            Err(NamespaceError::Method("n".into()))
        );
        assert_eq!(
            ask("cosmos:a-1", "m", "f"),
            Err(NamespaceError::Event("f".into()))
        );
        assert_eq!(
            check(json!({"cosmos:a-1": {"methods": ["m"], "events": []}})),
            Ok(())
        );
        assert!(check(json!({"cosmos:b-1": {"methods": [], "events": []}})).is_err());
    }

    #[test]
    fn accounts_belong_to_their_namespace() {
        let mut odd = given();
        let one = odd.remove("cosmos").unwrap();
        odd.insert("eip155".into(), one);
        assert!(matches!(
            conform(&odd, &WantedNamespaces::new()),
            Err(NamespaceError::Account(_))
        ));
        assert_eq!(
            conform(&Namespaces::new(), &WantedNamespaces::new()),
            Err(NamespaceError::Empty)
        );
    }

    #[test]
    fn methods_are_allowed_on_chains_with_accounts() {
        let chain = ChainRef::cosmos("a-1").unwrap();
        let other = ChainRef::cosmos("b-1").unwrap();
        assert!(allows(&given(), &chain, "m") && announces(&given(), &chain, "e"));
        assert!(!allows(&given(), &other, "m") && !allows(&given(), &chain, "n"));
    }
}
