//! Derivation paths (BIP32, BIP44; coin type 118 as in SLIP-44).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Added to an index to make it hardened.
const HARDENED: u32 = 1 << 31;

/// A derivation path such as `m/44'/118'/0'/0/0`; one to ten steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HdPath(Vec<u32>);

/// Why a text is not a derivation path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// A path begins with `m/`.
    #[error("a path begins with m/")]
    Root,
    /// One of the steps is not a number below 2³¹, with or without an apostrophe.
    #[error("step {0} of the path is not a number below 2147483648, with or without '")]
    Step(usize),
    /// The path has no step or more than ten.
    #[error("a path has one to ten steps")]
    Depth,
}

impl HdPath {
    /// `m/44'/118'/account'/0/index`, the path of Cosmos wallets.
    ///
    /// # Errors
    /// [`PathError::Step`] when a number is 2³¹ or more.
    pub fn cosmos(account: u32, index: u32) -> Result<Self, PathError> {
        if account >= HARDENED {
            return Err(PathError::Step(3));
        }
        if index >= HARDENED {
            return Err(PathError::Step(5));
        }
        Ok(Self(vec![
            44 | HARDENED,
            118 | HARDENED,
            account | HARDENED,
            0,
            index,
        ]))
    }

    /// The raw indices, hardened ones with the top bit set.
    pub(crate) fn steps(&self) -> &[u32] {
        &self.0
    }
}

impl FromStr for HdPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let rest = text.trim().strip_prefix("m/").ok_or(PathError::Root)?;
        let mut steps = Vec::new();
        for (at, part) in rest.split('/').enumerate() {
            if at >= 10 {
                return Err(PathError::Depth);
            }
            let (digits, hardened) = match part.strip_suffix(['\'', 'h', 'H']) {
                Some(digits) => (digits, HARDENED),
                None => (part, 0),
            };
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            match digits.parse::<u32>() {
                Ok(number) if plain && number < HARDENED => steps.push(number | hardened),
                _ => return Err(PathError::Step(at + 1)),
            }
        }
        Ok(Self(steps))
    }
}

impl TryFrom<String> for HdPath {
    type Error = PathError;
    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl From<HdPath> for String {
    fn from(path: HdPath) -> Self {
        path.to_string()
    }
}

impl fmt::Display for HdPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("m")?;
        for step in &self.0 {
            let mark = if step & HARDENED == 0 { "" } else { "'" };
            write!(f, "/{}{mark}", step & !HARDENED)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_paths() {
        let path: HdPath = "m/44'/118'/0'/0/7".parse().unwrap();
        assert_eq!(path, HdPath::cosmos(0, 7).unwrap());
        assert_eq!(path.to_string(), "m/44'/118'/0'/0/7");
        assert_eq!("m/44h/118H/0'/0/7".parse::<HdPath>().unwrap(), path);
    }

    #[test]
    fn names_the_broken_step() {
        for (text, error) in [
            ("44'/118'", PathError::Root),
            ("m/", PathError::Step(1)),
            ("m/44'/x", PathError::Step(2)),
            ("m/44'/+1", PathError::Step(2)),
            ("m/2147483648", PathError::Step(1)),
            ("m/0/1/2/3/4/5/6/7/8/9/10", PathError::Depth),
        ] {
            assert_eq!(text.parse::<HdPath>(), Err(error), "{text}");
        }
        assert!(HdPath::cosmos(HARDENED, 0).is_err());
        assert!(HdPath::cosmos(0, HARDENED).is_err());
    }
}
