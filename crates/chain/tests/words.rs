//! Words for every message that may appear in a transaction: recorded ones and, for those that were
//! not recorded, made ones. The sentences are a snapshot, so that a change of words is seen.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chain::schema;
use chain::words::{Gravity, Summary, describe};
use proto::Message as _;
use proto::{Any, TxBody};
use serde_json::{Value, json};
use types::Address;

const ME: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";
const YOU: &str = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";
const VALIDATOR: &str = "akashvaloper1qufa3xzrf34qvwyejkhvnc4psf49ffta0000";

/// Name, signer and body of every recorded transaction that decodes.
fn recorded(root: &std::path::Path) -> Vec<(String, Address, Vec<u8>)> {
    let mut out = Vec::new();
    for folder in ["flow", "refuse", "amino"] {
        let mut files: Vec<_> = std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let json: Value =
                serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            let request = &json["request"];
            let (Some(bytes), Some(signer)) =
                (request["tx_bytes"].as_str(), request["signer"].as_str())
            else {
                continue;
            };
            let bytes = STANDARD.decode(bytes).unwrap();
            let Ok(raw) = proto::cosmos::tx::v1beta1::TxRaw::decode(bytes.as_slice()) else {
                continue;
            };
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            out.push((name, signer.parse().unwrap(), raw.body_bytes));
        }
    }
    out
}

fn body(messages: Vec<Any>) -> Vec<u8> {
    TxBody {
        messages,
        ..TxBody::default()
    }
    .encode_to_vec()
}

fn coin(amount: &str) -> Value {
    json!({"denom": "uakt", "amount": amount})
}

/// One message of each kind that no recording holds, and odd ones of those that do.
fn made() -> Vec<Value> {
    let (delegator, validator) = ("delegator_address", "validator_address");
    let grant = |authorization: Value, expiration: Value| {
        json!({"@type": "/cosmos.authz.v1beta1.MsgGrant", "granter": ME, "grantee": YOU,
            "grant": {"authorization": authorization, "expiration": expiration}})
    };
    let send = json!({"@type": "/cosmos.bank.v1beta1.MsgSend", "from_address": YOU,
        "to_address": ME, "amount": [coin("1500000")]});
    let end = json!("2027-01-01T00:00:00Z");
    vec![
        json!({"@type": "/cosmos.bank.v1beta1.MsgMultiSend",
            "inputs": [{"address": ME, "coins": [coin("3000000")]}],
            "outputs": [{"address": YOU, "coins": [coin("3000000")]}]}),
        json!({"@type": "/cosmos.staking.v1beta1.MsgBeginRedelegate", delegator: ME,
            "validator_src_address": VALIDATOR, "validator_dst_address": VALIDATOR,
            "amount": coin("5")}),
        json!({"@type": "/cosmos.staking.v1beta1.MsgCancelUnbondingDelegation", delegator: ME,
            validator: VALIDATOR, "amount": coin("5"), "creation_height": "7"}),
        json!({"@type": "/cosmos.distribution.v1beta1.MsgSetWithdrawAddress", delegator: ME,
            "withdraw_address": YOU}),
        json!({"@type": "/cosmos.distribution.v1beta1.MsgFundCommunityPool", "depositor": ME,
            "amount": [coin("5000000")]}),
        json!({"@type": "/cosmos.gov.v1.MsgVoteWeighted", "proposal_id": "3", "voter": ME,
            "options": [{"option": "VOTE_OPTION_YES", "weight": "0.7"},
                {"option": "VOTE_OPTION_NO_WITH_VETO", "weight": "0.3"}], "metadata": ""}),
        json!({"@type": "/cosmos.gov.v1.MsgDeposit", "proposal_id": "3", "depositor": ME,
            "amount": [coin("1000000")]}),
        grant(
            json!({"@type": "/cosmos.authz.v1beta1.GenericAuthorization",
            "msg": "/cosmos.bank.v1beta1.MsgSend"}),
            Value::Null,
        ),
        grant(
            json!({"@type": "/cosmos.bank.v1beta1.SendAuthorization",
            "spend_limit": [coin("2000000")], "allow_list": []}),
            end.clone(),
        ),
        grant(
            json!({"@type": "/cosmos.staking.v1beta1.StakeAuthorization",
            "max_tokens": coin("9"), "allow_list": {"address": [VALIDATOR]}, "deny_list": null,
            "authorization_type": "AUTHORIZATION_TYPE_DELEGATE"}),
            end.clone(),
        ),
        json!({"@type": "/cosmos.authz.v1beta1.MsgExec", "grantee": ME, "msgs": [send]}),
        json!({"@type": "/cosmos.feegrant.v1beta1.MsgGrantAllowance", "granter": ME,
            "grantee": YOU, "allowance": {"@type": "/cosmos.feegrant.v1beta1.PeriodicAllowance",
            "basic": {"spend_limit": [], "expiration": null}, "period": "86400s",
            "period_spend_limit": [coin("10000")], "period_can_spend": [coin("10000")],
            "period_reset": end}}),
        json!({"@type": "/ibc.applications.transfer.v1.MsgTransfer", "source_port": "transfer",
            "source_channel": "channel-1", "token": coin("7000000"), "sender": ME,
            "receiver": "osmo1abc", "timeout_height": {"revision_number": "0",
            "revision_height": "0"}, "timeout_timestamp": "1", "memo": "{}"}),
        json!({"@type": "/akash.provider.v1beta4.MsgDeleteProvider", "owner": ME}),
        json!({"@type": "/akash.bme.v1.MsgMintACT", "owner": ME, "to": YOU,
            "coins_to_burn": coin("20000000")}),
    ]
}

fn print(summary: &Summary) -> String {
    let mut out = String::new();
    for action in &summary.actions {
        writeln!(out, "  {}", action.sentence).unwrap();
        for (name, value) in &action.facts {
            let value: String = value.chars().take(100).collect();
            writeln!(out, "    {name}: {value}").unwrap();
        }
    }
    for coin in &summary.leaves_now {
        writeln!(out, "  leaves now: {} {}", coin.amount, coin.denom).unwrap();
    }
    for later in &summary.may_leave_later {
        writeln!(out, "  may leave later: {later}").unwrap();
    }
    for (gravity, text) in &summary.warnings {
        writeln!(out, "  {gravity:?}: {text}").unwrap();
    }
    if let Some(unknown) = &summary.unknown {
        writeln!(out, "  UNKNOWN: {unknown}").unwrap();
    }
    out
}

#[test]
fn sentences_of_made_messages() {
    let mut out = String::new();
    for json in made() {
        let any = schema::encode(&json).unwrap();
        let summary = describe(&body(vec![any]), &ME.parse().unwrap(), &());
        assert_eq!(summary.unknown, None, "{json}");
        writeln!(out, "{}", json["@type"].as_str().unwrap()).unwrap();
        out.push_str(&print(&summary));
    }
    insta::assert_snapshot!(out);
}

/// One recorded transaction of each kind of message.
#[test]
fn sentences_of_recorded_messages() {
    let Some(root) = fixtures::folder("chain") else {
        return;
    };
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (name, signer, body) in recorded(&root) {
        let summary = describe(&body, &signer, &());
        if summary.unknown.is_some() {
            unknown.push(name);
            continue;
        }
        for action in &summary.actions {
            seen.entry(action.type_url.clone())
                .or_insert_with(|| format!("({name})\n{}", print(&summary)));
        }
    }
    // Made to be refused: no message, a body that is none, an unknown field.
    insta::assert_snapshot!("recorded_unknown", unknown.join("\n"));
    assert!(seen.len() >= 33, "{}", seen.len());
    let mut out = String::new();
    for (url, words) in seen {
        writeln!(out, "{url} {words}").unwrap();
    }
    insta::assert_snapshot!(out);
}

/// Nothing panics, whatever byte is changed and wherever the bytes end.
#[test]
fn changed_bytes_never_panic() {
    let signer: Address = ME.parse().unwrap();
    let mut looked = 0;
    for json in made() {
        let good = body(vec![schema::encode(&json).unwrap()]);
        for at in 0..good.len() {
            for change in [1, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] ^= change;
                let _ = describe(&bytes, &signer, &());
                looked += 1;
            }
            let _ = describe(&good[..at], &signer, &());
        }
    }
    assert!(looked > 5000, "{looked}");
}

fn nested(depth: usize) -> Vec<u8> {
    let mut inner = schema::encode(&json!({"@type": "/cosmos.bank.v1beta1.MsgSend",
        "from_address": ME, "to_address": YOU, "amount": [coin("1")]}))
    .unwrap();
    for _ in 0..depth {
        let exec = proto::cosmos::authz::v1beta1::MsgExec {
            grantee: ME.into(),
            msgs: vec![inner],
        };
        inner = Any {
            type_url: "/cosmos.authz.v1beta1.MsgExec".into(),
            value: exec.encode_to_vec(),
        };
    }
    body(vec![inner])
}

#[test]
fn permissions_are_followed_eight_deep_and_no_deeper() {
    let signer = ME.parse().unwrap();
    let eight = describe(&nested(8), &signer, &());
    assert_eq!(eight.unknown, None);
    assert_eq!(eight.actions.len(), 9);
    assert!(describe(&nested(9), &signer, &()).unknown.is_some());
    let hidden = proto::cosmos::authz::v1beta1::MsgExec {
        grantee: ME.into(),
        msgs: vec![Any {
            type_url: "/x.y.MsgZ".into(),
            value: vec![],
        }],
    };
    let any = Any {
        type_url: "/cosmos.authz.v1beta1.MsgExec".into(),
        value: hidden.encode_to_vec(),
    };
    assert!(describe(&body(vec![any]), &signer, &()).unknown.is_some());
}

/// A byte that a repeated enum written one by one leaves room for can't hide a field.
#[test]
fn an_unknown_field_can_not_hide_behind_another_writing() {
    let deposit = json!({"@type": "/akash.escrow.v1.MsgAccountDeposit", "signer": ME,
        "id": {"scope": "deployment", "xid": format!("{ME}/7")},
        "deposit": {"amount": {"denom": "uact", "amount": "5"}, "sources": ["balance"]}});
    let good = schema::encode(&deposit).unwrap();
    let signer = ME.parse().unwrap();
    assert_eq!(
        describe(&body(vec![good.clone()]), &signer, &()).unknown,
        None
    );
    // The source written unpacked is a byte shorter; two spare bytes hold an unknown field.
    let at = good.value.len() - 3;
    assert_eq!(good.value[at..], [0x2a, 1, 1]);
    let mut hiding = good;
    hiding.value.truncate(at);
    hiding.value.extend([0x28, 1]);
    let length = hiding.value.len();
    hiding.value.extend([0x78, 1]);
    let mut summary = describe(&body(vec![hiding.clone()]), &signer, &());
    assert!(summary.unknown.is_some());
    hiding.value.truncate(length);
    summary = describe(&body(vec![hiding]), &signer, &());
    assert!(summary.warnings.iter().all(|(g, _)| *g != Gravity::Danger));
}
