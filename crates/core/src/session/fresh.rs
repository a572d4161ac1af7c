//! What needs a freshly typed password.

use vault::{
    AttemptOutcome, BackupError, KeyFileError, LockChangeError, OpenError, Opener, Password,
    RevealError, UnlockedVault,
};

use crate::error::{self, Result};
use crate::{Core, lock};

/// An error that can say that the password was another one.
pub(crate) trait MayBeWrongPassword {
    /// Whether it says so.
    fn is_wrong_password(&self) -> bool;
}

impl MayBeWrongPassword for OpenError {
    fn is_wrong_password(&self) -> bool {
        matches!(self, Self::WrongKey)
    }
}

impl MayBeWrongPassword for RevealError {
    fn is_wrong_password(&self) -> bool {
        matches!(self, Self::Open(OpenError::WrongKey))
    }
}

impl MayBeWrongPassword for KeyFileError {
    fn is_wrong_password(&self) -> bool {
        matches!(self, Self::Reveal(e) if e.is_wrong_password())
    }
}

impl MayBeWrongPassword for LockChangeError {
    fn is_wrong_password(&self) -> bool {
        matches!(self, Self::Open(OpenError::WrongKey))
    }
}

impl MayBeWrongPassword for BackupError {
    fn is_wrong_password(&self) -> bool {
        matches!(self, Self::Vault(OpenError::WrongKey))
    }
}

impl Core {
    /// Does `act` with the open vault behind the password (a demo vault: its device key); a wrong one
    /// counts as a try.
    pub(crate) async fn behind_password<T, E: MayBeWrongPassword>(
        &self,
        typed: &str,
        act: impl FnOnce(&UnlockedVault, &Opener<'_>) -> std::result::Result<T, E>,
    ) -> Result<std::result::Result<T, E>> {
        let device = if self.session_is_demo() {
            self.device_key().await?
        } else {
            None
        };
        let password = Password::new(typed);
        let opener = device
            .as_ref()
            .map_or(Opener::Password(&password), Opener::Device);
        self.counted_try(|open| act(open, &opener))
    }

    /// Asks for nothing but the password itself (of a demo vault: its device key).
    pub(crate) async fn confirm_fresh(&self, typed: &str) -> Result<()> {
        self.behind_password(typed, vault::UnlockedVault::check_fresh)
            .await?
            .map_err(error::open)
    }

    /// Does `change` to the open vault behind its password; a wrong one counts as a try.
    pub(super) fn with_password<T>(
        &self,
        typed: &str,
        change: impl FnOnce(&mut UnlockedVault, &Password) -> std::result::Result<T, LockChangeError>,
    ) -> Result<T> {
        let password = Password::new(typed);
        self.counted_try(|open| change(open, &password))?
            .map_err(error::lock_change)
    }

    /// One try of a password on the open vault, slowed down as at unlocking.
    fn counted_try<T, E: MayBeWrongPassword>(
        &self,
        act: impl FnOnce(&mut UnlockedVault) -> std::result::Result<T, E>,
    ) -> Result<std::result::Result<T, E>> {
        let now = self.now();
        let mut session = lock(&self.0.session);
        let attempt = session.throttle.begin(now).map_err(error::throttle)?;
        let Some(open) = session.open.as_mut() else {
            session
                .throttle
                .finish(attempt, AttemptOutcome::NotTried, now);
            return Err(error::locked());
        };
        let done = act(open);
        let outcome = match &done {
            Ok(_) => AttemptOutcome::Right,
            Err(e) if e.is_wrong_password() => AttemptOutcome::Wrong,
            Err(_) => AttemptOutcome::NotTried,
        };
        session.throttle.finish(attempt, outcome, now);
        Ok(done)
    }
}
