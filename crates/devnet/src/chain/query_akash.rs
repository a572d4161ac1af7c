//! Queries of deployment, escrow, cert, provider and audit.

use super::escrow::{AccountKey, PaymentKey, deployment_account};
use super::id::{deployment_key, deployment_xid, group_key};
use super::page::Page;
use super::query::{answer, filtered, not_found, state_named};
use super::refusal::Refusal;
use super::state::State;
use proto::audit_v1::{
    AuditedProvider, QueryProviderAttributesRequest, QueryProviderAuditorRequest,
    QueryProvidersResponse as AuditedResponse,
};
use proto::cert_v1::{
    CertificateFilter, CertificateResponse, QueryCertificatesRequest, QueryCertificatesResponse,
};
use proto::deployment_v1::Deployment;
use proto::deployment_v1beta4::{
    DeploymentFilters, Params, QueryDeploymentRequest, QueryDeploymentResponse,
    QueryDeploymentsRequest, QueryDeploymentsResponse, QueryGroupRequest, QueryGroupResponse,
    QueryParamsRequest, QueryParamsResponse,
};
use proto::escrow_id_v1::{Account as AccountId, Payment as PaymentId, Scope};
use proto::escrow_types_v1::{
    Account, AccountState, Balance, Depositor, Payment, PaymentState, State as Status,
};
use proto::escrow_v1::{
    QueryAccountsRequest, QueryAccountsResponse, QueryPaymentsRequest, QueryPaymentsResponse,
};
use proto::provider_v1beta4::{
    QueryProviderRequest, QueryProviderResponse, QueryProvidersRequest, QueryProvidersResponse,
};
use proto::{Coin, DecCoin, QueryPath};

const ESCROW: [(&str, i32); 3] = [("open", 1), ("closed", 2), ("overdrawn", 3)];

/// Answers a path of these modules, or gives `None` for another's.
pub fn run(s: &State, path: &str, data: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    Some(match path {
        QueryDeploymentsRequest::PATH => answer(data, |q| deployments(s, &q)),
        QueryDeploymentRequest::PATH => answer(data, |q: QueryDeploymentRequest| {
            let key = q.id.as_ref().map(deployment_key).unwrap_or_default();
            let found = s.deployments.get(&key);
            let d = found.ok_or_else(|| not_found("Deployment not found"))?;
            Ok(deployment_out(s, d))
        }),
        QueryGroupRequest::PATH => answer(data, |q: QueryGroupRequest| {
            let found = q.id.and_then(|id| s.groups.get(&group_key(&id)).cloned());
            let group = found.ok_or_else(|| not_found("Group not found"))?;
            Ok(QueryGroupResponse { group: Some(group) })
        }),
        QueryParamsRequest::PATH => answer(data, |_: QueryParamsRequest| {
            let min_deposits = coins_out(&s.params.min_deposits);
            Ok(QueryParamsResponse {
                params: Some(Params { min_deposits }),
            })
        }),
        QueryAccountsRequest::PATH => answer(data, |q| accounts(s, &q)),
        QueryPaymentsRequest::PATH => answer(data, |q| payments(s, &q)),
        QueryCertificatesRequest::PATH => answer(data, |q| certificates(s, &q)),
        QueryProvidersRequest::PATH => answer(data, |q: QueryProvidersRequest| {
            let page = Page::read(q.pagination.as_ref(), Vec::new(), true)?;
            let all: Vec<_> = s.providers.values().cloned().collect();
            let total = all.len() as u64;
            let (providers, mut pagination) = page.cut(all);
            // The SDK's own paging counts the whole list when no key is given.
            if let Some(p) = pagination
                .as_mut()
                .filter(|_| q.pagination.as_ref().is_none_or(|p| p.key.is_empty()))
            {
                p.total = total;
            }
            Ok(QueryProvidersResponse {
                providers,
                pagination,
            })
        }),
        QueryProviderRequest::PATH => answer(data, |q: QueryProviderRequest| {
            let found = s.providers.get(&q.owner).cloned();
            let provider = found.ok_or_else(|| not_found("invalid provider: address not found"))?;
            Ok(QueryProviderResponse {
                provider: Some(provider),
            })
        }),
        QueryProviderAttributesRequest::PATH => {
            answer(data, |q: QueryProviderAttributesRequest| {
                audited(s, |owner, _| *owner == q.owner)
            })
        }
        QueryProviderAuditorRequest::PATH => answer(data, |q: QueryProviderAuditorRequest| {
            audited(s, |owner, auditor| {
                *owner == q.owner && *auditor == q.auditor
            })
        }),
        _ => return None,
    })
}

fn audited(s: &State, fits: impl Fn(&String, &String) -> bool) -> Result<AuditedResponse, Refusal> {
    let providers: Vec<_> = s
        .audits
        .iter()
        .filter(|((owner, auditor), _)| fits(owner, auditor))
        .map(|((owner, auditor), attributes)| AuditedProvider {
            owner: owner.clone(),
            auditor: auditor.clone(),
            attributes: attributes.clone(),
        })
        .collect();
    if providers.is_empty() {
        return Err(not_found("invalid provider: address not found"));
    }
    Ok(AuditedResponse {
        providers,
        pagination: None,
    })
}

/// Coins as the wire has them.
pub(super) fn coins_out(list: &[(String, u128)]) -> Vec<Coin> {
    let mut all: Vec<Coin> = list
        .iter()
        .map(|(denom, amount)| Coin {
            denom: denom.clone(),
            amount: amount.to_string(),
        })
        .collect();
    all.sort_by(|a, b| a.denom.cmp(&b.denom));
    all
}

fn dec(denom: &str, atoms: i128) -> DecCoin {
    DecCoin {
        denom: denom.to_owned(),
        amount: atoms.to_string(),
    }
}

fn account_id(key: &AccountKey) -> AccountId {
    AccountId {
        scope: key.0,
        xid: key.1.clone(),
    }
}

/// An escrow account as queries show it.
pub(super) fn account_out(s: &State, key: &AccountKey) -> Option<Account> {
    let a = s.escrow.get(key)?;
    let deposit = |d: &super::escrow::Depositor| Depositor {
        owner: d.owner.clone(),
        height: d.height,
        source: d.source,
        balance: Some(dec(&d.denom, d.balance)),
    };
    let fund = |(denom, atoms): &(String, i128)| Balance {
        denom: denom.clone(),
        amount: atoms.to_string(),
    };
    Some(Account {
        id: Some(account_id(key)),
        state: Some(AccountState {
            owner: a.owner.clone(),
            state: a.state as i32,
            transferred: a.transferred.iter().map(|(d, n)| dec(d, *n)).collect(),
            settled_at: a.settled_at,
            funds: a.funds.iter().map(fund).collect(),
            deposits: a.deposits.iter().map(deposit).collect(),
        }),
    })
}

/// A payment as queries show it.
pub(super) fn payment_out(s: &State, key: &PaymentKey) -> Option<Payment> {
    let p = s.payments.get(key)?;
    Some(Payment {
        id: Some(PaymentId {
            aid: Some(account_id(&key.0)),
            xid: key.1.clone(),
        }),
        state: Some(PaymentState {
            owner: p.owner.clone(),
            state: p.state as i32,
            rate: Some(dec(&p.denom, p.rate)),
            balance: Some(dec(&p.denom, p.balance)),
            unsettled: Some(dec(&p.denom, p.unsettled)),
            withdrawn: Some(Coin {
                denom: p.denom.clone(),
                amount: p.withdrawn.to_string(),
            }),
        }),
    })
}

fn deployment_out(s: &State, d: &Deployment) -> QueryDeploymentResponse {
    let key = d.id.as_ref().map(deployment_key).unwrap_or_default();
    let groups = s
        .groups
        .range((key.0.clone(), key.1, 0)..=(key.0.clone(), key.1, u32::MAX));
    QueryDeploymentResponse {
        deployment: Some(d.clone()),
        groups: groups.map(|(_, g)| g.clone()).collect(),
        escrow_account: account_out(s, &deployment_account(deployment_xid(&key))),
    }
}

fn deployments(
    s: &State,
    q: &QueryDeploymentsRequest,
) -> Result<QueryDeploymentsResponse, Refusal> {
    let has = |f: &DeploymentFilters| !f.state.is_empty();
    let (page, f) = filtered(q.pagination.as_ref(), q.filters.as_ref(), has)?;
    let state = state_named(&f.state, &[("active", 1), ("closed", 2)])?;
    let mut all: Vec<_> = s
        .deployments
        .iter()
        .filter(|(k, d)| {
            (f.owner.is_empty() || k.0 == f.owner)
                && (f.dseq == 0 || k.1 == f.dseq)
                && state.is_none_or(|state| d.state == state)
        })
        .map(|(_, d)| d)
        .collect();
    if f.owner.is_empty() {
        all.sort_by_key(|d| d.state);
    }
    let (page, pagination) = page.cut(all);
    Ok(QueryDeploymentsResponse {
        deployments: page.into_iter().map(|d| deployment_out(s, d)).collect(),
        pagination,
    })
}

/// Name of an account in filters: scope and id.
fn account_name(key: &AccountKey) -> String {
    let scope = Scope::try_from(key.0).map_or("", |s| s.as_str());
    format!("{scope}/{}", key.1)
}

fn accounts(s: &State, q: &QueryAccountsRequest) -> Result<QueryAccountsResponse, Refusal> {
    let state = state_named(&q.state, &ESCROW)?;
    let page = Page::read(q.pagination.as_ref(), Vec::new(), state.is_some())?;
    let mut all: Vec<(Status, &AccountKey)> = s
        .escrow
        .iter()
        .filter(|(k, a)| {
            state.is_none_or(|state| a.state as i32 == state) && account_name(k).starts_with(&q.xid)
        })
        .map(|(k, a)| (a.state, k))
        .collect();
    all.sort();
    let (page, pagination) = page.cut(all);
    Ok(QueryAccountsResponse {
        accounts: page.iter().filter_map(|(_, k)| account_out(s, k)).collect(),
        pagination,
    })
}

fn payments(s: &State, q: &QueryPaymentsRequest) -> Result<QueryPaymentsResponse, Refusal> {
    let state = state_named(&q.state, &ESCROW)?;
    let page = Page::read(q.pagination.as_ref(), Vec::new(), state.is_some())?;
    let mut all: Vec<(Status, &PaymentKey)> = s
        .payments
        .iter()
        .filter(|(k, p)| {
            let name = format!("{}/{}", account_name(&k.0), k.1);
            state.is_none_or(|state| p.state as i32 == state) && name.starts_with(&q.xid)
        })
        .map(|(k, p)| (p.state, k))
        .collect();
    all.sort();
    let (page, pagination) = page.cut(all);
    Ok(QueryPaymentsResponse {
        payments: page.iter().filter_map(|(_, k)| payment_out(s, k)).collect(),
        pagination,
    })
}

fn certificates(
    s: &State,
    q: &QueryCertificatesRequest,
) -> Result<QueryCertificatesResponse, Refusal> {
    let has = |f: &CertificateFilter| !f.state.is_empty();
    let (page, f) = filtered(q.pagination.as_ref(), q.filter.as_ref(), has)?;
    let state = state_named(&f.state, &[("valid", 1), ("revoked", 2)])?;
    let all: Vec<_> = s
        .certificates
        .iter()
        .filter(|((owner, serial), c)| {
            (f.owner.is_empty() || *owner == f.owner)
                && (f.serial.is_empty() || *serial == f.serial)
                && state.is_none_or(|state| c.state == state)
        })
        .map(|((_, serial), c)| CertificateResponse {
            certificate: Some(c.clone()),
            serial: serial.clone(),
        })
        .collect();
    let (certificates, pagination) = page.cut(all);
    Ok(QueryCertificatesResponse {
        certificates,
        pagination,
    })
}
