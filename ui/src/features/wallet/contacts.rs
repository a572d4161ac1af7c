//! The page of contacts.

use contract::{ContactRequest, ContactSaveRequest, ContactView, Empty};
use leptos::prelude::*;
use types::Address;

use super::model::address_verdict;
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    AddressChip, Button, ButtonKind, ButtonSize, Card, Empty as EmptyBox, ErrorBox, Glyph,
    IconButton, Ident, Note, SearchField, Sheet, SheetFoot, SheetSize, Skeleton, TextField, Toast,
    Toaster, Tone, bind,
};
use crate::route::Route;
use crate::shell::Page;
use crate::{call, query};

/// Whether a contact is what was typed into the filter.
fn matches(contact: &ContactView, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let texts = [&contact.name, &contact.note];
    contact.address.as_str().contains(&wanted)
        || texts.iter().any(|t| t.to_lowercase().contains(&wanted))
}

/// The page.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let contacts = query!(contact_list(Empty {}));
    let filter = RwSignal::new(String::new());
    let editing = RwSignal::new(None::<Option<ContactView>>);
    let removing = RwSignal::new(None::<ContactView>);
    let body = move || {
        match (contacts.data(), contacts.error()) {
        (None, Some(e)) => view! {
            <ErrorBox title="The contacts can't be read." text=sentence(&e) on_retry=contacts.retry() />
        }
        .into_any(),
        (None, None) => view! { <Skeleton rows=3 waits_for="the store" /> }.into_any(),
        (Some(list), _) if list.contacts.is_empty() => view! {
            <EmptyBox
                glyph=Glyph::Wallet
                title="No contacts yet"
                text="A contact gives an address a name, where you send and where you approve."
            />
        }
        .into_any(),
        (Some(list), _) => {
            let kept: Vec<_> = filter.with(|wanted| {
                list.contacts
                    .into_iter()
                    .filter(|c| matches(c, wanted))
                    .collect()
            });
            if kept.is_empty() {
                return view! { <EmptyBox glyph=Glyph::Search title="Nothing matches" /> }.into_any();
            }
            let rows = kept
                .into_iter()
                .map(|contact| view! { <Row contact editing removing /> })
                .collect_view();
            view! { <ul class="items items-tight" aria-label="Contacts">{rows}</ul> }.into_any()
        }
    }
    };
    let end = move || {
        view! {
            <SearchField label="Filter" value=filter on_input=bind(filter) />
            <Button
                size=ButtonSize::Small
                icon=Glyph::Plus
                label="Add a contact"
                on_press=move |()| editing.set(Some(None))
            >
                "Add"
            </Button>
        }
    };
    view! {
        <Page title="Contacts" parent=(Route::Wallet, "Wallet".to_string())>
            <div class="page page-text col gap-16">
                <Card title="Contacts" flush=true end=end>
                    {body}
                </Card>
            </div>
        </Page>
        <EditSheet editing />
        <RemoveSheet removing />
    }
}

#[component]
fn Row(
    contact: ContactView,
    editing: RwSignal<Option<Option<ContactView>>>,
    removing: RwSignal<Option<ContactView>>,
) -> impl IntoView {
    let (edited, removed) = (contact.clone(), contact.clone());
    let name = contact.name.clone();
    view! {
        <li aria-label=name.clone()>
            <Ident address=contact.address.to_string() />
            <div class="grow">
                <p class="medium cut">{name.clone()}</p>
                <AddressChip address=contact.address.to_string() plain=true />
                {(!contact.note.is_empty()).then(|| view! { <p class="small text-2">{contact.note}</p> })}
            </div>
            <IconButton
                icon=Glyph::Pencil
                label=format!("Edit {name}")
                size=ButtonSize::Small
                on_press=move |()| editing.set(Some(Some(edited.clone())))
            />
            <IconButton
                icon=Glyph::Trash2
                label=format!("Remove {name}")
                size=ButtonSize::Small
                on_press=move |()| removing.set(Some(removed.clone()))
            />
        </li>
    }
}

#[component]
fn EditSheet(editing: RwSignal<Option<Option<ContactView>>>) -> impl IntoView {
    let core = Core::here();
    let toaster = Toaster::here();
    let fields = [(); 3].map(|()| RwSignal::new(String::new()));
    let [name, address, note] = fields;
    let task = Task::default();
    Effect::new(move |_| {
        if let Some(contact) = editing.get() {
            task.clear();
            let texts = contact.map_or_else(Default::default, |c| {
                [c.name, c.address.to_string(), c.note]
            });
            for (field, text) in fields.iter().zip(texts) {
                field.set(text);
            }
        }
    });
    let close = move |()| editing.set(None);
    let parsed = Memo::new(move |_| address.with(|a| a.trim().parse::<Address>().ok()));
    let ready =
        Signal::derive(move || parsed.with(Option::is_some) && name.with(|n| !n.trim().is_empty()));
    let save = Callback::new(move |()| {
        let Some(address) = parsed.get_untracked().filter(|_| ready.get_untracked()) else {
            return;
        };
        let request = ContactSaveRequest {
            contact: ContactView {
                address,
                name: name.get_untracked(),
                note: note.get_untracked(),
            },
            was: editing.get_untracked().flatten().map(|c| c.address),
        };
        task.run(call!(core, contact_save(request)), move |_| {
            toaster.show(Toast::done("The contact is saved"));
            let _ = editing.try_set(None);
        });
    });
    let foot = move || {
        view! {
            <SheetFoot on_cancel=close busy=task.busy() ready on_press=save>
                "Save"
            </SheetFoot>
        }
    };
    let title = Signal::derive(move || match editing.get() {
        Some(Some(_)) => "Edit the contact".to_string(),
        _ => "Add a contact".into(),
    });
    view! {
        <Sheet
            open=Signal::derive(move || editing.with(Option::is_some))
            label=title
            on_close=close
            foot=foot
        >
            <TextField label="Name" large=true autofocus=true value=name on_input=bind(name) on_enter=save />
            <TextField
                label="Address"
                mono=true
                large=true
                placeholder="akash1…"
                value=address
                on_input=bind(address)
                on_enter=save
                verdict=Signal::derive(move || address.with(|a| address_verdict(a, "")))
            />
            <TextField
                label="Note"
                large=true
                value=note
                on_input=bind(note)
                on_enter=save
                hint="For yourself; it never leaves this machine except in a backup."
            />
            {move || {
                task.error()
                    .map(|e| view! { <Note tone=Tone::Danger strong="It was not saved.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}

#[component]
fn RemoveSheet(removing: RwSignal<Option<ContactView>>) -> impl IntoView {
    let core = Core::here();
    let task = Task::default();
    let close = move |()| removing.set(None);
    let remove = move |()| {
        if let Some(contact) = removing.get_untracked() {
            let request = ContactRequest {
                address: contact.address,
            };
            task.run(call!(core, contact_delete(request)), move |_| {
                let _ = removing.try_set(None);
            });
        }
    };
    let foot = move || {
        view! {
            <Button on_press=close>"Keep it"</Button>
            <Button kind=ButtonKind::DangerFilled busy=task.busy() on_press=remove>
                "Remove the contact"
            </Button>
        }
    };
    view! {
        <Sheet
            open=Signal::derive(move || removing.with(Option::is_some))
            label="Remove this contact?"
            size=SheetSize::Small
            on_close=close
            foot=foot
        >
            <p>{move || removing.with(|c| c.as_ref().map(|c| c.name.clone()))}</p>
            <p class="text-2">"The address is shown without a name from then on."</p>
            {move || task.error().map(|e| view! { <Note tone=Tone::Danger>{sentence(&e)}</Note> })}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_looks_at_name_note_and_address() {
        let contact = ContactView {
            address: Address::from_bytes(&[3; 20]).unwrap(),
            name: "Ada".into(),
            note: "Met at a fair".into(),
        };
        for wanted in ["", "ada", "FAIR", "akash1"] {
            assert!(matches(&contact, wanted), "{wanted}");
        }
        assert!(!matches(&contact, "bea"));
    }
}
