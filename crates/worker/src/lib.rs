//! The core's home in the browser: a dedicated worker.
