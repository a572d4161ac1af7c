//! The gateway over a real socket: TLS, tokens, manifest, status, streams, shell, page.

mod rig;

use super::clock::Clock;
use super::manifest::samples::{VECTOR, vector};
use futures::{SinkExt, StreamExt};
use rig::{Pinned, Rig, read_answer, wait};
use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

#[tokio::test]
async fn public_routes_answer_without_a_token() {
    let rig = Rig::start().await;
    let (status, body) = rig.call("GET", "/address", None, "").await;
    assert_eq!(
        (status, body),
        (
            200,
            format!("{{\"address\":\"{}\"}}", rig.agent().address())
        )
    );
    let (status, body) = rig.call("GET", "/status", None, "").await;
    let value: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200);
    assert_eq!(
        value["cluster"]["inventory"]["available"]["nodes"][0]["allocatable"]["gpu"],
        8
    );
    assert_eq!(rig.call("GET", "/version", None, "").await.0, 200);
    assert_eq!(
        rig.call("GET", "/validate", None, "").await,
        (404, "404 page not found\n".into())
    );
    assert_eq!(
        rig.call("POST", "/status", None, "").await,
        (405, String::new())
    );
    assert_eq!(
        rig.call("GET", "/deployment/7/manifest", None, "").await,
        (405, String::new())
    );
}

#[tokio::test]
async fn callers_are_refused_as_the_table_says() {
    let rig = Rig::start().await;
    let now = Clock::system().seconds();
    let claims = |nbf: i64, exp: i64| json!({"iss": rig.owner, "iat": nbf, "nbf": nbf, "exp": exp, "version": "v1", "leases": {"access": "full"}});
    let expired = rig.sign(claims(now - 100, now - 1));
    let early = rig.sign(claims(now + 60, now + 100));
    let mut stranger = claims(now - 10, now + 100);
    stranger["iss"] = json!(rig.agent().address());
    let stranger = rig.sign(stranger);
    let granular = |scope: &str, dseq: u64| {
        rig.token(json!({"access": "granular", "permissions": [{"provider": rig.agent().address(), "access": "granular",
            "deployments": [{"dseq": dseq, "scope": [scope], "services": ["web"]}]}]}))
    };
    let elsewhere = rig.token(
        json!({"access": "granular", "permissions": [{"provider": rig.owner, "access": "full"}]}),
    );
    let (status_only, other_lease) = (granular("status", 7), granular("logs", 8));
    let message = |text: &str| format!("{{\"message\":\"{text}\"}}");
    let table = [
        (Some("Basic abc"), 400, "invalid authorization header"),
        (Some("Bearer a b"), 400, "invalid authorization header"),
        (Some("Bearer a.b.c"), 401, "JWT is invalid"),
        (Some(expired.as_str()), 400, "JWT has invalid claims"),
        (Some(early.as_str()), 400, "JWT has invalid claims"),
        (Some(stranger.as_str()), 401, "JWT is invalid"),
        (Some(elsewhere.as_str()), 401, "unauthorized access"),
        (Some(status_only.as_str()), 401, "unauthorized access"),
        (Some(other_lease.as_str()), 401, "unauthorized access"),
        (None, 401, "unauthorized access"),
    ];
    for (header, status, text) in table {
        let answer = rig.call("GET", "/lease/7/1/1/logs", header, "").await;
        assert_eq!(answer, (status, message(text)), "{header:?}");
    }
    // A broken token is refused on public routes too; a lease that isn't there is 404, with an empty body.
    assert_eq!(
        rig.call("GET", "/status", Some("Bearer x"), "").await.0,
        401
    );
    assert_eq!(
        rig.call("GET", "/lease/7/1/1/status", Some(&status_only), "")
            .await,
        (404, String::new())
    );
    assert_eq!(rig.get("/lease/x/1/1/status").await.0, 400);
}

#[tokio::test]
async fn manifest_then_status_then_page() {
    let rig = Rig::start().await;
    let early = rig
        .call("PUT", "/deployment/7/manifest", Some(&rig.full()), VECTOR)
        .await;
    assert_eq!(early.0, 500, "not on the chain yet");
    let lease = rig.running().await;
    let (status, body) = rig.get("/lease/7/1/1/status").await;
    let value: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200);
    assert_eq!(value["services"]["web"]["available"], 1);
    assert!(value["ips"].is_null() && value["forwarded_ports"].is_null());
    let uri = value["services"]["web"]["uris"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let (host, path) = uri.split_once('/').unwrap();
    let page = |path: String| async move {
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        read_answer(&mut stream).await
    };
    let (status, body) = page(format!("/{path}")).await;
    assert_eq!(status, 200);
    assert!(body.contains("simulated") && body.contains("nginx:1.27"));
    assert_eq!(page("/nobody".into()).await.0, 404);
    let (status, body) = rig.get("/lease/7/1/1/manifest").await;
    assert_eq!(status, 200);
    assert_eq!(super::manifest::decode(body.as_bytes()).unwrap(), vector());
    assert_eq!(rig.get("/lease/7/1/1/service/web/status").await.0, 200);
    let unknown = rig.get("/lease/7/1/1/service/db/status").await;
    assert_eq!(unknown, (404, "kube: no service for that lease\n".into()));
    let changed = VECTOR.replace("1.27", "1.28");
    let refused = rig
        .call("PUT", "/deployment/7/manifest", Some(&rig.full()), &changed)
        .await;
    assert_eq!(
        refused,
        (422, "manifest version validation failed\n".into())
    );
    rig.chain.close(&lease);
    wait(|| rig.agent().state().workload(&lease).is_none()).await;
    assert_eq!(rig.get("/lease/7/1/1/status").await, (404, String::new()));
}

#[tokio::test]
async fn logs_end_without_a_close_frame() {
    let rig = Rig::start().await;
    rig.running().await;
    let mut socket = rig.socket("/lease/7/1/1/logs?tail=2").await.unwrap();
    let mut lines = Vec::new();
    let end = loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                lines.push(serde_json::from_str::<Value>(&text).unwrap())
            }
            Some(Ok(Message::Ping(_))) => {}
            other => break other,
        }
    };
    assert!(
        matches!(end, None | Some(Err(_))),
        "dropped, not closed: {end:?}"
    );
    assert_eq!(lines.len(), 2);
    assert!(lines[0]["name"].as_str().unwrap().starts_with("web-"));
    let mut all = rig.socket("/lease/7/1/1/logs").await.unwrap();
    let Some(Ok(Message::Text(first))) = all.next().await else {
        panic!("a line")
    };
    assert!(first.contains("simulated"));
    assert!(matches!(
        rig.socket("/lease/7/1/1/logs?tail=x").await,
        Err(400)
    ));
}

#[tokio::test]
async fn followed_logs_go_on_until_the_lease_ends() {
    let rig = Rig::start().await;
    let lease = rig.running().await;
    let mut socket = rig
        .socket("/lease/7/1/1/logs?follow=true&service=web&tail=0")
        .await
        .unwrap();
    let line = tokio::time::timeout(Duration::from_secs(9), socket.next())
        .await
        .expect("a line in time");
    assert!(matches!(line, Some(Ok(Message::Text(_)))));
    rig.chain.close(&lease);
    let ended = tokio::time::timeout(Duration::from_secs(5), async {
        while let Some(Ok(m)) = socket.next().await {
            assert!(!m.is_close());
        }
    });
    ended.await.expect("the stream ends");
}

#[tokio::test]
async fn events_are_listed_and_closed() {
    let rig = Rig::start().await;
    rig.running().await;
    let mut socket = rig.socket("/lease/7/1/1/kubeevents").await.unwrap();
    let mut reasons = Vec::new();
    let close = loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => {
                let value: Value = serde_json::from_str(&text).unwrap();
                reasons.push(value["reason"].as_str().unwrap().to_owned());
            }
            Message::Close(frame) => break frame.unwrap(),
            _ => {}
        }
    };
    assert_eq!(u16::from(close.code), 1_000);
    assert_eq!(
        reasons,
        [
            "SuccessfulCreate",
            "Scheduled",
            "Pulling",
            "Pulled",
            "Created",
            "Started"
        ]
    );
    let mut gone = rig.socket("/lease/9/1/1/kubeevents").await.unwrap();
    let Some(Ok(Message::Close(Some(frame)))) = gone.next().await else {
        panic!("a close frame")
    };
    assert_eq!(u16::from(frame.code), 4_001);
}

#[tokio::test]
async fn shell_runs_a_command_and_a_session() {
    let rig = Rig::start().await;
    rig.running().await;
    let base = "/lease/7/1/1/shell?service=web&podIndex=0";
    assert!(matches!(rig.socket(base).await, Err(400)));
    let mut once = rig
        .socket(&format!(
            "{base}&tty=0&stdin=0&cmd0=sh&cmd1=-c&cmd2=echo%20hi%3B%20exit%203"
        ))
        .await
        .unwrap();
    assert_eq!(
        once.next().await.unwrap().unwrap().into_data()[..],
        *b"\x64hi\n"
    );
    assert_eq!(
        once.next().await.unwrap().unwrap().into_data()[..],
        *b"\x66{\"exit_code\":3}\n"
    );
    let mut missing = rig
        .socket(&format!("{base}&tty=0&stdin=0&cmd0=python"))
        .await
        .unwrap();
    let result = missing.next().await.unwrap().unwrap().into_data();
    assert!(String::from_utf8_lossy(&result).contains("does not exist"));
    let mut session = rig
        .socket(&format!("{base}&tty=1&stdin=1&cmd0=/bin/sh"))
        .await
        .unwrap();
    session
        .send(Message::binary([&[105u8, 0, 80, 0, 24][..]].concat()))
        .await
        .unwrap();
    session
        .send(Message::binary(b"\x68hostname\r".to_vec()))
        .await
        .unwrap();
    session
        .send(Message::binary(b"\x68exit 4\r".to_vec()))
        .await
        .unwrap();
    let mut shown = String::new();
    let result = loop {
        let data = session.next().await.unwrap().unwrap().into_data();
        match data.split_first() {
            Some((100, text)) => shown.push_str(&String::from_utf8_lossy(text)),
            Some((102, result)) => break String::from_utf8_lossy(result).into_owned(),
            _ => {}
        }
    };
    assert!(shown.contains("hostname\r\nweb-"), "{shown}");
    assert_eq!(result, "{\"exit_code\":4}\n");
}

#[tokio::test]
async fn foreign_origins_and_plain_requests_are_no_sockets() {
    let rig = Rig::start().await;
    rig.running().await;
    assert_eq!(
        rig.get("/lease/7/1/1/logs").await,
        (400, "Bad Request\n".into())
    );
    let mut request = format!("wss://127.0.0.1:{}/lease/7/1/1/logs", rig.port())
        .into_client_request()
        .unwrap();
    request
        .headers_mut()
        .insert("Authorization", rig.full().parse().unwrap());
    request
        .headers_mut()
        .insert("Origin", "https://example.com".parse().unwrap());
    let refused = tokio_tungstenite::client_async(request, rig.tls().await).await;
    assert!(matches!(refused, Err(WsError::Http(a)) if a.status() == 403));
}

#[tokio::test]
async fn older_tls_is_refused() {
    let rig = Rig::start().await;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(vec![])))
        .with_no_client_auth();
    let socket = TcpStream::connect(("127.0.0.1", rig.port())).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    assert!(
        TlsConnector::from(Arc::new(config))
            .connect(name, socket)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_published_client_certificate_opens_everything_but_not_with_a_token() {
    let rig = Rig::start().await;
    rig.running().await;
    let now = Clock::system().now();
    let mine = super::cert::Identity::generate(&rig.owner, now).unwrap();
    let stranger = super::cert::Identity::generate(&rig.owner, now).unwrap();
    let certificates = &rig.chain.inner;
    certificates
        .lock()
        .unwrap()
        .certificates
        .insert(rig.owner.clone(), mine.cert_pem());
    let get = |header: String| {
        format!("GET /lease/7/1/1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n")
    };
    let mut stream = rig.tls_as(Some(&mine)).await.unwrap();
    stream
        .write_all(get(String::new()).as_bytes())
        .await
        .unwrap();
    assert_eq!(read_answer(&mut stream).await.0, 200);
    let mut both = rig.tls_as(Some(&mine)).await.unwrap();
    both.write_all(get(format!("Authorization: {}\r\n", rig.full())).as_bytes())
        .await
        .unwrap();
    let (status, body) = read_answer(&mut both).await;
    assert_eq!(status, 400);
    assert!(body.contains("ambiguous"));
    let mut refused = rig.tls_as(Some(&stranger)).await.unwrap();
    refused.write_all(get(String::new()).as_bytes()).await.ok();
    let mut bytes = Vec::new();
    refused.read_to_end(&mut bytes).await.ok();
    assert!(bytes.is_empty());
}

#[tokio::test]
async fn the_fleet_stops_when_told() {
    let rig = Rig::start().await;
    let port = rig.port();
    tokio::time::timeout(Duration::from_secs(5), rig.fleet.stop())
        .await
        .expect("stopped in time");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}
