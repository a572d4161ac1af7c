//! `PUT /deployment/{dseq}/manifest`.

use std::time::Duration;

use platform::{Gateway, GatewayPeer, HttpRequest, Method};
use types::Dseq;

use crate::GatewayError;

/// Hands the whole manifest (all groups, the canonical JSON whose hash is on chain) to a provider.
/// Success means accepted and queued, not running.
///
/// # Errors
/// [`GatewayError`]; see [`GatewayError::is_passing`] for what to try again.
pub async fn put_manifest(
    gateway: &dyn Gateway,
    peer: &GatewayPeer,
    dseq: Dseq,
    canonical_json: String,
    token: &str,
) -> Result<(), GatewayError> {
    let request = HttpRequest {
        method: Method::Put,
        body: canonical_json.into_bytes(),
        headers: vec![("content-type".into(), "application/json".into())],
        timeout: Duration::from_secs(60),
        ..HttpRequest::get(format!("/deployment/{dseq}/manifest"))
    };
    let answer = gateway.send(peer, request, Some(token)).await?;
    if answer.is_success() {
        Ok(())
    } else {
        Err(GatewayError::of(&answer))
    }
}
