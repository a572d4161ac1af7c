//! Contents in an S3 server: moto, from the Python packages that `cargo xtask setup` installs.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use registry_server::{Anonymous, S3Config, Storage};
use serde_json::json;

use super::support::*;

/// Runs moto on any free port and prints it.
const PROGRAM: &str = "
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
";

struct Moto {
    child: Child,
    endpoint: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        // Its end of input ends it; killing makes sure.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The Python of the packages for tests.
pub fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/python/bin/python");
    if python.exists() {
        return Some(python);
    }
    let required = std::env::var("SLIPWAY_FIXTURES_REQUIRED").as_deref() == Ok("1");
    assert!(
        !required,
        "the Python packages are required: cargo xtask setup"
    );
    None
}

fn moto() -> Option<Moto> {
    let mut child = Command::new(python()?)
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let endpoint = format!("http://127.0.0.1:{}", line.trim());
    Some(Moto { child, endpoint })
}

fn at(endpoint: &str) -> Storage {
    Storage::S3(S3Config {
        endpoint: endpoint.to_owned(),
        bucket: "bucket".into(),
        region: "us-east-1".into(),
        access_key: "key".into(),
        secret_key: "very secret".to_owned().into(),
        path_style: true,
    })
}

async fn on_s3(moto: &Moto) -> Server {
    let server = start(|config| {
        config.anonymous = Anonymous::Write;
        config.storage = at(&moto.endpoint);
    })
    .await;
    // By a plain request, which moto takes unsigned.
    let made = server
        .call("PUT", &format!("{}/bucket", moto.endpoint))
        .await;
    assert_eq!(made.status(), 200);
    server
}

/// Keys in the bucket and multipart uploads under way.
async fn bucket(moto: &Moto) -> (usize, usize) {
    let count = async |query: &str, what: &str| {
        let answer = reqwest::get(format!("{}/bucket{query}", moto.endpoint))
            .await
            .unwrap();
        answer.text().await.unwrap().matches(what).count()
    };
    (
        count("?list-type=2", "<Key>").await,
        count("?uploads", "<UploadId>").await,
    )
}

#[tokio::test]
async fn an_s3_store_holds_what_was_pushed() {
    let Some(moto) = moto() else {
        println!("1 skipped");
        return;
    };
    let server = on_s3(&moto).await;
    // Larger than two parts, in chunks that fit no part; and small ones.
    let layer: Vec<u8> = (0..20_000_000_u32).map(|n| (n * 7 % 255) as u8).collect();
    let location = server.begin("a").await;
    for (n, chunk) in layer.chunks(3_333_333).enumerate() {
        let from = n * 3_333_333;
        let range = format!("{from}-{}", from + chunk.len() - 1);
        assert_eq!(server.chunk(&location, &range, chunk).await.status(), 202);
    }
    let digest = digest(&layer);
    let done = server
        .call("PUT", &format!("{location}?digest={digest}"))
        .await;
    assert_eq!(done.status(), 201);
    let path = format!("/v2/a/blobs/{digest}");
    let got = server.call("GET", &path).await;
    assert_eq!(got.bytes().await.unwrap(), layer);
    let request = server
        .request("GET", &path)
        .header("range", "bytes=8388600-8388615");
    let part = request.send().await.unwrap();
    assert_eq!(part.bytes().await.unwrap(), layer[8_388_600..8_388_616]);
    server.image("a", "v1", b"small").await;
    server.blob("a", b"").await;
    assert_eq!(bucket(&moto).await, (4, 0));
    // A wrong digest and a given up upload leave nothing.
    let location = server.begin("a").await;
    server.send("PATCH", &location, layer.clone()).await;
    assert_eq!(bucket(&moto).await.1, 1);
    assert_eq!(server.call("DELETE", &location).await.status(), 204);
    let wrong = super::support::digest(b"wrong");
    let refused = server
        .send(
            "POST",
            &format!("/v2/a/blobs/uploads/?digest={wrong}"),
            layer,
        )
        .await;
    assert_eq!(code(refused).await, "DIGEST_INVALID");
    assert_eq!(bucket(&moto).await, (4, 0));
    assert_eq!(server.call("DELETE", &path).await.status(), 202);
    assert_eq!(bucket(&moto).await.0, 3);
}

#[tokio::test]
async fn leftovers_in_s3_go_at_the_next_start() {
    let Some(moto) = moto() else {
        println!("1 skipped");
        return;
    };
    let server = on_s3(&moto).await;
    let (bytes, _) = server.image("a", "v1", b"layer").await;
    let location = server.begin("a").await;
    server.send("PATCH", &location, vec![1; 9 << 20]).await;
    assert_eq!(bucket(&moto).await, (2, 1));
    let Server {
        running, folder, ..
    } = server;
    running.stop().await;
    let again = start(|config| {
        config.data = folder.path().to_owned();
        config.anonymous = Anonymous::Write;
        config.storage = at(&moto.endpoint);
    })
    .await;
    assert_eq!(bucket(&moto).await, (2, 0));
    let got = again.call("GET", "/v2/a/manifests/v1").await;
    assert_eq!(got.bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn a_store_that_fails_is_a_clear_error() {
    let server = start(|config| {
        config.anonymous = Anonymous::Write;
        config.storage = at("http://127.0.0.1:1");
    })
    .await;
    let path = format!("/v2/a/blobs/uploads/?digest={}", digest(b"x"));
    let refused = server.send("POST", &path, b"x").await;
    assert_eq!(refused.status(), 500);
    let body = json_of(refused).await;
    assert_eq!(
        body["errors"][0],
        json!({"code": "UNKNOWN", "message": "the registry failed", "detail": null})
    );
    let path = format!("/v2/a/blobs/{}", digest(b"x"));
    assert_eq!(server.call("HEAD", &path).await.status(), 404);
}
