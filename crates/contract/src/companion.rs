//! A phone as companion: this machine serves its page and a relay on the local network; keys stay here.

use serde::{Deserialize, Serialize};
use types::UnixMillis;

use crate::Hidden;

/// Where to share, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanionStartRequest {
    /// An address of this machine in a local network, without a port.
    pub address: String,
    /// After so many minutes it ends by itself: 5 to 240.
    pub minutes: u32,
}

/// What the phone scans: page, token and connection address in one. Whoever has it may connect, so it is shown to the
/// person only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanionCodeView {
    /// For a QR code.
    pub url: Hidden,
    /// Until when a phone can connect with it; a page that is connected stays.
    pub expires: UnixMillis,
}

/// What is shared now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareView {
    /// Address and port that are listened on.
    pub at: String,
    /// When it ends by itself.
    pub ends: UnixMillis,
    /// When it ends because no phone is connected; none while one is.
    pub idle_end: Option<UnixMillis>,
    /// Phones that are connected now.
    pub phones: u32,
}

/// Sharing with phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanionView {
    /// This home can share at all.
    pub possible: bool,
    /// Addresses by which phones may reach this machine, likeliest first.
    pub addresses: Vec<String>,
    /// What is shared now.
    pub share: Option<ShareView>,
    /// Why the last share ended.
    pub ended: Option<String>,
}

/// The phone's part: the connection address of the code that it scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanionJoinRequest {
    /// The address.
    pub uri: Hidden,
}
