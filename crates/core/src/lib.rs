//! Use cases of Slipway; composes vault, sdl, chain and provider.
