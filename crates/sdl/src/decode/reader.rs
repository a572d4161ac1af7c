//! Typed reading of nodes: text, numbers, lists, maps and structs.

use std::borrow::Cow;

use foldhash::{HashSet, HashSetExt};

use super::binary::{base64, lossy};
use super::place::span;
use crate::map::Map;
use crate::model::Text;
use crate::number;
use crate::problem::{Fix, MOST, Problem, Severity, Stage, TextEdit};
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
    pub(super) alias_depth: u32,
    all_alias_steps: u64,
    /// True once reading must stop.
    pub stopped: bool,
    pub(super) merging: Vec<NodeId>,
    /// Keys of the mapping that is looked at; kept for its memory.
    pub(super) keys: Vec<(NodeKind, &'t str)>,
    /// Large mappings without a key that is given twice.
    pub(super) distinct: HashSet<NodeId>,
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
            keys: Vec::new(),
            distinct: HashSet::new(),
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
        if self.problems.len() >= MOST {
            return;
        }
        let node = self.tree.node(id);
        let (start, end) = span(self.tree, id);
        let fix = instead
            .filter(|_| node.kind == NodeKind::Scalar)
            .map(|text| Fix {
                title: format!("Write {text}"),
                edit: TextEdit {
                    start: node.start(),
                    end: node.end(),
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
            fix: fix.map(Box::new),
        });
    }

    pub(super) fn count(&mut self, id: NodeId) -> bool {
        self.steps += 1;
        if self.alias_depth > 0 {
            self.alias_steps += 1;
            self.all_alias_steps += 1;
        }
        let share = || self.alias_steps as f64 / self.steps as f64;
        let abuse = self.alias_steps > 100 && self.steps > FREE_STEPS && share() > 0.99;
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

    /// A node that is null: nothing, unless it only says so.
    pub(crate) fn nothing<R>(&mut self, id: NodeId) -> Option<R> {
        self.at(id, |_, _| None)
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
                reader.mismatch(id, "text");
                return None;
            }
            if reader.tree.tag(id).is_none() {
                let text = reader.tree.value(id);
                return (!reader.tree.is_null(id)).then_some(Cow::Borrowed(text));
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
                reader.mismatch(id, "a whole number");
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
                reader.mismatch(id, "true or false");
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
        out: &mut Map<'t, T>,
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
        out.reserve(entries.len() / 2);
        // Names whose value is null: what else says something of them stays.
        let mut unsaid = Vec::new();
        for pair in entries.chunks_exact(2) {
            let (key, node) = (pair[0], pair[1]);
            let Some(name) = self.text(key) else { continue };
            self.path
                .push(Segment::Key(self.tree.value(self.tree.follow(key))));
            let read = value(self, node);
            self.path.pop();
            match read {
                Some(read) => out.push(name, read),
                None if self.tree.is_null(node) => unsaid.push(name),
                None => {}
            }
            if self.stopped {
                break;
            }
        }
        self.alias_depth -= depth;
        out.settle();
        if !unsaid.is_empty() {
            unsaid.retain(|name| !out.contains_key(name));
            for name in unsaid {
                out.push(name, T::default());
            }
            out.settle();
        }
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
            for pair in reader.entries(id).chunks_exact(2) {
                let (key, value) = (pair[0], pair[1]);
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
}
