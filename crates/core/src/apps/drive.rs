//! The task that owns the socket to the relay.

use contract::{RelayState, Tag};
use futures::channel::mpsc::UnboundedReceiver;
use futures::future::{Either, select};
use futures::{FutureExt, StreamExt};
use platform::{Message, Socket};
use walletconnect::{Machine, MachineEvent, Now, connect_url};

use crate::{Core, lock};

/// Milliseconds between looks at the clock.
const TICK: u64 = 2_000;
/// First pause before the relay is tried again, in milliseconds; it doubles.
const FIRST_PAUSE: u64 = 1_000;
/// Longest pause.
const LONGEST_PAUSE: u64 = 30_000;
/// Silence after which the relay is asked for a sign of life.
const SILENCE: u64 = 40_000;
/// Silence after which the connection is given up.
const DEAD: u64 = 60_000;
/// What the relay closes with when trying again does not help.
const REFUSED: u16 = 3000;

/// Why a connection ended.
enum End {
    /// The vault was locked, or another task took over.
    Over,
    /// It broke.
    Broken(String),
    /// The relay does not want us.
    Refused(String),
}

impl Core {
    pub(super) async fn drive_apps(
        &self,
        relay: String,
        epoch: u64,
        mut woken: UnboundedReceiver<()>,
    ) {
        let mut pause = FIRST_PAUSE;
        loop {
            if !self.apps_current(epoch) {
                return;
            }
            self.apply_tick(epoch).await;
            if !self.machine_does(|m| m.needs_relay()) {
                self.relay_is(epoch, RelayState::Idle);
                self.wait(&mut woken, TICK).await;
                continue;
            }
            self.relay_is(epoch, RelayState::Connecting);
            let begun = self.now();
            let end = self.connect_apps(&relay, epoch, &mut woken).await;
            self.machine_at(epoch, |m, _| m.disconnected());
            match end {
                End::Over => return,
                End::Refused(problem) => {
                    self.relay_is(epoch, RelayState::Refused { problem });
                    return;
                }
                End::Broken(problem) => {
                    if self.now().since(begun) > DEAD {
                        pause = FIRST_PAUSE;
                    }
                    self.relay_is(epoch, RelayState::Offline { problem });
                    // Whoever is here again, or acts, does not wait for the pause to end.
                    self.wait(&mut woken, pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn connect_apps(
        &self,
        relay: &str,
        epoch: u64,
        woken: &mut UnboundedReceiver<()>,
    ) -> End {
        let Some(url) = self.relay_address(relay) else {
            return End::Over;
        };
        let mut socket = match self.home().sockets.connect(&url).await {
            Ok(socket) => socket,
            Err(e) => return End::Broken(format!("{e}.")),
        };
        self.machine_at(epoch, |m, now| m.connected(now));
        let mut online = false;
        let mut heard = self.now();
        let mut asked = heard;
        loop {
            if let Some(end) = self.flush(&mut *socket, epoch).await {
                return end;
            }
            let clock = self.home().clock.clone();
            let pause = clock.sleep(TICK);
            let next = select(socket.next(), select(woken.next(), pause)).map(|done| match done {
                Either::Left((message, _)) => Some(message),
                Either::Right(_) => None,
            });
            match next.await {
                Some(Ok(Message::Text(text))) => {
                    heard = self.now();
                    self.machine_at(epoch, |m, now| m.frame(&text, now));
                    if !online {
                        online = true;
                        self.relay_is(epoch, RelayState::Online);
                    }
                }
                Some(Ok(Message::Binary(_))) => heard = self.now(),
                Some(Ok(Message::Closed(REFUSED, reason))) => {
                    return End::Refused(format!("The relay refuses: {reason}."));
                }
                Some(Ok(Message::Closed(_, _))) => {
                    return End::Broken("The relay closed the connection.".into());
                }
                Some(Err(e)) => return End::Broken(format!("{e}.")),
                None => {
                    let now = self.now();
                    if now.since(heard) > DEAD {
                        return End::Broken("The relay went silent.".into());
                    }
                    if now.since(heard) > SILENCE && now.since(asked) > SILENCE {
                        asked = now;
                        self.machine_at(epoch, |m, now| m.probe(now));
                    }
                    self.machine_at(epoch, |m, now| m.tick(now));
                }
            }
        }
    }

    /// Writes down what changed, acts on what happened, then sends.
    async fn flush(&self, socket: &mut dyn Socket, epoch: u64) -> Option<End> {
        if !self.apps_current(epoch) {
            return Some(End::Over);
        }
        let events = lock(&self.0.apps).machine.as_mut()?.take_events();
        // Answers of wallets are kept before the machine forgets that it waited for them.
        self.outside_heard(&events).await;
        let frames = match self.write_apps(true).await {
            Ok(frames) => frames,
            Err(e) if self.is_open() => return Some(End::Broken(e.message)),
            Err(_) => return Some(End::Over),
        };
        if let Some(MachineEvent::Refused(error)) = events
            .iter()
            .find(|e| matches!(e, MachineEvent::Refused(_)))
        {
            return Some(End::Refused(format!(
                "The relay refuses: {}.",
                error.message
            )));
        }
        if events
            .iter()
            .any(|e| !matches!(e, MachineEvent::Answered(..)))
        {
            let core = self.clone();
            platform::spawn(async move { core.refile_apps().await });
        }
        for frame in frames {
            if let Err(e) = socket.send(frame).await {
                return Some(End::Broken(format!("{e}.")));
            }
        }
        None
    }

    fn relay_address(&self, relay: &str) -> Option<String> {
        let now = Now {
            millis: self.now().0,
            rng: &*self.home().rng,
        };
        let apps = lock(&self.0.apps);
        let token = apps.machine.as_ref()?.token(relay, &apps.subject, now);
        let agent = concat!("wc-2/rust-", env!("CARGO_PKG_VERSION"), "/desktop");
        Some(connect_url(relay, &token, &apps.choice.project, agent))
    }

    async fn apply_tick(&self, epoch: u64) {
        self.machine_at(epoch, |m, now| m.tick(now));
        let events = lock(&self.0.apps)
            .machine
            .as_mut()
            .map(Machine::take_events)
            .unwrap_or_default();
        self.outside_heard(&events).await;
        // A full disk shows itself at the next thing a person does.
        if let Err(e) = self.write_apps(false).await {
            tracing::warn!("connected apps can't be saved: {e}");
        }
        if !events.is_empty() {
            self.refile_apps().await;
        }
    }

    async fn wait(&self, woken: &mut UnboundedReceiver<()>, millis: u64) {
        let clock = self.home().clock.clone();
        select(woken.next(), clock.sleep(millis)).await;
    }

    fn machine_at(&self, epoch: u64, act: impl FnOnce(&mut Machine, Now<'_>)) {
        let now = Now {
            millis: self.now().0,
            rng: &*self.home().rng,
        };
        let mut apps = lock(&self.0.apps);
        if apps.epoch == epoch
            && let Some(machine) = &mut apps.machine
        {
            act(machine, now);
        }
    }

    fn machine_does(&self, look: impl FnOnce(&Machine) -> bool) -> bool {
        lock(&self.0.apps).machine.as_ref().is_some_and(look)
    }

    fn apps_current(&self, epoch: u64) -> bool {
        lock(&self.0.apps).epoch == epoch
    }

    fn relay_is(&self, epoch: u64, state: RelayState) {
        let changed = {
            let mut apps = lock(&self.0.apps);
            let changed = apps.epoch == epoch && apps.state.as_ref() != Some(&state);
            if changed {
                apps.state = Some(state);
            }
            changed
        };
        if changed {
            self.changed(&[Tag::Apps]);
        }
    }
}
