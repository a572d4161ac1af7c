//! The edits of a form, as changes of a text.

use super::change::free;
use super::names;
use super::outline::{Credentials, Disk, Gpu, HttpOptions, Port, Service, outline};
use super::tree::Node;
use super::work::{EditError, Work};
use super::write::{Splice, Value};

mod content;
mod lists;

use lists::{change_disks, change_port, gpu, port_value};

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
    /// Login of the registry that its image comes from; `None` for an open one.
    Credentials(Option<Credentials>),
    /// HTTP options of the port at this index; the default takes them out.
    Http(usize, HttpOptions),
    /// The endpoint whose leased address the port at this index answers on.
    Address(usize, Option<String>),
    /// Confidential computing: `cpu` or `cpu-gpu`. 2.1 and later.
    Tee(Option<String>),
    /// What the service may read about its own deployment: `deployment`, `logs`, `events`.
    Permissions(Vec<String>),
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
            Self::Credentials(_) => "credentials",
            Self::Http(..) => "http",
            // Each press is a step of its own.
            Self::Gpu(..)
            | Self::Address(..)
            | Self::Tee(_)
            | Self::Permissions(_)
            | Self::Rename(_)
            | Self::Remove
            | Self::Add
            | Self::Place => "",
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
        Edit::Cpu(units) => resource(work, &service, &["cpu", "units"], &Value::text(units)),
        Edit::Memory(size) => resource(work, &service, &["memory", "size"], &Value::text(size)),
        Edit::Count(count) => {
            placed(&service)?;
            service
                .placements
                .iter()
                .try_for_each(|p| work.set(&["deployment", name, p, "count"], &Value::raw(count)))
        }
        Edit::Gpu(units, models) => gpu(work, &service, *units, models),
        Edit::Env(env) => work.sync_texts(&["services", name, "env"], &service.env, env),
        Edit::Command(words) => {
            work.sync_texts(&["services", name, "command"], &service.command, words)
        }
        Edit::Args(args) => work.sync_texts(&["services", name, "args"], &service.args, args),
        Edit::Ports(ports) => work.sync(
            &["services", name, "expose"],
            &service.ports,
            ports,
            port_value,
            change_port,
        ),
        Edit::Disks(disks) => change_disks(work, &service, disks),
        Edit::Cap(amount) => cap(work, &service, amount),
        Edit::Credentials(login) => content::credentials(work, &service, login.as_ref()),
        Edit::Http(port, options) => content::http(work, &service, *port, options),
        Edit::Address(port, ip) => content::address(work, &service, *port, ip.as_deref()),
        Edit::Tee(kind) => content::tee(work, &service, kind.as_deref()),
        Edit::Permissions(read) => content::permissions(work, &service, read),
        Edit::Rename(new) => names::service(work, name, new),
        Edit::Remove => remove(work, &service, &before.services),
        Edit::Place => place(work, name),
        Edit::Add => Ok(()),
    }
}

fn placed(service: &Service) -> Result<(), EditError> {
    if service.placements.is_empty() || service.profile.is_empty() {
        Err(EditError::Missing(format!(
            "The entry of {} under deployment",
            service.name
        )))
    } else {
        Ok(())
    }
}

fn resource(
    work: &mut Work,
    service: &Service,
    path: &[&str],
    value: &Value,
) -> Result<(), EditError> {
    placed(service)?;
    let full: Vec<&str> = ["profiles", "compute", &service.profile, "resources"]
        .into_iter()
        .chain(path.iter().copied())
        .collect();
    work.set(&full, value)
}

fn cap(work: &mut Work, service: &Service, amount: &str) -> Result<(), EditError> {
    placed(service)?;
    for place in &service.placements {
        let base = [
            "profiles",
            "placement",
            place,
            "pricing",
            service.profile.as_str(),
        ];
        if work.tree.at(&base).is_some_and(|n| !n.is_null()) {
            let path: Vec<&str> = base.iter().copied().chain(["amount"]).collect();
            work.set(&path, &Value::text(amount))?;
        } else {
            work.set(&base, &price("uact", amount))?;
        }
    }
    Ok(())
}

/// A price as written.
pub(super) fn price(denom: &str, amount: &str) -> Value {
    Value::map(vec![
        ("denom", Value::text(denom)),
        ("amount", Value::raw(amount)),
    ])
}

fn remove(work: &mut Work, service: &Service, all: &[Service]) -> Result<(), EditError> {
    let name = service.name.as_str();
    work.unset(&["services", name])?;
    work.unset(&["deployment", name])?;
    let shared = all
        .iter()
        .any(|s| s.name != name && s.profile == service.profile);
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
            .map(|p| Port {
                to: p.to.iter().filter(|t| *t != name).cloned().collect(),
                ..p.clone()
            })
            .collect();
        work.sync(
            &["services", &other.name, "expose"],
            &other.ports,
            &ports,
            port_value,
            change_port,
        )?;
    }
    Ok(())
}

/// The resources that a new profile begins with.
pub(super) fn small() -> Value {
    let size = |s: &str| Value::map(vec![("size", Value::raw(s))]);
    Value::map(vec![
        ("cpu", Value::map(vec![("units", Value::raw(1))])),
        ("memory", size("1Gi")),
        ("storage", size("5Gi")),
    ])
}

fn add(work: &mut Work, name: &str) -> Result<(), EditError> {
    free(work, "services", &[], name)?;
    work.set(&["services", name, "image"], &Value::text(""))?;
    place(work, name)
}

fn place(work: &mut Work, name: &str) -> Result<(), EditError> {
    let now = outline(&work.tree);
    let profiles = work.tree.pairs_at("profiles", &["compute"]);
    let exists = |p: &str| profiles.iter().any(|(k, _)| *k == p);
    let used = |p: &str| {
        now.services
            .iter()
            .any(|s| s.name != name && s.profile == p)
    };
    let profile = if exists(name) && used(name) {
        (2u32..)
            .map(|n| format!("{name}-{n}"))
            .find(|n| !exists(n))
            .unwrap_or_else(|| name.into())
    } else {
        name.to_string()
    };
    let missing = !exists(&profile);
    if missing {
        work.set(&["profiles", "compute", &profile, "resources"], &small())?;
    }
    let place = now
        .places
        .first()
        .map_or_else(|| "anywhere".to_string(), |p| p.name.clone());
    if work
        .tree
        .at(&["profiles", "placement", &place, "pricing", &profile])
        .is_none()
    {
        work.set(
            &["profiles", "placement", &place, "pricing", &profile],
            &price("uact", "1000"),
        )?;
    }
    let entry = Value::map(vec![
        ("profile", Value::text(&profile)),
        ("count", Value::raw(1)),
    ]);
    work.set(&["deployment", name, &place], &entry)
}

/// Every price in `from` becomes one in `to`; amounts stay as they are.
pub(super) fn denoms(work: &mut Work, from: &str, to: &str) -> Result<(), EditError> {
    let mut paths = Vec::new();
    for (place, node) in work
        .tree
        .at(&["profiles", "placement"])
        .map(|n| work.tree.pairs(n))
        .unwrap_or_default()
    {
        for (profile, price) in work
            .tree
            .get(node, "pricing")
            .map(|n| work.tree.pairs(n))
            .unwrap_or_default()
        {
            if work.tree.get(price, "denom").and_then(Node::text) == Some(from) {
                paths.push((place.to_string(), profile.to_string()));
            }
        }
    }
    for (place, profile) in paths {
        // A price that is shared through an anchor is mended where it is written, once.
        let path = [
            "profiles",
            "placement",
            &place,
            "pricing",
            &profile,
            "denom",
        ];
        if work.tree.at(&path).and_then(Node::text) == Some(from)
            && let Err(error) = work.set(&path, &Value::text(to))
        {
            let Some(at) = work.tree.at(&path).map(|n| n.at.clone()) else {
                return Err(error);
            };
            work.apply_all(vec![Splice::new(at, to)])?;
        }
    }
    Ok(())
}
