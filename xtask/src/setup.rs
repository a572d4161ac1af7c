//! Everything that has to be installed.

use crate::shell::{command, has, root, run};

/// Debian's names of what building and testing need.
const PACKAGES: [&str; 20] = [
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
];

/// Folders with npm packages, each with one that shows that they are there.
const NPM: [(&str, &str); 2] = [("ui/js", "esbuild"), ("tests/js/walletconnect", "sign-new")];

/// Installs what is missing.
pub fn all() -> Result<(), String> {
    packages()?;
    wasm_target()?;
    npm()
}

/// Installs the npm packages, if they are not there.
pub fn npm() -> Result<(), String> {
    for (folder, proof) in NPM {
        if !root()
            .join(folder)
            .join("node_modules")
            .join(proof)
            .exists()
        {
            run(
                "npm",
                &["ci", "--prefix", folder, "--no-audit", "--no-fund"],
            )?;
        }
    }
    Ok(())
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
