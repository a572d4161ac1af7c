//! Moments at which a process kills itself, each once in the life of a data folder.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Signal, getpid, kill_process};

/// The moments that were used up, in a file that outlives the process.
#[derive(Clone)]
pub struct Points(Arc<Mutex<State>>);

struct State {
    used: BTreeSet<String>,
    log: Option<File>,
}

impl Points {
    /// Kills at each new moment and writes it to `log` before.
    #[must_use]
    pub fn deadly(log: &Path) -> Self {
        let used = used(log).into_iter().collect();
        let log = OpenOptions::new().create(true).append(true).open(log);
        Self(Arc::new(Mutex::new(State {
            used,
            log: Some(log.unwrap()),
        })))
    }

    /// Kills never.
    #[must_use]
    pub fn harmless() -> Self {
        Self(Arc::new(Mutex::new(State {
            used: BTreeSet::new(),
            log: None,
        })))
    }

    /// Ends this process with SIGKILL when `moment` comes for the first time.
    ///
    /// # Panics
    /// When the log can't be written.
    pub fn pass(&self, moment: &str) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.used.contains(moment) {
            return;
        }
        let Some(log) = state.log.as_mut() else {
            return;
        };
        writeln!(log, "{moment}").unwrap();
        log.sync_data().unwrap();
        kill_process(getpid(), Signal::KILL).unwrap();
    }
}

/// The moments in `log`, in the order in which they came.
#[must_use]
pub fn used(log: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}
