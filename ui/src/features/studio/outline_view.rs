//! The picture of the draft: the world, placements, services and what leads where.

use leptos::prelude::*;

use super::form::{AddService, glyph};
use super::outline::{self, Outline};
use super::state::{Pane, Studio};
use crate::kit::{Edge, Glyph, IconButton, Pairs, Placement, ServiceNode, World};

/// The outline pane.
#[component]
pub fn OutlinePane() -> impl IntoView {
    let studio = Studio::here();
    let totals = Signal::derive(move || studio.outline.with(outline::totals));
    // Not drawn anew for what only moves bytes, such as a comment.
    let shape = Memo::new(move |_| studio.outline.with(Outline::shape));
    let undo_off = Signal::derive(move || !studio.can_undo());
    let redo_off = Signal::derive(move || !studio.can_redo());
    view! {
        <section class="studio-outline" aria-label="Outline">
            <header class="pane-head">
                <h2>"Outline"</h2>
                <span class="push row gap-4">
                    <IconButton icon=Glyph::Undo2 label="Undo" disabled=undo_off on_press=move |()| studio.undo() />
                    <IconButton icon=Glyph::Redo2 label="Redo" disabled=redo_off on_press=move |()| studio.redo() />
                    <AddService />
                </span>
            </header>
            <div class="outline-picture">
                {move || shape.with(|o| picture(studio, o))}
            </div>
            <div class="outline-totals">
                <Pairs rows=totals />
            </div>
        </section>
    }
}

fn picture(studio: Studio, outline: &Outline) -> impl IntoView + use<> {
    let open = outline.open();
    let places = outline
        .places
        .iter()
        .map(|place| {
            let services = outline
                .inwards(&place.name)
                .into_iter()
                .map(|s| node(studio, s))
                .collect_view();
            view! {
                <Placement name=place.name.clone() asks=place.asks.clone()>
                    {services}
                </Placement>
            }
        })
        .collect_view();
    let unplaced = outline.unplaced();
    let unplaced = (!unplaced.is_empty()).then(|| {
        let services = unplaced.into_iter().map(|s| node(studio, s)).collect_view();
        view! {
            <p class="small text-2 outline-note">"Not placed: these are not deployed."</p>
            {services}
        }
    });
    view! {
        {open.then(|| view! { <World /> })}
        {places}
        {unplaced}
    }
}

fn node(studio: Studio, service: &outline::Service) -> impl IntoView + use<> {
    let ways = service
        .ways()
        .into_iter()
        .map(|way| view! { <Edge port=way.port from=way.from /> })
        .collect_view();
    let (errors, warnings) = studio.marks(&service.name);
    let (mine, pressed) = (service.name.clone(), service.name.clone());
    view! {
        {ways}
        <ServiceNode
            name=service.name.clone()
            count=service.count
            image=service.image.clone()
            resources=service.resources()
            glyph=glyph(service)
            errors
            warnings
            on=Signal::derive(move || studio.selected.with(|s| s.as_ref() == Some(&mine)))
            on_press=Callback::new(move |()| {
                studio.selected.set(Some(pressed.clone()));
                if studio.pane.get_untracked() == Pane::Outline {
                    studio.pane.set(Pane::Form);
                }
            })
        />
    }
}
