//! What the core answers: ready to be shown, with every number's unit in its name or doc.

mod app;
mod approval;
mod apps;
mod deploy;
mod deployment;
mod market;
mod registry;
mod studio;
mod wallet;
mod wallets;

pub use app::*;
pub use approval::*;
pub use apps::*;
pub use deploy::*;
pub use deployment::*;
pub use market::*;
pub use registry::*;
pub use studio::*;
pub use wallet::*;
pub use wallets::*;
