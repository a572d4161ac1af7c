//! Keys of the chain's stores, with their JSON in typed events and their escrow names.

use proto::{deployment_v1, market_v1};

/// Deployment: owner, dseq.
pub type DeploymentKey = (String, u64);
/// Group: owner, dseq, gseq.
pub type GroupKey = (String, u64, u32);
/// Order: owner, dseq, gseq, oseq.
pub type OrderKey = (String, u64, u32, u32);
/// Bid and lease: owner, dseq, gseq, oseq, provider.
pub type BidKey = (String, u64, u32, u32, String);

/// JSON of a deployment id.
pub fn deployment_json(k: &DeploymentKey) -> String {
    format!("{{\"owner\":\"{}\",\"dseq\":\"{}\"}}", k.0, k.1)
}

/// JSON of a group id.
pub fn group_json(k: &GroupKey) -> String {
    format!(
        "{{\"owner\":\"{}\",\"dseq\":\"{}\",\"gseq\":{}}}",
        k.0, k.1, k.2
    )
}

/// JSON of an order id.
pub fn order_json(k: &OrderKey) -> String {
    format!(
        "{{\"owner\":\"{}\",\"dseq\":\"{}\",\"gseq\":{},\"oseq\":{}}}",
        k.0, k.1, k.2, k.3
    )
}

/// JSON of a bid or lease id.
pub fn bid_json(k: &BidKey) -> String {
    format!(
        "{{\"owner\":\"{}\",\"dseq\":\"{}\",\"gseq\":{},\"oseq\":{},\"provider\":\"{}\",\"bseq\":0}}",
        k.0, k.1, k.2, k.3, k.4
    )
}

/// Key of a deployment id.
pub fn deployment_key(id: &deployment_v1::DeploymentId) -> DeploymentKey {
    (id.owner.clone(), id.dseq)
}

/// Key of a group id.
pub fn group_key(id: &deployment_v1::GroupId) -> GroupKey {
    (id.owner.clone(), id.dseq, id.gseq)
}

/// Key of an order id.
pub fn order_key(id: &market_v1::OrderId) -> OrderKey {
    (id.owner.clone(), id.dseq, id.gseq, id.oseq)
}

/// Key of a bid id.
pub fn bid_key(id: &market_v1::BidId) -> BidKey {
    (
        id.owner.clone(),
        id.dseq,
        id.gseq,
        id.oseq,
        id.provider.clone(),
    )
}

/// Key of a lease id.
pub fn lease_key(id: &market_v1::LeaseId) -> BidKey {
    (
        id.owner.clone(),
        id.dseq,
        id.gseq,
        id.oseq,
        id.provider.clone(),
    )
}

/// Order that a bid or lease belongs to.
pub fn order_of(k: &BidKey) -> OrderKey {
    (k.0.clone(), k.1, k.2, k.3)
}

/// Group that an order belongs to.
pub fn group_of(k: &OrderKey) -> GroupKey {
    (k.0.clone(), k.1, k.2)
}

/// Escrow account name of a deployment.
pub fn deployment_xid(k: &DeploymentKey) -> String {
    format!("{}/{}", k.0, k.1)
}

/// Escrow account name of a bid.
pub fn bid_xid(k: &BidKey) -> String {
    format!("{}/{}/{}/{}/{}", k.0, k.1, k.2, k.3, k.4)
}

/// Name of a lease's payment within its deployment's account.
pub fn payment_xid(k: &BidKey) -> String {
    format!("{}/{}/{}", k.2, k.3, k.4)
}

/// Group id as a message.
pub fn group_id(k: &GroupKey) -> deployment_v1::GroupId {
    deployment_v1::GroupId {
        owner: k.0.clone(),
        dseq: k.1,
        gseq: k.2,
    }
}

/// Order id as a message.
pub fn order_id(k: &OrderKey) -> market_v1::OrderId {
    market_v1::OrderId {
        owner: k.0.clone(),
        dseq: k.1,
        gseq: k.2,
        oseq: k.3,
    }
}
