//! WalletConnect against the published JavaScript packages, the newest and the oldest of each side, over our relay.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::*;
use devnet::{DevnetConfig, Running, chain::Genesis};
use futures::future::{Either, select};
use platform::{Message as Frame, Socket, Sockets, SystemRng};
use proto::Message;
use proto::cosmos::bank::v1beta1::MsgSend;
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignerInfo, mode_info};
use serde_json::{Value, json};
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};
use tests::peer::{Peer, installed};
use walletconnect::{
    Asked, ChainRef, Machine, MachineEvent, Metadata, Now, RelayIdentity, WantedNamespaces,
    connect_url,
};

async fn network() -> Running {
    devnet::serve(DevnetConfig {
        block_time: Duration::from_millis(250),
        providers: false,
        genesis: Genesis::demo(),
        ..DevnetConfig::demo(0, None)
    })
    .await
    .unwrap()
}

async fn core(folder: &std::path::Path, net: &Running) -> Core {
    let config = CoreConfig {
        networks: vec![BuiltInNetwork {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: net.rpc.clone(),
            faucet: Some(net.faucet.clone()),
            simulated: true,
            relay: Some(net.relay.clone()),
        }],
        custom_networks: true,
        kdf: KdfBounds::PRODUCT,
    };
    let home = platform::native::home(folder).unwrap();
    Core::start(home, config).await.unwrap()
}

async fn until<T, F: AsyncFn() -> Option<T>>(what: &str, wanted: F) -> T {
    for _ in 0..900 {
        if let Some(found) = wanted().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("waited too long for {what}");
}

/// The account as an app learns it, and what belongs into a transaction of its.
struct Signer {
    address: String,
    number: u64,
    public_key: Vec<u8>,
}

fn body(signer: &Signer) -> Vec<u8> {
    let send = MsgSend {
        from_address: signer.address.clone(),
        to_address: signer.address.clone(),
        amount: vec![proto::Coin {
            denom: "uakt".into(),
            amount: "5".into(),
        }],
    };
    let message = proto::Any {
        type_url: "/cosmos.bank.v1beta1.MsgSend".into(),
        value: send.encode_to_vec(),
    };
    proto::TxBody {
        messages: vec![message],
        ..proto::TxBody::default()
    }
    .encode_to_vec()
}

fn auth_info(signer: &Signer) -> Vec<u8> {
    let key = PubKey {
        key: signer.public_key.clone(),
    };
    AuthInfo {
        signer_infos: vec![SignerInfo {
            public_key: Some(proto::Any {
                type_url: "/cosmos.crypto.secp256k1.PubKey".into(),
                value: key.encode_to_vec(),
            }),
            mode_info: Some(ModeInfo {
                sum: Some(mode_info::Sum::Single(mode_info::Single { mode: 1 })),
            }),
            sequence: 0,
        }],
        fee: Some(Fee {
            amount: vec![proto::cosmos::base::v1beta1::Coin {
                denom: "uakt".into(),
                amount: "5000".into(),
            }],
            gas_limit: 200_000,
            ..Fee::default()
        }),
        ..AuthInfo::default()
    }
    .encode_to_vec()
}

fn amino(signer: &Signer, chain_id: &str) -> Value {
    json!({
        "chain_id": chain_id, "account_number": signer.number.to_string(), "sequence": "0",
        "memo": "a <memo> & more",
        "fee": {"gas": "200000", "amount": [{"denom": "uakt", "amount": "5000"}]},
        "msgs": [{"type": "cosmos-sdk/MsgSend", "value": {
            "from_address": signer.address, "to_address": signer.address,
            "amount": [{"denom": "uakt", "amount": "5"}]}}],
    })
}

fn direct(signer: &Signer, chain_id: &str, number: Value, hex: bool) -> Value {
    let write = |bytes: Vec<u8>| {
        if hex {
            hex::encode(bytes)
        } else {
            STANDARD.encode(bytes)
        }
    };
    json!({"signerAddress": signer.address, "signDoc": {
        "chainId": chain_id, "accountNumber": number,
        "bodyBytes": write(body(signer)), "authInfoBytes": write(auth_info(signer))}})
}

/// The account on the demo network, once its coins have come.
async fn signer(core: &Core, net: &Running) -> Signer {
    let app = core.app_state(Empty {}).await.unwrap();
    let address = app.account.unwrap();
    let rpc = chain::Rpc::new(Arc::new(platform::native::http().unwrap()), &net.rpc);
    let found = until("the faucet's coins", async || {
        chain::query::account(&rpc, &address).await.unwrap()
    })
    .await;
    Signer {
        address: address.to_string(),
        number: found.number,
        public_key: Vec::new(),
    }
}

/// Decides the next request, as a person would after reading it.
async fn decide(core: &Core, decision: Decision) -> ApprovalView {
    let request = until("a request", async || {
        let waiting = core.approvals(Empty {}).await.unwrap().requests;
        waiting.into_iter().next()
    })
    .await;
    assert!(matches!(&request.asker, Asker::App { app } if app.name == "Exchange"));
    let fee = &request.fees[0];
    let decided = core
        .approval_decide(DecideRequest {
            id: request.id.clone(),
            hash: fee.hash,
            fee: fee.speed,
            decision,
            warnings_read: true,
        })
        .await;
    decided.unwrap();
    request
}

/// An app of this package against our wallet, with a restart in the middle.
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
    let pair = |uri: String| AppPairRequest { uri: Hidden(uri) };
    core.app_pair(pair(uri.clone())).await.unwrap();
    let proposal = until("the proposal", async || {
        let apps = core.apps(Empty {}).await.unwrap();
        apps.proposals.into_iter().next()
    })
    .await;
    assert_eq!(
        (proposal.peer.name.as_str(), &proposal.blocked),
        ("Exchange", &None)
    );
    assert_eq!(proposal.peer.origin, AppOrigin::Unverified);
    core.app_approve(AppProposalRequest { id: proposal.id })
        .await
        .unwrap();
    assert!(
        core.app_pair(pair(uri)).await.is_err(),
        "an address is used once"
    );
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
