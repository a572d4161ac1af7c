//! Both registries and both clients, each a process of its own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::shell::root;

/// Where our client's program lies.
const TRANSFER: &str = "target/release/examples/transfer";

/// A running registry; it ends with this value.
pub struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Server {
    /// Ours, open to everybody, with its data in a folder.
    pub fn slipway(data: &Path) -> Result<Self, String> {
        let mut child = Command::new(root().join("target/release/slipway"))
            .args([
                "registry",
                "--anonymous",
                "write",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("slipway: {e}"))?;
        let out = child.stdout.as_mut().ok_or("slipway says nothing")?;
        let mut first = String::new();
        BufReader::new(out)
            .read_line(&mut first)
            .map_err(|e| e.to_string())?;
        let port = first
            .split("http://localhost:")
            .nth(1)
            .map(|rest| {
                rest.chars()
                    .take_while(char::is_ascii_digit)
                    .collect::<String>()
            })
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| format!("no port in {first}"))?;
        Ok(Self { child, port })
    }

    /// Debian's, likewise.
    pub fn docker_registry(data: &Path) -> Result<Self, String> {
        fs::create_dir_all(data).map_err(|e| e.to_string())?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
        let port = free.map_err(|e| e.to_string())?.port();
        let config = data.join("config.yml");
        let text = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: 127.0.0.1:{port}\n",
            data.join("store").display()
        );
        fs::write(&config, text).map_err(|e| e.to_string())?;
        let child = Command::new("docker-registry")
            .arg("serve")
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("docker-registry: {e}"))?;
        let server = Self { child, port };
        for _ in 0..100 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("docker-registry doesn't listen".into())
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The most memory it had, in MiB.
    pub fn peak(&self) -> Result<f64, String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.map_err(|e| e.to_string())?;
        let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|p| p.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| "no VmHWM".into())
    }

    /// Bytes that it has read so far, from sockets and files. Counts all of Go's reads, not all of ours.
    pub fn bytes_read(&self) -> Result<u64, String> {
        let counts = fs::read_to_string(format!("/proc/{}/io", self.child.id()));
        let counts = counts.map_err(|e| e.to_string())?;
        let line = counts.lines().find_map(|l| l.strip_prefix("rchar: "));
        line.and_then(|n| n.trim().parse().ok())
            .ok_or_else(|| "no rchar".into())
    }
}

/// What a push or pull cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Seconds from start to end of the process.
    pub seconds: f64,
    /// MiB by which our client grew; zero for skopeo, which is not asked.
    pub grew: f64,
    /// Bytes of layers and configs that our client sent or took.
    pub moved: u64,
}

/// Who pushes and pulls.
#[derive(Debug, Clone, Copy)]
pub enum Client {
    /// skopeo copy.
    Skopeo,
    /// Ours.
    Slipway,
}

impl Client {
    /// Pushes a layout; `source` is a repository of the same server that has its layers.
    pub fn push(
        self,
        server: &Server,
        repository: &str,
        layout: &Path,
        source: Option<&str>,
    ) -> Result<Cost, String> {
        settle();
        match self {
            Self::Skopeo => skopeo(
                "--dest-tls-verify=false",
                &format!("oci:{}:v1", layout.display()),
                &format!("docker://{}/{repository}:v1", server.address()),
            ),
            Self::Slipway => transfer("push", server, repository, layout, source),
        }
    }

    /// Pulls into a folder that is not there yet.
    pub fn pull(self, server: &Server, repository: &str, folder: &Path) -> Result<Cost, String> {
        settle();
        match self {
            Self::Skopeo => skopeo(
                "--src-tls-verify=false",
                &format!("docker://{}/{repository}:v1", server.address()),
                &format!("oci:{}:v1", folder.display()),
            ),
            Self::Slipway => transfer("pull", server, repository, folder, None),
        }
    }
}

/// Waits until what was written before is on disk, so that nobody pays for another.
fn settle() {
    Command::new("sync").status().ok();
}

fn skopeo(tls: &str, from: &str, to: &str) -> Result<Cost, String> {
    let mut command = Command::new("skopeo");
    command.args(["--insecure-policy", "copy", tls, from, to]);
    Ok(timed(command)?.0)
}

fn transfer(
    what: &str,
    server: &Server,
    repository: &str,
    path: &Path,
    source: Option<&str>,
) -> Result<Cost, String> {
    let mut command = Command::new(root().join(TRANSFER));
    command
        .args([what, &format!("http://{}", server.address()), repository])
        .arg(path)
        .args(source);
    let (cost, said) = timed(command)?;
    told(&said, cost).ok_or_else(|| format!("transfer said {said}"))
}

/// Reads `moved BYTES saved BYTES grew KIB`.
fn told(said: &str, cost: Cost) -> Option<Cost> {
    let words: Vec<&str> = said.split_whitespace().collect();
    let ["moved", moved, "saved", _, "grew", grew] = words.as_slice() else {
        return None;
    };
    Some(Cost {
        grew: grew.parse::<f64>().ok()? / 1024.0,
        moved: moved.parse().ok()?,
        ..cost
    })
}

fn timed(mut command: Command) -> Result<(Cost, String), String> {
    let start = Instant::now();
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    let seconds = start.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let cost = Cost {
        seconds,
        ..Cost::default()
    };
    Ok((cost, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_our_client_says_is_read() {
        let cost = told("moved 0 saved 1073 grew 2048\n", Cost::default());
        assert!(cost.is_some_and(|c| c.moved == 0 && (c.grew - 2.0).abs() < f64::EPSILON));
        assert!(told("failed", Cost::default()).is_none());
    }
}
