//! What a provider holds at a time: reservations, workloads, early manifests, node ports.

use super::manifest::{ManifestGroup, hostnames};
use super::model::{LeaseId, OrderId};
use super::packing::Reservation;
use super::runtime::{Workload, names};
use std::collections::{BTreeMap, BTreeSet};
use types::Dec18;

/// How far a provider is with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bid sent at this time (milliseconds).
    Bid(u64),
    /// Lease won.
    Leased(Tenancy),
}

/// A lease's timers, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenancy {
    /// When the lease was seen.
    pub since: u64,
    /// True once any manifest came, valid or not: the watchdog is off.
    pub manifest_seen: bool,
    /// Since when the workload is unhealthy.
    pub unhealthy: Option<u64>,
    /// When rent was last withdrawn.
    pub withdrawn: u64,
}

impl Tenancy {
    /// The timers of a lease just seen.
    pub const fn new(now: u64, manifest_seen: bool) -> Self {
        Self {
            since: now,
            manifest_seen,
            unhealthy: None,
            withdrawn: now,
        }
    }
}

/// An order this provider bid on.
#[derive(Clone, Debug)]
pub struct Held {
    /// Machines set aside.
    pub reservation: Reservation,
    /// Price of the bid per block.
    pub price: Dec18,
    /// How far it is.
    pub stage: Stage,
}

/// A node port's purpose.
pub type PortKey = (LeaseId, String, u32, String);

/// All a provider holds.
#[derive(Debug, Default)]
pub struct State {
    /// Orders bid on.
    pub held: BTreeMap<OrderId, Held>,
    /// Workloads of leases whose manifest came.
    pub workloads: BTreeMap<LeaseId, Workload>,
    /// Every manifest accepted for a lease, oldest first, with its time: what a restart needs.
    pub accepted: BTreeMap<LeaseId, Vec<(u64, ManifestGroup)>>,
    /// Valid manifests that came before the lease, by owner and deployment.
    pub early: BTreeMap<(String, u64), Vec<ManifestGroup>>,
    /// Node ports given out.
    pub ports: BTreeMap<PortKey, u16>,
}

impl State {
    /// Takes a group's manifest for a lease.
    pub fn accept(&mut self, lease: &LeaseId, group: ManifestGroup, now: u64, pace: u32) {
        self.accepted
            .entry(lease.clone())
            .or_default()
            .push((now, group.clone()));
        for service in group.services() {
            for e in service
                .exposes()
                .iter()
                .filter(|e| e.global && !e.is_ingress())
            {
                let key = (lease.clone(), service.name.clone(), e.port, e.proto.clone());
                if self.ports.contains_key(&key) {
                    continue;
                }
                let taken: BTreeSet<u16> = self.ports.values().copied().collect();
                if let Some(port) =
                    names::node_port(lease, &key.1, key.2, &key.3, |p| taken.contains(&p))
                {
                    self.ports.insert(key, port);
                }
            }
        }
        match self.workloads.get_mut(lease) {
            Some(workload) => workload.accept(group, now),
            None => {
                self.workloads.insert(
                    lease.clone(),
                    Workload::new(lease.clone(), group, now, pace),
                );
            }
        }
        if let Some(Held {
            stage: Stage::Leased(t),
            ..
        }) = self.held.get_mut(&lease.order)
        {
            t.manifest_seen = true;
        }
    }

    /// Ends a lease: its workload, ports and reservation go.
    pub fn end(&mut self, lease: &LeaseId) -> bool {
        let there = self.workloads.remove(lease).is_some();
        self.accepted.remove(lease);
        self.ports.retain(|(l, ..), _| l != lease);
        self.held.remove(&lease.order).is_some() || there
    }

    /// The tenant other than `owner` who uses one of these host names.
    pub fn host_taken<'a>(&self, owner: &str, manifest: &'a [ManifestGroup]) -> Option<&'a String> {
        hostnames(manifest).find(|host| {
            self.workloads.values().any(|w| {
                w.lease().order.owner != owner
                    && hostnames(std::slice::from_ref(w.group())).any(|h| h == *host)
            })
        })
    }

    /// The workload of a lease by its parts.
    pub fn workload(&self, lease: &LeaseId) -> Option<&Workload> {
        self.workloads.get(lease)
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::Expose;
    use super::super::runtime::samples::{group, lease};
    use super::*;

    fn with_port(port: u32) -> ManifestGroup {
        let mut g = group("redis", 1);
        let expose = Expose {
            port,
            proto: "TCP".into(),
            global: true,
            hosts: Some(vec!["a.example".into()]),
            ..Expose::default()
        };
        g.services.as_mut().unwrap()[0].expose = Some(vec![expose]);
        g
    }

    #[test]
    fn ports_stay_through_updates_and_go_with_the_lease() {
        let mut state = State::default();
        state.accept(&lease(), with_port(22), 0, 100);
        let first = state.ports.clone();
        assert_eq!(first.len(), 1);
        state.accept(&lease(), with_port(22), 5, 100);
        assert_eq!(state.ports, first);
        assert!(state.end(&lease()));
        assert!(state.ports.is_empty());
        assert!(!state.end(&lease()));
    }

    #[test]
    fn two_leases_never_share_a_port() {
        let mut state = State::default();
        for dseq in 1..=40 {
            let mut l = lease();
            l.order.dseq = dseq;
            state.accept(&l, with_port(22), 0, 100);
        }
        let distinct: BTreeSet<u16> = state.ports.values().copied().collect();
        assert_eq!(distinct.len(), 40);
    }

    #[test]
    fn a_host_belongs_to_its_first_tenant() {
        let mut state = State::default();
        state.accept(&lease(), with_port(80), 0, 100);
        let manifest = [with_port(80)];
        assert_eq!(
            state
                .host_taken("akash1other", &manifest)
                .map(String::as_str),
            Some("a.example")
        );
        assert_eq!(state.host_taken(&lease().order.owner, &manifest), None);
    }
}
