//! Image registries: servers, who one is there, repositories, tags, images, pushes and pulls, passkeys.

mod images;
mod model;
mod passkey_sheet;
mod passkeys;
mod push;
mod repositories;
mod servers;
mod sign_in;
mod transfers;
mod view;

pub use passkey_sheet::PasskeyAsks;
pub use view::{NoRegistries, RegistryPage};
