//! The palette over the page.

use contract::{AccountRequest, DraftSaveRequest, Empty, NetworkRequest};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::model::{Act, Entry, Sign, entries, found};
use crate::backend::{Core, sentence};
use crate::kit::{
    Glyph, Icon, IconButton, Keycap, Move, State, Toast, Toaster, give_back, list_move,
};
use crate::platform::{self, ThemeSignal, set_theme};
use crate::route::{Route, Router};
use crate::shell::{Overlays, Session};
use crate::{call, format, query};

/// The palette; there while its overlay is on.
#[component]
pub fn Palette() -> impl IntoView {
    let overlays = Overlays::here();
    move || overlays.palette.get().then(|| view! { <Body /> })
}

/// What a person can do by choosing, with everything it takes.
#[derive(Clone, Copy)]
struct Actor {
    core: Core,
    router: Router,
    overlays: Overlays,
    toaster: Toaster,
    theme: ThemeSignal,
    session: Session,
}

impl Actor {
    fn act(self, act: Act) {
        let Self {
            core,
            router,
            overlays,
            toaster,
            theme,
            session,
        } = self;
        overlays.palette.set(false);
        let failed = move |title: &'static str, e: &contract::ApiError| {
            toaster.show(Toast::failed(title, sentence(e)))
        };
        match act {
            Act::Go(route) => router.go(&route),
            Act::Send => overlays.send.set(true),
            Act::Receive => overlays.receive.set(true),
            Act::TransactionFile => overlays.transaction_file.set(true),
            Act::Keys => overlays.keys.set(true),
            Act::Theme => set_theme(theme, theme.0.get_untracked().next()),
            Act::CopyAddress => {
                let address = session.address().get_untracked();
                platform::copy(address, move |done| {
                    if done {
                        toaster.show(Toast::done("Address copied"));
                    }
                });
            }
            Act::Lock => spawn_local(async move {
                if let Err(e) = call!(core, vault_lock(Empty {})).await {
                    failed("The vault was not locked.", &e);
                }
            }),
            Act::Faucet => spawn_local(async move {
                match call!(core, faucet_request(Empty {})).await {
                    Ok(_) => toaster.show(Toast::done("The faucet sent AKT and ACT")),
                    Err(e) => failed("The faucet gave nothing.", &e),
                }
            }),
            Act::Account(address) => spawn_local(async move {
                if let Ok(address) = address.parse()
                    && let Err(e) = call!(core, account_select(AccountRequest { address })).await
                {
                    failed("The account was not changed.", &e);
                }
            }),
            Act::Network(id) => spawn_local(async move {
                if let Err(e) = call!(core, network_select(NetworkRequest { id })).await {
                    failed("The network was not changed.", &e);
                }
            }),
            Act::Template(id) => spawn_local(async move {
                let draft = async {
                    let all = core.client().template_list(Empty {}).await?;
                    let Some(t) = all.templates.into_iter().find(|t| t.id == id) else {
                        return Ok(None);
                    };
                    let request = DraftSaveRequest {
                        id: None,
                        name: t.name,
                        text: t.text,
                    };
                    call!(core, draft_save(request)).await.map(Some)
                };
                match draft.await {
                    Ok(Some(draft)) => router.go(&Route::Studio(Some(draft.id))),
                    Ok(None) => {}
                    Err(e) => failed("The draft was not made.", &e),
                }
            }),
        }
    }
}

#[component]
fn Body() -> impl IntoView {
    let actor = Actor {
        core: Core::here(),
        router: Router::here(),
        overlays: Overlays::here(),
        toaster: Toaster::here(),
        theme: expect_context(),
        session: Session::here(),
    };
    let networks = query!(network_list(Empty {}));
    let deployments = query!(deployment_list(Empty {}));
    let drafts = query!(draft_list(Empty {}));
    let templates = query!(template_list(Empty {}));
    let text = RwSignal::new(String::new());
    let active = RwSignal::new(0usize);
    let all = Memo::new(move |_| {
        actor.session.app.data().map_or_else(Vec::new, |app| {
            entries(
                &app,
                &networks.data().map(|n| n.networks).unwrap_or_default(),
                &deployments
                    .data()
                    .map(|d| d.deployments)
                    .unwrap_or_default(),
                &drafts.data().map(|d| d.drafts).unwrap_or_default(),
                &templates.data().map(|t| t.templates).unwrap_or_default(),
            )
        })
    });
    let rows = Memo::new(move |_| all.with(|all| text.with(|t| found(all, t))));
    let input = NodeRef::<html::Input>::new();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(d) = dialog.get() {
            if !d.open() {
                let _ = d.show_modal();
            }
            if let Some(i) = input.get() {
                let _ = i.focus();
            }
        }
    });
    let before = document()
        .active_element()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let before = StoredValue::new_local(before);
    on_cleanup(move || give_back(before.get_value()));
    let close = move || actor.overlays.palette.set(false);
    let keydown = move |ev: KeyboardEvent| {
        let key = ev.key();
        // Left and right move in the text, not in the list.
        if matches!(key.as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
            return;
        }
        match list_move(
            &key,
            Some(active.get_untracked()),
            rows.with_untracked(Vec::len),
        ) {
            Move::To(i) => {
                active.set(i);
                if let Some(row) = document().get_element_by_id(&format!("palette-{i}")) {
                    row.scroll_into_view_with_bool(false);
                }
            }
            Move::Pick => {
                if let Some(entry) = rows.with_untracked(|r| r.get(active.get_untracked()).cloned())
                {
                    actor.act(entry.act);
                }
            }
            Move::Leave => close(),
            Move::None => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let list = move || {
        let needle = text.get();
        let mut group = "";
        rows.get()
            .into_iter()
            .enumerate()
            .map(|(i, entry)| {
                let head = (entry.group != group).then_some(entry.group);
                group = entry.group;
                row(i, entry, &needle, head, active, actor)
            })
            .collect_view()
    };
    view! {
        <dialog
            node_ref=dialog
            class="scrim scrim-top"
            aria-label="Search or run a command"
            on:cancel=move |ev: leptos::ev::Event| {
                ev.prevent_default();
                close();
            }
            on:mousedown=move |ev| {
                if ev.target() == ev.current_target() {
                    close();
                }
            }
            on:keydown=keydown
        >
            <div class="palette">
                <div class="palette-input">
                    <Icon glyph=Glyph::Search />
                    <input
                        node_ref=input
                        type="text"
                        role="combobox"
                        aria-label="Search or run a command"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-activedescendant=move || format!("palette-{}", active.get())
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="Search or run a command"
                        prop:value=move || text.get()
                        on:input=move |ev| {
                            text.set(event_target_value(&ev));
                            active.set(0);
                        }
                    />
                    <span class="wide-only">
                        <Keycap key="esc" />
                    </span>
                    <span class="narrow-only">
                        <IconButton icon=Glyph::X label="Close" on_press=move |()| close() />
                    </span>
                </div>
                <div id="palette-list" class="palette-list" role="listbox" aria-label="Found">
                    {list}
                    {move || {
                        rows.with(Vec::is_empty)
                            .then(|| view! { <p class="palette-none text-2">"Nothing of that name."</p> })
                    }}
                </div>
                <footer class="palette-foot">
                    <span class="row gap-4">
                        <Keycap key="up" />
                        <Keycap key="down" />
                        "move"
                    </span>
                    <span class="row gap-4">
                        <Keycap key="enter" />
                        "open"
                    </span>
                    <span class="row gap-4 push">
                        <Keycap key=">" />
                        "only actions"
                    </span>
                </footer>
            </div>
        </dialog>
    }
}

fn row(
    index: usize,
    entry: Entry,
    needle: &str,
    head: Option<&'static str>,
    active: RwSignal<usize>,
    actor: Actor,
) -> impl IntoView + use<> {
    let first = needle
        .trim_start_matches('>')
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_string();
    let label = format::matches(&entry.label, &first)
        .into_iter()
        .map(|(part, hit)| {
            if hit {
                view! { <b>{part}</b> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view();
    let sign = match entry.sign {
        Sign::Icon(glyph) => view! { <Icon glyph /> }.into_any(),
        Sign::State(kind) => view! { <State kind /> }.into_any(),
    };
    let act = entry.act;
    let on = move || active.get() == index;
    view! {
        {head.map(|h| view! { <div class="palette-head" role="presentation">{h}</div> })}
        <div
            id=format!("palette-{index}")
            class="palette-row"
            role="option"
            aria-selected=move || if on() { "true" } else { "false" }
            on:mousemove=move |_| {
                if active.get_untracked() != index {
                    active.set(index);
                }
            }
            on:click=move |_| actor.act(act.clone())
        >
            <span class="palette-sign">{sign}</span>
            <span class="grow cut">{label} <span class="palette-context">{entry.context}</span></span>
            {(!entry.key.is_empty())
                .then(|| {
                    let caps = if entry.key.starts_with("mod ") {
                        vec![entry.key.to_string()]
                    } else {
                        entry.key.split(' ').map(str::to_string).collect()
                    };
                    caps.into_iter().map(|key| view! { <Keycap key /> }).collect_view()
                })}
        </div>
    }
}
