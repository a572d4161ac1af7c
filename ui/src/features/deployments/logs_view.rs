//! Logs and events of a deployment.

use std::collections::BTreeSet;

use contract::{DeploymentView, StreamKind};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::model;
use super::streams::Streams;
use crate::features::keys;
use crate::kit::{Button, ButtonSize, Chip, Empty, Glyph, IconButton, LogView, Note, Tone};
use crate::parts;

/// Moves the keyboard into the search of the log in view; says whether there is one.
fn focus_search() -> bool {
    let field = document()
        .query_selector(".log-search [data-filter]")
        .ok()
        .flatten();
    field
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|e| e.focus().is_ok())
}

fn iso(at: u64) -> String {
    #[allow(clippy::cast_precision_loss)]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at as f64));
    String::from(date.to_iso_string())
}

/// The lines of all live leases, with a chip for each service.
#[component]
pub fn StreamPane(
    /// Logs or events.
    kind: StreamKind,
    /// The deployment.
    view: DeploymentView,
) -> impl IntoView {
    let leases = model::live_leases(&view);
    if leases.is_empty() {
        let (title, text) = match kind {
            StreamKind::Logs => (
                "No logs",
                "There is no active lease, so nothing writes any.",
            ),
            StreamKind::Events => (
                "No events",
                "There is no active lease, so nothing happens on a provider.",
            ),
        };
        return view! { <Empty glyph=Glyph::ScrollText title text /> }.into_any();
    }
    let name = view.summary.name.clone();
    let streams = Streams::open(kind, leases.into_iter().map(|l| l.id).collect());
    let hidden = RwSignal::new(BTreeSet::<String>::new());
    let rows = Memo::new(move |_| streams.lines.with(|l| hidden.with(|h| l.rows(h))));
    let services = Memo::new(move |_| streams.lines.with(super::logs::Lines::services));
    let export = move |()| {
        let text = streams
            .lines
            .with_untracked(|l| hidden.with_untracked(|h| l.text(h, iso)));
        let what = if kind == StreamKind::Logs {
            "logs"
        } else {
            "events"
        };
        parts::save_file(
            &parts::file_name(&format!("{name}-{what}"), "log"),
            &text,
            "text/plain",
        );
    };
    let export = Callback::new(export);
    keys::on_mod(&["f"], |_, _| focus_search());
    let empty = Signal::derive(move || {
        if streams.finished.get() {
            "The provider has no lines.".to_string()
        } else {
            "Waiting for the first line.".to_string()
        }
    });
    let tools = move || {
        view! {
            <span class="row log-services" role="group" aria-label="Services">
                <For each=move || services.get() key=Clone::clone let(service)>
                    {
                        let (mine, theirs) = (service.clone(), service.clone());
                        view! {
                            <Chip
                                label=service
                                on=Signal::derive(move || hidden.with(|h| !h.contains(&mine)))
                                on_change=Callback::new(move |on: bool| {
                                    hidden
                                        .update(|h| {
                                            if on {
                                                h.remove(&theirs);
                                            } else {
                                                h.insert(theirs.clone());
                                            }
                                        });
                                })
                            />
                        }
                    }
                </For>
            </span>
            <IconButton icon=Glyph::Download label="Export to a file" size=ButtonSize::Small on_press=export />
        }
    };
    view! {
        <div class="stream">
            {move || {
                streams
                    .problem
                    .get()
                    .map(|text| {
                        view! {
                            <div class="stream-problem">
                                <Note tone=Tone::Warning strong="The stream broke.">
                                    {text} " "
                                    <Button
                                        size=ButtonSize::Small
                                        icon=Glyph::RefreshCw
                                        on_press=move |()| streams.again()
                                    >
                                        "Connect again"
                                    </Button>
                                </Note>
                            </div>
                        }
                    })
            }}
            <LogView lines=rows live=streams.live() tools=tools empty />
        </div>
    }
    .into_any()
}
