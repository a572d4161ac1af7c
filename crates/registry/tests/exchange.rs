//! Push and pull against Debian's docker-registry, and against servers that misbehave.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use common::{Answer, Peer, Script, client};
use platform::native::NativeDisk;
use platform::{Disk, NetError};
use registry::testing::layer;
use registry::*;

fn layout(folder: &Path, layers: &[Vec<u8>]) {
    registry::testing::layout(folder, layers).unwrap();
}

fn disk() -> Arc<dyn Disk> {
    Arc::new(NativeDisk)
}

async fn opened(folder: &Path) -> Archive {
    Archive::open(disk(), folder.to_str().unwrap())
        .await
        .unwrap()
}

fn order(repository: &str, tag: &str, known: BTreeMap<Digest, Repository>) -> PushOrder {
    PushOrder {
        repository: repository.parse().unwrap(),
        tag: tag.parse().unwrap(),
        known,
    }
}

async fn push(client: &Client, folder: &Path, order: &PushOrder) -> Result<Pushed, PushError> {
    let archive = opened(folder).await;
    let image = archive.image(None).unwrap().clone();
    client
        .push(&archive, &image, order, &Progress::default())
        .await
}

#[tokio::test]
async fn a_second_image_sends_only_the_layer_that_is_new_and_another_repository_nothing() {
    let Some(peer) = Peer::start().await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    let shared = layer(1, 300_000);
    layout(&first, &[shared.clone(), layer(2, 1000)]);
    layout(&second, &[shared.clone(), layer(3, 2000)]);
    let client = peer.client();
    let one = push(&client, &first, &order("demo/app", "1", BTreeMap::new()))
        .await
        .unwrap();
    assert_eq!(
        (one.tally.layers, one.tally.skipped, one.rewritten),
        (3, 0, false)
    );
    assert!(one.tally.moved > 301_000);
    let two = push(&client, &second, &order("demo/app", "2", BTreeMap::new()))
        .await
        .unwrap();
    // The config is the same, too.
    assert_eq!(
        (two.tally.layers, two.tally.skipped, two.tally.moved),
        (3, 2, 2000)
    );
    assert!(two.tally.saved > 300_000);
    let known = [Digest::of(&shared), Digest::of(&layer(2, 1000))]
        .into_iter()
        .map(|digest| (digest, "demo/app".parse().unwrap()))
        .collect();
    let three = push(&client, &first, &order("other/app", "1", known))
        .await
        .unwrap();
    assert_eq!(three.digest, one.digest);
    assert!(
        three.tally.moved < 200 && three.tally.saved >= 301_000,
        "{:?}",
        three.tally
    );
    let tags = client.tags(&"demo/app".parse().unwrap()).await.unwrap();
    assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["1", "2"]);
    let all = client.catalog().await.unwrap();
    assert_eq!(
        all.iter().map(Repository::as_str).collect::<Vec<_>>(),
        ["demo/app", "other/app"]
    );
}

#[tokio::test]
async fn what_was_pushed_is_pulled_into_a_folder_and_an_archive() {
    let Some(peer) = Peer::start().await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("from");
    layout(&from, &[layer(1, 70_000), layer(2, 513)]);
    let client = peer.client();
    let pushed = push(&client, &from, &order("demo/app", "1", BTreeMap::new()))
        .await
        .unwrap();
    for name in ["folder", "archive.tar"] {
        let to = folder.path().join(name).display().to_string();
        let destination = if name == "folder" {
            Destination::Folder(to.clone())
        } else {
            Destination::Archive(to.clone())
        };
        let order = PullOrder {
            repository: "demo/app".parse().unwrap(),
            reference: Reference::Tag("1".parse().unwrap()),
            destination,
            take_altered: false,
        };
        let pulled = client
            .pull(&NativeDisk, &order, &Progress::default())
            .await
            .unwrap();
        assert_eq!(pulled.digest, pushed.digest);
        assert_eq!(pulled.tally.moved, pushed.tally.moved);
        // What was pulled can be pushed again, and everything is there.
        let again = push(&client, Path::new(&to), &order_again()).await.unwrap();
        assert_eq!(
            (again.digest, again.tally.skipped),
            (pushed.digest.clone(), 3),
            "{name}"
        );
    }
}

fn order_again() -> PushOrder {
    order("demo/app", "1", BTreeMap::new())
}

#[tokio::test]
async fn a_missing_repository_and_a_plain_server_are_told() {
    let Some(peer) = Peer::start().await else {
        return;
    };
    let client = peer.client();
    let nothing = client.tags(&"no/thing".parse().unwrap()).await;
    assert_eq!(nothing.err(), Some(ClientError::Missing("repository")));
    let transfer = Arc::new(platform::native::transfer().unwrap());
    let found = detect(transfer, Arc::new(common::NoWait), client.server())
        .await
        .unwrap();
    assert_eq!((found.kind, found.passkeys), (ServerKind::Oci, false));
}

fn anonymous(script: &Arc<Script>) -> Client {
    client(script, ServerKind::Oci, Credentials::Anonymous)
}

fn repository() -> Repository {
    "a/b".parse().unwrap()
}

#[tokio::test]
async fn a_307_with_a_false_length_is_followed_without_its_body_and_without_credentials() {
    let bytes = b"layer bytes".to_vec();
    let mut redirect = Answer::new(
        307,
        &[
            ("location", "http://localhost:5002/layers/1"),
            ("content-length", "11"),
        ],
        b"",
    );
    redirect.body = vec![Err(NetError::Broken("unexpected end".into()))];
    let answer = Answer::new(200, &[("content-encoding", "gzip")], &bytes);
    let script = Script::answers(vec![redirect, answer]);
    let bearer = Credentials::Bearer(Hidden::new("secret"));
    let client = client(&script, ServerKind::OpenRegistryMain, bearer);
    assert_eq!(
        client
            .blob(&repository(), &Digest::of(&bytes))
            .await
            .unwrap(),
        bytes
    );
    let sent = script.sent();
    assert_eq!(sent[0].header("authorization"), Some("Bearer secret"));
    assert_eq!(sent[1].header("authorization"), None);
}

#[tokio::test]
async fn a_server_that_sends_other_bytes_is_found_out() {
    let script = Script::answers(vec![Answer::new(200, &[], b"other")]);
    let digest = Digest::of(b"wanted");
    let got = anonymous(&script).blob(&repository(), &digest).await;
    assert_eq!(got.err(), Some(ClientError::Digest(digest)));
    let script = Script::answers(vec![Answer::new(
        200,
        &[("docker-content-digest", Digest::of(b"x").as_str())],
        br#"{"schemaVersion":2,"manifests":[]}"#,
    )]);
    let tag = Reference::Tag("t".parse().unwrap());
    let got = anonymous(&script).manifest(&repository(), &tag).await;
    assert!(matches!(got, Err(ClientError::Digest(_))));
}

#[tokio::test]
async fn a_cut_download_goes_on_where_it_ended() {
    let bytes = layer(9, 1000);
    // One blob, so that the script's order holds.
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"c","digest":"{}","size":1000}},"layers":[]}}"#,
        Digest::of(&bytes)
    );
    let mut cut = Answer::new(200, &[], &bytes[..400]);
    cut.body.push(Err(NetError::Broken("cut".into())));
    let rest = Answer::new(
        206,
        &[("content-range", "bytes 400-999/1000")],
        &bytes[400..],
    );
    let answers = vec![Answer::new(200, &[], manifest.as_bytes()), cut, rest];
    let script = Script::answers(answers);
    let folder = tempfile::tempdir().unwrap();
    let order = PullOrder {
        repository: repository(),
        reference: Reference::Tag("1".parse().unwrap()),
        destination: Destination::Folder(folder.path().display().to_string()),
        take_altered: false,
    };
    let client = client(&script, ServerKind::Oci, Credentials::Anonymous);
    let pulled = client
        .pull(&NativeDisk, &order, &Progress::default())
        .await
        .unwrap();
    assert_eq!(pulled.tally.moved, 1000);
    assert!(
        script
            .sent()
            .iter()
            .any(|r| r.header("range") == Some("bytes=400-"))
    );
    let path = folder
        .path()
        .join("blobs/sha256")
        .join(Digest::of(&bytes).hex());
    assert_eq!(std::fs::read(path).unwrap(), bytes);
}

#[tokio::test]
async fn the_first_claim_of_a_digest_wins_so_the_size_is_compared() {
    let folder = tempfile::tempdir().unwrap();
    layout(folder.path(), &[]);
    let script = Script::answers(vec![Answer::new(200, &[("content-length", "7")], b"")]);
    let bearer = Credentials::Bearer(Hidden::new("t"));
    let client = client(&script, ServerKind::OpenRegistryMain, bearer);
    let refused = push(&client, folder.path(), &order("a/b", "1", BTreeMap::new())).await;
    assert!(
        matches!(refused, Err(PushError::Client(ClientError::OtherBlob(_)))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_blob_goes_to_openregistry_in_one_patch_and_every_session_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    layout(folder.path(), &[]);
    let missing = || Answer::new(404, &[], b"");
    let config = 78_u64;
    let length = config.to_string();
    let begun = || Answer::new(202, &[("location", "/v2/a/b/blobs/uploads/1:2")], b"");
    let script = Script::answers(vec![
        missing(),
        begun(),
        // A failure in the middle: the session is ended all the same, then all is tried again.
        Answer::new(500, &[], b""),
        Answer::new(201, &[], b""),
        missing(),
        begun(),
        Answer::new(202, &[], b""),
        Answer::new(
            201,
            &[("docker-content-digest", Digest::of(b"").as_str())],
            b"",
        ),
        Answer::new(200, &[("content-length", &length)], b""),
        Answer::new(201, &[], b""),
        Answer::new(404, &[], b""),
    ]);
    let bearer = Credentials::Bearer(Hidden::new("t"));
    let client = client(&script, ServerKind::OpenRegistryMain, bearer);
    let refused = push(&client, folder.path(), &order("a/b", "1", BTreeMap::new())).await;
    assert!(refused.is_err());
    let sent = script.sent();
    let methods: Vec<_> = sent.iter().map(|r| r.method).collect();
    assert_eq!(
        methods,
        [
            "HEAD", "POST", "PATCH", "PUT", "HEAD", "POST", "PATCH", "PUT", "HEAD", "PUT", "GET"
        ]
    );
    assert!(
        sent.iter()
            .all(|r| r.header("content-range").is_none() && !r.url.contains("mount="))
    );
    assert!(sent[3].url.contains("digest=sha256"));
}

#[tokio::test]
async fn a_tag_that_does_not_move_is_said() {
    let folder = tempfile::tempdir().unwrap();
    layout(folder.path(), &[]);
    let old = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"c","digest":"{}","size":1}},"layers":[]}}"#,
        Digest::of(b"old")
    );
    let script = Script::answers(vec![
        Answer::new(200, &[("content-length", "78")], b""),
        Answer::new(201, &[], b""),
        Answer::new(200, &[], old.as_bytes()),
    ]);
    let bearer = Credentials::Bearer(Hidden::new("t"));
    let client = client(&script, ServerKind::OpenRegistryMain, bearer);
    let refused = push(
        &client,
        folder.path(),
        &order("a/b", "latest", BTreeMap::new()),
    )
    .await;
    assert_eq!(refused.err(), Some(PushError::TagStays));
}

#[tokio::test]
async fn a_tag_is_never_deleted_where_that_takes_away_more() {
    let script = Script::answers(Vec::new());
    let tag: Tag = "latest".parse().unwrap();
    for kind in [ServerKind::OpenRegistryMain, ServerKind::Oci] {
        let client = client(&script, kind, Credentials::Anonymous);
        assert_eq!(
            client.delete_tag(&repository(), &tag).await.err(),
            Some(DeleteError::TagUnsafe)
        );
    }
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_an_empty_token_is_a_refusal() {
    let challenge = || {
        Answer::new(
            401,
            &[(
                "www-authenticate",
                r#"Bearer realm="http://localhost:5000/token",service="s",scope="x""#,
            )],
            b"",
        )
    };
    let who = || Credentials::Basic {
        user: "ann".into(),
        password: Hidden::new("pw"),
    };
    let tags = Answer::new(200, &[], br#"{"tags":["b","a","a","sha256:1"]}"#);
    let token = Answer::new(200, &[], br#"{"token":"tok","expires_in":1795500600}"#);
    let script = Script::answers(vec![challenge(), token, tags]);
    let asked = client(&script, ServerKind::Oci, who());
    assert_eq!(asked.tags(&repository()).await.unwrap().len(), 2);
    {
        let sent = script.sent();
        assert!(sent[1].url.contains("scope=repository%3Aa%2Fb%3Apull"));
        assert_eq!(sent[1].header("authorization"), Some("Basic YW5uOnB3"));
        assert_eq!(sent[2].header("authorization"), Some("Bearer tok"));
    }
    let script = Script::answers(vec![challenge(), Answer::new(200, &[], br#"{"token":""}"#)]);
    let refused = client(&script, ServerKind::Oci, who())
        .tags(&repository())
        .await;
    assert!(matches!(refused, Err(ClientError::Denied(_))));
    // The body of a refusal repeats the credentials: it goes nowhere.
    let echo = Answer::new(401, &[], b"Basic YW5uOnB3 is wrong");
    let script = Script::answers(vec![challenge(), echo]);
    let refused = client(&script, ServerKind::Oci, who())
        .tags(&repository())
        .await
        .err();
    assert_eq!(refused, Some(ClientError::Credentials));
    assert!(!format!("{refused:?}").contains("YW5u"));
}

#[tokio::test]
async fn a_hundred_thousand_tags_come_page_by_page() {
    let page = |from: usize, more: bool| {
        let names: Vec<String> = (from..from + 1000)
            .map(|n| format!("\"t{n:06}\""))
            .collect();
        let body = format!(r#"{{"tags":[{}]}}"#, names.join(","));
        let link: &[(&str, &str)] = if more {
            &[("link", "</v2/x>; rel=\"next\"")]
        } else {
            &[]
        };
        Answer::new(200, link, body.as_bytes())
    };
    let pages = (0..100).map(|n| page(n * 1000, n < 99)).collect();
    let script = Script::answers(pages);
    assert_eq!(
        anonymous(&script).tags(&repository()).await.unwrap().len(),
        100_000
    );
    assert!(script.sent()[1].url.contains("last=t000999"));
    // A server that repeats its page for ever comes to an end, too.
    let script = Script::answers(vec![page(0, true), page(0, true)]);
    assert_eq!(
        anonymous(&script).tags(&repository()).await.unwrap().len(),
        1000
    );
}

#[tokio::test]
async fn a_push_that_is_stopped_leaves_no_tag() {
    let folder = tempfile::tempdir().unwrap();
    layout(folder.path(), &[]);
    let script = Script::answers(Vec::new());
    let archive = opened(folder.path()).await;
    let image = archive.image(None).unwrap().clone();
    let progress = Progress::default();
    progress.cancel();
    let order = order("a/b", "1", BTreeMap::new());
    let stopped = anonymous(&script)
        .push(&archive, &image, &order, &progress)
        .await;
    assert_eq!(
        stopped.err(),
        Some(PushError::Client(ClientError::Cancelled))
    );
    assert!(script.sent().is_empty());
}
