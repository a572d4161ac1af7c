//! TLS: who is trusted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::gateway::NOT_ON_CHAIN;

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The system's roots, for nodes and faucets.
pub fn system() -> Result<ClientConfig, Error> {
    let verifier = Arc::new(Verifier::new(provider())?);
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// TLS 1.3 with a provider: one of its certificates on chain, else the system's roots.
pub fn pinned(certificates: Vec<Vec<u8>>) -> Result<ClientConfig, Error> {
    let verifier = Arc::new(ChainVerifier {
        certificates,
        system: Verifier::new(provider())?,
        provider: provider(),
    });
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    // A resumed session would skip the certificate.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

/// Accepts exactly the certificates that the provider registered on chain.
#[derive(Debug)]
struct ChainVerifier {
    certificates: Vec<Vec<u8>>,
    system: Verifier,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ChainVerifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let on_chain = self
            .certificates
            .iter()
            .any(|known| known.as_slice() == leaf.as_ref());
        if on_chain && intermediates.is_empty() {
            // The chain says who it is; the validity of time is the provider's own promise and the
            // chain's record has no other state than valid here.
            return Ok(ServerCertVerified::assertion());
        }
        self.system
            .verify_server_cert(leaf, intermediates, name, ocsp, now)
            .map_err(|_| {
                let text: Box<dyn std::error::Error + Send + Sync> = NOT_ON_CHAIN.into();
                CertificateError::Other(rustls::OtherError(Arc::from(text))).into()
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
