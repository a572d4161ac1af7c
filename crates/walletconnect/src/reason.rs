//! Codes that one side tells the other when it refuses or leaves.

use serde_json::{Value, json};

/// Why something was refused or ended. The codes are those of the Sign API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The person said no.
    Rejected,
    /// None of the chains is known here.
    UnsupportedChains,
    /// A required method is not known here.
    UnsupportedMethods,
    /// A required event is not known here.
    UnsupportedEvents,
    /// A required namespace is not known here.
    UnsupportedNamespace,
    /// The method was not approved for this session.
    UnauthorizedMethod,
    /// The chain was not approved for this session.
    UnauthorizedChain,
    /// Only the wallet may change a session.
    UnauthorizedUpdate,
    /// Only the wallet may lengthen a session.
    UnauthorizedExtend,
    /// The parameters can't be read.
    InvalidMethod,
    /// The new namespaces don't conform.
    InvalidUpdate,
    /// The settlement doesn't conform.
    InvalidSettlement,
    /// The person ended the session.
    Disconnected,
    /// The request came too late.
    Expired,
    /// The method of the protocol is not known.
    UnsupportedProtocolMethod,
}

impl Reason {
    /// The code.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::InvalidMethod => 1001,
            Self::InvalidUpdate => 1003,
            Self::InvalidSettlement => 1005,
            Self::UnauthorizedMethod => 3001,
            Self::UnauthorizedUpdate => 3003,
            Self::UnauthorizedExtend => 3004,
            Self::UnauthorizedChain => 3005,
            Self::Rejected => 5000,
            Self::UnsupportedChains => 5100,
            Self::UnsupportedMethods => 5101,
            Self::UnsupportedEvents => 5102,
            Self::UnsupportedNamespace => 5104,
            Self::Disconnected => 6000,
            Self::Expired => 8000,
            Self::UnsupportedProtocolMethod => 10001,
        }
    }

    /// The text beside the code.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::InvalidMethod => "Invalid method or parameters.",
            Self::InvalidUpdate => "Invalid update request.",
            Self::InvalidSettlement => "Invalid settlement request.",
            Self::UnauthorizedMethod => "Unauthorized method.",
            Self::UnauthorizedUpdate => "Unauthorized update request.",
            Self::UnauthorizedExtend => "Unauthorized extend request.",
            Self::UnauthorizedChain => "Unauthorized chain.",
            Self::Rejected => "User rejected.",
            Self::UnsupportedChains => "Unsupported chains.",
            Self::UnsupportedMethods => "Unsupported methods.",
            Self::UnsupportedEvents => "Unsupported events.",
            Self::UnsupportedNamespace => "Unsupported namespace key.",
            Self::Disconnected => "User disconnected.",
            Self::Expired => "Session request expired.",
            Self::UnsupportedProtocolMethod => "Unsupported wc_ method.",
        }
    }

    pub(crate) fn json(self) -> Value {
        json!({"code": self.code(), "message": self.text()})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_reserved_by_json_rpc() {
        for reason in [Reason::Rejected, Reason::Expired, Reason::InvalidMethod] {
            assert!(reason.code() > 0);
            assert_eq!(reason.json()["code"], reason.code());
        }
    }
}
