//! The Cosmos namespace: which methods there are, reading what apps send, writing what they expect.
//!
//! Reading is liberal where the same meaning is written in several ways (base64 or hex, numbers or
//! texts, an amino document in `cosmos_signDirect`); the meaning itself is checked by whoever signs.

mod answer;
mod read;

pub use answer::{KeyInfo, account_list, direct_answer, key_answer, keys_property, signed_answer};
pub use read::{Bytes, CosmosRequest, DirectAsk, ReadError, read};

/// Methods that a wallet grants: all of them, since apps read what they may ask from the session.
pub const METHODS: [&str; 8] = [
    "cosmos_getAccounts",
    "cosmos_signDirect",
    "cosmos_signAmino",
    "keplr_getKey",
    "keplr_enable",
    "keplr_signAmino",
    "keplr_signDirect",
    "keplr_signArbitrary",
];
/// Events that a wallet announces.
pub const EVENTS: [&str; 3] = ["accountsChanged", "chainChanged", "keplr_accountsChanged"];
