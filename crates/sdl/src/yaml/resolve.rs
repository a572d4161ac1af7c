//! What a plain scalar means: null, bool, number or text.

use std::borrow::Cow;

use super::{NodeId, NodeKind, Style, Tree};
use crate::number;

/// A scalar's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Resolved {
    Null,
    Bool(bool),
    Int(i64),
    Unsigned(u64),
    Float(f64),
    Text,
    /// The scalar contradicts its tag.
    Contradiction,
}

impl Tree {
    /// True for a node the reference takes for null before it looks at the wanted type.
    pub(crate) fn is_null(&self, id: NodeId) -> bool {
        let id = self.follow(id);
        let node = self.node(id);
        node.kind == NodeKind::Scalar
            && match self.tag(id) {
                Some(tag) => tag == "!!null",
                None => node.style == Style::Plain && null_word(self.value(id)),
            }
    }

    /// True for a collection with the tag of null: the reference reads it, but not through a pointer and not with a
    /// decoder of its own.
    pub(crate) fn is_null_collection(&self, id: NodeId) -> bool {
        let id = self.follow(id);
        self.node(id).kind != NodeKind::Scalar && self.tag(id) == Some("!!null")
    }

    /// True for a scalar that says it is null and isn't.
    pub(crate) fn is_false_null(&self, id: NodeId) -> bool {
        self.tag(id) == Some("!!null") && !null_word(self.value(id))
    }

    /// The tag as given or implied: `!!str`, `!!int`, ….
    pub(crate) fn is_merge(&self, id: NodeId) -> bool {
        let node = self.node(id);
        node.kind == NodeKind::Scalar
            && self.value(id) == "<<"
            && match self.tag(id) {
                Some(tag) => tag == "!!merge",
                None => node.style == Style::Plain,
            }
    }

    /// The meaning of a scalar.
    pub(crate) fn resolve(&self, id: NodeId) -> Resolved {
        let node = self.node(id);
        let text = self.value(id);
        let tag = self.tag(id);
        match tag {
            None if node.style != Style::Plain => Resolved::Text,
            None => plain(text),
            Some("!!bool" | "!!int" | "!!float" | "!!null" | "!!timestamp") => {
                let found = plain(text);
                match (tag, found) {
                    (Some("!!bool"), Resolved::Bool(_))
                    | (Some("!!int"), Resolved::Int(_) | Resolved::Unsigned(_))
                    | (Some("!!float"), Resolved::Float(_))
                    | (Some("!!null"), Resolved::Null) => found,
                    (Some("!!float"), Resolved::Int(number)) => Resolved::Float(number as f64),
                    (Some("!!timestamp"), Resolved::Text)
                        if text.len() > 7 && text.as_bytes()[4] == b'-' =>
                    {
                        Resolved::Text
                    }
                    _ => Resolved::Contradiction,
                }
            }
            Some(_) => Resolved::Text,
        }
    }
}

/// The whole number that an unquoted text stands for; floats are truncated.
pub(crate) fn whole(text: &str) -> Option<u64> {
    match plain(text) {
        Resolved::Int(number) => u64::try_from(number).ok(),
        Resolved::Unsigned(number) => Some(number),
        Resolved::Float(number) if number >= 0.0 => Some(number::to_u64(number)),
        _ => None,
    }
}

fn null_word(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn plain(text: &str) -> Resolved {
    match text {
        "true" | "True" | "TRUE" => return Resolved::Bool(true),
        "false" | "False" | "FALSE" => return Resolved::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Resolved::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        _ if null_word(text) => return Resolved::Null,
        _ => {}
    }
    match text.as_bytes()[0] {
        b'.' => number::float(text).map_or(Resolved::Text, Resolved::Float),
        b'0'..=b'9' | b'+' | b'-' => numeric(text),
        _ => Resolved::Text,
    }
}

fn numeric(text: &str) -> Resolved {
    let digits: Cow<'_, str> = match text.contains('_') {
        true => text.replace('_', "").into(),
        false => text.into(),
    };
    if let Some(found) = number::int_any_base(&digits) {
        return found;
    }
    if yaml_float(&digits)
        && let Some(found) = number::float(&digits)
    {
        return Resolved::Float(found);
    }
    Resolved::Text
}

/// Digits, at most one point, at most one exponent.
fn yaml_float(text: &str) -> bool {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (&body[..at], Some(&body[at + 1..])),
        None => (body, None),
    };
    let all_digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    let whole = match mantissa.split_once('.') {
        Some((left, right)) => {
            all_digits(left) && all_digits(right) && !(left.is_empty() && right.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    whole
        && exponent.is_none_or(|exponent| {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !digits.is_empty() && all_digits(digits)
        })
}
