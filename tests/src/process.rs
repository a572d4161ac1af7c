//! Programs that end with the test.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A program and everything that it starts, in a process group of its own.
#[derive(Debug)]
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts the program; its output is read by [`Group::first_line`] or thrown away.
    ///
    /// # Panics
    /// When it can't be started.
    pub fn start(command: &mut Command) -> Self {
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        Self {
            child: child.unwrap_or_else(|e| panic!("{command:?}: {e}")),
        }
    }

    /// The first line of the output that `wanted` accepts.
    ///
    /// # Panics
    /// When none comes within half a minute.
    pub fn line<T: Send + 'static>(
        &mut self,
        wanted: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> T {
        self.try_line(wanted)
            .unwrap_or_else(|| panic!("the program ended or was silent for half a minute"))
    }

    /// As [`Group::line`]; nothing when the output ends without such a line or half a minute passes.
    ///
    /// # Panics
    /// When the output was taken before.
    pub fn try_line<T: Send + 'static>(
        &mut self,
        wanted: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let out: ChildStdout = self.child.stdout.take().unwrap();
        let (send, found) = mpsc::channel();
        std::thread::spawn(move || {
            // Reads on to the end, so that the program never waits for a full pipe.
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(value) = wanted(&line) {
                    let _ = send.send(value);
                }
            }
        });
        found.recv_timeout(Duration::from_secs(30)).ok()
    }

    /// Number of the group.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the whole group as a crash would.
    pub fn kill(&mut self) {
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.child.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program of this workspace, built beside the running test.
///
/// # Panics
/// When it isn't built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    // Tests lie in `deps` below the programs, programs beside each other.
    let own = std::env::current_exe().unwrap();
    let folder = own.parent().unwrap();
    let folder = if folder.ends_with("deps") {
        folder.parent().unwrap()
    } else {
        folder
    };
    let path = folder.join(name);
    assert!(
        path.is_file(),
        "{} is not built; run: cargo xtask test",
        path.display()
    );
    path
}
