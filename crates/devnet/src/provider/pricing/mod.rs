//! What a provider asks for: the two price lists that providers run.

pub mod generic;
pub mod scale;

use super::model::{EndpointKind, Group};
use super::packing::Reservation;
use super::screen::Refusal;
use std::collections::BTreeSet;
use types::Dec18;

/// How a provider prices a group.
#[derive(Clone, Debug)]
pub enum Strategy {
    /// So much per unit of each resource; cards are free (`--bid-price-strategy scale`).
    Scale(scale::Scales),
    /// US dollars per month, cards by model: the price script most providers run.
    Generic(generic::PriceList),
}

impl Strategy {
    /// The price per block in uact, with the cards that were reserved.
    ///
    /// # Errors
    /// [`Refusal::Unpriceable`] for an unknown storage class, a sum out of range or a price of zero.
    pub fn price(&self, reservation: &Reservation) -> Result<Dec18, Refusal> {
        let group = Group {
            units: reservation.units.clone(),
            ..Group::default()
        };
        let price = match self {
            Self::Scale(scales) => scales.price(&group),
            Self::Generic(list) => list.price(&group),
        };
        price.filter(|p| !p.is_zero()).ok_or(Refusal::Unpriceable)
    }
}

/// So many millionths.
const fn millionths(n: i128) -> Dec18 {
    Dec18::from_atoms(n * (Dec18::ONE_ATOMS / 1_000_000))
}

/// Endpoints of all units, not multiplied by replicas.
fn endpoints(group: &Group) -> u64 {
    group
        .units
        .iter()
        .map(|u| u.resources.endpoints.len() as u64)
        .sum()
}

/// Distinct leased addresses.
fn addresses(group: &Group) -> u64 {
    let all = group.units.iter().flat_map(|u| &u.resources.endpoints);
    let ips: BTreeSet<u32> = all
        .filter(|e| e.kind == EndpointKind::LeasedIp)
        .map(|e| e.sequence)
        .collect();
    ips.len() as u64
}
