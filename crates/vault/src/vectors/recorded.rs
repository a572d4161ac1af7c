//! What a real node and the real command made: sign documents, signatures, armors.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use types::Hash32;

use super::{json, key, vector};
use crate::armor;
use crate::keys::PrivateKey;
use crate::sign::{AminoDoc, DirectDoc};

/// Every recorded transaction whose signer's path is known, of one folder: the sign document reads,
/// hashes and signs to the recorded bytes.
fn signs_to_the_same(folder: &str) -> (usize, usize) {
    let Some(root) = fixtures::folder("") else {
        return (0, 0);
    };
    let params = json(&root.join("chain/params.json"));
    let words = params["mnemonic"].as_str().unwrap();
    let accounts = params["accounts"].as_array().unwrap();
    let (mut direct, mut amino) = (0, 0);
    let mut files: Vec<_> = std::fs::read_dir(root.join("chain").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let request = json(&file)["request"].clone();
        let account = accounts
            .iter()
            .find(|a| a["address"] == request["signer"] && a["hd_path"].is_string());
        let (Some(account), Some(doc), Some(signature)) = (
            account,
            request["sign_doc"].as_str(),
            request["tx"]["signatures"][0].as_str(),
        ) else {
            continue;
        };
        let bytes = STANDARD.decode(doc).unwrap();
        let digest = if request["sign_mode"] == "SIGN_MODE_LEGACY_AMINO_JSON" {
            amino += 1;
            let doc = AminoDoc::parse(&bytes).unwrap();
            assert_eq!(doc.chain_id(), request["chain_id"]);
            Hash32::of(doc.bytes())
        } else {
            direct += 1;
            let doc = DirectDoc::parse(bytes).unwrap();
            assert_eq!(doc.chain_id(), request["chain_id"]);
            let number = request["account_number"].as_str().unwrap();
            assert_eq!(doc.account_number().to_string(), number);
            Hash32::of(doc.bytes())
        };
        let hash = request["sign_doc_sha256"].as_str().unwrap();
        assert_eq!(digest.to_string().to_lowercase(), hash);
        let key = key(words, account["hd_path"].as_str().unwrap());
        assert_eq!(key.public().address().as_str(), request["signer"]);
        assert_eq!(
            STANDARD.encode(key.sign(&digest).unwrap()),
            signature,
            "{}",
            file.display()
        );
    }
    (direct, amino)
}

#[test]
fn chain_flow() {
    if fixtures::folder("").is_some() {
        assert_eq!(signs_to_the_same("flow"), (FLOW, 0));
    }
}

#[test]
fn chain_amino() {
    if fixtures::folder("").is_some() {
        assert_eq!(signs_to_the_same("amino"), (0, 11));
    }
}

#[test]
fn chain_sign_direct() {
    let Some(root) = fixtures::folder("") else {
        return;
    };
    let result = json(&root.join("chain/encoding/sign-direct.json"))["result"].clone();
    let bytes = |name: &str| hex::decode(result[name].as_str().unwrap()).unwrap();
    let doc = DirectDoc::parse(bytes("sign_doc")).unwrap();
    assert_eq!(doc.body_bytes(), bytes("body"));
    assert_eq!(doc.auth_info_bytes(), bytes("auth_info"));
    let words = include_str!("../../tests/vectors/jwt_mnemonic.txt");
    let key = key(words, "m/44'/118'/0'/0/0");
    let signature = key.sign(&Hash32::of(doc.bytes())).unwrap();
    assert_eq!(hex::encode(signature), result["signature"]);
}

fn check_armor(case: &Value, typed: &str) {
    let key = armor::open(case["armor"].as_str().unwrap(), typed).unwrap();
    assert_eq!(hex::encode(*key.to_bytes()), case["private_key_hex"]);
}

#[test]
fn armors_of_the_real_command() {
    let Some(root) = fixtures::folder("") else {
        return;
    };
    for name in ["armor-1", "armor-3", "armor-5"] {
        let case = json(&root.join("vault").join(format!("{name}.json")));
        check_armor(&case, case["password"].as_str().unwrap());
        if let Some(typed) = case["password_typed"].as_str() {
            check_armor(&case, typed);
        }
        let from_words = key(
            case["mnemonic"].as_str().unwrap(),
            case["hd_path"].as_str().unwrap(),
        );
        assert_eq!(from_words.public().address().as_str(), case["address"]);
        let public = STANDARD.encode(from_words.public().as_bytes());
        assert_eq!(public, case["pubkey"]);
        let wrong = armor::open(case["armor"].as_str().unwrap(), "wrong");
        assert!(matches!(wrong, Err(armor::ArmorError::WrongPassword)));
    }
}

#[test]
fn armors_with_bcrypt() {
    let cases = vector("armor_bcrypt.json");
    for case in cases.as_array().unwrap() {
        check_armor(case, case["password"].as_str().unwrap());
    }
    assert_eq!(cases.as_array().unwrap().len(), 2);
}

#[test]
fn hex_keys_of_the_real_command() {
    let Some(root) = fixtures::folder("") else {
        return;
    };
    let case = json(&root.join("vault/armor-1.json"));
    let key = PrivateKey::from_hex(case["private_key_hex"].as_str().unwrap()).unwrap();
    assert_eq!(key.public().address().as_str(), case["address"]);
}

/// How many transactions of `flow/` are signed by accounts of the recorded words.
const FLOW: usize = 76;
