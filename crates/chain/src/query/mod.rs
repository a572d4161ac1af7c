//! Typed questions to the application. Everything read is checked on the way in; what a node sends
//! malformed is an error, never a guess.

mod account;
mod all;
mod deployment;
mod market;
mod provider;

pub use account::{Account, account, balances};
pub use deployment::{Deployment, Escrow, EscrowState, Group, deployment, deployments};
pub use market::{Bid, BidState, Lease, LeaseState, bids, leases};
pub use provider::{Provider, auditors, certificates, provider, providers};

use proto::QueryPath;
use types::{Dec18, Denom, Height};

use crate::{Rpc, RpcError};

impl Rpc {
    /// Asks a query; the answer comes with the block that it is true for.
    ///
    /// # Errors
    /// [`RpcError`].
    pub async fn query<Q: QueryPath>(&self, request: &Q) -> Result<(Q::Answer, Height), RpcError> {
        let (value, height) = self.abci_query(Q::PATH, request.encode_to_vec()).await?;
        let answer = proto::Message::decode(value.as_slice())
            .map_err(|e| RpcError::Malformed(format!("{}: {e}", Q::PATH)))?;
        Ok((answer, height))
    }
}

/// Names what was malformed.
fn bad(what: &str) -> RpcError {
    RpcError::Malformed(what.to_owned())
}

fn dec(text: &str) -> Result<Dec18, RpcError> {
    Dec18::from_wire(text).map_err(|e| bad(&e.to_string()))
}

fn dec_coin(coin: Option<&proto::DecCoin>) -> Result<types::DecCoin, RpcError> {
    let coin = coin.ok_or_else(|| bad("a price is missing"))?;
    Ok(types::DecCoin {
        denom: coin
            .denom
            .parse::<Denom>()
            .map_err(|e| bad(&e.to_string()))?,
        amount: dec(&coin.amount)?,
    })
}

fn height(value: i64) -> Height {
    Height(u64::try_from(value).unwrap_or_default())
}
