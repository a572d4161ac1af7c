//! Files and folders on the person's side: what is in them, and how they are chosen.

use contract::{FileImagesView, PathChoiceView, PathChooseRequest, PathWanted};
use platform::Wanted;
use registry::{Archive, Destination};

use super::fault;
use crate::Core;
use crate::error::{self, Result, capital};

impl Core {
    pub(crate) async fn images_in_file(&self, path: &str) -> Result<FileImagesView> {
        let archive = self.opened_archive(path).await?;
        let images = archive.images().iter();
        Ok(FileImagesView {
            images: images
                .map(|i| {
                    (
                        i.name.clone().unwrap_or_default(),
                        i.root.as_str().to_owned(),
                    )
                })
                .collect(),
        })
    }

    pub(super) async fn opened_archive(&self, path: &str) -> Result<Archive> {
        let path = path.trim();
        if path.is_empty() {
            return Err(error::invalid("Choose an archive or a folder."));
        }
        Archive::open(self.home().disk.clone(), path)
            .await
            .map_err(fault::archive)
    }

    /// Shows the system's own dialog.
    pub(crate) async fn choose_path(&self, request: PathChooseRequest) -> Result<PathChoiceView> {
        let chooser = self.home().shell.chooser.clone().ok_or_else(|| {
            error::invalid("There is no dialog for files here.").hint("Type the path.")
        })?;
        let wanted = match &request.wanted {
            PathWanted::Archive => Wanted::Archive,
            PathWanted::Folder => Wanted::Folder,
            PathWanted::Place { name } => Wanted::Place(plain_name(name)),
        };
        let chosen = chooser.choose(wanted).await.map_err(|e| {
            error::invalid(format!("{}.", capital(&e.to_string())))
                .safe("Nothing was chosen.")
                .hint("Type the path.")
        })?;
        let path = match (chosen, &request.wanted) {
            (Some(path), PathWanted::Place { .. }) => Some(self.place_of(path).await?),
            (path, _) => path,
        };
        Ok(PathChoiceView { path })
    }

    /// A place for an archive always ends in `.tar`. The system asked before an older file is replaced; where the ending
    /// was added here, nobody did.
    async fn place_of(&self, path: String) -> Result<String> {
        if ends_in_tar(&path) {
            return Ok(path);
        }
        let path = format!("{path}.tar");
        match self.home().disk.kind(&path).await {
            Ok(None) => Ok(path),
            Ok(Some(_)) => Err(error::invalid(format!("{path} is there already."))
                .safe("Nothing was changed.")
                .hint("Choose it itself to replace it, or another name.")),
            Err(e) => Err(error::invalid(format!("{}.", capital(&e.to_string())))),
        }
    }

    /// Where a pulled image goes: a path of the system, or a name in the browser's own storage.
    pub(super) fn destination(&self, path: &str) -> Result<Destination> {
        if path.is_empty() {
            return Err(error::invalid("Say where the image is to go."));
        }
        if self.home().disk.works() {
            return Ok(if ends_in_tar(path) {
                Destination::Archive(path.to_owned())
            } else {
                Destination::Folder(path.to_owned())
            });
        }
        if plain_name(path) != path {
            return Err(error::invalid(
                "A name here has letters, digits and . _ - and ends in .tar.",
            ));
        }
        Ok(Destination::Archive(path.to_owned()))
    }
}

fn ends_in_tar(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("tar"))
}

/// A name for an archive that leads nowhere else.
fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .take(120)
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let plain = plain.trim_matches(['-', '.']);
    match plain {
        "" | "tar" => "image.tar".into(),
        plain if ends_in_tar(plain) => plain.to_owned(),
        plain => format!("{plain}.tar"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_archives_lead_nowhere_else() {
        assert_eq!(plain_name("app-1.0"), "app-1.0.tar");
        assert_eq!(plain_name("app.tar"), "app.tar");
        assert_eq!(plain_name("../../etc/passwd"), "etc-passwd.tar");
        assert_eq!(plain_name("~unpacked-7"), "unpacked-7.tar");
        assert_eq!(plain_name(".."), "image.tar");
        assert_eq!(plain_name(&"a".repeat(500)).len(), 124);
        for name in ["app-1.0.tar", "image.tar"] {
            assert_eq!(plain_name(name), name);
        }
    }
}
