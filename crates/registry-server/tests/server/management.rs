//! Conformance: content management.

use super::push::files;
use super::support::*;
use serde_json::json;

#[tokio::test]
async fn deleting_a_tag_leaves_its_manifest() {
    let server = open().await;
    let (bytes, digest) = server.image("a", "v1", b"layer").await;
    server.put_manifest("a", "v2", MANIFEST, &bytes).await;
    assert_eq!(
        server.call("DELETE", "/v2/a/manifests/v1").await.status(),
        202
    );
    assert_eq!(server.call("GET", "/v2/a/manifests/v1").await.status(), 404);
    assert_eq!(server.call("GET", "/v2/a/manifests/v2").await.status(), 200);
    assert_eq!(
        server.call("DELETE", "/v2/a/manifests/v1").await.status(),
        404
    );
    assert_eq!(
        server.call("DELETE", "/v2/a/manifests/v2").await.status(),
        202
    );
    let got = server
        .call("GET", &format!("/v2/a/manifests/{digest}"))
        .await;
    assert_eq!(got.status(), 200);
    let tags = json_of(server.call("GET", "/v2/a/tags/list").await).await;
    assert_eq!(tags["tags"], json!([]));
}

#[tokio::test]
async fn deleting_a_digest_takes_its_tags_in_this_repository_only() {
    let server = open().await;
    let (bytes, digest) = server.image("a", "v1", b"layer").await;
    server.put_manifest("a", "v2", MANIFEST, &bytes).await;
    server.image("b", "v1", b"layer").await;
    let path = format!("/v2/a/manifests/{digest}");
    assert_eq!(server.call("DELETE", &path).await.status(), 202);
    for reference in ["v1", "v2", &digest] {
        let path = format!("/v2/a/manifests/{reference}");
        assert_eq!(server.call("GET", &path).await.status(), 404);
    }
    assert_eq!(server.call("GET", "/v2/b/manifests/v1").await.status(), 200);
    assert_eq!(server.call("DELETE", &path).await.status(), 404);
}

#[tokio::test]
async fn deleting_a_blob_takes_it_from_this_repository_only() {
    let server = open().await;
    let digest = server.blob("a", b"layer").await;
    server.blob("b", b"layer").await;
    assert_eq!(files(server.folder.path()).len(), 1, "kept once");
    let path = format!("/v2/a/blobs/{digest}");
    assert_eq!(server.call("DELETE", &path).await.status(), 202);
    assert_eq!(server.call("GET", &path).await.status(), 404);
    assert_eq!(server.call("DELETE", &path).await.status(), 404);
    let other = format!("/v2/b/blobs/{digest}");
    let got = server.call("GET", &other).await;
    assert_eq!(got.bytes().await.unwrap(), b"layer".as_slice());
    assert_eq!(server.call("DELETE", &other).await.status(), 202);
    assert!(
        files(server.folder.path()).is_empty(),
        "nobody has it any more"
    );
}

#[tokio::test]
async fn other_methods_are_refused() {
    let server = open().await;
    for (method, path) in [
        ("PATCH", "/v2/a/manifests/v1"),
        ("POST", "/v2/a/tags/list"),
        ("PUT", "/v2/a/blobs/uploads/"),
    ] {
        let answer = server.call(method, path).await;
        assert_eq!(answer.status(), 405, "{method} {path}");
        assert_eq!(code(answer).await, "UNSUPPORTED");
    }
}
