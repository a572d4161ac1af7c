//! Accounts and vaults: a card on the wallet's page and a page of their own.

mod add;
mod card;
mod export;
mod model;
mod vaults;
mod view;

pub use card::AccountsCard;
pub use view::AccountsPage;
