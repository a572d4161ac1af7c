//! A deployment in the making: its steps, the bids, and what comes of it.

mod bids;
pub mod model;
mod panels;
mod view;

pub use view::DeployPage;
