//! The way to a provider's gateway: `/provider/<network>/<owner>/<path>`.
//!
//! Host and certificates are read from the chain for each request, never taken from the caller. For a
//! websocket the first text frame of the page is `Bearer <token>`; only then the other side is opened,
//! and the first frame back says so.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use chain::{Rpc, query};
use platform::{GatewayPeer, HttpRequest, NetError, Socket, fault};
use types::Address;

use crate::{Network, Shared, proxy, refused, token};

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
        // Browsers always name the origin of a websocket.
        if !parts.headers.contains_key(header::ORIGIN) {
            return refused(
                StatusCode::FORBIDDEN,
                "Only pages of this server may ask for this.",
            );
        }
        let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &shared).await else {
            return refused(StatusCode::BAD_REQUEST, "This is not a websocket request.");
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

/// Tells the page what happened, in a close code of the bridge's own.
fn close(error: &NetError) -> Message {
    let (code, reason) = fault::close(error);
    Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }))
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
            Ok(()) => pipe(&mut page, upstream).await,
            Err(_) => return,
        },
        Err(error) => Some(close(&error)),
    };
    if let Some(end) = end {
        let _ = page.send(end).await;
    }
}

/// Passes frames both ways until one side ends; gives what to tell the page.
async fn pipe(page: &mut WebSocket, mut upstream: Box<dyn Socket>) -> Option<Message> {
    loop {
        tokio::select! {
            heard = upstream.next() => {
                let message = match heard {
                    Ok(platform::Message::Text(text)) => Message::Text(text.into()),
                    Ok(platform::Message::Binary(bytes)) => Message::Binary(bytes.into()),
                    Ok(platform::Message::Closed(code, reason)) => return Some(ended(code, reason)),
                    Err(error) => return Some(close(&error)),
                };
                if page.send(message).await.is_err() {
                    return None;
                }
            }
            said = page.recv() => match said {
                Some(Ok(Message::Text(text))) => {
                    if let Err(error) = upstream.send(text.to_string()).await {
                        return Some(close(&error));
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}

/// The provider's own end. Codes that only a library may use become "gone away".
fn ended(code: u16, reason: String) -> Message {
    let code = if matches!(code, 1004..=1006 | 1015) || code < 1000 {
        1001
    } else {
        code
    };
    Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }))
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
