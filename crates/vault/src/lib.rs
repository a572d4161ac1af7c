//! Words, derivation, the encrypted store, policies and signers.
