//! Small pieces of YAML to put into a text, and the places to put them.

use std::ops::Range;

use super::tree::{Entry, Kind, Node, Style};

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Bytes that go.
    pub at: Range<usize>,
    /// What comes in their place.
    pub with: String,
}

impl Splice {
    pub(super) fn new(at: Range<usize>, with: impl Into<String>) -> Self {
        Self {
            at,
            with: with.into(),
        }
    }

    /// `text` with the replacement made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        format!(
            "{}{}{}",
            &text[..self.at.start],
            self.with,
            &text[self.at.end..]
        )
    }
}

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A text; quoted when it has to be.
    Text(String),
    /// Numbers and booleans: never quoted.
    Raw(String),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number or boolean.
    pub fn raw(text: impl ToString) -> Self {
        Self::Raw(text.to_string())
    }

    /// A map.
    #[must_use]
    pub fn map(entries: Vec<(&str, Self)>) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(k, v)| (k.to_string(), v))
                .collect(),
        )
    }

    /// Nested one-entry maps around this value.
    #[must_use]
    pub fn under(self, keys: &[&str]) -> Self {
        keys.iter()
            .rev()
            .fold(self, |inner, key| Self::map(vec![(key, inner)]))
    }

    /// As one line, for inside brackets.
    pub(super) fn flow(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Text(text) => scalar(text, true),
            Self::Raw(text) => text.clone(),
            Self::List(items) => {
                format!(
                    "[{}]",
                    items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")
                )
            }
            Self::Map(entries) if entries.is_empty() => "{}".into(),
            Self::Map(entries) => {
                let inner: Vec<_> = entries
                    .iter()
                    .map(|(k, v)| format!("{}: {}", scalar(k, true), v.flow()))
                    .collect();
                format!("{{ {} }}", inner.join(", "))
            }
        }
    }

    /// What follows a key's colon, with lines below it indented by `indent`.
    pub(super) fn behind_colon(&self, indent: usize) -> String {
        let pad = " ".repeat(indent);
        match self {
            Self::Null => String::new(),
            Self::Text(text) => format!(" {}", scalar(text, false)),
            Self::Raw(text) => format!(" {text}"),
            Self::List(items) if items.is_empty() => " []".into(),
            Self::List(items) => items
                .iter()
                .map(|i| format!("\n{pad}- {}", i.as_item(indent + 2)))
                .collect(),
            Self::Map(entries) if entries.is_empty() => " {}".into(),
            Self::Map(entries) => entries
                .iter()
                .map(|(k, v)| format!("\n{pad}{}:{}", scalar(k, false), v.behind_colon(indent + 2)))
                .collect(),
        }
    }

    /// What follows a hyphen, with lines below it indented by `indent`.
    pub(super) fn as_item(&self, indent: usize) -> String {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                let pad = " ".repeat(indent);
                entries
                    .iter()
                    .map(|(k, v)| format!("{}:{}", scalar(k, false), v.behind_colon(indent + 2)))
                    .collect::<Vec<_>>()
                    .join(&format!("\n{pad}"))
            }
            Self::Null => "null".into(),
            other => other.flow(),
        }
    }
}

/// `text` as a scalar: plain where that reads back the same, else in double quotes.
#[must_use]
pub fn scalar(text: &str, in_brackets: bool) -> String {
    if is_plain(text, in_brackets) {
        text.to_string()
    } else {
        double(text)
    }
}

fn is_plain(text: &str, in_brackets: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    if in_brackets && (first == '?' || first == ':' || text.contains('?')) {
        return false;
    }
    let word = text.to_ascii_lowercase();
    // Words that other readers take for something else than a text.
    if matches!(
        word.as_str(),
        "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "<<"
    ) {
        return false;
    }
    let second = text.chars().nth(1);
    let starts_well = match first {
        '-' | '?' | ':' => second.is_some_and(|c| !c.is_whitespace()),
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
        | '@' | '`' => false,
        c => !c.is_whitespace(),
    };
    starts_well
        && !text.ends_with(char::is_whitespace)
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !text.chars().any(special)
        && !(in_brackets && text.contains([',', '[', ']', '{', '}']))
}

/// What only double quotes can hold: control characters, breaks of lines, a byte order mark, what is no character.
fn special(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if special(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `text` in the manner of the scalar `before` that it replaces, written as `source`. Quotes as we write them that
/// `before` needed and `text` doesn't are dropped: half a word may need what the whole doesn't.
pub(super) fn like(
    text: &str,
    (before, source): (&str, &str),
    style: Style,
    in_brackets: bool,
) -> String {
    let ours = style == Style::Double && source == double(before);
    match style {
        _ if ours && !is_plain(before, in_brackets) && is_plain(text, in_brackets) => {
            text.to_string()
        }
        Style::Double => double(text),
        Style::Single if !text.chars().any(special) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ => scalar(text, in_brackets),
    }
}

/// What ends a line in YAML 1.1.
const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// First byte of the line that `at` is in.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let head = &text[..at];
    head.rfind(BREAKS)
        .and_then(|i| head[i..].chars().next().map(|c| i + c.len_utf8()))
        .unwrap_or(0)
}

/// Byte of the line's end, before what breaks it.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(BREAKS).map_or(text.len(), |i| at + i)
}

fn behind_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    let mut rest = text[end..].chars();
    match (rest.next(), rest.next()) {
        (Some('\r'), Some('\n')) => end + 2,
        (Some(c), _) => end + c.len_utf8(),
        _ => end,
    }
}

/// The next byte from `at` on that is neither blank nor comment.
pub(super) fn behind_blank(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        let rest = &text[at..];
        at += rest.len()
            - rest
                .trim_start_matches([' ', '\t'])
                .trim_start_matches(BREAKS)
                .len();
        let rest = &text[at..];
        if rest.starts_with('#') {
            at = line_end(text, at);
        } else if !rest.starts_with([' ', '\t']) {
            return at;
        }
    }
}

/// How the lines of `text` end.
pub(super) fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(i) if text[i..].starts_with("\r\n") => "\r\n",
        Some(i) if text[i..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// The value of `entry` of `map` replaced.
pub(super) fn replace(text: &str, map: &Node, entry: &Entry, value: &Value) -> Splice {
    let (column, in_brackets) = (map.column, map.flow);
    let old = &entry.value;
    match (&old.kind, value) {
        (Kind::Scalar(before, style), Value::Text(new)) if *style != Style::Block => {
            let written = (before.as_str(), &text[old.at.clone()]);
            Splice::new(old.at.clone(), like(new, written, *style, in_brackets))
        }
        (Kind::Scalar(_, style), Value::Raw(raw)) if *style != Style::Block => {
            Splice::new(old.at.clone(), raw.clone())
        }
        _ if in_brackets || (old.flow && matches!(value, Value::List(_) | Value::Map(_))) => {
            if old.kind == Kind::Null {
                Splice::new(old.at.clone(), format!(" {}", value.flow()))
            } else {
                Splice::new(old.at.clone(), value.flow())
            }
        }
        (Kind::Null, _) => Splice::new(entry.colon..entry.colon, value.behind_colon(column + 2)),
        _ => Splice::new(entry.colon..old.at.end, value.behind_colon(column + 2)),
    }
}

/// One more entry behind the last one of `map`.
pub(super) fn append_entry(text: &str, map: &Node, key: &str, value: &Value) -> Splice {
    let entries = map.entries();
    if map.flow {
        let pair = format!("{}: {}", scalar(key, true), value.flow());
        return match entries.last() {
            Some(last) => Splice::new(last.end()..last.end(), format!(", {pair}")),
            None => Splice::new(map.at.clone(), format!("{{ {pair} }}")),
        };
    }
    let at = line_end(text, map.at.end);
    let pad = " ".repeat(map.column);
    Splice::new(
        at..at,
        format!(
            "\n{pad}{}:{}",
            scalar(key, false),
            value.behind_colon(map.column + 2)
        ),
    )
}

/// Entry `i` of `map` taken out, with the comment on its own lines.
pub(super) fn remove_entry(text: &str, map: &Node, i: usize) -> Splice {
    let entries = map.entries();
    let entry = &entries[i];
    if map.flow {
        return match (
            entries.get(i + 1),
            i.checked_sub(1).and_then(|j| entries.get(j)),
        ) {
            (Some(next), _) => Splice::new(entry.from..next.from, ""),
            (None, Some(previous)) => Splice::new(previous.end()..entry.end(), ""),
            (None, None) => Splice::new(map.at.clone(), "{}"),
        };
    }
    let start = line_start(text, entry.from);
    // The first key of a list item stands behind its hyphen.
    if !text[start..entry.from].trim().is_empty() {
        return match entries.get(i + 1) {
            Some(next) => Splice::new(entry.from..next.from, ""),
            None => Splice::new(entry.from..entry.end(), "{}"),
        };
    }
    Splice::new(start..behind_line(text, entry.end()), "")
}

/// One more item of `list`: behind item `after`, or before the first.
pub(super) fn insert_item(text: &str, list: &Node, after: Option<usize>, value: &Value) -> Splice {
    let items = list.items();
    if list.flow {
        return match (after.and_then(|i| items.get(i)), items.first()) {
            (Some(item), _) => Splice::new(
                item.value.at.end..item.value.at.end,
                format!(", {}", value.flow()),
            ),
            (None, Some(first)) => {
                Splice::new(first.from..first.from, format!("{}, ", value.flow()))
            }
            (None, None) => Splice::new(list.at.clone(), format!("[{}]", value.flow())),
        };
    }
    let pad = " ".repeat(list.column);
    let item = value.as_item(list.column + 2);
    match after.and_then(|i| items.get(i)) {
        Some(i) => {
            let at = line_end(text, i.value.at.end.max(i.from + 1));
            Splice::new(at..at, format!("\n{pad}- {item}"))
        }
        None => Splice::new(list.at.start..list.at.start, format!("- {item}\n{pad}")),
    }
}

/// Item `i` of `list` taken out.
pub(super) fn remove_item(text: &str, list: &Node, i: usize) -> Splice {
    let items = list.items();
    let item = &items[i];
    if list.flow {
        return match (
            items.get(i + 1),
            i.checked_sub(1).and_then(|j| items.get(j)),
        ) {
            (Some(next), _) => Splice::new(item.from..next.from, ""),
            (None, Some(previous)) => Splice::new(previous.value.at.end..item.value.at.end, ""),
            (None, None) => Splice::new(list.at.clone(), "[]"),
        };
    }
    let end = behind_line(text, item.value.at.end.max(item.from + 1));
    Splice::new(line_start(text, item.from)..end, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_only_when_they_must_be() {
        for plain in [
            "nginx:1.25",
            "--port=80",
            "A=b",
            "a b",
            "/data",
            "-x",
            "http://a/b#c",
            "8080",
        ] {
            assert_eq!(scalar(plain, false), plain);
        }
        for odd in [
            "", " a", "a ", "a: b", "a #b", "- x", "*x", "true", "~", "a\nb", "x:", "{a}", "'q",
        ] {
            assert!(scalar(odd, false).starts_with('"'), "{odd:?}");
        }
        assert_eq!(scalar("a,b", false), "a,b");
        assert_eq!(scalar("a,b", true), "\"a,b\"");
        assert_eq!(scalar("a\"\\\n", false), "\"a\\\"\\\\\\n\"");
        assert_eq!(like("it's", ("a", "'a'"), Style::Single, false), "'it''s'");
        assert_eq!(like("b", ("a", "\"a\""), Style::Double, false), "\"b\"");
        assert_eq!(like("b", ("b:", "\"b:\""), Style::Double, false), "b");
        assert_eq!(like("b", ("b:", "'b:'"), Style::Single, false), "'b'");
    }

    #[test]
    fn values_are_written_below_each_other() {
        let value = Value::map(vec![
            ("units", Value::raw(1)),
            (
                "list",
                Value::List(vec![
                    Value::map(vec![("a", Value::raw(1)), ("b", Value::text("x"))]),
                    Value::text("z"),
                ]),
            ),
            ("none", Value::Null),
        ]);
        assert_eq!(
            value.behind_colon(4),
            "\n    units: 1\n    list:\n      - a: 1\n        b: x\n      - z\n    none:"
        );
        assert_eq!(
            value.flow(),
            "{ units: 1, list: [{ a: 1, b: x }, z], none: null }"
        );
        assert_eq!(Value::raw(2).under(&["a", "b"]).flow(), "{ a: { b: 2 } }");
    }
}
