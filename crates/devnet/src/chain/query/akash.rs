//! Queries of deployments, market, certificates, providers and audits.

use super::escrow::{account, payment};
use super::page::start;
use super::{answer, invalid, not_found};
use crate::chain::cert;
use crate::chain::escrow::{bid_account, deployment_account};
use crate::chain::id::{
    BidKey, DeploymentKey, bid_key, bid_xid, deployment_key, deployment_xid, group_key, lease_key,
    order_key, payment_xid,
};
use crate::chain::refusal::Refusal;
use crate::chain::state::State;
use proto::audit_v1::{
    AuditedProvider, QueryAllProvidersAttributesRequest, QueryAuditorAttributesRequest,
    QueryProviderAttributesRequest, QueryProviderAuditorRequest,
    QueryProvidersResponse as AuditResponse,
};
use proto::cert_v1::{
    CertificateFilter, CertificateResponse, QueryCertificatesRequest, QueryCertificatesResponse,
    State as CertState,
};
use proto::deployment_v1::{Deployment, DeploymentState};
use proto::deployment_v1beta4 as deployment;
use proto::market_v1::{Lease, LeaseFilters, LeaseState};
use proto::market_v1beta5 as market;
use proto::provider_v1beta4 as provider;
use proto::{Coin, Duration, Empty, PageRequest};

type Answer = Option<Result<Vec<u8>, Refusal>>;

/// The state's number for its name; nothing for an empty one.
fn state_of<T: Copy + Into<i32>>(name: &str, all: &[(T, &str)]) -> Result<Option<i32>, Refusal> {
    if name.is_empty() {
        return Ok(None);
    }
    all.iter()
        .find(|(_, n)| *n == name)
        .map(|(s, _)| Some((*s).into()))
        .ok_or_else(|| invalid("invalid state value"))
}

macro_rules! named_states {
    ($($state:path),*) => { &[$(($state, $state.as_str())),*] };
}

/// Whether a filter that may be empty or zero allows a value.
fn fits<T: PartialEq + Default>(filter: &T, value: &T) -> bool {
    *filter == T::default() || filter == value
}

fn coins(list: &[(String, u128)]) -> Vec<Coin> {
    list.iter()
        .map(|(denom, amount)| Coin {
            denom: denom.clone(),
            amount: amount.to_string(),
        })
        .collect()
}

pub(super) fn query(s: &State, path: &str, data: &[u8]) -> Answer {
    deployments(s, path, data)
        .or_else(|| orders(s, path, data))
        .or_else(|| bids(s, path, data))
        .or_else(|| leases(s, path, data))
        .or_else(|| others(s, path, data))
}

fn whole(s: &State, key: &DeploymentKey, d: &Deployment) -> deployment::QueryDeploymentResponse {
    let escrow = deployment_account(deployment_xid(key));
    let range = (key.0.clone(), key.1, 0)..=(key.0.clone(), key.1, u32::MAX);
    deployment::QueryDeploymentResponse {
        deployment: Some(d.clone()),
        groups: s.groups.range(range).map(|(_, g)| g.clone()).collect(),
        escrow_account: s.escrow.get(&escrow).map(|a| account(&escrow, a)),
    }
}

fn deployments(s: &State, path: &str, data: &[u8]) -> Answer {
    answer(path, data, |q: deployment::QueryDeploymentsRequest| {
        let page = start::<deployment::DeploymentFilters>(q.filters, q.pagination)?;
        let f = &page.filters;
        let state = state_of(
            &f.state,
            named_states![DeploymentState::Active, DeploymentState::Closed],
        )?;
        if page.has_offset() && state.is_none() {
            return Err(invalid(
                "invalid request parameters. if offset is set, filter.state must be provided",
            ));
        }
        let items = s
            .deployments
            .iter()
            .filter(|(k, d)| {
                fits(&f.owner, &k.0) && fits(&f.dseq, &k.1) && state.is_none_or(|s| s == d.state)
            })
            .map(|(k, d)| (format!("{}/{:020}", k.0, k.1), whole(s, k, d)))
            .collect();
        let (deployments, pagination) = page.cut(items);
        Ok(deployment::QueryDeploymentsResponse {
            deployments,
            pagination: Some(pagination),
        })
    })
    .or_else(|| {
        answer(path, data, |q: deployment::QueryDeploymentRequest| {
            let key = deployment_key(&q.id.unwrap_or_default());
            let d = s
                .deployments
                .get(&key)
                .ok_or_else(|| not_found("Deployment not found"))?;
            Ok(whole(s, &key, d))
        })
    })
    .or_else(|| {
        answer(path, data, |q: deployment::QueryGroupRequest| {
            let key = group_key(&q.id.unwrap_or_default());
            let group = s
                .groups
                .get(&key)
                .ok_or_else(|| not_found("Group not found"))?;
            Ok(deployment::QueryGroupResponse {
                group: Some(group.clone()),
            })
        })
    })
    .or_else(|| {
        answer(path, data, |_: deployment::QueryParamsRequest| {
            Ok(deployment::QueryParamsResponse {
                params: Some(deployment::Params {
                    min_deposits: coins(&s.params.min_deposits),
                }),
            })
        })
    })
}

fn orders(s: &State, path: &str, data: &[u8]) -> Answer {
    answer(path, data, |q: market::QueryOrdersRequest| {
        let page = start::<market::OrderFilters>(q.filters, q.pagination)?;
        let f = &page.filters;
        let state = state_of(
            &f.state,
            named_states![
                market::OrderState::Open,
                market::OrderState::Active,
                market::OrderState::Closed
            ],
        )?;
        let items = s
            .orders
            .iter()
            .filter(|(k, o)| {
                fits(&f.owner, &k.0)
                    && fits(&f.dseq, &k.1)
                    && fits(&f.gseq, &k.2)
                    && fits(&f.oseq, &k.3)
                    && state.is_none_or(|s| s == o.state)
            })
            .map(|(k, o)| {
                let key = format!("{}/{:020}/{:010}/{:010}", k.0, k.1, k.2, k.3);
                (key, o.clone())
            })
            .collect();
        let (orders, pagination) = page.cut(items);
        Ok(market::QueryOrdersResponse {
            orders,
            pagination: Some(pagination),
        })
    })
    .or_else(|| {
        answer(path, data, |q: market::QueryOrderRequest| {
            let key = order_key(&q.id.unwrap_or_default());
            let order = s
                .orders
                .get(&key)
                .ok_or_else(|| not_found("invalid order: order not found"))?;
            Ok(market::QueryOrderResponse {
                order: Some(order.clone()),
            })
        })
    })
}

fn bid_text(k: &BidKey) -> String {
    format!("{}/{:020}/{:010}/{:010}/{}", k.0, k.1, k.2, k.3, k.4)
}

fn whole_bid(s: &State, key: &BidKey, bid: &market::Bid) -> market::QueryBidResponse {
    let escrow = bid_account(bid_xid(key));
    market::QueryBidResponse {
        bid: Some(bid.clone()),
        escrow_account: s.escrow.get(&escrow).map(|a| account(&escrow, a)),
    }
}

fn bids(s: &State, path: &str, data: &[u8]) -> Answer {
    answer(path, data, |q: market::QueryBidsRequest| {
        let page = start::<market::BidFilters>(q.filters, q.pagination)?;
        let f = &page.filters;
        let state = state_of(
            &f.state,
            named_states![
                market::BidState::Open,
                market::BidState::Active,
                market::BidState::Lost,
                market::BidState::Closed
            ],
        )?;
        let items = s
            .bids
            .iter()
            .filter(|(k, b)| {
                fits(&f.owner, &k.0)
                    && fits(&f.dseq, &k.1)
                    && fits(&f.gseq, &k.2)
                    && fits(&f.oseq, &k.3)
                    && fits(&f.provider, &k.4)
                    && state.is_none_or(|s| s == b.state)
            })
            .map(|(k, b)| (bid_text(k), whole_bid(s, k, b)))
            .collect();
        let (bids, pagination) = page.cut(items);
        Ok(market::QueryBidsResponse {
            bids,
            pagination: Some(pagination),
        })
    })
    .or_else(|| {
        answer(path, data, |q: market::QueryBidRequest| {
            let key = bid_key(&q.id.unwrap_or_default());
            let bid = s
                .bids
                .get(&key)
                .ok_or_else(|| not_found("invalid bid: bid not found"))?;
            Ok(whole_bid(s, &key, bid))
        })
    })
}

fn whole_lease(s: &State, key: &BidKey, lease: &Lease) -> market::QueryLeaseResponse {
    let paid = (
        deployment_account(deployment_xid(&(key.0.clone(), key.1))),
        payment_xid(key),
    );
    market::QueryLeaseResponse {
        lease: Some(lease.clone()),
        escrow_payment: s.payments.get(&paid).map(|p| payment(&paid, p)),
    }
}

fn leases(s: &State, path: &str, data: &[u8]) -> Answer {
    answer(path, data, |q: market::QueryLeasesRequest| {
        let page = start::<LeaseFilters>(q.filters, q.pagination)?;
        let f = &page.filters;
        let state = state_of(
            &f.state,
            named_states![
                LeaseState::Active,
                LeaseState::InsufficientFunds,
                LeaseState::Closed,
                LeaseState::Reclaiming
            ],
        )?;
        let items = s
            .leases
            .iter()
            .filter(|(k, l)| {
                fits(&f.owner, &k.0)
                    && fits(&f.dseq, &k.1)
                    && fits(&f.gseq, &k.2)
                    && fits(&f.oseq, &k.3)
                    && fits(&f.provider, &k.4)
                    && state.is_none_or(|s| s == l.state)
            })
            .map(|(k, l)| (bid_text(k), whole_lease(s, k, l)))
            .collect();
        let (leases, pagination) = page.cut(items);
        Ok(market::QueryLeasesResponse {
            leases,
            pagination: Some(pagination),
        })
    })
    .or_else(|| {
        answer(path, data, |q: market::QueryLeaseRequest| {
            let key = lease_key(&q.id.unwrap_or_default());
            let lease = s
                .leases
                .get(&key)
                .ok_or_else(|| not_found("invalid lease: lease not found"))?;
            Ok(whole_lease(s, &key, lease))
        })
    })
    .or_else(|| {
        answer(path, data, |_: market::QueryParamsRequest| {
            let p = &s.params;
            let seconds = |seconds| Some(Duration { seconds, nanos: 0 });
            let least = coins(&p.bid_min_deposits);
            Ok(market::QueryParamsResponse {
                params: Some(market::Params {
                    bid_min_deposit: least.iter().find(|c| c.denom == "uakt").cloned(),
                    order_max_bids: p.order_max_bids,
                    bid_min_deposits: least,
                    min_reclamation_window: seconds(p.min_reclamation),
                    max_reclamation_window: seconds(p.max_reclamation),
                }),
            })
        })
    })
}

fn others(s: &State, path: &str, data: &[u8]) -> Answer {
    answer(path, data, |q: QueryCertificatesRequest| {
        let page = start::<CertificateFilter>(q.filter, q.pagination)?;
        let f = &page.filters;
        let state = state_of(
            &f.state,
            named_states![CertState::Valid, CertState::Revoked],
        )?;
        let serial = cert::key("", &f.serial).1;
        let items = s
            .certificates
            .iter()
            .filter(|(k, c)| {
                fits(&f.owner, &k.0)
                    && (f.serial.is_empty() || serial == k.1)
                    && state.is_none_or(|s| s == c.state)
            })
            .map(|(k, c)| {
                let response = CertificateResponse {
                    certificate: Some(c.clone()),
                    serial: k.1.trim_start_matches('0').to_owned(),
                };
                (format!("{}/{}", k.0, k.1), response)
            })
            .collect();
        let (certificates, pagination) = page.cut(items);
        Ok(QueryCertificatesResponse {
            certificates,
            pagination: Some(pagination),
        })
    })
    .or_else(|| {
        answer(path, data, |q: provider::QueryProvidersRequest| {
            let page = start::<Empty>(None, q.pagination)?;
            let items = s.providers.iter().map(|(k, p)| (k.clone(), p.clone()));
            let (providers, pagination) = page.cut(items.collect());
            Ok(provider::QueryProvidersResponse {
                providers,
                pagination: Some(pagination),
            })
        })
    })
    .or_else(|| {
        answer(path, data, |q: provider::QueryProviderRequest| {
            let provider = s
                .providers
                .get(&q.owner)
                .ok_or_else(|| not_found("invalid provider: address not found"))?;
            Ok(provider::QueryProviderResponse {
                provider: Some(provider.clone()),
            })
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryAllProvidersAttributesRequest| {
            audit_page(s, q.pagination, |_| true)
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryAuditorAttributesRequest| {
            audit_page(s, q.pagination, |auditor| auditor == q.auditor)
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryProviderAttributesRequest| {
            audits(s, |owner, _| owner == q.owner)
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryProviderAuditorRequest| {
            audits(s, |owner, auditor| owner == q.owner && auditor == q.auditor)
        })
    })
}

/// Audits of all providers by the auditors that are wanted; an empty list is an answer here.
fn audit_page(
    s: &State,
    page: Option<PageRequest>,
    wanted: impl Fn(&str) -> bool,
) -> Result<AuditResponse, Refusal> {
    let page = start::<Empty>(None, page)?;
    let items = s
        .audits
        .iter()
        .filter(|((_, auditor), _)| wanted(auditor))
        .map(|((owner, auditor), attributes)| {
            let audit = AuditedProvider {
                owner: owner.clone(),
                auditor: auditor.clone(),
                attributes: attributes.clone(),
            };
            (format!("{owner}/{auditor}"), audit)
        });
    let (providers, pagination) = page.cut(items.collect());
    Ok(AuditResponse {
        providers,
        pagination: Some(pagination),
    })
}

fn audits(s: &State, wanted: impl Fn(&str, &str) -> bool) -> Result<AuditResponse, Refusal> {
    let providers: Vec<_> = s
        .audits
        .iter()
        .filter(|((owner, auditor), _)| wanted(owner, auditor))
        .map(|((owner, auditor), attributes)| AuditedProvider {
            owner: owner.clone(),
            auditor: auditor.clone(),
            attributes: attributes.clone(),
        })
        .collect();
    if providers.is_empty() {
        return Err(not_found("invalid provider: address not found"));
    }
    Ok(AuditResponse {
        providers,
        pagination: None,
    })
}
