//! Who holds a passkey: the vault, or the browser where it lets this page.

use contract::{PasskeyHolder, RegistryView};
use leptos::prelude::*;

use super::model::{self, BrowserKeys};
use crate::kit::{Choice, Segmented};
use crate::parts;

const VAULT: &str = "vault";
const BROWSER: &str = "browser";

/// Whether the browser's own passkeys can be used at a registry.
pub(super) fn browser_keys(registry: &RegistryView) -> BrowserKeys {
    model::browser_keys(registry, parts::passkeys_possible)
}

/// The choice, where there is one; else why there is none.
#[component]
pub(super) fn HolderChoice(
    registry: StoredValue<RegistryView>,
    holder: RwSignal<PasskeyHolder>,
) -> impl IntoView {
    match registry.with_value(browser_keys) {
        BrowserKeys::NoPage => ().into_any(),
        BrowserKeys::No(why) => view! { <p class="small text-2">{why}</p> }.into_any(),
        BrowserKeys::Yes => {
            let value = Signal::derive(move || match holder.get() {
                PasskeyHolder::Vault => VAULT.to_owned(),
                PasskeyHolder::Browser => BROWSER.to_owned(),
            });
            let options = vec![
                Choice::named(VAULT, "This vault"),
                Choice::named(BROWSER, "This browser"),
            ];
            view! {
                <Segmented
                    label="Who holds the key"
                    wide=true
                    options=Signal::stored(options)
                    value
                    on_change=Callback::new(move |name: String| {
                        holder
                            .set(
                                if name == BROWSER { PasskeyHolder::Browser } else { PasskeyHolder::Vault },
                            );
                    })
                />
            }
            .into_any()
        }
    }
}
