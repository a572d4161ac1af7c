//! Everything that has to be installed.

use crate::shell::{command, has, root, run};

/// Debian's names of what building and testing need.
const PACKAGES: [&str; 24] = [
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "build-essential",
    "pkg-config",
    "file",
    "patchelf",
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "chromium",
    "chromium-driver",
    "dbus",
    "dbus-x11",
    "libdbus-1-dev",
    "libudev-dev",
    "nodejs",
    "npm",
    "gdb",
    "docker-registry",
    "python3-venv",
    "skopeo",
    "umoci",
];

/// Installs what is missing.
pub fn all() -> Result<(), String> {
    packages()?;
    wasm_target()?;
    python()?;
    npm()
}

/// Installs the Python packages that tests talk to, each of the version in `tests/python.txt`, under `target/`.
fn python() -> Result<(), String> {
    let (list, folder) = (
        root().join("tests/python.txt"),
        root().join("target/python"),
    );
    let wanted = std::fs::read(&list).map_err(|e| format!("{}: {e}", list.display()))?;
    let done = folder.join("installed.txt");
    if std::fs::read(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run("python3", &["-m", "venv", "--clear", "target/python"])?;
    run(
        "target/python/bin/python",
        &[
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "-r",
            "tests/python.txt",
        ],
    )?;
    std::fs::write(&done, wanted).map_err(|e| format!("{}: {e}", done.display()))
}

/// Installs the npm packages, if they are not there.
pub fn npm() -> Result<(), String> {
    if ["esbuild", "@tauri-apps/cli"]
        .iter()
        .all(|name| root().join("ui/js/node_modules").join(name).exists())
    {
        return Ok(());
    }
    run(
        "npm",
        &["ci", "--prefix", "ui/js", "--no-audit", "--no-fund"],
    )
}

fn installed(package: &str) -> bool {
    // Node may come from elsewhere than Debian.
    if matches!(package, "nodejs" | "npm") && has("node") && has("npm") {
        return true;
    }
    let status = command("dpkg-query", &["-W", "-f", "${Status}", package]).output();
    status.is_ok_and(|out| out.status.success() && out.stdout.ends_with(b"install ok installed"))
}

fn packages() -> Result<(), String> {
    if !has("apt-get") {
        println!("No apt-get here: see the README for what to install on this system.");
        return Ok(());
    }
    let missing: Vec<&str> = PACKAGES.into_iter().filter(|p| !installed(p)).collect();
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

fn wasm_target() -> Result<(), String> {
    let list = command("rustup", &["target", "list", "--installed"]).output();
    let there = list
        .is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("wasm32-unknown-unknown"));
    if there {
        Ok(())
    } else {
        run("rustup", &["target", "add", "wasm32-unknown-unknown"])
    }
}
