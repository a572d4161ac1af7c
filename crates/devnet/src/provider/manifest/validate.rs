//! The rules a manifest must keep by itself.

use super::{Expose, ManifestError, ManifestGroup, Service};
use std::collections::BTreeSet;

type Result<T> = std::result::Result<T, ManifestError>;

fn invalid<T>(text: String) -> Result<T> {
    Err(ManifestError::Invalid(text))
}

/// Checks the whole manifest.
///
/// # Errors
/// [`ManifestError::Invalid`] with the first rule broken.
pub fn validate(groups: &[ManifestGroup]) -> Result<()> {
    if groups.is_empty() {
        return invalid("manifest is empty".into());
    }
    let mut hosts = BTreeSet::new();
    let mut global = 0;
    for group in groups {
        if group.services().is_empty() {
            return invalid(format!("group \"{}\" contains no services", group.name));
        }
        if !group.services().is_sorted_by(|a, b| a.name <= b.name) {
            return invalid(format!("group \"{}\" services is not sorted", group.name));
        }
        for service in group.services() {
            check(service)?;
            for expose in service.exposes() {
                global += usize::from(expose.global);
                for host in expose.hosts.iter().flatten() {
                    if !is_hostname(host) {
                        return invalid(format!(
                            "service \"{}\" has invalid host \"{host}\"",
                            service.name
                        ));
                    }
                    if !hosts.insert(host) {
                        return invalid(format!(
                            "hostname \"{host}\" is duplicated, this is not allowed"
                        ));
                    }
                }
            }
        }
    }
    if global == 0 {
        return invalid("zero global services".into());
    }
    Ok(())
}

/// All host names a manifest asks for.
pub fn hostnames(groups: &[ManifestGroup]) -> impl Iterator<Item = &String> {
    groups
        .iter()
        .flat_map(ManifestGroup::services)
        .flat_map(Service::exposes)
        .flat_map(|e| e.hosts.iter().flatten())
}

fn check(service: &Service) -> Result<()> {
    let name = &service.name;
    if !is_service_name(name) {
        return invalid(format!("service \"{name}\" name is invalid"));
    }
    if service.image.is_empty() {
        return invalid(format!("service \"{name}\" has empty image name"));
    }
    let r = &service.resources;
    if r.cpu.is_none()
        || r.memory.is_none()
        || r.gpu.is_none()
        || r.storage.as_ref().is_none_or(Vec::is_empty)
    {
        return invalid(format!("service \"{name}\" resources are incomplete"));
    }
    for env in service.env.iter().flatten() {
        let variable = env.split('=').next().unwrap_or_default();
        if !is_env_name(variable) {
            return invalid(format!(
                "service \"{name}\" env has invalid name \"{variable}\""
            ));
        }
    }
    for expose in service.exposes() {
        if !(1..=65535).contains(&expose.port) {
            return invalid(format!(
                "service \"{name}\" has invalid port {}",
                expose.port
            ));
        }
        if expose.proto != "TCP" && expose.proto != "UDP" {
            return invalid(format!(
                "service \"{name}\" has invalid protocol \"{}\"",
                expose.proto
            ));
        }
    }
    let order = |e: &Expose| (e.service.clone(), e.port, e.proto.clone(), !e.global);
    if !service.exposes().is_sorted_by_key(order) {
        return invalid(format!("service \"{name}\" expose is not sorted"));
    }
    Ok(())
}

fn is_service_name(name: &str) -> bool {
    let middle = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(middle)
        && !name.ends_with('-')
}

fn is_env_name(name: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    !name.is_empty()
        && name.bytes().all(word)
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name != "."
        && !name.starts_with("..")
}

fn is_hostname(host: &str) -> bool {
    let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let label = |l: &str| {
        edge(l.bytes().next())
            && edge(l.bytes().last())
            && l.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::super::samples::*;
    use super::*;

    fn broken(change: impl Fn(&mut Service)) -> String {
        let mut groups = vector();
        change(&mut groups[0].services.as_mut().unwrap()[0]);
        validate(&groups).unwrap_err().to_string()
    }

    #[test]
    fn vector_is_valid() {
        assert_eq!(validate(&vector()), Ok(()));
    }

    #[test]
    fn each_rule_refuses() {
        assert!(
            validate(&[])
                .unwrap_err()
                .to_string()
                .starts_with("invalid manifest: ")
        );
        assert!(broken(|s| s.name = "Web".into()).contains("name is invalid"));
        assert!(broken(|s| s.name = "web-".into()).contains("name is invalid"));
        assert!(broken(|s| s.image.clear()).contains("empty image"));
        assert!(broken(|s| s.env = Some(vec!["1A=b".into()])).contains("invalid name"));
        assert!(broken(|s| s.resources.gpu = None).contains("incomplete"));
        assert!(broken(|s| s.expose.as_mut().unwrap()[0].port = 0).contains("invalid port"));
        assert!(
            broken(|s| s.expose.as_mut().unwrap()[0].proto = "SCTP".into())
                .contains("invalid protocol")
        );
        assert!(broken(|s| s.expose.as_mut().unwrap()[0].global = false).contains("zero global"));
        assert!(
            broken(|s| s.expose.as_mut().unwrap()[0].hosts = Some(vec!["-x".into()]))
                .contains("invalid host")
        );
    }

    #[test]
    fn lists_must_be_sorted() {
        assert!(
            broken(|s| {
                let all = s.expose.as_mut().unwrap();
                let mut first = all[0].clone();
                first.port = 8080;
                all.insert(0, first);
            })
            .contains("not sorted")
        );
    }

    #[test]
    fn one_host_twice_is_refused() {
        assert!(
            broken(|s| {
                s.expose.as_mut().unwrap()[0].hosts =
                    Some(vec!["a.example".into(), "a.example".into()]);
            })
            .contains("duplicated")
        );
    }
}
