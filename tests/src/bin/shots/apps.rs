//! A connected app: its address, what it proposes, what it asks to sign, and the list.

use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::connect::{Signer, direct};
use tests::peer::Peer;
use tests::{Server, Width};

use crate::camera::Camera;

/// What is wrong with the pages that were taken.
pub async fn connected(width: Width, out: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("server"));
    let camera = Camera::open(&folder.path().join("profile"), &server.url, width, out).await;
    let page = &camera.page;
    page.start_demo().await;
    page.sees("100.00").await;
    let rpc = chain::Rpc::new(Arc::new(platform::native::http().unwrap()), &server.rpc);
    let status = rpc.status().await.unwrap();
    let mut app = Peer::start("dapp.mjs", &["sign-new", &server.relay]);
    let chain_id = status.chain_id.to_string();
    app.tell(&json!({"chain": format!("cosmos:{chain_id}")}))
        .await;
    let uri = app.next("uri").await["uri"].as_str().unwrap().to_owned();
    page.go("#/wallet").await;
    page.button("Connect").await;
    page.fill("Connection address", "wc:1234").await;
    camera.take("app-pair").await;
    page.fill("Connection address", &uri).await;
    page.button("Connect").await;
    page.sees("Exchange").await;
    camera.take("app-proposal").await;
    page.button("Connect").await;
    let accounts = app.next("accounts").await["accounts"].clone();
    let text = |name: &str| accounts[0][name].as_str().unwrap().to_owned();
    let address: types::Address = text("address").parse().unwrap();
    let found = chain::query::account(&rpc, &address).await.unwrap();
    let signer = Signer {
        address: address.to_string(),
        number: found.map_or(0, |a| a.number),
        public_key: STANDARD.decode(text("pubkey")).unwrap(),
    };
    let params = direct(
        &signer,
        &chain_id,
        Value::String(signer.number.to_string()),
        false,
    );
    app.tell(&json!({"requests": [{"method": "cosmos_signDirect", "params": params}]}))
        .await;
    page.sees("What happens").await;
    camera.take("approve-app").await;
    page.button("Approve").await;
    app.next("method").await;
    camera.place("apps", "#/wallet").await;
    camera.faults()
}
