//! Image registries: servers, who one is there, repositories, tags, images, pushes and pulls, passkeys.

mod account;
mod images;
mod model;
mod passkey_sheet;
mod passkeys;
mod push;
mod repositories;
mod search;
mod servers;
mod sign_in;
mod transfers;
mod use_sheet;
mod view;

pub use passkey_sheet::PasskeyAsks;
pub use view::RegistryPage;
