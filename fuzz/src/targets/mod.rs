//! One file for each target.

pub(crate) mod chain_tx;
pub(crate) mod passkey_options;
pub(crate) mod registry_archive;
pub(crate) mod registry_challenge;
pub(crate) mod registry_manifest;
pub(crate) mod registry_server_manifest;
pub(crate) mod registry_server_passkey;
pub(crate) mod registry_server_request;
pub(crate) mod sdl_edit;
pub(crate) mod sdl_read;
pub(crate) mod vault_amino;
pub(crate) mod vault_armor;
pub(crate) mod vault_file;
pub(crate) mod vault_path;
pub(crate) mod vault_words;
mod vaults;
pub(crate) mod walletconnect_envelope;
pub(crate) mod walletconnect_rpc;
pub(crate) mod walletconnect_uri;
