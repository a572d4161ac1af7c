//! Values that begin on a line: plain, quoted and block scalars, aliases, brackets.

use std::ops::Range;

use super::super::tree::{Entry, Item, Kind, Node, Style};
use super::{DEEPEST, Parser, SyntaxError};

impl Parser<'_> {
    /// A value that begins on this line: scalar, alias, brackets. Further lines of it are indented by `least`.
    pub(super) fn inline(&mut self, least: usize) -> Result<Node, SyntaxError> {
        let node = match self.byte() {
            Some(b'"' | b'\'') => self.quoted()?,
            Some(b'[' | b'{') => self.flow()?,
            Some(b'|' | b'>') => self.literal(least),
            Some(b'*') => {
                let start = self.pos;
                while !matches!(
                    self.byte(),
                    None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b']' | b'}')
                ) {
                    self.pos += 1;
                }
                leaf(
                    Kind::Alias(self.s[start + 1..self.pos].into()),
                    start..self.pos,
                )
            }
            Some(b'@' | b'`' | b'%') => {
                return Err(self.fail("A value can't begin with this sign; quote it"));
            }
            _ => return self.plain(least),
        };
        Ok(node)
    }

    fn plain(&mut self, least: usize) -> Result<Node, SyntaxError> {
        let start = self.pos;
        let mut text = String::new();
        let mut end;
        loop {
            let line_end = self.line_end(self.pos);
            let mut stop = line_end;
            let bytes = self.s.as_bytes();
            for at in self.pos..line_end {
                if bytes[at] == b'#' && at > 0 && matches!(bytes[at - 1], b' ' | b'\t') {
                    stop = at;
                    break;
                }
                if bytes[at] == b':' && self.ends_key(at) {
                    self.pos = at;
                    return Err(
                        self.fail("A colon with a blank behind it begins a value; quote the text")
                    );
                }
            }
            let part = self.s[self.pos..stop].trim_end();
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(part.trim_start());
            end = self.pos + part.len();
            self.pos = end;
            // A comment ends a plain text.
            if stop < line_end {
                break;
            }
            let here = self.pos;
            self.blank();
            let goes_on = self.pos < self.s.len()
                && !self.document_end()
                && self.column() >= least
                && self.line_start(self.pos) > here
                && !self.s[here..self.pos].contains('#')
                && self.key_colon().is_none()
                && !self.is_dash();
            if !goes_on {
                self.pos = here;
                break;
            }
        }
        Ok(leaf(Kind::Scalar(text, Style::Plain), start..end))
    }

    pub(super) fn quoted(&mut self) -> Result<Node, SyntaxError> {
        let start = self.pos;
        let quote = self.byte().unwrap_or(b'"');
        let open = self.fail("This quote is never closed");
        self.pos += 1;
        let mut out = String::new();
        let mut chars = self.s[self.pos..].char_indices().peekable();
        let base = self.pos;
        while let Some((i, c)) = chars.next() {
            match c {
                '\'' if quote == b'\'' => {
                    if chars.peek().is_some_and(|(_, n)| *n == '\'') {
                        chars.next();
                        out.push('\'');
                    } else {
                        self.pos = base + i + 1;
                        return Ok(leaf(Kind::Scalar(out, Style::Single), start..self.pos));
                    }
                }
                '"' if quote == b'"' => {
                    self.pos = base + i + 1;
                    return Ok(leaf(Kind::Scalar(out, Style::Double), start..self.pos));
                }
                '\\' if quote == b'"' => {
                    let Some((_, e)) = chars.next() else { break };
                    let digits = match e {
                        'x' => 2,
                        'u' => 4,
                        'U' => 8,
                        _ => 0,
                    };
                    if digits > 0 {
                        let hex: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
                        let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                        self.pos = base + i;
                        out.push(code.ok_or_else(|| self.fail("This escape names no character"))?);
                    } else {
                        match e {
                            'n' => out.push('\n'),
                            't' | '\t' => out.push('\t'),
                            'r' => out.push('\r'),
                            '0' => out.push('\0'),
                            'a' => out.push('\u{7}'),
                            'b' => out.push('\u{8}'),
                            'e' => out.push('\u{1b}'),
                            '\n' => {}
                            other => out.push(other),
                        }
                    }
                }
                '\n' => {
                    while out.ends_with(' ') {
                        out.pop();
                    }
                    out.push(' ');
                    while chars
                        .peek()
                        .is_some_and(|(_, n)| matches!(n, ' ' | '\t' | '\n' | '\r'))
                    {
                        chars.next();
                    }
                }
                c => out.push(c),
            }
        }
        Err(open)
    }

    fn literal(&mut self, least: usize) -> Node {
        let start = self.pos;
        let fold = self.byte() == Some(b'>');
        let head = self.s[self.pos..self.line_end(self.pos)].to_string();
        let strip = head.contains('-');
        let mut end = self.line_end(self.pos);
        self.pos = end;
        let mut lines: Vec<&str> = Vec::new();
        let mut indent = None;
        let mut last = end;
        while end < self.s.len() {
            let from = end + 1;
            let to = self.line_end(from.min(self.s.len()));
            let line = self.s.get(from..to).unwrap_or("");
            let column = line.len() - line.trim_start_matches(' ').len();
            let empty = line.trim().is_empty();
            if !empty && column < *indent.get_or_insert(column.max(least)) {
                break;
            }
            lines.push(if empty {
                ""
            } else {
                &line[indent.unwrap_or(0).min(column)..]
            });
            if !empty {
                last = to;
            }
            end = to;
            if from > self.s.len() {
                break;
            }
        }
        while lines.last().is_some_and(|l| l.is_empty()) {
            lines.pop();
        }
        let mut text = lines.join(if fold { " " } else { "\n" });
        if !strip && !text.is_empty() {
            text.push('\n');
        }
        self.pos = last;
        leaf(Kind::Scalar(text, Style::Block), start..last)
    }

    fn flow(&mut self) -> Result<Node, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fail("This is nested too deep"));
        }
        let start = self.pos;
        let open = self.fail("This bracket is never closed");
        let is_map = self.byte() == Some(b'{');
        let close = if is_map { b'}' } else { b']' };
        self.pos += 1;
        let mut entries = Vec::new();
        let mut items = Vec::new();
        loop {
            self.blank();
            match self.byte() {
                None => return Err(open),
                Some(c) if c == close => {
                    self.pos += 1;
                    break;
                }
                Some(b',') => {
                    self.pos += 1;
                    continue;
                }
                Some(b']' | b'}') => {
                    return Err(
                        self.fail("This bracket closes another kind than the one that is open")
                    );
                }
                _ => {}
            }
            let from = self.pos;
            let first = self.flow_node()?;
            let end = self.pos;
            self.blank();
            let pair = self.byte() == Some(b':');
            if is_map || pair {
                let key = first.text().unwrap_or_default().to_string();
                let key_at = first.at.clone();
                let (colon, value) = if pair {
                    self.pos += 1;
                    let colon = self.pos;
                    self.blank();
                    let value = if matches!(self.byte(), Some(b',' | b'}' | b']') | None) {
                        self.pos = colon;
                        Node::null(colon)
                    } else {
                        self.flow_node()?
                    };
                    (colon, value)
                } else {
                    self.pos = end;
                    (end, Node::null(end))
                };
                let entry = Entry {
                    key,
                    key_at,
                    value,
                    colon,
                };
                if is_map {
                    entries.push(entry);
                } else {
                    let at = from..entry.end();
                    let node = Node {
                        kind: Kind::Map(vec![entry]),
                        at,
                        from,
                        flow: true,
                        column: 0,
                        anchor: None,
                    };
                    items.push(Item { from, value: node });
                }
            } else {
                self.pos = end;
                items.push(Item { from, value: first });
            }
        }
        let kind = if is_map {
            Kind::Map(entries)
        } else {
            Kind::Seq(items)
        };
        self.depth -= 1;
        Ok(Node {
            kind,
            at: start..self.pos,
            from: start,
            flow: true,
            column: 0,
            anchor: None,
        })
    }

    fn flow_node(&mut self) -> Result<Node, SyntaxError> {
        let (from, anchor) = self.properties();
        self.blank();
        let mut node = match self.byte() {
            Some(b'[' | b'{') => self.flow()?,
            Some(b'"' | b'\'') => self.quoted()?,
            Some(b'*') => self.inline(0)?,
            _ => {
                let start = self.pos;
                let bytes = self.s.as_bytes();
                while let Some(c) = self.byte() {
                    let stops = match c {
                        b',' | b'[' | b']' | b'{' | b'}' | b'\n' => true,
                        b':' => matches!(
                            bytes.get(self.pos + 1),
                            None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b']' | b'}')
                        ),
                        b'#' => self.pos > 0 && bytes[self.pos - 1] == b' ',
                        _ => false,
                    };
                    if stops {
                        break;
                    }
                    self.pos += 1;
                }
                let text = self.s[start..self.pos].trim_end();
                if text.is_empty() {
                    return Err(self.fail("A value is expected here"));
                }
                self.pos = start + text.len();
                leaf(
                    Kind::Scalar(text.to_string(), Style::Plain),
                    start..self.pos,
                )
            }
        };
        node.anchor = anchor.or(node.anchor);
        node.from = from.min(node.from);
        Ok(node)
    }
}

fn leaf(kind: Kind, at: Range<usize>) -> Node {
    Node {
        kind,
        from: at.start,
        at,
        flow: false,
        column: 0,
        anchor: None,
    }
}
