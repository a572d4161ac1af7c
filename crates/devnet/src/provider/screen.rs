//! May this provider serve that order at all: attributes, capabilities, auditors. Stock and price come later.

use super::glob::{covers, matches};
use super::model::{Attribute, Group};

/// Most volumes a service may have.
pub const MAX_VOLUMES: usize = 4;

/// What is published of a provider on the chain.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The attributes of its provider record.
    pub attributes: Vec<Attribute>,
    /// For each auditor that signed it, the attributes signed.
    pub audits: Vec<(String, Vec<Attribute>)>,
}

/// Why a provider stays silent on an order. Real providers never say so; it is logged here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A placement attribute isn't among the provider's.
    #[error("placement attributes don't match")]
    Attributes,
    /// No `capabilities/storage/<n>` group has what a volume asks for.
    #[error("storage class isn't offered")]
    Storage,
    /// None of the models asked for is offered.
    #[error("GPU model isn't offered")]
    Gpu,
    /// More than [`MAX_VOLUMES`] volumes on a service.
    #[error("too many volumes")]
    Volumes,
    /// An auditor the tenant asks for hasn't signed the attributes.
    #[error("not signed by an auditor the order asks for")]
    Audit,
    /// The group is empty or has no resources.
    #[error("the group is not valid")]
    Invalid,
    /// Leased addresses are asked for and there are none.
    #[error("no addresses to lease")]
    Addresses,
    /// Nothing free to hold the group.
    #[error("no room")]
    Full,
    /// The price list can't price it.
    #[error("can't be priced")]
    Unpriceable,
    /// The price is above what the order allows.
    #[error("price is above the order's highest price")]
    PriceTooHigh,
    /// The order is in another denom.
    #[error("priced in another denom")]
    Denom,
    /// The order wants notice before reclamation that this provider doesn't give.
    #[error("reclamation window is too short")]
    Reclamation,
}

/// Decides by the published attributes alone.
///
/// # Errors
/// The first [`Refusal`] that applies, in the order of a provider's own checks.
pub fn screen(profile: &Profile, group: &Group) -> Result<(), Refusal> {
    if !covers(&profile.attributes, &group.attributes) {
        return Err(Refusal::Attributes);
    }
    for unit in &group.units {
        let storage = &unit.resources.storage;
        if !storage
            .iter()
            .all(|v| storage_offered(&profile.attributes, &v.attributes))
        {
            return Err(Refusal::Storage);
        }
        if unit.resources.gpu > 0
            && !gpu_offered(&profile.attributes, &unit.resources.gpu_attributes)
        {
            return Err(Refusal::Gpu);
        }
        if storage.len() > MAX_VOLUMES {
            return Err(Refusal::Volumes);
        }
    }
    let signed = |auditor: &String| {
        profile
            .audits
            .iter()
            .any(|(who, what)| who == auditor && covers(what, &group.attributes))
    };
    if !group.all_of.iter().all(signed)
        || !group.any_of.is_empty() && !group.any_of.iter().any(signed)
    {
        return Err(Refusal::Audit);
    }
    let valid = |u: &super::model::Unit| {
        u.count > 0
            && u.resources.cpu_milli > 0
            && u.resources.memory > 0
            && !u.resources.storage.is_empty()
    };
    if group.units.is_empty() || !group.units.iter().all(valid) {
        return Err(Refusal::Invalid);
    }
    Ok(())
}

/// A volume with attributes must fit into one numbered storage capability.
fn storage_offered(published: &[Attribute], wanted: &[Attribute]) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let capability = |a: &Attribute| -> Option<(String, String, String)> {
        let (number, name) = a
            .key
            .strip_prefix("capabilities/storage/")?
            .split_once('/')?;
        Some((number.to_owned(), name.to_owned(), a.value.clone()))
    };
    let all: Vec<_> = published.iter().filter_map(capability).collect();
    all.iter().any(|(number, _, _)| {
        wanted.iter().all(|w| {
            all.iter()
                .any(|(n, k, v)| n == number && *k == w.key && *v == w.value)
        })
    })
}

/// One of the models asked for must be published with the same value; no model asked for passes.
fn gpu_offered(published: &[Attribute], wanted: &[Attribute]) -> bool {
    wanted.is_empty()
        || wanted.iter().any(|w| {
            let pattern = format!("capabilities/gpu/{}", w.key);
            published
                .iter()
                .any(|a| a.value == w.value && matches(&pattern, &a.key))
        })
}

#[cfg(test)]
mod tests {
    use super::super::model::samples::*;
    use super::*;

    fn profile() -> Profile {
        Profile {
            attributes: vec![
                Attribute::new("region", "eu-north"),
                Attribute::new("capabilities/storage/1/class", "beta3"),
                Attribute::new("capabilities/storage/1/persistent", "true"),
                Attribute::new("capabilities/storage/2/class", "ram"),
                Attribute::new("capabilities/storage/2/persistent", "false"),
                Attribute::new("capabilities/gpu/vendor/nvidia/model/h100", "true"),
                Attribute::new("capabilities/gpu/vendor/nvidia/model/h100/ram/80Gi", "true"),
            ],
            audits: vec![("auditor".into(), vec![Attribute::new("region", "eu-north")])],
        }
    }

    #[test]
    fn accepts_a_plain_group() {
        assert_eq!(
            screen(&profile(), &group(vec![unit(100, 128, 512)])),
            Ok(())
        );
    }

    #[test]
    fn wrong_region_is_refused() {
        let mut g = group(vec![unit(100, 128, 512)]);
        g.attributes = vec![Attribute::new("region", "us-east")];
        assert_eq!(screen(&profile(), &g), Err(Refusal::Attributes));
    }

    #[test]
    fn one_of_several_models_is_enough() {
        let keys = [
            "vendor/nvidia/model/a100",
            "vendor/nvidia/model/h100/ram/80Gi",
        ];
        assert_eq!(screen(&profile(), &group(vec![gpu_unit(1, &keys)])), Ok(()));
        assert_eq!(
            screen(
                &profile(),
                &group(vec![gpu_unit(1, &["vendor/nvidia/model/*"])])
            ),
            Ok(())
        );
        let other = group(vec![gpu_unit(1, &["vendor/nvidia/model/t4"])]);
        assert_eq!(screen(&profile(), &other), Err(Refusal::Gpu));
    }

    #[test]
    fn class_and_persistence_must_come_from_one_capability() {
        let mut u = unit(100, 128, 512);
        u.resources.storage[0].attributes = vec![
            Attribute::new("class", "beta3"),
            Attribute::new("persistent", "true"),
        ];
        assert_eq!(screen(&profile(), &group(vec![u.clone()])), Ok(()));
        u.resources.storage[0].attributes[1].value = "false".into();
        assert_eq!(screen(&profile(), &group(vec![u])), Err(Refusal::Storage));
    }

    #[test]
    fn five_volumes_are_too_many() {
        let mut u = unit(100, 128, 512);
        let volume = u.resources.storage[0].clone();
        u.resources.storage = vec![volume; 5];
        assert_eq!(screen(&profile(), &group(vec![u])), Err(Refusal::Volumes));
    }

    #[test]
    fn auditors_must_have_signed_what_is_asked() {
        let mut g = group(vec![unit(100, 128, 512)]);
        g.all_of = vec!["auditor".into()];
        assert_eq!(screen(&profile(), &g), Ok(()));
        g.all_of.push("stranger".into());
        assert_eq!(screen(&profile(), &g), Err(Refusal::Audit));
        g.all_of.clear();
        g.any_of = vec!["stranger".into(), "auditor".into()];
        assert_eq!(screen(&profile(), &g), Ok(()));
        g.any_of.pop();
        assert_eq!(screen(&profile(), &g), Err(Refusal::Audit));
    }

    #[test]
    fn an_empty_group_is_refused() {
        assert_eq!(screen(&profile(), &group(vec![])), Err(Refusal::Invalid));
    }
}
