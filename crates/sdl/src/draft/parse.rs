//! Reads YAML into a [`Tree`]. What deployment files are written in, not all of YAML: no explicit keys (`? …`), no
//! directives, one document.

use std::ops::Range;

use super::tree::{Entry, Item, Kind, Node, Tree};

mod values;

/// Why a text can't be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong, one sentence.
    pub message: String,
    /// Bytes it is about.
    pub at: Range<usize>,
}

/// Collections deeper than this are refused: nobody writes them, and the reader is recursive.
const DEEPEST: usize = 64;

/// Reads `text`.
///
/// # Errors
/// The first place that can't be read.
pub fn parse(text: &str) -> Result<Tree, SyntaxError> {
    let mut p = Parser {
        s: text,
        pos: 0,
        depth: 0,
    };
    if text.starts_with('\u{feff}') {
        p.pos = 3;
    }
    p.blank();
    if p.rest().starts_with("---") {
        p.pos += 3;
    }
    let root = p.block(0)?;
    p.blank();
    if p.pos < text.len() && !p.document_end() {
        return Err(
            p.fail("This line does not belong to anything above it; check how far it is indented")
        );
    }
    Ok(Tree { root })
}

struct Parser<'a> {
    s: &'a str,
    pos: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.s[self.pos..]
    }

    fn byte(&self) -> Option<u8> {
        self.s.as_bytes().get(self.pos).copied()
    }

    fn byte_at(&self, at: usize) -> Option<u8> {
        self.s.as_bytes().get(at).copied()
    }

    fn line_start(&self, at: usize) -> usize {
        self.s[..at].rfind('\n').map_or(0, |i| i + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.s[at..].find('\n').map_or(self.s.len(), |i| at + i)
    }

    fn column(&self) -> usize {
        self.pos - self.line_start(self.pos)
    }

    fn fail(&self, message: impl Into<String>) -> SyntaxError {
        let end = self.line_end(self.pos.min(self.s.len()));
        SyntaxError {
            message: format!("{}.", message.into()),
            at: self.pos.min(end)..end,
        }
    }

    fn spaces(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\r')) {
            self.pos += 1;
        }
    }

    /// Whether only blanks or a comment follow on this line.
    fn line_is_over(&self) -> bool {
        match self.byte() {
            None | Some(b'\n') => true,
            Some(b'#') => {
                self.pos == 0
                    || matches!(
                        self.byte_at(self.pos - 1),
                        Some(b' ' | b'\t' | b'\n' | b'\r')
                    )
            }
            _ => false,
        }
    }

    /// Goes to the next thing that is neither blank nor comment.
    fn blank(&mut self) {
        loop {
            self.spaces();
            match self.byte() {
                Some(b'\n') => self.pos += 1,
                Some(b'#') if self.line_is_over() => self.pos = self.line_end(self.pos),
                _ => return,
            }
        }
    }

    fn document_end(&self) -> bool {
        self.column() == 0 && (self.rest().starts_with("---") || self.rest().starts_with("..."))
    }

    fn is_dash(&self) -> bool {
        self.byte() == Some(b'-')
            && matches!(
                self.byte_at(self.pos + 1),
                None | Some(b' ' | b'\n' | b'\r' | b'\t')
            )
    }

    /// Where the colon of a key that begins here is, if one does.
    fn key_colon(&self) -> Option<usize> {
        let bytes = self.s.as_bytes();
        let mut at = self.pos;
        if let Some(quote @ (b'"' | b'\'')) = self.byte() {
            at += 1;
            while at < bytes.len() && bytes[at] != b'\n' {
                if bytes[at] == b'\\' && quote == b'"' {
                    at += 2;
                    continue;
                }
                if bytes[at] == quote {
                    if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') {
                        at += 2;
                        continue;
                    }
                    at += 1;
                    while bytes.get(at) == Some(&b' ') {
                        at += 1;
                    }
                    return (bytes.get(at) == Some(&b':') && self.ends_key(at)).then_some(at);
                }
                at += 1;
            }
            return None;
        }
        if matches!(
            self.byte(),
            Some(b'[' | b'{' | b'|' | b'>' | b'#' | b'%' | b'@' | b'`')
        ) {
            return None;
        }
        while at < bytes.len() && bytes[at] != b'\n' {
            if bytes[at] == b':' && self.ends_key(at) {
                return Some(at);
            }
            if bytes[at] == b'#' && at > 0 && matches!(bytes[at - 1], b' ' | b'\t') {
                return None;
            }
            at += 1;
        }
        None
    }

    fn ends_key(&self, colon: usize) -> bool {
        matches!(
            self.byte_at(colon + 1),
            None | Some(b' ' | b'\n' | b'\r' | b'\t')
        )
    }

    /// Reads `&anchor` and `!tag`; gives where they begin.
    fn properties(&mut self) -> (usize, Option<String>) {
        let from = self.pos;
        let mut anchor = None;
        while let Some(c @ (b'&' | b'!')) = self.byte() {
            let start = self.pos;
            while !matches!(
                self.byte(),
                None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b']' | b'}')
            ) {
                self.pos += 1;
            }
            if c == b'&' {
                anchor = Some(self.s[start + 1..self.pos].to_string());
            }
            self.spaces();
        }
        (from, anchor)
    }

    /// A node that is indented by `least` columns at least; nothing when what follows is not.
    fn block(&mut self, least: usize) -> Result<Node, SyntaxError> {
        let here = self.pos;
        self.blank();
        if self.pos >= self.s.len() || self.document_end() || self.column() < least {
            self.pos = here;
            return Ok(Node::null(here));
        }
        self.block_here(least)
    }

    fn block_here(&mut self, least: usize) -> Result<Node, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fail("This is nested too deep"));
        }
        let is_key = self.key_colon().is_some();
        let (from, anchor) = if is_key && self.byte() != Some(b'&') {
            (self.pos, None)
        } else {
            self.properties()
        };
        let mut node = if self.line_is_over() && self.pos != from {
            self.block(least)?
        } else if self.is_dash() {
            self.seq()?
        } else if self.byte() == Some(b'?')
            && matches!(self.byte_at(self.pos + 1), Some(b' ' | b'\n'))
        {
            return Err(self.fail("Keys written with a question mark aren't understood here"));
        } else if self.key_colon().is_some() {
            self.map()?
        } else {
            self.inline(least)?
        };
        if anchor.is_some() {
            node.anchor = anchor;
        }
        node.from = from.min(node.from);
        self.depth -= 1;
        Ok(node)
    }

    fn map(&mut self) -> Result<Node, SyntaxError> {
        let (start, column) = (self.pos, self.column());
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let Some(colon) = self.key_colon() else {
                return Err(self.fail("A key and a colon are expected here"));
            };
            let key_from = self.pos;
            let key = self.key(colon)?;
            let key_at = key_from..self.pos;
            if let Some(first) = entries.iter().find(|e| e.key == key && key != "<<") {
                let at = key_at.clone();
                let line = self.s[..first.key_at.start].matches('\n').count() + 1;
                return Err(SyntaxError {
                    message: format!("{key} is here a second time; the first is in line {line}."),
                    at,
                });
            }
            self.pos = colon + 1;
            let value = self.value(column)?;
            entries.push(Entry {
                key,
                key_at,
                value,
                colon: colon + 1,
            });
            let end = self.pos;
            self.blank();
            if self.pos >= self.s.len()
                || self.document_end()
                || self.column() < column
                || self.is_dash()
            {
                self.pos = end;
                break;
            }
            if self.line_start(self.pos) <= end && end > key_from {
                return Err(self
                    .fail("Something stands behind a value; quote the value or begin a new line"));
            }
            if self.column() > column {
                return Err(self.fail("This line is indented further than the keys beside it"));
            }
        }
        let end = entries.last().map_or(start, Entry::end);
        Ok(Node {
            kind: Kind::Map(entries),
            at: start..end,
            from: start,
            flow: false,
            column,
            anchor: None,
        })
    }

    fn key(&mut self, colon: usize) -> Result<String, SyntaxError> {
        if matches!(self.byte(), Some(b'"' | b'\'')) {
            let node = self.quoted()?;
            return Ok(node.text().unwrap_or_default().to_string());
        }
        let key = self.s[self.pos..colon].trim_end();
        if key.contains('\t') {
            return Err(self.fail("Tabs can't be used here; use spaces"));
        }
        let end = self.pos + key.len();
        let key = key.to_string();
        self.pos = end;
        Ok(key)
    }

    /// The value behind a colon; the key stands in `column`.
    fn value(&mut self, column: usize) -> Result<Node, SyntaxError> {
        let behind = self.pos;
        self.spaces();
        if self.line_is_over() {
            let here = self.pos;
            self.blank();
            let dash = self.is_dash() && self.column() == column;
            let deeper =
                self.pos < self.s.len() && !self.document_end() && (self.column() > column || dash);
            if !deeper {
                self.pos = here;
                return Ok(Node::null(behind));
            }
            if self.s[self.line_start(self.pos)..self.pos].contains('\t') {
                return Err(self.fail("Tabs can't be used to indent; use spaces"));
            }
            return if dash {
                self.seq()
            } else {
                self.block_here(column + 1)
            };
        }
        let (from, anchor) = self.properties();
        let mut node = if self.line_is_over() {
            let dashes = {
                let here = self.pos;
                self.blank();
                let yes = self.is_dash() && self.column() == column;
                self.pos = here;
                yes
            };
            self.block(if dashes { column } else { column + 1 })?
        } else {
            self.inline(column + 1)?
        };
        if node.kind == Kind::Null {
            node.at = self.pos.min(self.line_end(from))..self.pos.min(self.line_end(from));
        }
        node.anchor = anchor.or(node.anchor);
        node.from = from.min(node.from);
        Ok(node)
    }

    fn seq(&mut self) -> Result<Node, SyntaxError> {
        let (start, column) = (self.pos, self.column());
        let mut items: Vec<Item> = Vec::new();
        loop {
            let from = self.pos;
            self.pos += 1;
            let behind = self.pos;
            self.spaces();
            let value = if self.line_is_over() {
                let node = self.block(column + 1)?;
                if node.kind == Kind::Null {
                    Node::null(behind)
                } else {
                    node
                }
            } else {
                self.block_here(column + 1)?
            };
            let end = if value.kind == Kind::Null {
                behind
            } else {
                self.pos
            };
            items.push(Item { from, value });
            self.pos = end;
            self.blank();
            if self.pos >= self.s.len()
                || self.document_end()
                || self.column() < column
                || !self.is_dash()
            {
                if self.pos < self.s.len() && !self.document_end() && self.column() > column {
                    return Err(self.fail("This line is indented further than the list beside it"));
                }
                self.pos = end;
                break;
            }
            if self.column() != column {
                return Err(self.fail("The items of a list stand below each other"));
            }
        }
        let end = items.last().map_or(start, |i| {
            if i.value.kind == Kind::Null {
                i.from + 1
            } else {
                i.value.at.end
            }
        });
        Ok(Node {
            kind: Kind::Seq(items),
            at: start..end,
            from: start,
            flow: false,
            column,
            anchor: None,
        })
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
