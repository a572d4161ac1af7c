//! Pulling an image to a file: to a path of the system, or by the browser's own storage.

use contract::{Empty, ImageView, PathWanted, PullRequest};
use leptos::prelude::*;

use super::model;
use super::push::ChoosePath;
use crate::backend::{Core, Task, sentence};
use crate::kit::{Button, Note, Sheet, SheetFoot, TextField, Tone, bind};
use crate::{call, query};

/// Where a pulled image can go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// To a path.
    Path,
    /// Into the browser's storage, which has room for so many bytes, and from there to a download.
    Browser(u64),
    /// Nowhere.
    No,
}

/// Asks where to, says how much, and begins.
#[component]
pub(super) fn PullSheet(
    registry: String,
    view: StoredValue<ImageView>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let transfers = query!(transfer_list(Empty {}));
    let usual = view.with_value(|v| model::archive_name(&v.repository, &v.reference));
    let path = RwSignal::new(String::new());
    let name = RwSignal::new(usual.clone());
    let task = Task::default();
    let registry = StoredValue::new(registry);
    let close = move |()| {
        open.set(false);
        task.clear();
    };
    let way = Memo::new(move |_| match transfers.data() {
        Some(t) if !t.files => t.room.map_or(Way::No, Way::Browser),
        _ => Way::Path,
    });
    // Which part of an index is pulled is all of it, and its size is not known before: the parts are looked at then.
    let size = view.with_value(|v| (v.platforms.len() < 2).then_some(v.size));
    let room = Memo::new(move |_| match (way.get(), size) {
        (Way::Browser(room), Some(size)) => Some(model::room_verdict(size, room)),
        (Way::Browser(room), None) => Some(model::room_verdict(0, room).map(|_| {
            format!(
                "All platforms are pulled. The browser gives this page {}.",
                crate::format::bytes(room)
            )
        })),
        _ => None,
    });
    let target = move || match way.get() {
        Way::Path => path.get(),
        Way::Browser(_) => name.get(),
        Way::No => String::new(),
    };
    let ready = Memo::new(move |_| {
        !target().trim().is_empty() && !room.with(|r| matches!(r, Some(Err(_))))
    });
    let pull = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = view.with_value(|v| PullRequest {
            registry: registry.get_value(),
            repository: v.repository.clone(),
            reference: v.reference.clone(),
            path: untrack(target),
            take_altered: v.altered,
        });
        task.run(call!(core, pull_start(request)), move |_| {
            let _ = open.try_set(false);
        });
    });
    let foot = move || {
        if way.get() == Way::No {
            return view! { <Button on_press=close>"Cancel"</Button> }.into_any();
        }
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=pull>
                "Pull"
            </SheetFoot>
        }
        .into_any()
    };
    let chooser = move || transfers.data().is_some_and(|t| t.chooser);
    let wanted = StoredValue::new(PathWanted::Place { name: usual });
    let by_path = move || {
        view! {
            <TextField
                label="Where to"
                large=true
                mono=true
                autofocus=true
                placeholder="/home/me/image.tar"
                hint="A name that ends in .tar makes an OCI archive, any other an OCI layout folder."
                value=path
                on_input=bind(path)
                on_enter=pull
            />
            {move || {
                let wanted = wanted.get_value();
                chooser()
                    .then(|| {
                        view! {
                            <div class="row">
                                <ChoosePath press="Choose a place" wanted on_path=bind(path) />
                            </div>
                        }
                    })
            }}
        }
    };
    let by_browser = move || {
        view! {
            <TextField
                label="Name of the archive"
                large=true
                mono=true
                autofocus=true
                hint="An OCI archive, which docker, podman and skopeo read."
                value=name
                on_input=bind(name)
                on_enter=pull
            />
            {move || {
                room.get()
                    .map(|verdict| match verdict {
                        Ok(words) => view! { <p class="small text-2">{words}</p> }.into_any(),
                        Err(why) => {
                            view! { <Note tone=Tone::Danger strong="Too large for this browser.">{why}</Note> }
                                .into_any()
                        }
                    })
            }}
        }
    };
    view! {
        <Sheet open label="Pull this image" on_close=close foot=foot>
            {move || match way.get() {
                Way::Path => by_path().into_any(),
                Way::Browser(_) => by_browser().into_any(),
                Way::No => {
                    view! {
                        <p class="text-2">
                            "This browser has no storage of its own for files, so it can't put the image together. The desktop app can; or take it with one of the commands."
                        </p>
                    }
                        .into_any()
                }
            }}
            {view
                .with_value(|v| v.altered)
                .then(|| view! { <Note tone=Tone::Warning>"The digest in the file will be that of the changed manifest."</Note> })}
            {move || task.error().map(|e| view! { <Note tone=Tone::Danger strong="Not pulled.">{sentence(&e)}</Note> })}
        </Sheet>
    }
}
