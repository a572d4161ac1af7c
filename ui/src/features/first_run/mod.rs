//! Before there is an open vault: three doors, creating, importing, unlocking, the backup check.

mod backup;
mod create;
mod doors;
mod import;
mod model;
mod scene;
mod unlock;

pub use backup::{BackupSheet, WordGrid};
pub use doors::{FirstRun, ThemeButton};
pub use import::BackupFields;
pub use model::{
    Onboarding, Stage, passwords_ready, repeat_verdict, tidy_words, words_complete, words_hint,
    words_verdict,
};
pub use scene::FirstPage;
pub use unlock::{Unlock, WipeSheet};
