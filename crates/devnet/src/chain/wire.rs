//! A look at protobuf bytes below the typed messages.

use super::refusal::{Refusal, sdk};
use std::collections::BTreeSet;

fn malformed() -> Refusal {
    sdk(
        2,
        "invalid length; unexpected EOF: tx parse error: tx parse error",
    )
}

/// Numbers of the top fields whose values aren't the default.
fn numbers(mut bytes: &[u8]) -> Result<BTreeSet<u64>, Refusal> {
    let mut found = BTreeSet::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let set = match tag & 7 {
            0 => varint(&mut bytes)? != 0,
            1 => take(&mut bytes, 8)?.iter().any(|b| *b != 0),
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).map_err(|_| malformed())?;
                !take(&mut bytes, length)?.is_empty()
            }
            5 => take(&mut bytes, 4)?.iter().any(|b| *b != 0),
            _ => return Err(malformed()),
        };
        if set {
            found.insert(tag >> 3);
        }
    }
    Ok(found)
}

fn varint(bytes: &mut &[u8]) -> Result<u64, Refusal> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().ok_or_else(malformed)?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(malformed())
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], Refusal> {
    if bytes.len() < length {
        return Err(malformed());
    }
    let (head, rest) = bytes.split_at(length);
    *bytes = rest;
    Ok(head)
}

/// Refuses fields that got lost in decoding and encoding again, which are those the type lacks.
///
/// # Errors
/// `sdk` 2.
pub fn no_unknown_fields(given: &[u8], known: &[u8], name: &str) -> Result<(), Refusal> {
    match numbers(given)?.difference(&numbers(known)?).next() {
        None => Ok(()),
        Some(number) => Err(sdk(
            2,
            format!("errUnknownField \"{name}\": {{TagNum: {number}}}: tx parse error"),
        )),
    }
}

/// Decodes a message and refuses fields it lacks.
///
/// # Errors
/// `sdk` 2.
pub fn strict<M: proto::Message + Default>(bytes: &[u8], name: &str) -> Result<M, Refusal> {
    let message = M::decode(bytes).map_err(|e| sdk(2, format!("{e}: tx parse error")))?;
    no_unknown_fields(bytes, &message.encode_to_vec(), name)?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_fields_are_seen_and_defaults_are_not() {
        // Field 1 = 5, field 2 = 0 written out.
        assert!(no_unknown_fields(&[8, 5, 16, 0], &[8, 5], "x").is_ok());
        // Field 15, two bytes.
        let refusal = no_unknown_fields(&[8, 5, 0x7a, 1, 1], &[8, 5], "x").unwrap_err();
        assert_eq!((refusal.codespace, refusal.code), ("sdk", 2));
        assert!(no_unknown_fields(&[8], &[], "x").is_err());
    }
}
