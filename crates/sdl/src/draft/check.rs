//! What keeps a draft from being deployed, as far as the form can help: each with its place, and a remedy where one
//! press can be right. The rules are those of the reference (units, limits, names, exposure, prices).

use std::ops::Range;

use super::edit::{self, Edit};
use super::outline::{Outline, Service, outline};
use super::parse::SyntaxError;
use super::tree::Tree;
use super::work::{EditError, Work};
use super::write::Value;

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// It would be refused.
    Error,
    /// It would be taken, but.
    Warning,
}

/// A change that mends a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What to press.
    pub label: String,
    act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Denoms(String, String),
    Edit(String, Edit),
    Set(Vec<String>, Value),
}

impl Remedy {
    pub(super) fn apply(&self, work: &mut Work) -> Result<(), EditError> {
        match &self.act {
            Act::Denoms(from, to) => edit::denoms(work, from, to),
            Act::Edit(name, e) => edit::apply(work, name, e),
            Act::Set(path, value) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                work.set(&path, value)
            }
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How grave.
    pub gravity: Gravity,
    /// What is wrong, one sentence.
    pub message: String,
    /// Where, in bytes.
    pub at: Range<usize>,
    /// The service it is about.
    pub service: Option<String>,
    /// What mends it.
    pub remedy: Option<Remedy>,
}

/// The problem of a text that can't be read.
#[must_use]
pub fn unreadable(error: &SyntaxError) -> Vec<Problem> {
    vec![Problem { gravity: Gravity::Error, message: error.message.clone(), at: error.at.clone(), service: None, remedy: None }]
}

struct Checker<'a> {
    tree: &'a Tree,
    found: Vec<Problem>,
}

impl Checker<'_> {
    fn say(&mut self, gravity: Gravity, message: String, at: Range<usize>, service: Option<&str>, remedy: Option<Remedy>) {
        self.found.push(Problem { gravity, message, at, service: service.map(Into::into), remedy });
    }

    fn error(&mut self, message: impl Into<String>, at: Range<usize>, service: Option<&str>) {
        self.say(Gravity::Error, message.into(), at, service, None);
    }

    fn place(&self, path: &[&str], or: &Range<usize>) -> Range<usize> {
        self.tree.at(path).map(|n| n.at.clone()).filter(|r| !r.is_empty()).unwrap_or_else(|| or.clone())
    }
}

/// All problems of a draft, by place.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let outline = outline(tree);
    let mut c = Checker { tree, found: Vec::new() };
    version(&mut c);
    for service in &outline.services {
        content(&mut c, service);
        placement(&mut c, service);
        resources(&mut c, service);
        ports(&mut c, service, &outline);
    }
    prices(&mut c, &outline);
    let top = 0..tree.root.at.end.min(tree.root.own("services").map_or(1, |e| e.key_at.end));
    if outline.services.is_empty() {
        c.error("There is no service yet.", top, None);
    } else if !outline.services.iter().any(|s| s.ports.iter().any(|p| p.global)) {
        let at = tree.root.own("services").map_or(top, |e| e.key_at.clone());
        let first = &outline.services[0];
        let mut open = first.ports.clone();
        match open.first_mut() {
            Some(port) => port.global = true,
            None => open.push(super::outline::Port { port: 80, global: true, ..Default::default() }),
        }
        let label = format!("Open {} on port {}", first.name, open[0].port);
        let remedy = Remedy { label, act: Act::Edit(first.name.clone(), Edit::Ports(open)) };
        c.say(Gravity::Error, "Nothing can be reached from outside; one port must be global.".into(), at, None, Some(remedy));
    }
    let mut found = c.found;
    found.sort_by_key(|p| (p.gravity, p.at.start));
    found
}

fn version(c: &mut Checker<'_>) {
    let remedy = Remedy {
        label: "Use version 2.0".into(),
        act: Act::Set(vec!["version".into()], Value::Text("2.0".into())),
    };
    match c.tree.root.own("version") {
        None => {
            let at = 0..c.tree.root.at.start.max(1).min(c.tree.root.at.end);
            c.say(Gravity::Error, "The version is missing.".into(), at, None, Some(remedy));
        }
        Some(entry) => {
            let text = entry.value.text().unwrap_or_default().trim_start_matches('v').to_string();
            let mut parts = text.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
            let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
            let known = (major, minor) >= (2, 1) || matches!(text.as_str(), "2" | "2.0" | "2.0.0");
            if !known {
                c.say(Gravity::Error, format!("Version {text} isn't known; 2.0 and 2.1 are."), entry.key_at.clone(), None, Some(remedy));
            }
        }
    }
    const TOP: [&str; 7] = ["version", "include", "services", "profiles", "deployment", "endpoints", "reclamation"];
    let odd: Vec<_> = c.tree.root.entries().iter().filter(|e| !TOP.contains(&e.key.as_str())).map(|e| (e.key.clone(), e.key_at.clone())).collect();
    for (key, at) in odd {
        c.error(format!("{key} doesn't belong at the top level."), at, None);
    }
}

fn content(c: &mut Checker<'_>, s: &Service) {
    let name = s.name.as_str();
    let here = Some(name);
    let head = s.at.start..s.at.start + s.name.len();
    let good = s.name.starts_with(|x: char| x.is_ascii_lowercase())
        && !s.name.ends_with('-')
        && s.name.chars().all(|x| x.is_ascii_lowercase() || x.is_ascii_digit() || x == '-');
    if !good {
        c.error("A service's name has lower-case letters, digits and hyphens and begins with a letter.", head, here);
    }
    if s.image.is_empty() {
        c.error(format!("{name} has no image."), s.image_at.clone(), here);
    }
    let items: Vec<(String, Range<usize>)> = c
        .tree
        .at(&["services", name, "env"])
        .map(|n| n.items().iter().filter_map(|i| i.value.text().map(|t| (t.to_string(), i.value.at.clone()))).collect())
        .unwrap_or_default();
    for (entry, at) in items {
        let (key, value) = entry.split_once('=').unwrap_or((entry.as_str(), "-"));
        let first = |x: char| x.is_ascii_alphabetic() || matches!(x, '-' | '_' | '.');
        let fine = key.starts_with(first) && key.chars().all(|x| first(x) || x.is_ascii_digit()) && !key.starts_with("..") && key != ".";
        if !fine {
            c.error(format!("{key} can't be the name of a variable."), at, here);
        } else if value.is_empty() {
            c.say(Gravity::Warning, format!("{key} is empty."), at, here, None);
        }
    }
}

fn placement(c: &mut Checker<'_>, s: &Service) {
    let name = s.name.as_str();
    let head = s.at.start..s.at.start + s.name.len();
    let place = Remedy { label: "Place it".into(), act: Act::Edit(name.into(), Edit::Place) };
    if s.placements.is_empty() {
        c.say(Gravity::Warning, format!("{name} is not placed: it has no entry under deployment."), head, Some(name), Some(place));
        return;
    }
    for p in &s.placements {
        let at = c.place(&["deployment", name, p], &head);
        let profile = c.tree.at(&["deployment", name, p, "profile"]).and_then(|n| n.text()).unwrap_or_default().to_string();
        if profile.is_empty() {
            c.error(format!("{name} names no compute profile in {p}."), at, Some(name));
            continue;
        }
        if c.tree.at(&["profiles", "compute", &profile]).is_none() {
            c.error(format!("There is no compute profile {profile}."), at.clone(), Some(name));
        }
        if c.tree.at(&["profiles", "placement", p]).is_none() {
            c.error(format!("There is no placement {p}."), at, Some(name));
        } else if c.tree.at(&["profiles", "placement", p, "pricing", &profile]).is_none_or(|n| n.is_null()) {
            let cap = Remedy { label: "Set a cap".into(), act: Act::Edit(name.into(), Edit::Cap("1000".into())) };
            c.say(Gravity::Error, format!("{profile} has no price in {p}."), at, Some(name), Some(cap));
        }
    }
    if s.count == 0 {
        let one = Remedy { label: "Use 1".into(), act: Act::Edit(name.into(), Edit::Count(1)) };
        c.say(Gravity::Error, format!("{name} has no replica."), head, Some(name), Some(one));
    }
}

/// Suffixes of sizes and what they stand for.
const UNITS: [(&str, f64); 12] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1.125_899_906_842_624e15),
    ("Ei", 1.152_921_504_606_847e18),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

/// A size as written, in bytes.
#[must_use]
pub fn size(text: &str) -> Option<f64> {
    let (number, unit) = UNITS.iter().find_map(|(u, b)| text.strip_suffix(u).map(|n| (n, *b))).unwrap_or((text, 1.0));
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number.parse::<f64>().ok().filter(|n| plain && n.is_finite()).map(|n| n * unit)
}

/// What somebody meant by a size that isn't taken: `8GB` and `512mi` are `8Gi` and `512Mi`.
fn meant(text: &str) -> Option<String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = text[digits.len()..].trim().to_ascii_lowercase();
    let letter = unit.chars().next().filter(|c| "kmgtpe".contains(*c))?;
    let tail = &unit[1..];
    let fine = matches!(tail, "" | "i" | "b" | "ib") && digits.parse::<f64>().is_ok();
    fine.then(|| format!("{digits}{}i", letter.to_ascii_uppercase()))
}

fn resources(c: &mut Checker<'_>, s: &Service) {
    if s.profile.is_empty() || c.tree.at(&["profiles", "compute", &s.profile]).is_none() {
        return;
    }
    let (name, base) = (s.name.as_str(), ["profiles", "compute", s.profile.as_str(), "resources"]);
    let head = c.place(&base[..3], &s.at);
    let head = head.start..head.end.min(head.start + 80);
    let milli = match s.cpu.strip_suffix('m') {
        Some(m) => m.parse::<u32>().ok().map(f64::from),
        None => s.cpu.parse::<f64>().ok().map(|v| v * 1000.0),
    };
    let at = c.place(&["profiles", "compute", &s.profile, "resources", "cpu", "units"], &head);
    match milli {
        None => c.error(format!("{name} has no readable number of CPUs."), at, Some(name)),
        Some(m) if !(10.0..=384_000.0).contains(&m) => c.error("A replica has 0.01 to 384 CPUs.", at, Some(name)),
        Some(_) => {}
    }
    let check_size = |c: &mut Checker<'_>, text: &str, what: &str, path: Vec<&str>, least: f64, most: f64, limits: &str| {
        let at = c.place(&path, &head);
        match size(text) {
            None => {
                let remedy = meant(text).map(|m| Remedy {
                    label: format!("Write {m}"),
                    act: Act::Set(path.iter().map(ToString::to_string).collect(), Value::Raw(m)),
                });
                let shown = if text.is_empty() { "nothing" } else { text };
                c.say(Gravity::Error, format!("{shown} is no size; {what} is written like 16Gi."), at, Some(name), remedy);
            }
            Some(b) if b < least || b > most => c.error(format!("{what} of a replica is {limits}."), at, Some(name)),
            Some(_) => {}
        }
    };
    let (mib, tib) = (1_048_576.0, 1_099_511_627_776.0);
    let path = |tail: &[&'static str]| base.iter().copied().chain(tail.iter().copied()).collect::<Vec<_>>();
    check_size(c, &s.memory, "Memory", path(&["memory", "size"]), mib, 2.0 * tib, "1Mi to 2Ti");
    for disk in &s.disks {
        // Places inside a list have no path of keys: the list stands for them.
        check_size(c, &disk.size, "A disk", path(&["storage"]), 5.0 * mib, 32.0 * tib, "5Mi to 32Ti");
        let lasts = disk.class.as_deref().is_some_and(|k| k != "ram");
        if lasts && disk.mount.is_none() {
            let mut disks = s.disks.clone();
            if let Some(d) = disks.iter_mut().find(|d| d.name == disk.name) {
                d.mount = Some(format!("/{}", d.name));
            }
            let remedy = Remedy { label: format!("Mount at /{}", disk.name), act: Act::Edit(name.into(), Edit::Disks(disks)) };
            // The reference refuses it only where the service mounts nothing at all.
            let gravity = if s.disks.iter().any(|d| d.mount.is_some()) { Gravity::Warning } else { Gravity::Error };
            let message = format!("The disk {} of {name} lasts but is mounted nowhere.", disk.name);
            c.say(gravity, message, head.clone(), Some(name), Some(remedy));
        }
    }
    if s.disks.is_empty() {
        c.error(format!("{name} has no disk."), head.clone(), Some(name));
    }
    if s.gpu_units > 24 {
        c.error("A replica has at most 24 GPUs.", c.place(&path(&["gpu", "units"]), &head), Some(name));
    }
    if s.gpu_units > 0 && c.tree.at(&path(&["gpu", "attributes", "vendor"])).is_none() {
        let remedy = Remedy { label: "Any NVIDIA".into(), act: Act::Set(path(&["gpu", "attributes", "vendor", "nvidia"]).into_iter().map(Into::into).collect(), Value::Null) };
        c.say(Gravity::Error, format!("{name} asks for GPUs without saying of which vendor."), head, Some(name), Some(remedy));
    }
}

fn ports(c: &mut Checker<'_>, s: &Service, all: &Outline) {
    let name = s.name.as_str();
    let at = c.place(&["services", name, "expose"], &s.at);
    let line = at.start..at.end.min(at.start + 60);
    for port in &s.ports {
        if !(1..=65_535).contains(&port.port) {
            c.error(format!("{name} opens a port that is not between 1 and 65535."), line.clone(), Some(name));
        }
        for to in &port.to {
            if !all.services.iter().any(|o| o.name == *to) {
                c.error(format!("{name} opens port {} to {to}, which is no service here.", port.port), line.clone(), Some(name));
            }
        }
    }
}

fn prices(c: &mut Checker<'_>, all: &Outline) {
    let mut seen = Vec::new();
    for s in &all.services {
        for place in &s.placements {
            let path = ["profiles", "placement", place.as_str(), "pricing", s.profile.as_str()];
            if seen.contains(&(place, &s.profile)) {
                continue;
            }
            seen.push((place, &s.profile));
            let Some(price) = c.tree.at(&path).filter(|p| !p.is_null()) else { continue };
            let at = price.at.clone();
            let denom = c.tree.get(price, "denom").and_then(|n| n.text()).unwrap_or_default().to_string();
            let amount = c.tree.get(price, "amount").and_then(|n| n.text()).unwrap_or_default().to_string();
            let denom_at = c.place(&[path[0], path[1], path[2], path[3], path[4], "denom"], &at);
            if denom != "uact" {
                let remedy = Remedy { label: "Use uact".into(), act: Act::Denoms(denom.clone(), "uact".into()) };
                let message = if denom.is_empty() {
                    format!("The price of {} has no denom; orders are priced in uact.", s.name)
                } else {
                    format!("{} is priced in {denom}; orders are priced in uact.", s.name)
                };
                c.say(Gravity::Error, message, denom_at, Some(&s.name), Some(remedy));
            }
            let value: Option<types::Dec18> = amount.trim_start_matches('+').parse().ok();
            let amount_at = c.place(&[path[0], path[1], path[2], path[3], path[4], "amount"], &at);
            match value {
                None => c.error(format!("The price cap of {} is no number.", s.name), amount_at, Some(&s.name)),
                Some(v) if v.is_zero() || v.is_negative() => {
                    c.error(format!("The price cap of {} must be above zero.", s.name), amount_at, Some(&s.name));
                }
                Some(v) if v > types::Dec18::from_int(10_000_000).unwrap_or_default() => {
                    c.error(format!("The price cap of {} is above 10 000 000 uact a block, the most the chain takes.", s.name), amount_at, Some(&s.name));
                }
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
