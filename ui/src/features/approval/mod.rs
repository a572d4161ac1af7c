//! The sheet for everything that is signed.

mod model;
mod view;
mod waiting;

pub use view::Approvals;
