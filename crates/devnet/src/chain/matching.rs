//! Whether a bid fits its order: price, offer, placement requirements, capabilities.

use crate::provider::glob::matches as glob;
use proto::base_attributes_v1::Attribute;
use proto::base_resources_v1beta4::{ResourceValue, Resources};
use proto::deployment_v1beta4::GroupSpec;
use proto::market_v1beta5::ResourceOffer;
use proto::provider_v1beta4::Provider;
use std::collections::BTreeMap;
use types::Dec18;

/// Denom of a group and the most it pays for a block, in atoms.
pub fn group_price(spec: &GroupSpec) -> (String, i128) {
    let mut denom = String::new();
    let mut total: i128 = 0;
    for unit in &spec.resources {
        let price = unit.price.clone().unwrap_or_default();
        let atoms = Dec18::from_wire(&price.amount).map_or(0, Dec18::atoms);
        total = total.saturating_add(atoms.saturating_mul(i128::from(unit.count)));
        denom = price.denom;
    }
    (denom, total)
}

fn value(v: Option<&ResourceValue>) -> &[u8] {
    v.map_or(b"0", |v| v.val.as_slice())
}

fn same_quantities(a: &Resources, b: &Resources) -> bool {
    let cpu = |r: &Resources| value(r.cpu.as_ref().and_then(|c| c.units.as_ref())).to_vec();
    let memory =
        |r: &Resources| value(r.memory.as_ref().and_then(|m| m.quantity.as_ref())).to_vec();
    let gpu = |r: &Resources| value(r.gpu.as_ref().and_then(|g| g.units.as_ref())).to_vec();
    let volumes = |r: &Resources| {
        let mut all: Vec<_> = r
            .storage
            .iter()
            .map(|s| (s.name.clone(), value(s.quantity.as_ref()).to_vec()))
            .collect();
        all.sort();
        all
    };
    cpu(a) == cpu(b) && memory(a) == memory(b) && gpu(a) == gpu(b) && volumes(a) == volumes(b)
}

/// Whether an offer names each of the group's units with its count. An empty offer fits any group.
pub fn offer_fits(offer: &[ResourceOffer], spec: &GroupSpec) -> bool {
    if offer.is_empty() {
        return true;
    }
    offer.len() == spec.resources.len()
        && spec.resources.iter().all(|unit| {
            let Some(wanted) = &unit.resource else {
                return false;
            };
            offer.iter().any(|o| {
                o.count == unit.count
                    && o.resources
                        .as_ref()
                        .is_some_and(|r| r.id == wanted.id && same_quantities(r, wanted))
            })
        })
}

/// Whether each wanted attribute is among the given ones; a given key may be a shell pattern.
fn subset(wanted: &[Attribute], given: &[Attribute]) -> bool {
    wanted.iter().all(|w| {
        given
            .iter()
            .any(|g| (g.key == w.key || glob(&g.key, &w.key)) && g.value == w.value)
    })
}

/// Whether a provider meets a group's attributes, its auditors and its units' capabilities.
pub fn requirements(
    spec: &GroupSpec,
    provider: &Provider,
    audits: &BTreeMap<(String, String), Vec<Attribute>>,
) -> bool {
    let wanted = spec.requirements.clone().unwrap_or_default();
    let signed_by = wanted.signed_by.unwrap_or_default();
    let signed = |auditor: &String| {
        audits
            .get(&(provider.owner.clone(), auditor.clone()))
            .is_some_and(|given| subset(&wanted.attributes, given))
    };
    if !signed_by.all_of.iter().all(signed) {
        return false;
    }
    if !signed_by.any_of.is_empty() && !signed_by.any_of.iter().any(signed) {
        return false;
    }
    subset(&wanted.attributes, &provider.attributes)
        && spec
            .resources
            .iter()
            .filter_map(|u| u.resource.as_ref())
            .all(|r| capabilities(r, &provider.attributes))
}

fn capabilities(r: &Resources, given: &[Attribute]) -> bool {
    if let Some(gpu) = r.gpu.as_ref().filter(|g| !g.attributes.is_empty()) {
        let has = |wanted: &Attribute| {
            given.iter().any(|g| {
                g.key
                    .strip_prefix("capabilities/gpu/")
                    .is_some_and(|key| glob(&wanted.key, key) && g.value == wanted.value)
            })
        };
        if !gpu.attributes.iter().any(has) {
            return false;
        }
    }
    r.storage.iter().all(|volume| {
        let persistent = volume
            .attributes
            .iter()
            .any(|a| a.key == "persistent" && a.value == "true");
        !persistent
            || (0..16).any(|n| {
                volume.attributes.iter().all(|w| {
                    let key = format!("capabilities/storage/{n}/{}", w.key);
                    given.iter().any(|g| g.key == key && g.value == w.value)
                })
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::base_attributes_v1::{PlacementRequirements, SignedBy};

    fn attribute(key: &str, value: &str) -> Attribute {
        Attribute {
            key: key.into(),
            value: value.into(),
        }
    }

    #[test]
    fn auditors_must_have_signed_what_is_asked_for() {
        let spec = GroupSpec {
            requirements: Some(PlacementRequirements {
                signed_by: Some(SignedBy {
                    all_of: vec![],
                    any_of: vec!["aud".into()],
                }),
                attributes: vec![attribute("host", "akash")],
            }),
            ..GroupSpec::default()
        };
        let provider = Provider {
            owner: "p".into(),
            attributes: vec![attribute("host", "akash")],
            ..Provider::default()
        };
        let mut audits = BTreeMap::new();
        assert!(!requirements(&spec, &provider, &audits));
        audits.insert(
            ("p".to_owned(), "aud".to_owned()),
            vec![attribute("region", "x")],
        );
        assert!(!requirements(&spec, &provider, &audits));
        audits.insert(
            ("p".to_owned(), "aud".to_owned()),
            vec![attribute("ho*", "akash")],
        );
        assert!(requirements(&spec, &provider, &audits));
    }
}
