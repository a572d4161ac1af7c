//! Sheets: dialogs that hold the focus and give it back; on narrow screens they come from below.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Button, ButtonKind};

/// How wide a sheet is on wide screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SheetSize {
    /// 440 pixels: a question.
    Small,
    /// 560 pixels.
    #[default]
    Medium,
    /// 760 pixels.
    Wide,
}

/// What can take the focus, in the order of the page.
const FOCUSABLE: &str = "a[href], button:not(:disabled):not([tabindex='-1']), input:not(:disabled), \
     textarea:not(:disabled), summary, [tabindex='0']";

fn focusable(root: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(nodes) = root.query_selector_all(FOCUSABLE) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|i| {
            nodes
                .item(i)
                .and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok())
        })
        .filter(|e| e.offset_parent().is_some())
        .collect()
}

/// Gives the focus to what asks for it by `data-autofocus`, else to the first field, else to `root` itself.
pub(crate) fn focus_first(root: &web_sys::Element) {
    let wanted = |selector: &str| {
        root.query_selector(selector)
            .ok()
            .flatten()
            .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    };
    let target = wanted("[data-autofocus]")
        .or_else(|| wanted("input:not(:disabled), textarea"))
        .or_else(|| root.clone().dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(target) = target {
        let _ = target.focus();
    }
}

/// Gives the focus back to where it was before a dialog, or to the page when that has gone.
pub(crate) fn give_back(before: Option<web_sys::HtmlElement>) {
    // After the dialog is out of the page: a hidden element can't take the focus.
    set_timeout(
        move || {
            let page = || {
                document()
                    .get_element_by_id("main")
                    .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
            };
            if document()
                .query_selector("dialog[open]")
                .ok()
                .flatten()
                .is_some()
            {
                return;
            }
            if let Some(element) = before
                .filter(|e| e.is_connected() && e.tag_name() != "BODY")
                .or_else(page)
            {
                let _ = element.focus();
            }
        },
        std::time::Duration::ZERO,
    );
}

/// A modal sheet. It exists while `open` is true; Escape, the scrim and the feature's own dismiss button close it.
#[component]
pub fn Sheet(
    /// Whether it is there.
    #[prop(into)]
    open: Signal<bool>,
    /// It should go: Escape or a press on the scrim.
    #[prop(into)]
    on_close: Callback<()>,
    /// Its name: the first line of its head.
    #[prop(into)]
    label: Signal<String>,
    /// How wide it is.
    #[prop(optional)]
    size: SheetSize,
    /// Another head than the name alone.
    #[prop(optional, into)]
    head: Option<ViewFn>,
    /// Buttons: dismiss first, act last.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// Only its own buttons close it, not the scrim.
    #[prop(optional)]
    firm: bool,
    /// The body; it scrolls, head and foot don't.
    children: ChildrenFn,
) -> impl IntoView {
    let head = StoredValue::new(head);
    let foot = StoredValue::new(foot);
    let children = StoredValue::new(children);
    let shown = Memo::new(move |_| open.get());
    move || {
        shown.get().then(|| {
            view! {
                <SheetBody
                    label
                    size
                    firm
                    on_close
                    head=head.get_value()
                    foot=foot.get_value()
                    children=children.get_value()
                />
            }
        })
    }
}

#[component]
fn SheetBody(
    label: Signal<String>,
    size: SheetSize,
    firm: bool,
    on_close: Callback<()>,
    head: Option<ViewFn>,
    foot: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let before = document()
        .active_element()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let before = StoredValue::new_local(before);
    Effect::new(move |_| {
        if let Some(element) = dialog.get() {
            if !element.open() {
                let _ = element.show_modal();
            }
            focus_first(&element);
        }
    });
    on_cleanup(move || give_back(before.get_value()));
    let keydown = move |ev: KeyboardEvent| match ev.key().as_str() {
        "Escape" => {
            ev.prevent_default();
            ev.stop_propagation();
            on_close.run(());
        }
        "Tab" => {
            let Some(root) = dialog.get_untracked() else {
                return;
            };
            let all = focusable(&root);
            let here = document().active_element();
            let is_here =
                |e: &web_sys::HtmlElement| here.as_ref().is_some_and(|h| e.is_same_node(Some(h)));
            let edge = if ev.shift_key() {
                all.first()
            } else {
                all.last()
            };
            let other = if ev.shift_key() {
                all.last()
            } else {
                all.first()
            };
            if let (Some(edge), Some(other)) = (edge, other)
                && is_here(edge)
            {
                ev.prevent_default();
                let _ = other.focus();
            }
        }
        _ => {}
    };
    let size = match size {
        SheetSize::Small => "sheet sheet-small",
        SheetSize::Medium => "sheet",
        SheetSize::Wide => "sheet sheet-wide",
    };
    let on_scrim = move |ev: leptos::ev::MouseEvent| {
        let outside = ev
            .target()
            .zip(dialog.get_untracked())
            .is_some_and(|(t, d)| {
                t.dyn_into::<web_sys::Node>()
                    .is_ok_and(|n| n.is_same_node(Some(&d)))
            });
        if outside && !firm {
            on_close.run(());
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="scrim"
            aria-label=move || label.get()
            aria-modal="true"
            tabindex="-1"
            on:keydown=keydown
            on:cancel=move |ev: leptos::ev::Event| {
                // Escape while nothing in the sheet has the focus.
                ev.prevent_default();
                on_close.run(());
            }
            on:mousedown=on_scrim
        >
            <div class=size>
                <span class="grabber"></span>
                <header class="sheet-head">
                    {match head {
                        Some(h) => h.run(),
                        None => view! { <h1>{move || label.get()}</h1> }.into_any(),
                    }}
                </header>
                <div class="sheet-body">{children()}</div>
                {foot.map(|f| view! { <footer class="sheet-foot">{f.run()}</footer> })}
            </div>
        </dialog>
    }
}

/// The foot of a sheet that asks: the way back, and the one thing to do.
#[component]
pub fn SheetFoot(
    /// Closes the sheet and changes nothing.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// What was asked for can be done.
    #[prop(into)]
    ready: Signal<bool>,
    /// It is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Does it.
    #[prop(into)]
    on_press: Callback<()>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <Button on_press=on_cancel>"Cancel"</Button>
        <Button
            kind=ButtonKind::Primary
            busy
            disabled=Signal::derive(move || !ready.get())
            on_press
        >
            {children()}
        </Button>
    }
}
