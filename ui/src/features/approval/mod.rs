//! The sheet for everything that is signed.

mod content;
mod model;
mod view;

pub use view::Approvals;
