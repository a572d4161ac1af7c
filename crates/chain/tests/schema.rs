//! Recorded transactions of a real node: JSON, bytes and amino documents say the same.
#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chain::schema;
use proto::Message as _;
use serde_json::Value;

/// Name and `request` of every recorded transaction of the folders.
fn requests(root: &std::path::Path, folders: &[&str]) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let json: Value =
                serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            let request = json["request"].clone();
            if request["tx"]["body"].is_object() && request["tx_bytes"].is_string() {
                out.push((file.display().to_string(), request));
            }
        }
    }
    out
}

fn raw(request: &Value) -> proto::cosmos::tx::v1beta1::TxRaw {
    let bytes = STANDARD
        .decode(request["tx_bytes"].as_str().unwrap())
        .unwrap();
    proto::cosmos::tx::v1beta1::TxRaw::decode(bytes.as_slice()).unwrap()
}

#[test]
fn json_and_bytes_are_the_same_transaction() {
    let Some(root) = fixtures::folder("chain") else {
        return;
    };
    let (mut equal, mut other, mut refused) = (0, Vec::new(), Vec::new());
    for (name, request) in requests(&root, &["flow", "refuse", "amino"]) {
        let body = &request["tx"]["body"];
        let bytes = raw(&request).body_bytes;
        let decoded = match schema::decode_named("cosmos.tx.v1beta1.TxBody", &bytes) {
            Ok(decoded) => decoded,
            Err(_) => {
                refused.push(name.rsplit('/').next().unwrap().to_owned());
                continue;
            }
        };
        assert_eq!(&decoded, body, "{name}");
        let encoded = schema::encode_named("cosmos.tx.v1beta1.TxBody", body)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        if encoded == bytes {
            equal += 1;
        } else {
            other.push(name);
        }
    }
    // These were made to be refused: the node does not take them either.
    assert_eq!(refused, ["unknown-field.json"]);
    assert_eq!((equal, other), (202, Vec::<String>::new()));
}

#[test]
fn amino_documents_of_the_node() {
    let Some(root) = fixtures::folder("chain") else {
        return;
    };
    let mut done = 0;
    for (name, request) in requests(&root, &["amino"]) {
        let doc: Value = serde_json::from_str(request["amino_sign_doc"].as_str().unwrap()).unwrap();
        let body = proto::TxBody::decode(raw(&request).body_bytes.as_slice()).unwrap();
        let messages: Vec<Value> = body
            .messages
            .iter()
            .map(|message| schema::amino(message).unwrap())
            .collect();
        assert_eq!(Value::Array(messages), doc["msgs"], "{name}");
        done += 1;
    }
    assert_eq!(done, 11);
}

#[test]
fn what_the_table_does_not_name_is_an_error() {
    for bad in [
        r#"{"@type":"/cosmwasm.wasm.v1.MsgExecuteContract"}"#,
        r#"{"@type":"/cosmos.bank.v1beta1.MsgSend","to":"x"}"#,
        r#"{"@type":"/cosmos.bank.v1beta1.MsgSend","amount":{}}"#,
        r#"{"@type":"/cosmos.bank.v1beta1.MsgSend","amount":[{"denom":"uakt","amount":"1.5"}]}"#,
        r#"{"@type":"/cosmos.bank.v1beta1.MsgSend","amount":[{"denom":"uakt","amount":5}]}"#,
        r#"{"@type":"/akash.market.v1beta5.MsgCloseLease","reason":"because"}"#,
        r#"{}"#,
    ] {
        let json = serde_json::from_str(bad).unwrap();
        assert!(schema::encode(&json).is_err(), "{bad}");
    }
    let mut any = schema::encode(
        &serde_json::from_str(r#"{"@type":"/cosmos.bank.v1beta1.MsgSend","to_address":"x"}"#)
            .unwrap(),
    )
    .unwrap();
    assert!(schema::decode(&any).is_ok());
    any.value.extend_from_slice(&[0x78, 1]);
    assert!(schema::decode(&any).is_err(), "field 15 is unknown");
    any.value.truncate(3);
    any.value.extend_from_slice(&[0x12, 1, b'y']);
    assert!(schema::decode(&any).is_err(), "a field written twice");
}

/// The signed file of each recorded transaction gives the very bytes that were broadcast, and its
/// unsigned file reads back to the same body.
#[test]
fn signed_files_give_the_broadcast_bytes() {
    use chain::offline::{OfflineTx, read_signed};
    let Some(root) = fixtures::folder("chain") else {
        return;
    };
    let (mut equal, mut refused) = (0, Vec::new());
    for (name, request) in requests(&root, &["flow", "refuse", "amino"]) {
        let name = name.rsplit('/').next().unwrap().to_owned();
        let Ok(signed) = read_signed(&request["tx"]) else {
            refused.push(name);
            continue;
        };
        let bytes = request["tx_bytes"].as_str().unwrap();
        if STANDARD.encode(&signed.bytes) != bytes {
            refused.push(format!("{name} differs"));
            continue;
        }
        assert_eq!(signed.hash.to_string(), request["tx_hash"], "{name}");
        equal += 1;
        let raw = raw(&request);
        let auth = proto::cosmos::tx::v1beta1::AuthInfo::decode(raw.auth_info_bytes.as_slice());
        let fee = auth.unwrap().fee.unwrap();
        let file = OfflineTx::unsigned_file(&raw.body_bytes, &fee).unwrap();
        assert_eq!(OfflineTx::parse(&file).unwrap().body(), raw.body_bytes);
    }
    // Made to be refused: they lack a key or a signature, or hold what no JSON can say.
    let odd = [
        "no-pubkey.json",
        "no-signature.json",
        "unknown-field.json differs",
    ];
    assert_eq!((equal, refused), (200, odd.map(String::from).to_vec()));
}
