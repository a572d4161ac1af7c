//! A note in place: tint, icon, a strong first sentence.

use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

/// Something that should be known here. Danger notes stand first in a sheet.
#[component]
pub fn Note(
    /// Colour by meaning.
    #[prop(default = Tone::Info)]
    tone: Tone,
    /// Another icon than the tone's.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Strong first sentence.
    #[prop(optional, into)]
    strong: Signal<String>,
    /// The rest.
    children: Children,
) -> impl IntoView {
    let (class, glyph) = match tone {
        Tone::Plain | Tone::Accent => ("note", Glyph::Info),
        Tone::Info => ("note note-info", Glyph::Info),
        Tone::Success => ("note note-success", Glyph::CircleCheck),
        Tone::Warning => ("note note-warning", Glyph::TriangleAlert),
        Tone::Danger => ("note note-danger", Glyph::ShieldAlert),
    };
    view! {
        <div class=class role=(tone == Tone::Danger).then_some("alert")>
            <Icon glyph=icon.unwrap_or(glyph) />
            <div class="note-body">
                {move || Some(strong.get()).filter(|s| !s.is_empty()).map(|s| view! { <b>{s} " "</b> })} {children()}
            </div>
        </div>
    }
}
