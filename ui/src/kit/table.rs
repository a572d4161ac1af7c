//! Tables: real ones, with the kit's measures.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A table; children are `<thead>` and `<tbody>`. Selected rows carry `aria-selected="true"`.
#[component]
pub fn Table(
    /// Name of the table.
    #[prop(into)]
    label: Signal<String>,
    /// Rows of two lines.
    #[prop(optional)]
    tall: bool,
    /// Feature class for column rules below 768 pixels.
    #[prop(optional, into)]
    class: String,
    /// Head and body.
    children: Children,
) -> impl IntoView {
    view! {
        <table class=format!("table {} {class}", if tall { "table-tall" } else { "" }) aria-label=move || label.get()>
            {children()}
        </table>
    }
}

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortOrder {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// The head of a column that can be sorted by.
#[component]
pub fn SortHead(
    /// Name of the column.
    #[prop(into)]
    label: Signal<String>,
    /// How it is sorted now, if by this column.
    #[prop(into)]
    order: Signal<Option<SortOrder>>,
    /// Numbers: right-aligned.
    #[prop(optional)]
    num: bool,
    /// The column was pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <th
            scope="col"
            class:num=num
            aria-sort=move || match order.get() {
                Some(SortOrder::Up) => "ascending",
                Some(SortOrder::Down) => "descending",
                None => "none",
            }
        >
            <button
                type="button"
                class="sort"
                data-sorted=move || order.get().is_some().then_some("true")
                on:click=move |_| on_press.run(())
            >
                {move || label.get()}
                {move || {
                    order
                        .get()
                        .map(|o| {
                            let glyph = if o == SortOrder::Up { Glyph::ArrowUp } else { Glyph::ArrowDown };
                            view! { <Icon glyph size=12 /> }
                        })
                }}
            </button>
        </th>
    }
}
