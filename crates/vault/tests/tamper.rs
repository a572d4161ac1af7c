//! Every bit and every length of a vault file.
#![allow(clippy::unwrap_used)]

mod support;

use sha2::{Digest, Sha256};
use support::{Counter, PASSWORD, bounds};
use vault::{
    Chosen, Colour, FormatError, HdPath, KdfBounds, Name, OpenError, Opener, Password, VaultFile,
    WordCount, Words, choose,
};

fn sealed() -> (Vec<u8>, Vec<u8>) {
    let mut rng = Counter(77);
    let mut vault = support::vault(&mut rng);
    let words = Words::generate(WordCount::Twelve, &mut rng).unwrap();
    let seed = vault.add_generated_words(&words, &mut rng).unwrap();
    let path = HdPath::cosmos(0, 0).unwrap();
    let name = Name::new("One").unwrap();
    vault
        .add_derived(seed, path, name, Colour::default(), &mut rng)
        .unwrap();
    let before = vault.seal(&mut rng).unwrap();
    (before, vault.seal(&mut rng).unwrap())
}

/// INV-7: a flipped bit or a missing end is always found, locked and without a password, and the
/// generation before is taken.
#[test]
fn every_flip_and_every_truncation_is_found_while_locked() {
    let (before, good) = sealed();
    let mut checked = 0;
    let mut check = |bytes: &[u8]| {
        let error = VaultFile::parse(bytes).unwrap_err();
        match choose(Some(bytes), Some(&before)) {
            Ok(Chosen::Previous(file)) => assert_eq!(file.head().generation, 1),
            Err(FormatError::Version(_)) => assert!(matches!(error, FormatError::Version(_))),
            other => panic!("{other:?}"),
        }
        checked += 1;
    };
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        check(&bytes);
    }
    for length in 0..good.len() {
        check(&good[..length]);
    }
    assert_eq!(checked, good.len() * 9);
}

/// INV-7: whoever mends the closing hash after a change still gets nothing that was not there: the
/// file does not open, or it opens to exactly what it was (a hex digit written in capitals).
#[test]
fn every_flip_with_a_mended_hash_never_opens_to_something_else() {
    let (_, good) = sealed();
    let content = good.len() - 32;
    let right = Password::new(PASSWORD);
    let expected = VaultFile::parse(&good).unwrap();
    let open = |file: &VaultFile, bounds: KdfBounds| file.unlock(&Opener::Password(&right), bounds);
    assert!(open(&expected, bounds()).is_ok());
    let (mut refused, mut same) = (0, 0);
    for bit in 0..content * 8 {
        let mut bytes = good[..content].to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sum);
        let Ok(file) = VaultFile::parse(&bytes) else {
            refused += 1;
            continue;
        };
        match open(&file, bounds()) {
            Ok(_) => {
                assert_eq!(file.head(), expected.head());
                same += 1;
            }
            Err(
                OpenError::WrongKey
                | OpenError::Tampered
                | OpenError::Kdf(_)
                | OpenError::NoSuchLock,
            ) => refused += 1,
            Err(other) => panic!("bit {bit}: {other:?}"),
        }
    }
    assert_eq!(refused + same, content * 8);
    assert!(same < content, "{same} of {}", content * 8);
}
