//! Orders, bids and leases.

use proto::market_v1 as v1;
use proto::market_v1beta5::{
    self as market, BidFilters, QueryBidsRequest, QueryLeasesRequest, ResourceOffer,
};
use types::{
    Address, BidId, Dec18, DecCoin, DeploymentId, Dseq, Gseq, Height, LeaseId, OrderId, Oseq,
    UnixMillis,
};

use super::{bad, dec_coin, height};
use crate::{Rpc, RpcError};

pub use market::BidState;
pub use v1::LeaseState;

/// A bid on chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Bid {
    /// Its id.
    pub id: BidId,
    /// Its state.
    pub state: BidState,
    /// Price per block.
    pub price: DecCoin,
    /// Block that made it.
    pub created: Height,
    /// What is really offered, with concrete GPUs.
    pub offer: Vec<ResourceOffer>,
    /// Reclamation window in seconds.
    pub reclamation_seconds: Option<u64>,
}

/// A lease on chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Its id.
    pub id: LeaseId,
    /// Its state.
    pub state: LeaseState,
    /// Price per block.
    pub price: DecCoin,
    /// Block that made it.
    pub created: Height,
    /// Why it was closed: 1 by the owner, 10000 and above by the provider, 20000 for lack of funds.
    pub reason: i32,
    /// When the provider takes it back.
    pub reclaim_deadline: Option<UnixMillis>,
}

impl Lease {
    /// Rent per block while it is paid: active or reclaiming.
    #[must_use]
    pub fn rate(&self) -> Dec18 {
        match self.state {
            LeaseState::Active | LeaseState::Reclaiming => self.price.amount,
            _ => Dec18::ZERO,
        }
    }
}

fn lease_id(
    owner: &str,
    dseq: u64,
    gseq: u32,
    oseq: u32,
    provider: &str,
) -> Result<LeaseId, RpcError> {
    let deployment = DeploymentId {
        owner: owner.parse().map_err(|_| bad("owner"))?,
        dseq: Dseq::new(dseq).map_err(|_| bad("dseq"))?,
    };
    Ok(LeaseId {
        order: OrderId {
            group: deployment.group(Gseq(gseq)),
            oseq: Oseq(oseq),
        },
        provider: provider.parse().map_err(|_| bad("provider"))?,
    })
}

/// Bids on a deployment (`/akash.market.v1beta5.Query/Bids`).
///
/// # Errors
/// [`RpcError`].
pub async fn bids(rpc: &Rpc, deployment: &DeploymentId) -> Result<Vec<Bid>, RpcError> {
    let request = QueryBidsRequest {
        filters: Some(BidFilters {
            owner: deployment.owner.to_string(),
            dseq: deployment.dseq.get(),
            ..BidFilters::default()
        }),
        pagination: None,
    };
    let (all, _) = rpc.query_all(request).await?;
    let bids = all.into_iter().filter_map(|entry| entry.bid);
    bids.map(|bid| {
        let id = bid.id.as_ref().ok_or_else(|| bad("bid id"))?;
        Ok(Bid {
            id: lease_id(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider)?,
            state: bid.state(),
            price: dec_coin(bid.price.as_ref())?,
            created: height(bid.created_at),
            reclamation_seconds: bid
                .reclamation_window
                .and_then(|window| u64::try_from(window.seconds).ok()),
            offer: bid.resources_offer,
        })
    })
    .collect()
}

/// Leases of `owner`, of one deployment or of all (`/akash.market.v1beta5.Query/Leases`).
///
/// # Errors
/// [`RpcError`].
pub async fn leases(
    rpc: &Rpc,
    owner: &Address,
    dseq: Option<Dseq>,
) -> Result<Vec<Lease>, RpcError> {
    let request = QueryLeasesRequest {
        filters: Some(v1::LeaseFilters {
            owner: owner.to_string(),
            dseq: dseq.map(Dseq::get).unwrap_or_default(),
            ..v1::LeaseFilters::default()
        }),
        pagination: None,
    };
    let (all, _) = rpc.query_all(request).await?;
    let leases = all.into_iter().filter_map(|entry| entry.lease);
    leases
        .map(|lease| {
            let id = lease.id.as_ref().ok_or_else(|| bad("lease id"))?;
            let deadline = lease
                .reclamation
                .as_ref()
                .filter(|r| r.started_at > 0)
                .and_then(|r| u64::try_from(r.deadline).ok());
            Ok(Lease {
                id: lease_id(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider)?,
                state: lease.state(),
                price: dec_coin(lease.price.as_ref())?,
                created: height(lease.created_at),
                reason: lease.reason,
                reclaim_deadline: deadline.map(|seconds| UnixMillis(seconds * 1000)),
            })
        })
        .collect()
}
