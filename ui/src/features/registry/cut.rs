//! Pushes and pulls that a restart cut off.

use contract::{CutGoOnRequest, CutRequest, CutView};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::model;
use super::push::ARCHIVES;
use crate::backend::{Core, Task, sentence};
use crate::kit::{Button, ButtonKind, ButtonSize, Glyph, Note, Tile, Tone};
use crate::{call, format, parts, platform};

/// What was under way, to go on with or to forget.
#[component]
pub(super) fn Cut(cut: CutView) -> impl IntoView {
    let core = Core::here();
    let (going, forgetting) = (Task::default(), Task::default());
    let id = StoredValue::new(cut.id.clone());
    let go_on = move |path: String| {
        let request = CutGoOnRequest {
            cut: id.get_value(),
            path,
        };
        going.run(call!(core, transfer_go_on(request)), |_| ());
    };
    let choose = cut.choose;
    let press = move |()| {
        if !choose {
            go_on(String::new());
            return;
        }
        spawn_local(async move {
            let Some(file) = parts::choose_file(ARCHIVES).await else {
                return;
            };
            if let Some(lent) = core.lend(&file) {
                go_on(lent);
            }
        });
    };
    let forget = move |()| {
        let request = CutRequest {
            cut: id.get_value(),
        };
        forgetting.run(call!(core, transfer_forget(request)), |_| ());
    };
    let words = model::cut_words(&cut, &format::ago(cut.started.0, platform::now()));
    let title = if cut.push {
        format!("Cut off: push of {}", cut.image)
    } else {
        format!("Cut off: pull of {}", cut.image)
    };
    view! {
        <section class="col gap-8" aria-label=title.clone()>
            <div class="row wrap">
                <Tile glyph=if cut.push { Glyph::Upload } else { Glyph::Download } tone=Tone::Warning />
                <div class="grow">
                    <p class="medium cut" title=cut.image.clone()>
                        {title.clone()}
                    </p>
                    <p class="small text-2">{words}</p>
                </div>
                <Button size=ButtonSize::Small busy=forgetting.busy() on_press=forget>
                    "Forget"
                </Button>
                <Button size=ButtonSize::Small kind=ButtonKind::Primary busy=going.busy() on_press=press>
                    {if choose { "Choose it and go on" } else { "Go on" }}
                </Button>
            </div>
            {move || {
                going
                    .error()
                    .or_else(|| forgetting.error())
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not gone on.">{sentence(&e)}</Note> })
            }}
        </section>
    }
}
