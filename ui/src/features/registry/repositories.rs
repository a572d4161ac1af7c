//! The list of repositories and the tags of one.

use contract::{
    RegistryRequest, RegistryView, RepositoryCreateRequest, RepositoryFavouriteRequest,
    RepositoryRequest, RepositoryView,
};
use leptos::prelude::*;

use super::model;
use super::search::{ServerSearch, Visibility};
use super::view::{Sheets, place};
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Age, Badge, Button, ButtonKind, ButtonSize, CopyButton, Empty as EmptyBox, ErrorBox, Glyph,
    Icon, IconButton, Note, SearchField, Sheet, SheetFoot, Simulated, Skeleton, Switch, Table,
    TextField, Tone, bind,
};
use crate::route::Router;
use crate::{call, query};

/// Rows that are drawn at once; typing narrows the list.
const SHOWN: usize = 300;

/// Repositories of a registry.
#[component]
pub fn Repositories(
    registry: String,
    chosen: Memo<Option<RegistryView>>,
    repository: Signal<String>,
) -> impl IntoView {
    let router = Router::here();
    let sheets: Sheets = expect_context();
    let id = StoredValue::new(registry.clone());
    let list = query!(repository_list(RegistryRequest {
        registry: registry.clone()
    }));
    let typed = RwSignal::new(String::new());
    let making = RwSignal::new(false);
    let rows = Memo::new(move |_| {
        list.data()
            .map(|l| typed.with(|t| model::filtered(&l.repositories, t)))
            .unwrap_or_default()
    });
    let go = move |name: &str| router.go(&place(&id.get_value(), name, ""));
    let by_name = move |()| {
        let name = typed.get_untracked().trim().to_owned();
        if !name.is_empty() && !model::repository_verdict(&name).is_bad() {
            go(&name);
        }
    };
    let own = move || {
        chosen
            .get()
            .is_some_and(|r| r.accounts && r.identity.is_some())
    };
    let signed_out = move || chosen.get().is_some_and(|r| r.identity.is_none());
    let simulated = move || chosen.get().is_some_and(|r| r.simulated);
    view! {
        {move || {
            simulated()
                .then(|| {
                    view! {
                        <p class="row gap-6 wrap small text-2 registry-more">
                            <Simulated name="simulated" />
                            "Part of the demo network"
                        </p>
                    }
                })
        }}
        <PushHere />
        <div class="registry-filter">
            <form
                class="grow"
                on:submit=move |ev| {
                    ev.prevent_default();
                    by_name(());
                }
            >
                <SearchField label="Filter repositories" value=typed on_input=bind(typed) />
            </form>
            {move || {
                own()
                    .then(|| {
                        view! {
                            <IconButton
                                icon=Glyph::Plus
                                label="New repository"
                                on_press=move |()| making.set(true)
                            />
                        }
                    })
            }}
        </div>
        {move || {
            if list.data().is_none() {
                return match list.error() {
                    Some(e) => {
                        view! {
                            <ErrorBox
                                title="The repositories can't be read"
                                text=sentence(&e)
                                icon=Glyph::WifiOff
                                on_retry=list.retry()
                            >
                                {signed_out()
                                    .then(|| {
                                        view! {
                                            <Button
                                                size=ButtonSize::Small
                                                on_press=move |()| sheets.sign_in.set(true)
                                            >
                                                "Sign in"
                                            </Button>
                                        }
                                    })}
                            </ErrorBox>
                        }
                            .into_any()
                    }
                    None => view! { <Skeleton rows=6 waits_for="the registry's list" /> }.into_any(),
                };
            }
            let shown = rows.get();
            if shown.is_empty() {
                return view! {
                    <EmptyBox
                        glyph=Glyph::Container
                        title=if typed.with(String::is_empty) { "No repository here" } else { "Nothing matches" }
                        text="Type a whole name and press Enter to open it."
                    />
                }
                    .into_any();
            }
            let more = shown.len().saturating_sub(SHOWN);
            view! {
                <ul class="registry-rows">
                    {shown
                        .into_iter()
                        .take(SHOWN)
                        .map(|r| view! { <Row registry=id.get_value() r repository /> })
                        .collect_view()}
                </ul>
                {(more > 0).then(|| view! { <p class="small text-3 registry-more">{format!("and {more} more: type to narrow the list")}</p> })}
            }
                .into_any()
        }}
        {move || {
            list.data()
                .filter(|l| l.partial)
                .map(|_| {
                    view! {
                        <p class="small text-3 registry-more">
                            "This server gives no list. These are the ones that were opened here."
                        </p>
                    }
                })
        }}
        <ServerSearch registry=id.get_value() chosen typed repository />
        <NewRepository registry=id.get_value() open=making />
    }
}

/// The way to a push on narrow screens, where the bar has no room for it.
#[component]
fn PushHere() -> impl IntoView {
    let sheets: Sheets = expect_context();
    view! {
        <div class="narrow-only registry-more">
            <Button icon=Glyph::Upload on_press=move |()| sheets.push.set(true)>
                "Push image"
            </Button>
        </div>
    }
}

#[component]
pub(super) fn Row(
    registry: String,
    r: RepositoryView,
    repository: Signal<String>,
) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let name = r.name.clone();
    let href = place(&registry, &r.name, "").href();
    let here = name.clone();
    let mark = move |()| {
        let request = RepositoryFavouriteRequest {
            registry: registry.clone(),
            repository: name.clone(),
            on: !r.favourite,
        };
        task.run(call!(core, repository_favourite(request)), |_| ());
    };
    let label = if r.favourite {
        "Take the star away"
    } else {
        "Mark with a star"
    };
    view! {
        <li class="registry-row" class:registry-row-on=move || repository.get() == here>
            <a class="row grow" href=href title=r.description.clone()>
                <Icon glyph=Glyph::Container />
                <span class="grow cut">{r.name.clone()}</span>
                {(r.public == Some(false)).then(|| view! { <Icon glyph=Glyph::Lock size=12 /> })}
            </a>
            <span class:registry-star-on=r.favourite class="registry-star">
                <IconButton icon=Glyph::Star label size=ButtonSize::Small kind=ButtonKind::Quiet on_press=mark />
            </span>
        </li>
    }
}

#[component]
fn NewRepository(registry: String, open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let (name, about) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let public = RwSignal::new(false);
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
    };
    let registry = StoredValue::new(registry);
    let make = Callback::new(move |()| {
        let request = RepositoryCreateRequest {
            registry: registry.get_value(),
            name: name.get_untracked().trim().to_owned(),
            description: about.get_untracked(),
            public: public.get_untracked(),
        };
        task.run(call!(core, repository_create(request)), move |_| {
            let _ = open.try_set(false);
            let _ = name.try_set(String::new());
        });
    });
    let verdict = Signal::derive(move || name.with(|n| model::repository_verdict(n)));
    let ready = Memo::new(move |_| !name.with(|n| n.trim().is_empty()) && !verdict.get().is_bad());
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=make>
                "Make the repository"
            </SheetFoot>
        }
    };
    view! {
        <Sheet open label="New repository" on_close=close foot=foot>
            <TextField label="Name" large=true autofocus=true mono=true value=name on_input=bind(name) verdict />
            <TextField label="What it is for" large=true value=about on_input=bind(about) />
            <Switch label="Everybody may see and pull it" on=public on_change=bind(public) />
            <p class="small text-2">"Some servers let this be chosen only here, before the first push."</p>
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not made.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}

/// Tags of a repository.
#[component]
pub fn Tags(
    registry: String,
    repository: String,
    host: Signal<String>,
    tag: Signal<String>,
) -> impl IntoView {
    let list = query!(tag_list(RepositoryRequest {
        registry: registry.clone(),
        repository: repository.clone(),
    }));
    let typed = RwSignal::new(String::new());
    let (id, name) = (
        StoredValue::new(registry),
        StoredValue::new(repository.clone()),
    );
    let rows = Memo::new(move |_| {
        let needle = typed.with(|t| t.trim().to_lowercase());
        let all = list.data().map(|l| l.tags).unwrap_or_default();
        let found = all
            .into_iter()
            .filter(|t| t.to_lowercase().contains(&needle));
        found.collect::<Vec<_>>()
    });
    let seen = list.map(|l| l.seen.0);
    let back = place(&id.get_value(), "", "").href();
    let address = Signal::derive(move || {
        let reference = Some(tag.get())
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| "latest".into());
        model::image_name(&host.get(), &name.get_value(), &reference)
    });
    view! {
        <header class="registry-head">
            <a class="small narrow-only row gap-4" href=back>
                <Icon glyph=Glyph::ChevronLeft size=14 />
                "Repositories"
            </a>
            <h2 class="title cut">{repository}</h2>
            <div class="row gap-4">
                <span class="small mono text-2 cut">{move || address.get()}</span>
                <CopyButton text=address label="Copy the image's name" />
            </div>
            <PushHere />
            <Visibility registry=id.get_value() repository=name.get_value() />
            <div class="row wrap">
                <span class="list-filter">
                    <SearchField label="Filter tags" value=typed on_input=bind(typed) />
                </span>
                <span class="push small text-2">
                    {move || seen.get().map(|at| view! { <Age at period=60 word="read" /> })}
                </span>
            </div>
        </header>
        {move || {
            if list.data().is_none() {
                return match list.error() {
                    Some(e) => {
                        view! {
                            <ErrorBox
                                title="The tags can't be read"
                                text=sentence(&e)
                                icon=Glyph::WifiOff
                                on_retry=list.retry()
                            />
                        }
                            .into_any()
                    }
                    None => view! { <Skeleton rows=5 waits_for="the registry's tags" /> }.into_any(),
                };
            }
            let shown = rows.get();
            if shown.is_empty() {
                let title = if typed.with(String::is_empty) { "No tag here yet" } else { "Nothing matches" };
                return view! {
                    <EmptyBox glyph=Glyph::Container title text="Push an image to begin." />
                }
                    .into_any();
            }
            let more = shown.len().saturating_sub(SHOWN);
            view! {
                <Table label="Tags" class="registry-table">
                    <thead>
                        <tr>
                            <th scope="col">"Tag"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown
                            .into_iter()
                            .take(SHOWN)
                            .enumerate()
                            .map(|(at, t)| {
                                let to = place(&id.get_value(), &name.get_value(), &t);
                                let href = to.href();
                                let mine = t.clone();
                                view! {
                                    <tr
                                        class:registry-row-on=move || tag.get() == mine
                                        on:click=move |_| Router::here().go(&to)
                                    >
                                        <td>
                                            <a
                                                class="row-link mono medium"
                                                href=href
                                                on:click=|ev| ev.stop_propagation()
                                            >
                                                {t.clone()}
                                            </a>
                                            {(at == 0 && t == "latest")
                                                .then(|| view! { " " <Badge>"moves"</Badge> })}
                                        </td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </Table>
                {(more > 0).then(|| view! { <p class="small text-3 registry-more">{format!("and {more} more: type to narrow the list")}</p> })}
            }
                .into_any()
        }}
    }
}
