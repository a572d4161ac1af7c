//! What a deployment costs at most, and how long a deposit lasts.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::spec::GroupSpec;

/// Average time between blocks in seconds.
pub const BLOCK_SECONDS: f64 = 6.098;
/// Hours in an average month.
const MONTH_HOURS: f64 = 730.5;
const ONE: f64 = 1e18;

/// Cost and resources of a deployment.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Highest cost of everything.
    pub cost: Cost,
    /// All resources.
    pub totals: Totals,
    /// By placement, sorted by name.
    pub placements: BTreeMap<String, PlacementCost>,
}

/// Cost and resources of one placement.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacementCost {
    /// Highest cost.
    pub cost: Cost,
    /// Resources.
    pub totals: Totals,
}

/// A highest cost in one denomination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// Denomination, such as `uact`.
    pub denom: EcoString,
    /// For one block, × 10¹⁸.
    pub per_block: u128,
}

impl Cost {
    /// For one hour, in units of the denomination; for display only.
    #[must_use]
    pub fn per_hour(&self) -> f64 {
        self.per_block as f64 / ONE * 3600.0 / BLOCK_SECONDS
    }

    /// For an average month of 730.5 hours; for display only.
    #[must_use]
    pub fn per_month(&self) -> f64 {
        self.per_hour() * MONTH_HOURS
    }

    /// Whole blocks that `deposit` pays for, in units of the denomination. `None` if nothing is
    /// paid.
    #[must_use]
    pub fn blocks_of(&self, deposit: u128) -> Option<u128> {
        (self.per_block > 0)
            .then(|| deposit.saturating_mul(1_000_000_000_000_000_000) / self.per_block)
    }

    /// Seconds that `deposit` lasts. `None` if nothing is paid.
    #[must_use]
    pub fn seconds_of(&self, deposit: u128) -> Option<f64> {
        self.blocks_of(deposit)
            .map(|blocks| blocks as f64 * BLOCK_SECONDS)
    }
}

/// Resources of all replicas together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Replicas.
    pub replicas: u64,
    /// CPU in thousandths.
    pub cpu_millis: u128,
    /// Memory in bytes.
    pub memory: u128,
    /// Storage that ends with the replica, in bytes.
    pub ephemeral_storage: u128,
    /// Storage that outlives the replica, in bytes.
    pub persistent_storage: u128,
    /// GPUs.
    pub gpus: u128,
    /// Public endpoints.
    pub endpoints: u64,
}

impl Totals {
    fn add(&mut self, other: &Totals) {
        self.replicas += other.replicas;
        self.cpu_millis += other.cpu_millis;
        self.memory += other.memory;
        self.ephemeral_storage += other.ephemeral_storage;
        self.persistent_storage += other.persistent_storage;
        self.gpus += other.gpus;
        self.endpoints += other.endpoints;
    }
}

pub(crate) fn estimate(groups: &[GroupSpec]) -> Estimate {
    let mut all = Estimate {
        cost: Cost::default(),
        totals: Totals::default(),
        placements: BTreeMap::new(),
    };
    for group in groups {
        let mut cost = Cost::default();
        let mut totals = Totals::default();
        for unit in &group.resources {
            let count = u128::from(unit.count);
            cost.denom.clone_from(&unit.price.denom);
            cost.per_block = cost
                .per_block
                .saturating_add(unit.price.amount.saturating_mul(count));
            totals.replicas += u64::from(unit.count);
            totals.endpoints += unit.resource.endpoints.len() as u64;
            totals.cpu_millis +=
                count * u128::from(unit.resource.cpu.as_ref().map_or(0, |cpu| cpu.units));
            totals.memory += count * u128::from(unit.resource.memory.unwrap_or_default());
            totals.gpus += count * u128::from(unit.resource.gpu.units);
            for volume in &unit.resource.storage {
                let persistent = volume
                    .attributes
                    .iter()
                    .any(|a| a.key == "persistent" && a.value == "true");
                let sum = if persistent {
                    &mut totals.persistent_storage
                } else {
                    &mut totals.ephemeral_storage
                };
                *sum += count * u128::from(volume.size);
            }
        }
        all.cost.denom.clone_from(&cost.denom);
        all.cost.per_block = all.cost.per_block.saturating_add(cost.per_block);
        all.totals.add(&totals);
        all.placements.insert(
            group.name.as_str().to_owned(),
            PlacementCost { cost, totals },
        );
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hour_and_month_follow_the_block_time() {
        let cost = Cost {
            denom: "uact".into(),
            per_block: 1000 * 1_000_000_000_000_000_000,
        };
        assert!(
            (cost.per_hour() - 590_357.494_26).abs() < 0.001,
            "{}",
            cost.per_hour()
        );
        assert!((cost.per_month() - cost.per_hour() * 730.5).abs() < 1e-6);
        assert_eq!(cost.blocks_of(500_000), Some(500));
        assert_eq!(cost.seconds_of(500_000), Some(3049.0));
    }

    #[test]
    fn a_free_deployment_has_no_runway() {
        assert_eq!(Cost::default().blocks_of(1), None);
    }
}
