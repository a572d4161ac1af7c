//! Characters to tokens: indentation, simple keys, flow levels.
//!
//! The rules are those of YAML 1.1 as the reference reader applies them, limits included: an
//! implicit key has at most 1,024 characters and sits on one line, nesting ends at 10,000.

use std::collections::VecDeque;

use super::chars::{is_plain, is_word};
use super::queue::Queue;
use super::{Style, SyntaxError};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    StreamEnd,
    Version(u8, u8),
    /// `%TAG`; handle and prefix are the token's texts.
    TagDirective,
    DocumentStart,
    DocumentEnd,
    SequenceStart,
    MappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    /// A tag; handle and suffix are the token's texts.
    Tag,
    /// A scalar as it stands in the source between start and end.
    Scalar(Style),
    /// A scalar whose text is the token's.
    MadeScalar(Style),
}

/// A token: its kind and its place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    start: u32,
    end: u32,
}

impl Token {
    pub(super) fn new(kind: Kind, start: usize, end: usize) -> Self {
        Token {
            kind,
            start: start as u32,
            end: end as u32,
        }
    }

    pub(super) fn start(&self) -> usize {
        self.start as usize
    }

    pub(super) fn end(&self) -> usize {
        self.end as usize
    }
}

/// A place: byte offset, characters before it, line and column in characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    pub at: usize,
    pub index: u32,
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    required: bool,
    token: usize,
    mark: Mark,
}

const MAX_DEPTH: usize = 10_000;
const MAX_KEY: u32 = 1024;

/// The scanner over one text.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) mark: Mark,
    pub(super) indent: isize,
    pub(super) flow: usize,
    pub(super) key_allowed: bool,
    indents: Vec<isize>,
    keys: Vec<SimpleKey>,
    pub(super) queue: Queue,
    /// Texts of the waiting tokens that have any.
    texts: VecDeque<String>,
    parsed: usize,
    /// The first token is known not to become a key any more.
    ready: bool,
}

/// In a box, so that the many results without an error are small.
pub(super) type Scan<T> = Result<T, Box<SyntaxError>>;

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mark = Mark {
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            ..Mark::default()
        };
        Scanner {
            text,
            bytes: text.as_bytes(),
            mark,
            indent: -1,
            flow: 0,
            key_allowed: true,
            indents: Vec::with_capacity(16),
            keys: vec![SimpleKey::default()],
            queue: Queue::new(),
            texts: VecDeque::new(),
            parsed: 0,
            ready: false,
        }
    }

    /// The next token without taking it.
    pub(super) fn peek(&mut self) -> Scan<Token> {
        if !self.ready {
            self.fill()?;
        }
        match self.queue.first() {
            Some(token) => Ok(token),
            None => Err(self.error_at(self.mark, "unexpected end of the text")),
        }
    }

    /// Takes the token that was looked at.
    pub(super) fn pass(&mut self) {
        self.queue.pop();
        self.parsed += 1;
        self.ready = false;
    }

    /// The next text of the tokens taken; each is asked for once.
    pub(super) fn text(&mut self) -> String {
        self.texts.pop_front().unwrap_or_default()
    }

    /// Keeps the texts of a token that is about to be queued.
    pub(super) fn keep(&mut self, text: String) {
        self.texts.push_back(text);
    }

    fn fill(&mut self) -> Scan<()> {
        while !self.ready {
            self.ready = self.settled()?;
            if !self.ready {
                self.fetch()?;
            }
        }
        Ok(())
    }

    /// Whether the first token can be taken. Two tokens of lookahead, as the reference keeps: an error there counts even
    /// when the document has ended before it.
    fn settled(&mut self) -> Scan<bool> {
        let last = self.queue.last();
        let ended = last.is_some_and(|t| t.kind == Kind::StreamEnd);
        if self.queue.len() <= 2 && !ended {
            return Ok(false);
        }
        match self.key_of(self.parsed) {
            Some(slot) => Ok(!self.still_possible(slot)? || ended),
            None => Ok(true),
        }
    }

    /// The level whose simple key may begin with the token; levels are in token order.
    fn key_of(&self, token: usize) -> Option<usize> {
        if let [key] = self.keys.as_slice() {
            return (key.possible && key.token == token).then_some(0);
        }
        let from = self.keys.partition_point(|key| key.token < token);
        let same = self.keys[from..]
            .iter()
            .take_while(|key| key.token == token);
        same.enumerate()
            .find(|(_, key)| key.possible)
            .map(|(at, _)| from + at)
    }

    fn fetch(&mut self) -> Scan<()> {
        self.skip_blank();
        self.unroll(self.mark.column as isize);
        let c = self.byte(0);
        if self.eof() {
            return self.end_of_stream();
        }
        if self.mark.column == 0 {
            if c == b'%' {
                return self.directive();
            }
            if self.document_marker() {
                self.unroll(-1);
                self.drop_key()?;
                self.key_allowed = false;
                let kind = if c == b'-' {
                    Kind::DocumentStart
                } else {
                    Kind::DocumentEnd
                };
                return self.push_indicator(kind, 3);
            }
        }
        // Most tokens begin like this.
        if c.is_ascii_alphanumeric() {
            return match self.key_width() {
                Some(width) => self.plain_key(width),
                None => self.plain(),
            };
        }
        let blank_next = self.blankz(1);
        let in_flow = self.flow > 0;
        match c {
            b'[' | b'{' => self.flow_start(c == b'['),
            b']' | b'}' => self.flow_end(c == b']'),
            b',' => {
                self.drop_key()?;
                self.key_allowed = true;
                self.push_indicator(Kind::FlowEntry, 1)
            }
            b'-' if blank_next => self.block_entry(),
            b'?' if in_flow || blank_next => self.explicit_key(),
            b':' if in_flow || blank_next => self.value(),
            b'*' => self.anchor(true),
            b'&' => self.anchor(false),
            b'!' => self.tag_token(),
            b'|' | b'>' if !in_flow => {
                self.drop_key()?;
                self.key_allowed = true;
                let token = self.block_scalar(c == b'|')?;
                self.queue.push(token);
                Ok(())
            }
            b'\'' | b'"' => {
                self.save_key()?;
                self.key_allowed = false;
                let token = self.quoted_scalar(c == b'\'')?;
                self.queue.push(token);
                Ok(())
            }
            b'-' | b'?' | b':'
                if (c == b'-' && !self.blank(1)) || (!in_flow && c != b'-' && !blank_next) =>
            {
                self.plain()
            }
            b'-' | b'?' | b':' | b'#' | b'%' | b'@' | b'`' | b'|' | b'>' => Err(self.error_at(
                self.mark,
                "this character cannot start a value; put the value in quotes",
            )),
            _ if self.blankz(0) => {
                Err(self.error_at(self.mark, "a tab cannot be used for indentation"))
            }
            _ => self.plain(),
        }
    }

    fn plain(&mut self) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        let token = self.plain_scalar()?;
        self.queue.push(token);
        Ok(())
    }

    // Simple keys.

    /// Bytes of the word here, if it is the key of a block mapping without a doubt: a `:` ends it.
    fn key_width(&self) -> Option<usize> {
        if self.flow > 0 || !self.key_allowed {
            return None;
        }
        let width = self.run(0, is_plain);
        let ends = width <= MAX_KEY as usize && self.byte(width) == b':' && self.blankz(width + 1);
        ends.then_some(width)
    }

    /// Such a key and its `:`, with the tokens that would be found when the `:` is reached.
    fn plain_key(&mut self, width: usize) -> Scan<()> {
        self.drop_key()?;
        let start = self.mark;
        self.roll(start.column, None, Kind::MappingStart, start)?;
        self.queue.push(self.token(Kind::Key, start));
        self.skip_ascii(width);
        self.queue
            .push(self.token(Kind::Scalar(Style::Plain), start));
        self.key_allowed = false;
        self.push_indicator(Kind::Value, 1)
    }

    fn still_possible(&mut self, slot: usize) -> Scan<bool> {
        let key = self.keys[slot];
        if !key.possible {
            return Ok(false);
        }
        if key.mark.line < self.mark.line || key.mark.index + MAX_KEY < self.mark.index {
            if key.required {
                return Err(self.error_at(key.mark, "a ':' is missing after this key"));
            }
            self.keys[slot].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn save_key(&mut self) -> Scan<()> {
        if self.key_allowed {
            let required = self.flow == 0 && self.indent == self.mark.column as isize;
            self.drop_key()?;
            let key = SimpleKey {
                possible: true,
                required,
                token: self.parsed + self.queue.len(),
                mark: self.mark,
            };
            if let Some(last) = self.keys.last_mut() {
                *last = key;
            }
        }
        Ok(())
    }

    fn drop_key(&mut self) -> Scan<()> {
        let Some(last) = self.keys.last_mut() else {
            return Ok(());
        };
        if last.possible && last.required {
            let mark = last.mark;
            return Err(self.error_at(mark, "a ':' is missing after this key"));
        }
        last.possible = false;
        Ok(())
    }

    // Indentation.

    fn roll(&mut self, column: u32, number: Option<usize>, kind: Kind, mark: Mark) -> Scan<()> {
        if self.flow > 0 || self.indent >= column as isize {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column as isize;
        if self.indents.len() > MAX_DEPTH {
            return Err(self.error_at(mark, "nested too deeply"));
        }
        let token = Token::new(kind, mark.at, mark.at);
        match number {
            Some(number) => self.queue.insert(number - self.parsed, token),
            None => self.queue.push(token),
        }
        Ok(())
    }

    fn unroll(&mut self, column: isize) {
        if self.flow > 0 {
            return;
        }
        while self.indent > column {
            self.queue.push(self.token(Kind::BlockEnd, self.mark));
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn token(&self, kind: Kind, start: Mark) -> Token {
        Token::new(kind, start.at, self.mark.at)
    }

    fn push_indicator(&mut self, kind: Kind, length: usize) -> Scan<()> {
        let start = self.mark;
        for _ in 0..length {
            self.skip();
        }
        self.queue.push(self.token(kind, start));
        Ok(())
    }

    // Tokens.

    fn end_of_stream(&mut self) -> Scan<()> {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
        self.unroll(-1);
        self.drop_key()?;
        self.key_allowed = false;
        self.queue.push(self.token(Kind::StreamEnd, self.mark));
        Ok(())
    }

    fn flow_start(&mut self, sequence: bool) -> Scan<()> {
        self.save_key()?;
        self.keys.push(SimpleKey {
            token: self.parsed + self.queue.len(),
            mark: self.mark,
            ..SimpleKey::default()
        });
        self.flow += 1;
        if self.flow > MAX_DEPTH {
            return Err(self.error_at(self.mark, "nested too deeply"));
        }
        self.key_allowed = true;
        self.push_indicator(
            if sequence {
                Kind::FlowSequenceStart
            } else {
                Kind::FlowMappingStart
            },
            1,
        )
    }

    fn flow_end(&mut self, sequence: bool) -> Scan<()> {
        self.drop_key()?;
        if self.flow > 0 {
            self.flow -= 1;
            self.keys.pop();
        }
        self.key_allowed = false;
        self.push_indicator(
            if sequence {
                Kind::FlowSequenceEnd
            } else {
                Kind::FlowMappingEnd
            },
            1,
        )
    }

    fn block_entry(&mut self) -> Scan<()> {
        if self.flow == 0 {
            if !self.key_allowed {
                return Err(self.error_at(self.mark, "a list item is not allowed here"));
            }
            self.roll(self.mark.column, None, Kind::SequenceStart, self.mark)?;
        }
        self.drop_key()?;
        self.key_allowed = true;
        self.push_indicator(Kind::BlockEntry, 1)
    }

    fn explicit_key(&mut self) -> Scan<()> {
        if self.flow == 0 {
            if !self.key_allowed {
                return Err(self.error_at(self.mark, "a key is not allowed here"));
            }
            self.roll(self.mark.column, None, Kind::MappingStart, self.mark)?;
        }
        self.drop_key()?;
        self.key_allowed = self.flow == 0;
        self.push_indicator(Kind::Key, 1)
    }

    fn value(&mut self) -> Scan<()> {
        let slot = self.keys.len() - 1;
        if self.still_possible(slot)? {
            let key = self.keys[slot];
            let token = Token::new(Kind::Key, key.mark.at, key.mark.at);
            self.queue.insert(key.token - self.parsed, token);
            self.roll(
                key.mark.column,
                Some(key.token),
                Kind::MappingStart,
                key.mark,
            )?;
            self.keys[slot].possible = false;
            self.key_allowed = false;
        } else {
            if self.flow == 0 {
                if !self.key_allowed {
                    return Err(self.error_at(self.mark, "a ':' is not allowed here; check the indentation or put the text in quotes"));
                }
                self.roll(self.mark.column, None, Kind::MappingStart, self.mark)?;
            }
            self.key_allowed = self.flow == 0;
        }
        self.push_indicator(Kind::Value, 1)
    }

    fn anchor(&mut self, alias: bool) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.mark;
        self.skip();
        let from = self.mark.at;
        while is_word(self.byte(0)) {
            self.skip();
        }
        let ends = self.blankz(0)
            || matches!(
                self.byte(0),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if self.mark.at == from || !ends {
            return Err(self.error_at(
                start,
                "an anchor or alias needs a name of letters and digits",
            ));
        }
        let kind = if alias { Kind::Alias } else { Kind::Anchor };
        self.queue.push(self.token(kind, start));
        Ok(())
    }

    fn tag_token(&mut self) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        let token = self.tag()?;
        self.queue.push(token);
        Ok(())
    }

    fn directive(&mut self) -> Scan<()> {
        self.unroll(-1);
        self.drop_key()?;
        self.key_allowed = false;
        let token = self.directive_line()?;
        self.queue.push(token);
        Ok(())
    }
}
