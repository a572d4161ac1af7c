//! Contacts: names for other people's addresses.

use serde::{Deserialize, Serialize};
use types::Address;

/// A name for an address that is not one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// The address; a contact is known by it.
    pub address: Address,
    /// The person's name for it.
    pub name: String,
    /// A line for oneself; empty for none.
    pub note: String,
}

/// All contacts, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactsView {
    /// The contacts.
    pub contacts: Vec<ContactView>,
}

/// For `contact_save`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactSaveRequest {
    /// The contact as it shall be.
    pub contact: ContactView,
    /// The address it had before, when it is changed; none for a new one.
    #[serde(default)]
    pub was: Option<Address>,
}

/// Names a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRequest {
    /// Its address.
    pub address: Address,
}
