//! Memory for keys, and a process that leaves no core.
//!
//! [`LockedBytes`] has a page of its own: locked against swapping and left out of core dumps where
//! the system allows it, overwritten before it is given back. [`harden_process`] forbids cores and
//! debuggers. Everything else of Slipway forbids `unsafe`; this crate has its own lint table.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(not(unix))]
#[path = "plain.rs"]
mod home;
#[cfg(unix)]
#[path = "unix.rs"]
mod home;

pub use home::{LockedBytes, harden_process};

/// What the system did for a [`LockedBytes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// The page can't be swapped out.
    Locked,
    /// The system refused (often a limit of 8 MiB) or has no such call; the bytes are still
    /// overwritten at the end.
    Plain,
}

/// What [`harden_process`] achieved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardening {
    /// No core file is written when the process crashes.
    pub no_core: bool,
    /// Other processes of the same user can't read this one's memory.
    pub not_dumpable: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_zero_at_first_and_keep_what_is_written() {
        let mut bytes = LockedBytes::<32>::zeroed();
        assert_eq!(bytes.as_ref(), &[0; 32]);
        bytes.as_mut()[31] = 7;
        assert_eq!(bytes.as_ref()[31], 7);
    }

    #[test]
    fn many_fit_even_beyond_the_limit_of_locked_memory() {
        let all: Vec<_> = (0..3000).map(|_| LockedBytes::<32>::zeroed()).collect();
        assert!(all.iter().all(|bytes| bytes.as_ref() == &[0; 32]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_locked_page_shows_in_the_process_status() {
        let bytes = LockedBytes::<32>::zeroed();
        if bytes.protection() == Protection::Locked {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find(|l| l.starts_with("VmLck")).unwrap();
            assert!(!line.contains(" 0 kB"), "{line}");
        }
    }
}
