//! A session bus, a keyring and a display of a test's own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Ends with the value.
pub(crate) struct Program(Child);

impl Program {
    fn start(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|e| panic!("{command:?}: {e}; run: cargo xtask setup")))
    }

    fn first_line(&mut self) -> String {
        let mut line = String::new();
        let out = self.0.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A bus as a session has one.
pub(crate) struct Bus {
    /// Its address.
    pub(crate) address: String,
    _program: Program,
}

impl Bus {
    /// Starts one with its socket in `folder`.
    pub(crate) fn start(folder: &Path) -> Self {
        let address = format!("unix:path={}", folder.join("bus").display());
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--print-address"]);
        command.arg(format!("--address={address}"));
        let mut program = Program::start(&mut command);
        let address = program.first_line();
        Self {
            address,
            _program: program,
        }
    }

    /// GNOME's keyring on this bus, unlocked.
    pub(crate) fn keyring(&self, home: &Path) -> Program {
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args(["--foreground", "--components=secrets", "--unlock"])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env_remove("DISPLAY")
            .stdin(Stdio::piped());
        let mut program = Program::start(&mut command);
        let mut input = program.0.stdin.take().unwrap();
        input.write_all(b"a password of the keyring").unwrap();
        drop(input);
        // It says where its control socket is once it is on the bus.
        program.first_line();
        program
    }

    /// A connection to it.
    pub(crate) async fn connect(&self) -> zbus::Connection {
        let builder = zbus::connection::Builder::address(self.address.as_str()).unwrap();
        builder.build().await.unwrap()
    }
}

/// A display without a screen.
pub(crate) struct Display {
    /// Its name, such as `:7`.
    pub(crate) name: String,
    _program: Program,
}

impl Display {
    /// Starts one.
    pub(crate) fn start() -> Self {
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "64x64x24",
            "-nolisten",
            "tcp",
        ]);
        let mut program = Program::start(&mut command);
        let name = format!(":{}", program.first_line());
        Self {
            name,
            _program: program,
        }
    }
}
