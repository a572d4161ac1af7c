//! Provider tokens: the cases of the reference implementation.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use types::Hash32;

use super::{json, key};
use crate::sign::{TokenAlgorithm, TokenClaims, TokenDoc, signed_bytes};

const WORDS: &str = include_str!("../../tests/vectors/jwt_mnemonic.txt");
const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

fn split(token: &str) -> (&str, [u8; 64]) {
    let (string, signature) = token.rsplit_once('.').unwrap();
    // One of the cases that must fail has a signature that isn't base64 at all.
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    (string, signature.try_into().unwrap_or([0; 64]))
}

#[test]
fn signatures_of_the_reference_cases() {
    let Some(root) = fixtures::folder("") else {
        return;
    };
    let key = key(WORDS, "m/44'/118'/0'/0/0");
    let cases = json(&root.join("jwt/cases_es256k.json"));
    let (mut valid, mut invalid) = (0, 0);
    for case in cases.as_array().unwrap() {
        let (string, signature) = split(case["tokenString"].as_str().unwrap());
        let algorithm = match case["expected"]["alg"].as_str().unwrap() {
            "ES256K" => TokenAlgorithm::Es256k,
            _ => TokenAlgorithm::Es256kAdr36,
        };
        let digest = Hash32::of(&signed_bytes(algorithm, string, &key.public().address()));
        if case["mustFail"] == true {
            assert!(!key.public().verify(&digest, &signature));
            invalid += 1;
        } else {
            assert_eq!(key.sign(&digest).unwrap(), signature);
            valid += 1;
        }
    }
    assert_eq!((valid, invalid), (3, 2));
}

/// Fills a template case as the reference does; its times are texts there.
fn filled(text: &str, issuer: &str, provider: &str) -> Value {
    let mut text = text.to_owned();
    for (name, value) in [
        ("{{.Issuer}}", issuer.to_owned()),
        ("{{.Provider}}", provider.to_owned()),
        ("{{.IatCurr}}", NOW.to_string()),
        ("{{.NbfCurr}}", NOW.to_string()),
        ("{{.Exp48h}}", (NOW + 2 * DAY).to_string()),
        ("{{.Iat24h}}", (NOW + DAY).to_string()),
        ("{{.Nbf24h}}", (NOW + DAY).to_string()),
    ] {
        text = text.replace(name, &value);
    }
    let mut cases: Value = serde_json::from_str(&text).unwrap();
    for case in cases.as_array_mut().unwrap() {
        for name in ["iat", "nbf", "exp"] {
            if let Some(time) = case["claims"].get_mut(name) {
                let number: u64 = time.as_str().unwrap().parse().unwrap();
                *time = Value::from(number);
            }
        }
    }
    cases
}

#[test]
fn claims_of_the_reference_cases() {
    let Some(root) = fixtures::folder("") else {
        return;
    };
    let key = key(WORDS, "m/44'/118'/0'/0/0");
    let issuer = key.public().address();
    let text = std::fs::read_to_string(root.join("jwt/cases_jwt.json.tmpl")).unwrap();
    let provider = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";
    let cases = filled(&text, issuer.as_str(), provider);
    let (mut good, mut bad, mut equal) = (0, 0, 0);
    for case in cases.as_array().unwrap() {
        let description = case["description"].as_str().unwrap();
        let claims = TokenClaims::parse(case["claims"].to_string().as_bytes());
        let accepted = claims.as_ref().is_ok_and(|c| c.is_valid_at(NOW));
        if case["expected"]["verifyFail"] == true {
            assert!(!accepted, "{description}");
            bad += 1;
            continue;
        }
        let claims = claims.unwrap();
        assert!(accepted, "{description}");
        good += 1;
        let doc = TokenDoc::new(TokenAlgorithm::Es256k, claims).unwrap();
        let token = doc.finish(&key.sign(&Hash32::of(doc.bytes())).unwrap());
        if let Some(expected) = case["tokenString"].as_str() {
            assert_eq!(token, expected);
            equal += 1;
        }
    }
    assert_eq!((good, bad, equal), (8, 23, 1));
}
