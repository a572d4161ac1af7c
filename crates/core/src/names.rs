//! Names of accounts for sentences: own accounts and known providers.

use std::collections::BTreeMap;

use chain::words::Names;

use crate::{Core, lock};

/// A snapshot of known names.
#[derive(Default)]
pub(crate) struct KnownNames(BTreeMap<String, String>);

impl Names for KnownNames {
    fn name(&self, address: &str) -> Option<String> {
        self.0.get(address).cloned()
    }
}

impl Core {
    /// Own accounts and the providers of the chosen network.
    pub(crate) fn known_names(&self) -> KnownNames {
        let mut names = lock(&self.0.market).provider_names();
        if let Some(head) = lock(&self.0.session).head() {
            for account in &head.accounts {
                names.insert(
                    account.address.to_string(),
                    account.name.as_str().to_owned(),
                );
            }
        }
        KnownNames(names)
    }
}
