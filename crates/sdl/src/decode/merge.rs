//! Keys of a mapping: each once, and with merged ones.

use std::borrow::Cow;
use std::collections::HashMap;

use super::reader::Reader;
use crate::yaml::{NodeId, NodeKind};

impl<'t> Reader<'t> {
    pub(super) fn unique(&mut self, id: NodeId) -> bool {
        let children = self.tree.children(id);
        let mut seen: HashMap<(NodeKind, &str), ()> = HashMap::new();
        let mut ok = true;
        let small = children.len() <= 24;
        for (index, pair) in children.chunks_exact(2).enumerate() {
            let key = (self.node(pair[0]).kind, self.tree.value(pair[0]));
            let double = if small {
                children
                    .chunks_exact(2)
                    .take(index)
                    .any(|p| (self.node(p[0]).kind, self.tree.value(p[0])) == key)
            } else {
                seen.insert(key, ()).is_some()
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
        let mut seen = std::collections::HashSet::new();
        self.merge_entries(id, &mut out, &mut seen);
        Cow::Owned(out)
    }

    fn merge_entries(
        &mut self,
        id: NodeId,
        out: &mut Vec<NodeId>,
        seen: &mut std::collections::HashSet<&'t str>,
    ) {
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
