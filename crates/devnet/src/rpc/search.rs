//! `tx_search` and `block_search`.

use super::filter::{Filter, block_facts, tx_facts};
use super::methods::{Error, Params};
use super::print;
use crate::node::Node;
use serde_json::{Value, json};

/// Part of a result.
struct Page {
    descending: bool,
    size: usize,
    number: usize,
}

impl Page {
    fn of(p: &Params) -> Result<Self, Error> {
        let descending = match p.text("order_by")?.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => {
                return Err(Error::internal(
                    "expected order_by to be either `asc` or `desc` or empty",
                ));
            }
        };
        let size = |n: Option<i64>, or: usize| {
            n.and_then(|n| usize::try_from(n).ok())
                .filter(|n| *n > 0)
                .unwrap_or(or)
        };
        Ok(Self {
            descending,
            size: size(p.number("per_page")?, 30).min(100),
            number: size(p.number("page")?, 1),
        })
    }

    /// What lies on the page, of what was found in rising order.
    fn cut<T>(&self, mut found: Vec<T>) -> Result<impl Iterator<Item = T>, Error> {
        if self.descending {
            found.reverse();
        }
        let pages = found.len().div_ceil(self.size).max(1);
        if self.number > pages {
            return Err(Error::internal(format!(
                "page should be within [1, {pages}] range, given {}",
                self.number
            )));
        }
        let skipped = (self.number - 1) * self.size;
        Ok(found.into_iter().skip(skipped).take(self.size))
    }
}

fn filter(p: &Params) -> Result<Filter, Error> {
    Filter::parse(&p.text("query")?).map_err(|e| Error::internal(e.to_string()))
}

/// Transactions whose events match.
///
/// # Errors
/// For a query or a page that can't be.
pub fn txs(node: &Node, p: &Params) -> Result<Value, Error> {
    let (filter, page) = (filter(p)?, Page::of(p)?);
    let ledger = node.ledger();
    let mut found = Vec::new();
    for block in ledger.blocks() {
        for index in 0..block.txs.len() {
            if filter.matches(&tx_facts(block, index)) {
                found.push((block, index));
            }
        }
    }
    let total = found.len();
    let txs: Vec<Value> = page
        .cut(found)?
        .filter_map(|(block, index)| print::tx(block, index))
        .collect();
    Ok(json!({"txs": txs, "total_count": total.to_string()}))
}

/// Blocks by their height.
///
/// # Errors
/// For a query or a page that can't be.
pub fn blocks(node: &Node, p: &Params) -> Result<Value, Error> {
    let (filter, page) = (filter(p)?, Page::of(p)?);
    let ledger = node.ledger();
    let found: Vec<_> = ledger
        .blocks()
        .filter(|block| filter.matches(&block_facts("NewBlock", block)))
        .collect();
    let total = found.len();
    let blocks: Vec<Value> = page
        .cut(found)?
        .map(|block| print::block_answer(ledger.chain_id(), block))
        .collect();
    Ok(json!({"blocks": blocks, "total_count": total.to_string()}))
}
