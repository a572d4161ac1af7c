//! A page's way to the registry, with the registry itself behind it.

use std::net::SocketAddr;

use platform::{Body, BridgeTransfer, NetError, Transfer, TransferRequest};

use super::*;
use crate::{Network, Running, WebConfig};

struct Rig {
    registry: registry_server::Running,
    web: Running,
    bridge: BridgeTransfer,
    _folder: tempfile::TempDir,
}

async fn rig() -> Rig {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<p>page").unwrap();
    let config = registry_server::Config {
        anonymous: registry_server::Anonymous::Write,
        ..registry_server::Config::local(0, folder.path().join("registry"))
    };
    let registry = registry_server::serve(config).await.unwrap();
    let web = crate::serve(WebConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        pages: crate::Pages::Folder(folder.path().into()),
        networks: vec![Network {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: "http://127.0.0.1:9".into(),
            faucet: None,
            simulated: true,
            relay: None,
            registry: Some(registry.url.clone()),
        }],
        hosts: vec![],
        door: None,
    })
    .await
    .unwrap();
    let origin = web.url.replace("localhost", "127.0.0.1");
    let bridge = BridgeTransfer::new(
        &origin,
        [("demo".to_owned(), registry.url.clone())],
        Arc::new(platform::native::transfer().unwrap()),
    );
    Rig {
        registry,
        web,
        bridge,
        _folder: folder,
    }
}

impl Rig {
    async fn ask(&self, method: &'static str, path: &str, body: &str) -> TransferResponse {
        let body = match body {
            "" => Body::Empty,
            text => Body::Whole(text.as_bytes().to_vec()),
        };
        self.send(method, format!("{}{path}", self.registry.url), body)
            .await
            .unwrap()
    }

    async fn send(
        &self,
        method: &'static str,
        url: String,
        body: Body,
    ) -> Result<TransferResponse, NetError> {
        let headers = vec![
            ("content-type".to_owned(), "application/octet-stream".into()),
            ("x-stray".into(), "1".into()),
        ];
        let request = TransferRequest {
            method,
            url,
            headers,
            body,
            idle: IDLE,
        };
        self.bridge.exchange(request).await
    }

    async fn end(self) {
        self.web.shutdown().await;
        self.registry.stop().await;
    }
}

#[tokio::test]
async fn a_layer_goes_there_and_comes_back_as_without_the_bridge() {
    let rig = rig().await;
    assert_eq!(rig.ask("GET", "/v2/", "").await.status, 200);
    let begun = rig.ask("POST", "/v2/ann/app/blobs/uploads/", "").await;
    assert_eq!(begun.status, 202);
    let place = begun.header("location").unwrap().to_owned();
    let digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let place = place.replace(&rig.registry.url, "");
    let ended = rig
        .ask("PUT", &format!("{place}?digest={digest}"), "test")
        .await;
    assert_eq!(ended.status, 201);
    let path = format!("/v2/ann/app/blobs/{digest}");
    let head = rig.ask("HEAD", &path, "").await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("4"))
    );
    assert_eq!(head.header("docker-content-digest"), Some(digest));
    let back = rig.ask("GET", &path, "").await;
    assert_eq!(back.read(100).await.unwrap(), b"test");
    rig.end().await;
}

#[tokio::test]
async fn refusals_of_the_registry_are_its_own_and_no_others() {
    let rig = rig().await;
    let missing = rig.ask("GET", "/v2/ann/none/manifests/latest", "").await;
    assert_eq!(missing.status, 404);
    let signed = rig.ask("GET", "/auth/webauthn/credentials", "").await;
    assert_eq!(signed.status, 401);
    let elsewhere = rig
        .send("GET", "https://ghcr.io/v2/".into(), Body::Empty)
        .await
        .map(|a| a.status);
    assert!(
        matches!(elsewhere, Err(NetError::Unreachable { .. })),
        "{elsewhere:?}"
    );
    let aside = rig
        .send("GET", format!("{}/metrics", rig.registry.url), Body::Empty)
        .await
        .map(|a| a.status);
    assert!(
        matches!(&aside, Err(NetError::Refused { status: 404, body }) if body.contains("not passed on")),
        "{aside:?}"
    );
    let gone = rig.registry.url.clone();
    rig.registry.stop().await;
    let request = TransferRequest {
        method: "GET",
        url: format!("{gone}/v2/"),
        headers: Vec::new(),
        body: Body::Empty,
        idle: IDLE,
    };
    let silent = rig.bridge.exchange(request).await.map(|a| a.status);
    assert!(
        matches!(silent, Err(NetError::Unreachable { .. })),
        "{silent:?}"
    );
    rig.web.shutdown().await;
}

#[tokio::test]
async fn strangers_and_the_browser_itself_get_nothing_out_of_it() {
    let rig = rig().await;
    let at = |path: &str| {
        let origin = rig.web.url.replace("localhost", "127.0.0.1");
        format!("{origin}/registry/demo{path}")
    };
    let client = reqwest::Client::new();
    let refused = client
        .get(at("/auth/webauthn/credentials"))
        .send()
        .await
        .unwrap();
    // No status and no header by which a browser would ask for a password, follow or keep something.
    assert_eq!(refused.status(), 200);
    for name in ["www-authenticate", "location", "set-cookie"] {
        assert!(refused.headers().get(name).is_none(), "{name}");
    }
    assert_eq!(
        refused.headers()["content-type"],
        "application/octet-stream"
    );
    assert!(refused.headers().contains_key("content-security-policy"));
    let stranger = client
        .get(at("/v2/"))
        .header("origin", "http://evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(stranger.status(), 403);
    let renamed = client
        .get(at("/v2/"))
        .header("host", "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(renamed.status(), 421);
    for method in [reqwest::Method::OPTIONS, reqwest::Method::TRACE] {
        let other = client.request(method, at("/v2/")).send().await.unwrap();
        assert_eq!(other.status(), 405);
    }
    rig.end().await;
}

#[test]
fn only_parts_of_a_registry_are_passed_on() {
    let of = |text: &str| {
        let uri: Uri = text.parse().unwrap();
        rest(&uri, "demo").map(str::to_owned)
    };
    for good in [
        "/v2/",
        "/v2/a/blobs/sha256:1?x=1",
        "/token?scope=a",
        "/auth/signin",
    ] {
        assert_eq!(of(&format!("/registry/demo{good}")).as_deref(), Some(good));
    }
    for bad in [
        "/",
        "/metrics",
        "@evil.example/v2/",
        ":80/v2/",
        "/v2/../metrics",
        "/v2/%2E%2e/metrics",
        "/v20",
        "//v2/",
    ] {
        assert_eq!(of(&format!("/registry/demo{bad}")), None, "{bad}");
    }
}
