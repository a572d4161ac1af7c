//! A draft of an SDL as a person writes it: a text that a form can change without losing a comment, an anchor, a block
//! scalar or a key it doesn't know.
//!
//! [`Draft`] holds the text and its history. [`Draft::outline`] says what it describes, [`Draft::check`] what is wrong
//! with it, [`Draft::edit`] changes one thing and leaves every other byte as it was.

mod change;
mod check;
mod edit;
mod names;
mod outline;
mod parse;
mod tree;
mod work;
mod write;

pub use change::Change;
pub use check::{Gravity, Problem, Remedy};
pub use edit::Edit;
pub use outline::{Credentials, Disk, Gpu, HttpOptions, Outline, Place, Port, Service, Way};
pub use parse::{SyntaxError, parse};
pub use tree::{Entry, Item, Kind, Node, Style, Tree};
pub use work::{EditError, line_of};

use work::Work;

/// At most so many steps can be taken back.
const STEPS: usize = 200;

/// Which steps are taken back together.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Run {
    /// Typing that goes on at this byte.
    Typing(usize),
    /// Changes of one field.
    Field(String),
    /// A step of its own.
    Single,
}

/// A text with its tree and history.
#[derive(Debug, Clone)]
pub struct Draft {
    text: String,
    tree: Result<Tree, SyntaxError>,
    past: Vec<String>,
    future: Vec<String>,
    run: Run,
}

impl Draft {
    /// A draft with this text and no history.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            tree: parse(text),
            past: Vec::new(),
            future: Vec::new(),
            run: Run::Single,
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it describes; `None` while it can't be read.
    #[must_use]
    pub fn outline(&self) -> Option<Outline> {
        self.tree.as_ref().ok().map(outline::outline)
    }

    /// What is wrong with it, errors first, then by place.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        match &self.tree {
            Ok(tree) => {
                let mut found = check::check(tree);
                // The reader decides what is refused; the denom is the chain's own rule.
                let accepted = crate::Document::parse(&self.text).refused().is_none();
                for problem in found.iter_mut().filter(|p| accepted && !p.by_chain) {
                    problem.gravity = Gravity::Warning;
                }
                found.sort_by_key(|p| (p.gravity, p.at.start));
                found
            }
            Err(error) => check::unreadable(error),
        }
    }

    /// Replaces the text, as typed. Letters typed in a row are taken back together, a line at a time.
    pub fn set_text(&mut self, text: &str) {
        if text == self.text {
            return;
        }
        let head = self
            .text
            .bytes()
            .zip(text.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let most = self.text.len().min(text.len()) - head;
        let tail = self
            .text
            .bytes()
            .rev()
            .zip(text.bytes().rev())
            .take(most)
            .take_while(|(a, b)| a == b)
            .count();
        let (gone, come) = (self.text.len() - head - tail, text.len() - head - tail);
        let goes_on = self.run == Run::Typing(head) && gone == 0
            || self.run == Run::Typing(head + gone) && come == 0;
        let line = text.as_bytes()[head..head + come].contains(&b'\n');
        self.keep(goes_on && gone + come <= 4);
        // What is typed over a selection goes on with the step that took the selection away.
        self.run = if come <= 4 && !line {
            Run::Typing(head + come)
        } else {
            Run::Single
        };
        self.text = text.into();
        self.tree = parse(text);
    }

    /// Changes the service `name`.
    ///
    /// # Errors
    /// Why it can't be done; then nothing is changed.
    pub fn edit(&mut self, name: &str, edit: &Edit) -> Result<(), EditError> {
        let mut work = Work::new(&self.text)?;
        edit::apply(&mut work, name, edit)?;
        let part = edit.part();
        let run = if part.is_empty() {
            Run::Single
        } else {
            Run::Field(format!("{name} {part}"))
        };
        self.take(work, run);
        Ok(())
    }

    /// Changes something around the services.
    ///
    /// # Errors
    /// Why it can't be done; then nothing is changed.
    pub fn change(&mut self, change: &Change) -> Result<(), EditError> {
        let mut work = Work::new(&self.text)?;
        change::apply(&mut work, change)?;
        self.take(work, Run::Single);
        Ok(())
    }

    /// Mends a problem.
    ///
    /// # Errors
    /// Why it can't be done; then nothing is changed.
    pub fn remedy(&mut self, remedy: &Remedy) -> Result<(), EditError> {
        let mut work = Work::new(&self.text)?;
        remedy.apply(&mut work)?;
        self.take(work, Run::Single);
        Ok(())
    }

    fn take(&mut self, work: Work, run: Run) {
        if work.text != self.text {
            self.keep(run != Run::Single && self.run == run);
            self.run = run;
            self.text = work.text;
            self.tree = Ok(work.tree);
        }
    }

    fn keep(&mut self, joined: bool) {
        self.future.clear();
        if !joined || self.past.is_empty() {
            self.past.push(self.text.clone());
            if self.past.len() > STEPS {
                self.past.remove(0);
            }
        }
    }

    /// One step back.
    pub fn undo(&mut self) {
        if let Some(text) = self.past.pop() {
            self.tree = parse(&text);
            self.future.push(std::mem::replace(&mut self.text, text));
            self.run = Run::Single;
        }
    }

    /// One step forth.
    pub fn redo(&mut self) {
        if let Some(text) = self.future.pop() {
            self.tree = parse(&text);
            self.past.push(std::mem::replace(&mut self.text, text));
            self.run = Run::Single;
        }
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to make again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod change_tests;
#[cfg(test)]
mod tests;
