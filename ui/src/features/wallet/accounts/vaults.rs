//! The vaults of this machine.

use contract::{Empty, VaultRenameRequest, VaultRequest, VaultSummary};
use leptos::prelude::*;

use super::model::count;
use crate::backend::{Core, Task, sentence};
use crate::features::first_run::Onboarding;
use crate::kit::{
    Badge, Button, ButtonSize, Card, Glyph, Note, Sheet, SheetFoot, SheetSize, Simulated,
    TextField, Tile, Tone, bind,
};
use crate::{call, query};

/// The card: the open vault, the others, another one.
#[component]
pub(super) fn Vaults() -> impl IntoView {
    let vaults = query!(vault_list(Empty {}));
    let onboarding = Onboarding::here();
    let naming = RwSignal::new(None::<String>);
    let task = Task::default();
    let rows = move || {
        let all = vaults.data().map(|v| v.vaults).unwrap_or_default();
        all.into_iter()
            .map(|vault| view! { <Row vault naming task /> })
            .collect_view()
    };
    let add = move || {
        view! {
            <Button
                size=ButtonSize::Small
                icon=Glyph::Plus
                label="Add a vault"
                on_press=move |()| onboarding.add_vault()
            >
                "Add"
            </Button>
        }
    };
    view! {
        <Card
            title="Vaults on this machine"
            count=Signal::derive(move || vaults.data().map_or(0, |v| v.vaults.len()))
            flush=true
            end=add
        >
            <ul class="items items-tight" aria-label="Vaults">{rows}</ul>
        </Card>
        {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
        <NameSheet naming />
    }
}

#[component]
fn Row(vault: VaultSummary, naming: RwSignal<Option<String>>, task: Task) -> impl IntoView {
    let core = Core::here();
    let (id, name) = (vault.id.clone(), vault.name.clone());
    let select = move |()| {
        let request = VaultRequest { id: id.clone() };
        task.run(call!(core, vault_select(request)), |_| ());
    };
    let rename = vault.name.clone();
    view! {
        <li>
            <Tile glyph=Glyph::LockKeyhole />
            <div class="grow">
                <p class="row gap-6 wrap">
                    <span class="medium cut">{vault.name}</span>
                    {vault.demo.then(|| view! { <Simulated name="demo" /> })}
                </p>
                <p class="small text-2">{count(vault.accounts)}</p>
            </div>
            {if vault.chosen {
                view! {
                    <Badge tone=Tone::Accent>"In use"</Badge>
                    <Button
                        size=ButtonSize::Small
                        label=format!("Rename the vault {name}")
                        on_press=move |()| naming.set(Some(rename.clone()))
                    >
                        "Rename"
                    </Button>
                }
                    .into_any()
            } else {
                view! {
                    <Button size=ButtonSize::Small label=format!("Turn to {name}") on_press=select>
                        "Turn to it"
                    </Button>
                }
                    .into_any()
            }}
        </li>
    }
}

#[component]
fn NameSheet(naming: RwSignal<Option<String>>) -> impl IntoView {
    let core = Core::here();
    let name = RwSignal::new(String::new());
    let task = Task::default();
    Effect::new(move |_| {
        if let Some(now) = naming.get() {
            name.set(now);
            task.clear();
        }
    });
    let close = move |()| naming.set(None);
    let save = Callback::new(move |()| {
        let request = VaultRenameRequest {
            name: name.get_untracked(),
        };
        task.run(call!(core, vault_rename(request)), move |_| {
            let _ = naming.try_set(None);
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready=Signal::derive(move || name.with(|n| !n.trim().is_empty())) on_press=save>
                "Save"
            </SheetFoot>
        }
    };
    view! {
        <Sheet
            open=Signal::derive(move || naming.with(Option::is_some))
            label="Rename the vault"
            size=SheetSize::Small
            on_close=close
            foot=foot
        >
            <TextField
                label="Name"
                large=true
                autofocus=true
                value=name
                on_input=bind(name)
                on_enter=save
                verdict=task.verdict()
            />
        </Sheet>
    }
}
