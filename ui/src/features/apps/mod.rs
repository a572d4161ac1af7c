//! Connected apps: the list on the Wallet page, connecting, and what apps propose.

mod model;
mod pair;
mod proposal;
mod relay;
mod scan;
mod view;

pub use model::{countdown, origin_words};
pub use pair::LinkedPair;
pub use proposal::Proposals;
pub use relay::RelayCard;
pub use view::ConnectedApps;
