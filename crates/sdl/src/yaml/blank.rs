//! What stands between tokens: blanks, line breaks, comments.

use super::chars::printable;
use super::scan::{Kind, Scanner};

impl Scanner<'_> {
    pub(super) fn skip_blank(&mut self) {
        loop {
            self.skip_ascii(self.run(0, |c| c == b' '));
            while self.byte(0) == b' '
                || ((self.flow > 0 || !self.key_allowed) && self.byte(0) == b'\t')
            {
                self.skip();
            }
            if self.byte(0) == b'#' {
                let trailing = self.comment_trails();
                self.skip_comment();
                while !trailing && self.reach_next_comment() {
                    self.skip_comment();
                }
            }
            if self.break_width(0) == 0 {
                return;
            }
            self.skip_line();
            if self.flow == 0 {
                self.key_allowed = true;
            }
        }
    }

    /// To the end of the line.
    pub(super) fn skip_comment(&mut self) {
        loop {
            self.skip_ascii(self.run(0, printable));
            if self.breakz(0) {
                return;
            }
            self.skip();
        }
    }

    /// True for a comment behind a token on its line, a list dash apart.
    fn comment_trails(&self) -> bool {
        self.queue.last().is_some_and(|token| {
            let between = &self.bytes[token.end().min(self.mark.at)..self.mark.at];
            token.kind != Kind::BlockEntry && between.iter().all(|c| matches!(c, b' ' | b'\t'))
        })
    }

    /// Goes on to the comment after the one just passed, if nothing but white space, tabs included,
    /// is between them. The reference looks 512 bytes ahead.
    fn reach_next_comment(&mut self) -> bool {
        let mut ahead = 0;
        while ahead < 512 && (self.blank(ahead) || self.break_width(ahead) > 0) {
            ahead += self.break_width(ahead).max(1);
        }
        if ahead >= 512 || self.byte(ahead) != b'#' || self.mark.at + ahead >= self.bytes.len() {
            return false;
        }
        let target = self.mark.at + ahead;
        while self.mark.at < target {
            if self.break_width(0) > 0 {
                self.skip_line();
            } else {
                self.skip();
            }
        }
        true
    }
}
