//! `profiles`: what a service gets, where it may run, what it may cost.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::unit::{self, Bad, BadAmount};
use crate::gosort;
use crate::model::{Attribute, Cpu, Gpu, Placement, Price, Resources, Text, Volume};
use crate::number;
use crate::yaml::{NodeId, NodeKind};

const CLASSES: [&str; 5] = ["default", "beta1", "beta2", "beta3", "ram"];

impl<'t> Reader<'t> {
    pub(crate) fn compute(&mut self, id: NodeId) -> Option<Option<Resources<'t>>> {
        let mut resources = None;
        let read = self.fields(id, "a compute profile", |reader, name, value| {
            if name == "resources" {
                resources = reader.resources(value);
            }
        });
        read.then_some(resources)
    }

    fn resources(&mut self, id: NodeId) -> Option<Resources<'t>> {
        let mut resources = Resources::default();
        let read = self.fields(id, "resources", |reader, name, value| match name {
            "cpu" => resources.cpu = reader.cpu(value),
            "gpu" => resources.gpu = reader.custom(value, Self::gpu),
            "memory" => resources.memory = reader.memory(value),
            "storage" => resources.storage = reader.custom(value, Self::storage).flatten(),
            _ => {}
        });
        read.then_some(resources)
    }

    /// Reads a type with a decoder of its own: null never reaches it, aliases count afresh.
    fn custom<R>(&mut self, id: NodeId, read: impl FnOnce(&mut Self, NodeId) -> R) -> Option<R> {
        if self.tree.is_null(id) {
            return None;
        }
        self.at(id, |reader, id| {
            Some(reader.afresh(|reader| read(reader, id)))
        })
    }

    fn quantity<R>(
        &mut self,
        id: NodeId,
        parse: fn(&str) -> Result<R, Bad>,
        meant: fn(&str) -> Option<String>,
        example: &str,
    ) -> Option<R> {
        if self.tree.is_null(id) {
            return None;
        }
        let target = self.tree.follow(id);
        let text = self.tree.value(target);
        match parse(text) {
            Ok(value) => Some(value),
            Err(Bad::Negative) => {
                self.fail("negative", target, "the amount is negative");
                None
            }
            Err(Bad::Syntax) => {
                let instead = meant(text);
                let message = if self.node(target).kind == NodeKind::Scalar {
                    format!("{text:?} is not an amount; write for example {example}")
                } else {
                    format!("an amount such as {example} is expected here")
                };
                self.fail_with("quantity", target, message, instead);
                None
            }
        }
    }

    fn cpu(&mut self, id: NodeId) -> Option<Cpu<'t>> {
        let mut cpu = Cpu::default();
        let read = self.fields(
            id,
            "a mapping with 'units'",
            |reader, name, value| match name {
                "units" => {
                    cpu.millis = reader
                        .quantity(value, unit::cpu, unit::cpu_meant, "0.5 or 500m")
                        .unwrap_or(cpu.millis)
                }
                "attributes" => {
                    if let Some(attributes) = reader.custom(value, Self::cpu_attributes) {
                        cpu.attributes = attributes;
                    }
                }
                _ => {}
            },
        );
        read.then_some(cpu)
    }

    fn cpu_attributes(&mut self, id: NodeId) -> Vec<Attribute<'t>> {
        let mut attributes = Vec::new();
        let tree = self.tree;
        for pair in tree.children(id).chunks_exact(2) {
            let key = tree.value(pair[0]);
            if key != "arch" {
                self.fail(
                    "cpu-attribute",
                    pair[0],
                    format!("cpu attributes know only 'arch', not {key:?}"),
                );
                continue;
            }
            let value = self
                .under(key, |reader| reader.text(pair[1]))
                .unwrap_or_default();
            attributes.push((Text::Borrowed(key), value));
        }
        attributes
    }

    fn memory(&mut self, id: NodeId) -> Option<u64> {
        let mut size = 0;
        let read = self.fields(id, "a mapping with 'size'", |reader, name, value| {
            if name == "size" {
                size = reader
                    .quantity(value, unit::bytes, unit::size_meant, "512Mi")
                    .unwrap_or(size);
            }
        });
        read.then_some(size)
    }

    fn gpu(&mut self, id: NodeId) -> Gpu {
        let mut gpu = Gpu::default();
        let before = self.problems.len();
        let tree = self.tree;
        let children = tree.children(id);
        if children.len() % 2 == 1 {
            self.fail(
                "type",
                id,
                "a mapping with 'units' and 'attributes' is expected here",
            );
        }
        for pair in children.chunks_exact(2) {
            let key = tree.value(pair[0]);
            self.under(key, |reader| match key {
                "units" => {
                    if tree.is_null(pair[1]) {
                        return;
                    }
                    let target = tree.follow(pair[1]);
                    match number::unsigned(tree.value(target), u64::MAX) {
                        Some(units) => gpu.units = units,
                        None => reader.fail(
                            "gpu-units",
                            target,
                            "GPU units are a whole number such as 1",
                        ),
                    }
                }
                "attributes" => {
                    gpu.attributes = reader
                        .custom(pair[1], Self::gpu_attributes)
                        .unwrap_or_default();
                }
                _ => reader.fail(
                    "gpu-field",
                    pair[0],
                    format!("gpu knows 'units' and 'attributes', not {key:?}"),
                ),
            });
        }
        if gpu.units > 0 && gpu.attributes.is_empty() && self.problems.len() == before {
            self.fail("gpu-attributes", id, "GPUs need 'attributes' with a vendor");
        }
        gpu
    }

    fn gpu_attributes(&mut self, id: NodeId) -> Vec<String> {
        let mut vendor: Option<Vec<String>> = None;
        let mut list = id;
        let tree = self.tree;
        let children = tree.children(id);
        if children.len() % 2 == 1 {
            self.fail("type", id, "a mapping with 'vendor' is expected here");
        }
        for pair in children.chunks_exact(2) {
            let key = tree.value(pair[0]);
            if key != "vendor" {
                self.fail(
                    "gpu-attribute",
                    pair[0],
                    format!("gpu attributes know only 'vendor', not {key:?}"),
                );
                continue;
            }
            if tree.is_null(pair[1]) {
                vendor = None;
                continue;
            }
            let mut models = vendor.take().unwrap_or_default();
            self.under(key, |reader| {
                reader.afresh(|reader| {
                    reader.fields(pair[1], "a mapping with 'nvidia'", |reader, name, value| {
                        if name == "nvidia" {
                            list = value;
                            models = reader
                                .list(value, "a list of models", Self::gpu_model)
                                .unwrap_or_default();
                        }
                    });
                });
            });
            vendor = Some(models);
        }
        let Some(models) = vendor else {
            self.fail("gpu-vendor", id, "GPU attributes need a vendor");
            return Vec::new();
        };
        let mut keys: Vec<String> = models
            .into_iter()
            .map(|model| format!("vendor/nvidia/model/{model}"))
            .collect();
        if keys.is_empty() {
            keys.push("vendor/nvidia/model/*".to_owned());
        }
        gosort::sort(&mut keys, |a, b| a < b);
        for (index, key) in keys.iter().enumerate() {
            if !crate::check::attribute_key_ok(key) {
                self.fail(
                    "gpu-model",
                    list,
                    format!("{key:?} is not a name for an attribute"),
                );
            } else if index > 0 && keys[index - 1] == *key {
                self.fail("gpu-model", list, format!("{key:?} is given twice"));
            }
        }
        keys
    }

    fn gpu_model(&mut self, id: NodeId) -> Option<String> {
        let mut model = Text::default();
        let mut ram = None;
        let mut interface = None;
        let read = self.fields(
            id,
            "a model such as 'model: a100'",
            |reader, name, value| match name {
                "model" => reader.text_into(value, &mut model),
                "ram" => ram = reader.quantity(value, unit::gpu_ram, unit::size_meant, "80Gi"),
                "interface" => {
                    if reader.tree.is_null(value) {
                        interface = None;
                        return;
                    }
                    let target = reader.tree.follow(value);
                    let text = reader.tree.value(target);
                    if !matches!(text, "pcie" | "sxm") {
                        let lower = text.to_ascii_lowercase();
                        let instead = ["pcie", "sxm"]
                            .into_iter()
                            .find(|word| lower.starts_with(word))
                            .map(str::to_owned);
                        reader.fail_with(
                            "gpu-interface",
                            target,
                            format!("the interface is 'pcie' or 'sxm', not {text:?}"),
                            instead,
                        );
                    }
                    interface = Some(text);
                }
                _ => {}
            },
        );
        let mut key = model.into_owned();
        if let Some(bytes) = ram {
            key.push_str(&format!("/ram/{}Gi", bytes >> 30));
        }
        if let Some(interface) = interface {
            key.push_str(&format!("/interface/{interface}"));
        }
        read.then_some(key)
    }

    fn storage(&mut self, id: NodeId) -> Option<Vec<Volume<'t>>> {
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
        for (volume, &item) in volumes.iter().zip(&at) {
            if !names.insert(volume.name.clone()) {
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
        let mut map: BTreeMap<Text<'t>, Text<'t>> = BTreeMap::new();
        if !self.map_into(id, &mut map, "a mapping", Self::text) {
            return Vec::new();
        }
        let persistent = map
            .entry(Text::Borrowed("persistent"))
            .or_insert(Text::Borrowed("false"))
            .clone();
        let class = map.get("class").cloned().unwrap_or_default();
        let place = |reader: &Self, key| reader.tree.get(id, key).map_or(id, |(_, value)| value);
        match &*class {
            "" => {
                if persistent == "true" {
                    map.insert(Text::Borrowed("class"), Text::Borrowed("default"));
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

    pub(crate) fn placement(&mut self, id: NodeId) -> Option<Placement<'t>> {
        let mut placement = Placement::default();
        let read = self.fields(
            id,
            "a placement profile",
            |reader, name, value| match name {
                "attributes" => {
                    if let Some(attributes) = reader.custom(value, Self::placement_attributes) {
                        placement.attributes = attributes;
                    }
                }
                "signedBy" => {
                    reader.fields(
                        value,
                        "a mapping with 'allOf' or 'anyOf'",
                        |reader, name, value| match name {
                            "allOf" => placement.all_of = reader.texts(value),
                            "anyOf" => placement.any_of = reader.texts(value),
                            _ => {}
                        },
                    );
                }
                "pricing" => {
                    reader.map_into(
                        value,
                        &mut placement.pricing,
                        "prices by compute profile",
                        |reader, id| reader.custom(id, Self::price),
                    );
                }
                _ => {}
            },
        );
        read.then_some(placement)
    }

    fn placement_attributes(&mut self, id: NodeId) -> Vec<Attribute<'t>> {
        let mut map = BTreeMap::new();
        self.map_into(id, &mut map, "attributes by name", Self::text);
        map.into_iter().collect()
    }

    fn price(&mut self, id: NodeId) -> Option<Price<'t>> {
        let (mut amount, mut denom) = (Text::default(), Text::default());
        let before = self.problems.len();
        self.fields(
            id,
            "a mapping with 'denom' and 'amount'",
            |reader, name, value| match name {
                "amount" => reader.text_into(value, &mut amount),
                "denom" => reader.text_into(value, &mut denom),
                _ => {}
            },
        );
        if self.problems.len() > before {
            return Some(Price::default());
        }
        let place = |reader: &Self, key: &str| {
            reader
                .tree
                .get(id, key)
                .map_or(id, |(_, value)| reader.tree.follow(value))
        };
        let parsed = unit::amount(&amount);
        if let Err(bad) = &parsed {
            let message = match bad {
                BadAmount::Syntax => "the amount is a decimal number such as 1000 or 0.5",
                BadAmount::Decimals => "the amount has more than 18 decimals",
                BadAmount::Zero => "the amount is zero",
                BadAmount::Negative => "the amount is negative",
            };
            let at = place(self, "amount");
            self.fail("price", at, message);
        } else if !unit::denom_ok(&denom) {
            let at = place(self, "denom");
            self.fail_with(
                "denom",
                at,
                format!("{denom:?} is not a denomination; write uact"),
                Some("uact".to_owned()),
            );
        }
        Some(Price {
            denom,
            amount: parsed.unwrap_or_default(),
        })
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
