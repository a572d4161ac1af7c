//! One file for each target.

pub(crate) mod sdl_edit;
pub(crate) mod sdl_read;
