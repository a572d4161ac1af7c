//! The backup of everything: making one, checking one, restoring one.

use contract::{BackupExportRequest, BackupVerdictView, BackupVerifyRequest, Hidden};
use leptos::prelude::*;

use super::security::Row;
use crate::backend::{Core, Task, sentence};
use crate::features::first_run::{
    BackupFields, BackupSheet, Onboarding, Stage, passwords_ready, repeat_verdict,
};
use crate::kit::{
    Badge, Button, ButtonKind, Card, Glyph, Note, PasswordField, Sheet, SheetFoot, Toast, Toaster,
    Tone, bind,
};
use crate::parts::{TextFile, save_bytes};
use crate::shell::Session;
use crate::{call, platform};

/// What a checked backup holds, in one sentence.
fn holds(verdict: &BackupVerdictView) -> String {
    let count = |n: usize, one: &str| {
        let ending = if n == 1 { "" } else { "s" };
        format!("{n} {one}{ending}")
    };
    format!(
        "It holds {}, {} and {}, and every key of this vault came back equal.",
        count(verdict.accounts, "account"),
        count(verdict.contacts, "contact"),
        count(verdict.drafts, "draft")
    )
}

/// What is newer here than in the backup; empty when nothing is.
fn newer(verdict: &BackupVerdictView) -> String {
    if verdict.newer_here.is_empty() {
        String::new()
    } else {
        format!("Newer here than in it: {}.", verdict.newer_here.join(", "))
    }
}

/// The page.
#[component]
pub fn Backup() -> impl IntoView {
    let session = Session::here();
    let onboarding = Onboarding::here();
    let (making, checking, words) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let demo = Memo::new(move |_| session.app.data().is_some_and(|a| a.demo || a.keyless));
    let keyless = session.app.map(|a| a.keyless);
    let has_words = session.app.map(|a| a.has_words);
    let checked = session.app.map(|a| a.backup_checked);
    let state = move || match checked.get() {
        Some(true) => {
            view! { <Badge tone=Tone::Success icon=Glyph::Check>"Checked"</Badge> }.into_any()
        }
        _ => view! { <Badge tone=Tone::Warning icon=Glyph::TriangleAlert>"Not checked"</Badge> }
            .into_any(),
    };
    let restore = move |()| {
        onboarding.add_vault();
        onboarding.stage.set(Stage::Import(false));
    };
    view! {
        <h2 class="title">"Backup"</h2>
        {move || {
            demo.get()
                .then(|| {
                    if keyless.get() == Some(true) {
                        view! {
                            <Note strong="There are no keys here to back up.">
                                "Another wallet signs for the accounts of this vault; its words are what to keep."
                            </Note>
                        }
                            .into_any()
                    } else {
                        view! {
                            <Note strong="The demo vault needs no backup.">
                                "It opens without a password and its money was never real. A vault of your own can be backed up."
                            </Note>
                        }
                            .into_any()
                    }
                })
        }}
        <Card flush=true>
            {move || {
                (!demo.get())
                    .then(|| {
                        view! {
                            <Row
                                title="Backup of everything"
                                text="One encrypted file: keys, names, contacts, drafts, networks, settings and what was signed."
                            >
                                <Button on_press=move |()| making.set(true)>"Make a backup"</Button>
                            </Row>
                            <Row
                                title="Check"
                                text="Restores a backup in memory and compares it with this vault. Passing it, or the check of the words, opens receiving on real networks."
                            >
                                {state}
                                <Button on_press=move |()| checking.set(true)>"Check a backup"</Button>
                            </Row>
                        }
                    })
            }}
            {move || {
                (!demo.get() && has_words.get() == Some(true))
                    .then(|| {
                        view! {
                            <Row
                                title="Recovery words"
                                text="They open the accounts on any machine, without names, contacts and drafts."
                            >
                                <Button on_press=move |()| words.set(true)>"Check the words"</Button>
                            </Row>
                        }
                    })
            }}
            <Row
                title="Restore"
                text="Opens a backup as another vault beside this one."
            >
                <Button on_press=restore>"Restore from a backup"</Button>
            </Row>
        </Card>
        <MakeSheet open=making check=checking />
        <CheckSheet open=checking />
        <BackupSheet open=words no_password=demo />
    }
}

#[component]
fn MakeSheet(open: RwSignal<bool>, check: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let fields = [(); 3].map(|()| RwSignal::new(String::new()));
    let [own, new, again] = fields;
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
        for field in fields {
            field.set(String::new());
        }
    };
    let ready = Signal::derive(move || {
        own.with(|p| !p.is_empty()) && new.with(|n| again.with(|a| passwords_ready(n, a)))
    });
    let make = Callback::new(move |()| {
        if !ready.get_untracked() {
            return;
        }
        let request = BackupExportRequest {
            password: Hidden(own.get_untracked()),
            backup_password: Hidden(new.get_untracked()),
        };
        task.run(call!(core, backup_export(request)), move |file| {
            save_bytes(&file.name, &file.base64);
            toaster.show(
                Toast::done("The backup is saved").with_text("Check it now, while it is at hand."),
            );
            close(());
            check.set(true);
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=make>
                "Save the backup"
            </SheetFoot>
        }
    };
    view! {
        <Sheet open label="Make a backup" on_close=close foot=foot>
            <Note tone=Tone::Warning strong="The file and its password together open everything.">
                "Without the password nobody can open the file, you included."
            </Note>
            <PasswordField
                label="Password of this vault"
                autofocus=true
                value=own
                on_input=bind(own)
                verdict=task.verdict()
            />
            <PasswordField
                label="Password for the backup"
                new=true
                value=new
                on_input=bind(new)
                hint="At least 12 characters; it may be another one."
            />
            <PasswordField
                label="Password for the backup again"
                new=true
                value=again
                on_input=bind(again)
                on_enter=make
                verdict=Signal::derive(move || new.with(|n| again.with(|a| repeat_verdict(n, a))))
            />
        </Sheet>
    }
}

#[component]
fn CheckSheet(open: RwSignal<bool>) -> impl IntoView {
    let core = Core::here();
    let file = RwSignal::new(None::<TextFile>);
    let password = RwSignal::new(String::new());
    let verdict = RwSignal::new(None::<BackupVerdictView>);
    let task = Task::default();
    let close = move |()| {
        open.set(false);
        task.clear();
        file.set(None);
        verdict.set(None);
        password.set(String::new());
    };
    let ready =
        Signal::derive(move || file.with(Option::is_some) && password.with(|p| !p.is_empty()));
    let check = move |()| {
        if let Some(file) = file.get_untracked() {
            verdict.set(None);
            let request = BackupVerifyRequest {
                base64: file.text,
                backup_password: Hidden(password.get_untracked()),
            };
            task.run(call!(core, backup_verify(request)), move |found| {
                let _ = verdict.try_set(Some(found));
            });
        }
    };
    let foot = move || {
        view! {
            <Button on_press=close>"Close"</Button>
            <Button
                kind=ButtonKind::Primary
                busy=task.busy()
                disabled=Signal::derive(move || !ready.get())
                on_press=check
            >
                "Check it"
            </Button>
        }
    };
    view! {
        <Sheet open label="Check a backup" on_close=close foot=foot>
            <BackupFields file password />
            {move || {
                verdict
                    .get()
                    .map(|found| {
                        let made = platform::date_time(found.made.0);
                        view! {
                            <Note tone=Tone::Success strong="The backup is sound.">
                                {format!("Made {made}. {} {}", holds(&found), newer(&found))}
                            </Note>
                        }
                    })
            }}
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="The check did not pass.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::UnixMillis;

    #[test]
    fn a_verdict_counts_and_says_what_is_newer() {
        let mut verdict = BackupVerdictView {
            made: UnixMillis(0),
            accounts: 1,
            contacts: 2,
            drafts: 0,
            newer_here: vec![],
        };
        assert!(holds(&verdict).contains("1 account, 2 contacts and 0 drafts"));
        assert_eq!(newer(&verdict), "");
        verdict.newer_here = vec!["1 contact".into(), "the settings".into()];
        assert!(newer(&verdict).ends_with("1 contact, the settings."));
    }
}
