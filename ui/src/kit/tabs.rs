//! A strip of tabs.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::segmented::focus_child;
use super::{Move, list_move};

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TabItem {
    /// What choosing it gives; its element has the id `tab-` and this.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Count or figure beside it; empty for none.
    pub count: String,
}

impl TabItem {
    /// A tab without a count.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            count: String::new(),
        }
    }

    /// The same with a count.
    #[must_use]
    pub fn with_count(self, count: impl Into<String>) -> Self {
        Self {
            count: count.into(),
            ..self
        }
    }
}

/// Tabs; arrows move and choose. The panel they switch should have `role="tabpanel"` and
/// `aria-labelledby="tab-<id>"`.
#[component]
pub fn Tabs(
    /// Name of the strip.
    #[prop(into)]
    label: Signal<String>,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<TabItem>>,
    /// The id of the chosen one.
    #[prop(into)]
    selected: Signal<String>,
    /// Gets the id of what was chosen.
    #[prop(into)]
    on_select: Callback<String>,
) -> impl IntoView {
    let keydown = move |ev: KeyboardEvent| {
        if matches!(
            ev.key().as_str(),
            "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown"
        ) {
            return;
        }
        let now = selected.get_untracked();
        let (at, len) = tabs.with_untracked(|t| (t.iter().position(|x| x.id == now), t.len()));
        if let Move::To(i) = list_move(&ev.key(), at, len) {
            ev.prevent_default();
            if let Some(tab) = tabs.with_untracked(|t| t.get(i).cloned()) {
                on_select.run(tab.id);
                focus_child(&ev, i);
            }
        }
    };
    Effect::new(move |_| super::select::reveal_inline(&format!("tab-{}", selected.get())));
    let items = move || {
        tabs.get()
            .into_iter()
            .map(|tab| {
                let (mine, picked) = (tab.id.clone(), tab.id.clone());
                let on = Memo::new(move |_| selected.with(|s| *s == mine));
                view! {
                    <button
                        id=format!("tab-{}", tab.id)
                        type="button"
                        class="tab"
                        role="tab"
                        aria-selected=move || if on.get() { "true" } else { "false" }
                        tabindex=move || if on.get() { "0" } else { "-1" }
                        on:click=move |_| on_select.run(picked.clone())
                    >
                        {tab.label}
                        {(!tab.count.is_empty()).then(|| view! { <span class="tab-count">{tab.count}</span> })}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="tabs" role="tablist" aria-label=move || label.get() on:keydown=keydown>
            {items}
        </div>
    }
}
