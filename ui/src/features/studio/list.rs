//! Drafts and templates.

use contract::{DraftRequest, DraftSaveRequest, DraftSummary, Empty as Nothing, TemplateView};
use leptos::prelude::*;

use super::doc;
use super::import::{ImportButton, Maker, drop_zone, take_pastes};
use crate::backend::{Core, Task, sentence};
use crate::format;
use crate::kit::{
    Age, Badge, Button, ButtonKind, ButtonSize, Card, Empty, ErrorBox, Glyph, Menu, MenuItem,
    SearchField, Sheet, SheetFoot, SheetSize, Skeleton, State, StateKind, TextField, Tile, Toast,
    Toaster,
};
use crate::route::Route;
use crate::shell::Page;
use crate::{call, parts, query};

/// The drafts that hold all words of `query`, in their order.
#[must_use]
pub fn shown(all: &[DraftSummary], query: &str) -> Vec<DraftSummary> {
    let holds = |d: &&DraftSummary| {
        format::holds_words(&format!("{} {}", d.name, d.services.join(" ")), query)
    };
    all.iter().filter(holds).cloned().collect()
}

/// A question about a draft.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Rename(DraftSummary),
    Delete(DraftSummary),
}

/// The Studio's first page.
#[component]
pub fn StudioPage() -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let maker = Maker::here();
    let drafts = query!(draft_list(Nothing {}));
    let query = RwSignal::new(String::new());
    let asked = RwSignal::new(None::<Asked>);
    let all = Memo::new(move |_| drafts.data().map(|d| d.drafts).unwrap_or_default());
    let rows = Memo::new(move |_| all.with(|a| shown(a, &query.get())));
    let loaded = Memo::new(move |_| drafts.get().data.is_some());
    let error = Memo::new(move |_| drafts.error().map(|e| sentence(&e)));
    let blank = Callback::new(move |()| maker.make("New draft".into(), doc::BLANK.into()));
    let save_file = Callback::new(move |draft: DraftSummary| {
        wasm_bindgen_futures::spawn_local(async move {
            match core.client().draft_get(DraftRequest { id: draft.id }).await {
                Ok(view) => parts::save_file(
                    &parts::file_name(&view.name, "yaml"),
                    &view.text,
                    "application/yaml",
                ),
                Err(error) => {
                    toaster.show(Toast::failed("The draft can't be read", sentence(&error)))
                }
            }
        });
    });
    let actions = move || {
        view! {
            <ImportButton />
            <Button icon=Glyph::FilePlus busy=maker.task.busy() on_press=blank>
                "Empty draft"
            </Button>
        }
    };
    take_pastes();
    let count = Signal::derive(move || all.with(Vec::len));
    let filter = move || {
        move || {
            all.with(|a| a.len() > 5).then(|| {
            view! {
                <span class="list-filter">
                    <SearchField label="Filter drafts" value=query on_input=Callback::new(move |t| query.set(t)) />
                </span>
            }
        })
        }
    };
    view! {
        <Page title="Studio" actions>
            {drop_zone()}
            <div class="page col gap-24">
                <div class="row narrow-only">{actions()}</div>
                {move || maker.task.error().map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })}
                <Templates maker />
                <Card title="Drafts" count=count end=filter flush=true>
                    {move || {
                        if !loaded.get() {
                            match error.get() {
                                Some(text) => {
                                    view! { <ErrorBox title="The drafts can't be read" text=text on_retry=drafts.retry() /> }
                                        .into_any()
                                }
                                None => view! { <Skeleton rows=3 waits_for="the drafts" /> }.into_any(),
                            }
                        } else if all.with(Vec::is_empty) {
                            view! {
                                <Empty
                                    glyph=Glyph::DraftingCompass
                                    title="No draft yet"
                                    text="Start from a template above, from an SDL file, or from nothing. A file can be dropped, and a text pasted, anywhere here."
                                >
                                    <Button icon=Glyph::FilePlus busy=maker.task.busy() on_press=blank>
                                        "Empty draft"
                                    </Button>
                                </Empty>
                            }
                                .into_any()
                        } else {
                            view! {
                                <ul class="items items-flush">
                                    <For
                                        each=move || rows.get()
                                        key=|d| (d.id.clone(), d.name.clone(), d.changed, d.valid, d.services.clone())
                                        let(draft)
                                    >
                                        <DraftRow draft asked save_file />
                                    </For>
                                </ul>
                                {move || {
                                    rows.with(Vec::is_empty).then(|| view! { <Empty glyph=Glyph::ListFilter title="No draft holds these words" /> })
                                }}
                            }
                                .into_any()
                        }
                    }}
                </Card>
            </div>
        </Page>
        <Questions asked />
    }
}

#[component]
fn Templates(maker: Maker) -> impl IntoView {
    let templates = query!(template_list(Nothing {}));
    let loaded = Memo::new(move |_| templates.data().map(|t| t.templates));
    view! {
        <section class="col gap-12" aria-label="Templates">
            <h2>"Start from a template"</h2>
            {move || match loaded.get() {
                Some(list) => {
                    view! {
                        <div class="templates">
                            {list.into_iter().map(|t| view! { <Template template=t maker /> }).collect_view()}
                        </div>
                    }
                        .into_any()
                }
                None => {
                    match templates.error() {
                        Some(e) => {
                            view! {
                                <ErrorBox
                                    title="The templates can't be read"
                                    text=sentence(&e)
                                    on_retry=templates.retry()
                                />
                            }
                                .into_any()
                        }
                        None => view! { <Skeleton rows=2 waits_for="the templates" /> }.into_any(),
                    }
                }
            }}
        </section>
    }
}

#[component]
fn Template(template: TemplateView, maker: Maker) -> impl IntoView {
    let (name, text) = (template.name.clone(), template.text.clone());
    let glyph = if template.gpu.is_empty() {
        Glyph::Container
    } else {
        Glyph::Cpu
    };
    let use_it = Callback::new(move |()| maker.make(name.clone(), text.clone()));
    let label = template.name.clone();
    view! {
        <section class="card template" aria-label=label>
            <div class="row">
                <Tile glyph />
                <h3 class="strong-line grow cut">{template.name}</h3>
            </div>
            <p class="small text-2 grow">{template.summary}</p>
            <div class="row between wrap">
                <span class="template-gpu">
                    {(!template.gpu.is_empty()).then(|| view! { <Badge>{template.gpu}</Badge> })}
                </span>
                <span class="push">
                    <Button size=ButtonSize::Small busy=maker.task.busy() on_press=use_it>
                        "Use template"
                    </Button>
                </span>
            </div>
        </section>
    }
}

#[component]
fn DraftRow(
    draft: DraftSummary,
    asked: RwSignal<Option<Asked>>,
    save_file: Callback<DraftSummary>,
) -> impl IntoView {
    let href = Route::Studio(Some(draft.id.clone())).href();
    let kept = StoredValue::new(draft.clone());
    let services = match draft.services.len() {
        0 if draft.valid => "No service".to_string(),
        0 => "Its services show once the text is valid".to_string(),
        n => format!(
            "{}: {}",
            format::counted(n, "service", "services"),
            draft.services.join(", ")
        ),
    };
    let (kind, word) = if draft.valid {
        (StateKind::Run, "Valid")
    } else {
        (StateKind::Error, "Has problems")
    };
    let at = draft.changed.0;
    view! {
        <li class="draft">
            <span class="grow">
                <a class="row-link medium cut" href=href>
                    {draft.name}
                </a>
                <span class="sub cut">{services}</span>
            </span>
            <span class="draft-state">
                <State kind word />
            </span>
            <span class="draft-age">
                <Age at=Signal::derive(move || at) word="changed" />
            </span>
            <Menu label="More of this draft">
                <MenuItem
                    label="Rename"
                    icon=Glyph::Pencil
                    on_press=move |()| asked.set(Some(Asked::Rename(kept.get_value())))
                />
                <MenuItem
                    label="Save to a file"
                    icon=Glyph::Download
                    on_press=move |()| save_file.run(kept.get_value())
                />
                <MenuItem
                    label="Delete"
                    icon=Glyph::Trash2
                    danger=true
                    on_press=move |()| asked.set(Some(Asked::Delete(kept.get_value())))
                />
            </Menu>
        </li>
    }
}

#[component]
fn Questions(asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let text = RwSignal::new(String::new());
    let renamed = Memo::new(move |_| match asked.get() {
        Some(Asked::Rename(d)) => Some(d),
        _ => None,
    });
    let deleted = Memo::new(move |_| match asked.get() {
        Some(Asked::Delete(d)) => Some(d),
        _ => None,
    });
    Effect::new(move |_| {
        task.clear();
        if let Some(d) = renamed.get() {
            text.set(d.name);
        }
    });
    let close = Callback::new(move |()| asked.set(None));
    let rename = Callback::new(move |()| {
        let (Some(draft), name) = (
            renamed.get_untracked(),
            text.get_untracked().trim().to_string(),
        ) else {
            return;
        };
        if name.is_empty() {
            return;
        }
        let work = async move {
            let view = core
                .client()
                .draft_get(DraftRequest { id: draft.id })
                .await?;
            call!(
                core,
                draft_save(DraftSaveRequest {
                    id: Some(view.id),
                    name,
                    text: view.text
                })
            )
            .await
        };
        task.run(work, move |_| asked.set(None));
    });
    let delete = Callback::new(move |()| {
        if let Some(draft) = deleted.get_untracked() {
            task.run(
                call!(core, draft_delete(DraftRequest { id: draft.id })),
                move |_| asked.set(None),
            );
        }
    });
    let problem = move || {
        task.error()
            .map(|e| view! { <p class="bad small" role="alert">{sentence(&e)}</p> })
    };
    view! {
        <Sheet
            open=Signal::derive(move || renamed.with(Option::is_some))
            on_close=close
            label="Rename draft"
            size=SheetSize::Small
            foot=ViewFn::from(move || {
                view! {
                    <SheetFoot on_cancel=close busy=task.busy() ready=Signal::derive(move || text.with(|t| !t.trim().is_empty())) on_press=rename>
                        "Rename"
                    </SheetFoot>
                }
            })
        >
            <TextField label="Name" value=text on_input=Callback::new(move |t| text.set(t)) on_enter=rename autofocus=true />
            {problem}
        </Sheet>
        <Sheet
            open=Signal::derive(move || deleted.with(Option::is_some))
            on_close=close
            label="Delete draft?"
            size=SheetSize::Small
            foot=ViewFn::from(move || {
                view! {
                    <Button on_press=close>"Keep it"</Button>
                    <Button kind=ButtonKind::DangerFilled busy=task.busy() on_press=delete>
                        "Delete draft"
                    </Button>
                }
            })
        >
            <p>
                {move || deleted.get().map(|d| format!("“{}” is removed from this device. Deployments made of it go on.", d.name))}
            </p>
            {problem}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::UnixMillis;

    #[test]
    fn drafts_filter_by_name_and_services() {
        let draft = |name: &str, services: &[&str]| DraftSummary {
            id: name.into(),
            name: name.into(),
            changed: UnixMillis(0),
            valid: true,
            services: services.iter().map(|s| (*s).to_string()).collect(),
        };
        let all = [draft("Qwen", &["vllm", "gateway"]), draft("docs", &["web"])];
        assert_eq!(shown(&all, "VLLM qwen").len(), 1);
        assert_eq!(shown(&all, "").len(), 2);
        assert!(shown(&all, "x").is_empty());
    }
}
