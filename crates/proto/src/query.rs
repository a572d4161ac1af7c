//! gRPC paths of queries, as `abci_query` takes them.

use prost::Message;

use crate::{
    audit_v1, bme_v1, cert_v1, cosmos, deployment_v1beta4 as deployment, escrow_v1,
    market_v1beta5 as market, oracle_v2, provider_v1beta4 as provider,
};

/// A request without fields.
#[derive(Clone, Copy, PartialEq, Eq, ::prost::Message)]
pub struct Empty {}

/// A query: request and answer with the path that joins them.
pub trait QueryPath: Message + Default {
    /// What comes back.
    type Answer: Message + Default;
    /// Service and method, such as `/akash.market.v1beta5.Query/Bids`.
    const PATH: &'static str;
}

macro_rules! queries {
    ($($request:ty => $answer:ty = $path:literal;)*) => {
        $( impl QueryPath for $request { type Answer = $answer; const PATH: &'static str = $path; } )*
    };
}

queries! {
    deployment::QueryDeploymentsRequest => deployment::QueryDeploymentsResponse = "/akash.deployment.v1beta4.Query/Deployments";
    deployment::QueryDeploymentRequest => deployment::QueryDeploymentResponse = "/akash.deployment.v1beta4.Query/Deployment";
    deployment::QueryGroupRequest => deployment::QueryGroupResponse = "/akash.deployment.v1beta4.Query/Group";
    deployment::QueryParamsRequest => deployment::QueryParamsResponse = "/akash.deployment.v1beta4.Query/Params";
    market::QueryOrdersRequest => market::QueryOrdersResponse = "/akash.market.v1beta5.Query/Orders";
    market::QueryOrderRequest => market::QueryOrderResponse = "/akash.market.v1beta5.Query/Order";
    market::QueryBidsRequest => market::QueryBidsResponse = "/akash.market.v1beta5.Query/Bids";
    market::QueryBidRequest => market::QueryBidResponse = "/akash.market.v1beta5.Query/Bid";
    market::QueryLeasesRequest => market::QueryLeasesResponse = "/akash.market.v1beta5.Query/Leases";
    market::QueryLeaseRequest => market::QueryLeaseResponse = "/akash.market.v1beta5.Query/Lease";
    market::QueryParamsRequest => market::QueryParamsResponse = "/akash.market.v1beta5.Query/Params";
    escrow_v1::QueryAccountsRequest => escrow_v1::QueryAccountsResponse = "/akash.escrow.v1.Query/Accounts";
    escrow_v1::QueryPaymentsRequest => escrow_v1::QueryPaymentsResponse = "/akash.escrow.v1.Query/Payments";
    cert_v1::QueryCertificatesRequest => cert_v1::QueryCertificatesResponse = "/akash.cert.v1.Query/Certificates";
    provider::QueryProvidersRequest => provider::QueryProvidersResponse = "/akash.provider.v1beta4.Query/Providers";
    provider::QueryProviderRequest => provider::QueryProviderResponse = "/akash.provider.v1beta4.Query/Provider";
    audit_v1::QueryAllProvidersAttributesRequest => audit_v1::QueryProvidersResponse = "/akash.audit.v1.Query/AllProvidersAttributes";
    audit_v1::QueryAuditorAttributesRequest => audit_v1::QueryProvidersResponse = "/akash.audit.v1.Query/AuditorAttributes";
    audit_v1::QueryProviderAttributesRequest => audit_v1::QueryProvidersResponse = "/akash.audit.v1.Query/ProviderAttributes";
    audit_v1::QueryProviderAuditorRequest => audit_v1::QueryProvidersResponse = "/akash.audit.v1.Query/ProviderAuditorAttributes";
    bme_v1::QueryStatusRequest => bme_v1::QueryStatusResponse = "/akash.bme.v1.Query/Status";
    oracle_v2::QueryAggregatedPriceRequest => oracle_v2::QueryAggregatedPriceResponse = "/akash.oracle.v2.Query/AggregatedPrice";
    cosmos::auth::v1beta1::QueryAccountRequest => cosmos::auth::v1beta1::QueryAccountResponse = "/cosmos.auth.v1beta1.Query/Account";
    cosmos::auth::v1beta1::QueryAccountInfoRequest => cosmos::auth::v1beta1::QueryAccountInfoResponse = "/cosmos.auth.v1beta1.Query/AccountInfo";
    cosmos::bank::v1beta1::QueryAllBalancesRequest => cosmos::bank::v1beta1::QueryAllBalancesResponse = "/cosmos.bank.v1beta1.Query/AllBalances";
    cosmos::bank::v1beta1::QuerySpendableBalancesRequest => cosmos::bank::v1beta1::QuerySpendableBalancesResponse = "/cosmos.bank.v1beta1.Query/SpendableBalances";
    cosmos::bank::v1beta1::QueryBalanceRequest => cosmos::bank::v1beta1::QueryBalanceResponse = "/cosmos.bank.v1beta1.Query/Balance";
    cosmos::tx::v1beta1::SimulateRequest => cosmos::tx::v1beta1::SimulateResponse = "/cosmos.tx.v1beta1.Service/Simulate";
}
