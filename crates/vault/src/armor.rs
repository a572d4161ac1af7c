//! The armor of `akash keys export`: OpenPGP ASCII armor around one sealed key.
//!
//! Block `TENDERMINT PRIVATE KEY`, headers `kdf`, `salt`, `type`. With `kdf: argon2` the key is
//! Argon2id (t = 1, 64 MiB, four lanes) and the cipher ChaCha20-Poly1305 with a zero nonce; with
//! `kdf: bcrypt` it is SHA-256 of the bcrypt text (cost 12) and XSalsa20-Poly1305. The contents are
//! the amino form of a secp256k1 key.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use crypto_secretbox::XSalsa20Poly1305;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy, EntropyError};
use crate::keys::PrivateKey;
use crate::sealed::{KdfCost, KdfError, argon2id};
use crate::secret::SecretKey32;

const BLOCK: &str = "TENDERMINT PRIVATE KEY";
/// Amino prefix of `tendermint/PrivKeySecp256k1`, with the length of the key.
const PREFIX: [u8; 5] = [0xe1, 0xb0, 0xf7, 0x9b, 0x20];
const COST: KdfCost = KdfCost {
    memory_kib: 64 * 1024,
    passes: 1,
};
/// No armor comes near this.
const MAX_TEXT: usize = 64 * 1024;

/// Why an armor was not read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArmorError {
    /// There is no block with BEGIN and END lines, or its lines are no base64.
    #[error("this is not an armored key")]
    NotArmor,
    /// The block holds something else.
    #[error("this armor holds a {0}, not a private key")]
    Block(String),
    /// The checksum of the text doesn't fit: a character is wrong or missing.
    #[error("the armored text is damaged")]
    Damaged,
    /// The salt is missing or no hex.
    #[error("the armor has no salt")]
    Salt,
    /// The armor was sealed in a way that `akash` does not use.
    #[error("the armor names the key derivation {0:?}; argon2 and bcrypt are known")]
    Kdf(String),
    /// The key is not one of secp256k1.
    #[error("the armor holds a key of type {0:?}; only secp256k1 is used for accounts")]
    KeyType(String),
    /// The password is another one.
    #[error("this password does not open the armor")]
    WrongPassword,
    /// The opened contents are not a key.
    #[error("the armor opened, but holds no secp256k1 key")]
    NotAKey,
    /// The password begins or ends with white space, which `akash` would cut off.
    #[error("a password for export can't begin or end with white space")]
    Spaces,
    /// The key derivation could not run.
    #[error(transparent)]
    Derivation(#[from] KdfError),
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// Opens an armor. The password is tried as typed and then without white space at its ends, since
/// the command cuts that off.
pub(crate) fn open(text: &str, typed: &str) -> Result<PrivateKey, ArmorError> {
    let armor = Armor::parse(text)?;
    match armor.open(typed) {
        Err(ArmorError::WrongPassword) if typed.trim() != typed => armor.open(typed.trim()),
        other => other,
    }
}

/// Seals a key as `akash keys export` does, so that `akash keys import` takes it.
pub(crate) fn seal(
    key: &PrivateKey,
    password: &str,
    entropy: &mut dyn Entropy,
) -> Result<String, ArmorError> {
    if password.trim() != password {
        return Err(ArmorError::Spaces);
    }
    let salt = entropy::array::<16>(entropy)?;
    let kek = argon2id(password.as_bytes(), &salt, COST, 4)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(37));
    plain.extend_from_slice(&PREFIX);
    plain.extend_from_slice(key.to_bytes().as_ref());
    let sealed = ChaCha20Poly1305::new(kek.expose().into())
        .encrypt(&Nonce::default(), plain.as_slice())
        .map_err(|_| ArmorError::NotAKey)?;
    let mut out = format!(
        "-----BEGIN {BLOCK}-----\nkdf: argon2\nsalt: {}\ntype: secp256k1\n\n",
        hex::encode_upper(salt)
    );
    let body = STANDARD.encode(&sealed);
    for line in body.as_bytes().chunks(64) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push('\n');
    }
    let sum = crc24(&sealed).to_be_bytes();
    out.push_str(&format!(
        "={}\n-----END {BLOCK}-----\n",
        STANDARD.encode(&sum[1..])
    ));
    Ok(out)
}

struct Armor {
    bcrypt: bool,
    salt: [u8; 16],
    sealed: Vec<u8>,
}

impl Armor {
    fn parse(text: &str) -> Result<Self, ArmorError> {
        let (headers, body, sum) = split(text)?;
        let sealed = STANDARD.decode(body).map_err(|_| ArmorError::NotArmor)?;
        if let Some(sum) = sum {
            let expected = crc24(&sealed).to_be_bytes();
            if STANDARD.decode(sum).ok().as_deref() != Some(&expected[1..]) {
                return Err(ArmorError::Damaged);
            }
        }
        let bcrypt = match headers.get("kdf").map(String::as_str) {
            Some("argon2") => false,
            Some("bcrypt") => true,
            other => return Err(ArmorError::Kdf(other.unwrap_or_default().into())),
        };
        let kind = headers.get("type").map_or("secp256k1", String::as_str);
        if kind != "secp256k1" {
            return Err(ArmorError::KeyType(kind.into()));
        }
        let mut salt = [0; 16];
        let text = headers.get("salt").ok_or(ArmorError::Salt)?;
        hex::decode_to_slice(text, &mut salt).map_err(|_| ArmorError::Salt)?;
        Ok(Self {
            bcrypt,
            salt,
            sealed,
        })
    }

    fn open(&self, password: &str) -> Result<PrivateKey, ArmorError> {
        let plain = if self.bcrypt {
            self.open_bcrypt(password)?
        } else {
            let kek = argon2id(password.as_bytes(), &self.salt, COST, 4)?;
            ChaCha20Poly1305::new(kek.expose().into())
                .decrypt(&Nonce::default(), self.sealed.as_slice())
                .map_err(|_| ArmorError::WrongPassword)?
        };
        let plain = Zeroizing::new(plain);
        let key = plain
            .strip_prefix(PREFIX.as_slice())
            .ok_or(ArmorError::NotAKey)?;
        PrivateKey::from_bytes(key).map_err(|_| ArmorError::NotAKey)
    }

    fn open_bcrypt(&self, password: &str) -> Result<Vec<u8>, ArmorError> {
        let hash = bcrypt::hash_with_salt(password.as_bytes(), 12, self.salt)
            .map_err(|_| ArmorError::WrongPassword)?;
        let text = Zeroizing::new(hash.format_for_version(bcrypt::Version::TwoA));
        let kek = SecretKey32::filled(|key| {
            key.copy_from_slice(&Sha256::digest(text.as_bytes()));
        });
        let (nonce, rest) = self
            .sealed
            .split_first_chunk::<24>()
            .ok_or(ArmorError::WrongPassword)?;
        XSalsa20Poly1305::new(kek.expose().into())
            .decrypt(nonce.into(), rest)
            .map_err(|_| ArmorError::WrongPassword)
    }
}

type Parts = (BTreeMap<String, String>, String, Option<String>);

/// Headers, base64 body and the base64 of the checksum, if there is one.
fn split(text: &str) -> Result<Parts, ArmorError> {
    if text.len() > MAX_TEXT {
        return Err(ArmorError::NotArmor);
    }
    let mut lines = text.lines().map(str::trim).skip_while(|l| l.is_empty());
    let first = lines.next().ok_or(ArmorError::NotArmor)?;
    let block = first
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.strip_suffix("-----"))
        .ok_or(ArmorError::NotArmor)?;
    if block != BLOCK {
        return Err(ArmorError::Block(block.chars().take(40).collect()));
    }
    let end = format!("-----END {BLOCK}-----");
    let (mut headers, mut body, mut sum) = (BTreeMap::new(), String::new(), None);
    let mut in_body = false;
    for line in lines {
        if line == end {
            return Ok((headers, body, sum));
        }
        match (in_body, line.split_once(": ")) {
            (_, None) if line.is_empty() => in_body = true,
            (false, Some((key, value))) => {
                headers.insert(key.to_ascii_lowercase(), value.trim().to_owned());
            }
            _ => match line.strip_prefix('=') {
                Some(rest) if sum.is_none() => sum = Some(rest.to_owned()),
                _ if sum.is_some() => return Err(ArmorError::NotArmor),
                _ => {
                    in_body = true;
                    body.push_str(line);
                }
            },
        }
    }
    Err(ArmorError::NotArmor)
}

/// The checksum of OpenPGP armor (RFC 4880 §6.1).
fn crc24(bytes: &[u8]) -> u32 {
    let mut crc = 0x00b7_04ce_u32;
    for byte in bytes {
        crc ^= u32::from(*byte) << 16;
        for _ in 0..8 {
            crc <<= 1;
            if crc & 0x0100_0000 != 0 {
                crc ^= 0x0186_4cfb;
            }
        }
    }
    crc & 0x00ff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;

    fn key() -> PrivateKey {
        PrivateKey::from_hex(&"42".repeat(32)).unwrap()
    }

    #[test]
    fn what_is_sealed_opens() {
        let armor = seal(&key(), "correct horse 1", &mut TestEntropy(2)).unwrap();
        let back = open(&armor, "  correct horse 1 ").unwrap();
        assert_eq!(back.public(), key().public());
        assert!(matches!(
            open(&armor, "other"),
            Err(ArmorError::WrongPassword)
        ));
        assert!(matches!(
            seal(&key(), " x", &mut TestEntropy(2)),
            Err(ArmorError::Spaces)
        ));
    }

    #[test]
    fn says_what_is_wrong_with_a_text() {
        let good = seal(&key(), "pw", &mut TestEntropy(2)).unwrap();
        let cases: [(String, ArmorError); 9] = [
            (String::new(), ArmorError::NotArmor),
            ("hello".into(), ArmorError::NotArmor),
            (
                good.replace("PRIVATE KEY", "KEY INFO"),
                ArmorError::Block("TENDERMINT KEY INFO".into()),
            ),
            (
                good.replace("kdf: argon2", "kdf: scrypt"),
                ArmorError::Kdf("scrypt".into()),
            ),
            (
                good.replace("kdf: argon2\n", ""),
                ArmorError::Kdf(String::new()),
            ),
            (good.replace("salt:", "salz:"), ArmorError::Salt),
            (
                good.replace("secp256k1", "ed25519"),
                ArmorError::KeyType("ed25519".into()),
            ),
            (good.replace("\n=", "\n=A"), ArmorError::Damaged),
            (good.replace("-----END", "-----ENDE"), ArmorError::NotArmor),
        ];
        for (text, expected) in cases {
            let found = Armor::parse(&text).map(|_| ()).unwrap_err();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_checksum_is_the_one_of_openpgp() {
        assert_eq!(crc24(b""), 0x00b7_04ce);
        assert_eq!(crc24(b"123456789"), 0x0021_cf02);
    }
}
