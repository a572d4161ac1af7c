//! The process: its first line, its accounts, its end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// A registry in a process of its own.
pub struct Registry {
    pub child: Child,
    pub first_line: Value,
    /// `localhost:PORT`.
    pub host: String,
}

impl Registry {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_with(folder, arguments, None)
    }

    /// Starts with something to read on descriptor 0.
    pub fn start_with(folder: &Path, arguments: &[&str], secret: Option<&str>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_slipway"))
            .args(["registry", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        if let Some(secret) = secret {
            writeln!(stdin, "{secret}").unwrap();
        }
        drop(stdin);
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let first_line: Value = serde_json::from_str(&line).unwrap();
        let url = first_line["urls"][0].as_str().unwrap();
        let host = url.strip_prefix("http://").unwrap().to_owned();
        Self {
            child,
            first_line,
            host,
        }
    }

    /// Ends the process as an operator would; returns whether it ended well.
    pub fn end(mut self) -> bool {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        self.child.wait().unwrap().success()
    }

    /// Ends the process like a power cut that spares the disk.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A request on a connection of its own; status and body, or none when the server is gone.
    pub fn call(&self, method: &str, path: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let port = self.host.rsplit(':').next()?;
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.host,
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&answer[..end]).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, answer[end + 4..].to_vec()))
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn it_says_where_it_is_and_ends_on_request() {
    let folder = folder();
    let registry = Registry::start(folder.path(), &["--anonymous", "read"]);
    let url = registry.first_line["urls"][0].as_str().unwrap();
    assert!(url.starts_with("http://localhost:"), "{url}");
    let (status, _) = registry.call("GET", "/v2/", b"").unwrap();
    assert_eq!(status, 401);
    let (status, _) = registry.call("GET", "/v2/a/tags/list", b"").unwrap();
    assert_eq!(status, 404);
    assert!(registry.end());
}

#[test]
fn an_account_comes_with_a_password_from_a_descriptor() {
    let folder = folder();
    let arguments = ["--user", "root", "--password-fd", "0"];
    let registry = Registry::start_with(folder.path(), &arguments, Some("Secret:1"));
    // The e-mail address is made up; the user name signs in as well.
    let body = br#"{"username":"root","password":"Secret:1"}"#;
    let port = registry.host.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let head = format!(
        "POST /auth/signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_taken_folder_and_odd_options_are_refused() {
    let folder = folder();
    let _first = Registry::start(folder.path(), &[]);
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_slipway"))
            .args(["registry", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.stdout.is_empty());
        output.status.code()
    };
    assert_eq!(run(&[]), Some(1));
    assert_eq!(run(&["--user", "root"]), Some(2));
    assert_eq!(run(&["--anonymous", "all"]), Some(2));
    assert_eq!(
        run(&["--user", "root", "--password-fd", "0"]),
        Some(2),
        "an empty password"
    );
    assert_eq!(run(&["--s3-endpoint", "http://localhost:1"]), Some(2));
}
