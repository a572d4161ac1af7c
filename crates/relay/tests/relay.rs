//! The relay as clients meet it.
#![allow(clippy::unwrap_used, missing_docs)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use futures::{SinkExt, StreamExt};
use relay::{Limits, RelayConfig, Running};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

type Client = WebSocketStream<TcpStream>;

fn token(seed: u8, audience: &str) -> String {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let name = [[0xed, 0x01].as_slice(), key.verifying_key().as_bytes()].concat();
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = since.unwrap().as_secs();
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!(
        "{}.{}",
        part(json!({"alg": "EdDSA", "typ": "JWT"})),
        part(
            json!({"iss": format!("did:key:z{}", bs58::encode(name).into_string()),
            "sub": "00", "aud": audience, "iat": now, "exp": now + 86_400})
        )
    );
    let signature = key.sign(text.as_bytes()).to_bytes();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn open(url: &str, auth: &str, origin: Option<&str>) -> Result<Client, Error> {
    let mut request = format!("{url}/?auth={auth}").into_client_request().unwrap();
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert("origin", origin.parse().unwrap());
    }
    let host = url.strip_prefix("ws://").unwrap();
    let tcp = TcpStream::connect(host).await.unwrap();
    client_async(request, tcp).await.map(|(socket, _)| socket)
}

async fn client(relay: &Running, seed: u8) -> Client {
    open(&relay.url, &token(seed, &relay.url), None)
        .await
        .unwrap()
}

async fn next(client: &mut Client) -> Value {
    loop {
        match client.next().await.unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(text.as_str()).unwrap(),
            Message::Close(frame) => {
                let frame = frame.unwrap();
                return json!({"closed": u16::from(frame.code), "reason": frame.reason.as_str()});
            }
            _ => {}
        }
    }
}

async fn call(client: &mut Client, method: &str, params: Value) -> Value {
    let frame = json!({"id": "1", "jsonrpc": "2.0", "method": method, "params": params});
    client.send(Message::text(frame.to_string())).await.unwrap();
    next(client).await
}

async fn local() -> Running {
    relay::serve(RelayConfig::local(0, None)).await.unwrap()
}

fn publish(message: &str) -> Value {
    json!({"topic": "a".repeat(64), "message": message, "ttl": 300, "tag": 1108})
}

fn message(frame: &Value) -> &str {
    frame["params"]["data"]["message"].as_str().unwrap()
}

#[tokio::test]
async fn a_message_waits_until_its_reader_comes() {
    let relay = local().await;
    let mut one = client(&relay, 1).await;
    assert_eq!(
        call(&mut one, "irn_publish", publish("sealed")).await["result"],
        true
    );
    let mut two = client(&relay, 2).await;
    let topic = json!({"topic": "a".repeat(64)});
    let opened = call(&mut two, "irn_subscribe", topic).await;
    assert_eq!(opened["result"], "a".repeat(64));
    let delivered = next(&mut two).await;
    assert_eq!(message(&delivered), "sealed");
    assert!(delivered["id"].is_u64());
    drop(two);
    call(&mut one, "irn_publish", publish("more")).await;
    let mut again = client(&relay, 2).await;
    assert_eq!(message(&next(&mut again).await), "more");
    relay.stop().await;
}

#[tokio::test]
async fn a_proposal_and_its_approval_are_two_calls() {
    let relay = local().await;
    let (mut app, mut wallet) = (client(&relay, 1).await, client(&relay, 2).await);
    let (pairing, session) = ("a".repeat(64), "b".repeat(64));
    call(
        &mut app,
        "wc_proposeSession",
        json!({"pairingTopic": pairing, "sessionProposal": "p"}),
    )
    .await;
    call(&mut wallet, "irn_subscribe", json!({"topic": pairing})).await;
    let proposal = next(&mut wallet).await;
    assert_eq!(
        (message(&proposal), &proposal["params"]["data"]["tag"]),
        ("p", &json!(1100))
    );
    call(
        &mut wallet,
        "wc_approveSession",
        json!({"pairingTopic": pairing, "sessionTopic": session,
        "sessionProposalResponse": "r", "sessionSettlementRequest": "s"}),
    )
    .await;
    assert_eq!(message(&next(&mut app).await), "r");
    call(&mut app, "irn_subscribe", json!({"topic": session})).await;
    let settlement = next(&mut app).await;
    assert_eq!(
        (message(&settlement), &settlement["params"]["data"]["tag"]),
        ("s", &json!(1102))
    );
    relay.stop().await;
}

#[tokio::test]
async fn without_a_right_the_door_is_shut() {
    let relay = local().await;
    for (auth, reason) in [
        (String::new(), "JWT is invalid"),
        (token(1, "ws://elsewhere:1"), "JWT is for another relay"),
    ] {
        let mut shut = open(&relay.url, &auth, None).await.unwrap();
        assert_eq!(
            next(&mut shut).await,
            json!({"closed": 3000, "reason": reason})
        );
    }
    let good = token(1, &relay.url);
    let hostile = open(&relay.url, &good, Some("https://evil.example")).await;
    assert!(matches!(hostile, Err(Error::Http(r)) if r.status() == 403));
    assert!(
        open(&relay.url, &good, Some("http://localhost:8417"))
            .await
            .is_ok()
    );
    relay.stop().await;
}

#[tokio::test]
async fn an_allowed_origin_comes_in() {
    let mut config = RelayConfig::local(0, None);
    config.origins.push("https://app.example".into());
    let relay = relay::serve(config).await.unwrap();
    let good = token(1, &relay.url);
    assert!(
        open(&relay.url, &good, Some("https://app.example"))
            .await
            .is_ok()
    );
    relay.stop().await;
}

#[tokio::test]
async fn a_flood_is_shown_out() {
    let mut config = RelayConfig::local(0, None);
    config.limits = Limits {
        calls: 3,
        ..Limits::default()
    };
    let relay = relay::serve(config).await.unwrap();
    let mut one = client(&relay, 1).await;
    for _ in 0..3 {
        call(&mut one, "irn_publish", publish("x")).await;
    }
    assert_eq!(
        call(&mut one, "irn_publish", publish("x")).await["closed"],
        3001
    );
    relay.stop().await;
}

#[tokio::test]
async fn what_waits_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || RelayConfig::local(0, Some(folder.path().into()));
    let relay = relay::serve(config()).await.unwrap();
    let mut one = client(&relay, 1).await;
    call(&mut one, "irn_publish", publish("sealed")).await;
    relay.stop().await;
    assert_eq!(next(&mut one).await["closed"], 1001);
    let relay = relay::serve(config()).await.unwrap();
    let mut two = client(&relay, 2).await;
    call(&mut two, "irn_subscribe", json!({"topic": "a".repeat(64)})).await;
    assert_eq!(message(&next(&mut two).await), "sealed");
    relay.stop().await;
    let file = folder.path().join("mailboxes.json");
    std::fs::write(&file, "{").unwrap();
    assert!(relay::serve(config()).await.is_err());
}
