//! Everything that has to be installed.

use crate::shell::{command, has, root, run};

/// Debian's names of what building and starting need.
const TO_BUILD: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "build-essential",
    "pkg-config",
    "file",
    "patchelf",
    "dbus",
    "dbus-x11",
    "libdbus-1-dev",
    "libudev-dev",
    "nodejs",
    "npm",
];

/// Debian's names of what only tests, benches and pictures start.
const TO_TEST: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "chromium",
    "chromium-driver",
    "gdb",
    "gnome-keyring",
    "strace",
    "docker-registry",
    "python3-venv",
    "skopeo",
    "umoci",
    "curl",
    "zstd",
];

/// Installs what building and starting the app miss.
pub fn to_build() -> Result<(), String> {
    packages(TO_BUILD)?;
    wasm_targets()?;
    npm()
}

/// Installs what building and testing miss.
pub fn all() -> Result<(), String> {
    to_build()?;
    packages(TO_TEST)?;
    npm_in("tests/js/walletconnect")?;
    python()
}

/// Installs the Python packages that tests talk to, each of the version in `tests/python.txt`, under `target/`.
fn python() -> Result<(), String> {
    let list = "tests/python.txt";
    unless_done(list, "target/python", || {
        run("python3", &["-m", "venv", "--clear", "target/python"])?;
        let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "-r", list];
        run("target/python/bin/python", &pip)
    })
}

/// Installs the npm packages of the user interface.
pub fn npm() -> Result<(), String> {
    npm_in("ui/js")
}

/// Installs the npm packages that a folder pins.
pub fn npm_in(folder: &str) -> Result<(), String> {
    let (lock, modules) = (
        format!("{folder}/package-lock.json"),
        format!("{folder}/node_modules"),
    );
    unless_done(&lock, &modules, || {
        run(
            "npm",
            &["ci", "--prefix", folder, "--no-audit", "--no-fund"],
        )
    })
}

/// Installs what `list` names into `folder`, unless that was done with the same list.
fn unless_done(
    list: &str,
    folder: &str,
    install: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let wanted = std::fs::read(root().join(list)).map_err(|e| format!("{list}: {e}"))?;
    let done = root().join(folder).join("installed.txt");
    if std::fs::read(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    std::fs::write(&done, wanted).map_err(|e| format!("{}: {e}", done.display()))
}

fn installed(package: &str) -> bool {
    // Node may come from elsewhere than Debian.
    if matches!(package, "nodejs" | "npm") && has("node") && has("npm") {
        return true;
    }
    let status = command("dpkg-query", &["-W", "-f", "${Status}", package]).output();
    status.is_ok_and(|out| out.status.success() && out.stdout.ends_with(b"install ok installed"))
}

fn packages(names: &[&'static str]) -> Result<(), String> {
    if !has("apt-get") {
        println!("No apt-get here: see the README for what to install on this system.");
        return Ok(());
    }
    let missing: Vec<&str> = names.iter().copied().filter(|p| !installed(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "Installing {} system packages: {}",
        missing.len(),
        missing.join(" ")
    );
    let root_user = command("id", &["-u"])
        .output()
        .is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    let install = [
        &["apt-get", "install", "-y", "--no-install-recommends"],
        &missing[..],
    ]
    .concat();
    for words in [&["apt-get", "update"][..], &install] {
        let words = if root_user {
            words.to_vec()
        } else {
            [&["sudo"], words].concat()
        };
        let status = command(words[0], &words[1..])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()
            .map_err(|e| format!("{}: {e}", words[0]))?;
        if !status.success() {
            return Err(format!("{} failed", words.join(" ")));
        }
    }
    Ok(())
}

/// What the pages run, and what Node runs the vault's vectors as.
const TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "wasm32-wasip1"];

fn wasm_targets() -> Result<(), String> {
    let list = command("rustup", &["target", "list", "--installed"]).output();
    let there = list.map_or_else(
        |_| String::new(),
        |out| String::from_utf8_lossy(&out.stdout).into_owned(),
    );
    for target in TARGETS {
        if !there.lines().any(|line| line == target) {
            run("rustup", &["target", "add", target])?;
        }
    }
    Ok(())
}
