//! What the parts must be to each other, in the order of the reference.

use std::collections::BTreeSet;

use super::model::{Sdl, Service};
use super::{Res, SdlError};

fn rule(message: String) -> SdlError {
    SdlError::Rule(message)
}

/// Checks everything that goes beyond single fields.
pub(super) fn check(sdl: &Sdl) -> Res {
    for (name, kind) in &sdl.endpoints {
        endpoint(name, kind)?;
    }
    let mut used = BTreeSet::new();
    let mut addresses = BTreeSet::new();
    for (name, placements) in &sdl.deployment {
        for (placement, placed) in placements {
            let compute = sdl.compute.get(&placed.profile).ok_or_else(|| {
                rule(format!(
                    "Service {name} names the compute profile {:?}, which does not exist.",
                    placed.profile
                ))
            })?;
            let place = sdl.placement.get(placement).ok_or_else(|| {
                rule(format!(
                    "Service {name} is placed in {placement:?}, which does not exist."
                ))
            })?;
            if !place.pricing.contains_key(&placed.profile) {
                return Err(rule(format!(
                    "Placement {placement} has no price for profile {}.",
                    placed.profile
                )));
            }
            let service = sdl
                .services
                .get(name)
                .ok_or_else(|| rule(format!("Service {name} is deployed and does not exist.")))?;
            credentials(name, service)?;
            ips(sdl, name, service, &mut used, &mut addresses)?;
            volumes(sdl, name, service, compute)?;
            if service.params.as_ref().and_then(|p| p.tee.as_deref()) == Some("cpu-gpu")
                && compute.gpu == 0
            {
                return Err(rule(format!(
                    "Service {name} wants a protected GPU and its profile has none."
                )));
            }
        }
    }
    if let Some(unused) = sdl.endpoints.keys().find(|name| !used.contains(*name)) {
        return Err(rule(format!("Endpoint {unused} is declared and not used.")));
    }
    Ok(())
}

fn endpoint(name: &str, kind: &str) -> Res {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let rest = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
    // The pattern asks for letters, then at least one more character.
    if !first || !rest || name.len() < 2 {
        return Err(rule(format!("{name:?} is no name for an endpoint.")));
    }
    match kind {
        "ip" => Ok(()),
        "" => Err(rule(format!("Endpoint {name} has no kind."))),
        other => Err(rule(format!(
            "Endpoint {name} has the unknown kind {other:?}."
        ))),
    }
}

fn credentials(name: &str, service: &Service) -> Res {
    let Some(credentials) = &service.credentials else {
        return Ok(());
    };
    for (field, value) in [
        ("host", &credentials.host),
        ("username", &credentials.username),
        ("password", &credentials.password),
    ] {
        if value.trim().is_empty() {
            return Err(rule(format!(
                "The credentials of service {name} have no {field}."
            )));
        }
    }
    Ok(())
}

fn ips(
    sdl: &Sdl,
    name: &str,
    service: &Service,
    used: &mut BTreeSet<String>,
    addresses: &mut BTreeSet<(String, u32, String)>,
) -> Res {
    for expose in &service.expose {
        for to in expose.to.iter().filter(|to| !to.ip.is_empty()) {
            if !to.global {
                return Err(rule(format!(
                    "Service {name} has the address {} on an expose that is not global.",
                    to.ip
                )));
            }
            if !sdl.endpoints.contains_key(&to.ip) {
                return Err(rule(format!(
                    "Service {name} uses the endpoint {}, which does not exist.",
                    to.ip
                )));
            }
            used.insert(to.ip.clone());
            if !addresses.insert((to.ip.clone(), expose.external, expose.proto.clone())) {
                return Err(rule(format!(
                    "Endpoint {} has port {} twice.",
                    to.ip, expose.external
                )));
            }
        }
    }
    Ok(())
}

fn volumes(sdl: &Sdl, name: &str, service: &Service, compute: &super::model::Compute) -> Res {
    let mounted = service.params.as_ref().and_then(|p| p.storage.as_ref());
    let mut mounts = BTreeSet::new();
    for (volume, (mount, read_only)) in mounted.into_iter().flatten() {
        let known = compute.storage.iter().find(|v| v.name == *volume);
        let known = known.ok_or_else(|| {
            rule(format!(
                "Service {name} mounts the volume {volume}, which its profile does not have."
            ))
        })?;
        if !mount.starts_with('/') {
            return Err(rule(format!(
                "The mount of volume {volume} in service {name} must begin with a slash."
            )));
        }
        if !mounts.insert(mount) {
            return Err(rule(format!(
                "Service {name} mounts two volumes at {mount}."
            )));
        }
        if sdl.v21 && *read_only && known.attributes.get("class").is_some_and(|c| c == "ram") {
            return Err(rule(format!(
                "The ram volume {volume} of service {name} can't be read-only."
            )));
        }
    }
    if !sdl.v21
        && mounted.is_none_or(|m| m.is_empty())
        && compute.storage.iter().any(super::model::Volume::persistent)
    {
        return Err(rule(format!(
            "Service {name} has a persistent volume and mounts none."
        )));
    }
    Ok(())
}

/// What the manifest itself must be.
pub(super) fn check_manifest(sdl: &Sdl) -> Res {
    if sdl
        .deployment
        .values()
        .all(std::collections::BTreeMap::is_empty)
    {
        return Err(rule("Nothing is deployed.".into()));
    }
    let mut hosts = BTreeSet::new();
    let mut global = false;
    for (name, placements) in &sdl.deployment {
        let Some(service) = sdl.services.get(name).filter(|_| !placements.is_empty()) else {
            continue;
        };
        if !is_label(name) {
            return Err(rule(format!(
                "{name:?} is no name for a service: lower-case letters, digits and hyphens, a letter first."
            )));
        }
        if service.image.is_empty() {
            return Err(rule(format!("Service {name} has no image.")));
        }
        for env in service.env.iter().flatten() {
            let key = env.split('=').next().unwrap_or_default();
            let first = key
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_alphabetic() || "-._".contains(c));
            let rest = key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
            if !first || !rest || key == "." || key.starts_with("..") {
                return Err(rule(format!(
                    "{key:?} is no name for an environment variable (service {name})."
                )));
            }
        }
        for expose in &service.expose {
            if !(1..=65_535).contains(&expose.port) {
                return Err(rule(format!(
                    "Port {} of service {name} is outside 1 to 65535.",
                    expose.port
                )));
            }
            global |= expose.to.iter().any(|to| to.global);
            let copies = expose.to.len().max(1);
            for host in expose.accept.iter().flatten() {
                if !is_host(host) {
                    return Err(rule(format!("{host:?} is no host name (service {name}).")));
                }
                if copies > 1 || !hosts.insert(host.clone()) {
                    return Err(rule(format!("The host name {host} is used twice.")));
                }
            }
        }
    }
    if global {
        Ok(())
    } else {
        Err(rule(
            "No service is reachable from outside: one port must be global.".into(),
        ))
    }
}

fn is_label(name: &str) -> bool {
    let ends = name.chars().next().is_some_and(|c| c.is_ascii_lowercase()) && !name.ends_with('-');
    ends && name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_host(name: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    name.len() <= 253 && name.split('.').all(label)
}
