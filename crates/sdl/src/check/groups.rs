//! Limits and prices the chain sets for group specs.

use super::{Findings, attribute_key_ok};
use crate::build::Built;
use crate::problem::Stage;
use crate::spec::{Attribute, GroupSpec, ManifestGroup, ManifestService};

const MI: u64 = 1 << 20;
const TI: u64 = 1 << 40;
const MAX_PRICE: u128 = 10_000_000 * 1_000_000_000_000_000_000;

/// Checks every group; `profiles` names the compute profile of a service in a placement.
pub(crate) fn groups<'s>(
    built: &Built,
    profile: impl Fn(&str, &str) -> Option<&'s str>,
    findings: &mut Findings<'_>,
) {
    if built.groups.is_empty() {
        findings.error(
            Stage::Groups,
            "no-groups",
            &["deployment"],
            "the deployment has no service",
        );
    }
    let denom = built
        .groups
        .first()
        .and_then(|group| group.resources.first())
        .map(|unit| &*unit.price.denom);
    for (group, manifest) in built.groups.iter().zip(&built.manifest) {
        if group.name.is_empty() {
            findings.error(
                Stage::Groups,
                "group-name",
                &["deployment"],
                "a placement has no name",
            );
        }
        // The first service of each unit; units are numbered from 1.
        let mut owners: Vec<Option<&ManifestService>> = vec![None; group.resources.len()];
        for service in manifest.services.iter().rev() {
            let unit = (service.resources.id as usize).wrapping_sub(1);
            if let Some(owner) = owners.get_mut(unit) {
                *owner = Some(service);
            }
        }
        for (unit, owner) in group.resources.iter().zip(owners) {
            let profile = owner
                .and_then(|service| profile(&service.name, &group.name))
                .unwrap_or_default();
            resources(profile, unit, findings);
            price(&group.name, profile, unit, denom, findings);
        }
        totals(group, manifest, findings);
    }
}

fn resources(profile: &str, unit: &crate::spec::ResourceUnit, findings: &mut Findings<'_>) {
    let base = ["profiles", "compute", profile, "resources"];
    let resource = &unit.resource;
    let mut say = |code, rest: &[&str], message: String| {
        findings.error(Stage::Groups, code, &[&base, rest].concat(), message)
    };
    match &resource.cpu {
        None => say(
            "no-cpu",
            &[],
            format!("the compute profile {profile:?} has no cpu"),
        ),
        Some(cpu) => {
            if !(10..=384_000).contains(&cpu.units) {
                say(
                    "cpu-limit",
                    &["cpu", "units"],
                    "CPU goes from 10m to 384 cores".to_owned(),
                );
            }
            attributes(&cpu.attributes, &["cpu", "attributes"], &mut say);
        }
    }
    let gpu = &resource.gpu;
    if gpu.units > 24 {
        say(
            "gpu-limit",
            &["gpu", "units"],
            "at most 24 GPUs for one replica".to_owned(),
        );
    }
    if gpu.units == 0 && !gpu.attributes.is_empty() {
        say(
            "gpu-zero",
            &["gpu", "units"],
            "GPU attributes need units above 0".to_owned(),
        );
    }
    attributes(&gpu.attributes, &["gpu", "attributes"], &mut say);
    match resource.memory {
        None => say(
            "no-memory",
            &[],
            format!("the compute profile {profile:?} has no memory"),
        ),
        Some(size) if !(MI..=2 * TI).contains(&size) => {
            say(
                "memory-limit",
                &["memory", "size"],
                "memory goes from 1Mi to 2Ti".to_owned(),
            );
        }
        Some(_) => {}
    }
    if resource.storage.is_empty() {
        say(
            "no-storage",
            &[],
            format!("the compute profile {profile:?} has no storage"),
        );
    }
    for volume in &resource.storage {
        if !(5 * MI..=32 * TI).contains(&volume.size) {
            say(
                "storage-limit",
                &["storage"],
                format!("the volume {:?} must have from 5Mi to 32Ti", volume.name),
            );
        }
        attributes(&volume.attributes, &["storage"], &mut say);
    }
}

fn attributes(
    list: &[Attribute],
    path: &[&str],
    say: &mut impl FnMut(&'static str, &[&str], String),
) {
    for (index, attribute) in list.iter().enumerate() {
        if !attribute_key_ok(&attribute.key) {
            say(
                "attribute-name",
                path,
                format!("{:?} is not a name for an attribute", attribute.key),
            );
        } else if list[..index].iter().any(|other| other.key == attribute.key) {
            say(
                "attribute-twice",
                path,
                format!("the attribute {:?} is given twice", attribute.key),
            );
        }
    }
}

fn price(
    group: &str,
    profile: &str,
    unit: &crate::spec::ResourceUnit,
    denom: Option<&str>,
    findings: &mut Findings<'_>,
) {
    let path = ["profiles", "placement", group, "pricing", profile];
    let price = &unit.price;
    if price.denom.is_empty() {
        findings.error(
            Stage::Groups,
            "no-price",
            &path,
            format!("there is no price for {profile:?}"),
        );
    } else if denom.is_some_and(|denom| denom != price.denom) {
        findings.error(
            Stage::Groups,
            "denom-mixed",
            &[&path[..], &["denom"]].concat(),
            "all prices must have one denomination",
        );
    }
    if price.amount > MAX_PRICE {
        findings.error(
            Stage::Groups,
            "price-limit",
            &[&path[..], &["amount"]].concat(),
            "a price is at most 10000000 for one block",
        );
    }
}

fn totals(group: &GroupSpec, manifest: &ManifestGroup, findings: &mut Findings<'_>) {
    let sum = |value: fn(&crate::spec::Resources) -> u64| -> u128 {
        group
            .resources
            .iter()
            .map(|unit| u128::from(value(&unit.resource)) * u128::from(unit.count))
            .sum()
    };
    let limits: [(&str, u128, u128); 3] = [
        (
            "CPU",
            sum(|r| r.cpu.as_ref().map_or(0, |cpu| cpu.units)),
            384_000 * 50,
        ),
        (
            "memory",
            sum(|r| r.memory.unwrap_or_default()),
            u128::from(2 * TI) * 50,
        ),
        ("GPU", sum(|r| r.gpu.units), 24 * 50),
    ];
    // The count to look at: one that is 0, else the largest.
    let most = |service: &&ManifestService| (service.count == 0, service.count);
    let service = manifest.services.iter().max_by_key(most);
    let service = service.map_or("", |service| service.name.as_str());
    let path = ["deployment", service, &group.name, "count"];
    for (what, total, max) in limits {
        if total > max {
            findings.error(
                Stage::Groups,
                "total",
                &path,
                format!("the total {what} of the placement is over the limit"),
            );
        } else if total == 0 && what != "GPU" {
            findings.error(
                Stage::Groups,
                "count-zero",
                &path,
                format!("the total {what} of the placement is 0; check the counts"),
            );
        }
    }
}
