//! A read that keeps itself fresh.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use contract::{ApiError, COMMANDS, Client};
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen_futures::spawn_local;

use super::{Core, Wire};

/// What is known of a read: perhaps data, perhaps an error, perhaps both (old data and why there is no newer).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<T> {
    /// The newest answer.
    pub data: Option<T>,
    /// Why the last attempt failed.
    pub error: Option<ApiError>,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Self {
            data: None,
            error: None,
        }
    }
}

impl<T> Loaded<T> {
    /// An answer without an error.
    pub const fn of(data: T) -> Self {
        Self {
            data: Some(data),
            error: None,
        }
    }

    /// Takes an attempt's outcome: an answer replaces everything, an error leaves the data.
    pub(crate) fn take(&mut self, outcome: Result<T, ApiError>) {
        match outcome {
            Ok(data) => *self = Self::of(data),
            Err(error) => self.error = Some(error),
        }
    }
}

/// The key of a read in the cache.
pub(super) fn key(name: &str, arguments: &str) -> String {
    format!("{name} {arguments}")
}

/// A read as a view holds it.
pub struct Query<T: Send + Sync + 'static> {
    loaded: RwSignal<Loaded<T>>,
    again: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Query<T> {
    /// Finds or begins the read; use [`query!`](crate::query).
    pub fn new<R, F, Fut>(name: &'static str, request: &R, fetch: F) -> Self
    where
        R: Serialize,
        F: Fn(Client<Wire>) -> Fut + 'static,
        Fut: Future<Output = Result<T, ApiError>> + 'static,
    {
        let core = Core::here();
        let key = key(name, &serde_json::to_string(request).unwrap_or_default());
        let inner = core.inner.get_value();
        let known = inner.cache.borrow().loaded::<T>(&key);
        let loaded = known.unwrap_or_else(|| {
            let loaded = ArcRwSignal::new(Loaded::default());
            let refetch = refetcher(core, name, loaded.clone(), fetch);
            let tags = COMMANDS
                .iter()
                .find(|row| row.name == name)
                .map_or(&[][..], |row| row.tags);
            inner
                .cache
                .borrow_mut()
                .insert(key.clone(), tags, loaded.clone(), Rc::clone(&refetch));
            refetch();
            loaded
        });
        inner.cache.borrow_mut().hold(&key);
        let released = key.clone();
        on_cleanup(move || core.inner.get_value().cache.borrow_mut().release(&released));
        let again = Callback::new(move |()| {
            let inner = core.inner.get_value();
            let refetch = inner.cache.borrow().refetch(&key);
            if let Some(refetch) = refetch {
                refetch();
            }
        });
        Self {
            loaded: loaded.into(),
            again,
        }
    }

    /// Everything known, tracked.
    #[must_use]
    pub fn get(self) -> Loaded<T> {
        self.loaded.get()
    }

    /// The newest answer, tracked.
    #[must_use]
    pub fn data(self) -> Option<T> {
        self.loaded.with(|l| l.data.clone())
    }

    /// The newest answer, untracked.
    #[must_use]
    pub fn data_untracked(self) -> Option<T> {
        self.loaded.with_untracked(|l| l.data.clone())
    }

    /// A value made of the newest answer, tracked; changes only when the value does.
    pub fn map<U>(self, f: impl Fn(&T) -> U + Send + Sync + 'static) -> Memo<Option<U>>
    where
        U: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.loaded.with(|l| l.data.as_ref().map(&f)))
    }

    /// Why the last attempt failed, tracked.
    #[must_use]
    pub fn error(self) -> Option<ApiError> {
        self.loaded.with(|l| l.error.clone())
    }

    /// Reads again; for "Try again".
    #[must_use]
    pub const fn retry(self) -> Callback<()> {
        self.again
    }
}

/// One attempt at a time; a call during an attempt makes one more follow it.
fn refetcher<T, F, Fut>(
    core: Core,
    name: &'static str,
    loaded: ArcRwSignal<Loaded<T>>,
    fetch: F,
) -> Rc<dyn Fn()>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(Client<Wire>) -> Fut + 'static,
    Fut: Future<Output = Result<T, ApiError>> + 'static,
{
    let fetch = Rc::new(fetch);
    let (running, again) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
    Rc::new(move || {
        if running.replace(true) {
            again.set(true);
            return;
        }
        let (fetch, loaded) = (Rc::clone(&fetch), loaded.clone());
        let (running, again) = (Rc::clone(&running), Rc::clone(&again));
        spawn_local(async move {
            loop {
                again.set(false);
                let outcome = fetch(core.client()).await;
                if outcome.is_err() {
                    core.settled(name, &outcome);
                }
                let mut next = loaded.get_untracked();
                next.take(outcome);
                if loaded.with_untracked(|now| *now != next) {
                    loaded.set(next);
                }
                if !again.get() {
                    break;
                }
            }
            running.set(false);
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorCode;

    #[test]
    fn an_error_keeps_the_data_and_an_answer_clears_the_error() {
        let mut loaded = Loaded::of(1);
        loaded.take(Err(ApiError::new(ErrorCode::Offline, "no node")));
        assert_eq!(loaded.data, Some(1));
        assert!(loaded.error.is_some());
        loaded.take(Ok(2));
        assert_eq!(loaded, Loaded::of(2));
    }

    #[test]
    fn keys_hold_name_and_arguments() {
        assert_ne!(key("a", "{}"), key("a", r#"{"id":1}"#));
        assert_ne!(key("a", "{}"), key("b", "{}"));
    }
}
