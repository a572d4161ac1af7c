//! Unix: a page from `mmap`, locked and kept out of cores.

use std::ptr::NonNull;

use zeroize::Zeroize;

use crate::{Hardening, Protection};

/// Size of the mapping that holds `N` bytes; the system rounds it up to whole pages.
const fn mapping(n: usize) -> usize {
    if n == 0 { 1 } else { n }
}

enum Place<const N: usize> {
    /// A mapping of our own.
    Page(NonNull<[u8; N]>, Protection),
    /// No mapping was to be had.
    Heap(Box<[u8; N]>),
}

/// `N` bytes on a page of their own, overwritten when they are dropped.
pub struct LockedBytes<const N: usize>(Place<N>);

// SAFETY: the page belongs to this value alone and is plain bytes; access follows the usual
// borrowing through `as_ref` and `as_mut`.
unsafe impl<const N: usize> Send for LockedBytes<N> {}
// SAFETY: as above; shared access only reads.
unsafe impl<const N: usize> Sync for LockedBytes<N> {}

impl<const N: usize> LockedBytes<N> {
    /// `N` zero bytes.
    #[must_use]
    pub fn zeroed() -> Self {
        // SAFETY: an anonymous private mapping at an address of the system's choice touches no
        // memory that exists.
        let address = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                mapping(N),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        let Some(page) = NonNull::new(address.cast::<[u8; N]>()) else {
            return Self(Place::Heap(Box::new([0; N])));
        };
        if address == libc::MAP_FAILED {
            return Self(Place::Heap(Box::new([0; N])));
        }
        // SAFETY: the range is the mapping just made.
        let locked = unsafe { libc::mlock(address, mapping(N)) } == 0;
        // SAFETY: as above; the advice changes what a core holds, not the memory.
        #[cfg(target_os = "linux")]
        unsafe {
            libc::madvise(address, mapping(N), libc::MADV_DONTDUMP);
        }
        let protection = if locked {
            Protection::Locked
        } else {
            Protection::Plain
        };
        Self(Place::Page(page, protection))
    }

    /// What protects them.
    #[must_use]
    pub const fn protection(&self) -> Protection {
        match self.0 {
            Place::Page(_, protection) => protection,
            Place::Heap(_) => Protection::Plain,
        }
    }
}

impl<const N: usize> AsRef<[u8; N]> for LockedBytes<N> {
    fn as_ref(&self) -> &[u8; N] {
        match &self.0 {
            // SAFETY: the page is mapped, readable, page-aligned, zero-filled by the system and at
            // least `N` bytes long until `drop`.
            Place::Page(page, _) => unsafe { page.as_ref() },
            Place::Heap(bytes) => bytes,
        }
    }
}

impl<const N: usize> AsMut<[u8; N]> for LockedBytes<N> {
    fn as_mut(&mut self) -> &mut [u8; N] {
        match &mut self.0 {
            // SAFETY: as in `as_ref`, and the exclusive borrow of `self` makes it the only access.
            Place::Page(page, _) => unsafe { page.as_mut() },
            Place::Heap(bytes) => bytes,
        }
    }
}

impl<const N: usize> Drop for LockedBytes<N> {
    fn drop(&mut self) {
        self.as_mut().zeroize();
        if let Place::Page(page, _) = self.0 {
            // SAFETY: the mapping was made in `zeroed` with this length and nothing borrows it any
            // more. Unmapping also unlocks it.
            unsafe {
                libc::munmap(page.as_ptr().cast(), mapping(N));
            }
        }
    }
}

/// Forbids core files and, on Linux, reading this process by others of the same user. For release
/// builds, at the start of `main`.
#[must_use]
pub fn harden_process() -> Hardening {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the structure is whole and only read.
    let no_core = unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const none) } == 0;
    // SAFETY: this option takes plain numbers.
    #[cfg(target_os = "linux")]
    let not_dumpable = unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) } == 0;
    #[cfg(not(target_os = "linux"))]
    let not_dumpable = false;
    Hardening {
        no_core,
        not_dumpable,
    }
}
