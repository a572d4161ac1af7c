//! The way to a registry: authorised requests, redirects, errors.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use platform::{Body, Clock, Transfer, TransferRequest, TransferResponse};
use url::Url;

use crate::auth::{Credentials, Scope, Tokens, read_token, token_url};
use crate::challenge::Challenge;
use crate::error::ClientError;
use crate::kind::{Quirks, ServerKind};
use crate::name::{ServerUrl, is_loopback};

/// Most bytes of a small answer: lists and errors.
pub(crate) const SMALL: usize = 8 * 1024 * 1024;
/// Redirects that are followed for a blob.
const REDIRECTS: usize = 5;
/// Gives up when nothing moves for so long.
const IDLE: Duration = Duration::from_secs(60);

/// A registry with an identity; cheap to copy.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    transfer: Arc<dyn Transfer>,
    clock: Arc<dyn Clock>,
    server: ServerUrl,
    kind: ServerKind,
    who: Credentials,
    tokens: Mutex<Tokens>,
}

/// What is asked of a registry.
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) scope: Scope,
    pub(crate) headers: Vec<(String, String)>,
}

impl Client {
    /// A client for `server`.
    // In a browser there is one thread and what the home gives is bound to it.
    #[allow(clippy::arc_with_non_send_sync)]
    #[must_use]
    pub fn new(
        transfer: Arc<dyn Transfer>,
        clock: Arc<dyn Clock>,
        server: ServerUrl,
        kind: ServerKind,
        who: Credentials,
    ) -> Self {
        Self(Arc::new(Inner {
            transfer,
            clock,
            server,
            kind,
            who,
            tokens: Mutex::default(),
        }))
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &ServerUrl {
        &self.0.server
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ServerKind {
        self.0.kind
    }

    /// Who one is there.
    pub(crate) fn who(&self) -> &Credentials {
        &self.0.who
    }

    /// What must be done differently there.
    #[must_use]
    pub fn quirks(&self) -> Quirks {
        self.0.kind.quirks()
    }

    /// Asks whether the server takes the credentials, and changes nothing there.
    ///
    /// # Errors
    /// [`ClientError::Credentials`] when it doesn't, and the others.
    pub async fn check_sign_in(&self, user: &str) -> Result<(), ClientError> {
        // OpenRegistry gives no token without a scope; one of a repository of one's own changes nothing.
        let scope = if self.0.kind.is_openregistry() {
            Scope::pull_and_push(user)
        } else {
            Scope::nothing()
        };
        let ask = self.ask("GET", "/v2/", scope);
        let answer = self.send(&ask, || Body::Empty).await?;
        match answer.status {
            401 => Err(ClientError::Credentials),
            _ => good(answer, "registry").await.map(drop),
        }
    }

    /// Waits.
    pub(crate) async fn sleep(&self, millis: u64) {
        self.0.clock.sleep(millis).await;
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.0.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request below the server's address.
    pub(crate) fn ask(&self, method: &'static str, path: &str, scope: Scope) -> Ask {
        Ask {
            method,
            url: self.0.server.at(path),
            scope,
            headers: Vec::new(),
        }
    }

    /// Sends a request that can be repeated; answers a challenge once.
    pub(crate) async fn send(
        &self,
        ask: &Ask,
        body: impl Fn() -> Body,
    ) -> Result<TransferResponse, ClientError> {
        let answer = self.send_once(ask, body()).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        let challenge = answer.header("www-authenticate").map(str::to_owned);
        if !self.answer_challenge(ask, challenge).await? {
            return Ok(answer);
        }
        self.send_once(ask, body()).await
    }

    /// Sends a request with the authorisation that is known.
    pub(crate) async fn send_once(
        &self,
        ask: &Ask,
        body: Body,
    ) -> Result<TransferResponse, ClientError> {
        let mut headers = ask.headers.clone();
        let now = self.0.clock.now();
        if let Some(value) = self.tokens().header(&ask.scope, &self.0.who, now)
            && self.is_own(&ask.url)
        {
            headers.push(("authorization".into(), value));
        }
        self.exchange(ask.method, ask.url.clone(), headers, body)
            .await
    }

    pub(crate) async fn exchange(
        &self,
        method: &'static str,
        url: String,
        headers: Vec<(String, String)>,
        body: Body,
    ) -> Result<TransferResponse, ClientError> {
        let request = TransferRequest {
            method,
            url,
            headers,
            body,
            idle: IDLE,
        };
        Ok(self.0.transfer.exchange(request).await?)
    }

    /// Whether an address is the registry itself: credentials go nowhere else.
    fn is_own(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| url.origin() == self.0.server.url().origin())
    }

    /// Gets what a 401 asks for. False when there is nothing better than what was sent.
    async fn answer_challenge(
        &self,
        ask: &Ask,
        challenge: Option<String>,
    ) -> Result<bool, ClientError> {
        if matches!(self.0.who, Credentials::Bearer(_)) {
            return Ok(false);
        }
        let Some(header) = challenge else {
            return Ok(false);
        };
        let challenge = Challenge::parse(&header)?;
        let basic = self.0.who.basic();
        if challenge == Challenge::Basic {
            self.tokens().use_basic();
            return Ok(basic.is_some());
        }
        self.tokens().forget(&ask.scope);
        let url = token_url(&self.0.server, &challenge, &ask.scope, basic.is_some())?;
        let known = basic.is_some();
        let headers = basic.map(|value| ("authorization".to_owned(), value));
        let answer = self
            .exchange("GET", url, headers.into_iter().collect(), Body::Empty)
            .await?;
        match answer.status {
            200 => {
                let body = answer.read(SMALL).await?;
                let token = read_token(&body, self.0.clock.now())?;
                self.tokens().keep(ask.scope.clone(), token);
                Ok(true)
            }
            // The body is not read: OpenRegistry repeats the credentials in it.
            401 | 400 if known => Err(ClientError::Credentials),
            401 | 400 => Err(ClientError::SignIn),
            403 => Err(ClientError::Denied("the token service refuses this".into())),
            429 => Err(ClientError::of(
                429,
                b"",
                answer.header("retry-after"),
                "token",
            )),
            status => Err(ClientError::Refused {
                status,
                message: "the token service failed".into(),
            }),
        }
    }

    /// Sends a request and reads the whole answer; an error status is an error.
    pub(crate) async fn get_small(
        &self,
        ask: &Ask,
        what: &'static str,
    ) -> Result<(Vec<u8>, Vec<(String, String)>), ClientError> {
        let answer = good(self.send(ask, || Body::Empty).await?, what).await?;
        let headers = answer.headers.clone();
        Ok((answer.read(SMALL).await?, headers))
    }

    /// Sends a GET and follows redirects. The credentials stay with the registry, the redirect's body is not read.
    pub(crate) async fn get_following(
        &self,
        mut ask: Ask,
        what: &'static str,
    ) -> Result<TransferResponse, ClientError> {
        for _ in 0..=REDIRECTS {
            let answer = self.send(&ask, || Body::Empty).await?;
            if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
                return good(answer, what).await;
            }
            let location = answer.header("location").unwrap_or_default();
            ask.url = follow(&self.0.server, &ask.url, location)?;
        }
        Err(ClientError::Redirect("too many other places".into()))
    }
}

/// Where a redirect or an upload leads, if that is a place to go.
pub(crate) fn follow(
    server: &ServerUrl,
    from: &str,
    location: &str,
) -> Result<String, ClientError> {
    let refused = || ClientError::Redirect(crate::error::clean(location, 100));
    let to = Url::parse(from)
        .and_then(|from| from.join(location))
        .map_err(|_| refused())?;
    let host = to.host_str().unwrap_or_default();
    let local = is_loopback(server.host());
    let good = to.scheme() == "https" || (to.scheme() == "http" && local && is_loopback(host));
    // A server elsewhere has no business on this machine.
    if !good || (is_loopback(host) && !local) || location.is_empty() {
        return Err(refused());
    }
    Ok(to.into())
}

/// The answer if its status is 2xx, else what its body says.
pub(crate) async fn good(
    answer: TransferResponse,
    what: &'static str,
) -> Result<TransferResponse, ClientError> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let status = answer.status;
    let retry = answer.header("retry-after").map(str::to_owned);
    // A redirect's or an error's body may be shorter than it claims; then there are no words.
    let body = answer.read(64 * 1024).await.unwrap_or_default();
    Err(ClientError::of(status, &body, retry.as_deref(), what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_nowhere_unsafe() {
        let far: ServerUrl = "https://r.example".parse().unwrap();
        let near: ServerUrl = "http://localhost:5000".parse().unwrap();
        let from = |server: &ServerUrl| server.at("/v2/a/blobs/x");
        assert_eq!(
            follow(&far, &from(&far), "/x").unwrap(),
            "https://r.example/x"
        );
        assert!(follow(&far, &from(&far), "https://cdn.example/x").is_ok());
        assert!(follow(&near, &from(&near), "http://localhost:5002/layers/1").is_ok());
        for bad in [
            "http://cdn.example/x",
            "https://localhost/x",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "",
        ] {
            assert!(follow(&far, &from(&far), bad).is_err(), "{bad}");
        }
    }
}
