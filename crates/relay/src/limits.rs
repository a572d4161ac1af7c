//! How much a relay takes.

use std::time::Duration;

/// Limits of a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest message, in bytes.
    pub message: usize,
    /// Longest time that a message is kept.
    pub life: Duration,
    /// Messages kept in one mailbox.
    pub per_topic: usize,
    /// Bytes kept in all mailboxes.
    pub bytes: usize,
    /// Mailboxes that one client may have open.
    pub topics: usize,
    /// Topics in one call.
    pub batch: usize,
    /// Sockets at once.
    pub sockets: usize,
    /// Calls of one socket in ten seconds.
    pub calls: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 512 * 1024,
            life: Duration::from_secs(7 * 86_400),
            per_topic: 200,
            bytes: 64 * 1024 * 1024,
            topics: 5000,
            batch: 500,
            sockets: 256,
            calls: 1000,
        }
    }
}
