//! Several vaults on one device. The chosen one lies where it always lay; the others lie on a shelf, whole and sealed.
//! A vault is copied to its new place before it leaves the old one, so a crash leaves two copies at worst, never none.

use contract::{AppView, PresentVault, Tag, VaultRenameRequest, VaultSummary, VaultsView};
use platform::{Change, Home};
use types::Address;
use vault::{CURRENT_KEY, PREVIOUS_KEY, UnlockedVault, VAULT_BUCKET, VaultFile, VaultHead};

use super::accounts::checked_name;
use crate::error::{self, Result};
use crate::flow::Flow;
use crate::txs::TxRecord;
use crate::{Core, lock, store};

/// Where the vaults lie that are not chosen, by id.
const SHELF: &str = "vaults";

/// Heads of the vaults on the shelf. A copy of the chosen one is what a crash left behind and is passed over.
pub(super) async fn load_shelf(home: &Home, chosen: Option<&VaultHead>) -> Result<Vec<VaultHead>> {
    let mut heads = Vec::new();
    for key in home.store.keys(SHELF).await.map_err(error::storage)? {
        let Some(bytes) = read(home, &key).await? else {
            continue;
        };
        match VaultFile::parse(&bytes) {
            Ok(file) if chosen.is_some_and(|c| c.id == file.head().id) => {}
            Ok(file) => heads.push(file.head().clone()),
            Err(e) => tracing::warn!("a vault on the shelf can't be read: {e}"),
        }
    }
    Ok(heads)
}

async fn read(home: &Home, id: &str) -> Result<Option<Vec<u8>>> {
    home.store.get(SHELF, id).await.map_err(error::storage)
}

fn put(bucket: &str, key: &str, value: Vec<u8>) -> Change {
    Change::Put {
        bucket: bucket.into(),
        key: key.into(),
        value,
    }
}

fn delete(bucket: &str, key: &str) -> Change {
    Change::Delete {
        bucket: bucket.into(),
        key: key.into(),
    }
}

fn summary(head: &VaultHead, chosen: bool) -> VaultSummary {
    VaultSummary {
        id: head.id.to_string(),
        name: head.name.as_str().to_owned(),
        demo: head.demo,
        accounts: head.accounts.len(),
        chosen,
    }
}

impl Core {
    pub(crate) fn vaults_view(&self) -> VaultsView {
        let session = lock(&self.0.session);
        let chosen = session.head().map(|head| summary(head, true));
        let others = session.shelf.iter().map(|head| summary(head, false));
        VaultsView {
            vaults: chosen.into_iter().chain(others).collect(),
        }
    }

    /// Makes room for another vault, as was asked.
    pub(super) fn make_room(&self, present: PresentVault) -> Result<()> {
        let is_there = lock(&self.0.session).head().is_some();
        if is_there && present == PresentVault::None {
            return Err(error::invalid("There is a vault on this device already.")
                .safe("It is as it was.")
                .hint("Unlock it, restore it from its words, or remove it first."));
        }
        Ok(())
    }

    /// Takes `open` into use and saves it; the present vault goes to the shelf or becomes its previous generation.
    pub(crate) async fn install(&self, open: UnlockedVault, present: PresentVault) -> Result<()> {
        if self.home().shell.companion && !open.head().keyless {
            return Err(error::invalid(
                "This page is the companion of a desktop: the way to it is not safe enough for keys.",
            )
            .safe("Nothing was stored.")
            .hint("Make the vault in the desktop program."));
        }
        self.make_room(present)?;
        let beside = present == PresentVault::Beside;
        if lock(&self.0.session).open.is_some() {
            self.end_session();
        }
        let (file, bytes, head) = {
            let session = lock(&self.0.session);
            (
                session.file.clone(),
                session.bytes.clone(),
                session.head().cloned(),
            )
        };
        if let (true, Some(bytes), Some(head)) = (beside, &bytes, &head) {
            let copy = put(SHELF, &head.id.to_string(), bytes.clone());
            self.apply(vec![copy]).await?;
        }
        let chain_id = self.network()?.chain_id;
        {
            let mut session = lock(&self.0.session);
            if beside {
                (session.file, session.bytes) = (None, None);
            }
            let account = open.head().accounts.first().map(|a| a.id);
            session.consent.locked();
            session.open = Some(open);
            session.selected = None;
            if let Some(account) = account {
                session.begin(account, chain_id.as_ref());
            }
        }
        if let Err(e) = self.save_vault().await {
            // Nothing may be received by a key that was never saved.
            let mut session = lock(&self.0.session);
            session.open = None;
            (session.file, session.bytes) = (file, bytes);
            return Err(e);
        }
        if let (true, Some(head)) = (beside, head) {
            lock(&self.0.session).shelf.push(head);
            // The generation before is another vault's.
            self.apply(vec![delete(VAULT_BUCKET, PREVIOUS_KEY)]).await?;
        }
        store::save(self.home(), "settings", "account", &None::<Address>).await?;
        self.tell_of_another_vault();
        self.start_apps().await;
        Ok(())
    }

    /// Locks the present vault and turns to another one.
    pub(crate) async fn select_vault(&self, id: &str) -> Result<AppView> {
        let head = {
            let session = lock(&self.0.session);
            let found = session.shelf.iter().find(|head| head.id.to_string() == id);
            match found {
                Some(head) => head.clone(),
                None if session.head().is_some_and(|h| h.id.to_string() == id) => {
                    drop(session);
                    return self.app_view();
                }
                None => return Err(error::invalid("There is no such vault on this device.")),
            }
        };
        if head.demo && !self.network()?.network.simulated {
            let simulated = self.networks_view().networks.into_iter();
            let network = simulated.filter(|n| n.simulated).map(|n| n.id).next();
            let network = network.ok_or_else(|| {
                error::invalid("The demo vault works on simulated networks only; there is none.")
            })?;
            self.select_network(&network).await?;
        }
        self.end_session();
        self.take_from_shelf(&head).await?;
        self.open_demo_vault().await;
        self.resume().await;
        self.app_view()
    }

    /// Puts the vault `head` in the place of the chosen one, which goes to the shelf if there is one.
    async fn take_from_shelf(&self, head: &VaultHead) -> Result<()> {
        let id = head.id.to_string();
        let bytes = read(self.home(), &id).await?;
        let bytes = bytes.ok_or_else(|| error::internal("a vault left the shelf"))?;
        let file = VaultFile::parse(&bytes).map_err(|e| error::open(e.into()))?;
        let now = {
            let session = lock(&self.0.session);
            session.head().cloned().zip(session.bytes.clone())
        };
        let mut changes = Vec::new();
        if let Some((old, bytes)) = &now {
            changes.push(put(SHELF, &old.id.to_string(), bytes.clone()));
        }
        changes.push(put(VAULT_BUCKET, CURRENT_KEY, bytes.clone()));
        changes.push(delete(VAULT_BUCKET, PREVIOUS_KEY));
        changes.push(delete(SHELF, &id));
        self.apply(changes).await?;
        store::save(self.home(), "settings", "account", &None::<Address>).await?;
        {
            let mut session = lock(&self.0.session);
            session.shelf.retain(|other| other.id != head.id);
            session.shelf.extend(now.map(|(old, _)| old));
            session.file = Some(file);
            session.bytes = Some(bytes);
            session.selected = None;
        }
        self.tell_of_another_vault();
        Ok(())
    }

    pub(crate) async fn rename_vault(&self, request: &VaultRenameRequest) -> Result<AppView> {
        let name = checked_name(&request.name)?;
        {
            let mut session = lock(&self.0.session);
            session
                .open
                .as_mut()
                .ok_or_else(error::locked)?
                .rename(name);
        }
        self.save_vault().await?;
        self.changed(&[Tag::App]);
        self.app_view()
    }

    /// After the chosen vault was removed: another one takes its place, if there is one.
    pub(super) async fn next_vault(&self) -> Result<()> {
        let next = lock(&self.0.session).shelf.first().cloned();
        if let Some(head) = next {
            self.take_from_shelf(&head).await?;
            self.open_demo_vault().await;
        }
        Ok(())
    }

    /// Removes what was signed and made by accounts that only `removed` had.
    pub(super) async fn forget_what_belongs_to(&self, removed: &VaultHead) -> Result<()> {
        let kept: Vec<Address> = {
            let session = lock(&self.0.session);
            let heads = session.shelf.iter().flat_map(|head| &head.accounts);
            heads.map(|a| a.address.clone()).collect()
        };
        let gone = |address: &Address| {
            removed.accounts.iter().any(|a| &a.address == address) && !kept.contains(address)
        };
        let home = self.home();
        let txs = store::load_all::<TxRecord>(home, crate::txs::BUCKET).await?;
        let flows = store::load_all::<Flow>(home, crate::flow::BUCKET).await?;
        let sealed = [crate::apps::BUCKET, crate::top_ups::BUCKET];
        let mut changes: Vec<_> = sealed
            .into_iter()
            .map(|bucket| delete(bucket, &removed.id.to_string()))
            .collect();
        changes.extend(
            txs.into_iter()
                .filter(|(_, tx)| gone(&tx.account))
                .map(|(key, _)| delete(crate::txs::BUCKET, &key)),
        );
        changes.extend(
            flows
                .into_iter()
                .filter(|(_, flow)| gone(&flow.account))
                .map(|(key, _)| delete(crate::flow::BUCKET, &key)),
        );
        self.apply(changes).await
    }

    pub(super) async fn apply(&self, changes: Vec<Change>) -> Result<()> {
        self.home()
            .store
            .apply(changes)
            .await
            .map_err(error::storage)
    }

    fn tell_of_another_vault(&self) {
        self.forget_approvals();
        lock(&self.0.tokens).clear();
        self.changed(&[
            Tag::App,
            Tag::Balances,
            Tag::Activity,
            Tag::Approvals,
            Tag::Flows,
            Tag::Deployments,
            Tag::Rules,
        ]);
    }
}
