//! GPUs, ports and disks: lists whose items keep the keys that the form doesn't know.

use super::super::names;
use super::super::outline::{Disk, Gpu, Port, Service, outline};
use super::super::tree::{Kind, Node};
use super::super::work::{EditError, Work};
use super::super::write::Value;
use super::placed;

fn gpu_value(gpu: &Gpu) -> Value {
    let mut entries = vec![("model", Value::text(&gpu.model))];
    if let Some(ram) = &gpu.ram {
        entries.push(("ram", Value::text(ram)));
    }
    if let Some(interface) = &gpu.interface {
        entries.push(("interface", Value::text(interface)));
    }
    Value::map(entries)
}

pub(super) fn gpu(
    work: &mut Work,
    service: &Service,
    units: u64,
    models: &[Gpu],
) -> Result<(), EditError> {
    placed(service)?;
    let base = [
        "profiles",
        "compute",
        service.profile.as_str(),
        "resources",
        "gpu",
    ];
    if units == 0 {
        return work.unset(&base);
    }
    let mut vendors: Vec<&str> = models.iter().map(|g| g.vendor.as_str()).collect();
    vendors.dedup();
    if vendors.is_empty() {
        vendors.push("nvidia");
    }
    if !work
        .own(&base)
        .is_some_and(|n| matches!(n.kind, Kind::Map(_)))
    {
        let list = |vendor: &str| {
            let list: Vec<Value> = models
                .iter()
                .filter(|g| g.vendor == vendor)
                .map(gpu_value)
                .collect();
            if list.is_empty() {
                Value::Null
            } else {
                Value::List(list)
            }
        };
        let vendor = Value::map(vendors.iter().map(|v| (*v, list(v))).collect());
        let value = Value::map(vec![
            ("units", Value::raw(units)),
            ("attributes", Value::map(vec![("vendor", vendor)])),
        ]);
        return work.set(&base, &value);
    }
    let units_path: Vec<&str> = base.iter().copied().chain(["units"]).collect();
    work.set(&units_path, &Value::raw(units))?;
    let mut written: Vec<String> = service.gpus.iter().map(|g| g.vendor.clone()).collect();
    written.dedup();
    for vendor in &vendors {
        let path: Vec<&str> = base
            .iter()
            .copied()
            .chain(["attributes", "vendor", vendor])
            .collect();
        let old: Vec<&Gpu> = service
            .gpus
            .iter()
            .filter(|g| g.vendor == *vendor)
            .collect();
        let new: Vec<&Gpu> = models.iter().filter(|g| g.vendor == *vendor).collect();
        if new.is_empty() {
            work.set(&path, &Value::Null)?;
        } else {
            work.sync(
                &path,
                &old,
                &new,
                |g| gpu_value(g),
                |work, at, _, now| work.set(at, &gpu_value(now)),
            )?;
        }
    }
    for gone in written.iter().filter(|v| !vendors.contains(&v.as_str())) {
        let path: Vec<&str> = base
            .iter()
            .copied()
            .chain(["attributes", "vendor", gone])
            .collect();
        work.unset(&path)?;
    }
    Ok(())
}

fn to_values(port: &Port) -> Vec<Value> {
    let mut to: Vec<Value> = Vec::new();
    if port.global {
        to.push(Value::map(vec![("global", Value::raw(true))]));
    }
    to.extend(
        port.to
            .iter()
            .map(|s| Value::map(vec![("service", Value::text(s))])),
    );
    to
}

pub(super) fn port_value(port: &Port) -> Value {
    let mut entries = vec![("port", Value::raw(port.port))];
    if let Some(outside) = port.as_port {
        entries.push(("as", Value::raw(outside)));
    }
    if port.udp {
        entries.push(("proto", Value::text("udp")));
    }
    if !port.accept.is_empty() {
        entries.push((
            "accept",
            Value::List(port.accept.iter().map(Value::text).collect()),
        ));
    }
    let to = to_values(port);
    if !to.is_empty() {
        entries.push(("to", Value::List(to)));
    }
    Value::map(entries)
}

pub(super) fn change_port(
    work: &mut Work,
    at: &[&str],
    old: &Port,
    new: &Port,
) -> Result<(), EditError> {
    let under = |key: &'static str| at.iter().copied().chain([key]).collect::<Vec<&str>>();
    if old.port != new.port {
        work.set(&under("port"), &Value::raw(new.port))?;
    }
    match new.as_port {
        Some(outside) if old.as_port != new.as_port => {
            work.set(&under("as"), &Value::raw(outside))?
        }
        None if old.as_port.is_some() => work.unset(&under("as"))?,
        _ => {}
    }
    if old.udp != new.udp {
        work.set(
            &under("proto"),
            &Value::text(if new.udp { "udp" } else { "tcp" }),
        )?;
    }
    work.sync_texts(&under("accept"), &old.accept, &new.accept)?;
    let path = under("to");
    let is = |node: &Node, key: &str, want: &dyn Fn(&str) -> bool| {
        node.own(key).and_then(|e| e.value.text()).is_some_and(want)
    };
    let position = |work: &Work, key: &str, want: &dyn Fn(&str) -> bool| {
        work.own(&path)
            .and_then(|n| n.items().iter().position(|i| is(&i.value, key, want)))
    };
    if old.global && !new.global {
        while let Some(i) = position(work, "global", &|t| {
            matches!(t.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "y")
        }) {
            let index = format!("#{i}");
            let item: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
            if position(work, "service", &|s| !s.is_empty()) == Some(i) {
                let global: Vec<&str> = item.iter().copied().chain(["global"]).collect();
                work.unset(&global)?;
            } else {
                work.unset(&item)?;
            }
        }
    }
    for gone in old.to.iter().filter(|s| !new.to.contains(s)) {
        while let Some(i) = position(work, "service", &|s| s == gone) {
            let index = format!("#{i}");
            let item: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
            work.unset(&item)?;
        }
    }
    let count = |work: &Work| work.own(&path).map_or(0, |n| n.items().len());
    if !old.global && new.global {
        work.insert(
            &path,
            count(work).checked_sub(1),
            Value::map(vec![("global", Value::raw(true))]),
        )?;
    }
    for come in new.to.iter().filter(|s| !old.to.contains(s)) {
        work.insert(
            &path,
            count(work).checked_sub(1),
            Value::map(vec![("service", Value::text(come))]),
        )?;
    }
    if work.own(&path).is_some_and(|n| n.items().is_empty()) {
        work.unset(&path)?;
    }
    Ok(())
}

fn attributes(class: &str) -> Value {
    Value::map(vec![
        ("persistent", Value::raw(class != "ram")),
        ("class", Value::text(class)),
    ])
}

fn disk_value(disk: &Disk) -> Value {
    let mut entries = Vec::new();
    if disk.name != "default" {
        entries.push(("name", Value::text(&disk.name)));
    }
    entries.push(("size", Value::text(&disk.size)));
    if let Some(class) = &disk.class {
        entries.push(("attributes", attributes(class)));
    }
    Value::map(entries)
}

fn change_disk(work: &mut Work, at: &[&str], old: &Disk, new: &Disk) -> Result<(), EditError> {
    let under = |key: &'static str| at.iter().copied().chain([key]).collect::<Vec<&str>>();
    if old.name != new.name {
        work.set(&under("name"), &Value::text(&new.name))?;
        if let ["profiles", "compute", profile, ..] = at {
            names::mounts(work, profile, &old.name, &new.name)?;
        }
    }
    if old.size != new.size {
        work.set(&under("size"), &Value::text(&new.size))?;
    }
    if old.class != new.class {
        match &new.class {
            None => work.unset(&under("attributes"))?,
            Some(class) => {
                let path = under("attributes");
                let key = |k: &'static str| path.iter().copied().chain([k]).collect::<Vec<&str>>();
                work.set(&key("persistent"), &Value::raw(class != "ram"))?;
                work.set(&key("class"), &Value::text(class))?;
            }
        }
    }
    Ok(())
}

pub(super) fn change_disks(
    work: &mut Work,
    service: &Service,
    disks: &[Disk],
) -> Result<(), EditError> {
    placed(service)?;
    let base = [
        "profiles",
        "compute",
        service.profile.as_str(),
        "resources",
        "storage",
    ];
    // Mounts belong to the service and are compared apart.
    let bare = |d: &Disk| Disk {
        mount: None,
        read_only: false,
        ..d.clone()
    };
    let (old, new): (Vec<Disk>, Vec<Disk>) = (
        service.disks.iter().map(bare).collect(),
        disks.iter().map(bare).collect(),
    );
    if old != new {
        let single = work
            .own(&base)
            .is_some_and(|n| matches!(n.kind, Kind::Map(_)));
        if single && old.len() == 1 && new.len() == 1 {
            change_disk(work, &base, &old[0], &new[0])?;
        } else {
            work.sync(&base, &old, &new, disk_value, change_disk)?;
        }
    }
    // A volume that got another name took its mounts along.
    let now = outline(&work.tree);
    let now = now.services.iter().find(|s| s.name == service.name);
    let mounts = |d: &Disk, key: &'static str| -> Vec<String> {
        [
            "services",
            service.name.as_str(),
            "params",
            "storage",
            d.name.as_str(),
            key,
        ]
        .map(ToString::to_string)
        .to_vec()
    };
    for gone in service.disks.iter().filter(|d| d.mount.is_some()) {
        let kept = disks.iter().find(|d| d.name == gone.name);
        if kept.is_none_or(|d| d.mount.is_none()) {
            let path = mounts(gone, "mount");
            let path: Vec<&str> = path.iter().map(String::as_str).take(5).collect();
            work.unset_up(&path, 2)?;
        }
    }
    for disk in disks {
        let before = now.and_then(|s| s.disks.iter().find(|d| d.name == disk.name));
        if let Some(mount) = &disk.mount
            && before.and_then(|d| d.mount.as_ref()) != Some(mount)
        {
            let path = mounts(disk, "mount");
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            work.set(&path, &Value::text(mount))?;
        }
        if disk.mount.is_some() && before.is_some_and(|d| d.read_only) != disk.read_only {
            let path = mounts(disk, "readOnly");
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            work.set(&path, &Value::raw(disk.read_only))?;
        }
    }
    Ok(())
}
