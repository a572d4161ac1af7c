//! Refusals outside of `/v2`, shaped as OpenRegistry's: `error`, `message` and at times `code`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::auth::caller::CallerError;
use crate::meta::MetaError;
use crate::rate::TooMany;

/// Why a request isn't served, in the words that clients of OpenRegistry know.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Something the caller can change.
    #[error("{message}: {error}")]
    Said {
        /// Status of the answer.
        status: StatusCode,
        /// A word that programs look at.
        code: Option<&'static str>,
        /// What exactly.
        error: String,
        /// What failed.
        message: &'static str,
    },
    /// The caller has to sign in.
    #[error("sign in first")]
    SignIn,
    /// Too many attempts.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The metadata failed.
    #[error(transparent)]
    Meta(#[from] MetaError),
}

impl Refusal {
    /// A 400.
    pub fn bad(error: impl Into<String>, message: &'static str) -> Self {
        Self::with(StatusCode::BAD_REQUEST, error, message)
    }

    /// With a status of its own.
    pub fn with(status: StatusCode, error: impl Into<String>, message: &'static str) -> Self {
        Self::Said {
            status,
            code: None,
            error: error.into(),
            message,
        }
    }

    /// A 400 for data that breaks a rule.
    pub fn invalid(error: impl Into<String>) -> Self {
        Self::Said {
            status: StatusCode::BAD_REQUEST,
            code: Some("INVALID_CREDENTIALS"),
            error: error.into(),
            message: "invalid data provided for user login",
        }
    }
}

impl From<CallerError> for Refusal {
    fn from(error: CallerError) -> Self {
        match error {
            CallerError::Token => Self::SignIn,
            CallerError::Meta(error) => Self::Meta(error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let said = self.to_string();
        let (status, code, error, message) = match self {
            Self::Said {
                status,
                code,
                error,
                message,
            } => (status, code, error, message),
            Self::SignIn => (StatusCode::UNAUTHORIZED, None, said, "Unauthorised"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, None, said, "rate limit"),
            Self::Meta(_) => {
                tracing::error!("{said}");
                let error = "the registry failed".to_owned();
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    None,
                    error,
                    "Internal Server Error",
                )
            }
        };
        let mut body = Map::new();
        body.insert("error".into(), error.into());
        body.insert("message".into(), message.into());
        if let Some(code) = code {
            body.insert("code".into(), code.into());
        }
        (status, Json(Value::Object(body))).into_response()
    }
}
