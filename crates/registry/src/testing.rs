//! Small images for tests of this and other crates.

use std::path::Path;

use crate::name::Digest;

/// Bytes that don't repeat, the same for the same seed.
#[must_use]
pub fn layer(seed: u8, length: usize) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .collect()
}

/// Writes an OCI layout folder with one image of these layers.
///
/// # Errors
/// What the file system says.
pub fn layout(folder: &Path, layers: &[Vec<u8>]) -> std::io::Result<()> {
    let blobs = folder.join("blobs/sha256");
    std::fs::create_dir_all(&blobs)?;
    let put = |kind: &str, bytes: &[u8]| {
        let digest = Digest::of(bytes);
        std::fs::write(blobs.join(digest.hex()), bytes)?;
        let size = bytes.len();
        std::io::Result::Ok(format!(
            r#"{{"mediaType":"application/vnd.oci.image.{kind}","digest":"{digest}","size":{size}}}"#
        ))
    };
    let config =
        br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let config = put("config.v1+json", config)?;
    let layers = layers
        .iter()
        .map(|layer| put("layer.v1.tar", layer))
        .collect::<std::io::Result<Vec<_>>>()?
        .join(",");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{config},"layers":[{layers}]}}"#
    );
    let root = put("manifest.v1+json", manifest.as_bytes())?;
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{root}]}}"#);
    std::fs::write(folder.join("index.json"), index)?;
    std::fs::write(
        folder.join("oci-layout"),
        r#"{"imageLayoutVersion":"1.0.0"}"#,
    )
}
