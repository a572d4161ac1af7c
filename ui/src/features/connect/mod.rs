//! Other wallets that sign for accounts here: connecting one, and the list of those that are connected.

mod card;
mod keplr;
mod links;
mod page;
mod panel;

pub use card::WalletsCard;
pub use keplr::{BrowserKeplr, UseKeplr};
pub use links::WakeLink;
pub use page::ConnectPage;
pub use panel::Offered;
