//! User interface of Slipway.
