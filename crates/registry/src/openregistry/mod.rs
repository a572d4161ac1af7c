//! OpenRegistry's own routes: accounts by passkey or password, repository lists, stars. The embedded registry speaks them, too.

mod account;
mod ceremony;
mod keys;
mod passkeys;
mod repositories;
mod session;

pub use account::{AccountError, UserName, UserNameError};
pub use ceremony::{CeremonyError, Claim, PasskeyFault, PasskeyProvider, PasskeyWish};
pub use keys::{AccessToken, AccountPasskey};
pub use passkeys::{RelyingParty, RelyingPartyError};
pub use repositories::{ExtError, RepositoryRow, Visibility};
pub use session::Session;

use platform::Body;
use serde_json::Value;

use crate::auth::Credentials;
use crate::client::{Client, SMALL};
use crate::error::{ClientError, message};

/// Accounts of a server with OpenRegistry's routes.
#[derive(Clone)]
pub struct OpenRegistry(Client);

/// An answer in small.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) json: Value,
    pub(crate) words: String,
}

impl OpenRegistry {
    /// Accounts at the client's server. The client's identity is what the `ext` routes are asked with.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self(client)
    }

    /// Sends JSON, or nothing, with these cookies. No `Origin` is sent: staging servers would bind cookies to it.
    async fn call(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
        cookie: Option<String>,
    ) -> Result<Reply, ClientError> {
        let mut headers = Vec::new();
        let body = match body {
            None => Body::Empty,
            Some(value) => {
                headers.push(("content-type".to_owned(), "application/json".to_owned()));
                Body::Whole(value.to_string().into_bytes())
            }
        };
        headers.extend(cookie.map(|cookie| ("cookie".to_owned(), cookie)));
        let url = self.0.server().at(path);
        let answer = self.0.exchange(method, url, headers, body).await?;
        reply(answer).await
    }

    /// Sends JSON, or nothing, with the session's token.
    async fn call_signed(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Reply, ClientError> {
        let mut ask = self.0.ask(method, path, crate::auth::Scope::nothing());
        if body.is_some() {
            ask.headers
                .push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let whole = || body.map_or(Body::Empty, |v| Body::Whole(v.to_string().into_bytes()));
        let answer = self.0.send_once(&ask, whole()).await?;
        reply(answer).await
    }

    /// Whether one is signed in with a session.
    #[must_use]
    pub fn has_session(&self) -> bool {
        matches!(self.0.who(), Credentials::Bearer(_))
    }
}

async fn reply(answer: platform::TransferResponse) -> Result<Reply, ClientError> {
    let (status, headers) = (answer.status, answer.headers.clone());
    let body = answer.read(SMALL).await?;
    Ok(Reply {
        status,
        headers,
        words: message(&body),
        json: serde_json::from_slice(&body).unwrap_or_default(),
    })
}
