//! What servers do to the unwary, and what strangers try: every row of `docs/registry-quirks.md` has a test of its name.
//! Here are the ones that no other file has.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use common::{Answer, NoWait, Script, client};
use platform::native::NativeDisk;
use platform::{NetError, Transfer, TransferRequest, TransferResponse};
use registry::testing::layer;
use registry::*;
use serde_json::{Value, json};

/// Size of the config that [`registry::testing::layout`] writes.
const CONFIG: u64 = 78;

fn openregistry(script: &Arc<Script>) -> Client {
    let bearer = Credentials::Bearer(Hidden::new("t"));
    client(script, ServerKind::OpenRegistryMain, bearer)
}

fn anonymous(script: &Arc<Script>) -> Client {
    client(script, ServerKind::Oci, Credentials::Anonymous)
}

async fn push(client: &Client, folder: &Path, progress: &Progress) -> Result<Pushed, PushError> {
    let archive = Archive::open(Arc::new(NativeDisk), folder.to_str().unwrap())
        .await
        .unwrap();
    let image = archive.image(None).unwrap().clone();
    let order = PushOrder {
        repository: "a/b".parse().unwrap(),
        tag: "1".parse().unwrap(),
        known: BTreeMap::new(),
    };
    client.push(&archive, &image, &order, progress).await
}

/// A layout folder whose image has no layers, so that a script's order holds.
fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    registry::testing::layout(folder.path(), &[]).unwrap();
    folder
}

fn missing() -> Answer {
    Answer::new(404, &[], b"")
}

fn begun(location: &str) -> Answer {
    Answer::new(202, &[("location", location)], b"")
}

fn there() -> Answer {
    Answer::new(200, &[("content-length", &CONFIG.to_string())], b"")
}

fn methods(script: &Script) -> Vec<&'static str> {
    script.sent().iter().map(|sent| sent.method).collect()
}

/// Stops the push as soon as a blob is on its way.
struct Stopping(Arc<Script>, Progress);

#[async_trait::async_trait]
impl Transfer for Stopping {
    async fn exchange(&self, request: TransferRequest) -> Result<TransferResponse, NetError> {
        if request.method == "PATCH" {
            self.1.cancel();
        }
        self.0.exchange(request).await
    }
}

#[tokio::test]
async fn a_stopped_push_ends_its_open_upload() {
    let folder = small();
    let ended = Answer::new(201, &[], b"");
    let script = Script::answers(vec![
        missing(),
        begun("/v2/a/b/blobs/uploads/1:2"),
        Answer::new(202, &[], b""),
        ended,
    ]);
    let progress = Progress::default();
    let client = Client::new(
        Arc::new(Stopping(script.clone(), progress.clone())),
        Arc::new(NoWait),
        "http://localhost:5000".parse().unwrap(),
        ServerKind::OpenRegistryMain,
        Credentials::Bearer(Hidden::new("t")),
    );
    let stopped = push(&client, folder.path(), &progress).await.err();
    assert_eq!(stopped, Some(PushError::Client(ClientError::Cancelled)));
    assert_eq!(methods(&script), ["HEAD", "POST", "PATCH", "PUT"]);
    // Under the digest of what was sent, which is nothing: the wanted name stays free.
    let nothing = format!("digest={}", Digest::of(b"").as_str().replace(':', "%3A"));
    assert!(script.sent()[3].url.ends_with(&nothing));
}

#[tokio::test]
async fn a_server_that_hangs_is_not_asked_for_one_more_upload() {
    struct Hanging(Arc<Script>);
    #[async_trait::async_trait]
    impl Transfer for Hanging {
        async fn exchange(&self, request: TransferRequest) -> Result<TransferResponse, NetError> {
            let hangs = request.method == "POST";
            let answer = self.0.exchange(request).await?;
            if hangs {
                let host = "localhost".into();
                return Err(NetError::Timeout { host });
            }
            Ok(answer)
        }
    }
    let folder = small();
    let script = Script::answers(vec![missing(), begun("/x")]);
    let client = Client::new(
        Arc::new(Hanging(script.clone())),
        Arc::new(NoWait),
        "http://localhost:5000".parse().unwrap(),
        ServerKind::OpenRegistryMain,
        Credentials::Bearer(Hidden::new("t")),
    );
    let refused = push(&client, folder.path(), &Progress::default()).await;
    let timeout = matches!(
        refused,
        Err(PushError::Client(ClientError::Net(
            NetError::Timeout { .. }
        )))
    );
    assert!(timeout, "{refused:?}");
    assert_eq!(methods(&script), ["HEAD", "POST"]);
}

#[tokio::test]
async fn the_place_of_an_upload_is_relative_and_keeps_its_query() {
    let folder = small();
    let script = Script::answers(vec![
        missing(),
        begun("/v2/a/b/blobs/uploads/1:2?_state=x%2By"),
        Answer::new(202, &[], b""),
        Answer::new(201, &[], b""),
        there(),
        Answer::new(201, &[], b""),
        missing(),
    ]);
    let _ = push(&openregistry(&script), folder.path(), &Progress::default()).await;
    let sent = script.sent();
    let place = "http://localhost:5000/v2/a/b/blobs/uploads/1:2?_state=x%2By";
    assert_eq!(sent[2].url, place);
    assert!(sent[3].url.starts_with(&format!("{place}&digest=sha256")));
}

#[tokio::test]
async fn an_upload_is_not_sent_to_places_that_a_redirect_may_not_lead_to() {
    let folder = small();
    for place in ["http://127.0.0.1:9/x", "http://cdn.example/x", "file:///x"] {
        let script = Script::answers(vec![missing(), begun(place)]);
        let client = Client::new(
            script.clone(),
            Arc::new(NoWait),
            "https://r.example".parse().unwrap(),
            ServerKind::Oci,
            Credentials::Anonymous,
        );
        let refused = push(&client, folder.path(), &Progress::default()).await;
        let redirect = matches!(refused, Err(PushError::Client(ClientError::Redirect(_))));
        assert!(redirect, "{place}: {refused:?}");
    }
}

#[tokio::test]
async fn headers_after_a_patch_mean_nothing_and_head_tells_what_is_kept() {
    let folder = small();
    let other = Digest::of(b"other");
    let script = |kept: Answer| {
        Script::answers(vec![
            missing(),
            begun("/v2/a/b/blobs/uploads/1:2"),
            Answer::new(202, &[("docker-content-digest", other.as_str())], b""),
            Answer::new(201, &[("docker-content-digest", other.as_str())], b""),
            kept,
            Answer::new(201, &[], b""),
            missing(),
        ])
    };
    let right = script(there());
    let _ = push(&openregistry(&right), folder.path(), &Progress::default()).await;
    assert_eq!(methods(&right)[5], "PUT", "the manifest follows");
    let wrong = script(Answer::new(200, &[("content-length", "5")], b""));
    let refused = push(&openregistry(&wrong), folder.path(), &Progress::default()).await;
    let told = matches!(refused, Err(PushError::Client(ClientError::OtherBlob(_))));
    assert!(told, "{refused:?}");
    assert_eq!(methods(&wrong).len(), 5, "no manifest follows");
}

#[tokio::test]
async fn an_image_for_several_platforms_is_not_pushed_where_it_would_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    registry::testing::layout(folder.path(), &[layer(1, 10)]).unwrap();
    let index = std::fs::read(folder.path().join("index.json")).unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let one = &index["manifests"][0];
    let kind = "application/vnd.oci.image.index.v1+json";
    let both = json!({"schemaVersion": 2, "mediaType": kind, "manifests": [one, one]}).to_string();
    let digest = Digest::of(both.as_bytes());
    let blobs = folder.path().join("blobs/sha256");
    std::fs::write(blobs.join(digest.hex()), &both).unwrap();
    let root = json!({"mediaType": kind, "digest": digest, "size": both.len()});
    let index = json!({"schemaVersion": 2, "manifests": [root]});
    std::fs::write(folder.path().join("index.json"), index.to_string()).unwrap();
    let script = Script::answers(Vec::new());
    let refused = push(&openregistry(&script), folder.path(), &Progress::default()).await;
    assert_eq!(refused.err(), Some(PushError::Platforms(2)));
}

#[tokio::test]
async fn keys_of_the_servers_own_rows_are_never_sent() {
    let folder = small();
    let path = folder.path().join("index.json");
    let index: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let digest: Digest = index["manifests"][0]["digest"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let blobs = folder.path().join("blobs/sha256");
    let bytes = std::fs::read(blobs.join(digest.hex())).unwrap();
    let mut manifest: Value = serde_json::from_slice(&bytes).unwrap();
    let own = [
        "id",
        "ownerId",
        "repositoryId",
        "reference",
        "digest",
        "size",
    ];
    for key in own {
        manifest[key] = "x".into();
    }
    let bytes = manifest.to_string();
    let digest = Digest::of(bytes.as_bytes());
    std::fs::write(blobs.join(digest.hex()), &bytes).unwrap();
    let kind = "application/vnd.oci.image.manifest.v1+json";
    let root = json!({"mediaType": kind, "digest": digest, "size": bytes.len()});
    let index = json!({"schemaVersion": 2, "manifests": [root]});
    std::fs::write(&path, index.to_string()).unwrap();
    let script = Script::answers(vec![there(), Answer::new(201, &[], b""), missing()]);
    let _ = push(&openregistry(&script), folder.path(), &Progress::default()).await;
    let sent = script.sent();
    let body: Value = serde_json::from_slice(&sent[1].body).unwrap();
    assert!(body["config"]["digest"].is_string());
    assert!(own.iter().all(|key| body.get(key).is_none()), "{body}");
}

#[tokio::test]
async fn a_manifest_is_got_and_never_asked_by_head() {
    let body = r#"{"schemaVersion":2,"manifests":[]}"#.as_bytes();
    let script = Script::answers(vec![Answer::new(200, &[], body)]);
    let tag = Reference::Tag("1".parse().unwrap());
    let repository = "a/b".parse().unwrap();
    let _ = openregistry(&script).manifest(&repository, &tag).await;
    assert_eq!(methods(&script), ["GET"]);
}

#[tokio::test]
async fn the_catalog_is_not_asked_where_it_fails() {
    let script = Script::answers(Vec::new());
    for kind in [ServerKind::OpenRegistryMain, ServerKind::DockerHub] {
        let client = client(&script, kind, Credentials::Anonymous);
        assert!(matches!(
            client.catalog().await,
            Err(ClientError::Missing(_))
        ));
    }
}

#[tokio::test]
async fn search_is_not_asked_of_openregistry() {
    let script = Script::answers(Vec::new());
    let asked = OpenRegistry::new(openregistry(&script)).search("x").await;
    assert_eq!(asked.err(), Some(ExtError::Unsupported));
}

#[tokio::test]
async fn a_star_is_taken_back_in_the_way_of_the_variant() {
    for (kind, path) in [
        (
            ServerKind::OpenRegistryMain,
            "/v2/ext/repository/favorites?repository_id=r&user_id=u",
        ),
        (
            ServerKind::OpenRegistryFeat,
            "/v2/ext/repository/favorites/r",
        ),
    ] {
        let script = Script::answers(vec![Answer::new(200, &[], b"{}")]);
        let bearer = Credentials::Bearer(Hidden::new("t"));
        let accounts = OpenRegistry::new(client(&script, kind, bearer));
        accounts.set_favourite("r", "u", false).await.unwrap();
        let sent = script.sent();
        assert_eq!(sent[0].method, "DELETE");
        assert!(sent[0].url.ends_with(path), "{}", sent[0].url);
    }
}

#[tokio::test]
async fn a_session_goes_as_bearer_and_is_not_renewed_or_exchanged() {
    let challenge = r#"Bearer realm="http://localhost:5000/token""#;
    let refused = Answer::new(401, &[("www-authenticate", challenge)], b"");
    let script = Script::answers(vec![refused]);
    let asked = openregistry(&script).tags(&"a/b".parse().unwrap()).await;
    assert_eq!(asked.err(), Some(ClientError::SignIn));
    let sent = script.sent();
    assert_eq!(sent.len(), 1, "neither /token nor /auth/renew");
    assert_eq!(sent[0].header("authorization"), Some("Bearer t"));
}

#[tokio::test]
async fn a_password_is_checked_with_a_scope() {
    let challenge = r#"Bearer realm="http://localhost:5000/token""#;
    let script = Script::answers(vec![
        Answer::new(401, &[("www-authenticate", challenge)], b""),
        Answer::new(200, &[], br#"{"token":"x","expires_in":1795500600}"#),
        Answer::new(200, &[], b"OK\n"),
    ]);
    let who = Credentials::Basic {
        user: "ann".into(),
        password: Hidden::new("pw"),
    };
    let client = client(&script, ServerKind::OpenRegistryMain, who);
    client.check_sign_in("ann").await.unwrap();
    let sent = script.sent();
    // Basic credentials mean nothing below /v2/; they go to the token service alone.
    assert_eq!(sent[0].header("authorization"), None);
    assert!(sent[1].url.contains("scope=repository%3Aann%2F"));
    assert_eq!(sent[2].header("authorization"), Some("Bearer x"));
}

/// A holder whose person says no.
struct Unwilling;

#[async_trait::async_trait]
impl PasskeyProvider for Unwilling {
    async fn create(&self, _: PasskeyWish) -> Result<Value, PasskeyFault> {
        Err(PasskeyFault::Cancelled)
    }
    async fn get(&self, _: PasskeyWish) -> Result<Value, PasskeyFault> {
        Err(PasskeyFault::Cancelled)
    }
}

#[tokio::test]
async fn a_cancelled_consent_ends_what_was_begun() {
    let user: UserName = "alice".parse().unwrap();
    let options = |key: &str| {
        let mut party = json!({"options": {"publicKey": {"challenge": "AA"}}});
        party["options"]["publicKey"][key] = match key {
            "rp" => json!({"id": "localhost"}),
            _ => json!("localhost"),
        };
        Answer::new(200, &[], party.to_string().as_bytes())
    };
    let gone = || Answer::new(200, &[], b"{}");
    let cancelled = Some(CeremonyError::Passkey(PasskeyFault::Cancelled));
    let script = Script::answers(vec![options("rp"), gone()]);
    let accounts = OpenRegistry::new(openregistry(&script));
    let up = accounts.sign_up(&Unwilling, &user, "a@b.test", Claim::default());
    assert_eq!(up.await.err(), cancelled);
    assert!(script.sent()[1].url.contains("/registration/rollback"));
    let script = Script::answers(vec![gone(), options("rpId"), gone()]);
    let accounts = OpenRegistry::new(openregistry(&script));
    let asked = accounts.sign_in(&Unwilling, &user, Claim::default());
    assert_eq!(asked.await.err(), cancelled);
    assert!(script.sent()[2].url.contains("/login/rollback"));
}

#[tokio::test]
async fn a_failure_in_the_middle_is_tried_again_and_a_lasting_one_leaves_no_tag() {
    let folder = small();
    let attempt = || {
        [
            missing(),
            begun("/v2/a/b/blobs/uploads/1"),
            Answer::new(502, &[], b""),
            // Nothing is known of the upload any more.
            missing(),
        ]
    };
    let mut answers: Vec<Answer> = attempt().into();
    answers.extend([there(), Answer::new(201, &[], b""), missing()]);
    let script = Script::answers(answers);
    let _ = push(&anonymous(&script), folder.path(), &Progress::default()).await;
    assert!(script.sent()[5].url.ends_with("/manifests/1"));
    let script = Script::answers(std::iter::repeat_with(attempt).take(9).flatten().collect());
    let refused = push(&anonymous(&script), folder.path(), &Progress::default()).await;
    assert!(refused.is_err());
    let sent = script.sent();
    assert!(sent.iter().all(|s| !s.url.contains("/manifests/")));
    assert!(sent.iter().filter(|s| s.method == "POST").count() <= 4);
}

#[tokio::test]
async fn a_layer_with_other_bytes_than_its_name_is_never_finished() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = layer(3, 500);
    registry::testing::layout(folder.path(), std::slice::from_ref(&bytes)).unwrap();
    let name = Digest::of(&bytes);
    let path = folder.path().join("blobs/sha256").join(name.hex());
    std::fs::write(path, layer(4, 500)).unwrap();
    let script = Script::answers(vec![
        missing(),
        begun("/v2/a/b/blobs/uploads/1"),
        begun("/v2/a/b/blobs/uploads/1"),
    ]);
    // One at a time, by way of a server for which the config is there.
    struct ConfigIsThere(Arc<Script>, Digest);
    #[async_trait::async_trait]
    impl Transfer for ConfigIsThere {
        async fn exchange(&self, request: TransferRequest) -> Result<TransferResponse, NetError> {
            if request.method == "HEAD" && !request.url.ends_with(self.1.as_str()) {
                return Ok(TransferResponse {
                    status: 200,
                    headers: vec![("content-length".into(), CONFIG.to_string())],
                    body: Box::pin(futures::stream::empty()),
                });
            }
            self.0.exchange(request).await
        }
    }
    let client = Client::new(
        Arc::new(ConfigIsThere(script.clone(), name.clone())),
        Arc::new(NoWait),
        "http://localhost:5000".parse().unwrap(),
        ServerKind::Oci,
        Credentials::Anonymous,
    );
    let refused = push(&client, folder.path(), &Progress::default()).await;
    let digest = PushError::Client(ClientError::Digest(name));
    assert_eq!(refused.err(), Some(digest));
    assert_eq!(methods(&script), ["HEAD", "POST", "PATCH"]);
}

#[tokio::test]
async fn a_blob_that_always_breaks_off_is_an_error_and_leaves_no_file() {
    let bytes = layer(9, 1000);
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"c","digest":"{}","size":1000}},"layers":[]}}"#,
        Digest::of(&bytes)
    );
    let broken = || {
        let mut answer = Answer::new(200, &[], &bytes[..400]);
        answer.body.push(Err(NetError::Broken("cut".into())));
        answer
    };
    let mut answers = vec![Answer::new(200, &[], manifest.as_bytes())];
    answers.extend(std::iter::repeat_with(broken).take(20));
    let script = Script::answers(answers);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("image.tar");
    let order = PullOrder {
        repository: "a/b".parse().unwrap(),
        reference: Reference::Tag("1".parse().unwrap()),
        destination: Destination::Archive(file.display().to_string()),
        take_altered: false,
    };
    let pulled = anonymous(&script)
        .pull(&NativeDisk, &order, &Progress::default())
        .await;
    assert!(pulled.is_err());
    assert!(!file.exists());
}

/// A server that answers two connections: a redirect whose length is false, and bytes whose encoding is.
async fn liar(bytes: Vec<u8>) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for turn in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = vec![0; 8192];
            let _ = stream.read(&mut heard).await.unwrap();
            let head = if turn == 0 {
                format!(
                    "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{port}/layers/1\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    bytes.len()
                )
            } else {
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    bytes.len()
                )
            };
            stream.write_all(head.as_bytes()).await.unwrap();
            if turn == 1 {
                stream.write_all(&bytes).await.unwrap();
            }
            let _ = stream.shutdown().await;
        }
    });
    port
}

#[tokio::test]
async fn a_307_with_a_false_length_and_a_false_encoding_change_no_byte() {
    let bytes = layer(5, 3000);
    let port = liar(bytes.clone()).await;
    let client = Client::new(
        Arc::new(platform::native::transfer().unwrap()),
        Arc::new(platform::native::SystemClock),
        format!("http://127.0.0.1:{port}").parse().unwrap(),
        ServerKind::OpenRegistryMain,
        Credentials::Bearer(Hidden::new("t")),
    );
    let repository = "a/b".parse().unwrap();
    let got = client.blob(&repository, &Digest::of(&bytes)).await;
    assert_eq!(got, Ok(bytes));
}

#[tokio::test]
async fn an_archive_of_too_many_files_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.tar");
    let mut header = tar::Header::new_ustar();
    header.set_path("a").unwrap();
    header.set_size(0);
    header.set_mode(0o644);
    header.set_cksum();
    std::fs::write(&path, header.as_bytes().repeat(100_001)).unwrap();
    let opened = Archive::open(Arc::new(NativeDisk), path.to_str().unwrap()).await;
    assert_eq!(opened.err(), Some(ArchiveError::TooMany));
}
