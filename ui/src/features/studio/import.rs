//! SDL from outside: a file, a drop, the clipboard. It always becomes a draft of its own.

use contract::DraftSaveRequest;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::doc;
use crate::backend::{Core, Task, sentence};
use crate::features::keys;
use crate::kit::{Button, ButtonKind, Glyph, Sheet, TextArea, Toast, Toaster};
use crate::parts::{self, TextFile};
use crate::route::{Route, Router};
use crate::{call, platform};

/// Kinds of files that are offered.
const ACCEPT: &str = ".yaml,.yml,.sdl,.txt";

/// The name of a draft made of a file: its name without the ending, else its services, else a plain word.
#[must_use]
pub fn name_of(file: &str, services: &[String]) -> String {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(s, _)| s).trim();
    let generic = ["deploy", "deployment", "sdl", ""].contains(&stem.to_lowercase().as_str());
    if !generic {
        stem.to_string()
    } else if let Some(first) = services.first() {
        first.clone()
    } else {
        "Imported draft".into()
    }
}

/// Makes a draft of `text` and opens it.
#[derive(Clone, Copy)]
pub struct Maker {
    core: Core,
    router: Router,
    toaster: Toaster,
    /// Its state.
    pub task: Task,
}

impl Maker {
    /// A maker for the calling view.
    #[must_use]
    pub fn here() -> Self {
        Self {
            core: Core::here(),
            router: Router::here(),
            toaster: Toaster::here(),
            task: Task::default(),
        }
    }

    /// Makes a draft called `name` and opens it.
    pub fn make(self, name: String, text: String) {
        let request = DraftSaveRequest {
            id: None,
            name,
            text,
        };
        let (core, router) = (self.core, self.router);
        self.task
            .run(call!(core, draft_save(request)), move |draft| {
                router.go(&Route::Studio(Some(draft.id)))
            });
    }

    /// The same from a file.
    pub fn take(self, file: TextFile) {
        let name = name_of(&file.name, &doc::service_names(&file.text));
        self.make(name, file.text);
    }

    /// Says that a file was no good.
    pub fn refuse(self, why: String) {
        self.toaster.show(Toast::failed(
            "That can't be imported",
            format!("{why}. Nothing was changed."),
        ));
    }

    fn took(self, answer: Result<Option<TextFile>, String>) {
        match answer {
            Ok(Some(file)) => self.take(file),
            Ok(None) => {}
            Err(why) => self.refuse(why),
        }
    }
}

/// Takes files dropped anywhere on the page while the calling view is in it.
pub fn drop_zone() -> impl IntoView {
    let maker = Maker::here();
    let over = RwSignal::new(false);
    let enter = window_event_listener(leptos::ev::dragover, move |ev| {
        ev.prevent_default();
        over.set(true);
    });
    let leave = window_event_listener(leptos::ev::dragleave, move |ev| {
        if ev.related_target().is_none() {
            over.set(false);
        }
    });
    let drop = window_event_listener(leptos::ev::drop, move |ev| {
        over.set(false);
        // A drop of text into the editor is the editor's.
        if ev.default_prevented() {
            return;
        }
        ev.prevent_default();
        spawn_local(async move { maker.took(parts::dropped_file(&ev).await) });
    });
    on_cleanup(move || {
        enter.remove();
        leave.remove();
        drop.remove();
    });
    move || {
        over.get().then(|| {
            view! {
                <div class="drop-zone" aria-hidden="true">
                    <p class="heading">"Drop an SDL file to make a draft of it"</p>
                </div>
            }
        })
    }
}

/// Makes a draft of an SDL that is pasted while the calling view is in the page and nothing else takes it.
pub fn take_pastes() {
    let maker = Maker::here();
    keys::on_paste(move |text| {
        if doc::service_names(&text).is_empty() {
            maker.refuse("The pasted text has no services, so it is no SDL".into());
        } else {
            maker.take(TextFile {
                name: String::new(),
                text,
            });
        }
    });
}

/// A button that opens the import sheet.
#[component]
pub fn ImportButton() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button icon=Glyph::FileUp on_press=move |()| open.set(true)>
            "Import"
        </Button>
        <ImportSheet open />
    }
}

/// File, clipboard or typed text.
#[component]
pub fn ImportSheet(
    /// Whether it is there.
    open: RwSignal<bool>,
) -> impl IntoView {
    let maker = Maker::here();
    let text = RwSignal::new(String::new());
    let blank = Signal::derive(move || text.with(|t| t.trim().is_empty()));
    let pick = Callback::new(move |()| {
        spawn_local(async move {
            let answer = parts::pick_file(ACCEPT).await;
            if matches!(answer, Ok(Some(_))) {
                open.set(false);
            }
            maker.took(answer);
        });
    });
    let paste = Callback::new(move |()| {
        spawn_local(async move {
            match platform::paste().await {
                Some(found) => text.set(found),
                None => maker.refuse(
                    "The clipboard can't be read here; paste into the field with the keyboard"
                        .into(),
                ),
            }
        });
    });
    let make = Callback::new(move |()| {
        if !blank.get_untracked() {
            let file = TextFile {
                name: String::new(),
                text: text.get_untracked(),
            };
            open.set(false);
            text.set(String::new());
            maker.take(file);
        }
    });
    view! {
        <Sheet
            open=open
            on_close=Callback::new(move |()| open.set(false))
            label="Import SDL"
            foot=ViewFn::from(move || {
                view! {
                    <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary disabled=blank busy=maker.task.busy() on_press=make>
                        "Make a draft"
                    </Button>
                }
            })
        >
            <div class="row wrap">
                <Button icon=Glyph::FolderOpen on_press=pick>
                    "Open a file"
                </Button>
                <Button icon=Glyph::ClipboardPaste on_press=paste>
                    "Paste from the clipboard"
                </Button>
            </div>
            <TextArea
                label="SDL"
                value=text
                on_input=Callback::new(move |t| text.set(t))
                hint="Or drop a file anywhere in Studio. It becomes a draft of its own; nothing is replaced."
                mono=true
                rows=12
            />
            {move || maker.task.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_called_after_file_or_service() {
        assert_eq!(name_of("qwen-coder.yaml", &[]), "qwen-coder");
        assert_eq!(name_of("C:\\x\\my.app.yml", &[]), "my.app");
        assert_eq!(name_of("deploy.yaml", &["web".into()]), "web");
        assert_eq!(name_of("", &["web".into()]), "web");
        assert_eq!(name_of("", &[]), "Imported draft");
    }
}
