//! Exchanges with a registry through the bridge of a web server.
//!
//! A page sends each request to its own server, which passes it on to the registry of a network of its own
//! configuration. Headers travel under names of their own, and so does the status: a browser would follow redirects,
//! ask for passwords and keep cookies by itself.

use std::sync::Arc;

use crate::{NetError, Transfer, TransferRequest, TransferResponse, fault};

/// What comes before the name of a header that is passed on.
pub const PREFIX: &str = "registry-";
/// Header with the registry's status. Without it the answer is the bridge's own.
pub const STATUS: &str = "registry-status";
/// Headers of a request that are passed on.
pub const ASKED: [&str; 6] = [
    "authorization",
    "accept",
    "content-type",
    "content-range",
    "range",
    "cookie",
];
/// Headers of an answer that are passed on. Cookies aren't: the embedded registry gives its tokens in the body, too.
pub const ANSWERED: [&str; 11] = [
    "content-length",
    "content-range",
    "content-type",
    "docker-content-digest",
    "link",
    "location",
    "oci-filters-applied",
    "oci-subject",
    "range",
    "retry-after",
    "www-authenticate",
];

/// Longest answer of the bridge itself, in bytes.
const OWN: usize = 64 * 1024;

/// The bridge at `/registry/<network>/…` of the page's own origin.
pub struct BridgeTransfer {
    origin: String,
    registries: Vec<(String, reqwest::Url)>,
    inner: Arc<dyn Transfer>,
}

impl BridgeTransfer {
    /// The bridge of `origin` to these registries: the id of the network and the registry's address. Others can't be
    /// reached.
    #[must_use]
    pub fn new(
        origin: &str,
        registries: impl IntoIterator<Item = (String, String)>,
        inner: Arc<dyn Transfer>,
    ) -> Self {
        let read = |(network, address): (String, String)| Some((network, address.parse().ok()?));
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
            registries: registries.into_iter().filter_map(read).collect(),
            inner,
        }
    }

    /// The address at the bridge that stands for an address of a registry.
    fn at(&self, address: &str) -> Result<String, NetError> {
        let url: reqwest::Url = address
            .parse()
            .map_err(|_| NetError::Address(address.to_owned()))?;
        let known = |(_, base): &&(String, reqwest::Url)| base.origin() == url.origin();
        let (network, _) = self.registries.iter().find(known).ok_or_else(|| {
            let host = url.host_str().unwrap_or_default().to_owned();
            let reason = "a page in a browser reaches only the registries of its server".into();
            NetError::Unreachable { host, reason }
        })?;
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        Ok(format!(
            "{}/registry/{network}{}{query}",
            self.origin,
            url.path()
        ))
    }
}

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Transfer for BridgeTransfer {
    async fn exchange(&self, mut request: TransferRequest) -> Result<TransferResponse, NetError> {
        request.url = self.at(&request.url)?;
        request.headers = request
            .headers
            .into_iter()
            .filter(|(name, _)| ASKED.contains(&name.as_str()))
            .map(|(name, value)| (format!("{PREFIX}{name}"), value))
            .collect();
        let mut answer = self.inner.exchange(request).await?;
        let status = answer.header(STATUS).and_then(|s| s.parse().ok());
        let Some(status) = status else {
            let status = answer.status;
            let body = answer.read(OWN).await?;
            return Err(
                fault::of_answer(status, &body).unwrap_or_else(|| NetError::Refused {
                    status,
                    body: fault::words(&body),
                }),
            );
        };
        answer.status = status;
        answer.headers = answer
            .headers
            .into_iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value)))
            .collect();
        Ok(answer)
    }
}
