//! Accounts of the vault: adding, changing, ordering, removing, choosing.

use contract::{
    AccountAddRequest, AccountBalance, AccountBalancesView, AccountChangeRequest,
    AccountExportRequest, AccountOrderRequest, AccountSource, AppView, ArmorView, Hidden, Tag,
};
use types::{Address, Denom};
use vault::{
    Account, Colour, HdPath, KeyFileError, KeyId, Name, Origin, OsEntropy, RevealError, SeedId,
    UnlockedVault, Visibility,
};

use super::keys::{add_key, parse_path};
use crate::error::{self, Result, said};
use crate::{Core, lock, store};

/// A person's name for something, checked.
pub(crate) fn checked_name(text: &str) -> Result<Name> {
    Name::new(text).map_err(said)
}

fn first_seed(open: &UnlockedVault) -> Result<SeedId> {
    let seed = open.head().seeds.first().map(|s| s.id);
    seed.ok_or_else(|| {
        error::invalid("This vault has no words to derive an account from.")
            .hint("Import a key or words, or watch an address.")
    })
}

/// The first path of Cosmos wallets below `seed` that no account has.
fn next_path(open: &UnlockedVault, seed: SeedId) -> Result<HdPath> {
    let taken = |path: &HdPath| {
        open.head().accounts.iter().any(
            |a| matches!(&a.origin, Origin::Derived { seed: s, path: p } if *s == seed && p == path),
        )
    };
    let mut index = 0;
    loop {
        let path = HdPath::cosmos(0, index).map_err(error::internal)?;
        if !taken(&path) {
            return Ok(path);
        }
        index += 1;
    }
}

fn colour(number: Option<u8>, accounts: usize) -> Result<Colour> {
    let next = u8::try_from(accounts % 12).unwrap_or_default();
    Colour::try_from(number.unwrap_or(next)).map_err(said)
}

fn find<'a>(open: &'a UnlockedVault, address: &Address) -> Result<&'a Account> {
    let found = open.head().accounts.iter().find(|a| &a.address == address);
    found.ok_or_else(|| error::invalid("There is no such account."))
}

fn find_id(open: &UnlockedVault, address: &Address) -> Result<KeyId> {
    find(open, address).map(|account| account.id)
}

impl Core {
    /// Changes the open vault, saves it and tells everybody.
    pub(crate) async fn change_vault<T>(
        &self,
        change: impl FnOnce(&mut UnlockedVault) -> Result<T>,
    ) -> Result<T> {
        let done = {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            change(open)?
        };
        self.save_vault().await?;
        self.changed(&[Tag::App, Tag::Rules]);
        Ok(done)
    }

    pub(crate) async fn add_account(&self, request: &AccountAddRequest) -> Result<AppView> {
        let name = checked_name(&request.name)?;
        if self.session_is_demo() && matches!(request.source, AccountSource::Key { .. }) {
            return Err(error::invalid(
                "A demo vault opens without a password: no real key belongs in it.",
            )
            .hint("Add a vault with a password and import the key there."));
        }
        self.change_vault(|open| {
            let colour = colour(request.colour, open.head().accounts.len())?;
            let rng = &mut OsEntropy;
            match &request.source {
                AccountSource::Next => {
                    let seed = first_seed(open)?;
                    let path = next_path(open, seed)?;
                    open.add_derived(seed, path, name, colour, rng)
                        .map_err(said)
                }
                AccountSource::Path { path } => open
                    .add_derived(first_seed(open)?, parse_path(path)?, name, colour, rng)
                    .map_err(said),
                AccountSource::Watch { address } => open
                    .add_watch_only(address.clone(), name, colour, rng)
                    .map_err(said),
                AccountSource::Key { key } => add_key(open, key, name, colour, rng),
            }
        })
        .await?;
        self.app_view()
    }

    pub(crate) async fn change_account(&self, request: &AccountChangeRequest) -> Result<AppView> {
        let name = request.name.as_deref().map(checked_name).transpose()?;
        let colour = request
            .colour
            .map(|number| Colour::try_from(number).map_err(said))
            .transpose()?;
        self.change_vault(|open| {
            let account = find(open, &request.address)?;
            let id = account.id;
            let name = name.unwrap_or_else(|| account.name.clone());
            let colour = colour.unwrap_or(account.colour);
            open.rename_account(id, name, colour).map_err(said)?;
            match request.hidden {
                Some(true) if last_shown(open, id) => {
                    Err(error::invalid("One account at least stays shown."))
                }
                Some(hidden) => {
                    let visibility = if hidden {
                        Visibility::Hidden
                    } else {
                        Visibility::Shown
                    };
                    open.set_visibility(id, visibility).map_err(said)
                }
                None => Ok(()),
            }
        })
        .await?;
        self.leave_hidden_account(&request.address, request.hidden == Some(true))
            .await
    }

    pub(crate) async fn order_accounts(&self, request: &AccountOrderRequest) -> Result<AppView> {
        self.change_vault(|open| {
            let order = request
                .order
                .iter()
                .map(|address| find_id(open, address))
                .collect::<Result<Vec<_>>>()?;
            open.reorder(&order).map_err(said)
        })
        .await?;
        self.app_view()
    }

    pub(crate) async fn remove_account(&self, address: &Address) -> Result<AppView> {
        self.change_vault(|open| {
            let id = find_id(open, address)?;
            if last_shown(open, id) {
                return Err(error::invalid("This is the last account that is shown.")
                    .hint("Remove the vault itself in Settings, or add another account first."));
            }
            open.remove_account(id).map_err(said)?;
            // Words that were imported for this account alone would stay unseen.
            let unused: Vec<SeedId> = open.head().seeds.iter().skip(1).map(|s| s.id).collect();
            for seed in unused {
                // An error means that another account still comes from them.
                let _ = open.remove_words(seed);
            }
            Ok(())
        })
        .await?;
        self.leave_hidden_account(address, true).await
    }

    /// Turns to the first shown account when the chosen one went out of sight.
    async fn leave_hidden_account(&self, address: &Address, gone: bool) -> Result<AppView> {
        let chosen = lock(&self.0.session).selected.as_ref() == Some(address);
        let first = lock(&self.0.session).head().and_then(|head| {
            let shown = |a: &&Account| a.visibility == Visibility::Shown;
            head.accounts.iter().find(shown).map(|a| a.address.clone())
        });
        // With nothing chosen the first shown account is in use, which may have been this one.
        match first {
            Some(first) if gone && (chosen || self.selected().is_none()) => {
                self.select_account(&first).await
            }
            _ => self.app_view(),
        }
    }

    fn selected(&self) -> Option<Address> {
        lock(&self.0.session).selected.clone()
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

    /// One key as an armor, behind a fresh password.
    pub(crate) async fn export_account(&self, request: &AccountExportRequest) -> Result<ArmorView> {
        let sealing = super::create::strong(&request.armor_password.0)?;
        let id = {
            let session = lock(&self.0.session);
            find_id(
                session.open.as_ref().ok_or_else(error::locked)?,
                &request.address,
            )?
        };
        let text = self
            .behind_password(&request.password.0, |open, opener| {
                open.export_armor(id, opener, &sealing, &mut OsEntropy)
            })
            .await?
            .map_err(|e| match e {
                KeyFileError::Reveal(RevealError::Open(e)) => error::open(e),
                KeyFileError::Reveal(RevealError::NotHere) => {
                    error::invalid("This account is only watched: its key is not here.")
                }
                e => said(e),
            })?;
        Ok(ArmorView { text: Hidden(text) })
    }

    /// What each account holds; asked one after the other, so that a slow node is not flooded.
    pub(crate) async fn account_balances_view(&self) -> Result<AccountBalancesView> {
        let addresses: Vec<Address> = lock(&self.0.session)
            .head()
            .map(|head| head.accounts.iter().map(|a| a.address.clone()).collect())
            .unwrap_or_default();
        let rpc = self.rpc()?;
        let mut balances = Vec::with_capacity(addresses.len());
        for address in addresses {
            let coins = chain::query::balances(&rpc, &address).await.ok();
            let of = |denom: &Denom| {
                let coins = &coins.as_ref()?.0;
                let held = coins.iter().find(|c| &c.denom == denom).map(|c| c.amount);
                Some(held.unwrap_or_default())
            };
            balances.push(AccountBalance {
                akt: of(&Denom::uakt()),
                act: of(&Denom::uact()),
                address,
            });
        }
        Ok(AccountBalancesView { balances })
    }
}

/// No other account would be shown without this one.
fn last_shown(open: &UnlockedVault, id: KeyId) -> bool {
    let others = |a: &Account| a.id != id && a.visibility == Visibility::Shown;
    !open.head().accounts.iter().any(others)
}
