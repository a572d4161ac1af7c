//! One image: what it is, its layers, its config, its platforms, and what can be done with it.

use contract::{ImageDeleteRequest, ImageRequest, ImageView, RegistryView};
use leptos::prelude::*;

use super::model;
use super::pull::PullSheet;
use super::use_sheet::{ToStudio, UseSheet, is_private};
use super::view::place;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, ButtonSize, Choice, CopyButton, ErrorBox, Glyph, Icon, IconButton, Meter,
    Note, Pairs, Select, Sheet, Skeleton, Tone, bind,
};
use crate::route::Router;
use crate::{call, format, query};

/// The image that a tag leads to.
#[component]
pub fn ImagePane(
    registry: String,
    chosen: Memo<Option<RegistryView>>,
    repository: String,
    tag: String,
) -> impl IntoView {
    let platform = RwSignal::new(String::new());
    let back = place(&registry, &repository, "").href();
    let parts = StoredValue::new((registry, repository, tag));
    view! {
        <a class="small narrow-only row gap-4" href=back>
            <Icon glyph=Glyph::ChevronLeft size=14 />
            "Tags"
        </a>
        {move || {
            let (registry, repository, reference) = parts.get_value();
            let image = query!(
                image_get(ImageRequest {
                    registry: registry.clone(),
                    repository: repository.clone(),
                    reference: reference.clone(),
                    platform: platform.get(),
                })
            );
            move || match (image.data(), image.error()) {
                (Some(view), _) => {
                    view! { <Image registry=parts.get_value().0 chosen view platform /> }.into_any()
                }
                (None, Some(e)) => {
                    view! {
                        <ErrorBox
                            title="The image can't be read"
                            text=sentence(&e)
                            on_retry=image.retry()
                        />
                    }
                        .into_any()
                }
                (None, None) => {
                    view! { <Skeleton rows=5 waits_for="the image's manifest and config" /> }.into_any()
                }
            }
        }}
    }
}

#[component]
fn Image(
    registry: String,
    chosen: Memo<Option<RegistryView>>,
    view: ImageView,
    platform: RwSignal<String>,
) -> impl IntoView {
    let studio = ToStudio::here();
    let task = studio.task;
    let (pulling, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let host = chosen.get_untracked().map(|r| r.host).unwrap_or_default();
    let kind = chosen.get_untracked().map(|r| r.deleting);
    let local = chosen.get_untracked().is_some_and(|r| r.local);
    let pinned = model::pinned(&host, &view);
    let repository = view.repository.clone();
    let private = is_private(&registry, &repository);
    let using = RwSignal::new(false);
    let login = chosen.get_untracked().map(|r| {
        view! { <UseSheet registry=r image=pinned.clone() repository=repository.clone() open=using /> }
    });
    let use_it = move |()| {
        if private.get_untracked() {
            using.set(true);
        } else {
            studio.go(&pinned, &repository, None);
        }
    };
    let digest = view.digest.clone();
    let mut rows = vec![
        (
            "Size".to_owned(),
            format!("{}, as stored", format::bytes(view.size)),
        ),
        ("Layers".into(), view.layers.len().to_string()),
    ];
    if let Some(p) = &view.platform {
        rows.insert(1, ("Platform".into(), p.clone()));
    }
    if let Some(created) = &view.created {
        rows.push((
            "Built".into(),
            created
                .chars()
                .take(16)
                .collect::<String>()
                .replace('T', " "),
        ));
    }
    rows.push(("Type".into(), short_type(&view.media_type)));
    let several = (view.platforms.len() > 1).then(|| {
        let options: Vec<Choice> = view
            .platforms
            .iter()
            .map(|p| Choice::named(p.digest.clone(), p.platform.clone()))
            .collect();
        let now = view
            .platforms
            .iter()
            .find(|p| view.platform.as_ref().is_some_and(|n| p.platform.starts_with(n)))
            .map(|p| p.digest.clone())
            .unwrap_or_default();
        let value = Signal::derive(move || Some(platform.get()).filter(|p| !p.is_empty()).unwrap_or_else(|| now.clone()));
        view! { <Select label="Platform" options=Signal::stored(options) value on_change=bind(platform) /> }
    });
    let has_delete = kind
        .and_then(|k| model::deleting_words(k, &view.reference))
        .is_some();
    let commands = model::copy_commands(&host, &view.repository, &view.reference);
    let stored = StoredValue::new(view.clone());
    let registry = StoredValue::new(registry);
    view! {
        <div class="row">
            <h2 class="mono cut">{view.reference.clone()}</h2>
            <span class="small mono text-3 cut" title=digest.clone()>{model::short_digest(&digest)}</span>
            <CopyButton text=Signal::stored(digest) label="Copy the digest" />
            {has_delete
                .then(|| {
                    view! {
                        <span class="push">
                            <IconButton
                                icon=Glyph::Trash2
                                label="Delete"
                                kind=ButtonKind::Quiet
                                size=ButtonSize::Small
                                on_press=move |()| deleting.set(true)
                            />
                        </span>
                    }
                })}
        </div>
        {view
            .altered
            .then(|| {
                view! {
                    <Note tone=Tone::Warning strong="The server changed this manifest.">
                        "Programs that insist on the digest refuse it. Its layers are the ones that were pushed."
                    </Note>
                }
            })}
        <div class="row wrap">
            <Button kind=ButtonKind::Primary icon=Glyph::Plus busy=task.busy() on_press=use_it>
                "Use in Studio"
            </Button>
            <Button icon=Glyph::Download on_press=move |()| pulling.set(true)>
                "Pull"
            </Button>
        </div>
        {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
        {local
            .then(|| {
                view! {
                    <Note tone=Tone::Info icon=Glyph::Info>
                        "Only this machine reaches this registry. The demo network takes images from it, providers of a real network can't."
                    </Note>
                }
            })}
        {several}
        <Pairs rows=Signal::stored(rows) />
        <Commands commands />
        <Layers view=view.clone() />
        <Config view=view.clone() />
        {login}
        <PullSheet registry=registry.get_value() view=stored open=pulling />
        <DeleteSheet registry=registry.get_value() chosen view=stored open=deleting />
    }
}

/// The last words of a media type.
fn short_type(media: &str) -> String {
    if media.contains("index") || media.contains("manifest.list") {
        return "several platforms".into();
    }
    if media.contains("docker") {
        "Docker image"
    } else {
        "OCI image"
    }
    .into()
}

#[component]
fn Commands(commands: Vec<model::CopyCommand>) -> impl IntoView {
    view! {
        <section class="col gap-6">
            <h3>"Take it with"</h3>
            <ul class="col gap-4">
                {commands
                    .into_iter()
                    .map(|c| {
                        view! {
                            <li class="row registry-command">
                                <code class="small mono cut grow" title=c.line.clone()>
                                    {c.line.clone()}
                                </code>
                                <CopyButton text=Signal::stored(c.line.clone()) label=format!("Copy the {} command", c.program) />
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Layers(view: ImageView) -> impl IntoView {
    let largest = view.layers.iter().map(|l| l.size).max().unwrap_or(1).max(1);
    view! {
        <section class="col gap-8">
            <div class="row between">
                <h3>"Layers"</h3>
                <span class="small text-3">{view.layers.len()}</span>
            </div>
            <ol class="registry-layers">
                {view
                    .layers
                    .iter()
                    .map(|layer| {
                        let words = if layer.made_by.is_empty() {
                            model::short_digest(&layer.digest)
                        } else {
                            layer.made_by.clone()
                        };
                        let share = layer.size as f64 / largest as f64;
                        view! {
                            <li title=layer.digest.clone()>
                                <div class="row">
                                    <span class="small mono cut grow">{words}</span>
                                    <span class="small text-2 tabular">{format::bytes(layer.size)}</span>
                                </div>
                                <Meter share=Signal::stored(share) />
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Config(view: ImageView) -> impl IntoView {
    let config = (!view.config.is_empty()).then(|| {
        view! {
            <details class="raw">
                <summary>
                    <Icon glyph=Glyph::ChevronRight />
                    <span class="medium">"Config"</span>
                </summary>
                <Pairs rows=Signal::stored(view.config.clone()) />
            </details>
        }
    });
    let referrers = (!view.referrers.is_empty()).then(|| {
        let rows: Vec<_> = view
            .referrers
            .iter()
            .map(|r| (r.artifact_type.clone(), model::short_digest(&r.digest)))
            .collect();
        view! {
            <section class="col gap-6">
                <h3>"Signatures and other things about it"</h3>
                <Pairs rows=Signal::stored(rows) />
            </section>
        }
    });
    view! {
        {referrers}
        {config}
    }
}

#[component]
fn DeleteSheet(
    registry: String,
    chosen: Memo<Option<RegistryView>>,
    view: StoredValue<ImageView>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let router = Router::here();
    let task = Task::default();
    let registry = StoredValue::new(registry);
    let close = move |()| {
        open.set(false);
        task.clear();
    };
    let kind = move || chosen.get().map(|r| r.deleting);
    let words =
        move || kind().and_then(|k| view.with_value(|v| model::deleting_words(k, &v.reference)));
    let delete = Callback::new(move |()| {
        let alone = chosen
            .get_untracked()
            .is_some_and(|r| r.deleting == contract::DeletingView::Tags);
        let request = view.with_value(|v| ImageDeleteRequest {
            registry: registry.get_value(),
            repository: v.repository.clone(),
            tag: v.reference.clone(),
            digest: if alone {
                String::new()
            } else {
                v.digest.clone()
            },
        });
        let to = place(&request.registry, &request.repository, "");
        task.run(call!(core, image_delete(request)), move |_| {
            let _ = open.try_set(false);
            router.go(&to);
        });
    });
    let foot = move || {
        view! {
            <Button kind=ButtonKind::Primary autofocus=true on_press=close>
                "Keep it"
            </Button>
            <Button kind=ButtonKind::DangerFilled busy=task.busy() on_press=delete>
                "Delete"
            </Button>
        }
    };
    view! {
        <Sheet open label="Delete" on_close=close foot=foot>
            <Note tone=Tone::Danger strong="This can't be taken back.">{words}</Note>
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not deleted.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
