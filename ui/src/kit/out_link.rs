//! Links that leave Slipway.

use leptos::prelude::*;

use wasm_bindgen_futures::spawn_local;

use super::{Glyph, Icon, Toast, Toaster};
use crate::backend;

/// A web address that opens outside, in another tab or the system's browser; other schemes are shown but lead nowhere.
#[component]
pub fn OutLink(
    /// The address.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    if is_web(&href) {
        let text = shown(&href).to_string();
        let toaster = Toaster::here();
        let leave = {
            let href = href.clone();
            move |ev: leptos::ev::MouseEvent| {
                if !backend::in_window() {
                    return;
                }
                ev.prevent_default();
                let href = href.clone();
                spawn_local(async move {
                    if let Err(e) = backend::open_link(&href).await {
                        let text = backend::sentence(&e);
                        toaster.show(Toast::failed("The address was not opened.", text));
                    }
                });
            }
        };
        view! {
            <a
                class="link out-link"
                href=href.clone()
                title=href
                target="_blank"
                rel="noopener noreferrer"
                on:click=leave
            >
                <span class="cut">{text}</span>
                <Icon glyph=Glyph::ExternalLink size=14 />
            </a>
        }
        .into_any()
    } else {
        view! { <span class="mono cut">{href}</span> }.into_any()
    }
}

/// Whether it is http or https: what a provider says is not trusted to be.
fn is_web(href: &str) -> bool {
    let lower = href.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// The address without its usual scheme and last slash.
fn shown(href: &str) -> &str {
    href.strip_prefix("https://")
        .or_else(|| href.strip_prefix("http://"))
        .unwrap_or(href)
        .trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_lead_anywhere() {
        assert!(is_web("https://a.example") && is_web("HTTP://a.example"));
        assert!(
            !is_web("javascript:alert(1)") && !is_web("data:text/html,x") && !is_web("a.example")
        );
    }

    #[test]
    fn the_scheme_is_not_shown() {
        assert_eq!(shown("https://a.example/"), "a.example");
        assert_eq!(shown("http://a.example:8080/x"), "a.example:8080/x");
    }
}
