//! Accounts of the vault.

use contract::{AccountAddRequest, AccountRenameRequest, AppView, Tag};
use types::Address;
use vault::{Colour, HdPath, Name, Origin, OsEntropy};

use crate::error::{self, Result};
use crate::{Core, lock, store};

impl Core {
    /// Adds the next account of the first set of words.
    pub(crate) async fn add_account(&self, request: &AccountAddRequest) -> Result<AppView> {
        let name = Name::new(&request.name)
            .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            let seed = open.head().seeds.first().map(|s| s.id).ok_or_else(|| {
                error::invalid("This vault has no words to derive an account from.")
            })?;
            let derived = |n: u32| HdPath::cosmos(0, n).map_err(error::internal);
            let mut next = 0;
            let taken = |path: &HdPath, open: &vault::UnlockedVault| {
                open.head()
                    .accounts
                    .iter()
                    .any(|a| matches!(&a.origin, Origin::Derived { path: p, .. } if p == path))
            };
            while taken(&derived(next)?, open) {
                next += 1;
            }
            let colour =
                Colour::try_from(u8::try_from(next % 12).unwrap_or_default()).unwrap_or_default();
            open.add_derived(seed, derived(next)?, name, colour, &mut OsEntropy)
                .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        }
        self.save_vault().await?;
        self.changed(&[Tag::App]);
        self.app_view()
    }

    pub(crate) async fn rename_account(&self, request: &AccountRenameRequest) -> Result<AppView> {
        let name = Name::new(&request.name)
            .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            let found = open
                .head()
                .accounts
                .iter()
                .find(|a| a.address == request.address);
            let (id, colour) = found
                .map(|a| (a.id, a.colour))
                .ok_or_else(|| error::invalid("There is no such account."))?;
            open.rename_account(id, name, colour)
                .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        }
        self.save_vault().await?;
        self.changed(&[Tag::App]);
        self.app_view()
    }

    /// Chooses another account; what waits for a decision is void.
    pub(crate) async fn select_account(&self, address: &Address) -> Result<AppView> {
        let known = lock(&self.0.session)
            .head()
            .is_some_and(|h| h.accounts.iter().any(|a| &a.address == address));
        if !known {
            return Err(error::invalid("There is no such account."));
        }
        store::save(self.home(), "settings", "account", address).await?;
        let chain_id = self.network()?.chain_id;
        {
            let mut session = lock(&self.0.session);
            session.selected = Some(address.clone());
            if session.open.is_some()
                && let Some(account) = session.account().map(|a| a.id)
            {
                session.consent.account_switched(account);
                session.begin(account, chain_id.as_ref());
            }
        }
        self.forget_approvals();
        lock(&self.0.tokens).clear();
        self.changed(&[
            Tag::App,
            Tag::Balances,
            Tag::Activity,
            Tag::Approvals,
            Tag::Flows,
            Tag::Deployments,
        ]);
        self.account_switched_for_apps().await;
        self.resume().await;
        self.app_view()
    }
}
