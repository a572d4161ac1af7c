//! Manifests and indexes of registries.

use registry::{LONGEST, Manifest, digest_of};

/// Reads bytes as a manifest; what was read names only digests that can be checked.
pub(crate) fn run(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert!(bytes.len() <= LONGEST);
        let parts = match &manifest {
            Manifest::Image(image) => &image.layers,
            Manifest::Index(list) => list,
        };
        assert!(parts.iter().all(|part| digest_of(part).is_ok()));
    }
}
