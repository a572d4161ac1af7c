//! Desktop program of Slipway.
fn main() {}
