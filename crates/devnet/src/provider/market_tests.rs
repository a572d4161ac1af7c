//! The providers on a market in memory: bids, leases, watchdogs, restarts.

use super::agent::{Agent, PutError};
use super::bidding::Bidder;
use super::clock::{Clock, Timing};
use super::fleet::{Spec, catalogue};
use super::key::DemoKey;
use super::ledger::CloseReason;
use super::manifest::samples::{VECTOR, vector};
use super::memory::Memory;
use super::model::samples::{group, unit};
use super::model::{Group, LeaseId};
use super::state::Stage;
use super::store::Store;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

const START: u64 = 1_800_000_000_000;

struct Market {
    chain: Arc<Memory>,
    agents: Vec<Arc<Agent>>,
    now: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
}

impl Market {
    fn open(specs: Vec<Spec>, folder: Option<&Path>) -> Self {
        Self::on(Arc::new(Memory::with(&specs)), specs, folder, START)
    }

    fn on(chain: Arc<Memory>, specs: Vec<Spec>, folder: Option<&Path>, start: u64) -> Self {
        let now = Arc::new(AtomicU64::new(start));
        let (stop, stopped) = watch::channel(false);
        let timing = Timing {
            pace: 1,
            ..Timing::default()
        };
        let agents = specs
            .into_iter()
            .map(|spec| {
                let read = now.clone();
                let clock = Clock::from_fn(move || read.load(Ordering::SeqCst));
                let store =
                    folder.map_or_else(Store::default, |f| Store::in_folder(f, spec.name).unwrap());
                let state = store.load(timing.pace).unwrap();
                let agent = Arc::new(Agent::new(
                    spec,
                    chain.clone(),
                    clock,
                    timing,
                    1,
                    store,
                    state,
                ));
                tokio::spawn(Bidder::new(agent.clone()).run(stopped.clone()));
                agent
            })
            .collect();
        Self {
            chain,
            agents,
            now,
            stop,
        }
    }

    fn pass(&self, time: Duration) {
        self.now
            .fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn bids(&self) -> Vec<LeaseId> {
        self.chain
            .inner
            .lock()
            .unwrap()
            .bids
            .keys()
            .cloned()
            .collect()
    }
}

async fn until<F: Future<Output = bool>>(mut done: impl FnMut() -> F) {
    tokio::time::timeout(Duration::from_secs(10), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("in time");
}

fn demo() -> Group {
    let mut g = group(vec![unit(500, 256, 512)]);
    g.name = "demo".into();
    g
}

fn tenant() -> DemoKey {
    DemoKey::named("tenant")
}

async fn leased(market: &Market) -> LeaseId {
    market.chain.deploy(&tenant(), 7, &demo(), &vector());
    let all = market.agents.len();
    until(|| async { market.bids().len() == all }).await;
    let lease = market.bids()[0].clone();
    market.chain.lease(&lease);
    until(|| async { market.bids().is_empty() && is_leased(winner(market, &lease)) }).await;
    lease
}

fn is_leased(agent: &Agent) -> bool {
    agent
        .state()
        .held
        .values()
        .any(|h| matches!(h.stage, Stage::Leased(_)))
}

fn winner<'a>(market: &'a Market, lease: &LeaseId) -> &'a Arc<Agent> {
    market
        .agents
        .iter()
        .find(|a| a.address() == lease.provider)
        .unwrap()
}

#[tokio::test]
async fn losers_take_their_bids_back_and_the_winner_deploys() {
    let market = Market::open(catalogue(), None);
    let lease = leased(&market).await;
    let closed = market.chain.inner.lock().unwrap().closed.clone();
    assert_eq!(closed.len(), market.agents.len() - 1);
    assert!(
        closed
            .iter()
            .all(|(id, reason)| *id != lease && *reason == CloseReason::Unspecified)
    );
    let agent = winner(&market, &lease);
    agent
        .put_manifest(tenant().address(), 7, VECTOR.as_bytes())
        .await
        .unwrap();
    market.pass(Duration::from_secs(2));
    let healthy = agent
        .state()
        .workload(&lease)
        .unwrap()
        .is_healthy(agent.clock.now());
    assert!(healthy);
    market.chain.close(&lease);
    until(|| async { agent.state().held.is_empty() }).await;
    assert!(agent.state().workload(&lease).is_none());
}

#[tokio::test]
async fn prices_differ() {
    let market = Market::open(catalogue(), None);
    market.chain.deploy(&tenant(), 7, &demo(), &vector());
    until(|| async { market.bids().len() == market.agents.len() }).await;
    let prices: std::collections::BTreeSet<_> = market
        .chain
        .inner
        .lock()
        .unwrap()
        .bids
        .values()
        .map(|b| b.price.amount)
        .collect();
    assert!(prices.len() >= 4, "{prices:?}");
}

#[tokio::test]
async fn without_a_manifest_the_lease_is_given_up() {
    let market = Market::open(catalogue()[..1].to_vec(), None);
    let lease = leased(&market).await;
    market.pass(Timing::default().manifest);
    until(|| async { market.chain.inner.lock().unwrap().leases.is_empty() }).await;
    let closed = market.chain.inner.lock().unwrap().closed.clone();
    assert_eq!(closed, [(lease, CloseReason::ManifestTimeout)]);
}

#[tokio::test]
async fn even_a_wrong_manifest_stops_the_watchdog() {
    let market = Market::open(catalogue()[..1].to_vec(), None);
    let lease = leased(&market).await;
    let agent = winner(&market, &lease);
    let wrong = VECTOR.replace("nginx", "other");
    let refused = agent
        .put_manifest(tenant().address(), 7, wrong.as_bytes())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.status(), refused.to_string().as_str()),
        (422, "manifest version validation failed")
    );
    market.pass(Timing::default().manifest * 2);
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert!(market.chain.inner.lock().unwrap().closed.is_empty());
}

#[tokio::test]
async fn an_unanswered_bid_ends() {
    let market = Market::open(catalogue()[..2].to_vec(), None);
    market.chain.deploy(&tenant(), 7, &demo(), &vector());
    until(|| async { market.bids().len() == 2 }).await;
    market.pass(Timing::default().bid);
    until(|| async { market.bids().is_empty() }).await;
    assert!(market.agents.iter().all(|a| a.state().held.is_empty()));
}

#[tokio::test]
async fn a_workload_that_never_runs_loses_its_lease() {
    let market = Market::open(catalogue()[..1].to_vec(), None);
    let manifest = VECTOR.replace("nginx:1.27", "nginx:does-not-exist");
    let groups = super::manifest::decode(manifest.as_bytes()).unwrap();
    market.chain.deploy(&tenant(), 7, &demo(), &groups);
    until(|| async { market.bids().len() == 1 }).await;
    let lease = market.bids()[0].clone();
    market.chain.lease(&lease);
    let agent = winner(&market, &lease);
    agent
        .put_manifest(tenant().address(), 7, manifest.as_bytes())
        .await
        .unwrap();
    market.pass(Duration::from_secs(60));
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    market.pass(Timing::default().unstable);
    until(|| async { !market.chain.inner.lock().unwrap().closed.is_empty() }).await;
    assert_eq!(
        market.chain.inner.lock().unwrap().closed[0].1,
        CloseReason::Unstable
    );
}

#[tokio::test]
async fn rent_is_withdrawn_now_and_then() {
    let market = Market::open(catalogue()[..1].to_vec(), None);
    let lease = leased(&market).await;
    winner(&market, &lease)
        .put_manifest(tenant().address(), 7, VECTOR.as_bytes())
        .await
        .unwrap();
    market.pass(Duration::from_secs(3_600));
    until(|| async { market.chain.inner.lock().unwrap().withdrawn == 1 }).await;
}

#[tokio::test]
async fn a_manifest_before_the_lease_is_refused_but_kept() {
    let market = Market::open(catalogue()[..1].to_vec(), None);
    market.chain.deploy(&tenant(), 7, &demo(), &vector());
    until(|| async { market.bids().len() == 1 }).await;
    let agent = &market.agents[0];
    let early = agent
        .put_manifest(tenant().address(), 7, VECTOR.as_bytes())
        .await
        .unwrap_err();
    assert_eq!(early, PutError::NoLease);
    assert_eq!(
        (early.status(), early.to_string().as_str()),
        (404, "no lease for deployment")
    );
    let lease = market.bids()[0].clone();
    market.chain.lease(&lease);
    until(|| async { agent.state().workload(&lease).is_some() }).await;
}

#[tokio::test]
async fn a_restart_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let spec = catalogue()[..1].to_vec();
    let market = Market::open(spec.clone(), Some(folder.path()));
    let lease = leased(&market).await;
    let agent = winner(&market, &lease);
    agent
        .put_manifest(tenant().address(), 7, VECTOR.as_bytes())
        .await
        .unwrap();
    market.pass(Duration::from_secs(5));
    let pods = |a: &Agent| {
        let (state, now) = (a.state(), a.clock.now());
        state
            .workload(&lease)
            .unwrap()
            .pods(&[], now)
            .iter()
            .map(|p| p.name.clone())
            .collect::<Vec<_>>()
    };
    let before = pods(agent);
    market.stop.send_replace(true);
    let again = Market::on(
        market.chain.clone(),
        spec.clone(),
        Some(folder.path()),
        START + 9_000,
    );
    until(|| async { !again.agents[0].state().held.is_empty() }).await;
    assert_eq!(pods(&again.agents[0]), before);
    again.stop.send_replace(true);
    // The lease ends while nobody runs: the next start finds it gone.
    market.chain.close(&lease);
    let last = Market::on(
        market.chain.clone(),
        spec,
        Some(folder.path()),
        START + 20_000,
    );
    until(|| async { last.agents[0].state().workload(&lease).is_none() }).await;
}

#[tokio::test]
async fn refusals_of_the_put_have_their_status() {
    let market = Market::open(catalogue()[..1].to_vec(), None);
    let lease = leased(&market).await;
    let agent = winner(&market, &lease);
    let status = |body: &'static str| async move {
        agent
            .put_manifest(tenant().address(), 7, body.as_bytes())
            .await
            .unwrap_err()
            .status()
    };
    assert_eq!(status("{").await, 422);
    assert_eq!(status("[]").await, 422);
    let unknown = agent
        .put_manifest(tenant().address(), 8, VECTOR.as_bytes())
        .await
        .unwrap_err();
    assert_eq!(unknown.status(), 500);
}
