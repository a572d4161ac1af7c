//! The cert module: client and provider certificates.

use super::bank::check_address;
use super::ctx::Ctx;
use super::refusal::Refusal;
use proto::cert_v1::{Certificate, MsgCreateCertificate, MsgRevokeCertificate, State};
use x509_parser::pem::parse_x509_pem;

fn refuse(code: u32, log: &str) -> Refusal {
    Refusal::new("cert", code, log)
}

/// Decimal text of a certificate's serial number, after checking what the chain checks: one PEM
/// block, signed by itself, the owner as common name, and the public key given beside it.
fn serial(m: &MsgCreateCertificate) -> Result<String, Refusal> {
    let invalid = || refuse(6, "invalid certificate value");
    let (_, pem) = parse_x509_pem(&m.cert).map_err(|_| invalid())?;
    if pem.label != "CERTIFICATE" {
        return Err(invalid());
    }
    let (_, key) = parse_x509_pem(&m.pubkey).map_err(|_| refuse(7, "invalid pubkey value"))?;
    let cert = pem
        .parse_x509()
        .map_err(|_| Refusal::unregistered("invalid certificate value: malformed"))?;
    let common = cert
        .subject()
        .iter_common_name()
        .next()
        .and_then(|n| n.as_str().ok());
    if common != Some(m.owner.as_str()) {
        return Err(Refusal::unregistered(
            "invalid certificate value: CommonName does not match owner",
        ));
    }
    if cert.public_key().raw != key.contents.as_slice() {
        return Err(Refusal::unregistered(
            "invalid certificate value: public key does not match",
        ));
    }
    decimal(cert.raw_serial()).ok_or_else(|| refuse(5, "invalid serial number"))
}

/// Decimal text of a positive big-endian number of at most 20 bytes.
fn decimal(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() || bytes.len() > 21 {
        return None;
    }
    let mut digits = vec![0u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = u32::from(*digit) * 256 + carry;
            *digit = u8::try_from(value % 10).ok()?;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).ok()?);
            carry /= 10;
        }
    }
    Some(digits.iter().rev().map(|d| char::from(b'0' + d)).collect())
}

/// Checks a certificate before any state is read.
///
/// # Errors
/// `sdk` 7 owner, `cert` 5 to 7 form, `undefined` 1 content.
pub fn check_create(m: &MsgCreateCertificate) -> Result<(), Refusal> {
    check_address(&m.owner)?;
    serial(m).map(|_| ())
}

/// Checks a revocation before any state is read.
///
/// # Errors
/// `sdk` 7 owner, `cert` 5 serial.
pub fn check_revoke(m: &MsgRevokeCertificate) -> Result<(), Refusal> {
    let id = m.id.as_ref().ok_or_else(|| refuse(2, "invalid address"))?;
    check_address(&id.owner)?;
    if id.serial.is_empty() || !id.serial.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refuse(5, "invalid serial number"));
    }
    Ok(())
}

impl Ctx<'_> {
    /// `/akash.cert.v1.MsgCreateCertificate`.
    ///
    /// # Errors
    /// 3 when the owner has used the serial before.
    pub fn create_certificate(&mut self, m: &MsgCreateCertificate) -> Result<(), Refusal> {
        self.gas += 6_000 + 30 * (m.cert.len() + m.pubkey.len()) as u64 / 2;
        let key = (m.owner.clone(), serial(m)?);
        if self.state.certificates.contains_key(&key) {
            return Err(refuse(3, "certificate exists"));
        }
        self.state.certificates.insert(
            key,
            Certificate {
                state: State::Valid as i32,
                cert: m.cert.clone(),
                pubkey: m.pubkey.clone(),
            },
        );
        Ok(())
    }

    /// `/akash.cert.v1.MsgRevokeCertificate`.
    ///
    /// # Errors
    /// 1 not found, 4 revoked already.
    pub fn revoke_certificate(&mut self, m: &MsgRevokeCertificate) -> Result<(), Refusal> {
        self.gas += 20_000;
        let id = m.id.clone().unwrap_or_default();
        let there = self
            .state
            .certificates
            .get_mut(&(id.owner, id.serial))
            .ok_or_else(|| refuse(1, "certificate not found"))?;
        if there.state == State::Revoked as i32 {
            return Err(refuse(4, "certificate already revoked"));
        }
        there.state = State::Revoked as i32;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_decimal() {
        assert_eq!(decimal(&[0]).unwrap(), "0");
        assert_eq!(decimal(&[1, 0]).unwrap(), "256");
        assert_eq!(decimal(&[0, 0xff, 0xff, 0xff, 0xff]).unwrap(), "4294967295");
        assert_eq!(decimal(&[]), None);
    }
}
