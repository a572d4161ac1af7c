//! Protobuf → amino JSON, as the node derives it for SIGN_MODE_LEGACY_AMINO_JSON: what is on the wire
//! is written, what is absent is not, numbers of 64 bits are texts, enums are numbers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proto::Any;
use serde_json::{Map, Value, json};

use super::decode::{Wire, packed, pair, values};
use super::{DEPTH, Field, InAmino, Kind, SchemaError, Shape, Table, table, text};

/// A message as `{"type", "value"}`; without an amino name of its own the type URL is the type.
///
/// # Errors
/// [`SchemaError`].
pub fn amino(message: &Any) -> Result<Value, SchemaError> {
    any(table(), message, DEPTH)
}

fn any(table: &Table, packed: &Any, depth: usize) -> Result<Value, SchemaError> {
    let shape = table.by_url(&packed.type_url)?;
    Ok(json!({
        "type": shape.amino.unwrap_or(&packed.type_url),
        "value": message(table, shape, &packed.value, depth)?,
    }))
}

fn message(table: &Table, shape: &Shape, bytes: &[u8], depth: usize) -> Result<Value, SchemaError> {
    let depth = depth.checked_sub(1).ok_or(SchemaError::Depth)?;
    let mut object = Map::new();
    for field in shape.fields.iter().filter(|f| f.amino == InAmino::Always) {
        object.insert(field.name.into(), empty(field));
    }
    for (field, wire) in values(shape, bytes)? {
        let Some(value) = value(table, shape, field, &wire, depth)? else {
            continue;
        };
        if field.repeated {
            let list = object.entry(field.name).or_insert_with(|| json!([]));
            if let Value::Array(items) = list {
                items.push(value);
            }
        } else {
            object.insert(field.name.into(), value);
        }
    }
    Ok(Value::Object(object))
}

fn empty(field: &Field) -> Value {
    match &field.kind {
        _ if field.repeated => json!([]),
        Kind::Message(_) => json!({}),
        Kind::U64 | Kind::I64 | Kind::Span => json!("0"),
        Kind::U32 | Kind::I32 => json!(0),
        Kind::Time => json!("0001-01-01T00:00:00Z"),
        _ => json!(""),
    }
}

/// `None` for a zero scalar, which amino leaves out.
fn value(
    table: &Table,
    shape: &Shape,
    field: &Field,
    wire: &Wire<'_>,
    depth: usize,
) -> Result<Option<Value>, SchemaError> {
    let wrong = |expected| shape.value(field, expected);
    if field.amino == InAmino::Blank {
        return Ok(Some(json!({})));
    }
    Ok(Some(match (wire, &field.kind) {
        (Wire::Number(0), _) if !field.repeated => return Ok(None),
        (Wire::Number(number), kind) => match kind {
            Kind::Bool => json!(true),
            Kind::U64 => json!(number.to_string()),
            Kind::I64 => json!(number.cast_signed().to_string()),
            _ => json!(number.cast_signed()),
        },
        (Wire::Bytes(bytes), Kind::Message(name)) => {
            message(table, table.shape(name)?, bytes, depth)?
        }
        (Wire::Bytes(bytes), Kind::Any) => any(table, &packed(shape, bytes)?, depth)?,
        (Wire::Bytes(bytes), Kind::Bytes | Kind::Digits) => json!(STANDARD.encode(bytes)),
        (Wire::Bytes(bytes), Kind::Time) => {
            let (seconds, nanos) = pair(shape, bytes)?;
            json!(text::time_to_amino(seconds, nanos).ok_or_else(|| wrong("a time"))?)
        }
        (Wire::Bytes(bytes), Kind::Span) => {
            let (seconds, nanos) = pair(shape, bytes)?;
            let total = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
            json!(total.to_string())
        }
        (Wire::Bytes(bytes), kind) => {
            let written = std::str::from_utf8(bytes).map_err(|_| wrong("a text"))?;
            if written.is_empty() && !field.repeated {
                return Ok(None);
            }
            match kind {
                Kind::Dec => json!(text::dec_to_text(written).ok_or_else(|| wrong("a decimal"))?),
                _ => json!(written),
            }
        }
    }))
}
