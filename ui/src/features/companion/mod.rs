//! A phone as companion: sharing from the desktop, and the phone's first page.

mod card;
mod join;
mod model;

pub use card::PhoneCard;
pub use join::{JoinPage, Joining};
