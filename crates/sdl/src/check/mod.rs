//! What the reference refuses after decoding: references, limits, the manifest.

mod groups;
mod manifest;
mod semantic;

pub(crate) use groups::groups;
pub(crate) use manifest::manifest;
pub(crate) use semantic::semantic;

use foldhash::{HashMap, HashMapExt};

use crate::problem::{Fix, MOST, Problem, Severity, Stage, TextEdit};
use crate::yaml::{NodeId, NodeKind, Tree};

/// Collects problems by path; the place comes from the tree.
pub(crate) struct Findings<'t> {
    pub tree: &'t Tree,
    pub problems: Vec<Problem>,
    /// Keys of large mappings that were looked into.
    index: HashMap<NodeId, HashMap<&'t str, (NodeId, NodeId)>>,
}

/// Mappings with more children than this are looked into by an index.
const LARGE: usize = 64;

impl<'t> Findings<'t> {
    pub(crate) fn new(tree: &'t Tree, problems: Vec<Problem>) -> Self {
        Findings {
            tree,
            problems,
            index: HashMap::new(),
        }
    }

    pub(crate) fn error(
        &mut self,
        stage: Stage,
        code: &'static str,
        path: &[&str],
        message: impl Into<String>,
    ) {
        self.add(stage, Severity::Error, code, path, message, None);
    }

    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        path: &[&str],
        message: impl Into<String>,
        instead: Option<(&str, String)>,
    ) {
        self.add(
            Stage::Validate,
            Severity::Warning,
            code,
            path,
            message,
            instead,
        );
    }

    /// `instead` is a title and the text that replaces the scalar at `path`.
    fn add(
        &mut self,
        stage: Stage,
        severity: Severity,
        code: &'static str,
        path: &[&str],
        message: impl Into<String>,
        instead: Option<(&str, String)>,
    ) {
        // Errors of later steps are looked for only where there is none yet, so none is lost here.
        if self.problems.len() >= MOST {
            return;
        }
        let (start, end, value) = self.place(path);
        // A fix replaces a value, so there is none where only a key above it was found.
        let exact = value.is_some_and(|value| {
            matches!(
                self.tree.node(value).kind,
                NodeKind::Scalar | NodeKind::Alias
            )
        });
        let fix = instead.filter(|_| exact).map(|(title, text)| Fix {
            title: title.to_owned(),
            edit: TextEdit { start, end, text },
        });
        self.problems.push(Problem {
            code,
            severity,
            stage,
            path: path.join("."),
            start,
            end,
            message: message.into(),
            fix: fix.map(Box::new),
        });
    }

    /// Where `path` is: its scalar, else its key, else the key of the deepest part that exists; and its value if all of
    /// it exists.
    fn place(&mut self, path: &[&str]) -> (usize, usize, Option<NodeId>) {
        let tree = self.tree;
        let Some(mut at) = tree.root else {
            return (0, 0, None);
        };
        let (mut start, mut end) = crate::decode::span(tree, at);
        for (depth, segment) in path.iter().enumerate() {
            let Some((key, value)) = self.child(at, segment) else {
                return (start, end, None);
            };
            let last = depth + 1 == path.len();
            let node = tree.node(value);
            let shows = matches!(node.kind, NodeKind::Scalar | NodeKind::Alias)
                && node.end() > node.start();
            (start, end) = match key {
                Some(key) if !(last && shows) => (tree.node(key).start(), tree.node(key).end()),
                _ => crate::decode::span(tree, value),
            };
            at = value;
        }
        (start, end, Some(at))
    }

    /// The value at a path, if all of it exists.
    pub(crate) fn find(&mut self, path: &[&str]) -> Option<NodeId> {
        self.place(path).2
    }

    fn child(&mut self, at: NodeId, segment: &str) -> Option<(Option<NodeId>, NodeId)> {
        let tree = self.tree;
        let at = tree.follow(at);
        let large = tree.node(at).kind == NodeKind::Mapping && tree.children(at).len() > LARGE;
        if !large {
            return child(tree, at, segment);
        }
        let index = self.index.entry(at).or_insert_with(|| {
            let pairs = tree.pairs(at);
            pairs
                .map(|(key, value)| (tree.value(tree.follow(key)), (key, value)))
                .collect()
        });
        match index.get(segment) {
            Some(&(key, value)) => Some((Some(key), value)),
            None => child(tree, at, segment),
        }
    }

    /// True if an error of the stage, or an earlier one, was found.
    pub(crate) fn refused(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }
}

/// The key (for a mapping) and value under one segment, through aliases and merge keys.
fn child(tree: &Tree, at: NodeId, segment: &str) -> Option<(Option<NodeId>, NodeId)> {
    let at = tree.follow(at);
    let node = tree.node(at);
    match node.kind {
        NodeKind::Sequence => tree
            .children(at)
            .get(segment.parse::<usize>().ok()?)
            .map(|&item| (None, item)),
        NodeKind::Mapping => {
            let direct = tree
                .pairs(at)
                .filter(|&(key, _)| tree.value(tree.follow(key)) == segment)
                .last();
            let merged = || {
                let (_, merge) = tree.pairs(at).find(|&(key, _)| tree.is_merge(key))?;
                let source = tree.follow(merge);
                tree.pairs(source)
                    .find(|&(key, _)| tree.value(key) == segment)
            };
            direct
                .or_else(merged)
                .map(|(key, value)| (Some(key), value))
        }
        _ => None,
    }
}

/// True for a name the chain takes for an attribute.
pub(crate) fn attribute_key_ok(key: &str) -> bool {
    let word = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    let body = |c: u8| word(c) || matches!(c, b'/' | b'.' | b'-');
    let bytes = key.as_bytes();
    let Some((&first, rest)) = bytes.split_first() else {
        return false;
    };
    if !first.is_ascii_alphabetic() || rest.is_empty() {
        return false;
    }
    let plain = rest.len() <= 126 && rest.iter().all(|&c| body(c));
    let (last, middle) = (rest[rest.len() - 1], &rest[..rest.len() - 1]);
    let starred = (1..=126).contains(&middle.len())
        && middle.iter().all(|&c| body(c))
        && (word(last) || last == b'*');
    plain || starred
}

/// Go's white space, trimmed.
pub(crate) fn go_trim(text: &str) -> &str {
    text.trim()
}
