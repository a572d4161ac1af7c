//! Domain quantities of Akash Network: addresses, amounts, ids. No I/O.
//!
//! Every quantity is a type of its own with a checked constructor, so a value that exists is a
//! value that is well formed. Numbers that JavaScript would round (`dseq`, amounts) serialise as
//! strings.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod amount;
mod dec;
mod hash;
mod ids;
mod network;
mod time;

pub use address::{Address, AddressError};
pub use amount::{Amount, AmountError, Coin, DecCoin, Denom};
pub use dec::{Dec18, DecError};
pub use hash::{Hash32, HashError};
pub use ids::{BidId, DeploymentId, Dseq, GroupId, Gseq, Height, IdError, LeaseId, OrderId, Oseq};
pub use network::{ChainId, ChainIdError};
pub use time::{Moment, UnixMillis};
