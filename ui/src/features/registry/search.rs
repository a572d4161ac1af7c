//! Looking for repositories on the whole server, and who may see one's own.

use contract::{
    RegistryRequest, RegistryView, RepositorySearchRequest, RepositoryVisibilityRequest,
};
use leptos::prelude::*;

use super::repositories::Row;
use crate::backend::{Core, Task, sentence};
use crate::kit::{Badge, Button, ButtonSize, ErrorBox, Glyph, Note, Skeleton, Tone};
use crate::{call, query};

/// Other people's repositories that fit what is typed; asked when the person wants it, not at each key stroke.
#[component]
pub(super) fn ServerSearch(
    registry: String,
    chosen: Memo<Option<RegistryView>>,
    typed: RwSignal<String>,
    repository: Signal<String>,
) -> impl IntoView {
    let wanted = RwSignal::new(None::<String>);
    let id = StoredValue::new(registry);
    let can = move || chosen.get().is_some_and(|r| r.managed);
    let text = Memo::new(move |_| typed.with(|t| t.trim().to_owned()));
    // Other words are another question.
    Effect::new(move |_| {
        if wanted.get_untracked().is_some_and(|w| w != text.get()) {
            wanted.set(None);
        } else {
            text.track();
        }
    });
    let results = move || {
        let Some(text) = wanted.get() else {
            return ().into_any();
        };
        let found = query!(repository_search(RepositorySearchRequest {
            registry: id.get_value(),
            text: text.clone(),
        }));
        view! {
            <section class="col gap-6" aria-label="Found on the server">
                {move || match (found.data(), found.error()) {
                    (None, Some(e)) => {
                        view! {
                            <ErrorBox title="The server can't be searched" text=sentence(&e) on_retry=found.retry() />
                        }
                            .into_any()
                    }
                    (None, None) => view! { <Skeleton rows=3 waits_for="the registry" /> }.into_any(),
                    (Some(view), _) if view.repositories.is_empty() => {
                        view! { <p class="small text-3 registry-more">"Nothing that you may see has these words."</p> }
                            .into_any()
                    }
                    (Some(view), _) => {
                        view! {
                            <ul class="registry-rows">
                                {view
                                    .repositories
                                    .into_iter()
                                    .map(|r| view! { <Row registry=id.get_value() r repository /> })
                                    .collect_view()}
                            </ul>
                        }
                            .into_any()
                    }
                }}
            </section>
        }
        .into_any()
    };
    view! {
        {move || {
            (can() && !text.with(String::is_empty) && wanted.get().is_none())
                .then(|| {
                    view! {
                        <p class="registry-more">
                            <Button
                                size=ButtonSize::Small
                                icon=Glyph::Search
                                on_press=move |()| wanted.set(Some(text.get_untracked()))
                            >
                                "Search the whole server"
                            </Button>
                        </p>
                    }
                })
        }}
        {results}
    }
}

/// Who may see a repository of one's own, and the change of it.
#[component]
pub(super) fn Visibility(registry: String, repository: String) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let asking = RwSignal::new(false);
    let of = StoredValue::new((registry.clone(), repository));
    let list = query!(repository_list(RegistryRequest {
        registry: registry.clone()
    }));
    let public = Memo::new(move |_| {
        let all = list.data()?.repositories;
        let mine = of.with_value(|(_, name)| all.into_iter().find(|r| &r.name == name))?;
        mine.public.filter(|_| mine.own)
    });
    let set = move |public: bool| {
        let (registry, repository) = of.get_value();
        let request = RepositoryVisibilityRequest {
            registry,
            repository,
            public,
        };
        task.run(call!(core, repository_visibility(request)), move |_| {
            let _ = asking.try_set(false);
        });
    };
    move || {
        public.get().map(|public| {
            let (word, press) = if public {
                ("public", "Make it private")
            } else {
                ("private", "Make it public")
            };
            view! {
                <div class="row wrap gap-6">
                    <Badge>{word}</Badge>
                    <Button
                        size=ButtonSize::Small
                        busy=task.busy()
                        on_press=move |()| if public { set(false) } else { asking.set(true) }
                    >
                        {press}
                    </Button>
                </div>
                {move || {
                    asking
                        .get()
                        .then(|| {
                            view! {
                                <Note tone=Tone::Warning strong="Everybody who reaches the server can pull it then.">
                                    <span class="row gap-6">
                                        <Button size=ButtonSize::Small on_press=move |()| asking.set(false)>
                                            "Keep it private"
                                        </Button>
                                        <Button size=ButtonSize::Small busy=task.busy() on_press=move |()| set(true)>
                                            "Show it to everybody"
                                        </Button>
                                    </span>
                                </Note>
                            }
                        })
                }}
                {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
            }
        })
    }
}
