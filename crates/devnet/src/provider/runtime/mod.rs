//! What runs on a lease. Nothing does: its state at any time follows from when which manifest was accepted.
//!
//! So a restart needs only those two facts, and the same question at the same time has the same answer.

pub mod busybox;
pub mod events;
pub mod image;
pub mod logs;
pub mod names;
pub mod timeline;

use super::manifest::{ManifestGroup, Service};
use super::model::LeaseId;
use std::collections::BTreeMap;
use timeline::{NAMESPACE, Timeline};

/// A lease's workload.
#[derive(Clone, Debug)]
pub struct Workload {
    lease: LeaseId,
    pace: u32,
    accepted: u64,
    group: ManifestGroup,
    services: BTreeMap<String, Rollout>,
}

/// One version of a service.
#[derive(Clone, Debug)]
pub struct Rollout {
    /// As the manifest has it.
    pub spec: Service,
    /// 1 for the first version.
    pub generation: u32,
    /// When it was accepted, in milliseconds.
    pub since: u64,
    before: Option<Box<Rollout>>,
}

/// One replica.
#[derive(Clone, Debug)]
pub struct Pod<'a> {
    /// Its name.
    pub name: String,
    /// The version of the service it belongs to.
    pub rollout: &'a Rollout,
    /// Its life.
    pub timeline: Timeline,
    /// When it is replaced by a newer version, if it is.
    pub ends: Option<u64>,
}

/// How many replicas of a service do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Wanted.
    pub total: u32,
    /// Answering, of any version.
    pub available: u32,
    /// Of the newest version.
    pub updated: u32,
    /// Answering, of the newest version.
    pub ready: u32,
    /// Version.
    pub generation: u32,
}

impl Workload {
    /// A workload as of the first manifest. `now` in milliseconds, `pace` as in [`Timeline::of`].
    pub fn new(lease: LeaseId, group: ManifestGroup, now: u64, pace: u32) -> Self {
        let mut workload = Self {
            lease,
            pace,
            accepted: now,
            group: ManifestGroup::default(),
            services: BTreeMap::new(),
        };
        workload.accept(group, now);
        workload
    }

    /// Takes a newer manifest: changed services roll over, others stay as they are.
    pub fn accept(&mut self, group: ManifestGroup, now: u64) {
        let mut services = BTreeMap::new();
        for spec in group.services() {
            let rollout = match self.services.remove(&spec.name) {
                Some(same) if same.spec == *spec => same,
                Some(mut old) => {
                    // One older version is enough: it serves until the newest is ready.
                    if !self.all_ready(&old, now) && old.before.is_some() {
                        let serving = old.before.take();
                        Rollout {
                            spec: spec.clone(),
                            generation: old.generation + 1,
                            since: now,
                            before: serving,
                        }
                    } else {
                        old.before = None;
                        let generation = old.generation + 1;
                        Rollout {
                            spec: spec.clone(),
                            generation,
                            since: now,
                            before: Some(Box::new(old)),
                        }
                    }
                }
                None => Rollout {
                    spec: spec.clone(),
                    generation: 1,
                    since: now,
                    before: None,
                },
            };
            services.insert(spec.name.clone(), rollout);
        }
        self.services = services;
        self.group = group;
    }

    /// The lease.
    pub fn lease(&self) -> &LeaseId {
        &self.lease
    }

    /// The newest manifest.
    pub fn group(&self) -> &ManifestGroup {
        &self.group
    }

    /// True once the namespace exists.
    pub fn exists(&self, now: u64) -> bool {
        now >= self.accepted + NAMESPACE * u64::from(self.pace) / 100
    }

    /// The services in order of name.
    pub fn services(&self) -> impl Iterator<Item = &Rollout> {
        self.services.values()
    }

    /// One service.
    pub fn service(&self, name: &str) -> Option<&Rollout> {
        self.services.get(name)
    }

    /// Replicas of a service at `now`.
    pub fn counts(&self, rollout: &Rollout, now: u64) -> Counts {
        let total = rollout.spec.count;
        let count = |r: &Rollout, ok: &dyn Fn(&Timeline) -> bool| {
            let lives = (0..r.spec.count).map(|i| self.timeline(r, i));
            u32::try_from(lives.filter(|t| ok(t)).count()).unwrap_or(u32::MAX)
        };
        let ready = count(rollout, &|t| t.is_ready(now));
        let updated = count(rollout, &|t| t.scheduled <= now);
        let older = rollout
            .before
            .as_deref()
            .map_or(0, |b| count(b, &|t| t.is_ready(now)));
        Counts {
            total,
            available: ready.max(older.min(total)),
            updated,
            ready,
            generation: rollout.generation,
        }
    }

    /// True when every service has all its replicas.
    pub fn is_healthy(&self, now: u64) -> bool {
        self.services
            .values()
            .all(|r| self.counts(r, now).available >= r.spec.count)
    }

    /// The replicas that exist at `now`, older versions first while they still serve; only of the named services, or of all.
    pub fn pods(&self, services: &[String], now: u64) -> Vec<Pod<'_>> {
        self.all_pods(services)
            .into_iter()
            .filter(|p| p.timeline.scheduled <= now && p.ends.is_none_or(|e| e > now))
            .collect()
    }

    /// Every replica of the versions kept, also those not yet there or already gone.
    pub fn all_pods(&self, services: &[String]) -> Vec<Pod<'_>> {
        let mut pods = Vec::new();
        for rollout in self.services.values() {
            if !services.is_empty() && !services.contains(&rollout.spec.name) {
                continue;
            }
            if let Some(before) = rollout.before.as_deref() {
                self.push_pods(before, self.ready_at(rollout), &mut pods);
            }
            self.push_pods(rollout, None, &mut pods);
        }
        pods
    }

    fn push_pods<'a>(&self, rollout: &'a Rollout, ends: Option<u64>, pods: &mut Vec<Pod<'a>>) {
        for index in 0..rollout.spec.count {
            let stateful = rollout.spec.is_stateful();
            pods.push(Pod {
                name: names::pod(
                    &self.lease,
                    &rollout.spec.name,
                    rollout.generation,
                    index,
                    stateful,
                ),
                rollout,
                timeline: self.timeline(rollout, index),
                ends,
            });
        }
    }

    fn timeline(&self, rollout: &Rollout, index: u32) -> Timeline {
        Timeline::of(&rollout.spec, rollout.since, index, self.pace)
    }

    /// When the last replica of a version is ready, if it ever is.
    fn ready_at(&self, rollout: &Rollout) -> Option<u64> {
        (0..rollout.spec.count)
            .map(|i| match self.timeline(rollout, i).outcome {
                timeline::Outcome::Runs { ready, .. } => Some(ready),
                _ => None,
            })
            .try_fold(0, |last, at| Some(at?.max(last)))
    }

    fn all_ready(&self, rollout: &Rollout, now: u64) -> bool {
        self.ready_at(rollout).is_some_and(|at| at <= now)
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn lease() -> LeaseId {
        let owner = "akash1ncd4elwez0n4hepxuk2xtfxpq7d5axuyguj72n";
        LeaseId::new(
            owner,
            42,
            1,
            1,
            "akash1c0r0atytljs528t47g2m5zw376q4pu22fhyv0g",
        )
    }

    pub(crate) fn group(image: &str, count: u32) -> ManifestGroup {
        let web = Service {
            name: "web".into(),
            image: image.into(),
            count,
            ..Service::default()
        };
        ManifestGroup {
            name: "demo".into(),
            services: Some(vec![web]),
        }
    }

    pub(crate) fn workload(image: &str, count: u32) -> Workload {
        Workload::new(lease(), group(image, count), 0, 100)
    }
}

#[cfg(test)]
mod tests {
    use super::samples::*;
    use super::*;

    fn available(w: &Workload, now: u64) -> u32 {
        w.counts(w.service("web").unwrap(), now).available
    }

    #[test]
    fn nothing_then_pending_then_running() {
        let w = workload("nginx", 2);
        assert!(!w.exists(0));
        assert!(w.exists(NAMESPACE));
        assert_eq!(available(&w, NAMESPACE), 0);
        assert_eq!(available(&w, 10_000), 2);
        assert!(w.is_healthy(10_000));
        assert_eq!(w.pods(&[], 10_000).len(), 2);
        assert!(w.pods(&["other".into()], 10_000).is_empty());
    }

    #[test]
    fn a_bad_image_stays_at_nothing() {
        let w = workload("x.invalid/app", 1);
        assert!(w.exists(60_000));
        assert_eq!(available(&w, 10_000_000), 0);
        assert!(!w.is_healthy(10_000_000));
    }

    #[test]
    fn old_version_serves_until_the_new_one_is_ready() {
        let mut w = workload("nginx:1", 1);
        w.accept(group("nginx:2", 1), 20_000);
        let counts = w.counts(w.service("web").unwrap(), 20_100);
        assert_eq!(
            (counts.available, counts.ready, counts.generation),
            (1, 0, 2)
        );
        assert_eq!(w.pods(&[], 21_000).len(), 2);
        assert_eq!(w.pods(&[], 30_000).len(), 1);
    }

    #[test]
    fn an_update_to_a_bad_image_keeps_the_old_version_up() {
        let mut w = workload("nginx:1", 1);
        w.accept(group("nginx:does-not-exist", 1), 20_000);
        assert_eq!(available(&w, 1_000_000), 1);
        w.accept(group("nginx:3", 1), 2_000_000);
        assert_eq!(available(&w, 2_000_001), 1);
        assert_eq!(w.service("web").unwrap().generation, 3);
        assert_eq!(w.pods(&[], 2_010_000).len(), 1);
    }

    #[test]
    fn unchanged_services_dont_restart() {
        let mut w = workload("nginx", 1);
        let before = w.pods(&[], 10_000)[0].name.clone();
        w.accept(group("nginx", 1), 20_000);
        assert_eq!(w.pods(&[], 20_001)[0].name, before);
        assert_eq!(w.service("web").unwrap().since, 0);
    }
}
