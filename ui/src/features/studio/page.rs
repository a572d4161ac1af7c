//! The page of one draft.

use contract::{DeployStartRequest, DraftRequest, DraftView, Empty as Nothing};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::autosave::{Autosave, Saved};
use super::bidders::Bidders;
use super::estimate;
use super::form::FormPane;
use super::import::{ImportButton, drop_zone};
use super::outline_view::OutlinePane;
use super::price::{cap_together, likely};
use super::right::RightPane;
use super::state::{Pane, Studio};
use crate::backend::{Core, Loaded, Task, sentence};
use crate::features::keys;
use crate::format;
use crate::kit::{
    Age, Badge, Button, ButtonKind, CodeGravity, ErrorBox, Glyph, IconButton, LinkButton, Menu,
    MenuItem, PlaceLink, Sheet, SheetSize, Skeleton, State, StateKind, TabItem, Tabs, TextField,
    Toast, Toaster,
};
use crate::route::{Route, Router};
use crate::shell::{Overlays, Page};
use crate::{call, parts, query};

/// The deposit that a new draft begins with, in ACT.
const DEPOSIT: &str = "5";

/// The page of the draft `id`.
#[component]
pub fn DraftPage(
    /// Id of the draft.
    id: String,
) -> impl IntoView {
    let core = Core::here();
    // Read once: after that the page owns the text, and its own saving must not read it back.
    let draft = RwSignal::new(Loaded::<DraftView>::default());
    let load = {
        let id = id.clone();
        move || {
            let request = DraftRequest { id: id.clone() };
            spawn_local(async move {
                let answer = core.client().draft_get(request).await;
                core.settled(
                    "draft_get",
                    &answer.as_ref().map(|_| ()).map_err(Clone::clone),
                );
                let _ = draft.try_update(|d| match answer {
                    Ok(view) => *d = Loaded::of(view),
                    Err(error) => d.error = Some(error),
                });
            });
        }
    };
    load();
    let load = Callback::new(move |()| load());
    move || {
        let now = draft.get();
        match (now.data, now.error) {
            (Some(view), _) => view! { <Draft view /> }.into_any(),
            (None, Some(error)) => view! {
                <Page title="Studio">
                    <ErrorBox title="The draft can't be opened" text=sentence(&error) on_retry=load>
                        <PlaceLink to=Route::Studio(None) kind=ButtonKind::Quiet>
                            "All drafts"
                        </PlaceLink>
                    </ErrorBox>
                </Page>
            }
            .into_any(),
            (None, None) => view! {
                <Page title="Studio">
                    <Skeleton rows=6 waits_for="the draft" />
                </Page>
            }
            .into_any(),
        }
    }
}

#[component]
fn Draft(view: DraftView) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let router = Router::here();
    let studio = Studio::provide(&view.text, false);
    Bidders::follow(studio);
    let name = RwSignal::new(view.name.clone());
    let saver = Autosave::start(view.id.clone(), name, studio.text);
    // The builder needs the width: the rail shows icons while it is in view.
    let overlays = Overlays::here();
    let slim_before = overlays.slim.get_untracked();
    overlays.slim.set(true);
    on_cleanup(move || overlays.slim.set(slim_before));
    let id = StoredValue::new(view.id);
    let deposit = RwSignal::new(DEPOSIT.to_string());
    let renaming = RwSignal::new(false);
    let balances = query!(balances(Nothing {}));
    let spendable = balances.map(|b| b.act);
    let amount = Memo::new(move |_| estimate::deposit(&deposit.get(), spendable.get()));
    let start = Task::default();
    let errors = Memo::new(move |_| studio.count(CodeGravity::Error));
    let ready = Memo::new(move |_| {
        errors.get() == 0
            && amount.with(Result::is_ok)
            && studio.outline.with(|o| !o.services.is_empty())
    });
    let deploy = Callback::new(move |()| {
        if errors.get_untracked() > 0 {
            studio.pane.set(Pane::Problems);
            return;
        }
        let Ok(amount) = amount.get_untracked() else {
            studio.pane.set(Pane::Estimate);
            return;
        };
        let request = DeployStartRequest {
            draft: Some(id.get_value()),
            name: name.get_untracked(),
            sdl: studio.text.get_untracked(),
            deposit: amount,
        };
        let work = async move {
            saver.flush().await;
            call!(core, deploy_start(request)).await
        };
        start.run(work, move |flow| router.go(&Route::Deploy(flow.id)));
    });
    Effect::new(move |_| {
        if let Some(error) = start.error() {
            toaster.show(Toast::failed(
                error.message.clone(),
                [error.safe, error.hint]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" "),
            ));
            start.clear();
        }
    });
    keys::on_mod_enter(move || deploy.run(()));
    keys::on_mod(&["1", "2", "3", "4", "5", "6"], move |key, _| {
        let at = key.parse::<usize>().unwrap_or(1);
        if let Some((pane, ..)) = Pane::ALL.get(at - 1) {
            studio.pane.set(*pane);
        }
        true
    });
    keys::on_mod(&["z", "y"], move |key, shift| {
        if key == "y" || shift {
            studio.redo()
        } else {
            studio.undo()
        }
        true
    });
    keys::on_plain(&["F8"], move |_| {
        if studio.problems.with_untracked(|p| !p.is_empty()) {
            studio.pane.set(Pane::Yaml);
            studio.editor.next_problem();
        }
    });
    let save_file = Callback::new(move |()| {
        let file = parts::file_name(&name.get_untracked(), "yaml");
        parts::save_file(&file, &studio.text.get_untracked(), "application/yaml");
    });
    let narrow_tabs = Signal::derive(move || {
        Pane::ALL
            .into_iter()
            .filter(|(p, ..)| *p != Pane::Problems)
            .map(|(p, _, label)| {
                let short = if p == Pane::Bidders { "Bidders" } else { label };
                TabItem::new(format!("pane-{}", p.id()), short)
            })
            .collect::<Vec<_>>()
    });
    let menu = move || {
        view! {
            <Menu label="More of this draft">
                <MenuItem label="Rename draft" icon=Glyph::Pencil on_press=move |()| renaming.set(true) />
                <MenuItem label="Save to a file" icon=Glyph::Download on_press=save_file />
            </Menu>
        }
    };
    let beside = move || {
        view! {
            <span class="wide-only row gap-4">
                <IconButton icon=Glyph::Pencil label="Rename draft" on_press=move |()| renaming.set(true) />
                <Badge>"Draft"</Badge>
            </span>
            <SavedState saved=saver.state() />
            <span class="narrow-only push">{menu()}</span>
        }
    };
    let actions = move || {
        view! {
            <ImportButton />
            <Button icon=Glyph::Download on_press=save_file>
                "Save to a file"
            </Button>
        }
    };
    view! {
        <Page title=name parent=(Route::Studio(None), "Studio".to_string()) beside actions panes=true>
            {drop_zone()}
            <div class="studio" data-pane=move || studio.pane.get().id()>
                <div class="studio-tabs">
                    <Tabs
                        label="Studio"
                        tabs=narrow_tabs
                        selected=Signal::derive(move || format!("pane-{}", studio.pane.get().id()))
                        on_select=Callback::new(move |id: String| studio.pane.set(Pane::of(id.trim_start_matches("pane-"))))
                    />
                </div>
                <OutlinePane />
                <FormPane />
                <RightPane deposit />
                <Foot deposit amount errors ready busy=start.busy() deploy />
            </div>
        </Page>
        <RenameDraft name open=renaming />
    }
}

#[component]
fn SavedState(saved: Signal<Saved>) -> impl IntoView {
    view! {
        <span class="saved" role="status">
            {move || match saved.get() {
                Saved::At(at) => view! { <Age at=Signal::derive(move || at) word="Saved" /> }.into_any(),
                Saved::Pending | Saved::Saving => view! { <span class="age">"Saving"</span> }.into_any(),
                Saved::Failed(error) => {
                    view! {
                        <span class="small" title=sentence(&error)>
                            <State kind=StateKind::Error word="Not saved" />
                        </span>
                    }
                        .into_any()
                }
            }}
        </span>
    }
}

#[component]
fn Foot(
    deposit: RwSignal<String>,
    amount: Memo<Result<types::Amount, String>>,
    errors: Memo<usize>,
    ready: Memo<bool>,
    busy: Signal<bool>,
    deploy: Callback<()>,
) -> impl IntoView {
    let studio = Studio::here();
    let board = query!(gpu_board(Nothing {}));
    let cap = Memo::new(move |_| {
        let seconds = studio.block_seconds();
        studio.outline.with(|o| cap_together(o, seconds))
    });
    let seen = Memo::new(move |_| {
        let board = board.get().data;
        studio.outline.with(|o| likely(o, board.as_ref()))
    });
    let bidders = Bidders::here();
    let fact = |label: &'static str, value: String| view! { <span class="nowrap"><span class="text-2">{label}</span> " " <b class="strong tabular">{value}</b></span> };
    view! {
        <footer class="studio-foot">
            <span class="row gap-24 studio-facts">
                {move || seen.get().map(|h| fact("Likely", format!("{}/h", format::usd(h))))}
                <span class="studio-cap">{move || cap.get().map(|h| fact("Cap", format!("{}/h", format::usd(h))))}</span>
                <span class="studio-month">{move || cap.get().map(|h| fact("A month at most", format::usd_per_month(h)))}</span>
                <span class="studio-bidders">
                    {move || {
                        bidders
                            .count()
                            .map(|n| {
                                view! {
                                    <LinkButton on_press=move |()| studio.pane.set(Pane::Bidders)>
                                        {format!("{} can bid", format::counted(n, "provider", "providers"))}
                                    </LinkButton>
                                }
                            })
                    }}
                </span>
                <span class="studio-deposit">
                    <LinkButton on_press=move |()| studio.pane.set(Pane::Estimate)>
                        {move || format!("Deposit {} ACT", deposit.get())}
                    </LinkButton>
                </span>
            </span>
            <span class="push row gap-12">
                {move || {
                    if errors.get() > 0 {
                        view! {
                            <LinkButton on_press=move |()| studio.pane.set(Pane::Problems)>
                                <State
                                    kind=StateKind::Error
                                    word=Signal::derive(move || format::counted(errors.get(), "problem", "problems"))
                                />
                            </LinkButton>
                        }
                            .into_any()
                    } else if amount.with(Result::is_err) {
                        view! {
                            <LinkButton on_press=move |()| studio.pane.set(Pane::Estimate)>
                                <State kind=StateKind::Warn word="Check the deposit" />
                            </LinkButton>
                        }
                            .into_any()
                    } else {
                        view! { <State kind=StateKind::Run word="Valid" /> }.into_any()
                    }
                }}
                <Button
                    kind=ButtonKind::Primary
                    icon=Glyph::Rocket
                    key="mod enter"
                    disabled=Signal::derive(move || !ready.get())
                    busy
                    on_press=deploy
                >
                    "Deploy"
                </Button>
            </span>
        </footer>
    }
}

#[component]
fn RenameDraft(name: RwSignal<String>, open: RwSignal<bool>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        if open.get() {
            text.set(name.get_untracked());
        }
    });
    let rename = Callback::new(move |()| {
        let new = text.get_untracked().trim().to_string();
        if !new.is_empty() {
            name.set(new);
            open.set(false);
        }
    });
    view! {
        <Sheet
            open=open
            on_close=Callback::new(move |()| open.set(false))
            label="Rename draft"
            size=SheetSize::Small
            foot=ViewFn::from(move || {
                view! {
                    <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                    <Button
                        kind=ButtonKind::Primary
                        disabled=Signal::derive(move || text.with(|t| t.trim().is_empty()))
                        on_press=rename
                    >
                        "Rename"
                    </Button>
                }
            })
        >
            <TextField label="Name" value=text on_input=Callback::new(move |t| text.set(t)) on_enter=rename autofocus=true />
        </Sheet>
    }
}
