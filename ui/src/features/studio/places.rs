//! Where a service may run: what its placements ask of providers, and whose audits count.

use leptos::prelude::*;

use super::checks;
use super::live::{LiveField, LiveLines};
use super::outline::Place;
use super::state::{Edit, Studio};
use crate::kit::{Button, ButtonSize, Disclosure, Glyph, IconButton};

/// The placements of a service, each closed until it is needed.
#[component]
pub fn PlacementSection(
    /// The service.
    name: String,
) -> impl IntoView {
    let studio = Studio::here();
    let names = Memo::new(move |_| {
        studio
            .of(&name, |s| s.placements.clone())
            .unwrap_or_default()
    });
    view! {
        <section class="form-part" id="part-placement" aria-label="Placement">
            <For each=move || names.get() key=Clone::clone let(place)>
                <PlaceForm place />
            </For>
        </section>
    }
}

#[component]
fn PlaceForm(place: String) -> impl IntoView {
    let studio = Studio::here();
    let title = format!("Placement {place}");
    let place = StoredValue::new(place);
    let of = move |f: fn(&Place) -> String| {
        Signal::derive(move || place.with_value(|p| studio.place(p, f)).unwrap_or_default())
    };
    let attributes = Memo::new(move |_| {
        place
            .with_value(|p| studio.place(p, |x| x.attributes.clone()))
            .unwrap_or_default()
    });
    let set = move |next: Vec<(String, String)>| {
        studio.edit("", Edit::Attributes(place.get_value(), next));
    };
    let add = Callback::new(move |()| {
        let mut next = attributes.get_untracked();
        next.push(checks::fresh_attribute(&next));
        set(next);
    });
    let auditors = move |f: fn(&Place) -> Vec<String>| {
        Signal::derive(move || place.with_value(|p| studio.place(p, f)).unwrap_or_default())
    };
    let (all_of, any_of) = (
        auditors(|p| p.all_of.clone()),
        auditors(|p| p.any_of.clone()),
    );
    let sign = move |all: Vec<String>, any: Vec<String>| {
        studio.edit("", Edit::SignedBy(place.get_value(), all, any));
    };
    let change = move |i: usize, f: &dyn Fn(&mut (String, String))| {
        let mut next = attributes.get_untracked();
        if let Some(entry) = next.get_mut(i) {
            f(entry);
            set(next);
        }
    };
    let remove = move |i: usize| {
        let mut next = attributes.get_untracked();
        if i < next.len() {
            next.remove(i);
            set(next);
        }
    };
    view! {
        <Disclosure title=title note=of(|p| p.asks.clone())>
            <div class="row between">
                <h3>"Attributes that a provider must have"</h3>
                <Button size=ButtonSize::Small icon=Glyph::Plus on_press=add>
                    "Attribute"
                </Button>
            </div>
            <Show when=move || attributes.with(Vec::is_empty)>
                <p class="small text-2">"None: every provider may bid."</p>
            </Show>
            <For each=move || 0..attributes.with(Vec::len) key=|i| *i let(i)>
                <div class="form-row form-row-env">
                    <LiveField
                        label="Attribute"
                        hide_label=true
                        value=Signal::derive(move || {
                            attributes.with(|a| a.get(i).map(|(k, _)| k.clone()).unwrap_or_default())
                        })
                        check=checks::word
                        on_value=Callback::new(move |t: String| change(i, &|e| e.0 = t.trim().to_string()))
                        mono=true
                    />
                    <LiveField
                        label="Value of the attribute"
                        hide_label=true
                        value=Signal::derive(move || {
                            attributes.with(|a| a.get(i).map(|(_, v)| v.clone()).unwrap_or_default())
                        })
                        check=checks::word
                        on_value=Callback::new(move |t: String| change(i, &|e| e.1 = t.trim().to_string()))
                        mono=true
                    />
                    <IconButton icon=Glyph::Trash2 label="Remove attribute" on_press=move |()| remove(i) />
                </div>
            </For>
            <div class="grid-2">
                <LiveLines
                    label="Audited by all of"
                    value=all_of
                    on_value=Callback::new(move |list| sign(list, any_of.get_untracked()))
                    hint="Addresses of auditors, one per line."
                    rows=2
                />
                <LiveLines
                    label="Audited by one of"
                    value=any_of
                    on_value=Callback::new(move |list| sign(all_of.get_untracked(), list))
                    hint="One per line; empty for no audit."
                    rows=2
                />
            </div>
        </Disclosure>
    }
}
