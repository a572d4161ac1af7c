//! A row of a list of keys: a name that can be changed, and the question before it is removed.

use leptos::prelude::*;

use crate::backend::{Task, sentence};
use crate::kit::{
    Badge, Button, ButtonKind, ButtonSize, Glyph, IconButton, Question, TextField, Tile, bind,
};

/// What can be done with a row, and how far it is.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    /// Renaming.
    pub(super) renaming: Task,
    /// Removing.
    pub(super) removing: Task,
    /// The name is being changed.
    pub(super) editing: RwSignal<bool>,
}

impl Doing {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            renaming: Task::default(),
            removing: Task::default(),
            editing: RwSignal::new(false),
        }
    }

    /// What follows a rename that worked.
    pub(super) fn renamed(self) {
        let _ = self.editing.try_set(false);
    }
}

/// A passkey in a list, here or at a server.
#[component]
pub(super) fn NamedRow(
    /// Its name.
    name: String,
    /// Lines below the name.
    lines: Vec<String>,
    /// A word beside the name.
    #[prop(optional_no_strip)]
    badge: Option<&'static str>,
    /// What goes with it; none where it can't be removed.
    warning: Option<String>,
    doing: Doing,
    /// Gets the new name.
    on_rename: Callback<String>,
    on_remove: Callback<()>,
) -> impl IntoView {
    let Doing {
        renaming,
        removing,
        editing,
    } = doing;
    let typed = RwSignal::new(name.clone());
    let asking = RwSignal::new(false);
    let name = StoredValue::new(name);
    let warning = StoredValue::new(warning);
    let lines = StoredValue::new(lines);
    let save = Callback::new(move |()| on_rename.run(typed.get_untracked().trim().to_owned()));
    let keep = move |()| {
        typed.set(name.get_value());
        renaming.clear();
        editing.set(false);
    };
    let fault = Signal::derive(move || removing.error().map(|e| sentence(&e)));
    let edited = move || {
        view! {
            <span class="grow">
                <TextField
                    label="Name of the passkey"
                    hide_label=true
                    autofocus=true
                    value=typed
                    on_input=bind(typed)
                    on_enter=save
                    verdict=renaming.verdict()
                />
            </span>
            <Button size=ButtonSize::Small on_press=keep>
                "Cancel"
            </Button>
            <Button size=ButtonSize::Small kind=ButtonKind::Primary busy=renaming.busy() on_press=save>
                "Save"
            </Button>
        }
    };
    let shown = move || {
        let title = name.get_value();
        view! {
            <span class="grow">
                <span class="row gap-6 wrap">
                    <span class="medium">{title.clone()}</span>
                    {badge.map(|word| view! { <Badge>{word}</Badge> })}
                </span>
                {lines
                    .get_value()
                    .into_iter()
                    .map(|line| view! { <span class="sub">{line}</span> })
                    .collect_view()}
            </span>
            <IconButton
                icon=Glyph::Pencil
                label=format!("Rename {title}")
                kind=ButtonKind::Quiet
                on_press=move |()| editing.set(true)
            />
            {warning
                .with_value(Option::is_some)
                .then(|| {
                    view! {
                        <IconButton
                            icon=Glyph::Trash2
                            label=format!("Remove {title}")
                            kind=ButtonKind::Quiet
                            on_press=move |()| {
                                removing.clear();
                                asking.set(true);
                            }
                        />
                    }
                })}
        }
    };
    view! {
        <li class="wrap">
            <Tile glyph=Glyph::KeyRound />
            {move || if editing.get() { edited().into_any() } else { shown().into_any() }}
            {move || {
                warning
                    .get_value()
                    .filter(|_| asking.get())
                    .map(|words| {
                        view! {
                            <Question
                                words
                                yes="Remove the passkey"
                                asking
                                busy=removing.busy()
                                fault
                                on_yes=on_remove
                            />
                        }
                    })
            }}
        </li>
    }
}
