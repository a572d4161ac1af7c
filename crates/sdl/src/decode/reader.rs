//! Typed reading of nodes: text, numbers, lists, maps and structs.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::model::Text;
use crate::number;
use crate::problem::{Fix, Problem, Severity, Stage, TextEdit};
use crate::yaml::{Node, NodeId, NodeKind, Resolved, Style, Tree};

/// Reads below this many steps never count as aliasing abuse.
const FREE_STEPS: u64 = 1000;
/// Steps through aliases after which any document is refused.
const ALIAS_STEPS: u64 = 400_000;

pub(crate) struct Reader<'t> {
    pub tree: &'t Tree,
    pub problems: Vec<Problem>,
    path: Vec<Segment<'t>>,
    steps: u64,
    alias_steps: u64,
    alias_depth: u32,
    all_alias_steps: u64,
    /// True once reading must stop.
    pub stopped: bool,
    merging: Vec<NodeId>,
}

#[derive(Clone, Copy)]
enum Segment<'t> {
    Key(&'t str),
    Index(usize),
}

impl<'t> Reader<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Reader {
            tree,
            problems: Vec::new(),
            path: Vec::new(),
            steps: 0,
            alias_steps: 0,
            alias_depth: 0,
            all_alias_steps: 0,
            stopped: false,
            merging: Vec::new(),
        }
    }

    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for segment in &self.path {
            if !path.is_empty() {
                path.push('.');
            }
            match segment {
                Segment::Key(key) => path.push_str(key),
                Segment::Index(index) => path.push_str(&index.to_string()),
            }
        }
        path
    }

    pub(crate) fn fail(&mut self, code: &'static str, id: NodeId, message: impl Into<String>) {
        self.fail_with(code, id, message, None);
    }

    /// A problem whose fix replaces the whole scalar.
    pub(crate) fn fail_with(
        &mut self,
        code: &'static str,
        id: NodeId,
        message: impl Into<String>,
        instead: Option<String>,
    ) {
        let node = self.tree.node(id);
        let (start, end) = span(self.tree, id);
        let fix = instead
            .filter(|_| node.kind == NodeKind::Scalar)
            .map(|text| Fix {
                title: format!("Write {text}"),
                edit: TextEdit {
                    start: node.start,
                    end: node.end,
                    text,
                },
            });
        let path = self.path();
        self.problems.push(Problem {
            code,
            severity: Severity::Error,
            stage: Stage::Decode,
            path,
            start,
            end,
            message: message.into(),
            fix,
        });
    }

    fn count(&mut self, id: NodeId) -> bool {
        self.steps += 1;
        if self.alias_depth > 0 {
            self.alias_steps += 1;
            self.all_alias_steps += 1;
        }
        let share = self.alias_steps as f64 / self.steps as f64;
        let abuse = self.alias_steps > 100 && self.steps > FREE_STEPS && share > 0.99;
        if !self.stopped && (abuse || self.all_alias_steps > ALIAS_STEPS) {
            self.fail("alias-bomb", id, "aliases repeat too much of the document");
            self.stopped = true;
        }
        !self.stopped
    }

    /// Reads a node or what it is an alias for. `None` once reading has stopped.
    pub(crate) fn at<R>(
        &mut self,
        id: NodeId,
        read: impl FnOnce(&mut Self, NodeId) -> Option<R>,
    ) -> Option<R> {
        if !self.count(id) {
            return None;
        }
        match self.tree.node(id).kind {
            NodeKind::Alias => {}
            NodeKind::Scalar if self.tree.is_false_null(id) => {
                self.fail("tag", id, "the value does not fit its tag");
                return None;
            }
            _ => return read(self, id),
        }
        self.alias_depth += 1;
        let target = self.tree.follow(id);
        let done = if !self.count(target) {
            None
        } else if self.node(target).kind == NodeKind::Scalar && self.tree.is_false_null(target) {
            self.fail("tag", target, "the value does not fit its tag");
            None
        } else {
            read(self, target)
        };
        self.alias_depth -= 1;
        done
    }

    /// Reads like the reference's own decoders of single types, which count aliases afresh.
    pub(crate) fn afresh<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> R {
        let saved = (self.steps, self.alias_steps, self.alias_depth);
        (self.steps, self.alias_steps) = (0, 0);
        let done = read(self);
        (self.steps, self.alias_steps, self.alias_depth) = saved;
        done
    }

    pub(crate) fn node(&self, id: NodeId) -> &'t Node {
        self.tree.node(id)
    }

    pub(crate) fn mismatch(&mut self, id: NodeId, wanted: &str) {
        let found = match self.node(id).kind {
            NodeKind::Mapping => "a mapping",
            NodeKind::Sequence => "a list",
            _ => "a single value",
        };
        if self.node(id).kind == NodeKind::Mapping {
            self.unique(id);
        }
        self.fail(
            "type",
            id,
            format!("{wanted} is expected here, {found} was found"),
        );
    }

    /// Text of any scalar, as written. `None` for null.
    pub(crate) fn text(&mut self, id: NodeId) -> Option<Text<'t>> {
        self.at(id, |reader, id| {
            if reader.node(id).kind != NodeKind::Scalar {
                if !reader.tree.is_null(id) {
                    reader.mismatch(id, "text");
                }
                return None;
            }
            match reader.tree.resolve(id) {
                Resolved::Null => None,
                Resolved::Contradiction => {
                    reader.fail("tag", id, "the value does not fit its tag");
                    None
                }
                _ if reader.tree.tag(id) == Some("!!binary") => {
                    match base64(reader.tree.value(id)) {
                        Some(bytes) => Some(Cow::Owned(lossy(&bytes))),
                        None => {
                            reader.fail("tag", id, "the value is not base64");
                            None
                        }
                    }
                }
                _ => Some(Cow::Borrowed(reader.tree.value(id))),
            }
        })
    }

    /// Text into a field: null leaves it as it is.
    pub(crate) fn text_into(&mut self, id: NodeId, field: &mut Text<'t>) {
        if let Some(text) = self.text(id) {
            *field = text;
        }
    }

    /// A 32-bit unsigned number; floats are truncated, quoted numbers refused.
    pub(crate) fn u32_into(&mut self, id: NodeId, field: &mut u32) {
        let read = self.at(id, |reader, id| {
            if reader.node(id).kind != NodeKind::Scalar {
                if !reader.tree.is_null(id) {
                    reader.mismatch(id, "a whole number");
                }
                return None;
            }
            let max = u64::from(u32::MAX);
            let value = match reader.tree.resolve(id) {
                Resolved::Null => return None,
                Resolved::Int(value) => u64::try_from(value).ok(),
                Resolved::Unsigned(value) => Some(value),
                Resolved::Float(value) if value <= u64::MAX as f64 => Some(number::to_u64(value)),
                _ => None,
            };
            match value.filter(|&value| value <= max) {
                Some(value) => Some(value as u32),
                None => {
                    let text = reader.tree.value(id);
                    let unquoted = reader.node(id).style != Style::Plain
                        && number::unsigned(text, max).is_some();
                    let instead = unquoted.then(|| text.to_owned());
                    let message = if unquoted {
                        "a number is expected here without quotes".to_owned()
                    } else {
                        format!("a whole number from 0 to {max} is expected here")
                    };
                    reader.fail_with("number", id, message, instead);
                    None
                }
            }
        });
        if let Some(value) = read {
            *field = value;
        }
    }

    pub(crate) fn bool_into(&mut self, id: NodeId, field: &mut bool) {
        let read = self.at(id, |reader, id| {
            if reader.node(id).kind != NodeKind::Scalar {
                if !reader.tree.is_null(id) {
                    reader.mismatch(id, "true or false");
                }
                return None;
            }
            let text = reader.tree.value(id);
            match reader.tree.resolve(id) {
                Resolved::Null => None,
                Resolved::Bool(value) => Some(value),
                Resolved::Text
                    if matches!(text, "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON") =>
                {
                    Some(true)
                }
                Resolved::Text
                    if matches!(text, "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF") =>
                {
                    Some(false)
                }
                _ => {
                    let word = text.to_ascii_lowercase();
                    let instead = matches!(&*word, "true" | "false").then_some(word);
                    reader.fail_with(
                        "bool",
                        id,
                        "true or false is expected here, without quotes",
                        instead,
                    );
                    None
                }
            }
        });
        if let Some(value) = read {
            *field = value;
        }
    }

    /// A list; `None` for null, items that read as nothing are dropped.
    pub(crate) fn list<T>(
        &mut self,
        id: NodeId,
        wanted: &str,
        mut item: impl FnMut(&mut Self, NodeId) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.at(id, |reader, id| {
            let node = reader.node(id);
            if reader.tree.is_null(id) {
                return None;
            }
            if node.kind != NodeKind::Sequence {
                reader.mismatch(id, wanted);
                return None;
            }
            let children = reader.tree.children(id);
            let mut out = Vec::with_capacity(children.len());
            for (index, &child) in children.iter().enumerate() {
                reader.path.push(Segment::Index(index));
                out.extend(item(reader, child));
                reader.path.pop();
                if reader.stopped {
                    break;
                }
            }
            Some(out)
        })
    }

    pub(crate) fn texts(&mut self, id: NodeId) -> Option<Vec<Text<'t>>> {
        self.list(id, "a list", Self::text)
    }

    /// A map into `out`; a value that is null becomes the default, a null map empties `out`.
    pub(crate) fn map_into<T: Default>(
        &mut self,
        id: NodeId,
        out: &mut BTreeMap<Text<'t>, T>,
        wanted: &str,
        mut value: impl FnMut(&mut Self, NodeId) -> Option<T>,
    ) -> bool {
        let entries = self.at(id, |reader, id| {
            if reader.tree.is_null(id) {
                return Some(None);
            }
            if reader.node(id).kind != NodeKind::Mapping {
                reader.mismatch(id, wanted);
                return None;
            }
            Some(Some(reader.entries(id)))
        });
        let entries = match entries {
            None => return false,
            Some(None) => {
                out.clear();
                return true;
            }
            Some(Some(entries)) => entries,
        };
        let depth = u32::from(self.node(id).kind == NodeKind::Alias);
        self.alias_depth += depth;
        for (key, node) in entries {
            let Some(name) = self.text(key) else { continue };
            self.path
                .push(Segment::Key(self.tree.value(self.tree.follow(key))));
            let read = value(self, node);
            self.path.pop();
            match read {
                Some(read) => {
                    out.insert(name, read);
                }
                None if self.tree.is_null(node) => {
                    out.entry(name).or_default();
                }
                None => {}
            }
            if self.stopped {
                break;
            }
        }
        self.alias_depth -= depth;
        true
    }

    /// Every field of a struct, with its name. False for null and for what is no mapping.
    pub(crate) fn fields(
        &mut self,
        id: NodeId,
        wanted: &str,
        mut field: impl FnMut(&mut Self, &str, NodeId),
    ) -> bool {
        self.at(id, |reader, id| {
            if reader.tree.is_null(id) {
                return None;
            }
            if reader.node(id).kind != NodeKind::Mapping {
                reader.mismatch(id, wanted);
                return None;
            }
            for (key, value) in reader.entries(id) {
                let Some(name) = reader.text(key) else {
                    continue;
                };
                reader
                    .path
                    .push(Segment::Key(reader.tree.value(reader.tree.follow(key))));
                field(reader, &name, value);
                reader.path.pop();
                if reader.stopped {
                    return None;
                }
            }
            Some(())
        })
        .is_some()
    }

    pub(crate) fn under<R>(&mut self, key: &'t str, read: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(Segment::Key(key));
        let done = read(self);
        self.path.pop();
        done
    }

    pub(crate) fn under_index<R>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(Segment::Index(index));
        let done = read(self);
        self.path.pop();
        done
    }

    fn unique(&mut self, id: NodeId) -> bool {
        let children = self.tree.children(id);
        let mut seen: HashMap<(NodeKind, &str), ()> = HashMap::new();
        let mut ok = true;
        let small = children.len() <= 24;
        for (index, pair) in children.chunks_exact(2).enumerate() {
            let key = (self.node(pair[0]).kind, self.tree.value(pair[0]));
            let double = if small {
                children
                    .chunks_exact(2)
                    .take(index)
                    .any(|p| (self.node(p[0]).kind, self.tree.value(p[0])) == key)
            } else {
                seen.insert(key, ()).is_some()
            };
            if double {
                self.fail(
                    "duplicate-key",
                    pair[0],
                    format!("the key {:?} is given twice", key.1),
                );
                ok = false;
            }
        }
        ok
    }

    /// Keys and values of a mapping with merged ones after its own; the first of a name wins.
    fn entries(&mut self, id: NodeId) -> Vec<(NodeId, NodeId)> {
        if !self.unique(id) {
            return Vec::new();
        }
        let children = self.tree.children(id);
        if !children
            .chunks_exact(2)
            .any(|pair| self.tree.is_merge(pair[0]))
        {
            return children
                .chunks_exact(2)
                .map(|pair| (pair[0], pair[1]))
                .collect();
        }
        let mut out = Vec::new();
        let mut seen = std::collections::HashSet::new();
        self.merge_entries(id, &mut out, &mut seen);
        out
    }

    fn merge_entries(
        &mut self,
        id: NodeId,
        out: &mut Vec<(NodeId, NodeId)>,
        seen: &mut std::collections::HashSet<&'t str>,
    ) {
        if self.stopped {
            return;
        }
        if self.merging.contains(&id) || self.merging.len() > 200 {
            self.fail("merge", id, "a merge key leads back to its own mapping");
            self.stopped = true;
            return;
        }
        self.merging.push(id);
        let tree = self.tree;
        let mut merge = None;
        for pair in tree.children(id).chunks_exact(2) {
            if tree.is_merge(pair[0]) {
                merge = Some(pair[1]);
            } else if self.count(pair[0]) && seen.insert(tree.value(tree.follow(pair[0]))) {
                out.push((pair[0], pair[1]));
            }
        }
        if let Some(merge) = merge {
            let sources = match tree.node(merge).kind {
                NodeKind::Sequence => tree.children(merge).to_vec(),
                _ => vec![merge],
            };
            for source in sources {
                let target = tree.follow(source);
                if tree.node(target).kind != NodeKind::Mapping {
                    self.fail(
                        "merge",
                        merge,
                        "a merge key needs a mapping or a list of mappings",
                    );
                    self.stopped = true;
                    break;
                }
                self.alias_depth += 1;
                if self.unique(target) {
                    self.merge_entries(target, out, seen);
                }
                self.alias_depth -= 1;
            }
        }
        self.merging.pop();
    }
}

/// Where a person would look for a node: a scalar itself, the first line of a collection.
pub(crate) fn span(tree: &Tree, id: NodeId) -> (usize, usize) {
    let node = tree.node(id);
    if node.start == node.end {
        return before(tree.source(), node.start);
    }
    if node.kind == NodeKind::Scalar || node.kind == NodeKind::Alias || node.style == Style::Flow {
        return (node.start, node.end);
    }
    match tree.children(id).first() {
        Some(&first) => (node.start, tree.node(first).end.max(node.start)),
        None => (node.start, node.end),
    }
}

/// The key, or the dash of the item, before a value that is not written.
fn before(text: &str, at: usize) -> (usize, usize) {
    let head = text.get(..at).unwrap_or_default();
    let line = head.trim_end_matches([' ', '\t']);
    let end = line
        .strip_suffix(':')
        .unwrap_or(line)
        .trim_end_matches([' ', '\t']);
    let start = end
        .rfind([' ', '\t', '\n', '\r', '{', '[', ','])
        .map_or(0, |i| i + 1);
    if start < end.len() && !head[start..].contains(['\n', '\r']) {
        (start, end.len())
    } else {
        (at, at)
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let clean: Vec<u8> = text
        .bytes()
        .filter(|c| !matches!(c, b'\r' | b'\n'))
        .collect();
    if !clean.len().is_multiple_of(4) {
        return None;
    }
    let mut out = Vec::with_capacity(clean.len() / 4 * 3);
    let groups = clean.len() / 4;
    for (index, group) in clean.chunks_exact(4).enumerate() {
        let padding = group.iter().rev().take_while(|&&c| c == b'=').count();
        if padding > 2 || (padding > 0 && index + 1 < groups) {
            return None;
        }
        let mut bits = 0u32;
        for &c in &group[..4 - padding] {
            let six = match c {
                b'A'..=b'Z' => c - b'A',
                b'a'..=b'z' => c - b'a' + 26,
                b'0'..=b'9' => c - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = (bits << 6) | u32::from(six);
        }
        bits <<= 6 * padding as u32;
        out.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(out)
}

/// Bytes to text; each byte that is not UTF-8 becomes one replacement character.
fn lossy(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                out.push_str(text);
                return out;
            }
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                out.push_str(std::str::from_utf8(good).unwrap_or_default());
                out.push('\u{FFFD}');
                rest = &bad[1..];
            }
        }
    }
}
