//! Pages, one folder each: `model` is pure and tested natively, `view` renders.

pub mod approval;
pub mod apps;
pub mod common;
pub mod companion;
pub mod connect;
pub mod deploy;
pub mod deployments;
pub mod first_run;
pub mod gallery;
pub mod home;
pub mod key_form;
pub mod keys;
pub mod money;
pub mod palette;
pub mod registry;
pub mod settings;
pub mod studio;
pub mod wallet;
