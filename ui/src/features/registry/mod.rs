//! Image registries: servers, who one is there, repositories, tags, images, pushes and pulls, passkeys.

mod account;
mod cut;
mod holder;
mod images;
mod model;
mod named_row;
mod passkey_sheet;
mod passkeys;
mod pull;
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
