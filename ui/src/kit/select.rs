//! A field that opens a list of its own width.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::field::{Field, unique_id};
use super::{Glyph, Icon, Move, Verdict, list_move};

/// One entry of a select or combobox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What choosing it gives.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Fact at the right: size, price, age.
    pub fact: String,
    /// Why it can't be chosen, if so; shown for the fact.
    pub excluded: Option<String>,
}

impl Choice {
    /// An entry whose name is what it gives.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            label: value.clone(),
            value,
            ..Self::default()
        }
    }

    /// An entry with a name of its own.
    pub fn named(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same with a fact at the right.
    #[must_use]
    pub fn with_fact(self, fact: impl Into<String>) -> Self {
        Self {
            fact: fact.into(),
            ..self
        }
    }
}

/// Whether the focus that `ev` takes away stays inside the element it is handled on.
pub(super) fn stays_inside(ev: &FocusEvent) -> bool {
    let inside = |root: web_sys::Node| {
        ev.related_target()
            .and_then(|t| t.dyn_into::<web_sys::Node>().ok())
            .is_some_and(|to| root.contains(Some(&to)))
    };
    ev.current_target()
        .and_then(|t| t.dyn_into::<web_sys::Node>().ok())
        .is_some_and(inside)
}

/// Whether a list below `field` would leave the window while there is more room above.
pub(super) fn opens_up(field: NodeRef<html::Div>) -> bool {
    let Some(field) = field.get_untracked() else {
        return false;
    };
    let rect = field.get_bounding_client_rect();
    let height = window()
        .inner_height()
        .ok()
        .and_then(|h| h.as_f64())
        .unwrap_or(0.0);
    let below = height - rect.bottom();
    below < 300.0 && rect.top() > below
}

/// Scrolls the entry with `id` into its list.
pub(super) fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view_with_bool(false);
    }
}

/// Scrolls the entry with `id` into a strip, without moving the page.
pub fn reveal_inline(id: &str) {
    let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    if let Some(strip) = element.parent_element() {
        let (left, width) = (element.offset_left(), element.offset_width());
        let end = left + width - strip.client_width();
        if left < strip.scroll_left() || end > strip.scroll_left() {
            strip.set_scroll_left(if left < strip.scroll_left() {
                left
            } else {
                end
            });
        }
    }
}

/// The rows of an open list; shared by [`Select`] and the combobox.
pub(super) fn options(
    list_id: &str,
    rows: Vec<Choice>,
    needle: String,
    value: String,
    active: RwSignal<Option<usize>>,
    pick: Callback<String>,
) -> impl IntoView + use<> {
    let list_id = list_id.to_string();
    rows.into_iter()
        .enumerate()
        .map(|(i, row)| {
            let off = row.excluded.is_some();
            let selected = row.value == value;
            let chosen = row.value;
            let label = crate::format::matches(&row.label, &needle)
                .into_iter()
                .map(|(part, strong)| {
                    if strong {
                        view! { <b>{part}</b> }.into_any()
                    } else {
                        part.into_any()
                    }
                })
                .collect_view();
            view! {
                <div
                    id=format!("{list_id}-{i}")
                    class="option"
                    role="option"
                    aria-selected=if selected { "true" } else { "false" }
                    aria-disabled=off.then_some("true")
                    data-active=move || (active.get() == Some(i)).then_some("true")
                    on:mousedown=|ev| ev.prevent_default()
                    on:click=move |_| {
                        if !off {
                            pick.run(chosen.clone());
                        }
                    }
                >
                    <span class="grow cut">{label}</span>
                    <span class="option-fact">{row.excluded.unwrap_or(row.fact)}</span>
                    {selected.then(|| view! { <Icon glyph=Glyph::Check size=14 /> })}
                </div>
            }
        })
        .collect_view()
}

/// One of several, by a list. Two to five short words are better as [`Segmented`](super::Segmented).
#[component]
pub fn Select(
    /// The label, and the name of the field.
    #[prop(into)]
    label: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The value of what is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Gets the value of what was picked.
    #[prop(into)]
    on_change: Callback<String>,
    /// Line below, when there is no verdict.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is thought of the choice.
    #[prop(optional, into)]
    verdict: Signal<Verdict>,
    /// Label for assistive technology only.
    #[prop(optional)]
    hide_label: bool,
    /// 28 pixels high.
    #[prop(optional)]
    small: bool,
    /// Can't be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = unique_id("select");
    let list_id = format!("{id}-list");
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let field = NodeRef::<html::Div>::new();
    let up = RwSignal::new(false);
    let name = move || {
        let value = value.get();
        options.with(|o| {
            o.iter()
                .find(|c| c.value == value)
                .map_or(value.clone(), |c| c.label.clone())
        })
    };
    let show = move || {
        let now = value.get_untracked();
        active.set(options.with_untracked(|o| o.iter().position(|c| c.value == now)));
        up.set(opens_up(field));
        open.set(true);
    };
    let pick = Callback::new(move |value: String| {
        open.set(false);
        on_change.run(value);
    });
    let reveal_id = list_id.clone();
    let keydown = move |ev: KeyboardEvent| {
        let key = ev.key();
        if !open.get_untracked() {
            if matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
                ev.prevent_default();
                show();
            }
            return;
        }
        let len = options.with_untracked(Vec::len);
        let key = if key == " " { "Enter" } else { key.as_str() };
        match list_move(key, active.get_untracked(), len) {
            Move::To(i) => {
                active.set(Some(i));
                reveal(&format!("{reveal_id}-{i}"));
            }
            Move::Pick => {
                let choice = active
                    .get_untracked()
                    .and_then(|i| options.with_untracked(|o| o.get(i).cloned()));
                if let Some(choice) = choice.filter(|c| c.excluded.is_none()) {
                    pick.run(choice.value);
                }
            }
            Move::Leave => open.set(false),
            Move::None => {
                let found = (key.chars().count() == 1)
                    .then(|| {
                        let first = key.to_lowercase();
                        options.with_untracked(|o| {
                            o.iter()
                                .position(|c| c.label.to_lowercase().starts_with(&first))
                        })
                    })
                    .flatten();
                match found {
                    Some(i) => active.set(Some(i)),
                    None => return,
                }
            }
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let (controls, owned, active_id) = (list_id.clone(), list_id.clone(), list_id.clone());
    view! {
        <Field label for_id=id.clone() hint verdict hide_label>
            <div
                node_ref=field
                class="drop"
                class:drop-up=move || up.get()
                on:focusout=move |ev| {
                    if !stays_inside(&ev) {
                        open.set(false);
                    }
                }
            >
                <button
                    id=id
                    type="button"
                    class="box"
                    class:box-small=small
                    class:box-bad=move || verdict.with(Verdict::is_bad)
                    role="combobox"
                    aria-haspopup="listbox"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=controls
                    aria-activedescendant=move || {
                        open.get().then(|| active.get()).flatten().map(|i| format!("{active_id}-{i}"))
                    }
                    disabled=move || disabled.get()
                    on:click=move |_| if open.get_untracked() { open.set(false) } else { show() }
                    on:keydown=keydown
                >
                    <span class="grow cut">{name}</span>
                    <Icon glyph=Glyph::ChevronDown size=14 />
                </button>
                {move || {
                    open.get()
                        .then(|| {
                            view! {
                                <div
                                    id=owned.clone()
                                    class="menu drop-list"
                                    role="listbox"
                                    aria-label=move || label.get()
                                >
                                    {self::options(
                                        &owned,
                                        options.get(),
                                        String::new(),
                                        value.get(),
                                        active,
                                        pick,
                                    )}
                                </div>
                            }
                        })
                }}
            </div>
        </Field>
    }
}
