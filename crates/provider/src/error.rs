//! What a gateway's refusal means (gateway error tables of the provider daemon, version 0.14).

use platform::{HttpResponse, NetError};

/// Why a gateway did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It could not be reached, or it is not who the chain says.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The token is expired, not yet valid or of an account without a public key on chain: make a new one and try once more.
    #[error("the provider refused the token: {0}")]
    Token(String),
    /// The provider has not seen the lease yet, or it is over.
    #[error("the provider knows no such lease")]
    NoLease,
    /// The manifest is not the one whose hash is on chain, or the provider has not seen the update yet.
    #[error("the manifest does not have the hash that is on chain")]
    HashMismatch,
    /// The manifest itself is refused.
    #[error("the provider refused the manifest: {0}")]
    Manifest(String),
    /// The provider's cluster is not reachable for it.
    #[error("the provider's cluster is not ready: {0}")]
    NotReady(String),
    /// Anything else it said.
    #[error("the provider answered {status}: {message}")]
    Other {
        /// HTTP status or websocket close code.
        status: u16,
        /// Its words.
        message: String,
    },
    /// The answer is not what the route promises.
    #[error("the provider's answer can't be read: {0}")]
    Malformed(String),
}

impl GatewayError {
    /// Whether trying again after a block may work.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::NoLease
                | Self::HashMismatch
                | Self::NotReady(_)
                | Self::Token(_)
                | Self::Net(
                    NetError::Unreachable { .. } | NetError::Timeout { .. } | NetError::Broken(_)
                )
        )
    }

    /// Classifies an answer with an error status. Several faults of the user come as 500, so the
    /// text decides before the status.
    #[must_use]
    pub fn of(answer: &HttpResponse) -> Self {
        let text = answer.text();
        let message = serde_json::from_str::<serde_json::Value>(&text)
            .ok()
            .and_then(|v| Some(v.get("message")?.as_str()?.to_owned()))
            .unwrap_or(text);
        Self::classify(answer.status, message)
    }

    pub(crate) fn classify(status: u16, message: String) -> Self {
        let says = |part: &str| message.contains(part);
        if says("manifest version validation failed") {
            return Self::HashMismatch;
        }
        if says("invalid manifest")
            || says("manifest cross-validation error")
            || says("manifest rejected")
            || says("hostname not allowed")
            || says("validation failed")
        {
            return Self::Manifest(message);
        }
        match status {
            401 => Self::Token(message),
            400 if says("JWT") || says("authorization header") => Self::Token(message),
            404 | 4001 => Self::NoLease,
            503 | 4002 => Self::NotReady(message),
            4000 if says("no running pods") => Self::NotReady(message),
            _ => Self::Other { status, message },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> GatewayError {
        GatewayError::of(&HttpResponse {
            status,
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn expired_tokens_are_told_from_other_bad_requests() {
        assert!(matches!(
            of(400, r#"{"message":"JWT has invalid claims"}"#),
            GatewayError::Token(_)
        ));
        assert!(matches!(
            of(401, r#"{"message":"unauthorized access"}"#),
            GatewayError::Token(_)
        ));
        assert!(matches!(
            of(400, "strconv.ParseUint: …\n"),
            GatewayError::Other { status: 400, .. }
        ));
    }

    #[test]
    fn the_text_decides_before_the_status() {
        assert_eq!(
            of(422, "manifest version validation failed\n"),
            GatewayError::HashMismatch
        );
        assert!(matches!(
            of(500, "hostname not allowed: a\n"),
            GatewayError::Manifest(_)
        ));
        assert!(matches!(
            of(422, "manifest cross-validation error: group \"x\"\n"),
            GatewayError::Manifest(_)
        ));
        assert_eq!(of(404, "no lease for deployment\n"), GatewayError::NoLease);
        assert!(matches!(
            of(503, "apiserver not ready\n"),
            GatewayError::NotReady(_)
        ));
    }

    #[test]
    fn only_passing_faults_are_tried_again() {
        assert!(
            of(404, "").is_passing() && of(422, "manifest version validation failed").is_passing()
        );
        assert!(!of(422, "invalid manifest: x").is_passing());
        assert!(!GatewayError::Net(NetError::Certificate { host: "a".into() }).is_passing());
    }
}
