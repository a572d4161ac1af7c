//! What keeps a draft from being deployed, as far as the form can help: each with its place, and a remedy where one
//! press can be right. The rules are those of the reference (units, limits, names, exposure, prices).

use std::ops::Range;

use super::edit::{self, Edit};
use super::outline::{Service, outline};
use super::parse::SyntaxError;
use super::tree::Tree;
use super::work::{EditError, Work};
use super::write::Value;

mod resources;

use resources::{ports, prices, resources};

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
    /// The chain refuses it, though a reader of the text doesn't.
    pub by_chain: bool,
}

/// The problem of a text that can't be read.
#[must_use]
pub fn unreadable(error: &SyntaxError) -> Vec<Problem> {
    vec![Problem {
        gravity: Gravity::Error,
        message: error.message.clone(),
        at: error.at.clone(),
        service: None,
        remedy: None,
        by_chain: false,
    }]
}

struct Checker<'a> {
    tree: &'a Tree,
    found: Vec<Problem>,
}

impl Checker<'_> {
    fn say(
        &mut self,
        gravity: Gravity,
        message: String,
        at: Range<usize>,
        service: Option<&str>,
        remedy: Option<Remedy>,
    ) {
        self.found.push(Problem {
            gravity,
            message,
            at,
            service: service.map(Into::into),
            remedy,
            by_chain: false,
        });
    }

    fn error(&mut self, message: impl Into<String>, at: Range<usize>, service: Option<&str>) {
        self.say(Gravity::Error, message.into(), at, service, None);
    }

    fn place(&self, path: &[&str], or: &Range<usize>) -> Range<usize> {
        self.tree
            .at(path)
            .map(|n| n.at.clone())
            .filter(|r| !r.is_empty())
            .unwrap_or_else(|| or.clone())
    }
}

/// All problems of a draft, by place.
#[must_use]
pub fn check(tree: &Tree) -> Vec<Problem> {
    let outline = outline(tree);
    let mut c = Checker {
        tree,
        found: Vec::new(),
    };
    version(&mut c);
    for service in &outline.services {
        content(&mut c, service);
        placement(&mut c, service);
        resources(&mut c, service);
        ports(&mut c, service, &outline);
    }
    prices(&mut c, &outline);
    let top = 0..tree
        .root
        .at
        .end
        .min(tree.root.own("services").map_or(1, |e| e.key_at.end));
    if outline.services.is_empty() {
        c.error("There is no service yet.", top, None);
    } else if !outline
        .services
        .iter()
        .any(|s| s.ports.iter().any(|p| p.global))
    {
        let at = tree.root.own("services").map_or(top, |e| e.key_at.clone());
        let first = &outline.services[0];
        let mut open = first.ports.clone();
        match open.first_mut() {
            Some(port) => port.global = true,
            None => open.push(super::outline::Port {
                port: 80,
                global: true,
                ..Default::default()
            }),
        }
        let label = format!("Open {} on port {}", first.name, open[0].port);
        let remedy = Remedy {
            label,
            act: Act::Edit(first.name.clone(), Edit::Ports(open)),
        };
        c.say(
            Gravity::Error,
            "Nothing can be reached from outside; one port must be global.".into(),
            at,
            None,
            Some(remedy),
        );
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
            c.say(
                Gravity::Error,
                "The version is missing.".into(),
                at,
                None,
                Some(remedy),
            );
        }
        Some(entry) => {
            let text = entry
                .value
                .text()
                .unwrap_or_default()
                .trim_start_matches('v')
                .to_string();
            let mut parts = text.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
            let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
            let known = (major, minor) >= (2, 1) || matches!(text.as_str(), "2" | "2.0" | "2.0.0");
            if !known {
                c.say(
                    Gravity::Error,
                    format!("Version {text} isn't known; 2.0 and 2.1 are."),
                    entry.key_at.clone(),
                    None,
                    Some(remedy),
                );
            }
        }
    }
    const TOP: [&str; 7] = [
        "version",
        "include",
        "services",
        "profiles",
        "deployment",
        "endpoints",
        "reclamation",
    ];
    let odd: Vec<_> = c
        .tree
        .root
        .entries()
        .iter()
        .filter(|e| !TOP.contains(&e.key.as_str()))
        .map(|e| (e.key.clone(), e.key_at.clone()))
        .collect();
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
        && s.name
            .chars()
            .all(|x| x.is_ascii_lowercase() || x.is_ascii_digit() || x == '-');
    if !good {
        c.error(
            "A service's name has lower-case letters, digits and hyphens and begins with a letter.",
            head,
            here,
        );
    }
    if s.image.is_empty() {
        c.error(format!("{name} has no image."), s.image_at.clone(), here);
    }
    let items: Vec<(String, Range<usize>)> = c
        .tree
        .at(&["services", name, "env"])
        .map(|n| {
            n.items()
                .iter()
                .filter_map(|i| i.value.text().map(|t| (t.to_string(), i.value.at.clone())))
                .collect()
        })
        .unwrap_or_default();
    for (entry, at) in items {
        let (key, value) = entry.split_once('=').unwrap_or((entry.as_str(), "-"));
        let first = |x: char| x.is_ascii_alphabetic() || matches!(x, '-' | '_' | '.');
        let fine = key.starts_with(first)
            && key.chars().all(|x| first(x) || x.is_ascii_digit())
            && !key.starts_with("..")
            && key != ".";
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
    let place = Remedy {
        label: "Place it".into(),
        act: Act::Edit(name.into(), Edit::Place),
    };
    if s.placements.is_empty() {
        c.say(
            Gravity::Warning,
            format!("{name} is not placed: it has no entry under deployment."),
            head,
            Some(name),
            Some(place),
        );
        return;
    }
    for p in &s.placements {
        let at = c.place(&["deployment", name, p], &head);
        let profile = c
            .tree
            .at(&["deployment", name, p, "profile"])
            .and_then(|n| n.text())
            .unwrap_or_default()
            .to_string();
        if profile.is_empty() {
            c.error(
                format!("{name} names no compute profile in {p}."),
                at,
                Some(name),
            );
            continue;
        }
        if c.tree.at(&["profiles", "compute", &profile]).is_none() {
            c.error(
                format!("There is no compute profile {profile}."),
                at.clone(),
                Some(name),
            );
        }
        if c.tree.at(&["profiles", "placement", p]).is_none() {
            c.error(format!("There is no placement {p}."), at, Some(name));
        } else if c
            .tree
            .at(&["profiles", "placement", p, "pricing", &profile])
            .is_none_or(|n| n.is_null())
        {
            let cap = Remedy {
                label: "Set a cap".into(),
                act: Act::Edit(name.into(), Edit::Cap("1000".into())),
            };
            c.say(
                Gravity::Error,
                format!("{profile} has no price in {p}."),
                at,
                Some(name),
                Some(cap),
            );
        }
    }
    if s.count == 0 {
        let one = Remedy {
            label: "Use 1".into(),
            act: Act::Edit(name.into(), Edit::Count(1)),
        };
        c.say(
            Gravity::Error,
            format!("{name} has no replica."),
            head,
            Some(name),
            Some(one),
        );
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
