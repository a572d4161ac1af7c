//! The lists of the form: disks, ports, environment.

use leptos::prelude::*;

use super::checks;
use super::live::LiveField;
use super::outline::{Disk, Port, Service};
use super::state::{Edit, Studio};
use crate::kit::{Button, ButtonSize, Chip, Choice, Glyph, IconButton, Select, Switch};

/// One list of the service `name`: rows by index, so that a row keeps the focus while its content changes.
fn list<T: Clone + PartialEq + Send + Sync + 'static>(
    studio: Studio,
    name: String,
    get: fn(&Service) -> Vec<T>,
    put: fn(Vec<T>) -> Edit,
) -> (Memo<Vec<T>>, Callback<Vec<T>>) {
    let owned = name.clone();
    let all = Memo::new(move |_| studio.of(&owned, get).unwrap_or_default());
    let set = Callback::new(move |next: Vec<T>| studio.edit(&name, put(next)));
    (all, set)
}

/// Changes entry `i` of a list by `f`.
fn change<T: Clone + PartialEq + Send + Sync + 'static>(
    all: Memo<Vec<T>>,
    set: Callback<Vec<T>>,
    i: usize,
    f: impl FnOnce(&mut T),
) {
    let mut next = all.get_untracked();
    if let Some(entry) = next.get_mut(i) {
        f(entry);
        if all.with_untracked(|a| *a != next) {
            set.run(next);
        }
    }
}

fn without<T: Clone + PartialEq + Send + Sync + 'static>(
    all: Memo<Vec<T>>,
    set: Callback<Vec<T>>,
    i: usize,
) {
    let mut next = all.get_untracked();
    if i < next.len() {
        next.remove(i);
        set.run(next);
    }
}

fn add_button(words: &'static str, on_press: Callback<()>) -> impl IntoView {
    view! {
        <Button size=ButtonSize::Small icon=Glyph::Plus on_press=on_press>
            {words}
        </Button>
    }
}

/// Classes of disks. Without one a disk is lost with its container.
const CLASSES: [(&str, &str); 6] = [
    ("", "Ephemeral"),
    ("beta1", "beta1, disk"),
    ("beta2", "beta2, SSD"),
    ("beta3", "beta3, NVMe"),
    ("default", "Any class"),
    ("ram", "Memory"),
];

/// Disks.
#[component]
pub fn DiskSection(
    /// The service.
    name: String,
) -> impl IntoView {
    let studio = Studio::here();
    let (all, set) = list(studio, name, |s| s.disks.clone(), Edit::Disks);
    let add = Callback::new(move |()| {
        let mut next = all.get_untracked();
        let taken = |n: &str| next.iter().any(|d| d.name == n);
        let name = if next.is_empty() {
            "default".to_string()
        } else if taken("data") {
            (2u32..)
                .map(|n| format!("data-{n}"))
                .find(|n| !taken(n))
                .unwrap_or_default()
        } else {
            "data".to_string()
        };
        let kept = name != "default";
        next.push(Disk {
            mount: kept.then(|| format!("/{name}")),
            class: kept.then(|| "beta3".to_string()),
            name,
            size: "10Gi".into(),
            read_only: false,
        });
        set.run(next);
    });
    view! {
        <section class="form-part" id="part-storage" aria-label="Storage">
            <div class="row between">
                <h2>"Storage"</h2>
                {add_button("Disk", add)}
            </div>
            <For each=move || 0..all.with(Vec::len) key=|i| *i let(i)>
                <DiskRow i all set />
            </For>
        </section>
    }
}

#[component]
fn DiskRow(i: usize, all: Memo<Vec<Disk>>, set: Callback<Vec<Disk>>) -> impl IntoView {
    let of = move |f: fn(&Disk) -> String| {
        Signal::derive(move || all.with(|a| a.get(i).map(f).unwrap_or_default()))
    };
    let class = of(|d| d.class.clone().unwrap_or_default());
    let mounted = Signal::derive(move || !class.get().is_empty());
    let classes = CLASSES
        .map(|(value, label)| Choice::named(value, label))
        .to_vec();
    let classes = Signal::derive(move || classes.clone());
    view! {
        <div class="form-row form-row-disk" role="group" aria-label=move || format!("Disk {}", of(|d| d.name.clone()).get())>
            <LiveField
                label="Size"
                value=of(|d| d.size.clone())
                check=checks::disk
                on_value=Callback::new(move |t: String| change(all, set, i, |d| d.size = t.trim().to_string()))
            />
            <Select
                label="Kind"
                options=classes
                value=class
                on_change=Callback::new(move |value: String| {
                    change(
                        all,
                        set,
                        i,
                        |d| {
                            d.class = Some(value).filter(|v| !v.is_empty());
                            if d.class.is_some() && d.mount.is_none() {
                                d.mount = Some(format!("/{}", d.name));
                            }
                        },
                    );
                })
            />
            <Show when=move || mounted.get()>
                <LiveField
                    label="Mounted at"
                    value=of(|d| d.mount.clone().unwrap_or_default())
                    check=checks::mount
                    on_value=Callback::new(move |t: String| {
                        change(all, set, i, |d| d.mount = Some(t).filter(|m| !m.is_empty()));
                    })
                    placeholder="/data"
                    mono=true
                />
            </Show>
            <Show when=move || mounted.get()>
                <LiveField
                    label="Name"
                    value=of(|d| d.name.clone())
                    check=checks::disk_name
                    on_value=Callback::new(move |t: String| change(all, set, i, |d| d.name = t))
                    mono=true
                />
            </Show>
            {(i > 0)
                .then(|| {
                    view! {
                        <span class="form-row-end">
                            <IconButton icon=Glyph::Trash2 label="Remove disk" on_press=move |()| without(all, set, i) />
                        </span>
                    }
                })}
        </div>
    }
}

/// Ways in.
#[component]
pub fn PortSection(
    /// The service.
    name: String,
) -> impl IntoView {
    let studio = Studio::here();
    let (all, set) = list(studio, name.clone(), |s| s.ports.clone(), Edit::Ports);
    let mine = name;
    let others = Memo::new(move |_| {
        studio.outline.with(|o| {
            o.services
                .iter()
                .map(|s| s.name.clone())
                .filter(|n| *n != mine)
                .collect::<Vec<_>>()
        })
    });
    let add = Callback::new(move |()| {
        let mut next = all.get_untracked();
        let port = if next.iter().any(|p| p.port == 80) {
            8080
        } else {
            80
        };
        next.push(Port {
            port,
            global: true,
            ..Port::default()
        });
        set.run(next);
    });
    view! {
        <section class="form-part" id="part-ports" aria-label="Ports">
            <div class="row between">
                <h2>"Ports"</h2>
                {add_button("Port", add)}
            </div>
            <Show when=move || all.with(Vec::is_empty)>
                <p class="small text-2">"Nothing reaches this service."</p>
            </Show>
            <For each=move || 0..all.with(Vec::len) key=|i| *i let(i)>
                <PortRow i all set others />
            </For>
        </section>
    }
}

#[component]
fn PortRow(
    i: usize,
    all: Memo<Vec<Port>>,
    set: Callback<Vec<Port>>,
    others: Memo<Vec<String>>,
) -> impl IntoView {
    let of = move |f: fn(&Port) -> String| {
        Signal::derive(move || all.with(|a| a.get(i).map(f).unwrap_or_default()))
    };
    let protocols = vec![Choice::named("tcp", "TCP"), Choice::named("udp", "UDP")];
    let protocols = Signal::derive(move || protocols.clone());
    let global = Signal::derive(move || all.with(|a| a.get(i).is_some_and(|p| p.global)));
    view! {
        <div class="form-row form-row-port" role="group" aria-label=move || format!("Port {}", of(|p| p.port.to_string()).get())>
            <LiveField
                label="Port"
                value=of(|p| p.port.to_string())
                check=checks::port
                on_value=Callback::new(move |t: String| {
                    if let Ok(n) = t.trim().parse() {
                        change(all, set, i, |p| p.port = n);
                    }
                })
                digits=true
            />
            <LiveField
                label="Reached as"
                value=of(|p| p.as_port.map(|n| n.to_string()).unwrap_or_default())
                check=checks::port_or_nothing
                on_value=Callback::new(move |t: String| change(all, set, i, |p| p.as_port = t.trim().parse().ok()))
                placeholder=of(|p| p.port.to_string())
                digits=true
            />
            <Select
                label="Protocol"
                options=protocols
                value=of(|p| if p.udp { "udp" } else { "tcp" }.to_string())
                on_change=Callback::new(move |v: String| change(all, set, i, |p| p.udp = v == "udp"))
            />
            <div class="form-row-wide row wrap" role="group" aria-label="Reached by">
                <span class="small text-2">"Reached by"</span>
                <Chip
                    label="Internet"
                    on=global
                    on_change=Callback::new(move |on: bool| change(all, set, i, |p| p.global = on))
                />
                <For each=move || others.get() key=Clone::clone let(other)>
                    {
                        let (a, b) = (other.clone(), other.clone());
                        view! {
                            <Chip
                                label=other
                                on=Signal::derive(move || all.with(|l| l.get(i).is_some_and(|p| p.to.contains(&a))))
                                on_change=Callback::new(move |on: bool| {
                                    change(
                                        all,
                                        set,
                                        i,
                                        |p| {
                                            p.to.retain(|s| *s != b);
                                            if on {
                                                p.to.push(b.clone());
                                            }
                                        },
                                    );
                                })
                            />
                        }
                    }
                </For>
            </div>
            <span class="form-row-end">
                <IconButton icon=Glyph::Trash2 label="Remove port" on_press=move |()| without(all, set, i) />
            </span>
        </div>
    }
}

/// Environment variables.
#[component]
pub fn EnvSection(
    /// The service.
    name: String,
) -> impl IntoView {
    let studio = Studio::here();
    let (all, set) = list(studio, name, |s| s.env.clone(), Edit::Env);
    let hidden = RwSignal::new(false);
    let add = Callback::new(move |()| {
        let mut next = all.get_untracked();
        next.push(checks::fresh_env(&next));
        set.run(next);
    });
    view! {
        <section class="form-part" id="part-env" aria-label="Environment">
            <div class="row between">
                <h2>"Environment"</h2>
                <span class="row">
                    <Show when=move || !all.with(Vec::is_empty)>
                        <Switch label="Hide values" on=hidden on_change=Callback::new(move |on| hidden.set(on)) />
                    </Show>
                    {add_button("Variable", add)}
                </span>
            </div>
            <For each=move || 0..all.with(Vec::len) key=|i| *i let(i)>
                <EnvRow i all set hidden />
            </For>
        </section>
    }
}

#[component]
fn EnvRow(
    i: usize,
    all: Memo<Vec<String>>,
    set: Callback<Vec<String>>,
    hidden: RwSignal<bool>,
) -> impl IntoView {
    let of = move |f: fn(&str) -> String| {
        Signal::derive(move || all.with(|a| a.get(i).map(|e| f(e)).unwrap_or_default()))
    };
    let name = of(|e| checks::env_parts(e).0.to_string());
    let label = Signal::derive(move || format!("Value of {}", name.get()));
    view! {
        <div class="form-row form-row-env">
            <LiveField
                label="Variable"
                hide_label=true
                value=name
                check=checks::env_name
                on_value=Callback::new(move |t: String| {
                    change(
                        all,
                        set,
                        i,
                        |e| {
                            *e = match e.split_once('=') {
                                Some((_, value)) => format!("{t}={value}"),
                                None => t,
                            };
                        },
                    );
                })
                mono=true
            />
            {move || {
                if hidden.get() {
                    view! { <span class="form-row-hidden text-3">"••••••"</span> }.into_any()
                } else {
                    view! {
                        <LiveField
                            label=label
                            hide_label=true
                            value=of(|e| checks::env_parts(e).1.to_string())
                            check=checks::anything
                            on_value=Callback::new(move |t: String| {
                                change(
                                    all,
                                    set,
                                    i,
                                    |e| {
                                        let name = checks::env_parts(e).0.to_string();
                                        *e = format!("{name}={t}");
                                    },
                                );
                            })
                            mono=true
                        />
                    }
                        .into_any()
                }
            }}
            <IconButton icon=Glyph::Trash2 label="Remove variable" on_press=move |()| without(all, set, i) />
        </div>
    }
}
