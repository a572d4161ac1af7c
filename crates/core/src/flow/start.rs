//! Beginning a flow, trying again, giving up; choosing a bid.

use chain::query;
use contract::{
    ApiError, ApprovalId, BidAcceptRequest, DeployStartRequest, ErrorCode, FlowKind, FlowView,
    UpdateRequest,
};
use proto::base_deposit_v1::{Deposit, Source};
use proto::deployment_v1::{DeploymentId as ProtoId, DeploymentReclamation};
use proto::deployment_v1beta4::{MsgCloseDeployment, MsgCreateDeployment, MsgUpdateDeployment};
use proto::market_v1::BidId as ProtoBid;
use proto::market_v1beta5::MsgCreateLease;
use proto::{Any, Coin, Named};
use types::{Amount, DeploymentId, Dseq, LeaseId};

use super::{Flow, Stage};
use crate::approvals::Ask;
use crate::error::{self, Result};
use crate::spec::{self, Spec};
use crate::txs::Purpose;
use crate::{Core, store};

impl Core {
    pub(crate) async fn start_deploy(&self, request: DeployStartRequest) -> Result<FlowView> {
        if !self.is_open() {
            return Err(error::locked());
        }
        let spec = spec::read(&request.sdl)?;
        if let Some(denom) = other_denom(&spec) {
            return Err(error::invalid(format!(
                "The prices are in {denom}; deployments are priced in uact now."
            ))
            .hint("Studio rewrites them with one press under Problems."));
        }
        // Any number that the owner never used does; the time in milliseconds is one.
        let dseq = Dseq::new(self.now().0).map_err(error::internal)?;
        let flow = self.new_flow(
            FlowKind::Deploy,
            &request.name,
            request.draft,
            request.sdl,
            &spec,
            dseq,
        )?;
        let flow = Flow {
            deposit: request.deposit,
            ..flow
        };
        self.save_flow(&flow).await?;
        // The draft and the flow stay whatever comes of the request; the view says what is wrong.
        self.file_flow(flow.clone()).await;
        self.flow_view(self.flow(&flow.id).await?).await
    }

    pub(crate) async fn start_update(&self, request: UpdateRequest) -> Result<FlowView> {
        if !self.is_open() {
            return Err(error::locked());
        }
        let spec = spec::read(&request.sdl)?;
        let owner = self.account()?.address;
        let id = DeploymentId {
            owner: owner.clone(),
            dseq: request.dseq,
        };
        let (on_chain, _) = query::deployment(&self.rpc()?, &id)
            .await
            .map_err(error::rpc)?
            .ok_or_else(|| error::invalid("There is no such deployment on chain."))?;
        if !on_chain.active {
            return Err(error::invalid(
                "This deployment is closed; it can't be changed.",
            ));
        }
        if on_chain.hash == spec.hash {
            return Err(error::invalid(
                "Nothing that the provider sees was changed.",
            ));
        }
        let frozen: Vec<_> = on_chain.groups.iter().map(|g| g.spec.clone()).collect();
        if frozen != spec.groups {
            return Err(error::invalid(
                "Resources, placement, prices and ports are frozen on chain; only what runs in them can change.",
            )
            .safe("The running deployment is as it was.")
            .hint("Deploy the changed SDL as a new deployment and close this one."));
        }
        let before = self
            .flows()
            .await?
            .into_iter()
            .find(|f| f.dseq == request.dseq);
        let name = before.map_or_else(|| request.dseq.to_string(), |f| f.name);
        let mut flow = self.new_flow(
            FlowKind::Update,
            &name,
            None,
            request.sdl,
            &spec,
            request.dseq,
        )?;
        let leases = query::leases(&self.rpc()?, &owner, Some(request.dseq))
            .await
            .map_err(error::rpc)?;
        flow.leases = leases
            .into_iter()
            .filter(|l| !l.rate().is_zero())
            .map(|l| l.id)
            .collect();
        self.save_flow(&flow).await?;
        self.file_flow(flow.clone()).await;
        self.flow_view(self.flow(&flow.id).await?).await
    }

    fn new_flow(
        &self,
        kind: FlowKind,
        name: &str,
        draft: Option<String>,
        sdl: String,
        spec: &Spec,
        dseq: Dseq,
    ) -> Result<Flow> {
        let name: String = name.trim().chars().take(80).collect();
        Ok(Flow {
            id: store::fresh_id(self.home()),
            kind,
            name: if name.is_empty() {
                spec.services.join(", ")
            } else {
                name
            },
            draft,
            sdl,
            hash: spec.hash,
            dseq,
            deposit: Amount::ZERO,
            network: self.network()?.network.id,
            account: self.account()?.address,
            started: self.now(),
            stage: Stage::Drafted { declined: false },
            marks: Vec::new(),
            leases: Vec::new(),
            uris: Vec::new(),
            problem: None,
        })
    }

    /// Files the flow's first transaction; what is wrong becomes the flow's problem.
    pub(crate) async fn file_flow(&self, mut flow: Flow) {
        // Before the request can be decided: what is written later would undo the step after it.
        flow.problem = None;
        self.set_drafted(&mut flow, false).await;
        let asked = match first_message(&flow) {
            Ok(message) => {
                self.ask(Ask {
                    messages: vec![message],
                    memo: String::new(),
                    place: if flow.kind == FlowKind::Deploy {
                        "Studio".into()
                    } else {
                        "Deployments".into()
                    },
                    purpose: Purpose::Flow {
                        id: flow.id.clone(),
                    },
                })
                .await
            }
            Err(e) => Err(e),
        };
        if let Err(problem) = asked {
            flow.problem = Some(problem);
            self.set_drafted(&mut flow, true).await;
        }
    }

    async fn set_drafted(&self, flow: &mut Flow, declined: bool) {
        flow.stage = Stage::Drafted { declined };
        if let Err(e) = self.save_flow(flow).await {
            tracing::warn!("a flow can't be saved: {e}");
        }
    }

    pub(crate) async fn retry_flow(&self, id: &str) -> Result<FlowView> {
        let mut flow = self.flow(id).await?;
        match flow.stage {
            Stage::Drafted { .. } if self.approval_of_flow(id).is_none() => {
                if !self.is_open() {
                    return Err(error::locked());
                }
                self.file_flow(flow).await;
            }
            Stage::Drafted { .. } | Stage::Running | Stage::Ended => {}
            _ => {
                self.allow_access_again();
                flow.problem = None;
                self.save_flow(&flow).await?;
                self.drive(flow.id);
            }
        }
        self.flow_view(self.flow(id).await?).await
    }

    pub(crate) async fn abandon_flow(&self, id: &str) -> Result<FlowView> {
        let mut flow = self.flow(id).await?;
        match &flow.stage {
            Stage::Drafted { .. } => {
                if let Some(approval) = self.approval_of_flow(id) {
                    self.withdraw_approval(&approval);
                    self.withdraw_ask(&approval).await;
                }
                flow.stage = Stage::Ended;
                flow.problem = None;
                self.save_flow(&flow).await?;
            }
            Stage::Ended => {}
            Stage::Signed { .. } => {
                return Err(ApiError::new(
                    ErrorCode::Invalid,
                    "The transaction is on its way; it can't be called back.",
                )
                .hint("Give up as soon as it is in a block: the deposit comes back then."));
            }
            _ if flow.kind == FlowKind::Update => {
                return Err(error::invalid("The new content is on chain already.")
                    .hint("Update again with what should run, or close the deployment."));
            }
            _ => {
                if let Some(approval) = self.approval_of_flow(id) {
                    self.withdraw_approval(&approval);
                    self.withdraw_ask(&approval).await;
                }
                self.ask_close(flow.dseq).await?;
            }
        }
        self.flow_view(self.flow(id).await?).await
    }

    pub(crate) async fn accept_bid(&self, request: BidAcceptRequest) -> Result<ApprovalId> {
        let flow = self.flow(&request.flow).await?;
        if flow.stage != Stage::Bidding {
            return Err(error::invalid("This deployment is not waiting for a bid."));
        }
        let own = request
            .bids
            .iter()
            .all(|bid| *bid.owner() == flow.account && bid.dseq() == flow.dseq);
        if request.bids.is_empty() || !own {
            return Err(error::invalid(
                "Choose one bid for each group of this deployment.",
            ));
        }
        if let Some(approval) = self.approval_of_flow(&flow.id) {
            self.withdraw_approval(&approval);
            self.withdraw_ask(&approval).await;
        }
        self.ask(Ask {
            messages: request.bids.iter().map(lease_message).collect(),
            memo: String::new(),
            place: "Deploy".into(),
            purpose: Purpose::Lease {
                id: flow.id,
                bids: request.bids,
            },
        })
        .await
    }

    /// Files closing, alone in its transaction: with anything else in it a provider would lose rent.
    pub(crate) async fn ask_close(&self, dseq: Dseq) -> Result<ApprovalId> {
        let message = MsgCloseDeployment {
            id: Some(proto_id(&self.account()?.address, dseq)),
        };
        self.ask(Ask {
            messages: vec![message.to_any()],
            memo: String::new(),
            place: "Deployments".into(),
            purpose: Purpose::Close { dseq },
        })
        .await
    }
}

fn other_denom(spec: &Spec) -> Option<String> {
    let prices = spec
        .groups
        .iter()
        .flat_map(|g| &g.resources)
        .filter_map(|r| r.price.as_ref());
    prices
        .map(|p| p.denom.clone())
        .find(|denom| denom != "uact")
}

fn proto_id(owner: &types::Address, dseq: Dseq) -> ProtoId {
    ProtoId {
        owner: owner.to_string(),
        dseq: dseq.get(),
    }
}

fn first_message(flow: &Flow) -> Result<Any> {
    let spec = spec::read(&flow.sdl)?;
    let id = Some(proto_id(&flow.account, flow.dseq));
    let hash = spec.hash.as_bytes().to_vec();
    if flow.kind == FlowKind::Update {
        return Ok(MsgUpdateDeployment { id, hash }.to_any());
    }
    let reclamation = spec.reclamation_nanos.map(|nanos| DeploymentReclamation {
        min_window: Some(proto::Duration {
            seconds: nanos / 1_000_000_000,
            nanos: i32::try_from(nanos % 1_000_000_000).unwrap_or_default(),
        }),
    });
    Ok(MsgCreateDeployment {
        id,
        groups: spec.groups,
        hash,
        deposit: Some(Deposit {
            amount: Some(Coin {
                denom: "uact".into(),
                amount: flow.deposit.to_string(),
            }),
            sources: vec![Source::Balance.into()],
        }),
        reclamation,
    }
    .to_any())
}

fn lease_message(bid: &LeaseId) -> Any {
    MsgCreateLease {
        bid_id: Some(ProtoBid {
            owner: bid.owner().to_string(),
            dseq: bid.dseq().get(),
            gseq: bid.gseq().0,
            oseq: bid.oseq().0,
            provider: bid.provider.to_string(),
            bseq: 0,
        }),
    }
    .to_any()
}
