//! Reading the QR code of an app: from a file, a drop, the clipboard, or the camera.

use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::model;
use crate::backend::in_window;
use crate::kit::{Button, Glyph, Note, Tone};
use crate::pictures::{self, Camera, Look};

/// The field for the address, which also takes pictures of it.
#[component]
pub fn Scan(
    /// Where the address goes.
    text: RwSignal<String>,
    /// The field.
    children: Children,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let filming = RwSignal::new(false);
    let take = move |look: Result<Look, String>| match look {
        Ok(Look::Text(found)) if model::may_be_address(&found) => {
            problem.set(None);
            text.set(found);
        }
        Ok(Look::Text(_)) => problem.set(Some(
            "The code in this picture is none to connect by.".into(),
        )),
        Ok(Look::NoCode) => problem.set(Some(
            "No QR code can be read in this picture. Take it larger and straight.".into(),
        )),
        Ok(Look::Nothing) => {}
        Err(why) => problem.set(Some(format!("{why}."))),
    };
    let pick = move |()| spawn_local(async move { take(pictures::pick().await) });
    let dropped = move |ev: DragEvent| {
        ev.prevent_default();
        spawn_local(async move { take(pictures::given(&ev).await) });
    };
    let pasted = move |ev: ClipboardEvent| {
        let files = ev.clipboard_data().and_then(|data| data.files());
        // Pasted text goes into the field by itself.
        if files.is_some_and(|files| files.length() > 0) {
            ev.prevent_default();
            spawn_local(async move { take(pictures::given(&ev).await) });
        }
    };
    // The window's own view gives no camera.
    let has_camera = !in_window() && pictures::camera_possible();
    view! {
        <div
            class="col gap-8"
            on:dragover=move |ev| ev.prevent_default()
            on:drop=dropped
            on:paste=pasted
        >
            {children()}
            <div class="row row-start wrap gap-8">
                <Button icon=Glyph::QrCode on_press=pick>"Read a picture"</Button>
                {has_camera
                    .then(|| {
                        view! {
                            <Button
                                icon=Glyph::Radio
                                on_press=move |()| filming.set(!filming.get_untracked())
                            >
                                {move || if filming.get() { "Stop the camera" } else { "Use the camera" }}
                            </Button>
                        }
                    })}
                <span class="small text-2">"Or drop or paste a picture of the code."</span>
            </div>
            {move || {
                filming
                    .get()
                    .then(|| view! { <Film text problem filming /> })
            }}
            {move || problem.get().map(|why| view! { <Note tone=Tone::Warning strong="Not read.">{why}</Note> })}
        </div>
    }
}

/// The camera's picture, until a code was seen.
#[component]
fn Film(
    text: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    filming: RwSignal<bool>,
) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let camera = StoredValue::new_local(None::<Camera>);
    Effect::new(move |_| {
        let Some(host) = host.get() else {
            return;
        };
        spawn_local(async move {
            let found = move |code: String| {
                let is_address = model::may_be_address(&code);
                let _ = problem.try_set(
                    (!is_address)
                        .then(|| "The code before the camera is none to connect by.".into()),
                );
                if is_address {
                    let _ = text.try_set(code);
                }
                let _ = filming.try_set(false);
            };
            match pictures::camera(&host, found).await {
                // Closed meanwhile: dropping it ends the camera.
                Ok(running) => {
                    let _ = camera.try_set_value(Some(running));
                }
                Err(why) => {
                    let _ = problem.try_set(Some(format!("{why}.")));
                    let _ = filming.try_set(false);
                }
            }
        });
    });
    on_cleanup(move || {
        let _ = camera.try_update_value(Option::take);
    });
    view! { <div class="camera" node_ref=host role="img" aria-label="Picture of the camera"></div> }
}
