//! Slipway's own backup: everything of a vault and what the caller adds (contacts, drafts,
//! settings), sealed under a password of its own.
//!
//! ```text
//! version (1) ‖ "slipway-backup" ‖ head length (u32) ‖ head (JSON: when, KDF parameters) ‖
//! nonce‖ciphertext‖tag ‖ SHA-256 of everything before (32)
//! ```
//! The contents are the records of a vault file in the clear, inside the seal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::UnixMillis;
use zeroize::{Zeroize, Zeroizing};

use crate::entropy::{Entropy, EntropyError};
use crate::sealed::{FormatError, KdfBounds, KdfCost, KdfError, KdfParams, RawFile, RawRecord};
use crate::sealed::{open, seal};
use crate::secret::{Password, SecretKey32};
use crate::strength::StrongPassword;
use crate::vault::{CreateError, NewLock, OpenError, Opener, UnlockedVault, VaultHead};

const VERSION: u8 = 1;
const MAGIC: &[u8] = b"slipway-backup";
const SECTION: &str = "section/";

/// Why a backup was not written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// The vault's password is wrong.
    #[error(transparent)]
    Vault(#[from] OpenError),
    /// The file is something else, newer or damaged.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The backup's password is another one.
    #[error("this password does not open the backup")]
    WrongPassword,
    /// The stored cost is refused, or there is too little memory.
    #[error(transparent)]
    Kdf(#[from] KdfError),
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A vault that opens by itself holds nothing worth a backup.
    #[error("a vault without a password has no backup")]
    Demo,
    /// The name of a section is longer than 200 bytes.
    #[error("a section's name has at most 200 bytes")]
    Section,
}

#[derive(Serialize, Deserialize)]
struct Head {
    made: UnixMillis,
    kdf: KdfParams,
}

/// How a backup is sealed.
#[derive(Debug)]
pub struct BackupSeal<'a> {
    /// The backup's own password.
    pub password: &'a StrongPassword,
    /// Its cost, at least [`KdfBounds::create`].
    pub cost: KdfCost,
    /// The bounds.
    pub bounds: KdfBounds,
    /// When it is made.
    pub made: UnixMillis,
}

/// An opened backup; secrets in it are overwritten when it is dropped.
pub struct OpenBackup {
    made: UnixMillis,
    vault: VaultHead,
    secrets: BTreeMap<String, Zeroizing<Vec<u8>>>,
    sections: BTreeMap<String, Vec<u8>>,
}

impl UnlockedVault {
    /// Writes a backup of everything, behind the vault's freshly typed password. `sections` are the
    /// caller's own contents by name.
    ///
    /// # Errors
    /// [`BackupError`].
    pub fn backup(
        &self,
        opener: &Opener<'_>,
        sections: &BTreeMap<String, Vec<u8>>,
        how: &BackupSeal<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, BackupError> {
        if self.head().demo || self.head().keyless {
            return Err(BackupError::Demo);
        }
        if sections.keys().any(|name| name.len() > 200) {
            return Err(BackupError::Section);
        }
        self.check_fresh(opener)?;
        let mut inner = RawFile {
            head: serde_json::to_vec(self.head()).expect("plain data always serialises"),
            records: Vec::new(),
        };
        for (id, mut plain) in self.plain_records()? {
            inner.records.push(RawRecord {
                id,
                sealed: std::mem::take(&mut *plain),
            });
        }
        inner
            .records
            .extend(sections.iter().map(|(name, bytes)| RawRecord {
                id: format!("{SECTION}{name}"),
                sealed: bytes.clone(),
            }));
        let contents = Zeroizing::new(inner.to_bytes());
        for record in &mut inner.records {
            record.sealed.zeroize();
        }
        let kdf = KdfParams::fresh(how.cost, &how.bounds, entropy)?;
        let key = kdf.derive(how.password.password(), &how.bounds)?;
        let mut out = before_seal(&Head {
            made: how.made,
            kdf,
        });
        let sealed = seal(key.expose(), &out, &contents, entropy)?;
        out.extend_from_slice(&sealed);
        let sum = Sha256::digest(&out);
        out.extend_from_slice(&sum);
        Ok(out)
    }
}

fn before_seal(head: &Head) -> Vec<u8> {
    let json = serde_json::to_vec(head).expect("plain data always serialises");
    let mut out = vec![VERSION];
    out.extend_from_slice(MAGIC);
    let length = u32::try_from(json.len()).expect("the head is short");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&json);
    out
}

/// Head, everything bound to the seal, and the sealed part.
fn split(bytes: &[u8]) -> Result<(Head, &[u8], &[u8]), FormatError> {
    let start = bytes.get(..=MAGIC.len()).ok_or(FormatError::NotAVault)?;
    if &start[1..] != MAGIC {
        return Err(FormatError::NotAVault);
    }
    if start[0] != VERSION {
        return Err(FormatError::Version(start[0]));
    }
    let end = bytes.len().checked_sub(32).ok_or(FormatError::Damaged)?;
    let (content, sum) = bytes.split_at(end);
    if Sha256::digest(content).as_slice() != sum {
        return Err(FormatError::Damaged);
    }
    let at = MAGIC.len() + 1;
    let rest = content.get(at..).ok_or(FormatError::Damaged)?;
    let (number, rest) = rest.split_first_chunk::<4>().ok_or(FormatError::Damaged)?;
    let length = u32::from_be_bytes(*number) as usize;
    let json = rest.get(..length).ok_or(FormatError::Damaged)?;
    let head = serde_json::from_slice(json).map_err(|_| FormatError::Damaged)?;
    let (bound, sealed) = content.split_at(at + 4 + length);
    Ok((head, bound, sealed))
}

impl OpenBackup {
    /// Opens a backup.
    ///
    /// # Errors
    /// [`BackupError`].
    pub fn open(
        bytes: &[u8],
        password: &Password,
        bounds: &KdfBounds,
    ) -> Result<Self, BackupError> {
        let (head, bound, sealed) = split(bytes)?;
        let key = head.kdf.derive(password, bounds)?;
        let contents = open(key.expose(), bound, sealed).ok_or(BackupError::WrongPassword)?;
        let inner = RawFile::parse(&contents)?;
        let vault = serde_json::from_slice(&inner.head).map_err(|_| FormatError::Damaged)?;
        let (mut secrets, mut sections) = (BTreeMap::new(), BTreeMap::new());
        for record in inner.records {
            match record.id.strip_prefix(SECTION) {
                Some(name) => {
                    sections.insert(name.to_owned(), record.sealed);
                }
                None => {
                    secrets.insert(record.id, Zeroizing::new(record.sealed));
                }
            }
        }
        Ok(Self {
            made: head.made,
            vault,
            secrets,
            sections,
        })
    }

    /// When it was made.
    #[must_use]
    pub const fn made(&self) -> UnixMillis {
        self.made
    }

    /// Names and accounts in it.
    #[must_use]
    pub const fn head(&self) -> &VaultHead {
        &self.vault
    }

    /// The caller's own contents by name.
    #[must_use]
    pub const fn sections(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.sections
    }

    /// Makes a vault of it, under a new data key and a new lock; ids, names and order stay.
    ///
    /// # Errors
    /// [`CreateError`].
    pub fn into_vault(
        self,
        lock: NewLock<'_>,
        bounds: KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<UnlockedVault, CreateError> {
        UnlockedVault::restore(self.vault, &self.secrets, lock, bounds, entropy)
    }
}

/// Why a backup does not cover a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupGap {
    /// It was made of another vault.
    #[error("the backup is of another vault")]
    OtherVault,
    /// The vault holds words or keys that the backup does not.
    #[error("the vault holds words or keys that are not in the backup")]
    Missing,
    /// It could not be restored.
    #[error("the backup can't be restored: {0}")]
    Restore(#[from] CreateError),
    /// The vault itself can't be read.
    #[error(transparent)]
    Vault(#[from] OpenError),
}

impl UnlockedVault {
    /// Restores `backup` in memory and compares: when every record of this vault (words, seeds, keys)
    /// comes back equal, all its words count as checked.
    ///
    /// # Errors
    /// [`BackupGap`]; nothing counts as checked then.
    pub fn confirm_backup(
        &mut self,
        backup: OpenBackup,
        now: UnixMillis,
        bounds: KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<(), BackupGap> {
        if backup.head().id != self.head().id {
            return Err(BackupGap::OtherVault);
        }
        let key = SecretKey32::random(entropy).map_err(CreateError::from)?;
        let restored = backup.into_vault(NewLock::Device(&key), bounds, entropy)?;
        let found: BTreeMap<_, _> = restored.plain_records()?.into_iter().collect();
        for (id, plain) in self.plain_records()? {
            if found.get(&id) != Some(&plain) {
                return Err(BackupGap::Missing);
            }
        }
        self.mark_checked(now);
        Ok(())
    }
}

impl std::fmt::Debug for OpenBackup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenBackup")
            .field("made", &self.made)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Colour, Name};
    use crate::entropy::TestEntropy;
    use crate::keys::{HdPath, WordCount, Words};
    use crate::vault::testing::{self, CHEAP, PASSWORD, bounds, strong};

    fn made(rng: &mut TestEntropy) -> (UnlockedVault, Vec<u8>) {
        let mut vault = testing::empty(rng);
        let words = Words::generate(WordCount::Twelve, rng).unwrap();
        let seed = vault.add_generated_words(&words, rng).unwrap();
        let name = Name::new("One").unwrap();
        let path = HdPath::cosmos(0, 0).unwrap();
        vault
            .add_derived(seed, path, name, Colour::default(), rng)
            .unwrap();
        let sections = BTreeMap::from([("contacts".to_owned(), b"[]".to_vec())]);
        let password = strong("backup password 1");
        let how = BackupSeal {
            password: &password,
            cost: CHEAP,
            bounds: bounds(),
            made: UnixMillis(5),
        };
        let own = Password::new(PASSWORD);
        let bytes = vault
            .backup(&Opener::Password(&own), &sections, &how, rng)
            .unwrap();
        (vault, bytes)
    }

    #[test]
    fn everything_comes_back_under_a_new_lock() {
        let mut rng = TestEntropy(1);
        let (vault, bytes) = made(&mut rng);
        let password = Password::new("backup password 1");
        let open = OpenBackup::open(&bytes, &password, &bounds()).unwrap();
        assert_eq!(open.made(), UnixMillis(5));
        assert_eq!(open.sections()["contacts"], b"[]");
        let new = strong("another password");
        let lock = NewLock::Password {
            password: &new,
            cost: CHEAP,
        };
        let back = open.into_vault(lock, bounds(), &mut rng).unwrap();
        assert_eq!(back.head().accounts, vault.head().accounts);
        let seed = back.head().seeds[0].id;
        let words = |v: &UnlockedVault, text: &str| {
            let password = Password::new(text);
            let words = v.reveal_words(seed, &Opener::Password(&password)).unwrap();
            words.expose().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words(&back, "another password"), words(&vault, PASSWORD));
        let account = back.head().accounts[0].id;
        assert!(back.key(account).is_some());
    }

    #[test]
    fn a_backup_counts_as_checked_only_for_what_it_holds() {
        let mut rng = TestEntropy(1);
        let (mut vault, bytes) = made(&mut rng);
        let password = Password::new("backup password 1");
        let open = || OpenBackup::open(&bytes, &password, &bounds()).unwrap();
        let mut other = testing::empty(&mut rng);
        assert_eq!(
            other.confirm_backup(open(), UnixMillis(9), bounds(), &mut rng),
            Err(BackupGap::OtherVault)
        );
        let hex = crate::Secret::new("7".repeat(64));
        let extra = vault
            .add_hex(&hex, Name::new("Two").unwrap(), Colour::default(), &mut rng)
            .unwrap();
        assert_eq!(
            vault.confirm_backup(open(), UnixMillis(9), bounds(), &mut rng),
            Err(BackupGap::Missing)
        );
        assert!(!vault.head().seeds[0].backup.is_safe());
        vault.remove_account(extra).unwrap();
        vault
            .confirm_backup(open(), UnixMillis(9), bounds(), &mut rng)
            .unwrap();
        assert!(vault.head().seeds[0].backup.is_safe());
    }

    #[test]
    fn wrong_passwords_and_damage_are_told_apart() {
        let mut rng = TestEntropy(1);
        let (_, bytes) = made(&mut rng);
        let open = |bytes: &[u8], text: &str| {
            OpenBackup::open(bytes, &Password::new(text), &bounds()).unwrap_err()
        };
        assert_eq!(open(&bytes, "wrong"), BackupError::WrongPassword);
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            assert!(matches!(
                open(&broken, "backup password 1"),
                BackupError::Format(_)
            ));
            assert!(matches!(
                open(&bytes[..at], "backup password 1"),
                BackupError::Format(_)
            ));
        }
    }
}
