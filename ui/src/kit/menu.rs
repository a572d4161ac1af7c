//! A menu behind a button.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::Keycap;
use super::select::stays_inside;
use super::{ButtonSize, Glyph, Icon, Move, list_move};

/// Closes the menu around an item.
#[derive(Clone, Copy)]
struct Close(RwSignal<bool>);

fn items(list: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(nodes) = list.query_selector_all("[role^='menuitem']:not(:disabled)") else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|i| {
            nodes
                .item(i)
                .and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok())
        })
        .collect()
}

/// A button that opens [`MenuItem`]s.
#[component]
pub fn Menu(
    /// Name of the button and the menu.
    #[prop(into)]
    label: Signal<String>,
    /// Icon of the button.
    #[prop(default = Glyph::Ellipsis)]
    icon: Glyph,
    /// Another button face than the icon.
    #[prop(optional, into)]
    face: Option<ViewFn>,
    /// Class of the button, with `face`.
    #[prop(optional, into)]
    face_class: String,
    /// Opens upwards.
    #[prop(optional)]
    up: bool,
    /// Aligned to the button's left edge.
    #[prop(optional)]
    left: bool,
    /// How high the button is.
    #[prop(default = ButtonSize::Medium)]
    size: ButtonSize,
    /// The items.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let list = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let focus_at = move |index: usize| {
        if let Some(element) = list.get_untracked()
            && let Some(item) = items(&element).get(index)
        {
            let _ = item.focus();
        }
    };
    let show = move |last: bool| {
        open.set(true);
        request_animation_frame(move || {
            let len = list.get_untracked().map_or(0, |e| items(&e).len());
            focus_at(if last { len.saturating_sub(1) } else { 0 });
        });
    };
    let back = move || {
        open.set(false);
        if let Some(b) = button.get_untracked() {
            let _ = b.focus();
        }
    };
    let keydown = move |ev: KeyboardEvent| {
        let key = ev.key();
        if !open.get_untracked() {
            if matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
                ev.prevent_default();
                show(key == "ArrowUp");
            }
            return;
        }
        let Some(element) = list.get_untracked() else {
            return;
        };
        let all = items(&element);
        let here = document().active_element();
        let at = all
            .iter()
            .position(|e| here.as_ref().is_some_and(|h| e.is_same_node(Some(h))));
        match list_move(&key, at, all.len()) {
            Move::To(i) => focus_at(i),
            Move::Leave => back(),
            Move::Pick | Move::None => {
                if key == "Tab" {
                    open.set(false);
                }
                return;
            }
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let class = if face.is_some() {
        face_class
    } else {
        let size = match size {
            ButtonSize::Small => "button-small",
            ButtonSize::Medium => "",
            ButtonSize::Large => "button-large",
        };
        format!("button button-square button-quiet {size}")
    };
    let bare = face.is_none();
    provide_context(Close(open));
    view! {
        <div
            class="menu-anchor"
            on:keydown=keydown
            on:focusout=move |ev| {
                if !stays_inside(&ev) {
                    open.set(false);
                }
            }
        >
            <button
                node_ref=button
                type="button"
                class=class
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=move || label.get()
                title=move || bare.then(|| label.get())
                on:click=move |_| if open.get_untracked() { open.set(false) } else { show(false) }
            >
                {match face {
                    Some(f) => f.run(),
                    None => view! { <Icon glyph=icon /> }.into_any(),
                }}
            </button>
            {move || {
                let children = children.clone();
                open.get()
                    .then(|| {
                        view! {
                            <div
                                node_ref=list
                                class="menu menu-float"
                                class:menu-up=up
                                class:menu-left=left
                                role="menu"
                                aria-label=move || label.get()
                            >
                                {children()}
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// One action of a menu.
#[component]
pub fn MenuItem(
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Icon before them.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Key that does the same.
    #[prop(optional, into)]
    key: Option<String>,
    /// Opens a question about something dangerous.
    #[prop(optional)]
    danger: bool,
    /// Can't be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// For one of several: whether this is the chosen one.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    /// What a press does.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let close = use_context::<Close>();
    view! {
        <button
            type="button"
            class="menu-item"
            class:menu-item-danger=danger
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=move || checked.map(|c| if c.get() { "true" } else { "false" })
            tabindex="-1"
            disabled=move || disabled.get()
            on:mousedown=|ev| ev.prevent_default()
            on:click=move |_| {
                if let Some(Close(open)) = close {
                    open.set(false);
                }
                on_press.run(());
            }
        >
            {icon.map(|glyph| view! { <Icon glyph /> })}
            <span class="grow">{move || label.get()}</span>
            {key.map(|key| view! { <Keycap key /> })}
            {move || checked.filter(|c| c.get()).map(|_| view! { <Icon glyph=Glyph::Check size=14 /> })}
        </button>
    }
}

/// A hairline between items.
#[component]
pub fn MenuRule() -> impl IntoView {
    view! { <hr class="rule" /> }
}
