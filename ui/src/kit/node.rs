//! The pieces of the outline: the world, placements, services, and what leads from one to the other.

use leptos::prelude::*;

use super::{Glyph, Icon, State, StateKind};

/// Where requests come from.
#[component]
pub fn World() -> impl IntoView {
    view! {
        <div class="world">
            <Icon glyph=Glyph::Globe />
            "Internet"
        </div>
    }
}

/// A way into the service below it.
#[component]
pub fn Edge(
    /// The port, as it is reached.
    #[prop(into)]
    port: String,
    /// Protocol and who may use it.
    #[prop(into)]
    from: String,
) -> impl IntoView {
    view! {
        <div class="edge">
            <svg viewBox="0 0 12 28" aria-hidden="true">
                <path d="M6 0V27M2.5 23 6 27 9.5 23"></path>
            </svg>
            <span class="small cut">
                <b class="mono strong">{port}</b>
                " "
                <span class="text-3">{from}</span>
            </span>
        </div>
    }
}

/// A placement around its services.
#[component]
pub fn Placement(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Region, audits: what it asks of providers.
    #[prop(into)]
    asks: String,
    /// The services with what leads to them.
    children: Children,
) -> impl IntoView {
    let label = format!("Placement {name}");
    view! {
        <section class="placement" aria-label=label>
            <header class="placement-head small">
                <Icon glyph=Glyph::MapPin size=14 />
                <b class="strong cut">{name}</b>
                <span class="text-3 cut">{asks}</span>
            </header>
            {children()}
        </section>
    }
}

/// A service. Pressing it shows its form.
#[component]
pub fn ServiceNode(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Replicas; shown from two on.
    count: u64,
    /// Its image.
    #[prop(into)]
    image: String,
    /// What it asks for, in words.
    #[prop(into)]
    resources: String,
    /// Icon by what it is.
    glyph: Glyph,
    /// Errors in it.
    errors: usize,
    /// Warnings in it.
    warnings: usize,
    /// It is selected.
    #[prop(into)]
    on: Signal<bool>,
    /// It was pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="node"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_press.run(())
        >
            <span class="visually-hidden">"Service "</span>
            <span class="tile" class:tile-accent=move || on.get()>
                <Icon glyph />
            </span>
            <span class="grow">
                <span class="row">
                    <b class="strong cut">{name}</b>
                    {(count > 1).then(|| view! { <span class="text-3 tabular">{format!("×{count}")}</span> })}
                    <span class="push row">
                        <Marks errors warnings />
                    </span>
                </span>
                <span class="node-line small text-2 cut mono">{image}</span>
                <span class="node-line small text-3">{resources}</span>
            </span>
        </button>
    }
}

/// Counts of errors and warnings with their shapes; nothing where there are none.
#[component]
pub fn Marks(
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
) -> impl IntoView {
    view! {
        {(errors > 0)
            .then(|| {
                view! {
                    <span class="small" title=crate::format::counted(errors, "error", "errors")>
                        <State kind=StateKind::Error word=errors.to_string() />
                    </span>
                }
            })}
        {(warnings > 0)
            .then(|| {
                view! {
                    <span class="small" title=crate::format::counted(warnings, "warning", "warnings")>
                        <State kind=StateKind::Warn word=warnings.to_string() />
                    </span>
                }
            })}
    }
}
