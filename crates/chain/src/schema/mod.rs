//! Messages by their fields: JSON of the real command ↔ protobuf, and amino JSON.
//!
//! The table in `messages.txt` names the fields of every message that may appear in a transaction.
//! [`encode`] and [`decode`] translate a whole message without knowing it in code; [`amino`] gives
//! what SIGN_MODE_LEGACY_AMINO_JSON signs. Whatever the table does not name is an error, never
//! passed over.

mod amino;
mod decode;
mod encode;
mod from_amino;
mod text;

pub use amino::amino;
pub use decode::{decode, decode_named};
pub use encode::{encode, encode_named};
pub use from_amino::from_amino;

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How deep messages may lie in each other.
const DEPTH: usize = 24;

/// Why a message can't be translated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// No message of this type is known.
    #[error("Slipway does not know the message {0}")]
    UnknownType(String),
    /// The JSON or the bytes hold a field that the message does not have.
    #[error("{message} has no field {field}")]
    UnknownField {
        /// The message.
        message: String,
        /// Name or number.
        field: String,
    },
    /// A value is of another kind than the field.
    #[error("{field} of {message} is not {expected}")]
    Value {
        /// The message.
        message: String,
        /// The field.
        field: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The bytes are no protobuf.
    #[error("the bytes of {0} can't be decoded")]
    Bytes(String),
    /// Messages lie too deep in each other.
    #[error("messages lie deeper than 24 in each other")]
    Depth,
}

/// What one value of a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    Bool,
    U32,
    U64,
    I32,
    I64,
    Bytes,
    Int,
    Dec,
    Digits,
    Time,
    Span,
    Any,
    Enum(&'static str),
    Message(&'static str),
}

/// How a field appears in amino JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InAmino {
    Usual,
    /// Written though empty.
    Always,
    /// Written without its content.
    Blank,
}

#[derive(Debug)]
struct Field {
    number: u32,
    name: &'static str,
    kind: Kind,
    repeated: bool,
    amino: InAmino,
}

#[derive(Debug)]
struct Shape {
    name: &'static str,
    amino: Option<&'static str>,
    fields: Vec<Field>,
}

impl Shape {
    fn value(&self, field: &Field, expected: &'static str) -> SchemaError {
        SchemaError::Value {
            message: self.name.into(),
            field: field.name.into(),
            expected,
        }
    }

    fn bytes(&self) -> SchemaError {
        SchemaError::Bytes(self.name.into())
    }
}

#[derive(Debug, Default)]
struct Table {
    shapes: BTreeMap<&'static str, Shape>,
    enums: BTreeMap<&'static str, Vec<(i32, &'static str)>>,
}

impl Table {
    fn shape(&self, name: &str) -> Result<&Shape, SchemaError> {
        self.shapes
            .get(name)
            .ok_or_else(|| SchemaError::UnknownType(name.into()))
    }

    /// The message of a type URL.
    fn by_url(&self, url: &str) -> Result<&Shape, SchemaError> {
        self.shape(url.strip_prefix('/').unwrap_or(url))
    }

    fn read(text: &'static str) -> Option<Self> {
        let mut table = Self::default();
        let lines = text
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        for line in lines.clone() {
            if let Some(rest) = line.strip_prefix("enum ") {
                let (name, values) = rest.split_once(": ")?;
                let values = values
                    .split(' ')
                    .map(|pair| {
                        let (number, name) = pair.split_once('=')?;
                        Some((number.parse().ok()?, name))
                    })
                    .collect::<Option<_>>()?;
                table.enums.insert(name, values);
            }
        }
        for line in lines.filter(|l| !l.starts_with("enum ")) {
            let (head, fields) = line.split_once(": ")?;
            let (name, amino) = match head.split_once(" [") {
                Some((name, amino)) => (name, Some(amino.strip_suffix(']')?)),
                None => (head, None),
            };
            let fields = fields
                .split("; ")
                .map(|field| table.field(field))
                .collect::<Option<_>>()?;
            let shape = Shape {
                name,
                amino,
                fields,
            };
            table.shapes.insert(name, shape);
        }
        Some(table)
    }

    fn field(&self, text: &'static str) -> Option<Field> {
        let mut words = text.split(' ');
        let (number, name, kind) = (words.next()?.parse().ok()?, words.next()?, words.next()?);
        let amino = match words.next() {
            None => InAmino::Usual,
            Some("!") => InAmino::Always,
            Some("~") => InAmino::Blank,
            Some(_) => return None,
        };
        let (repeated, kind) = match kind.strip_prefix("[]") {
            Some(kind) => (true, kind),
            None => (false, kind),
        };
        let kind = match kind {
            "string" => Kind::Text,
            "bool" => Kind::Bool,
            "u32" => Kind::U32,
            "u64" => Kind::U64,
            "i32" => Kind::I32,
            "i64" => Kind::I64,
            "bytes" => Kind::Bytes,
            "int" => Kind::Int,
            "dec" => Kind::Dec,
            "digits" => Kind::Digits,
            "time" => Kind::Time,
            "span" => Kind::Span,
            "any" => Kind::Any,
            name if self.enums.contains_key(name) => Kind::Enum(name),
            name => Kind::Message(name),
        };
        Some(Field {
            number,
            name,
            kind,
            repeated,
            amino,
        })
    }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        Table::read(include_str!("messages.txt")).expect("a test reads the same table")
    })
}

/// A time as amino JSON writes it.
pub(crate) fn amino_time(seconds: i64, nanos: i32) -> Result<String, SchemaError> {
    text::time_to_amino(seconds, nanos).ok_or_else(|| SchemaError::Bytes("Timestamp".into()))
}

/// True when the table names this type URL.
#[must_use]
pub fn is_known(type_url: &str) -> bool {
    table().by_url(type_url).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_a_field_names_is_there() {
        let table = table();
        assert!(table.shapes.len() > 70, "{}", table.shapes.len());
        for shape in table.shapes.values() {
            let mut numbers = std::collections::BTreeSet::new();
            for field in &shape.fields {
                assert!(numbers.insert(field.number), "{}", shape.name);
                if let Kind::Message(name) = field.kind {
                    assert!(table.shapes.contains_key(name), "{}: {name}", shape.name);
                }
            }
        }
    }

    #[test]
    fn knows_types_by_their_url() {
        assert!(is_known("/cosmos.bank.v1beta1.MsgSend"));
        assert!(!is_known("/cosmwasm.wasm.v1.MsgExecuteContract"));
    }
}
