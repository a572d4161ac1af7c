//! What crosses between the user interface and the core.
//!
//! One table ([`COMMANDS`], in `table.rs`) names every command with its request and answer. From it
//! come [`Api`], which the core implements, [`dispatch`], which every home of the core calls, and
//! [`Client`], which the user interface calls over a [`Transport`]. Reads say which [`Tag`]s they
//! provide, mutations which they invalidate; the core repeats the latter in [`Event::Changed`] when
//! something changes by itself, so views refresh without polling.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod accounts;
mod backup;
mod companion;
mod contacts;
mod error;
mod event;
mod keplr;
mod macros;
mod offline;
mod registry_requests;
mod requests;
mod security;
mod table;
mod top_up;
mod views;
mod wire;

pub use accounts::*;
pub use backup::*;
pub use companion::*;
pub use contacts::*;
pub use error::{ApiError, ErrorCode};
pub use event::{Event, HostAnswer, HostCall, LogLine, StreamEnd};
pub use keplr::{KEPLR, KeplrAnswer};
pub use macros::{Kind, LARGEST_REQUEST, Row, Transport};
pub use offline::*;
pub use registry_requests::*;
pub use requests::*;
pub use security::*;
pub use table::{Api, COMMANDS, Client, dispatch};
pub use top_up::*;
pub use views::*;
pub use wire::{FILE, FILE_NAME, FromWorker, ToWorker};

use serde::{Deserialize, Serialize};

/// What a view shows and a mutation makes stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Vault state, accounts, who owns the core.
    App,
    /// Network profiles and which one is chosen.
    Networks,
    /// Health of the node.
    Health,
    /// Balances of the chosen account.
    Balances,
    /// What was signed.
    Activity,
    /// Requests waiting for a decision.
    Approvals,
    /// SDL drafts.
    Drafts,
    /// GPUs and providers.
    Market,
    /// Deployments in the making.
    Flows,
    /// Bids on open orders.
    Bids,
    /// Deployments on chain and what their providers say.
    Deployments,
    /// Image registries and who one is there.
    Registries,
    /// Repositories, tags, images.
    Images,
    /// Pushes and pulls.
    Transfers,
    /// The vault's passkeys.
    Passkeys,
    /// Passkeys and tokens of an account at a registry.
    Account,
    /// Wishes for a passkey that wait for a decision.
    PasskeyAsks,
    /// Settings.
    Settings,
    /// Names for other people's addresses.
    Contacts,
    /// Standing rules.
    Rules,
    /// Connected apps and what they ask.
    Apps,
}
