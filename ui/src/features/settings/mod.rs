//! Settings: networks and nodes, security, signing, backup, appearance, keys, about.

mod backup;
mod locks;
mod locks_model;
mod model;
mod networks;
mod security;
mod signing;
mod view;

pub use view::{Settings, follow_settings};
