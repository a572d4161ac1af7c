//! Rail, bottom bar and status around the pages of an open vault.

use contract::{AccountRequest, DeploymentState, Empty};
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::keys::{Command, Keymap, Press};
use super::more::{KeySheet, MoreSheet, lock};
use super::status::{NetworkSheet, StatusBar};
use super::{Overlays, Session};
use crate::backend::Core;
use crate::features::common::deployment_state;
use crate::kit::{
    Glyph, Icon, Ident, Keycap, Mark, Menu, MenuItem, MenuRule, State, Toast, Toaster,
};
use crate::kit::{Move, list_move};
use crate::route::{Route, Router, SettingsPage};
use crate::{call, format, platform, query};

/// The entries of the rail.
const PLACES: [(Glyph, &str); 5] = [
    (Glyph::House, "Home"),
    (Glyph::DraftingCompass, "Studio"),
    (Glyph::Layers, "Deployments"),
    (Glyph::Wallet, "Wallet"),
    (Glyph::Settings, "Settings"),
];

fn place(index: usize) -> Route {
    match index {
        0 => Route::Home,
        1 => Route::Studio(None),
        2 => Route::Deployments,
        3 => Route::Wallet,
        _ => Route::Settings(SettingsPage::Networks),
    }
}

const SLIM: &str = "slipway.rail";

/// The frame; `children` is the page.
#[component]
pub fn Frame(
    /// The page of the present place.
    children: Children,
) -> impl IntoView {
    let overlays = Overlays::here();
    let core = Core::here();
    let router = Router::here();
    overlays
        .slim
        .set(platform::recall(SLIM).as_deref() == Some("slim"));
    let map = StoredValue::new(Keymap::default());
    let handle = window_event_listener(ev::keydown, move |ev| {
        let command = map.try_update_value(|m| m.press(&press(&ev))).flatten();
        let Some(command) = command else { return };
        ev.prevent_default();
        match command {
            Command::Palette => overlays.palette.update(|p| *p = !*p),
            Command::Lock => lock(core),
            Command::Go(route) => router.go(&route),
            Command::Help => overlays.keys.set(true),
            Command::Filter => focus_filter(),
            Command::Row(down) => focus_row(down),
            Command::Rail => {
                overlays.slim.update(|s| *s = !*s);
                platform::keep(
                    SLIM,
                    if overlays.slim.get_untracked() {
                        "slim"
                    } else {
                        "wide"
                    },
                );
            }
        }
    });
    on_cleanup(move || handle.remove());
    view! {
        <div class="shell" class:shell-slim=move || overlays.slim.get()>
            <a class="skip" href="#main" on:click=skip>
                "Skip to the page"
            </a>
            <Rail />
            {children()}
            <StatusBar />
            <BottomBar />
        </div>
        <MoreSheet />
        <KeySheet />
        <NetworkSheet />
    }
}

fn skip(ev: ev::MouseEvent) {
    ev.prevent_default();
    if let Some(main) = document()
        .get_element_by_id("main")
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = main.focus();
    }
}

fn press(ev: &KeyboardEvent) -> Press {
    let target = ev
        .composed_path()
        .get(0)
        .dyn_into::<web_sys::Element>()
        .ok();
    let typing = target.is_some_and(|e| {
        matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || e.closest("[contenteditable='true'], .cm-editor, .terminal")
                .ok()
                .flatten()
                .is_some()
    });
    let sheet = document()
        .query_selector("dialog[open]")
        .ok()
        .flatten()
        .is_some();
    let modifier = if platform::is_mac() {
        ev.meta_key()
    } else {
        ev.ctrl_key()
    };
    Press {
        key: ev.key(),
        modifier,
        alt: ev.alt_key(),
        typing,
        sheet,
    }
}

/// Moves the focus along the links of rows (`.row-link`) of the page, in their order.
fn focus_row(down: bool) {
    let Ok(rows) = document().query_selector_all("#main .row-link") else {
        return;
    };
    let row = |i: u32| {
        rows.item(i)
            .and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok())
    };
    let here = document().active_element();
    let at = (0..rows.length())
        .find(|i| {
            row(*i)
                .zip(here.as_ref())
                .is_some_and(|(r, h)| r.is_same_node(Some(h)))
        })
        .map(|i| i as usize);
    let key = if down { "ArrowDown" } else { "ArrowUp" };
    if let Move::To(i) = list_move(key, at, rows.length() as usize)
        && let Some(element) = row(i as u32)
    {
        let _ = element.focus();
    }
}

fn focus_filter() {
    let filter = document().query_selector("[data-filter]").ok().flatten();
    if let Some(filter) = filter.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = filter.focus();
    }
}

#[component]
fn Rail() -> impl IntoView {
    let router = Router::here();
    let core = Core::here();
    let deployments = query!(deployment_list(Empty {}));
    let running = deployments.map(|d| {
        d.deployments
            .iter()
            .filter(|x| x.state != DeploymentState::Closed)
            .count()
    });
    let root = Memo::new(move |_| router.get().root());
    let entries = PLACES
        .into_iter()
        .enumerate()
        .map(|(i, (glyph, name))| {
            let on = move || root.get() == place(i);
            view! {
                <a
                    class="nav-item"
                    class:nav-on=on
                    href=place(i).href()
                    title=name
                    aria-current=move || on().then_some("page")
                >
                    <Icon glyph />
                    <span>{name}</span>
                    {move || {
                        running
                            .get()
                            .filter(|n| i == 2 && *n > 0)
                            .map(|n| view! { <span class="nav-count">{n}</span> })
                    }}
                </a>
            }
        })
        .collect_view();
    let short = move || {
        deployments
            .data()
            .map(|d| d.deployments)
            .unwrap_or_default()
            .into_iter()
            .filter(|d| d.state != DeploymentState::Closed)
            .take(8)
            .map(|d| {
                let (kind, word) = deployment_state(d.state);
                let route = Route::Deployment(d.dseq.to_string(), String::new());
                let rate = d.escrow.per_hour.to_f64_lossy() / 1e6;
                view! {
                    <a class="nav-item nav-small" href=route.href() title=format!("{}: {word}", d.name)>
                        <State kind />
                        <span class="cut">{d.name.clone()}</span>
                        <span class="nav-count">
                            {if rate > 0.0 { format::usd(rate) } else { word.to_string() }}
                        </span>
                    </a>
                }
            })
            .collect_view()
    };
    view! {
        <div class="rail">
            <a class="brand" href=Route::Home.href() aria-label="Slipway, home">
                <Mark />
                <span>"Slipway"</span>
            </a>
            <AccountMenu />
            <nav class="nav" aria-label="Places">
                {entries}
            </nav>
            {move || {
                running
                    .get()
                    .filter(|n| *n > 0)
                    .map(|_| {
                        view! {
                            <p class="rail-head">"Deployments"</p>
                            <nav class="nav" aria-label="Deployments at a glance">
                                {short}
                            </nav>
                        }
                    })
            }}
            <div class="rail-end nav">
                <button type="button" class="nav-item" title="Lock" on:click=move |_| lock(core)>
                    <Icon glyph=Glyph::Lock />
                    <span>"Lock"</span>
                    <span class="nav-count">
                        <Keycap key="mod L" />
                    </span>
                </button>
            </div>
        </div>
    }
}

#[component]
fn AccountMenu() -> impl IntoView {
    let session = Session::here();
    let may_receive = session.may_receive();
    let core = Core::here();
    let router = Router::here();
    let toaster = Toaster::here();
    let address = session.address();
    let name = Signal::derive(move || session.account().map(|a| a.name).unwrap_or_default());
    let face = move || {
        view! {
            <Ident address />
            <span class="col account-text">
                <span class="medium cut">{name}</span>
                <span class="small text-2 mono">{move || format::address_tight(&address.get())}</span>
            </span>
            <Icon glyph=Glyph::ChevronsUpDown />
        }
        .into_any()
    };
    let select = move |to: types::Address| {
        spawn_local(async move {
            if let Err(e) = call!(core, account_select(AccountRequest { address: to })).await {
                toaster.show(Toast::failed(
                    "The account was not changed.",
                    crate::backend::sentence(&e),
                ));
            }
        });
    };
    let items = move || {
        let app = session.app.data();
        let now = app.as_ref().and_then(|a| a.account.clone());
        app.map(|a| a.accounts)
            .unwrap_or_default()
            .into_iter()
            .filter(|account| !account.hidden)
            .map(|account| {
                let to = account.address.clone();
                let is_now = now.as_ref() == Some(&to);
                view! {
                    <MenuItem
                        label=format!("{} {}", account.name, format::address_tight(to.as_str()))
                        checked=Signal::stored(is_now)
                        on_press=move |()| select(to.clone())
                    />
                }
            })
            .collect_view()
    };
    view! {
        <Menu
            label=Signal::derive(move || format!("Account {}", name.get()))
            face=face
            face_class="account"
            left=true
        >
            {items}
            <MenuRule />
            {move || {
                may_receive
                    .get()
                    .then(|| {
                        view! {
            <MenuItem
                label="Copy address"
                icon=Glyph::Copy
                on_press=move |()| platform::copy(
                    address.get_untracked(),
                    move |done| {
                        if done {
                            toaster.show(Toast::done("Address copied"));
                        }
                    },
                )
            />
                        }
                    })
            }}
            <MenuItem
                label="Accounts"
                icon=Glyph::Wallet
                on_press=move |()| router.go(&Route::Accounts)
            />
        </Menu>
    }
}

#[component]
fn BottomBar() -> impl IntoView {
    let router = Router::here();
    let overlays = Overlays::here();
    let root = Memo::new(move |_| router.get().root());
    let entries = PLACES
        .into_iter()
        .enumerate()
        .take(4)
        .map(|(i, (glyph, name))| {
            let on = move || root.get() == place(i);
            view! {
                <a
                    class="bottom-item"
                    class:bottom-on=on
                    href=place(i).href()
                    aria-current=move || on().then_some("page")
                >
                    <Icon glyph size=20 />
                    {name}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="bottom" aria-label="Places">
            {entries}
            <button
                type="button"
                class="bottom-item"
                class:bottom-on=move || root.get() == place(4)
                aria-haspopup="dialog"
                on:click=move |_| overlays.more.set(true)
            >
                <Icon glyph=Glyph::Menu size=20 />
                "More"
            </button>
        </nav>
    }
}
