//! What the WalletConnect test and its bench share: a core on a demo network, and requests of an app.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::*;
use devnet::{DevnetConfig, Running, chain::Genesis};
use proto::Message;
use proto::cosmos::bank::v1beta1::MsgSend;
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignerInfo, mode_info};
use serde_json::{Value, json};
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};

/// A demo network without providers, in memory, with quick blocks.
///
/// # Panics
/// When it can't be started.
pub async fn network() -> Running {
    devnet::serve(DevnetConfig {
        block_time: Duration::from_millis(250),
        providers: false,
        genesis: Genesis::demo(),
        ..DevnetConfig::demo(0, None)
    })
    .await
    .unwrap()
}

/// A core in `folder` on that network and its relay.
///
/// # Panics
/// When it can't be started.
pub async fn core(folder: &std::path::Path, net: &Running) -> Core {
    core_on(folder, net, &net.relay).await
}

/// The same on another relay than the network's.
///
/// # Panics
/// When it can't be started.
pub async fn core_on(folder: &std::path::Path, net: &Running, relay: &str) -> Core {
    let home = platform::native::home(folder).unwrap();
    core_in(home, net, relay).await
}

/// The same in a home of one's own.
///
/// # Panics
/// When it can't be started.
pub async fn core_in(home: platform::Home, net: &Running, relay: &str) -> Core {
    let config = CoreConfig {
        networks: vec![BuiltInNetwork {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: net.rpc.clone(),
            more_rpc: Vec::new(),
            faucet: Some(net.faucet.clone()),
            simulated: true,
            relay: Some(relay.to_owned()),
            registry: net.registry.clone(),
        }],
        custom_networks: true,
        kdf: KdfBounds::PRODUCT,
    };
    Core::start(home, config).await.unwrap()
}

/// Asks again until `wanted` says yes.
///
/// # Panics
/// After a minute and a half.
pub async fn until<T, F: AsyncFn() -> Option<T>>(what: &str, wanted: F) -> T {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(90) {
        if let Some(found) = wanted().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("waited too long for {what}");
}

/// The account as an app learns it, and what belongs into a transaction of its.
pub struct Signer {
    /// Its address.
    pub address: String,
    /// Its number on the chain.
    pub number: u64,
    /// Its compressed public key; empty until an app has learned it.
    pub public_key: Vec<u8>,
}

/// A transfer to oneself, as an encoded body.
#[must_use]
pub fn body(signer: &Signer) -> Vec<u8> {
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

/// Its fee and signer, encoded.
#[must_use]
pub fn auth_info(signer: &Signer) -> Vec<u8> {
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

/// The same transfer as an amino document.
#[must_use]
pub fn amino(signer: &Signer, chain_id: &str) -> Value {
    json!({
        "chain_id": chain_id, "account_number": signer.number.to_string(), "sequence": "0",
        "memo": "a <memo> & more",
        "fee": {"gas": "200000", "amount": [{"denom": "uakt", "amount": "5000"}]},
        "msgs": [{"type": "cosmos-sdk/MsgSend", "value": {
            "from_address": signer.address, "to_address": signer.address,
            "amount": [{"denom": "uakt", "amount": "5"}]}}],
    })
}

/// The parameters of `cosmos_signDirect` for the transfer.
#[must_use]
pub fn direct(signer: &Signer, chain_id: &str, number: Value, hex: bool) -> Value {
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
///
/// # Panics
/// When they don't come.
pub async fn signer(core: &Core, net: &Running) -> Signer {
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
///
/// # Panics
/// When none comes, or the core refuses the decision.
pub async fn decide(core: &Core, decision: Decision) -> ApprovalView {
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

/// Lets the core connect the app whose address this is.
///
/// # Panics
/// When the app proposes nothing, or can't be connected.
pub async fn connect(core: &Core, uri: &str) -> ProposalView {
    let uri = Hidden(uri.to_owned());
    core.app_pair(AppPairRequest { uri }).await.unwrap();
    let proposal = until("the proposal", async || {
        let apps = core.apps(Empty {}).await.unwrap();
        apps.proposals.into_iter().next()
    })
    .await;
    let id = proposal.id.clone();
    core.app_approve(AppProposalRequest { id }).await.unwrap();
    proposal
}
