//! Protobuf → JSON as the real command prints it: every field, zero values and all.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proto::Any;
use proto::Message as _;
use serde_json::{Map, Value, json};

use super::{DEPTH, Field, Kind, SchemaError, Shape, Table, table, text};

/// Decodes a message to JSON with its `@type`.
///
/// # Errors
/// [`SchemaError`], also for a field that the table does not name.
pub fn decode(message: &Any) -> Result<Value, SchemaError> {
    any(table(), message, DEPTH)
}

/// Decodes the bytes of a message of a known type.
///
/// # Errors
/// [`SchemaError`].
pub fn decode_named(name: &str, bytes: &[u8]) -> Result<Value, SchemaError> {
    message(table(), table().shape(name)?, bytes, DEPTH)
}

fn any(table: &Table, packed: &Any, depth: usize) -> Result<Value, SchemaError> {
    let shape = table.by_url(&packed.type_url)?;
    let mut json = message(table, shape, &packed.value, depth)?;
    json["@type"] = Value::from(packed.type_url.clone());
    Ok(json)
}

fn message(table: &Table, shape: &Shape, bytes: &[u8], depth: usize) -> Result<Value, SchemaError> {
    let depth = depth.checked_sub(1).ok_or(SchemaError::Depth)?;
    let mut object: Map<String, Value> = shape
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), empty(table, field)))
        .collect();
    for (field, wire) in values(shape, bytes)? {
        let value = json_of(table, shape, field, &wire, depth)?;
        match object.get_mut(field.name) {
            Some(Value::Array(list)) if field.repeated => list.push(value),
            Some(slot) => *slot = value,
            None => return Err(shape.bytes()),
        }
    }
    Ok(Value::Object(object))
}

/// A value as it lies on the wire.
pub(super) enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message in the order they are written, packed numbers taken apart. A single field
/// that is written twice is refused: two readers might take different ones.
pub(super) fn values<'s, 'b>(
    shape: &'s Shape,
    mut bytes: &'b [u8],
) -> Result<Vec<(&'s Field, Wire<'b>)>, SchemaError> {
    let mut out: Vec<(&Field, Wire<'_>)> = Vec::new();
    while !bytes.is_empty() {
        let key = take_varint(&mut bytes).ok_or_else(|| shape.bytes())?;
        let field = shape
            .fields
            .iter()
            .find(|f| u64::from(f.number) == key >> 3)
            .ok_or_else(|| SchemaError::UnknownField {
                message: shape.name.into(),
                field: (key >> 3).to_string(),
            })?;
        if !field.repeated && out.iter().any(|(seen, _)| seen.number == field.number) {
            return Err(shape.bytes());
        }
        let value = match key & 7 {
            0 => Wire::Number(take_varint(&mut bytes).ok_or_else(|| shape.bytes())?),
            2 => {
                let length = take_varint(&mut bytes).and_then(|n| usize::try_from(n).ok());
                let (content, rest) = length
                    .and_then(|n| bytes.split_at_checked(n))
                    .ok_or_else(|| shape.bytes())?;
                bytes = rest;
                Wire::Bytes(content)
            }
            _ => return Err(shape.bytes()),
        };
        match (is_number(&field.kind), value) {
            (true, Wire::Bytes(mut packed)) if field.repeated => {
                while !packed.is_empty() {
                    let number = take_varint(&mut packed).ok_or_else(|| shape.bytes())?;
                    out.push((field, Wire::Number(number)));
                }
            }
            (true, value @ Wire::Number(_)) | (false, value @ Wire::Bytes(_)) => {
                out.push((field, value));
            }
            _ => return Err(shape.bytes()),
        }
    }
    Ok(out)
}

const fn is_number(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Bool | Kind::U32 | Kind::U64 | Kind::I32 | Kind::I64 | Kind::Enum(_)
    )
}

fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for at in 0..10 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u64::from(byte & 0x7f);
        number |= part.checked_shl(7 * at)?;
        if byte & 0x80 == 0 {
            // The tenth byte holds one bit.
            return (at < 9 || part <= 1).then_some(number);
        }
    }
    None
}

/// The JSON of a field that is not written.
fn empty(table: &Table, field: &Field) -> Value {
    if field.repeated {
        return json!([]);
    }
    match &field.kind {
        Kind::Text => json!(""),
        Kind::Bool => json!(false),
        Kind::U32 | Kind::I32 => json!(0),
        Kind::U64 | Kind::I64 => json!("0"),
        Kind::Bytes => Value::Null,
        Kind::Int | Kind::Digits => json!("0"),
        Kind::Dec => json!("0.000000000000000000"),
        Kind::Enum(name) => choice(table, name, 0).unwrap_or(Value::Null),
        Kind::Time | Kind::Span | Kind::Any | Kind::Message(_) => Value::Null,
    }
}

fn json_of(
    table: &Table,
    shape: &Shape,
    field: &Field,
    wire: &Wire<'_>,
    depth: usize,
) -> Result<Value, SchemaError> {
    let wrong = |expected| shape.value(field, expected);
    match (wire, &field.kind) {
        (Wire::Number(number), kind) => Ok(match kind {
            Kind::Bool => json!(*number != 0),
            Kind::U32 => json!(u32::try_from(*number).map_err(|_| wrong("a small number"))?),
            Kind::U64 => json!(number.to_string()),
            Kind::I32 => {
                let number = i32::try_from(number.cast_signed());
                json!(number.map_err(|_| wrong("a small number"))?)
            }
            Kind::I64 => json!(number.cast_signed().to_string()),
            Kind::Enum(name) => choice(table, name, number.cast_signed())
                .ok_or_else(|| wrong("one of the known names"))?,
            _ => return Err(shape.bytes()),
        }),
        (Wire::Bytes(bytes), Kind::Message(name)) => {
            message(table, table.shape(name)?, bytes, depth)
        }
        (Wire::Bytes(bytes), Kind::Any) => any(table, &packed(shape, bytes)?, depth),
        (Wire::Bytes(bytes), Kind::Bytes) => Ok(json!(STANDARD.encode(bytes))),
        (Wire::Bytes(bytes), Kind::Time) => {
            let (seconds, nanos) = pair(shape, bytes)?;
            let text = text::time_to_text(seconds, nanos).ok_or_else(|| wrong("a time"))?;
            Ok(json!(text))
        }
        (Wire::Bytes(bytes), Kind::Span) => {
            let (seconds, nanos) = pair(shape, bytes)?;
            Ok(json!(text::span_to_text(seconds, nanos)))
        }
        (Wire::Bytes(bytes), kind) => {
            let written = std::str::from_utf8(bytes).map_err(|_| wrong("a text"))?;
            match kind {
                Kind::Int | Kind::Digits if !text::is_int(written) => Err(wrong("an integer")),
                Kind::Dec => text::dec_to_text(written)
                    .map(Value::from)
                    .ok_or_else(|| wrong("a decimal")),
                _ => Ok(json!(written)),
            }
        }
    }
}

fn choice(table: &Table, name: &str, number: i64) -> Option<Value> {
    let values = table.enums.get(name)?;
    let found = values
        .iter()
        .find(|(known, _)| i64::from(*known) == number)?;
    Some(Value::from(found.1))
}

pub(super) fn packed(shape: &Shape, bytes: &[u8]) -> Result<Any, SchemaError> {
    let any = Any::decode(bytes).map_err(|_| shape.bytes())?;
    if any.encoded_len() == bytes.len() {
        Ok(any)
    } else {
        Err(shape.bytes())
    }
}

pub(super) fn pair(shape: &Shape, bytes: &[u8]) -> Result<(i64, i32), SchemaError> {
    let pair = proto::Duration::decode(bytes).map_err(|_| shape.bytes())?;
    if pair.encoded_len() == bytes.len() {
        Ok((pair.seconds, pair.nanos))
    } else {
        Err(shape.bytes())
    }
}
