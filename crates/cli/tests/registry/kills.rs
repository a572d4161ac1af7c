//! SIGKILL at any time: what was acknowledged is there afterwards, and what was not leaves nothing behind.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;

use super::process::{Registry, digest, folder};

/// Kills in one test run.
const KILLS: u32 = 6;

/// Pushes until the server is gone. Notes each blob and tag that was acknowledged.
fn push_on(registry: &Registry, pusher: u32, round: u32, done: &Mutex<Vec<(String, Vec<u8>)>>) {
    for n in 0_u32.. {
        let len = 1000 + (n * 397_211) % 2_500_000;
        let seed = pusher * 1_000_003 + round * 10_007 + n;
        let layer: Vec<u8> = (0..len)
            .map(|i| (i.wrapping_mul(seed | 1) >> 7) as u8)
            .collect();
        let repo = format!("p{pusher}/r{round}");
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": digest(b"{}"), "size": 2},
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar",
                "digest": digest(&layer), "size": layer.len()}],
        })
        .to_string()
        .into_bytes();
        for blob in [b"{}".to_vec(), layer] {
            let name = digest(&blob);
            let path = format!("/v2/{repo}/blobs/uploads/?digest={name}");
            match registry.call("POST", &path, &blob) {
                Some((201, _)) => {}
                Some((status, _)) => panic!("{status}"),
                None => return,
            }
            done.lock()
                .unwrap()
                .push((format!("/v2/{repo}/blobs/{name}"), blob));
        }
        let path = format!("/v2/{repo}/manifests/t{n}");
        match registry.call("PUT", &path, &manifest) {
            Some((201, _)) => done.lock().unwrap().push((path, manifest)),
            Some((status, _)) => panic!("{status}"),
            None => return,
        }
    }
}

fn files(folder: &Path) -> usize {
    let count = |path: &Path| std::fs::read_dir(path).map_or(0, Iterator::count);
    let blobs = folder.join("contents/blobs");
    let parts = std::fs::read_dir(blobs).unwrap();
    parts.map(|part| count(&part.unwrap().path())).sum()
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let folder = folder();
    let arguments = ["--anonymous", "write"];
    let mut known: Vec<(String, Vec<u8>)> = Vec::new();
    for round in 0..KILLS {
        let mut registry = Registry::start(folder.path(), &arguments);
        let done = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for pusher in 0..3 {
                let (registry, done) = (&registry, &done);
                scope.spawn(move || push_on(registry, pusher, round, done));
            }
            // At another point of the work each time.
            std::thread::sleep(Duration::from_millis(150 + u64::from(round) * 67));
            let pid = registry.child.id().to_string();
            std::process::Command::new("kill")
                .args(["-KILL", &pid])
                .status()
                .unwrap();
        });
        registry.kill();
        known.extend(done.into_inner().unwrap());
    }
    assert!(!known.is_empty());
    let registry = Registry::start(folder.path(), &arguments);
    let mut blobs = std::collections::BTreeSet::new();
    for (path, bytes) in &known {
        let (status, got) = registry.call("GET", path, b"").unwrap();
        assert_eq!(status, 200, "{path}");
        assert_eq!(&got, bytes, "{path}");
        blobs.extend(path.contains("/blobs/").then(|| digest(bytes)));
    }
    // A commit may have been cut off before its answer, so one more of each pusher and kill may be there.
    let extra = (KILLS * 3) as usize;
    let there = files(folder.path());
    assert!(
        (blobs.len()..=blobs.len() + extra).contains(&there),
        "{there} files, {} blobs",
        blobs.len()
    );
    assert!(registry.end());
}
