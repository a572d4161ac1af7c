//! Passkeys: sign up, sign in, several of them, and everything that has to be refused.

use super::authenticator::{Authenticator, BE, BS, UP, UV};
use super::support::*;
use serde_json::{Value, json};

pub const BEGIN: &str = "/auth/webauthn/registration/begin";

pub async fn begin(server: &Server, name: &str) -> Value {
    let body = json!({"username": name, "email": format!("{name}@example.test")});
    let answer = server.send_json("POST", BEGIN, &body).await;
    assert_eq!(answer.status(), 200);
    json_of(answer).await
}

/// Signs a new user up.
pub async fn sign_up(server: &Server, name: &str, with: &mut Authenticator) {
    let body = begin(server, name).await;
    let answer = with.create(&body["options"]);
    let path = format!("/auth/webauthn/registration/finish?username={name}");
    let done = server.send_json("POST", &path, &answer).await;
    assert_eq!(done.status(), 200, "{}", done.text().await.unwrap());
}

/// Status and body of a sign-in; an empty name lets the passkey say who it is.
pub async fn sign_in(server: &Server, name: &str, with: &Authenticator) -> (u16, Value) {
    let query = if name.is_empty() {
        String::new()
    } else {
        format!("?username={name}")
    };
    let begun = server
        .call("GET", &format!("/auth/webauthn/login/begin{query}"))
        .await;
    assert_eq!(begun.status(), 200);
    let answer = with.get(&json_of(begun).await["options"]);
    let path = format!("/auth/webauthn/login/finish{query}");
    let done = server.send_json("POST", &path, &answer).await;
    (done.status().as_u16(), json_of(done).await)
}

/// A signed-in user's access token.
pub async fn user(server: &Server, name: &str, seed: u8) -> String {
    let mut with = Authenticator::new(seed);
    sign_up(server, name, &mut with).await;
    let (_, body) = sign_in(server, name, &with).await;
    body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn signing_up_and_in_gives_a_session() {
    let server = start(|_| ()).await;
    let mut with = Authenticator::new(1);
    let options = begin(&server, "ann").await["options"]["publicKey"].clone();
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["user"]["name"], "ann");
    assert_eq!(options["attestation"], "none");
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "discouraged"
    );
    assert_eq!(
        options["authenticatorSelection"]["residentKey"],
        "preferred"
    );
    sign_up(&server, "ann", &mut with).await;
    let (status, body) = sign_in(&server, "ann", &with).await;
    assert_eq!((status, &body["message"]), (200, &json!("Login Success")));
    let me = server.request("GET", "/auth/sessions/me");
    let cookie = format!("session_id={}", body["session_id"].as_str().unwrap());
    let me = json_of(me.header("cookie", cookie).send().await.unwrap()).await;
    assert_eq!(
        (&me["username"], &me["webauthn_connected"]),
        (&json!("ann"), &json!(true))
    );
    assert!(me.get("password").is_none());
}

#[tokio::test]
async fn a_verified_user_needs_no_name() {
    let server = start(|_| ()).await;
    let mut with = Authenticator::new(1).with(UP | UV | BE | BS);
    sign_up(&server, "ann", &mut with).await;
    let (status, body) = sign_in(&server, "", &with).await;
    assert_eq!(status, 200, "{body}");
    // Presence alone is not enough without a name, and with one it is.
    with.flags = UP | BE | BS;
    let (status, body) = sign_in(&server, "", &with).await;
    assert_eq!(status, 400);
    assert!(
        body["error"].as_str().unwrap().contains("verified"),
        "{body}"
    );
    assert_eq!(sign_in(&server, "ann", &with).await.0, 200);
    let stranger = Authenticator::new(2).with(UP | UV);
    assert_eq!(sign_in(&server, "", &stranger).await.0, 400);
}

#[tokio::test]
async fn an_account_has_several_passkeys() {
    let server = start(|_| ()).await;
    let mut first = Authenticator::new(1);
    sign_up(&server, "ann", &mut first).await;
    let (_, body) = sign_in(&server, "ann", &first).await;
    let token = format!("Bearer {}", body["access_token"].as_str().unwrap());
    let call = async |method: &str, path: &str, body: Value| {
        let request = server.request(method, &format!("/auth/webauthn/credentials{path}"));
        let request = request
            .header("authorization", &token)
            .body(body.to_string());
        let request = request.header("content-type", "application/json");
        request.send().await.unwrap()
    };
    let begun = json_of(call("POST", "/begin", json!({})).await).await;
    let excluded = &begun["options"]["publicKey"]["excludeCredentials"];
    assert_eq!(excluded[0]["id"], first.id());
    let mut second = Authenticator::new(2);
    let answer = second.create(&begun["options"]);
    let done = call("POST", "/finish?name=Phone", answer.clone()).await;
    assert_eq!(done.status(), 200);
    assert_eq!(
        call("POST", "/finish?name=Phone", answer).await.status(),
        400,
        "once"
    );
    assert_eq!(sign_in(&server, "ann", &second).await.0, 200);
    let list = json_of(call("GET", "", json!(null)).await).await;
    assert_eq!(list.as_array().unwrap().len(), 2);
    let renamed = call(
        "PATCH",
        &format!("/{}", second.id()),
        json!({"name": "Old phone"}),
    )
    .await;
    assert_eq!(renamed.status(), 204);
    let list = json_of(call("GET", "", json!(null)).await).await;
    let names: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|k| k["name"].clone())
        .collect();
    assert_eq!(names, ["First passkey", "Old phone"]);
    assert_eq!(
        call("DELETE", &format!("/{}", first.id()), json!(null))
            .await
            .status(),
        204
    );
    assert_eq!(sign_in(&server, "ann", &first).await.0, 400, "removed");
    let last = call("DELETE", &format!("/{}", second.id()), json!(null)).await;
    assert_eq!(last.status(), 409, "the only way in stays");
    assert_eq!(call("DELETE", "/unknown", json!(null)).await.status(), 404);
    let nobody = server.call("GET", "/auth/webauthn/credentials").await;
    assert_eq!(nobody.status(), 401);
}

#[tokio::test]
async fn a_lying_sign_up_is_refused() {
    type Lie = fn(&mut Authenticator);
    let server = start(|_| ()).await;
    let lies: [(Lie, &str); 7] = [
        (|a| a.origin = "https://evil.example".into(), "origin"),
        (|a| a.origin = "tauri://localhost".into(), "origin"),
        (|a| a.origin = "http://sub.localhost".into(), "origin"),
        (
            |a| a.rp_id = "evil.example".into(),
            "authenticator response",
        ),
        (|a| a.flags = 0, "authenticator response"),
        (|a| a.kind = Some("webauthn.get"), "ceremony type"),
        (|a| a.challenge = Some("AAAA".into()), "challenge"),
    ];
    for (n, (lie, words)) in lies.into_iter().enumerate() {
        let name = format!("user{n}");
        let mut with = Authenticator::new(7);
        lie(&mut with);
        let body = begin(&server, &name).await;
        let answer = with.create(&body["options"]);
        let path = format!("/auth/webauthn/registration/finish?username={name}");
        let refused = server.send_json("POST", &path, &answer).await;
        assert_eq!(refused.status(), 400, "{words}");
        let body = json_of(refused).await;
        assert_eq!(body["message"], "error creating webauthn credentials");
        let error = body["error"].as_str().unwrap();
        assert!(error.contains(words), "{error}");
        // Nothing of the account is left: begin says the name is free.
        begin(&server, &name).await;
    }
}

#[tokio::test]
async fn a_lying_sign_in_is_refused() {
    type Lie = fn(&mut Authenticator);
    let server = start(|_| ()).await;
    let mut honest = Authenticator::new(1);
    sign_up(&server, "ann", &mut honest).await;
    sign_up(&server, "bob", &mut Authenticator::new(2)).await;
    let lies: [(Lie, &str); 8] = [
        (|a| a.origin = "https://evil.example".into(), "origin"),
        (
            |a| a.rp_id = "evil.example".into(),
            "authenticator response",
        ),
        (|a| a.flags = 0, "authenticator response"),
        (
            |a| a.flags = UP | BE | BS,
            "BackupEligible flag inconsistency",
        ),
        (|a| a.flags = UP | BS, "BE=0 and BS=1"),
        (|a| a.kind = Some("webauthn.create"), "ceremony type"),
        (|a| a.challenge = Some("AAAA".into()), "challenge"),
        (|a| *a = Authenticator::new(2), ""),
    ];
    for (lie, words) in lies {
        let mut with = honest.clone();
        lie(&mut with);
        let (status, body) = sign_in(&server, "ann", &with).await;
        assert_eq!(status, 400, "{words}");
        let error = body["error"].as_str().unwrap();
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(sign_in(&server, "ann", &honest).await.0, 200);
}

#[tokio::test]
async fn an_answer_counts_once() {
    let server = start(|_| ()).await;
    let mut with = Authenticator::new(1);
    let begun = begin(&server, "ann").await;
    let answer = with.create(&begun["options"]);
    let path = "/auth/webauthn/registration/finish?username=ann";
    assert_eq!(server.send_json("POST", path, &answer).await.status(), 200);
    let again = server.send_json("POST", path, &answer).await;
    assert_eq!(
        json_of(again).await["error"],
        "missing begin registration step"
    );
    let begun = server
        .call("GET", "/auth/webauthn/login/begin?username=ann")
        .await;
    let answer = with.get(&json_of(begun).await["options"]);
    let path = "/auth/webauthn/login/finish?username=ann";
    let done = server.send_json("POST", path, &answer).await;
    assert_eq!(cookies(&done).len(), 3);
    let replayed = server.send_json("POST", path, &answer).await;
    assert_eq!(replayed.status(), 400);
    assert!(cookies(&replayed).is_empty());
}

#[tokio::test]
async fn names_and_passkeys_are_taken_once() {
    let server = start(|_| ()).await;
    let mut with = Authenticator::new(1);
    sign_up(&server, "ann", &mut with).await;
    for (name, email, message) in [
        ("ann", "other@example.test", "failed to store user details"),
        ("other", "ANN@example.test", "username/email already exists"),
    ] {
        let body = json!({"username": name, "email": email});
        let refused = server.send_json("POST", BEGIN, &body).await;
        assert_eq!(refused.status(), 400);
        assert_eq!(json_of(refused).await["message"], message);
    }
    // Two sign-ups of one name: the first to finish has it.
    let (mut one, mut two) = (Authenticator::new(3), Authenticator::new(4));
    let (first, second) = (begin(&server, "bob").await, begin(&server, "bob").await);
    let path = "/auth/webauthn/registration/finish?username=bob";
    let answer = two.create(&second["options"]);
    assert_eq!(server.send_json("POST", path, &answer).await.status(), 200);
    let answer = one.create(&first["options"]);
    assert_eq!(server.send_json("POST", path, &answer).await.status(), 400);
    // A passkey that an account has.
    let begun = begin(&server, "eve").await;
    let answer = with.create(&begun["options"]);
    let path = "/auth/webauthn/registration/finish?username=eve";
    assert_eq!(server.send_json("POST", path, &answer).await.status(), 400);
}

#[tokio::test]
async fn a_late_answer_and_a_cancelled_one_are_refused() {
    let server = start(|config| config.limits.ceremony = std::time::Duration::from_millis(1)).await;
    let mut with = Authenticator::new(1);
    let begun = begin(&server, "ann").await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let path = "/auth/webauthn/registration/finish?username=ann";
    let refused = server
        .send_json("POST", path, &with.create(&begun["options"]))
        .await;
    assert_eq!(refused.status(), 400);
    let server = start(|_| ()).await;
    let begun = begin(&server, "ann").await;
    let rollback = "/auth/webauthn/registration/rollback?username=ann";
    let said = json_of(server.call("DELETE", rollback).await).await;
    assert_eq!(said["message"], "transaction rolled back successfully");
    let said = json_of(server.call("DELETE", rollback).await).await;
    assert_eq!(said["message"], "user transaction does not exist");
    let refused = server
        .send_json("POST", path, &with.create(&begun["options"]))
        .await;
    assert_eq!(
        json_of(refused).await["message"],
        "no user found with this username"
    );
}
