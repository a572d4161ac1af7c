//! Pages, one folder each.

pub mod deploy;
pub mod deployments;
pub mod gallery;
pub mod keys;
pub mod money;
pub mod studio;
