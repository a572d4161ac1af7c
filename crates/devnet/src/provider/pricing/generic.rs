//! The formula of the price script most providers run: US dollars per month, turned into uact per block.

use super::super::model::{Group, Resources};
use super::millionths;
use types::Dec18;

/// Blocks in a month: blocks of 6.117 s, 30.437 days.
pub const BLOCKS_PER_MONTH: u128 = 429_909;

/// Millionths of a dollar per month for each thing.
#[derive(Clone, Debug)]
pub struct PriceList {
    /// Per CPU thread.
    pub cpu: u64,
    /// Per GiB of memory.
    pub memory: u64,
    /// Per GiB of ephemeral storage.
    pub ephemeral: u64,
    /// Per GiB of persistent storage of class `beta1` (and `default`), `beta2`, `beta3`.
    pub persistent: [u64; 3],
    /// Per endpoint.
    pub endpoint: u64,
    /// Per leased address.
    pub address: u64,
    /// Whole dollars per card and month, by `model[.memory][.interface]`.
    pub cards: &'static [(&'static str, u64)],
}

impl PriceList {
    /// The list as the script comes, with prices of the provider's own cards.
    pub const fn standard(cards: &'static [(&'static str, u64)]) -> Self {
        Self {
            cpu: 1_600_000,
            memory: 800_000,
            ephemeral: 20_000,
            persistent: [10_000, 30_000, 40_000],
            endpoint: 50_000,
            address: 5_000_000,
            cards,
        }
    }

    /// The same list with everything but the cards at so many percent.
    #[must_use]
    pub fn at_percent(mut self, percent: u64) -> Self {
        let scaled = [
            &mut self.cpu,
            &mut self.memory,
            &mut self.ephemeral,
            &mut self.endpoint,
            &mut self.address,
        ];
        for price in scaled.into_iter().chain(self.persistent.iter_mut()) {
            *price = *price * percent / 100;
        }
        self
    }

    /// Dollars per month of a card: the closest entry, else the dearest of the list, at least 100.
    pub fn card(&self, resources: &Resources) -> u64 {
        let key = resources
            .gpu_attributes
            .first()
            .map(|a| a.key.as_str())
            .unwrap_or_default();
        let parts: Vec<&str> = key.split('/').collect();
        let part = |name: &str| parts.windows(2).find(|w| w[0] == name).map(|w| w[1]);
        let mut wanted: Vec<&str> = [part("model"), part("ram"), part("interface")]
            .into_iter()
            .flatten()
            .collect();
        while !wanted.is_empty() {
            let name = wanted.join(".");
            if let Some((_, usd)) = self.cards.iter().find(|(n, _)| *n == name) {
                return *usd;
            }
            wanted.pop();
        }
        self.cards
            .iter()
            .map(|(_, usd)| *usd)
            .max()
            .unwrap_or(0)
            .max(100)
    }

    /// The price per block in uact, rounded to six places; `None` when it is out of range.
    pub(super) fn price(&self, group: &Group) -> Option<Dec18> {
        let millionths_gib = self.dollars(group)?;
        let divisor = BLOCKS_PER_MONTH << 30;
        // One dollar is one ACT, so millionths of a dollar are uact.
        let scaled = millionths_gib.checked_mul(1_000_000)?;
        Some(millionths(
            i128::try_from((scaled + divisor / 2) / divisor).ok()?,
        ))
    }

    /// Dollars per month, in millionths × 2³⁰ so that bytes need no rounding.
    fn dollars(&self, group: &Group) -> Option<u128> {
        let mut sum: u128 = u128::from(
            self.endpoint * super::endpoints(group) + self.address * super::addresses(group),
        );
        let mut by_byte: u128 = 0;
        for unit in &group.units {
            let r = &unit.resources;
            let n = u128::from(unit.count);
            sum += u128::from(r.cpu_milli) * u128::from(self.cpu) / 1000 * n;
            if r.gpu > 0 {
                sum += u128::from(r.gpu) * u128::from(self.card(r)) * 1_000_000 * n;
            }
            by_byte += u128::from(r.memory) * u128::from(self.memory) * n;
            for volume in &r.storage {
                let price = match volume.price_class() {
                    "beta1" | "default" => self.persistent[0],
                    "beta2" => self.persistent[1],
                    "beta3" => self.persistent[2],
                    _ => self.ephemeral,
                };
                by_byte += u128::from(volume.bytes) * u128::from(price) * n;
            }
        }
        sum.checked_mul(1 << 30)?.checked_add(by_byte)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::model::Attribute;
    use super::super::super::model::samples::*;
    use super::*;

    const CARDS: &[(&str, u64)] = &[
        ("a100.80Gi.sxm", 1000),
        ("a100", 900),
        ("t4", 80),
        ("h100", 600),
    ];

    fn card(key: &str) -> u64 {
        let mut u = gpu_unit(1, &[]);
        u.resources.gpu_attributes = vec![Attribute::new(key, "true")];
        PriceList::standard(CARDS).card(&u.resources)
    }

    #[test]
    fn small_service_costs_what_the_reference_says() {
        let price = PriceList::standard(CARDS)
            .price(&group(vec![unit(500, 256, 512)]))
            .unwrap();
        assert_eq!(price, "2.465638".parse().unwrap());
    }

    #[test]
    fn card_at_six_hundred_dollars_costs_what_the_reference_says() {
        let g = group(vec![gpu_unit(1, &["vendor/nvidia/model/h100"])]);
        let price = PriceList::standard(CARDS).price(&g).unwrap();
        assert_eq!(price, "1549.281360".parse().unwrap());
    }

    #[test]
    fn lookup_drops_the_last_part_until_it_hits() {
        assert_eq!(
            card("vendor/nvidia/model/a100/ram/80Gi/interface/sxm"),
            1000
        );
        assert_eq!(card("vendor/nvidia/model/a100/ram/40Gi/interface/sxm"), 900);
        assert_eq!(card("vendor/nvidia/model/a100"), 900);
        assert_eq!(card("vendor/nvidia/model/v100"), 1000);
    }

    #[test]
    fn unknown_card_costs_at_least_a_hundred() {
        let mut u = gpu_unit(1, &["vendor/nvidia/model/t4"]);
        u.resources.gpu_attributes = vec![Attribute::new("vendor/nvidia/model/p4", "true")];
        assert_eq!(PriceList::standard(&[("t4", 80)]).card(&u.resources), 100);
    }
}
