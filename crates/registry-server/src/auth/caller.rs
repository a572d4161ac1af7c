//! Who asks: read from `Authorization` or from the cookie of a signed-in browser.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::cookie;
use super::refusal::Refusal;
use super::token::{Access, Claims, Kind, Rests};
use crate::app::App;
use crate::meta::account::{self, Account};
use crate::meta::{MetaError, pat, session};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account; none when nobody is signed in.
    pub account: Option<Account>,
    /// What the token is limited to; none when it isn't.
    pub limit: Option<Vec<Access>>,
    /// The session, if the token rests on one.
    pub session: Option<String>,
}

/// Why nobody can be made out.
#[derive(Debug, thiserror::Error)]
pub enum CallerError {
    /// The token isn't ours, ended, or what it rests on ended.
    #[error("the token isn't valid")]
    Token,
    /// The metadata failed.
    #[error(transparent)]
    Meta(#[from] MetaError),
}

impl Caller {
    /// Nobody.
    pub fn nobody() -> Self {
        Self {
            account: None,
            limit: None,
            session: None,
        }
    }

    /// The user id.
    pub fn id(&self) -> Option<&str> {
        self.account.as_ref().map(|a| &*a.id)
    }

    /// The account, if it may act in full: tokens for pulling and pushing don't reach account matters.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] otherwise.
    pub fn full(self) -> Result<Account, Refusal> {
        match self.limit {
            None => self.account.ok_or(Refusal::SignIn),
            Some(_) => Err(Refusal::SignIn),
        }
    }

    /// Makes out who asks. Basic credentials say nothing here: they are for `/token`.
    ///
    /// # Errors
    /// [`CallerError::Token`] for a token that isn't valid.
    pub async fn of(app: &App, headers: &HeaderMap) -> Result<Self, CallerError> {
        let bearer = credentials(headers, "bearer").map(str::to_owned);
        match bearer.or_else(|| cookie::get(headers, cookie::ACCESS)) {
            Some(token) => Self::with_token(app, &token).await,
            None => Ok(Self::nobody()),
        }
    }

    async fn with_token(app: &App, token: &str) -> Result<Self, CallerError> {
        let claims = app.tokens.check(token).map_err(|_| CallerError::Token)?;
        if claims.kind == Kind::Refresh {
            return Err(CallerError::Token);
        }
        Self::with_claims(app, claims).await
    }

    /// Who the claims speak of, if what they rest on still stands.
    ///
    /// # Errors
    /// [`CallerError::Token`] when it doesn't.
    pub async fn with_claims(app: &App, claims: Claims) -> Result<Self, CallerError> {
        let (user, rests) = (claims.sub.clone(), claims.rests.clone());
        let account = app
            .meta
            .read(move |txn| {
                let stands = match &rests {
                    Rests::Session(id) => session::get(txn, id)?.is_some_and(|s| s.user == user),
                    Rests::Pat(id) => pat::lasts(txn, &user, id)?,
                    Rests::Itself => true,
                };
                let found = if user.is_empty() {
                    None
                } else {
                    Some(account::get(txn, &user)?)
                };
                match (stands, found) {
                    (false, _) | (_, Some(None)) => Err(CallerError::Token),
                    (true, found) => Ok(found.flatten()),
                }
            })
            .await?;
        Ok(Self {
            account,
            limit: (claims.kind == Kind::Oci).then_some(claims.access),
            session: match claims.rests {
                Rests::Session(id) => Some(id),
                Rests::Pat(_) | Rests::Itself => None,
            },
        })
    }
}

/// What follows a scheme in `Authorization`; the scheme's case doesn't matter.
pub fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (found, rest) = value.split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

/// User name and password of Basic credentials.
pub fn basic(headers: &HeaderMap) -> Option<(String, Zeroizing<String>)> {
    let bytes = Zeroizing::new(STANDARD.decode(credentials(headers, "basic")?).ok()?);
    let text = std::str::from_utf8(&bytes).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), Zeroizing::new(password.to_owned())))
}

/// Whether Basic credentials were sent, readable or not.
pub fn sent_basic(headers: &HeaderMap) -> bool {
    credentials(headers, "basic").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(value: &str) -> HeaderMap {
        let value = HeaderValue::from_str(value).unwrap();
        HeaderMap::from_iter([(header::AUTHORIZATION, value)])
    }

    #[test]
    fn schemes_are_read_in_any_case() {
        assert_eq!(credentials(&with("bEARER abc"), "bearer"), Some("abc"));
        assert_eq!(credentials(&with("Basic abc"), "bearer"), None);
    }

    #[test]
    fn a_password_may_hold_colons() {
        let (name, password) = basic(&with("Basic YTpiOmM=")).unwrap();
        assert_eq!((&*name, password.as_str()), ("a", "b:c"));
        assert!(basic(&with("Basic YWJj")).is_none());
        assert!(basic(&with("Basic %%%")).is_none());
    }
}
