//! Choosing and adding a server.

use contract::{Empty, RegistriesView, RegistryAddRequest, RegistryRequest, RegistryView};
use leptos::prelude::*;

use super::model;
use super::view::{Sheets, place};
use crate::backend::{Core, Query, Task, sentence};
use crate::kit::{
    Choice, Combobox, Glyph, Icon, Menu, MenuItem, MenuRule, Note, Sheet, SheetFoot, State,
    StateKind, TextField, Toast, Toaster, Tone, bind,
};
use crate::route::Router;
use crate::{call, query};

/// Servers that many people use.
const USUAL: [(&str, &str); 4] = [
    ("docker.io", "Docker Hub"),
    ("ghcr.io", "GitHub"),
    ("quay.io", "Quay"),
    ("localhost:5000", "On this machine"),
];

/// Which server, who one is there, and what can be done about either.
#[component]
pub fn ServerMenu(
    chosen: Memo<Option<RegistryView>>,
    list: Query<RegistriesView>,
) -> impl IntoView {
    let core = Core::here();
    let sheets: Sheets = expect_context();
    let router = Router::here();
    let toaster = Toaster::here();
    let task = Task::default();
    let sign_out = move |()| {
        if let Some(r) = chosen.get_untracked() {
            let name = r.name.clone();
            task.run(
                call!(core, registry_sign_out(RegistryRequest { registry: r.id })),
                move |_| toaster.show(Toast::done(format!("Signed out of {name}"))),
            );
        }
    };
    let remove = move |()| {
        if let Some(r) = chosen.get_untracked() {
            task.run(
                call!(core, registry_remove(RegistryRequest { registry: r.id })),
                move |_| router.go(&place("", "", "")),
            );
        }
    };
    Effect::new(move |_| {
        if let Some(e) = task.error() {
            toaster.show(Toast::failed("That did not work", sentence(&e)));
        }
    });
    let face = move || {
        let r = chosen.get();
        let name = r.as_ref().map(|r| r.name.clone()).unwrap_or_default();
        let who = r.as_ref().map(model::identity).unwrap_or_default();
        let kind = if r.is_some_and(|r| r.identity.is_some()) {
            StateKind::Run
        } else {
            StateKind::Off
        };
        view! {
            <span class="row gap-6">
                <State kind word=name />
                <span class="small text-2 wide-only">{who}</span>
                <Icon glyph=Glyph::ChevronDown size=14 />
            </span>
        }
    };
    move || {
        chosen.get().map(|now| {
            let signed_in = now.identity.is_some();
            let (others, custom) = list
                .data()
                .map(|l| (l.registries, l.custom))
                .unwrap_or_default();
            let removable = !now.built_in;
            let manages = now.managed && signed_in;
            let name = now.name.clone();
            let others = StoredValue::new(
                others.into_iter().filter(|r| r.id != now.id).collect::<Vec<_>>(),
            );
            view! {
                <Menu label="Registry" face=face face_class="button button-quiet" left=true>
                    {others
                        .get_value()
                        .into_iter()
                        .map(|r| {
                            let to = place(&r.id, "", "");
                            view! {
                                <MenuItem label=r.name.clone() icon=Glyph::Server on_press=move |()| router.go(&to) />
                            }
                        })
                        .collect_view()}
                    {custom
                        .then(|| {
                            view! {
                                <MenuItem label="Add a registry" icon=Glyph::Plus on_press=move |()| sheets.add.set(true) />
                            }
                        })}
                    <MenuRule />
                    {manages
                        .then(|| {
                            view! {
                                <MenuItem label="Account" icon=Glyph::ShieldCheck on_press=move |()| sheets.account.set(true) />
                            }
                        })}
                    {if signed_in {
                        view! {
                            <MenuItem label="Sign out" icon=Glyph::LockOpen on_press=sign_out />
                        }
                            .into_any()
                    } else {
                        view! {
                            <MenuItem label="Sign in or sign up" icon=Glyph::KeyRound on_press=move |()| sheets.sign_in.set(true) />
                        }
                            .into_any()
                    }}
                    <MenuItem label="Passkeys of this vault" icon=Glyph::FileKey on_press=move |()| sheets.passkeys.set(true) />
                    {removable
                        .then(|| {
                            view! {
                                <MenuItem label=format!("Forget {name}") icon=Glyph::Trash2 on_press=remove />
                            }
                        })}
                </Menu>
            }
        })
    }
}

/// Adds a server.
#[component]
pub fn AddRegistry(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let router = Router::here();
    let list = query!(registry_list(Empty {}));
    let (address, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
    };
    let ready = Memo::new(move |_| !address.with(|a| a.trim().is_empty()));
    let add = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let before: Vec<String> = list
            .data()
            .map(|l| l.registries.into_iter().map(|r| r.id).collect())
            .unwrap_or_default();
        let request = RegistryAddRequest {
            address: address.get_untracked(),
            name: name.get_untracked(),
        };
        task.run(call!(core, registry_add(request)), move |view| {
            let _ = open.try_set(false);
            for field in [address, name] {
                let _ = field.try_set(String::new());
            }
            if let Some(fresh) = view.registries.iter().find(|r| !before.contains(&r.id)) {
                router.go(&place(&fresh.id, "", ""));
            }
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=add>
                "Add the registry"
            </SheetFoot>
        }
    };
    let usual = Signal::stored(
        USUAL
            .iter()
            .map(|(host, name)| Choice::named(*host, *host).with_fact(*name))
            .collect::<Vec<_>>(),
    );
    view! {
        <Sheet open label="Add a registry" on_close=close foot=foot>
            <Combobox
                label="Address"
                value=address
                on_change=bind(address)
                options=usual
                free=true
                mono=true
                hint="Asked what it is before it is added; nothing is sent that tells who you are."
            />
            <TextField label="Name" large=true placeholder="its host" value=name on_input=bind(name) on_enter=add />
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not added.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
