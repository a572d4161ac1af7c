//! An address of one's own, as long as it may be given away.

use leptos::prelude::*;

use crate::format;
use crate::kit::AddressChip;
use crate::shell::Session;

/// The address with a copy button; on a real network, before the backup was checked, only its two ends: nothing should
/// be sent to an account that may be lost.
#[component]
pub fn AddressHere(
    /// The whole address.
    #[prop(into)]
    address: Signal<String>,
) -> impl IntoView {
    let may = Session::here().may_receive();
    move || {
        if may.get() {
            view! { <AddressChip address plain=true /> }.into_any()
        } else {
            view! { <span class="small mono text-2">{format::address_tight(&address.get())}</span> }
                .into_any()
        }
    }
}
