//! A clock and a desktop shell that do as a test says.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::channel::{mpsc, oneshot};
use futures::{StreamExt, lock::Mutex as Turn};
use types::{Moment, UnixMillis};
use zeroize::Zeroizing;

use crate::Clock;
use crate::shell::{
    ChooserError, Clipboard, ClipboardError, FileChooser, Keychain, KeychainError, SystemSignal,
    SystemSignals, Wanted,
};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Time {
    now: Moment,
    /// Who sleeps, and until when by the steady clock.
    sleepers: Vec<(u64, oneshot::Sender<()>)>,
}

/// A clock that moves when it is told to.
pub struct FakeClock(Mutex<Time>);

impl FakeClock {
    /// A clock that stands at `wall`.
    #[must_use]
    pub fn at(wall: UnixMillis) -> Self {
        Self(Mutex::new(Time {
            now: Moment {
                wall,
                steady: 1_000,
            },
            sleepers: Vec::new(),
        }))
    }

    /// Time goes by while the machine is awake; whoever slept long enough wakes.
    pub fn pass(&self, millis: u64) {
        let mut time = lock(&self.0);
        time.now.steady += millis;
        time.now.wall.0 += millis;
        let now = time.now.steady;
        for (until, sleeper) in std::mem::take(&mut time.sleepers) {
            if until <= now {
                // Whoever slept may have gone.
                let _ = sleeper.send(());
            } else {
                time.sleepers.push((until, sleeper));
            }
        }
    }

    /// The machine sleeps: only the clock on the wall goes on.
    pub fn suspend(&self, millis: u64) {
        lock(&self.0).now.wall.0 += millis;
    }

    /// Somebody sets the clock on the wall.
    pub fn set(&self, wall: UnixMillis) {
        lock(&self.0).now.wall = wall;
    }

    /// How many sleep now.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        lock(&self.0).sleepers.len()
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Clock for FakeClock {
    fn now(&self) -> UnixMillis {
        lock(&self.0).now.wall
    }

    fn moment(&self) -> Moment {
        lock(&self.0).now
    }

    async fn sleep(&self, millis: u64) {
        let (wake, woken) = oneshot::channel();
        {
            let mut time = lock(&self.0);
            let until = time.now.steady + millis;
            time.sleepers.push((until, wake));
        }
        // An error means that the clock is gone, and the test with it.
        let _ = woken.await;
    }
}

/// Signals that a test gives.
pub struct FakeSignals {
    sender: mpsc::UnboundedSender<SystemSignal>,
    receiver: Turn<mpsc::UnboundedReceiver<SystemSignal>>,
}

impl Default for FakeSignals {
    fn default() -> Self {
        let (sender, receiver) = mpsc::unbounded();
        Self {
            sender,
            receiver: Turn::new(receiver),
        }
    }
}

impl FakeSignals {
    /// The system says this now.
    pub fn say(&self, signal: SystemSignal) {
        // Nobody may listen.
        let _ = self.sender.unbounded_send(signal);
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl SystemSignals for FakeSignals {
    async fn next(&self) -> Option<SystemSignal> {
        self.receiver.lock().await.next().await
    }
}

/// A keychain in memory.
#[derive(Default)]
pub struct FakeKeychain {
    entries: Mutex<BTreeMap<String, [u8; 32]>>,
    refuse: Mutex<Option<KeychainError>>,
}

impl FakeKeychain {
    /// From now on everything fails with `error`; none lifts it.
    pub fn refuse(&self, error: Option<KeychainError>) {
        *lock(&self.refuse) = error;
    }

    /// Names that are kept.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        lock(&self.entries).keys().cloned().collect()
    }

    fn check(&self) -> Result<(), KeychainError> {
        lock(&self.refuse).clone().map_or(Ok(()), Err)
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Keychain for FakeKeychain {
    async fn is_there(&self) -> bool {
        self.check().is_ok()
    }

    async fn put(&self, entry: &str, secret: &[u8; 32]) -> Result<(), KeychainError> {
        self.check()?;
        lock(&self.entries).insert(entry.into(), *secret);
        Ok(())
    }

    async fn get(&self, entry: &str) -> Result<Option<Zeroizing<[u8; 32]>>, KeychainError> {
        self.check()?;
        Ok(lock(&self.entries).get(entry).copied().map(Zeroizing::new))
    }

    async fn delete(&self, entry: &str) -> Result<(), KeychainError> {
        self.check()?;
        lock(&self.entries).remove(entry);
        Ok(())
    }
}

/// A clipboard in memory.
#[derive(Default)]
pub struct FakeClipboard(Mutex<Option<String>>);

impl FakeClipboard {
    /// Another program copies something.
    pub fn copy(&self, text: &str) {
        *lock(&self.0) = Some(text.into());
    }

    /// What is in it.
    #[must_use]
    pub fn content(&self) -> Option<String> {
        lock(&self.0).clone()
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Clipboard for FakeClipboard {
    async fn put(&self, secret: &str) -> Result<(), ClipboardError> {
        self.copy(secret);
        Ok(())
    }

    async fn text(&self) -> Result<Option<Zeroizing<String>>, ClipboardError> {
        Ok(self.content().map(Zeroizing::new))
    }

    async fn clear(&self) -> Result<(), ClipboardError> {
        *lock(&self.0) = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleepers_wake_when_their_time_has_passed() {
        let clock = std::sync::Arc::new(FakeClock::at(UnixMillis(5)));
        let sleeping = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(100).await }
        });
        while clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        clock.suspend(1_000);
        clock.pass(99);
        assert_eq!(clock.sleepers(), 1, "a suspend does not wake anybody");
        clock.pass(1);
        sleeping.await.unwrap();
        assert_eq!(clock.now(), UnixMillis(1_105));
        clock.set(UnixMillis(1));
        assert_eq!(
            clock.moment().steady,
            1_100,
            "the steady clock can't be set"
        );
    }

    #[tokio::test]
    async fn a_refusing_keychain_keeps_what_it_had() {
        let keychain = FakeKeychain::default();
        keychain.put("a", &[1; 32]).await.unwrap();
        keychain.refuse(Some(KeychainError::Refused("locked".into())));
        assert!(!keychain.is_there().await);
        assert!(keychain.delete("a").await.is_err());
        keychain.refuse(None);
        assert_eq!(*keychain.get("a").await.unwrap().unwrap(), [1; 32]);
        assert!(keychain.get("b").await.unwrap().is_none());
    }
}

/// A file dialog in which a test chooses.
#[derive(Default)]
pub struct FakeChooser {
    answer: Mutex<Option<Result<Option<String>, ChooserError>>>,
    asked: Mutex<Vec<Wanted>>,
}

impl FakeChooser {
    /// What comes of the next dialog.
    pub fn answers(&self, answer: Result<Option<&str>, &str>) {
        *lock(&self.answer) = Some(match answer {
            Ok(path) => Ok(path.map(str::to_owned)),
            Err(why) => Err(ChooserError(why.to_owned())),
        });
    }

    /// What was asked for so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Wanted> {
        lock(&self.asked).clone()
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl FileChooser for FakeChooser {
    async fn choose(&self, wanted: Wanted) -> Result<Option<String>, ChooserError> {
        lock(&self.asked).push(wanted);
        lock(&self.answer).take().unwrap_or(Ok(None))
    }
}
