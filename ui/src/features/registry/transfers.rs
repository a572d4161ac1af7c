//! Pushes and pulls under way, layer by layer.

use std::collections::BTreeMap;

use contract::{Empty, Event, LayerStep, TransferIdRequest, TransferState, TransferView};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::cut::Cut;
use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{Badge, Button, ButtonKind, ButtonSize, Glyph, Icon, Meter, Note, Tile, Tone};
use crate::{call, format, parts, query};

/// Transfers of this registry, newest first.
#[component]
pub fn Transfers(registry: String) -> impl IntoView {
    let core = Core::here();
    let list = query!(transfer_list(Empty {}));
    // What events told since the list was read.
    let newer = RwSignal::new(BTreeMap::<u64, TransferView>::new());
    core.listen(move |event| {
        if let Event::Transfer { transfer } = event {
            newer.update(|map| {
                map.insert(transfer.id, transfer.clone());
            });
        }
    });
    let of = StoredValue::new(registry.clone());
    let cut = Memo::new(move |_| {
        let mut cut = list.data().map(|l| l.cut).unwrap_or_default();
        cut.retain(|c| of.with_value(|of| &c.registry == of));
        cut
    });
    let files = Memo::new(move |_| list.data().is_none_or(|l| l.files));
    let all = Memo::new(move |_| {
        let mut all = list.data().map(|l| l.transfers).unwrap_or_default();
        all.retain(|t| t.registry == registry);
        newer.with(|map| {
            for t in &mut all {
                if let Some(fresh) = map.get(&t.id).filter(|fresh| fresh.at >= t.at) {
                    *t = fresh.clone();
                }
            }
        });
        all
    });
    move || {
        let (all, cut) = (all.get(), cut.get());
        let files = files.get();
        // A browser keeps pulled images until they are saved from here.
        let shown = if files { 3 } else { 8 };
        (!all.is_empty() || !cut.is_empty()).then(|| {
            view! {
                <div class="registry-transfers" role="status">
                    {cut.into_iter().map(|cut| view! { <Cut cut /> }).collect_view()}
                    {all.into_iter().take(shown).map(|t| view! { <Transfer t files /> }).collect_view()}
                </div>
            }
        })
    }
}

#[component]
fn Transfer(
    t: TransferView,
    /// Files are the system's; else a pulled image lies in the browser's own storage.
    files: bool,
) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let id = t.id;
    let end = move |()| {
        task.run(
            call!(core, transfer_end(TransferIdRequest { transfer: id })),
            |_| (),
        );
    };
    let waits = !files && !t.push && matches!(t.state, TransferState::Done { .. });
    let gone = RwSignal::new(false);
    let path = StoredValue::new(t.path.clone());
    let save = move |()| {
        spawn_local(async move {
            let there = parts::save_image(&path.get_value()).await;
            let _ = gone.try_set(!there);
        });
    };
    let running = t.state == TransferState::Running;
    let verb = match (&t.state, t.push) {
        (TransferState::Running, true) => "Pushing",
        (TransferState::Running, false) => "Pulling",
        (TransferState::Done { .. }, true) => "Pushed",
        (TransferState::Done { .. }, false) => "Pulled",
        (TransferState::Failed { .. }, true) => "Not pushed",
        (TransferState::Failed { .. }, false) => "Not pulled",
        (TransferState::Stopped, _) => "Stopped",
    };
    let outcome = match &t.state {
        TransferState::Failed { error } => {
            let text = sentence(error);
            Some(view! { <Note tone=Tone::Danger>{text}</Note> }.into_any())
        }
        TransferState::Done { digest, rewritten } => {
            let more = if *rewritten {
                ", in this server's own writing"
            } else {
                ""
            };
            let text = format!("{}{more}", model::short_digest(digest));
            Some(view! { <p class="small mono text-2">{text}</p> }.into_any())
        }
        _ => None,
    };
    let layers = running.then(|| {
        t.layers
            .iter()
            .map(|l| {
                let (word, share) = model::layer_row(l.step, l.moved, l.size);
                let skipped = matches!(l.step, LayerStep::There | LayerStep::Mounted);
                view! {
                    <li>
                        <span class="small mono text-2 registry-digest">{model::short_digest(&l.digest)}</span>
                        <span class="small text-2 tabular registry-size">{format::bytes(l.size)}</span>
                        <span class="grow">
                            <Meter share=Signal::stored(share) />
                        </span>
                        <span class="small registry-step">
                            {skipped.then(|| view! { <Icon glyph=Glyph::SkipForward size=12 /> })} {word}
                        </span>
                    </li>
                }
            })
            .collect_view()
    });
    let figures = format!(
        "{} of {}",
        format::bytes(t.moved),
        format::bytes(model::to_move(&t))
    );
    view! {
        <section class="col gap-8">
            <div class="row wrap">
                <Tile glyph=if t.push { Glyph::Upload } else { Glyph::Download } tone=Tone::Accent />
                <div class="grow">
                    <p class="medium cut" title=t.image.clone()>
                        {format!("{verb} {}", t.image)}
                    </p>
                    <p class="small text-2">{model::transfer_words(&t)}</p>
                </div>
                <span class="num wide-only">
                    <span class="medium tabular">{figures}</span>
                    <span class="sub">{model::speed(&t)}</span>
                </span>
                {(t.skipped > 0 && !running)
                    .then(|| view! { <Badge tone=Tone::Success>{format!("{} not moved", format::bytes(t.saved))}</Badge> })}
                {waits
                    .then(|| {
                        view! {
                            <Button
                                size=ButtonSize::Small
                                kind=ButtonKind::Primary
                                icon=Glyph::Download
                                on_press=save
                            >
                                "Save the file"
                            </Button>
                        }
                    })}
                <Button size=ButtonSize::Small busy=task.busy() on_press=end>
                    {if running { "Cancel" } else { "Done" }}
                </Button>
            </div>
            {waits
                .then(|| {
                    view! {
                        <p class="small text-2">
                            "It lies in the browser's own storage. Save it, then press Done, which removes it there."
                        </p>
                    }
                })}
            {move || {
                gone.get()
                    .then(|| view! { <Note tone=Tone::Danger>"The browser has removed the file. Pull it again."</Note> })
            }}
            {outcome}
            <ul class="registry-progress">{layers}</ul>
        </section>
    }
}
