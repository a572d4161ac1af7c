//! One image: manifest, config, history, platforms, what refers to it; and deleting.

use contract::{
    ImageDeleteRequest, ImageRequest, ImageView, LayerView, PlatformView, ReferrerView, Tag,
};
use registry::{
    Client, Descriptor, Digest, Given, ImageConfiguration, ImageManifest, Manifest, Reference,
    Repository, clean, digest_of,
};

use super::fault;
use super::repositories::repository;
use crate::Core;
use crate::error::{self, Result, capital};

fn named<T: std::str::FromStr<Err = registry::NameError>>(text: &str) -> Result<T> {
    text.trim()
        .parse()
        .map_err(|e| error::invalid(format!("{}.", capital(&format!("{e}")))))
}

impl Core {
    pub(crate) async fn image_view(&self, request: ImageRequest) -> Result<ImageView> {
        let repository = repository(&request.repository)?;
        let reference: Reference = named(&request.reference)?;
        let client = self.registry_client(&request.registry)?;
        let root = client
            .manifest(&repository, &reference)
            .await
            .map_err(fault::client)?;
        let platforms = platforms(&root.manifest);
        let shown = self
            .shown(&client, &repository, &root, &platforms, &request.platform)
            .await?;
        let referrers = client
            .referrers(&repository, &root.digest)
            .await
            .map_err(fault::client)?;
        let config = match &shown {
            Some((image, _)) => read_config(&client, &repository, image).await?,
            None => None,
        };
        let (layers, size) = shown
            .as_ref()
            .map(|(image, _)| layers(image, config.as_ref()))
            .unwrap_or_default();
        let platform = config
            .as_ref()
            .map(|c| format!("{}/{}", c.os(), c.architecture()));
        Ok(ImageView {
            repository: repository.into(),
            reference: reference.to_string(),
            digest: root.digest.clone().into(),
            media_type: clean(&root.media_type, 100),
            altered: root.altered || shown.as_ref().is_some_and(|(_, altered)| *altered),
            platform: platform.map(|p| clean(&p, 60)),
            platforms,
            layers,
            size,
            created: config
                .as_ref()
                .and_then(|c| c.created().as_ref())
                .map(|c| clean(c, 40)),
            config: config.as_ref().map(facts).unwrap_or_default(),
            referrers: referrers.iter().filter_map(referrer).collect(),
            seen: self.now(),
        })
    }

    /// The image whose layers are shown: the one, or of several the chosen or the usual one.
    async fn shown(
        &self,
        client: &Client,
        repository: &Repository,
        root: &Given,
        platforms: &[PlatformView],
        chosen: &str,
    ) -> Result<Option<(ImageManifest, bool)>> {
        if let Manifest::Image(image) = &root.manifest {
            return Ok(Some((image.clone(), root.altered)));
        }
        let found = platforms
            .iter()
            .find(|p| p.digest == chosen)
            .or_else(|| platforms.iter().find(|p| p.platform == "linux/amd64"))
            .or_else(|| platforms.first());
        let Some(found) = found else {
            return Ok(None);
        };
        let digest: Digest = named(&found.digest)?;
        let given = client
            .manifest(repository, &Reference::Digest(digest))
            .await
            .map_err(fault::client)?;
        Ok(match given.manifest {
            Manifest::Image(image) => Some((image, given.altered)),
            Manifest::Index(_) => None,
        })
    }

    pub(crate) async fn delete_image(&self, request: ImageDeleteRequest) -> Result<()> {
        let repository = repository(&request.repository)?;
        let client = self.registry_client(&request.registry)?;
        let tag: Option<registry::Tag> = match request.tag.trim() {
            "" => None,
            tag => Some(named(tag)?),
        };
        let done = match (request.digest.trim(), &tag) {
            ("", Some(tag)) => client.delete_tag(&repository, tag).await,
            ("", None) => return Err(error::invalid("Say which tag or image is to go.")),
            (digest, tag) => {
                let digest: Digest = named(digest)?;
                client
                    .delete_image(&repository, &digest, tag.as_ref())
                    .await
            }
        };
        done.map_err(fault::delete)?;
        self.changed(&[Tag::Images]);
        Ok(())
    }
}

fn platforms(manifest: &Manifest) -> Vec<PlatformView> {
    let Manifest::Index(list) = manifest else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|descriptor| {
            let platform = descriptor.platform().as_ref()?;
            let name = match platform.variant() {
                Some(variant) => format!("{}/{}/{variant}", platform.os(), platform.architecture()),
                None => format!("{}/{}", platform.os(), platform.architecture()),
            };
            // Build records lie beside the images under this name.
            (name != "unknown/unknown").then_some(())?;
            Some(PlatformView {
                platform: clean(&name, 60),
                digest: digest_of(descriptor).ok()?.into(),
            })
        })
        .collect()
}

/// The config, if it is one of an image; artifacts have others.
async fn read_config(
    client: &Client,
    repository: &Repository,
    image: &ImageManifest,
) -> Result<Option<ImageConfiguration>> {
    let digest = digest_of(&image.config).map_err(|e| fault::client(e.into()))?;
    if image.config.size() > 4 << 20 {
        return Ok(None);
    }
    let bytes = client
        .blob(repository, &digest)
        .await
        .map_err(fault::client)?;
    Ok(serde_json::from_slice(&bytes).ok())
}

fn layers(image: &ImageManifest, config: Option<&ImageConfiguration>) -> (Vec<LayerView>, u64) {
    let history: Vec<String> = config
        .and_then(|c| c.history().as_ref())
        .map(|history| {
            history
                .iter()
                .filter(|step| step.empty_layer() != Some(true))
                .map(|step| made_by(step.created_by().as_deref().unwrap_or_default()))
                .collect()
        })
        .unwrap_or_default();
    // A history that doesn't fit says nothing of any layer.
    let fits = history.len() == image.layers.len();
    let layers: Vec<LayerView> = image
        .layers
        .iter()
        .enumerate()
        .map(|(at, layer)| LayerView {
            digest: layer.digest().to_string(),
            size: layer.size(),
            made_by: history
                .get(at)
                .filter(|_| fits)
                .cloned()
                .unwrap_or_default(),
        })
        .collect();
    let size = layers.iter().fold(image.config.size(), |sum, layer| {
        sum.saturating_add(layer.size)
    });
    (layers, size)
}

/// The instruction as it stood in the Dockerfile, without the builder's wrapping.
fn made_by(text: &str) -> String {
    let text = clean(text, 400);
    let text = text.trim_end_matches("# buildkit").trim();
    if let Some(nop) = text.split("#(nop)").nth(1) {
        return nop.trim().to_owned();
    }
    match text.strip_prefix("/bin/sh -c ") {
        Some(run) => format!("RUN {}", run.trim()),
        None => text.replace("RUN /bin/sh -c ", "RUN "),
    }
}

fn facts(config: &ImageConfiguration) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let Some(set) = config.config() else {
        return facts;
    };
    let mut add = |name: &str, value: String| {
        let value = clean(&value, 500);
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    let joined = |list: &Option<Vec<String>>| list.as_deref().unwrap_or_default().join(" ");
    add("Entry point", joined(set.entrypoint()));
    add("Command", joined(set.cmd()));
    add(
        "Working folder",
        set.working_dir().clone().unwrap_or_default(),
    );
    add("User", set.user().clone().unwrap_or_default());
    add("Ports", joined(set.exposed_ports()));
    for variable in set.env().as_deref().unwrap_or_default() {
        add("Variable", variable.clone());
    }
    facts
}

fn referrer(descriptor: &Descriptor) -> Option<ReferrerView> {
    let kind = descriptor
        .artifact_type()
        .as_ref()
        .unwrap_or(descriptor.media_type());
    Some(ReferrerView {
        artifact_type: clean(kind.as_ref(), 100),
        digest: digest_of(descriptor).ok()?.into(),
        size: descriptor.size(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_shown_as_they_were_written() {
        for (text, shown) in [
            ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]"),
            ("/bin/sh -c apt-get update", "RUN apt-get update"),
            ("RUN /bin/sh -c make # buildkit", "RUN make"),
            ("COPY . /app # buildkit", "COPY . /app"),
        ] {
            assert_eq!(made_by(text), shown);
        }
    }
}
