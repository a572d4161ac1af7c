//! From a password to a key: Argon2id (RFC 9106) with stored parameters.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::entropy::{self, Entropy, EntropyError};
use crate::secret::{Password, SecretKey32};

/// Memory and passes of one Argon2id run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl KdfCost {
    /// Runs the derivation once on nothing, to be timed.
    fn trial(self) -> Result<(), KdfError> {
        argon2id(b"trial", &[0; 16], self, 1).map(|_| ())
    }
}

/// What costs are created and accepted.
///
/// A constructor argument, so that tests can run cheap derivations; the product has one value,
/// [`KdfBounds::PRODUCT`], and no setting that changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfBounds {
    create: KdfCost,
    floor: KdfCost,
    ceiling: KdfCost,
}

impl KdfBounds {
    /// Created at 64 MiB and three passes at least; opened from 19 MiB and two passes (the OWASP
    /// floor) up to 1 GiB and 64 passes.
    pub const PRODUCT: Self = Self {
        create: KdfCost {
            memory_kib: 64 * 1024,
            passes: 3,
        },
        floor: KdfCost {
            memory_kib: 19 * 1024,
            passes: 2,
        },
        ceiling: KdfCost {
            memory_kib: 1024 * 1024,
            passes: 64,
        },
    };

    /// Bounds of one's own.
    ///
    /// # Errors
    /// [`KdfError::Bounds`] unless floor ≤ create ≤ ceiling.
    pub fn new(create: KdfCost, floor: KdfCost, ceiling: KdfCost) -> Result<Self, KdfError> {
        let bounds = Self {
            create,
            floor,
            ceiling,
        };
        if bounds.accepts(create) && bounds.accepts(floor) && bounds.accepts(ceiling) {
            Ok(bounds)
        } else {
            Err(KdfError::Bounds)
        }
    }

    /// The least cost a new password is given.
    #[must_use]
    pub const fn create(&self) -> KdfCost {
        self.create
    }

    fn accepts(&self, cost: KdfCost) -> bool {
        (self.floor.memory_kib..=self.ceiling.memory_kib).contains(&cost.memory_kib)
            && (self.floor.passes..=self.ceiling.passes).contains(&cost.passes)
    }

    /// A cost that takes 150 to 1,000 ms here, found by running it; `now` is a steady clock in milliseconds.
    pub fn calibrate_by(&self, now: impl Fn() -> u64) -> KdfCost {
        self.calibrate(|cost| {
            let begin = now();
            match cost.trial() {
                Ok(()) => now().saturating_sub(begin),
                // What can't run here counts as too slow.
                Err(_) => u64::MAX,
            }
        })
    }

    /// A cost that takes 150 to 1,000 ms here, found by doubling the memory from the least cost on
    /// as long as `measure` (milliseconds of one run at a cost) stays under 150.
    fn calibrate(&self, mut measure: impl FnMut(KdfCost) -> u64) -> KdfCost {
        let mut cost = self.create;
        while measure(cost) < 150 {
            let next = KdfCost {
                memory_kib: cost.memory_kib.saturating_mul(2),
                ..cost
            };
            // 256 MiB is where a browser's worker begins to fail.
            if !self.accepts(next) || next.memory_kib > 256 * 1024 {
                break;
            }
            cost = next;
        }
        cost
    }
}

/// Why a key was not derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KdfError {
    /// The stored cost is too cheap to be honest or too high to be run.
    #[error(
        "the file asks for {memory_kib} KiB and {passes} passes, which is outside what is accepted"
    )]
    OutOfBounds {
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes.
        passes: u32,
    },
    /// The bounds contradict each other.
    #[error("the bounds of the key derivation contradict each other")]
    Bounds,
    /// The memory could not be had.
    #[error("there is not enough memory to derive the key")]
    Memory,
    /// There was no randomness for a salt.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// The stored parameters of a password: Argon2id, version 0x13, one lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfParams {
    /// Memory and passes.
    pub cost: KdfCost,
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
}

impl KdfParams {
    /// Fresh parameters with a random salt.
    ///
    /// # Errors
    /// [`KdfError`] when the cost is below what is created or outside the bounds.
    pub fn fresh(
        cost: KdfCost,
        bounds: &KdfBounds,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, KdfError> {
        let enough =
            cost.memory_kib >= bounds.create.memory_kib && cost.passes >= bounds.create.passes;
        if !enough || !bounds.accepts(cost) {
            return Err(KdfError::OutOfBounds {
                memory_kib: cost.memory_kib,
                passes: cost.passes,
            });
        }
        Ok(Self {
            cost,
            salt: entropy::array(entropy)?,
        })
    }

    /// The parameters as they enter the associated data of every record.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = b"argon2id\x13\x01".to_vec();
        out.extend_from_slice(&self.cost.memory_kib.to_be_bytes());
        out.extend_from_slice(&self.cost.passes.to_be_bytes());
        out.extend_from_slice(&self.salt);
        out
    }

    /// Runs the derivation, after checking the cost against `bounds`.
    pub(crate) fn derive(
        &self,
        password: &Password,
        bounds: &KdfBounds,
    ) -> Result<SecretKey32, KdfError> {
        if !bounds.accepts(self.cost) {
            return Err(KdfError::OutOfBounds {
                memory_kib: self.cost.memory_kib,
                passes: self.cost.passes,
            });
        }
        argon2id(password.bytes(), &self.salt, self.cost, 1)
    }
}

/// One Argon2id run whose working memory is overwritten afterwards.
pub(crate) fn argon2id(
    password: &[u8],
    salt: &[u8],
    cost: KdfCost,
    lanes: u32,
) -> Result<SecretKey32, KdfError> {
    let out_of_bounds = KdfError::OutOfBounds {
        memory_kib: cost.memory_kib,
        passes: cost.passes,
    };
    let params =
        Params::new(cost.memory_kib, cost.passes, lanes, Some(32)).map_err(|_| out_of_bounds)?;
    let mut memory: Vec<Block> = Vec::new();
    memory
        .try_reserve_exact(params.block_count())
        .map_err(|_| KdfError::Memory)?;
    memory.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let key = SecretKey32::try_filled(|key| {
        argon2.hash_password_into_with_memory(password, salt, key, &mut memory)
    });
    for block in &mut memory {
        block.zeroize();
    }
    key.map_err(|_| KdfError::Memory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;

    fn cost(memory_kib: u32, passes: u32) -> KdfCost {
        KdfCost { memory_kib, passes }
    }

    #[test]
    fn the_product_creates_at_64_mib_and_refuses_cheap_files() {
        let bounds = KdfBounds::PRODUCT;
        assert_eq!(bounds.create(), cost(65_536, 3));
        let mut rng = TestEntropy(0);
        assert!(KdfParams::fresh(cost(65_535, 3), &bounds, &mut rng).is_err());
        assert!(KdfParams::fresh(cost(65_536, 2), &bounds, &mut rng).is_err());
        let mut params = KdfParams::fresh(cost(65_536, 3), &bounds, &mut rng).unwrap();
        for (memory, passes) in [
            (19 * 1024 - 1, 2),
            (19 * 1024, 1),
            (1024 * 1024 + 1, 3),
            (65_536, 65),
        ] {
            params.cost = cost(memory, passes);
            assert!(matches!(
                params.derive(&Password::new("x"), &bounds),
                Err(KdfError::OutOfBounds { .. })
            ));
        }
    }

    #[test]
    fn argon2id_matches_a_known_answer() {
        // echo -n password | argon2 somesalt -id -t 2 -k 64 -p 1 -l 32 (argon2 reference, version 13).
        let key = argon2id(b"password", b"somesalt", cost(256, 2), 1).unwrap();
        assert_eq!(
            hex::encode(key.expose()),
            "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
        );
    }

    #[test]
    fn calibration_doubles_until_it_is_slow_enough() {
        let found = KdfBounds::PRODUCT.calibrate(|c| u64::from(c.memory_kib) / 1024);
        assert_eq!(found, cost(256 * 1024, 3));
        assert_eq!(KdfBounds::PRODUCT.calibrate(|_| 500), cost(65_536, 3));
    }

    #[test]
    fn calibration_reads_the_clock_around_each_run() {
        let bounds = KdfBounds::new(cost(64, 1), cost(64, 1), cost(256, 1)).unwrap();
        let ticks = |step: u64| {
            let now = std::cell::Cell::new(0);
            move || now.replace(now.get() + step)
        };
        assert_eq!(bounds.calibrate_by(ticks(200)), cost(64, 1));
        assert_eq!(bounds.calibrate_by(ticks(10)), cost(256, 1));
    }

    #[test]
    fn contradicting_bounds_are_refused() {
        assert!(KdfBounds::new(cost(8, 1), cost(9, 1), cost(10, 1)).is_err());
        assert!(KdfBounds::new(cost(8, 1), cost(8, 1), cost(10, 1)).is_ok());
    }
}
