//! Tags and directives.

use super::chars::is_word;
use super::scan::{Kind, Mark, Scan, Scanner, Token};

impl Scanner<'_> {
    pub(super) fn tag(&mut self) -> Scan<Token> {
        let start = self.mark;
        let (handle, suffix) = if self.byte(1) == b'<' {
            self.skip();
            self.skip();
            let uri = self.tag_uri("", start)?;
            if self.byte(0) != b'>' {
                return Err(self.error_at(start, "the tag is not closed with '>'"));
            }
            self.skip();
            (String::new(), uri)
        } else {
            let handle = self.tag_handle(false, start)?;
            if handle.len() > 1 && handle.ends_with('!') {
                (handle, self.tag_uri("", start)?)
            } else {
                let suffix = self.tag_uri(&handle, start)?;
                if suffix.is_empty() {
                    (String::new(), "!".to_owned())
                } else {
                    ("!".to_owned(), suffix)
                }
            }
        };
        if !self.blankz(0) {
            return Err(self.error_at(start, "a space must follow the tag"));
        }
        self.keep(handle);
        self.keep(suffix);
        Ok(Token::new(Kind::Tag, start.at, self.mark.at))
    }

    fn tag_handle(&mut self, directive: bool, start: Mark) -> Scan<String> {
        if self.byte(0) != b'!' {
            return Err(self.error_at(start, "a tag begins with '!'"));
        }
        let mut handle = "!".to_owned();
        self.skip();
        while is_word(self.byte(0)) {
            handle.push(char::from(self.byte(0)));
            self.skip();
        }
        if self.byte(0) == b'!' {
            handle.push('!');
            self.skip();
        } else if directive && handle != "!" {
            return Err(self.error_at(start, "the handle of a tag ends with '!'"));
        }
        Ok(handle)
    }

    fn tag_uri(&mut self, head: &str, start: Mark) -> Scan<String> {
        let mut bytes = head.as_bytes().get(1..).unwrap_or_default().to_vec();
        let mut any = !head.is_empty();
        loop {
            let c = self.byte(0);
            if c == b'%' {
                let high = char::from(self.byte(1)).to_digit(16);
                let low = char::from(self.byte(2)).to_digit(16);
                let (Some(high), Some(low)) = (high, low) else {
                    return Err(self.error_at(start, "a '%' in a tag needs two hexadecimal digits"));
                };
                bytes.push((high * 16 + low) as u8);
                self.skip();
                self.skip();
            } else if is_word(c) || b";/?:@&=+$,.!~*'()[]".contains(&c) {
                bytes.push(c);
            } else {
                break;
            }
            self.skip();
            any = true;
        }
        if !any {
            return Err(self.error_at(start, "the tag has no name"));
        }
        String::from_utf8(bytes).map_err(|_| self.error_at(start, "the tag is not UTF-8"))
    }

    pub(super) fn directive_line(&mut self) -> Scan<Token> {
        let start = self.mark;
        self.skip();
        let from = self.mark.at;
        while is_word(self.byte(0)) {
            self.skip();
        }
        let name = &self.bytes[from..self.mark.at];
        if name.is_empty() || !self.blankz(0) {
            return Err(self.error_at(
                start,
                "a line that begins with '%' must be a YAML directive",
            ));
        }
        let kind = match name {
            b"YAML" => {
                self.blanks();
                let major = self.version_number(start)?;
                if self.byte(0) != b'.' {
                    return Err(
                        self.error_at(start, "the %YAML directive needs a version such as 1.1")
                    );
                }
                self.skip();
                Kind::Version(major, self.version_number(start)?)
            }
            b"TAG" => {
                self.blanks();
                let handle = self.tag_handle(true, start)?;
                if !self.blank(0) {
                    return Err(self.error_at(start, "the %TAG directive needs a prefix"));
                }
                self.blanks();
                let prefix = self.tag_uri("", start)?;
                self.keep(handle);
                self.keep(prefix);
                Kind::TagDirective
            }
            _ => return Err(self.error_at(start, "unknown directive")),
        };
        if kind == Kind::TagDirective && !self.blankz(0) {
            return Err(self.error_at(start, "a space must follow the directive"));
        }
        let end = self.mark.at;
        self.blanks();
        if self.byte(0) == b'#' {
            while !self.breakz(0) {
                self.skip();
            }
        }
        if !self.breakz(0) {
            return Err(self.error_at(start, "the directive must end its line"));
        }
        self.skip_line();
        Ok(Token::new(kind, start.at, end))
    }

    fn blanks(&mut self) {
        while self.blank(0) {
            self.skip();
        }
    }

    fn version_number(&mut self, start: Mark) -> Scan<u8> {
        let from = self.mark.at;
        let mut number = 0;
        while self.byte(0).is_ascii_digit() {
            if self.mark.at - from == 2 {
                return Err(self.error_at(start, "the version of the %YAML directive is too long"));
            }
            number = number * 10 + (self.byte(0) - b'0');
            self.skip();
        }
        if self.mark.at == from {
            return Err(self.error_at(start, "the %YAML directive needs a version such as 1.1"));
        }
        Ok(number)
    }
}
