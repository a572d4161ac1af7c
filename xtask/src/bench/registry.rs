//! Our registry beside Debian's docker-registry: skopeo pushes and pulls the same image to both, in turn.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{line, median};
use crate::shell::root;

/// Layers of the image and their size in MiB.
const LAYERS: (usize, u64) = (8, 64);
/// Rounds; the middle one counts.
const ROUNDS: usize = 3;

/// Prints seconds, throughput and peak memory.
fn measure(folder: &Path) -> Result<(), String> {
    let layout = folder.join("layout");
    image(&layout).map_err(|e| format!("the image can't be made: {e}"))?;
    let mut ours = Figures::default();
    let mut theirs = Figures::default();
    for round in 0..ROUNDS {
        let data = folder.join(format!("round{round}"));
        theirs.add(&layout, Server::docker_registry(&data.join("docker"))?)?;
        ours.add(&layout, Server::slipway(&data.join("slipway"))?)?;
        fs::remove_dir_all(&data).map_err(|e| e.to_string())?;
    }
    let bytes = (LAYERS.0 as u64 * LAYERS.1) as f64;
    for (what, ours, theirs) in [
        ("push", ours.push, theirs.push),
        ("push-again", ours.again, theirs.again),
        ("pull", ours.pull, theirs.pull),
    ] {
        let (ours, theirs) = (median(ours), median(theirs));
        line(&format!("registry-{what}"), ours, "s", Some(theirs / ours));
        if what != "push-again" {
            let rate = format!("registry-{what}-rate");
            line(&rate, bytes / ours, "MiB/s", Some(theirs / ours));
        }
    }
    let (ours, theirs) = (median(ours.memory), median(theirs.memory));
    line("registry-memory", ours, "MiB", Some(theirs / ours));
    Ok(())
}

/// Builds what is measured and measures it in a folder of its own.
pub fn run() -> Result<(), String> {
    crate::shell::run("cargo", &["build", "--locked", "--release", "-p", "cli"])?;
    let folder = root().join("target/bench-registry");
    fs::remove_dir_all(&folder).ok();
    let done = measure(&folder);
    fs::remove_dir_all(&folder).ok();
    done
}

#[derive(Default)]
struct Figures {
    push: Vec<f64>,
    again: Vec<f64>,
    pull: Vec<f64>,
    memory: Vec<f64>,
}

impl Figures {
    fn add(&mut self, layout: &Path, server: Server) -> Result<(), String> {
        let source = format!("oci:{}:v1", layout.display());
        let target = |name: &str| format!("docker://127.0.0.1:{}/{name}:v1", server.port);
        let back = layout.with_file_name("back");
        let push = ["copy", "--dest-tls-verify=false"];
        self.push.push(skopeo(
            &[&push[..], &[&source, &target("bench/one")]].concat(),
        )?);
        self.again.push(skopeo(
            &[&push[..], &[&source, &target("bench/two")]].concat(),
        )?);
        let to = format!("oci:{}:v1", back.display());
        let pull = ["copy", "--src-tls-verify=false"];
        self.pull
            .push(skopeo(&[&pull[..], &[&target("bench/one"), &to]].concat())?);
        fs::remove_dir_all(back).map_err(|e| e.to_string())?;
        self.memory.push(server.peak()?);
        Ok(())
    }
}

/// Runs skopeo and returns the seconds it took.
fn skopeo(arguments: &[&str]) -> Result<f64, String> {
    let start = Instant::now();
    let output = Command::new("skopeo")
        .arg("--insecure-policy")
        .args(arguments)
        .output()
        .map_err(|e| format!("skopeo: {e}"))?;
    if output.status.success() {
        Ok(start.elapsed().as_secs_f64())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

struct Server {
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
    fn slipway(data: &Path) -> Result<Self, String> {
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

    fn docker_registry(data: &Path) -> Result<Self, String> {
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

    /// The most memory it had, in MiB.
    fn peak(&self) -> Result<f64, String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.map_err(|e| e.to_string())?;
        let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|p| p.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| "no VmHWM".into())
    }
}

/// An OCI layout with layers of random bytes, which gzip can't make smaller.
fn image(layout: &Path) -> io::Result<()> {
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs)?;
    let mut layers = Vec::new();
    for _ in 0..LAYERS.0 {
        let raw = blobs.join("layer");
        let mut random = File::open("/dev/urandom")?.take(LAYERS.1 << 20);
        io::copy(&mut random, &mut File::create(&raw)?)?;
        checked(Command::new("gzip").args(["-1", "-f"]).arg(&raw))?;
        layers.push(place(&blobs, &blobs.join("layer.gz"))?);
    }
    let parts: Vec<String> = layers
        .iter()
        .map(|l| descriptor("application/vnd.oci.image.layer.v1.tar+gzip", l))
        .collect();
    let ids: Vec<String> = layers
        .iter()
        .map(|(digest, _)| format!("\"sha256:{digest}\""))
        .collect();
    let config = format!(
        "{{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[{}]}}}}",
        ids.join(",")
    );
    let config = text(&blobs, &config)?;
    let manifest = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{},\"layers\":[{}]}}",
        descriptor("application/vnd.oci.image.config.v1+json", &config),
        parts.join(",")
    );
    let (digest, size) = text(&blobs, &manifest)?;
    let index = format!(
        "{{\"schemaVersion\":2,\"manifests\":[{{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:{digest}\",\"size\":{size},\"annotations\":{{\"org.opencontainers.image.ref.name\":\"v1\"}}}}]}}"
    );
    fs::write(layout.join("index.json"), index)?;
    fs::write(
        layout.join("oci-layout"),
        "{\"imageLayoutVersion\":\"1.0.0\"}",
    )
}

fn text(blobs: &Path, text: &str) -> io::Result<(String, u64)> {
    let path = blobs.join("text");
    fs::write(&path, text)?;
    place(blobs, &path)
}

/// Moves a file to the name of its digest; returns digest and size.
fn place(blobs: &Path, file: &PathBuf) -> io::Result<(String, u64)> {
    let output = checked(Command::new("sha256sum").arg(file))?;
    let digest: String = output.chars().take(64).collect();
    let size = fs::metadata(file)?.len();
    fs::rename(file, blobs.join(&digest))?;
    Ok((digest, size))
}

fn descriptor(kind: &str, (digest, size): &(String, u64)) -> String {
    format!("{{\"mediaType\":\"{kind}\",\"digest\":\"sha256:{digest}\",\"size\":{size}}}")
}

fn checked(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }
}
