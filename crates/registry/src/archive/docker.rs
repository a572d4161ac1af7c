//! What `docker save` wrote before it wrote OCI layouts: `manifest.json`, configs and bare layers.

use serde::Deserialize;
use serde_json::json;

use super::{Archive, ArchiveError, Found, Part};
use crate::manifest::OCI_MANIFEST;
use crate::name::Digest;

const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

#[derive(Deserialize)]
struct Config {
    rootfs: RootFs,
}

#[derive(Deserialize)]
struct RootFs {
    diff_ids: Vec<String>,
}

impl Archive {
    /// Reads `manifest.json` and writes an OCI manifest for each image. Layers lie bare in such archives, so their
    /// digest is the one that the config gives; it is checked when they are sent.
    pub(super) async fn read_docker(&mut self, list: &[u8]) -> Result<(), ArchiveError> {
        let entries: Vec<Entry> =
            serde_json::from_slice(list).map_err(|_| ArchiveError::Json("manifest.json".into()))?;
        for entry in entries {
            let config = self.inside(&entry.config).await?;
            let bytes = config.json(&entry.config).await?;
            let said: Config = serde_json::from_slice(&bytes)
                .map_err(|_| ArchiveError::Json(entry.config.clone()))?;
            if said.rootfs.diff_ids.len() != entry.layers.len() {
                return Err(ArchiveError::Json(entry.config));
            }
            let config_digest = Digest::of(&bytes);
            self.named.insert(config_digest.clone(), config);
            let mut layers = Vec::new();
            for (path, diff_id) in entry.layers.iter().zip(&said.rootfs.diff_ids) {
                let part = self.inside(path).await?;
                let digest: Digest = diff_id.parse()?;
                layers.push(json!({
                    "mediaType": LAYER, "digest": digest, "size": part.extent.length,
                }));
                self.named.insert(digest, part);
            }
            let manifest = json!({
                "schemaVersion": 2,
                "mediaType": OCI_MANIFEST,
                "config": { "mediaType": CONFIG, "digest": config_digest, "size": bytes.len() },
                "layers": layers,
            });
            let manifest = manifest.to_string().into_bytes();
            let root = Digest::of(&manifest);
            self.made.insert(root.clone(), manifest);
            let mut names: Vec<_> = entry.repo_tags.unwrap_or_default();
            names.dedup();
            let found = |name: Option<String>| Found {
                name: name.map(|n| crate::error::clean(&n, 300)),
                root: root.clone(),
            };
            if names.is_empty() {
                self.images.push(found(None));
            }
            self.images
                .extend(names.into_iter().map(|n| found(Some(n))));
        }
        Ok(())
    }

    async fn inside(&self, path: &str) -> Result<Part, ArchiveError> {
        let found = self.place.find(path).await?;
        found.ok_or_else(|| ArchiveError::Missing(crate::error::clean(path, 100)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::open;
    use crate::manifest::Manifest;
    use futures::executor::block_on;

    fn config(layer: &[u8]) -> String {
        format!(
            r#"{{"os":"linux","rootfs":{{"type":"layers","diff_ids":["{}"]}}}}"#,
            Digest::of(layer)
        )
    }

    #[test]
    fn a_docker_archive_becomes_an_image_with_the_config_s_digests() {
        let layer = b"some layer";
        let config = config(layer);
        let list = br#"[{"Config":"c.json","RepoTags":["demo:1"],"Layers":["l/layer.tar"]}]"#;
        let archive = open(&[
            ("c.json", config.as_bytes()),
            ("l/layer.tar", layer),
            ("manifest.json", list),
        ])
        .unwrap();
        let image = archive.image(Some("demo:1")).unwrap();
        let (_, Manifest::Image(manifest)) = block_on(archive.manifest(&image.root)).unwrap()
        else {
            panic!("an image");
        };
        let (digest, part) = block_on(archive.blob(&manifest.layers[0])).unwrap();
        assert_eq!((digest, part.extent.length), (Digest::of(layer), 10));
        assert!(block_on(archive.blob(&manifest.config)).is_ok());
    }

    #[test]
    fn a_list_that_does_not_fit_the_config_is_refused() {
        let config = config(b"x");
        let two = br#"[{"Config":"c.json","RepoTags":null,"Layers":["a","b"]}]"#;
        let files: [(&str, &[u8]); 2] = [("c.json", config.as_bytes()), ("manifest.json", two)];
        assert_eq!(
            open(&files).err(),
            Some(ArchiveError::Json("c.json".into()))
        );
        let gone = br#"[{"Config":"no.json","RepoTags":null,"Layers":[]}]"#;
        assert!(matches!(
            open(&[("manifest.json", gone)]).err(),
            Some(ArchiveError::Missing(_))
        ));
    }
}
