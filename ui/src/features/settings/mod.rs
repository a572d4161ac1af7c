//! Settings: networks and nodes, security, signing, backup, appearance, keys, about.

mod backup;
mod model;
mod networks;
mod security;
mod signing;
mod view;

pub use view::{Settings, follow_settings};
