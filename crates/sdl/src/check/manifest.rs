//! Names, images, variables, ports and hosts of the manifest.

use std::collections::{HashMap, HashSet};

use super::Findings;
use crate::build::Built;
use crate::model::Sdl;
use crate::problem::Stage::Manifest;

/// Checks every service that is deployed.
pub(crate) fn manifest(built: &Built, sdl: &Sdl<'_>, findings: &mut Findings<'_>) {
    let mut hosts: HashSet<&str> = HashSet::new();
    let mut global = false;
    for service in built.manifest.iter().flat_map(|group| &group.services) {
        let name = service.name.as_str();
        let path = ["services", name];
        if !name_ok(name) {
            let message = format!(
                "{name:?} is not a name for a service: lower-case letters, digits and -, a letter first"
            );
            findings.error(Manifest, "service-name", &path, message);
        }
        if service.image.is_empty() {
            findings.error(
                Manifest,
                "no-image",
                &["services", name, "image"],
                format!("the service {name:?} has no image"),
            );
        }
        for (index, variable) in service.env.iter().flatten().enumerate() {
            let key = variable.split('=').next().unwrap_or_default();
            if !env_name_ok(key) {
                let index = index.to_string();
                let message = format!("{key:?} is not a name for a variable; write NAME=value");
                findings.error(
                    Manifest,
                    "env-name",
                    &["services", name, "env", &index],
                    message,
                );
            }
        }
        let mut places = None;
        for expose in &service.expose {
            global |= expose.global;
            if !(1..=65_535).contains(&expose.port) {
                let at = index_of(sdl, name, |written| written.port == expose.port);
                findings.error(
                    Manifest,
                    "port",
                    &["services", name, "expose", &at, "port"],
                    "a port goes from 1 to 65535",
                );
            }
            for host in expose.hosts.iter().flatten() {
                let fault = if !hostname_ok(host) {
                    ("host", format!("{host:?} is not a host name"))
                } else if !hosts.insert(host) {
                    ("host-twice", format!("the host {host:?} is given twice"))
                } else {
                    continue;
                };
                let places = places.get_or_insert_with(|| written(sdl, name));
                let (expose, item) = places.get(host.as_str()).copied().unwrap_or_default();
                let (expose, item) = (expose.to_string(), item.to_string());
                let path = ["services", name, "expose", &expose, "accept", &item];
                findings.error(Manifest, fault.0, &path, fault.1);
            }
        }
    }
    if !global && !built.manifest.is_empty() {
        findings.error(
            Manifest,
            "nothing-public",
            &["services"],
            "no port is public; one needs 'to: [{global: true}]'",
        );
    }
}

/// Where each host of a service is written: entry of `expose`, item of `accept`; the last place of each.
fn written<'s>(sdl: &'s Sdl<'_>, name: &str) -> HashMap<&'s str, (usize, usize)> {
    let mut places = HashMap::new();
    let exposes = sdl.services.get(name).map(|service| &service.expose);
    for (expose, entry) in exposes.into_iter().flatten().enumerate() {
        for (item, host) in entry.accept.iter().flatten().enumerate() {
            places.insert(&**host, (expose, item));
        }
    }
    places
}

fn index_of(
    sdl: &Sdl<'_>,
    name: &str,
    found: impl Fn(&crate::model::Expose<'_>) -> bool,
) -> String {
    sdl.services
        .get(name)
        .and_then(|service| service.expose.iter().position(found))
        .unwrap_or_default()
        .to_string()
}

fn name_ok(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last() != Some(&b'-')
        && bytes
            .iter()
            .all(|&c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

fn env_name_ok(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, b'-' | b'.' | b'_'))
        && bytes.all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.' | b'_'))
        && name != "."
        && !name.starts_with("..")
}

fn hostname_ok(host: &str) -> bool {
    let label_ok = |label: &str| {
        let bytes = label.as_bytes();
        let edge = |c: Option<&u8>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        edge(bytes.first())
            && edge(bytes.last())
            && bytes
                .iter()
                .all(|&c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    };
    host.len() <= 253 && host.split('.').all(label_ok)
}
