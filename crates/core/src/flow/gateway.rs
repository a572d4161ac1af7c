//! Talking to the provider of a lease.

use chain::query;
use platform::GatewayPeer;
use provider::{GatewayError, LeaseStatus};
use types::LeaseId;

use crate::Core;
use crate::error::{self, Result};
use crate::spec::Spec;

/// What a provider refused, and whether trying again may help.
pub(crate) struct Refusal {
    pub(crate) error: contract::ApiError,
    pub(crate) passing: bool,
}

impl From<contract::ApiError> for Refusal {
    fn from(error: contract::ApiError) -> Self {
        Self {
            error,
            passing: true,
        }
    }
}

impl Core {
    /// The provider of a lease as the chain knows it now.
    pub(crate) async fn peer(&self, lease: &LeaseId) -> Result<GatewayPeer> {
        let rpc = self.rpc()?;
        let owner = &lease.provider;
        let record = query::provider(&rpc, owner)
            .await
            .map_err(error::rpc)?
            .ok_or_else(|| error::invalid("This provider is not registered on chain any more."))?;
        let certificates = query::certificates(&rpc, owner).await.map_err(error::rpc)?;
        Ok(GatewayPeer {
            network: self.network()?.network.id,
            owner: owner.clone(),
            host_uri: record.host_uri,
            certificates,
        })
    }

    pub(super) async fn put_manifest(
        &self,
        lease: &LeaseId,
        spec: &Spec,
    ) -> std::result::Result<(), Refusal> {
        let peer = self.peer(lease).await?;
        let token = self.token(lease, &spec.services).await?;
        let gateway = &*self.home().gateway;
        let sent =
            provider::put_manifest(gateway, &peer, lease.dseq(), spec.manifest.clone(), &token)
                .await;
        sent.map_err(|e| self.refused(lease, &e))
    }

    /// What the provider says of a lease; none while it has no manifest.
    pub(crate) async fn gateway_status(
        &self,
        lease: &LeaseId,
        services: &[String],
    ) -> Result<Option<LeaseStatus>> {
        let peer = self.peer(lease).await?;
        let token = self.token(lease, services).await?;
        provider::lease_status(&*self.home().gateway, &peer, lease, &token)
            .await
            .map_err(|e| self.refused(lease, &e).error)
    }

    pub(crate) fn refused(&self, lease: &LeaseId, error: &GatewayError) -> Refusal {
        if matches!(error, GatewayError::Token(_)) {
            self.forget_token(lease);
        }
        let mut told = error::gateway(error);
        if let (GatewayError::Token(_), Some(clock)) = (error, self.clock_words()) {
            told = told.hint(format!("{clock} Set it right; Slipway goes on by itself."));
        }
        Refusal {
            error: told,
            passing: error.is_passing(),
        }
    }
}

/// Addresses of the services with scheme; providers give bare host names.
pub(crate) fn uris(status: &LeaseStatus) -> Vec<String> {
    let all = status
        .services
        .values()
        .flat_map(|s| s.uris.iter().flatten());
    all.map(|uri| with_scheme(uri)).collect()
}

pub(crate) fn with_scheme(uri: &str) -> String {
    if uri.contains("://") {
        uri.to_owned()
    } else {
        format!("http://{uri}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_hosts_get_a_scheme() {
        assert_eq!(with_scheme("a.ingress.example"), "http://a.ingress.example");
        assert_eq!(with_scheme("http://127.0.0.1:1/x"), "http://127.0.0.1:1/x");
    }
}
