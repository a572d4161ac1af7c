//! What the reference refuses after decoding: references, limits, the manifest.

mod groups;
mod manifest;
mod semantic;

pub(crate) use groups::groups;
pub(crate) use manifest::manifest;
pub(crate) use semantic::semantic;

use crate::problem::{Fix, Problem, Severity, Stage, TextEdit};
use crate::yaml::{NodeId, NodeKind, Tree};

/// Collects problems by path; the place comes from the tree.
pub(crate) struct Findings<'t> {
    pub tree: &'t Tree,
    pub problems: Vec<Problem>,
}

impl Findings<'_> {
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
        let (start, end) = place(self.tree, path);
        // A fix replaces a value, so there is none where only a key above it was found.
        let scalar = |(_, value)| {
            matches!(
                self.tree.node(value).kind,
                NodeKind::Scalar | NodeKind::Alias
            )
        };
        let exact = self
            .tree
            .root
            .and_then(|root| walk(self.tree, root, path))
            .is_some_and(scalar);
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
            fix,
        });
    }

    /// True if an error of the stage, or an earlier one, was found.
    pub(crate) fn refused(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }
}

/// Where `path` is: its scalar, else its key, else the key of the deepest part that exists.
pub(crate) fn place(tree: &Tree, path: &[&str]) -> (usize, usize) {
    let Some(mut at) = tree.root else {
        return (0, 0);
    };
    let mut found = crate::decode::span(tree, at);
    for (depth, segment) in path.iter().enumerate() {
        let Some((key, value)) = child(tree, at, segment) else {
            break;
        };
        let node = tree.node(value);
        let last = depth + 1 == path.len();
        let shows = |id: NodeId| {
            let node = tree.node(id);
            matches!(node.kind, NodeKind::Scalar | NodeKind::Alias) && node.end > node.start
        };
        found = match key {
            _ if last && shows(value) => (node.start, node.end),
            Some(key) => (tree.node(key).start, tree.node(key).end),
            None => (
                node.start,
                tree.children(value)
                    .first()
                    .map_or(node.end, |&first| tree.node(first).end),
            ),
        };
        at = value;
    }
    found
}

fn walk(tree: &Tree, root: NodeId, path: &[&str]) -> Option<(Option<NodeId>, NodeId)> {
    path.iter()
        .try_fold((None, root), |(_, at), segment| child(tree, at, segment))
}

/// The key (for a mapping) and value under one segment, through aliases and merge keys.
pub(crate) fn child(tree: &Tree, at: NodeId, segment: &str) -> Option<(Option<NodeId>, NodeId)> {
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
