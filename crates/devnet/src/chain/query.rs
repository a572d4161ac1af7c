//! Answers to `abci_query`.

use base64::Engine as _;
use proto::cosmos::auth::v1beta1 as auth;
use proto::cosmos::bank::v1beta1 as bank;
use proto::cosmos::base::abci::v1beta1::{GasInfo, Result as TxResult};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use proto::{Coin, Message, Named, PageRequest, PageResponse, QueryPath};
use proto::{
    audit_v1 as audit, cert_v1 as cert, deployment_v1 as d1, deployment_v1beta4 as dep, escrow_v1,
    market_v1 as m1, market_v1beta5 as mkt, provider_v1beta4 as prov,
};

use super::escrow::{bid_key, deployment_key};
use super::state::{BidKey, Fault, Res, State};

fn missing(what: &str) -> Fault {
    Fault::new("sdk", 22, format!("{what} not found: key not found"))
}

fn read<M: Message + Default>(data: &[u8]) -> Res<M> {
    M::decode(data).map_err(|e| Fault::new("sdk", 18, format!("{e}: invalid request")))
}

/// One page of `all`. The key is the offset that follows, which only this chain reads.
fn page<T>(all: Vec<T>, request: Option<PageRequest>) -> Res<(Vec<T>, Option<PageResponse>)> {
    let request = request.unwrap_or_default();
    let start = if request.key.is_empty() {
        request.offset
    } else {
        let text = std::str::from_utf8(&request.key)
            .ok()
            .and_then(|t| t.strip_prefix("offset:"));
        text.and_then(|t| t.parse().ok())
            .ok_or_else(|| Fault::new("sdk", 18, "invalid pagination key: invalid request"))?
    };
    let limit = if request.limit == 0 {
        100
    } else {
        request.limit
    };
    let total = all.len() as u64;
    let mut all = all;
    if request.reverse {
        all.reverse();
    }
    let skip = usize::try_from(start).unwrap_or(usize::MAX);
    let taken: Vec<T> = all
        .into_iter()
        .skip(skip)
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .collect();
    let next = start + taken.len() as u64;
    let next_key = if next < total {
        format!("offset:{next}").into_bytes()
    } else {
        Vec::new()
    };
    let page = PageResponse {
        next_key,
        total: taken.len() as u64,
    };
    Ok((taken, Some(page)))
}

fn fits<T: PartialEq + Default>(filter: &T, value: &T) -> bool {
    *filter == T::default() || filter == value
}

/// Answers the query at `path`.
pub fn answer(state: &State, path: &str, data: &[u8]) -> Res<Vec<u8>> {
    macro_rules! route {
        ($($request:ty => $handler:expr;)*) => {
            match path {
                $( p if p == <$request as QueryPath>::PATH => {
                    let request: $request = read(data)?;
                    let handler: fn(&State, $request) -> Res<<$request as QueryPath>::Answer> = $handler;
                    handler(state, request).map(|a| a.encode_to_vec())
                } )*
                _ => Err(Fault::new("sdk", 6, format!("unknown query path: {path}"))),
            }
        };
    }
    route! {
        auth::QueryAccountRequest => account;
        auth::QueryAccountInfoRequest => account_info;
        bank::QueryAllBalancesRequest => |s, r| { let (balances, pagination) = page(coins(s, &r.address), r.pagination)?; Ok(bank::QueryAllBalancesResponse { balances, pagination }) };
        bank::QuerySpendableBalancesRequest => |s, r| { let (balances, pagination) = page(coins(s, &r.address), r.pagination)?; Ok(bank::QuerySpendableBalancesResponse { balances, pagination }) };
        bank::QueryBalanceRequest => |s, r| Ok(bank::QueryBalanceResponse { balance: Some(Coin { amount: s.balance(&r.address, &r.denom).to_string(), denom: r.denom }) });
        dep::QueryDeploymentsRequest => deployments;
        dep::QueryDeploymentRequest => |s, r| { let id = r.id.unwrap_or_default(); deployment(s, &id.owner, id.dseq).ok_or_else(|| missing("deployment")) };
        dep::QueryGroupRequest => |s, r| { let id = r.id.unwrap_or_default(); s.groups.get(&(id.owner, id.dseq, id.gseq)).cloned().map(|g| dep::QueryGroupResponse { group: Some(g) }).ok_or_else(|| missing("group")) };
        dep::QueryParamsRequest => |_, _| Ok(dep::QueryParamsResponse { params: Some(dep::Params { min_deposits: deposits() }) });
        mkt::QueryOrdersRequest => orders;
        mkt::QueryOrderRequest => |s, r| { let id = r.id.unwrap_or_default(); s.orders.get(&(id.owner, id.dseq, id.gseq, id.oseq)).cloned().map(|o| mkt::QueryOrderResponse { order: Some(o) }).ok_or_else(|| missing("order")) };
        mkt::QueryBidsRequest => bids;
        mkt::QueryBidRequest => |s, r| { let id = r.id.unwrap_or_default(); bid(s, &(id.owner, id.dseq, id.gseq, id.oseq, id.provider)).ok_or_else(|| missing("bid")) };
        mkt::QueryLeasesRequest => leases;
        mkt::QueryLeaseRequest => |s, r| { let id = r.id.unwrap_or_default(); lease(s, &(id.owner, id.dseq, id.gseq, id.oseq, id.provider)).ok_or_else(|| missing("lease")) };
        mkt::QueryParamsRequest => |_, _| Ok(market_params());
        escrow_v1::QueryAccountsRequest => escrow_accounts;
        cert::QueryCertificatesRequest => certificates;
        prov::QueryProvidersRequest => |s, r| { let (providers, pagination) = page(s.providers.values().cloned().collect(), r.pagination)?; Ok(prov::QueryProvidersResponse { providers, pagination }) };
        prov::QueryProviderRequest => |s, r| s.providers.get(&r.owner).cloned().map(|p| prov::QueryProviderResponse { provider: Some(p) }).ok_or_else(|| missing("provider"));
        audit::QueryProviderAttributesRequest => |s, r| audits(s, &r.owner, None);
        audit::QueryProviderAuditorRequest => |s, r| audits(s, &r.owner, Some(&r.auditor));
        SimulateRequest => simulate;
    }
}

fn coins(state: &State, address: &str) -> Vec<Coin> {
    let purse = state.balances.get(address).into_iter().flatten();
    purse
        .filter(|(_, amount)| **amount > 0)
        .map(|(denom, amount)| Coin {
            denom: denom.clone(),
            amount: amount.to_string(),
        })
        .collect()
}

fn base_account(state: &State, address: &str) -> Res<auth::BaseAccount> {
    let account = state
        .accounts
        .get(address)
        .ok_or_else(|| missing(&format!("account {address}")))?;
    Ok(auth::BaseAccount {
        address: address.to_owned(),
        pub_key: account
            .public_key
            .as_ref()
            .map(|key| PubKey { key: key.clone() }.to_any()),
        account_number: account.number,
        sequence: account.sequence,
    })
}

fn account(state: &State, request: auth::QueryAccountRequest) -> Res<auth::QueryAccountResponse> {
    Ok(auth::QueryAccountResponse {
        account: Some(base_account(state, &request.address)?.to_any()),
    })
}

fn account_info(
    state: &State,
    request: auth::QueryAccountInfoRequest,
) -> Res<auth::QueryAccountInfoResponse> {
    Ok(auth::QueryAccountInfoResponse {
        info: Some(base_account(state, &request.address)?),
    })
}

fn deposits() -> Vec<Coin> {
    ["uakt", "uact"]
        .map(|denom| Coin {
            denom: denom.into(),
            amount: "500000".into(),
        })
        .to_vec()
}

fn market_params() -> mkt::QueryParamsResponse {
    let seconds = |seconds| Some(proto::Duration { seconds, nanos: 0 });
    mkt::QueryParamsResponse {
        params: Some(mkt::Params {
            bid_min_deposit: deposits().into_iter().next(),
            order_max_bids: 20,
            bid_min_deposits: deposits(),
            min_reclamation_window: seconds(3600),
            max_reclamation_window: seconds(720 * 3600),
        }),
    }
}

fn known_state(text: &str, known: &[&str]) -> Res {
    if text.is_empty() || known.contains(&text) {
        Ok(())
    } else {
        Err(Fault::new(
            "sdk",
            18,
            format!("invalid state value {text}: invalid request"),
        ))
    }
}

fn deployment(state: &State, owner: &str, dseq: u64) -> Option<dep::QueryDeploymentResponse> {
    let key = (owner.to_owned(), dseq);
    Some(dep::QueryDeploymentResponse {
        deployment: Some(state.deployments.get(&key)?.clone()),
        groups: state
            .groups
            .range((key.0.clone(), dseq, 0)..=(key.0, dseq, u32::MAX))
            .map(|(_, g)| g.clone())
            .collect(),
        escrow_account: state.escrow.get(&deployment_key(owner, dseq)).cloned(),
    })
}

fn deployments(
    state: &State,
    request: dep::QueryDeploymentsRequest,
) -> Res<dep::QueryDeploymentsResponse> {
    let f = request.filters.unwrap_or_default();
    known_state(&f.state, &["active", "closed"])?;
    let all = state.deployments.iter().filter(|((owner, dseq), d)| {
        fits(&f.owner, owner)
            && fits(&f.dseq, dseq)
            && fits(&f.state, &d1::Deployment::state(d).as_str().to_owned())
    });
    let all: Vec<_> = all
        .filter_map(|((owner, dseq), _)| deployment(state, owner, *dseq))
        .collect();
    let (deployments, pagination) = page(all, request.pagination)?;
    Ok(dep::QueryDeploymentsResponse {
        deployments,
        pagination,
    })
}

fn orders(state: &State, request: mkt::QueryOrdersRequest) -> Res<mkt::QueryOrdersResponse> {
    let f = request.filters.unwrap_or_default();
    known_state(&f.state, &["open", "active", "closed"])?;
    let all = state
        .orders
        .iter()
        .filter(|((owner, dseq, gseq, oseq), o)| {
            fits(&f.owner, owner)
                && fits(&f.dseq, dseq)
                && fits(&f.gseq, gseq)
                && fits(&f.oseq, oseq)
                && fits(&f.state, &o.state().as_str().to_owned())
        });
    let (orders, pagination) = page(all.map(|(_, o)| o.clone()).collect(), request.pagination)?;
    Ok(mkt::QueryOrdersResponse { orders, pagination })
}

fn bid(state: &State, key: &BidKey) -> Option<mkt::QueryBidResponse> {
    Some(mkt::QueryBidResponse {
        bid: Some(state.bids.get(key)?.clone()),
        escrow_account: state.escrow.get(&bid_key(key)).cloned(),
    })
}

fn bids(state: &State, request: mkt::QueryBidsRequest) -> Res<mkt::QueryBidsResponse> {
    let f = request.filters.unwrap_or_default();
    known_state(&f.state, &["open", "active", "lost", "closed"])?;
    let all = state
        .bids
        .iter()
        .filter(|((owner, dseq, gseq, oseq, provider), b)| {
            fits(&f.owner, owner)
                && fits(&f.dseq, dseq)
                && fits(&f.gseq, gseq)
                && fits(&f.oseq, oseq)
                && fits(&f.provider, provider)
                && fits(&f.state, &b.state().as_str().to_owned())
        });
    let (bids, pagination) = page(
        all.filter_map(|(k, _)| bid(state, k)).collect(),
        request.pagination,
    )?;
    Ok(mkt::QueryBidsResponse { bids, pagination })
}

fn lease(state: &State, key: &BidKey) -> Option<mkt::QueryLeaseResponse> {
    Some(mkt::QueryLeaseResponse {
        lease: Some(state.leases.get(key)?.clone()),
        escrow_payment: state.payments.get(key).cloned(),
    })
}

fn leases(state: &State, request: mkt::QueryLeasesRequest) -> Res<mkt::QueryLeasesResponse> {
    let f: m1::LeaseFilters = request.filters.unwrap_or_default();
    known_state(
        &f.state,
        &["active", "insufficient_funds", "closed", "reclaiming"],
    )?;
    let all = state
        .leases
        .iter()
        .filter(|((owner, dseq, gseq, oseq, provider), l)| {
            fits(&f.owner, owner)
                && fits(&f.dseq, dseq)
                && fits(&f.gseq, gseq)
                && fits(&f.oseq, oseq)
                && fits(&f.provider, provider)
                && fits(&f.state, &l.state().as_str().to_owned())
        });
    let (leases, pagination) = page(
        all.filter_map(|(k, _)| lease(state, k)).collect(),
        request.pagination,
    )?;
    Ok(mkt::QueryLeasesResponse { leases, pagination })
}

fn escrow_accounts(
    state: &State,
    request: escrow_v1::QueryAccountsRequest,
) -> Res<escrow_v1::QueryAccountsResponse> {
    known_state(&request.state, &["open", "closed", "overdrawn"])?;
    let all = state.escrow.iter().filter(|(key, account)| {
        let now = account
            .state
            .as_ref()
            .map(|s| s.state().as_str().to_owned())
            .unwrap_or_default();
        key.starts_with(&request.xid) && fits(&request.state, &now)
    });
    let (accounts, pagination) = page(all.map(|(_, a)| a.clone()).collect(), request.pagination)?;
    Ok(escrow_v1::QueryAccountsResponse {
        accounts,
        pagination,
    })
}

fn certificates(
    state: &State,
    request: cert::QueryCertificatesRequest,
) -> Res<cert::QueryCertificatesResponse> {
    let f = request.filter.unwrap_or_default();
    known_state(&f.state, &["valid", "revoked"])?;
    let all = state.certificates.iter().filter(|((owner, serial), c)| {
        fits(&f.owner, owner)
            && fits(&f.serial, serial)
            && fits(&f.state, &c.state().as_str().to_owned())
    });
    let all: Vec<_> = all
        .map(|((_, serial), c)| cert::CertificateResponse {
            certificate: Some(c.clone()),
            serial: serial.clone(),
        })
        .collect();
    let (certificates, pagination) = page(all, request.pagination)?;
    Ok(cert::QueryCertificatesResponse {
        certificates,
        pagination,
    })
}

fn audits(state: &State, owner: &str, auditor: Option<&str>) -> Res<audit::QueryProvidersResponse> {
    let providers: Vec<_> = state
        .audits
        .iter()
        .filter(|((o, a), _)| o == owner && auditor.is_none_or(|wanted| wanted == a))
        .map(|((owner, auditor), signed)| audit::AuditedProvider {
            owner: owner.clone(),
            auditor: auditor.clone(),
            attributes: signed
                .iter()
                .map(|(key, value)| proto::base_attributes_v1::Attribute {
                    key: key.clone(),
                    value: value.clone(),
                })
                .collect(),
        })
        .collect();
    if providers.is_empty() {
        return Err(missing("provider attributes"));
    }
    Ok(audit::QueryProvidersResponse {
        providers,
        pagination: None,
    })
}

fn simulate(state: &State, request: SimulateRequest) -> Res<SimulateResponse> {
    let mut copy = state.clone();
    copy.height += 1;
    let run = super::node::deliver(&mut copy, &request.tx_bytes, true);
    match run.fault {
        // Errors of a simulation carry text only.
        Some(fault) => Err(Fault::new(
            "sdk",
            6,
            format!(
                "{} With gas wanted: '0' and gas used: '{}'",
                fault.log, run.gas_used
            ),
        )),
        None => Ok(SimulateResponse {
            gas_info: Some(GasInfo {
                gas_wanted: 0,
                gas_used: run.gas_used,
            }),
            result: Some(TxResult::default()),
        }),
    }
}

/// Bytes in the form that JSON-RPC has them.
pub fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_join_without_gap_or_overlap() {
        let all: Vec<u32> = (0..250).collect();
        let (mut seen, mut key) = (Vec::new(), Vec::new());
        loop {
            let request = PageRequest {
                key,
                limit: 100,
                ..PageRequest::default()
            };
            let (part, next) = page(all.clone(), Some(request)).unwrap();
            seen.extend(part);
            key = next.unwrap().next_key;
            if key.is_empty() {
                break;
            }
        }
        assert_eq!(seen, all);
        assert!(
            page(
                all,
                Some(PageRequest {
                    key: b"x".to_vec(),
                    ..PageRequest::default()
                })
            )
            .is_err()
        );
    }

    #[test]
    fn what_is_not_there_has_code_22_and_bad_filters_18() {
        let state = State::default();
        let id = d1::DeploymentId {
            owner: "o".into(),
            dseq: 1,
        };
        let request = dep::QueryDeploymentRequest { id: Some(id) }.encode_to_vec();
        assert_eq!(
            answer(&state, dep::QueryDeploymentRequest::PATH, &request)
                .unwrap_err()
                .code,
            22
        );
        let filters = dep::DeploymentFilters {
            state: "odd".into(),
            ..Default::default()
        };
        let request = dep::QueryDeploymentsRequest {
            filters: Some(filters),
            pagination: None,
        }
        .encode_to_vec();
        assert_eq!(
            answer(&state, dep::QueryDeploymentsRequest::PATH, &request)
                .unwrap_err()
                .code,
            18
        );
        assert_eq!(answer(&state, "/nothing", &[]).unwrap_err().code, 6);
    }
}
