//! What the deploy page shows, from the flow and its bids. Pure; clock times come through a function.

use std::collections::BTreeMap;

use contract::{BidState, BidView, BidsView, FlowKind, FlowNeeds, FlowView, StepKind, StepState};
use types::{Dec18, LeaseId};

use crate::format::{self, NBSP};
use crate::kit::{StepItem, StepStatus};

/// What the page is about now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// An approval waits for a decision.
    Approve,
    /// Another wallet is to sign a token for the provider.
    Token,
    /// Signed; waits for a block.
    InBlock,
    /// Bids arrive and one is chosen.
    Bids,
    /// The lease waits for a block.
    Lease,
    /// The provider gets the manifest.
    Manifest,
    /// The services start.
    Starting,
    /// All services are available.
    Running,
    /// Something failed; the flow says what.
    Problem,
    /// Given up or closed.
    Over,
}

/// Where `flow` stands.
#[must_use]
pub fn stage(flow: &FlowView) -> Stage {
    if flow.abandoned && flow.needs == FlowNeeds::Finished {
        return Stage::Over;
    }
    // Without a problem it is an approval that was turned down: nothing goes on by itself.
    if flow.problem.is_some() || flow.needs == FlowNeeds::Retry {
        return Stage::Problem;
    }
    if flow.needs == FlowNeeds::Approval {
        let is_leased = flow.steps.iter().any(|s| {
            matches!(s.kind, StepKind::Manifest | StepKind::Running) && s.state == StepState::Active
        });
        return if is_leased {
            Stage::Token
        } else {
            Stage::Approve
        };
    }
    let now = flow
        .steps
        .iter()
        .find(|s| s.state != StepState::Done)
        .map(|s| s.kind);
    match now {
        None => Stage::Running,
        Some(StepKind::Signed | StepKind::InBlock) => Stage::InBlock,
        Some(StepKind::Bids) => Stage::Bids,
        Some(StepKind::Lease) => Stage::Lease,
        Some(StepKind::Manifest) => Stage::Manifest,
        Some(StepKind::Running) => Stage::Starting,
    }
}

/// The strip: name, time and transaction or block, or what is waited for. `clock` gives the clock time of milliseconds.
#[must_use]
pub fn steps(flow: &FlowView, clock: impl Fn(u64) -> String) -> Vec<StepItem> {
    flow.steps
        .iter()
        .map(|step| {
            let status = match step.state {
                StepState::Waiting => StepStatus::Later,
                StepState::Active => StepStatus::Now,
                StepState::Done => StepStatus::Done,
                StepState::Failed => StepStatus::Failed,
            };
            let detail = match step.state {
                StepState::Done => {
                    let time = step.at.map(|t| clock(t.0));
                    let place = match (step.kind, step.height, step.tx) {
                        (StepKind::InBlock | StepKind::Lease, Some(height), _) => Some(format!(
                            "block{NBSP}{}",
                            format::group(u128::from(height.0))
                        )),
                        (_, _, Some(tx)) => Some(tight(&tx.to_string())),
                        _ => None,
                    };
                    [time, place]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(" · ")
                }
                StepState::Failed => "failed".into(),
                state => waits_for(flow, step.kind, state).into(),
            };
            StepItem {
                name: name(step.kind, flow),
                detail,
                status,
            }
        })
        .collect()
}

fn name(kind: StepKind, flow: &FlowView) -> String {
    match kind {
        StepKind::Signed => "Signed".into(),
        StepKind::InBlock => "In block".into(),
        StepKind::Bids if flow.bid_count > 0 => format!("Bids{NBSP}{}", flow.bid_count),
        StepKind::Bids => "Bids".into(),
        StepKind::Lease => "Lease".into(),
        StepKind::Manifest => "Manifest".into(),
        StepKind::Running => "Running".into(),
    }
}

fn waits_for(flow: &FlowView, kind: StepKind, state: StepState) -> &'static str {
    let approval = state == StepState::Active && flow.needs == FlowNeeds::Approval;
    match kind {
        StepKind::Signed | StepKind::Lease if approval => "waits for your approval",
        StepKind::Signed => "you approve it",
        StepKind::InBlock => "the chain takes it in",
        StepKind::Bids if state == StepState::Active && flow.needs == FlowNeeds::Bid => {
            "choose one"
        }
        StepKind::Bids => "providers offer prices",
        StepKind::Lease if state == StepState::Active => "on its way into a block",
        StepKind::Lease => "you choose a bid",
        StepKind::Manifest if approval => "waits for a token",
        StepKind::Manifest => "sent to the provider",
        StepKind::Running if state == StepState::Active => "services start",
        StepKind::Running => "services answer",
    }
}

/// A hash cut to its first and last four: room for a step is scarce.
fn tight(hash: &str) -> String {
    if hash.is_ascii() && hash.len() > 9 {
        format!("{}…{}", &hash[..4], &hash[hash.len() - 4..])
    } else {
        hash.into()
    }
}

/// What giving up means now: the question's button and what becomes of the deposit.
#[must_use]
pub fn abandon_words(flow: &FlowView) -> (&'static str, &'static str) {
    let on_chain = flow
        .steps
        .iter()
        .any(|s| s.kind == StepKind::InBlock && s.state == StepState::Done);
    match (flow.kind, on_chain) {
        (FlowKind::Update, _) => ("Drop update", "The deployment goes on as it is."),
        (FlowKind::Deploy, false) => (
            "Drop deployment",
            "Nothing is on the chain yet, so nothing is paid. The draft stays.",
        ),
        (FlowKind::Deploy, true) => (
            "Close and refund",
            "Closing is one more transaction. What is left of the deposit comes back to your balance in the same block.",
        ),
    }
}

/// What bids are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BidSort {
    /// Best score first.
    #[default]
    Score,
    /// Cheapest first.
    Price,
    /// By region, unknown ones last.
    Region,
}

impl BidSort {
    /// All, with the value that a control carries and its label.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Score, "score", "Score"),
        (Self::Price, "price", "Price"),
        (Self::Region, "region", "Region"),
    ];

    /// The sort behind a control's value.
    #[must_use]
    pub fn of(value: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, v, _)| *v == value)
            .map_or(Self::Score, |(s, ..)| s)
    }

    /// The value that a control carries.
    #[must_use]
    pub fn value(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(s, ..)| *s == self)
            .map_or("score", |(_, v, _)| v)
    }
}

/// The bids of group `gseq` that hold all words of `query`, open ones first, then by `sort`; `reverse` turns the sort
/// around, not the states.
#[must_use]
pub fn shown(
    bids: &[BidView],
    gseq: u32,
    query: &str,
    sort: BidSort,
    reverse: bool,
) -> Vec<BidView> {
    let mut found: Vec<BidView> = bids
        .iter()
        .filter(|bid| bid.id.gseq().0 == gseq)
        .filter(|bid| {
            let text = format!(
                "{} {} {} {}",
                bid.provider_name,
                bid.region.as_deref().unwrap_or(""),
                bid.gpus.join(" "),
                bid.id.provider
            );
            format::holds_words(&text, query)
        })
        .cloned()
        .collect();
    found.sort_by(|a, b| {
        let by = match sort {
            BidSort::Score => b.score.cmp(&a.score).then(a.price.cmp(&b.price)),
            BidSort::Price => a.price.cmp(&b.price).then(b.score.cmp(&a.score)),
            BidSort::Region => (a.region.is_none(), &a.region, a.price).cmp(&(
                b.region.is_none(),
                &b.region,
                b.price,
            )),
        };
        let by = if reverse { by.reverse() } else { by };
        rank(a.state)
            .cmp(&rank(b.state))
            .then(by)
            .then_with(|| a.id.cmp(&b.id))
    });
    found
}

const fn rank(state: BidState) -> u8 {
    match state {
        BidState::Active => 0,
        BidState::Open => 1,
        BidState::Lost => 2,
        BidState::Closed => 3,
    }
}

/// A board before its first answer.
#[must_use]
pub fn no_bids() -> BidsView {
    BidsView {
        bids: Vec::new(),
        groups: 1,
        open_seconds: 0,
        excluded: Vec::new(),
        remedies: Vec::new(),
        seen: types::UnixMillis(0),
    }
}

/// The groups that bids exist for, in order; at least the first.
#[must_use]
pub fn groups(bids: &BidsView) -> Vec<u32> {
    let mut all: Vec<u32> = (1..=bids.groups.max(1)).collect();
    for bid in &bids.bids {
        if !all.contains(&bid.id.gseq().0) {
            all.push(bid.id.gseq().0);
        }
    }
    all.sort_unstable();
    all
}

/// The chosen bid of each group, by group number.
pub type Chosen = BTreeMap<u32, LeaseId>;

/// Drops chosen bids that are no longer open: a provider may withdraw.
#[must_use]
pub fn still_open(chosen: &Chosen, bids: &BidsView) -> Chosen {
    let open = |id: &LeaseId| {
        bids.bids
            .iter()
            .any(|b| b.id == *id && b.state == BidState::Open)
    };
    chosen
        .iter()
        .filter(|(_, id)| open(id))
        .map(|(g, id)| (*g, id.clone()))
        .collect()
}

/// What the chosen bids cost together, uact per hour; `None` until each group has one.
#[must_use]
pub fn together(chosen: &Chosen, bids: &BidsView) -> Option<Dec18> {
    let mut sum = Dec18::ZERO;
    for group in groups(bids) {
        let id = chosen.get(&group)?;
        let bid = bids
            .bids
            .iter()
            .find(|b| b.id == *id && b.state == BidState::Open)?;
        sum = sum.checked_add(bid.per_hour)?;
    }
    Some(sum)
}

/// The words under the bids: how long the order is open at `now`, milliseconds since 1970.
#[must_use]
pub fn open_words(bids: &BidsView, now: u64) -> String {
    let open = bids
        .bids
        .iter()
        .filter(|b| b.state == BidState::Open)
        .count();
    let since = format::duration(bids.open_seconds + now.saturating_sub(bids.seen.0) / 1000);
    match open {
        0 => format!("No bid yet, the order is open for {since}."),
        n => format!(
            "{} open, the order is open for {since}.",
            format::counted(n, "bid", "bids")
        ),
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
