//! Accounts that another wallet signs for: WalletConnect's app side, and Keplr where the browser brings it along.
//!
//! Such an account is watched here. What it signs is asked of the wallet, checked against what was asked and against
//! the account's key, and sent from here. What was asked is written down before it leaves, so an answer finds its
//! place after a restart; an answer nobody waits for has no effect.

mod access;
mod ask;
mod check;
mod heard;
mod keplr;
mod offer;
mod view;

use chain::tx::UnsignedTx;
use contract::{ApprovalView, WalletWait};
use proto::Message;
use proto::cosmos::tx::v1beta1::SignDoc;
use serde::{Deserialize, Serialize};
use types::{Address, LeaseId, UnixMillis};
use vault::PublicKey;
use walletconnect::{Role, RpcId, Topic};

use crate::approvals::Hand;
use crate::error::Result;
use crate::txs::Purpose;
use crate::{Core, lock, store};

/// Which wallet signs for which account; nothing in it is secret.
pub(crate) const LINKS: &str = "wallets";
/// What was asked of wallets.
pub(crate) const ASKS: &str = "wallet-asks";
/// Seconds that a wallet has for an answer, as the protocol's own libraries give it.
const LIFE: u64 = 900;

/// A wallet that signs for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) address: Address,
    /// The connection over the relay; none for the wallet that the browser brings along.
    pub(crate) topic: Option<Topic>,
    pub(crate) public_key: PublicKey,
    /// What it calls itself.
    pub(crate) wallet: String,
    url: String,
}

/// What was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "snake_case")]
enum What {
    /// A transaction.
    Tx {
        /// Encoded `SignDoc`, hex.
        doc: String,
        sequence: u64,
        place: String,
        purpose: Purpose,
    },
    /// A provider token.
    Access {
        /// Header and claims.
        string: String,
        lease: LeaseId,
    },
}

/// A request that a wallet has.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pending {
    /// Connection and number over the relay; none where the page asks.
    topic: Option<Topic>,
    rpc: Option<RpcId>,
    until: UnixMillis,
    network: String,
    what: What,
    view: ApprovalView,
}

impl Pending {
    /// The transaction, when it is one.
    fn tx(&self) -> Option<UnsignedTx> {
        let What::Tx { doc, .. } = &self.what else {
            return None;
        };
        let doc = SignDoc::decode(hex::decode(doc).ok()?.as_slice()).ok()?;
        Some(UnsignedTx {
            body: doc.body_bytes,
            auth_info: doc.auth_info_bytes,
            chain_id: doc.chain_id.parse().ok()?,
            account_number: doc.account_number,
        })
    }

    fn is_of_flow(&self, flow: &str) -> bool {
        matches!(
            &self.what,
            What::Tx { purpose: Purpose::Flow { id } | Purpose::Lease { id, .. }, .. } if id == flow
        )
    }
}

/// What belongs to other wallets.
#[derive(Default)]
pub(crate) struct Outside {
    links: Vec<Link>,
    asks: Vec<Pending>,
    /// A provider token that waits for the person.
    access: Option<access::Filed>,
    /// Leases for which the person did not want one, and when that was said.
    declined: Vec<(LeaseId, UnixMillis)>,
    problem: Option<String>,
}

impl Core {
    /// Reads which wallets sign, and what they were asked.
    pub(crate) async fn load_outside(&self) -> Result<()> {
        let links = store::load_all(self.home(), LINKS).await?;
        let asks = store::load_all(self.home(), ASKS).await?;
        let mut outside = lock(&self.0.outside);
        outside.links = links.into_iter().map(|(_, link)| link).collect();
        outside.asks = asks.into_iter().map(|(_, ask)| ask).collect();
        Ok(())
    }

    /// Forgets everything in memory; what was stored went with its buckets.
    pub(crate) fn forget_outside(&self) {
        *lock(&self.0.outside) = Outside::default();
    }

    /// The wallet that signs for this account now.
    pub(crate) fn link_of(&self, address: &Address) -> Option<Link> {
        let links = lock(&self.0.outside).links.clone();
        let link = links.into_iter().find(|link| &link.address == address)?;
        let Some(topic) = link.topic else {
            return Some(link);
        };
        let apps = lock(&self.0.apps);
        let session = apps.machine()?.session(&topic)?;
        (session.role == Role::App).then_some(link)
    }

    /// Who signs for a watched account.
    pub(crate) fn outside_hand(&self, address: &Address) -> Hand {
        self.link_of(address)
            .map_or(Hand::Nobody, |link| Hand::Wallet(Box::new(link)))
    }
}

/// What the sheet shows of the wallet.
pub(crate) fn wait(link: &Link) -> WalletWait {
    WalletWait {
        wallet: link.wallet.clone(),
        until: None,
        problem: None,
    }
}
