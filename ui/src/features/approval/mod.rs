//! The sheet for everything that is signed.

mod content;
mod model;
mod view;
mod waiting;

pub use view::Approvals;
