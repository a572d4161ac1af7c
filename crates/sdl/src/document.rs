//! The document: a text, what it means, what is wrong with it.

use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::build::{Built, build};
use crate::check::{self, Findings};
use crate::decode::{self, Reader};
use crate::outline::{self, Outline};
use crate::problem::{Diagnostic, Lines, Problem, Severity, Stage};
use crate::spec::{GroupSpec, ManifestGroup};
use crate::yaml::Tree;
use crate::{estimate, json, lint, number};

/// Why a document has no groups and no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, {path})")]
pub struct Refused {
    /// Step that refuses.
    pub stage: Stage,
    /// Code of the first error.
    pub code: &'static str,
    /// Words of the first error.
    pub message: String,
    /// Line of the first error, from 1.
    pub line: u32,
    /// Keys and indices from the root, joined by dots.
    pub path: String,
}

/// An SDL text with everything derived from it.
///
/// Deriving happens once, at [`parse`](Document::parse). A text that is being changed is a
/// [`Draft`](crate::draft::Draft).
#[derive(Debug, Clone)]
pub struct Document {
    text: Arc<str>,
    problems: Vec<Problem>,
    built: Built,
    outline: OnceLock<Outline>,
    reclamation: Option<i64>,
}

impl Document {
    /// Reads a text. Never fails: what is wrong is in [`diagnose`](Document::diagnose).
    #[must_use]
    pub fn parse(text: &str) -> Document {
        Self::from_text(text.into(), None)
    }

    /// Reads bytes: UTF-8, or UTF-16 with a byte order mark. What is neither is refused as YAML.
    #[must_use]
    pub fn parse_bytes(bytes: &[u8]) -> Document {
        let utf16 = |low: usize, high: usize| {
            let units = bytes[2..].chunks(2).map(|pair| match pair {
                [_, _] => Ok(u16::from(pair[low]) | u16::from(pair[high]) << 8),
                _ => Err(()),
            });
            let units: Result<Vec<u16>, ()> = units.collect();
            units.ok().and_then(|units| String::from_utf16(&units).ok())
        };
        let text = match bytes {
            [0xFF, 0xFE, ..] => utf16(0, 1),
            [0xFE, 0xFF, ..] => utf16(1, 0),
            _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
        };
        match text {
            Some(text) => Self::parse(&text),
            None => {
                let at =
                    std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
                Self::from_text(String::from_utf8_lossy(bytes).into(), Some(at))
            }
        }
    }

    fn from_text(text: Arc<str>, bad_byte: Option<usize>) -> Document {
        let mut document = Document {
            text,
            problems: Vec::new(),
            built: Built::default(),
            outline: OnceLock::new(),
            reclamation: None,
        };
        document.derive(bad_byte);
        document
    }

    fn derive(&mut self, bad_byte: Option<usize>) {
        let syntax = |start, end, message: &str| Problem {
            code: "yaml",
            severity: Severity::Error,
            stage: Stage::Yaml,
            path: String::new(),
            start,
            end,
            message: message.to_owned(),
            fix: None,
        };
        if let Some(at) = bad_byte {
            self.problems.push(syntax(
                at,
                at + char::REPLACEMENT_CHARACTER.len_utf8(),
                "the text is not UTF-8",
            ));
            return;
        }
        let tree = match Tree::parse(&self.text) {
            Ok(tree) => tree,
            Err(error) => {
                self.problems
                    .push(syntax(error.at, error.end, error.message));
                return;
            }
        };
        let mut reader = Reader::new(&tree);
        let sdl = decode::decode(&mut reader);
        let mut findings = Findings::new(&tree, reader.problems);
        if let Some(sdl) = &sdl {
            let decoded = !findings.refused();
            let built = build(sdl, &mut findings);
            if decoded {
                check::semantic(sdl, &mut findings);
            }
            if !findings.refused() {
                let profile = |service: &str, placement: &str| {
                    sdl.deployment
                        .get(service)?
                        .get(placement)
                        .map(|deploy| &*deploy.profile)
                };
                check::groups(&built, profile, &mut findings);
                check::manifest(&built, sdl, &mut findings);
            }
            self.reclamation = sdl.reclamation.as_deref().and_then(number::duration);
            lint::lint(sdl, &mut findings);
            self.built = built;
        }
        self.problems = findings.problems;
        self.problems
            .sort_by_key(|problem| (problem.severity, problem.stage));
        self.problems
            .dedup_by(|a, b| (a.code, a.start, &a.message) == (b.code, b.start, &b.message));
    }

    /// The text as it stands.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every problem (the first 10,000), errors first, in the order of the steps that find them.
    #[must_use]
    pub fn diagnose(&self) -> Vec<Diagnostic> {
        if self.problems.is_empty() {
            return Vec::new();
        }
        let last = self.problems.iter().map(|problem| problem.end).max();
        let lines = Lines::new(&self.text, last.unwrap_or_default());
        self.problems
            .iter()
            .map(|problem| lines.diagnostic(problem.clone()))
            .collect()
    }

    /// The first error, if the document is refused.
    #[must_use]
    pub fn refused(&self) -> Option<Refused> {
        let first = self
            .problems
            .first()
            .filter(|problem| problem.severity == Severity::Error)?;
        Some(Refused {
            stage: first.stage,
            code: first.code,
            message: first.message.clone(),
            line: Lines::new(&self.text, first.start)
                .position(first.start)
                .line,
            path: first.path.clone(),
        })
    }

    fn accepted(&self) -> Result<&Built, Refused> {
        self.refused().map_or(Ok(&self.built), Err)
    }

    /// The groups of the deployment, one for each placement, sorted by name.
    ///
    /// # Errors
    /// [`Refused`] with the first error.
    pub fn groups(&self) -> Result<&[GroupSpec], Refused> {
        self.accepted().map(|built| &*built.groups)
    }

    /// The manifest, one group for each placement, sorted by name.
    ///
    /// # Errors
    /// [`Refused`] with the first error.
    pub fn manifest(&self) -> Result<&[ManifestGroup], Refused> {
        self.accepted().map(|built| &*built.manifest)
    }

    /// The manifest as JSON with sorted keys and no white space: what providers take and what is
    /// hashed.
    ///
    /// # Errors
    /// [`Refused`] with the first error.
    pub fn canonical_json(&self) -> Result<String, Refused> {
        self.accepted()
            .map(|built| json::canonical(&built.manifest, self.text.len()))
    }

    /// The group specs as JSON, with the chain's names.
    ///
    /// # Errors
    /// [`Refused`] with the first error.
    pub fn groups_json(&self) -> Result<String, Refused> {
        self.accepted().map(|built| json::groups(&built.groups))
    }

    /// SHA-256 of the canonical manifest: the `hash` of `MsgCreateDeployment` and
    /// `MsgUpdateDeployment`.
    ///
    /// # Errors
    /// [`Refused`] with the first error.
    pub fn version_hash(&self) -> Result<[u8; 32], Refused> {
        self.canonical_json()
            .map(|json| Sha256::digest(json.as_bytes()).into())
    }

    /// `reclamation.min_window` in nanoseconds, if given and valid.
    #[must_use]
    pub fn reclamation_nanos(&self) -> Option<i64> {
        self.reclamation.filter(|&nanos| nanos > 0)
    }

    /// Services, ports, placements and links, as far as they can be read. Made when it is first asked for.
    #[must_use]
    pub fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| {
            let tree = Tree::parse(&self.text).ok();
            let sdl = tree
                .as_ref()
                .and_then(|tree| decode::decode(&mut Reader::new(tree)));
            sdl.map(|sdl| outline::outline(&sdl)).unwrap_or_default()
        })
    }

    /// Highest cost and total resources.
    ///
    /// # Errors
    /// [`Refused`] with the first error.
    pub fn estimate(&self) -> Result<estimate::Estimate, Refused> {
        self.accepted()
            .map(|built| estimate::estimate(&built.groups))
    }
}
