//! Which relay connected apps are reached through.

use contract::{Empty, RelaySetRequest};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, Card, Glyph, Note, Pairs, Sheet, State, TextField, Tone, bind,
};
use crate::{call, query};

/// The relay in force, and another one of one's own.
#[component]
pub fn RelayCard() -> impl IntoView {
    let apps = query!(apps(Empty {}));
    let editing = RwSignal::new(false);
    let rows = Signal::derive(move || {
        let Some(apps) = apps.data() else {
            return Vec::new();
        };
        let whose = if apps.relay_own {
            "your own"
        } else {
            "of the network"
        };
        let address = apps
            .relay_url
            .map_or_else(|| "none".to_string(), |url| format!("{url}, {whose}"));
        vec![("Relay".to_string(), address)]
    });
    let state = move || {
        apps.data().map(|a| {
            let (kind, word) = model::relay_words(&a.relay);
            view! { <State kind word /> }
        })
    };
    let problem = move || {
        apps.data()
            .and_then(|a| model::relay_problem(&a.relay))
            .map(|text| view! { <Note tone=Tone::Warning>{text}</Note> })
    };
    view! {
        <Card title="Connected apps" end=state>
            <div class="col gap-12">
                <Pairs rows />
                {problem}
                <p class="small text-2">
                    "Apps reach this wallet through a relay. It sees that messages pass, never what they say."
                </p>
                <div class="row">
                    <Button
                        size=ButtonSize::Small
                        icon=Glyph::Pencil
                        on_press=move |()| editing.set(true)
                    >
                        "Choose a relay"
                    </Button>
                </div>
            </div>
        </Card>
        <RelaySheet open=editing />
    }
}

#[component]
fn RelaySheet(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let (url, project) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
    };
    let save = Callback::new(move |()| {
        let typed = url.get_untracked().trim().to_string();
        let request = RelaySetRequest {
            url: Some(typed).filter(|text| !text.is_empty()),
            project: project.get_untracked().trim().to_string(),
        };
        task.run(call!(core, relay_set(request)), move |_| {
            let _ = open.try_set(false);
        });
    });
    let foot = move || {
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button kind=ButtonKind::Primary busy=task.busy() on_press=save>
                "Use it"
            </Button>
        }
    };
    view! {
        <Sheet open label="Choose a relay" on_close=close foot=foot>
            <TextField
                label="Relay"
                large=true
                mono=true
                autofocus=true
                placeholder="wss://relay.example"
                value=url
                on_input=bind(url)
                on_enter=save
                hint="Empty for the one that comes with the network. Connections belong to the relay they were made on."
            />
            <TextField
                label="Project id"
                large=true
                mono=true
                placeholder="none"
                value=project
                on_input=bind(project)
                on_enter=save
                hint="Only the public relay of WalletConnect asks for one."
            />
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not changed.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
