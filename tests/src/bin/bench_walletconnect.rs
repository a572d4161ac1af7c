//! A signature over WalletConnect: from the app's request to its answer, our wallet and the reference one in one run.
//! The person's time is left out: what is asked is decided at once.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::{Api, Decision, Empty};
use serde_json::{Value, json};
use tests::connect::{Signer, connect, core, decide, direct, network, signer};
use tests::peer::{Peer, installed};

const REQUESTS: usize = 10;

async fn median(app: &mut Peer) -> f64 {
    let mut all = Vec::new();
    for _ in 0..REQUESTS {
        let answer = app.next("method").await;
        assert_eq!(answer["valid"], true, "{answer}");
        all.push(answer["took"].as_f64().unwrap());
    }
    all.sort_by(f64::total_cmp);
    all[REQUESTS / 2]
}

fn ask(chain: &str, signer: &Signer) -> Value {
    let number = json!(signer.number.to_string());
    let one = json!({"method": "cosmos_signDirect", "check": "direct", "hex": false,
        "params": direct(signer, chain, number, false)});
    json!({"requests": vec![one; REQUESTS]})
}

async fn accounts(app: &mut Peer) -> (String, Vec<u8>) {
    let accounts = app.next("accounts").await["accounts"].clone();
    let text = |name: &str| accounts[0][name].as_str().unwrap().to_owned();
    (text("address"), STANDARD.decode(text("pubkey")).unwrap())
}

async fn ours() -> f64 {
    let net = network().await;
    let folder = tempfile::tempdir().unwrap();
    let core = core(folder.path(), &net).await;
    core.demo_start(Empty {}).await.unwrap();
    let mut signer = signer(&core, &net).await;
    let chain = net.node.chain_id();
    let mut app = Peer::start("dapp.mjs", &["sign-new", &net.relay]);
    app.tell(&json!({"chain": format!("cosmos:{chain}")})).await;
    let uri = app.next("uri").await["uri"].as_str().unwrap().to_owned();
    connect(&core, &uri).await;
    signer.public_key = accounts(&mut app).await.1;
    app.tell(&ask(&chain, &signer)).await;
    let deciding = async {
        for _ in 0..REQUESTS {
            decide(&core, Decision::Approve).await;
        }
    };
    let (median, ()) = tokio::join!(median(&mut app), deciding);
    net.stop().await;
    median
}

async fn reference() -> f64 {
    let relay = relay::serve(relay::RelayConfig::local(0, None))
        .await
        .unwrap();
    let mut app = Peer::start("dapp.mjs", &["sign-new", &relay.url]);
    let mut wallet = Peer::start("wallet.mjs", &["wallet-new", "core-new", &relay.url]);
    let chain = "akashnet-2";
    app.tell(&json!({"chain": format!("cosmos:{chain}")})).await;
    let uri = app.next("uri").await["uri"].clone();
    wallet
        .tell(&json!({"uri": uri, "chain": format!("cosmos:{chain}"), "refuse": ""}))
        .await;
    let (address, public_key) = accounts(&mut app).await;
    let signer = Signer {
        address,
        number: 7,
        public_key,
    };
    app.tell(&ask(chain, &signer)).await;
    let median = median(&mut app).await;
    relay.stop().await;
    median
}

#[tokio::main]
async fn main() {
    if !installed() {
        println!("1 skipped");
        return;
    }
    let (ours, reference) = (ours().await, reference().await);
    println!(
        "walletconnect_sign_round_trip {ours:.1} ms, walletkit {reference:.1} ms, {:.1} times as fast",
        reference / ours
    );
}
