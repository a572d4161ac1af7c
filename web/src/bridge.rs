//! The way to a provider's gateway: `/provider/<network>/<owner>/<path>`.
//!
//! Host and certificates are read from the chain for each request, never taken from the caller. For a
//! websocket the first text frame of the page is `Bearer <token>`; only then the other side is opened,
//! and the first frame back says so.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use chain::{Rpc, query};
use platform::{GatewayPeer, HttpRequest, NetError, fault};
use types::Address;

use crate::{Network, Shared, pipe, proxy, refused, token};

/// Largest body that is passed on: a manifest with all its services stays far below.
const BODY: usize = 1 << 20;
/// Longest wait for the first frame of a websocket.
const FIRST: Duration = Duration::from_secs(10);
/// Longest wait for a provider's answer.
const WAIT: Duration = Duration::from_secs(30);

/// Any request to a provider.
pub(crate) async fn any(
    State(shared): State<Arc<Shared>>,
    Path((network, owner, path)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let Some(network) = shared.network(&network) else {
        return proxy::unknown();
    };
    let Ok(owner) = owner.parse::<Address>() else {
        return refused(
            StatusCode::NOT_FOUND,
            "This is not the address of a provider.",
        );
    };
    let Some(dseq) = deployment(&path) else {
        return refused(StatusCode::NOT_FOUND, "This path is not passed on.");
    };
    let target = match request.uri().query() {
        Some(query) => format!("/{path}?{query}"),
        None => format!("/{path}"),
    };
    let (mut parts, body) = request.into_parts();
    if parts.headers.contains_key(header::UPGRADE) {
        let upgrade = match pipe::upgrade(&mut parts).await {
            Ok(upgrade) => upgrade,
            Err(response) => return response,
        };
        let peer = match peer(&shared, network, owner).await {
            Ok(peer) => peer,
            Err(response) => return response,
        };
        return upgrade
            .max_message_size(BODY)
            .on_upgrade(move |page| stream(shared, page, peer, target, dseq));
    }
    let Some(token) = bearer(&parts.headers) else {
        return refused(StatusCode::UNAUTHORIZED, "The request carries no token.");
    };
    if let Err(error) = token::check(token, &owner, dseq, now()) {
        return refused(StatusCode::UNAUTHORIZED, &error.to_string());
    }
    let method = match parts.method {
        Method::GET => platform::Method::Get,
        Method::PUT => platform::Method::Put,
        _ => {
            return refused(
                StatusCode::METHOD_NOT_ALLOWED,
                "Only GET and PUT are passed on.",
            );
        }
    };
    let Ok(body) = axum::body::to_bytes(body, BODY).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.");
    };
    let peer = match peer(&shared, network, owner).await {
        Ok(peer) => peer,
        Err(response) => return response,
    };
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let request = passed(method, target, kind, &body);
    match shared.gateway.send(&peer, request, Some(token)).await {
        Ok(answer) => proxy::answered(answer.status, answer.body),
        Err(error) => proxy::failed(&error),
    }
}

fn passed(method: platform::Method, url: String, kind: Option<&str>, body: &Bytes) -> HttpRequest {
    HttpRequest {
        method,
        headers: kind
            .map(|k| ("content-type".to_owned(), k.to_owned()))
            .into_iter()
            .collect(),
        body: body.to_vec(),
        timeout: WAIT,
        ..HttpRequest::get(url)
    }
}

/// The deployment that a path of the gateway is about: `deployment/<dseq>/manifest` or
/// `lease/<dseq>/<gseq>/<oseq>/<what>`. Other paths aren't passed on.
fn deployment(path: &str) -> Option<u64> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["deployment", dseq, "manifest"] => dseq.parse().ok(),
        ["lease", dseq, gseq, oseq, "status" | "logs" | "kubeevents"] => {
            let all = [gseq, oseq].iter().all(|n| n.parse::<u32>().is_ok());
            dseq.parse().ok().filter(|_| all)
        }
        _ => None,
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
}

/// The provider as the chain knows it.
async fn peer(shared: &Shared, network: &Network, owner: Address) -> Result<GatewayPeer, Response> {
    let rpc = Rpc::new(Arc::clone(&shared.http), &network.rpc);
    let unread = |e: chain::RpcError| {
        proxy::failed(&NetError::Broken(format!(
            "the provider's record can't be read: {e}"
        )))
    };
    let Some(provider) = query::provider(&rpc, &owner).await.map_err(unread)? else {
        return Err(refused(
            StatusCode::NOT_FOUND,
            "No provider with that address is registered on this network.",
        ));
    };
    let certificates = query::certificates(&rpc, &owner).await.map_err(unread)?;
    Ok(GatewayPeer {
        network: network.id.clone(),
        owner,
        host_uri: provider.host_uri,
        certificates,
    })
}

async fn stream(
    shared: Arc<Shared>,
    mut page: WebSocket,
    peer: GatewayPeer,
    target: String,
    dseq: u64,
) {
    let first = tokio::time::timeout(FIRST, page.recv()).await;
    let token = match &first {
        Ok(Some(Ok(Message::Text(text)))) => text.strip_prefix("Bearer "),
        _ => None,
    };
    let refused = |body: String| NetError::Refused { status: 401, body };
    let checked = token
        .ok_or_else(|| refused("the first message is no token".to_owned()))
        .and_then(|t| {
            token::check(t, &peer.owner, dseq, now())
                .map(|()| t)
                .map_err(|e| refused(e.to_string()))
        });
    let opened = match checked {
        Ok(token) => shared.gateway.connect(&peer, &target, token).await,
        Err(refusal) => Err(refusal),
    };
    let end = match opened {
        Ok(upstream) => match page.send(Message::Text(fault::OPEN.into())).await {
            Ok(()) => pipe::both_ways(&shared, &mut page, upstream, |_| true).await,
            Err(_) => return,
        },
        Err(error) => Some(pipe::close(&error)),
    };
    if let Some(end) = end {
        let _ = page.send(end).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_a_lease_are_passed_on() {
        assert_eq!(deployment("deployment/7/manifest"), Some(7));
        assert_eq!(deployment("lease/7/1/1/logs"), Some(7));
        for other in [
            "status",
            "lease/7/1/1/shell",
            "lease/7/x/1/logs",
            "deployment/7/../manifest",
            "hostname/migrate",
        ] {
            assert_eq!(deployment(other), None, "{other}");
        }
    }
}
