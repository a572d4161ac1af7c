//! A text and its tree, changed one place at a time.

use super::parse::{SyntaxError, parse};
use super::tree::{Kind, Node, Tree};
use super::write::{self, Splice, Value};

/// Why an edit can't be made. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text can't be read.
    #[error("Line {line} can't be read: {why} Mend it in the YAML first.")]
    Broken {
        /// Which line, from 1.
        line: usize,
        /// Why.
        why: String,
    },
    /// The value is written elsewhere and used here by an anchor.
    #[error("{0} is shared through an anchor. Change it in the YAML, where it is written.")]
    Shared(String),
    /// Something else stands where a map or list belongs.
    #[error("{0} is not written the way the form expects. Change it in the YAML.")]
    Shape(String),
    /// The service has no such part yet.
    #[error("{0} is missing. Add it in the YAML, or by the problem's remedy.")]
    Missing(String),
    /// The name is there already.
    #[error("There is a {0} already. Choose another name.")]
    Taken(String),
    /// Something needs what was to go.
    #[error("{0} is used by {1}. Give {1} another one first.")]
    Used(String, String),
}

/// The line of byte `at`, from 1.
#[must_use]
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1
}

pub(super) struct Work {
    pub(super) text: String,
    pub(super) tree: Tree,
}

/// What a walk along a path found.
enum Found<'a> {
    Entry {
        map: &'a Node,
        index: usize,
    },
    Item {
        list: &'a Node,
        index: usize,
    },
    /// `depth` keys were found; the next is missing in this map.
    Missing {
        map: &'a Node,
        depth: usize,
    },
    /// `depth` keys were found; the value of the last is nothing.
    Empty {
        map: &'a Node,
        index: usize,
        depth: usize,
    },
}

impl Work {
    pub(super) fn new(text: &str) -> Result<Self, EditError> {
        let tree = parse(text).map_err(|e| broken(text, &e))?;
        Ok(Self {
            text: text.into(),
            tree,
        })
    }

    fn apply(&mut self, splice: Splice) -> Result<(), EditError> {
        self.apply_all(vec![splice])
    }

    /// Several replacements that don't overlap.
    pub(super) fn apply_all(&mut self, mut splices: Vec<Splice>) -> Result<(), EditError> {
        splices.sort_by_key(|s| std::cmp::Reverse(s.at.start));
        splices.dedup();
        let ends = write::line_break(&self.text);
        if ends != "\n" {
            for splice in &mut splices {
                splice.with = splice.with.replace('\n', ends);
            }
        }
        let next = splices
            .iter()
            .fold(self.text.clone(), |text, s| s.apply(&text));
        self.tree = parse(&next).map_err(|e| broken(&next, &e))?;
        self.text = next;
        Ok(())
    }

    /// Follows keys, and `#3` for the item at index 3, only through what is written here.
    fn walk<'a>(&'a self, path: &[&str]) -> Result<Found<'a>, EditError> {
        // Of top-level sections with the same name the last that has it is meant.
        let count = self
            .tree
            .sections(path.first().copied().unwrap_or_default())
            .count();
        for section in (0..count).rev().filter(|_| count > 1) {
            match self.walk_in(path, section) {
                Ok(Found::Missing { .. } | Found::Empty { .. }) | Err(_) => {}
                found => return found,
            }
        }
        self.walk_in(path, count.saturating_sub(1))
    }

    fn walk_in<'a>(&'a self, path: &[&str], section: usize) -> Result<Found<'a>, EditError> {
        let mut node = &self.tree.root;
        for (depth, key) in path.iter().enumerate() {
            let last = depth + 1 == path.len();
            if let Some(index) = key.strip_prefix('#') {
                let index: usize = index.parse().map_err(|_| EditError::Shape((*key).into()))?;
                let item = node
                    .items()
                    .get(index)
                    .ok_or_else(|| EditError::Shape(path[depth.saturating_sub(1)].into()))?;
                if last {
                    return Ok(Found::Item { list: node, index });
                }
                node = self.open(&item.value, path[depth.saturating_sub(1)])?;
                continue;
            }
            let Kind::Map(entries) = &node.kind else {
                return Err(EditError::Shape(path[depth.saturating_sub(1)].into()));
            };
            let nth = if depth == 0 { section } else { 0 };
            let mut same = (0..entries.len()).filter(|&i| entries[i].key == *key);
            let Some(index) = same.nth(nth) else {
                if !last && self.tree.get(node, key).is_some() {
                    return Err(EditError::Shared((*key).into()));
                }
                return Ok(Found::Missing { map: node, depth });
            };
            if last {
                return Ok(Found::Entry { map: node, index });
            }
            if entries[index].value.is_null() && entries[index].value.anchor.is_none() {
                return Ok(Found::Empty {
                    map: node,
                    index,
                    depth: depth + 1,
                });
            }
            node = self.open(&entries[index].value, key)?;
        }
        Err(EditError::Shape(String::new()))
    }

    fn open<'a>(&self, node: &'a Node, key: &str) -> Result<&'a Node, EditError> {
        match node.kind {
            Kind::Alias(_) => Err(EditError::Shared(key.into())),
            Kind::Map(_) | Kind::Seq(_) => Ok(node),
            _ => Err(EditError::Shape(key.into())),
        }
    }

    /// The node written at `path`, not through anchors.
    pub(super) fn own(&self, path: &[&str]) -> Option<&Node> {
        match self.walk(path).ok()? {
            Found::Entry { map, index } => Some(&map.entries()[index].value),
            Found::Item { list, index } => Some(&list.items()[index].value),
            _ => None,
        }
    }

    /// Length of the list that is written at `path`.
    pub(super) fn tree_items(&self, path: &[&str]) -> usize {
        self.own(path).map_or(0, |n| n.items().len())
    }

    /// Writes `value` at `path`; what is missing on the way is made.
    pub(super) fn set(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        if self.tree.root.is_null() {
            let body = value.clone().under(path).behind_colon(0);
            let end = self.text.len();
            let gap = if self.text.is_empty() || self.text.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            let body = format!("{gap}{}\n", body.trim_start_matches('\n'));
            return self.apply(Splice {
                at: end..end,
                with: body,
            });
        }
        let splice = match self.walk(path)? {
            Found::Entry { map, index } => {
                let entry = &map.entries()[index];
                let same_kind = matches!(
                    (&entry.value.kind, value),
                    (Kind::Scalar(..), Value::Text(_) | Value::Raw(_))
                );
                if entry.value.anchor.is_some() && !same_kind {
                    return Err(EditError::Shared(entry.key.clone()));
                }
                write::replace(&self.text, map, entry, value)
            }
            Found::Item { list, index } => {
                let item = &list.items()[index];
                let with = match (&item.value.kind, value) {
                    (Kind::Scalar(before, style), Value::Text(text)) => {
                        let written = (before.as_str(), &self.text[item.value.at.clone()]);
                        write::like(text, written, *style, list.flow)
                    }
                    _ if list.flow => value.flow(),
                    _ => value.as_item(list.column + 2),
                };
                let gap = if item.value.kind == Kind::Null {
                    " "
                } else {
                    ""
                };
                Splice {
                    at: item.value.at.clone(),
                    with: format!("{gap}{with}"),
                }
            }
            Found::Missing { map, depth } => {
                let inner = value.clone().under(&path[depth + 1..]);
                write::append_entry(&self.text, map, path[depth], &inner)
            }
            Found::Empty { map, index, depth } => {
                let inner = value.clone().under(&path[depth..]);
                write::replace(&self.text, map, &map.entries()[index], &inner)
            }
        };
        self.apply(splice)
    }

    /// Takes out what is written at `path`; nothing there is no error.
    pub(super) fn unset(&mut self, path: &[&str]) -> Result<(), EditError> {
        let splice = match self.walk(path)? {
            Found::Entry { map, index } => {
                if map.entries()[index].value.anchor.is_some() {
                    return Err(EditError::Shared(map.entries()[index].key.clone()));
                }
                write::remove_entry(&self.text, map, index)
            }
            Found::Item { list, index } => write::remove_item(&self.text, list, index),
            Found::Missing { .. } | Found::Empty { .. } => return Ok(()),
        };
        self.apply(splice)
    }

    /// The same, and what is left empty above it down to `keep` keys.
    pub(super) fn unset_up(&mut self, path: &[&str], keep: usize) -> Result<(), EditError> {
        self.unset(path)?;
        let mut path = path;
        while path.len() > keep + 1 {
            path = &path[..path.len() - 1];
            let empty = self.own(path).is_some_and(|n| {
                n.is_null()
                    || (n.entries().is_empty() && n.items().is_empty() && n.text().is_none())
            });
            if !empty {
                break;
            }
            self.unset(path)?;
        }
        Ok(())
    }

    /// Puts `value` into the list at `path`, behind item `after`; makes the list where there is none.
    pub(super) fn insert(
        &mut self,
        path: &[&str],
        after: Option<usize>,
        value: Value,
    ) -> Result<(), EditError> {
        let splice = match self.own(path) {
            Some(list) if matches!(list.kind, Kind::Seq(_)) => {
                let after = after.filter(|i| *i < list.items().len());
                write::insert_item(&self.text, list, after, &value)
            }
            Some(node) if !node.is_null() => {
                return Err(EditError::Shape(path.last().copied().unwrap_or("").into()));
            }
            _ => return self.set(path, &Value::List(vec![value])),
        };
        self.apply(splice)
    }

    /// Makes the list at `path`, which reads as `old`, read as `new`; equal items stay untouched. `change` alters an item
    /// in place, `write` writes a new one.
    pub(super) fn sync<T: PartialEq>(
        &mut self,
        path: &[&str],
        old: &[T],
        new: &[T],
        write: impl Fn(&T) -> Value,
        change: impl Fn(&mut Self, &[&str], &T, &T) -> Result<(), EditError>,
    ) -> Result<(), EditError> {
        if old == new {
            return Ok(());
        }
        if new.is_empty() {
            return self.unset(path);
        }
        let is_list = self
            .own(path)
            .is_some_and(|n| matches!(n.kind, Kind::Seq(_)) && n.items().len() == old.len());
        if !is_list {
            return self.set(path, &Value::List(new.iter().map(&write).collect()));
        }
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let most = old.len().min(new.len()) - head;
        let tail = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take(most)
            .take_while(|(a, b)| a == b)
            .count();
        let (gone, come) = (old.len() - head - tail, new.len() - head - tail);
        let both = gone.min(come);
        for i in head..head + both {
            let index = format!("#{i}");
            let at: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
            change(self, &at, &old[i], &new[i])?;
        }
        for i in (head + both..head + gone).rev() {
            let index = format!("#{i}");
            let at: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
            self.unset(&at)?;
        }
        for (i, item) in new.iter().enumerate().take(head + come).skip(head + both) {
            self.insert(path, i.checked_sub(1), write(item))?;
        }
        Ok(())
    }

    /// The same for a list of texts.
    pub(super) fn sync_texts(
        &mut self,
        path: &[&str],
        old: &[String],
        new: &[String],
    ) -> Result<(), EditError> {
        self.sync(
            path,
            old,
            new,
            |t| Value::text(t.clone()),
            |work, at, _, now| work.set(at, &Value::text(now.clone())),
        )
    }
}

fn broken(text: &str, error: &SyntaxError) -> EditError {
    EditError::Broken {
        line: line_of(text, error.at.start),
        why: error.message.clone(),
    }
}
