//! Whether an offer answers an order: price, resources, attributes and auditors.

use proto::base_attributes_v1::Attribute;
use proto::deployment_v1beta4::GroupSpec;
use proto::market_v1beta5::ResourceOffer;
use proto::provider_v1beta4::Provider;
use std::collections::BTreeMap;
use types::Dec18;

/// Denom and highest price of a group in atoms per block: unit price times count, summed.
pub fn group_price(spec: &GroupSpec) -> (String, i128) {
    let mut total = 0i128;
    let mut denom = String::new();
    for unit in &spec.resources {
        let Some(price) = &unit.price else { continue };
        denom.clone_from(&price.denom);
        let atoms = Dec18::from_wire(&price.amount).map_or(0, Dec18::atoms);
        total = total.saturating_add(atoms.saturating_mul(i128::from(unit.count)));
    }
    (denom, total)
}

/// Whether an offer names each unit of the group with the same resources and count. An offer may
/// be left out.
pub fn offer_fits(offer: &[ResourceOffer], spec: &GroupSpec) -> bool {
    if offer.is_empty() {
        return true;
    }
    offer.len() == spec.resources.len()
        && spec.resources.iter().all(|unit| {
            offer.iter().any(|o| {
                let (Some(have), Some(want)) = (&o.resources, &unit.resource) else {
                    return false;
                };
                o.count == unit.count
                    && have.id == want.id
                    && have.cpu.as_ref().map(|c| &c.units) == want.cpu.as_ref().map(|c| &c.units)
                    && have.memory.as_ref().map(|m| &m.quantity)
                        == want.memory.as_ref().map(|m| &m.quantity)
                    && have.gpu.as_ref().map(|g| &g.units) == want.gpu.as_ref().map(|g| &g.units)
                    && have.storage.len() == want.storage.len()
                    && have
                        .storage
                        .iter()
                        .zip(&want.storage)
                        .all(|(a, b)| a.name == b.name && a.quantity == b.quantity)
            })
        })
}

/// Whether a provider has what a group's placement asks for, and the auditors it names have signed.
pub fn requirements(
    spec: &GroupSpec,
    provider: &Provider,
    audits: &BTreeMap<(String, String), Vec<Attribute>>,
) -> bool {
    let Some(wanted) = &spec.requirements else {
        return true;
    };
    if !subset(&wanted.attributes, &provider.attributes) {
        return false;
    }
    let Some(by) = &wanted.signed_by else {
        return true;
    };
    let signed = |auditor: &String| {
        audits
            .get(&(provider.owner.clone(), auditor.clone()))
            .is_some_and(|have| subset(&wanted.attributes, have))
    };
    by.all_of.iter().all(signed) && (by.any_of.is_empty() || by.any_of.iter().any(signed))
}

fn subset(wanted: &[Attribute], have: &[Attribute]) -> bool {
    wanted.iter().all(|w| {
        have.iter()
            .any(|h| h.value == w.value && crate::provider::glob::matches(&w.key, &h.key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::deployment_v1beta4::ResourceUnit;

    #[test]
    fn the_highest_price_is_the_sum_over_units() {
        let unit = |amount: i128, count| ResourceUnit {
            count,
            price: Some(proto::DecCoin {
                denom: "uact".into(),
                amount: (amount * Dec18::ONE_ATOMS).to_string(),
            }),
            ..ResourceUnit::default()
        };
        let spec = GroupSpec {
            resources: vec![unit(3, 2), unit(5, 1)],
            ..GroupSpec::default()
        };
        assert_eq!(group_price(&spec), ("uact".into(), 11 * Dec18::ONE_ATOMS));
    }
}
