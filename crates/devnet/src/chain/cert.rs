//! The certificate module.

use super::ctx::Ctx;
use super::provider::check_address;
use super::refusal::Refusal;
use proto::cert_v1::{Certificate, MsgCreateCertificate, MsgRevokeCertificate, State};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::SubjectPublicKeyInfo;

fn refuse(code: u32, log: &str) -> Refusal {
    Refusal::new("cert", code, log)
}

fn only_block(bytes: &[u8], label: &str) -> Option<Vec<u8>> {
    let mut blocks = Pem::iter_from_buffer(bytes);
    let first = blocks.next()?.ok()?;
    (first.label == label && blocks.next().is_none()).then_some(first.contents)
}

/// Key of a certificate: serials sort as numbers.
pub fn key(owner: &str, serial: &str) -> (String, String) {
    (owner.to_owned(), format!("{serial:0>60}"))
}

/// Checks a certificate before any state is read and gives its decimal serial.
///
/// # Errors
/// 6 for the certificate, 7 for the public key, codespace `undefined` for name and signature.
pub fn check_create(m: &MsgCreateCertificate) -> Result<String, Refusal> {
    check_address(&m.owner)?;
    let value = || refuse(6, "invalid certificate value");
    let public = || refuse(7, "invalid pubkey value");
    let der = only_block(&m.cert, "CERTIFICATE").ok_or_else(value)?;
    let (rest, cert) = X509Certificate::from_der(&der).map_err(|_| value())?;
    if !rest.is_empty() {
        return Err(value());
    }
    let spki_der = only_block(&m.pubkey, "EC PUBLIC KEY").ok_or_else(public)?;
    let (rest, spki) = SubjectPublicKeyInfo::from_der(&spki_der).map_err(|_| public())?;
    if !rest.is_empty() {
        return Err(public());
    }
    if cert.verify_signature(Some(&spki)).is_err() {
        return Err(Refusal::unregistered(
            "invalid certificate value: signature does not verify",
        ));
    }
    let name = cert.subject().iter_common_name().next();
    if name.and_then(|n| n.as_str().ok()) != Some(m.owner.as_str()) {
        return Err(Refusal::unregistered(
            "invalid certificate value: CommonName does not match owner",
        ));
    }
    Ok(cert.tbs_certificate.serial.to_string())
}

impl Ctx<'_> {
    /// `/akash.cert.v1.MsgCreateCertificate`. It publishes no typed event.
    ///
    /// # Errors
    /// 3 when the serial was used, also for a revoked one.
    pub fn create_certificate(&mut self, m: &MsgCreateCertificate) -> Result<(), Refusal> {
        let key = key(&m.owner, &check_create(m)?);
        self.gas += 18_000;
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
        let id = m.id.clone().unwrap_or_default();
        self.gas += 18_000;
        let cert = self
            .state
            .certificates
            .get_mut(&key(&id.owner, &id.serial))
            .ok_or_else(|| refuse(1, "certificate not found"))?;
        if cert.state != State::Valid as i32 {
            return Err(refuse(4, "certificate already revoked"));
        }
        cert.state = State::Revoked as i32;
        Ok(())
    }
}
