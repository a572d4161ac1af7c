//! Pushing an image from a file.

use contract::{
    Empty, FileImagesRequest, PathChooseRequest, PathWanted, PushRequest, RegistryView,
    RepositoryRequest,
};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::model;
use super::view::place;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, Choice, Glyph, Note, Select, Sheet, SheetFoot, TextField, Tone, Verdict, bind,
};
use crate::route::Router;
use crate::{call, parts, query};

/// Endings of archives that can be pushed.
pub(super) const ARCHIVES: &str = ".tar,.gz,.tgz,.zst";

/// A button that shows the system's own dialog. A closed dialog changes nothing.
#[component]
pub(super) fn ChoosePath(
    press: &'static str,
    wanted: PathWanted,
    /// Gets the path.
    on_path: Callback<String>,
) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let wanted = StoredValue::new(wanted);
    let choose = move |()| {
        let request = PathChooseRequest {
            wanted: wanted.get_value(),
        };
        task.run(call!(core, path_choose(request)), move |chosen| {
            if let Some(path) = chosen.path {
                on_path.run(path);
            }
        });
    };
    view! {
        <Button icon=Glyph::FolderOpen busy=task.busy() on_press=choose>
            {press}
        </Button>
        {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
    }
}

/// Chooses a file, an image in it, a repository and a tag.
#[component]
pub fn PushSheet(
    registry: RegistryView,
    repository: Signal<String>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let router = Router::here();
    let transfers = query!(transfer_list(Empty {}));
    let field = || RwSignal::new(String::new());
    let (path, image, name, tag) = (field(), field(), field(), field());
    let found = RwSignal::new(Vec::<(String, String)>::new());
    let present = RwSignal::new(Vec::<String>::new());
    let (reading, task) = (Task::default(), Task::default());
    let r = StoredValue::new(registry);
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        let here = repository.get();
        let owner = r.with_value(|r| r.identity.as_ref().map(|i| i.user.clone()));
        let guess = match owner.filter(|o| !o.contains('@')) {
            _ if !here.is_empty() => here,
            Some(owner) => format!("{owner}/"),
            None => String::new(),
        };
        if name.with_untracked(String::is_empty) {
            name.set(guess);
        }
    });
    // Which tags are there decides whether one would move.
    Effect::new(move |_| {
        let wanted = name.get();
        if model::repository_verdict(&wanted).is_bad() || wanted.is_empty() || wanted.ends_with('/')
        {
            present.set(Vec::new());
            return;
        }
        let request = RepositoryRequest {
            registry: r.with_value(|r| r.id.clone()),
            repository: wanted,
        };
        // Only for a repository that is open already: nothing is asked at each key stroke.
        if request.repository == repository.get_untracked() {
            spawn_local(async move {
                if let Ok(list) = core.client().tag_list(request).await {
                    let _ = present.try_set(list.tags);
                }
            });
        }
    });
    let close = move |()| {
        open.set(false);
        task.clear();
        reading.clear();
    };
    let look = Callback::new(move |()| {
        let wanted = path.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return;
        }
        reading.run(
            call!(core, file_images(FileImagesRequest { path: wanted })),
            move |view| {
                let first = view
                    .images
                    .first()
                    .map(|(name, _)| name.clone())
                    .unwrap_or_default();
                let _ = image.try_set(first.clone());
                if let Some((_, last)) = first.rsplit_once(':')
                    && tag.try_with_untracked(String::is_empty) == Some(true)
                {
                    let _ = tag.try_set(last.to_owned());
                }
                let _ = found.try_set(view.images);
            },
        );
    });
    let files = move || transfers.data().is_none_or(|t| t.files);
    let name_verdict = Signal::derive(move || {
        name.with(|n| {
            if n.ends_with('/') {
                Verdict::None
            } else {
                model::repository_verdict(n)
            }
        })
    });
    let verdict = Signal::derive(move || {
        r.with_value(|r| tag.with(|t| present.with(|p| model::tag_verdict(t, p, r))))
    });
    let ready = Memo::new(move |_| {
        let named = name.with(|n| !n.trim().is_empty() && !n.ends_with('/'));
        let tagged = !tag.with(|t| t.trim().is_empty());
        named
            && tagged
            && !name_verdict.get().is_bad()
            && !verdict.get().is_bad()
            && !path.with(|p| p.trim().is_empty())
    });
    let push = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = PushRequest {
            registry: r.with_value(|r| r.id.clone()),
            path: path.get_untracked(),
            image: image.get_untracked(),
            repository: name.get_untracked().trim().to_owned(),
            tag: tag.get_untracked().trim().to_owned(),
        };
        let to = place(&request.registry, &request.repository, "");
        task.run(call!(core, push_start(request)), move |_| {
            let _ = open.try_set(false);
            router.go(&to);
        });
    });
    let label = r.with_value(|r| format!("Push an image to {}", r.name));
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=push>
                "Push"
            </SheetFoot>
        }
    };
    let choose = Callback::new(move |()| {
        spawn_local(async move {
            let Some(file) = parts::choose_file(ARCHIVES).await else {
                return;
            };
            if let Some(lent) = core.lend(&file) {
                let _ = path.try_set(lent);
                look.run(());
            }
        });
    });
    let chooser = move || transfers.data().is_some_and(|t| t.chooser);
    let chosen = Callback::new(move |found: String| {
        path.set(found);
        look.run(());
    });
    let by_path = move || {
        view! {
            <TextField
                label="Archive or folder"
                large=true
                mono=true
                autofocus=true
                placeholder="/home/me/image.tar"
                hint="An OCI layout folder, an OCI archive, or what docker save wrote; also packed with gzip or zstd."
                value=path
                on_input=bind(path)
                on_enter=look
                on_blur=look
                verdict=reading.verdict()
            />
            {move || {
                chooser()
                    .then(|| {
                        view! {
                            <div class="row wrap">
                                <ChoosePath press="Choose an archive" wanted=PathWanted::Archive on_path=chosen />
                                <ChoosePath press="Choose a folder" wanted=PathWanted::Folder on_path=chosen />
                            </div>
                        }
                    })
            }}
        }
    };
    let by_choice = move || {
        view! {
            <div class="col gap-6">
                <div class="row wrap">
                    <Button icon=Glyph::FolderOpen busy=reading.busy() on_press=choose>
                        "Choose an archive"
                    </Button>
                    <span class="small mono cut" role="status">
                        {move || path.with(|p| model::file_words(p).to_owned())}
                    </span>
                </div>
                <p class="small text-2">
                    "An OCI archive, or what docker save wrote; also packed with gzip or zstd, which is unpacked into the browser's own storage first. It is read here, piece by piece, and goes nowhere but to this registry."
                </p>
                {move || {
                    reading
                        .error()
                        .map(|e| view! { <Note tone=Tone::Danger strong="Not an image.">{sentence(&e)}</Note> })
                }}
            </div>
        }
    };
    let form = move || {
        view! {
            {move || if files() { by_path().into_any() } else { by_choice().into_any() }}
            {move || {
                let images = found.get();
                (images.len() > 1)
                    .then(|| {
                        let options: Vec<Choice> = images
                            .into_iter()
                            .map(|(name, digest)| {
                                Choice::named(name.clone(), name).with_fact(model::short_digest(&digest))
                            })
                            .collect();
                        view! {
                            <Select
                                label="Image in it"
                                options=Signal::stored(options)
                                value=image
                                on_change=bind(image)
                            />
                        }
                    })
            }}
            <TextField
                label="Repository"
                large=true
                mono=true
                value=name
                on_input=bind(name)
                verdict=name_verdict
            />
            <TextField
                label="Tag"
                large=true
                mono=true
                value=tag
                on_input=bind(tag)
                on_enter=push
                verdict
            />
        }
    };
    view! {
        <Sheet open label on_close=close foot=foot>
            {form()}
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not pushed.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
