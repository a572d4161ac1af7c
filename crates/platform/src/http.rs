//! Plain requests: nodes, faucets, the own web server.

use std::time::Duration;

use crate::{MaybeSend, MaybeSync, NetError};

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
}

/// A request.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Whole address; for a gateway the path with its query.
    pub url: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
    /// Limit for the whole exchange.
    pub timeout: Duration,
}

impl HttpRequest {
    /// A GET with 10 seconds.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout: Duration::from_secs(10),
        }
    }

    /// A POST of JSON with 10 seconds.
    #[must_use]
    pub fn post_json(url: impl Into<String>, body: Vec<u8>) -> Self {
        Self {
            method: Method::Post,
            body,
            headers: vec![("content-type".into(), "application/json".into())],
            ..Self::get(url)
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// Status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The body as text, broken bytes replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).trim_end().to_owned()
    }
}

/// Sends requests. Redirects are not followed.
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
pub trait Http: MaybeSend + MaybeSync {
    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// [`NetError`]; an answer with an error status is not an error here.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NetError>;
}

/// [`Http`] by reqwest: rustls natively, `fetch` in a browser.
#[derive(Debug, Clone)]
pub struct ReqwestHttp {
    client: reqwest::Client,
}

impl ReqwestHttp {
    /// Sends with this client.
    #[must_use]
    pub const fn new(client: reqwest::Client) -> Self {
        Self { client }
    }

    pub(crate) const fn client(&self) -> &reqwest::Client {
        &self.client
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Http for ReqwestHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NetError> {
        let url: reqwest::Url = request
            .url
            .parse()
            .map_err(|_| NetError::Address(request.url.clone()))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let mut builder = self.client.request(method, url).timeout(request.timeout);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        let fault = |e: reqwest::Error| describe(&host, &e);
        let response = builder.send().await.map_err(fault)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(fault)?.to_vec();
        Ok(HttpResponse { status, body })
    }
}

/// Says what a failed request means, without its address's query.
pub(crate) fn describe(host: &str, error: &reqwest::Error) -> NetError {
    let host = host.to_owned();
    if error.is_timeout() {
        return NetError::Timeout { host };
    }
    let mut reason = String::from("no connection");
    let mut source: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = source {
        // What `fetch` throws is a stack trace of the page and says nothing of the network.
        let said = inner.to_string();
        if !said.starts_with("JsValue(") {
            reason = said;
        }
        source = inner.source();
    }
    if reason.contains(crate::gateway::NOT_ON_CHAIN) {
        return NetError::Certificate { host };
    }
    NetError::Unreachable { host, reason }
}
