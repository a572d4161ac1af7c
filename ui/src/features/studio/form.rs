//! The form of the selected service.

use leptos::prelude::*;

use super::advanced::AdvancedSection;
use super::board::GpuSection;
use super::checks;
use super::form_lists::{DiskSection, EnvSection, PortSection};
use super::live::{LiveField, LiveLines};
use super::outline::{self, Service};
use super::places::PlacementSection;
use super::price::CapSection;
use super::state::{Edit, Studio};
use crate::kit::{
    Button, ButtonKind, Chip, Empty, Glyph, IconButton, Marks, Menu, MenuItem, Pairs, Sheet,
    SheetSize, State, StateKind, Stepper, TextField, Tile, Tone, Verdict,
};

/// Why replicas, resources and ports can't be changed in an update.
const FROZEN: &str =
    "Only a new deployment changes these. Where a disk is mounted can be changed in the YAML.";

/// What is frozen of a service, as rows.
fn frozen_rows(service: &Service) -> Vec<(String, String)> {
    let gpu = super::gpus::summary(service.gpu_units, &service.picks);
    let mut rows = vec![
        (
            "GPU".to_string(),
            if gpu.is_empty() { "none".into() } else { gpu },
        ),
        ("CPU".into(), outline::cpu_words(&service.cpu)),
        ("Memory".into(), outline::size_words(&service.memory)),
    ];
    for disk in &service.disks {
        let class = disk.class.as_deref().unwrap_or("ephemeral");
        rows.push((
            format!("Disk {}", disk.name),
            format!("{} {class}", outline::size_words(&disk.size)),
        ));
    }
    rows.extend(
        service
            .ways()
            .into_iter()
            .map(|way| (format!("Port {}", way.port), way.from)),
    );
    rows
}

/// The icon of a service by what it is.
#[must_use]
pub fn glyph(service: &Service) -> Glyph {
    let image = service.image.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|w| image.contains(w));
    if service.gpu_units > 0 {
        Glyph::Cpu
    } else if is(&[
        "redis", "postgres", "mysql", "maria", "mongo", "qdrant", "valkey", "minio",
    ]) {
        Glyph::Database
    } else if is(&["nginx", "caddy", "traefik", "haproxy", "envoy"]) {
        Glyph::Route
    } else {
        Glyph::Container
    }
}

/// The form pane.
#[component]
pub fn FormPane() -> impl IntoView {
    let studio = Studio::here();
    // A new form only for another service: what is typed changes the outline at each key.
    let name = Memo::new(move |_| {
        let chosen = studio.selected.get();
        chosen.filter(|n| studio.outline.with(|o| o.service(n).is_some()))
    });
    view! {
        <section class="studio-form" aria-label="Form">
            {move || match name.get() {
                Some(name) => view! { <ServiceForm name /> }.into_any(),
                None => {
                    view! {
                        <Empty glyph=Glyph::Container title="No service yet" text="A service is one container image and what it needs.">
                            <AddService primary=true />
                        </Empty>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// Puts a service in.
#[component]
pub fn AddService(
    /// As the one thing to do.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let studio = Studio::here();
    let add = Callback::new(move |()| {
        let fresh = studio
            .outline
            .with_untracked(|o| outline::fresh_name(o, "service"));
        studio.edit(&fresh, Edit::Add);
    });
    view! {
        <Button
            kind=if primary { ButtonKind::Primary } else { ButtonKind::Default }
            size=crate::kit::ButtonSize::Small
            icon=Glyph::Plus
            on_press=add
        >
            "Service"
        </Button>
    }
}

/// Chips of all services: they stand for the outline where it has no room.
#[component]
fn ServiceChips() -> impl IntoView {
    let studio = Studio::here();
    let names = Memo::new(move |_| {
        studio.outline.with(|o| {
            o.services
                .iter()
                .map(|s| s.name.clone())
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="studio-chips" role="group" aria-label="Services">
            <For each=move || names.get() key=Clone::clone let(name)>
                {
                    let (mine, pressed) = (name.clone(), name.clone());
                    view! {
                        <Chip
                            label=name
                            on=Signal::derive(move || studio.selected.with(|s| s.as_ref() == Some(&mine)))
                            on_change=Callback::new(move |_| studio.selected.set(Some(pressed.clone())))
                        />
                    }
                }
            </For>
            {(!studio.frozen).then(|| view! { <AddService /> })}
        </div>
    }
}

#[component]
fn ServiceForm(name: String) -> impl IntoView {
    let studio = Studio::here();
    let name = StoredValue::new(name);
    let of = move |f: fn(&Service) -> String| {
        Signal::derive(move || name.with_value(|n| studio.of(n, f)).unwrap_or_default())
    };
    let edit = move |edit: Edit| name.with_value(|n| studio.edit(n, edit));
    let count = Signal::derive(move || {
        name.with_value(|n| studio.of(n, |s| u32::try_from(s.count).unwrap_or(u32::MAX)))
            .unwrap_or(1)
    });
    let icon = Memo::new(move |_| {
        name.with_value(|n| studio.of(n, glyph))
            .unwrap_or(Glyph::Container)
    });
    let frozen = studio.frozen;
    let renaming = RwSignal::new(false);
    let marks = move || {
        let (errors, warnings) = name.with_value(|n| studio.marks(n));
        view! { <Marks errors warnings /> }
    };
    let title = name.get_value();
    view! {
        <header class="service-head">
            <span class="wide-only">{move || view! { <Tile glyph=icon.get() tone=Tone::Plain /> }}</span>
            <h2 class="heading cut">{title}</h2>
            {(!frozen)
                .then(|| {
                    view! {
                        <IconButton icon=Glyph::Pencil label="Rename service" on_press=move |()| renaming.set(true) />
                    }
                })}
            {marks}
            <span class="push row">
                <span class="small text-2">"Replicas"</span>
                <Stepper
                    label="Replicas"
                    value=count
                    on_change=Callback::new(move |n: u32| edit(Edit::Count(u64::from(n))))
                    min=1
                    max=50
                    disabled=frozen
                />
                {(!frozen)
                    .then(|| {
                        view! {
                            <Menu label="More of this service">
                                <MenuItem label="Rename" icon=Glyph::Pencil on_press=move |()| renaming.set(true) />
                                <MenuItem
                                    label="Remove service"
                                    icon=Glyph::Trash2
                                    danger=true
                                    on_press=move |()| edit(Edit::Remove)
                                />
                            </Menu>
                        }
                    })}
            </span>
        </header>
        <ServiceChips />
        <div class="service-body">
            <section class="form-part" id="part-image" aria-label="Image">
                <LiveField
                    label="Image"
                    value=of(|s| s.image.clone())
                    check=checks::image
                    on_value=Callback::new(move |text: String| edit(Edit::Image(text.trim().to_string())))
                    placeholder="name:tag"
                    mono=true
                />
            </section>
            {if frozen {
                let rows = Signal::derive(move || name.with_value(|n| studio.of(n, frozen_rows)).unwrap_or_default());
                view! {
                    <section class="form-part" aria-label="Frozen on chain">
                        <div class="col">
                            <h2>
                                <State kind=StateKind::Frozen word="Frozen on chain" />
                            </h2>
                            <p class="small text-2">{FROZEN}</p>
                        </div>
                        <Pairs rows />
                    </section>
                    <EnvSection name=name.get_value() />
                }
                    .into_any()
            } else {
                view! {
                    <GpuSection name=name.get_value() />
                    <section class="form-part" id="part-compute" aria-label="CPU and memory">
                        <div class="grid-2">
                            <LiveField
                                label="CPU"
                                value=of(|s| s.cpu.clone())
                                check=checks::cpu
                                on_value=Callback::new(move |text: String| edit(Edit::Cpu(text.trim().to_string())))
                                unit="vCPU"
                                digits=true
                            />
                            <LiveField
                                label="Memory"
                                value=of(|s| s.memory.clone())
                                check=checks::memory
                                on_value=Callback::new(move |text: String| edit(Edit::Memory(text.trim().to_string())))
                            />
                        </div>
                    </section>
                    <DiskSection name=name.get_value() />
                    <PortSection name=name.get_value() />
                    <EnvSection name=name.get_value() />
                }
                    .into_any()
            }}
            <section class="form-part" id="part-command" aria-label="Command">
                <h2>"Command"</h2>
                <div class="grid-2">
                    <LiveLines
                        label="Command"
                        value=Signal::derive(move || {
                            name.with_value(|n| studio.of(n, |s| s.command.clone())).unwrap_or_default()
                        })
                        on_value=Callback::new(move |list| edit(Edit::Command(list)))
                        hint="One word per line; empty for the image's own."
                    />
                    <LiveLines
                        label="Arguments"
                        value=Signal::derive(move || {
                            name.with_value(|n| studio.of(n, |s| s.args.clone())).unwrap_or_default()
                        })
                        on_value=Callback::new(move |list| edit(Edit::Args(list)))
                        hint="One per line."
                    />
                </div>
            </section>
            {(!frozen)
                .then(|| {
                    view! {
                        <section class="form-part" id="part-price" aria-label="Price cap">
                            <CapSection name=name.get_value() />
                        </section>
                        <PlacementSection name=name.get_value() />
                    }
                })}
            <AdvancedSection name=name.get_value() />
        </div>
        <RenameSheet name=name.get_value() open=renaming />
    }
}

#[component]
fn RenameSheet(name: String, open: RwSignal<bool>) -> impl IntoView {
    let studio = Studio::here();
    let old = StoredValue::new(name);
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        if open.get() {
            text.set(old.get_value());
        }
    });
    let checked = Memo::new(move |_| {
        let new = text.get();
        outline::service_name(&new)?;
        let taken = new != old.get_value() && studio.outline.with(|o| o.service(&new).is_some());
        if taken {
            Err("Another service has this name.".to_string())
        } else {
            Ok(())
        }
    });
    let verdict = Signal::derive(move || checked.with(Verdict::of));
    let rename = Callback::new(move |()| {
        if checked.get_untracked().is_ok() {
            let new = text.get_untracked();
            open.set(false);
            if new != old.get_value() {
                old.with_value(|o| studio.edit(o, Edit::Rename(new)));
            }
        }
    });
    view! {
        <Sheet
            open=open
            on_close=Callback::new(move |()| open.set(false))
            label="Rename service"
            size=SheetSize::Small
            foot=ViewFn::from(move || {
                view! {
                    <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                    <Button
                        kind=ButtonKind::Primary
                        disabled=Signal::derive(move || checked.with(Result::is_err))
                        on_press=rename
                    >
                        "Rename"
                    </Button>
                }
            })
        >
            <TextField
                label="Name"
                value=text
                on_input=Callback::new(move |t| text.set(t))
                on_enter=rename
                verdict
                mono=true
                autofocus=true
                hint="Its entries in profiles and deployment are renamed with it."
            />
        </Sheet>
    }
}
