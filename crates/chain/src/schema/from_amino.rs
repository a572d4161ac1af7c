//! Amino JSON → protobuf, for showing what an amino document does. What does not come out as the very same
//! amino JSON again is refused, so the words can't be about something else than what is signed.

use proto::Any;
use serde_json::{Map, Value, json};

use super::{DEPTH, Field, InAmino, Kind, SchemaError, Shape, Table, amino, encode, table};

/// The message that this amino JSON (`{"type", "value"}`) stands for.
///
/// # Errors
/// [`SchemaError`]; also when the JSON is not what the node would derive from the message.
pub fn from_amino(message: &Value) -> Result<Any, SchemaError> {
    let table = table();
    let encoded = encode(&any(table, message, DEPTH)?)?;
    if amino(&encoded)? == *message {
        Ok(encoded)
    } else {
        Err(SchemaError::Bytes(encoded.type_url))
    }
}

fn any(table: &Table, message: &Value, depth: usize) -> Result<Value, SchemaError> {
    let kind = message["type"].as_str().unwrap_or_default();
    let mut named = table.shapes.values();
    let shape = match named.find(|shape| shape.amino == Some(kind)) {
        Some(shape) => shape,
        None => table.by_url(kind)?,
    };
    let mut fields = object(table, shape, &message["value"], depth)?;
    fields.insert("@type".into(), json!(format!("/{}", shape.name)));
    Ok(Value::Object(fields))
}

fn object(
    table: &Table,
    shape: &Shape,
    value: &Value,
    depth: usize,
) -> Result<Map<String, Value>, SchemaError> {
    let depth = depth.checked_sub(1).ok_or(SchemaError::Depth)?;
    let mut out = Map::new();
    for (name, value) in value.as_object().ok_or_else(|| shape.bytes())? {
        let field = shape.fields.iter().find(|f| f.name == name);
        let field = field.ok_or_else(|| SchemaError::UnknownField {
            message: shape.name.into(),
            field: name.clone(),
        })?;
        let one = |item| single(table, shape, field, item, depth);
        let value = match value {
            Value::Array(items) if field.repeated => {
                Value::Array(items.iter().map(one).collect::<Result<_, _>>()?)
            }
            _ => one(value)?,
        };
        // Written though empty: on the wire there is nothing.
        let absent = field.amino == InAmino::Always && is_empty(field, &value);
        if !absent {
            out.insert(name.clone(), value);
        }
    }
    Ok(out)
}

fn is_empty(field: &Field, value: &Value) -> bool {
    match &field.kind {
        Kind::Message(_) if !field.repeated => false,
        _ => [json!([]), json!(""), json!("0"), json!(0)].contains(value),
    }
}

fn single(
    table: &Table,
    shape: &Shape,
    field: &Field,
    value: &Value,
    depth: usize,
) -> Result<Value, SchemaError> {
    let wrong = |expected| shape.value(field, expected);
    if field.amino == InAmino::Blank {
        // Amino does not say what is in it, so nobody could know what is signed.
        return Err(wrong("something that amino JSON can say"));
    }
    match &field.kind {
        Kind::Message(name) => object(table, table.shape(name)?, value, depth).map(Value::Object),
        Kind::Any => any(
            table,
            value,
            depth.checked_sub(1).ok_or(SchemaError::Depth)?,
        ),
        Kind::Span => {
            let nanos: i128 = value
                .as_str()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| wrong("a number of nanoseconds"))?;
            let (whole, part) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
            Ok(json!(format!("{whole}.{:09}s", part.abs())))
        }
        Kind::Enum(name) => {
            let number = value.as_i64().ok_or_else(|| wrong("a number"))?;
            let values = table.enums.get(name).map(Vec::as_slice).unwrap_or_default();
            let found = values.iter().find(|(n, _)| i64::from(*n) == number);
            Ok(json!(found.ok_or_else(|| wrong("a known value"))?.1))
        }
        _ => Ok(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELF: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    fn send() -> Value {
        json!({"type": "cosmos-sdk/MsgSend", "value": {
            "from_address": SELF, "to_address": SELF,
            "amount": [{"denom": "uakt", "amount": "5"}]}})
    }

    #[test]
    fn a_message_comes_back() {
        let message = from_amino(&send()).unwrap();
        assert_eq!(message.type_url, "/cosmos.bank.v1beta1.MsgSend");
        assert_eq!(amino(&message).unwrap(), send());
    }

    #[test]
    fn every_message_of_amino_goes_there_and_back() {
        let vote = json!({"type": "cosmos-sdk/v1/MsgVote", "value": {
            "proposal_id": "7", "voter": SELF, "option": 1}});
        assert_eq!(amino(&from_amino(&vote).unwrap()).unwrap(), vote);
    }

    #[test]
    fn what_would_be_derived_differently_is_refused() {
        let mut zero = send();
        zero["value"]["to_address"] = json!("");
        assert!(from_amino(&zero).is_err());
        let mut extra = send();
        extra["value"]["surprise"] = json!("x");
        assert!(matches!(
            from_amino(&extra),
            Err(SchemaError::UnknownField { .. })
        ));
        let unknown = json!({"type": "wasm/MsgExecuteContract", "value": {}});
        assert!(matches!(
            from_amino(&unknown),
            Err(SchemaError::UnknownType(_))
        ));
    }
}
