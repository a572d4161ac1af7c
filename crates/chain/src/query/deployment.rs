//! Deployments with their groups and escrow.

use proto::deployment_v1::{DeploymentId as ProtoId, DeploymentState};
use proto::deployment_v1beta4::{
    DeploymentFilters, GroupSpec, GroupState, QueryDeploymentRequest, QueryDeploymentResponse,
    QueryDeploymentsRequest,
};
use proto::escrow_types_v1 as escrow;
use types::{Address, Dec18, DeploymentId, Dseq, Gseq, Hash32, Height};

use super::{bad, dec, height};
use crate::{Rpc, RpcError};

/// A deployment on chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    /// Its id.
    pub id: DeploymentId,
    /// Active, not closed.
    pub active: bool,
    /// Hash of its manifest.
    pub hash: Hash32,
    /// Block that made it.
    pub created: Height,
    /// Its groups.
    pub groups: Vec<Group>,
    /// Its money.
    pub escrow: Escrow,
}

/// A group on chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its place, from 1.
    pub gseq: Gseq,
    /// Its state.
    pub state: GroupState,
    /// What it asks for.
    pub spec: GroupSpec,
}

/// State of an escrow account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscrowState {
    /// Pays.
    Open,
    /// Settled and refunded.
    Closed,
    /// Empty: leases are unpaid.
    Overdrawn,
}

/// The escrow account of a deployment, in uact, as of its last settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrow {
    /// Its state.
    pub state: EscrowState,
    /// What is left; below zero when overdrawn.
    pub funds: Dec18,
    /// What providers were paid.
    pub transferred: Dec18,
    /// Block of the last settlement.
    pub settled: Height,
}

impl Escrow {
    /// What is left at `now` when `rate` uact are paid per block since the last settlement; not below zero.
    #[must_use]
    pub fn left(&self, rate: Dec18, now: Height) -> Dec18 {
        let left = self
            .accrued(rate, now)
            .and_then(|rent| self.funds.checked_sub(rent));
        left.filter(|left| !left.is_negative())
            .unwrap_or(Dec18::ZERO)
    }

    /// What was paid at `now`, rent since the last settlement included.
    #[must_use]
    pub fn spent(&self, rate: Dec18, now: Height) -> Dec18 {
        let rent = self.accrued(rate, now).unwrap_or(Dec18::ZERO);
        let rent = if rent > self.funds && !self.funds.is_negative() {
            self.funds
        } else {
            rent
        };
        self.transferred
            .checked_add(rent)
            .unwrap_or(self.transferred)
    }

    fn accrued(&self, rate: Dec18, now: Height) -> Option<Dec18> {
        if self.state != EscrowState::Open {
            return Some(Dec18::ZERO);
        }
        rate.checked_mul_int(i128::from(now.0.saturating_sub(self.settled.0)))
    }

    /// Blocks until it is empty; none when nothing is paid.
    #[must_use]
    pub fn blocks_left(&self, rate: Dec18, now: Height) -> Option<u64> {
        if rate.is_zero() || rate.is_negative() {
            return None;
        }
        u64::try_from(self.left(rate, now).atoms() / rate.atoms()).ok()
    }
}

/// Deployments of `owner`, oldest first (`/akash.deployment.v1beta4.Query/Deployments`).
///
/// # Errors
/// [`RpcError`].
pub async fn deployments(
    rpc: &Rpc,
    owner: &Address,
) -> Result<(Vec<Deployment>, Height), RpcError> {
    let request = QueryDeploymentsRequest {
        filters: Some(DeploymentFilters {
            owner: owner.to_string(),
            ..Default::default()
        }),
        pagination: None,
    };
    let (all, height) = rpc.query_all(request).await?;
    let all: Result<_, _> = all.into_iter().map(read).collect();
    Ok((all?, height))
}

/// One deployment, or none (`/akash.deployment.v1beta4.Query/Deployment`).
///
/// # Errors
/// [`RpcError`].
pub async fn deployment(
    rpc: &Rpc,
    id: &DeploymentId,
) -> Result<Option<(Deployment, Height)>, RpcError> {
    let id = ProtoId {
        owner: id.owner.to_string(),
        dseq: id.dseq.get(),
    };
    match rpc.query(&QueryDeploymentRequest { id: Some(id) }).await {
        Ok((answer, height)) => Ok(Some((read(answer)?, height))),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}

fn read(entry: QueryDeploymentResponse) -> Result<Deployment, RpcError> {
    let deployment = entry.deployment.ok_or_else(|| bad("deployment"))?;
    let id = deployment.id.as_ref().ok_or_else(|| bad("deployment id"))?;
    let hash: [u8; 32] = deployment
        .hash
        .as_slice()
        .try_into()
        .map_err(|_| bad("deployment hash"))?;
    let groups = entry
        .groups
        .into_iter()
        .map(|group| {
            Ok(Group {
                gseq: Gseq(group.id.as_ref().ok_or_else(|| bad("group id"))?.gseq),
                state: group.state(),
                spec: group.group_spec.ok_or_else(|| bad("group spec"))?,
            })
        })
        .collect::<Result<_, RpcError>>()?;
    Ok(Deployment {
        id: DeploymentId {
            owner: id.owner.parse().map_err(|_| bad("owner"))?,
            dseq: Dseq::new(id.dseq).map_err(|_| bad("dseq"))?,
        },
        active: deployment.state() == DeploymentState::Active,
        hash: Hash32::from_bytes(hash),
        created: height(deployment.created_at),
        groups,
        escrow: read_escrow(&entry.escrow_account.ok_or_else(|| bad("escrow account"))?)?,
    })
}

fn read_escrow(account: &escrow::Account) -> Result<Escrow, RpcError> {
    let state = account.state.as_ref().ok_or_else(|| bad("escrow state"))?;
    let of = |pairs: Vec<(&str, &str)>| -> Result<Dec18, RpcError> {
        pairs
            .into_iter()
            .filter(|(denom, _)| *denom == "uact")
            .try_fold(Dec18::ZERO, |sum, (_, amount)| {
                sum.checked_add(dec(amount)?)
                    .ok_or_else(|| bad("escrow sum"))
            })
    };
    Ok(Escrow {
        state: match state.state() {
            escrow::State::Open => EscrowState::Open,
            escrow::State::Overdrawn => EscrowState::Overdrawn,
            escrow::State::Closed | escrow::State::Invalid => EscrowState::Closed,
        },
        funds: of(state
            .funds
            .iter()
            .map(|b| (b.denom.as_str(), b.amount.as_str()))
            .collect())?,
        transferred: of(state
            .transferred
            .iter()
            .map(|c| (c.denom.as_str(), c.amount.as_str()))
            .collect())?,
        settled: height(state.settled_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escrow(funds: &str) -> Escrow {
        Escrow {
            state: EscrowState::Open,
            funds: funds.parse().unwrap(),
            transferred: "10".parse().unwrap(),
            settled: Height(100),
        }
    }

    #[test]
    fn rent_runs_between_settlements() {
        let escrow = escrow("1000");
        let rate: Dec18 = "2.5".parse().unwrap();
        assert_eq!(escrow.left(rate, Height(110)).to_string(), "975");
        assert_eq!(escrow.spent(rate, Height(110)).to_string(), "35");
        assert_eq!(escrow.blocks_left(rate, Height(110)), Some(390));
    }

    #[test]
    fn nothing_goes_below_zero() {
        let escrow = escrow("10");
        let rate: Dec18 = "3".parse().unwrap();
        assert_eq!(escrow.left(rate, Height(200)), Dec18::ZERO);
        assert_eq!(escrow.spent(rate, Height(200)).to_string(), "20");
        assert_eq!(escrow.blocks_left(rate, Height(200)), Some(0));
        assert_eq!(escrow.blocks_left(Dec18::ZERO, Height(200)), None);
    }
}
