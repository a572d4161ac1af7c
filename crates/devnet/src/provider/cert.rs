//! The provider's certificate: P-256, signed by itself, its subject the provider's address, published on the chain.

use super::mtls::Offered;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SanType, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

/// The attribute that names the format's version in subject and issuer.
const VERSION_OID: [u64; 5] = [2, 23, 133, 2, 6];

/// A certificate with its key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key_pem: String,
    key_der: Vec<u8>,
    serial: u64,
    spki: Vec<u8>,
}

/// Why no certificate could be made or read back.
#[derive(Debug, thiserror::Error)]
pub enum CertError {
    /// The library refused.
    #[error("certificate can't be made: {0}")]
    Make(#[from] rcgen::Error),
    /// The stored text isn't what was written.
    #[error("stored certificate can't be read")]
    Read,
    /// TLS refused the certificate or key.
    #[error("TLS refused the certificate: {0}")]
    Tls(#[from] rustls::Error),
}

impl Identity {
    /// A new certificate of an address, valid for a year from `now` (milliseconds). The serial is `now` in nanoseconds.
    ///
    /// # Errors
    /// [`CertError::Make`].
    pub fn generate(address: &str, now: u64) -> Result<Self, CertError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let serial = now.saturating_mul(1_000_000);
        let mut params = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, DnValue::Utf8String(address.to_owned()));
        let version = rcgen::string::PrintableString::try_from("v0.0.1")?;
        name.push(
            DnType::CustomDnType(VERSION_OID.to_vec()),
            DnValue::PrintableString(version),
        );
        params.distinguished_name = name;
        params.serial_number = Some(SerialNumber::from(serial));
        let start = std::time::UNIX_EPOCH + Duration::from_millis(now.saturating_sub(60_000));
        params.not_before = start.into();
        params.not_after = (start + Duration::from_secs(365 * 86_400)).into();
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::DataEncipherment,
        ];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::ServerAuth,
        ];
        params.subject_alt_names = vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST))];
        let certificate = params.self_signed(&key)?;
        Ok(Self {
            certificate: certificate.der().clone(),
            key_pem: key.serialize_pem(),
            key_der: key.serialize_der(),
            serial,
            spki: rcgen::PublicKeyData::subject_public_key_info(&key),
        })
    }

    /// The text a provider keeps in its folder: serial, certificate, key.
    pub fn to_text(&self) -> String {
        format!("{}\n{}{}", self.serial, self.cert_pem(), self.key_pem)
    }

    /// Reads [`Self::to_text`] back.
    ///
    /// # Errors
    /// [`CertError::Read`].
    pub fn from_text(text: &str) -> Result<Self, CertError> {
        let (serial, rest) = text.split_once('\n').ok_or(CertError::Read)?;
        let serial = serial.parse().map_err(|_| CertError::Read)?;
        let at = rest.find("-----BEGIN PRIVATE KEY").ok_or(CertError::Read)?;
        let key = KeyPair::from_pem(&rest[at..]).map_err(|_| CertError::Read)?;
        let certificate = unpem(&rest[..at]).ok_or(CertError::Read)?;
        Ok(Self {
            certificate: CertificateDer::from(certificate),
            key_pem: key.serialize_pem(),
            key_der: key.serialize_der(),
            serial,
            spki: rcgen::PublicKeyData::subject_public_key_info(&key),
        })
    }

    /// The serial, as the chain keeps it in decimal.
    pub const fn serial(&self) -> u64 {
        self.serial
    }

    /// The certificate in DER.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// `cert` of MsgCreateCertificate: one PEM block.
    pub fn cert_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// `pubkey` of MsgCreateCertificate: the SubjectPublicKeyInfo under the label `EC PUBLIC KEY`.
    pub fn pubkey_pem(&self) -> String {
        pem("EC PUBLIC KEY", &self.spki)
    }

    /// The private key, for TLS.
    pub(super) fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key_der.clone()))
    }

    /// TLS 1.3 only, with this certificate, on ring.
    ///
    /// # Errors
    /// [`CertError::Tls`].
    pub fn server_config(&self) -> Result<rustls::ServerConfig, CertError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Ok(
            rustls::ServerConfig::builder_with_provider(provider.clone())
                .with_protocol_versions(&[&rustls::version::TLS13])?
                .with_client_cert_verifier(Arc::new(Offered::new(provider)))
                .with_single_cert(vec![self.certificate.clone()], self.private_key())?,
        )
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        out.extend(line.iter().map(|b| char::from(*b)));
        out.push('\n');
    }
    out + &format!("-----END {label}-----\n")
}

pub(super) fn unpem(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    let body: String = text.lines().filter(|l| !l.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD
        .decode(body.trim())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_parser::prelude::*;

    const ADDRESS: &str = "akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g";
    const NOW: u64 = 1_795_513_821_007;

    #[test]
    fn certificate_has_the_form_of_the_chain() {
        let identity = Identity::generate(ADDRESS, NOW).unwrap();
        let (_, cert) = X509Certificate::from_der(identity.certificate()).unwrap();
        assert_eq!(cert.version(), X509Version::V3);
        assert_eq!(cert.subject(), cert.issuer());
        assert_eq!(
            cert.subject()
                .iter_common_name()
                .next()
                .unwrap()
                .as_str()
                .unwrap(),
            ADDRESS
        );
        let names: Vec<String> = cert
            .subject()
            .iter_attributes()
            .map(|a| a.attr_type().to_id_string())
            .collect();
        assert_eq!(names, ["2.5.4.3", "2.23.133.2.6"]);
        assert_eq!(cert.serial.to_string(), identity.serial().to_string());
        let usage = cert.key_usage().unwrap().unwrap();
        assert!(
            usage.critical && usage.value.key_encipherment() && usage.value.data_encipherment()
        );
        assert!(!usage.value.digital_signature());
        let extended = cert.extended_key_usage().unwrap().unwrap();
        assert!(extended.value.client_auth && extended.value.server_auth);
        let basic = cert.basic_constraints().unwrap().unwrap();
        assert!(basic.critical && !basic.value.ca);
        assert!(cert.verify_signature(None).is_ok());
    }

    #[test]
    fn pem_blocks_have_their_labels() {
        let identity = Identity::generate(ADDRESS, NOW).unwrap();
        assert!(
            identity
                .cert_pem()
                .starts_with("-----BEGIN CERTIFICATE-----\n")
        );
        assert!(
            identity
                .pubkey_pem()
                .starts_with("-----BEGIN EC PUBLIC KEY-----\n")
        );
        let (_, cert) = X509Certificate::from_der(identity.certificate()).unwrap();
        assert_eq!(
            unpem(&identity.pubkey_pem()).unwrap(),
            cert.public_key().raw
        );
    }

    #[test]
    fn text_round_trips() {
        let identity = Identity::generate(ADDRESS, NOW).unwrap();
        let again = Identity::from_text(&identity.to_text()).unwrap();
        assert_eq!(again.certificate(), identity.certificate());
        assert_eq!(again.serial(), identity.serial());
        assert!(again.server_config().is_ok());
        assert!(Identity::from_text("1\nnonsense").is_err());
    }
}
