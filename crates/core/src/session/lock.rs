//! Opening and locking.

use contract::{AppView, ChangePasswordRequest, Tag};
use vault::{AttemptOutcome, KdfCost, OpenError, Opener, Password, SecretKey32};

use super::no_vault;
use crate::error::{self, Result};
use crate::{Core, lock};
use vault::{DEVICE_KEY, KEYLESS_KEY, VAULT_BUCKET as BUCKET};

/// Milliseconds between looks at the idle timer.
const EVERY: u64 = 1_000;

impl Core {
    pub(crate) async fn unlock_vault(&self, password: &str) -> Result<AppView> {
        if self.opens_by_itself() {
            self.open_demo_vault().await;
            return self.app_view();
        }
        let now = self.now();
        let (file, attempt) = {
            let mut session = lock(&self.0.session);
            if session.open.is_some() {
                drop(session);
                return self.app_view();
            }
            let file = session.file.clone().ok_or_else(no_vault)?;
            (file, session.throttle.begin(now).map_err(error::throttle)?)
        };
        let opened = file.unlock(
            &Opener::Password(&Password::new(password)),
            self.0.config.kdf,
        );
        let outcome = match &opened {
            Ok(_) => AttemptOutcome::Right,
            Err(OpenError::WrongKey) => AttemptOutcome::Wrong,
            Err(_) => AttemptOutcome::NotTried,
        };
        {
            let mut session = lock(&self.0.session);
            session.throttle.finish(attempt, outcome, self.now());
            session.open = Some(opened.map_err(error::open)?);
        }
        self.session_opened();
        self.start_apps().await;
        self.resume().await;
        self.app_view()
    }

    /// Opens a demo vault, or one without keys, with the key beside it; does nothing for any other vault.
    pub(crate) async fn open_demo_vault(&self) {
        let file = {
            let session = lock(&self.0.session);
            session
                .file
                .clone()
                .filter(|file| (file.head().demo || file.head().keyless) && session.open.is_none())
        };
        let (Some(file), Ok(Some(key))) = (file, self.device_key().await) else {
            return;
        };
        match file.unlock(&Opener::Device(&key), self.0.config.kdf) {
            Ok(open) => {
                lock(&self.0.session).open = Some(open);
                self.session_opened();
                self.start_apps().await;
            }
            Err(e) => tracing::warn!("a vault without a password can't be opened: {e}"),
        }
    }

    pub(super) async fn device_key(&self) -> Result<Option<SecretKey32>> {
        let keyless = lock(&self.0.session).head().is_some_and(|h| h.keyless);
        let name = if keyless { KEYLESS_KEY } else { DEVICE_KEY };
        let bytes = self
            .home()
            .store
            .get(BUCKET, name)
            .await
            .map_err(error::storage)?;
        Ok(bytes
            .and_then(|b| <[u8; 32]>::try_from(b).ok())
            .map(|key| SecretKey32::copied(&key)))
    }

    pub(super) fn session_opened(&self) {
        let chain_id = self.network().ok().and_then(|n| n.chain_id);
        let now = self.home().clock.moment();
        {
            let mut session = lock(&self.0.session);
            let limit =
                vault::IdleMinutes::try_from(self.settings().idle_lock_minutes).unwrap_or_default();
            session.idle = vault::IdleTimer::new(limit, now);
            if let Some(account) = session.account().map(|a| a.id) {
                session.begin(account, chain_id.as_ref());
            }
        }
        self.changed(&[Tag::App, Tag::Approvals]);
    }

    /// Locks: keys and words leave memory, what waits becomes void.
    pub(crate) fn end_session(&self) {
        {
            let mut session = lock(&self.0.session);
            session.consent.locked();
            if let Some(open) = session.open.take() {
                open.lock();
            }
        }
        self.stop_apps();
        self.cut_companion("The vault was locked.");
        self.forget_top_ups();
        self.forget_approvals();
        lock(&self.0.tokens).clear();
        lock(&self.0.registries).forget_clients();
        let core = self.clone();
        platform::spawn(async move { core.clear_copied_secret().await });
        self.changed(&[
            Tag::App,
            Tag::Approvals,
            Tag::Flows,
            Tag::Passkeys,
            Tag::Images,
        ]);
    }

    /// What deriving a key from a new password costs: measured on this machine, once.
    pub(super) fn password_cost(&self) -> KdfCost {
        let clock = &self.home().clock;
        let measure = || self.0.config.kdf.calibrate_by(|| clock.moment().steady);
        *self.0.password_cost.get_or_init(measure)
    }

    pub(crate) async fn change_password(&self, request: &ChangePasswordRequest) -> Result<()> {
        let new = super::create::strong(&request.new.0)?;
        let cost = self.password_cost();
        self.with_password(&request.old.0, |open, old| {
            open.change_password(old, &new, cost, &mut vault::OsEntropy)
        })?;
        self.save_vault().await
    }

    /// The person did something: the idle timer begins anew.
    pub(crate) fn used(&self) {
        let now = self.home().clock.moment();
        lock(&self.0.session).idle.used(now);
    }

    /// Locks an unused vault as long as the core lives.
    pub(crate) fn watch_idle(&self) {
        let core = self.clone();
        platform::spawn(async move {
            let mut watch = vault::SleepWatch::new(core.home().clock.moment());
            loop {
                core.home().clock.sleep(EVERY).await;
                let now = core.home().clock.moment();
                let idle = lock(&core.0.session).idle.is_due(now);
                if watch.slept(now) || idle {
                    core.nobody_is_here();
                }
            }
        });
    }

    /// Locks when the system says that the machine sleeps or the screen is locked.
    pub(crate) fn watch_signals(&self) {
        let Some(signals) = self.home().shell.signals.clone() else {
            return;
        };
        let core = self.clone();
        platform::spawn(async move {
            while let Some(signal) = signals.next().await {
                tracing::info!("the system says: {signal:?}");
                core.nobody_is_here();
                // A suspended machine may be looked through: nothing copied stays either.
                core.clear_copied_secret().await;
            }
        });
    }

    /// Locks an open vault, unless it opens by itself: locking it would protect nothing.
    fn nobody_is_here(&self) {
        let open = lock(&self.0.session)
            .open
            .as_ref()
            .is_some_and(|open| !open.head().demo && !open.head().keyless);
        if open {
            self.end_session();
        }
    }
}
