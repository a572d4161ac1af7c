//! Wallet: balances, receive, send, accounts, contacts, activity, transaction files.

mod accounts;
mod activity;
mod address_here;
mod contacts;
mod csv;
mod model;
mod receive;
mod send;
mod transaction_file;
mod view;

pub use accounts::AccountsPage;
pub use address_here::AddressHere;
pub use contacts::ContactsPage;
pub use receive::ReceiveSheet;
pub use send::SendSheet;
pub use transaction_file::TransactionFileSheet;
pub use view::Wallet;
