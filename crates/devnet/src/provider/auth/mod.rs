//! Who may call the gateway: bearer tokens signed with the tenant's own key.

mod claims;
mod jwt;

pub(crate) use claims::Target;
pub use claims::{Claims, Scope};
#[cfg(test)]
pub(crate) use jwt::samples::sign as samples_sign;
pub use jwt::{Unverified, parse};

/// Why a caller is refused, with status and text of the gateway's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The header isn't `Bearer <token>`.
    #[error("invalid authorization header")]
    Header,
    /// A client certificate and a token at once.
    #[error("auth: ambiguous authentication. may not use mTLS and JWT at the same time")]
    Ambiguous,
    /// The signature holds, the claims don't; also for tokens out of their time.
    #[error("JWT has invalid claims")]
    Claims,
    /// Malformed, another algorithm, a bad signature, or an issuer the chain doesn't know.
    #[error("JWT is invalid")]
    Invalid,
    /// No token, or one that doesn't reach this far.
    #[error("unauthorized access")]
    Unauthorized,
    /// The chain couldn't be asked.
    #[error("unknown error while processing JWT")]
    Unknown,
}

impl AuthError {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Header | Self::Ambiguous | Self::Claims => 400,
            Self::Invalid | Self::Unauthorized => 401,
            Self::Unknown => 500,
        }
    }
}

/// The token of an `Authorization` header: exactly two words, the first `Bearer` in any case.
///
/// # Errors
/// [`AuthError::Header`].
pub fn bearer(header: &str) -> Result<&str, AuthError> {
    let words: Vec<&str> = header.split(' ').collect();
    match words[..] {
        [scheme, token] if scheme.eq_ignore_ascii_case("bearer") => Ok(token),
        _ => Err(AuthError::Header),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_is_two_words() {
        assert_eq!(bearer("bEaReR x.y.z"), Ok("x.y.z"));
        for bad in ["", "Bearer", "Basic x", "Bearer x y", "Bearer  x", "x.y.z"] {
            assert_eq!(bearer(bad), Err(AuthError::Header), "{bad:?}");
        }
    }

    #[test]
    fn answers_have_the_status_of_the_table() {
        let table = [
            (AuthError::Header, 400, "invalid authorization header"),
            (AuthError::Claims, 400, "JWT has invalid claims"),
            (AuthError::Invalid, 401, "JWT is invalid"),
            (AuthError::Unauthorized, 401, "unauthorized access"),
            (
                AuthError::Unknown,
                500,
                "unknown error while processing JWT",
            ),
        ];
        for (error, status, text) in table {
            assert_eq!((error.status(), error.to_string().as_str()), (status, text));
        }
    }
}
