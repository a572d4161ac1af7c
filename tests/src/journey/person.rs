//! The person: looks at the views, does the next thing, remembers nothing between two processes.

use std::time::Duration;

use contract::{
    ActivityEntry, ActivityRequest, Api, BidAcceptRequest, BidState, DecideRequest, Decision,
    DeployStartRequest, DeploymentRequest, DeploymentState, DeploymentView, DepositRequest, Empty,
    FeeSpeed, FlowNeeds, FlowRequest, FlowView, Outcome, UpdateRequest,
};
use serde::{Deserialize, Serialize};
use slipway_core::Core;
use types::{Amount, Dec18};

use super::Points;

/// The image before and after the update.
const IMAGES: (&str, &str) = ("nginx:1.27.3", "nginx:1.27.4");
/// The deposit and the top-up, in uact.
const DEPOSIT: u128 = 5_000_000;
const TOP_UP: u128 = 1_000_000;

/// What is left at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// uact in the account.
    pub act: u128,
    /// Deployments of the account on chain, open or closed.
    pub deployments: usize,
    /// Leases of the deployment.
    pub leases: usize,
    /// uact that the provider was paid.
    pub spent: Dec18,
    /// uact left in escrow.
    pub escrow: Dec18,
    /// Sentences of all transactions with their outcomes.
    pub signed: Vec<(String, Outcome)>,
    /// Flows that are not finished.
    pub unfinished: usize,
}

/// A person at a core.
pub struct Person {
    core: Core,
    points: Points,
}

/// What an answer is missing: look again.
type Look<T> = Option<T>;

impl Person {
    /// At this core.
    #[must_use]
    pub const fn new(core: Core, points: Points) -> Self {
        Self { core, points }
    }

    /// Takes the demo vault and waits for its coins; gives the uact.
    ///
    /// # Panics
    /// When there is no demo network.
    pub async fn begin(&self) -> u128 {
        self.core.demo_start(Empty {}).await.unwrap();
        loop {
            let balances = self.core.balances(Empty {}).await.ok();
            if let Some(act) = balances.map(|b| b.act.get()).filter(|act| *act > 0) {
                return act;
            }
            pause().await;
        }
    }

    /// Goes on until the deployment was topped up, updated and closed.
    pub async fn finish(&self) -> Report {
        loop {
            if let Some(report) = self.next().await {
                return report;
            }
            pause().await;
        }
    }

    async fn next(&self) -> Look<Report> {
        if let Some(request) = self.core.approvals(Empty {}).await.ok()?.requests.first() {
            let normal = request.fees.iter().find(|f| f.speed == FeeSpeed::Normal)?;
            let name = &request.actions.first()?.sentence;
            let name: String = name.chars().take_while(char::is_ascii_alphabetic).collect();
            self.points.pass(&format!("an approval waits: {name}"));
            let answer = DecideRequest {
                id: request.id.clone(),
                hash: normal.hash,
                fee: FeeSpeed::Normal,
                decision: Decision::Approve,
                warnings_read: true,
            };
            self.core.approval_decide(answer).await.ok()?;
            return None;
        }
        let signed = self
            .core
            .activity(ActivityRequest::default())
            .await
            .ok()?
            .entries;
        if signed.iter().any(|entry| entry.outcome == Outcome::Pending) {
            return None;
        }
        let flows = self.core.flow_list(Empty {}).await.ok()?.flows;
        if let Some(flow) = flows.first() {
            self.go_on(flow).await?;
            return None;
        }
        let list = self.core.deployment_list(Empty {}).await.ok()?.deployments;
        let Some(first) = list.first() else {
            if signed.is_empty() {
                self.deploy().await?;
            }
            return None;
        };
        let request = DeploymentRequest { dseq: first.dseq };
        let view = self.core.deployment_get(request).await.ok()?;
        if view.summary.state == DeploymentState::Closed {
            return self.report(list.len(), &view, signed).await;
        }
        self.care(&view, &signed).await;
        None
    }

    async fn deploy(&self) -> Look<()> {
        let templates = self.core.template_list(Empty {}).await.ok()?.templates;
        let template = templates.into_iter().find(|t| t.id == "nginx")?;
        assert!(template.text.contains(IMAGES.0), "{}", template.text);
        let request = DeployStartRequest {
            draft: None,
            name: "killed".into(),
            sdl: template.text,
            deposit: Amount::micro(DEPOSIT),
        };
        self.core.deploy_start(request).await.ok().map(|_| ())
    }

    async fn go_on(&self, flow: &FlowView) -> Look<()> {
        let id = || FlowRequest {
            id: flow.id.clone(),
        };
        match flow.needs {
            FlowNeeds::Retry => {
                self.core.flow_retry(id()).await.ok()?;
            }
            FlowNeeds::Bid => {
                let bids = self.core.bids(id()).await.ok()?.bids;
                let bid = bids.into_iter().find(|bid| bid.state == BidState::Open)?;
                self.points.pass("bids are shown");
                let accept = BidAcceptRequest {
                    flow: flow.id.clone(),
                    bids: vec![bid.id],
                };
                self.core.bid_accept(accept).await.ok()?;
            }
            FlowNeeds::Nothing | FlowNeeds::Approval | FlowNeeds::Finished => {}
        }
        Some(())
    }

    /// Top-up, update, close, whichever is next.
    async fn care(&self, view: &DeploymentView, signed: &[ActivityEntry]) -> Look<()> {
        let dseq = view.summary.dseq;
        let included = signed
            .iter()
            .filter(|entry| matches!(entry.outcome, Outcome::Included { .. }))
            .count();
        let sdl = view.sdl.clone()?;
        if included < 3 {
            self.points.pass("the top-up is asked for");
            let amount = Amount::micro(TOP_UP);
            let request = DepositRequest { dseq, amount };
            self.core.deployment_deposit(request).await.ok()?;
        } else if sdl.contains(IMAGES.0) {
            self.points.pass("the update is asked for");
            let sdl = sdl.replace(IMAGES.0, IMAGES.1);
            let request = UpdateRequest { dseq, sdl };
            self.core.deployment_update(request).await.ok()?;
        } else {
            self.points.pass("closing is asked for");
            let request = DeploymentRequest { dseq };
            self.core.deployment_close(request).await.ok()?;
        }
        Some(())
    }

    async fn report(
        &self,
        deployments: usize,
        view: &DeploymentView,
        signed: Vec<ActivityEntry>,
    ) -> Look<Report> {
        let escrow = &view.summary.escrow;
        Some(Report {
            act: self.core.balances(Empty {}).await.ok()?.act.get(),
            deployments,
            leases: view.leases.len(),
            spent: escrow.spent,
            escrow: escrow.balance,
            signed: signed
                .into_iter()
                .rev()
                .map(|entry| (entry.sentences.join(" "), entry.outcome))
                .collect(),
            unfinished: self.core.flow_list(Empty {}).await.ok()?.flows.len(),
        })
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(30)).await;
}
