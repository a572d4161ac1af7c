//! The providers of the demo network: who they are and what they have.

mod catalogue;

pub use catalogue::catalogue;

use super::key::DemoKey;
use super::model::Attribute;
use super::packing::{Card, Inventory};
use super::pricing::Strategy;
use std::collections::BTreeSet;

/// The account that signs the attributes of audited providers.
pub fn auditor() -> DemoKey {
    DemoKey::named("auditor")
}

/// One provider of the fleet.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Short name, also the name of its file and key.
    pub name: &'static str,
    /// Organisation.
    pub organization: &'static str,
    /// Region, as in the attribute `region`.
    pub region: &'static str,
    /// Two-letter country and city.
    pub place: (&'static str, &'static str),
    /// `premium` or `community`.
    pub tier: &'static str,
    /// Maker of its CPUs.
    pub cpu: &'static str,
    /// Whether the auditor signed it.
    pub audited: bool,
    /// Whether volumes in memory are offered.
    pub memory_volumes: bool,
    /// Machines.
    pub inventory: Inventory,
    /// Prices.
    pub strategy: Strategy,
    /// Milliseconds from seeing an order to bidding.
    pub latency: u64,
    /// Seconds of notice before it takes resources back, if it promises any.
    pub reclamation: Option<i64>,
}

impl Spec {
    /// Its account.
    pub fn key(&self) -> DemoKey {
        DemoKey::named(&format!("provider {}", self.name))
    }

    /// Its kinds of cards.
    pub fn cards(&self) -> BTreeSet<Card> {
        self.inventory
            .nodes
            .iter()
            .filter_map(|n| n.card.clone())
            .collect()
    }

    /// What its provider record says.
    pub fn attributes(&self) -> Vec<Attribute> {
        let mut all = vec![
            Attribute::new("host", "akash"),
            Attribute::new("tier", self.tier),
            Attribute::new("organization", self.organization),
            Attribute::new("region", self.region),
            Attribute::new("location-region", self.region),
            Attribute::new("country", self.place.0),
            Attribute::new("city", self.place.1),
            Attribute::new("capabilities/cpu", self.cpu),
            Attribute::new("capabilities/cpu/arch", "x86-64"),
            Attribute::new("capabilities/memory", "ddr5ecc"),
            Attribute::new("network/provider", "simulated"),
        ];
        let mut classes: Vec<(&str, &str)> = self
            .inventory
            .storage
            .keys()
            .map(|c| (*c, "true"))
            .collect();
        if self.memory_volumes {
            classes.push(("ram", "false"));
        }
        for (i, (class, persistent)) in (1..).zip(classes) {
            all.push(Attribute::new(
                format!("capabilities/storage/{i}/class"),
                class,
            ));
            all.push(Attribute::new(
                format!("capabilities/storage/{i}/persistent"),
                persistent,
            ));
        }
        if self.inventory.addresses > 0 {
            all.push(Attribute::new("feat-endpoint-ip", "true"));
        }
        let cards = self.cards();
        if !cards.is_empty() {
            all.push(Attribute::new("capabilities/gpu", "nvidia"));
        }
        let keys: BTreeSet<String> = cards.iter().flat_map(Card::keys).collect();
        all.extend(
            keys.into_iter()
                .map(|k| Attribute::new(format!("capabilities/gpu/{k}"), "true")),
        );
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::samples::*;
    use super::super::screen::{Profile, Refusal, screen};
    use super::*;

    fn profile(spec: &Spec) -> Profile {
        let signed = if spec.audited {
            vec![(auditor().address().to_owned(), spec.attributes())]
        } else {
            vec![]
        };
        Profile {
            attributes: spec.attributes(),
            audits: signed,
        }
    }

    /// How each provider answers an order, by name.
    fn answers(group: &super::super::model::Group) -> Vec<(&'static str, Result<(), Refusal>)> {
        catalogue()
            .iter()
            .map(|spec| {
                let answer = screen(&profile(spec), group).and_then(|()| {
                    let r = spec.inventory.reserve(group, [].iter())?;
                    let price = spec.strategy.price(&r)?;
                    let max = group.max_price().ok_or(Refusal::Denom)?;
                    if price > max.amount {
                        Err(Refusal::PriceTooHigh)
                    } else {
                        Ok(())
                    }
                });
                (spec.name, answer)
            })
            .collect()
    }

    fn refused(group: &super::super::model::Group, why: &Refusal) -> usize {
        answers(group)
            .iter()
            .filter(|(_, a)| a.as_ref() == Err(why))
            .count()
    }

    fn bids(group: &super::super::model::Group) -> usize {
        answers(group).iter().filter(|(_, a)| a.is_ok()).count()
    }

    #[test]
    fn at_least_eight_with_own_names_keys_and_regions() {
        let all = catalogue();
        assert!(all.len() >= 8);
        let names: BTreeSet<_> = all.iter().map(|s| s.name).collect();
        let keys: BTreeSet<_> = all.iter().map(|s| s.key().address().to_owned()).collect();
        let regions: BTreeSet<_> = all.iter().map(|s| s.region).collect();
        assert_eq!((names.len(), keys.len()), (all.len(), all.len()));
        assert!(regions.len() >= 6);
    }

    #[test]
    fn attribute_keys_are_unique_and_well_formed() {
        for spec in catalogue() {
            let all = spec.attributes();
            let keys: BTreeSet<&String> = all.iter().map(|a| &a.key).collect();
            assert_eq!(keys.len(), all.len(), "{}", spec.name);
            assert!(keys.iter().all(|k| k.len() >= 2
                && k.len() <= 128
                && k.starts_with(|c: char| c.is_ascii_alphabetic())));
        }
    }

    #[test]
    fn nobody_uses_more_than_there_is() {
        for spec in catalogue() {
            for n in &spec.inventory.nodes {
                let (a, b) = (n.allocatable, n.busy);
                assert!(
                    a.cpu >= b.cpu && a.gpu >= b.gpu && a.memory >= b.memory && a.disk >= b.disk,
                    "{}",
                    n.name
                );
                assert_eq!(n.card.is_some(), a.gpu > 0, "{}", n.name);
            }
        }
    }

    #[test]
    fn a_small_service_gets_bids_from_nearly_all() {
        assert!(bids(&group(vec![unit(500, 512, 1024)])) >= 8);
    }

    #[test]
    fn popular_cards_get_several_bids_at_different_prices() {
        for model in ["h100", "a100", "rtx4090", "*"] {
            let g = group(vec![gpu_unit(
                1,
                &[&format!("vendor/nvidia/model/{model}")],
            )]);
            assert!(bids(&g) >= 3, "{model}: {:?}", answers(&g));
        }
    }

    #[test]
    fn refusals_have_different_reasons() {
        let h100 = group(vec![gpu_unit(1, &["vendor/nvidia/model/h100"])]);
        assert!(refused(&h100, &Refusal::Gpu) >= 1);
        assert!(refused(&h100, &Refusal::Full) >= 1);
        let mut region = group(vec![unit(500, 512, 1024)]);
        region.attributes = vec![Attribute::new("region", "eu-north")];
        assert!(refused(&region, &Refusal::Attributes) >= 5);
        let mut audit = group(vec![unit(500, 512, 1024)]);
        audit.any_of = vec![auditor().address().to_owned()];
        assert!(refused(&audit, &Refusal::Audit) >= 2);
        let mut storage = group(vec![unit(500, 512, 1024)]);
        storage.units[0].resources.storage[0].attributes = vec![
            Attribute::new("class", "beta2"),
            Attribute::new("persistent", "true"),
        ];
        assert!(refused(&storage, &Refusal::Storage) >= 2);
        assert!(bids(&storage) >= 2);
        let mut cheap = gpu_unit(1, &["vendor/nvidia/model/*"]);
        cheap.price.amount = "700".parse().unwrap();
        let cheap = group(vec![cheap]);
        assert!(refused(&cheap, &Refusal::PriceTooHigh) >= 2);
        assert!(bids(&cheap) >= 1, "{:?}", answers(&cheap));
    }
}
