//! Home: balances, burn rate, runway, what needs attention.

mod model;
mod view;

pub use view::Home;
pub(crate) use view::outcome;
