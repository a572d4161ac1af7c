//! The server from outside.

use super::*;
use reqwest::header::HeaderMap;

const OWNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

/// A node that knows no provider, and counts nothing.
async fn node() -> String {
    let not_found = json!({"jsonrpc": "2.0", "id": 1, "result": {"response": {
        "code": 22, "codespace": "sdk", "log": "rpc error: code = NotFound desc = invalid provider", "height": "1",
    }}});
    let app = Router::new().route("/", post(move || async move { Json(not_found) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

struct Server {
    running: Running,
    client: reqwest::Client,
    _dist: tempfile::TempDir,
}

async fn server() -> Server {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), "<p>page").unwrap();
    std::fs::write(dist.path().join("boot.js"), "1;".repeat(2000)).unwrap();
    let config = WebConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        pages: crate::Pages::Folder(dist.path().into()),
        networks: vec![Network {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: node().await,
            faucet: None,
            simulated: true,
            relay: None,
            registry: None,
        }],
        hosts: vec![],
        door: None,
    };
    Server {
        running: serve(config).await.unwrap(),
        client: reqwest::Client::new(),
        _dist: dist,
    }
}

impl Server {
    fn at(&self, path: &str) -> String {
        format!(
            "{}{path}",
            self.running.url.replace("localhost", "127.0.0.1")
        )
    }

    async fn rpc(&self, network: &str, method: &str, headers: HeaderMap) -> (u16, String) {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}});
        let request = self
            .client
            .post(self.at(&format!("/rpc/{network}")))
            .header("content-type", "application/json")
            .headers(headers)
            .body(body.to_string());
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

/// A provider token for `OWNER` and the deployment, signed by nobody.
pub(crate) fn token(dseq: u64) -> String {
    use base64::Engine as _;
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let claims = json!({
        "iss": "akash1x", "iat": now, "nbf": now, "exp": now + 600, "version": "v1",
        "leases": {"access": "granular", "permissions": [{
            "provider": OWNER, "access": "granular",
            "deployments": [{"dseq": dseq, "scope": ["status"], "services": ["all"]}],
        }]},
    });
    let middle = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("e30.{middle}.c2ln")
}

fn with(name: &'static str, value: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(name, value.parse().unwrap());
    headers
}

/// Written down twice on purpose: a change of the policy is made here, too.
const POLICY: [&str; 15] = [
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "trusted-types default",
    "worker-src 'self'",
];

#[tokio::test]
async fn every_answer_is_strict() {
    let server = server().await;
    for path in [
        "/",
        "/boot.js",
        "/networks.json",
        "/missing.js",
        "/rpc/demo",
    ] {
        let answer = server.client.get(server.at(path)).send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert_eq!(
            header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(header("cross-origin-embedder-policy"), "require-corp");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(header("x-frame-options"), "DENY");
        let mut directives: Vec<&str> = policy.split(';').map(str::trim).collect();
        directives.sort_unstable();
        assert_eq!(directives, POLICY, "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
    }
    server.running.shutdown().await;
}

#[tokio::test]
async fn pages_files_and_what_is_missing() {
    let server = server().await;
    let status = async |path: &str| {
        let answer = server.client.get(server.at(path)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(status("/").await, (200, "<p>page".into()));
    assert_eq!(status("/deployments/7").await, (200, "<p>page".into()));
    assert_eq!(status("/missing.js").await.0, 404);
    assert_eq!(status("/../Cargo.toml").await.0, 404);
    let request = server
        .client
        .get(server.at("/boot.js"))
        .header("accept-encoding", "br");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-encoding"], "br");
}

#[tokio::test]
async fn networks_are_named_by_paths_of_this_server() {
    let server = server().await;
    let answer = server
        .client
        .get(server.at("/networks.json"))
        .send()
        .await
        .unwrap();
    let list: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        list,
        json!([{"id": "demo", "name": "Demo network", "rpc": "/rpc/demo", "faucet": null, "simulated": true, "relay": null, "registry": null, "companion": false}])
    );
}

#[tokio::test]
async fn only_known_networks_and_methods_reach_a_node() {
    let server = server().await;
    let none = HeaderMap::new;
    assert_eq!(server.rpc("demo", "abci_query", none()).await.0, 200);
    assert_eq!(server.rpc("mainnet", "status", none()).await.0, 404);
    assert_eq!(server.rpc("demo", "dial_peers", none()).await.0, 403);
    let bare = server
        .client
        .post(server.at("/rpc/demo"))
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status().as_u16(), 415);
    let faucet = server
        .client
        .post(server.at("/faucet/demo"))
        .send()
        .await
        .unwrap();
    assert_eq!(faucet.status().as_u16(), 404);
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let server = server().await;
    for headers in [
        with("origin", "http://evil.example"),
        with("sec-fetch-site", "cross-site"),
    ] {
        let (status, text) = server.rpc("demo", "status", headers.clone()).await;
        assert_eq!(status, 403, "{text}");
        let path = format!("/provider/demo/{OWNER}/lease/7/1/1/status");
        let answer = server
            .client
            .get(server.at(&path))
            .headers(headers)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), 403);
    }
    assert_eq!(
        server
            .rpc("demo", "status", with("host", "evil.example"))
            .await
            .0,
        421
    );
}

#[tokio::test]
async fn only_registered_providers_are_reached() {
    let server = server().await;
    let get = async |path: &str, token: Option<String>| {
        let mut request = server.client.get(server.at(path));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let path = format!("/provider/demo/{OWNER}/lease/7/1/1/status");
    let token = || Some(token(7));
    let (status, text) = get(&path, token()).await;
    assert_eq!(status, 404, "{text}");
    assert!(text.contains("registered"), "{text}");
    assert_eq!(get(&path, None).await.0, 401);
    assert_eq!(get(&path.replace("/7/", "/8/"), token()).await.0, 401);
    assert_eq!(get(&path.replace("demo", "other"), token()).await.0, 404);
    assert_eq!(get(&path.replace("status", "shell"), token()).await.0, 404);
}
