//! Something that a press starts: busy while under way, an error to show when it failed.

use std::future::Future;

use contract::ApiError;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::kit::Verdict;

/// The state of one kind of press in a view.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

impl Default for Task {
    fn default() -> Self {
        Self {
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }
}

impl Task {
    /// Runs `work` unless it is already under way, then `then` with its answer. When the view has gone meanwhile
    /// `then` still runs: it may write to what outlives the view.
    pub fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, ApiError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.try_get_untracked() != Some(false) {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let outcome = work.await;
            let _ = self.busy.try_set(false);
            match outcome {
                Ok(answer) => then(answer),
                Err(error) => {
                    let _ = self.error.try_set(Some(error));
                }
            }
        });
    }

    /// Whether it is under way, for a button's `busy`.
    #[must_use]
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Why it failed last, tracked.
    #[must_use]
    pub fn error(self) -> Option<ApiError> {
        self.error.get()
    }

    /// Forgets the last failure.
    pub fn clear(self) {
        self.error.set(None);
    }

    /// The failure as the verdict of the field it came from.
    #[must_use]
    pub fn verdict(self) -> Signal<Verdict> {
        Signal::derive(move || {
            self.error
                .get()
                .map_or(Verdict::None, |e| Verdict::Bad(sentence(&e)))
        })
    }
}

/// An error as one paragraph: what happened, what is safe, what to do.
#[must_use]
pub fn sentence(error: &ApiError) -> String {
    let mut text = error.message.clone();
    for more in [&error.safe, &error.hint].into_iter().flatten() {
        text.push(' ');
        text.push_str(more);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorCode;

    #[test]
    fn an_error_says_what_happened_what_is_safe_and_what_to_do() {
        let error = ApiError::new(ErrorCode::Offline, "No node answers.")
            .safe("Nothing is lost.")
            .hint("Try again.");
        assert_eq!(
            sentence(&error),
            "No node answers. Nothing is lost. Try again."
        );
        assert_eq!(sentence(&ApiError::new(ErrorCode::Offline, "No.")), "No.");
    }
}
