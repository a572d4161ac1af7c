//! Resources, ports and prices: units and limits of the chain.

use crate::decode::unit::{bytes, cpu, size_meant};

use super::super::edit::Edit;
use super::super::outline::{Outline, Service};
use super::super::write::Value;
use super::{Act, Checker, Gravity, Remedy};

pub(super) fn resources(c: &mut Checker<'_>, s: &Service) {
    if s.profile.is_empty() || c.tree.at(&["profiles", "compute", &s.profile]).is_none() {
        return;
    }
    let (name, base) = (
        s.name.as_str(),
        ["profiles", "compute", s.profile.as_str(), "resources"],
    );
    let head = c.place(&base[..3], &s.at);
    let head = head.start..head.end.min(head.start + 80);
    let milli = cpu(&s.cpu).ok();
    let at = c.place(
        &[
            "profiles",
            "compute",
            &s.profile,
            "resources",
            "cpu",
            "units",
        ],
        &head,
    );
    match milli {
        None => c.error(
            format!("{name} has no readable number of CPUs."),
            at,
            Some(name),
        ),
        Some(m) if !(10..=384_000).contains(&m) => {
            c.error("A replica has 0.01 to 384 CPUs.", at, Some(name))
        }
        Some(_) => {}
    }
    let check_size = |c: &mut Checker<'_>,
                      text: &str,
                      what: &str,
                      path: Vec<&str>,
                      least: u64,
                      most: u64,
                      limits: &str| {
        let at = c.place(&path, &head);
        match bytes(text).ok() {
            None => {
                let remedy = size_meant(text).map(|m| Remedy {
                    label: format!("Write {m}"),
                    act: Act::Set(
                        path.iter().map(ToString::to_string).collect(),
                        Value::Raw(m),
                    ),
                });
                let shown = if text.is_empty() { "nothing" } else { text };
                c.say(
                    Gravity::Error,
                    format!("{shown} is no size; {what} is written like 16Gi."),
                    at,
                    Some(name),
                    remedy,
                );
            }
            Some(b) if b < least || b > most => {
                c.error(format!("{what} of a replica is {limits}."), at, Some(name))
            }
            Some(_) => {}
        }
    };
    let (mib, tib) = (1 << 20, 1 << 40);
    let path = |tail: &[&'static str]| {
        base.iter()
            .copied()
            .chain(tail.iter().copied())
            .collect::<Vec<_>>()
    };
    check_size(
        c,
        &s.memory,
        "Memory",
        path(&["memory", "size"]),
        mib,
        2 * tib,
        "1Mi to 2Ti",
    );
    for disk in &s.disks {
        // Places inside a list have no path of keys: the list stands for them.
        check_size(
            c,
            &disk.size,
            "A disk",
            path(&["storage"]),
            5 * mib,
            32 * tib,
            "5Mi to 32Ti",
        );
        let lasts = disk.class.as_deref().is_some_and(|k| k != "ram");
        if lasts && disk.mount.is_none() {
            let mut disks = s.disks.clone();
            if let Some(d) = disks.iter_mut().find(|d| d.name == disk.name) {
                d.mount = Some(format!("/{}", d.name));
            }
            let remedy = Remedy {
                label: format!("Mount at /{}", disk.name),
                act: Act::Edit(name.into(), Edit::Disks(disks)),
            };
            // The reference refuses it only where the service mounts nothing at all.
            let gravity = if s.disks.iter().any(|d| d.mount.is_some()) {
                Gravity::Warning
            } else {
                Gravity::Error
            };
            let message = format!(
                "The disk {} of {name} lasts but is mounted nowhere.",
                disk.name
            );
            c.say(gravity, message, head.clone(), Some(name), Some(remedy));
        }
    }
    if s.disks.is_empty() {
        c.error(format!("{name} has no disk."), head.clone(), Some(name));
    }
    if s.gpu_units > 24 {
        c.error(
            "A replica has at most 24 GPUs.",
            c.place(&path(&["gpu", "units"]), &head),
            Some(name),
        );
    }
    if s.gpu_units > 0 && c.tree.at(&path(&["gpu", "attributes", "vendor"])).is_none() {
        let remedy = Remedy {
            label: "Any NVIDIA".into(),
            act: Act::Set(
                path(&["gpu", "attributes", "vendor", "nvidia"])
                    .into_iter()
                    .map(Into::into)
                    .collect(),
                Value::Null,
            ),
        };
        c.say(
            Gravity::Error,
            format!("{name} asks for GPUs without saying of which vendor."),
            head,
            Some(name),
            Some(remedy),
        );
    }
}

pub(super) fn ports(c: &mut Checker<'_>, s: &Service, all: &Outline) {
    let name = s.name.as_str();
    let at = c.place(&["services", name, "expose"], &s.at);
    let line = at.start..at.end.min(at.start + 60);
    for port in &s.ports {
        if !(1..=65_535).contains(&port.port) {
            c.error(
                format!("{name} opens a port that is not between 1 and 65535."),
                line.clone(),
                Some(name),
            );
        }
        for to in &port.to {
            if !all.services.iter().any(|o| o.name == *to) {
                c.error(
                    format!(
                        "{name} opens port {} to {to}, which is no service here.",
                        port.port
                    ),
                    line.clone(),
                    Some(name),
                );
            }
        }
    }
}

pub(super) fn prices(c: &mut Checker<'_>, all: &Outline) {
    let mut seen = Vec::new();
    for s in &all.services {
        for place in &s.placements {
            let path = [
                "profiles",
                "placement",
                place.as_str(),
                "pricing",
                s.profile.as_str(),
            ];
            if seen.contains(&(place, &s.profile)) {
                continue;
            }
            seen.push((place, &s.profile));
            let Some(price) = c.tree.at(&path).filter(|p| !p.is_null()) else {
                continue;
            };
            let at = price.at.clone();
            let denom = c
                .tree
                .get(price, "denom")
                .and_then(|n| n.text())
                .unwrap_or_default()
                .to_string();
            let amount = c
                .tree
                .get(price, "amount")
                .and_then(|n| n.text())
                .unwrap_or_default()
                .to_string();
            let denom_at = c.place(&[path[0], path[1], path[2], path[3], path[4], "denom"], &at);
            if denom != "uact" {
                let remedy = Remedy {
                    label: "Use uact".into(),
                    act: Act::Denoms(denom.clone(), "uact".into()),
                };
                let message = if denom.is_empty() {
                    format!(
                        "The price of {} has no denom; orders are priced in uact.",
                        s.name
                    )
                } else {
                    format!(
                        "{} is priced in {denom}; orders are priced in uact.",
                        s.name
                    )
                };
                c.say(
                    Gravity::Error,
                    message,
                    denom_at,
                    Some(&s.name),
                    Some(remedy),
                );
                if let Some(said) = c.found.last_mut() {
                    said.by_chain = true;
                }
            }
            let value: Option<types::Dec18> = amount.trim_start_matches('+').parse().ok();
            let amount_at = c.place(
                &[path[0], path[1], path[2], path[3], path[4], "amount"],
                &at,
            );
            match value {
                None => c.error(
                    format!("The price cap of {} is no number.", s.name),
                    amount_at,
                    Some(&s.name),
                ),
                Some(v) if v.is_zero() || v.is_negative() => {
                    c.error(
                        format!("The price cap of {} must be above zero.", s.name),
                        amount_at,
                        Some(&s.name),
                    );
                }
                Some(v) if v > types::Dec18::from_int(10_000_000).unwrap_or_default() => {
                    c.error(format!("The price cap of {} is above 10 000 000 uact a block, the most the chain takes.", s.name), amount_at, Some(&s.name));
                }
                Some(_) => {}
            }
        }
    }
}
