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
