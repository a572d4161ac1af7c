//! The part of the form that few services need: login of a private image, leased addresses, HTTP options of ports.

use leptos::prelude::*;

use super::checks;
use super::live::LiveField;
use super::outline::{Credentials, HttpOptions, Service};
use super::state::{Edit, Studio};
use crate::format;
use crate::kit::{Check, Choice, Disclosure, PasswordField, Select};

/// Value of the choice that makes a new endpoint.
const NEW: &str = "+new";

/// What is set, in few words.
fn note(service: &Service) -> String {
    let mut words = Vec::new();
    if let Some(login) = &service.credentials {
        words.push(format!("login at {}", login.host));
    }
    let leased = service.leases.iter().flatten().count();
    if leased > 0 {
        words.push(format::counted(
            leased,
            "leased address",
            "leased addresses",
        ));
    }
    let tuned = service
        .http
        .iter()
        .filter(|h| **h != HttpOptions::default());
    match tuned.count() {
        0 => {}
        n => words.push(format::counted(
            n,
            "port with HTTP options",
            "ports with HTTP options",
        )),
    }
    words.join(" · ")
}

/// The part. While the deployment is `frozen` only what the manifest alone holds is offered.
#[component]
pub fn AdvancedSection(
    /// The service.
    name: String,
) -> impl IntoView {
    let studio = Studio::here();
    let owned = name.clone();
    let note = Signal::derive(move || studio.of(&owned, note).unwrap_or_default());
    let owned = name.clone();
    let ports = Memo::new(move |_| studio.of(&owned, |s| s.ports.len()).unwrap_or_default());
    let (login, port) = (name.clone(), StoredValue::new(name));
    view! {
        <section class="form-part" id="part-advanced" aria-label="Advanced">
            <Disclosure title="Advanced" note>
                <Login name=login />
                {(!studio.frozen)
                    .then(|| {
                        view! {
                            <For each=move || 0..ports.get() key=|i| *i let(i)>
                                <PortOptions name=port.get_value() i />
                            </For>
                        }
                    })}
            </Disclosure>
        </section>
    }
}

#[component]
fn Login(name: String) -> impl IntoView {
    let studio = Studio::here();
    let name = StoredValue::new(name);
    let login = Memo::new(move |_| {
        name.with_value(|n| studio.of(n, |s| s.credentials.clone()))
            .flatten()
    });
    let set = move |login: Option<Credentials>| {
        name.with_value(|n| studio.edit(n, Edit::Credentials(login)));
    };
    let change = move |f: &dyn Fn(&mut Credentials)| {
        let mut next = login.get_untracked().unwrap_or_default();
        f(&mut next);
        set(Some(next));
    };
    let of = move |f: fn(&Credentials) -> String| {
        Signal::derive(move || login.with(|l| l.as_ref().map(f).unwrap_or_default()))
    };
    view! {
        <Check
            label="The image needs a login"
            on=Signal::derive(move || login.with(Option::is_some))
            on_change=Callback::new(move |on: bool| {
                set(
                    on
                        .then(|| Credentials {
                            host: "docker.io".into(),
                            ..Credentials::default()
                        }),
                );
            })
        />
        <Show when=move || login.with(Option::is_some)>
            <div class="grid-2">
                <LiveField
                    label="Registry"
                    value=of(|l| l.host.clone())
                    check=checks::word
                    on_value=Callback::new(move |t: String| change(&|l| l.host = t.trim().to_string()))
                    placeholder="docker.io"
                    mono=true
                />
                <LiveField
                    label="User"
                    value=of(|l| l.username.clone())
                    check=checks::word
                    on_value=Callback::new(move |t: String| change(&|l| l.username = t.trim().to_string()))
                    mono=true
                />
            </div>
            <PasswordField
                label="Password or token"
                value=of(|l| l.password.clone())
                on_input=Callback::new(move |t: String| change(&|l| l.password = t.clone()))
                hint="It stands in the text of the draft, and the provider that runs the service reads it: use a token that can only pull."
            />
        </Show>
    }
}

#[component]
fn PortOptions(name: String, i: usize) -> impl IntoView {
    let studio = Studio::here();
    let name = StoredValue::new(name);
    let title = Signal::derive(move || {
        let port = name.with_value(|n| studio.of(n, |s| s.ports.get(i).map(|p| p.port)));
        format!("Port {}", port.flatten().unwrap_or_default())
    });
    let global = Memo::new(move |_| {
        let port = name.with_value(|n| studio.of(n, |s| s.ports.get(i).map(|p| (p.global, p.udp))));
        port.flatten().unwrap_or_default()
    });
    view! {
        <Show when=move || global.get().0>
            <div class="col gap-8" role="group" aria-label=move || format!("Options of {}", title.get().to_lowercase())>
                <h3>{move || title.get()}</h3>
                <Lease name=name.get_value() i />
                <Show when=move || !global.get().1>
                    <Http name=name.get_value() i />
                </Show>
            </div>
        </Show>
    }
}

/// The address a port answers on: the provider's, or one leased for an endpoint.
#[component]
fn Lease(name: String, i: usize) -> impl IntoView {
    let studio = Studio::here();
    let name = StoredValue::new(name);
    let value = Signal::derive(move || {
        name.with_value(|n| studio.of(n, |s| s.leases.get(i).cloned().flatten()))
            .flatten()
            .unwrap_or_default()
    });
    let options = Signal::derive(move || {
        let known = studio.outline.with(|o| o.endpoints.clone());
        let mut all = vec![Choice::named("", "The provider's, shared")];
        all.extend(
            known
                .into_iter()
                .map(|e| Choice::named(e.clone(), format!("Leased: {e}"))),
        );
        all.push(Choice::named(NEW, "A new leased address"));
        all
    });
    let pick = Callback::new(move |chosen: String| {
        let endpoint = if chosen == NEW {
            let fresh = studio
                .outline
                .with_untracked(super::outline::fresh_endpoint);
            studio.edit("", Edit::AddEndpoint(fresh.clone()));
            Some(fresh)
        } else {
            Some(chosen).filter(|c| !c.is_empty())
        };
        name.with_value(|n| studio.edit(n, Edit::Address(i, endpoint)));
    });
    view! { <Select label="Address" options value on_change=pick /> }
}

/// HTTP options of a port; empty ones are left to the network.
#[component]
fn Http(name: String, i: usize) -> impl IntoView {
    let studio = Studio::here();
    let name = StoredValue::new(name);
    let options = Memo::new(move |_| {
        name.with_value(|n| studio.of(n, |s| s.http.get(i).cloned()))
            .flatten()
            .unwrap_or_default()
    });
    type Part = (
        &'static str,
        &'static str,
        &'static str,
        fn(&mut HttpOptions) -> &mut Option<u32>,
    );
    let parts: [Part; 5] = [
        ("Largest body", "bytes", "1048576", |h| &mut h.max_body_size),
        ("Wait for an answer", "ms", "60000", |h| &mut h.read_timeout),
        ("Wait for a request", "ms", "60000", |h| &mut h.send_timeout),
        ("Other tries", "", "3", |h| &mut h.next_tries),
        ("Time for other tries", "ms", "0", |h| &mut h.next_timeout),
    ];
    let fields = parts
        .map(|(label, unit, usual, part)| {
            let value = Signal::derive(move || {
                let mut now = options.get();
                part(&mut now).map(|n| n.to_string()).unwrap_or_default()
            });
            let set = Callback::new(move |text: String| {
                let mut next = options.get_untracked();
                *part(&mut next) = text.trim().parse().ok();
                name.with_value(|n| studio.edit(n, Edit::Http(i, next)));
            });
            view! {
                <LiveField
                    label
                    value
                    check=checks::whole_or_nothing
                    on_value=set
                    unit
                    placeholder=usual
                    digits=true
                />
            }
        })
        .into_iter()
        .collect_view();
    view! { <div class="grid-2">{fields}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_says_what_is_set() {
        let mut service = Service::default();
        assert_eq!(note(&service), "");
        service.credentials = Some(Credentials {
            host: "ghcr.io".into(),
            ..Credentials::default()
        });
        service.leases = vec![None, Some("ip".into())];
        service.http = vec![HttpOptions {
            read_timeout: Some(5),
            ..HttpOptions::default()
        }];
        assert_eq!(
            note(&service).replace('\u{a0}', " "),
            "login at ghcr.io · 1 leased address · 1 port with HTTP options"
        );
    }
}
