//! The providers' reading of manifests and tokens against recorded truth.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use devnet::provider::auth::{AuthError, parse};
use devnet::provider::chain::group_from;
use devnet::provider::manifest::{cross_validate, decode, hash, validate};
use proto::Message;
use proto::deployment_v1beta4::GroupSpec;
use serde_json::Value;

/// Fields this provider's release doesn't know: it drops them and so comes to another hash, as the real one does.
fn is_newer(manifest: &Value) -> bool {
    let text = manifest.to_string();
    text.contains("\"tee\":") || text.contains("\"proxyBufferSize\":")
}

#[test]
fn every_accepted_sdl_has_the_reference_hash_and_fits_its_groups() {
    let Some(folder) = fixtures::folder("sdl") else {
        return;
    };
    let (mut same, mut newer) = (0, 0);
    for file in ["corpus-expected.jsonl", "edge-expected.jsonl"] {
        for line in std::fs::read_to_string(folder.join(file)).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            if case["ok"] != true {
                continue;
            }
            let name = &case["file"];
            let manifest = decode(case["manifest"].to_string().as_bytes()).unwrap();
            let here = hex::encode(hash(&manifest));
            if is_newer(&case["manifest"]) {
                assert_ne!(here, case["version_hex"], "{name}");
                newer += 1;
                continue;
            }
            assert_eq!(here, case["version_hex"], "{name}");
            validate(&manifest).unwrap_or_else(|e| panic!("{name}: {e}"));
            let groups: Vec<_> = case["groups_proto_hex"]
                .as_array()
                .unwrap()
                .iter()
                .map(|h| {
                    let bytes = hex::decode(h.as_str().unwrap()).unwrap();
                    group_from(&GroupSpec::decode(bytes.as_slice()).unwrap()).unwrap()
                })
                .collect();
            let fits = cross_validate(&manifest, &groups);
            // Replicas of a shared profile are summed in 32 bits by the reference: past that the group lies.
            let replicas: u64 = manifest
                .iter()
                .flat_map(|g| g.services())
                .map(|s| u64::from(s.count))
                .sum();
            assert_eq!(
                fits.is_ok(),
                u32::try_from(replicas).is_ok(),
                "{name}: {fits:?}"
            );
            same += 1;
        }
    }
    println!("{same} hashes equal, {newer} of newer releases");
    assert!(same > 500);
}

#[test]
fn recorded_tokens_verify_or_fail() {
    let Some(folder) = fixtures::folder("jwt") else {
        return;
    };
    // The account of the fixture's words, m/44'/118'/0'/0/0; its key stands in the chain facts.
    let key =
        hex::decode("03e1fde5cc17f56501ed53d87718df76c135b9a6401dceb53d198111a1eaf85f76").unwrap();
    let text = std::fs::read_to_string(folder.join("cases_es256k.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(cases.len() >= 5);
    for case in cases {
        let token = case["tokenString"].as_str().unwrap();
        let answer = parse(token).and_then(|t| t.verify(&key, 1_760_405_000));
        let scoped = case["description"]
            .as_str()
            .unwrap()
            .contains("with scoped claims");
        match answer {
            // A signature that holds over claims without a version or times is a claims error.
            Err(AuthError::Claims) => assert_eq!(case["mustFail"], false, "{case}"),
            Err(AuthError::Invalid) => assert_eq!(case["mustFail"], true, "{case}"),
            Ok(_) => assert!(scoped, "{case}"),
            Err(other) => panic!("{other}: {case}"),
        }
    }
}
