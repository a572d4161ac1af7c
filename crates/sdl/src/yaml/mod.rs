//! A YAML reader that keeps what a serde reader throws away: the raw text of every scalar, its
//! style and its place, and the order of keys.

mod blank;
mod chars;
mod flow;
mod parse;
mod queue;
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
pub(crate) type NodeId = u32;

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub kind: NodeKind,
    pub style: Style,
    /// Whether the tree has an [`Extra`] for it.
    extra: bool,
    start: u32,
    end: u32,
    /// A collection's first link, the node an alias stands for, where a scalar's text begins in the source.
    first: u32,
    /// How many links a collection has, how many bytes a scalar's text.
    count: u32,
}

impl Node {
    /// Where the content begins, after anchor and tag.
    pub(crate) fn start(&self) -> usize {
        self.start as usize
    }

    /// Where the content ends.
    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }
}

/// What few nodes have.
#[derive(Debug, Clone)]
struct Extra {
    node: NodeId,
    /// The tag as written, in short form (`!!int`).
    tag: Option<Box<str>>,
    /// A scalar's text where it is no slice of the source.
    made: Option<Box<str>>,
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
    /// Of the few nodes that have any, by node.
    extras: Vec<Extra>,
    /// Of the few nodes that have any, by node.
    marks: Vec<Marks>,
    /// `None` for a text without a document.
    pub root: Option<NodeId>,
}

impl Tree {
    /// Reads the first document; what follows a second document marker is not looked at.
    pub(crate) fn parse(text: &std::sync::Arc<str>) -> Result<Tree, SyntaxError> {
        if u32::try_from(text.len()).is_err() {
            return Err(SyntaxError {
                at: 0,
                end: 0,
                message: "the text is larger than 4 GiB",
            });
        }
        if let Some((at, c)) = forbidden(text) {
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
        parse::parse(text, &mut tree).map_err(|error| *error)?;
        Ok(tree)
    }

    /// The whole text.
    pub(crate) fn source(&self) -> &str {
        &self.text
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// Anchor and tag of a node, if it has any.
    pub(crate) fn marks(&self, id: NodeId) -> Option<&Marks> {
        let at = self.marks.binary_search_by_key(&id, |m| m.node).ok()?;
        self.marks.get(at)
    }

    /// The node itself, or what it is an alias for.
    pub(crate) fn follow(&self, id: NodeId) -> NodeId {
        let node = &self.nodes[id as usize];
        if node.kind == NodeKind::Alias {
            node.first
        } else {
            id
        }
    }

    /// A scalar's text, an alias's name, nothing for a collection.
    pub(crate) fn value(&self, id: NodeId) -> &str {
        let node = self.node(id);
        match node.kind {
            NodeKind::Scalar => {
                if let Some(made) = self.extra(id).and_then(|extra| extra.made.as_deref()) {
                    return made;
                }
                let from = node.first as usize;
                &self.text[from..from + node.count as usize]
            }
            NodeKind::Alias => &self.text[node.start() + 1..node.end()],
            _ => "",
        }
    }

    fn extra(&self, id: NodeId) -> Option<&Extra> {
        if !self.node(id).extra {
            return None;
        }
        let at = self.extras.binary_search_by_key(&id, |e| e.node).ok()?;
        self.extras.get(at)
    }

    /// The tag as written, in short form (`!!int`).
    pub(crate) fn tag(&self, id: NodeId) -> Option<&str> {
        self.extra(id)?.tag.as_deref()
    }

    /// Children of a collection; a mapping's keys and values alternate.
    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        let node = self.node(id);
        if !matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence) {
            return &[];
        }
        let first = node.first as usize;
        self.links
            .get(first..first + node.count as usize)
            .unwrap_or_default()
    }

    /// Key and value pairs of a mapping.
    pub(crate) fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let id = self.follow(id);
        let mapping = self.node(id).kind == NodeKind::Mapping;
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

/// The first character that may stand in no YAML text.
fn forbidden(text: &str) -> Option<(usize, char)> {
    // Most texts are plain ASCII: each block of one is told without a branch for a byte.
    let plain = |c: &u8| matches!(c, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    let simple = |block: &[u8]| block.iter().fold(true, |all, c| all & plain(c));
    if text.as_bytes().chunks(64).all(simple) {
        return None;
    }
    text.char_indices().find(|&(_, c)| !allowed(c))
}

fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
