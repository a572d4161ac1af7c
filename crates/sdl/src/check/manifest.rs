//! Names, images, variables, ports and hosts of the manifest.

use std::collections::HashSet;

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
                let place = || {
                    let at = index_of(sdl, name, |written| {
                        written.accept.iter().flatten().any(|item| item == host)
                    });
                    let list = sdl.services.get(name).and_then(|service| {
                        let expose = service.expose.get(at.parse::<usize>().ok()?)?;
                        expose
                            .accept
                            .as_ref()?
                            .iter()
                            .rposition(|item| item == host)
                    });
                    [
                        "services".to_owned(),
                        name.to_owned(),
                        "expose".to_owned(),
                        at,
                        "accept".to_owned(),
                        list.unwrap_or_default().to_string(),
                    ]
                };
                if !hostname_ok(host) {
                    let path = place();
                    let path: Vec<&str> = path.iter().map(String::as_str).collect();
                    findings.error(
                        Manifest,
                        "host",
                        &path,
                        format!("{host:?} is not a host name"),
                    );
                } else if !hosts.insert(host) {
                    let path = place();
                    let path: Vec<&str> = path.iter().map(String::as_str).collect();
                    findings.error(
                        Manifest,
                        "host-twice",
                        &path,
                        format!("the host {host:?} is given twice"),
                    );
                }
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
