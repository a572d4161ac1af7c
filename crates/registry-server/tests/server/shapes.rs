//! The lists for people, and answers side by side with those of a recorded OpenRegistry.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::accounts::{ext, push_as};
use super::authenticator::Authenticator;
use super::passkeys::{begin, sign_in, sign_up, user};
use super::support::*;

#[tokio::test]
async fn repositories_are_made_listed_found_and_starred() {
    let server = closed().await;
    let ann = user(&server, "ann", 1).await;
    let bob = user(&server, "bob", 2).await;
    let body = json!({"name": "pub", "description": "<b>words</b>", "visibility": "Public"});
    let create = "/v2/ext/repository/create";
    assert_eq!(
        ext(&server, &ann, "POST", create, body.clone()).await.0,
        201
    );
    assert_eq!(ext(&server, &ann, "POST", create, body).await.0, 409);
    for bad in [
        json!({"name": "x", "visibility": "Public"}),
        json!({"name": "Bad Name", "description": "d", "visibility": "Public"}),
        json!({"name": "../x", "description": "d", "visibility": "Public"}),
        json!({"name": "x", "description": "d", "visibility": "Secret"}),
    ] {
        assert_eq!(ext(&server, &ann, "POST", create, bad).await.0, 400);
    }
    push_as(&server, &ann, "ann/pub").await;
    push_as(&server, &ann, "ann/mine").await;
    let (_, own) = ext(&server, &ann, "GET", "/v2/ext/catalog/user", json!(null)).await;
    assert_eq!(own["total"], 2);
    let public = json_of(server.call("GET", "/v2/ext/catalog/detail").await).await;
    let row = &public["repositories"][0];
    assert_eq!(
        (&public["total"], &row["name"], &row["visibility"]),
        (&json!(1), &json!("pub"), &json!("Public"))
    );
    assert_eq!(row["description"], "<b>words</b>");
    assert_eq!(row["image_manifests"][0]["reference"], "v1");
    let mut keys: Vec<_> = row["user"].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["id", "user_type", "username"]);
    let (_, found) = ext(
        &server,
        &bob,
        "GET",
        "/v2/ext/catalog/search?search_query=%25n%25",
        json!(null),
    )
    .await;
    assert_eq!(found["total"], 1, "private ones of others are not found");
    let (status, _) = ext(
        &server,
        &bob,
        "GET",
        "/v2/ext/catalog/repository?ns=ann/mine",
        json!(null),
    )
    .await;
    assert_eq!(status, 404);
    let star = json!({"repository_id": row["id"], "user_id": "somebody else"});
    let path = "/v2/ext/repository/favorites";
    assert_eq!(ext(&server, &bob, "POST", path, star.clone()).await.0, 200);
    assert_eq!(ext(&server, &bob, "POST", path, star).await.0, 400);
    let (_, stars) = ext(&server, &bob, "GET", path, json!(null)).await;
    assert_eq!(
        (stars.as_array().unwrap().len(), &stars[0]["favorite_count"]),
        (1, &json!(1))
    );
    let (_, none) = ext(&server, &ann, "GET", path, json!(null)).await;
    assert_eq!(none, json!([]));
    let by_path = format!("{path}/{}", row["id"].as_str().unwrap());
    assert_eq!(
        ext(&server, &bob, "DELETE", &by_path, json!(null)).await.0,
        200
    );
    assert_eq!(
        ext(&server, &bob, "DELETE", &by_path, json!(null)).await.0,
        400
    );
    let change = json!({"repository_id": row["id"], "visibility_mode": "Private"});
    let visibility = "/v2/ext/repository/visibility";
    assert_eq!(
        ext(&server, &bob, "POST", visibility, change.clone())
            .await
            .0,
        404,
        "not bob's"
    );
    assert_eq!(ext(&server, &ann, "POST", visibility, change).await.0, 200);
}

#[tokio::test]
async fn people_are_found_without_their_addresses() {
    let server = closed().await;
    let ann = user(&server, "ann", 1).await;
    let (_, found) = ext(
        &server,
        &ann,
        "GET",
        "/api/users/search?query=an",
        json!(null),
    )
    .await;
    assert_eq!(found[0]["username"], "ann");
    assert!(found[0].get("email").is_none());
    assert_eq!(
        server
            .call("GET", "/api/users/search?query=an")
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn only_listed_pages_may_call() {
    let server = start(|config| {
        config.origins = vec!["http://localhost:8417".parse().unwrap()];
    })
    .await;
    for (origin, allowed) in [
        ("http://localhost:8417", true),
        ("tauri://localhost", false),
    ] {
        let request = server.request("OPTIONS", "/auth/webauthn/login/begin");
        let request = request.header("origin", origin);
        let request = request.header("access-control-request-method", "GET");
        let answer = request.send().await.unwrap();
        let said = header(&answer, "access-control-allow-origin");
        assert_eq!(said == origin, allowed, "{origin}: {said}");
    }
}

/// The answer of a recorded exchange: status and body.
fn recorded(folder: &Path, id: &str) -> (u16, Value) {
    let text = std::fs::read_to_string(folder.join(format!("{id}.json"))).unwrap();
    let exchange: Value = serde_json::from_str(&text).unwrap();
    let status = exchange["response"]["status"].as_u64().unwrap();
    let raw = exchange["response"]["body"]["raw"]
        .as_str()
        .unwrap_or("null");
    (
        u16::try_from(status).unwrap(),
        serde_json::from_str(raw).unwrap(),
    )
}

/// Every path to a member, so that shapes can be compared.
fn members(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(all) => {
            for (key, value) in all {
                into.insert(format!("{at}/{key}"));
                members(value, &format!("{at}/{key}"), into);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| members(value, at, into)),
        _ => {}
    }
}

/// Whatever a client may read of the recorded answer is in ours too, but for `except`.
#[track_caller]
fn has_shape(ours: (u16, Value), theirs: (u16, Value), except: &[&str]) {
    assert_eq!(ours.0, theirs.0, "{ours:?}");
    let (mut have, mut want) = (BTreeSet::new(), BTreeSet::new());
    members(&ours.1, "", &mut have);
    members(&theirs.1, "", &mut want);
    let missing: Vec<_> = want
        .difference(&have)
        .filter(|m| !except.contains(&&***m))
        .collect();
    assert!(missing.is_empty(), "{missing:?} are not in {}", ours.1);
    if let Some(message) = theirs.1.get("message") {
        assert_eq!(&ours.1["message"], message);
    }
}

#[tokio::test]
async fn passkey_answers_have_the_recorded_shapes() {
    let Some(folder) = fixtures::folder("registry/openregistry") else {
        return;
    };
    let server = start(|_| ()).await;
    let theirs = |id: &str| recorded(&folder, &format!("webauthn/{id}"));
    has_shape(
        (200, begin(&server, "ann").await),
        theirs("01-registration-begin"),
        &[],
    );
    let mut with = Authenticator::new(1);
    sign_up(&server, "ann", &mut with).await;
    has_shape(
        sign_in(&server, "ann", &with).await,
        theirs("06-login-finish"),
        &[],
    );
    let get = async |path: &str| {
        let answer = server.call("GET", path).await;
        (answer.status().as_u16(), json_of(answer).await)
    };
    let path = "/auth/webauthn/login/begin?username=";
    has_shape(
        get(&format!("{path}ann")).await,
        theirs("05-login-begin"),
        &[],
    );
    has_shape(
        get(&format!("{path}ghost")).await,
        theirs("50-login-begin-unknown-user"),
        &[],
    );
    let post = async |path: &str, body: &str| {
        let request = server.request("POST", &format!("/auth/webauthn{path}"));
        let request = request
            .header("content-type", "application/json")
            .body(body.to_owned());
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), json_of(answer).await)
    };
    for (id, path, body) in [
        ("20-begin-bad-json", "/registration/begin", "{bad"),
        (
            "21-begin-no-email",
            "/registration/begin",
            r#"{"username":"nomail"}"#,
        ),
        (
            "22-begin-bad-email",
            "/registration/begin",
            r#"{"username":"x","email":"not-an-email"}"#,
        ),
        ("73-login-empty-body", "/login/finish?username=ann", ""),
    ] {
        has_shape(post(path, body).await, theirs(id), &[]);
    }
    let mut late = Authenticator::new(2);
    let begun = begin(&server, "bob").await;
    let answer = late.create(&begun["options"]).to_string();
    let finish = "/registration/finish?username=nobody";
    has_shape(
        post(finish, &answer).await,
        theirs("25-finish-without-begin"),
        &[],
    );
}

#[tokio::test]
async fn repository_lists_have_the_recorded_shapes() {
    let Some(folder) = fixtures::folder("registry/openregistry") else {
        return;
    };
    let server = closed().await;
    let ann = user(&server, "ann", 1).await;
    let theirs = |id: &str| recorded(&folder, &format!("ext/{id}"));
    let create = "/v2/ext/repository/create";
    let body = json!({"name": "pub", "description": "d", "visibility": "Public"});
    has_shape(
        ext(&server, &ann, "POST", create, body).await,
        theirs("01-create"),
        &[],
    );
    push_as(&server, &ann, "ann/pub").await;
    let get = async |path: &str| ext(&server, &ann, "GET", path, json!(null)).await;
    has_shape(
        get("/v2/ext/catalog/user").await,
        theirs("10-user-catalog"),
        &[],
    );
    has_shape(
        get("/v2/ext/catalog/detail").await,
        theirs("14-catalog-detail"),
        &[],
    );
    has_shape(
        get("/v2/ext/catalog/repository?ns=ann/pub").await,
        theirs("18-repository"),
        &[],
    );
    let body = json!({"name": "x", "visibility": "Public"});
    has_shape(
        ext(&server, &ann, "POST", create, body).await,
        theirs("03-create-no-description"),
        &[],
    );
}
