//! skopeo and umoci as clients: images made, pushed, copied, listed, deleted.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::process::{Registry, folder};

/// Whether both programs are here.
fn there() -> bool {
    let has = |name: &str| Command::new(name).arg("--version").output().is_ok();
    if has("skopeo") && has("umoci") {
        return true;
    }
    let required = std::env::var("SLIPWAY_FIXTURES_REQUIRED").as_deref() == Ok("1");
    assert!(
        !required,
        "skopeo and umoci are required: cargo xtask setup"
    );
    println!("1 skipped");
    false
}

fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn skopeo(arguments: &[&str]) -> Value {
    let output = run("skopeo", &[&["--insecure-policy"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

/// An OCI layout with an image of two layers, made by umoci.
fn layout(folder: &Path) -> String {
    let layout = folder.join("layout");
    let image = format!("{}:v1", layout.display());
    run("umoci", &["init", "--layout", layout.to_str().unwrap()]);
    run("umoci", &["new", "--image", &image]);
    for (n, len) in [(1_u8, 10), (2, 3_000_000)] {
        let file = folder.join(format!("file{n}"));
        std::fs::write(&file, vec![n; len]).unwrap();
        let inside = format!("/file{n}");
        run(
            "umoci",
            &[
                "insert",
                "--rootless",
                "--image",
                &image,
                file.to_str().unwrap(),
                &inside,
            ],
        );
    }
    format!("oci:{image}")
}

#[test]
fn images_go_round_without_an_account() {
    if !there() {
        return;
    }
    let folder = folder();
    let registry = Registry::start(&folder.path().join("data"), &["--anonymous", "write"]);
    let source = layout(folder.path());
    let image = |name: &str| format!("docker://{}/{name}", registry.host);
    skopeo(&[
        "copy",
        "--dest-tls-verify=false",
        &source,
        &image("one/app:v1"),
    ]);
    let inspected = skopeo(&["inspect", "--tls-verify=false", &image("one/app:v1")]);
    assert_eq!(inspected["Layers"].as_array().unwrap().len(), 2);
    // Into another repository, then into another format.
    let both = ["copy", "--src-tls-verify=false", "--dest-tls-verify=false"];
    skopeo(&[&both[..], &[&image("one/app:v1"), &image("two/app:v2")]].concat());
    skopeo(
        &[
            &both[..],
            &[
                "--format",
                "v2s2",
                &image("one/app:v1"),
                &image("two/app:docker"),
            ],
        ]
        .concat(),
    );
    let tags = skopeo(&["list-tags", "--tls-verify=false", &image("two/app")]);
    assert_eq!(tags["Tags"], serde_json::json!(["docker", "v2"]));
    let back = format!("oci:{}:v2", folder.path().join("back").display());
    skopeo(&[
        "copy",
        "--src-tls-verify=false",
        &image("two/app:v2"),
        &back,
    ]);
    let digest = |layout: &str| {
        let index = std::fs::read(folder.path().join(layout).join("index.json")).unwrap();
        let index: Value = serde_json::from_slice(&index).unwrap();
        index["manifests"][0]["digest"].as_str().unwrap().to_owned()
    };
    assert_eq!(digest("back"), digest("layout"));
    assert_eq!(inspected["Digest"], digest("layout"));
    let bundle = folder.path().join("bundle");
    let image_back = back.strip_prefix("oci:").unwrap();
    run(
        "umoci",
        &[
            "unpack",
            "--rootless",
            "--image",
            image_back,
            bundle.to_str().unwrap(),
        ],
    );
    assert_eq!(
        std::fs::read(bundle.join("rootfs/file2")).unwrap(),
        vec![2; 3_000_000]
    );
    skopeo(&["delete", "--tls-verify=false", &image("two/app:v2")]);
    let tags = skopeo(&["list-tags", "--tls-verify=false", &image("two/app")]);
    assert_eq!(tags["Tags"], serde_json::json!(["docker"]));
}

#[test]
fn images_go_round_with_a_password() {
    if !there() {
        return;
    }
    let folder = folder();
    let arguments = ["--user", "root", "--password-fd", "0"];
    let data = folder.path().join("data");
    let registry = Registry::start_with(&data, &arguments, Some("Secret1"));
    let source = layout(folder.path());
    let image = format!("docker://{}/root/app:v1", registry.host);
    let creds = "--dest-creds=root:Secret1";
    skopeo(&["copy", "--dest-tls-verify=false", creds, &source, &image]);
    skopeo(&[
        "inspect",
        "--tls-verify=false",
        "--creds=root:Secret1",
        &image,
    ]);
    let auth = folder.path().join("auth.json");
    let login = [
        "login",
        "--tls-verify=false",
        "--authfile",
        auth.to_str().unwrap(),
    ];
    run(
        "skopeo",
        &[&login[..], &["-u", "root", "-p", "Secret1", &registry.host]].concat(),
    );
    for wrong in [&["--no-creds"][..], &["--creds=root:wrong"]] {
        let output = Command::new("skopeo")
            .args(["inspect", "--tls-verify=false"])
            .args(wrong)
            .arg(&image)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{wrong:?}");
    }
    skopeo(&[
        "delete",
        "--tls-verify=false",
        "--creds=root:Secret1",
        &image,
    ]);
}
