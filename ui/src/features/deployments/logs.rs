//! Lines of the open streams of a deployment, as the log viewer shows them. Pure.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use contract::LogLine;

use crate::kit::{LogLevel, LogLine as Row};

/// At most so many lines are kept; older ones go first.
pub const MOST: usize = 2_000;

/// What was received, bounded.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    kept: VecDeque<(u64, LogLine)>,
    next: u64,
    series: BTreeMap<String, u8>,
}

impl Lines {
    /// Adds what arrived.
    pub fn push(&mut self, lines: Vec<LogLine>) {
        for line in lines {
            let known = self.series.len();
            // Series are used in order; a fifth service and all after it are grey.
            self.series
                .entry(line.service.clone())
                .or_insert_with(|| u8::try_from(known + 1).unwrap_or(u8::MAX).min(5));
            self.kept.push_back((self.next, line));
            self.next += 1;
        }
        while self.kept.len() > MOST {
            self.kept.pop_front();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self {
            next: self.next,
            ..Self::default()
        };
    }

    /// The services that wrote something, in order of their first line.
    #[must_use]
    pub fn services(&self) -> Vec<String> {
        let mut all: Vec<_> = self.series.iter().collect();
        all.sort_by_key(|(name, series)| (**series, *name));
        all.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// The lines of all services but `hidden`, for the viewer.
    #[must_use]
    pub fn rows(&self, hidden: &BTreeSet<String>) -> Vec<Row> {
        self.of(hidden)
            .map(|(id, line)| Row {
                id: *id + 1,
                at: line.at,
                service: line.service.clone(),
                series: self.series.get(&line.service).copied().unwrap_or(5),
                level: match line.level.as_deref() {
                    Some("error") => LogLevel::Error,
                    Some("warn") => LogLevel::Warn,
                    _ => LogLevel::Info,
                },
                text: line.text.clone(),
            })
            .collect()
    }

    /// The lines of all services but `hidden` as a text file. `stamp` gives the full time of milliseconds.
    pub fn text(&self, hidden: &BTreeSet<String>, stamp: impl Fn(u64) -> String) -> String {
        let mut out = String::new();
        for (_, line) in self.of(hidden) {
            let who = if line.replica.is_empty() {
                &line.service
            } else {
                &line.replica
            };
            out.push_str(&format!("{} {who} {}\n", stamp(line.at), line.text));
        }
        out
    }

    fn of<'a>(&'a self, hidden: &'a BTreeSet<String>) -> impl Iterator<Item = &'a (u64, LogLine)> {
        self.kept
            .iter()
            .filter(move |(_, line)| !hidden.contains(&line.service))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(service: &str, text: &str, level: Option<&str>) -> LogLine {
        LogLine {
            at: 1000,
            service: service.into(),
            replica: String::new(),
            text: text.into(),
            level: level.map(Into::into),
        }
    }

    #[test]
    fn services_keep_their_series_by_first_appearance() {
        let mut lines = Lines::default();
        lines.push(
            ["z", "a", "z", "c", "d", "e", "f"]
                .map(|s| line(s, "x", None))
                .to_vec(),
        );
        assert_eq!(lines.services(), ["z", "a", "c", "d", "e", "f"]);
        let rows = lines.rows(&BTreeSet::new());
        assert_eq!(
            rows.iter().map(|r| r.series).collect::<Vec<_>>(),
            [1, 2, 1, 3, 4, 5, 5]
        );
    }

    #[test]
    fn old_lines_go_first_and_ids_go_on() {
        let mut lines = Lines::default();
        lines.push(vec![line("a", "x", None); MOST + 3]);
        let rows = lines.rows(&BTreeSet::new());
        assert_eq!((rows.len(), rows[0].id), (MOST, 4));
        lines.clear();
        assert!(lines.services().is_empty());
        lines.push(vec![line("a", "x", None)]);
        assert_eq!(lines.rows(&BTreeSet::new())[0].id, MOST as u64 + 4);
    }

    #[test]
    fn hidden_services_are_neither_shown_nor_exported() {
        let mut lines = Lines::default();
        lines.push(vec![
            line("a", "one", Some("warn")),
            line("b", "two", Some("error")),
        ]);
        let hidden = BTreeSet::from(["a".to_string()]);
        let rows = lines.rows(&hidden);
        assert_eq!(
            (rows.len(), rows[0].level, rows[0].at),
            (1, LogLevel::Error, 1000)
        );
        assert_eq!(lines.text(&hidden, |at| format!("t{at}")), "t1000 b two\n");
    }
}
