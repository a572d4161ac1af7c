//! Foreign bytes: whatever comes, a parser answers, and what it accepts it writes back the same.
#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use support::{Counter, bounds};
use vault::{
    AminoDoc, ArmorError, Colour, DirectDoc, HdPath, KeyFileError, Name, OpenBackup, Password,
    Secret, TokenClaims, VaultFile, Words,
};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Text that looks like an armor, with parts missing, twice or in the wrong place.
fn armor_like() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("-----BEGIN TENDERMINT PRIVATE KEY-----\n".to_owned()),
        Just("-----END TENDERMINT PRIVATE KEY-----\n".to_owned()),
        Just("kdf: scrypt\n".to_owned()),
        Just("salt: 7CAF2DCB76860E57370721AD170B0DD2\n".to_owned()),
        Just("type: ed25519\n".to_owned()),
        Just("\n".to_owned()),
        "[A-Za-z0-9+/=]{0,64}\n",
        ".{0,20}",
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn bytes_are_no_vault_and_no_backup(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(VaultFile::parse(&bytes).is_err());
        prop_assert!(OpenBackup::open(&bytes, &Password::new("x"), &bounds()).is_err());
    }

    #[test]
    fn sign_documents_are_read_whole_or_not_at_all(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        if let Ok(doc) = DirectDoc::parse(bytes.clone()) {
            prop_assert_eq!(doc.bytes(), bytes.as_slice());
        }
        if let Ok(doc) = AminoDoc::parse(&bytes) {
            prop_assert_eq!(doc.bytes(), bytes.as_slice());
        }
        let _ = TokenClaims::parse(&bytes);
    }

    #[test]
    fn paths_write_back_what_they_read(text in "(m/)?([0-9]{1,11}['h]?/?){0,12}|.{0,30}") {
        if let Ok(path) = text.parse::<HdPath>() {
            prop_assert_eq!(path.to_string().parse::<HdPath>(), Ok(path));
        }
    }

    #[test]
    fn words_answer_with_a_position(text in "([a-z]{3,8} ){0,26}|\\PC{0,80}") {
        if let Err(vault::WordsError::Unknown { position }) = Words::import(&text, "") {
            prop_assert!((1..=24).contains(&position));
        }
    }

    #[test]
    fn armors_with_odd_parts_are_refused(text in armor_like()) {
        let mut rng = Counter(3);
        let mut vault = support::vault(&mut rng);
        let name = Name::new("x").unwrap();
        let typed = Secret::new("x".to_owned());
        let answer = vault.import_armor(&text, &typed, name, Colour::default(), &mut rng);
        prop_assert!(matches!(
            answer,
            Err(KeyFileError::Armor(error)) if error != ArmorError::WrongPassword
        ));
    }
}
