//! Toasts: what happened, in the corner, without taking the focus.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::button::LinkButton;
use super::{ButtonSize, Glyph, Icon, IconButton, Tone};

/// How long a toast stays that is not an error and not looked at.
const STAYS: Duration = Duration::from_secs(6);
/// At most so many at once.
const MOST: usize = 3;

/// What a press on a toast does. Not a `Callback`: a toast outlives the view that showed it, and so must its action.
pub type Action = Arc<dyn Fn() + Send + Sync>;

/// What a toast says.
#[derive(Clone)]
pub struct Toast {
    /// Colour and icon by meaning; [`Tone::Danger`] stays until dismissed.
    pub tone: Tone,
    /// Strong line.
    pub title: String,
    /// Second line.
    pub text: String,
    /// One action: its words and what it does.
    pub action: Option<(String, Action)>,
}

impl Toast {
    /// Something went well.
    pub fn done(title: impl Into<String>) -> Self {
        Self {
            tone: Tone::Success,
            title: title.into(),
            text: String::new(),
            action: None,
        }
    }

    /// Something failed; says what isn't lost in its second line.
    pub fn failed(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Danger,
            title: title.into(),
            text: text.into(),
            action: None,
        }
    }

    /// The same with a second line.
    #[must_use]
    pub fn with_text(self, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..self
        }
    }

    /// The same with an action.
    #[must_use]
    pub fn with_action(
        self,
        words: impl Into<String>,
        on_press: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            action: Some((words.into(), Arc::new(on_press))),
            ..self
        }
    }
}

/// Where toasts are put; in the context of every view.
#[derive(Clone, Copy)]
pub struct Toaster {
    all: RwSignal<Vec<(u64, Toast)>>,
    next: StoredValue<u64>,
}

impl Default for Toaster {
    fn default() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }
}

/// Adds `toast`, dropping the oldest of more than [`MOST`]; errors go last.
fn add(all: &mut Vec<(u64, Toast)>, id: u64, toast: Toast) {
    all.push((id, toast));
    while all.len() > MOST {
        let at = all
            .iter()
            .position(|(_, t)| t.tone != Tone::Danger)
            .unwrap_or(0);
        all.remove(at);
    }
}

impl Toaster {
    /// The host's toaster of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Shows a toast.
    pub fn show(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.all.update(|all| add(all, id, toast));
    }

    fn dismiss(self, id: u64) {
        self.all.update(|all| all.retain(|(i, _)| *i != id));
    }
}

/// The corner where toasts appear; mounted once.
#[component]
pub fn ToastHost() -> impl IntoView {
    let toaster = Toaster::here();
    view! {
        <div class="toasts" role="region" aria-label="Notices">
            <For each=move || toaster.all.get() key=|(id, _)| *id let((id, toast))>
                <ToastItem toast on_gone=move |()| toaster.dismiss(id) />
            </For>
        </div>
    }
}

/// One toast.
#[component]
pub fn ToastItem(
    /// What it says.
    toast: Toast,
    /// It should go.
    #[prop(into)]
    on_gone: Callback<()>,
) -> impl IntoView {
    let held = RwSignal::new(false);
    let stays = toast.tone == Tone::Danger;
    Effect::new(move |_| {
        if !stays
            && !held.get()
            && let Ok(handle) = set_timeout_with_handle(move || on_gone.run(()), STAYS)
        {
            on_cleanup(move || handle.clear());
        }
    });
    let (class, glyph) = match toast.tone {
        Tone::Success => ("good", Glyph::CircleCheck),
        Tone::Warning => ("warn", Glyph::TriangleAlert),
        Tone::Danger => ("bad", Glyph::CircleX),
        _ => ("text-2", Glyph::Info),
    };
    view! {
        <div
            class="toast"
            role=if stays { "alert" } else { "status" }
            on:mouseenter=move |_| held.set(true)
            on:mouseleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <span class=class>
                <Icon glyph />
            </span>
            <div class="grow">
                <p class="medium">{toast.title}</p>
                {(!toast.text.is_empty()).then(|| view! { <p class="small text-2">{toast.text}</p> })}
            </div>
            {toast
                .action
                .map(|(words, f)| {
                    let press = Callback::new(move |()| {
                        on_gone.run(());
                        f();
                    });
                    view! { <LinkButton on_press=press>{words}</LinkButton> }
                })}
            {stays
                .then(|| {
                    view! {
                        <IconButton icon=Glyph::X label="Dismiss" size=ButtonSize::Small on_press=on_gone />
                    }
                })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_errors_last() {
        let mut all = Vec::new();
        add(&mut all, 0, Toast::failed("a", ""));
        for id in 1..4 {
            add(&mut all, id, Toast::done("b"));
        }
        assert_eq!(all.iter().map(|t| t.0).collect::<Vec<_>>(), [0, 2, 3]);
        for id in 4..7 {
            add(&mut all, id, Toast::failed("c", ""));
        }
        assert_eq!(all.iter().map(|t| t.0).collect::<Vec<_>>(), [4, 5, 6]);
    }
}
