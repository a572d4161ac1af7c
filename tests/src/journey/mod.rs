//! One deployment from nothing to closed, by a person who goes on from whatever the core shows.

mod home;
mod person;
mod points;

pub use home::watched;
pub use person::{Person, Report};
pub use points::{Points, used};
