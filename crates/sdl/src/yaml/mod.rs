//! A YAML reader that keeps what a serde reader throws away: the raw text of every scalar, its
//! style and its place, and the order of keys.

mod chars;
mod parse;
mod resolve;
mod scalar;
mod scan;
mod tag;

pub(crate) use resolve::Resolved;

/// How a node was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
    Block,
    Flow,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum NodeKind {
    Scalar,
    Sequence,
    Mapping,
    Alias,
}

/// Index of a node in its tree.
pub(crate) type NodeId = usize;

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub kind: NodeKind,
    pub style: Style,
    /// The tag as written, in short form (`!!int`); `None` when there is none.
    pub tag: Option<Box<str>>,
    /// A scalar's text where it differs from the source between `start` and `end`.
    owned: Option<Box<str>>,
    /// Where the content begins, after anchor and tag.
    pub start: usize,
    pub end: usize,
    /// Children; a mapping's keys and values alternate.
    pub children: Vec<NodeId>,
    /// The node an alias stands for.
    pub target: NodeId,
}

/// Why a text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub at: usize,
    pub end: usize,
    pub message: &'static str,
}

/// The first document of a text.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    text: std::sync::Arc<str>,
    pub nodes: Vec<Node>,
    /// `None` for a text without a document.
    pub root: Option<NodeId>,
}

impl Tree {
    /// Reads the first document; what follows a second document marker is not looked at.
    pub(crate) fn parse(text: &std::sync::Arc<str>) -> Result<Tree, SyntaxError> {
        // Most texts hold nothing but plain ASCII, which is told byte by byte.
        let simple = text
            .bytes()
            .all(|c| matches!(c, b' '..=b'~' | b'\n' | b'\r' | b'\t'));
        let bad = if simple {
            None
        } else {
            text.char_indices().find(|&(_, c)| !allowed(c))
        };
        if let Some((at, c)) = bad {
            return Err(SyntaxError {
                at,
                end: at + c.len_utf8(),
                message: "control characters are not allowed",
            });
        }
        let (nodes, root) = parse::parse(text)?;
        Ok(Tree {
            text: text.clone(),
            nodes,
            root,
        })
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// The node itself, or what it is an alias for.
    pub(crate) fn follow(&self, id: NodeId) -> NodeId {
        let node = &self.nodes[id];
        if node.kind == NodeKind::Alias {
            node.target
        } else {
            id
        }
    }

    /// A scalar's text, an alias's name, nothing for a collection.
    pub(crate) fn value(&self, id: NodeId) -> &str {
        let node = &self.nodes[id];
        match (&node.owned, node.kind) {
            (Some(owned), _) => owned,
            (None, NodeKind::Scalar) => &self.text[node.start..node.end],
            (None, NodeKind::Alias) => &self.text[node.start + 1..node.end],
            _ => "",
        }
    }

    /// Key and value pairs of a mapping.
    pub(crate) fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let children = &self.nodes[self.follow(id)];
        let mapping = children.kind == NodeKind::Mapping;
        children
            .children
            .chunks_exact(2)
            .filter(move |_| mapping)
            .map(|pair| (pair[0], pair[1]))
    }

    /// The last value under `key`; keys are compared by their text.
    pub(crate) fn get(&self, id: NodeId, key: &str) -> Option<(NodeId, NodeId)> {
        self.pairs(id).filter(|&(k, _)| self.value(k) == key).last()
    }
}

fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
