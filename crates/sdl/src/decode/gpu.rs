//! GPUs of a compute profile.

use super::reader::Reader;
use super::unit;
use crate::gosort;
use crate::model::{Gpu, Text};
use crate::number;
use crate::yaml::NodeId;

impl Reader<'_> {
    pub(super) fn gpu(&mut self, id: NodeId) -> Gpu {
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
                        reader.afresh(|reader| reader.nothing::<()>(pair[1]));
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
                self.under(key, |reader| {
                    reader.afresh(|reader| reader.nothing::<()>(pair[1]));
                });
                vendor = None;
                continue;
            }
            if tree.is_null_collection(pair[1]) {
                let at = tree.follow(pair[1]);
                self.under(key, |reader| {
                    reader.mismatch(at, "a mapping without the tag of null");
                });
                return Vec::new();
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
                        interface = reader.nothing(value);
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
}
