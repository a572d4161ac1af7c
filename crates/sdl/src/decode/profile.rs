//! `profiles`: what a service gets, where it may run, what it may cost.

use super::reader::Reader;
use super::unit::{self, Bad, BadAmount};
use crate::map::Map;
use crate::model::{Attribute, Cpu, Placement, Price, Resources, Text};
use crate::yaml::{NodeId, NodeKind};

impl<'t> Reader<'t> {
    pub(crate) fn compute(&mut self, id: NodeId) -> Option<Option<Resources<'t>>> {
        let mut resources = None;
        let read = self.fields(id, "a compute profile", |reader, name, value| {
            if name == "resources" {
                resources = reader.pointed(value, Self::resources);
            }
        });
        read.then_some(resources)
    }

    fn resources(&mut self, id: NodeId) -> Option<Resources<'t>> {
        let mut resources = Resources::default();
        let read = self.fields(id, "resources", |reader, name, value| match name {
            "cpu" => resources.cpu = reader.pointed(value, Self::cpu),
            "gpu" => {
                resources.gpu = reader.pointed(value, |reader, id| reader.custom(id, Self::gpu))
            }
            "memory" => resources.memory = reader.pointed(value, Self::memory),
            "storage" => resources.storage = reader.custom(value, Self::storage).flatten(),
            _ => {}
        });
        read.then_some(resources)
    }

    /// Reads what the reference has a pointer to: a collection that says it is null doesn't fit one.
    pub(super) fn pointed<R>(
        &mut self,
        id: NodeId,
        read: impl FnOnce(&mut Self, NodeId) -> Option<R>,
    ) -> Option<R> {
        if self.tree.is_null_collection(id) {
            self.mismatch(self.tree.follow(id), "a value without the tag of null");
            return None;
        }
        read(self, id)
    }

    /// Reads a type with a decoder of its own: null never reaches it, aliases count afresh.
    pub(super) fn custom<R>(
        &mut self,
        id: NodeId,
        read: impl FnOnce(&mut Self, NodeId) -> R,
    ) -> Option<R> {
        if self.tree.is_null(id) {
            return self.nothing(id);
        }
        if self.tree.is_null_collection(id) {
            let at = self.tree.follow(id);
            if self.node(at).kind != NodeKind::Sequence || !self.tree.children(at).is_empty() {
                self.mismatch(at, "a value without the tag of null");
            }
            return None;
        }
        self.at(id, |reader, id| {
            Some(reader.afresh(|reader| read(reader, id)))
        })
    }

    pub(super) fn quantity<R>(
        &mut self,
        id: NodeId,
        parse: fn(&str) -> Result<R, Bad>,
        meant: fn(&str) -> Option<String>,
        example: &str,
    ) -> Option<R> {
        if self.tree.is_null(id) {
            if self.node(self.tree.follow(id)).kind != NodeKind::Scalar {
                self.mismatch(id, "an amount");
            }
            return self.nothing(id);
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
                        |reader, id| match reader.tree.is_null_collection(id) {
                            true => Some(None),
                            false => reader.custom(id, Self::price),
                        },
                    );
                }
                _ => {}
            },
        );
        read.then_some(placement)
    }

    fn placement_attributes(&mut self, id: NodeId) -> Vec<Attribute<'t>> {
        let mut map = Map::default();
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
