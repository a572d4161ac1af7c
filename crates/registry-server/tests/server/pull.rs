//! Conformance: pull.

use super::support::*;

#[tokio::test]
async fn a_manifest_comes_back_byte_for_byte() {
    let server = open().await;
    let (bytes, digest) = server.image("a/b", "v1", b"layer").await;
    for reference in ["v1", &digest] {
        let path = format!("/v2/a/b/manifests/{reference}");
        let got = server.call("GET", &path).await;
        assert_eq!(got.status(), 200);
        assert_eq!(header(&got, "content-type"), MANIFEST);
        assert_eq!(header(&got, "docker-content-digest"), digest);
        assert_eq!(got.bytes().await.unwrap(), bytes);
        let head = server.call("HEAD", &path).await;
        assert_eq!(head.status(), 200);
        assert_eq!(header(&head, "content-length"), bytes.len().to_string());
        assert_eq!(header(&head, "docker-content-digest"), digest);
    }
}

#[tokio::test]
async fn a_blob_comes_back_whole_and_in_part() {
    let server = open().await;
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
    let digest = server.blob("a", &bytes).await;
    let path = format!("/v2/a/blobs/{digest}");
    let got = server.call("GET", &path).await;
    assert_eq!(header(&got, "accept-ranges"), "bytes");
    assert_eq!(got.bytes().await.unwrap(), bytes);
    let head = server.call("HEAD", &path).await;
    assert_eq!(header(&head, "content-length"), "1000000");
    let request = server
        .request("GET", &path)
        .header("range", "bytes=300000-699999");
    let part = request.send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(
        header(&part, "content-range"),
        "bytes 300000-699999/1000000"
    );
    assert_eq!(part.bytes().await.unwrap(), bytes[300_000..700_000]);
    let request = server
        .request("GET", &path)
        .header("range", "bytes=1000000-");
    let outside = request.send().await.unwrap();
    assert_eq!(outside.status(), 416);
    assert_eq!(header(&outside, "content-range"), "bytes */1000000");
}

#[tokio::test]
async fn the_empty_blob_is_a_blob() {
    let server = open().await;
    let digest = server.blob("a", b"").await;
    let got = server.call("GET", &format!("/v2/a/blobs/{digest}")).await;
    assert_eq!(
        (got.status().as_u16(), header(&got, "content-length")),
        (200, "0".into())
    );
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_envelope() {
    let server = open().await;
    server.image("a", "v1", b"layer").await;
    let none = digest(b"none");
    for (path, want) in [
        ("/v2/a/manifests/v2".to_owned(), "MANIFEST_UNKNOWN"),
        (format!("/v2/a/manifests/{none}"), "MANIFEST_UNKNOWN"),
        ("/v2/a/manifests/.INVALID".to_owned(), "MANIFEST_UNKNOWN"),
        (format!("/v2/a/blobs/{none}"), "BLOB_UNKNOWN"),
        (format!("/v2/b/blobs/{}", digest(b"layer")), "BLOB_UNKNOWN"),
        ("/v2/b/tags/list".to_owned(), "NAME_UNKNOWN"),
    ] {
        let answer = server.call("GET", &path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(code(answer).await, want, "{path}");
        let head = server.call("HEAD", &path).await;
        if !path.ends_with("list") {
            assert_eq!(head.status(), 404, "{path}");
            assert!(head.bytes().await.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn everybody_sees_that_it_is_a_registry() {
    let server = open().await;
    let answer = server.call("GET", "/v2/").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        header(&answer, "docker-distribution-api-version"),
        "registry/2.0"
    );
    let closed = closed().await;
    let answer = closed.call("GET", "/v2/").await;
    assert_eq!(answer.status(), 401);
    let url = closed.url("");
    assert_eq!(
        header(&answer, "www-authenticate"),
        format!("Bearer realm=\"{url}/token\",service=\"{url}\"")
    );
}
