//! `GET /lease/{dseq}/{gseq}/{oseq}/status`.

use std::collections::BTreeMap;

use platform::{Gateway, GatewayPeer, HttpRequest};
use serde::Deserialize;
use types::LeaseId;

use crate::GatewayError;

/// What a provider says of a lease. Fields that this version does not know are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct LeaseStatus {
    /// Services by name.
    #[serde(default)]
    pub services: BTreeMap<String, ServiceStatus>,
    /// Forwarded ports by service.
    #[serde(default)]
    pub forwarded_ports: Option<BTreeMap<String, Vec<ForwardedPort>>>,
    /// Leased addresses by service.
    #[serde(default)]
    pub ips: Option<BTreeMap<String, Vec<LeasedIp>>>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct ServiceStatus {
    /// Replicas that are available.
    #[serde(default)]
    pub available: u32,
    /// Replicas that are asked for.
    #[serde(default)]
    pub total: u32,
    /// Host names (real providers, no scheme) or addresses.
    #[serde(default)]
    pub uris: Option<Vec<String>>,
}

/// One forwarded port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForwardedPort {
    /// Host, where the provider says it.
    #[serde(default)]
    pub host: String,
    /// Port of the container.
    pub port: u16,
    /// Port outside.
    pub external_port: u16,
    /// `TCP` or `UDP`.
    #[serde(default)]
    pub proto: String,
}

/// One leased address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LeasedIp {
    /// Port of the container.
    pub port: u16,
    /// Port outside.
    pub external_port: u16,
    /// `TCP` or `UDP`.
    #[serde(default)]
    pub protocol: String,
    /// The address.
    #[serde(rename = "IP")]
    pub ip: String,
}

/// Asks for the status; `None` while the provider stores no manifest for the lease or its workloads
/// do not exist yet.
///
/// # Errors
/// [`GatewayError`].
pub async fn lease_status(
    gateway: &dyn Gateway,
    peer: &GatewayPeer,
    lease: &LeaseId,
    token: &str,
) -> Result<Option<LeaseStatus>, GatewayError> {
    let path = format!(
        "/lease/{}/{}/{}/status",
        lease.dseq(),
        lease.gseq().0,
        lease.oseq().0
    );
    let answer = gateway
        .send(peer, HttpRequest::get(path), Some(token))
        .await?;
    if answer.is_success() {
        return serde_json::from_slice(&answer.body)
            .map(Some)
            .map_err(|e| GatewayError::Malformed(format!("status: {e}")));
    }
    match GatewayError::of(&answer) {
        GatewayError::NoLease => Ok(None),
        error => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_providers_send() {
        let status: LeaseStatus = serde_json::from_str(
            r#"{"services":{"web":{"name":"web","available":1,"total":2,"uris":null,"observed_generation":1}},
               "forwarded_ports":{"web":[{"host":"p.example","port":22,"externalPort":31234,"proto":"TCP","name":"web"}]},
               "ips":{"web":[{"Port":5432,"ExternalPort":5432,"Protocol":"TCP","IP":"203.0.113.20"}]}}"#,
        )
        .unwrap();
        assert_eq!(status.services["web"].total, 2);
        assert_eq!(
            status.forwarded_ports.unwrap()["web"][0].external_port,
            31234
        );
        assert_eq!(status.ips.unwrap()["web"][0].ip, "203.0.113.20");
    }
}
