//! Keys of a mapping: each once, and with merged ones.

use std::borrow::Cow;

use foldhash::{HashSet, HashSetExt};

use super::reader::Reader;
use crate::yaml::{NodeId, NodeKind};

/// Keys up to this number are compared with each other; more are hashed.
const FEW: usize = 12;

impl<'t> Reader<'t> {
    pub(super) fn unique(&mut self, id: NodeId) -> bool {
        let tree = self.tree;
        let pairs = tree.children(id).chunks_exact(2);
        let small = pairs.len() <= FEW;
        if self.distinct.contains(&id) {
            return true;
        }
        let mut few = std::mem::take(&mut self.keys);
        few.clear();
        let mut many = HashSet::with_capacity(if small { 0 } else { pairs.len() });
        let mut ok = true;
        for pair in pairs {
            let key = (tree.node(pair[0]).kind, tree.value(pair[0]));
            let double = if small {
                let known = few.contains(&key);
                few.push(key);
                known
            } else {
                !many.insert(key)
            };
            if double {
                self.fail(
                    "duplicate-key",
                    pair[0],
                    format!("the key {:?} is given twice", key.1),
                );
                ok = false;
            }
        }
        self.keys = few;
        // Large mappings that are merged many times are looked through once.
        if ok && !small {
            self.distinct.insert(id);
        }
        ok
    }

    /// Keys and values in turn of a mapping, with merged ones after its own; the first of a name wins.
    pub(super) fn entries(&mut self, id: NodeId) -> Cow<'t, [NodeId]> {
        if !self.unique(id) {
            return Cow::default();
        }
        let children = self.tree.children(id);
        if !children
            .chunks_exact(2)
            .any(|pair| self.tree.is_merge(pair[0]))
        {
            return Cow::Borrowed(children);
        }
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        self.merge_entries(id, &mut out, &mut seen);
        Cow::Owned(out)
    }

    fn merge_entries(&mut self, id: NodeId, out: &mut Vec<NodeId>, seen: &mut HashSet<&'t str>) {
        if self.stopped {
            return;
        }
        if self.merging.contains(&id) || self.merging.len() > 200 {
            self.fail("merge", id, "a merge key leads back to its own mapping");
            self.stopped = true;
            return;
        }
        self.merging.push(id);
        let tree = self.tree;
        let more = tree.children(id).len();
        out.reserve(more);
        seen.reserve(more / 2);
        let mut merge = None;
        for pair in tree.children(id).chunks_exact(2) {
            if tree.is_merge(pair[0]) {
                merge = Some(pair[1]);
            } else if self.count(pair[0]) && seen.insert(tree.value(tree.follow(pair[0]))) {
                out.extend_from_slice(pair);
            }
        }
        if let Some(merge) = merge {
            let sources = match tree.node(merge).kind {
                NodeKind::Sequence => tree.children(merge).to_vec(),
                _ => vec![merge],
            };
            for source in sources {
                let target = tree.follow(source);
                if tree.node(target).kind != NodeKind::Mapping {
                    self.fail(
                        "merge",
                        merge,
                        "a merge key needs a mapping or a list of mappings",
                    );
                    self.stopped = true;
                    break;
                }
                self.alias_depth += 1;
                if self.unique(target) {
                    self.merge_entries(target, out, seen);
                }
                self.alias_depth -= 1;
            }
        }
        self.merging.pop();
    }
}
