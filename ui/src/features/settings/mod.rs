//! Settings: networks and nodes, security, appearance, keys, about.

mod locks;
mod locks_model;
mod model;
mod networks;
mod security;
mod view;

pub use view::{Settings, follow_settings};
