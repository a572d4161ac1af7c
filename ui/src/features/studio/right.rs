//! The right pane: YAML, problems, estimate, who can bid.

use leptos::prelude::*;

use super::bidders::{Bidders, BiddersPane};
use super::estimate::EstimatePane;
use super::state::{Pane, Problem, Studio};
use crate::kit::{
    Button, ButtonSize, CodeEditor, CodeGravity, Empty, Glyph, LinkButton, State, StateKind,
    TabItem, Tabs,
};

/// How many problem rows are docked below the editor.
const DOCKED: usize = 3;

/// The tabs and what they show.
#[component]
pub fn RightPane(
    /// The deposit, as typed.
    deposit: RwSignal<String>,
) -> impl IntoView {
    let studio = Studio::here();
    let bidders = Bidders::here();
    let shown = Memo::new(move |_| studio.pane.get().right());
    let tabs = Signal::derive(move || {
        let problems = studio.problems.with(Vec::len);
        [Pane::Yaml, Pane::Problems, Pane::Estimate, Pane::Bidders]
            .into_iter()
            .map(|pane| {
                let label = Pane::ALL
                    .into_iter()
                    .find(|(p, ..)| *p == pane)
                    .map_or("", |(_, _, label)| label);
                let tab = TabItem::new(format!("right-{}", pane.id()), label);
                match pane {
                    Pane::Problems if problems > 0 => tab.with_count(problems.to_string()),
                    Pane::Bidders => match bidders.count() {
                        Some(count) => tab.with_count(count.to_string()),
                        None => tab,
                    },
                    _ => tab,
                }
            })
            .collect::<Vec<_>>()
    });
    view! {
        <section class="studio-right" aria-label="Draft">
            <div class="studio-right-tabs">
                <Tabs
                    label="Draft"
                    tabs
                    selected=Signal::derive(move || format!("right-{}", shown.get().id()))
                    on_select=Callback::new(move |id: String| {
                        studio.pane.set(Pane::of(id.trim_start_matches("right-")));
                    })
                />
            </div>
            // The editor stays in the page: its scroll, folds and selection last over a look at another tab.
            <div class="studio-tab" role="tabpanel" aria-label="YAML" hidden=move || shown.get() != Pane::Yaml>
                <YamlPane />
            </div>
            {move || match shown.get() {
                Pane::Problems => {
                    view! {
                        <div class="studio-tab studio-scroll" role="tabpanel" aria-label="Problems">
                            <ProblemsPane />
                        </div>
                    }
                        .into_any()
                }
                Pane::Estimate => {
                    view! {
                        <div class="studio-tab studio-scroll" role="tabpanel" aria-label="Estimate">
                            <EstimatePane deposit />
                        </div>
                    }
                        .into_any()
                }
                Pane::Bidders => {
                    view! {
                        <div class="studio-tab studio-scroll" role="tabpanel" aria-label="Who can bid">
                            <BiddersPane />
                        </div>
                    }
                        .into_any()
                }
                _ => ().into_any(),
            }}
        </section>
    }
}

#[component]
fn YamlPane() -> impl IntoView {
    let studio = Studio::here();
    let marked = Signal::derive(move || {
        let name = studio.selected.get();
        let at = name.and_then(|n| studio.of(&n, |s| s.at.clone()).flatten());
        at.into_iter().collect::<Vec<_>>()
    });
    let docked = Memo::new(move |_| {
        studio.problems.with(|all| {
            all.iter()
                .filter(|p| p.gravity != CodeGravity::Info)
                .take(DOCKED)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let more = Memo::new(move |_| {
        studio
            .problems
            .with(Vec::len)
            .saturating_sub(docked.with(Vec::len))
    });
    view! {
        <CodeEditor
            label="SDL"
            text=studio.text
            on_change=Callback::new(move |text| studio.typed(text))
            problems=studio.code_problems()
            marked
            on_cursor=Callback::new(move |at| studio.select_at(at))
            on_undo=Callback::new(move |()| studio.undo())
            on_redo=Callback::new(move |()| studio.redo())
            control=studio.editor
        />
        <Show when=move || !docked.with(Vec::is_empty)>
            <ul class="problems problems-docked">
                <For each=move || docked.get() key=|p| format!("{p:?}") let(problem)>
                    <ProblemRow problem />
                </For>
                {move || {
                    (more.get() > 0)
                        .then(|| {
                            view! {
                                <li class="small">
                                    <LinkButton on_press=move |()| studio.pane.set(Pane::Problems)>
                                        {format!("{} more", more.get())}
                                    </LinkButton>
                                </li>
                            }
                        })
                }}
            </ul>
        </Show>
    }
}

#[component]
fn ProblemsPane() -> impl IntoView {
    let studio = Studio::here();
    view! {
        {move || {
            studio
                .problems
                .with(Vec::is_empty)
                .then(|| {
                    view! { <Empty glyph=Glyph::CircleCheck title="No problems" text="Akash would take this draft as it is." /> }
                })
        }}
        <ul class="problems">
            <For each=move || studio.problems.get() key=|p| format!("{p:?}") let(problem)>
                <ProblemRow problem />
            </For>
        </ul>
    }
}

/// Shape of a problem.
#[must_use]
pub const fn shape(gravity: CodeGravity) -> StateKind {
    match gravity {
        CodeGravity::Error => StateKind::Error,
        CodeGravity::Warning => StateKind::Warn,
        CodeGravity::Info => StateKind::Off,
    }
}

#[component]
fn ProblemRow(problem: Problem) -> impl IntoView {
    let studio = Studio::here();
    let place = match &problem.service {
        Some(name) => format!("Line {}, {name}", problem.line),
        None => format!("Line {}", problem.line),
    };
    let shown = problem.clone();
    let word = match problem.gravity {
        CodeGravity::Error => "Error: ",
        CodeGravity::Warning => "Warning: ",
        CodeGravity::Info => "Note: ",
    };
    view! {
        <li>
            <State kind=shape(problem.gravity) />
            <span class="grow">
                <span class="medium">
                    <span class="visually-hidden">{word}</span>
                    {problem.message.clone()}
                </span>
                <span class="problem-place small">
                    <LinkButton on_press=move |()| studio.reveal(&shown)>{place}</LinkButton>
                </span>
            </span>
            {problem
                .fix
                .map(|fix| {
                    let label = fix.label.clone();
                    view! {
                        <Button size=ButtonSize::Small on_press=move |()| studio.fix(&fix)>
                            {label}
                        </Button>
                    }
                })}
        </li>
    }
}
