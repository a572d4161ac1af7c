//! Words and colours that several pages share.

use contract::DeploymentState;

use crate::kit::StateKind;

/// Below this runway (12 h) a deployment wants attention.
pub const LOW_RUNWAY_SECONDS: u64 = 43_200;

/// How a deployment's state is shown.
#[must_use]
pub const fn deployment_state(state: DeploymentState) -> (StateKind, &'static str) {
    match state {
        DeploymentState::Bidding => (StateKind::Wait, "Bids"),
        DeploymentState::Starting => (StateKind::Wait, "Starting"),
        DeploymentState::Running => (StateKind::Run, "Running"),
        DeploymentState::OutOfFunds => (StateKind::Warn, "Out of funds"),
        DeploymentState::Paused => (StateKind::Warn, "Paused"),
        DeploymentState::Closed => (StateKind::Off, "Closed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_states_share_a_word() {
        use DeploymentState::{Bidding, Closed, OutOfFunds, Paused, Running, Starting};
        let words: std::collections::BTreeSet<_> =
            [Bidding, Starting, Running, OutOfFunds, Paused, Closed]
                .map(|s| deployment_state(s).1)
                .into();
        assert_eq!(words.len(), 6);
        assert_eq!(deployment_state(OutOfFunds).0, StateKind::Warn);
    }
}
