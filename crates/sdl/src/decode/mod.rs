//! Tree to model, with the reference's ideas of null, merging and conversion.

mod binary;
mod document;
mod gpu;
mod merge;
mod place;
mod profile;
mod reader;
mod service;
mod storage;
pub(crate) mod unit;
mod url;

pub(crate) use document::decode;
pub(crate) use place::span;
pub(crate) use reader::Reader;
