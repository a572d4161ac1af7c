//! What all panes of the Studio share: the document, what is selected, and how edits go in.

use std::ops::Range;

use leptos::prelude::*;

use super::doc::{Doc, Fix};
use super::gpus::Pick;
use super::outline::{Credentials, Disk, HttpOptions, Outline, Place, Port, Service};
use crate::kit::{CodeControl, CodeGravity, CodeProblem, Toast, Toaster};
use crate::shell::Session;

/// A change of the form.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Another image.
    Image(String),
    /// CPU as written.
    Cpu(String),
    /// Memory as written.
    Memory(String),
    /// Replicas.
    Count(u64),
    /// GPUs per replica, and which will do.
    Gpu {
        /// How many; zero for none.
        units: u64,
        /// Which; empty for any.
        picks: Vec<Pick>,
    },
    /// All `NAME=value` entries.
    Env(Vec<String>),
    /// The command; empty for the image's own.
    Command(Vec<String>),
    /// The arguments.
    Args(Vec<String>),
    /// All ways in.
    Ports(Vec<Port>),
    /// All disks.
    Disks(Vec<Disk>),
    /// Price cap per replica and block, in micro-units as written.
    Cap(String),
    /// Login of the image's registry; none for an open one.
    Credentials(Option<Credentials>),
    /// HTTP options of the way in at this index.
    Http(usize, HttpOptions),
    /// The endpoint whose leased address the way in at this index answers on.
    Address(usize, Option<String>),
    /// Attributes that a placement asks of providers; of no service.
    Attributes(String, Vec<(String, String)>),
    /// Auditors of a placement: all of the first, one of the second; of no service.
    SignedBy(String, Vec<String>, Vec<String>),
    /// An endpoint for leased addresses; of no service.
    AddEndpoint(String),
    /// Another name.
    Rename(String),
    /// Takes the service out.
    Remove,
    /// Puts a service in, under this name.
    Add,
}

/// A problem of the draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// How grave.
    pub gravity: CodeGravity,
    /// What is wrong, one sentence.
    pub message: String,
    /// Where, in bytes.
    pub at: Range<usize>,
    /// Its line, from 1.
    pub line: usize,
    /// The service it is in.
    pub service: Option<String>,
    /// What one press would do.
    pub fix: Option<Fix>,
}

/// Which tab of the right pane, and which pane on narrow screens, is in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// Outline; on wide screens it is always there.
    Outline,
    /// Form; on wide screens it is always there.
    #[default]
    Form,
    /// YAML.
    Yaml,
    /// Problems.
    Problems,
    /// Estimate.
    Estimate,
    /// Who can bid.
    Bidders,
}

impl Pane {
    /// All, with the part of the element id and the label.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Outline, "outline", "Outline"),
        (Self::Form, "form", "Form"),
        (Self::Yaml, "yaml", "YAML"),
        (Self::Problems, "problems", "Problems"),
        (Self::Estimate, "estimate", "Estimate"),
        (Self::Bidders, "bidders", "Who can bid"),
    ];

    /// The part of the element id.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(p, ..)| *p == self)
            .map_or("form", |(_, id, _)| id)
    }

    /// The pane behind an element id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, i, _)| *i == id)
            .map_or(Self::Form, |(p, ..)| p)
    }

    /// The tab of the right pane that goes with it on wide screens.
    #[must_use]
    pub fn right(self) -> Self {
        if matches!(self, Self::Outline | Self::Form) {
            Self::Yaml
        } else {
            self
        }
    }
}

/// The state of a page over one document; in the context of its panes.
#[derive(Clone, Copy)]
pub struct Studio {
    doc: RwSignal<Doc>,
    /// The text.
    pub text: Memo<String>,
    /// What the text says.
    pub outline: Memo<Outline>,
    /// What is wrong with it.
    pub problems: Memo<Vec<Problem>>,
    /// Name of the selected service.
    pub selected: RwSignal<Option<String>>,
    /// The pane in view.
    pub pane: RwSignal<Pane>,
    /// What is frozen on chain can't be changed: this is an update.
    pub frozen: bool,
    /// Steers the YAML editor.
    pub editor: CodeControl,
    toaster: Toaster,
    session: Session,
}

impl Studio {
    /// The state of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// A state over `text`; puts it into the context.
    pub fn provide(text: &str, frozen: bool) -> Self {
        let doc = RwSignal::new(Doc::new(text));
        let text = Memo::new(move |_| doc.with(Doc::text));
        // While the text is broken the last outline that could be read stays, so the form keeps its place.
        let outline = Memo::new(move |before: Option<&Outline>| {
            doc.with(|d| {
                d.outline()
                    .unwrap_or_else(|| before.cloned().unwrap_or_default())
            })
        });
        let problems = Memo::new(move |_| doc.with(Doc::problems));
        let selected = RwSignal::new(None);
        Effect::new(move |_| {
            let all = outline.with(|o| {
                o.services
                    .iter()
                    .map(|s| s.name.clone())
                    .collect::<Vec<_>>()
            });
            let now = selected.get_untracked();
            if now.is_none_or(|n| !all.contains(&n)) {
                selected.set(all.first().cloned());
            }
        });
        let studio = Self {
            doc,
            text,
            outline,
            problems,
            selected,
            pane: RwSignal::new(Pane::Form),
            frozen,
            editor: CodeControl::default(),
            toaster: Toaster::here(),
            session: Session::here(),
        };
        provide_context(studio);
        studio
    }

    /// A part of the service `name`, tracked.
    #[must_use]
    pub fn of<T>(self, name: &str, f: impl Fn(&Service) -> T) -> Option<T> {
        self.outline.with(|o| o.service(name).map(f))
    }

    /// What `f` says of the placement `name`, tracked.
    pub fn place<T>(self, name: &str, f: impl Fn(&Place) -> T) -> Option<T> {
        self.outline
            .with(|o| o.places.iter().find(|p| p.name == name).map(f))
    }

    /// Changes the service `name`. What can't be done says why in a toast and changes nothing.
    pub fn edit(self, name: &str, edit: Edit) {
        let mut refused = None;
        let renamed = match &edit {
            Edit::Rename(to) => Some(to.clone()),
            Edit::Add => Some(name.to_string()),
            _ => None,
        };
        self.doc.update(|doc| refused = doc.edit(name, &edit).err());
        match (refused, renamed) {
            (Some(why), _) => self
                .toaster
                .show(Toast::failed("That can't be changed in the form", why)),
            (None, Some(to)) => self.selected.set(Some(to)),
            (None, None) => {}
        }
    }

    /// Takes a text from the editor.
    pub fn typed(self, text: String) {
        if self.text.with_untracked(|t| *t != text) {
            self.doc.update(|doc| doc.set_text(&text));
        }
    }

    /// Does what a problem offers.
    pub fn fix(self, fix: &Fix) {
        let mut refused = None;
        self.doc.update(|doc| refused = doc.fix(fix).err());
        if let Some(why) = refused {
            self.toaster.show(Toast::failed("That can't be done", why));
        }
    }

    /// One change back.
    pub fn undo(self) {
        self.doc.update(Doc::undo);
    }

    /// One change forth.
    pub fn redo(self) {
        self.doc.update(Doc::redo);
    }

    /// Whether there is a change to take back, tracked.
    #[must_use]
    pub fn can_undo(self) -> bool {
        self.doc.with(Doc::can_undo)
    }

    /// Whether there is a change to make again, tracked.
    #[must_use]
    pub fn can_redo(self) -> bool {
        self.doc.with(Doc::can_redo)
    }

    /// What is frozen once it is deployed, to compare by, tracked; `None` while the text is refused.
    #[must_use]
    pub fn frozen_parts(self) -> Option<String> {
        self.doc.with(Doc::frozen)
    }

    /// Whether Akash would take the draft, tracked.
    #[must_use]
    pub fn valid(self) -> bool {
        self.count(CodeGravity::Error) == 0
    }

    /// How many problems are this grave, tracked.
    #[must_use]
    pub fn count(self, gravity: CodeGravity) -> usize {
        self.problems
            .with(|p| p.iter().filter(|x| x.gravity == gravity).count())
    }

    /// Errors and warnings of the service `name`, tracked.
    #[must_use]
    pub fn marks(self, name: &str) -> (usize, usize) {
        self.problems.with(|all| {
            let of = |g| {
                all.iter()
                    .filter(|p| p.gravity == g && p.service.as_deref() == Some(name))
                    .count()
            };
            (of(CodeGravity::Error), of(CodeGravity::Warning))
        })
    }

    /// The problems as the editor marks them, tracked.
    #[must_use]
    pub fn code_problems(self) -> Signal<Vec<CodeProblem>> {
        Signal::derive(move || {
            self.problems.with(|all| {
                all.iter()
                    .map(|p| CodeProblem {
                        at: p.at.clone(),
                        gravity: p.gravity,
                        message: p.message.clone(),
                    })
                    .collect()
            })
        })
    }

    /// Seconds per block as measured, tracked; six before anything was measured.
    #[must_use]
    pub fn block_seconds(self) -> f64 {
        self.session
            .health
            .data()
            .and_then(|h| h.block_millis)
            .map_or(6.0, |m| f64::from(m.max(1)) / 1000.0)
    }

    /// Shows a problem where it is.
    pub fn reveal(self, problem: &Problem) {
        if let Some(name) = problem.service.clone() {
            self.selected.set(Some(name));
        }
        self.pane.set(Pane::Yaml);
        self.editor.reveal(problem.at.clone(), true);
    }

    /// Selects the service whose entry holds byte `at`.
    pub fn select_at(self, at: usize) {
        let name = self.outline.with_untracked(|o| {
            o.services
                .iter()
                .find(|s| s.at.as_ref().is_some_and(|r| r.contains(&at)))
                .map(|s| s.name.clone())
        });
        if name.is_some() && name != self.selected.get_untracked() {
            self.selected.set(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_lead_to_their_tab_and_back() {
        for (pane, id, _) in Pane::ALL {
            assert_eq!((Pane::of(id), pane.id()), (pane, id));
        }
        assert_eq!(Pane::of("?"), Pane::Form);
        assert_eq!(Pane::Outline.right(), Pane::Yaml);
        assert_eq!(Pane::Estimate.right(), Pane::Estimate);
    }
}
