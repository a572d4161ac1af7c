//! What an app asks for before it is connected.

use contract::{AppOrigin, AppProposalRequest, Empty, ProposalView};
use leptos::prelude::*;

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Badge, Button, ButtonKind, ButtonSize, Glyph, Icon, Ident, Note, Pairs, Sheet, Tile, Toast,
    Toaster, Tone,
};
use crate::{call, format, platform, query};

/// Shows the oldest proposal that waits, for as long as there is one.
#[component]
pub fn Proposals() -> impl IntoView {
    let apps = query!(apps(Empty {}));
    let first = Memo::new(move |_| apps.data().and_then(|a| a.proposals.first().cloned()));
    move || first.get().map(|proposal| view! { <Proposal proposal /> })
}

#[component]
fn Proposal(proposal: ProposalView) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let (approve, reject) = (Task::default(), Task::default());
    let id = StoredValue::new(proposal.id.clone());
    let name = proposal.peer.name.clone();
    let yes = Callback::new({
        let name = name.clone();
        move |()| {
            let request = AppProposalRequest { id: id.get_value() };
            let name = name.clone();
            approve.run(call!(core, app_approve(request)), move |_| {
                toaster.show(Toast::done(format!("{name} is connected")));
            });
        }
    });
    let no = Callback::new(move |()| {
        let request = AppProposalRequest { id: id.get_value() };
        reject.run(call!(core, app_reject(request)), |_| ());
    });
    let now = platform::clock();
    let ends = proposal.expires.0;
    let head_name = name.clone();
    let url = proposal.peer.url.clone();
    let (word, tone) = model::origin_words(proposal.peer.origin);
    let head = move || {
        view! {
            <Tile glyph=Glyph::PlugZap large=true />
            <div class="grow">
                <h1>{format!("{head_name} wants to connect")}</h1>
                <p class="small text-2 row gap-6 wrap">
                    <Icon glyph=Glyph::Globe size=12 />
                    <span class="cut">{url.clone()}</span>
                    <Badge tone>{word}</Badge>
                </p>
            </div>
            <span class="small text-2 tabular">
                {move || model::countdown(ends, now.get())}
            </span>
        }
    };
    let can = proposal.blocked.is_none();
    let foot = move || {
        view! {
            <Button size=ButtonSize::Large key="esc" busy=reject.busy() on_press=no>
                "Reject"
            </Button>
            {can
                .then(|| {
                    view! {
                        <Button
                            kind=ButtonKind::Primary
                            size=ButtonSize::Large
                            busy=approve.busy()
                            on_press=yes
                        >
                            "Connect"
                        </Button>
                    }
                })}
        }
    };
    let proposal = StoredValue::new(proposal);
    let body = move || {
        proposal.with_value(|p| {
            let chains: Vec<_> = p.chains.iter().map(ToString::to_string).collect();
            let pairs = vec![
                ("Networks".to_string(), chains.join(", ")),
                ("Until".to_string(), "seven days from now, or until you disconnect".to_string()),
            ];
            let methods = p
                .methods
                .iter()
                .map(|m| view! { <li class="row gap-6"><Icon glyph=Glyph::Check size=12 /> {m.clone()}</li> })
                .collect_view();
            let address = p.account.to_string();
            view! {
                <Origin origin=p.peer.origin />
                {p.blocked
                    .clone()
                    .map(|why| view! { <Note tone=Tone::Danger strong="It can't be connected.">{why}</Note> })}
                <p class="text-2">{p.peer.description.clone()}</p>
                <section class="col gap-8">
                    <h3>"Account that it sees"</h3>
                    <span class="row gap-6 wrap">
                        <Ident address=address.clone() size=18 />
                        <span class="small mono" title=address.clone()>{format::address(&address)}</span>
                    </span>
                </section>
                <section class="col gap-8">
                    <h3>"It may"</h3>
                    <ul class="col gap-8">{methods}</ul>
                    <p class="small text-2">"Each signature is asked here, every time. Nothing is signed by connecting."</p>
                </section>
                <Pairs rows=Signal::stored(pairs) />
            }
        })
    };
    let failed = move || {
        approve.error().or_else(|| reject.error()).map(
            |e| view! { <Note tone=Tone::Danger strong="Not connected.">{sentence(&e)}</Note> },
        )
    };
    let label = format!("Connect {name}");
    view! {
        <Sheet open=true label=label firm=true on_close=no head=head foot=foot>
            {body()}
            {failed}
        </Sheet>
    }
}

/// What is known about where an app comes from, when that is not simply fine.
#[component]
pub fn Origin(
    /// What is known.
    origin: AppOrigin,
) -> impl IntoView {
    let (tone, strong, text) = match origin {
        AppOrigin::Verified => return None,
        AppOrigin::Unverified => (
            Tone::Warning,
            "Nobody confirms where it comes from.",
            "Name and address are its own words. Connect only what you have opened yourself.",
        ),
        AppOrigin::Mismatch => (
            Tone::Danger,
            "The origin doesn't match.",
            "The request came from another address than the one it names.",
        ),
        AppOrigin::Threat => (
            Tone::Danger,
            "This address is known for fraud.",
            "Reject it and close the page.",
        ),
    };
    Some(view! { <Note tone strong>{text}</Note> })
}
