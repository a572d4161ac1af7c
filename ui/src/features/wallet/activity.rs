//! What was signed, with its outcome; filtered and exported.

use contract::{ActivityEntry, ActivityRequest, Outcome};
use leptos::prelude::*;
use types::{Coin, Denom};

use super::csv::csv;
use crate::backend::sentence;
use crate::features::home::outcome;
use crate::kit::{
    Button, ButtonSize, Card, Choice, Empty as EmptyBox, ErrorBox, Glyph, SearchField, Segmented,
    Skeleton, State, Tile, Toast, Toaster, Tone, bind,
};
use crate::{format, parts, platform, query};

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

fn row(entry: &ActivityEntry, now: u64, all: bool) -> impl IntoView + use<> {
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
    let who = all.then(|| format!("{} on {}. ", entry.account_name, entry.network));
    view! {
        <li>
            <Tile glyph=icon tone />
            <div class="grow">
                <p class="medium">{first}</p>
                <p class="small text-2">
                    {who} {second.join(" ")} " " <span class="mono text-3" title=hash.clone()>{format::hash(&hash)}</span>
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

/// Whether an entry is what was typed into the filter.
fn matches(entry: &ActivityEntry, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let (_, word) = outcome(&entry.outcome);
    let hash = entry.hash.to_string();
    let own = [&entry.account_name, &entry.network, &word, &hash];
    let mut texts = entry.sentences.iter().chain(own);
    wanted.is_empty() || texts.any(|text| text.to_lowercase().contains(&wanted))
}

/// The card.
#[component]
pub fn Activity() -> impl IntoView {
    let all = RwSignal::new(false);
    view! { {move || view! { <List all=all.get() switch=all /> }} }
}

#[component]
fn List(all: bool, switch: RwSignal<bool>) -> impl IntoView {
    let activity = query!(activity(ActivityRequest { all }));
    let toaster = Toaster::here();
    let filter = RwSignal::new(String::new());
    let now = platform::clock();
    let kept = Memo::new(move |_| {
        let entries = activity.data().map(|list| list.entries).unwrap_or_default();
        filter.with(|wanted| {
            let mut entries = entries;
            entries.retain(|entry| matches(entry, wanted));
            entries
        })
    });
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
                text="What is signed here is listed with its outcome."
            />
        }
        .into_any(),
        _ if kept.with(Vec::is_empty) => {
            view! { <EmptyBox glyph=Glyph::Search title="Nothing matches" /> }.into_any()
        }
        _ => {
            let now = now.get_untracked();
            let rows = kept.with(|k| k.iter().map(|e| row(e, now, all)).collect_view());
            view! { <ul class="items activity">{rows}</ul> }.into_any()
        }
    }
    };
    let export = move |()| {
        let text = kept.with_untracked(|entries| csv(entries));
        parts::save_file("slipway-activity.csv", &text, "text/csv");
        toaster.show(Toast::done("The activity is saved as CSV"));
    };
    let end = move || {
        view! {
            <SearchField label="Filter" value=filter on_input=bind(filter) />
            <Button
                size=ButtonSize::Small
                icon=Glyph::Download
                disabled=Signal::derive(move || kept.with(Vec::is_empty))
                on_press=export
            >
                "Export"
            </Button>
        }
    };
    view! {
        <Card title="Activity" flush=true end=end>
            <div class="activity-scope">
                <Segmented
                    label="Whose activity"
                    options=vec![
                        Choice::named("one", "This account"),
                        Choice::named("all", "All accounts and networks"),
                    ]
                    value=if all { "all" } else { "one" }
                    on_change=Callback::new(move |value: String| switch.set(value == "all"))
                />
            </div>
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
            account: types::Address::from_bytes(&[1; 20]).unwrap(),
            account_name: "Main".into(),
            network: "Demo network".into(),
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

    #[test]
    fn the_filter_looks_at_words_account_result_and_hash() {
        let entry = entry("Send 1 AKT to Ada.", Outcome::Expired);
        let hash = entry.hash.to_string();
        for wanted in ["", "ada", "MAIN", "demo", &hash[..8]] {
            assert!(matches(&entry, wanted), "{wanted}");
        }
        assert!(!matches(&entry, "bea"));
    }
}
