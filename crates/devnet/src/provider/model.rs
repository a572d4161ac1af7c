//! What a provider knows of orders, groups and leases, apart from how they travel.

use std::fmt;
use types::Dec18;

/// A key with its value, on a provider, an order or a resource (`akash.base.attributes.v1.Attribute`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// The key, a path such as `capabilities/gpu/vendor/nvidia/model/h100`.
    pub key: String,
    /// The value, often `true`.
    pub value: String,
}

impl Attribute {
    /// An attribute of two texts.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

/// How a service is reached from outside (`akash.base.resources.v1beta4.Endpoint.Kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndpointKind {
    /// Through the provider's HTTP ingress (0).
    SharedHttp,
    /// On a random port of the provider (1).
    RandomPort,
    /// On a leased address (2).
    LeasedIp,
}

impl EndpointKind {
    /// The number on the wire.
    pub const fn number(self) -> i32 {
        match self {
            Self::SharedHttp => 0,
            Self::RandomPort => 1,
            Self::LeasedIp => 2,
        }
    }

    /// The kind of a number on the wire; `None` for any other than 0, 1, 2.
    pub const fn from_number(n: i64) -> Option<Self> {
        match n {
            0 => Some(Self::SharedHttp),
            1 => Some(Self::RandomPort),
            2 => Some(Self::LeasedIp),
            _ => None,
        }
    }
}

/// One endpoint of a resource unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// How it is reached.
    pub kind: EndpointKind,
    /// The number of the leased address, 0 otherwise.
    pub sequence: u32,
}

/// One storage volume of a replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name in the SDL, `default` when it has none.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// `class` and `persistent`, or nothing.
    pub attributes: Vec<Attribute>,
}

impl Volume {
    fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|a| a.key == key)
            .map(|a| a.value.as_str())
    }

    /// True when the volume outlives its container.
    pub fn is_persistent(&self) -> bool {
        self.attribute("persistent") == Some("true")
    }

    /// The storage class asked for, if any.
    pub fn class(&self) -> Option<&str> {
        self.attribute("class")
    }

    /// The class a price list knows it by: `ephemeral` unless it is persistent.
    pub fn price_class(&self) -> &str {
        if self.is_persistent() {
            self.class().unwrap_or("default")
        } else {
            "ephemeral"
        }
    }
}

/// The resources of one replica (`akash.base.resources.v1beta4.Resources`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Number within the group; manifest services point to it.
    pub id: u32,
    /// Thousandths of a CPU.
    pub cpu_milli: u64,
    /// Attributes of the CPU.
    pub cpu_attributes: Vec<Attribute>,
    /// Memory in bytes.
    pub memory: u64,
    /// Attributes of the memory.
    pub memory_attributes: Vec<Attribute>,
    /// Number of GPUs.
    pub gpu: u64,
    /// The models asked for, each an alternative.
    pub gpu_attributes: Vec<Attribute>,
    /// Volumes.
    pub storage: Vec<Volume>,
    /// Endpoints, over all replicas.
    pub endpoints: Vec<Endpoint>,
}

/// Resources with a number of replicas and the highest price per replica and block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What one replica takes.
    pub resources: Resources,
    /// Number of replicas.
    pub count: u32,
    /// Highest price per block for one replica.
    pub price: Price,
}

/// A price per block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Denom, `uact` on a chain of 2026.
    pub denom: String,
    /// Amount in that denom.
    pub amount: Dec18,
}

/// What a deployment asks of one provider (`akash.deployment.v1beta4.GroupSpec`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The placement's name.
    pub name: String,
    /// Auditors that must all have signed the provider.
    pub all_of: Vec<String>,
    /// Auditors of which one must have signed it.
    pub any_of: Vec<String>,
    /// Attributes the provider must have.
    pub attributes: Vec<Attribute>,
    /// The resources.
    pub units: Vec<Unit>,
}

impl Group {
    /// The highest price per block: the sum of price × count. `None` without units, with mixed denoms or out of range.
    pub fn max_price(&self) -> Option<Price> {
        let denom = self.units.first()?.price.denom.clone();
        let mut amount = Dec18::ZERO;
        for unit in &self.units {
            if unit.price.denom != denom {
                return None;
            }
            amount =
                amount.checked_add(unit.price.amount.checked_mul_int(i128::from(unit.count))?)?;
        }
        Some(Price { denom, amount })
    }
}

/// Names an order (`akash.market.v1.OrderID`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderId {
    /// The tenant's address.
    pub owner: String,
    /// Deployment.
    pub dseq: u64,
    /// Group.
    pub gseq: u32,
    /// Order.
    pub oseq: u32,
}

/// Names a lease, and the bid it came from (`akash.market.v1.LeaseID`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeaseId {
    /// The order it fills.
    pub order: OrderId,
    /// The provider's address.
    pub provider: String,
}

impl LeaseId {
    /// The parts, for files and maps.
    pub fn new(owner: &str, dseq: u64, gseq: u32, oseq: u32, provider: &str) -> Self {
        Self {
            order: OrderId {
                owner: owner.to_owned(),
                dseq,
                gseq,
                oseq,
            },
            provider: provider.to_owned(),
        }
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.owner, self.dseq, self.gseq, self.oseq
        )
    }
}

impl fmt::Display for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.order, self.provider)
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    /// A plain unit: CPU in milli, memory and storage in MiB, one HTTP endpoint.
    pub(crate) fn unit(cpu: u64, memory: u64, disk: u64) -> Unit {
        Unit {
            resources: Resources {
                id: 1,
                cpu_milli: cpu,
                memory: memory << 20,
                storage: vec![Volume {
                    name: "default".into(),
                    bytes: disk << 20,
                    attributes: vec![],
                }],
                endpoints: vec![Endpoint {
                    kind: EndpointKind::SharedHttp,
                    sequence: 0,
                }],
                ..Resources::default()
            },
            count: 1,
            price: Price {
                denom: "uact".into(),
                amount: "10000".parse().unwrap(),
            },
        }
    }

    /// The same with GPUs of the models given as attribute keys.
    pub(crate) fn gpu_unit(count: u64, keys: &[&str]) -> Unit {
        let mut unit = unit(8000, 64 << 10, 100 << 10);
        unit.resources.gpu = count;
        unit.resources.gpu_attributes = keys.iter().map(|k| Attribute::new(*k, "true")).collect();
        unit
    }

    pub(crate) fn group(units: Vec<Unit>) -> Group {
        Group {
            name: "dcloud".into(),
            units,
            ..Group::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{samples::*, *};

    #[test]
    fn highest_price_counts_replicas() {
        let mut two = unit(100, 1, 1);
        two.count = 2;
        let price = group(vec![two, unit(100, 1, 1)]).max_price().unwrap();
        assert_eq!(price.amount, "30000".parse().unwrap());
        assert_eq!(price.denom, "uact");
    }

    #[test]
    fn mixed_denoms_have_no_highest_price() {
        let mut other = unit(100, 1, 1);
        other.price.denom = "uakt".into();
        assert_eq!(group(vec![unit(100, 1, 1), other]).max_price(), None);
        assert_eq!(group(vec![]).max_price(), None);
    }

    #[test]
    fn lease_text_is_what_names_are_derived_from() {
        assert_eq!(LeaseId::new("o", 42, 1, 1, "p").to_string(), "o/42/1/1/p");
    }
}
