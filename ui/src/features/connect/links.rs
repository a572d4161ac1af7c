//! Links that open a wallet's app. They are fixed here: what a directory of wallets says of Keplr is wrong.

use leptos::prelude::*;

use crate::kit::{Glyph, Icon};

/// What this browser runs on, as far as links differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// Android.
    Android,
    /// iPhone or iPad.
    Apple,
    /// A desk: wallets on phones can only scan.
    Desk,
}

impl Machine {
    /// The machine of a browser's name for itself.
    #[must_use]
    pub fn of(agent: &str) -> Self {
        if agent.contains("Android") {
            Self::Android
        } else if agent.contains("iPhone") || agent.contains("iPad") {
            Self::Apple
        } else {
            Self::Desk
        }
    }

    /// The machine of this page.
    #[must_use]
    pub fn here() -> Self {
        Self::of(&window().navigator().user_agent().unwrap_or_default())
    }
}

/// A text as it may stand in a link.
fn escaped(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Opens Keplr with a connection address; none where there is no such app.
#[must_use]
pub fn keplr(machine: Machine, escaped_uri: &str) -> Option<String> {
    match machine {
        Machine::Android => Some(format!(
            "intent://wcV2?{escaped_uri}#Intent;package=com.chainapsis.keplr;scheme=keplrwallet;end;"
        )),
        Machine::Apple => Some(format!("keplrwallet://wcV2?{escaped_uri}")),
        Machine::Desk => None,
    }
}

/// Brings Keplr to the front, where a request waits.
#[must_use]
pub fn wake_keplr(machine: Machine) -> Option<String> {
    match machine {
        Machine::Android => {
            Some("intent://wcV2#Intent;package=com.chainapsis.keplr;scheme=keplrwallet;end;".into())
        }
        Machine::Apple => Some("keplrwallet://wcV2".into()),
        Machine::Desk => None,
    }
}

/// A link of an app's own scheme that looks like a button.
#[component]
fn AppLink(href: String, children: Children) -> impl IntoView {
    view! {
        <a class="button button-wide" href=href>
            <Icon glyph=Glyph::ExternalLink />
            <span>{children()}</span>
        </a>
    }
}

/// Opens a wallet on this machine with `uri`: Keplr on a phone, Slipway on a desk.
#[component]
pub fn OpenLinks(
    /// The connection address.
    #[prop(into)]
    uri: String,
) -> impl IntoView {
    let machine = Machine::here();
    match keplr(machine, &escaped(&uri)) {
        Some(href) => view! { <AppLink href>"Open Keplr"</AppLink> },
        None => view! { <AppLink href=uri>"Use my desktop vault"</AppLink> },
    }
}

/// Brings the wallet to the front, where it has an app here.
#[component]
pub fn WakeLink(
    /// What the wallet calls itself.
    #[prop(into)]
    wallet: String,
) -> impl IntoView {
    let known = wallet.to_ascii_lowercase().contains("keplr");
    let href = known.then(|| wake_keplr(Machine::here())).flatten();
    href.map(|href| view! { <AppLink href>"Open Keplr"</AppLink> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_those_that_keplr_registers() {
        assert_eq!(
            keplr(Machine::Apple, "wc%3Aab").as_deref(),
            Some("keplrwallet://wcV2?wc%3Aab")
        );
        assert_eq!(
            keplr(Machine::Android, "wc%3Aab").as_deref(),
            Some(
                "intent://wcV2?wc%3Aab#Intent;package=com.chainapsis.keplr;scheme=keplrwallet;end;"
            )
        );
        assert_eq!(keplr(Machine::Desk, "wc%3Aab"), None);
        assert_eq!(
            wake_keplr(Machine::Apple).as_deref(),
            Some("keplrwallet://wcV2")
        );
        assert_eq!(wake_keplr(Machine::Desk), None);
    }

    #[test]
    fn machines_are_told_by_what_browsers_say() {
        let android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36";
        let apple = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)";
        assert_eq!(Machine::of(android), Machine::Android);
        assert_eq!(Machine::of(apple), Machine::Apple);
        assert_eq!(
            Machine::of("Mozilla/5.0 (X11; Linux x86_64)"),
            Machine::Desk
        );
    }
}
