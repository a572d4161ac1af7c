//! JavaScript against JavaScript over our relay, and every pair of versions: the long run.
//!
//! A test run does one pair; `cargo xtask soak walletconnect_matrix` says by `SLIPWAY_MATRIX` how often all are done.

use serde_json::{Value, json};
use tests::connect::{Signer, amino, direct};
use tests::peer::{Peer, installed};

use super::{STANDARD, app_against_our_wallet, our_app_against_wallet};
use base64::Engine;

/// An app's package and a wallet's with its core, as in the fact sheet's table.
const PAIRS: [(&str, (&str, &str)); 7] = [
    ("sign-new", ("wallet-new", "core-new")),
    ("sign-new", ("wallet-mid", "core-mid")),
    ("sign-new", ("wallet-old", "core-old")),
    ("sign-217", ("wallet-new", "core-new")),
    ("sign-221", ("wallet-new", "core-new")),
    ("sign-old", ("wallet-new", "core-new")),
    ("sign-217", ("wallet-mid", "core-mid")),
];
/// Every app that our wallet meets.
const APPS: [&str; 4] = ["sign-new", "sign-221", "sign-217", "sign-old"];
/// Every wallet that our app meets.
const WALLETS: [(&str, &str); 3] = [
    ("wallet-new", "core-new"),
    ("wallet-mid", "core-mid"),
    ("wallet-old", "core-old"),
];
const CHAIN: &str = "akashnet-2";

/// How often everything is done; none for a short run.
fn rounds() -> usize {
    let asked = std::env::var("SLIPWAY_MATRIX");
    asked.map_or(0, |n| n.parse().expect("SLIPWAY_MATRIX is a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn javascript_uses_javascript_over_our_relay() {
    if installed() {
        app_against_wallet("sign-new", ("wallet-new", "core-new")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pair_of_versions() {
    if !installed() {
        return;
    }
    let rounds = rounds();
    let mut done = 0;
    for round in 0..rounds {
        for app in APPS {
            say(round, app, "our wallet");
            app_against_our_wallet(app).await;
            done += 1;
        }
        for (wallet, core) in WALLETS {
            say(round, "our app", wallet);
            our_app_against_wallet(wallet, core).await;
            done += 1;
        }
        for (app, wallet) in PAIRS {
            say(round, app, wallet.0);
            app_against_wallet(app, wallet).await;
            done += 1;
        }
    }
    assert_eq!(done, rounds * (APPS.len() + WALLETS.len() + PAIRS.len()));
}

/// Long runs tell how far they are.
#[allow(clippy::print_stdout)]
fn say(round: usize, app: &str, wallet: &str) {
    println!("{}: {app} with {wallet}", round + 1);
}

/// Pair, approve, three methods, a refusal, a relay that loses everything in the middle, disconnect.
async fn app_against_wallet(app: &str, (wallet, core): (&str, &str)) {
    let relay = relay::serve(relay::RelayConfig::local(0, None))
        .await
        .unwrap();
    let port = url::Url::parse(&relay.url).unwrap().port().unwrap();
    let mut dapp = Peer::start("dapp.mjs", &[app, &relay.url]);
    let mut wallet = Peer::start("wallet.mjs", &[wallet, core, &relay.url]);
    let chain = format!("cosmos:{CHAIN}");
    dapp.tell(&json!({ "chain": chain })).await;
    let uri = dapp.next("uri").await["uri"].clone();
    let refuse = json!({"uri": uri, "chain": chain, "refuse": "cosmos_signAmino", "after": 1});
    wallet.tell(&refuse).await;
    let accounts = dapp.next("accounts").await["accounts"].clone();
    let text = |name: &str| accounts[0][name].as_str().unwrap().to_owned();
    let signer = Signer {
        address: text("address"),
        number: 7,
        public_key: STANDARD.decode(text("pubkey")).unwrap(),
    };
    let by_direct = json!({"method": "cosmos_signDirect", "check": "direct", "hex": false,
        "params": direct(&signer, CHAIN, json!("7"), false)});
    let by_amino = json!({"method": "cosmos_signAmino", "check": "amino", "hex": false,
        "params": {"signerAddress": signer.address, "signDoc": amino(&signer, CHAIN)}});
    dapp.tell(&json!({"requests": [by_direct, by_amino, by_amino]}))
        .await;
    for kind in ["direct", "amino"] {
        let answer = dapp.next("method").await;
        assert_eq!(answer["valid"], true, "{kind}: {answer}");
    }
    let refused = dapp.next("method").await;
    assert_eq!(refused["error"]["code"], 5000, "{refused}");
    dapp.next("pinged").await;
    // Both sides lose their sockets, and the relay knows neither of them any more.
    relay.stop().await;
    let relay = relay::serve(relay::RelayConfig::local(port, None))
        .await
        .unwrap();
    dapp.tell(&json!({"requests": [by_direct]})).await;
    let answer: Value = dapp.next("method").await;
    assert_eq!(answer["valid"], true, "after the cut: {answer}");
    dapp.next("pinged").await;
    dapp.tell(&json!({})).await;
    dapp.next("disconnected").await;
    wallet.next("deleted").await;
    relay.stop().await;
}
