//! SIGN_MODE_LEGACY_AMINO_JSON: a StdSignDoc as canonical JSON.

use serde_json::Value;
use types::ChainId;

/// Why bytes are not an amino sign document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AminoError {
    /// The bytes are not a JSON object, or not written the one canonical way.
    #[error("this is not a canonical amino document")]
    NotCanonical,
    /// A field of the document is missing or of another kind.
    #[error("the amino document lacks {0}")]
    Field(&'static str),
    /// Off-chain texts have their own kind and must not pass as transactions.
    #[error("this document is an off-chain text, not a transaction")]
    OffChain,
    /// JSON for amino has no fractions.
    #[error("a number in the document is not an integer")]
    Fraction,
}

/// The canonical JSON of a transaction's StdSignDoc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AminoDoc {
    bytes: Vec<u8>,
    value: Value,
    chain_id: String,
}

impl AminoDoc {
    /// Takes a sign document and writes it canonically.
    ///
    /// # Errors
    /// [`AminoError`] when a field is missing or it is an ADR-036 document.
    pub fn new(value: Value) -> Result<Self, AminoError> {
        let object = value.as_object().ok_or(AminoError::NotCanonical)?;
        let text = |field: &'static str| {
            let found = object.get(field).and_then(Value::as_str);
            found.ok_or(AminoError::Field(field))
        };
        let chain_id = text("chain_id")?.to_owned();
        for field in ["account_number", "sequence", "memo"] {
            text(field)?;
        }
        if !object.get("fee").is_some_and(Value::is_object) {
            return Err(AminoError::Field("fee"));
        }
        let msgs = object
            .get("msgs")
            .and_then(Value::as_array)
            .ok_or(AminoError::Field("msgs"))?;
        if chain_id.parse::<ChainId>().is_err() || msgs.iter().any(is_off_chain) {
            return Err(AminoError::OffChain);
        }
        Ok(Self {
            bytes: canonical_json(&value)?.into_bytes(),
            value,
            chain_id,
        })
    }

    /// Reads bytes that claim to be a canonical sign document.
    ///
    /// # Errors
    /// [`AminoError::NotCanonical`] when they are written any other way.
    pub fn parse(bytes: &[u8]) -> Result<Self, AminoError> {
        let value = serde_json::from_slice(bytes).map_err(|_| AminoError::NotCanonical)?;
        let doc = Self::new(value)?;
        if doc.bytes == bytes {
            Ok(doc)
        } else {
            Err(AminoError::NotCanonical)
        }
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document, for the words.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The chain.
    #[must_use]
    pub fn chain_id(&self) -> &str {
        &self.chain_id
    }
}

fn is_off_chain(message: &Value) -> bool {
    message.get("type").and_then(Value::as_str) == Some("sign/MsgSignData")
}

/// Writes JSON as the Cosmos SDK signs it: keys sorted by bytes, no white space, and `<`, `>`, `&`,
/// U+2028 and U+2029 escaped as Go's encoder does.
///
/// # Errors
/// [`AminoError::Fraction`] when a number is not an integer.
pub fn canonical_json(value: &Value) -> Result<String, AminoError> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), AminoError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            out.push_str(&number.to_string());
        }
        Value::Number(_) => return Err(AminoError::Fraction),
        Value::String(text) => string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(fields) => {
            // Sorted here: another crate may switch serde_json to keep the order of insertion.
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            out.push('{');
            for (at, (key, item)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                string(key, out);
                out.push(':');
                write(item, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => escape(c, out),
            c if u32::from(c) < 0x20 => escape(c, out),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn escape(c: char, out: &mut String) {
    out.push_str(&format!("\\u{:04x}", u32::from(c)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn doc() -> Value {
        json!({
            "sequence": "1", "account_number": "2", "chain_id": "c-1", "memo": "a <b> & c",
            "msgs": [{"type": "cosmos-sdk/MsgSend", "value": {}}],
            "fee": {"gas": "1", "amount": []},
        })
    }

    #[test]
    fn writes_sorted_compact_and_escaped() {
        let made = AminoDoc::new(doc()).unwrap();
        assert_eq!(
            std::str::from_utf8(made.bytes()).unwrap(),
            r#"{"account_number":"2","chain_id":"c-1","fee":{"amount":[],"gas":"1"},"memo":"a \u003cb\u003e \u0026 c","msgs":[{"type":"cosmos-sdk/MsgSend","value":{}}],"sequence":"1"}"#
        );
        assert_eq!(AminoDoc::parse(made.bytes()).unwrap(), made);
    }

    #[test]
    fn any_other_writing_is_refused() {
        let made = AminoDoc::new(doc()).unwrap();
        let spaced = String::from_utf8(made.bytes().to_vec())
            .unwrap()
            .replace("\":", "\": ");
        assert_eq!(
            AminoDoc::parse(spaced.as_bytes()),
            Err(AminoError::NotCanonical)
        );
        assert_eq!(
            canonical_json(&json!({"a": 1.5})),
            Err(AminoError::Fraction)
        );
    }

    #[test]
    fn an_off_chain_text_is_no_transaction() {
        let mut text = doc();
        text["msgs"][0]["type"] = json!("sign/MsgSignData");
        assert_eq!(AminoDoc::new(text), Err(AminoError::OffChain));
        let mut nowhere = doc();
        nowhere["chain_id"] = json!("");
        assert_eq!(AminoDoc::new(nowhere), Err(AminoError::OffChain));
        let mut bare = doc();
        bare.as_object_mut().unwrap().remove("fee");
        assert_eq!(AminoDoc::new(bare), Err(AminoError::Field("fee")));
    }
}
