//! Problems of a document: what, where, and how to fix it.

/// The first step of the reference reader that refuses a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The text is not YAML.
    Yaml,
    /// A value has the wrong type or form, or the groups cannot be built.
    Decode,
    /// Names that refer to nothing, mounts, endpoints, credentials.
    Validate,
    /// Limits and prices of the group specs.
    Groups,
    /// Names, hosts, ports and variables of the manifest.
    Manifest,
}

impl Stage {
    /// The name used by `slipway sdl check --json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Yaml => "yaml",
            Stage::Decode => "decode",
            Stage::Validate => "validate",
            Stage::Groups => "groups",
            Stage::Manifest => "manifest",
        }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document is accepted, and something about it will surprise.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A place in the text; line and column count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Bytes before the place.
    pub offset: usize,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// Replaces the bytes from `start` to `end` by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// First byte replaced.
    pub start: usize,
    /// Byte after the last one replaced.
    pub end: usize,
    /// What stands there afterwards.
    pub text: String,
}

/// A ready correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, for a button.
    pub title: String,
    /// The change to the text.
    pub edit: TextEdit,
}

/// One problem of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable short name of the kind of problem.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The step that finds it.
    pub stage: Stage,
    /// Keys and indices from the root, joined by dots.
    pub path: String,
    /// Where the place at fault begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// What is wrong, in plain words.
    pub message: String,
    /// A correction, where there is one.
    pub fix: Option<Fix>,
}

/// So many problems of one document are kept: more than anybody reads, few enough to be found at once.
pub(crate) const MOST: usize = 10_000;

/// A problem before its offsets are turned into lines and columns.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub code: &'static str,
    pub severity: Severity,
    pub stage: Stage,
    pub path: String,
    pub start: usize,
    pub end: usize,
    pub message: String,
    /// Most problems have none.
    pub fix: Option<Box<Fix>>,
}

/// Turns byte offsets into lines and columns.
pub(crate) struct Lines<'t> {
    text: &'t str,
    /// What comes before each block of [`BLOCK`] bytes.
    before: Vec<Before>,
}

/// What comes before a place.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// Line breaks.
    lines: u32,
    /// Characters since the last line break.
    column: u32,
}

/// Bytes that are counted at once.
const BLOCK: usize = 128;

/// How many of at most [`BLOCK`] bytes are `wanted`.
fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> u32 {
    // A sum of bytes is what a processor adds up many at a time.
    u32::from(
        bytes
            .iter()
            .fold(0u8, |sum, &c| sum.wrapping_add(u8::from(wanted(c)))),
    )
}

impl Before {
    /// The same for a place that is `bytes[from..to]` further on.
    fn after(self, bytes: &[u8], from: usize, to: usize) -> Before {
        let ends = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let lines = match count(&bytes[from..to], |c| c == b'\r') {
            0 => count(&bytes[from..to], |c| c == b'\n'),
            _ => (from..to).filter(|&at| ends(at)).count() as u32,
        };
        let last = match lines {
            0 => None,
            _ => (from..to).rev().find(|&at| ends(at)),
        };
        // Characters are counted by their first bytes.
        let part = &bytes[last.map_or(from, |at| at + 1)..to];
        let characters = count(part, |c| c & 0xC0 != 0x80);
        Before {
            lines: self.lines + lines,
            column: characters + if last.is_none() { self.column } else { 0 },
        }
    }
}

impl<'t> Lines<'t> {
    /// For places up to `last`, in bytes.
    pub(crate) fn new(text: &'t str, last: usize) -> Self {
        let bytes = text.as_bytes();
        let last = last.min(bytes.len());
        let mut before = Vec::with_capacity(last / BLOCK + 1);
        let mut here = Before::default();
        before.push(here);
        for to in (BLOCK..=last).step_by(BLOCK) {
            here = here.after(bytes, to - BLOCK, to);
            before.push(here);
        }
        Lines { text, before }
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let block = (offset / BLOCK).min(self.before.len() - 1);
        let here = self.before[block].after(self.text.as_bytes(), block * BLOCK, offset);
        Position {
            offset,
            line: here.lines + 1,
            column: here.column + 1,
        }
    }

    pub(crate) fn diagnostic(&self, problem: Problem) -> Diagnostic {
        Diagnostic {
            code: problem.code,
            severity: problem.severity,
            stage: problem.stage,
            path: problem.path,
            start: self.position(problem.start),
            end: self.position(problem.end),
            message: problem.message,
            fix: problem.fix.map(|fix| *fix),
        }
    }
}
