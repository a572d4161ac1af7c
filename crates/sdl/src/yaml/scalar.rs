//! Scalars of every style, with the folding rules of each.

use super::Style;
use super::chars::{is_plain, printable};
use super::scan::{Kind, Mark, Scan, Scanner, Token};

impl<'a> Scanner<'a> {
    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Takes one line break; CR, LF, CRLF and NEL read as LF, the two Unicode separators stay.
    fn take_break(&mut self, into: &mut String) {
        match self.byte(0) {
            0xE2 => into.push(if self.byte(2) == 0xA8 {
                '\u{2028}'
            } else {
                '\u{2029}'
            }),
            _ if self.break_width(0) > 0 => into.push('\n'),
            _ => {}
        }
        self.skip_line();
    }

    fn scalar(&mut self, value: Option<String>, style: Style, start: Mark, end: usize) -> Token {
        let kind = match value {
            Some(text) => {
                self.keep(text);
                Kind::MadeScalar(style)
            }
            None => Kind::Scalar(style),
        };
        Token::new(kind, start.at, end)
    }

    pub(super) fn plain_scalar(&mut self) -> Scan<Token> {
        let start = self.mark;
        let indent = self.indent + 1;
        let mut end = self.mark.at;
        // Filled only once the text can't be a slice of the source any more.
        let mut value: Option<String> = None;
        let mut on_new_line = false;
        loop {
            if (self.mark.column == 0 && self.document_marker()) || self.byte(0) == b'#' {
                break;
            }
            let run = self.mark.at;
            let in_flow = self.flow > 0;
            let stops = |c: u8| in_flow && matches!(c, b',' | b'?' | b'[' | b']' | b'{' | b'}');
            loop {
                self.skip_ascii(self.run(0, is_plain));
                let c = self.byte(0);
                if self.blankz(0) || (c == b':' && self.blankz(1)) || stops(c) {
                    break;
                }
                self.skip();
            }
            if self.mark.at > run {
                if on_new_line {
                    let text = value.get_or_insert_with(|| self.slice(start.at, end).to_owned());
                    fold_gap(text, self.slice(end, run));
                    text.push_str(self.slice(run, self.mark.at));
                    on_new_line = false;
                } else if let Some(text) = &mut value {
                    text.push_str(self.slice(end, self.mark.at));
                }
                end = self.mark.at;
            }
            if !(self.blank(0) || self.break_width(0) > 0) {
                break;
            }
            loop {
                self.skip_ascii(self.run(0, |c| c == b' '));
                if self.byte(0) == b'\t' {
                    if on_new_line && (self.mark.column as isize) < indent {
                        return Err(self.error_at(start, "a tab cannot be used for indentation"));
                    }
                    self.skip();
                } else if self.break_width(0) > 0 {
                    self.skip_line();
                    on_new_line = true;
                } else {
                    break;
                }
            }
            if self.flow == 0 && (self.mark.column as isize) < indent {
                break;
            }
        }
        if on_new_line {
            self.key_allowed = true;
        }
        Ok(self.scalar(value, Style::Plain, start, end))
    }

    pub(super) fn quoted_scalar(&mut self, single: bool) -> Scan<Token> {
        let start = self.mark;
        let quote = if single { b'\'' } else { b'"' };
        let style = if single { Style::Single } else { Style::Double };
        // Most quoted texts stand in one line as they are: a slice of the source.
        let inside = self.run(1, |c| printable(c) && c != quote && (single || c != b'\\'));
        if self.byte(inside + 1) == quote && !(single && self.byte(inside + 2) == quote) {
            self.skip_ascii(inside + 2);
            return Ok(self.scalar(None, style, start, self.mark.at));
        }
        self.skip();
        let mut value = String::new();
        let (mut leading, mut trailing) = (String::new(), String::new());
        loop {
            if self.mark.column == 0 && self.document_marker() {
                return Err(self.error_at(
                    start,
                    "the quoted text is not closed before the end of the document",
                ));
            }
            if self.eof() {
                return Err(self.error_at(start, "the quoted text is not closed"));
            }
            let mut on_new_line = false;
            while !self.blankz(0) {
                let c = self.byte(0);
                if single && c == quote && self.byte(1) == quote {
                    value.push('\'');
                    self.skip();
                    self.skip();
                } else if c == quote {
                    break;
                } else if !single && c == b'\\' && self.break_width(1) > 0 {
                    self.skip();
                    self.skip_line();
                    on_new_line = true;
                    break;
                } else if !single && c == b'\\' {
                    self.escape(&mut value, start)?;
                } else {
                    let from = self.mark.at;
                    self.skip();
                    value.push_str(
                        std::str::from_utf8(&self.bytes[from..self.mark.at]).unwrap_or_default(),
                    );
                }
            }
            if self.byte(0) == quote {
                break;
            }
            let blanks = self.mark.at;
            let mut blanks_end = blanks;
            while self.blank(0) || self.break_width(0) > 0 {
                if self.blank(0) {
                    self.skip();
                    if !on_new_line {
                        blanks_end = self.mark.at;
                    }
                } else if on_new_line {
                    self.take_break(&mut trailing);
                } else {
                    self.take_break(&mut leading);
                    on_new_line = true;
                }
            }
            if on_new_line {
                fold(&mut value, &leading, &trailing);
                leading.clear();
                trailing.clear();
            } else {
                value.push_str(self.slice(blanks, blanks_end));
            }
        }
        self.skip();
        Ok(self.scalar(Some(value), style, start, self.mark.at))
    }

    fn escape(&mut self, value: &mut String, start: Mark) -> Scan<()> {
        let digits = match self.byte(1) {
            b'0' => return self.escaped(value, '\0'),
            b'a' => return self.escaped(value, '\x07'),
            b'b' => return self.escaped(value, '\x08'),
            b't' | b'\t' => return self.escaped(value, '\t'),
            b'n' => return self.escaped(value, '\n'),
            b'v' => return self.escaped(value, '\x0B'),
            b'f' => return self.escaped(value, '\x0C'),
            b'r' => return self.escaped(value, '\r'),
            b'e' => return self.escaped(value, '\x1B'),
            b' ' => return self.escaped(value, ' '),
            b'"' => return self.escaped(value, '"'),
            b'\'' => return self.escaped(value, '\''),
            b'\\' => return self.escaped(value, '\\'),
            b'N' => return self.escaped(value, '\u{85}'),
            b'_' => return self.escaped(value, '\u{A0}'),
            b'L' => return self.escaped(value, '\u{2028}'),
            b'P' => return self.escaped(value, '\u{2029}'),
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => {
                return Err(
                    self.error_at(start, "the quoted text has an unknown escape after '\\'")
                );
            }
        };
        let mut code: u64 = 0;
        for at in 0..digits {
            let Some(digit) = char::from(self.byte(2 + at)).to_digit(16) else {
                return Err(self.error_at(
                    start,
                    "an escape in the quoted text needs hexadecimal digits",
                ));
            };
            code = (code << 4) + u64::from(digit);
        }
        let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) else {
            return Err(self.error_at(
                start,
                "an escape in the quoted text is not a Unicode character",
            ));
        };
        value.push(c);
        for _ in 0..digits + 2 {
            self.skip();
        }
        Ok(())
    }

    fn escaped(&mut self, value: &mut String, c: char) -> Scan<()> {
        value.push(c);
        self.skip();
        self.skip();
        Ok(())
    }

    pub(super) fn block_scalar(&mut self, literal: bool) -> Scan<Token> {
        let start = self.mark;
        self.skip();
        let (chomp, increment) = self.block_header(start)?;
        let mut end = self.mark.at;
        let mut indent = match increment {
            0 => 0,
            n if self.indent >= 0 => self.indent as u32 + n,
            n => n,
        };
        let (mut value, mut leading, mut trailing) = (String::new(), String::new(), String::new());
        self.block_breaks(&mut indent, &mut trailing, start, &mut end)?;
        let mut after_blank = false;
        while self.mark.column == indent && !self.eof() {
            let blank = self.blank(0);
            if !literal && !after_blank && !blank && leading.starts_with('\n') {
                if trailing.is_empty() {
                    value.push(' ');
                }
            } else {
                value.push_str(&leading);
            }
            leading.clear();
            value.push_str(&trailing);
            trailing.clear();
            after_blank = blank;
            let from = self.mark.at;
            self.skip_comment();
            value.push_str(self.slice(from, self.mark.at));
            end = self.mark.at;
            self.take_break(&mut leading);
            let mut last = end;
            self.block_breaks(&mut indent, &mut trailing, start, &mut last)?;
            end = last;
        }
        if chomp != -1 {
            value.push_str(&leading);
        }
        if chomp == 1 {
            value.push_str(&trailing);
        }
        let style = if literal {
            Style::Literal
        } else {
            Style::Folded
        };
        Ok(self.scalar(Some(value), style, start, end))
    }

    fn block_header(&mut self, start: Mark) -> Scan<(i8, u32)> {
        let (mut chomp, mut increment) = (0, 0);
        for _ in 0..2 {
            match self.byte(0) {
                c @ (b'+' | b'-') if chomp == 0 => {
                    chomp = if c == b'+' { 1 } else { -1 };
                    self.skip();
                }
                b'0' if increment == 0 => {
                    return Err(self.error_at(start, "the indentation of a block text cannot be 0"));
                }
                c @ b'1'..=b'9' if increment == 0 => {
                    increment = u32::from(c - b'0');
                    self.skip();
                }
                _ => break,
            }
        }
        while self.blank(0) {
            self.skip();
        }
        if self.byte(0) == b'#' {
            while !self.breakz(0) {
                self.skip();
            }
        }
        if !self.breakz(0) {
            return Err(self.error_at(start, "the text of a block begins on the next line"));
        }
        self.skip_line();
        Ok((chomp, increment))
    }

    fn block_breaks(
        &mut self,
        indent: &mut u32,
        breaks: &mut String,
        start: Mark,
        end: &mut usize,
    ) -> Scan<()> {
        let mut widest = 0;
        *end = self.mark.at;
        loop {
            while (*indent == 0 || self.mark.column < *indent) && self.byte(0) == b' ' {
                self.skip();
            }
            widest = widest.max(self.mark.column);
            if (*indent == 0 || self.mark.column < *indent) && self.byte(0) == b'\t' {
                return Err(self.error_at(start, "a tab cannot be used for indentation"));
            }
            if self.break_width(0) == 0 {
                break;
            }
            self.take_break(breaks);
            *end = self.mark.at;
        }
        if *indent == 0 {
            *indent = widest.max((self.indent + 1).max(1) as u32);
        }
        Ok(())
    }
}

/// Joins two lines with a gap of white space between them.
fn fold_gap(text: &mut String, gap: &str) {
    let (mut first, mut more) = (None, false);
    let mut rest = gap.chars().peekable();
    while let Some(c) = rest.next() {
        let found = match c {
            '\r' => {
                rest.next_if_eq(&'\n');
                '\n'
            }
            '\n' | '\u{85}' => '\n',
            '\u{2028}' | '\u{2029}' => c,
            _ => continue,
        };
        more |= first.is_some();
        if first.is_some() || found != '\n' {
            text.push(found);
        }
        first = first.or(Some(found));
    }
    if first == Some('\n') && !more {
        text.push(' ');
    }
}

/// Joins two lines: one break becomes a space, further ones stay.
fn fold(text: &mut String, leading: &str, trailing: &str) {
    if leading.starts_with('\n') {
        text.push_str(if trailing.is_empty() { " " } else { trailing });
    } else {
        text.push_str(leading);
        text.push_str(trailing);
    }
}
