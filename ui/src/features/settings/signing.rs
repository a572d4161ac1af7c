//! What is signed without asking, and what may be signed without being understood.

use contract::{DeploymentRequest, Empty, RuleSetRequest, RuleView, SettingsView, TopUpRulesView};
use leptos::prelude::*;

use super::security::Row;
use super::view::save;
use crate::backend::{Core, Query, Task, sentence};
use crate::features::deployments::account_of;
use crate::kit::{
    Button, Card, Empty as EmptyBox, ErrorBox, Glyph, Note, Skeleton, Switch, Toaster, Tone,
};
use crate::shell::Session;
use crate::{call, format, platform, query};

/// What a rule allows, in one sentence.
fn allows(rule: &RuleView) -> String {
    format!(
        "Tokens for its own leases that live at most {}: {}.",
        format::duration(rule.max_lifetime_seconds),
        rule.scopes.join(", ")
    )
}

/// How often a rule was used.
fn used(rule: &RuleView, when: impl Fn(u64) -> String) -> String {
    match (rule.used, rule.last_used) {
        (0, _) | (_, None) => "Not used since the start.".into(),
        (1, Some(at)) => format!("Used once since the start, {}.", when(at.0)),
        (n, Some(at)) => format!("Used {n} times since the start, last {}.", when(at.0)),
    }
}

/// The page.
#[component]
pub fn Signing(
    /// Settings of this device.
    settings: Query<SettingsView>,
) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let expert = settings.map(|s| s.expert);
    view! {
        <h2 class="title">"Signing"</h2>
        <Card flush=true>
            <Row
                title="Expert mode"
                text="Allows approving what Slipway can't put into words. Leave it off unless you know why."
            >
                <Switch
                    label="Expert mode"
                    hide_label=true
                    on=Signal::derive(move || expert.get() == Some(true))
                    on_change=move |on| {
                        if let Some(now) = settings.data_untracked() {
                            save(core, toaster, SettingsView { expert: on, ..now });
                        }
                    }
                />
            </Row>
        </Card>
        <Rules />
        <TopUps />
    }
}

/// Rules that spend; they are made on the page of a deployment's money.
#[component]
fn TopUps() -> impl IntoView {
    let core = Core::here();
    let rules = query!(top_up_rule_list(Empty {}));
    let task = Task::default();
    let rows = move |view: TopUpRulesView| {
        view.rules
            .into_iter()
            .map(|rule| {
                let dseq = rule.dseq;
                let remove = move |()| {
                    let request = DeploymentRequest { dseq };
                    task.run(call!(core, top_up_rule_remove(request)), |_| ());
                };
                view! {
                    <Row
                        title=format!("Top-ups of deployment {dseq}")
                        text=account_of(&rule, |at| platform::when(at, platform::now()))
                    >
                        <Button busy=task.busy() on_press=remove>"Take it back"</Button>
                    </Row>
                }
            })
            .collect_view()
    };
    move || {
        let view = rules.data().filter(|view| !view.rules.is_empty())?;
        Some(view! {
            <div>
                <h3 class="heading">"Top-ups by themselves"</h3>
                <p class="text-2">
                    "These rules spend: each adds to the escrow of its deployment, under its cap. They are made and changed on the page of the deployment's money."
                </p>
            </div>
            <Card flush=true>{rows(view)}</Card>
            {task
                .error()
                .map(|e| view! { <Note tone=Tone::Danger strong="The rule is as it was.">{sentence(&e)}</Note> })}
        })
    }
}

#[component]
fn Rules() -> impl IntoView {
    let core = Core::here();
    let rules = query!(rule_list(Empty {}));
    let task = Task::default();
    let session = Session::here();
    let body = move || match (rules.data(), rules.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The rules can't be read." text=sentence(&e) on_retry=rules.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton rows=1 waits_for="the vault" /> }.into_any(),
        (Some(view), _) if view.rules.is_empty() => view! {
            <EmptyBox
                glyph=Glyph::ShieldCheck
                title="No standing rules here"
                text="They appear when the network was reached and an account can sign."
            />
        }
        .into_any(),
        (Some(view), _) => view
            .rules
            .into_iter()
            .map(|rule| {
                let name = session
                    .app
                    .data()
                    .and_then(|app| {
                        let found = app.accounts.into_iter().find(|a| a.address == rule.account);
                        found.map(|a| a.name)
                    })
                    .unwrap_or_else(|| format::address(rule.account.as_str()));
                let text = format!(
                    "{} {}",
                    allows(&rule),
                    used(&rule, |at| platform::when(at, platform::now()))
                );
                let account = rule.account.clone();
                let set = move |allowed: bool| {
                    let request = RuleSetRequest {
                        account: account.clone(),
                        allowed,
                    };
                    task.run(call!(core, rule_set(request)), |_| ());
                };
                view! {
                    <Row title=format!("{name} on {}", rule.chain_id) text=text>
                        <Switch
                            label=format!("Standing rule of {name}")
                            hide_label=true
                            on=Signal::stored(rule.allowed)
                            on_change=set
                        />
                    </Row>
                }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <div>
            <h3 class="heading">"Standing rules"</h3>
            <p class="text-2">
                "Signed without asking, so that logs and status can be read. A token spends nothing and names its lease. Taken back, the account's deployments can't be watched or updated from here."
            </p>
        </div>
        <Card flush=true>{body}</Card>
        {move || {
            task.error()
                .map(|e| view! { <Note tone=Tone::Danger strong="The rule is as it was.">{sentence(&e)}</Note> })
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Address, UnixMillis};

    fn rule(used: u64, last: Option<u64>) -> RuleView {
        RuleView {
            account: Address::from_bytes(&[1; 20]).unwrap(),
            chain_id: "demo-1".parse().unwrap(),
            allowed: true,
            max_lifetime_seconds: 900,
            scopes: vec!["logs".into(), "status".into()],
            used,
            last_used: last.map(UnixMillis),
        }
    }

    #[test]
    fn a_rule_says_what_it_allows_and_how_often_it_was_used() {
        assert!(allows(&rule(0, None)).contains("15"));
        assert!(allows(&rule(0, None)).ends_with("logs, status."));
        let when = |_| "at noon".to_string();
        assert_eq!(used(&rule(0, None), when), "Not used since the start.");
        assert!(used(&rule(1, Some(5)), when).contains("once"));
        assert!(used(&rule(3, Some(5)), when).contains("3 times"));
    }
}
