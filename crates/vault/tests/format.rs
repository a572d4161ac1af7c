//! A file of version 1 opens for ever.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Counter, PASSWORD, bounds};
use vault::{
    Colour, HdPath, Name, Opener, Password, RevealError, SecretKey32, VaultFile, Words, WrapKind,
};

/// Made once by the test below and never again: a newer program must open what an older one wrote.
const FILE: &str = include_str!("vectors/vault_v1.hex");
const WORDS: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";
const PRF: [u8; 32] = [9; 32];

fn file() -> VaultFile {
    VaultFile::parse(&hex::decode(FILE.trim()).unwrap()).unwrap()
}

/// Prints a fresh file, for a new version beside the old one: `SLIPWAY_MAKE_VECTOR=1`.
#[test]
#[allow(clippy::print_stdout, reason = "the file that was asked for")]
fn make_a_file() {
    if std::env::var_os("SLIPWAY_MAKE_VECTOR").is_none() {
        return;
    }
    let mut rng = Counter(2026);
    let mut vault = support::vault(&mut rng);
    let words = Words::import(WORDS, "").unwrap();
    let seed = vault.add_imported_words(&words, &mut rng).unwrap();
    let path = HdPath::cosmos(0, 0).unwrap();
    let name = Name::new("One").unwrap();
    vault
        .add_derived(seed, path, name, Colour::default(), &mut rng)
        .unwrap();
    let (password, prf) = (Password::new(PASSWORD), SecretKey32::copied(&PRF));
    vault
        .add_passkey(&password, "aWQ".into(), [1; 32], &prf, &mut rng)
        .unwrap();
    println!("{}", hex::encode(vault.seal(&mut rng).unwrap()));
}

#[test]
fn an_old_file_opens_to_what_it_held() {
    let password = Password::new(PASSWORD);
    let opener = Opener::Password(&password);
    let vault = file().unlock(&opener, bounds()).unwrap();
    let seed = vault.head().seeds[0].id;
    let words = vault.reveal_words(seed, &opener).unwrap();
    assert_eq!(words.expose().collect::<Vec<_>>().join(" "), WORDS);
    assert_eq!(vault.head().accounts.len(), 1);
    assert!(matches!(
        vault.reveal_words(seed, &Opener::Password(&Password::new("another one 9"))),
        Err(RevealError::Open(_))
    ));
}

#[test]
fn an_old_file_opens_by_its_passkey() {
    let file = file();
    let passkey = file
        .wraps()
        .find(|wrap| matches!(wrap.kind, WrapKind::Passkey { .. }))
        .unwrap();
    let prf = SecretKey32::copied(&PRF);
    let opener = Opener::Passkey(passkey.id, &prf);
    assert!(file.unlock(&opener, bounds()).is_ok());
    let other = SecretKey32::copied(&[8; 32]);
    let opener = Opener::Passkey(passkey.id, &other);
    assert!(file.unlock(&opener, bounds()).is_err());
}
