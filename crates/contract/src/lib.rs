//! What crosses between the user interface and the core.
