//! `GET /v2/NAME/tags/list` (distribution-spec, end-8a and 8b).

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::Call;
use crate::auth::access::Action;
use crate::fail::OciError;
use crate::meta::{repo, tag};

/// Entries of one answer, unless fewer are asked for.
pub const MOST: usize = 10_000;

/// Tags in lexical order: `n` of them after `last`, with a `Link` to the next.
///
/// # Errors
/// [`OciError::NameUnknown`] when there is no such repository.
pub async fn get(call: Call) -> Result<Response, OciError> {
    let Call {
        app,
        place,
        query,
        headers,
        ..
    } = call;
    let name = place.name;
    app.permit(&headers, &name, Action::Pull).await?;
    let (count, last) = query.page(MOST)?;
    let (of, after) = (name.clone(), last.to_owned());
    let (tags, more) = app
        .meta
        .read(move |txn| {
            if repo::get(txn, &of)?.is_none() {
                return Err(OciError::NameUnknown);
            }
            Ok(tag::page(txn, &of, &after, count)?)
        })
        .await?;
    let link = next(&format!("/v2/{name}/tags/list"), count, more, tags.last());
    Ok((link, Json(json!({"name": name.as_str(), "tags": tags}))).into_response())
}

/// The `Link` header to the next page (RFC 8288), when there is one.
pub fn next(
    path: &str,
    count: usize,
    more: bool,
    last: Option<&String>,
) -> Option<[(header::HeaderName, String); 1]> {
    let last: String = byte_serialize(last.filter(|_| more)?.as_bytes()).collect();
    Some([(
        header::LINK,
        format!("<{path}?n={count}&last={last}>; rel=\"next\""),
    )])
}
