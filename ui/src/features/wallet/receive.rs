//! The address as text and as a QR code.

use leptos::prelude::*;

use crate::features::first_run::BackupSheet;
use crate::kit::{
    AddressFull, Button, ButtonKind, CopyButton, Note, PlaceLink, Qr, Sheet, SheetSize, Skeleton,
    Tone,
};
use crate::route::{Route, SettingsPage};
use crate::shell::{Overlays, Session};

/// QR code, the whole address, a copy button. On a real network it first wants the words checked: nothing should be
/// sent to an account that may be lost.
#[component]
pub fn Receive() -> impl IntoView {
    let session = Session::here();
    let address = session.address();
    let backup = RwSignal::new(false);
    let safe = session.may_receive();
    let known = session.app.map(|_| ());
    let demo = session.app.map(|a| a.demo);
    view! {
        {move || {
            if known.get().is_none() {
                view! { <Skeleton rows=2 waits_for="the vault" /> }.into_any()
            } else if !safe.get() {
                view! {
                    <Note tone=Tone::Warning strong="First the backup.">
                        "The address is shown when three recovery words or a backup file were checked: money sent to an account that can't be recovered may be lost."
                    </Note>
                    <div class="row row-start wrap gap-8">
                        <Button kind=ButtonKind::Primary on_press=move |()| backup.set(true)>
                            "Check the words"
                        </Button>
                        <PlaceLink to=Route::Settings(SettingsPage::Backup)>"Check a backup file"</PlaceLink>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="receive">
                        <Qr text=address label="QR code of your address" />
                        <div class="col gap-8 grow">
                            <span class="row row-start gap-4">
                                <span class="grow">
                                    <AddressFull address />
                                </span>
                                <CopyButton text=address label="Copy address" />
                            </span>
                            <p class="small text-2">
                                {move || {
                                    session
                                        .network()
                                        .map(|n| format!("Only AKT on {} belongs here.", n.name))
                                }}
                            </p>
                        </div>
                    </div>
                }
                    .into_any()
            }
        }}
        <BackupSheet open=backup no_password=Signal::derive(move || demo.get() == Some(true)) />
    }
}

/// The same as a sheet, for narrow screens and the palette.
#[component]
pub fn ReceiveSheet() -> impl IntoView {
    let overlays = Overlays::here();
    let close = move |()| overlays.receive.set(false);
    view! {
        <Sheet
            open=overlays.receive
            label="Receive"
            size=SheetSize::Small
            on_close=close
            foot=move || view! { <Button on_press=close>"Close"</Button> }
        >
            <Receive />
        </Sheet>
    }
}
