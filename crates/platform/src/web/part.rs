//! A part of a file as the body of a request: the browser reads it as it sends, so it is never whole in memory.

use bytes::Bytes;
use futures::TryStreamExt;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{Body, NetError, TransferRequest, TransferResponse};

/// What became of a request.
pub(crate) enum Sent {
    /// It was sent; this is the answer.
    Answer(TransferResponse),
    /// It has no such body.
    Not(TransferRequest),
}

/// Sends a request whose body is a part of a file of the browser's.
///
/// # Errors
/// [`NetError`].
pub(crate) async fn sent_as_part(request: TransferRequest) -> Result<Sent, NetError> {
    let Body::Part(part, _) = &request.body else {
        return Ok(Sent::Not(request));
    };
    let Some(blob) = part.source.blob(part.offset, part.length) else {
        return Ok(Sent::Not(request));
    };
    let TransferRequest {
        method,
        url,
        headers,
        body: Body::Part(_, mut pieces),
        ..
    } = request
    else {
        return Err(NetError::Address(String::new()));
    };
    // Whoever made the pieces hashes and counts them; nothing of them is kept.
    while pieces.try_next().await?.is_some() {}
    exchange(method, &url, &headers, &blob)
        .await
        .map(Sent::Answer)
}

async fn exchange(
    method: &str,
    url: &str,
    headers: &[(String, String)],
    blob: &web_sys::Blob,
) -> Result<TransferResponse, NetError> {
    let unreachable = |e: JsValue| NetError::Unreachable {
        host: url.split('/').nth(2).unwrap_or_default().to_owned(),
        reason: e
            .dyn_ref::<js_sys::Error>()
            .map_or_else(|| "the browser refused".into(), |e| e.message().into()),
    };
    let list = web_sys::Headers::new().map_err(unreachable)?;
    for (name, value) in headers {
        list.append(name, value).map_err(unreachable)?;
    }
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    init.set_headers(&list);
    init.set_body(blob);
    let request = web_sys::Request::new_with_str_and_init(url, &init).map_err(unreachable)?;
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let answer = JsFuture::from(scope.fetch_with_request(&request))
        .await
        .map_err(unreachable)?;
    let answer: web_sys::Response = answer.unchecked_into();
    let broken = |_| NetError::Broken("the answer can't be read".into());
    let mut headers = Vec::new();
    let pairs = js_sys::try_iter(&answer.headers().entries()).map_err(broken)?;
    for pair in pairs.into_iter().flatten() {
        let pair: js_sys::Array = pair.map_err(broken)?.unchecked_into();
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            headers.push((name.to_lowercase(), value));
        }
    }
    // Answers to an upload are short.
    let body = JsFuture::from(answer.array_buffer().map_err(broken)?)
        .await
        .map_err(broken)?;
    let body = Bytes::from(js_sys::Uint8Array::new(&body).to_vec());
    Ok(TransferResponse {
        status: answer.status(),
        headers,
        body: Box::pin(futures::stream::iter([Ok(body)])),
    })
}
