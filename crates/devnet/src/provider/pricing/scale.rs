//! The `scale` strategy: so much per thousandth of a CPU, per MiB, per endpoint and per address.

use super::super::model::Group;
use super::millionths;
use std::collections::BTreeMap;
use types::Dec18;

/// Price per block of each unit, in the order's denom.
#[derive(Clone, Debug)]
pub struct Scales {
    /// Per thousandth of a CPU.
    pub cpu: Dec18,
    /// Per MiB of memory.
    pub memory: Dec18,
    /// Per MiB of storage by class; ephemeral storage is the class `ephemeral`.
    pub storage: BTreeMap<&'static str, Dec18>,
    /// Per endpoint.
    pub endpoint: Dec18,
    /// Per leased address.
    pub address: Dec18,
}

impl Scales {
    /// The values the Helm chart sets.
    pub fn helm() -> Self {
        let classes = ["ephemeral", "default", "beta1", "beta2", "beta3"];
        Self {
            cpu: millionths(4_000),
            memory: millionths(1_600),
            storage: classes.into_iter().map(|c| (c, millionths(160))).collect(),
            endpoint: millionths(1_000_000),
            address: millionths(60_000_000),
        }
    }

    /// The price per block; `None` for a class without a price or a sum out of range.
    pub(super) fn price(&self, group: &Group) -> Option<Dec18> {
        let mut sum = self
            .endpoint
            .checked_mul_int(i128::from(super::endpoints(group)))?;
        sum = sum.checked_add(
            self.address
                .checked_mul_int(i128::from(super::addresses(group)))?,
        )?;
        let (mut cpu, mut memory) = (0u64, 0u64);
        let mut disks: BTreeMap<&str, u64> = BTreeMap::new();
        for unit in &group.units {
            let n = u64::from(unit.count);
            cpu = cpu.checked_add(unit.resources.cpu_milli.checked_mul(n)?)?;
            memory = memory.checked_add(unit.resources.memory.checked_mul(n)?)?;
            for volume in &unit.resources.storage {
                let bytes = disks.entry(volume.price_class()).or_default();
                *bytes = bytes.checked_add(volume.bytes.checked_mul(n)?)?;
            }
        }
        sum = sum.checked_add(self.cpu.checked_mul_int(i128::from(cpu))?)?;
        sum = sum.checked_add(per_mib(self.memory, memory)?)?;
        for (class, bytes) in disks {
            sum = sum.checked_add(per_mib(*self.storage.get(class)?, bytes)?)?;
        }
        Some(sum)
    }
}

/// Scale × bytes / 2²⁰, cut to 18 places.
fn per_mib(scale: Dec18, bytes: u64) -> Option<Dec18> {
    Some(Dec18::from_atoms(
        scale.atoms().checked_mul(i128::from(bytes))? >> 20,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::super::model::samples::*;
    use super::super::super::model::{Attribute, Endpoint, EndpointKind};
    use super::*;

    #[test]
    fn half_a_cpu_costs_what_the_reference_says() {
        let price = Scales::helm()
            .price(&group(vec![unit(500, 256, 512)]))
            .unwrap();
        assert_eq!(price, "3.49152".parse().unwrap());
    }

    #[test]
    fn replicas_count_but_endpoints_dont() {
        let mut u = unit(500, 256, 512);
        u.count = 2;
        let price = Scales::helm().price(&group(vec![u])).unwrap();
        assert_eq!(price, "5.98304".parse().unwrap());
    }

    #[test]
    fn one_address_used_twice_is_paid_once() {
        let mut u = unit(500, 256, 512);
        let ip = Endpoint {
            kind: EndpointKind::LeasedIp,
            sequence: 1,
        };
        u.resources.endpoints = vec![ip, ip];
        let price = Scales::helm().price(&group(vec![u])).unwrap();
        assert_eq!(price, "64.49152".parse().unwrap());
    }

    #[test]
    fn cards_are_free_and_unknown_classes_have_no_price() {
        let with = Scales::helm().price(&group(vec![gpu_unit(8, &["vendor/nvidia/model/h100"])]));
        let without = Scales::helm().price(&group(vec![gpu_unit(0, &[])]));
        assert_eq!(with, without);
        let mut u = unit(500, 256, 512);
        u.resources.storage[0].attributes = vec![
            Attribute::new("class", "beta9"),
            Attribute::new("persistent", "true"),
        ];
        assert_eq!(Scales::helm().price(&group(vec![u])), None);
    }
}
