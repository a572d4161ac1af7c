//! Conformance: content discovery.

use std::collections::BTreeSet;

use super::support::*;
use serde_json::{Value, json};

async fn tags(server: &Server, path: &str) -> (Vec<String>, String) {
    let answer = server.call("GET", path).await;
    assert_eq!(answer.status(), 200, "{path}");
    let link = header(&answer, "link");
    let body = json_of(answer).await;
    let tags = serde_json::from_value(body["tags"].clone()).unwrap();
    (tags, link)
}

#[tokio::test]
async fn tags_come_sorted_and_in_pages() {
    let server = open().await;
    let (bytes, _) = server.image("a", "b", b"layer").await;
    for tag in ["c", "B", "a", "_x", "b-1"] {
        server.put_manifest("a", tag, MANIFEST, &bytes).await;
    }
    let all = ["B", "_x", "a", "b", "b-1", "c"];
    assert_eq!(
        tags(&server, "/v2/a/tags/list").await,
        (all.map(String::from).to_vec(), String::new())
    );
    let mut path = "/v2/a/tags/list?n=4".to_owned();
    let mut seen = Vec::new();
    loop {
        let (page, link) = tags(&server, &path).await;
        seen.extend(page);
        let Some(next) = link
            .strip_prefix('<')
            .and_then(|l| l.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        path = next.to_owned();
    }
    assert_eq!(seen, all);
    assert_eq!(
        tags(&server, "/v2/a/tags/list?n=0").await.0,
        Vec::<String>::new()
    );
    assert_eq!(
        tags(&server, "/v2/a/tags/list?last=b").await.0,
        ["b-1", "c"]
    );
    assert_eq!(tags(&server, "/v2/a/tags/list?n=1&last=aa").await.0, ["b"]);
    let bad = server.call("GET", "/v2/a/tags/list?n=many").await;
    assert_eq!(code(bad).await, "PAGINATION_NUMBER_INVALID");
}

#[tokio::test]
async fn referrers_are_listed_and_filtered() {
    let server = open().await;
    let (_, subject) = server.image("a", "v1", b"layer").await;
    let part = json!({"mediaType": MANIFEST, "digest": subject, "size": 1});
    let mut known = BTreeSet::new();
    for kind in ["application/x.signature", "application/x.sbom"] {
        let more = json!({
            "subject": part, "artifactType": kind, "annotations": {"made": "here"},
        });
        server.blob("a", b"{}").await;
        let bytes = image(b"{}", &[b"layer"], more);
        let done = server
            .put_manifest("a", &digest(&bytes), MANIFEST, &bytes)
            .await;
        assert_eq!(header(&done, "oci-subject"), subject);
        known.insert((digest(&bytes), kind.to_owned(), bytes.len() as u64));
    }
    let path = format!("/v2/a/referrers/{subject}");
    let answer = server.call("GET", &path).await;
    assert_eq!(header(&answer, "content-type"), INDEX);
    let body = json_of(answer).await;
    assert_eq!(body["schemaVersion"], 2);
    let seen: BTreeSet<_> = body["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(entry)
        .collect();
    assert_eq!(seen, known);
    assert_eq!(body["manifests"][0]["annotations"]["made"], "here");
    let filtered = format!("{path}?artifactType=application%2Fx.sbom");
    let answer = server.call("GET", &filtered).await;
    assert_eq!(header(&answer, "oci-filters-applied"), "artifactType");
    let body = json_of(answer).await;
    assert_eq!(body["manifests"].as_array().unwrap().len(), 1);
    assert_eq!(body["manifests"][0]["artifactType"], "application/x.sbom");
    let gone = &known.first().unwrap().0;
    server
        .call("DELETE", &format!("/v2/a/manifests/{gone}"))
        .await;
    let body = json_of(server.call("GET", &path).await).await;
    assert_eq!(body["manifests"].as_array().unwrap().len(), 1);
}

fn entry(one: &Value) -> (String, String, u64) {
    let text = |key: &str| one[key].as_str().unwrap().to_owned();
    (
        text("digest"),
        text("artifactType"),
        one["size"].as_u64().unwrap(),
    )
}

#[tokio::test]
async fn a_subject_may_come_later_and_the_config_names_the_type() {
    let server = open().await;
    let subject = digest(b"not there yet");
    server.blob("a", b"{}").await;
    let part = json!({"mediaType": MANIFEST, "digest": subject, "size": 1});
    let bytes = image(b"{}", &[], json!({"subject": part}));
    let done = server.put_manifest("a", "sig", MANIFEST, &bytes).await;
    assert_eq!(done.status(), 201);
    let body = json_of(
        server
            .call("GET", &format!("/v2/a/referrers/{subject}"))
            .await,
    )
    .await;
    assert_eq!(body["manifests"][0]["artifactType"], CONFIG);
    // Elsewhere nobody refers to it; an empty list is not an error.
    let none = server
        .call("GET", &format!("/v2/b/referrers/{subject}"))
        .await;
    assert_eq!(none.status(), 200);
    assert_eq!(json_of(none).await["manifests"], json!([]));
    let bad = server.call("GET", "/v2/a/referrers/bad").await;
    assert_eq!(
        (bad.status().as_u16(), code(bad).await),
        (400, "DIGEST_INVALID".into())
    );
}

#[tokio::test]
async fn the_catalog_lists_what_the_caller_may_see() {
    let server = open().await;
    for repo in ["c/x", "a", "b/y"] {
        server.image(repo, "v1", b"layer").await;
    }
    let answer = server.call("GET", "/v2/_catalog?n=2").await;
    assert_eq!(
        header(&answer, "link"),
        "</v2/_catalog?n=2&last=b%2Fy>; rel=\"next\""
    );
    assert_eq!(json_of(answer).await["repositories"], json!(["a", "b/y"]));
    let rest = server.call("GET", "/v2/_catalog?n=2&last=b%2Fy").await;
    assert_eq!(json_of(rest).await["repositories"], json!(["c/x"]));
}
