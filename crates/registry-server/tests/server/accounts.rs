//! Passwords, sessions, tokens and what they open.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::passkeys::user;
use super::support::*;

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

/// Status and body of `/token`.
async fn token(server: &Server, credentials: Option<String>, query: &str) -> (u16, Value) {
    let mut request = server.request("GET", &format!("/token?service=x{query}"));
    if let Some(credentials) = credentials {
        request = request.header("authorization", credentials);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), json_of(answer).await)
}

async fn with(server: &Server, bearer: &str, method: &str, path: &str) -> u16 {
    let request = server.request(method, path);
    let request = request.header("authorization", format!("Bearer {bearer}"));
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_password_opens_for_its_scopes_only() {
    let server = closed().await;
    let root = || Some(basic("root", "Secret:1"));
    let (status, body) = token(&server, root(), "&scope=repository:root/app:pull").await;
    assert_eq!((status, body["expires_in"].as_u64()), (200, Some(600)));
    assert_eq!(body["token"], body["access_token"]);
    let pull = body["token"].as_str().unwrap();
    assert_eq!(with(&server, pull, "GET", "/v2/").await, 200);
    assert_eq!(
        with(&server, pull, "GET", "/v2/root/app/tags/list").await,
        404
    );
    // It can't push, neither there nor elsewhere, and opens nothing of the account.
    assert_eq!(
        with(&server, pull, "POST", "/v2/root/app/blobs/uploads/").await,
        401
    );
    assert_eq!(
        with(&server, pull, "GET", "/v2/root/other/tags/list").await,
        401
    );
    assert_eq!(with(&server, pull, "GET", "/api/users/token").await, 401);
    let scopes = "&scope=repository:root/app:pull,push&scope=repository:x/y:delete";
    let (_, body) = token(&server, root(), scopes).await;
    let push = body["token"].as_str().unwrap();
    assert_eq!(
        with(&server, push, "POST", "/v2/root/app/blobs/uploads/").await,
        202
    );
    assert_eq!(
        with(&server, push, "DELETE", "/v2/root/app/manifests/v").await,
        401
    );
    assert_eq!(
        with(&server, push, "DELETE", "/v2/x/y/manifests/v").await,
        404
    );
    // The login of docker, podman and skopeo names no repository.
    let (status, body) = token(&server, root(), "&account=root&offline_token=true").await;
    assert_eq!(status, 200);
    assert_eq!(
        with(&server, body["token"].as_str().unwrap(), "GET", "/v2/").await,
        200
    );
}

#[tokio::test]
async fn wrong_credentials_open_nothing() {
    let server = closed().await;
    for wrong in [
        basic("root", "secret"),
        basic("nobody", "Secret:1"),
        basic("root", ""),
        "Basic %%%".to_owned(),
    ] {
        let (status, body) = token(&server, Some(wrong.clone()), "").await;
        assert_eq!(status, 401, "{wrong}");
        assert!(
            !body.to_string().contains(&wrong[6..]),
            "credentials are not repeated"
        );
    }
    for bad in ["garbage", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        assert_eq!(with(&server, bad, "GET", "/v2/").await, 401, "{bad}");
        assert_eq!(
            with(&server, bad, "GET", "/v2/a/tags/list").await,
            401,
            "{bad}"
        );
    }
    let request = server
        .request("GET", "/v2/")
        .header("authorization", basic("root", "Secret:1"));
    assert_eq!(
        request.send().await.unwrap().status(),
        401,
        "Basic is for /token"
    );
}

#[tokio::test]
async fn private_is_private_and_public_is_for_pulling() {
    let server = closed().await;
    let ann = user(&server, "ann", 1).await;
    let bob = user(&server, "bob", 2).await;
    push_as(&server, &ann, "ann/app").await;
    let path = "/v2/ann/app/manifests/v1";
    assert_eq!(with(&server, &ann, "GET", path).await, 200);
    assert_eq!(with(&server, &bob, "GET", path).await, 403);
    assert_eq!(server.call("GET", path).await.status(), 401);
    let catalog = json_of(server.call("GET", "/v2/_catalog").await).await;
    assert_eq!(catalog["repositories"], json!([]));
    // A layer that one can't read can't be mounted, with or without a source, and isn't told of.
    let layer = digest(b"layer");
    for from in ["&from=ann/app", ""] {
        let mount = format!("/v2/bob/x/blobs/uploads/?mount={layer}{from}");
        assert_eq!(with(&server, &bob, "POST", &mount).await, 202);
    }
    publish(&server, &ann, "ann/app").await;
    assert_eq!(server.call("GET", path).await.status(), 200);
    let (_, body) = token(&server, None, "&scope=repository:ann/app:pull,push").await;
    let anonymous = body["token"].as_str().unwrap().to_owned();
    assert_eq!(with(&server, &anonymous, "GET", path).await, 200);
    let upload = "/v2/ann/app/blobs/uploads/";
    assert_eq!(with(&server, &anonymous, "POST", upload).await, 401);
    assert_eq!(with(&server, &bob, "POST", upload).await, 403);
    assert_eq!(with(&server, &bob, "DELETE", path).await, 403);
    let mount = format!("/v2/bob/x/blobs/uploads/?mount={layer}&from=ann/app");
    assert_eq!(with(&server, &bob, "POST", &mount).await, 201);
}

/// Pushes an image with a token.
pub async fn push_as(server: &Server, bearer: &str, repo: &str) {
    let bearer = format!("Bearer {bearer}");
    for bytes in [b"{}".as_slice(), b"layer"] {
        let path = format!("/v2/{repo}/blobs/uploads/?digest={}", digest(bytes));
        let request = server
            .request("POST", &path)
            .header("authorization", &bearer);
        let done = request.body(bytes.to_vec()).send().await.unwrap();
        assert_eq!(done.status(), 201);
    }
    let manifest = image(b"{}", &[b"layer"], json!({}));
    let request = server.request("PUT", &format!("/v2/{repo}/manifests/v1"));
    let request = request.header("authorization", &bearer).body(manifest);
    assert_eq!(request.send().await.unwrap().status(), 201);
}

/// Calls a JSON route with a token.
pub async fn ext(
    server: &Server,
    bearer: &str,
    method: &str,
    path: &str,
    body: Value,
) -> (u16, Value) {
    let request = server.request(method, path).body(body.to_string());
    let request = request.header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {bearer}"));
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.unwrap();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

async fn publish(server: &Server, bearer: &str, repo: &str) {
    let path = format!("/v2/ext/catalog/repository?ns={repo}");
    let (_, row) = ext(server, bearer, "GET", &path, json!(null)).await;
    let body = json!({"repository_id": row["id"], "visibility_mode": "Public"});
    let done = ext(
        server,
        bearer,
        "POST",
        "/v2/ext/repository/visibility",
        body,
    )
    .await;
    assert_eq!(done.0, 200);
}

#[tokio::test]
async fn a_personal_token_works_until_it_is_revoked() {
    let server = closed().await;
    let ann = user(&server, "ann", 1).await;
    let body = json!({"name": "laptop", "expires_at": null});
    let (status, made) = ext(&server, &ann, "POST", "/api/users/token", body).await;
    assert_eq!(status, 200);
    let pat = made["token"].as_str().unwrap();
    assert!(pat.starts_with("oreg_pat_"));
    let (_, list) = ext(&server, &ann, "GET", "/api/users/token", json!(null)).await;
    assert_eq!(list[0]["name"], "laptop");
    assert!(!list.to_string().contains(pat));
    let scope = "&scope=repository:ann/app:pull,push";
    let (status, body) = token(&server, Some(basic("ann", pat)), scope).await;
    assert_eq!(status, 200);
    let got = body["token"].as_str().unwrap();
    push_as(&server, got, "ann/app").await;
    assert_eq!(token(&server, Some(basic("bob", pat)), scope).await.0, 401);
    let path = format!("/api/users/token/{}", made["id"].as_str().unwrap());
    assert_eq!(
        ext(&server, &ann, "DELETE", &path, json!(null)).await.0,
        204
    );
    assert_eq!(
        ext(&server, &ann, "DELETE", &path, json!(null)).await.0,
        404
    );
    assert_eq!(token(&server, Some(basic("ann", pat)), scope).await.0, 401);
    assert_eq!(
        with(&server, got, "GET", "/v2/ann/app/tags/list").await,
        401,
        "ends too"
    );
    let past = json!({"name": "x", "expires_at": "2020-01-01T00:00:00Z"});
    assert_eq!(
        ext(&server, &ann, "POST", "/api/users/token", past).await.0,
        400
    );
}

#[tokio::test]
async fn signing_out_ends_the_tokens() {
    let server = closed().await;
    let body = json!({"username": "ann", "email": "ann@example.test", "password": "Qwerty@123"});
    assert_eq!(
        server
            .send_json("POST", "/auth/signup", &body)
            .await
            .status(),
        201
    );
    assert_eq!(
        server
            .send_json("POST", "/auth/signup", &body)
            .await
            .status(),
        400
    );
    let done = server.send_json("POST", "/auth/signin", &body).await;
    let jar = cookies(&done);
    let body = json_of(done).await;
    let access = body["access_token"].as_str().unwrap();
    assert_eq!(jar["access_token"], access);
    assert_eq!(with(&server, access, "GET", "/v2/").await, 200);
    let refresh = body["refresh_token"].as_str().unwrap();
    assert_eq!(
        with(&server, refresh, "GET", "/v2/").await,
        401,
        "for renewing only"
    );
    let renew = server
        .request("GET", "/auth/renew")
        .header("cookie", format!("refresh_token={refresh}"));
    let renewed = renew.send().await.unwrap();
    assert_eq!(renewed.status(), 204);
    let renewed = cookies(&renewed)["access_token"].clone();
    assert_eq!(with(&server, &renewed, "GET", "/v2/").await, 200);
    let out = server.request("DELETE", "/auth/signout");
    let out = out.header("cookie", format!("session_id={}", jar["session_id"]));
    assert_eq!(out.send().await.unwrap().status(), 202);
    assert_eq!(with(&server, access, "GET", "/v2/").await, 401);
    assert_eq!(with(&server, &renewed, "GET", "/v2/").await, 401);
    let wrong = json!({"email": "ann@example.test", "password": "Qwerty@124"});
    let refused = server.send_json("POST", "/auth/signin", &wrong).await;
    assert_eq!(refused.status(), 401);
    assert_eq!(json_of(refused).await["error"], "ERR_INCORRECT_PASSWORD");
}

#[tokio::test]
async fn attempts_are_limited() {
    let server = start(|config| {
        config.limits.auth_burst = 3;
        config.limits.auth_per_minute = 0;
    })
    .await;
    for _ in 0..3 {
        assert_eq!(token(&server, None, "").await.0, 200);
    }
    let (status, body) = token(&server, None, "").await;
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (429, &json!("TOOMANYREQUESTS"))
    );
    let begin = server
        .call("GET", "/auth/webauthn/login/begin?username=x")
        .await;
    assert_eq!(begin.status(), 429);
}
