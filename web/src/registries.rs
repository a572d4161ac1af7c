//! The way to a network's image registry: `/registry/<network>/<path>`.
//!
//! The registry is the one of this server's own configuration, never one that the caller names. Headers travel under
//! names of their own ([`platform::relayed`]), so that the browser acts on none of them, and only those on its lists.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use futures::TryStreamExt;
use platform::relayed::{ANSWERED, ASKED, PREFIX, STATUS};
use platform::{Body as Pieces, NetError, TransferRequest, TransferResponse};

use crate::{Shared, proxy, refused};

/// Gives up when nothing moves for so long.
const IDLE: Duration = Duration::from_secs(60);

/// Parts of the registry that pages may use: the distribution API, sign-in, tokens, accounts.
const PARTS: [&str; 4] = ["v2", "token", "auth", "api"];

/// Any request to a registry.
pub(crate) async fn any(
    State(shared): State<Arc<Shared>>,
    Path((network, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(network) = shared.network(&network) else {
        return proxy::unknown();
    };
    let Some(registry) = &network.registry else {
        return refused(StatusCode::NOT_FOUND, "This network has no registry here.");
    };
    let Some(rest) = rest(request.uri(), &network.id).map(str::to_owned) else {
        return refused(StatusCode::NOT_FOUND, "This path is not passed on.");
    };
    let Some(method) = method(request.method()) else {
        return refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "This method is not passed on.",
        );
    };
    let mut headers = asked(request.headers());
    let body = request.into_body();
    let body = match body.size_hint().exact() {
        None => {
            return refused(
                StatusCode::LENGTH_REQUIRED,
                "The request must say its length.",
            );
        }
        Some(0) => {
            if matches!(method, "POST" | "PUT" | "PATCH") {
                headers.push(("content-length".into(), "0".into()));
            }
            Pieces::Empty
        }
        Some(length) => {
            let pieces = body.into_data_stream();
            let pieces = pieces.map_err(|e| NetError::Broken(e.to_string()));
            Pieces::Streamed(length, Box::pin(pieces))
        }
    };
    let request = TransferRequest {
        method,
        url: format!("{}{rest}", registry.trim_end_matches('/')),
        headers,
        body,
        idle: IDLE,
    };
    match shared.transfer.exchange(request).await {
        Ok(answer) => answered(answer),
        Err(error) => proxy::failed(&error),
    }
}

/// What stands after `/registry/<network>`, as it was sent, if pages may use it.
fn rest<'a>(uri: &'a Uri, network: &str) -> Option<&'a str> {
    let whole = uri.path_and_query()?.as_str();
    let rest = whole.strip_prefix("/registry/")?.strip_prefix(network)?;
    let path = rest.split('?').next().unwrap_or_default();
    let mut parts = path.strip_prefix('/')?.split('/');
    let known = parts.next().is_some_and(|part| PARTS.contains(&part));
    // What leads elsewhere in the registry is not one of its parts any more.
    let straight = !path.split('/').any(|part| {
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        part == ".." || part == "."
    });
    (known && straight && !path.contains('\\')).then_some(rest)
}

fn method(method: &Method) -> Option<&'static str> {
    const KNOWN: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    KNOWN.into_iter().find(|known| method == known)
}

fn asked(headers: &HeaderMap) -> Vec<(String, String)> {
    let taken = ASKED.into_iter().filter_map(|name| {
        let value = headers.get(format!("{PREFIX}{name}"))?.to_str().ok()?;
        Some((name.to_owned(), value.to_owned()))
    });
    taken.collect()
}

/// The registry's answer as bytes, never as a page.
fn answered(answer: TransferResponse) -> Response {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(STATUS, HeaderValue::from(answer.status));
    for name in ANSWERED {
        let value = answer.header(name).map(HeaderValue::from_str);
        let name = HeaderName::try_from(format!("{PREFIX}{name}"));
        if let (Ok(name), Some(Ok(value))) = (name, value) {
            headers.insert(name, value);
        }
    }
    *response.body_mut() = Body::from_stream(answer.body);
    response
}

#[cfg(test)]
mod tests;
