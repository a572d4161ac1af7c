//! Queries of accounts, balances and simulation.

use super::{View, answer, not_found};
use crate::chain::execute;
use crate::chain::refusal::{Refusal, sdk};
use crate::chain::state::AuthAccount;
use proto::cosmos::auth::v1beta1::{
    BaseAccount, ModuleAccount, QueryAccountInfoRequest, QueryAccountInfoResponse,
    QueryAccountRequest, QueryAccountResponse,
};
use proto::cosmos::bank::v1beta1::{
    QueryAllBalancesRequest, QueryAllBalancesResponse, QueryBalanceRequest, QueryBalanceResponse,
    QuerySpendableBalancesRequest, QuerySpendableBalancesResponse, QuerySupplyOfRequest,
    QuerySupplyOfResponse,
};
use proto::cosmos::base::abci::v1beta1::{GasInfo, Result as AbciResult, TxMsgData};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use proto::{Any, Coin, Message as _, Named, PageResponse};

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

fn packed(address: &str, account: &AuthAccount) -> Any {
    match account.module {
        None => base(address, account).to_any(),
        Some(name) => Any {
            type_url: "/cosmos.auth.v1beta1.ModuleAccount".into(),
            value: ModuleAccount {
                base_account: Some(base(address, account)),
                name: name.to_owned(),
                permissions: Vec::new(),
            }
            .encode_to_vec(),
        },
    }
}

pub(super) fn query(view: View<'_>, path: &str, data: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    let s = view.state;
    let account = |address: &str| {
        s.accounts.get(address).ok_or_else(|| {
            not_found(&format!(
                "rpc error: code = NotFound desc = account {address} not found"
            ))
        })
    };
    let coins = |address: &str| -> Vec<Coin> {
        let held = s.balances.get(address).into_iter().flatten();
        held.map(|(denom, amount)| Coin {
            denom: denom.clone(),
            amount: amount.to_string(),
        })
        .collect()
    };
    let page = |coins: &[Coin]| {
        Some(PageResponse {
            next_key: Vec::new(),
            total: coins.len() as u64,
        })
    };
    answer(path, data, |q: QueryAccountRequest| {
        Ok(QueryAccountResponse {
            account: Some(packed(&q.address, account(&q.address)?)),
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryAccountInfoRequest| {
            Ok(QueryAccountInfoResponse {
                info: Some(base(&q.address, account(&q.address)?)),
            })
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryAllBalancesRequest| {
            let balances = coins(&q.address);
            Ok(QueryAllBalancesResponse {
                pagination: page(&balances),
                balances,
            })
        })
    })
    .or_else(|| {
        answer(path, data, |q: QuerySpendableBalancesRequest| {
            let balances = coins(&q.address);
            Ok(QuerySpendableBalancesResponse {
                pagination: page(&balances),
                balances,
            })
        })
    })
    .or_else(|| {
        answer(path, data, |q: QueryBalanceRequest| {
            let amount = s.balance(&q.address, &q.denom).to_string();
            Ok(QueryBalanceResponse {
                balance: Some(Coin {
                    denom: q.denom,
                    amount,
                }),
            })
        })
    })
    .or_else(|| {
        (path == "/cosmos.bank.v1beta1.Query/SupplyOf").then(|| {
            let q = QuerySupplyOfRequest::decode(data).map_err(|e| sdk(2, e.to_string()))?;
            let amount = s.supply(&q.denom).to_string();
            let coin = Coin {
                denom: q.denom,
                amount,
            };
            Ok(QuerySupplyOfResponse { amount: Some(coin) }.encode_to_vec())
        })
    })
    .or_else(|| answer(path, data, |q: SimulateRequest| simulate(view, &q)))
}

/// Gas and answers of a transaction on a copy of the state. Its events are left out.
fn simulate(view: View<'_>, q: &SimulateRequest) -> Result<SimulateResponse, Refusal> {
    let result = execute::simulate(view.state, &q.tx_bytes, view.height, view.time).map_err(
        |(refusal, gas)| {
            sdk(
                6,
                format!(
                    "rpc error: code = Unknown desc = {} with gas used: '{gas}': unknown request",
                    refusal.log
                ),
            )
        },
    )?;
    let data = TxMsgData::decode(result.data.as_slice()).unwrap_or_default();
    Ok(SimulateResponse {
        gas_info: Some(GasInfo {
            gas_wanted: u64::MAX,
            gas_used: result.gas_used,
        }),
        result: Some(AbciResult {
            msg_responses: data.msg_responses,
            ..AbciResult::default()
        }),
    })
}
