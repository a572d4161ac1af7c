//! Randomness of the operating system.

/// `N` random bytes.
///
/// # Panics
/// When the system has no randomness: nothing safe could go on.
#[expect(
    clippy::expect_used,
    reason = "without randomness no secret can be made"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
}

/// `N` random bytes in hex.
pub fn hex<const N: usize>() -> String {
    hex::encode(bytes::<N>())
}
