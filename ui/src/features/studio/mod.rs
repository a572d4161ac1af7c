//! Studio: drafts, templates, and the builder over one draft.

mod advanced;
mod autosave;
mod bidders;
mod board;
mod checks;
pub mod doc;
mod estimate;
mod form;
mod form_lists;
pub mod gpus;
mod import;
mod list;
mod live;
mod outline;
mod outline_view;
mod page;
mod places;
mod price;
mod right;
mod state;

pub use form::FormPane;
pub use list::StudioPage;
pub use page::DraftPage;
pub use state::Studio;
