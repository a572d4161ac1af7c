//! What was read: one entry per command and arguments, shared by the views that show it.

use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;

use contract::Tag;
use leptos::prelude::ArcRwSignal;

use super::Loaded;

/// Reads an entry again.
pub(super) type Refetch = Rc<dyn Fn()>;

struct Entry {
    tags: &'static [Tag],
    users: usize,
    loaded: Box<dyn Any>,
    refetch: Refetch,
}

/// All entries by key.
#[derive(Default)]
pub(super) struct Cache {
    entries: BTreeMap<String, Entry>,
}

impl Cache {
    /// The signal of the entry `key`, if its views show `T`.
    pub(super) fn loaded<T: 'static>(&self, key: &str) -> Option<ArcRwSignal<Loaded<T>>> {
        self.entries
            .get(key)?
            .loaded
            .downcast_ref::<ArcRwSignal<Loaded<T>>>()
            .cloned()
    }

    /// Adds an entry that nobody uses yet.
    pub(super) fn insert<T: 'static>(
        &mut self,
        key: String,
        tags: &'static [Tag],
        loaded: ArcRwSignal<Loaded<T>>,
        refetch: Refetch,
    ) {
        self.entries.insert(
            key,
            Entry {
                tags,
                users: 0,
                loaded: Box::new(loaded),
                refetch,
            },
        );
    }

    /// What reads the entry `key` again.
    pub(super) fn refetch(&self, key: &str) -> Option<Refetch> {
        self.entries.get(key).map(|e| Rc::clone(&e.refetch))
    }

    /// One more view shows the entry.
    pub(super) fn hold(&mut self, key: &str) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.users += 1;
        }
    }

    /// One view less shows the entry. It stays, for the next view, until one of its tags changes.
    pub(super) fn release(&mut self, key: &str) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.users = entry.users.saturating_sub(1);
        }
    }

    /// Drops the stale entries that nobody shows, and gives what the others need to be read again.
    pub(super) fn touch(&mut self, tags: &[Tag]) -> Vec<Refetch> {
        let stale = |entry: &Entry| entry.tags.iter().any(|t| tags.contains(t));
        self.entries
            .retain(|_, entry| entry.users > 0 || !stale(entry));
        self.entries
            .values()
            .filter(|e| stale(e))
            .map(|e| Rc::clone(&e.refetch))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn cache(count: &Rc<Cell<u32>>) -> Cache {
        let mut cache = Cache::default();
        let count = Rc::clone(count);
        let refetch: Refetch = Rc::new(move || count.set(count.get() + 1));
        cache.insert(
            "a".into(),
            &[Tag::Balances],
            ArcRwSignal::new(Loaded::<u32>::default()),
            refetch,
        );
        cache
    }

    fn run(all: Vec<Refetch>) {
        for refetch in all {
            refetch();
        }
    }

    #[test]
    fn what_is_in_view_is_read_again() {
        let count = Rc::new(Cell::new(0));
        let mut cache = cache(&count);
        cache.hold("a");
        run(cache.touch(&[Tag::Health, Tag::Balances]));
        run(cache.touch(&[Tag::Health]));
        assert_eq!(count.get(), 1);
        assert!(cache.loaded::<u32>("a").is_some());
    }

    #[test]
    fn what_nobody_shows_is_forgotten_when_stale() {
        let count = Rc::new(Cell::new(0));
        let mut cache = cache(&count);
        cache.hold("a");
        cache.release("a");
        run(cache.touch(&[Tag::Health]));
        assert!(cache.loaded::<u32>("a").is_some());
        run(cache.touch(&[Tag::Balances]));
        assert!(cache.loaded::<u32>("a").is_none());
        assert_eq!(count.get(), 0);
    }

    #[test]
    fn an_entry_of_another_type_is_not_handed_out() {
        let cache = cache(&Rc::new(Cell::new(0)));
        assert!(cache.loaded::<String>("a").is_none());
        assert!(cache.loaded::<u32>("b").is_none());
    }
}
