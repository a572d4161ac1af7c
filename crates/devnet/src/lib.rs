//! The demo network: an Akash chain and its providers, simulated on loopback.
