//! Queries of the market module.

use super::escrow::{bid_account, deployment_account};
use super::id::{BidKey, bid_key, lease_key, order_key};
use super::id::{bid_xid, deployment_xid, payment_xid};
use super::query::{answer, filtered, not_found, state_named};
use super::query_akash::{account_out, coins_out, payment_out};
use super::refusal::Refusal;
use super::state::State;
use proto::market_v1::{Lease, LeaseFilters};
use proto::market_v1beta5::{
    Bid, BidFilters, OrderFilters, Params, QueryBidRequest, QueryBidResponse, QueryBidsRequest,
    QueryBidsResponse, QueryLeaseRequest, QueryLeaseResponse, QueryLeasesRequest,
    QueryLeasesResponse, QueryOrderRequest, QueryOrderResponse, QueryOrdersRequest,
    QueryOrdersResponse, QueryParamsRequest, QueryParamsResponse,
};
use proto::{Coin, Duration, QueryPath};

const ORDER: [(&str, i32); 3] = [("open", 1), ("active", 2), ("closed", 3)];
const BID: [(&str, i32); 4] = [("open", 1), ("active", 2), ("lost", 3), ("closed", 4)];
const LEASE: [(&str, i32); 4] = [
    ("active", 1),
    ("insufficient_funds", 2),
    ("closed", 3),
    ("reclaiming", 4),
];

/// Answers a path of this module, or gives `None` for another's.
pub fn run(s: &State, path: &str, data: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    Some(match path {
        QueryOrdersRequest::PATH => answer(data, |q| orders(s, &q)),
        QueryOrderRequest::PATH => answer(data, |q: QueryOrderRequest| {
            let found = q.id.and_then(|id| s.orders.get(&order_key(&id)).cloned());
            let order = found.ok_or_else(|| not_found("invalid order: order not found"))?;
            Ok(QueryOrderResponse { order: Some(order) })
        }),
        QueryBidsRequest::PATH => answer(data, |q| bids(s, &q)),
        QueryBidRequest::PATH => answer(data, |q: QueryBidRequest| {
            let key = q.id.as_ref().map(bid_key).unwrap_or_default();
            let found = s.bids.get(&key);
            let bid = found.ok_or_else(|| not_found("invalid bid: bid not found"))?;
            Ok(bid_out(s, &key, bid))
        }),
        QueryLeasesRequest::PATH => answer(data, |q| leases(s, &q)),
        QueryLeaseRequest::PATH => answer(data, |q: QueryLeaseRequest| {
            let key = q.id.as_ref().map(lease_key).unwrap_or_default();
            let found = s.leases.get(&key);
            let lease = found.ok_or_else(|| not_found("invalid lease: lease not found"))?;
            Ok(lease_out(s, &key, lease))
        }),
        QueryParamsRequest::PATH => answer(data, |_: QueryParamsRequest| Ok(params(s))),
        _ => return None,
    })
}

fn params(s: &State) -> QueryParamsResponse {
    let p = &s.params;
    let least = |d: &str| p.bid_min_deposits.iter().find(|(have, _)| have == d);
    let window = |seconds| Some(Duration { seconds, nanos: 0 });
    QueryParamsResponse {
        params: Some(Params {
            bid_min_deposit: least("uakt").map(|(denom, amount)| Coin {
                denom: denom.clone(),
                amount: amount.to_string(),
            }),
            order_max_bids: p.order_max_bids,
            bid_min_deposits: coins_out(&p.bid_min_deposits),
            min_reclamation_window: window(p.min_reclamation),
            max_reclamation_window: window(p.max_reclamation),
        }),
    }
}

fn orders(s: &State, q: &QueryOrdersRequest) -> Result<QueryOrdersResponse, Refusal> {
    let has = |f: &OrderFilters| !f.state.is_empty();
    let (page, f) = filtered(q.pagination.as_ref(), q.filters.as_ref(), has)?;
    let state = state_named(&f.state, &ORDER)?;
    let mut all: Vec<_> = s
        .orders
        .iter()
        .filter(|(k, o)| {
            (f.owner.is_empty() || k.0 == f.owner)
                && (f.dseq == 0 || k.1 == f.dseq)
                && (f.gseq == 0 || k.2 == f.gseq)
                && (f.oseq == 0 || k.3 == f.oseq)
                && state.is_none_or(|state| o.state == state)
        })
        .map(|(_, o)| o.clone())
        .collect();
    if f.owner.is_empty() {
        all.sort_by_key(|o| o.state);
    }
    let (orders, pagination) = page.cut(all);
    Ok(QueryOrdersResponse { orders, pagination })
}

fn bid_out(s: &State, key: &BidKey, bid: &Bid) -> QueryBidResponse {
    QueryBidResponse {
        bid: Some(bid.clone()),
        escrow_account: account_out(s, &bid_account(bid_xid(key))),
    }
}

fn bids(s: &State, q: &QueryBidsRequest) -> Result<QueryBidsResponse, Refusal> {
    let has = |f: &BidFilters| !f.state.is_empty();
    let (page, f) = filtered(q.pagination.as_ref(), q.filters.as_ref(), has)?;
    let state = state_named(&f.state, &BID)?;
    let mut all: Vec<_> = s
        .bids
        .iter()
        .filter(|(k, b)| {
            (f.owner.is_empty() || k.0 == f.owner)
                && (f.dseq == 0 || k.1 == f.dseq)
                && (f.gseq == 0 || k.2 == f.gseq)
                && (f.oseq == 0 || k.3 == f.oseq)
                && (f.provider.is_empty() || k.4 == f.provider)
                && state.is_none_or(|state| b.state == state)
        })
        .collect();
    if f.owner.is_empty() {
        all.sort_by_key(|(_, b)| b.state);
    }
    let (page, pagination) = page.cut(all);
    Ok(QueryBidsResponse {
        bids: page.into_iter().map(|(k, b)| bid_out(s, k, b)).collect(),
        pagination,
    })
}

fn lease_out(s: &State, key: &BidKey, lease: &Lease) -> QueryLeaseResponse {
    let account = deployment_account(deployment_xid(&(key.0.clone(), key.1)));
    QueryLeaseResponse {
        lease: Some(lease.clone()),
        escrow_payment: payment_out(s, &(account, payment_xid(key))),
    }
}

fn leases(s: &State, q: &QueryLeasesRequest) -> Result<QueryLeasesResponse, Refusal> {
    let has = |f: &LeaseFilters| !f.state.is_empty();
    let (page, f) = filtered(q.pagination.as_ref(), q.filters.as_ref(), has)?;
    let state = state_named(&f.state, &LEASE)?;
    let mut all: Vec<_> = s
        .leases
        .iter()
        .filter(|(k, l)| {
            (f.owner.is_empty() || k.0 == f.owner)
                && (f.dseq == 0 || k.1 == f.dseq)
                && (f.gseq == 0 || k.2 == f.gseq)
                && (f.oseq == 0 || k.3 == f.oseq)
                && (f.provider.is_empty() || k.4 == f.provider)
                && state.is_none_or(|state| l.state == state)
        })
        .collect();
    if f.owner.is_empty() {
        all.sort_by_key(|(_, l)| l.state);
    }
    let (page, pagination) = page.cut(all);
    Ok(QueryLeasesResponse {
        leases: page.into_iter().map(|(k, l)| lease_out(s, k, l)).collect(),
        pagination,
    })
}
