//! Contacts, and to whom something was sent before: what a person knows of other addresses.

use std::collections::{BTreeMap, BTreeSet};

use contract::{ContactSaveRequest, ContactView, ContactsView, Tag};
use platform::Home;
use proto::cosmos::bank::v1beta1::MsgSend;
use proto::cosmos::tx::v1beta1::TxRaw;
use proto::{Message, Named, TxBody};
use serde::{Deserialize, Serialize};
use types::Address;

use crate::error::{self, Result};
use crate::session::checked_name;
use crate::txs::TxRecord;
use crate::{Core, lock, store};

pub(crate) const BUCKET: &str = "contacts";
/// Longest note, in characters.
const NOTE: usize = 200;

/// A contact as it is kept, under its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) name: String,
    pub(crate) note: String,
}

impl Contact {
    /// Whether it could have been typed here.
    pub(crate) fn is_sound(&self) -> bool {
        checked_name(&self.name).is_ok_and(|name| name.as_str() == self.name)
            && note_fits(&self.note)
    }
}

fn note_fits(note: &str) -> bool {
    note.chars().count() <= NOTE && !note.chars().any(char::is_control)
}

/// What is known of other people's addresses.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) contacts: BTreeMap<Address, Contact>,
    /// Addresses that got something from here, in a block.
    pub(crate) recipients: BTreeSet<String>,
}

impl Known {
    pub(crate) async fn load(home: &Home) -> Result<Self> {
        let mut known = Self::default();
        for (key, contact) in store::load_all::<Contact>(home, BUCKET).await? {
            match key.parse::<Address>() {
                Ok(address) => {
                    known.contacts.insert(address, contact);
                }
                Err(_) => tracing::warn!("a contact has no address"),
            }
        }
        for (_, record) in store::load_all::<TxRecord>(home, crate::txs::BUCKET).await? {
            known.learn(&record);
        }
        Ok(known)
    }

    /// Remembers who got something by a transaction that is in a block.
    pub(crate) fn learn(&mut self, record: &TxRecord) {
        if matches!(record.outcome, contract::Outcome::Included { .. }) {
            self.recipients.extend(recipients(&record.bytes));
        }
    }
}

/// To whom the transfers of an encoded transaction go.
fn recipients(hex_bytes: &str) -> Vec<String> {
    let body = hex::decode(hex_bytes)
        .ok()
        .and_then(|bytes| TxRaw::decode(bytes.as_slice()).ok())
        .and_then(|raw| TxBody::decode(raw.body_bytes.as_slice()).ok());
    let messages = body.map(|body| body.messages).unwrap_or_default();
    messages
        .iter()
        .filter_map(MsgSend::from_any)
        .map(|send| send.to_address)
        .collect()
}

impl Core {
    /// Reads contacts and recipients anew.
    pub(crate) async fn load_known(&self) -> Result<()> {
        let known = Known::load(self.home()).await?;
        *lock(&self.0.known) = known;
        Ok(())
    }

    pub(crate) fn contacts_view(&self) -> ContactsView {
        let mut contacts: Vec<ContactView> = lock(&self.0.known)
            .contacts
            .iter()
            .map(|(address, contact)| ContactView {
                address: address.clone(),
                name: contact.name.clone(),
                note: contact.note.clone(),
            })
            .collect();
        contacts.sort_by_key(|contact| contact.name.to_lowercase());
        ContactsView { contacts }
    }

    pub(crate) async fn save_contact(&self, request: ContactSaveRequest) -> Result<ContactsView> {
        let ContactView {
            address,
            name,
            note,
        } = request.contact;
        let name = checked_name(&name)?.as_str().to_owned();
        let note = note.trim().to_owned();
        if !note_fits(&note) {
            return Err(error::invalid(
                "A note is one line of at most 200 characters.",
            ));
        }
        if self.own_account(&address) {
            return Err(error::invalid(
                "This is an account of your own; it has a name already.",
            ));
        }
        {
            let known = lock(&self.0.known);
            let others = known
                .contacts
                .iter()
                .filter(|(other, _)| Some(*other) != request.was.as_ref());
            for (other, contact) in others {
                // Two alike would make the name worthless where it is shown for an address.
                if contact.name.to_lowercase() == name.to_lowercase() {
                    return Err(error::invalid(format!(
                        "There is a contact {} already.",
                        contact.name
                    )));
                }
                if *other == address {
                    return Err(error::invalid(format!(
                        "This address is the contact {} already.",
                        contact.name
                    )));
                }
            }
        }
        let contact = Contact { name, note };
        store::save(self.home(), BUCKET, address.as_str(), &contact).await?;
        if let Some(was) = request.was.filter(|was| *was != address) {
            self.drop_contact(&was).await?;
        }
        lock(&self.0.known).contacts.insert(address, contact);
        self.changed(&[Tag::Contacts]);
        Ok(self.contacts_view())
    }

    pub(crate) async fn delete_contact(&self, address: &Address) -> Result<ContactsView> {
        self.drop_contact(address).await?;
        self.changed(&[Tag::Contacts]);
        Ok(self.contacts_view())
    }

    async fn drop_contact(&self, address: &Address) -> Result<()> {
        self.home()
            .store
            .delete(BUCKET, address.as_str())
            .await
            .map_err(error::storage)?;
        lock(&self.0.known).contacts.remove(address);
        Ok(())
    }

    fn own_account(&self, address: &Address) -> bool {
        lock(&self.0.session)
            .head()
            .is_some_and(|head| head.accounts.iter().any(|a| &a.address == address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipients_of_a_transaction_are_found_and_nonsense_is_none() {
        let send = MsgSend {
            from_address: "a".into(),
            to_address: "b".into(),
            amount: vec![],
        };
        let body = TxBody {
            messages: vec![send.to_any()],
            ..TxBody::default()
        };
        let raw = TxRaw {
            body_bytes: body.encode_to_vec(),
            auth_info_bytes: vec![],
            signatures: vec![],
        };
        assert_eq!(recipients(&hex::encode(raw.encode_to_vec())), ["b"]);
        assert!(recipients("zz").is_empty());
        assert!(recipients("ff").is_empty());
    }
}
