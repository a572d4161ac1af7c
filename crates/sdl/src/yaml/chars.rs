//! Characters and line breaks under the scanner's mark.

use super::SyntaxError;
use super::scan::{Mark, Scanner};

impl Scanner<'_> {
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.mark.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn eof(&self) -> bool {
        self.mark.at >= self.bytes.len()
    }

    pub(super) fn blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    /// Bytes of the line break at `ahead`, 0 if there is none; CRLF counts as one break.
    pub(super) fn break_width(&self, ahead: usize) -> usize {
        match self.byte(ahead) {
            b'\n' => 1,
            b'\r' => 1 + usize::from(self.byte(ahead + 1) == b'\n'),
            0xC2 if self.byte(ahead + 1) == 0x85 => 2,
            0xE2 if self.byte(ahead + 1) == 0x80 && matches!(self.byte(ahead + 2), 0xA8 | 0xA9) => {
                3
            }
            _ => 0,
        }
    }

    pub(super) fn breakz(&self, ahead: usize) -> bool {
        self.mark.at + ahead >= self.bytes.len() || self.break_width(ahead) > 0
    }

    pub(super) fn blankz(&self, ahead: usize) -> bool {
        self.blank(ahead) || self.breakz(ahead)
    }

    /// Over `count` characters of one byte each, none of them a line break.
    pub(super) fn skip_ascii(&mut self, count: usize) {
        self.mark.at += count;
        self.mark.index += count as u32;
        self.mark.column += count as u32;
    }

    /// How many bytes from here on, `ahead` apart, `ordinary` takes; it must take [`printable`] ones only.
    pub(super) fn run(&self, ahead: usize, ordinary: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(self.mark.at + ahead..).unwrap_or_default();
        rest.iter().take_while(|&&c| ordinary(c)).count()
    }

    /// One character on.
    pub(super) fn skip(&mut self) {
        let width = match self.byte(0) {
            0..=0x7F => 1,
            0x80..=0xDF => 2,
            0xE0..=0xEF => 3,
            _ => 4,
        };
        self.mark.at = (self.mark.at + width).min(self.bytes.len());
        self.mark.index += 1;
        self.mark.column += 1;
    }

    /// Over one line break.
    pub(super) fn skip_line(&mut self) {
        let width = match self.byte(0) {
            b'\n' => 1,
            _ => self.break_width(0),
        };
        if width > 0 {
            self.mark.index += if width == 2 && self.byte(0) == b'\r' {
                2
            } else {
                1
            };
            self.mark.at += width;
            self.mark.column = 0;
            self.mark.line += 1;
        }
    }

    pub(super) fn document_marker(&self) -> bool {
        let c = self.byte(0);
        matches!(c, b'-' | b'.') && self.byte(1) == c && self.byte(2) == c && self.blankz(3)
    }

    pub(super) fn error_at(&self, mark: Mark, message: &'static str) -> Box<SyntaxError> {
        let end = if mark.at == self.mark.at {
            (mark.at + 1).min(self.bytes.len())
        } else {
            self.mark.at
        };
        Box::new(SyntaxError {
            at: mark.at,
            end: end.max(mark.at),
            message,
        })
    }
}

/// ASCII that is no control character and no line break.
pub(super) fn printable(c: u8) -> bool {
    (b' '..=b'~').contains(&c)
}

/// What goes on with a plain scalar wherever it stands.
pub(super) fn is_plain(c: u8) -> bool {
    PLAIN[usize::from(c)]
}

const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut c = b'!';
    while c <= b'~' {
        table[c as usize] = !matches!(c, b':' | b',' | b'?' | b'[' | b']' | b'{' | b'}');
        c += 1;
    }
    table
};

pub(super) fn is_word(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'_' || c == b'-'
}
