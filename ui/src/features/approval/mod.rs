//! The sheet for everything that is signed.

mod model;
mod view;

pub use view::Approvals;
