//! Volumes of a compute profile.

use super::reader::Reader;
use super::unit;
use crate::gosort;
use crate::map::Map;
use crate::model::{Attribute, Text, Volume};
use crate::yaml::{NodeId, NodeKind};

const CLASSES: [&str; 5] = ["default", "beta1", "beta2", "beta3", "ram"];

impl<'t> Reader<'t> {
    pub(super) fn storage(&mut self, id: NodeId) -> Option<Vec<Volume<'t>>> {
        let tree = self.tree;
        let mut volumes = Vec::new();
        let mut at = Vec::new();
        match tree.node(id).kind {
            NodeKind::Sequence => {
                for (index, &item) in tree.children(id).iter().enumerate() {
                    let volume = self
                        .under_index(index, |reader| reader.afresh(|reader| reader.volume(item)));
                    let mut volume = volume.unwrap_or_default();
                    if volume.name.is_empty() {
                        volume.name = Text::Borrowed("default");
                    }
                    volumes.push(volume);
                    at.push(item);
                    if self.stopped {
                        break;
                    }
                }
            }
            NodeKind::Mapping => {
                let mut volume = self.afresh(|reader| reader.volume(id)).unwrap_or_default();
                volume.name = Text::Borrowed("default");
                volumes.push(volume);
                at.push(id);
            }
            _ => return None,
        }
        let mut names = std::collections::HashSet::new();
        for (index, (volume, &item)) in volumes.iter().zip(&at).enumerate() {
            // Few names are compared with each other faster than they are hashed.
            let double = match volumes.len() {
                0..=8 => volumes[..index]
                    .iter()
                    .any(|v: &Volume| v.name == volume.name),
                _ => !names.insert(&volume.name),
            };
            if double {
                self.fail(
                    "duplicate-volume",
                    item,
                    format!(
                        "the volume {:?} is given twice; give each a name of its own",
                        volume.name
                    ),
                );
            }
        }
        gosort::sort_stable(&mut volumes, volume_before);
        (!volumes.is_empty()).then_some(volumes)
    }

    fn volume(&mut self, id: NodeId) -> Option<Volume<'t>> {
        let mut volume = Volume::default();
        let read = self.fields(id, "a volume", |reader, name, value| match name {
            "name" => reader.text_into(value, &mut volume.name),
            "size" => {
                volume.size = reader
                    .quantity(value, unit::bytes, unit::size_meant, "1Gi")
                    .unwrap_or(volume.size)
            }
            "attributes" => {
                if let Some(attributes) = reader.custom(value, Self::storage_attributes) {
                    volume.attributes = attributes;
                } else {
                    volume.attributes = Vec::new();
                }
            }
            _ => {}
        });
        read.then_some(volume)
    }

    fn storage_attributes(&mut self, id: NodeId) -> Vec<Attribute<'t>> {
        let mut map: Map<'t, Text<'t>> = Map::default();
        if !self.map_into(id, &mut map, "a mapping", Self::text) {
            return Vec::new();
        }
        if !map.contains_key("persistent") {
            map.set(Text::Borrowed("persistent"), Text::Borrowed("false"));
        }
        let persistent = map.get("persistent").cloned().unwrap_or_default();
        let class = map.get("class").cloned().unwrap_or_default();
        let place = |reader: &Self, key| reader.tree.get(id, key).map_or(id, |(_, value)| value);
        match &*class {
            "" => {
                if persistent == "true" {
                    map.set(Text::Borrowed("class"), Text::Borrowed("default"));
                }
            }
            "ram" => {
                if persistent != "false" {
                    let at = place(self, "persistent");
                    self.fail(
                        "storage-ram",
                        at,
                        "storage of class ram cannot be persistent",
                    );
                }
            }
            _ => {
                if persistent == "false" {
                    let at = place(self, "class");
                    self.fail(
                        "storage-class",
                        at,
                        "a class is for persistent storage; set 'persistent: true' or remove it",
                    );
                }
            }
        }
        let mut attributes = Vec::new();
        for (key, value) in map {
            let at = self.tree.get(id, &key).map_or(id, |(key, value)| {
                if self.tree.is_null(value) { key } else { value }
            });
            let value = match &*key {
                "persistent" => match &*value {
                    "true" | "on" | "yes" => Text::Borrowed("true"),
                    "false" | "off" | "no" => Text::Borrowed("false"),
                    _ => {
                        let lower = value.to_ascii_lowercase();
                        let instead = matches!(&*lower, "true" | "false").then_some(lower);
                        self.fail_with(
                            "storage-persistent",
                            at,
                            "'persistent' is true or false, in lower case",
                            instead,
                        );
                        value
                    }
                },
                "class" => {
                    if !CLASSES.contains(&&*value) {
                        self.fail(
                            "storage-class",
                            at,
                            format!("the class is one of {}", CLASSES.join(", ")),
                        );
                    }
                    value
                }
                _ => {
                    self.fail(
                        "storage-attribute",
                        at,
                        format!("storage attributes know 'persistent' and 'class', not {key:?}"),
                    );
                    value
                }
            };
            attributes.push((key, value));
        }
        attributes
    }
}

/// The reference's order of volumes. It contradicts itself for equal, not persistent ones.
fn volume_before(a: &Volume<'_>, b: &Volume<'_>) -> bool {
    if a.size != b.size {
        return a.size < b.size;
    }
    match (a.attribute("persistent"), b.attribute("persistent")) {
        (None, Some(_)) => true,
        (Some(a), Some(b)) if a < b => true,
        (Some(_), None) => false,
        (x, _) if x != Some("true") => true,
        (_, y) if y != Some("true") => false,
        _ => a.name < b.name,
    }
}
