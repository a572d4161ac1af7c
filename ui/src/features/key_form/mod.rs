//! Entering a key that a person brings along: for the first run and for adding an account.

mod model;
mod view;

pub use model::{KeyDraft, KeyKind};
pub use view::{FilePick, KeyFields, Picked};
