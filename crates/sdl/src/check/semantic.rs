//! References between sections, credentials, IP endpoints, mounts.

use std::collections::{HashMap, HashSet};

use super::{Findings, go_trim};
use crate::model::{Resources, Sdl, Service, Volume};
use crate::number;
use crate::problem::Stage::Validate;

/// Checks everything that refers to something else.
pub(crate) fn semantic(sdl: &Sdl<'_>, findings: &mut Findings<'_>) {
    if let Some(window) = &sdl.reclamation {
        let path = ["reclamation", "min_window"];
        match number::duration(window) {
            None => findings.error(
                Validate,
                "reclamation",
                &path,
                format!("{window:?} is not a duration such as 1h30m"),
            ),
            Some(nanos) if nanos <= 0 => findings.error(
                Validate,
                "reclamation",
                &path,
                "the window must be longer than 0",
            ),
            Some(_) => {}
        }
    }
    for (name, kind) in &sdl.endpoints {
        let path = ["endpoints", name];
        if !endpoint_name_ok(name) {
            findings.error(
                Validate,
                "endpoint-name",
                &path,
                format!("{name:?} is not a name for an endpoint: two or more lower-case letters, digits, - or _, a letter first"),
            );
        }
        if kind.is_empty() {
            findings.error(
                Validate,
                "endpoint-kind",
                &path,
                format!("the endpoint {name:?} has no kind; write kind: ip"),
            );
        } else if kind != "ip" {
            findings.error(
                Validate,
                "endpoint-kind",
                &["endpoints", name, "kind"],
                format!("the kind is ip, not {kind:?}"),
            );
        }
    }
    let mut used = HashSet::new();
    let mut taken: HashMap<(&str, u32, &str), &str> = HashMap::new();
    for (name, placements) in &sdl.deployment {
        for (placement, deploy) in placements {
            let profile = &*deploy.profile;
            let path = ["deployment", name, placement, "profile"];
            let compute = sdl.compute.get(profile);
            if compute.is_none() {
                findings.error(
                    Validate,
                    "no-compute",
                    &path,
                    format!("there is no compute profile named {profile:?}"),
                );
            }
            match sdl.placement.get(placement) {
                None => {
                    let message = format!("there is no placement profile named {placement:?}");
                    findings.error(Validate, "no-placement", &path[..3], message);
                }
                Some(infra) if compute.is_some() && !infra.pricing.contains_key(profile) => {
                    let message =
                        format!("the placement {placement:?} has no price for {profile:?}");
                    findings.error(
                        Validate,
                        "no-pricing",
                        &["profiles", "placement", placement, "pricing"],
                        message,
                    );
                }
                Some(_) => {}
            }
            let Some(service) = sdl.services.get(name) else {
                findings.error(
                    Validate,
                    "no-service",
                    &path[..2],
                    format!("there is no service named {name:?}"),
                );
                continue;
            };
            credentials(name, service, findings);
            for (index, expose) in service.expose.iter().enumerate() {
                for (target, to) in expose.to.iter().enumerate() {
                    if to.ip.is_empty() {
                        continue;
                    }
                    let (index, target) = (index.to_string(), target.to_string());
                    let path = ["services", name, "expose", &index, "to", &target, "ip"];
                    if !to.global {
                        findings.error(
                            Validate,
                            "ip-global",
                            &path,
                            "a port with an IP needs 'global: true'",
                        );
                        continue;
                    }
                    match sdl.endpoints.get(&to.ip) {
                        None => findings.error(
                            Validate,
                            "ip-endpoint",
                            &path,
                            format!("there is no endpoint named {:?}", to.ip),
                        ),
                        Some(_) => {
                            used.insert(&*to.ip);
                        }
                    }
                    if let Some(other) =
                        taken.insert((&to.ip, expose.external, &expose.proto), name)
                    {
                        let message = format!(
                            "port {} of the IP {:?} is already used by {other:?}; set 'as' to another port",
                            expose.port, to.ip
                        );
                        findings.error(Validate, "ip-port", &path, message);
                    }
                }
            }
            match compute {
                None => {}
                Some(None) => {
                    let message = format!("the compute profile {profile:?} has no resources");
                    findings.error(
                        Validate,
                        "no-resources",
                        &["profiles", "compute", profile],
                        message,
                    );
                }
                Some(Some(compute)) => mounts(sdl.v21, name, profile, service, compute, findings),
            }
        }
    }
    for name in sdl.endpoints.keys().filter(|name| !used.contains(&***name)) {
        findings.error(
            Validate,
            "endpoint-unused",
            &["endpoints", name],
            format!("the endpoint {name:?} is not used by any port"),
        );
    }
}

fn endpoint_name_ok(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() >= 2
        && bytes[0].is_ascii_lowercase()
        && bytes[1..]
            .iter()
            .all(|&c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_'))
}

fn credentials(name: &str, service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(credentials) = &service.credentials else {
        return;
    };
    for (key, value) in [
        ("host", &credentials.host),
        ("username", &credentials.username),
        ("password", &credentials.password),
    ] {
        if go_trim(value).is_empty() {
            findings.error(
                Validate,
                "credentials",
                &["services", name, "credentials", key],
                format!("the credentials have no {key}"),
            );
        }
    }
}

fn mounts(
    v21: bool,
    name: &str,
    profile: &str,
    service: &Service<'_>,
    compute: &Resources<'_>,
    findings: &mut Findings<'_>,
) {
    let volumes = compute.storage.as_deref().unwrap_or_default();
    // Many volumes are looked up by name, few are looked through.
    let many = volumes.len() > 16;
    let named = volumes.iter().rev().filter(|_| many);
    let named: HashMap<&str, &Volume<'_>> = named.map(|volume| (&*volume.name, volume)).collect();
    let mut taken: HashMap<&str, &str> = HashMap::new();
    let mut mounted = false;
    for (volume_name, params) in service.params.iter().flat_map(|params| &params.storage) {
        let path = ["services", name, "params", "storage", volume_name, "mount"];
        let volume = match many {
            true => named.get(&**volume_name).copied(),
            false => volumes.iter().find(|volume| volume.name == *volume_name),
        };
        let Some(volume) = volume else {
            let message =
                format!("the compute profile {profile:?} has no volume named {volume_name:?}");
            findings.error(Validate, "no-volume", &path[..5], message);
            continue;
        };
        if !params.mount.starts_with('/') {
            findings.error(
                Validate,
                "mount-path",
                &path,
                "the mount is an absolute path such as /data",
            );
            continue;
        }
        mounted = true;
        if let Some(other) = taken.insert(&params.mount, volume_name) {
            findings.error(
                Validate,
                "mount-twice",
                &path,
                format!("{:?} is already the mount of {other:?}", params.mount),
            );
        }
        if v21 && volume.attribute("class") == Some("ram") && params.read_only {
            let path = [
                "services",
                name,
                "params",
                "storage",
                volume_name,
                "readOnly",
            ];
            findings.error(
                Validate,
                "ram-read-only",
                &path,
                "storage of class ram cannot be read-only",
            );
        }
    }
    if v21 || mounted {
        return;
    }
    for volume in volumes
        .iter()
        .filter(|volume| volume.attribute("persistent") == Some("true"))
    {
        let message = format!(
            "the persistent volume {:?} needs a mount in services.{name}.params.storage.{}",
            volume.name, volume.name
        );
        findings.error(Validate, "no-mount", &["services", name], message);
    }
}
