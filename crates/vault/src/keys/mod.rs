//! From words or raw bytes to a key and its address.

mod path;
mod private;
mod words;

pub use path::{HdPath, PathError};
#[cfg(test)]
pub(crate) use private::derive_steps;
pub use private::{KeyError, PublicKey};
pub(crate) use private::{PrivateKey, derive};
pub use words::{WordCount, Words, WordsError, suggest};
