//! Finding out what kind of server answers.

use std::sync::Arc;

use platform::{Body, Clock, Transfer};

use crate::auth::{Credentials, Scope};
use crate::client::{Client, SMALL};
use crate::error::ClientError;
use crate::kind::ServerKind;
use crate::name::ServerUrl;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The server; Docker Hub's well-known name is replaced by that of its registry.
    pub server: ServerUrl,
    /// Its kind.
    pub kind: ServerKind,
    /// Whether one can sign in with a passkey.
    pub passkeys: bool,
}

/// Asks a server what it is. Nothing is changed there and no credentials are sent.
///
/// # Errors
/// [`ClientError::Missing`] when there is no registry, else why it can't be reached.
pub async fn detect(
    transfer: Arc<dyn Transfer>,
    clock: Arc<dyn Clock>,
    server: &ServerUrl,
) -> Result<Found, ClientError> {
    let server = match server.host() {
        "docker.io" | "index.docker.io" | "hub.docker.com" | "registry.hub.docker.com" => {
            "https://registry-1.docker.io"
                .parse()
                .map_err(|_| ClientError::Missing("registry"))?
        }
        _ => server.clone(),
    };
    let client = Client::new(
        transfer,
        clock,
        server.clone(),
        ServerKind::Oci,
        Credentials::Anonymous,
    );
    let version = probe(&client, "/v2/").await?;
    if !matches!(version.status, 200 | 401 | 403) {
        return Err(ClientError::Missing(
            "registry: /v2/ does not answer as one",
        ));
    }
    let known = match server.host() {
        "registry-1.docker.io" => Some(ServerKind::DockerHub),
        "ghcr.io" => Some(ServerKind::Ghcr),
        "quay.io" => Some(ServerKind::Quay),
        _ => None,
    };
    if let Some(kind) = known {
        return Ok(Found {
            server,
            kind,
            passkeys: false,
        });
    }
    let (kind, passkeys) = by_routes(&client).await?;
    Ok(Found {
        server,
        kind,
        passkeys,
    })
}

struct Probe {
    status: u16,
    body: serde_json::Value,
}

async fn probe(client: &Client, path: &str) -> Result<Probe, ClientError> {
    let ask = client.ask("GET", path, Scope::nothing());
    let answer = client.send_once(&ask, Body::Empty).await?;
    let status = answer.status;
    let body = answer.read(SMALL).await.unwrap_or_default();
    Ok(Probe {
        status,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

async fn by_routes(client: &Client) -> Result<(ServerKind, bool), ClientError> {
    // The embedded registry's own route: several passkeys for one account.
    let several = probe(client, "/auth/webauthn/credentials").await?;
    if several.status == 401 && several.body.is_object() {
        return Ok((ServerKind::Slipway, true));
    }
    // Without a user name OpenRegistry refuses (400, its own envelope), or fails (500) when it has no passkeys.
    let begin = probe(client, "/auth/webauthn/login/begin").await?;
    let says = |key: &str| begin.body.get(key).is_some();
    let openregistry = match begin.status {
        400 => says("error") || says("message"),
        500 => begin.body.get("message").and_then(|m| m.as_str()) == Some("Internal Server Error"),
        _ => false,
    };
    if openregistry {
        let passkeys = begin.status == 400;
        let public = probe(client, "/v2/ext/catalog/detail").await?;
        let kind = if public.status == 200 {
            ServerKind::OpenRegistryFeat
        } else {
            ServerKind::OpenRegistryMain
        };
        return Ok((kind, passkeys));
    }
    if probe(client, "/api/v2.0/systeminfo")
        .await?
        .body
        .get("auth_mode")
        .is_some()
    {
        return Ok((ServerKind::Harbor, false));
    }
    let zot = probe(client, "/v2/_zot/ext/mgmt").await?;
    if zot.status == 200 && zot.body.get("http").is_some() {
        return Ok((ServerKind::Zot, false));
    }
    Ok((ServerKind::Oci, false))
}
