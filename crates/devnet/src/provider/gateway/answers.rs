//! The shapes of the gateway's answers.

use super::super::auth::AuthError;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

/// An HTTP answer.
pub type Answer = Response<Body>;

/// A refusal that is an answer already.
pub type Refused = Box<Answer>;

fn with(status: u16, kind: Option<&'static str>, body: Body) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(kind) = kind {
        answer
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    answer
}

/// 200 with JSON, without a line end.
pub fn ok(value: &Value) -> Answer {
    with(
        200,
        Some("application/json; charset=UTF-8"),
        Body::from(value.to_string()),
    )
}

/// A status alone.
pub fn bare(status: u16) -> Answer {
    with(status, None, Body::empty())
}

/// An error text as Go's `http.Error` writes it.
pub fn text(status: u16, text: &str) -> Answer {
    let mut answer = with(
        status,
        Some("text/plain; charset=utf-8"),
        Body::from(format!("{text}\n")),
    );
    let nosniff = HeaderName::from_static("x-content-type-options");
    answer
        .headers_mut()
        .insert(nosniff, HeaderValue::from_static("nosniff"));
    answer
}

/// The answer to a caller who may not.
pub fn refused(error: AuthError) -> Answer {
    let body = json!({"message": error.to_string()});
    with(
        error.status(),
        Some("application/json"),
        Body::from(body.to_string()),
    )
}
