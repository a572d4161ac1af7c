//! The tree of a draft: the reader's own tree, with the places that an edit needs beside it.

use std::ops::Range;
use std::sync::Arc;

use super::tree::{Entry, Item, Kind, Node, Style, Tree};
use super::write::{behind_blank, line_start};
use crate::yaml::{self, NodeId, NodeKind};

/// Why a text can't be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong, one sentence.
    pub message: String,
    /// Bytes it is about.
    pub at: Range<usize>,
}

/// Collections deeper than this are left closed: nobody writes them, and a tree's owner walks it by recursion.
const DEEPEST: usize = 128;

/// Reads `text`.
///
/// # Errors
/// The first place that can't be read.
pub fn parse(text: &str) -> Result<Tree, SyntaxError> {
    let source: Arc<str> = text.into();
    let yaml = yaml::Tree::parse(&source).map_err(|e| SyntaxError {
        message: sentence(e.message),
        at: e.at.min(text.len())..e.end.min(text.len()),
    })?;
    let reader = Reader { text, yaml: &yaml };
    let root = match yaml.root {
        Some(root) => reader.node(root, 0),
        None => Node::null(text.len()),
    };
    Ok(Tree { root })
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}

struct Reader<'a> {
    text: &'a str,
    yaml: &'a yaml::Tree,
}

impl Reader<'_> {
    fn node(&self, id: NodeId, depth: usize) -> Node {
        let node = self.yaml.node(id);
        let marks = self.yaml.marks(id);
        let flow = node.style == yaml::Style::Flow;
        let mut out = Node {
            kind: Kind::Null,
            at: node.start()..node.end(),
            from: marks.map_or(node.start(), |m| m.from),
            flow,
            column: 0,
            anchor: marks.and_then(|m| m.anchor.as_deref().map(Into::into)),
        };
        match node.kind {
            NodeKind::Alias => out.kind = Kind::Alias(self.yaml.value(id).into()),
            NodeKind::Scalar => {
                let style = match node.style {
                    yaml::Style::Single => Style::Single,
                    yaml::Style::Double => Style::Double,
                    yaml::Style::Literal | yaml::Style::Folded => Style::Block,
                    _ => Style::Plain,
                };
                if style == Style::Block {
                    out.at.end = self.block_end(&out.at);
                }
                if style != Style::Plain || !out.at.is_empty() {
                    out.kind = Kind::Scalar(self.yaml.value(id).into(), style);
                }
            }
            _ if depth >= DEEPEST => out.kind = Kind::Deep,
            NodeKind::Sequence => {
                out.kind = Kind::Seq(self.items(id, flow, depth));
                if !flow {
                    out.column = self.column(node.start());
                }
            }
            NodeKind::Mapping => {
                out.kind = Kind::Map(self.entries(id, depth));
                if !flow {
                    out.column = self.column(node.start());
                }
            }
        }
        // A block collection ends with its last line, and block texts don't own the blank lines behind them.
        if !flow {
            let end = match &out.kind {
                Kind::Map(entries) => entries.last().map(Entry::end),
                Kind::Seq(items) => items.last().map(Item::end),
                _ => None,
            };
            out.at.end = end.unwrap_or(out.at.end);
        }
        out
    }

    fn items(&self, id: NodeId, flow: bool, depth: usize) -> Vec<Item> {
        let children = self.yaml.children(id);
        let mut items: Vec<Item> = Vec::with_capacity(children.len());
        let mut at = self.yaml.node(id).start();
        for &child in children {
            let value = self.node(child, depth + 1);
            let from = if flow {
                value.from
            } else {
                behind_blank(self.text, at)
            };
            items.push(Item { from, value });
            at = items.last().map_or(at, Item::end);
        }
        items
    }

    fn entries(&self, id: NodeId, depth: usize) -> Vec<Entry> {
        let children = self.yaml.children(id);
        let mut entries = Vec::with_capacity(children.len() / 2);
        for pair in children.chunks_exact(2) {
            let (key, value) = (self.yaml.node(pair[0]), self.node(pair[1], depth + 1));
            let behind = behind_blank(self.text, key.end());
            let colon = if self.text.as_bytes().get(behind) == Some(&b':') {
                behind + 1
            } else {
                key.end()
            };
            entries.push(Entry {
                // A key that is no scalar has no name.
                key: match key.kind {
                    NodeKind::Scalar => self.yaml.value(pair[0]).into(),
                    _ => String::new(),
                },
                from: self.key_from(pair[0]),
                key_at: key.start()..key.end(),
                value,
                colon,
            });
        }
        entries
    }

    /// Where an entry begins: at its question mark, anchor or tag where it has one.
    fn key_from(&self, key: NodeId) -> usize {
        let from = self
            .yaml
            .marks(key)
            .map_or(self.yaml.node(key).start(), |m| m.from);
        let before = self.text[..from].trim_end_matches([' ', '\t']);
        if before.ends_with('?') && before.len() < from {
            before.len() - 1
        } else {
            from
        }
    }

    fn column(&self, at: usize) -> usize {
        let start = line_start(self.text, at);
        self.text[start..at].trim_start_matches('\u{feff}').len()
    }

    /// Where the last line of a block text ends; with `+` the blank lines behind it belong to it.
    fn block_end(&self, at: &Range<usize>) -> usize {
        let text = &self.text[at.clone()];
        let head = text.lines().next().unwrap_or_default();
        let keeps = head.split('#').next().is_some_and(|h| h.contains('+'));
        let body = if keeps {
            text.strip_suffix('\n').unwrap_or(text)
        } else {
            text.trim_end()
        };
        let body = body.strip_suffix('\r').unwrap_or(body);
        let rest = &text[body.len()..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        at.start + body.len() + if keeps { 0 } else { blanks }
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
