//! Linux: logind says that the machine sleeps, the desktop's screen saver that the screen is locked.

use futures::stream::{BoxStream, SelectAll, StreamExt};
use platform::{SystemSignal, SystemSignals};
use tokio::sync::Mutex;
use zbus::zvariant::{OwnedFd, OwnedObjectPath};
use zbus::{Connection, MatchRule, MessageStream};

const LOGIND: &str = "org.freedesktop.login1";
const LOGIND_PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
/// What desktops call their screen saver; each says `ActiveChanged(true)` when the screen is locked.
const SAVERS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.xfce.ScreenSaver",
];

/// What was heard on a bus.
enum Heard {
    /// The machine is about to sleep, or woke up.
    Sleep(bool),
    /// The session is to be locked, or its screen was.
    Locked,
}

struct State {
    heard: SelectAll<BoxStream<'static, Heard>>,
    system: Option<Connection>,
    /// While this is open, logind waits a few seconds before the machine sleeps.
    hold: Option<OwnedFd>,
    /// The last answer was a suspend.
    leaving: bool,
}

/// Signals from the system bus and the session bus.
pub(crate) struct DbusSignals(Mutex<State>);

impl DbusSignals {
    /// Listens on what is there; none when there is neither.
    pub(crate) async fn listen(
        system: Option<Connection>,
        session: Option<Connection>,
    ) -> Option<Self> {
        let mut heard = SelectAll::new();
        let mut hold = None;
        if let Some(bus) = &system {
            if let Some(stream) = on(bus, MANAGER, "PrepareForSleep", None).await {
                heard.push(sleeps(stream));
                hold = inhibit(bus).await;
            }
            if let Some(path) = own_session(bus).await
                && let Some(stream) = on(bus, SESSION, "Lock", Some(path)).await
            {
                heard.push(stream.map(|_| Heard::Locked).boxed());
            }
        }
        if let Some(bus) = &session {
            for saver in SAVERS {
                if let Some(stream) = on(bus, saver, "ActiveChanged", None).await {
                    heard.push(locks(stream));
                }
            }
        }
        (!heard.is_empty()).then(|| {
            Self(Mutex::new(State {
                heard,
                system,
                hold,
                leaving: false,
            }))
        })
    }
}

/// A stream of one signal.
async fn on(
    bus: &Connection,
    interface: &'static str,
    member: &'static str,
    path: Option<OwnedObjectPath>,
) -> Option<MessageStream> {
    let mut rule = MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .interface(interface)
        .ok()?
        .member(member)
        .ok()?;
    if interface.starts_with(LOGIND) {
        // Others on the system bus can't speak for logind.
        rule = rule.sender(LOGIND).ok()?;
    }
    if let Some(path) = path {
        rule = rule.path(path).ok()?;
    }
    MessageStream::for_match_rule(rule.build().into_owned(), bus, None)
        .await
        .ok()
}

fn flag(message: zbus::Result<zbus::Message>) -> Option<bool> {
    message.ok()?.body().deserialize::<bool>().ok()
}

fn sleeps(stream: MessageStream) -> BoxStream<'static, Heard> {
    stream
        .filter_map(async |message| flag(message).map(Heard::Sleep))
        .boxed()
}

fn locks(stream: MessageStream) -> BoxStream<'static, Heard> {
    stream
        .filter_map(async |message| flag(message).filter(|on| *on).map(|_| Heard::Locked))
        .boxed()
}

/// Asks logind to wait with the next suspend until the vault is locked.
async fn inhibit(bus: &Connection) -> Option<OwnedFd> {
    let what = ("sleep", "Slipway", "The vault is locked first", "delay");
    let answer = bus
        .call_method(Some(LOGIND), LOGIND_PATH, Some(MANAGER), "Inhibit", &what)
        .await
        .ok()?;
    answer.body().deserialize().ok()
}

async fn own_session(bus: &Connection) -> Option<OwnedObjectPath> {
    let own = std::process::id();
    let answer = bus
        .call_method(
            Some(LOGIND),
            LOGIND_PATH,
            Some(MANAGER),
            "GetSessionByPID",
            &own,
        )
        .await
        .ok()?;
    answer.body().deserialize().ok()
}

#[async_trait::async_trait]
impl SystemSignals for DbusSignals {
    async fn next(&self) -> Option<SystemSignal> {
        let mut state = self.0.lock().await;
        if std::mem::take(&mut state.leaving) {
            // The vault is locked by now: the machine may sleep.
            state.hold = None;
        }
        loop {
            match state.heard.next().await? {
                Heard::Locked => return Some(SystemSignal::ScreenLock),
                Heard::Sleep(true) => {
                    state.leaving = true;
                    return Some(SystemSignal::Suspend);
                }
                Heard::Sleep(false) => {
                    state.hold = match &state.system {
                        Some(bus) => inhibit(bus).await,
                        None => None,
                    };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::shell::testing::Bus;

    /// logind as far as it is asked.
    #[derive(Clone)]
    struct Logind {
        holds: Arc<AtomicUsize>,
    }

    #[zbus::interface(name = "org.freedesktop.login1.Manager")]
    impl Logind {
        fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> OwnedFd {
            assert_eq!((what, mode), ("sleep", "delay"));
            self.holds.fetch_add(1, Ordering::SeqCst);
            let (ours, _) = std::os::unix::net::UnixStream::pair().unwrap();
            OwnedFd::from(std::os::fd::OwnedFd::from(ours))
        }

        #[zbus(name = "GetSessionByPID")]
        fn session_by_pid(&self, _pid: u32) -> OwnedObjectPath {
            OwnedObjectPath::try_from("/org/freedesktop/login1/session/_31").unwrap()
        }
    }

    struct Machine {
        _bus: Bus,
        _folder: tempfile::TempDir,
        logind: Connection,
        holds: Arc<AtomicUsize>,
        signals: DbusSignals,
    }

    async fn machine() -> Machine {
        let folder = tempfile::tempdir().unwrap();
        let bus = Bus::start(folder.path());
        let logind = bus.connect().await;
        let holds = Arc::new(AtomicUsize::new(0));
        let object = Logind {
            holds: holds.clone(),
        };
        let server = logind.object_server();
        server.at(LOGIND_PATH, object).await.unwrap();
        logind.request_name(LOGIND).await.unwrap();
        let (system, session) = (bus.connect().await, bus.connect().await);
        let signals = DbusSignals::listen(Some(system), Some(session)).await;
        Machine {
            _bus: bus,
            _folder: folder,
            logind,
            holds,
            signals: signals.unwrap(),
        }
    }

    impl Machine {
        async fn say<B: serde::Serialize + zbus::zvariant::DynamicType>(
            &self,
            path: &str,
            interface: &str,
            member: &str,
            body: &B,
        ) {
            let bus = &self.logind;
            bus.emit_signal(None::<&str>, path, interface, member, body)
                .await
                .unwrap();
        }
    }

    #[tokio::test]
    async fn a_suspend_waits_for_the_lock_and_is_heard_again() {
        let machine = machine().await;
        assert_eq!(machine.holds.load(Ordering::SeqCst), 1);
        for round in 1..=2 {
            machine
                .say(LOGIND_PATH, MANAGER, "PrepareForSleep", &true)
                .await;
            assert_eq!(machine.signals.next().await, Some(SystemSignal::Suspend));
            assert!(machine.signals.0.lock().await.hold.is_some(), "still held");
            // It woke up; the hold is taken anew while one listens. The other side counts it.
            let next = machine.signals.next();
            tokio::pin!(next);
            machine
                .say(LOGIND_PATH, MANAGER, "PrepareForSleep", &false)
                .await;
            let mut moments = 0;
            while machine.holds.load(Ordering::SeqCst) == round {
                moments += 1;
                assert!(moments < 3_000, "no hold was taken");
                let moment = tokio::time::sleep(std::time::Duration::from_millis(10));
                tokio::select! {
                    heard = &mut next => panic!("nothing was said, and {heard:?} was heard"),
                    () = moment => {}
                }
            }
            // Somebody locks the screen.
            let path = "/org/freedesktop/login1/session/_31";
            machine.say(path, SESSION, "Lock", &()).await;
            assert_eq!(next.await, Some(SystemSignal::ScreenLock));
            assert_eq!(machine.holds.load(Ordering::SeqCst), 1 + round);
        }
    }

    #[tokio::test]
    async fn asking_for_the_next_signal_lets_the_machine_sleep() {
        let machine = machine().await;
        machine
            .say(LOGIND_PATH, MANAGER, "PrepareForSleep", &true)
            .await;
        machine.signals.next().await;
        machine.say("/x", SAVERS[1], "ActiveChanged", &true).await;
        machine.signals.next().await;
        assert!(machine.signals.0.lock().await.hold.is_none());
    }

    #[tokio::test]
    async fn every_screen_saver_is_heard_when_it_goes_on() {
        let machine = machine().await;
        for saver in SAVERS {
            machine.say("/x", saver, "ActiveChanged", &false).await;
            machine.say("/x", saver, "ActiveChanged", &true).await;
            assert_eq!(machine.signals.next().await, Some(SystemSignal::ScreenLock));
        }
        // What was switched off said nothing: the next word is the suspend.
        machine
            .say(LOGIND_PATH, MANAGER, "PrepareForSleep", &true)
            .await;
        assert_eq!(machine.signals.next().await, Some(SystemSignal::Suspend));
    }

    #[tokio::test]
    async fn others_can_not_speak_for_logind() {
        let machine = machine().await;
        let other = machine._bus.connect().await;
        other
            .emit_signal(None::<&str>, LOGIND_PATH, MANAGER, "PrepareForSleep", &true)
            .await
            .unwrap();
        machine.say("/x", SAVERS[0], "ActiveChanged", &true).await;
        assert_eq!(machine.signals.next().await, Some(SystemSignal::ScreenLock));
    }

    #[tokio::test]
    async fn without_a_bus_there_is_nothing_to_listen_to() {
        assert!(DbusSignals::listen(None, None).await.is_none());
    }
}
