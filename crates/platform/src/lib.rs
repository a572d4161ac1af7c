//! What the core needs from its home: store, http, socket, clock, rng.
