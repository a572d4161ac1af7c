//! Images to push, made of random bytes.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::process::Command;

/// A layer's digest and size in bytes.
type Layer = (String, u64);

/// An OCI layout with `count` layers of `mib` MiB of random bytes, which gzip can't make smaller.
pub fn several(layout: &Path, count: usize, mib: u64) -> io::Result<()> {
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs)?;
    let mut layers = Vec::new();
    for _ in 0..count {
        let raw = blobs.join("layer");
        let mut random = File::open("/dev/urandom")?.take(mib << 20);
        io::copy(&mut random, &mut File::create(&raw)?)?;
        checked(Command::new("gzip").args(["-1", "-f"]).arg(&raw))?;
        layers.push(place(&blobs, &blobs.join("layer.gz"))?);
    }
    finish(layout, &blobs, &layers)
}

/// The same bytes as in the layers of `from`, all in one layer: gzip files one after another are a gzip file.
pub fn one(layout: &Path, from: &Path) -> io::Result<()> {
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs)?;
    let whole = blobs.join("layer.gz");
    let mut out = File::create(&whole)?;
    for entry in fs::read_dir(from.join("blobs/sha256"))? {
        let mut layer = File::open(entry?.path())?;
        // Manifest and config are small, and no gzip.
        if layer.metadata()?.len() > 1 << 20 {
            io::copy(&mut layer, &mut out)?;
        }
    }
    drop(out);
    let layer = place(&blobs, &whole)?;
    finish(layout, &blobs, &[layer])
}

/// Config, manifest and index around layers that are there.
fn finish(layout: &Path, blobs: &Path, layers: &[Layer]) -> io::Result<()> {
    let parts: Vec<String> = layers
        .iter()
        .map(|l| descriptor("application/vnd.oci.image.layer.v1.tar+gzip", l))
        .collect();
    let ids: Vec<String> = layers
        .iter()
        .map(|(digest, _)| format!("\"sha256:{digest}\""))
        .collect();
    let config = format!(
        "{{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[{}]}}}}",
        ids.join(",")
    );
    let config = text(blobs, &config)?;
    let manifest = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{},\"layers\":[{}]}}",
        descriptor("application/vnd.oci.image.config.v1+json", &config),
        parts.join(",")
    );
    let (digest, size) = text(blobs, &manifest)?;
    let index = format!(
        "{{\"schemaVersion\":2,\"manifests\":[{{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:{digest}\",\"size\":{size},\"annotations\":{{\"org.opencontainers.image.ref.name\":\"v1\"}}}}]}}"
    );
    fs::write(layout.join("index.json"), index)?;
    fs::write(
        layout.join("oci-layout"),
        "{\"imageLayoutVersion\":\"1.0.0\"}",
    )
}

fn text(blobs: &Path, text: &str) -> io::Result<Layer> {
    let path = blobs.join("text");
    fs::write(&path, text)?;
    place(blobs, &path)
}

/// Moves a file to the name of its digest; returns digest and size.
fn place(blobs: &Path, file: &Path) -> io::Result<Layer> {
    let output = checked(Command::new("sha256sum").arg(file))?;
    let digest: String = output.chars().take(64).collect();
    let size = fs::metadata(file)?.len();
    fs::rename(file, blobs.join(&digest))?;
    Ok((digest, size))
}

fn descriptor(kind: &str, (digest, size): &Layer) -> String {
    format!("{{\"mediaType\":\"{kind}\",\"digest\":\"sha256:{digest}\",\"size\":{size}}}")
}

fn checked(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }
}
