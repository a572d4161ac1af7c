//! Names of accounts for sentences: own accounts, contacts and known providers.

use std::collections::{BTreeMap, BTreeSet};

use chain::words::Names;

use crate::{Core, lock};

/// A snapshot of known names.
#[derive(Default)]
pub(crate) struct KnownNames {
    names: BTreeMap<String, String>,
    /// Addresses that are no strangers though they have no name here.
    met: BTreeSet<String>,
}

impl Names for KnownNames {
    fn name(&self, address: &str) -> Option<String> {
        self.names.get(address).cloned()
    }

    fn is_new(&self, address: &str) -> bool {
        !self.names.contains_key(address) && !self.met.contains(address)
    }
}

impl Core {
    /// Own accounts, contacts and the providers of the chosen network. What a person named wins over what
    /// a provider says of itself.
    pub(crate) fn known_names(&self) -> KnownNames {
        let mut names = lock(&self.0.market).provider_names();
        let met = {
            let known = lock(&self.0.known);
            for (address, contact) in &known.contacts {
                names.insert(address.to_string(), contact.name.clone());
            }
            known.recipients.clone()
        };
        if let Some(head) = lock(&self.0.session).head() {
            for account in &head.accounts {
                names.insert(
                    account.address.to_string(),
                    account.name.as_str().to_owned(),
                );
            }
        }
        KnownNames { names, met }
    }
}
