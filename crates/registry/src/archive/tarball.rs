//! The table of contents of a tar file (POSIX ustar and pax, GNU long names), read without unpacking it.

use std::collections::BTreeMap;

use platform::Source;

use super::{ArchiveError, Extent};

/// Most entries that are looked at.
const ENTRIES: usize = 100_000;
/// Longest long name, in bytes.
const LONG_NAME: u64 = 64 * 1024;
const BLOCK: u64 = 512;

/// What a tar file holds: plain files, and links that stay inside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    files: BTreeMap<String, Extent>,
    links: BTreeMap<String, String>,
}

impl Contents {
    /// Where a file's bytes are; links are followed.
    pub(crate) fn find(&self, path: &str) -> Option<Extent> {
        let mut path = path.to_owned();
        for _ in 0..8 {
            if let Some(extent) = self.files.get(&path) {
                return Some(*extent);
            }
            path = self.links.get(&path)?.clone();
        }
        None
    }

    /// Reads all headers.
    pub(crate) async fn read(source: &dyn Source) -> Result<Self, ArchiveError> {
        let mut contents = Self::default();
        let mut at = 0;
        let mut long_name: Option<String> = None;
        let mut long_link: Option<String> = None;
        let mut long_size: Option<u64> = None;
        for _ in 0..ENTRIES {
            if at + BLOCK > source.len() {
                return Ok(contents);
            }
            let block = source.read_at(at, 512).await?;
            if block.iter().all(|b| *b == 0) {
                return Ok(contents);
            }
            let header = tar::Header::from_byte_slice(&block);
            check(&block, header)?;
            let damaged = |_| ArchiveError::Damaged;
            let size = long_size
                .take()
                .unwrap_or(header.entry_size().map_err(damaged)?);
            let start = at + BLOCK;
            let end = start.checked_add(size).ok_or(ArchiveError::Damaged)?;
            if end > source.len() {
                return Err(ArchiveError::Damaged);
            }
            at = end.next_multiple_of(BLOCK);
            let kind = header.entry_type();
            if kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() {
                if size > LONG_NAME {
                    return Err(ArchiveError::Damaged);
                }
                let bytes = source
                    .read_at(start, usize::try_from(size).unwrap_or(0))
                    .await?;
                if kind.is_gnu_longname() {
                    long_name = Some(text(&bytes));
                } else if kind.is_gnu_longlink() {
                    long_link = Some(text(&bytes));
                } else {
                    for extension in tar::PaxExtensions::new(&bytes).flatten() {
                        let value = extension.value().unwrap_or_default().to_owned();
                        match extension.key() {
                            Ok("path") => long_name = Some(value),
                            Ok("linkpath") => long_link = Some(value),
                            Ok("size") => long_size = value.parse().ok(),
                            _ => {}
                        }
                    }
                }
                continue;
            }
            let name = long_name
                .take()
                .unwrap_or_else(|| text(&header.path_bytes()));
            let link = long_link
                .take()
                .or_else(|| header.link_name_bytes().map(|l| text(&l)));
            contents.take(
                header,
                &name,
                link,
                Extent {
                    offset: start,
                    length: size,
                },
            )?;
        }
        Err(ArchiveError::TooMany)
    }

    fn take(
        &mut self,
        header: &tar::Header,
        name: &str,
        link: Option<String>,
        extent: Extent,
    ) -> Result<(), ArchiveError> {
        let kind = header.entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            return Ok(());
        }
        let path = inside("", name)?;
        if kind.is_file() || kind.is_contiguous() {
            self.files.insert(path, extent);
        } else if let (true, Some(link)) = (kind.is_symlink() || kind.is_hard_link(), link) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let base = if kind.is_symlink() { folder } else { "" };
            let to = inside(base, &link)?;
            self.links.insert(path, to);
        } else {
            return Err(ArchiveError::Strange(crate::error::clean(name, 100)));
        }
        Ok(())
    }
}

/// The path of `name` seen from `base`; one that leaves the archive is refused.
fn inside(base: &str, name: &str) -> Result<String, ArchiveError> {
    let outside = || ArchiveError::Outside(crate::error::clean(name, 100));
    if name.starts_with('/') || name.contains('\\') || name.contains('\0') {
        return Err(outside());
    }
    let mut parts: Vec<&str> = base.split('/').filter(|p| !p.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(outside)?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim_end_matches('\0')
        .to_owned()
}

/// The header's own check sum: a file that is no tar is told here.
fn check(block: &[u8], header: &tar::Header) -> Result<(), ArchiveError> {
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, b)| {
            if (148..156).contains(&at) {
                u32::from(b' ')
            } else {
                u32::from(*b)
            }
        })
        .sum();
    match header.cksum() {
        Ok(said) if said == sum => Ok(()),
        _ => Err(ArchiveError::NoTar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::{Bytes, tar_of};
    use futures::executor::block_on;

    fn read(bytes: Vec<u8>) -> Result<Contents, ArchiveError> {
        block_on(Contents::read(&Bytes(bytes)))
    }

    fn link(name: &str, to: &str) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        header.set_cksum();
        builder.append_link(&mut header, name, to).unwrap();
        builder.into_inner().unwrap()
    }

    #[test]
    fn files_long_names_and_links_are_found() {
        let long = format!("{}/layer.tar", "d".repeat(150));
        let bytes = tar_of(&[("a/b.json", b"{}"), (&long, b"xyz")]);
        let contents = read(bytes.clone()).unwrap();
        let extent = contents.find(&long).unwrap();
        assert_eq!(extent.length, 3);
        let at = usize::try_from(extent.offset).unwrap();
        assert_eq!(&bytes[at..at + 3], b"xyz");
        assert!(contents.find("a/b.json").is_some() && contents.find("a").is_none());
        let mut linked = read(link("x/layer.tar", "../a/b.json")).unwrap();
        linked.files = contents.files;
        assert_eq!(linked.find("x/layer.tar").unwrap().length, 2);
    }

    #[test]
    fn paths_that_leave_the_archive_are_refused() {
        for bad in ["/etc/passwd", "../x", "a/../../x", "a\\b"] {
            assert!(
                matches!(inside("", bad), Err(ArchiveError::Outside(_))),
                "{bad}"
            );
        }
        assert_eq!(inside("a/b", "../c/./d").unwrap(), "a/c/d");
        assert!(matches!(
            read(link("x", "../../etc/passwd")),
            Err(ArchiveError::Outside(_))
        ));
    }

    #[test]
    fn a_ring_of_links_ends() {
        let mut contents = read(link("a", "b")).unwrap();
        contents.links.insert("b".into(), "a".into());
        assert_eq!(contents.find("a"), None);
    }

    #[test]
    fn sizes_beyond_the_end_and_other_files_are_refused() {
        let mut bytes = tar_of(&[("a", &[7; 2000])]);
        bytes.truncate(1024);
        assert_eq!(read(bytes), Err(ArchiveError::Damaged));
        assert_eq!(read(vec![b'x'; 2048]), Err(ArchiveError::NoTar));
        assert_eq!(read(Vec::new()).unwrap(), Contents::default());
    }
}
