//! A flow as a person sees it.

use contract::{FlowKind, FlowNeeds, FlowView, FlowsView, StepKind, StepState, StepView};

use super::{Flow, Stage};
use crate::Core;
use crate::error::Result;

const DEPLOY: [StepKind; 6] = [
    StepKind::Signed,
    StepKind::InBlock,
    StepKind::Bids,
    StepKind::Lease,
    StepKind::Manifest,
    StepKind::Running,
];
const UPDATE: [StepKind; 4] = [
    StepKind::Signed,
    StepKind::InBlock,
    StepKind::Manifest,
    StepKind::Running,
];

impl Core {
    pub(crate) async fn flow_view(&self, flow: Flow) -> Result<FlowView> {
        let approval = self.approval_of_flow(&flow.id);
        // The provider wants a token that another wallet signs: the step waits for it, nothing is wrong.
        let approval = approval.or_else(|| {
            let is_open = matches!(flow.stage, Stage::Sending { .. } | Stage::Starting);
            is_open.then(|| self.access_of(&flow.leases)).flatten()
        });
        let needs = match (&flow.stage, &approval) {
            (Stage::Running | Stage::Ended, _) => FlowNeeds::Finished,
            (_, Some(_)) => FlowNeeds::Approval,
            (Stage::Drafted { .. }, None) => FlowNeeds::Retry,
            (Stage::Bidding, None) => FlowNeeds::Bid,
            _ => FlowNeeds::Nothing,
        };
        Ok(FlowView {
            steps: steps(&flow),
            needs,
            approval,
            bid_count: self.bid_count(&flow.id),
            abandoned: flow.stage == Stage::Ended,
            id: flow.id,
            kind: flow.kind,
            name: flow.name,
            draft: flow.draft,
            dseq: flow.dseq,
            deposit: flow.deposit,
            leases: flow.leases,
            uris: flow.uris,
            problem: flow.problem,
            sdl: flow.sdl,
            started: flow.started,
        })
    }

    pub(crate) async fn flows_view(&self) -> Result<FlowsView> {
        let mut flows = Vec::new();
        for flow in self.flows().await? {
            if !flow.is_over() {
                flows.push(self.flow_view(flow).await?);
            }
        }
        Ok(FlowsView { flows })
    }
}

/// The step that a stage waits for.
const fn active(stage: &Stage) -> Option<StepKind> {
    match stage {
        Stage::Drafted { .. } => Some(StepKind::Signed),
        Stage::Signed { .. } => Some(StepKind::InBlock),
        Stage::Bidding => Some(StepKind::Bids),
        Stage::Leasing { .. } => Some(StepKind::Lease),
        Stage::Sending { .. } => Some(StepKind::Manifest),
        Stage::Starting => Some(StepKind::Running),
        Stage::Running | Stage::Ended => None,
    }
}

fn steps(flow: &Flow) -> Vec<StepView> {
    let kinds: &[StepKind] = if flow.kind == FlowKind::Deploy {
        &DEPLOY
    } else {
        &UPDATE
    };
    let now = active(&flow.stage);
    let step = |kind: StepKind| {
        let mark = flow.marks.iter().find(|mark| mark.kind == kind);
        let done = mark.is_some() || now.is_some_and(|now| kind < now);
        let state = match (now == Some(kind), done) {
            (true, _) if flow.problem.is_some() => StepState::Failed,
            (true, _) => StepState::Active,
            (false, true) => StepState::Done,
            (false, false) => StepState::Waiting,
        };
        StepView {
            kind,
            state,
            at: mark.map(|m| m.at),
            tx: mark.and_then(|m| m.tx),
            height: mark.and_then(|m| m.height),
        }
    };
    kinds.iter().copied().map(step).collect()
}
