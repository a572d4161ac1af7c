//! Signing with the network off, names in what is approved, standing rules.
#![allow(clippy::unwrap_used, missing_docs)]

mod net;

use contract::*;
use net::{
    approve, cheap, core_with, import, network, profile, restarted, until, waiting, words, yes,
};
use slipway_core::Core;
use types::{Address, Coin, Denom};

const FRIEND: &str = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";

fn send(to: &str) -> SendRequest {
    SendRequest {
        to: to.parse().unwrap(),
        coin: Coin::new(Denom::uakt(), 1_000_000),
        memo: "hello".into(),
    }
}

async fn funded(core: &Core) {
    core.faucet_request(Empty {}).await.unwrap();
    until("coins", async || {
        let balances = core.balances(Empty {}).await.ok()?;
        (!balances.akt.is_zero()).then_some(())
    })
    .await;
}

async fn watching(core: &Core, address: &Address) {
    let other = KeySource::Hex {
        key: Hidden("07".repeat(32)),
    };
    import(core, other, PresentVault::None).await;
    let request = AccountAddRequest {
        name: "Cold".into(),
        colour: None,
        source: AccountSource::Watch {
            address: address.clone(),
        },
    };
    core.account_add(request).await.unwrap();
    let address = address.clone();
    core.account_select(AccountRequest { address })
        .await
        .unwrap();
}

async fn settled(core: &Core, all: bool) -> ActivityEntry {
    until("an outcome", async || {
        let list = core
            .activity(ActivityRequest { all })
            .await
            .unwrap()
            .entries;
        list.into_iter().find(|e| e.outcome != Outcome::Pending)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_is_signed_where_there_is_no_network() {
    let net = network(None).await;
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let cold = core_with(there.path(), profile(None, true), cheap()).await;
    let address = import(&cold, words(), PresentVault::None)
        .await
        .account
        .unwrap();
    let hot = core_with(here.path(), profile(Some(&net), true), cheap()).await;
    watching(&hot, &address).await;
    funded(&hot).await;

    hot.send(send(FRIEND)).await.unwrap();
    let asked = waiting(&hot).await;
    assert!(asked.exportable && asked.way == SigningWay::FileOnly);
    assert!(
        hot.approval_decide(yes(&asked)).await.is_err(),
        "the key is not there"
    );
    let export = OfflineExportRequest {
        id: asked.id,
        fee: FeeSpeed::Normal,
    };
    let file = hot.offline_export(export).await.unwrap();
    assert!(hot.approvals(Empty {}).await.unwrap().requests.is_empty());

    let filed = cold
        .offline_import(OfflineImportRequest {
            text: file.text.clone(),
            details: None,
        })
        .await
        .unwrap();
    assert!(
        matches!(filed, OfflineImportView::Filed { .. }),
        "{filed:?}"
    );
    let asked = waiting(&cold).await;
    assert_eq!(asked.way, SigningWay::FileBack);
    assert!(
        asked.actions[0].sentence.starts_with("Send 1 AKT to"),
        "{asked:?}"
    );
    assert!(
        asked
            .warnings
            .iter()
            .any(|w| w.text.contains("never reached")),
        "{asked:?}"
    );
    let decided = cold.approval_decide(yes(&asked)).await.unwrap();
    assert_eq!(decided.tx, None);
    let signed = decided.file.unwrap();
    let remembered = cold.activity(ActivityRequest { all: false }).await.unwrap();
    assert_eq!(remembered.entries[0].outcome, Outcome::Signed);

    let read = hot
        .offline_import(OfflineImportRequest {
            text: signed.text.clone(),
            details: None,
        })
        .await
        .unwrap();
    let OfflineImportView::Signed { transaction } = read else {
        panic!("{read:?}");
    };
    assert_eq!(transaction.name.as_deref(), Some("Cold"));
    let broadcast = OfflineBroadcastRequest { text: signed.text };
    hot.offline_broadcast(broadcast).await.unwrap();
    let entry = settled(&hot, false).await;
    assert!(
        matches!(entry.outcome, Outcome::Included { .. }),
        "{entry:?}"
    );
    assert_eq!(entry.hash, remembered.entries[0].hash);

    // The other machine refuses what is for another account, and what is no transaction.
    let foreign = file.text.replace(address.as_str(), FRIEND);
    for text in [foreign.as_str(), "{}", "no json", "{\"body\":{}}"] {
        let request = OfflineImportRequest {
            text: text.into(),
            details: None,
        };
        let refused = cold.offline_import(request).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{text}");
    }
    net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_program_asks_for_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let core = core_with(folder.path(), profile(None, true), cheap()).await;
    let address = import(&core, words(), PresentVault::None)
        .await
        .account
        .unwrap();
    let text = format!(
        r#"{{"body":{{"messages":[{{"@type":"/cosmos.bank.v1beta1.MsgSend","from_address":"{address}",
        "to_address":"{FRIEND}","amount":[{{"denom":"uakt","amount":"5"}}]}}],"memo":"","timeout_height":"0",
        "extension_options":[],"non_critical_extension_options":[]}},"auth_info":{{"signer_infos":[],
        "fee":{{"amount":[{{"denom":"uakt","amount":"5000"}}],"gas_limit":"200000","payer":"","granter":""}}}},
        "signatures":[]}}"#
    );
    let import = |details| OfflineImportRequest {
        text: text.clone(),
        details,
    };
    let asked = core.offline_import(import(None)).await.unwrap();
    assert_eq!(asked, OfflineImportView::NeedsDetails { chain_id: None });
    let details = SignerDetails {
        chain_id: "c-1".parse().unwrap(),
        account_number: 3,
        sequence: 4,
    };
    core.offline_import(import(Some(details))).await.unwrap();
    let request = waiting(&core).await;
    assert_eq!(request.chain_id.as_str(), "c-1");
    let signed = core
        .approval_decide(yes(&request))
        .await
        .unwrap()
        .file
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(&signed.text).unwrap();
    assert_eq!(json["auth_info"]["signer_infos"][0]["sequence"], "4");
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_are_named_and_strangers_are_warned_of() {
    let net = network(None).await;
    let folder = tempfile::tempdir().unwrap();
    let core = core_with(folder.path(), profile(Some(&net), true), cheap()).await;
    import(&core, words(), PresentVault::None).await;
    funded(&core).await;
    core.send(send(FRIEND)).await.unwrap();
    let stranger = waiting(&core).await;
    assert!(
        stranger
            .warnings
            .iter()
            .any(|w| w.text.contains("ever sent")),
        "{stranger:?}"
    );
    approve(&core).await;
    settled(&core, false).await;
    // Once met, no longer new, also after a restart.
    let (_copy, core) = restarted(folder.path(), profile(Some(&net), true)).await;
    net::unlock(&core).await;
    core.send(send(FRIEND)).await.unwrap();
    let met = waiting(&core).await;
    assert!(met.warnings.is_empty(), "{met:?}");
    let no = DecideRequest {
        decision: Decision::Reject,
        ..yes(&met)
    };
    core.approval_decide(no).await.unwrap();
    let contact = ContactView {
        address: FRIEND.parse().unwrap(),
        name: "Ada".into(),
        note: String::new(),
    };
    core.contact_save(ContactSaveRequest { contact, was: None })
        .await
        .unwrap();
    core.send(send(FRIEND)).await.unwrap();
    let named = waiting(&core).await;
    assert_eq!(named.actions[0].sentence, "Send 1 AKT to Ada.");
    net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standing_rule_is_seen_taken_back_and_stays_so() {
    let net = network(None).await;
    let folder = tempfile::tempdir().unwrap();
    let core = core_with(folder.path(), profile(Some(&net), true), cheap()).await;
    let account = import(&core, words(), PresentVault::None)
        .await
        .account
        .unwrap();
    funded(&core).await;
    let rules = core.rule_list(Empty {}).await.unwrap().rules;
    assert!(rules.len() == 1 && rules[0].allowed && rules[0].max_lifetime_seconds == 900);
    let set = |allowed| RuleSetRequest {
        account: account.clone(),
        allowed,
    };
    core.rule_set(set(false)).await.unwrap();
    let (_copy, core) = restarted(folder.path(), profile(Some(&net), true)).await;
    assert!(!core.rule_list(Empty {}).await.unwrap().rules[0].allowed);
    // Allowing needs the open vault.
    assert_eq!(
        core.rule_set(set(true)).await.unwrap_err().code,
        ErrorCode::Locked
    );
    net::unlock(&core).await;
    assert!(core.rule_set(set(true)).await.unwrap().rules[0].allowed);
    net.stop().await;
}
