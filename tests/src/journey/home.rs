//! A home whose every write and every message to the chain or a provider is a moment to die.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use async_trait::async_trait;
use platform::{
    Change, Gateway, GatewayPeer, Home, Http, HttpRequest, HttpResponse, Method, NetError, Socket,
    Store, StoreError,
};
use serde_json::Value;

use super::Points;

/// `home` with moments before and after what lasts or leaves.
#[must_use]
pub fn watched(home: Home, points: &Points) -> Home {
    Home {
        store: Arc::new(WatchedStore {
            inner: home.store,
            points: points.clone(),
        }),
        http: Arc::new(WatchedHttp {
            inner: home.http,
            points: points.clone(),
        }),
        gateway: Arc::new(WatchedGateway {
            inner: home.gateway,
            points: points.clone(),
        }),
        ..home
    }
}

struct WatchedStore {
    inner: Arc<dyn Store>,
    points: Points,
}

impl WatchedStore {
    async fn kind(&self, flow: &str) -> String {
        let bytes = self.inner.get("flows", flow).await.ok().flatten();
        let flow: Value = serde_json::from_slice(&bytes.unwrap_or_default()).unwrap_or_default();
        text(&flow["data"]["kind"])
    }

    /// What the change means; nothing for what is no step of a flow.
    async fn name(&self, change: &Change) -> Option<String> {
        let Change::Put { bucket, value, .. } = change else {
            return None;
        };
        let value: Value = serde_json::from_slice(value).ok()?;
        let data = &value["data"];
        match bucket.as_str() {
            "flows" => {
                let stage = &data["stage"];
                let sent = stage["sent"].as_array().map(Vec::len);
                let sent = sent.map_or_else(String::new, |n| format!(" to {n}"));
                Some(format!(
                    "{} {}{sent}",
                    text(&data["kind"]),
                    text(&stage["stage"])
                ))
            }
            "txs" => {
                let purpose = &data["purpose"];
                let what = match purpose["for"].as_str()? {
                    "flow" => self.kind(purpose["id"].as_str()?).await,
                    other => other.to_owned(),
                };
                Some(format!(
                    "{what} transaction {}",
                    text(&data["outcome"]["outcome"])
                ))
            }
            _ => None,
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[async_trait]
impl Store for WatchedStore {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(bucket, key).await
    }

    async fn keys(&self, bucket: &str) -> Result<Vec<String>, StoreError> {
        self.inner.keys(bucket).await
    }

    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        let mut names = Vec::new();
        for change in &changes {
            names.extend(self.name(change).await);
        }
        for name in &names {
            self.points.pass(&format!("before writing: {name}"));
        }
        self.inner.apply(changes).await?;
        for name in &names {
            self.points.pass(&format!("after writing: {name}"));
        }
        Ok(())
    }
}

struct WatchedHttp {
    inner: Arc<dyn Http>,
    points: Points,
}

#[async_trait]
impl Http for WatchedHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NetError> {
        let call: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let tx = call["params"]["tx"].as_str().map(str::to_owned);
        // Signatures are at the end of the bytes and differ for each transaction.
        let tail = tx.map(|tx| tx[tx.len().saturating_sub(24)..].to_owned());
        if let Some(tail) = &tail {
            self.points.pass(&format!("before sending: {tail}"));
        }
        let answer = self.inner.send(request).await?;
        if let Some(tail) = &tail {
            self.points.pass(&format!("after sending: {tail}"));
        }
        Ok(answer)
    }
}

/// The same in each process of one build.
fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

struct WatchedGateway {
    inner: Arc<dyn Gateway>,
    points: Points,
}

#[async_trait]
impl Gateway for WatchedGateway {
    async fn send(
        &self,
        peer: &GatewayPeer,
        request: HttpRequest,
        token: Option<&str>,
    ) -> Result<HttpResponse, NetError> {
        let put = request.method == Method::Put;
        let id = digest(&request.body);
        if put {
            self.points.pass(&format!("before the manifest {id:x}"));
        }
        let answer = self.inner.send(peer, request, token).await?;
        if put && answer.is_success() {
            self.points.pass(&format!("after the manifest {id:x}"));
        }
        Ok(answer)
    }

    async fn connect(
        &self,
        peer: &GatewayPeer,
        path: &str,
        token: &str,
    ) -> Result<Box<dyn Socket>, NetError> {
        self.inner.connect(peer, path, token).await
    }
}
