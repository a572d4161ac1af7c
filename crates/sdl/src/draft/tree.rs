//! YAML as a tree of places in its text: what an edit needs to change one value and leave every other byte alone.

use std::ops::Range;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// `|` or `>`.
    Block,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is written.
    Null,
    /// A text, decoded.
    Scalar(String, Style),
    /// Keys and values in their order.
    Map(Vec<Entry>),
    /// Items in their order.
    Seq(Vec<Item>),
    /// `*name`.
    Alias(String),
    /// A collection that is nested deeper than anything a deployment needs; not looked into.
    Deep,
}

/// A node and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Bytes of its content, without anchor and tag.
    pub at: Range<usize>,
    /// Where its anchor or tag begins; else where its content begins.
    pub from: usize,
    /// Written in brackets.
    pub flow: bool,
    /// Column of its entries, for a block collection.
    pub column: usize,
    /// `&name`.
    pub anchor: Option<String>,
}

/// One key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, decoded; empty for a key that is no scalar.
    pub key: String,
    /// Where the entry begins, with the key's anchor or question mark.
    pub from: usize,
    /// Bytes of the key.
    pub key_at: Range<usize>,
    /// The value.
    pub value: Node,
    /// Byte behind the colon; behind the key where there is no colon.
    pub colon: usize,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Byte of its hyphen; of its content in brackets.
    pub from: usize,
    /// The value.
    pub value: Node,
}

impl Item {
    /// Byte behind the item.
    #[must_use]
    pub fn end(&self) -> usize {
        match self.value.kind {
            Kind::Null => self.value.at.end.max(self.from),
            _ => self.value.at.end,
        }
    }
}

impl Entry {
    /// Byte behind the entry.
    #[must_use]
    pub fn end(&self) -> usize {
        if self.value.kind == Kind::Null {
            self.colon.max(self.value.at.end)
        } else {
            self.value.at.end
        }
    }
}

impl Node {
    /// A node of nothing at byte `at`.
    #[must_use]
    pub const fn null(at: usize) -> Self {
        Self {
            kind: Kind::Null,
            at: at..at,
            from: at,
            flow: false,
            column: 0,
            anchor: None,
        }
    }

    /// The entries, if it is a map.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        match &self.kind {
            Kind::Seq(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing, `~` or `null` is written.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::Scalar(text, Style::Plain) => {
                matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// The entry with this key, written here; the last one where several are taken.
    #[must_use]
    pub fn own(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|e| e.key == key)
    }
}

/// A document: its tree and the anchors in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The top node.
    pub root: Node,
}

impl Tree {
    /// The node with anchor `name`; the last one written wins.
    #[must_use]
    pub fn anchored(&self, name: &str) -> Option<&Node> {
        fn find<'a>(node: &'a Node, name: &str, found: &mut Option<&'a Node>) {
            if node.anchor.as_deref() == Some(name) {
                *found = Some(node);
            }
            for entry in node.entries() {
                find(&entry.value, name, found);
            }
            for item in node.items() {
                find(&item.value, name, found);
            }
        }
        let mut found = None;
        find(&self.root, name, &mut found);
        found
    }

    /// `node`, or what it is an alias of.
    #[must_use]
    pub fn real<'a>(&'a self, node: &'a Node) -> &'a Node {
        let mut node = node;
        // A chain of aliases can be a circle.
        for _ in 0..8 {
            match &node.kind {
                Kind::Alias(name) => match self.anchored(name) {
                    Some(next) => node = next,
                    None => return node,
                },
                _ => return node,
            }
        }
        node
    }

    /// The value of `key` in `node`, also through aliases and merges.
    #[must_use]
    pub fn get<'a>(&'a self, node: &'a Node, key: &str) -> Option<&'a Node> {
        self.lookup(node, key, 0)
    }

    fn lookup<'a>(&'a self, node: &'a Node, key: &str, depth: usize) -> Option<&'a Node> {
        let node = self.real(node);
        if let Some(entry) = node.own(key) {
            return Some(self.real(&entry.value));
        }
        let merged = self.real(&node.own("<<")?.value);
        if depth > 8 {
            return None;
        }
        match &merged.kind {
            Kind::Seq(items) => items
                .iter()
                .find_map(|i| self.lookup(&i.value, key, depth + 1)),
            _ => self.lookup(merged, key, depth + 1),
        }
    }

    /// The value at `path`, through aliases and merges. Of top-level sections with the same name the last that has it.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        let Some((section, rest)) = path.split_first() else {
            return Some(self.real(&self.root));
        };
        self.sections(section).rev().find_map(|node| {
            rest.iter()
                .try_fold(self.real(node), |node, key| self.get(node, key))
        })
    }

    /// The values of the top-level entries with this key.
    pub(super) fn sections<'a, 'k>(
        &'a self,
        key: &'k str,
    ) -> impl DoubleEndedIterator<Item = &'a Node> + use<'a, 'k> {
        let entries = self.real(&self.root).entries().iter();
        entries.filter(move |e| e.key == key).map(|e| &e.value)
    }

    /// Keys and values of the map at `path` below `section`, from all sections of that name; a later one replaces an
    /// earlier one.
    #[must_use]
    pub fn pairs_at<'a>(&'a self, section: &'a str, path: &[&str]) -> Vec<(&'a str, &'a Node)> {
        let mut all: Vec<(&str, &Node)> = Vec::new();
        for node in self.sections(section) {
            let below = path
                .iter()
                .try_fold(self.real(node), |node, key| self.get(node, key));
            for (key, value) in below.map(|n| self.pairs(n)).unwrap_or_default() {
                match all.iter_mut().find(|(k, _)| *k == key) {
                    Some(known) => known.1 = value,
                    None => all.push((key, value)),
                }
            }
        }
        all
    }

    /// Keys and values of `node`, through aliases; merged ones after its own.
    #[must_use]
    pub fn pairs<'a>(&'a self, node: &'a Node) -> Vec<(&'a str, &'a Node)> {
        let node = self.real(node);
        let mut all: Vec<(&str, &Node)> = Vec::new();
        for entry in node.entries().iter().filter(|e| e.key != "<<") {
            all.push((&entry.key, self.real(&entry.value)));
        }
        if let Some(merge) = node.own("<<") {
            let merged = self.real(&merge.value);
            let parts: Vec<&Node> = match &merged.kind {
                Kind::Seq(items) => items.iter().map(|i| self.real(&i.value)).collect(),
                _ => vec![merged],
            };
            for part in parts {
                for entry in part.entries().iter().filter(|e| e.key != "<<") {
                    if !all.iter().any(|(k, _)| *k == entry.key) {
                        all.push((&entry.key, self.real(&entry.value)));
                    }
                }
            }
        }
        all
    }
}
