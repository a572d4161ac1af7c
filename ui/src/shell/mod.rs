//! The frame around the pages: rail, bars, status, palette keys, banners, and what is shown while the core can't be
//! asked.

mod banner;
mod frame;
mod gate;
mod in_use;
pub mod keys;
mod more;
mod overlays;
mod page;
mod session;
mod status;

pub use frame::Frame;
pub use gate::Gate;
pub use in_use::say_in_use;
pub use more::KeyList;
pub use overlays::Overlays;
pub use page::Page;
pub use session::{Session, node_state};
