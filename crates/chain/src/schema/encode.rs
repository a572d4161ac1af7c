//! JSON → protobuf, as Go writes it: fields by number, sub-messages that are there written even when
//! empty, zero scalars left out, numbers and enums packed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proto::Any;
use proto::Message as _;
use serde_json::Value;

use super::{DEPTH, Field, Kind, SchemaError, Shape, Table, table, text};

/// Encodes a JSON message with its `@type`.
///
/// # Errors
/// [`SchemaError`].
pub fn encode(json: &Value) -> Result<Any, SchemaError> {
    any(table(), json, DEPTH)
}

/// Encodes a JSON message of a known type, such as `cosmos.tx.v1beta1.TxBody`.
///
/// # Errors
/// [`SchemaError`].
pub fn encode_named(name: &str, json: &Value) -> Result<Vec<u8>, SchemaError> {
    message(table(), table().shape(name)?, json, DEPTH)
}

fn any(table: &Table, json: &Value, depth: usize) -> Result<Any, SchemaError> {
    let url = json
        .get("@type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let shape = table.by_url(url)?;
    Ok(Any {
        type_url: url.into(),
        value: message(table, shape, json, depth)?,
    })
}

fn message(
    table: &Table,
    shape: &Shape,
    json: &Value,
    depth: usize,
) -> Result<Vec<u8>, SchemaError> {
    let depth = depth.checked_sub(1).ok_or(SchemaError::Depth)?;
    let object = json.as_object().ok_or_else(|| shape.bytes())?;
    for name in object.keys() {
        if name != "@type" && !shape.fields.iter().any(|f| f.name == name) {
            return Err(SchemaError::UnknownField {
                message: shape.name.into(),
                field: name.clone(),
            });
        }
    }
    let mut fields: Vec<_> = shape.fields.iter().collect();
    fields.sort_by_key(|field| field.number);
    let mut out = Vec::new();
    for field in fields {
        let writer = Writer {
            table,
            shape,
            field,
            depth,
        };
        match object.get(field.name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) if field.repeated => writer.list(items, &mut out)?,
            Some(_) if field.repeated => return Err(shape.value(field, "a list")),
            Some(value) => writer.single(value, &mut out)?,
        }
    }
    Ok(out)
}

struct Writer<'a> {
    table: &'a Table,
    shape: &'a Shape,
    field: &'a Field,
    depth: usize,
}

/// A value on its way to the wire.
enum Wire {
    Number(u64),
    Bytes(Vec<u8>),
}

impl Writer<'_> {
    fn list(&self, items: &[Value], out: &mut Vec<u8>) -> Result<(), SchemaError> {
        let mut packed = Vec::new();
        for item in items {
            match self.wire(item)? {
                Wire::Number(number) => varint(number, &mut packed),
                Wire::Bytes(bytes) => self.bytes(&bytes, out),
            }
        }
        if !packed.is_empty() {
            self.bytes(&packed, out);
        }
        Ok(())
    }

    fn single(&self, value: &Value, out: &mut Vec<u8>) -> Result<(), SchemaError> {
        match self.wire(value)? {
            Wire::Number(0) => {}
            Wire::Number(number) => {
                varint(u64::from(self.field.number) << 3, out);
                varint(number, out);
            }
            Wire::Bytes(bytes) => {
                let is_message = matches!(
                    self.field.kind,
                    Kind::Message(_) | Kind::Any | Kind::Time | Kind::Span
                );
                if is_message || !bytes.is_empty() {
                    self.bytes(&bytes, out);
                }
            }
        }
        Ok(())
    }

    fn bytes(&self, bytes: &[u8], out: &mut Vec<u8>) {
        varint(u64::from(self.field.number) << 3 | 2, out);
        varint(bytes.len() as u64, out);
        out.extend_from_slice(bytes);
    }

    fn wrong(&self, expected: &'static str) -> SchemaError {
        self.shape.value(self.field, expected)
    }

    fn wire(&self, value: &Value) -> Result<Wire, SchemaError> {
        let words = value.as_str();
        let text = |expected| words.ok_or_else(|| self.wrong(expected));
        Ok(match &self.field.kind {
            Kind::Text => Wire::Bytes(text("a text")?.into()),
            Kind::Bool => Wire::Number(u64::from(
                value.as_bool().ok_or_else(|| self.wrong("true or false"))?,
            )),
            Kind::U32 => Wire::Number(u64::from(self.number::<u32>(value)?)),
            Kind::U64 => Wire::Number(self.number(value)?),
            Kind::I32 => Wire::Number(i64::from(self.number::<i32>(value)?).cast_unsigned()),
            Kind::I64 => Wire::Number(self.number::<i64>(value)?.cast_unsigned()),
            Kind::Bytes => Wire::Bytes(
                STANDARD
                    .decode(text("base64")?)
                    .map_err(|_| self.wrong("base64"))?,
            ),
            Kind::Int => {
                let number = text("an integer in quotes")?;
                if !text::is_int(number) {
                    return Err(self.wrong("an integer in quotes"));
                }
                Wire::Bytes(number.into())
            }
            Kind::Digits => {
                let number = text("an integer in quotes")?;
                if !text::is_int(number) {
                    return Err(self.wrong("an integer in quotes"));
                }
                Wire::Bytes(number.into())
            }
            Kind::Dec => {
                let wire = text::dec_to_wire(text("a decimal in quotes")?);
                Wire::Bytes(
                    wire.ok_or_else(|| self.wrong("a decimal in quotes"))?
                        .into(),
                )
            }
            Kind::Time => {
                let wire = text::time_to_wire(text("a time")?);
                let (seconds, nanos) = wire.ok_or_else(|| self.wrong("a time"))?;
                Wire::Bytes(pair(seconds, nanos))
            }
            Kind::Span => {
                let wire = text::span_to_wire(text("a span such as 3600s")?);
                let (seconds, nanos) = wire.ok_or_else(|| self.wrong("a span such as 3600s"))?;
                Wire::Bytes(pair(seconds, nanos))
            }
            Kind::Any => Wire::Bytes(any(self.table, value, self.depth)?.encode_to_vec()),
            Kind::Enum(name) => Wire::Number(i64::from(self.choice(name, value)?).cast_unsigned()),
            Kind::Message(name) => {
                let shape = self.table.shape(name)?;
                if !value.is_object() {
                    return Err(self.wrong("an object"));
                }
                Wire::Bytes(message(self.table, shape, value, self.depth)?)
            }
        })
    }

    /// A number as such or in quotes.
    fn number<N: std::str::FromStr>(&self, value: &Value) -> Result<N, SchemaError> {
        let written = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Err(self.wrong("a whole number")),
        };
        written.parse().map_err(|_| self.wrong("a whole number"))
    }

    fn choice(&self, name: &str, value: &Value) -> Result<i32, SchemaError> {
        let values = self.table.enums.get(name).map_or(&[][..], Vec::as_slice);
        let found = match value {
            Value::String(text) => values.iter().find(|(_, known)| known == text),
            other => values
                .iter()
                .find(|(number, _)| other.as_i64() == Some(i64::from(*number))),
        };
        found
            .map(|(number, _)| *number)
            .ok_or_else(|| self.wrong("one of the known names"))
    }
}

/// Seconds and nanoseconds as a message.
fn pair(seconds: i64, nanos: i32) -> Vec<u8> {
    proto::Duration { seconds, nanos }.encode_to_vec()
}

fn varint(mut number: u64, out: &mut Vec<u8>) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}
