//! Tree to model, with the reference's ideas of null, merging and conversion.

mod document;
mod profile;
mod reader;
mod service;
pub(crate) mod unit;
mod url;

pub(crate) use document::decode;
pub(crate) use reader::{Reader, span};
