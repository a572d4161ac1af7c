//! Client certificates for providers: self-signed X.509 over P-256, in the form that the chain and
//! the gateways take.

mod der;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use serde::{Deserialize, Serialize};
use types::{Address, UnixMillis};
use zeroize::Zeroizing;

use crate::entropy::{Entropy, EntropyError};
use crate::id::KeyId;

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// 2.23.133.2.6
const AKASH_VERSION: &[u8] = &[0x67, 0x81, 0x05, 0x02, 0x06];
/// ecdsa-with-SHA256
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const PRIME256V1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

/// Why a certificate was not made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// There is no such account.
    #[error("the vault has no such account")]
    NoSuchAccount,
    /// There is no such certificate.
    #[error("the vault has no such certificate")]
    NoSuchCertificate,
    /// The account has a certificate with this serial already.
    #[error("the account has a certificate with this serial already")]
    Serial,
    /// It would end before it begins, or beyond the year 9999.
    #[error("the certificate ends before it begins")]
    Times,
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// A client certificate of an account, without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The account it names.
    pub account: KeyId,
    /// Its serial, unique for the account; the chain shows it in decimal.
    pub serial: u64,
    /// From when it holds.
    pub not_before: UnixMillis,
    /// Until when it holds.
    pub not_after: UnixMillis,
    #[serde(with = "hex::serde")]
    der: Vec<u8>,
    #[serde(with = "hex::serde")]
    public_key: Vec<u8>,
}

impl Certificate {
    /// The certificate as TLS sends it.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// For `MsgCreateCertificate.cert`: PEM `CERTIFICATE`.
    #[must_use]
    pub fn pem(&self) -> String {
        pem("CERTIFICATE", &self.der)
    }

    /// For `MsgCreateCertificate.pubkey`: PEM `EC PUBLIC KEY` around a SubjectPublicKeyInfo.
    #[must_use]
    pub fn public_key_pem(&self) -> String {
        pem("EC PUBLIC KEY", &self.public_key)
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in STANDARD.encode(der).as_bytes().chunks(64) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push('\n');
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

/// A fresh P-256 key.
pub(crate) fn new_key(entropy: &mut dyn Entropy) -> Result<Zeroizing<[u8; 32]>, EntropyError> {
    let mut bytes = Zeroizing::new([0; 32]);
    loop {
        entropy.fill(bytes.as_mut())?;
        // One in 2³² draws lies above the order of the curve.
        if SigningKey::from_slice(bytes.as_ref()).is_ok() {
            return Ok(bytes);
        }
    }
}

/// What a certificate says.
pub(crate) struct Wanted<'a> {
    pub(crate) account: KeyId,
    pub(crate) owner: &'a Address,
    pub(crate) serial: u64,
    pub(crate) not_before: UnixMillis,
    pub(crate) not_after: UnixMillis,
}

/// Makes the certificate and signs it with its own key.
pub(crate) fn make(wanted: &Wanted<'_>, key: &[u8; 32]) -> Result<Certificate, CertificateError> {
    if wanted.not_after <= wanted.not_before {
        return Err(CertificateError::Times);
    }
    let key = SigningKey::from_slice(key).map_err(|_| CertificateError::NoSuchCertificate)?;
    let public_key = public_key_info(key.verifying_key().to_encoded_point(false).as_bytes());
    let body = to_be_signed(wanted, &public_key).ok_or(CertificateError::Times)?;
    let signature: DerSignature = key.sign(&body);
    let der = der::group(
        der::SEQUENCE,
        &[body, algorithm(), der::bits(signature.as_bytes())],
    );
    Ok(Certificate {
        account: wanted.account,
        serial: wanted.serial,
        not_before: wanted.not_before,
        not_after: wanted.not_after,
        der,
        public_key,
    })
}

/// Signs what a TLS handshake asks for: ECDSA over SHA-256, in DER.
pub(crate) fn sign_handshake(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let key = SigningKey::from_slice(key).ok()?;
    let signature: DerSignature = key.sign(message);
    Some(signature.as_bytes().to_vec())
}

fn algorithm() -> Vec<u8> {
    der::group(der::SEQUENCE, &[der::tagged(der::OBJECT, ECDSA_SHA256)])
}

fn public_key_info(point: &[u8]) -> Vec<u8> {
    let kind = der::group(
        der::SEQUENCE,
        &[
            der::tagged(der::OBJECT, EC_PUBLIC_KEY),
            der::tagged(der::OBJECT, PRIME256V1),
        ],
    );
    der::group(der::SEQUENCE, &[kind, der::bits(point)])
}

fn name(owner: &Address) -> Vec<u8> {
    let part = |object: &[u8], text: &str| {
        let pair = [
            der::tagged(der::OBJECT, object),
            der::tagged(der::PRINTABLE, text.as_bytes()),
        ];
        der::group(der::SET, &[der::group(der::SEQUENCE, &pair)])
    };
    der::group(
        der::SEQUENCE,
        &[
            part(COMMON_NAME, owner.as_str()),
            part(AKASH_VERSION, "v0.0.1"),
        ],
    )
}

fn extension(object: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![der::tagged(der::OBJECT, object)];
    if critical {
        parts.push(der::tagged(der::BOOLEAN, &[0xff]));
    }
    parts.push(der::tagged(der::OCTET_STRING, value));
    der::group(der::SEQUENCE, &parts)
}

fn to_be_signed(wanted: &Wanted<'_>, public_key: &[u8]) -> Option<Vec<u8>> {
    let usage = der::group(der::SEQUENCE, &[der::tagged(der::OBJECT, CLIENT_AUTH)]);
    let extensions = der::group(
        der::SEQUENCE,
        &[
            // Key and data encipherment.
            extension(KEY_USAGE, true, &[0x03, 0x02, 0x04, 0x30]),
            extension(EXTENDED_KEY_USAGE, false, &usage),
            extension(BASIC_CONSTRAINTS, true, &der::group(der::SEQUENCE, &[])),
        ],
    );
    let validity = [der::time(wanted.not_before)?, der::time(wanted.not_after)?];
    Some(der::group(
        der::SEQUENCE,
        &[
            der::tagged(0xa0, &der::integer(2)),
            der::integer(wanted.serial),
            algorithm(),
            name(wanted.owner),
            der::group(der::SEQUENCE, &validity),
            name(wanted.owner),
            public_key.to_vec(),
            der::tagged(0xa3, &extensions),
        ],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;

    /// The certificate that the Go tools made for the recorded chain (`amino/08-cert-create`): with
    /// its key, serial and times ours has the same signed part, byte for byte.
    const RECORDED: &str = "MIIBujCCAV+gAwIBAgICA+0wCgYIKoZIzj0EAwIwSjE1MDMGA1UEAxMsYWthc2gxZGdlMGxjYzVycXhrdzUycmdhdjRxMGZ5aHg3YXJjdWZtcmt5d3cxETAPBgVngQUCBhMGdjAuMC4xMB4XDTI2MTEyNDA2NDgxMloXDTI3MTEyNDA2NDgxMlowSjE1MDMGA1UEAxMsYWthc2gxZGdlMGxjYzVycXhrdzUycmdhdjRxMGZ5aHg3YXJjdWZtcmt5d3cxETAPBgVngQUCBhMGdjAuMC4xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEiWe4PjX/ULtOVdzo7U7/4lqApcjKNz+q2RlJCwTEVNjTiEIyNaZTy5Bs+N74k682+7EdvHqal79JOd0QpkHNeaM1MDMwDgYDVR0PAQH/BAQDAgQwMBMGA1UdJQQMMAoGCCsGAQUFBwMCMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSQAwRgIhAOmsTIL2i7Fdy1e5EuZACqnWGAQ38Ufzt1yiP0mKFVyDAiEArXe2GBAvdc7QNWJWpuTz4096FwVbnLw3x4uueyW1A6c=";

    fn account() -> KeyId {
        KeyId::random(&mut TestEntropy(1)).unwrap()
    }

    #[test]
    fn the_signed_part_equals_a_recorded_one() {
        let recorded = STANDARD.decode(RECORDED).unwrap();
        let owner = "akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww"
            .parse()
            .unwrap();
        let wanted = Wanted {
            account: account(),
            owner: &owner,
            serial: 1005,
            not_before: UnixMillis(1_795_502_892_000),
            not_after: UnixMillis(1_795_502_892_000 + 365 * 86_400_000),
        };
        let point = &recorded[213 + 26..213 + 91];
        let body = to_be_signed(&wanted, &public_key_info(point)).unwrap();
        assert_eq!(body, recorded[4..359]);
    }

    #[test]
    fn a_certificate_is_signed_by_its_own_key() {
        let key = new_key(&mut TestEntropy(5)).unwrap();
        let owner = Address::from_bytes(&[7; 20]).unwrap();
        let mut wanted = Wanted {
            account: account(),
            owner: &owner,
            serial: u64::MAX,
            not_before: UnixMillis(0),
            not_after: UnixMillis(1000),
        };
        let made = make(&wanted, &key).unwrap();
        assert!(made.pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
        assert!(
            made.public_key_pem()
                .ends_with("-----END EC PUBLIC KEY-----\n")
        );
        let public: VerifyingKey = *SigningKey::from_slice(key.as_ref())
            .unwrap()
            .verifying_key();
        let signature = sign_handshake(key.as_ref(), b"hello").unwrap();
        let signature = DerSignature::try_from(signature.as_slice()).unwrap();
        assert!(public.verify(b"hello", &signature).is_ok());
        wanted.not_after = UnixMillis(0);
        assert_eq!(make(&wanted, &key), Err(CertificateError::Times));
    }
}
