//! Against recorded exchanges of a real OpenRegistry: the shape of every request, and each quirk by its name.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

use std::sync::Arc;

use common::{Answer, NoWait, Script, client, fixture, json_body, needs_fixtures};
use registry::*;
use serde_json::Value;

/// A holder that answers with what a recorded authenticator answered.
struct Recorded(&'static str);

#[async_trait::async_trait]
impl PasskeyProvider for Recorded {
    async fn create(&self, wish: PasskeyWish) -> Result<Value, PasskeyFault> {
        assert_eq!(wish.party.id, "localhost");
        Ok(json_body(&fixture(self.0)["request"]))
    }
    async fn get(&self, wish: PasskeyWish) -> Result<Value, PasskeyFault> {
        self.create(wish).await
    }
}

fn accounts(script: &Arc<Script>) -> OpenRegistry {
    OpenRegistry::new(client(
        script,
        ServerKind::OpenRegistryMain,
        Credentials::Anonymous,
    ))
}

#[tokio::test]
async fn sign_up_sends_what_was_recorded_with_the_account_type() {
    if needs_fixtures() {
        return;
    }
    let script = Script::of(&[
        "webauthn/01-registration-begin",
        "webauthn/02-registration-finish",
    ]);
    let user: UserName = "alice".parse().unwrap();
    let party = accounts(&script)
        .sign_up(
            &Recorded("webauthn/02-registration-finish"),
            &user,
            "alice@example.test",
            Claim::default(),
        )
        .await
        .unwrap();
    assert_eq!(party.origin, "http://localhost:3000");
    let sent = script.sent();
    let mut begin = json_body(&fixture("webauthn/15-begin-with-user-type")["request"]);
    begin["username"] = "alice".into();
    begin["email"] = "alice@example.test".into();
    assert_eq!(sent[0].json(), begin);
    assert_eq!(
        sent[1].json(),
        json_body(&fixture("webauthn/02-registration-finish")["request"])
    );
    assert!(sent.iter().all(|r| r.header("origin").is_none()));
    script.finished();
}

#[tokio::test]
async fn stale_sessions_are_swept_before_and_after_a_sign_in() {
    if needs_fixtures() {
        return;
    }
    let script = Script::of(&[
        "webauthn/09-login-rollback",
        "webauthn/05-login-begin",
        "webauthn/06-login-finish",
        "webauthn/09-login-rollback",
    ]);
    let user: UserName = "alice".parse().unwrap();
    let (session, party) = accounts(&script)
        .sign_in(
            &Recorded("webauthn/06-login-finish"),
            &user,
            Claim::default(),
        )
        .await
        .unwrap();
    assert!(session.access().starts_with("eyJ"));
    assert_eq!(
        session.user_id(),
        Some("ee5688b3-5d27-42d3-8950-7e1a9d317b02")
    );
    assert_eq!(party.id, "localhost");
    script.finished();
}

#[tokio::test]
async fn a_refused_sign_up_is_rolled_back_and_says_why() {
    if needs_fixtures() {
        return;
    }
    for (finish, reason) in [
        (
            "webauthn/31-registration-wrong-origin",
            AccountError::Origin,
        ),
        (
            "webauthn/33-registration-wrong-challenge",
            AccountError::Challenge,
        ),
        (
            "webauthn/32-registration-retry-after-failed-finish",
            AccountError::Challenge,
        ),
        (
            "webauthn/46-registration-expired-challenge",
            AccountError::Challenge,
        ),
    ] {
        let script = Script::of(&[
            "webauthn/01-registration-begin",
            finish,
            "webauthn/29-registration-rollback-twice",
        ]);
        let user: UserName = "carol".parse().unwrap();
        let refused = accounts(&script)
            .sign_up(
                &Recorded("webauthn/02-registration-finish"),
                &user,
                "c@example.test",
                Claim::default(),
            )
            .await;
        assert_eq!(
            refused.err(),
            Some(CeremonyError::Account(reason)),
            "{finish}"
        );
        script.finished();
    }
}

#[tokio::test]
async fn refusals_of_sign_in_are_told_apart_by_their_error_text() {
    if needs_fixtures() {
        return;
    }
    for (finish, reason) in [
        ("webauthn/60-login-wrong-origin", AccountError::Origin),
        ("webauthn/61-login-wrong-challenge", AccountError::Challenge),
        (
            "webauthn/64-login-unknown-credential",
            AccountError::Passkey,
        ),
        ("webauthn/65-login-wrong-userhandle", AccountError::Passkey),
        ("webauthn/69-login-be-changed", AccountError::Passkey),
        ("webauthn/71-login-bad-signature", AccountError::Passkey),
        (
            "webauthn/75-login-expired-challenge",
            AccountError::Challenge,
        ),
        (
            "webauthn/10-login-finish-no-session",
            AccountError::Challenge,
        ),
        (
            "webauthn/52-login-finish-unknown-user",
            AccountError::UnknownUser,
        ),
    ] {
        let script = Script::of(&[finish, "webauthn/09-login-rollback"]);
        let user: UserName = "dave".parse().unwrap();
        let refused = accounts(&script).sign_in_finish(&user, &Value::Null).await;
        assert_eq!(refused.err(), Some(reason), "{finish}");
    }
}

#[tokio::test]
async fn taken_names_bad_mail_and_servers_without_passkeys_are_told_apart() {
    if needs_fixtures() {
        return;
    }
    for (begin, reason) in [
        ("webauthn/23-begin-username-taken", AccountError::Taken),
        ("webauthn/24-begin-email-taken", AccountError::Taken),
        ("webauthn/22-begin-bad-email", AccountError::Email),
        (
            "webauthn/90-begin-webauthn-disabled",
            AccountError::NoPasskeys,
        ),
    ] {
        let script = Script::of(&[begin]);
        let user: UserName = "dave".parse().unwrap();
        let refused = accounts(&script).sign_up_begin(&user, "x").await;
        assert_eq!(refused.err(), Some(reason), "{begin}");
    }
}

#[tokio::test]
async fn a_password_user_signs_in_and_a_passkey_user_is_told_the_other_way() {
    if needs_fixtures() {
        return;
    }
    let password = Hidden::new("Qwerty@123");
    let script = Script::of(&["auth/32-signin-password"]);
    let accounts_of = accounts(&script);
    let session = accounts_of
        .sign_in_password("johndoe@example.test", &password)
        .await;
    assert!(session.unwrap().access().starts_with("eyJ"));
    assert_eq!(
        script.sent()[0].json(),
        json_body(&fixture("auth/32-signin-password")["request"])
    );
    for (name, reason) in [
        ("auth/34-signin-wrong", AccountError::Password),
        ("auth/27-signin-passkey-user", AccountError::OtherWay),
    ] {
        let script = Script::of(&[name]);
        let refused = accounts(&script).sign_in_password("a@b.c", &password).await;
        assert_eq!(refused.err(), Some(reason), "{name}");
    }
}

async fn found(answers: Vec<Answer>) -> Found {
    let script = Script::answers(answers);
    let server = "http://localhost:5000".parse().unwrap();
    let found = detect(script.clone(), Arc::new(NoWait), &server)
        .await
        .unwrap();
    assert!(
        script
            .sent()
            .iter()
            .all(|r| r.method == "GET" && r.header("authorization").is_none())
    );
    found
}

#[tokio::test]
async fn both_variants_of_openregistry_and_one_without_passkeys_are_found() {
    if needs_fixtures() {
        return;
    }
    let recorded = |name: &str| Answer::recorded(name).1;
    let missing = || Answer::new(404, &[], b"{\"message\":\"Not Found\"}");
    let main = found(vec![
        recorded("auth/10-v2-anonymous"),
        missing(),
        recorded("webauthn/51-login-begin-no-username"),
        recorded("ext/28-catalog-public-anonymous"),
    ])
    .await;
    assert_eq!(
        (main.kind, main.passkeys),
        (ServerKind::OpenRegistryMain, true)
    );
    let feat = found(vec![
        recorded("auth/10-v2-anonymous"),
        missing(),
        recorded("webauthn/51-login-begin-no-username"),
        Answer::new(200, &[], b"{\"repositories\":[],\"total\":0}"),
    ])
    .await;
    assert_eq!(feat.kind, ServerKind::OpenRegistryFeat);
    let without = found(vec![
        recorded("auth/10-v2-anonymous"),
        missing(),
        recorded("webauthn/91-login-begin-webauthn-disabled"),
        recorded("ext/28-catalog-public-anonymous"),
    ])
    .await;
    assert_eq!(
        (without.kind, without.passkeys),
        (ServerKind::OpenRegistryMain, false)
    );
}

fn small() -> Repository {
    "alice/mf".parse().unwrap()
}

fn signed(script: &Arc<Script>) -> Client {
    client(
        script,
        ServerKind::OpenRegistryMain,
        Credentials::Bearer(Hidden::new("jwt")),
    )
}

#[tokio::test]
async fn tags_are_asked_without_n_and_leaked_digests_are_dropped() {
    if needs_fixtures() {
        return;
    }
    let script = Script::of(&["manifests/15-tags-list"]);
    let tags = signed(&script).tags(&small()).await.unwrap();
    assert!(!tags.is_empty());
    assert!(tags.windows(2).all(|pair| pair[0] < pair[1]), "{tags:?}");
    assert!(script.sent()[0].url.ends_with("/tags/list"));
    let script = Script::of(&["manifests/03-tags-unknown-repo"]);
    assert_eq!(signed(&script).tags(&small()).await.unwrap(), []);
}

#[tokio::test]
async fn an_altered_manifest_is_marked_and_a_canonical_one_is_not() {
    if needs_fixtures() {
        return;
    }
    let tag = Reference::Tag("v1".parse().unwrap());
    let script = Script::of(&["manifests/06-get-altered"]);
    assert!(
        signed(&script)
            .manifest(&small(), &tag)
            .await
            .unwrap()
            .altered
    );
    let canonical = fixture("manifests/09-get-canonical-by-digest");
    let digest = canonical["request"]["url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let script = Script::of(&["manifests/09-get-canonical-by-digest"]);
    let given = signed(&script)
        .manifest(&small(), &digest.parse().unwrap())
        .await
        .unwrap();
    assert!(!given.altered);
    // The same bytes from a server that is no OpenRegistry are an error when they are altered.
    let script = Script::of(&["manifests/06-get-altered"]);
    let strict = client(&script, ServerKind::Oci, Credentials::Anonymous);
    assert!(matches!(
        strict.manifest(&small(), &tag).await,
        Err(ClientError::Digest(_))
    ));
}

#[tokio::test]
async fn an_index_that_was_lost_is_an_error_with_words() {
    if needs_fixtures() {
        return;
    }
    let script = Script::of(&["manifests/22-get-index"]);
    let tag = Reference::Tag("multi".parse().unwrap());
    let Err(ClientError::Malformed(words)) = signed(&script).manifest(&small(), &tag).await else {
        panic!("an error");
    };
    assert!(words.contains("lost"), "{words}");
}

#[tokio::test]
async fn null_referrers_are_none() {
    if needs_fixtures() {
        return;
    }
    let digest = Digest::of(b"x");
    for (name, some) in [
        ("manifests/34-referrers-none", false),
        ("manifests/32-referrers", true),
    ] {
        let script = Script::of(&[name]);
        let found = signed(&script).referrers(&small(), &digest).await.unwrap();
        assert_eq!(!found.is_empty(), some, "{name}");
    }
}

#[tokio::test]
async fn repositories_are_listed_without_the_odd_names_that_the_server_keeps() {
    if needs_fixtures() {
        return;
    }
    let script = Script::of(&["ext/10-user-catalog"]);
    let rows = OpenRegistry::new(signed(&script))
        .own_repositories()
        .await
        .unwrap();
    assert!(rows.len() > 1 && rows.iter().all(|row| !row.name.contains(' ')));
    assert_eq!(script.sent()[0].header("authorization"), Some("Bearer jwt"));
}

#[tokio::test]
async fn a_duplicate_repository_is_not_made() {
    if needs_fixtures() {
        return;
    }
    let script = Script::of(&["ext/10-user-catalog"]);
    let accounts = OpenRegistry::new(signed(&script));
    let twice = accounts
        .create_repository("small", "again", Visibility::Private)
        .await;
    assert_eq!(twice.err(), Some(ExtError::Exists));
    assert_eq!(script.sent().len(), 1);
}
