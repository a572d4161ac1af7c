//! Queries by their gRPC paths, as `abci_query` takes them.

mod akash;
mod cosmos;
mod escrow;
mod page;

use super::refusal::{Refusal, sdk};
use super::state::State;
use proto::{Message, QueryPath};

/// InvalidArgument of a query server.
fn invalid(words: &str) -> Refusal {
    sdk(
        18,
        format!("rpc error: code = InvalidArgument desc = {words}: invalid request"),
    )
}

/// NotFound of a query server.
fn not_found(words: &str) -> Refusal {
    sdk(22, format!("{words}: key not found"))
}

/// State and block that a query reads.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// State after the last block.
    pub state: &'a State,
    /// Height of the last block.
    pub height: i64,
    /// Time of the last block, unix nanoseconds.
    pub time: i128,
}

/// Answers a request if the path is its query's.
fn answer<Q: QueryPath>(
    path: &str,
    data: &[u8],
    serve: impl FnOnce(Q) -> Result<Q::Answer, Refusal>,
) -> Option<Result<Vec<u8>, Refusal>> {
    (path == Q::PATH).then(|| {
        let query = Q::decode(data).map_err(|e| sdk(2, format!("{e}: tx parse error")))?;
        serve(query).map(|a| a.encode_to_vec())
    })
}

/// Answers a query.
///
/// # Errors
/// `sdk` 6 for a path that isn't served, 18 for a bad argument, 22 for what isn't there.
pub fn query(view: View<'_>, path: &str, data: &[u8]) -> Result<Vec<u8>, Refusal> {
    akash::query(view.state, path, data)
        .or_else(|| escrow::query(view.state, path, data))
        .or_else(|| cosmos::query(view, path, data))
        .unwrap_or_else(|| Err(sdk(6, "unknown query path: unknown request")))
}
