//! A registry in this process, and short ways to talk to it.

use std::collections::BTreeMap;

use registry_server::{Anonymous, Config, Limits, Operator, Running, serve};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

/// A running registry with its folder.
pub struct Server {
    pub running: Running,
    pub client: Client,
    pub folder: TempDir,
}

/// Any registry, with what the test changes of it.
pub async fn start(change: impl FnOnce(&mut Config)) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::local(0, folder.path().to_owned());
    config.limits = Limits {
        auth_burst: 10_000,
        ..Limits::default()
    };
    change(&mut config);
    let running = serve(config).await.unwrap();
    let redirect = reqwest::redirect::Policy::none();
    let client = Client::builder().redirect(redirect).build().unwrap();
    Server {
        running,
        client,
        folder,
    }
}

/// A registry where everybody may do everything.
pub async fn open() -> Server {
    start(|config| config.anonymous = Anonymous::Write).await
}

/// A registry with an operator `root`, password `Secret:1`.
pub async fn closed() -> Server {
    start(|config| {
        config.operator = Some(Operator {
            name: "root".into(),
            password: "Secret:1".to_owned().into(),
        });
    })
    .await
}

pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

impl Server {
    pub fn url(&self, path: &str) -> String {
        if path.starts_with("http") {
            return path.to_owned();
        }
        // By number: the name may stand for an address that is tried first in vain.
        format!("http://{}{path}", self.running.address)
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.client.request(method, self.url(path))
    }

    pub async fn call(&self, method: &str, path: &str) -> Response {
        self.request(method, path).send().await.unwrap()
    }

    pub async fn send(&self, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Response {
        let body: Vec<u8> = body.into();
        self.request(method, path).body(body).send().await.unwrap()
    }

    pub async fn send_json(&self, method: &str, path: &str, body: &Value) -> Response {
        let request = self.request(method, path).body(body.to_string());
        let request = request.header("content-type", "application/json");
        request.send().await.unwrap()
    }

    /// Starts an upload and returns where it goes on.
    pub async fn begin(&self, repo: &str) -> String {
        let answer = self
            .call("POST", &format!("/v2/{repo}/blobs/uploads/"))
            .await;
        assert_eq!(answer.status(), 202);
        header(&answer, "location")
    }

    pub async fn chunk(&self, location: &str, range: &str, body: &[u8]) -> Response {
        let request = self.request("PATCH", location).body(body.to_vec());
        request.header("content-range", range).send().await.unwrap()
    }

    /// Pushes a blob in one request.
    pub async fn blob(&self, repo: &str, bytes: &[u8]) -> String {
        let digest = digest(bytes);
        let path = format!("/v2/{repo}/blobs/uploads/?digest={digest}");
        let answer = self.send("POST", &path, bytes).await;
        assert_eq!(answer.status(), 201);
        digest
    }

    pub async fn put_manifest(
        &self,
        repo: &str,
        reference: &str,
        kind: &str,
        body: &[u8],
    ) -> Response {
        let path = format!("/v2/{repo}/manifests/{reference}");
        let request = self.request("PUT", &path).header("content-type", kind);
        request.body(body.to_vec()).send().await.unwrap()
    }

    /// Pushes an image with one layer under a tag; returns the manifest's bytes and digest.
    pub async fn image(&self, repo: &str, tag: &str, layer: &[u8]) -> (Vec<u8>, String) {
        let config = br#"{"architecture":"amd64","os":"linux"}"#;
        self.blob(repo, config).await;
        self.blob(repo, layer).await;
        let bytes = image(config, &[layer], json!({}));
        let answer = self.put_manifest(repo, tag, MANIFEST, &bytes).await;
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
        let digest = digest(&bytes);
        (bytes, digest)
    }
}

/// The bytes of an image manifest, with further members.
pub fn image(config: &[u8], layers: &[&[u8]], more: Value) -> Vec<u8> {
    let part = |kind: &str, bytes: &[u8]| json!({"mediaType": kind, "digest": digest(bytes), "size": bytes.len()});
    let mut manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": part(CONFIG, config),
        "layers": layers.iter().map(|l| part(LAYER, l)).collect::<Vec<_>>(),
    });
    for (key, value) in more.as_object().unwrap() {
        manifest[key] = value.clone();
    }
    // Not how a serialiser would write it: the registry has to keep it all the same.
    serde_json::to_string_pretty(&manifest)
        .unwrap()
        .into_bytes()
}

pub fn header(answer: &Response, name: &str) -> String {
    let value = answer.headers().get(name);
    value.map_or(String::new(), |v| v.to_str().unwrap().to_owned())
}

pub async fn json_of(answer: Response) -> Value {
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

/// The first code in the envelope of a refusal.
pub async fn code(answer: Response) -> String {
    let body = json_of(answer).await;
    body["errors"][0]["code"].as_str().unwrap().to_owned()
}

/// The cookies that an answer sets.
pub fn cookies(answer: &Response) -> BTreeMap<String, String> {
    let all = answer.headers().get_all("set-cookie");
    all.iter()
        .filter_map(|v| v.to_str().unwrap().split(';').next()?.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
