//! Driving a flow: one step at a time, each safe to repeat.

use chain::query;
use contract::{ApiError, ErrorCode, FlowKind, Outcome, StepKind, Tag};
use types::{Address, Hash32, LeaseId};

use super::{Flow, Stage};
use crate::error::{self, Result};
use crate::spec;
use crate::{Core, lock};

/// What comes after a step.
enum Next {
    /// The next step, at once.
    Again,
    /// Look again after so many milliseconds.
    Wait(u64),
    /// Look again at the next block; after so many milliseconds where none is heard of.
    Block(u64),
    /// Nothing more can be done without the person.
    Stop,
}

/// Milliseconds between looks at the chain.
const LOOK: u64 = 1_000;
/// Milliseconds after which a transaction that is in no block is said to take long.
const SLOW_BLOCK: u64 = 30_000;
/// Milliseconds after which a service that does not come up is said to have a problem.
const SLOW_START: u64 = 120_000;

impl Core {
    /// Drives a flow in the background, unless that is done already.
    pub(crate) fn drive(&self, id: String) {
        if !lock(&self.0.flows).driven.insert(id.clone()) {
            return;
        }
        let core = self.clone();
        platform::spawn(async move {
            loop {
                match core.step(&id).await {
                    Ok(Next::Again) => {}
                    Ok(Next::Wait(millis)) => core.home().clock.sleep(millis).await,
                    Ok(Next::Block(millis)) => core.next_block(millis).await,
                    Ok(Next::Stop) => break,
                    Err(e) => {
                        core.say_problem(&id, e).await;
                        core.home().clock.sleep(3 * LOOK).await;
                    }
                }
            }
            lock(&core.0.flows).driven.remove(&id);
            core.changed(&[Tag::Flows, Tag::Deployments]);
        });
    }

    /// Shows what is wrong; the flow goes on trying.
    async fn say_problem(&self, id: &str, problem: ApiError) {
        let Ok(mut flow) = self.flow(id).await else {
            return;
        };
        if flow.problem.as_ref() != Some(&problem) {
            flow.problem = Some(problem);
            if let Err(e) = self.save_flow(&flow).await {
                tracing::warn!("a flow's problem can't be saved: {e}");
            }
        }
    }

    async fn step(&self, id: &str) -> Result<Next> {
        let flow = match self.flow(id).await {
            Ok(flow) => flow,
            Err(e) if e.code == ErrorCode::Invalid => return Ok(Next::Stop),
            Err(e) => return Err(e),
        };
        let here = self.network()?.network.id == flow.network
            && self.account().is_ok_and(|a| a.address == flow.account);
        if !here {
            return Ok(Next::Stop);
        }
        match flow.stage.clone() {
            Stage::Drafted { .. } | Stage::Running | Stage::Ended => Ok(Next::Stop),
            Stage::Signed { tx } => self.await_first(flow, tx).await,
            Stage::Bidding => self.await_bid(flow).await,
            Stage::Leasing { tx, bids } => self.await_lease(flow, tx, bids).await,
            Stage::Sending { sent } => self.send_manifests(flow, sent).await,
            Stage::Starting => self.await_running(flow).await,
        }
    }

    /// What became of a transaction, once that is known; else it was said that it takes long, if it does.
    async fn outcome(&self, flow: &Flow, tx: Hash32) -> Result<Outcome> {
        let Some(record) = self.tx_record(tx).await? else {
            return Ok(Outcome::Expired);
        };
        let outcome = record.outcome.clone();
        if outcome == Outcome::Pending && self.now().since(record.at) > SLOW_BLOCK {
            let slow = match self.why_pending(record) {
                None => "The transaction is signed and sent, but not in a block yet.".into(),
                Some(words) => format!(
                    "The transaction is signed, but not in a block yet. The node says: {words}"
                ),
            };
            let slow = ApiError::new(ErrorCode::Offline, slow)
            .safe("It can take effect only once, however often it is sent.")
            .hint("Slipway hands it to the node again until it is in a block. If the chain goes on elsewhere, choose another node in Settings.");
            self.say_problem(&flow.id, slow).await;
        }
        Ok(outcome)
    }

    async fn await_first(&self, mut flow: Flow, tx: Hash32) -> Result<Next> {
        let outcome = self.outcome(&flow, tx).await?;
        match &outcome {
            Outcome::Pending => return Ok(Next::Block(LOOK / 2)),
            Outcome::Included { height } => {
                flow.mark(StepKind::InBlock, self.now(), Some(tx), Some(*height));
                flow.problem = None;
                flow.stage = match flow.kind {
                    FlowKind::Deploy => Stage::Bidding,
                    FlowKind::Update => Stage::Sending { sent: Vec::new() },
                };
            }
            Outcome::Refused { .. } | Outcome::Expired | Outcome::Signed => {
                flow.problem = Self::outcome_error(&outcome);
                flow.stage = Stage::Drafted { declined: true };
                flow.marks.clear();
            }
        }
        self.save_flow(&flow).await?;
        Ok(Next::Again)
    }

    async fn await_bid(&self, mut flow: Flow) -> Result<Next> {
        let rpc = self.rpc()?;
        let bids = query::bids(&rpc, &flow.deployment())
            .await
            .map_err(error::rpc)?;
        let open = bids
            .iter()
            .filter(|b| b.state == query::BidState::Open)
            .count();
        let open = u32::try_from(open).unwrap_or(u32::MAX);
        let before = lock(&self.0.flows).bid_counts.insert(flow.id.clone(), open);
        if before != Some(open) {
            self.learn_prices(&bids).await?;
            self.changed(&[Tag::Bids, Tag::Flows]);
        }
        let on_chain = query::deployment(&rpc, &flow.deployment())
            .await
            .map_err(error::rpc)?;
        if on_chain.is_none_or(|(deployment, _)| !deployment.active) {
            flow.stage = Stage::Ended;
            self.save_flow(&flow).await?;
        } else if flow.problem.take().is_some() {
            self.save_flow(&flow).await?;
        }
        Ok(Next::Block(LOOK))
    }

    async fn await_lease(&self, mut flow: Flow, tx: Hash32, bids: Vec<LeaseId>) -> Result<Next> {
        let outcome = self.outcome(&flow, tx).await?;
        match &outcome {
            Outcome::Pending => return Ok(Next::Block(LOOK / 2)),
            Outcome::Included { height } => {
                flow.mark(StepKind::Bids, self.now(), None, None);
                flow.mark(StepKind::Lease, self.now(), Some(tx), Some(*height));
                flow.problem = None;
                flow.leases = bids;
                flow.stage = Stage::Sending { sent: Vec::new() };
            }
            Outcome::Refused { .. } | Outcome::Expired | Outcome::Signed => {
                flow.problem = Self::outcome_error(&outcome);
                flow.stage = Stage::Bidding;
            }
        }
        self.save_flow(&flow).await?;
        Ok(Next::Again)
    }

    async fn send_manifests(&self, mut flow: Flow, mut sent: Vec<Address>) -> Result<Next> {
        let left = flow
            .leases
            .iter()
            .find(|lease| !sent.contains(&lease.provider))
            .cloned();
        let Some(lease) = left else {
            flow.mark(StepKind::Manifest, self.now(), None, None);
            flow.stage = Stage::Starting;
            flow.problem = None;
            self.save_flow(&flow).await?;
            return Ok(Next::Again);
        };
        let spec = spec::read(&flow.sdl)?;
        match self.put_manifest(&lease, &spec).await {
            Ok(()) => {
                sent.push(lease.provider);
                flow.stage = Stage::Sending { sent };
                flow.problem = None;
                self.save_flow(&flow).await?;
                Ok(Next::Again)
            }
            Err(problem) => {
                if self.lease_is_over(&mut flow, &lease).await? {
                    return Ok(Next::Again);
                }
                if self.access_of(&flow.leases).is_some() {
                    return self.await_access(flow).await;
                }
                let patient = problem.passing && self.just_leased(&flow);
                if !patient {
                    self.say_problem(&flow.id, problem.error).await;
                }
                Ok(if problem.passing {
                    Next::Wait(LOOK)
                } else {
                    Next::Stop
                })
            }
        }
    }

    /// A wallet is to sign a token first: the step waits, however long that takes.
    async fn await_access(&self, mut flow: Flow) -> Result<Next> {
        if flow.problem.take().is_some() {
            self.save_flow(&flow).await?;
        }
        Ok(Next::Wait(LOOK))
    }

    /// A provider learns of a lease or an update a few blocks later: its refusals until then say nothing.
    fn just_leased(&self, flow: &Flow) -> bool {
        let since = flow
            .marks
            .iter()
            .filter(|m| matches!(m.kind, StepKind::Lease | StepKind::InBlock))
            .map(|m| m.at)
            .max();
        since.is_some_and(|at| self.now().since(at) < 30_000)
    }

    async fn await_running(&self, mut flow: Flow) -> Result<Next> {
        let spec = spec::read(&flow.sdl)?;
        let mut up = true;
        let mut uris = Vec::new();
        for lease in flow.leases.clone() {
            if self.lease_is_over(&mut flow, &lease).await? {
                return Ok(Next::Again);
            }
            let status = match self.gateway_status(&lease, &spec.services).await {
                Ok(status) => status,
                Err(_) if self.access_of(&flow.leases).is_some() => {
                    return self.await_access(flow).await;
                }
                Err(e) => return Err(e),
            };
            let ready = status.as_ref().is_some_and(|status| {
                !status.services.is_empty()
                    && status.services.values().all(|s| s.available >= s.total)
            });
            up &= ready;
            uris.extend(status.iter().flat_map(super::gateway::uris));
        }
        if up {
            flow.mark(StepKind::Running, self.now(), None, None);
            flow.stage = Stage::Running;
            flow.uris = uris;
            flow.problem = None;
            self.save_flow(&flow).await?;
            return Ok(Next::Again);
        }
        let sent = flow
            .marks
            .iter()
            .find(|m| m.kind == StepKind::Manifest)
            .map(|m| m.at);
        if sent.is_some_and(|at| self.now().since(at) > SLOW_START) {
            let slow = ApiError::new(ErrorCode::Provider, "Not all services are available yet.")
                .safe("The lease is open; the deposit pays for it block by block.")
                .hint("Events say what the provider is waiting for. A wrong image name is the usual cause: update it, or close the deployment.");
            self.say_problem(&flow.id, slow).await;
        } else if flow.problem.take().is_some() {
            self.save_flow(&flow).await?;
        }
        Ok(Next::Wait(LOOK))
    }

    /// Whether the lease ended on chain; then the flow says so and ends.
    async fn lease_is_over(&self, flow: &mut Flow, lease: &LeaseId) -> Result<bool> {
        let leases = query::leases(&self.rpc()?, &flow.account, Some(flow.dseq))
            .await
            .map_err(error::rpc)?;
        let Some(found) = leases.iter().find(|l| &l.id == lease) else {
            return Ok(false);
        };
        if !found.rate().is_zero() {
            return Ok(false);
        }
        let why = crate::deployments::reason_words(found.reason)
            .unwrap_or_else(|| "it was closed".into());
        flow.stage = Stage::Ended;
        flow.problem = Some(
            ApiError::new(ErrorCode::Provider, format!("The lease ended: {why}."))
                .safe("What is left of the deposit is in the deployment's escrow.")
                .hint("Close the deployment to get it back, then deploy again."),
        );
        self.save_flow(flow).await?;
        Ok(true)
    }
}
