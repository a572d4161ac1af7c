//! CometBFT's query language, as `tx_search` and `subscribe` take it: conditions joined by AND.

use crate::chain::{Block, Event};
use std::collections::BTreeMap;

/// How a condition compares.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Op {
    Equals(String),
    Contains(String),
    Exists,
    Compare(char, bool, i128),
}

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Vec<(String, Op)>);

/// The query isn't one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to parse query")]
pub struct BadFilter;

/// Values of an event by `type.attribute`.
pub type Facts = BTreeMap<String, Vec<String>>;

impl Filter {
    /// Parses a query.
    ///
    /// # Errors
    /// [`BadFilter`].
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        let mut rest = text.trim();
        let mut all = Vec::new();
        loop {
            let end = rest
                .find(|c: char| c.is_whitespace() || "=<>".contains(c))
                .ok_or(BadFilter)?;
            let key = rest[..end].to_owned();
            if key.is_empty() {
                return Err(BadFilter);
            }
            rest = rest[end..].trim_start();
            let (op, tail) = operator(rest)?;
            all.push((key, op));
            rest = tail.trim_start();
            if rest.is_empty() {
                return Ok(Self(all));
            }
            rest = rest.strip_prefix("AND ").ok_or(BadFilter)?.trim_start();
        }
    }

    /// Whether all conditions hold.
    pub fn matches(&self, facts: &Facts) -> bool {
        self.0.iter().all(|(key, op)| {
            let Some(values) = facts.get(key) else {
                return false;
            };
            values.iter().any(|v| match op {
                Op::Equals(wanted) => v == wanted,
                Op::Contains(part) => v.contains(part.as_str()),
                Op::Exists => true,
                Op::Compare(sign, or_equal, n) => v.parse::<i128>().is_ok_and(|v| {
                    (*or_equal && v == *n) || if *sign == '<' { v < *n } else { v > *n }
                }),
            })
        })
    }
}

fn operator(rest: &str) -> Result<(Op, &str), BadFilter> {
    if let Some(tail) = rest.strip_prefix("EXISTS") {
        return Ok((Op::Exists, tail));
    }
    if let Some(tail) = rest.strip_prefix("CONTAINS") {
        let (value, tail) = operand(tail)?;
        return Ok((Op::Contains(value), tail));
    }
    if let Some(tail) = rest.strip_prefix('=') {
        let (value, tail) = operand(tail)?;
        return Ok((Op::Equals(value), tail));
    }
    let sign = rest
        .chars()
        .next()
        .filter(|c| "<>".contains(*c))
        .ok_or(BadFilter)?;
    let tail = &rest[1..];
    let (or_equal, tail) = match tail.strip_prefix('=') {
        Some(tail) => (true, tail),
        None => (false, tail),
    };
    let (value, tail) = operand(tail)?;
    let number = value.parse().map_err(|_| BadFilter)?;
    Ok((Op::Compare(sign, or_equal, number), tail))
}

fn operand(rest: &str) -> Result<(String, &str), BadFilter> {
    let rest = rest.trim_start();
    if let Some(quoted) = rest.strip_prefix('\'') {
        let end = quoted.find('\'').ok_or(BadFilter)?;
        return Ok((quoted[..end].to_owned(), &quoted[end + 1..]));
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    if end == 0 {
        return Err(BadFilter);
    }
    Ok((rest[..end].to_owned(), &rest[end..]))
}

fn add(facts: &mut Facts, events: &[Event]) {
    for e in events {
        for (key, value) in &e.attributes {
            facts
                .entry(format!("{}.{key}", e.kind))
                .or_default()
                .push(value.clone());
        }
    }
}

/// What can be asked about one transaction of a block.
pub fn tx_facts(block: &Block, index: usize) -> Facts {
    let mut facts = Facts::new();
    if let (Some(bytes), Some(result)) = (block.txs.get(index), block.results.get(index)) {
        add(&mut facts, &result.events);
        let hash = super::print::hex_upper(&crate::chain::hash(bytes));
        facts.insert("tx.hash".into(), vec![hash]);
        facts.insert("tx.height".into(), vec![block.height.to_string()]);
    }
    facts.insert("tm.event".into(), vec!["Tx".into()]);
    facts
}

/// What can be asked about a block.
pub fn block_facts(kind: &str, block: &Block) -> Facts {
    let mut facts = Facts::new();
    facts.insert("tm.event".into(), vec![kind.into()]);
    facts.insert("block.height".into(), vec![block.height.to_string()]);
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        [
            ("tm.event".to_owned(), vec!["Tx".to_owned()]),
            ("a.id".to_owned(), vec!["xyz AND".to_owned()]),
            ("tx.height".to_owned(), vec!["7".to_owned()]),
        ]
        .into()
    }

    #[test]
    fn conditions_are_joined() {
        for (text, holds) in [
            ("tm.event='Tx'", true),
            ("tm.event = 'Tx' AND a.id CONTAINS 'yz'", true),
            ("a.id='xyz AND' AND tx.height>6", true),
            ("tx.height=7", true),
            ("tx.height<=6", false),
            ("a.id EXISTS AND b.id EXISTS", false),
        ] {
            assert_eq!(
                Filter::parse(text).unwrap().matches(&facts()),
                holds,
                "{text}"
            );
        }
    }

    #[test]
    fn malformed_queries_are_refused() {
        for text in [
            "",
            "tm.event=",
            "a",
            "a='x",
            "a='x' OR b='y'",
            "a>'x'",
            "='x'",
        ] {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }
}
