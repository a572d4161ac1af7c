//! The machines of a provider and how replicas are laid on them.

use super::glob::matches;
use super::model::{Attribute, EndpointKind, Group, Resources, Unit};
use super::screen::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of graphics card, as the provider's inventory names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Card {
    /// Model, such as `h100`.
    pub model: &'static str,
    /// Memory, such as `80Gi`.
    pub ram: &'static str,
    /// `pcie` or `sxm`.
    pub interface: &'static str,
}

impl Card {
    /// The attribute keys a card answers to, without the `capabilities/gpu/` in front.
    pub fn keys(&self) -> [String; 4] {
        let base = format!("vendor/nvidia/model/{}", self.model);
        [
            base.clone(),
            format!("{base}/ram/{}", self.ram),
            format!("{base}/interface/{}", self.interface),
            format!("{base}/ram/{}/interface/{}", self.ram, self.interface),
        ]
    }

    /// The concrete attribute offered for a wanted one: the model, with memory and interface where they were asked for.
    fn answer(&self, wanted: &[Attribute]) -> Option<Attribute> {
        let base = format!("vendor/nvidia/model/{}", self.model);
        if wanted.is_empty() {
            return Some(Attribute::new(base, "true"));
        }
        let hit = wanted
            .iter()
            .find(|w| self.keys().iter().any(|k| matches(&w.key, k)))?;
        let mut key = base;
        if hit.key.contains("/ram/") {
            key = format!("{key}/ram/{}", self.ram);
        }
        if hit.key.contains("/interface/") {
            key = format!("{key}/interface/{}", self.interface);
        }
        Some(Attribute::new(key, "true"))
    }
}

/// Amounts of a machine: CPU in milli, memory and disk in bytes, cards in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Thousandths of a CPU.
    pub cpu: u64,
    /// Cards.
    pub gpu: u64,
    /// Memory in bytes.
    pub memory: u64,
    /// Ephemeral storage in bytes.
    pub disk: u64,
}

impl Amounts {
    fn holds(&self, other: &Self) -> bool {
        self.cpu >= other.cpu
            && self.gpu >= other.gpu
            && self.memory >= other.memory
            && self.disk >= other.disk
    }

    fn take(&mut self, other: &Self) {
        self.cpu -= other.cpu;
        self.gpu -= other.gpu;
        self.memory -= other.memory;
        self.disk -= other.disk;
    }
}

/// One machine.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its name in events.
    pub name: &'static str,
    /// All it has for tenants.
    pub allocatable: Amounts,
    /// What tenants outside this network already use: it makes the inventory look like one in use.
    pub busy: Amounts,
    /// The kind of cards it holds, if any. A machine holds one kind.
    pub card: Option<Card>,
    /// Persistent classes its disks can mount.
    pub classes: &'static [&'static str],
}

/// All machines of a provider.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// The machines, in the order they are tried.
    pub nodes: Vec<Node>,
    /// Persistent storage by class, in bytes.
    pub storage: BTreeMap<&'static str, u64>,
    /// Addresses that can be leased.
    pub addresses: u32,
}

/// Where one replica went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Index of the machine.
    pub node: usize,
    /// What it takes there.
    pub amounts: Amounts,
}

/// A group laid on machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The units with the concrete GPU, as they stand in the bid's `resources_offer`.
    pub units: Vec<Unit>,
    /// Each replica's place.
    pub placed: Vec<Placed>,
    /// Persistent storage taken, by class.
    pub storage: BTreeMap<String, u64>,
    /// Leased addresses taken.
    pub addresses: u32,
}

impl Reservation {
    /// The sum of all replicas.
    pub fn total(&self) -> Amounts {
        self.placed.iter().fold(Amounts::default(), |mut sum, p| {
            sum.cpu += p.amounts.cpu;
            sum.gpu += p.amounts.gpu;
            sum.memory += p.amounts.memory;
            sum.disk += p.amounts.disk;
            sum
        })
    }
}

/// What one replica takes of a machine. Volumes of class `ram` count as memory, persistent ones as nothing here.
fn replica(resources: &Resources) -> Amounts {
    let mut amounts = Amounts {
        cpu: resources.cpu_milli,
        gpu: resources.gpu,
        memory: resources.memory,
        disk: 0,
    };
    for volume in &resources.storage {
        match volume.class() {
            Some("ram") => amounts.memory = amounts.memory.saturating_add(volume.bytes),
            _ if volume.is_persistent() => {}
            _ => amounts.disk = amounts.disk.saturating_add(volume.bytes),
        }
    }
    amounts
}

/// The distinct leased addresses of a group.
pub fn leased_addresses(group: &Group) -> u32 {
    let ips: BTreeSet<u32> = group
        .units
        .iter()
        .flat_map(|u| &u.resources.endpoints)
        .filter(|e| e.kind == EndpointKind::LeasedIp)
        .map(|e| e.sequence)
        .collect();
    u32::try_from(ips.len()).unwrap_or(u32::MAX)
}

impl Inventory {
    /// What is free on each machine beside the given reservations.
    pub fn free<'a>(&self, held: impl Iterator<Item = &'a Reservation>) -> Vec<Amounts> {
        let mut free: Vec<Amounts> = self
            .nodes
            .iter()
            .map(|n| {
                let mut a = n.allocatable;
                a.take(&n.busy);
                a
            })
            .collect();
        for placed in held.flat_map(|r| &r.placed) {
            free[placed.node].take(&placed.amounts);
        }
        free
    }

    /// Lays a group on the machines, first fit, beside what is held.
    ///
    /// All replicas of a unit land on the same card model.
    ///
    /// # Errors
    /// [`Refusal::Addresses`] or [`Refusal::Full`].
    pub fn reserve<'a>(
        &self,
        group: &Group,
        held: impl Iterator<Item = &'a Reservation> + Clone,
    ) -> Result<Reservation, Refusal> {
        let addresses = leased_addresses(group);
        if addresses
            > self
                .addresses
                .saturating_sub(held.clone().map(|r| r.addresses).sum())
        {
            return Err(Refusal::Addresses);
        }
        let mut taken: BTreeMap<String, u64> = BTreeMap::new();
        for r in held.clone() {
            for (class, bytes) in &r.storage {
                *taken.entry(class.clone()).or_default() += bytes;
            }
        }
        let mut storage: BTreeMap<String, u64> = BTreeMap::new();
        let mut free = self.free(held);
        let mut units = Vec::new();
        let mut placed = Vec::new();
        for unit in &group.units {
            for volume in unit.resources.storage.iter().filter(|v| v.is_persistent()) {
                let bytes = volume.bytes.saturating_mul(u64::from(unit.count));
                let class = volume.class().unwrap_or("default");
                let all = self.storage.get(class).copied().unwrap_or(0);
                let sum = storage.entry(class.to_owned()).or_default();
                *sum = sum.saturating_add(bytes);
                if sum.saturating_add(taken.get(class).copied().unwrap_or(0)) > all {
                    return Err(Refusal::Full);
                }
            }
            let (offer, places) = self.place(unit, &mut free).ok_or(Refusal::Full)?;
            units.push(offer);
            placed.extend(places);
        }
        Ok(Reservation {
            units,
            placed,
            storage,
            addresses,
        })
    }

    fn place(&self, unit: &Unit, free: &mut [Amounts]) -> Option<(Unit, Vec<Placed>)> {
        if unit.resources.gpu == 0 {
            let places = self.lay(unit, free, None)?;
            return Some((unit.clone(), places));
        }
        let mut tried = BTreeSet::new();
        for card in self.nodes.iter().filter_map(|n| n.card.as_ref()) {
            if !tried.insert(card) {
                continue;
            }
            let Some(answer) = card.answer(&unit.resources.gpu_attributes) else {
                continue;
            };
            if let Some(places) = self.lay(unit, free, Some(card)) {
                let mut offer = unit.clone();
                offer.resources.gpu_attributes = vec![answer];
                return Some((offer, places));
            }
        }
        None
    }

    fn lay(&self, unit: &Unit, free: &mut [Amounts], card: Option<&Card>) -> Option<Vec<Placed>> {
        let amounts = replica(&unit.resources);
        let classes: Vec<&str> = unit
            .resources
            .storage
            .iter()
            .filter(|v| v.is_persistent())
            .map(|v| v.class().unwrap_or("default"))
            .collect();
        let mut trial = free.to_vec();
        let mut places = Vec::new();
        for _ in 0..unit.count {
            let node = self.nodes.iter().enumerate().position(|(i, n)| {
                (card.is_none() || n.card.as_ref() == card)
                    && classes.iter().all(|c| n.classes.contains(c))
                    && trial[i].holds(&amounts)
            })?;
            trial[node].take(&amounts);
            places.push(Placed { node, amounts });
        }
        free.copy_from_slice(&trial);
        Some(places)
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::samples::*;
    use super::super::model::{Endpoint, Volume};
    use super::*;

    const GI: u64 = 1 << 30;
    const A100: Card = Card {
        model: "a100",
        ram: "80Gi",
        interface: "sxm",
    };
    const T4: Card = Card {
        model: "t4",
        ram: "16Gi",
        interface: "pcie",
    };

    fn node(name: &'static str, gpu: u64, card: Option<Card>) -> Node {
        let all = Amounts {
            cpu: 32_000,
            gpu,
            memory: 256 * GI,
            disk: 1000 * GI,
        };
        Node {
            name,
            allocatable: all,
            busy: Amounts::default(),
            card,
            classes: &["beta3"],
        }
    }

    fn inventory() -> Inventory {
        Inventory {
            nodes: vec![node("a", 2, Some(T4)), node("b", 4, Some(A100))],
            storage: [("beta3", 100 * GI)].into(),
            addresses: 1,
        }
    }

    #[test]
    fn offers_the_concrete_model() {
        let g = group(vec![gpu_unit(2, &["vendor/nvidia/model/*"])]);
        let r = inventory().reserve(&g, [].iter()).unwrap();
        assert_eq!(
            r.units[0].resources.gpu_attributes,
            [Attribute::new("vendor/nvidia/model/t4", "true")]
        );
        let g = group(vec![gpu_unit(2, &["vendor/nvidia/model/a100/ram/80Gi"])]);
        let r = inventory().reserve(&g, [].iter()).unwrap();
        let want = [Attribute::new("vendor/nvidia/model/a100/ram/80Gi", "true")];
        assert_eq!(r.units[0].resources.gpu_attributes, want);
        assert_eq!(r.placed[0].node, 1);
    }

    #[test]
    fn replicas_share_one_model() {
        let mut unit = gpu_unit(2, &["vendor/nvidia/model/*"]);
        unit.count = 2;
        let r = inventory()
            .reserve(&group(vec![unit.clone()]), [].iter())
            .unwrap();
        assert!(
            r.placed.iter().all(|p| p.node == 1),
            "two times two cards fit on the a100 machine only"
        );
        unit.count = 3;
        assert_eq!(
            inventory().reserve(&group(vec![unit]), [].iter()),
            Err(Refusal::Full)
        );
    }

    #[test]
    fn what_is_held_is_gone() {
        let g = group(vec![gpu_unit(4, &["vendor/nvidia/model/a100"])]);
        let first = inventory().reserve(&g, [].iter()).unwrap();
        assert_eq!(inventory().reserve(&g, [first].iter()), Err(Refusal::Full));
    }

    #[test]
    fn persistent_storage_is_counted_by_class() {
        let mut u = unit(100, 128, 512);
        u.resources.storage.push(Volume {
            name: "data".into(),
            bytes: 60 * GI,
            attributes: vec![
                Attribute::new("class", "beta3"),
                Attribute::new("persistent", "true"),
            ],
        });
        let first = inventory()
            .reserve(&group(vec![u.clone()]), [].iter())
            .unwrap();
        assert_eq!(first.storage["beta3"], 60 * GI);
        assert_eq!(
            inventory().reserve(&group(vec![u]), [first].iter()),
            Err(Refusal::Full)
        );
    }

    #[test]
    fn memory_volumes_count_as_memory() {
        let mut u = unit(100, 128, 512);
        u.resources.storage[0].attributes = vec![
            Attribute::new("class", "ram"),
            Attribute::new("persistent", "false"),
        ];
        u.resources.storage[0].bytes = GI;
        let r = inventory().reserve(&group(vec![u]), [].iter()).unwrap();
        assert_eq!(r.total().memory, (128 << 20) + GI);
        assert_eq!(r.total().disk, 0);
    }

    #[test]
    fn addresses_run_out() {
        let mut u = unit(100, 128, 512);
        u.resources.endpoints.push(Endpoint {
            kind: EndpointKind::LeasedIp,
            sequence: 1,
        });
        let first = inventory()
            .reserve(&group(vec![u.clone()]), [].iter())
            .unwrap();
        assert_eq!(
            inventory().reserve(&group(vec![u]), [first].iter()),
            Err(Refusal::Addresses)
        );
    }
}
