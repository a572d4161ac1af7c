//! One file for each target.

pub(crate) mod sdl_edit;
pub(crate) mod sdl_read;
pub(crate) mod walletconnect_envelope;
pub(crate) mod walletconnect_rpc;
pub(crate) mod walletconnect_uri;
