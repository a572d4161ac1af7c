//! Tauri's channel hands long messages over on another way than short ones, so they arrive out of order, numbered.

use std::collections::BTreeMap;

/// Puts numbered messages back in order.
#[derive(Debug)]
pub(super) struct Ordered<T> {
    next: u64,
    early: BTreeMap<u64, T>,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self {
            next: 0,
            early: BTreeMap::new(),
        }
    }
}

impl<T> Ordered<T> {
    /// Takes message `index` and gives what is now in order. A number that was there already is dropped.
    pub(super) fn take(&mut self, index: u64, message: T) -> Vec<T> {
        if index < self.next {
            return Vec::new();
        }
        self.early.insert(index, message);
        let mut out = Vec::new();
        while let Some(message) = self.early.remove(&self.next) {
            out.push(message);
            self.next += 1;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_in_order() {
        let mut ordered = Ordered::default();
        let mut out = Vec::new();
        for index in [0u64, 2, 4, 1, 3, 5] {
            out.extend(ordered.take(index, index));
        }
        assert_eq!(out, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_repeated_message_is_dropped() {
        let mut ordered = Ordered::default();
        assert_eq!(ordered.take(0, 'a'), ['a']);
        assert!(ordered.take(0, 'a').is_empty());
        assert!(ordered.take(2, 'c').is_empty());
        assert_eq!(ordered.take(1, 'b'), ['b', 'c']);
    }
}
