//! The card on the Wallet page.

use contract::{AppRequestRequest, AppSessionRequest, AppSessionView, AppsView, Empty};
use leptos::prelude::*;

use super::model;
use super::pair::PairSheet;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    AddressChip, Badge, Button, ButtonSize, Card, Glyph, Icon, Note, Pairs, Sheet, Skeleton, State,
    Tile, Tone,
};
use crate::{call, platform, query};

/// Connected apps, or nothing where no relay is configured.
#[component]
pub fn ConnectedApps() -> impl IntoView {
    let apps = query!(apps(Empty {}));
    let pairing = RwSignal::new(false);
    let open = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| apps.data().is_none_or(|a| model::is_shown(&a)));
    let count = apps.map(|a| a.sessions.len());
    let body = move || match (apps.data(), apps.error()) {
        (None, Some(e)) => view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> }.into_any(),
        (None, None) => view! { <Skeleton waits_for="the vault" rows=1 /> }.into_any(),
        (Some(view), _) => view! { <Listed view open /> }.into_any(),
    };
    move || {
        shown.get().then(|| {
            view! {
                <Card
                    title="Connected apps"
                    count=Signal::derive(move || count.get().unwrap_or(0))
                    flush=true
                    end=move || {
                        view! {
                            <Button
                                size=ButtonSize::Small
                                icon=Glyph::PlugZap
                                on_press=move |()| pairing.set(true)
                            >
                                "Connect"
                            </Button>
                        }
                    }
                >
                    {body}
                </Card>
                <PairSheet open=pairing />
                <SessionSheet open apps=Signal::derive(move || apps.data()) />
            }
        })
    }
}

#[component]
fn Listed(view: AppsView, open: RwSignal<Option<String>>) -> impl IntoView {
    let problem = model::relay_problem(&view.relay)
        .map(|text| view! { <Note tone=Tone::Warning strong="The relay is away.">{text}</Note> });
    let held = model::held(&view)
        .into_iter()
        .map(|(request, why)| view! { <Held request why /> })
        .collect_view();
    let refused = view
        .refused
        .into_iter()
        .map(|r| {
            view! {
                <Note tone=Tone::Warning strong=format!("Refused a request of {}.", r.app)>
                    {r.reason} " " {platform::time(r.at.0)}
                </Note>
            }
        })
        .collect_view();
    let waiting = view.pairing.then(
        || view! { <p class="small text-2 item">"Waiting for an app to say what it wants."</p> },
    );
    let empty = (view.sessions.is_empty() && !view.pairing).then(|| {
        view! {
            <p class="small text-2 item">
                "None. An app that offers WalletConnect can ask for signatures here; each one is shown before it is made."
            </p>
        }
    });
    let rows = view
        .sessions
        .into_iter()
        .map(|session| view! { <Row session open /> })
        .collect_view();
    view! {
        {problem}
        {held}
        {refused}
        {waiting}
        {empty}
        <ul class="items items-tight">{rows}</ul>
    }
}

#[component]
fn Held(request: contract::AppRequestView, why: String) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let now = platform::clock();
    let (topic, id, ends) = (request.topic, request.id, request.expires.0);
    let reject = move |()| {
        let request = AppRequestRequest {
            topic: topic.clone(),
            id: id.clone(),
        };
        task.run(call!(core, app_request_reject(request)), |_| ());
    };
    view! {
        <div class="item row between wrap">
            <div class="grow">
                <p class="medium">{format!("{}: {}", request.app, request.what)}</p>
                <p class="small text-2">
                    {why} " " {move || model::countdown(ends, now.get())} " left."
                </p>
                {move || task.error().map(|e| view! { <p class="small">{sentence(&e)}</p> })}
            </div>
            <Button size=ButtonSize::Small busy=task.busy() on_press=reject>
                "Reject"
            </Button>
        </div>
    }
}

#[component]
fn Row(session: AppSessionView, open: RwSignal<Option<String>>) -> impl IntoView {
    let (word, tone) = model::origin_words(session.peer.origin);
    let now = platform::clock();
    let topic = session.topic.clone();
    let until = session.expires.0;
    view! {
        <li>
            <Tile glyph=Glyph::PlugZap />
            <div class="grow">
                <p class="row gap-6 wrap">
                    <span class="medium cut">{session.peer.name.clone()}</span>
                    <Badge tone>{word}</Badge>
                </p>
                <p class="small text-2 cut">
                    {session.peer.url.clone()}
                    {move || format!(" · until {}", platform::when(until, now.get()))}
                </p>
            </div>
            <Button size=ButtonSize::Small on_press=move |()| open.set(Some(topic.clone()))>
                "Manage"
            </Button>
        </li>
    }
}

#[component]
fn SessionSheet(open: RwSignal<Option<String>>, apps: Signal<Option<AppsView>>) -> impl IntoView {
    let core = Core::here();
    let (extend, end) = (Task::default(), Task::default());
    let session = Memo::new(move |_| {
        let topic = open.get()?;
        apps.get()?.sessions.into_iter().find(|s| s.topic == topic)
    });
    let close = Callback::new(move |()| {
        open.set(None);
        extend.clear();
        end.clear();
    });
    let named = move || {
        session
            .get_untracked()
            .map(|s| AppSessionRequest { topic: s.topic })
    };
    let longer = Callback::new(move |()| {
        if let Some(request) = named() {
            extend.run(call!(core, app_extend(request)), |_| ());
        }
    });
    let disconnect = Callback::new(move |()| {
        if let Some(request) = named() {
            end.run(call!(core, app_disconnect(request)), move |_| {
                let _ = open.try_set(None);
            });
        }
    });
    let foot = move || {
        view! {
            <Button busy=end.busy() icon=Glyph::CircleX on_press=disconnect>
                "Disconnect"
            </Button>
            <Button busy=extend.busy() icon=Glyph::Clock on_press=longer>
                "Extend to a week"
            </Button>
        }
    };
    let is_open = Signal::derive(move || session.get().is_some());
    let label = Signal::derive(move || session.get().map(|s| s.peer.name).unwrap_or_default());
    let body = move || {
        session.get().map(|s| {
            let chains: Vec<_> = s.chains.iter().map(ToString::to_string).collect();
            let rows = vec![
                ("Address".to_string(), s.peer.url.clone()),
                ("Networks".to_string(), chains.join(", ")),
                ("Connected".to_string(), platform::date_time(s.connected.0)),
                ("Last used".to_string(), platform::date_time(s.used.0)),
                ("Until".to_string(), platform::date_time(s.expires.0)),
            ];
            let methods = s
                .methods
                .iter()
                .map(|m| view! { <li class="row gap-6"><Icon glyph=Glyph::Check size=12 /> {m.clone()}</li> })
                .collect_view();
            view! {
                <p class="text-2">{s.peer.description.clone()}</p>
                <Pairs rows=Signal::stored(rows) />
                <section class="col gap-8">
                    <h3>"Account that it sees"</h3>
                    <AddressChip address=s.account.clone() />
                </section>
                <section class="col gap-8">
                    <h3>"It may"</h3>
                    <ul class="col gap-8">{methods}</ul>
                </section>
                {(!s.confirmed)
                    .then(|| {
                        view! {
                            <Note tone=Tone::Warning strong="Not confirmed yet.">
                                "The app has not said that it has this connection. Without that it ends by itself after five minutes."
                            </Note>
                        }
                    })}
            }
        })
    };
    let relay = move || {
        apps.get().map(|a| {
            let (kind, word) = model::relay_words(&a.relay);
            view! { <p class="row gap-6 small text-2">"Relay" <State kind word /></p> }
        })
    };
    let failed = move || {
        extend
            .error()
            .or_else(|| end.error())
            .map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })
    };
    view! {
        <Sheet open=is_open label on_close=close foot=foot>
            {body}
            {relay}
            {failed}
        </Sheet>
    }
}
