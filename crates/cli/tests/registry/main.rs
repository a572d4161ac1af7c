//! `slipway registry` as a process, with kills and with clients of other people's making.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod kills;
mod process;
mod skopeo;
mod soft_webauthn;
