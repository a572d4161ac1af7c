//! Queries whose answers come in pages.

use proto::audit_v1::{AuditedProvider, QueryAllProvidersAttributesRequest};
use proto::cert_v1::{CertificateResponse, QueryCertificatesRequest};
use proto::cosmos::bank::v1beta1::QueryAllBalancesRequest;
use proto::deployment_v1beta4::{QueryDeploymentResponse, QueryDeploymentsRequest};
use proto::market_v1beta5::{
    QueryBidResponse, QueryBidsRequest, QueryLeaseResponse, QueryLeasesRequest,
};
use proto::provider_v1beta4::{Provider, QueryProvidersRequest};
use proto::{Coin, PageRequest, PageResponse, QueryPath};
use types::Height;

use super::bad;
use crate::{Rpc, RpcError};

/// Items of one page: what a node gives at most by default.
const PAGE: u64 = 100;
/// Pages after which a list is no list: a node that never ends would keep the client asking.
const MOST: usize = 1_000;

/// A query with a `pagination` in request and answer.
pub(super) trait Paged: QueryPath {
    /// What is listed.
    type Item;

    /// The request's page.
    fn page(&mut self) -> &mut Option<PageRequest>;

    /// What an answer lists, and where it goes on.
    fn items(answer: Self::Answer) -> (Vec<Self::Item>, Option<PageResponse>);
}

macro_rules! paged {
    ($($request:ty, $items:ident: $item:ty;)*) => {
        $( impl Paged for $request {
            type Item = $item;
            fn page(&mut self) -> &mut Option<PageRequest> {
                &mut self.pagination
            }
            fn items(answer: Self::Answer) -> (Vec<$item>, Option<PageResponse>) {
                (answer.$items, answer.pagination)
            }
        } )*
    };
}

paged! {
    QueryAllBalancesRequest, balances: Coin;
    QueryAllProvidersAttributesRequest, providers: AuditedProvider;
    QueryBidsRequest, bids: QueryBidResponse;
    QueryCertificatesRequest, certificates: CertificateResponse;
    QueryDeploymentsRequest, deployments: QueryDeploymentResponse;
    QueryLeasesRequest, leases: QueryLeaseResponse;
    QueryProvidersRequest, providers: Provider;
}

impl Rpc {
    /// Asks for all pages; the block is that of the last one.
    ///
    /// # Errors
    /// [`RpcError`]; also when the list does not end.
    pub(super) async fn query_all<Q: Paged>(
        &self,
        mut request: Q,
    ) -> Result<(Vec<Q::Item>, Height), RpcError> {
        let mut all = Vec::new();
        let mut key = Vec::new();
        for _ in 0..MOST {
            *request.page() = Some(PageRequest {
                key,
                limit: PAGE,
                ..PageRequest::default()
            });
            let (answer, height) = self.query(&request).await?;
            let (items, page) = Q::items(answer);
            all.extend(items);
            key = page.map(|p| p.next_key).unwrap_or_default();
            if key.is_empty() {
                return Ok((all, height));
            }
        }
        Err(bad("a list without an end"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use platform::{Http, HttpRequest, HttpResponse, NetError};
    use proto::Message as _;
    use proto::provider_v1beta4::QueryProvidersResponse;
    use serde_json::{Value, json};

    use super::*;

    /// Pages of one provider each, `0` up to the number; remembers the keys that it was asked for.
    struct Pages(u8, Mutex<Vec<Vec<u8>>>);

    #[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
    #[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
    impl Http for Pages {
        async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NetError> {
            let call: Value = serde_json::from_slice(&request.body).unwrap();
            let data = hex::decode(call["params"]["data"].as_str().unwrap()).unwrap();
            let page = QueryProvidersRequest::decode(data.as_slice())
                .unwrap()
                .pagination
                .unwrap();
            let at = page.key.first().copied().unwrap_or_default();
            self.1.lock().unwrap().push(page.key);
            let answer = QueryProvidersResponse {
                providers: vec![Provider {
                    owner: at.to_string(),
                    ..Provider::default()
                }],
                pagination: Some(PageResponse {
                    next_key: if at < self.0 {
                        vec![at + 1]
                    } else {
                        Vec::new()
                    },
                    total: 0,
                }),
            };
            let value = STANDARD.encode(answer.encode_to_vec());
            let body = json!({"result": {"response": {"code": 0, "value": value, "height": "9"}}});
            Ok(HttpResponse {
                status: 200,
                body: body.to_string().into_bytes(),
            })
        }
    }

    #[tokio::test]
    async fn follows_the_keys_to_the_end() {
        let pages = Arc::new(Pages(2, Mutex::default()));
        let rpc = Rpc::new(pages.clone(), "x");
        let (all, height) = rpc
            .query_all(QueryProvidersRequest::default())
            .await
            .unwrap();
        let owners: Vec<&str> = all.iter().map(|p| p.owner.as_str()).collect();
        assert_eq!((owners, height), (vec!["0", "1", "2"], Height(9)));
        assert_eq!(*pages.1.lock().unwrap(), [vec![], vec![1], vec![2]]);
    }
}
