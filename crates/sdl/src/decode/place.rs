//! Where a person would look for a node.

use crate::yaml::{NodeId, NodeKind, Style, Tree};

/// Where a person would look for a node: a scalar itself, the first line of a collection.
pub(crate) fn span(tree: &Tree, id: NodeId) -> (usize, usize) {
    let node = tree.node(id);
    if node.start() == node.end() {
        return before(tree.source(), node.start());
    }
    if node.kind == NodeKind::Scalar || node.kind == NodeKind::Alias || node.style == Style::Flow {
        return (node.start(), node.end());
    }
    match tree.children(id).first() {
        Some(&first) => (node.start(), tree.node(first).end().max(node.start())),
        None => (node.start(), node.end()),
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
