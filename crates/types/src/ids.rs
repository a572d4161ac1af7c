//! Identifiers of the market: deployment, group, order, bid, lease.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Address;

/// Why a text or number is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// A deployment sequence is a whole number above zero.
    #[error("a deployment number is a whole number above zero, not {0:?}")]
    Dseq(String),
    /// The text does not have the parts that the id needs.
    #[error("this is not an id of the form {expected}: {found:?}")]
    Shape {
        /// The parts, separated by slashes.
        expected: &'static str,
        /// What was found.
        found: String,
    },
}

/// Deployment sequence: the owner's own number of a deployment, unused before, above zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Dseq(u64);

impl Dseq {
    /// Checks the number.
    ///
    /// # Errors
    /// [`IdError::Dseq`] for zero.
    pub fn new(value: u64) -> Result<Self, IdError> {
        if value == 0 {
            Err(IdError::Dseq("0".into()))
        } else {
            Ok(Self(value))
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl FromStr for Dseq {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .ok()
            .and_then(|v| Self::new(v).ok())
            .ok_or_else(|| IdError::Dseq(text.into()))
    }
}

impl TryFrom<String> for Dseq {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Dseq> for String {
    fn from(dseq: Dseq) -> Self {
        dseq.0.to_string()
    }
}

impl fmt::Display for Dseq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Dseq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dseq({})", self.0)
    }
}

/// Group sequence: the place of a group in its deployment, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Gseq(pub u32);

/// Order sequence: how often the group was put up for bids, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Oseq(pub u32);

/// The height of a block.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Height(pub u64);

/// A deployment: `akash.deployment.v1.DeploymentID`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeploymentId {
    /// Who owns it.
    pub owner: Address,
    /// The owner's number of it.
    pub dseq: Dseq,
}

/// A group of a deployment: `akash.deployment.v1.GroupID`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId {
    /// The deployment.
    #[serde(flatten)]
    pub deployment: DeploymentId,
    /// The group's place.
    pub gseq: Gseq,
}

/// An order for a group: `akash.market.v1.OrderID`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrderId {
    /// The group.
    #[serde(flatten)]
    pub group: GroupId,
    /// The order's number.
    pub oseq: Oseq,
}

/// A lease of an order by one provider: `akash.market.v1.LeaseID` (`bseq` is always 0 today).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LeaseId {
    /// The order.
    #[serde(flatten)]
    pub order: OrderId,
    /// The provider's account.
    pub provider: Address,
}

/// A bid has the same parts as the lease it may become: `akash.market.v1.BidID`.
pub type BidId = LeaseId;

impl DeploymentId {
    /// The id of group `gseq`.
    #[must_use]
    pub fn group(&self, gseq: Gseq) -> GroupId {
        GroupId {
            deployment: self.clone(),
            gseq,
        }
    }

    /// Id of the escrow account of the deployment, without scope: `owner/dseq`.
    #[must_use]
    pub fn escrow_xid(&self) -> String {
        format!("{}/{}", self.owner, self.dseq)
    }
}

impl LeaseId {
    /// Owner of the deployment.
    #[must_use]
    pub fn owner(&self) -> &Address {
        &self.order.group.deployment.owner
    }

    /// Number of the deployment.
    #[must_use]
    pub fn dseq(&self) -> Dseq {
        self.order.group.deployment.dseq
    }

    /// Place of the group.
    #[must_use]
    pub fn gseq(&self) -> Gseq {
        self.order.group.gseq
    }

    /// Number of the order.
    #[must_use]
    pub fn oseq(&self) -> Oseq {
        self.order.oseq
    }
}

impl fmt::Display for DeploymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.dseq)
    }
}

impl fmt::Display for LeaseId {
    /// `owner/dseq/gseq/oseq/provider`, the form that escrow ids and provider host names use.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.order.group.deployment,
            self.gseq().0,
            self.oseq().0,
            self.provider
        )
    }
}

impl FromStr for LeaseId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || IdError::Shape {
            expected: "owner/dseq/gseq/oseq/provider",
            found: text.into(),
        };
        let parts: Vec<&str> = text.split('/').collect();
        let [owner, dseq, gseq, oseq, provider] = parts[..] else {
            return Err(bad());
        };
        let deployment = DeploymentId {
            owner: owner.parse().map_err(|_| bad())?,
            dseq: dseq.parse().map_err(|_| bad())?,
        };
        Ok(Self {
            order: OrderId {
                group: deployment.group(Gseq(gseq.parse().map_err(|_| bad())?)),
                oseq: Oseq(oseq.parse().map_err(|_| bad())?),
            },
            provider: provider.parse().map_err(|_| bad())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: &str = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n/42/1/1/akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g";

    #[test]
    fn lease_ids_round_trip() {
        let lease: LeaseId = LEASE.parse().unwrap();
        assert_eq!(lease.to_string(), LEASE);
        let json = serde_json::to_string(&lease).unwrap();
        assert!(json.contains(r#""dseq":"42""#) && json.contains(r#""gseq":1"#));
        assert_eq!(serde_json::from_str::<LeaseId>(&json).unwrap(), lease);
    }

    #[test]
    fn zero_is_no_deployment() {
        assert!(Dseq::new(0).is_err());
        assert!("0".parse::<Dseq>().is_err());
        assert!(LEASE.replace("/42/", "/0/").parse::<LeaseId>().is_err());
    }
}
