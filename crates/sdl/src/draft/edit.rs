//! The edits of a form, as changes of a text.

use super::outline::{Disk, Gpu, Port, Service, outline};
use super::tree::{Kind, Node};
use super::work::{EditError, Work};
use super::write::{Splice, Value};

/// A change of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Its image.
    Image(String),
    /// CPU as written.
    Cpu(String),
    /// Memory as written.
    Memory(String),
    /// Replicas, in every placement it is in.
    Count(u64),
    /// GPUs per replica and which will do; none for zero, any for an empty list.
    Gpu(u64, Vec<Gpu>),
    /// Environment.
    Env(Vec<String>),
    /// Command; empty for the image's own.
    Command(Vec<String>),
    /// Arguments.
    Args(Vec<String>),
    /// Ways in.
    Ports(Vec<Port>),
    /// Disks.
    Disks(Vec<Disk>),
    /// Price cap per block and replica, as written.
    Cap(String),
    /// Another name, here and where it is referred to.
    Rename(String),
    /// Out, with the profile and prices that only it used.
    Remove,
    /// In: a service of this name with a small profile, a price and a place.
    Add,
    /// Gives a service that is there a profile, a price and a place.
    Place,
}

impl Edit {
    /// A word for the part it changes: changes of one part in a row are taken back together.
    pub(super) const fn part(&self) -> &'static str {
        match self {
            Self::Image(_) => "image",
            Self::Cpu(_) => "cpu",
            Self::Memory(_) => "memory",
            Self::Count(_) => "count",
            Self::Env(_) => "env",
            Self::Command(_) => "command",
            Self::Args(_) => "args",
            Self::Ports(_) => "ports",
            Self::Disks(_) => "disks",
            Self::Cap(_) => "cap",
            // Each press is a step of its own.
            Self::Gpu(..) | Self::Rename(_) | Self::Remove | Self::Add | Self::Place => "",
        }
    }
}

pub(super) fn apply(work: &mut Work, name: &str, edit: &Edit) -> Result<(), EditError> {
    let before = outline(&work.tree);
    let found = before.services.iter().find(|s| s.name == name).cloned();
    if *edit == Edit::Add {
        return add(work, name);
    }
    let service = found.ok_or_else(|| EditError::Missing(format!("The service {name}")))?;
    match edit {
        Edit::Image(image) => work.set(&["services", name, "image"], &Value::text(image)),
        Edit::Cpu(units) => resource(work, &service, &["cpu", "units"], &Value::raw(units)),
        Edit::Memory(size) => resource(work, &service, &["memory", "size"], &Value::raw(size)),
        Edit::Count(count) => {
            placed(&service)?;
            service.placements.iter().try_for_each(|p| work.set(&["deployment", name, p, "count"], &Value::raw(count)))
        }
        Edit::Gpu(units, models) => gpu(work, &service, *units, models),
        Edit::Env(env) => work.sync_texts(&["services", name, "env"], &service.env, env),
        Edit::Command(words) => work.sync_texts(&["services", name, "command"], &service.command, words),
        Edit::Args(args) => work.sync_texts(&["services", name, "args"], &service.args, args),
        Edit::Ports(ports) => work.sync(&["services", name, "expose"], &service.ports, ports, port_value, change_port),
        Edit::Disks(disks) => change_disks(work, &service, disks),
        Edit::Cap(amount) => cap(work, &service, amount),
        Edit::Rename(new) => rename(work, name, new),
        Edit::Remove => remove(work, &service, &before.services),
        Edit::Place => place(work, name),
        Edit::Add => Ok(()),
    }
}

fn placed(service: &Service) -> Result<(), EditError> {
    if service.placements.is_empty() || service.profile.is_empty() {
        Err(EditError::Missing(format!("The entry of {} under deployment", service.name)))
    } else {
        Ok(())
    }
}

fn resource(work: &mut Work, service: &Service, path: &[&str], value: &Value) -> Result<(), EditError> {
    placed(service)?;
    let full: Vec<&str> = ["profiles", "compute", &service.profile, "resources"].into_iter().chain(path.iter().copied()).collect();
    work.set(&full, value)
}

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

fn gpu(work: &mut Work, service: &Service, units: u64, models: &[Gpu]) -> Result<(), EditError> {
    placed(service)?;
    let base = ["profiles", "compute", service.profile.as_str(), "resources", "gpu"];
    if units == 0 {
        return work.unset(&base);
    }
    let mut vendors: Vec<&str> = models.iter().map(|g| g.vendor.as_str()).collect();
    vendors.dedup();
    if vendors.is_empty() {
        vendors.push("nvidia");
    }
    if !work.own(&base).is_some_and(|n| matches!(n.kind, Kind::Map(_))) {
        let list = |vendor: &str| {
            let list: Vec<Value> = models.iter().filter(|g| g.vendor == vendor).map(gpu_value).collect();
            if list.is_empty() { Value::Null } else { Value::List(list) }
        };
        let vendor = Value::map(vendors.iter().map(|v| (*v, list(v))).collect());
        let value = Value::map(vec![("units", Value::raw(units)), ("attributes", Value::map(vec![("vendor", vendor)]))]);
        return work.set(&base, &value);
    }
    let units_path: Vec<&str> = base.iter().copied().chain(["units"]).collect();
    work.set(&units_path, &Value::raw(units))?;
    let mut written: Vec<String> = service.gpus.iter().map(|g| g.vendor.clone()).collect();
    written.dedup();
    for vendor in &vendors {
        let path: Vec<&str> = base.iter().copied().chain(["attributes", "vendor", vendor]).collect();
        let old: Vec<&Gpu> = service.gpus.iter().filter(|g| g.vendor == *vendor).collect();
        let new: Vec<&Gpu> = models.iter().filter(|g| g.vendor == *vendor).collect();
        if new.is_empty() {
            work.set(&path, &Value::Null)?;
        } else {
            work.sync(&path, &old, &new, |g| gpu_value(g), |work, at, _, now| work.set(at, &gpu_value(now)))?;
        }
    }
    for gone in written.iter().filter(|v| !vendors.contains(&v.as_str())) {
        let path: Vec<&str> = base.iter().copied().chain(["attributes", "vendor", gone]).collect();
        work.unset(&path)?;
    }
    Ok(())
}

fn to_values(port: &Port) -> Vec<Value> {
    let mut to: Vec<Value> = Vec::new();
    if port.global {
        to.push(Value::map(vec![("global", Value::raw(true))]));
    }
    to.extend(port.to.iter().map(|s| Value::map(vec![("service", Value::text(s))])));
    to
}

fn port_value(port: &Port) -> Value {
    let mut entries = vec![("port", Value::raw(port.port))];
    if let Some(outside) = port.as_port {
        entries.push(("as", Value::raw(outside)));
    }
    if port.udp {
        entries.push(("proto", Value::text("udp")));
    }
    if !port.accept.is_empty() {
        entries.push(("accept", Value::List(port.accept.iter().map(Value::text).collect())));
    }
    let to = to_values(port);
    if !to.is_empty() {
        entries.push(("to", Value::List(to)));
    }
    Value::map(entries)
}

fn change_port(work: &mut Work, at: &[&str], old: &Port, new: &Port) -> Result<(), EditError> {
    let under = |key: &'static str| at.iter().copied().chain([key]).collect::<Vec<&str>>();
    if old.port != new.port {
        work.set(&under("port"), &Value::raw(new.port))?;
    }
    match new.as_port {
        Some(outside) if old.as_port != new.as_port => work.set(&under("as"), &Value::raw(outside))?,
        None if old.as_port.is_some() => work.unset(&under("as"))?,
        _ => {}
    }
    if old.udp != new.udp {
        work.set(&under("proto"), &Value::text(if new.udp { "udp" } else { "tcp" }))?;
    }
    work.sync_texts(&under("accept"), &old.accept, &new.accept)?;
    let path = under("to");
    let is = |node: &Node, key: &str, want: &dyn Fn(&str) -> bool| node.own(key).and_then(|e| e.value.text()).is_some_and(want);
    let position = |work: &Work, key: &str, want: &dyn Fn(&str) -> bool| {
        work.own(&path).and_then(|n| n.items().iter().position(|i| is(&i.value, key, want)))
    };
    if old.global && !new.global {
        while let Some(i) = position(work, "global", &|t| matches!(t.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "y")) {
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
        work.insert(&path, count(work).checked_sub(1), Value::map(vec![("global", Value::raw(true))]))?;
    }
    for come in new.to.iter().filter(|s| !old.to.contains(s)) {
        work.insert(&path, count(work).checked_sub(1), Value::map(vec![("service", Value::text(come))]))?;
    }
    if work.own(&path).is_some_and(|n| n.items().is_empty()) {
        work.unset(&path)?;
    }
    Ok(())
}

fn attributes(class: &str) -> Value {
    Value::map(vec![("persistent", Value::raw(class != "ram")), ("class", Value::text(class))])
}

fn disk_value(disk: &Disk) -> Value {
    let mut entries = Vec::new();
    if disk.name != "default" {
        entries.push(("name", Value::text(&disk.name)));
    }
    entries.push(("size", Value::raw(&disk.size)));
    if let Some(class) = &disk.class {
        entries.push(("attributes", attributes(class)));
    }
    Value::map(entries)
}

fn change_disk(work: &mut Work, at: &[&str], old: &Disk, new: &Disk) -> Result<(), EditError> {
    let under = |key: &'static str| at.iter().copied().chain([key]).collect::<Vec<&str>>();
    if old.name != new.name {
        work.set(&under("name"), &Value::text(&new.name))?;
    }
    if old.size != new.size {
        work.set(&under("size"), &Value::raw(&new.size))?;
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

fn change_disks(work: &mut Work, service: &Service, disks: &[Disk]) -> Result<(), EditError> {
    placed(service)?;
    let base = ["profiles", "compute", service.profile.as_str(), "resources", "storage"];
    // Mounts belong to the service and are compared apart.
    let bare = |d: &Disk| Disk { mount: None, read_only: false, ..d.clone() };
    let (old, new): (Vec<Disk>, Vec<Disk>) = (service.disks.iter().map(bare).collect(), disks.iter().map(bare).collect());
    if old != new {
        let single = work.own(&base).is_some_and(|n| matches!(n.kind, Kind::Map(_)));
        if single && old.len() == 1 && new.len() == 1 {
            change_disk(work, &base, &old[0], &new[0])?;
        } else {
            work.sync(&base, &old, &new, disk_value, change_disk)?;
        }
    }
    let mounts = |d: &Disk, key: &'static str| -> Vec<String> {
        ["services", service.name.as_str(), "params", "storage", d.name.as_str(), key].map(ToString::to_string).to_vec()
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
        let before = service.disks.iter().find(|d| d.name == disk.name);
        if let Some(mount) = &disk.mount
            && before.and_then(|d| d.mount.as_ref()) != Some(mount)
        {
            let path = mounts(disk, "mount");
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            work.set(&path, &Value::text(mount))?;
        }
    }
    Ok(())
}

fn cap(work: &mut Work, service: &Service, amount: &str) -> Result<(), EditError> {
    placed(service)?;
    for place in &service.placements {
        let base = ["profiles", "placement", place, "pricing", service.profile.as_str()];
        if work.tree.at(&base).is_some_and(|n| !n.is_null()) {
            let path: Vec<&str> = base.iter().copied().chain(["amount"]).collect();
            work.set(&path, &Value::raw(amount))?;
        } else {
            work.set(&base, &price(amount))?;
        }
    }
    Ok(())
}

fn price(amount: &str) -> Value {
    Value::map(vec![("denom", Value::text("uact")), ("amount", Value::raw(amount))])
}

fn rename(work: &mut Work, old: &str, new: &str) -> Result<(), EditError> {
    let mut splices = Vec::new();
    let key = super::write::scalar(new, false);
    let root = &work.tree.root;
    for section in ["services", "deployment"] {
        if let Some(entry) = root.own(section).and_then(|s| s.value.own(old)) {
            splices.push(Splice::new(entry.key_at.clone(), key.clone()));
        }
    }
    for service in root.own("services").map(|s| s.value.entries()).unwrap_or_default() {
        let mut refer = |list: Option<&Node>| {
            for item in list.map(Node::items).unwrap_or_default() {
                if let Some(entry) = item.value.own("service").filter(|e| e.value.text() == Some(old)) {
                    splices.push(Splice::new(entry.value.at.clone(), key.clone()));
                }
            }
        };
        refer(service.value.own("dependencies").map(|d| &d.value));
        for port in service.value.own("expose").map(|e| e.value.items()).unwrap_or_default() {
            refer(port.value.own("to").map(|t| &t.value));
        }
    }
    work.apply_all(splices)
}

fn remove(work: &mut Work, service: &Service, all: &[Service]) -> Result<(), EditError> {
    let name = service.name.as_str();
    work.unset(&["services", name])?;
    work.unset(&["deployment", name])?;
    let shared = all.iter().any(|s| s.name != name && s.profile == service.profile);
    if !shared && !service.profile.is_empty() {
        work.unset(&["profiles", "compute", &service.profile])?;
        for place in &service.placements {
            work.unset(&["profiles", "placement", place, "pricing", &service.profile])?;
        }
    }
    for other in all.iter().filter(|s| s.name != name) {
        let ports: Vec<Port> = other
            .ports
            .iter()
            .map(|p| Port { to: p.to.iter().filter(|t| *t != name).cloned().collect(), ..p.clone() })
            .collect();
        work.sync(&["services", &other.name, "expose"], &other.ports, &ports, port_value, change_port)?;
    }
    Ok(())
}

fn add(work: &mut Work, name: &str) -> Result<(), EditError> {
    work.set(&["services", name, "image"], &Value::text(""))?;
    place(work, name)
}

fn place(work: &mut Work, name: &str) -> Result<(), EditError> {
    let now = outline(&work.tree);
    let profiles = work.tree.at(&["profiles", "compute"]).map(|n| work.tree.pairs(n)).unwrap_or_default();
    let exists = |p: &str| profiles.iter().any(|(k, _)| *k == p);
    let used = |p: &str| now.services.iter().any(|s| s.name != name && s.profile == p);
    let profile = if exists(name) && used(name) {
        (2u32..).map(|n| format!("{name}-{n}")).find(|n| !exists(n)).unwrap_or_else(|| name.into())
    } else {
        name.to_string()
    };
    let missing = !exists(&profile);
    if missing {
        let size = |s: &str| Value::map(vec![("size", Value::raw(s))]);
        let resources = Value::map(vec![
            ("cpu", Value::map(vec![("units", Value::raw(1))])),
            ("memory", size("1Gi")),
            ("storage", size("5Gi")),
        ]);
        work.set(&["profiles", "compute", &profile, "resources"], &resources)?;
    }
    let place = now.places.first().map_or_else(|| "anywhere".to_string(), |p| p.name.clone());
    if work.tree.at(&["profiles", "placement", &place, "pricing", &profile]).is_none() {
        work.set(&["profiles", "placement", &place, "pricing", &profile], &price("1000"))?;
    }
    let entry = Value::map(vec![("profile", Value::text(&profile)), ("count", Value::raw(1))]);
    work.set(&["deployment", name, &place], &entry)
}

/// Every price in `from` becomes one in `to`; amounts stay as they are.
pub(super) fn denoms(work: &mut Work, from: &str, to: &str) -> Result<(), EditError> {
    let mut paths = Vec::new();
    for (place, node) in work.tree.at(&["profiles", "placement"]).map(|n| work.tree.pairs(n)).unwrap_or_default() {
        for (profile, price) in work.tree.get(node, "pricing").map(|n| work.tree.pairs(n)).unwrap_or_default() {
            if work.tree.get(price, "denom").and_then(Node::text) == Some(from) {
                paths.push((place.to_string(), profile.to_string()));
            }
        }
    }
    for (place, profile) in paths {
        // A price that is shared through an anchor is mended where it is written, once.
        let path = ["profiles", "placement", &place, "pricing", &profile, "denom"];
        if work.tree.at(&path).and_then(Node::text) == Some(from)
            && let Err(error) = work.set(&path, &Value::text(to))
        {
            let Some(at) = work.tree.at(&path).map(|n| n.at.clone()) else { return Err(error) };
            work.apply_all(vec![Splice::new(at, to)])?;
        }
    }
    Ok(())
}
