//! The text of an exported key.

use vault::{ArmorError, Colour, KeyFileError, Name, Secret};

use super::vaults;

pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let (mut vault, mut rng) = vaults::empty();
    let typed = Secret::new("a password".to_owned());
    let Ok(name) = Name::new("One") else {
        return;
    };
    let answer = vault.import_armor(text, &typed, name, Colour::default(), &mut rng);
    match answer {
        Ok(id) => assert!(vault.head().account(id).is_some()),
        Err(KeyFileError::Armor(ArmorError::WrongPassword)) => {
            assert!(text.contains("TENDERMINT PRIVATE KEY"));
        }
        Err(_) => assert!(vault.head().accounts.is_empty()),
    }
}
