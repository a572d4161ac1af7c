//! Conformance: push.

use super::support::*;
use serde_json::json;
use sha2::{Digest as _, Sha512};

#[tokio::test]
async fn a_blob_is_pushed_in_every_way() {
    let server = open().await;
    let bytes = b"some bytes of a layer".as_slice();
    let digest = digest(bytes);
    // POST, then PUT with everything.
    let location = server.begin("one").await;
    let done = server
        .send("PUT", &format!("{location}?digest={digest}"), bytes)
        .await;
    assert_eq!(done.status(), 201);
    assert_eq!(header(&done, "location"), format!("/v2/one/blobs/{digest}"));
    assert_eq!(header(&done, "docker-content-digest"), digest);
    // POST, one PATCH without a range, PUT without a body.
    let location = server.begin("two").await;
    let chunk = server.send("PATCH", &location, bytes).await;
    assert_eq!(
        (chunk.status().as_u16(), header(&chunk, "range")),
        (202, "0-20".into())
    );
    let done = server
        .call("PUT", &format!("{location}?digest={digest}"))
        .await;
    assert_eq!(done.status(), 201);
    // POST, two chunks, the rest with PUT.
    let location = server.begin("three").await;
    assert_eq!(
        server.chunk(&location, "0-4", &bytes[..5]).await.status(),
        202
    );
    let chunk = server.chunk(&location, "5-9", &bytes[5..10]).await;
    assert_eq!(header(&chunk, "range"), "0-9");
    let request = server.request("PUT", &format!("{location}?digest={digest}"));
    let request = request
        .header("content-range", "10-20")
        .body(bytes[10..].to_vec());
    assert_eq!(request.send().await.unwrap().status(), 201);
    // One POST.
    server.blob("four", bytes).await;
    for repo in ["one", "two", "three", "four"] {
        let got = server
            .call("GET", &format!("/v2/{repo}/blobs/{digest}"))
            .await;
        assert_eq!(got.bytes().await.unwrap(), bytes, "{repo}");
    }
}

#[tokio::test]
async fn a_chunk_out_of_order_is_refused_and_the_upload_goes_on() {
    let server = open().await;
    let location = server.begin("a").await;
    assert_eq!(server.chunk(&location, "0-3", b"0123").await.status(), 202);
    for (range, body) in [("0-3", b"0123"), ("8-11", b"89ab"), ("3-6", b"3456")] {
        let refused = server.chunk(&location, range, body).await;
        assert_eq!(refused.status(), 416, "{range}");
        assert_eq!(header(&refused, "range"), "0-3");
        assert_eq!(header(&refused, "location"), location);
    }
    for range in ["bytes=4-7", "4-", "7-4", "x"] {
        assert_eq!(
            server.chunk(&location, range, b"4567").await.status(),
            400,
            "{range}"
        );
    }
    // A length that differs from the range's.
    let wrong = server.chunk(&location, "4-9", b"4567").await;
    assert_eq!(
        (wrong.status().as_u16(), code(wrong).await),
        (400, "SIZE_INVALID".into())
    );
    let status = server.call("GET", &location).await;
    assert_eq!(
        (status.status().as_u16(), header(&status, "range")),
        (204, "0-3".into())
    );
    assert_eq!(server.chunk(&location, "4-7", b"4567").await.status(), 202);
    let digest = digest(b"01234567");
    let done = server
        .call("PUT", &format!("{location}?digest={digest}"))
        .await;
    assert_eq!(done.status(), 201);
}

#[tokio::test]
async fn a_wrong_digest_leaves_nothing() {
    let server = open().await;
    let claimed = digest(b"other");
    let location = server.begin("a").await;
    let refused = server
        .send("PUT", &format!("{location}?digest={claimed}"), b"mine")
        .await;
    assert_eq!(
        (refused.status().as_u16(), code(refused).await),
        (400, "DIGEST_INVALID".into())
    );
    let path = format!("/v2/a/blobs/uploads/?digest={claimed}");
    assert_eq!(server.send("POST", &path, b"mine").await.status(), 400);
    assert_eq!(
        server
            .call("HEAD", &format!("/v2/a/blobs/{claimed}"))
            .await
            .status(),
        404
    );
    // The upload has ended.
    assert_eq!(server.call("GET", &location).await.status(), 404);
    // The first claim doesn't win: the right content is taken afterwards.
    server.blob("a", b"other").await;
    let got = server.call("GET", &format!("/v2/a/blobs/{claimed}")).await;
    assert_eq!(got.bytes().await.unwrap(), b"other".as_slice());
    let blobs = files(server.folder.path());
    assert_eq!(blobs.len(), 1, "{blobs:?}");
}

/// The files of contents.
pub fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.join("contents")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test]
async fn sha512_is_taken_too() {
    let server = open().await;
    let bytes = b"long digest".as_slice();
    let digest = format!("sha512:{}", hex::encode(Sha512::digest(bytes)));
    // Announced at the start, and only at the end.
    let location = server.begin("a").await;
    let done = server
        .send("PUT", &format!("{location}?digest={digest}"), bytes)
        .await;
    assert_eq!(done.status(), 201);
    let start = "/v2/b/blobs/uploads/?digest-algorithm=sha512";
    let location = header(&server.call("POST", start).await, "location");
    let done = server
        .send("PUT", &format!("{location}?digest={digest}"), bytes)
        .await;
    assert_eq!(done.status(), 201);
    for repo in ["a", "b"] {
        let got = server
            .call("GET", &format!("/v2/{repo}/blobs/{digest}"))
            .await;
        assert_eq!(got.bytes().await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_blob_is_mounted_without_sending_it() {
    let server = open().await;
    let digest = server.blob("from", b"layer").await;
    let path = format!("/v2/to/blobs/uploads/?mount={digest}&from=from");
    let done = server.call("POST", &path).await;
    assert_eq!(done.status(), 201);
    assert_eq!(header(&done, "location"), format!("/v2/to/blobs/{digest}"));
    assert_eq!(
        server
            .call("HEAD", &format!("/v2/to/blobs/{digest}"))
            .await
            .status(),
        200
    );
    // Without a source any repository will do.
    let path = format!("/v2/third/blobs/uploads/?mount={digest}");
    assert_eq!(server.call("POST", &path).await.status(), 201);
    // What can't be mounted becomes an upload.
    for from in ["&from=nowhere", "&from=..%2Fx", ""] {
        let none = super::support::digest(b"none");
        let path = format!("/v2/to/blobs/uploads/?mount={none}{from}");
        let answer = server.call("POST", &path).await;
        assert_eq!(answer.status(), 202, "{from}");
        assert!(header(&answer, "location").starts_with("/v2/to/blobs/uploads/"));
    }
    assert_eq!(files(server.folder.path()).len(), 1 + 3);
}

#[tokio::test]
async fn an_upload_can_be_given_up() {
    let server = open().await;
    let location = server.begin("a").await;
    server.send("PATCH", &location, b"bytes").await;
    assert_eq!(server.call("DELETE", &location).await.status(), 204);
    let after = server.call("GET", &location).await;
    assert_eq!(
        (after.status().as_u16(), code(after).await),
        (404, "BLOB_UPLOAD_UNKNOWN".into())
    );
    assert!(files(server.folder.path()).is_empty());
    // It belongs to its repository.
    let location = server.begin("a").await.replace("/v2/a/", "/v2/b/");
    assert_eq!(server.send("PATCH", &location, b"x").await.status(), 404);
}

#[tokio::test]
async fn too_many_uploads_are_refused_and_the_others_go_on() {
    let server = start(|config| {
        config.anonymous = registry_server::Anonymous::Write;
        config.limits.uploads = 12;
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..12 {
        open.push(server.begin("a").await);
    }
    let refused = server.call("POST", "/v2/a/blobs/uploads/").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(code(refused).await, "TOOMANYREQUESTS");
    // What is open can be finished, and what needs no upload works.
    assert_eq!(server.call("GET", "/v2/").await.status(), 200);
    let path = format!("{}?digest={}", open[0], digest(b"x"));
    assert_eq!(server.send("PUT", &path, b"x").await.status(), 201);
    server.begin("a").await;
}

#[tokio::test]
async fn a_manifest_needs_its_contents() {
    let server = open().await;
    let bytes = image(b"{}", &[b"layer"], json!({}));
    let refused = server.put_manifest("a", "v1", MANIFEST, &bytes).await;
    assert_eq!(refused.status(), 404);
    let body = json_of(refused).await;
    assert_eq!(body["errors"][0]["code"], "MANIFEST_BLOB_UNKNOWN");
    assert_eq!(
        body["errors"][0]["detail"],
        json!([digest(b"{}"), digest(b"layer")])
    );
    assert_eq!(server.call("GET", "/v2/a/tags/list").await.status(), 404);
    // They have to be in this repository.
    server.blob("b", b"{}").await;
    server.blob("b", b"layer").await;
    assert_eq!(
        server
            .put_manifest("a", "v1", MANIFEST, &bytes)
            .await
            .status(),
        404
    );
    assert_eq!(
        server
            .put_manifest("b", "v1", MANIFEST, &bytes)
            .await
            .status(),
        201
    );
}

#[tokio::test]
async fn an_index_holds_several_platforms() {
    let server = open().await;
    let (one, one_digest) = server.image("a", "one", b"1").await;
    let (two, two_digest) = server.image("a", "two", b"2").await;
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [
        {"mediaType": MANIFEST, "digest": one_digest, "size": one.len(),
         "platform": {"architecture": "amd64", "os": "linux"}},
        {"mediaType": MANIFEST, "digest": two_digest, "size": two.len(),
         "platform": {"architecture": "arm64", "os": "linux"}},
    ]})
    .to_string();
    let done = server
        .put_manifest("a", "all", INDEX, index.as_bytes())
        .await;
    assert_eq!(done.status(), 201);
    let got = server.call("GET", "/v2/a/manifests/all").await;
    assert_eq!(header(&got, "content-type"), INDEX);
    assert_eq!(got.text().await.unwrap(), index);
    let other = server
        .put_manifest("b", "all", INDEX, index.as_bytes())
        .await;
    assert_eq!(code(other).await, "MANIFEST_BLOB_UNKNOWN");
}

#[tokio::test]
async fn a_tag_moves_and_a_digest_may_bring_tags() {
    let server = open().await;
    let (_, first) = server.image("a", "v", b"1").await;
    let (bytes, second) = server.image("a", "v", b"2").await;
    let got = server.call("HEAD", "/v2/a/manifests/v").await;
    assert_eq!(header(&got, "docker-content-digest"), second);
    let old = server
        .call("HEAD", &format!("/v2/a/manifests/{first}"))
        .await;
    assert_eq!(old.status(), 200);
    let reference = format!("{second}?tag=x&tag=y");
    let done = server.put_manifest("a", &reference, MANIFEST, &bytes).await;
    assert_eq!(done.status(), 201);
    let tags: Vec<_> = done.headers().get_all("oci-tag").iter().collect();
    assert_eq!(tags, ["x", "y"]);
    assert_eq!(server.call("HEAD", "/v2/a/manifests/y").await.status(), 200);
}
