//! Deployments in the making. Every step is written down before it is acted on; the record alone
//! tells where a flow stands, and every step can be repeated.

mod bidders;
mod bids;
mod drive;
pub(crate) mod gateway;
mod remedies;
mod start;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use contract::{ApiError, FlowKind, StepKind, Tag};
use serde::{Deserialize, Serialize};
use types::{Address, Amount, DeploymentId, Dseq, Hash32, Height, LeaseId, UnixMillis};

pub(crate) use gateway::with_scheme;

use crate::error::{self, Result};
use crate::txs::{Purpose, TxRecord};
use crate::{Core, lock, store};

pub(crate) const BUCKET: &str = "flows";

/// Flows that are driven in this process, and what is only worth knowing now.
#[derive(Default)]
pub(crate) struct Running {
    driven: BTreeSet<String>,
    /// Transactions that are followed, with why the node has not taken them, if it said so.
    pub(crate) followed: BTreeMap<Hash32, Option<String>>,
    bid_counts: BTreeMap<String, u32>,
}

/// Where a flow stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Nothing is signed; `declined` when the person said no.
    Drafted {
        /// The person rejected the request, or the chain refused the transaction.
        declined: bool,
    },
    /// The first transaction is signed and written down.
    Signed {
        /// It.
        tx: Hash32,
    },
    /// The order is open.
    Bidding,
    /// The lease transaction is signed and written down.
    Leasing {
        /// It.
        tx: Hash32,
        /// Chosen bids.
        bids: Vec<LeaseId>,
    },
    /// Leased, or updated: these providers have the manifest.
    Sending {
        /// Providers that took the manifest.
        sent: Vec<Address>,
    },
    /// All providers have the manifest.
    Starting,
    /// All services were available.
    Running,
    /// Given up, or the deployment was closed.
    Ended,
}

/// When a step was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) kind: StepKind,
    pub(crate) at: UnixMillis,
    pub(crate) tx: Option<Hash32>,
    pub(crate) height: Option<Height>,
}

/// A flow as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flow {
    pub(crate) id: String,
    pub(crate) kind: FlowKind,
    pub(crate) name: String,
    pub(crate) draft: Option<String>,
    pub(crate) sdl: String,
    pub(crate) hash: Hash32,
    pub(crate) dseq: Dseq,
    pub(crate) deposit: Amount,
    pub(crate) network: String,
    pub(crate) account: Address,
    pub(crate) started: UnixMillis,
    pub(crate) stage: Stage,
    pub(crate) marks: Vec<Mark>,
    pub(crate) leases: Vec<LeaseId>,
    pub(crate) uris: Vec<String>,
    pub(crate) problem: Option<ApiError>,
}

impl Flow {
    pub(crate) fn deployment(&self) -> DeploymentId {
        DeploymentId {
            owner: self.account.clone(),
            dseq: self.dseq,
        }
    }

    fn mark(&mut self, kind: StepKind, at: UnixMillis, tx: Option<Hash32>, height: Option<Height>) {
        self.marks.retain(|mark| mark.kind != kind);
        self.marks.push(Mark {
            kind,
            at,
            tx,
            height,
        });
    }

    fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Running | Stage::Ended)
    }
}

impl Core {
    pub(crate) async fn flow(&self, id: &str) -> Result<Flow> {
        let flow = store::load(self.home(), BUCKET, id).await?;
        flow.ok_or_else(|| error::invalid("There is no such deployment in the making."))
    }

    pub(crate) async fn save_flow(&self, flow: &Flow) -> Result<()> {
        store::save(self.home(), BUCKET, &flow.id, flow).await?;
        self.changed(&[Tag::Flows, Tag::Deployments]);
        Ok(())
    }

    /// Flows of the chosen network and account, newest first.
    pub(crate) async fn flows(&self) -> Result<Vec<Flow>> {
        let (network, account) = (self.network()?.network.id, self.account()?.address);
        let mut flows: Vec<Flow> = store::load_all(self.home(), BUCKET)
            .await?
            .into_iter()
            .map(|(_, flow)| flow)
            .collect();
        flows.retain(|flow: &Flow| flow.network == network && flow.account == account);
        flows.sort_by_key(|flow| std::cmp::Reverse(flow.started));
        Ok(flows)
    }

    /// A transaction was signed and written down, not sent yet: its flow steps on.
    pub(crate) async fn signed(&self, record: &TxRecord) -> Result<()> {
        let (id, stage) = match &record.purpose {
            Purpose::Flow { id } => (id, Stage::Signed { tx: record.hash }),
            Purpose::Lease { id, bids } => (
                id,
                Stage::Leasing {
                    tx: record.hash,
                    bids: bids.clone(),
                },
            ),
            Purpose::Send
            | Purpose::Deposit { .. }
            | Purpose::Close { .. }
            | Purpose::Offline
            | Purpose::Broadcast => return Ok(()),
        };
        let mut flow = self.flow(id).await?;
        if matches!(record.purpose, Purpose::Flow { .. }) {
            flow.mark(StepKind::Signed, record.at, Some(record.hash), None);
        }
        flow.stage = stage;
        flow.problem = None;
        self.save_flow(&flow).await?;
        self.drive(flow.id);
        Ok(())
    }

    /// The person rejected a request.
    pub(crate) async fn rejected(&self, purpose: &Purpose) {
        if let Purpose::Flow { id } = purpose
            && let Ok(mut flow) = self.flow(id).await
            && matches!(flow.stage, Stage::Drafted { .. })
        {
            flow.stage = Stage::Drafted { declined: true };
            if let Err(e) = self.save_flow(&flow).await {
                tracing::warn!("a rejection can't be saved: {e}");
            }
        }
        self.changed(&[Tag::Flows]);
    }

    /// A transaction's outcome is known.
    pub(crate) async fn tx_settled(&self, record: &TxRecord) {
        if let (Purpose::Close { dseq }, contract::Outcome::Included { .. }) =
            (&record.purpose, &record.outcome)
        {
            for mut flow in self.flows().await.unwrap_or_default() {
                if flow.dseq == *dseq && flow.stage != Stage::Ended {
                    flow.stage = Stage::Ended;
                    flow.problem = None;
                    if let Err(e) = self.save_flow(&flow).await {
                        tracing::warn!("the end of a flow can't be saved: {e}");
                    }
                }
            }
        }
    }

    /// Goes on with everything unfinished of the chosen network and account: after start, unlock,
    /// and a switch.
    pub(crate) async fn resume(&self) {
        if self.home().read_only || self.account().is_err() {
            return;
        }
        self.load_top_ups().await;
        if let Err(e) = self.resume_all().await {
            tracing::warn!("not everything could be resumed: {e}");
        }
    }

    async fn resume_all(&self) -> Result<()> {
        for record in self.pending_txs().await? {
            // A crash may have come between writing the transaction and stepping the flow on.
            if let Purpose::Flow { id } | Purpose::Lease { id, .. } = &record.purpose
                && let Ok(flow) = self.flow(id).await
                && matches!(flow.stage, Stage::Drafted { .. } | Stage::Bidding)
            {
                self.signed(&record).await?;
            }
            self.send_tx(record).await;
        }
        for flow in self.flows().await? {
            match flow.stage {
                Stage::Drafted { declined: false } if self.is_open() => {
                    if self.approval_of_flow(&flow.id).is_none() {
                        self.file_flow(flow).await;
                    }
                }
                Stage::Drafted { .. } | Stage::Running | Stage::Ended => {}
                _ => self.drive(flow.id),
            }
        }
        Ok(())
    }

    pub(crate) fn bid_count(&self, flow: &str) -> u32 {
        lock(&self.0.flows)
            .bid_counts
            .get(flow)
            .copied()
            .unwrap_or_default()
    }
}
