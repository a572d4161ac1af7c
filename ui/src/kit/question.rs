//! A question in place, before something that can't be taken back.

use leptos::prelude::*;

use super::button::{Button, ButtonKind, ButtonSize};
use super::{Note, Tone};

/// What goes, and the two answers. Keeping has the focus.
#[component]
pub fn Question(
    /// What happens after a yes.
    #[prop(into)]
    words: String,
    /// The yes: a verb and its object.
    #[prop(into)]
    yes: String,
    /// The question is asked; keeping takes it back.
    asking: RwSignal<bool>,
    /// The yes is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it failed, if it did.
    #[prop(optional, into)]
    fault: Signal<Option<String>>,
    /// Does it.
    #[prop(into)]
    on_yes: Callback<()>,
) -> impl IntoView {
    let label = yes.clone();
    view! {
        <div class="col gap-8 question" role="group" aria-label=label>
            <Note tone=Tone::Danger>{words}</Note>
            <div class="row">
                <Button size=ButtonSize::Small autofocus=true on_press=move |()| asking.set(false)>
                    "Keep it"
                </Button>
                <Button size=ButtonSize::Small kind=ButtonKind::DangerFilled busy on_press=on_yes>
                    {yes}
                </Button>
            </div>
            {move || fault.get().map(|why| view! { <p class="small bad" role="alert">{why}</p> })}
        </div>
    }
}
