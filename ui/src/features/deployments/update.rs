//! New content of a deployment: images, commands and environment may change, what it asks for may not.

use contract::{DeploymentState, DeploymentView, UpdateRequest};
use leptos::prelude::*;

use crate::backend::{Core, Task, sentence};
use crate::call;
use crate::features::keys;
use crate::features::studio::{FormPane, Studio, doc};
use crate::format;
use crate::kit::{
    Button, ButtonKind, Choice, CodeEditor, Empty, Glyph, Note, Segmented, State, StateKind,
    TextArea, Tone,
};
use crate::route::{Route, Router};

/// Whether a changed text can be sent, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is what is deployed.
    Same,
    /// It has errors: so many.
    Broken(usize),
    /// It asks for other resources, ports or placements.
    Frozen,
    /// It can be sent.
    Ready,
}

/// What is thought of a text whose frozen parts are `now`, where those of what is deployed are `before`.
#[must_use]
pub fn verdict<T: PartialEq>(
    same: bool,
    errors: usize,
    before: Option<&T>,
    now: Option<&T>,
) -> Verdict {
    if same {
        Verdict::Same
    } else if errors > 0 || now.is_none() {
        Verdict::Broken(errors.max(1))
    } else if before.is_some() && before != now {
        Verdict::Frozen
    } else {
        Verdict::Ready
    }
}

/// The update pane.
#[component]
pub fn UpdatePane(
    /// The deployment as it was when the pane was opened.
    view: DeploymentView,
) -> impl IntoView {
    if view.summary.state == DeploymentState::Closed {
        return view! { <Empty glyph=Glyph::Archive title="This deployment is closed" text="There is nothing to update." /> }.into_any();
    }
    let given = RwSignal::new(view.sdl.clone());
    let dseq = view.summary.dseq;
    let matches = view.sdl_matches;
    let kept = view.sdl.is_some();
    (move || match given.get() {
        Some(text) => view! { <Editor text dseq warn=kept && !matches /> }.into_any(),
        None => view! { <Ask given /> }.into_any(),
    })
    .into_any()
}

#[component]
fn Ask(given: RwSignal<Option<String>>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    view! {
        <div class="page page-text col gap-16">
            <Note strong="The SDL of this deployment isn't on this device.">
                "It was deployed elsewhere. Paste the SDL it was made of; only images, commands and environment may differ."
            </Note>
            <TextArea label="SDL" value=text on_input=Callback::new(move |t| text.set(t)) mono=true rows=14 />
            <span class="row">
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || text.with(|t| t.trim().is_empty()))
                    on_press=move |()| given.set(Some(text.get_untracked()))
                >
                    "Use this SDL"
                </Button>
            </span>
        </div>
    }
}

#[component]
fn Editor(text: String, dseq: types::Dseq, warn: bool) -> impl IntoView {
    let core = Core::here();
    let router = Router::here();
    let before = StoredValue::new((text.clone(), doc::frozen_of(&text)));
    let studio = Studio::provide(&text, true);
    let task = Task::default();
    let part = RwSignal::new("form".to_string());
    let errors = Memo::new(move |_| studio.count(crate::kit::CodeGravity::Error));
    let state = Memo::new(move |_| {
        let now = studio.frozen_parts();
        before.with_value(|(old, groups)| {
            verdict(
                studio.text.with(|t| t == old),
                errors.get(),
                groups.as_ref(),
                now.as_ref(),
            )
        })
    });
    let send = Callback::new(move |()| {
        if state.get_untracked() == Verdict::Ready {
            let request = UpdateRequest {
                dseq,
                sdl: studio.text.get_untracked(),
            };
            task.run(call!(core, deployment_update(request)), move |flow| {
                router.go(&Route::Deploy(flow.id))
            });
        }
    });
    keys::on_mod_enter(move || send.run(()));
    let parts = vec![Choice::named("form", "Form"), Choice::named("yaml", "YAML")];
    let parts = Signal::derive(move || parts.clone());
    let first = move || {
        studio
            .problems
            .with(|p| p.first().map(|p| format!("Line {}: {}", p.line, p.message)))
            .unwrap_or_default()
    };
    view! {
        <div class="update" data-part=move || part.get()>
            <div class="update-bar">
                <span class="narrow-tools">
                    <Segmented
                        label="Edit as"
                        options=parts
                        value=part
                        on_change=Callback::new(move |v: String| part.set(v))
                    />
                </span>
                <span class="grow small">
                    {move || match state.get() {
                        Verdict::Same => view! { <span class="text-2">"Change an image, the environment or a command; the rest is frozen on chain."</span> }.into_any(),
                        Verdict::Broken(n) => {
                            view! {
                                <State kind=StateKind::Error word=format::counted(n, "problem", "problems") />
                                " "
                                <span class="text-2">{first}</span>
                            }
                                .into_any()
                        }
                        Verdict::Frozen => {
                            view! {
                                <State kind=StateKind::Frozen word="Frozen on chain" />
                                " "
                                <span class="text-2">
                                    "Resources, ports, placements, replicas and prices can't change after the order; deploy anew for that."
                                </span>
                            }
                                .into_any()
                        }
                        Verdict::Ready => view! { <State kind=StateKind::Run word="Can be sent" /> }.into_any(),
                    }}
                </span>
                <Button
                    kind=ButtonKind::Primary
                    icon=Glyph::GitCompareArrows
                    key="mod enter"
                    disabled=Signal::derive(move || state.get() != Verdict::Ready)
                    busy=task.busy()
                    on_press=send
                >
                    "Update deployment"
                </Button>
            </div>
            {warn
                .then(|| {
                    view! {
                        <div class="update-note">
                            <Note tone=Tone::Warning strong="This text isn't what runs.">
                                "Its hash differs from the one on chain. Sending an update makes this text what runs."
                            </Note>
                        </div>
                    }
                })}
            {move || task.error().map(|e| view! { <p class="update-note bad small" role="alert">{sentence(&e)}</p> })}
            <FormPane />
            <div class="update-yaml">
                <CodeEditor
                    label="SDL"
                    text=studio.text
                    on_change=Callback::new(move |t| studio.typed(t))
                    problems=studio.code_problems()
                    on_cursor=Callback::new(move |at| studio.select_at(at))
                    on_undo=Callback::new(move |()| studio.undo())
                    on_redo=Callback::new(move |()| studio.redo())
                    control=studio.editor
                />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_content_with_the_same_groups_can_be_sent() {
        assert_eq!(verdict::<u8>(true, 0, None, None), Verdict::Same);
        assert_eq!(verdict(false, 2, Some(&1), None), Verdict::Broken(2));
        assert_eq!(verdict(false, 0, Some(&1), None), Verdict::Broken(1));
        assert_eq!(verdict(false, 0, Some(&1), Some(&2)), Verdict::Frozen);
        assert_eq!(verdict(false, 0, Some(&1), Some(&1)), Verdict::Ready);
        assert_eq!(verdict(false, 0, None, Some(&2)), Verdict::Ready);
    }
}
