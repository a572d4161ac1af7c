//! What the market's messages say, checked before any state is read.

use super::super::deployment::{check_deposit, check_group_id};
use super::super::id::{BidKey, bid_key};
use super::super::refusal::{Refusal, sdk};
use super::refuse;
use proto::deployment_v1::GroupId;
use proto::market_v1::{BidId, LeaseId};
use proto::market_v1beta5::MsgCreateBid;
use types::{Address, Dec18};

/// Checks a bid's or lease's id.
///
/// # Errors
/// `sdk` 3 and 7 for its parts, 36 when the provider is the tenant.
pub fn check_bid_id(id: Option<&BidId>) -> Result<BidKey, Refusal> {
    let id = id.ok_or_else(|| sdk(7, "BidID: invalid address"))?;
    check_group_id(Some(&GroupId {
        owner: id.owner.clone(),
        dseq: id.dseq,
        gseq: id.gseq,
    }))?;
    if id.oseq == 0 {
        return Err(sdk(3, "OrderID: Invalid Order Sequence: invalid sequence"));
    }
    id.provider
        .parse::<Address>()
        .map_err(|_| sdk(7, "BidID: Invalid Provider Address: invalid address"))?;
    if id.provider == id.owner {
        return Err(sdk(36, "BidID: self-bid: conflict"));
    }
    Ok(bid_key(id))
}

/// Checks a lease's id as a bid's.
///
/// # Errors
/// As [`check_bid_id`].
pub fn check_lease_id(id: Option<&LeaseId>) -> Result<BidKey, Refusal> {
    let id = id.ok_or_else(|| sdk(7, "LeaseID: invalid address"))?;
    check_bid_id(Some(&BidId {
        owner: id.owner.clone(),
        dseq: id.dseq,
        gseq: id.gseq,
        oseq: id.oseq,
        provider: id.provider.clone(),
        bseq: id.bseq,
    }))
}

/// Checks a bid before any state is read.
///
/// # Errors
/// What id and deposit say, 19 for a price of zero, 22 for a malformed one.
pub fn check_create_bid(m: &MsgCreateBid) -> Result<(), Refusal> {
    check_bid_id(m.id.as_ref())?;
    check_deposit(m.deposit.as_ref())?;
    match Dec18::from_wire(m.price.as_ref().map_or("", |p| p.amount.as_str())) {
        Ok(p) if p.is_zero() => Err(refuse(19, "invalid bid: zero price")),
        Ok(p) if !p.is_negative() => Ok(()),
        _ => Err(refuse(22, "bid price is invalid")),
    }
}

/// Checks a reason that a provider may give.
///
/// # Errors
/// 33 outside 10000..=19999.
pub fn check_provider_reason(reason: i32) -> Result<(), Refusal> {
    if (10_000..20_000).contains(&reason) {
        return Ok(());
    }
    Err(refuse(
        33,
        &format!("value \"{reason}\" range 10000..19999: invalid lease closed reason"),
    ))
}

/// Checks the reason of a bid's end: none, or one that a provider may give.
///
/// # Errors
/// 33.
pub fn check_close_reason(reason: i32) -> Result<(), Refusal> {
    if reason == 0 {
        return Ok(());
    }
    check_provider_reason(reason)
}
