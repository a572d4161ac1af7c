//! A map in one allocation: pairs sorted by name, beside each other.

use crate::model::Text;

/// Values by name, in the order of the names' bytes.
#[derive(Debug, Clone)]
pub(crate) struct Map<'t, V> {
    pairs: Vec<(Text<'t>, V)>,
    /// So many pairs are sorted; the others wait for [`settle`](Map::settle).
    settled: usize,
}

impl<V> Default for Map<'_, V> {
    fn default() -> Self {
        Map {
            pairs: Vec::new(),
            settled: 0,
        }
    }
}

impl<'t, V> Map<'t, V> {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.pairs[..self.settled].binary_search_by(|(key, _)| (**key).cmp(name))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        self.find(name).ok().map(|at| &self.pairs[at].1)
    }

    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Text<'t>, &V)> {
        self.pairs.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Text<'t>> {
        self.pairs.iter().map(|(key, _)| key)
    }

    pub(crate) fn clear(&mut self) {
        self.pairs.clear();
        self.settled = 0;
    }

    /// Sets one value; for maps that stay small.
    pub(crate) fn set(&mut self, name: Text<'t>, value: V) {
        match self.find(&name) {
            Ok(at) => self.pairs[at].1 = value,
            Err(at) => {
                self.pairs.insert(at, (name, value));
                self.settled += 1;
            }
        }
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        self.pairs.reserve_exact(more);
    }

    /// Adds a value that can be found after [`settle`](Map::settle).
    pub(crate) fn push(&mut self, name: Text<'t>, value: V) {
        self.pairs.push((name, value));
    }

    /// Sorts what was pushed; of one name the last counts.
    pub(crate) fn settle(&mut self) {
        if !self.pairs.is_sorted_by(|a, b| a.0 < b.0) {
            self.pairs.sort_by(|a, b| a.0.cmp(&b.0));
            self.pairs.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    std::mem::swap(&mut later.1, &mut earlier.1);
                }
                same
            });
        }
        self.settled = self.pairs.len();
    }
}

impl<'t, V> IntoIterator for Map<'t, V> {
    type Item = (Text<'t>, V);
    type IntoIter = std::vec::IntoIter<(Text<'t>, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.pairs.into_iter()
    }
}

impl<'a, 't, V> IntoIterator for &'a Map<'t, V> {
    type Item = (&'a Text<'t>, &'a V);
    type IntoIter =
        std::iter::Map<std::slice::Iter<'a, (Text<'t>, V)>, fn(&'a (Text<'t>, V)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        let split: fn(&'a (Text<'t>, V)) -> Self::Item = |(key, value)| (key, value);
        self.pairs.iter().map(split)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_name_counts_and_names_are_in_order() {
        let mut map = Map::default();
        for (name, value) in [("b", 1), ("a", 2), ("c", 3), ("a", 4)] {
            map.push(Text::Borrowed(name), value);
        }
        assert_eq!(map.get("a"), None);
        map.settle();
        let all: Vec<_> = map.iter().map(|(k, v)| (k.to_string(), *v)).collect();
        assert_eq!(all, [("a".into(), 4), ("b".into(), 1), ("c".into(), 3)]);
        map.set(Text::Borrowed("bb"), 5);
        map.set(Text::Borrowed("c"), 6);
        let found = (map.get("bb"), map.get("c"), map.get("x"));
        assert_eq!(found, (Some(&5), Some(&6), None));
        assert_eq!((&map).into_iter().count(), 4);
        map.clear();
        assert!(!map.contains_key("a") && map.keys().next().is_none());
    }
}
