//! A vault's file and a backup, as they come from a disk.

use vault::{OpenBackup, Opener, Password, VaultFile, WrapKind, choose};

use super::vaults;

pub(crate) fn run(bytes: &[u8]) {
    let password = Password::new(vaults::PASSWORD);
    let parsed = VaultFile::parse(bytes);
    assert_eq!(parsed.is_ok(), choose(Some(bytes), None).is_ok());
    if let Ok(file) = parsed {
        let locks = file
            .wraps()
            .filter(|w| matches!(w.kind, WrapKind::Password { .. }));
        let has_password = locks.count() > 0;
        if let Ok(mut vault) = file.unlock(&Opener::Password(&password), vaults::bounds()) {
            assert!(has_password);
            assert_eq!(vault.head(), file.head());
            let (_, mut rng) = vaults::empty();
            let sealed = vault.seal(&mut rng).expect("an open vault can be sealed");
            let again = VaultFile::parse(&sealed).expect("what was sealed is a file");
            assert!(
                again
                    .unlock(&Opener::Password(&password), vaults::bounds())
                    .is_ok()
            );
        }
    }
    let _ = OpenBackup::open(bytes, &password, &vaults::bounds());
}
