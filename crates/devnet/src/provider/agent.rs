//! One simulated provider: what its gateway and its bidding share.

use super::clock::{Clock, Timing};
use super::fleet::Spec;
use super::key::DemoKey;
use super::ledger::{Ledger, LedgerError};
use super::manifest::{self, ManifestError, ManifestGroup};
use super::model::{Group, LeaseId};
use super::state::State;
use super::store::Store;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A provider.
pub struct Agent {
    /// What it is and has.
    pub spec: Spec,
    /// Its account.
    pub key: DemoKey,
    /// The chain.
    pub ledger: Arc<dyn Ledger>,
    /// The time.
    pub clock: Clock,
    /// How long it waits for what.
    pub timing: Timing,
    /// Port of the page that stands for all services.
    pub ingress: u16,
    store: Store,
    state: Mutex<State>,
}

/// Why a manifest PUT is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PutError {
    /// The manifest itself.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Nothing leased here.
    #[error("no lease for deployment")]
    NoLease,
    /// The deployment isn't on the chain.
    #[error("rpc error: code = NotFound desc = deployment not found")]
    NoDeployment,
    /// The chain didn't answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl PutError {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Manifest(e) => e.status(),
            Self::NoLease => 404,
            Self::NoDeployment | Self::Ledger(_) => 500,
        }
    }
}

impl Agent {
    /// A provider with what it kept from before.
    pub fn new(
        spec: Spec,
        ledger: Arc<dyn Ledger>,
        clock: Clock,
        timing: Timing,
        ingress: u16,
        store: Store,
        state: State,
    ) -> Self {
        let key = spec.key();
        Self {
            spec,
            key,
            ledger,
            clock,
            timing,
            ingress,
            store,
            state: Mutex::new(state),
        }
    }

    /// Its address.
    pub fn address(&self) -> &str {
        self.key.address()
    }

    /// What it holds. Never kept over an await.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the state to disk; a full disk is logged, the provider goes on.
    pub fn save(&self) {
        if let Err(error) = self.store.save(&self.state()) {
            tracing::warn!(provider = self.spec.name, %error, "provider's file can't be written");
        }
    }

    /// Takes a manifest from a tenant.
    ///
    /// # Errors
    /// [`PutError`], in the order the real provider checks.
    pub async fn put_manifest(&self, owner: &str, dseq: u64, body: &[u8]) -> Result<(), PutError> {
        let groups = manifest::decode(body)?;
        self.stop_watchdog(owner, dseq);
        let deployment = self
            .ledger
            .deployment(owner, dseq)
            .await?
            .ok_or(PutError::NoDeployment)?;
        let leases = self
            .ledger
            .leases(self.address(), Some((owner, dseq)))
            .await?;
        let specs: Vec<Group> = deployment.groups.iter().map(|(_, g)| g.clone()).collect();
        let checked = self.check(owner, &groups, &deployment.hash, &specs);
        if leases.is_empty() {
            if checked.is_ok() {
                self.state().early.insert((owner.to_owned(), dseq), groups);
                self.save();
            }
            return Err(PutError::NoLease);
        }
        checked?;
        for lease in leases {
            let spec = deployment
                .groups
                .iter()
                .find(|(gseq, _)| *gseq == lease.id.order.gseq);
            if let Some((_, spec)) = spec {
                self.deploy(&lease.id, &groups, &spec.name);
            }
        }
        self.save();
        Ok(())
    }

    /// Starts a lease's group of a checked manifest.
    pub fn deploy(&self, lease: &LeaseId, groups: &[ManifestGroup], name: &str) {
        if let Some(group) = groups.iter().find(|g| g.name == name) {
            self.state()
                .accept(lease, group.clone(), self.clock.now(), self.timing.pace);
        }
    }

    fn check(
        &self,
        owner: &str,
        groups: &[ManifestGroup],
        hash: &[u8],
        specs: &[Group],
    ) -> Result<(), ManifestError> {
        if manifest::hash(groups) != *hash {
            return Err(ManifestError::Version);
        }
        manifest::validate(groups)?;
        manifest::cross_validate(groups, specs)?;
        match self.state().host_taken(owner, groups) {
            Some(host) => Err(ManifestError::Hostname(format!("host \"{host}\" in use"))),
            None => Ok(()),
        }
    }

    fn stop_watchdog(&self, owner: &str, dseq: u64) {
        for (id, held) in &mut self.state().held {
            if let super::state::Stage::Leased(tenancy) = &mut held.stage
                && id.owner == owner
                && id.dseq == dseq
            {
                tenancy.manifest_seen = true;
            }
        }
    }
}
