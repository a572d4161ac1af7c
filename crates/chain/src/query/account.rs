//! Accounts and balances.

use proto::cosmos::auth::v1beta1::QueryAccountInfoRequest;
use proto::cosmos::bank::v1beta1::QueryAllBalancesRequest;
use types::{Address, Coin, Height};

use super::bad;
use crate::{Rpc, RpcError};

/// Where an account stands on the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub number: u64,
    /// Its next sequence, as committed.
    pub sequence: u64,
    /// Its public key is on chain: it has signed before.
    pub has_public_key: bool,
}

/// The account, or none when the chain has never seen it
/// (`/cosmos.auth.v1beta1.Query/AccountInfo`).
///
/// # Errors
/// [`RpcError`].
pub async fn account(rpc: &Rpc, address: &Address) -> Result<Option<Account>, RpcError> {
    let request = QueryAccountInfoRequest {
        address: address.to_string(),
    };
    match rpc.query(&request).await {
        Ok((answer, _)) => {
            let info = answer.info.ok_or_else(|| bad("account info"))?;
            Ok(Some(Account {
                number: info.account_number,
                sequence: info.sequence,
                has_public_key: info.pub_key.is_some(),
            }))
        }
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}

/// All balances and the block they are true for (`/cosmos.bank.v1beta1.Query/AllBalances`).
///
/// # Errors
/// [`RpcError`].
pub async fn balances(rpc: &Rpc, address: &Address) -> Result<(Vec<Coin>, Height), RpcError> {
    let request = QueryAllBalancesRequest {
        address: address.to_string(),
        ..QueryAllBalancesRequest::default()
    };
    let (coins, height) = rpc.query_all(request).await?;
    let read = |coin: proto::Coin| {
        Ok(Coin {
            denom: coin.denom.parse().map_err(|_| bad("denom"))?,
            amount: coin.amount.parse().map_err(|_| bad("amount"))?,
        })
    };
    let coins: Result<_, RpcError> = coins.into_iter().map(read).collect();
    Ok((coins?, height))
}
