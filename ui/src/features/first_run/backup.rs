//! The words, and the check that they were written down.

use contract::{BackupCheckRequest, Empty, Hidden, SecretCopyRequest, WordsRevealRequest};
use leptos::prelude::*;

use super::model::tidy_words;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, ErrorBox, Glyph, Note, PasswordField, Sheet, Skeleton,
    TextField, Toast, Toaster, Tone, bind,
};
use crate::{call, query};

/// The words of the vault, numbered. They are asked for when this is shown and dropped with it.
#[component]
pub fn WordGrid(
    /// The password, asked again by whoever shows this.
    #[prop(into)]
    password: Signal<String>,
) -> impl IntoView {
    let core = Core::here();
    let words = RwSignal::new(Vec::<Hidden>::new());
    let task = Task::default();
    let ask = move || {
        let request = WordsRevealRequest {
            password: Hidden(password.get_untracked()),
        };
        task.run(call!(core, words_reveal(request)), move |view| {
            let _ = words.try_set(view.words);
        });
    };
    ask();
    move || {
        if let Some(e) = task.error() {
            return view! {
                <ErrorBox title="The words can't be shown." text=sentence(&e) on_retry=Callback::new(move |()| ask()) />
            }
            .into_any();
        }
        if words.with(Vec::is_empty) {
            return view! { <Skeleton waits_for="the vault" /> }.into_any();
        }
        let cells = words
            .get()
            .into_iter()
            .enumerate()
            .map(|(i, word)| {
                view! {
                    <li class="word">
                        <span aria-hidden="true">{i + 1}</span>
                        {word.0}
                    </li>
                }
            })
            .collect_view();
        view! {
            <ol class="words" aria-label="Recovery words">{cells}</ol>
            <CopyWords words />
        }
        .into_any()
    }
}

/// Copies the words where they can be taken out of the clipboard again: on the desktop.
#[component]
fn CopyWords(words: RwSignal<Vec<Hidden>>) -> impl IntoView {
    let core = Core::here();
    let security = query!(security_get(Empty {}));
    let toaster = Toaster::here();
    let task = Task::default();
    let copy = move |()| {
        let all =
            words.with_untracked(|w| w.iter().map(|w| w.0.as_str()).collect::<Vec<_>>().join(" "));
        let request = SecretCopyRequest { text: Hidden(all) };
        task.run(call!(core, secret_copy(request)), move |view| {
            toaster.show(Toast::done(format!(
                "Copied; the clipboard is emptied in {} s",
                view.seconds
            )));
        });
    };
    let seconds = security.map(|s| s.copy_seconds);
    move || {
        let seconds = seconds.get().flatten()?;
        Some(view! {
            <div class="row gap-12 wrap">
                <Button icon=Glyph::Copy busy=task.busy() on_press=copy>
                    "Copy the words"
                </Button>
                <span class="small text-2">
                    {format!("Paper is safer. The clipboard is emptied after {seconds}\u{a0}s and at a lock.")}
                </span>
            </div>
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not copied.">{sentence(&e)}</Note> })
            }}
        })
    }
}

/// Three fields for three words.
#[component]
pub fn Check(
    /// The words were right.
    #[prop(into)]
    on_done: Callback<()>,
    /// Ways around the check; drawn with the fields, so that they don't move when those come.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let core = Core::here();
    let beneath = StoredValue::new(children);
    let beneath = move || beneath.with_value(|b| b.as_ref().map(|b| b()));
    let positions = RwSignal::new(Vec::<u8>::new());
    let typed = [(); 3].map(|()| RwSignal::new(String::new()));
    let begin = Task::default();
    let task = Task::default();
    let ask = move || {
        begin.run(call!(core, backup_check_start(Empty {})), move |view| {
            let _ = positions.try_set(view.positions);
        });
    };
    ask();
    let ready = Signal::derive(move || typed.iter().all(|t| t.with(|w| !w.trim().is_empty())));
    let send = Callback::new(move |()| {
        if ready.get_untracked() {
            let words = typed
                .iter()
                .map(|t| Hidden(tidy_words(&t.get_untracked())))
                .collect();
            task.run(
                call!(core, backup_check(BackupCheckRequest { words })),
                move |_| on_done.run(()),
            );
        }
    });
    move || {
        if let Some(e) = begin.error() {
            return view! {
                <ErrorBox title="The check can't begin." text=sentence(&e) on_retry=Callback::new(move |()| ask()) />
                {beneath()}
            }
            .into_any();
        }
        let asked = positions.get();
        if asked.is_empty() {
            return view! { <Skeleton waits_for="the vault" rows=2 /> }.into_any();
        }
        let fields = asked
            .into_iter()
            .zip(typed)
            .enumerate()
            .map(|(i, (position, value))| {
                view! {
                    <TextField
                        label=format!("Word {position}")
                        mono=true
                        large=true
                        autofocus=i == 0
                        value
                        on_input=bind(value)
                        on_enter=send
                    />
                }
            })
            .collect_view();
        view! {
            <form class="col gap-12" on:submit=move |ev| ev.prevent_default()>
                {fields}
                {move || {
                    task.error()
                        .map(|e| {
                            view! { <Note tone=Tone::Danger strong="Not the same words.">{sentence(&e)}</Note> }
                        })
                }}
                <Button
                    kind=ButtonKind::Primary
                    size=ButtonSize::Large
                    wide=true
                    busy=task.busy()
                    disabled=Signal::derive(move || !ready.get())
                    on_press=send
                >
                    "Check"
                </Button>
            </form>
            {beneath()}
        }
        .into_any()
    }
}

/// Where a later check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    Password,
    Words,
    Check,
}

/// The check as a sheet, for when it was postponed; asks the password before it shows the words.
#[component]
pub fn BackupSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The vault has no password: a demo vault.
    #[prop(into)]
    no_password: Signal<bool>,
) -> impl IntoView {
    let stage = RwSignal::new(Later::Password);
    let password = RwSignal::new(String::new());
    let close = move |()| {
        open.set(false);
        password.set(String::new());
        stage.set(Later::Password);
    };
    Effect::new(move |_| {
        if open.get() && no_password.get() {
            stage.set(Later::Words);
        }
    });
    let next = Callback::new(move |()| {
        stage.update(|s| {
            *s = if *s == Later::Password {
                Later::Words
            } else {
                Later::Check
            }
        });
    });
    let foot = move || {
        view! {
            <Button on_press=close>"Close"</Button>
            {move || {
                let words = match stage.get() {
                    Later::Password => "Show the words",
                    Later::Words => "I wrote them down",
                    Later::Check => return None,
                };
                Some(view! { <Button kind=ButtonKind::Primary on_press=next>{words}</Button> })
            }}
        }
    };
    view! {
        <Sheet open label="Recovery words" on_close=close foot=foot firm=true>
            {move || match stage.get() {
                Later::Password => {
                    view! {
                        <p class="text-2">
                            "Whoever sees the words can take the money. Look that nobody watches, then enter the password."
                        </p>
                        <PasswordField
                            label="Password"
                            autofocus=true
                            value=password
                            on_input=bind(password)
                            on_enter=next
                        />
                    }
                        .into_any()
                }
                Later::Words => {
                    view! {
                        <Note tone=Tone::Warning strong="Write these words on paper, in this order.">
                            "Then three of them are asked."
                        </Note>
                        <WordGrid password />
                    }
                        .into_any()
                }
                Later::Check => view! { <Check on_done=close /> }.into_any(),
            }}
        </Sheet>
    }
}
