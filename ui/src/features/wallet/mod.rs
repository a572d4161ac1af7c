//! Wallet: balances, receive, send, accounts, activity.

mod accounts;
mod model;
mod receive;
mod send;
mod view;

pub use receive::ReceiveSheet;
pub use send::SendSheet;
pub use view::Wallet;
