//! Other wallets that sign for accounts here (WalletConnect, the app's side).

use serde::{Deserialize, Serialize};
use types::{Address, UnixMillis};

use super::RelayState;
use crate::Hidden;

/// A fresh connection address for a wallet. Whoever has it may answer, so it is shown to the person only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletOfferView {
    /// The address, for a QR code or the clipboard.
    pub uri: Hidden,
    /// When it ends by itself.
    pub expires: UnixMillis,
}

/// A wallet that signs for an account here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedWalletView {
    /// Names the connection; [`crate::KEPLR`] for the browser's own.
    pub topic: String,
    /// The account.
    pub address: Address,
    /// What the wallet calls itself.
    pub wallet: String,
    /// The address it gives for itself.
    pub url: String,
    /// When the connection ends by itself; none for the browser's own wallet, whose connection does not.
    pub expires: Option<UnixMillis>,
    /// When it was last used, where that is counted.
    pub used: Option<UnixMillis>,
}

/// Connections to other wallets, and the one that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletsView {
    /// How the relay is.
    #[serde(flatten)]
    pub relay: RelayState,
    /// A connection address is out, and good until then.
    pub offered: Option<UnixMillis>,
    /// A wallet answered and is being asked for its account.
    pub learning: bool,
    /// Why the last try came to nothing.
    pub problem: Option<String>,
    /// The connections, by account.
    pub linked: Vec<LinkedWalletView>,
}

/// The wallet that signs a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletWait {
    /// What it calls itself.
    pub wallet: String,
    /// It was asked, and may answer until then; none before the person approved here.
    pub until: Option<UnixMillis>,
    /// Why the last try came to nothing.
    pub problem: Option<String>,
}
