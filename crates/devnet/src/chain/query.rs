//! Queries by their gRPC paths, as `abci_query` takes them.

use super::app::App;
use super::page::Page;
use super::refusal::{Refusal, sdk};
use super::state::{AuthAccount, State};
use super::{query_akash, query_market};
use proto::cosmos::auth::v1beta1::{
    BaseAccount, ModuleAccount, QueryAccountInfoRequest, QueryAccountInfoResponse,
    QueryAccountRequest, QueryAccountResponse,
};
use proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse,
    QuerySpendableBalancesRequest, QuerySpendableBalancesResponse,
};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::SimulateRequest;
use proto::{Coin, Message, Named, PageRequest, QueryPath};

/// Something that isn't there.
pub fn not_found(log: &str) -> Refusal {
    sdk(22, format!("{log}: key not found"))
}

/// An argument that makes no sense.
pub fn bad_argument(log: &str) -> Refusal {
    sdk(
        18,
        format!("rpc error: code = InvalidArgument desc = {log}: invalid request"),
    )
}

/// Decodes a request, answers it, encodes the answer.
pub(super) fn answer<Q: QueryPath>(
    data: &[u8],
    f: impl FnOnce(Q) -> Result<Q::Answer, Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let request = Q::decode(data).map_err(|e| sdk(18, format!("{e}: invalid request")))?;
    f(request).map(|a| a.encode_to_vec())
}

/// Reads a page whose filters are a message; gives the filters that count.
pub(super) fn filtered<F: Message + Default + Clone>(
    request: Option<&PageRequest>,
    filters: Option<&F>,
    state: impl Fn(&F) -> bool,
) -> Result<(Page, F), Refusal> {
    let own = filters.cloned().unwrap_or_default();
    let page = Page::read(request, own.encode_to_vec(), state(&own))?;
    let filters = F::decode(page.filters()).map_err(|e| bad_argument(&e.to_string()))?;
    Ok((page, filters))
}

/// Reads a state's name.
pub(super) fn state_named(name: &str, all: &[(&str, i32)]) -> Result<Option<i32>, Refusal> {
    if name.is_empty() {
        return Ok(None);
    }
    all.iter()
        .find(|(n, _)| *n == name)
        .map(|(_, v)| Some(*v))
        .ok_or_else(|| bad_argument("invalid state value"))
}

/// Answers a query on a state of the past or the present.
///
/// # Errors
/// `sdk` 22 not found, 18 bad argument, 6 for an unknown path and for simulation.
pub fn run(app: &App, state: &State, path: &str, data: &[u8]) -> Result<Vec<u8>, Refusal> {
    match path {
        "/app/version" => return Ok(b"v2.1.0".to_vec()),
        <SimulateRequest as QueryPath>::PATH => {
            return answer(data, |q: SimulateRequest| app.simulate(&q.tx_bytes));
        }
        <QueryAccountRequest as QueryPath>::PATH => {
            return answer(data, |q: QueryAccountRequest| account(state, &q.address));
        }
        <QueryAccountInfoRequest as QueryPath>::PATH => {
            return answer(data, |q: QueryAccountInfoRequest| {
                let info = base(&q.address, find(state, &q.address)?);
                Ok(QueryAccountInfoResponse { info: Some(info) })
            });
        }
        <QueryAllBalancesRequest as QueryPath>::PATH => {
            return answer(data, |q: QueryAllBalancesRequest| {
                let page = Page::read(q.pagination.as_ref(), Vec::new(), true)?;
                let (balances, pagination) = page.cut(coins(state, &q.address)?);
                Ok(QueryAllBalancesResponse {
                    balances,
                    pagination,
                })
            });
        }
        <QuerySpendableBalancesRequest as QueryPath>::PATH => {
            return answer(data, |q: QuerySpendableBalancesRequest| {
                let page = Page::read(q.pagination.as_ref(), Vec::new(), true)?;
                let (balances, pagination) = page.cut(coins(state, &q.address)?);
                Ok(QuerySpendableBalancesResponse {
                    balances,
                    pagination,
                })
            });
        }
        <QueryBalanceRequest as QueryPath>::PATH => {
            return answer(data, |q: QueryBalanceRequest| {
                coins(state, &q.address)?;
                Ok(QueryBalanceResponse {
                    balance: Some(Coin {
                        amount: state.balance(&q.address, &q.denom).to_string(),
                        denom: q.denom,
                    }),
                })
            });
        }
        _ => {}
    }
    query_market::run(state, path, data)
        .or_else(|| query_akash::run(state, path, data))
        .unwrap_or_else(|| Err(sdk(6, "unknown query path: unknown request")))
}

fn find<'s>(state: &'s State, address: &str) -> Result<&'s AuthAccount, Refusal> {
    if address.parse::<types::Address>().is_err() {
        return Err(bad_argument("invalid address"));
    }
    state.accounts.get(address).ok_or_else(|| {
        not_found(&format!(
            "rpc error: code = NotFound desc = account {address} not found"
        ))
    })
}

fn base(address: &str, account: &AuthAccount) -> BaseAccount {
    BaseAccount {
        address: address.to_owned(),
        pub_key: account
            .public_key
            .clone()
            .map(|key| PubKey { key }.to_any()),
        account_number: account.number,
        sequence: account.sequence,
    }
}

fn account(state: &State, address: &str) -> Result<QueryAccountResponse, Refusal> {
    let found = find(state, address)?;
    let own = base(address, found);
    let any = match found.module {
        None => own.to_any(),
        Some(name) => proto::Any {
            type_url: "/cosmos.auth.v1beta1.ModuleAccount".into(),
            value: ModuleAccount {
                base_account: Some(own),
                name: name.to_owned(),
                permissions: Vec::new(),
            }
            .encode_to_vec(),
        },
    };
    Ok(QueryAccountResponse { account: Some(any) })
}

fn coins(state: &State, address: &str) -> Result<Vec<Coin>, Refusal> {
    if address.parse::<types::Address>().is_err() {
        return Err(bad_argument("invalid address"));
    }
    let held = state.balances.get(address);
    Ok(held
        .into_iter()
        .flatten()
        .map(|(denom, amount)| Coin {
            denom: denom.clone(),
            amount: amount.to_string(),
        })
        .collect())
}
