//! The palette: every place, action, deployment, draft and template by name.

mod model;
mod view;

pub use view::Palette;
