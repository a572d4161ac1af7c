//! What is wrong with a text: the draft's checks, which know remedies, and the reader's, which know every rule.

use sdl::draft::{self, Gravity, line_of};
use sdl::{Diagnostic, Document, Severity};

use super::{Act, Fix};
use crate::features::studio::state::Problem;
use crate::kit::CodeGravity;

/// What the reader says and the draft's checks say better.
const SAID: [&str; 3] = ["denom", "no-version", "not-deployed"];

/// All problems of `text`, errors first, then by place.
pub(super) fn gather(text: &str, checks: Vec<draft::Problem>, document: &Document) -> Vec<Problem> {
    let accepted = document.refused().is_none();
    let mut all: Vec<Problem> = checks
        .into_iter()
        .map(|p| from_check(text, p, accepted))
        .collect();
    for found in document.diagnose() {
        let known = all.iter().any(|p| {
            let worse = p.gravity == CodeGravity::Error || found.severity == Severity::Warning;
            p.line == found.start.line as usize && worse
        });
        if !known && !SAID.contains(&found.code) {
            all.push(from_reader(text, found));
        }
    }
    all.sort_by_key(|p| (p.gravity != CodeGravity::Error, p.at.start));
    all
}

fn from_check(text: &str, p: draft::Problem, accepted: bool) -> Problem {
    // The reader decides what is refused. Only the denom is the chain's own rule.
    let refused = !accepted || p.by_chain;
    Problem {
        gravity: match p.gravity {
            Gravity::Error if refused => CodeGravity::Error,
            _ => CodeGravity::Warning,
        },
        message: p.message,
        line: line_of(text, p.at.start),
        at: p.at,
        service: p.service,
        fix: p.remedy.map(|remedy| Fix {
            label: remedy.label.clone(),
            act: Act::Remedy(remedy),
        }),
    }
}

fn from_reader(text: &str, found: Diagnostic) -> Problem {
    let mut parts = found.path.split('.');
    let service = match parts.next() {
        Some("services" | "deployment") => parts.next().map(Into::into),
        _ => None,
    };
    let at = found.start.offset.min(text.len())..found.end.offset.min(text.len());
    Problem {
        gravity: match found.severity {
            Severity::Error => CodeGravity::Error,
            Severity::Warning => CodeGravity::Warning,
        },
        message: sentence(&found.message),
        line: found.start.line as usize,
        at: at.start..at.end.max(at.start),
        service,
        fix: found.fix.map(|f| Fix {
            label: f.title,
            act: Act::Text(f.edit),
        }),
    }
}

/// The reader's words as a sentence.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let end = if words.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::studio::doc::{BLANK, Doc};

    fn messages(text: &str) -> Vec<(CodeGravity, String)> {
        Doc::new(text)
            .problems()
            .into_iter()
            .map(|p| (p.gravity, p.message))
            .collect()
    }

    fn good() -> String {
        BLANK.replace("\"\"", "nginx:1.27")
    }

    #[test]
    fn a_good_text_has_no_problem_and_a_missing_image_is_said_once() {
        assert_eq!(messages(&good()), []);
        let found = messages(BLANK);
        assert_eq!(
            (found.len(), found[0].0),
            (1, CodeGravity::Error),
            "{found:?}"
        );
    }

    #[test]
    fn a_denom_that_the_chain_refuses_is_an_error_with_a_remedy() {
        let mut doc = Doc::new(&good().replace("denom: uact", "denom: uakt"));
        let found = doc.problems();
        assert_eq!(
            (found.len(), found[0].gravity),
            (1, CodeGravity::Error),
            "{found:?}"
        );
        let fix = found[0].fix.clone().unwrap();
        doc.fix(&fix).unwrap();
        assert!(doc.problems().is_empty());
    }

    #[test]
    fn the_readers_own_rules_and_corrections_are_there() {
        let text = good()
            .replace("count: 1\n", "count: 1\n      colour: red\n")
            .replace("nginx:1.27", "nginx");
        let found = Doc::new(&text).problems();
        assert!(
            found
                .iter()
                .any(|p| p.message.contains("no fixed version")
                    && p.service.as_deref() == Some("app")),
            "{found:?}"
        );
        assert!(found.iter().all(|p| p.gravity == CodeGravity::Warning));
        for p in &found {
            assert!(
                p.message.ends_with('.')
                    && text.is_char_boundary(p.at.start)
                    && p.at.end <= text.len(),
                "{p:?}"
            );
        }
    }

    #[test]
    fn what_the_reader_refuses_is_an_error_whoever_says_it() {
        for (from, to) in [
            ("size: 5Gi", "size: 5GB"),
            ("port: 80", "port: x"),
            ("profile: app", "profile: other"),
            ("global: true", "global: false"),
        ] {
            let text = good().replacen(from, to, 1);
            let found = messages(&text);
            assert!(
                found.iter().any(|(g, _)| *g == CodeGravity::Error),
                "{to}: {found:?}"
            );
        }
    }

    #[test]
    fn words_become_sentences() {
        assert_eq!(sentence("the port is taken"), "The port is taken.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), ".");
    }
}
