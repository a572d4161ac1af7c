//! Password, automatic lock, recovery words, removing the vault.

use contract::{ChangePasswordRequest, Empty, Hidden, SettingsView};
use leptos::prelude::*;

use super::locks::Locks;
use super::model::IDLE_MINUTES;
use super::view::save;
use crate::backend::{Core, Query, Task};
use crate::features::first_run::{BackupSheet, WipeSheet, passwords_ready, repeat_verdict};
use crate::kit::{
    Badge, Button, ButtonKind, Card, Choice, Glyph, PasswordField, Select, Sheet, SheetFoot,
    SheetSize, Toast, Toaster, Tone, bind,
};
use crate::shell::Session;
use crate::{call, format};

/// A row: what it is at the left, its control at the right.
#[component]
pub fn Row(
    /// Strong line.
    #[prop(into)]
    title: String,
    /// Small line.
    #[prop(into)]
    text: Signal<String>,
    /// The control, if there is something to set.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="item setting">
            <div class="grow">
                <p class="medium">{title}</p>
                <p class="small text-2">{move || text.get()}</p>
            </div>
            {children.map(|control| control())}
        </div>
    }
}

/// The page.
#[component]
pub fn Security(
    /// Settings of this device.
    settings: Query<SettingsView>,
) -> impl IntoView {
    let session = Session::here();
    let core = Core::here();
    let toaster = Toaster::here();
    let (words, password, wipe) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let demo = Memo::new(move |_| session.app.data().is_some_and(|a| a.demo || a.keyless));
    let keyless = session.app.map(|a| a.keyless);
    let checked = session.app.map(|a| a.backup_checked);
    let place = session
        .app
        .map(|a| (a.storage.clone(), a.storage_persistent));
    let idle = settings.map(|s| s.idle_lock_minutes);
    let minutes = IDLE_MINUTES
        .map(|m| Choice::named(m.to_string(), format::duration(u64::from(m) * 60)))
        .to_vec();
    let storage = Signal::derive(move || match place.get() {
        Some((place, Some(false))) => format!(
            "Kept in {place}. The browser did not promise to keep it and may clear it when space runs short; the words bring the account back."
        ),
        Some((place, Some(true))) => format!("Kept in {place}, which promised not to clear it."),
        Some((place, None)) => format!("Kept in {place}."),
        None => String::new(),
    });
    view! {
        <h2 class="title">"Security"</h2>
        <Card flush=true>
            <Row
                title="Recovery words"
                text=Signal::derive(move || {
                    if keyless.get() == Some(true) {
                        "There are no keys here: another wallet signs.".to_string()
                    } else if demo.get() {
                        "A throwaway vault: its words are worth nothing.".to_string()
                    } else {
                        "They open the account on any machine. Whoever has them has the money.".to_string()
                    }
                })
            >
                {move || match (demo.get(), checked.get()) {
                    (true, _) => None,
                    (_, Some(true)) => {
                        Some(view! { <Badge tone=Tone::Success icon=Glyph::Check>"Checked"</Badge> }.into_any())
                    }
                    _ => {
                        Some(
                            view! { <Badge tone=Tone::Warning icon=Glyph::TriangleAlert>"Not checked"</Badge> }
                                .into_any(),
                        )
                    }
                }} <Button on_press=move |()| words.set(true)>"Show and check"</Button>
            </Row>
            {move || {
                (!demo.get())
                    .then(|| {
                        view! {
                            <Row
                                title="Password"
                                text="Seals the vault on this machine."
                            >
                                <Button on_press=move |()| password.set(true)>"Change the password"</Button>
                            </Row>
                        }
                    })
            }}
            <Row title="Lock by itself" text="After this time without a key or a press.">
                <div class="setting-select">
                    <Select
                        label="Lock by itself"
                        hide_label=true
                        options=minutes
                        value=Signal::derive(move || idle.get().unwrap_or(15).to_string())
                        on_change=move |v: String| {
                            if let (Some(now), Ok(m)) = (settings.data_untracked(), v.parse()) {
                                save(core, toaster, SettingsView { idle_lock_minutes: m, ..now });
                            }
                        }
                    />
                </div>
            </Row>
            <Row title="Data" text=storage>
                <Button kind=ButtonKind::Danger on_press=move |()| wipe.set(true)>
                    {move || if demo.get() && keyless.get() != Some(true) { "Wipe the demo data" } else { "Remove the vault" }}
                </Button>
            </Row>
        </Card>
        {move || (!demo.get()).then(|| view! { <Locks /> })}
        <BackupSheet open=words no_password=demo />
        <PasswordSheet open=password />
        <WipeSheet open=wipe />
    }
}

#[component]
fn PasswordSheet(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let fields = [(); 3].map(|()| RwSignal::new(String::new()));
    let [old, new, again] = fields;
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
        for field in fields {
            field.set(String::new());
        }
    };
    let ready = Signal::derive(move || {
        old.with(|o| !o.is_empty()) && new.with(|n| again.with(|a| passwords_ready(n, a)))
    });
    let change = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = ChangePasswordRequest {
            old: Hidden(old.get_untracked()),
            new: Hidden(new.get_untracked()),
        };
        task.run(
            call!(core, vault_change_password(request)),
            move |_: Empty| {
                toaster.show(Toast::done("The password is changed"));
                close(());
            },
        );
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=change>
                "Change"
            </SheetFoot>
        }
    };
    view! {
        <Sheet open label="Change the password" size=SheetSize::Small on_close=close foot=foot>
            <PasswordField
                label="Present password"
                autofocus=true
                value=old
                on_input=bind(old)
                verdict=task.verdict()
            />
            <PasswordField
                label="New password"
                new=true
                value=new
                on_input=bind(new)
                hint="At least 12 characters; four unrelated words do well."
            />
            <PasswordField
                label="New password again"
                new=true
                value=again
                on_input=bind(again)
                on_enter=change
                verdict=Signal::derive(move || new.with(|n| again.with(|a| repeat_verdict(n, a))))
            />
        </Sheet>
    }
}
