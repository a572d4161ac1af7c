//! The strip of steps: what is done, what runs now, what is still to come.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStatus {
    /// Done.
    Done,
    /// Under way.
    Now,
    /// Still to come.
    Later,
    /// It failed here.
    Failed,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepItem {
    /// What it is called.
    pub name: String,
    /// Time, transaction or block; or what is waited for.
    pub detail: String,
    /// How far it is.
    pub status: StepStatus,
}

impl StepItem {
    const fn class(&self) -> &'static str {
        match self.status {
            StepStatus::Done => "step step-done",
            StepStatus::Now => "step step-now",
            StepStatus::Later => "step step-later",
            StepStatus::Failed => "step step-failed",
        }
    }

    const fn word(&self) -> &'static str {
        match self.status {
            StepStatus::Done => "done",
            StepStatus::Now => "now",
            StepStatus::Later => "to come",
            StepStatus::Failed => "failed",
        }
    }
}

/// The index of the step to show where there is room for one: the first that isn't done, else the last.
fn present(steps: &[StepItem]) -> usize {
    steps
        .iter()
        .position(|s| s.status != StepStatus::Done)
        .unwrap_or(steps.len().saturating_sub(1))
}

/// Equal columns on wide screens; bars with the present step on narrow ones, where a press opens them all.
#[component]
pub fn Steps(
    /// The steps in order.
    #[prop(into)]
    steps: Signal<Vec<StepItem>>,
    /// Name of the strip.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let list = move || {
        steps
            .get()
            .into_iter()
            .enumerate()
            .map(|(i, step)| {
                let dot = match step.status {
                    StepStatus::Done => view! { <Icon glyph=Glyph::Check size=14 /> }.into_any(),
                    StepStatus::Failed => view! { <Icon glyph=Glyph::X size=14 /> }.into_any(),
                    StepStatus::Now => ().into_any(),
                    StepStatus::Later => (i + 1).to_string().into_any(),
                };
                view! {
                    <li class=step.class() aria-current=(step.status == StepStatus::Now).then_some("step")>
                        <span class="step-dot" aria-hidden="true">
                            {dot}
                        </span>
                        <span class="step-text">
                            <span class="step-name">
                                {step.name.clone()} <span class="visually-hidden">{format!(", {}", step.word())}</span>
                            </span>
                            <span class="small text-3 tabular">{step.detail.clone()}</span>
                        </span>
                    </li>
                }
            })
            .collect_view()
    };
    let bars = move || {
        steps
            .get()
            .into_iter()
            .map(|s| {
                let on = matches!(s.status, StepStatus::Done | StepStatus::Now);
                view! { <span class="steps-bar" class:steps-bar-on=on></span> }
            })
            .collect_view()
    };
    let now = move || {
        steps.with(|s| {
            let i = present(s);
            s.get(i).map(|step| (i + 1, s.len(), step.clone()))
        })
    };
    view! {
        <button
            type="button"
            class="steps-narrow"
            class:steps-open=move || open.get()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=move |_| open.update(|o| *o = !*o)
        >
            <span class="steps-bars" aria-hidden="true">
                {bars}
            </span>
            {move || {
                now()
                    .map(|(n, all, step)| {
                        view! {
                            <span class="row between">
                                <span class="row gap-6">
                                    <span class="medium">{step.name}</span>
                                    <span class="small text-3">{step.detail}</span>
                                </span>
                                <span class="small text-3 tabular">{format!("{n} of {all}")}</span>
                            </span>
                        }
                    })
            }}
        </button>
        <ol class="steps" aria-label=move || label.get()>
            {list}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(status: StepStatus) -> StepItem {
        StepItem {
            name: String::new(),
            detail: String::new(),
            status,
        }
    }

    #[test]
    fn the_present_step_is_the_first_unfinished() {
        use StepStatus::{Done, Failed, Later, Now};
        assert_eq!(present(&[item(Done), item(Now), item(Later)]), 1);
        assert_eq!(present(&[item(Done), item(Failed), item(Later)]), 1);
        assert_eq!(present(&[item(Done), item(Done)]), 1);
        assert_eq!(present(&[]), 0);
    }
}
