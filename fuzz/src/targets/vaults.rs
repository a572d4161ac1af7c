//! A vault that costs nothing to make.

use types::UnixMillis;
use vault::{
    Entropy, EntropyError, KdfBounds, KdfCost, Name, NewLock, Password, StrongPassword,
    UnlockedVault,
};

/// Opens the files of the corpus.
pub(crate) const PASSWORD: &str = "correct horse 1";

const CHEAP: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
};

/// A row of numbers: the same in each run, so that a finding can be repeated.
pub(crate) struct Row(u64);

impl Entropy for Row {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        for byte in bytes {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = self.0.to_be_bytes()[0];
        }
        Ok(())
    }
}

/// Takes the cheapest files, and refuses dear ones quickly.
pub(crate) fn bounds() -> KdfBounds {
    KdfBounds::new(CHEAP, CHEAP, CHEAP).expect("one cost is no contradiction")
}

/// An empty vault, and numbers to go on with.
pub(crate) fn empty() -> (UnlockedVault, Row) {
    let mut rng = Row(7);
    let password = StrongPassword::new(Password::new(PASSWORD)).expect("long enough");
    let lock = NewLock::Password {
        password: &password,
        cost: CHEAP,
    };
    let name = Name::new("Fuzz").expect("a name");
    let vault = UnlockedVault::create(name, UnixMillis(0), lock, bounds(), &mut rng);
    (vault.expect("there is memory and randomness"), rng)
}
