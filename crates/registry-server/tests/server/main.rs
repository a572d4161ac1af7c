//! The registry over HTTP, as clients see it.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod accounts;
mod authenticator;
mod bad_input;
mod collect;
mod discovery;
mod management;
mod oci_client;
mod passkeys;
mod property;
mod pull;
mod push;
mod s3;
mod shapes;
mod support;
