//! Desktop shell of Slipway.
