//! Deployments on chain, with what this device knows of them.

use std::collections::BTreeMap;

use chain::query::{self, Deployment, EscrowState, Lease};
use contract::{
    ApprovalId, DeploymentState, DeploymentSummary, DeploymentView, DeploymentsView,
    DepositRequest, EscrowView, GroupView, LeaseState, LeaseStatusView, LeaseView,
    ServiceStatusView,
};
use proto::base_deposit_v1::{Deposit, Source};
use proto::deployment_v1beta4::GroupState;
use proto::escrow_id_v1::{Account as EscrowId, Scope};
use proto::escrow_v1::MsgAccountDeposit;
use proto::{Coin, Named};
use types::{Dec18, DeploymentId, Dseq, Height, LeaseId};

use crate::approvals::Ask;
use crate::error::{self, Result};
use crate::flow::{Flow, Stage};
use crate::market::{Known, region_of};
use crate::txs::Purpose;
use crate::{Core, gpus, spec};

/// What the chain's number for a closed lease means; none for a lease that is not closed.
pub(crate) fn reason_words(reason: i32) -> Option<String> {
    Some(match reason {
        0 => return None,
        1..=9999 => "the owner closed it".into(),
        10000 => "the provider gave up: the services never became stable".into(),
        10001 => "the provider is being taken out of service".into(),
        10003 => "the provider got no manifest in time".into(),
        10002 | 10004..=19999 => "the provider closed it".into(),
        20000 => "the escrow ran out of funds".into(),
        other => format!("reason {other}"),
    })
}

/// Leases by the deployment that they belong to.
type Leases = BTreeMap<Dseq, Vec<Lease>>;

fn leases_of<'a>(leases: &'a Leases, deployment: &Deployment) -> &'a [Lease] {
    let of = leases.get(&deployment.id.dseq);
    of.map(Vec::as_slice).unwrap_or_default()
}

impl Core {
    /// All deployments of the account with their leases, and the block that they are true for.
    async fn on_chain(&self) -> Result<(Vec<Deployment>, Leases, Height)> {
        let owner = self.account()?.address;
        let rpc = self.rpc()?;
        let (deployments, height) = query::deployments(&rpc, &owner).await.map_err(error::rpc)?;
        let leases = query::leases(&rpc, &owner, None)
            .await
            .map_err(error::rpc)?;
        let mut of = Leases::new();
        for lease in leases {
            of.entry(lease.id.dseq()).or_default().push(lease);
        }
        Ok((deployments, of, height))
    }

    /// The money of the active deployments.
    pub(crate) async fn active_escrows(&self) -> Result<Vec<EscrowView>> {
        let (deployments, leases, height) = self.on_chain().await?;
        let active = deployments.iter().filter(|d| d.active);
        Ok(active
            .map(|d| self.escrow_view(d, leases_of(&leases, d), height))
            .collect())
    }

    /// The money of one deployment; none when it is closed.
    pub(crate) async fn escrow_now(&self, id: &DeploymentId) -> Result<Option<EscrowView>> {
        let rpc = self.rpc()?;
        let found = query::deployment(&rpc, id).await.map_err(error::rpc)?;
        let Some((deployment, height)) = found.filter(|(deployment, _)| deployment.active) else {
            return Ok(None);
        };
        let leases = query::leases(&rpc, &id.owner, Some(id.dseq))
            .await
            .map_err(error::rpc)?;
        Ok(Some(self.escrow_view(&deployment, &leases, height)))
    }

    pub(crate) async fn deployments_view(&self) -> Result<DeploymentsView> {
        let (deployments, of, height) = self.on_chain().await?;
        let known = if deployments.is_empty() {
            None
        } else {
            Some(self.known_market().await?)
        };
        let flows = self.flows().await?;
        let mut list: Vec<_> = deployments
            .iter()
            .map(|d| self.summary(d, leases_of(&of, d), known.as_ref(), &flows, height))
            .collect();
        list.sort_by_key(|d| {
            (
                d.state == DeploymentState::Closed,
                std::cmp::Reverse(d.created),
            )
        });
        Ok(DeploymentsView {
            deployments: list,
            seen: self.now(),
        })
    }

    fn summary(
        &self,
        deployment: &Deployment,
        leases: &[Lease],
        known: Option<&Known>,
        flows: &[Flow],
        height: Height,
    ) -> DeploymentSummary {
        let dseq = deployment.id.dseq;
        let own: Vec<&Flow> = flows.iter().filter(|f| f.dseq == dseq).collect();
        let unfinished = own
            .iter()
            .find(|f| !matches!(f.stage, Stage::Running | Stage::Ended));
        let paid = || leases.iter().filter(|l| !l.rate().is_zero());
        let state = if !deployment.active {
            DeploymentState::Closed
        } else if deployment.escrow.state == EscrowState::Overdrawn {
            DeploymentState::OutOfFunds
        } else if paid().next().is_some() {
            let starting = unfinished
                .is_some_and(|f| matches!(f.stage, Stage::Sending { .. } | Stage::Starting));
            if starting {
                DeploymentState::Starting
            } else {
                DeploymentState::Running
            }
        } else if deployment
            .groups
            .iter()
            .any(|g| g.state == GroupState::Open)
        {
            DeploymentState::Bidding
        } else {
            DeploymentState::Paused
        };
        let groups = deployment.groups.iter().map(|g| &g.spec);
        let gpu: Vec<_> = groups
            .clone()
            .map(gpus::wanted_words)
            .filter(|w| !w.is_empty())
            .collect();
        let names: Vec<_> = groups.map(|g| g.name.clone()).collect();
        let mut providers: Vec<String> = paid()
            .map(|l| known.map_or_else(String::new, |k| k.name(&l.id.provider)))
            .collect();
        providers.dedup();
        DeploymentSummary {
            dseq,
            name: own
                .first()
                .map_or_else(|| names.join(", "), |f| f.name.clone()),
            state,
            escrow: self.escrow_view(deployment, leases, height),
            providers,
            gpu: gpu.join(", "),
            created: deployment.created,
            flow: unfinished.map(|f| f.id.clone()),
        }
    }

    fn escrow_view(&self, deployment: &Deployment, leases: &[Lease], height: Height) -> EscrowView {
        let rate = leases
            .iter()
            .map(Lease::rate)
            .fold(Dec18::ZERO, |sum, rate| {
                sum.checked_add(rate).unwrap_or(sum)
            });
        let escrow = &deployment.escrow;
        let balance = escrow.left(rate, height);
        let spent = escrow.spent(rate, height);
        let millis = u64::from(self.block_millis());
        EscrowView {
            balance,
            deposited: balance.checked_add(spent).unwrap_or(balance),
            spent,
            rate,
            per_hour: self.per_hour(rate),
            runway_seconds: escrow
                .blocks_left(rate, height)
                .map(|blocks| blocks.saturating_mul(millis) / 1000),
            height,
        }
    }

    pub(crate) async fn deployment_view(&self, dseq: Dseq) -> Result<DeploymentView> {
        let owner = self.account()?.address;
        let rpc = self.rpc()?;
        let id = DeploymentId {
            owner: owner.clone(),
            dseq,
        };
        let (deployment, height) = query::deployment(&rpc, &id)
            .await
            .map_err(error::rpc)?
            .ok_or_else(|| error::invalid("There is no such deployment on chain."))?;
        let mut leases = query::leases(&rpc, &owner, Some(dseq))
            .await
            .map_err(error::rpc)?;
        leases.sort_by_key(|lease| std::cmp::Reverse(lease.created));
        let known = self.known_market().await?;
        let flows = self.flows().await?;
        let own: Vec<&Flow> = flows.iter().filter(|f| f.dseq == dseq).collect();
        let exact = own.iter().find(|f| f.hash == deployment.hash);
        Ok(DeploymentView {
            summary: self.summary(&deployment, &leases, Some(&known), &flows, height),
            groups: deployment
                .groups
                .iter()
                .map(|group| GroupView {
                    name: group.spec.name.clone(),
                    state: group.state.as_str().to_owned(),
                    resources: gpus::resource_words(&group.spec),
                })
                .collect(),
            leases: leases
                .iter()
                .map(|lease| self.lease_view(lease, &known))
                .collect(),
            version: deployment.hash,
            sdl: exact.or(own.first()).map(|f| f.sdl.clone()),
            sdl_matches: exact.is_some(),
        })
    }

    fn lease_view(&self, lease: &Lease, known: &Known) -> LeaseView {
        let provider = known.provider(&lease.id.provider);
        LeaseView {
            id: lease.id.clone(),
            state: match lease.state {
                query::LeaseState::Active => LeaseState::Active,
                query::LeaseState::InsufficientFunds => LeaseState::InsufficientFunds,
                query::LeaseState::Reclaiming => LeaseState::Reclaiming,
                query::LeaseState::Closed | query::LeaseState::Invalid => LeaseState::Closed,
            },
            provider_name: known.name(&lease.id.provider),
            host_uri: provider.map(|p| p.host_uri.clone()).unwrap_or_default(),
            region: provider.and_then(region_of),
            price: lease.price.amount,
            per_hour: self.per_hour(lease.price.amount),
            created: lease.created,
            closed_reason: reason_words(lease.reason),
            reclaim_deadline: lease.reclaim_deadline,
        }
    }

    /// Names of the services of a lease, as far as this device has the SDL.
    pub(crate) async fn services_of(&self, lease: &LeaseId) -> Vec<String> {
        let flows = self.flows().await.unwrap_or_default();
        let flow = flows.iter().find(|f| f.dseq == lease.dseq());
        flow.and_then(|f| spec::read(&f.sdl).ok())
            .map(|s| s.services)
            .unwrap_or_default()
    }

    pub(crate) async fn lease_status_view(&self, lease: &LeaseId) -> Result<LeaseStatusView> {
        let services = self.services_of(lease).await;
        let status = self.gateway_status(lease, &services).await?;
        let seen = self.now();
        let Some(status) = status else {
            return Ok(LeaseStatusView {
                services: Vec::new(),
                manifest_received: false,
                seen,
            });
        };
        let ports = status.forwarded_ports.unwrap_or_default();
        let services = status
            .services
            .into_iter()
            .map(|(name, service)| ServiceStatusView {
                available: service.available,
                total: service.total,
                uris: service
                    .uris
                    .iter()
                    .flatten()
                    .map(|u| crate::flow::with_scheme(u))
                    .collect(),
                ports: ports
                    .get(&name)
                    .into_iter()
                    .flatten()
                    .map(|p| format!("{}:{} → {}/{}", p.host, p.external_port, p.port, p.proto))
                    .collect(),
                name,
            })
            .collect();
        Ok(LeaseStatusView {
            services,
            manifest_received: true,
            seen,
        })
    }

    pub(crate) async fn ask_deposit(&self, request: DepositRequest) -> Result<ApprovalId> {
        if request.amount.is_zero() {
            return Err(error::invalid("The amount is zero."));
        }
        let owner = self.account()?.address;
        let id = DeploymentId {
            owner: owner.clone(),
            dseq: request.dseq,
        };
        let message = MsgAccountDeposit {
            signer: owner.to_string(),
            id: Some(EscrowId {
                scope: Scope::Deployment.into(),
                xid: id.escrow_xid(),
            }),
            deposit: Some(Deposit {
                amount: Some(Coin {
                    denom: "uact".into(),
                    amount: request.amount.to_string(),
                }),
                sources: vec![Source::Balance.into()],
            }),
        };
        self.ask(Ask {
            messages: vec![message.to_any()],
            memo: String::new(),
            place: "Deployments".into(),
            purpose: Purpose::Deposit { dseq: request.dseq },
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_say_who_closed_a_lease() {
        assert_eq!(reason_words(0), None);
        assert_eq!(reason_words(1).unwrap(), "the owner closed it");
        assert!(reason_words(10003).unwrap().contains("manifest"));
        assert!(reason_words(20000).unwrap().contains("funds"));
    }
}
