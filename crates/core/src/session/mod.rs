//! The vault of this home: absent, locked or open; accounts; what was chosen.

mod accounts;
mod backup;
mod create;
mod fresh;
mod keys;
mod lock;
mod locks;
mod passkey;
mod vaults;
mod words;

pub(crate) use accounts::checked_name;

use std::collections::{BTreeMap, BTreeSet};

use contract::{AccountView, AppView, VaultState};
use platform::{Change, Home};
use types::{Address, ChainId};
use vault::{
    Account, CURRENT_KEY, Consent, IdleMinutes, IdleTimer, KeyId, Origin, PREVIOUS_KEY, Throttle,
    TokenRule, UnlockedVault, VAULT_BUCKET, VaultFile, VaultHead, Visibility,
};

use crate::error::{self, Result};
use crate::{Core, lock, store};

/// The vault and everything that ends when it is locked.
pub(crate) struct Session {
    file: Option<VaultFile>,
    /// Its bytes, which become the previous generation at the next save.
    bytes: Option<Vec<u8>>,
    pub(crate) open: Option<UnlockedVault>,
    pub(crate) consent: Consent,
    throttle: Throttle,
    idle: IdleTimer,
    selected: Option<Address>,
    storage_persistent: Option<bool>,
    /// Vaults of this device that are not chosen.
    shelf: Vec<VaultHead>,
    /// Standing rules that were taken back.
    pub(crate) revoked: BTreeSet<(Address, ChainId)>,
    /// How often a standing rule signed since the start, and when last.
    pub(crate) rule_uses: BTreeMap<(Address, ChainId), (u64, types::UnixMillis)>,
}

impl Session {
    pub(crate) async fn load(home: &Home) -> Result<Self> {
        let read = |key: &'static str| async move {
            home.store
                .get(VAULT_BUCKET, key)
                .await
                .map_err(error::storage)
        };
        let current = read(CURRENT_KEY).await?;
        let previous = read(PREVIOUS_KEY).await?;
        let file = if current.is_none() && previous.is_none() {
            None
        } else {
            let chosen = vault::choose(current.as_deref(), previous.as_deref());
            Some(chosen.map_err(|e| error::open(e.into()))?.into_file())
        };
        let shelf = vaults::load_shelf(home, file.as_ref().map(VaultFile::head)).await?;
        let settings = crate::settings::load(home).await?;
        let limit = IdleMinutes::try_from(settings.idle_lock_minutes).unwrap_or_default();
        Ok(Self {
            file,
            bytes: current,
            open: None,
            consent: Consent::new(),
            throttle: Throttle::default(),
            idle: IdleTimer::new(limit, home.clock.moment()),
            selected: store::load::<Option<Address>>(home, "settings", "account")
                .await?
                .flatten(),
            storage_persistent: None,
            shelf,
            revoked: crate::rules::load(home).await?,
            rule_uses: BTreeMap::new(),
        })
    }

    pub(crate) fn head(&self) -> Option<&VaultHead> {
        self.open
            .as_ref()
            .map(UnlockedVault::head)
            .or_else(|| self.file.as_ref().map(VaultFile::head))
    }

    /// The chosen account, else the first one that is shown.
    pub(crate) fn account(&self) -> Option<&Account> {
        let accounts = &self.head()?.accounts;
        let chosen = accounts
            .iter()
            .find(|a| Some(&a.address) == self.selected.as_ref());
        chosen.or_else(|| accounts.iter().find(|a| a.visibility == Visibility::Shown))
    }

    pub(crate) fn set_idle_limit(&mut self, limit: IdleMinutes) {
        self.idle.set_limit(limit);
    }

    /// Begins a session: the account, the network and, unless it was taken back, the standing rule for provider tokens.
    pub(crate) fn begin(&mut self, account: KeyId, chain_id: Option<&ChainId>) {
        let Some(chain_id) = chain_id else {
            return;
        };
        self.consent.unlocked(account, chain_id.clone());
        let address = self
            .head()
            .and_then(|head| head.account(account))
            .map(|account| account.address.clone());
        let revoked =
            address.is_some_and(|address| self.revoked.contains(&(address, chain_id.clone())));
        if !revoked {
            self.consent
                .allow(TokenRule::usual(account, chain_id.clone()));
        }
    }
}

impl Core {
    /// The chosen account.
    pub(crate) fn account(&self) -> Result<Account> {
        lock(&self.0.session)
            .account()
            .cloned()
            .ok_or_else(no_vault)
    }

    /// All accounts of the vault, in their order.
    pub(crate) fn accounts(&self) -> Vec<Account> {
        lock(&self.0.session)
            .head()
            .map(|head| head.accounts.clone())
            .unwrap_or_default()
    }

    pub(crate) fn session_is_demo(&self) -> bool {
        lock(&self.0.session).head().is_some_and(|head| head.demo)
    }

    /// The vault opens by itself: a demo vault, or one without keys.
    pub(crate) fn opens_by_itself(&self) -> bool {
        lock(&self.0.session)
            .head()
            .is_some_and(|head| head.demo || head.keyless)
    }

    pub(crate) fn is_open(&self) -> bool {
        lock(&self.0.session).open.is_some()
    }

    /// The network's chain id became known: signatures are bound to it from now on.
    pub(crate) fn network_known(&self, chain_id: &ChainId) {
        let mut session = lock(&self.0.session);
        if session.open.is_some()
            && let Some(account) = session.account().map(|a| a.id)
        {
            session.begin(account, Some(chain_id));
        }
    }

    /// Another network was chosen: everything that waits for a decision is void.
    pub(crate) fn network_changed(&self, chain_id: Option<&ChainId>) {
        {
            let mut session = lock(&self.0.session);
            session.consent.locked();
            if session.open.is_some()
                && let Some(account) = session.account().map(|a| a.id)
            {
                session.begin(account, chain_id);
            }
        }
        self.forget_approvals();
        lock(&self.0.tokens).clear();
        lock(&self.0.market).clear();
    }

    /// Writes the open vault, keeping one generation before it.
    pub(crate) async fn save_vault(&self) -> Result<()> {
        let _turn = self.0.saving.lock().await;
        let (bytes, before) = {
            let mut session = lock(&self.0.session);
            let Some(open) = session.open.as_mut() else {
                return Err(error::locked());
            };
            let bytes = open.seal(&mut vault::OsEntropy).map_err(error::internal)?;
            (bytes, session.bytes.clone())
        };
        let changes = vault::save_plan(before, bytes.clone())
            .into_iter()
            .map(|(key, value)| Change::Put {
                bucket: VAULT_BUCKET.into(),
                key: key.into(),
                value,
            })
            .collect();
        self.home()
            .store
            .apply(changes)
            .await
            .map_err(error::storage)?;
        let file = VaultFile::parse(&bytes).map_err(error::internal)?;
        let mut session = lock(&self.0.session);
        session.file = Some(file);
        session.bytes = Some(bytes);
        Ok(())
    }

    /// What every screen stands on.
    pub(crate) fn app_view(&self) -> Result<AppView> {
        let network = self.network()?.view();
        let now = self.now();
        let wallets = self.wallet_names();
        let mut session = lock(&self.0.session);
        let throttle_seconds = waiting_seconds(&mut session.throttle, now);
        let head = session.head();
        Ok(AppView {
            vault: match (head.is_some(), session.open.is_some()) {
                (false, _) => VaultState::Absent,
                (true, false) => VaultState::Locked,
                (true, true) => VaultState::Open,
            },
            vault_name: head.map_or_else(String::new, |h| h.name.as_str().to_owned()),
            has_words: head.is_some_and(|h| !h.seeds.is_empty()),
            demo: head.is_some_and(|h| h.demo),
            keyless: head.is_some_and(|h| h.keyless),
            backup_checked: head.is_some_and(|h| h.seeds.iter().all(|s| s.backup.is_safe())),
            accounts: head
                .map(|h| {
                    h.accounts
                        .iter()
                        .map(|a| account_view(a, &wallets))
                        .collect()
                })
                .unwrap_or_default(),
            account: session.account().map(|a| a.address.clone()),
            network,
            read_only: self.home().read_only,
            companion: self.home().shell.companion,
            storage: self.home().place.clone(),
            storage_persistent: session.storage_persistent,
            throttle_seconds,
            version: env!("CARGO_PKG_VERSION").into(),
        })
    }

    /// Remembers whether the browser promised to keep the data.
    pub(crate) fn storage_promised(&self, granted: bool) {
        lock(&self.0.session).storage_persistent = Some(granted);
        self.changed(&[contract::Tag::App]);
    }
}

fn waiting_seconds(throttle: &mut Throttle, now: types::UnixMillis) -> u32 {
    match throttle.begin(now) {
        Ok(attempt) => {
            throttle.finish(attempt, vault::AttemptOutcome::NotTried, now);
            0
        }
        Err(vault::ThrottleError::Busy) => 0,
        Err(vault::ThrottleError::Wait { milliseconds }) => {
            u32::try_from(milliseconds.div_ceil(1000)).unwrap_or(u32::MAX)
        }
    }
}

fn account_view(account: &Account, wallets: &BTreeMap<Address, String>) -> AccountView {
    AccountView {
        address: account.address.clone(),
        name: account.name.as_str().to_owned(),
        colour: account.colour.into(),
        path: match &account.origin {
            Origin::Derived { path, .. } => Some(path.to_string()),
            Origin::Imported | Origin::WatchOnly => None,
        },
        watch_only: account.capability() == vault::Capability::Nothing,
        wallet: wallets.get(&account.address).cloned(),
        hidden: account.visibility == Visibility::Hidden,
    }
}

pub(crate) fn no_vault() -> contract::ApiError {
    contract::ApiError::new(
        contract::ErrorCode::NoVault,
        "There is no vault on this device yet.",
    )
    .hint("Create one, import one, or try the demo network.")
}
