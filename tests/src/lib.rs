//! Harness of the end-to-end tests: the built programs, driven from outside.
//!
//! [`Server`] is `slipway web` with its demo network, [`Page`] a page in Chromium or in the desktop window. Both end
//! with the value that stands for them, also when a test panics or runs out of time. The programs must be built before;
//! `cargo xtask test` does that.
// A harness: a fault in it is a failed test.
#![allow(clippy::unwrap_used)]

mod audit;
mod browser;
pub mod connect;
mod flow;
pub mod journey;
pub mod measure;
mod page;
pub mod peer;
mod process;
mod registry;
mod server;
pub mod typing;
mod want;

pub use browser::{Links, OPENED, Width, chromium, chromium_with, window, window_with_links};
pub use page::Page;
pub use process::{Group, program};
pub use registry::packed;
pub use server::{Network, Server};

use std::future::Future;
use std::time::Duration;

/// How much slower than a quiet machine one may be.
const SLOWNESS: u64 = 2;

/// Runs a test that takes at most `seconds` on a quiet machine, and fails it when it hangs; what it started ends with it.
///
/// # Panics
/// When the time is over.
pub async fn within(seconds: u64, test: impl Future<Output = ()>) {
    if tokio::time::timeout(Duration::from_secs(SLOWNESS * seconds), test)
        .await
        .is_err()
    {
        panic!("not finished after {SLOWNESS} times {seconds} seconds");
    }
}
