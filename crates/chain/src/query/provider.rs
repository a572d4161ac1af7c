//! Providers, their certificates and audits.

use std::collections::BTreeMap;

use proto::audit_v1::QueryAllProvidersAttributesRequest;
use proto::cert_v1::{CertificateFilter, QueryCertificatesRequest};
use proto::provider_v1beta4::{QueryProviderRequest, QueryProvidersRequest};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use types::Address;

use super::bad;
use crate::{Rpc, RpcError};

/// A provider's record on chain. Everything in it but the owner is the provider's own claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its account.
    pub owner: Address,
    /// Where its gateway is.
    pub host_uri: String,
    /// Its attributes, in its order.
    pub attributes: Vec<(String, String)>,
}

impl Provider {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

fn read(record: proto::provider_v1beta4::Provider) -> Result<Provider, RpcError> {
    Ok(Provider {
        owner: record.owner.parse().map_err(|_| bad("provider owner"))?,
        host_uri: record.host_uri,
        attributes: record
            .attributes
            .into_iter()
            .map(|a| (a.key, a.value))
            .collect(),
    })
}

/// All registered providers (`/akash.provider.v1beta4.Query/Providers`).
///
/// # Errors
/// [`RpcError`].
pub async fn providers(rpc: &Rpc) -> Result<Vec<Provider>, RpcError> {
    let (all, _) = rpc.query_all(QueryProvidersRequest::default()).await?;
    all.into_iter().map(read).collect()
}

/// One provider, or none (`/akash.provider.v1beta4.Query/Provider`).
///
/// # Errors
/// [`RpcError`].
pub async fn provider(rpc: &Rpc, owner: &Address) -> Result<Option<Provider>, RpcError> {
    match rpc
        .query(&QueryProviderRequest {
            owner: owner.to_string(),
        })
        .await
    {
        Ok((answer, _)) => answer.provider.map(read).transpose(),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}

/// Valid certificates of `owner`, DER (`/akash.cert.v1.Query/Certificates`).
///
/// # Errors
/// [`RpcError`]; a record that is no PEM certificate is left out.
pub async fn certificates(rpc: &Rpc, owner: &Address) -> Result<Vec<Vec<u8>>, RpcError> {
    let filter = CertificateFilter {
        owner: owner.to_string(),
        state: "valid".into(),
        ..CertificateFilter::default()
    };
    let request = QueryCertificatesRequest {
        filter: Some(filter),
        pagination: None,
    };
    let (all, _) = rpc.query_all(request).await?;
    Ok(all
        .into_iter()
        .filter_map(|entry| entry.certificate)
        .filter_map(|record| CertificateDer::from_pem_slice(&record.cert).ok())
        .map(|der| der.to_vec())
        .collect())
}

/// Auditors of all providers, by provider (`/akash.audit.v1.Query/AllProvidersAttributes`).
///
/// # Errors
/// [`RpcError`].
pub async fn auditors(rpc: &Rpc) -> Result<BTreeMap<Address, Vec<Address>>, RpcError> {
    let request = QueryAllProvidersAttributesRequest::default();
    let mut all: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
    for record in rpc.query_all(request).await?.0 {
        let auditor = record.auditor.parse().map_err(|_| bad("auditor"))?;
        let owner = record.owner.parse().map_err(|_| bad("audited provider"))?;
        all.entry(owner).or_default().push(auditor);
    }
    Ok(all)
}
