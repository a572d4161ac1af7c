//! Protobuf bytes of a group spec, as they go into `MsgCreateDeployment.groups`.

use crate::spec::*;

impl GroupSpec {
    /// `akash.deployment.v1beta4.GroupSpec`. Messages that cannot be absent are written when empty.
    #[must_use]
    pub fn to_proto_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        text(&mut out, 1, &self.name);
        message(&mut out, 2, |out| {
            message(out, 1, |out| {
                for auditor in self.requirements.all_of.iter().flatten() {
                    bytes(out, 1, auditor.as_bytes());
                }
                for auditor in self.requirements.any_of.iter().flatten() {
                    bytes(out, 2, auditor.as_bytes());
                }
            });
            attributes(out, 2, &self.requirements.attributes);
        });
        let mut digits = itoa::Buffer::new();
        for unit in &self.resources {
            message(&mut out, 3, |out| {
                message(out, 1, |out| resources(out, &unit.resource));
                number(out, 2, unit.count);
                message(out, 3, |out| {
                    text(out, 1, &unit.price.denom);
                    bytes(out, 2, digits.format(unit.price.amount).as_bytes());
                });
            });
        }
        out
    }
}

fn resources(out: &mut Vec<u8>, resources: &Resources) {
    number(out, 1, resources.id);
    if let Some(cpu) = &resources.cpu {
        message(out, 2, |out| units(out, cpu));
    }
    if let Some(memory) = resources.memory {
        message(out, 3, |out| value(out, 1, memory));
    }
    for volume in &resources.storage {
        message(out, 4, |out| {
            text(out, 1, &volume.name);
            value(out, 2, volume.size);
            attributes(out, 3, &volume.attributes);
        });
    }
    message(out, 5, |out| units(out, &resources.gpu));
    for endpoint in &resources.endpoints {
        message(out, 6, |out| {
            number(out, 1, endpoint.kind as u32);
            number(out, 2, endpoint.sequence_number);
        });
    }
}

fn units(out: &mut Vec<u8>, units: &Units) {
    value(out, 1, units.units);
    attributes(out, 2, &units.attributes);
}

/// `ResourceValue`: the decimal digits.
fn value(out: &mut Vec<u8>, field: u8, amount: u64) {
    message(out, field, |out| {
        bytes(out, 1, itoa::Buffer::new().format(amount).as_bytes())
    });
}

fn attributes(out: &mut Vec<u8>, field: u8, list: &[Attribute]) {
    for attribute in list {
        message(out, field, |out| {
            text(out, 1, &attribute.key);
            text(out, 2, &attribute.value);
        });
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7F {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn number(out: &mut Vec<u8>, field: u8, value: u32) {
    if value > 0 {
        out.push(field << 3);
        varint(out, u64::from(value));
    }
}

fn bytes(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    out.push(field << 3 | 2);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn text(out: &mut Vec<u8>, field: u8, value: &str) {
    if !value.is_empty() {
        bytes(out, field, value.as_bytes());
    }
}

fn message(out: &mut Vec<u8>, field: u8, write: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(&[field << 3 | 2, 0]);
    let from = out.len();
    write(out);
    // Most lengths need the one byte that was left for them.
    let length = out.len() - from;
    if length <= 0x7F {
        out[from - 1] = length as u8;
    } else {
        let mut head = Vec::with_capacity(5);
        varint(&mut head, length as u64);
        out.splice(from - 1..from, head);
    }
}
