//! What nobody should send.

use super::support::*;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends bytes as they are and returns the status.
async fn raw(server: &Server, request: &str) -> u16 {
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer);
    text.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn paths_that_climb_lead_nowhere() {
    let server = open().await;
    server.image("a", "v1", b"layer").await;
    for path in [
        "/v2/../../etc/passwd",
        "/v2/a/../../x/tags/list",
        "/v2/%2e%2e/%2e%2e/tags/list",
        "/v2/a/blobs/..%2f..%2fregistry.redb",
        "/v2/a/blobs/sha256:..%2f..%2f",
        "/v2/a/manifests/..%2f..%2fregistry.redb",
        "/v2/a/blobs/uploads/..%2f..%2fx",
        "/v2/%00/tags/list",
        "/v2/a%0d%0aX:y/tags/list",
        "/v2/A/tags/list",
        "/v2//tags/list",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let status = raw(&server, &request).await;
        assert!([400, 404].contains(&status), "{path}: {status}");
    }
}

#[tokio::test]
async fn odd_names_are_told_the_rule() {
    let server = open().await;
    let long = "a/".repeat(200) + "a";
    for name in ["A", "a..b", "-a", "a/-b", &long] {
        let answer = server
            .call("POST", &format!("/v2/{name}/blobs/uploads/"))
            .await;
        assert_eq!(answer.status(), 400, "{name}");
        assert_eq!(code(answer).await, "NAME_INVALID");
    }
    for tag in ["bad%20tag!", ".x", &"a".repeat(129)] {
        let answer = server.put_manifest("a", tag, MANIFEST, b"{}").await;
        assert_eq!(code(answer).await, "TAG_INVALID", "{tag}");
    }
    for digest in ["sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", "x"] {
        let path = format!("/v2/a/blobs/uploads/?digest={digest}");
        assert_eq!(
            code(server.send("POST", &path, b"x").await).await,
            "DIGEST_INVALID"
        );
        let get = server.call("GET", &format!("/v2/a/blobs/{digest}")).await;
        assert_eq!(
            (get.status().as_u16(), code(get).await),
            (400, "DIGEST_INVALID".into())
        );
    }
}

#[tokio::test]
async fn odd_manifests_are_told_what_is_wrong() {
    let server = open().await;
    server.blob("a", b"{}").await;
    let good = image(b"{}", &[], json!({}));
    let changed = |more| image(b"{}", &[], more);
    let cases: [(&str, Vec<u8>, u16, &str); 9] = [
        (MANIFEST, b"{".to_vec(), 400, "MANIFEST_INVALID"),
        (MANIFEST, b"[]".to_vec(), 400, "MANIFEST_INVALID"),
        (MANIFEST, b"{}".to_vec(), 400, "MANIFEST_INVALID"),
        (
            MANIFEST,
            changed(json!({"schemaVersion": 1})),
            400,
            "MANIFEST_INVALID",
        ),
        (
            MANIFEST,
            changed(json!({"config": {"digest": "x"}})),
            400,
            "MANIFEST_INVALID",
        ),
        (
            MANIFEST,
            changed(json!({"subject": {"digest": "../x"}})),
            400,
            "MANIFEST_INVALID",
        ),
        (
            MANIFEST,
            changed(json!({"manifests": []})),
            400,
            "MANIFEST_INVALID",
        ),
        (INDEX, good.clone(), 400, "MANIFEST_INVALID"),
        (
            "text/html",
            changed(json!({"mediaType": "text/html"})),
            400,
            "MANIFEST_INVALID",
        ),
    ];
    for (kind, bytes, status, want) in cases {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = server.put_manifest("a", "v1", kind, &bytes).await;
        assert_eq!(answer.status(), status, "{text}");
        assert_eq!(code(answer).await, want, "{text}");
    }
    let wrong = digest(b"something else");
    let answer = server.put_manifest("a", &wrong, MANIFEST, &good).await;
    assert_eq!(code(answer).await, "DIGEST_INVALID");
    let huge = changed(json!({"annotations": {"x": "y".repeat(4 << 20)}}));
    let answer = server.put_manifest("a", "v1", MANIFEST, &huge).await;
    assert_eq!(
        (answer.status().as_u16(), code(answer).await),
        (413, "SIZE_INVALID".into())
    );
    assert_eq!(
        server.call("GET", "/v2/a/tags/list").await.status(),
        404,
        "nothing was taken"
    );
    // Keys that look like the registry's own say nothing.
    let more = json!({"id": "x", "ownerId": "y", "digest": wrong, "reference": "other"});
    let answer = server
        .put_manifest("a", "v1", MANIFEST, &changed(more))
        .await;
    assert_eq!(answer.status(), 201);
    let tags = json_of(server.call("GET", "/v2/a/tags/list").await).await;
    assert_eq!(tags["tags"], json!(["v1"]));
}

#[tokio::test]
async fn a_body_that_breaks_off_counts_as_far_as_it_came() {
    let server = open().await;
    let location = server.begin("a").await;
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    let request =
        format!("PATCH {location} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n0123456789");
    stream.write_all(request.as_bytes()).await.unwrap();
    // The rest never comes.
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let status = server.call("GET", &location).await;
    assert_eq!(header(&status, "range"), "0-9");
    let path = format!("{location}?digest={}", digest(b"0123456789abc"));
    let request = server
        .request("PUT", &path)
        .header("content-range", "10-12")
        .body("abc");
    assert_eq!(request.send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn accounts_refuse_odd_words() {
    let server = start(|_| ()).await;
    let long = "a".repeat(65);
    for (name, email) in [
        ("", "a@b.test"),
        ("Ann", "a@b.test"),
        ("../x", "a@b.test"),
        ("ext", "a@b.test"),
        ("<script>", "a@b.test"),
        (&long, "a@b.test"),
        ("ann", "nobody"),
        ("ann", "a@b\r\nX: y"),
    ] {
        let body = json!({"username": name, "email": email, "password": "Qwerty@123"});
        for path in [super::passkeys::BEGIN, "/auth/signup"] {
            let refused = server.send_json("POST", path, &body).await;
            assert_eq!(refused.status(), 400, "{name} {email}");
            assert_eq!(json_of(refused).await["code"], "INVALID_CREDENTIALS");
        }
    }
    let weak = json!({"username": "ann", "email": "a@b.test", "password": "weakpassword"});
    let refused = server.send_json("POST", "/auth/signup", &weak).await;
    assert!(
        json_of(refused).await["error"]
            .as_str()
            .unwrap()
            .contains("uppercase")
    );
    let huge = json!({"username": "a".repeat(3 << 20)});
    let refused = server.send_json("POST", "/auth/signup", &huge).await;
    assert!(refused.status().is_client_error());
}
