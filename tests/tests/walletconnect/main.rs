//! WalletConnect against the published JavaScript packages, the newest and the oldest of each side, over our relay.
#![allow(clippy::unwrap_used, missing_docs)]

mod matrix;
mod origin;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::*;
use futures::future::{Either, select};
use platform::{Message as Frame, Socket, Sockets, SystemRng};
use proto::Message;
use serde_json::{Value, json};
use tests::connect::{Signer, amino, connect, core, decide, direct, network, signer, until};
use tests::peer::{Peer, installed};
use walletconnect::{
    Asked, ChainRef, Machine, MachineEvent, Metadata, Now, RelayIdentity, WantedNamespaces,
    connect_url,
};

/// An app of this package against our wallet.
async fn app_against_our_wallet(package: &str) {
    let net = network().await;
    let folder = tempfile::tempdir().unwrap();
    let core = core(folder.path(), &net).await;
    core.demo_start(Empty {}).await.unwrap();
    let mut signer = signer(&core, &net).await;
    let chain_id = net.node.chain_id();
    let mut dapp = Peer::start("dapp.mjs", &[package, &net.relay]);
    let chain = format!("cosmos:{chain_id}");
    dapp.tell(&json!({"chain": chain})).await;
    let uri = dapp.next("uri").await["uri"].as_str().unwrap().to_owned();
    let proposal = connect(&core, &uri).await;
    assert_eq!(
        (proposal.peer.name.as_str(), &proposal.blocked),
        ("Exchange", &None)
    );
    assert_eq!(proposal.peer.origin, AppOrigin::Unverified);
    let uri = Hidden(uri);
    let again = core.app_pair(AppPairRequest { uri }).await;
    assert!(again.is_err(), "an address is used once");
    let settled = dapp.next("settled").await;
    assert!(settled["settled"]["namespaces"]["cosmos"]["chains"].is_array());
    // Answered without asking: the connection itself allows it.
    let accounts = dapp.next("accounts").await["accounts"].clone();
    assert_eq!(accounts[0]["address"], signer.address.as_str());
    signer.public_key = STANDARD
        .decode(accounts[0]["pubkey"].as_str().unwrap())
        .unwrap();
    let other = Signer {
        address: signer.address.clone(),
        number: signer.number,
        public_key: signer.public_key.iter().rev().copied().collect(),
    };
    let number = json!(signer.number.to_string());
    let sign = |params: Value, hex: bool| json!({"method": "cosmos_signDirect", "params": params, "check": "direct", "hex": hex});
    dapp.tell(&json!({"requests": [
        sign(direct(&signer, &chain_id, number.clone(), false), false),
        sign(direct(&signer, &chain_id, json!(signer.number), true), true),
        {"method": "cosmos_signAmino", "check": "amino",
            "params": {"signerAddress": signer.address, "signDoc": amino(&signer, &chain_id)}},
        sign(direct(&signer, &chain_id, number.clone(), false), false),
        sign(direct(&signer, &chain_id, json!("999999"), false), false),
        sign(direct(&other, &chain_id, number, false), false),
    ]}))
    .await;
    for kind in ["base64", "hex", "amino"] {
        let shown = decide(&core, Decision::Approve).await;
        assert!(
            shown.actions[0].sentence.contains("0.000005 AKT"),
            "{:?}",
            shown.actions
        );
        let answer = dapp.next("method").await;
        assert_eq!(answer["valid"], true, "{kind}: {answer}");
    }
    decide(&core, Decision::Reject).await;
    let refused = dapp.next("method").await;
    assert_eq!(refused["error"]["code"], 5000, "{refused}");
    // Another account number and another key are refused without asking.
    for word in ["number", "key"] {
        let wrong = dapp.next("method").await;
        let said = wrong["error"]["message"].as_str().unwrap_or_default();
        assert!(said.contains(word), "{wrong}");
    }
    dapp.next("pinged").await;
    let apps = core.apps(Empty {}).await.unwrap();
    assert!(apps.sessions[0].confirmed && apps.requests.is_empty());
    dapp.tell(&json!({})).await;
    dapp.next("disconnected").await;
    until("the end of the connection", async || {
        let apps = core.apps(Empty {}).await.unwrap();
        apps.sessions.is_empty().then_some(())
    })
    .await;
    net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_app_uses_our_wallet() {
    if installed() {
        app_against_our_wallet("sign-new").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_app_uses_our_wallet() {
    if installed() {
        app_against_our_wallet("sign-old").await;
    }
}

/// Our app's machine with its socket.
struct App {
    machine: Machine,
    socket: Box<dyn Socket>,
    events: Vec<MachineEvent>,
    /// The origin that a statement beside its messages names, and whether it is known for fraud.
    stated: Option<(&'static str, bool)>,
}

fn now() -> Now<'static> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Now {
        millis: u64::try_from(since.unwrap().as_millis()).unwrap(),
        rng: &SystemRng,
    }
}

impl App {
    async fn connect(relay: &str) -> Self {
        let own = Metadata {
            name: "Slipway".into(),
            url: "https://slipway.example".into(),
            ..Metadata::default()
        };
        let mut machine = Machine::new(RelayIdentity::make(&SystemRng), own);
        let token = machine.token(relay, &[7; 32], now());
        let url = connect_url(relay, &token, "", "wc-2/rust-test/linux/test");
        let socket = platform::native::NativeSockets.connect(&url).await.unwrap();
        machine.connected(now());
        Self {
            machine,
            socket,
            events: Vec::new(),
            stated: None,
        }
    }

    /// Runs until an event fits.
    async fn until<T>(&mut self, what: &str, wanted: impl Fn(&MachineEvent) -> Option<T>) -> T {
        let begun = std::time::Instant::now();
        loop {
            if let Some(at) = self.events.iter().position(|e| wanted(e).is_some()) {
                return wanted(&self.events.remove(at)).unwrap();
            }
            assert!(
                begun.elapsed() < Duration::from_secs(90),
                "waited too long for {what}"
            );
            for frame in self.machine.take_frames() {
                let frame = match self.stated {
                    Some((origin, scam)) => origin::stated(&frame, origin, scam),
                    None => frame,
                };
                self.socket.send(frame).await.unwrap();
            }
            let pause = Box::pin(tokio::time::sleep(Duration::from_millis(500)));
            if let Either::Left((Ok(Frame::Text(text)), _)) =
                select(self.socket.next(), pause).await
            {
                self.machine.frame(&text, now());
            }
            self.events.extend(self.machine.take_events());
        }
    }
}

/// A wallet of these packages answers our app.
async fn our_app_against_wallet(package: &str, core: &str) {
    let relay = relay::serve(relay::RelayConfig::local(0, None))
        .await
        .unwrap();
    let mut wallet = Peer::start("wallet.mjs", &[package, core, &relay.url]);
    let mut app = App::connect(&relay.url).await;
    let wanted: WantedNamespaces = serde_json::from_value(json!({"cosmos": {
        "chains": ["cosmos:akashnet-2"], "events": ["accountsChanged", "chainChanged"],
        "methods": ["cosmos_getAccounts", "cosmos_signDirect", "cosmos_signAmino"]}}))
    .unwrap();
    let (_, uri) = app.machine.propose(&wanted, now()).unwrap();
    wallet
        .tell(
            &json!({"uri": uri.text(), "chain": "cosmos:akashnet-2", "refuse": "cosmos_signAmino"}),
        )
        .await;
    let topic = app
        .until("the session", |e| match e {
            MachineEvent::Settled(topic) => Some(*topic),
            _ => None,
        })
        .await;
    let chain = ChainRef::cosmos("akashnet-2").unwrap();
    let mut ask = async |method: &str, params: Value| {
        let id = app
            .machine
            .request(topic, &chain, method, params, 300, now())
            .unwrap();
        app.until(method, |e| match e {
            MachineEvent::Answered(_, of, Asked::Request, outcome) if *of == id => {
                Some(outcome.clone())
            }
            _ => None,
        })
        .await
    };
    let accounts = ask("cosmos_getAccounts", json!({})).await.unwrap();
    let signer = Signer {
        address: accounts[0]["address"].as_str().unwrap().to_owned(),
        number: 7,
        public_key: STANDARD
            .decode(accounts[0]["pubkey"].as_str().unwrap())
            .unwrap(),
    };
    let params = direct(&signer, "akashnet-2", json!("7"), false);
    let signed = ask("cosmos_signDirect", params).await.unwrap();
    assert!(holds(&signer, &signed), "{signed}");
    let params = json!({"signerAddress": signer.address, "signDoc": amino(&signer, "akashnet-2")});
    let refused = ask("cosmos_signAmino", params).await.unwrap_err();
    assert!(refused.is_rejection(), "{refused}");
    app.machine.disconnect(topic, now()).unwrap();
    app.until("the end", |e| {
        matches!(e, MachineEvent::Ended(..)).then_some(())
    })
    .await;
    for frame in app.machine.take_frames() {
        app.socket.send(frame).await.unwrap();
    }
    wallet.next("deleted").await;
    relay.stop().await;
}

fn holds(signer: &Signer, signed: &Value) -> bool {
    use k256::ecdsa::signature::Verifier;
    let part = |name: &str| {
        STANDARD
            .decode(signed["signed"][name].as_str().unwrap())
            .unwrap()
    };
    let doc = proto::cosmos::tx::v1beta1::SignDoc {
        body_bytes: part("bodyBytes"),
        auth_info_bytes: part("authInfoBytes"),
        chain_id: "akashnet-2".into(),
        account_number: 7,
    };
    let signature = STANDARD
        .decode(signed["signature"]["signature"].as_str().unwrap())
        .unwrap();
    let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(&signer.public_key).unwrap();
    let signature = k256::ecdsa::Signature::from_slice(&signature).unwrap();
    key.verify(&doc.encode_to_vec(), &signature).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn our_app_uses_the_newest_wallet() {
    if installed() {
        our_app_against_wallet("wallet-new", "core-new").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_app_uses_the_oldest_wallet() {
    if installed() {
        our_app_against_wallet("wallet-old", "core-old").await;
    }
}
