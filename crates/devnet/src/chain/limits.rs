//! Bounds of a deployment's groups, checked before a transaction enters the mempool.

use super::refusal::Refusal;
use proto::base_attributes_v1::Attribute;
use proto::base_resources_v1beta4::{ResourceValue, Resources};
use proto::deployment_v1beta4::GroupSpec;
use std::collections::BTreeSet;
use types::Dec18;

/// Most millicores of one unit.
const CPU: u128 = 384_000;
/// Most GPUs of one unit.
const GPU: u128 = 24;
/// Most bytes of memory of one unit.
const MEMORY: u128 = 2 << 40;
/// Most bytes of one volume.
const STORAGE: u128 = 32 << 40;
/// Units that a group's totals are bounded by.
const UNITS: u128 = 50;
/// Highest unit price, in micro-units per block.
const PRICE: i128 = 10_000_000;

fn bad(log: impl Into<String>) -> Refusal {
    Refusal::unregistered(log)
}

fn value(v: Option<&ResourceValue>) -> Option<u128> {
    std::str::from_utf8(&v?.val).ok()?.parse().ok()
}

/// Whether a key is one letter, then 1 to 126 letters, digits or `_ / . -`, then perhaps a word
/// character or `*`.
pub fn attribute_key(key: &str) -> bool {
    let middle = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.' | b'-');
    let bytes = key.as_bytes();
    if bytes.first().is_none_or(|b| !b.is_ascii_alphabetic()) {
        return false;
    }
    let body = match bytes.last() {
        Some(b'*') => &bytes[1..bytes.len() - 1],
        _ => &bytes[1..],
    };
    let most = if bytes.ends_with(b"*") { 126 } else { 127 };
    (1..=most).contains(&body.len()) && body.iter().all(|b| middle(*b))
}

/// Checks keys and that none is there twice.
///
/// # Errors
/// Codespace `akash` 1 for a duplicate, 2 for a malformed key.
pub fn attributes(list: &[Attribute]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for a in list {
        if !attribute_key(&a.key) {
            return Err(Refusal::new(
                "akash",
                2,
                "attribute key does not match regexp",
            ));
        }
        if !seen.insert(&a.key) {
            return Err(Refusal::new(
                "akash",
                1,
                "attributes cannot have duplicate keys",
            ));
        }
    }
    Ok(())
}

fn unit(r: &Resources) -> Result<(u128, u128, u128), Refusal> {
    let cpu = r
        .cpu
        .as_ref()
        .ok_or_else(|| bad("error: invalid unit CPU, cannot be nil"))?;
    attributes(&cpu.attributes)?;
    let millicores = value(cpu.units.as_ref())
        .filter(|v| (10..=CPU).contains(v))
        .ok_or_else(|| bad("error: invalid unit CPU"))?;
    let gpu = r
        .gpu
        .as_ref()
        .ok_or_else(|| bad("error: invalid unit GPU, cannot be nil"))?;
    attributes(&gpu.attributes)?;
    let gpus = value(gpu.units.as_ref())
        .filter(|v| *v <= GPU)
        .ok_or_else(|| bad("error: invalid unit GPU"))?;
    if gpus == 0 && !gpu.attributes.is_empty() {
        return Err(bad("error: invalid GPU state, attributes without units"));
    }
    let memory = r
        .memory
        .as_ref()
        .ok_or_else(|| bad("error: invalid unit memory, cannot be nil"))?;
    attributes(&memory.attributes)?;
    let bytes = value(memory.quantity.as_ref())
        .filter(|v| (1 << 20..=MEMORY).contains(v))
        .ok_or_else(|| bad("error: invalid unit memory"))?;
    if r.storage.is_empty() {
        return Err(bad("error: invalid unit storage, cannot be empty"));
    }
    for volume in &r.storage {
        attributes(&volume.attributes)?;
        value(volume.quantity.as_ref())
            .filter(|v| (5 << 20..=STORAGE).contains(v))
            .ok_or_else(|| bad("error: invalid unit storage"))?;
    }
    Ok((millicores, gpus, bytes))
}

/// Checks one group's units, totals and prices and gives its price denom.
///
/// # Errors
/// Codespace `undefined` for bounds, `akash` for attributes, `deployment` 19 or 20 for the rest.
pub fn group(g: &GroupSpec) -> Result<String, Refusal> {
    if g.name.is_empty() {
        return Err(Refusal::new(
            "deployment",
            19,
            "empty group spec name: GroupSpec invalid",
        ));
    }
    if g.resources.is_empty() {
        return Err(bad("error: no resources"));
    }
    if let Some(requirements) = &g.requirements {
        attributes(&requirements.attributes)?;
    }
    let (mut cpu, mut gpu, mut memory) = (0, 0, 0);
    let mut denom = String::new();
    for u in &g.resources {
        let resource = u
            .resource
            .as_ref()
            .ok_or_else(|| bad("error: invalid unit resources"))?;
        let (c, g, m) = unit(resource)?;
        let count = u128::from(u.count);
        (cpu, gpu, memory) = (cpu + c * count, gpu + g * count, memory + m * count);
        let price = u.price.clone().unwrap_or_default();
        let amount = Dec18::from_wire(&price.amount)
            .map_err(|_| bad("error: invalid unit price"))?
            .atoms();
        if !(0..=PRICE * Dec18::ONE_ATOMS).contains(&amount) {
            return Err(bad("error: invalid unit price"));
        }
        if denom.is_empty() {
            denom.clone_from(&price.denom);
        } else if denom != price.denom {
            return Err(Refusal::new(
                "deployment",
                20,
                format!(
                    "Mismatched denominations ({} != {denom}): Deposit invalid",
                    price.denom
                ),
            ));
        }
    }
    for (name, total, most) in [
        ("CPU", cpu, CPU * UNITS),
        ("memory", memory, MEMORY * UNITS),
    ] {
        if total == 0 || total > most {
            return Err(bad(format!("invalid total {name}")));
        }
    }
    if gpu > GPU * UNITS {
        return Err(bad("invalid total GPU"));
    }
    Ok(denom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_keys_follow_the_chains_pattern() {
        for good in ["host", "ab", "vendor/nvidia/model/*", "a-b_c.d/e", "ho*"] {
            assert!(attribute_key(good), "{good}");
        }
        let long = "a".repeat(129);
        for bad in ["", "a", "1ab", "a b", "*", "a*b", long.as_str(), "a*"] {
            assert!(!attribute_key(bad), "{bad}");
        }
    }

    #[test]
    fn a_key_twice_is_refused() {
        let a = Attribute {
            key: "host".into(),
            value: String::new(),
        };
        assert_eq!(attributes(&[a.clone(), a]).unwrap_err().code, 1);
    }
}
