//! The manifest against the groups on the chain: same groups, same resources, replicas and endpoints used up exactly.

use super::super::model::{Endpoint, EndpointKind, Group, Resources};
use super::{ManifestError, ManifestGroup, ManifestResources, Service};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, ManifestError>;

/// Checks every group of the manifest against the deployment's groups.
///
/// # Errors
/// [`ManifestError::Groups`] for other groups than on the chain, [`ManifestError::Cross`] for everything inside one.
pub fn cross_validate(manifest: &[ManifestGroup], groups: &[Group]) -> Result<()> {
    if manifest.len() != groups.len() {
        let text = format!(
            "group count mismatch: manifest {}, deployment {}",
            manifest.len(),
            groups.len()
        );
        return Err(ManifestError::Groups(text));
    }
    for part in manifest {
        let spec = groups.iter().find(|g| g.name == part.name);
        let spec = spec.ok_or_else(|| {
            ManifestError::Groups(format!("unknown deployment group ({})", part.name))
        })?;
        group(part, spec)?;
    }
    Ok(())
}

fn cross<T>(text: String) -> Result<T> {
    Err(ManifestError::Cross(text))
}

fn group(part: &ManifestGroup, spec: &Group) -> Result<()> {
    let mut left: BTreeMap<u32, (u64, &Resources)> = spec
        .units
        .iter()
        .map(|u| (u.resources.id, (u64::from(u.count), &u.resources)))
        .collect();
    let mut endpoints: BTreeMap<u32, Vec<Endpoint>> = BTreeMap::new();
    for service in part.services() {
        let id = service.resources.id;
        let Some((count, unit)) = left.get_mut(&id) else {
            return cross(format!(
                "service \"{}\": resources id {id} is not in group \"{}\"",
                service.name, part.name
            ));
        };
        if let Some(what) = difference(&service.resources, unit) {
            return cross(format!(
                "service \"{}\": {what} mismatch for resources id {id}",
                service.name
            ));
        }
        *count = match count.checked_sub(u64::from(service.count)) {
            Some(rest) => rest,
            None => {
                return cross(format!(
                    "service \"{}\": over-utilized replicas of resources id {id}",
                    service.name
                ));
            }
        };
        endpoints.entry(id).or_default().extend(exposed(service));
    }
    for (id, (count, unit)) in left {
        if count > 0 {
            return cross(format!(
                "group \"{}\": under-utilized replicas of resources id {id} ({count} left)",
                part.name
            ));
        }
        let used = endpoints.remove(&id).unwrap_or_default();
        for kind in [
            EndpointKind::SharedHttp,
            EndpointKind::RandomPort,
            EndpointKind::LeasedIp,
        ] {
            let number = |all: &[Endpoint]| all.iter().filter(|e| e.kind == kind).count();
            let (there, wanted) = (number(&unit.endpoints), number(&used));
            if there != wanted {
                let text = format!(
                    "group \"{}\": {kind:?} endpoints mismatch: {wanted} used, {there} on chain",
                    part.name
                );
                return cross(text);
            }
        }
    }
    Ok(())
}

/// The endpoints the exposes of a service need.
fn exposed(service: &Service) -> Vec<Endpoint> {
    let mut all = Vec::new();
    for e in service.exposes().iter().filter(|e| e.global) {
        let kind = if e.is_ingress() {
            EndpointKind::SharedHttp
        } else {
            EndpointKind::RandomPort
        };
        all.push(Endpoint { kind, sequence: 0 });
        if !e.ip.is_empty() {
            all.push(Endpoint {
                kind: EndpointKind::LeasedIp,
                sequence: e.sequence,
            });
        }
    }
    all
}

fn difference(there: &ManifestResources, unit: &Resources) -> Option<&'static str> {
    let value = |a: &Option<super::Amount>| a.as_ref().map(|a| a.value);
    if value(&there.cpu) != Some(unit.cpu_milli) {
        return Some("CPU");
    }
    if value(&there.memory) != Some(unit.memory) {
        return Some("memory");
    }
    let attributes =
        |a: &Option<super::Amount>| a.as_ref().map(|a| a.attributes.clone()).unwrap_or_default();
    if value(&there.gpu) != Some(unit.gpu) || attributes(&there.gpu) != unit.gpu_attributes {
        return Some("GPU");
    }
    let storage = there.storage.as_deref().unwrap_or_default();
    let same = storage.len() == unit.storage.len()
        && storage.iter().zip(&unit.storage).all(|(a, b)| {
            a.name == b.name && a.size.value == b.bytes && a.size.attributes == b.attributes
        });
    (!same).then_some("storage")
}

#[cfg(test)]
mod tests {
    use super::super::super::model::samples::{group as spec, unit};
    use super::super::samples::*;
    use super::*;

    fn chain() -> Vec<Group> {
        let mut g = spec(vec![unit(500, 256, 512)]);
        g.name = "demo".into();
        vec![g]
    }

    #[test]
    fn vector_fits_its_group() {
        assert_eq!(cross_validate(&vector(), &chain()), Ok(()));
    }

    #[test]
    fn other_groups_are_an_untyped_error() {
        let two = [chain(), chain()].concat();
        let e = cross_validate(&vector(), &two).unwrap_err();
        assert!(
            e.to_string()
                .starts_with("invalid manifest: group count mismatch")
        );
        assert_eq!(e.status(), 500);
        let mut other = chain();
        other[0].name = "other".into();
        assert_eq!(cross_validate(&vector(), &other).unwrap_err().status(), 500);
    }

    #[test]
    fn each_resource_must_be_the_same() {
        let changes: [fn(&mut Resources); 5] = [
            |r| r.cpu_milli = 1,
            |r| r.memory = 1,
            |r| r.gpu = 1,
            |r| r.storage[0].bytes = 1,
            |r| r.endpoints.clear(),
        ];
        for change in changes {
            let mut groups = chain();
            change(&mut groups[0].units[0].resources);
            let e = cross_validate(&vector(), &groups).unwrap_err();
            assert!(
                e.to_string()
                    .starts_with("manifest cross-validation error: "),
                "{e}"
            );
            assert_eq!(e.status(), 422);
        }
    }

    #[test]
    fn replicas_are_used_up_exactly() {
        let mut groups = chain();
        groups[0].units[0].count = 2;
        assert!(
            cross_validate(&vector(), &groups)
                .unwrap_err()
                .to_string()
                .contains("under-utilized")
        );
        let mut manifest = vector();
        manifest[0].services.as_mut().unwrap()[0].count = 3;
        assert!(
            cross_validate(&manifest, &groups)
                .unwrap_err()
                .to_string()
                .contains("over-utilized")
        );
    }
}
