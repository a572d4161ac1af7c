//! What the list and the pages of a deployment show. Pure.

use contract::{
    DeploymentState, DeploymentSummary, DeploymentView, EscrowView, LeaseState, LeaseView,
};
use types::{Amount, Dec18};

use crate::features::common::{LOW_RUNWAY_SECONDS, deployment_state};
use crate::format::{self, NBSP};
use crate::kit::StateKind;

/// Shape and word of a lease's state.
#[must_use]
pub const fn lease_state(of: LeaseState) -> (StateKind, &'static str) {
    match of {
        LeaseState::Active => (StateKind::Run, "Active"),
        LeaseState::InsufficientFunds => (StateKind::Error, "Out of funds"),
        LeaseState::Closed => (StateKind::Off, "Closed"),
        LeaseState::Reclaiming => (StateKind::Warn, "Being taken back"),
    }
}

/// Which deployments the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// What is not closed.
    #[default]
    Active,
    /// What is closed.
    Closed,
    /// All.
    All,
}

impl Scope {
    /// All, with the value that a control carries and its label.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Active, "active", "Active"),
        (Self::Closed, "closed", "Closed"),
        (Self::All, "all", "All"),
    ];

    /// The scope behind a control's value.
    #[must_use]
    pub fn of(value: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, v, _)| *v == value)
            .map_or(Self::Active, |(s, ..)| s)
    }

    /// The value that a control carries.
    #[must_use]
    pub fn value(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(s, ..)| *s == self)
            .map_or("active", |(_, v, _)| v)
    }

    fn keeps(self, state: DeploymentState) -> bool {
        match self {
            Self::All => true,
            Self::Active => state != DeploymentState::Closed,
            Self::Closed => state == DeploymentState::Closed,
        }
    }
}

/// Why a list that isn't empty shows nothing.
#[must_use]
pub fn nothing(scope: Scope, query: &str) -> &'static str {
    match scope {
        _ if !query.trim().is_empty() => "Nothing matches",
        Scope::Closed => "Nothing is closed",
        _ => "Nothing is active",
    }
}

/// The deployments of `scope` that hold all words of `query`, in their order.
#[must_use]
pub fn shown(all: &[DeploymentSummary], scope: Scope, query: &str) -> Vec<DeploymentSummary> {
    all.iter()
        .filter(|d| scope.keeps(d.state))
        .filter(|d| {
            let text = format!(
                "{} {} {} {} {}",
                d.name,
                d.dseq,
                d.gpu,
                d.providers.join(" "),
                deployment_state(d.state).1
            );
            format::holds_words(&text, query)
        })
        .cloned()
        .collect()
}

/// uact as ACT, for words and charts.
#[must_use]
pub fn act(micro: Dec18) -> f64 {
    micro.to_f64_lossy() / 1e6
}

/// uact as a whole number of micro-units, cut, never below zero.
#[must_use]
pub fn whole(micro: Dec18) -> Amount {
    Amount::micro(u128::try_from(micro.trunc()).unwrap_or(0))
}

/// `24.78 ACT`.
#[must_use]
pub fn act_words(micro: Dec18) -> String {
    format!("{}{NBSP}ACT", format::coins(whole(micro), 2))
}

/// `$2.118/h`; a dash where nothing is paid.
#[must_use]
pub fn per_hour(escrow: &EscrowView) -> String {
    if escrow.per_hour.is_zero() {
        "–".into()
    } else {
        format!("{}/h", format::usd_per_hour(act(escrow.per_hour)))
    }
}

/// How long the money lasts.
#[must_use]
pub fn runway(escrow: &EscrowView) -> String {
    match escrow.runway_seconds {
        None => "–".into(),
        Some(0) => "empty".into(),
        Some(seconds) => format::duration(seconds),
    }
}

/// Whether the money runs out within this many hours: 12 is amber, 2 is red.
#[must_use]
pub fn runway_kind(escrow: &EscrowView) -> RunwayKind {
    match escrow.runway_seconds {
        Some(0..7_200) => RunwayKind::Out,
        Some(7_200..LOW_RUNWAY_SECONDS) => RunwayKind::Low,
        _ => RunwayKind::Fine,
    }
}

/// How urgent a runway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunwayKind {
    /// More than 12 hours, or nothing is paid.
    Fine,
    /// Less than 12 hours.
    Low,
    /// Less than 2 hours.
    Out,
}

/// What `amount` more in escrow adds to the runway at the present rate; `None` without a rate.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)]
pub fn adds(escrow: &EscrowView, amount: Amount) -> Option<u64> {
    let per_hour = escrow.per_hour.to_f64_lossy();
    (per_hour > 0.0).then(|| (amount.get() as f64 / per_hour * 3600.0) as u64)
}

/// Reads a top-up as typed.
///
/// # Errors
/// What is wrong with it, for the field.
pub fn top_up(text: &str, spendable: Option<Amount>) -> Result<Amount, String> {
    if text.trim().is_empty() {
        return Err("Say how much ACT.".into());
    }
    let amount = Amount::from_coins(text)
        .map_err(|_| "An amount of ACT with at most six decimals.".to_string())?;
    if amount.get() == 0 {
        return Err("More than nothing.".into());
    }
    match spendable {
        Some(have) if have < amount => Err(format!(
            "The account holds {}{NBSP}ACT.",
            format::coins(have, 2)
        )),
        _ => Ok(amount),
    }
}

/// What closing brought back, from the escrow as it was last seen before.
#[must_use]
pub fn came_back(escrow: &EscrowView) -> String {
    format!(
        "About {} of the {} deposited came back to the balance in the block that closed it.",
        act_words(escrow.balance),
        act_words(escrow.deposited),
    )
}

/// What closing gives back, in words.
#[must_use]
pub fn refund(view: &DeploymentView) -> String {
    let escrow = &view.summary.escrow;
    format!(
        "About {} of the {} deposited comes back to your balance in the block that closes it; {} is already paid to the \
         provider. Every second until then costs a little of it.",
        act_words(escrow.balance),
        act_words(escrow.deposited),
        act_words(escrow.spent),
    )
}

/// The leases that are worth asking a provider about, newest first.
#[must_use]
pub fn live_leases(view: &DeploymentView) -> Vec<LeaseView> {
    view.leases
        .iter()
        .filter(|l| l.state != LeaseState::Closed)
        .cloned()
        .collect()
}

/// What the list's foot says: how many, what they cost together.
#[must_use]
pub fn together(all: &[DeploymentSummary]) -> String {
    let live: Vec<_> = all
        .iter()
        .filter(|d| d.state != DeploymentState::Closed)
        .collect();
    let cost: f64 = live.iter().map(|d| act(d.escrow.per_hour)).sum();
    let count = format::counted(live.len(), "active deployment", "active deployments");
    if cost > 0.0 {
        format!("{count}, {}/h together", format::usd_per_hour(cost))
    } else {
        count
    }
}

/// The tabs of a deployment, with the part of the address and the label.
pub const TABS: [(&str, &str); 5] = [
    ("overview", "Overview"),
    ("logs", "Logs"),
    ("events", "Events"),
    ("update", "Update"),
    ("money", "Money"),
];

/// The tab of an address; the first for an unknown one.
#[must_use]
pub fn tab(of: &str) -> &'static str {
    TABS.into_iter()
        .find(|(id, _)| *id == of)
        .map_or(TABS[0].0, |(id, _)| id)
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
