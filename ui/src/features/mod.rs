//! Pages, one folder each.

pub mod gallery;
