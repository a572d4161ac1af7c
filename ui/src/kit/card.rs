//! Surfaces: card, row of figures, key-value list, tile.

use leptos::prelude::*;

use super::{Count, Glyph, Icon, Tone};

/// A card: head with title, count and something at its end; body; foot.
#[component]
pub fn Card(
    /// Title; empty for no head.
    #[prop(optional, into)]
    title: Signal<String>,
    /// Count beside the title.
    #[prop(optional, into)]
    count: Option<Signal<usize>>,
    /// After the title: an age.
    #[prop(optional, into)]
    beside: ViewFn,
    /// At the end of the head: a link or a control.
    #[prop(optional, into)]
    end: ViewFn,
    /// Below the body, behind a hairline.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The body brings its own padding: tables and lists.
    #[prop(optional)]
    flush: bool,
    /// The body.
    children: Children,
) -> impl IntoView {
    let head = move || {
        (!title.with(String::is_empty)).then(|| {
            view! {
                <header class="card-head">
                    <h2>{move || title.get()}</h2>
                    {count.map(|n| view! { <Count n /> })}
                    {beside.run()}
                    <span class="push row">{end.run()}</span>
                </header>
            }
        })
    };
    view! {
        <section class="card" aria-label=move || Some(title.get()).filter(|t| !t.is_empty())>
            {head}
            <div class=if flush { "card-flush" } else { "card-body" }>{children()}</div>
            {foot.map(|f| view! { <footer class="card-foot">{f.run()}</footer> })}
        </section>
    }
}

/// A card of up to four [`Figure`]s beside each other.
#[component]
pub fn Figures(
    /// On narrow screens the first and the last take a row of their own.
    #[prop(optional)]
    spread: bool,
    /// The figures.
    children: Children,
) -> impl IntoView {
    view! { <section class="card figures" class:figures-spread=spread>{children()}</section> }
}

/// A large number with its label and a line below. Money is the largest type on a page.
#[component]
pub fn Figure(
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    /// The number.
    #[prop(into)]
    value: Signal<String>,
    /// Unit behind it.
    #[prop(optional, into)]
    unit: Signal<String>,
    /// Exact value, on hover.
    #[prop(optional, into)]
    exact: Signal<String>,
    /// The line below.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div>
            <span class="figure-label">{move || label.get()}</span>
            <span class="figure" title=move || Some(exact.get()).filter(|e| !e.is_empty())>
                {move || value.get()}
                {move || Some(unit.get()).filter(|u| !u.is_empty()).map(|u| view! { <small>{u}</small> })}
            </span>
            {children.map(|c| view! { <span class="figure-note">{c()}</span> })}
        </div>
    }
}

/// A key-value list: `(key, value)` rows, values at the right.
#[component]
pub fn Pairs(
    /// The rows.
    #[prop(into)]
    rows: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    view! {
        <dl class="pairs">
            {move || {
                rows.get()
                    .into_iter()
                    .map(|(key, value)| {
                        view! {
                            <dt>{key}</dt>
                            <dd>{value}</dd>
                        }
                    })
                    .collect_view()
            }}
        </dl>
    }
}

/// A square with an icon at the start of a row.
#[component]
pub fn Tile(
    /// The icon.
    glyph: Glyph,
    /// Colour by meaning.
    #[prop(optional)]
    tone: Tone,
    /// 40 pixels instead of 32.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = format!(
        "tile {} {}",
        if large { "tile-40" } else { "" },
        match tone {
            Tone::Plain => "",
            Tone::Accent => "tile-accent",
            Tone::Success => "tile-success",
            Tone::Warning => "tile-warning",
            Tone::Danger => "tile-danger",
            Tone::Info => "tile-info",
        }
    );
    view! {
        <span class=class>
            <Icon glyph size=if large { 20 } else { 16 } />
        </span>
    }
}
