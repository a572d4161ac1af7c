//! A YAML reader that keeps what a serde reader throws away: the raw text of every scalar, its
//! style and its place, and the order of keys.

mod blank;
mod chars;
mod flow;
mod parse;
mod resolve;
mod scalar;
mod scan;
mod tag;

pub(crate) use resolve::{Resolved, whole};

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
    /// Index after that of its [`Extra`]; 0 where there is none.
    extra: u32,
    /// Where the content begins, after anchor and tag.
    pub start: usize,
    pub end: usize,
    /// Its first link, of a collection; the node it stands for, of an alias.
    first: u32,
    /// How many links it has.
    links: u32,
}

/// What few nodes have.
#[derive(Debug, Clone, Default)]
struct Extra {
    /// The tag as written, in short form (`!!int`).
    tag: Option<Box<str>>,
    /// A scalar's text where it is no slice of the source.
    owned: Option<Box<str>>,
}

/// Why a text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub at: usize,
    pub end: usize,
    pub message: &'static str,
}

/// What stands before a node's content.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    node: NodeId,
    /// Where the anchor or tag begins.
    pub from: usize,
    pub anchor: Option<Box<str>>,
}

/// The first document of a text.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    text: std::sync::Arc<str>,
    nodes: Vec<Node>,
    /// Children of all collections, those of one beside each other.
    links: Vec<NodeId>,
    extras: Vec<Extra>,
    /// Of the few nodes that have any, by node.
    marks: Vec<Marks>,
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
        let mut tree = Tree {
            text: text.clone(),
            nodes: Vec::with_capacity(text.len() / 12),
            links: Vec::with_capacity(text.len() / 12),
            extras: Vec::new(),
            marks: Vec::new(),
            root: None,
        };
        parse::parse(text, &mut tree)?;
        Ok(tree)
    }

    /// The whole text.
    pub(crate) fn source(&self) -> &str {
        &self.text
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// Anchor and tag of a node, if it has any.
    pub(crate) fn marks(&self, id: NodeId) -> Option<&Marks> {
        let at = self.marks.binary_search_by_key(&id, |m| m.node).ok()?;
        self.marks.get(at)
    }

    /// The node itself, or what it is an alias for.
    pub(crate) fn follow(&self, id: NodeId) -> NodeId {
        let node = &self.nodes[id];
        if node.kind == NodeKind::Alias {
            node.first as NodeId
        } else {
            id
        }
    }

    /// A scalar's text, an alias's name, nothing for a collection.
    pub(crate) fn value(&self, id: NodeId) -> &str {
        let node = &self.nodes[id];
        match (self.extra(id).and_then(|e| e.owned.as_deref()), node.kind) {
            (Some(owned), _) => owned,
            (None, NodeKind::Scalar) => match node.style {
                Style::Single | Style::Double => &self.text[node.start + 1..node.end - 1],
                _ => &self.text[node.start..node.end],
            },
            (None, NodeKind::Alias) => &self.text[node.start + 1..node.end],
            _ => "",
        }
    }

    fn extra(&self, id: NodeId) -> Option<&Extra> {
        let index = self.nodes[id].extra.checked_sub(1)?;
        self.extras.get(index as usize)
    }

    /// The tag as written, in short form (`!!int`).
    pub(crate) fn tag(&self, id: NodeId) -> Option<&str> {
        self.extra(id)?.tag.as_deref()
    }

    /// Children of a collection; a mapping's keys and values alternate.
    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        let node = &self.nodes[id];
        let first = node.first as usize;
        self.links
            .get(first..first + node.links as usize)
            .unwrap_or_default()
    }

    /// Key and value pairs of a mapping.
    pub(crate) fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let id = self.follow(id);
        let mapping = self.nodes[id].kind == NodeKind::Mapping;
        self.children(id)
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
