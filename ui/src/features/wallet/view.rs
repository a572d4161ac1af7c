//! The page.

use contract::{ActivityEntry, Empty, Outcome};
use leptos::prelude::*;
use types::{Coin, Denom};

use super::accounts::Accounts;
use super::receive::Receive;
use crate::backend::{Core, Task, sentence};
use crate::features::home::outcome;
use crate::kit::{
    AddressChip, Age, Button, ButtonKind, Card, Empty as EmptyBox, ErrorBox, Figure, Figures,
    Glyph, SearchField, Skeleton, State, Tile, Toast, Toaster, Tone, bind,
};
use crate::shell::{Overlays, Page, Session};
use crate::{call, format, platform, query};

/// The page.
#[component]
pub fn Wallet() -> impl IntoView {
    let overlays = Overlays::here();
    let actions = move || {
        view! {
            <Button icon=Glyph::QrCode on_press=move |()| overlays.receive.set(true)>"Receive"</Button>
            <Button
                kind=ButtonKind::Primary
                icon=Glyph::Send
                on_press=move |()| overlays.send.set(true)
            >
                "Send"
            </Button>
        }
    };
    view! {
        <Page title="Wallet" actions=actions>
            <div class="page col gap-16">
                <Balances />
                <div class="narrow-only grid-halves">
                    <Button wide=true icon=Glyph::QrCode on_press=move |()| overlays.receive.set(true)>
                        "Receive"
                    </Button>
                    <Button wide=true icon=Glyph::Send on_press=move |()| overlays.send.set(true)>
                        "Send"
                    </Button>
                </div>
                <div class="with-side">
                    <Activity />
                    <div class="col gap-16">
                        <Faucet />
                        <Card title="Receive">
                            <Receive />
                        </Card>
                        <Accounts />
                        <crate::features::apps::ConnectedApps />
                    </div>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Balances() -> impl IntoView {
    let session = Session::here();
    let balances = query!(balances(Empty {}));
    let address = session.address();
    let b = move || balances.data();
    let price = move || b().and_then(|b| b.usd_per_akt).map(|p| p.to_f64_lossy());
    let akt = move || {
        b().map(|b| Coin {
            amount: b.akt,
            denom: Denom::uakt(),
        })
    };
    let act = move || {
        b().map(|b| Coin {
            amount: b.act,
            denom: Denom::uact(),
        })
    };
    let usd = move || {
        let akt = akt().and_then(|c| format::worth(&c, price()))?;
        let act = act().and_then(|c| format::worth(&c, None))?;
        Some(akt + act)
    };
    let text = |amount: Option<types::Amount>, decimals: usize| {
        amount.map_or_else(|| "–".into(), |a| format::coins(a, decimals))
    };
    let total = Signal::derive(move || usd().map_or_else(|| "–".into(), format::usd));
    let akt_text = Signal::derive(move || text(akt().map(|c| c.amount), 3));
    let act_text = Signal::derive(move || text(act().map(|c| c.amount), 2));
    let exact = Signal::derive(move || akt().map(|c| format::coin_exact(&c)).unwrap_or_default());
    let act_exact =
        Signal::derive(move || act().map(|c| format::coin_exact(&c)).unwrap_or_default());
    let seen = balances.map(|b| b.seen.0);
    let who = move || {
        let app = session.app.data()?;
        let name = session.account()?.name;
        let n = app
            .accounts
            .iter()
            .position(|a| Some(&a.address) == app.account.as_ref())?
            + 1;
        let backup = if app.demo {
            "demo vault"
        } else if app.backup_checked {
            "backed up"
        } else {
            "not backed up"
        };
        Some(format!(
            "{name}, account {n} of {}, {backup}",
            app.accounts.len()
        ))
    };
    view! {
        {move || {
            balances
                .error()
                .filter(|_| b().is_none())
                .map(|e| {
                    view! {
                        <Card>
                            <ErrorBox
                                title="The balances can't be read."
                                text=sentence(&e)
                                icon=Glyph::WifiOff
                                on_retry=balances.retry()
                            />
                        </Card>
                    }
                })
        }}
        <Figures spread=true>
            <Figure label="Total" value=total>
                {move || {
                    b().map(|b| {
                        format!("and {:.2}\u{a0}ACT in escrow", b.escrow_act.to_f64_lossy() / 1e6)
                    })
                }}
            </Figure>
            <Figure label="AKT, for fees" value=akt_text unit="AKT" exact>
                {move || {
                    let worth = akt().and_then(|c| format::worth(&c, price())).zip(price());
                    worth
                        .map_or_else(
                            || "no price on this network".to_string(),
                            |(w, p)| format!("{} at {}", format::usd(w), format::usd(p)),
                        )
                }}
                {move || seen.get().map(|at| view! { " · " <Age at period=30 /> })}
            </Figure>
            <Figure label="ACT, for deployments" value=act_text unit="ACT" exact=act_exact>
                "can't be sent"
            </Figure>
            <div>
                <span class="figure-label">"Address"</span>
                <span>
                    <AddressChip address />
                </span>
                <span class="figure-note">{who}</span>
            </div>
        </Figures>
    }
}

#[component]
fn Faucet() -> impl IntoView {
    let session = Session::here();
    let core = Core::here();
    let toaster = Toaster::here();
    let task = Task::default();
    let has = session.app.map(|a| a.network.faucet);
    let ask = move |()| {
        task.run(call!(core, faucet_request(Empty {})), move |_| {
            toaster.show(Toast::done("The faucet sent AKT and ACT"));
        });
    };
    move || {
        (has.get() == Some(true)).then(|| {
            view! {
                <Card title="Faucet">
                    <div class="col gap-12">
                        <p class="small text-2">
                            "This network gives AKT and ACT for nothing; they are worth nothing either."
                        </p>
                        {move || task.error().map(|e| view! { <p class="small bad">{sentence(&e)}</p> })}
                        <Button wide=true icon=Glyph::Coins busy=task.busy() on_press=ask>
                            "Ask the faucet"
                        </Button>
                    </div>
                </Card>
            }
        })
    }
}

fn glyph(entry: &ActivityEntry) -> (Glyph, Tone) {
    let text = entry
        .sentences
        .first()
        .map(|s| s.to_lowercase())
        .unwrap_or_default();
    let tone = if matches!(entry.outcome, Outcome::Refused { .. }) {
        Tone::Danger
    } else {
        Tone::Plain
    };
    let starts = |words: &[&str]| words.iter().any(|w| text.starts_with(w));
    let glyph = if starts(&["send"]) {
        Glyph::ArrowUpRight
    } else if starts(&["close"]) {
        Glyph::Undo2
    } else if starts(&["accept", "lease", "create lease"]) {
        Glyph::Gavel
    } else if starts(&["create", "deploy"]) {
        Glyph::Rocket
    } else if starts(&["update"]) {
        Glyph::GitCompareArrows
    } else if starts(&["add", "deposit", "top"]) {
        Glyph::Coins
    } else {
        Glyph::FileCode
    };
    (glyph, tone)
}

fn row(entry: &ActivityEntry, now: u64) -> impl IntoView + use<> {
    let (icon, tone) = glyph(entry);
    let (kind, word) = outcome(&entry.outcome);
    let mut sentences = entry.sentences.iter();
    let first = sentences.next().cloned().unwrap_or_default();
    let mut second: Vec<String> = sentences.cloned().collect();
    if let Outcome::Refused { message } = &entry.outcome {
        second.push(message.clone());
    }
    let fee = format::fee(&Coin {
        amount: entry.fee,
        denom: Denom::uakt(),
    });
    let hash = entry.hash.to_string();
    view! {
        <li>
            <Tile glyph=icon tone />
            <div class="grow">
                <p class="medium">{first}</p>
                <p class="small text-2">
                    {second.join(" ")} " " <span class="mono text-3" title=hash.clone()>{format::hash(&hash)}</span>
                </p>
            </div>
            <State kind word />
            <span class="num small text-2">{format!("fee {fee}")}</span>
            <span class="age" title=platform::date_time(entry.at.0)>
                {platform::when(entry.at.0, now)}
            </span>
        </li>
    }
}

#[component]
fn Activity() -> impl IntoView {
    let activity = query!(activity(Empty {}));
    let filter = RwSignal::new(String::new());
    let now = platform::clock();
    let body = move || {
        match (activity.data(), activity.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The activity can't be read." text=sentence(&e) on_retry=activity.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton rows=5 waits_for="the store" /> }.into_any(),
        (Some(list), _) if list.entries.is_empty() => view! {
            <EmptyBox
                glyph=Glyph::ScrollText
                title="Nothing signed yet"
                text="What this account signs on this network is listed here, with its outcome."
            />
        }
        .into_any(),
        (Some(list), _) => {
            let wanted = filter.get().trim().to_lowercase();
            let now = now.get_untracked();
            let kept: Vec<_> = list
                .entries
                .iter()
                .filter(|e| {
                    wanted.is_empty()
                        || e.sentences.iter().any(|s| s.to_lowercase().contains(&wanted))
                        || e.hash.to_string().to_lowercase().contains(&wanted)
                })
                .map(|e| row(e, now))
                .collect();
            if kept.is_empty() {
                view! { <EmptyBox glyph=Glyph::Search title="Nothing matches" /> }.into_any()
            } else {
                view! { <ul class="items activity">{kept}</ul> }.into_any()
            }
        }
    }
    };
    view! {
        <Card
            title="Activity"
            flush=true
            end=move || view! { <SearchField label="Filter" value=filter on_input=bind(filter) /> }
        >
            {body}
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Amount, Hash32, Height, UnixMillis};

    fn entry(sentence: &str, outcome: Outcome) -> ActivityEntry {
        ActivityEntry {
            at: UnixMillis(0),
            sentences: vec![sentence.into()],
            hash: Hash32::of(b"x"),
            fee: Amount::ZERO,
            outcome,
        }
    }

    #[test]
    fn the_icon_follows_what_was_done() {
        let of = |text: &str| glyph(&entry(text, Outcome::Pending)).0;
        assert_eq!(of("Send 1 AKT to x."), Glyph::ArrowUpRight);
        assert_eq!(of("Close deployment 7."), Glyph::Undo2);
        assert_eq!(of("Create deployment 7."), Glyph::Rocket);
        assert_eq!(of("Something else."), Glyph::FileCode);
    }

    #[test]
    fn only_a_refusal_is_red() {
        let tone = |outcome| glyph(&entry("Send", outcome)).1;
        assert_eq!(
            tone(Outcome::Refused {
                message: String::new()
            }),
            Tone::Danger
        );
        assert_eq!(tone(Outcome::Included { height: Height(1) }), Tone::Plain);
        assert_eq!(tone(Outcome::Expired), Tone::Plain);
    }
}
