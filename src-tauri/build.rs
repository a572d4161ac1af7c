//! Build script of the desktop shell.
fn main() {}
