//! Renames: a name where it stands and wherever it is referred to, through anchors and merges too.

use super::tree::{Entry, Kind, Node, Style, Tree};
use super::work::{EditError, Work};
use super::write::{Splice, like};

/// Merges below merges are followed so far.
const MERGES: usize = 8;

/// Entries that `node` has, its own and merged ones, where they are written.
fn entries<'a>(tree: &'a Tree, node: &'a Node) -> Vec<&'a Entry> {
    fn gather<'a>(tree: &'a Tree, node: &'a Node, depth: usize, out: &mut Vec<&'a Entry>) {
        let node = tree.real(node);
        for entry in node.entries() {
            if entry.key != "<<" {
                out.push(entry);
            } else if depth < MERGES {
                let merged = tree.real(&entry.value);
                gather(tree, merged, depth + 1, out);
                for item in merged.items() {
                    gather(tree, &item.value, depth + 1, out);
                }
            }
        }
    }
    let mut out = Vec::new();
    gather(tree, node, 0, &mut out);
    out
}

/// Values of the map at `path` below each section of this name.
fn values<'a>(tree: &'a Tree, section: &str, path: &[&str]) -> Vec<&'a Node> {
    let maps = tree.sections(section).filter_map(|node| {
        path.iter()
            .try_fold(tree.real(node), |node, key| tree.get(node, key))
    });
    maps.flat_map(|map| entries(tree, map))
        .map(|entry| tree.real(&entry.value))
        .collect()
}

struct Names<'a> {
    work: &'a Work,
    from: &'a str,
    to: &'a str,
    splices: Vec<Splice>,
}

impl<'a> Names<'a> {
    /// A rename of what is a key of the map at `path` below `section`.
    fn new(
        work: &'a Work,
        (from, to): (&'a str, &'a str),
        section: &str,
        path: &[&str],
    ) -> Result<Self, EditError> {
        let known = work.tree.pairs_at(section, path);
        if !known.iter().any(|(name, _)| *name == from) {
            return Err(EditError::Missing(from.into()));
        }
        if from != to && known.iter().any(|(name, _)| *name == to) {
            return Err(EditError::Taken(to.into()));
        }
        Ok(Self {
            work,
            from,
            to,
            splices: Vec::new(),
        })
    }

    fn write(&mut self, at: &std::ops::Range<usize>, style: Style, in_brackets: bool) {
        let source = &self.work.text[at.clone()];
        let with = like(self.to, (self.from, source), style, in_brackets);
        self.splices.push(Splice::new(at.clone(), with));
    }

    /// The key of this name of `map`.
    fn key(&mut self, map: &Node) {
        let flow = self.work.tree.real(map).flow;
        for entry in entries(&self.work.tree, map) {
            if entry.key == self.from {
                let style = match self.work.text.as_bytes().get(entry.key_at.start) {
                    Some(b'"') => Style::Double,
                    Some(b'\'') => Style::Single,
                    _ => Style::Plain,
                };
                self.write(&entry.key_at, style, flow);
            }
        }
    }

    /// The keys of this name of the maps at `path` below each section.
    fn keys(&mut self, section: &str, path: &[&str]) {
        for node in self.work.tree.sections(section) {
            let tree = &self.work.tree;
            let map = path
                .iter()
                .try_fold(tree.real(node), |node, key| tree.get(node, key));
            if let Some(map) = map {
                self.key(map);
            }
        }
    }

    /// The value under `key` of `map`, if it is this name.
    fn value(&mut self, map: &Node, key: &str) {
        let Some(node) = self.work.tree.get(map, key) else {
            return;
        };
        if let Kind::Scalar(text, style) = &node.kind
            && text == self.from
        {
            // A value that is shared through an anchor may stand in brackets.
            self.write(&node.at, *style, true);
        }
    }

    fn done(self) -> Vec<Splice> {
        self.splices
    }
}

/// Everything that `expose` of the services says `to`.
fn ways(tree: &Tree) -> Vec<&Node> {
    let mut all = Vec::new();
    for service in values(tree, "services", &[]) {
        for port in tree
            .get(service, "expose")
            .map(Node::items)
            .unwrap_or_default()
        {
            let to = tree.get(tree.real(&port.value), "to");
            all.extend(to.map(Node::items).unwrap_or_default().iter());
        }
    }
    all.into_iter().map(|item| tree.real(&item.value)).collect()
}

/// A service, its entry under `deployment`, ports and dependencies that name it.
pub(super) fn service(work: &mut Work, from: &str, to: &str) -> Result<(), EditError> {
    let mut names = Names::new(work, (from, to), "services", &[])?;
    names.keys("services", &[]);
    names.keys("deployment", &[]);
    for way in ways(&names.work.tree) {
        names.value(way, "service");
    }
    for service in values(&names.work.tree, "services", &[]) {
        let list = names.work.tree.get(service, "dependencies");
        for item in list.map(Node::items).unwrap_or_default() {
            names.value(&item.value, "service");
        }
    }
    let splices = names.done();
    work.apply_all(splices)
}

/// A compute profile, its prices, and the services that use it.
pub(super) fn profile(work: &mut Work, from: &str, to: &str) -> Result<(), EditError> {
    let mut names = Names::new(work, (from, to), "profiles", &["compute"])?;
    names.keys("profiles", &["compute"]);
    let tree = &names.work.tree;
    let prices = values(tree, "profiles", &["placement"]);
    for pricing in prices.iter().filter_map(|p| tree.get(p, "pricing")) {
        names.key(pricing);
    }
    for service in values(&names.work.tree, "deployment", &[]) {
        for entry in entries(&names.work.tree, service) {
            names.value(&entry.value, "profile");
        }
    }
    let splices = names.done();
    work.apply_all(splices)
}

/// A placement and the services in it.
pub(super) fn placement(work: &mut Work, from: &str, to: &str) -> Result<(), EditError> {
    let mut names = Names::new(work, (from, to), "profiles", &["placement"])?;
    names.keys("profiles", &["placement"]);
    for service in values(&names.work.tree, "deployment", &[]) {
        names.key(service);
    }
    let splices = names.done();
    work.apply_all(splices)
}

/// An endpoint and the ports that lease it.
pub(super) fn endpoint(work: &mut Work, from: &str, to: &str) -> Result<(), EditError> {
    let mut names = Names::new(work, (from, to), "endpoints", &[])?;
    names.keys("endpoints", &[]);
    for way in ways(&names.work.tree) {
        names.value(way, "ip");
    }
    let splices = names.done();
    work.apply_all(splices)
}

/// The mounts of a volume, in all services that use the profile it belongs to.
pub(super) fn mounts(
    work: &mut Work,
    profile: &str,
    from: &str,
    to: &str,
) -> Result<(), EditError> {
    let mut names = Names {
        work,
        from,
        to,
        splices: Vec::new(),
    };
    let tree = &names.work.tree;
    let mut storages = Vec::new();
    for (service, node) in tree.pairs_at("services", &[]) {
        let uses = tree.at(&["deployment", service]).is_some_and(|d| {
            let used =
                |p: &(&str, &Node)| tree.get(p.1, "profile").and_then(Node::text) == Some(profile);
            tree.pairs(d).iter().any(used)
        });
        let params = tree.get(node, "params").filter(|_| uses);
        storages.extend(params.and_then(|p| tree.get(p, "storage")));
    }
    for storage in storages {
        names.key(storage);
    }
    let splices = names.done();
    work.apply_all(splices)
}
