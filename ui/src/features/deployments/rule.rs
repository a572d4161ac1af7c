//! The standing rule that tops a deployment up by itself: what it does, and making or changing it.

use contract::{
    DeploymentRequest, Empty as Nothing, EscrowView, Hidden, TopUpRuleRequest, TopUpRuleView,
    TopUpRulesView,
};
use leptos::prelude::*;
use types::{Amount, Dseq};

use super::model;
use crate::backend::{Core, Task, sentence};
use crate::format::{self, NBSP};
use crate::kit::{
    Button, ButtonKind, Card, Choice, Glyph, Note, NumberField, PasswordField, Segmented, Sheet,
    SheetFoot, SheetSize, Toast, Toaster, Tone, Verdict, bind,
};
use crate::shell::Session;
use crate::{call, platform, query};

/// Runways that a rule may keep, in seconds.
const KEPT: [(&str, &str); 4] = [
    ("21600", "6 h"),
    ("86400", "1 d"),
    ("259200", "3 d"),
    ("604800", "7 d"),
];

fn coins(amount: Amount) -> String {
    format!("{}{NBSP}ACT", format::coins(amount, 2))
}

/// What a rule does and did.
#[must_use]
pub fn account_of(rule: &TopUpRuleView, when: impl Fn(u64) -> String) -> String {
    format!(
        "{} {}",
        words(rule.below_seconds, rule.each, rule.most),
        done(rule, when)
    )
}

/// What a rule does, in one sentence.
fn words(below_seconds: u64, each: Amount, most: Amount) -> String {
    format!(
        "When less than {} is left, {} more goes from the balance into escrow; at most {} in 30{NBSP}days.",
        format::duration(below_seconds),
        coins(each),
        coins(most)
    )
}

/// What it did so far.
fn done(rule: &TopUpRuleView, when: impl Fn(u64) -> String) -> String {
    let last = match (rule.times, rule.last) {
        (0, _) | (_, None) => "Nothing was added yet.".to_owned(),
        (1, Some(at)) => format!("Added once, {}.", when(at.0)),
        (n, Some(at)) => format!("Added {n}{NBSP}times, last {}.", when(at.0)),
    };
    format!(
        "{last} {} of {} used in the last 30{NBSP}days.",
        coins(rule.spent),
        coins(rule.most)
    )
}

/// Amounts to begin with: a day at the present rate, rounded up to the next half, and ten of them.
fn usual(escrow: &EscrowView) -> (String, String) {
    let day = model::act(escrow.per_hour) * 24.0;
    let each = ((day * 2.0).ceil() / 2.0).max(0.5);
    (format!("{each:.2}"), format!("{:.2}", each * 10.0))
}

/// The amounts as typed, once both are right.
fn amounts(each: &str, most: &str) -> Option<(Amount, Amount)> {
    let each = model::top_up(each, None).ok()?;
    let most = model::top_up(most, None).ok()?;
    (most >= each).then_some((each, most))
}

/// The card on the page of the money.
#[component]
pub fn RuleCard(
    /// The deployment's number.
    dseq: Dseq,
    /// Its money.
    escrow: Memo<Option<EscrowView>>,
) -> impl IntoView {
    let core = Core::here();
    let rules = query!(top_up_rule_list(Nothing {}));
    let rule = rules.map(move |view: &TopUpRulesView| {
        view.rules.iter().find(|rule| rule.dseq == dseq).cloned()
    });
    let rule = Memo::new(move |_| rule.get().flatten());
    let open = RwSignal::new(false);
    let task = Task::default();
    let remove = move |()| {
        task.run(
            call!(core, top_up_rule_remove(DeploymentRequest { dseq })),
            |_| (),
        );
    };
    let body = move || {
        match rule.get() {
        None => view! {
            <div class="row wrap between">
                <p class="text-2 money-close">
                    "Before the escrow runs empty, Slipway adds to it without asking, under a cap that you set."
                </p>
                <Button icon=Glyph::Shield on_press=move |()| open.set(true)>"Set a rule"</Button>
            </div>
        }
        .into_any(),
        Some(rule) => view! {
            <div class="col gap-12">
                <p>{words(rule.below_seconds, rule.each, rule.most)}</p>
                <p class="text-2">{done(&rule, |at| platform::when(at, platform::now()))}</p>
                {rule
                    .problem
                    .clone()
                    .map(|why| view! { <Note tone=Tone::Warning strong="Nothing is added now.">{why}</Note> })}
                <div class="row wrap gap-8">
                    <Button on_press=move |()| open.set(true)>"Change the rule"</Button>
                    <Button kind=ButtonKind::Quiet busy=task.busy() on_press=remove>"Take it back"</Button>
                </div>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <Card title="Top up by itself">
            {body}
            {move || task.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
        </Card>
        {move || {
            open.get()
                .then(|| {
                    view! {
                        <RuleSheet dseq open rule=rule.get_untracked() start=escrow.get_untracked() />
                    }
                })
        }}
    }
}

#[component]
fn RuleSheet(
    dseq: Dseq,
    open: RwSignal<bool>,
    rule: Option<TopUpRuleView>,
    start: Option<EscrowView>,
) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let session = Session::here();
    let demo = Memo::new(move |_| session.app.data().is_some_and(|app| app.demo));
    let (first_each, first_most) = match (&rule, &start) {
        (Some(rule), _) => (rule.each.to_coins(), rule.most.to_coins()),
        (None, Some(escrow)) => usual(escrow),
        (None, None) => ("5.00".into(), "50.00".into()),
    };
    let below = rule.map_or(86_400, |rule| rule.below_seconds);
    let below = RwSignal::new(below.to_string());
    let (each, most) = (RwSignal::new(first_each), RwSignal::new(first_most));
    let password = RwSignal::new(String::new());
    let task = Task::default();
    let parsed = Memo::new(move |_| each.with(|e| most.with(|m| amounts(e, m))));
    let ready = Signal::derive(move || {
        parsed.with(Option::is_some) && (demo.get() || password.with(|p| !p.is_empty()))
    });
    let close = move |()| {
        password.set(String::new());
        open.set(false);
    };
    let save = Callback::new(move |()| {
        let (Some((each, most)), true) = (parsed.get_untracked(), ready.get_untracked()) else {
            return;
        };
        let Ok(below_seconds) = below.get_untracked().parse() else {
            return;
        };
        let request = TopUpRuleRequest {
            dseq,
            below_seconds,
            each,
            most,
            password: Hidden(password.get_untracked()),
        };
        task.run(
            call!(core, top_up_rule_set(request)),
            move |_: TopUpRulesView| {
                toaster.show(Toast::done("The rule is in force"));
                close(());
            },
        );
    });
    let each_verdict = Signal::derive(move || match each.with(|e| model::top_up(e, None)) {
        Err(why) => Verdict::Bad(why),
        Ok(one) => {
            let lasts = start.as_ref().and_then(|escrow| model::adds(escrow, one));
            lasts.map_or(Verdict::None, |s| {
                Verdict::Good(format!("Adds {} at the present rate.", format::duration(s)))
            })
        }
    });
    let most_verdict = Signal::derive(move || {
        let cap = most.with(|m| model::top_up(m, None));
        match (cap, each.with(|e| model::top_up(e, None))) {
            (Err(why), _) => Verdict::Bad(why),
            (Ok(cap), Ok(one)) if cap < one => {
                Verdict::Bad("Less than one top-up: nothing would ever be added.".into())
            }
            _ => Verdict::None,
        }
    });
    let kept = Signal::stored(
        KEPT.map(|(value, name)| Choice::named(value, name))
            .to_vec(),
    );
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=save>
                "Put it in force"
            </SheetFoot>
        }
    };
    view! {
        <Sheet open label="Top up by itself" size=SheetSize::Small on_close=close foot=foot>
            <div class="col gap-8">
                <span>"When less than this is left"</span>
                <Segmented label="Runway to keep" options=kept value=below on_change=bind(below) />
            </div>
            <NumberField label="Add each time" value=each on_input=bind(each) unit="ACT" verdict=each_verdict />
            <NumberField
                label="At most in 30 days"
                value=most
                on_input=bind(most)
                unit="ACT"
                verdict=most_verdict
            />
            <p class="text-2">
                "It works while Slipway is open and unlocked. Each top-up is an ordinary transaction of this account: it costs a fee, at most 0.1"
                {NBSP} "AKT, and is listed in the activity. What is not used comes back when the deployment is closed."
            </p>
            <Show when=move || !demo.get()>
                <PasswordField label="Password" value=password on_input=bind(password) on_enter=save />
            </Show>
            {move || task.error().map(|e| view! { <Note tone=Tone::Danger strong="The rule is as it was.">{sentence(&e)}</Note> })}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Address, Dec18, Height, UnixMillis};

    fn rule(times: u32, last: Option<u64>) -> TopUpRuleView {
        TopUpRuleView {
            account: Address::from_bytes(&[1; 20]).unwrap(),
            chain_id: "demo-1".parse().unwrap(),
            dseq: "7".parse().unwrap(),
            below_seconds: 86_400,
            each: Amount::micro(5_000_000),
            most: Amount::micro(50_000_000),
            spent: Amount::micro(10_000_000),
            times,
            last: last.map(UnixMillis),
            problem: None,
        }
    }

    #[test]
    fn a_rule_says_what_it_does_and_did() {
        let plain = |text: String| text.replace(NBSP, " ");
        assert_eq!(
            plain(words(
                86_400,
                Amount::micro(5_000_000),
                Amount::micro(50_000_000)
            )),
            "When less than 1 d is left, 5.00 ACT more goes from the balance into escrow; at most 50.00 ACT in 30 days."
        );
        let when = |_| "today".to_owned();
        assert_eq!(
            plain(done(&rule(0, None), when)),
            "Nothing was added yet. 10.00 ACT of 50.00 ACT used in the last 30 days."
        );
        assert!(plain(done(&rule(2, Some(1)), when)).starts_with("Added 2 times, last today."));
    }

    #[test]
    fn the_cap_is_no_less_than_one_top_up() {
        assert!(amounts("5", "5").is_some());
        assert_eq!(amounts("5", "4.99"), None);
        assert_eq!(amounts("", "4"), None);
        assert_eq!(amounts("0", "4"), None);
    }

    #[test]
    fn it_begins_with_a_day_at_the_present_rate() {
        let escrow = |per_hour: &str| EscrowView {
            balance: Dec18::ZERO,
            deposited: Dec18::ZERO,
            spent: Dec18::ZERO,
            rate: Dec18::ZERO,
            per_hour: per_hour.parse().unwrap(),
            runway_seconds: None,
            height: Height(1),
        };
        assert_eq!(usual(&escrow("100000")), ("2.50".into(), "25.00".into()));
        assert_eq!(usual(&escrow("0")), ("0.50".into(), "5.00".into()));
    }
}
