//! One key out, as the command line takes it.

use contract::{AccountExportRequest, AccountView, Hidden};
use leptos::prelude::*;

use crate::backend::{Core, Task};
use crate::call;
use crate::features::first_run::{passwords_ready, repeat_verdict};
use crate::kit::{Note, PasswordField, Sheet, SheetFoot, Toast, Toaster, Tone, bind};
use crate::parts::{file_name, save_file};
use crate::shell::Session;

/// The sheet.
#[component]
pub(super) fn ExportSheet(account: RwSignal<Option<AccountView>>) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let demo = Session::here().app.map(|a| a.demo);
    let fields = [(); 3].map(|()| RwSignal::new(String::new()));
    let [own, new, again] = fields;
    let task = Task::default();
    let close = move |()| {
        account.set(None);
        task.clear();
        for field in fields {
            field.set(String::new());
        }
    };
    let ready = Signal::derive(move || {
        let fresh = demo.get() == Some(true) || own.with(|p| !p.is_empty());
        fresh && new.with(|n| again.with(|a| passwords_ready(n, a)))
    });
    let export = Callback::new(move |()| {
        let Some(now) = account.get_untracked().filter(|_| ready.get_untracked()) else {
            return;
        };
        let request = AccountExportRequest {
            address: now.address,
            password: Hidden(own.get_untracked()),
            armor_password: Hidden(new.get_untracked()),
        };
        task.run(call!(core, account_export(request)), move |armor| {
            save_file(
                &file_name(&now.name, "armor.txt"),
                &armor.text.0,
                "text/plain",
            );
            toaster.show(
                Toast::done("The key file is saved")
                    .with_text("'akash keys import' takes it with its password."),
            );
            close(());
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=export>
                "Save the key file"
            </SheetFoot>
        }
    };
    view! {
        <Sheet
            open=Signal::derive(move || account.with(Option::is_some))
            label="Export the key"
            on_close=close
            foot=foot
        >
            <Note tone=Tone::Warning strong="Whoever has the file and its password has the money.">
                "Keep them apart. The file is the armor of akash keys export."
            </Note>
            {move || {
                (demo.get() != Some(true))
                    .then(|| {
                        view! {
                            <PasswordField
                                label="Password of this vault"
                                autofocus=true
                                value=own
                                on_input=bind(own)
                                verdict=task.verdict()
                            />
                        }
                    })
            }}
            <PasswordField
                label="Password for the key file"
                new=true
                value=new
                on_input=bind(new)
                hint="At least 12 characters."
            />
            <PasswordField
                label="Password for the key file again"
                new=true
                value=again
                on_input=bind(again)
                on_enter=export
                verdict=Signal::derive(move || new.with(|n| again.with(|a| repeat_verdict(n, a))))
            />
        </Sheet>
    }
}
