//! Client certificates: offered in the handshake, looked up on the chain right after it.

use super::cert::unpem;
use super::ledger::{Ledger, LedgerError};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use std::sync::Arc;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Asks for a certificate without wanting one, and names no authorities.
#[derive(Debug)]
pub(super) struct Offered {
    provider: Arc<CryptoProvider>,
}

impl Offered {
    pub(super) fn new(provider: Arc<CryptoProvider>) -> Self {
        Self { provider }
    }
}

impl ClientCertVerifier for Offered {
    fn offer_client_auth(&self) -> bool {
        true
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if intermediates.is_empty() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::General("tls: too many peer certificates".into()))
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Why a client certificate is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientCertError {
    /// Not one certificate of the chain's form.
    #[error("not a certificate of the chain's form")]
    Form,
    /// Outside its time, or not for clients.
    #[error("not valid for a client now")]
    Invalid,
    /// The chain has no valid certificate of this owner and serial, or another one.
    #[error("not on the chain")]
    Unknown,
    /// The chain didn't answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// The owner of the certificate a client showed. `now` in seconds.
///
/// # Errors
/// [`ClientCertError`]. The chain checked the certificate's own signature when it took it, so equal bytes are enough.
pub async fn tenant(
    ledger: &dyn Ledger,
    certificates: &[CertificateDer<'_>],
    now: i64,
) -> Result<String, ClientCertError> {
    let [der] = certificates else {
        return Err(ClientCertError::Form);
    };
    let (owner, serial) = {
        let (_, cert) = X509Certificate::from_der(der).map_err(|_| ClientCertError::Form)?;
        let name = |n: &x509_parser::x509::X509Name<'_>| {
            n.iter_common_name()
                .next()
                .and_then(|a| a.as_str().ok())
                .map(str::to_owned)
        };
        let owner = name(cert.subject()).filter(|o| bech32::decode(o).is_ok());
        let owner = owner
            .filter(|o| Some(o) == name(cert.issuer()).as_ref())
            .ok_or(ClientCertError::Form)?;
        let time = x509_parser::time::ASN1Time::from_timestamp(now)
            .map_err(|_| ClientCertError::Invalid)?;
        let usage = cert
            .extended_key_usage()
            .ok()
            .flatten()
            .is_some_and(|u| u.value.client_auth);
        if !usage || !cert.validity().is_valid_at(time) {
            return Err(ClientCertError::Invalid);
        }
        (owner, cert.serial.to_string())
    };
    let there = ledger
        .certificate(&owner, &serial)
        .await?
        .and_then(|pem| unpem(&pem));
    if there.as_deref() == Some(der.as_ref()) {
        Ok(owner)
    } else {
        Err(ClientCertError::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::super::cert::Identity;
    use super::super::memory::Memory;
    use super::*;

    const OWNER: &str = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n";
    const NOW: u64 = 1_795_513_821_007;

    fn chain_with(identity: &Identity) -> Memory {
        let chain = Memory::new();
        chain
            .inner
            .lock()
            .unwrap()
            .certificates
            .insert(OWNER.into(), identity.cert_pem());
        chain
    }

    #[tokio::test]
    async fn the_published_certificate_is_its_owner() {
        let identity = Identity::generate(OWNER, NOW).unwrap();
        let chain = chain_with(&identity);
        let shown = [identity.certificate().clone()];
        assert_eq!(
            tenant(&chain, &shown, 1_795_513_822).await,
            Ok(OWNER.to_owned())
        );
        assert_eq!(
            tenant(&chain, &shown, 1_995_513_822).await,
            Err(ClientCertError::Invalid)
        );
        assert_eq!(
            tenant(&chain, &[], 1_795_513_822).await,
            Err(ClientCertError::Form)
        );
    }

    #[tokio::test]
    async fn another_certificate_of_the_same_name_is_nobody() {
        let published = Identity::generate(OWNER, NOW).unwrap();
        let forged = Identity::generate(OWNER, NOW).unwrap();
        let shown = [forged.certificate().clone()];
        let answer = tenant(&chain_with(&published), &shown, 1_795_513_822).await;
        assert_eq!(answer, Err(ClientCertError::Unknown));
        assert_eq!(
            tenant(&Memory::new(), &shown, 1_795_513_822).await,
            Err(ClientCertError::Unknown)
        );
    }
}
