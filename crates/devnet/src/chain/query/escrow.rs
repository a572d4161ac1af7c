//! Escrow accounts and payments, as messages and as queries.

use super::page::start;
use super::{answer, invalid};
use crate::chain::escrow::{Account, AccountKey, Payment, PaymentKey};
use crate::chain::refusal::Refusal;
use crate::chain::state::State;
use proto::escrow_id_v1 as id;
use proto::escrow_types_v1 as types_v1;
use proto::escrow_types_v1::State as Status;
use proto::escrow_v1::{
    QueryAccountsRequest, QueryAccountsResponse, QueryPaymentsRequest, QueryPaymentsResponse,
};
use proto::{Coin, DecCoin};
use types::Dec18;

fn dec(denom: &str, atoms: i128) -> DecCoin {
    DecCoin {
        denom: denom.to_owned(),
        amount: Dec18::from_atoms(atoms).to_wire(),
    }
}

/// An account as a message.
pub fn account(key: &AccountKey, a: &Account) -> types_v1::Account {
    types_v1::Account {
        id: Some(id::Account {
            scope: key.0,
            xid: key.1.clone(),
        }),
        state: Some(types_v1::AccountState {
            owner: a.owner.clone(),
            state: a.state as i32,
            transferred: a.transferred.iter().map(|(d, v)| dec(d, *v)).collect(),
            settled_at: a.settled_at,
            funds: a
                .funds
                .iter()
                .map(|(d, v)| types_v1::Balance {
                    denom: d.clone(),
                    amount: Dec18::from_atoms(*v).to_wire(),
                })
                .collect(),
            deposits: a
                .deposits
                .iter()
                .map(|d| types_v1::Depositor {
                    owner: d.owner.clone(),
                    height: d.height,
                    source: d.source,
                    balance: Some(dec(&d.denom, d.balance)),
                })
                .collect(),
        }),
    }
}

/// A payment as a message.
pub fn payment(key: &PaymentKey, p: &Payment) -> types_v1::Payment {
    types_v1::Payment {
        id: Some(id::Payment {
            aid: Some(id::Account {
                scope: key.0.0,
                xid: key.0.1.clone(),
            }),
            xid: key.1.clone(),
        }),
        state: Some(types_v1::PaymentState {
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
    }
}

fn scope_name(scope: i32) -> &'static str {
    if scope == id::Scope::Bid as i32 {
        "bid"
    } else {
        "deployment"
    }
}

/// States that a filter means: all when it is empty.
fn wanted(text: &str) -> Result<Vec<Status>, Refusal> {
    match text {
        "" => Ok(vec![Status::Open, Status::Closed, Status::Overdrawn]),
        "open" => Ok(vec![Status::Open]),
        "closed" => Ok(vec![Status::Closed]),
        "overdrawn" => Ok(vec![Status::Overdrawn]),
        _ => Err(invalid("invalid state value")),
    }
}

pub(super) fn query(state: &State, path: &str, data: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    answer(path, data, |q: QueryAccountsRequest| {
        let request = q.pagination.clone();
        let page = start(Some(q), request)?;
        let states = wanted(&page.filters.state)?;
        let items = state
            .escrow
            .iter()
            .map(|(k, a)| (format!("{}/{}", scope_name(k.0), k.1), k, a))
            .filter(|(name, _, a)| states.contains(&a.state) && name.starts_with(&page.filters.xid))
            .map(|(name, k, a)| (name, account(k, a)));
        let mut items: Vec<_> = items.collect();
        items.sort_by(|a, b| a.0.cmp(&b.0));
        let (accounts, pagination) = page.cut(items);
        Ok(QueryAccountsResponse {
            accounts,
            pagination: Some(pagination),
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryPaymentsRequest| {
            let request = q.pagination.clone();
            let page = start(Some(q), request)?;
            let states = wanted(&page.filters.state)?;
            let mut items: Vec<_> = state
                .payments
                .iter()
                .map(|(k, p)| (format!("{}/{}/{}", scope_name(k.0.0), k.0.1, k.1), k, p))
                .filter(|(name, _, p)| {
                    states.contains(&p.state) && name.starts_with(&page.filters.xid)
                })
                .map(|(name, k, p)| (name, payment(k, p)))
                .collect();
            items.sort_by(|a, b| a.0.cmp(&b.0));
            let (payments, pagination) = page.cut(items);
            Ok(QueryPaymentsResponse {
                payments,
                pagination: Some(pagination),
            })
        })
    })
}
