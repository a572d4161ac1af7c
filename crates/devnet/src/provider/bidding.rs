//! The life of a provider on the market: see orders, bid, win or lose, withdraw, give up.

use super::agent::Agent;
use super::clock::stopped;
use super::ledger::{Bid, Block, CloseReason, Ledger, LedgerError, MarketEvent, Message};
use super::model::{LeaseId, OrderId, Price};
use super::packing::Reservation;
use super::screen::{Profile, Refusal, screen};
use super::state::{Held, Stage, Tenancy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

/// How often timers are looked at.
const TICK: Duration = Duration::from_millis(500);
/// How often the provider compares what it holds with the chain.
const RECONCILE: Duration = Duration::from_secs(60);

/// Milliseconds after which a bid sent must be on the chain.
const SETTLED: u64 = 30_000;

/// A provider's part on the market.
pub struct Bidder {
    agent: Arc<Agent>,
    /// Orders seen, with the time their bid is due; `None` once decided.
    orders: BTreeMap<OrderId, Option<Instant>>,
}

/// What a provider decided to bid.
#[derive(Clone, Debug)]
struct Offer {
    reservation: Reservation,
    price: Price,
    reclamation: Option<i64>,
}

/// Why there is no offer.
#[derive(Clone, Debug, thiserror::Error)]
enum NoOffer {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the order is no longer open")]
    Gone,
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Bidder {
    /// The market part of a provider.
    pub fn new(agent: Arc<Agent>) -> Self {
        Self {
            agent,
            orders: BTreeMap::new(),
        }
    }

    /// Runs until `stop` turns true.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut blocks = self.agent.ledger.blocks();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut reconcile = interval(RECONCILE);
        reconcile.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let due = self
                .orders
                .iter()
                .filter_map(|(id, at)| at.map(|at| (at, id.clone())))
                .min();
            let at = due
                .as_ref()
                .map_or_else(|| Instant::now() + RECONCILE, |(at, _)| *at);
            tokio::select! {
                () = stopped(&mut stop) => return,
                block = blocks.recv() => match block {
                    Ok(block) => self.on_block(block).await,
                    Err(RecvError::Lagged(_)) => reconcile.reset_immediately(),
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(at), if due.is_some() => {
                    if let Some((_, id)) = due {
                        self.orders.insert(id.clone(), None);
                        self.bid(&id).await;
                    }
                }
                _ = ticks.tick() => self.on_tick().await,
                _ = reconcile.tick() => {
                    if let Err(error) = self.reconcile().await {
                        tracing::debug!(provider = self.agent.spec.name, %error, "chain not compared");
                    }
                }
            }
        }
    }

    fn me(&self, id: &LeaseId) -> bool {
        id.provider == self.agent.address()
    }

    fn own(&self, order: &OrderId) -> LeaseId {
        LeaseId {
            order: order.clone(),
            provider: self.agent.address().to_owned(),
        }
    }

    fn notice(&mut self, id: OrderId) {
        let at = Instant::now()
            + Duration::from_millis(
                self.agent.spec.latency * u64::from(self.agent.timing.pace) / 100,
            );
        self.orders.entry(id).or_insert(Some(at));
    }

    async fn on_block(&mut self, block: Block) {
        for event in block.events {
            match event {
                MarketEvent::OrderCreated(id) => self.notice(id),
                MarketEvent::OrderClosed(id) => {
                    self.orders.remove(&id);
                    self.give_up(&id).await;
                }
                MarketEvent::LeaseCreated(id) if self.me(&id) => self.won(&id).await,
                MarketEvent::LeaseCreated(id) => {
                    self.orders.insert(id.order.clone(), None);
                    self.give_up(&id.order).await;
                }
                MarketEvent::LeaseClosed(id) if self.me(&id) => self.ended(&id),
                MarketEvent::BidClosed(id) if self.me(&id) => {
                    let mut state = self.agent.state();
                    if matches!(
                        state.held.get(&id.order),
                        Some(Held {
                            stage: Stage::Bid(_),
                            ..
                        })
                    ) {
                        state.held.remove(&id.order);
                    }
                }
                MarketEvent::LeaseClosed(_) | MarketEvent::BidClosed(_) => {}
            }
        }
    }

    /// Decides on an order and bids.
    async fn bid(&self, id: &OrderId) {
        let agent = &self.agent;
        let offer = match self.offer(id).await {
            Ok(offer) => offer,
            Err(reason) => {
                tracing::debug!(provider = agent.spec.name, dseq = id.dseq, %reason, "no bid");
                return;
            }
        };
        let message = Message::CreateBid {
            id: self.own(id),
            price: offer.price.clone(),
            offer: offer.reservation.units.clone(),
            reclamation: offer.reclamation,
        };
        let stage = Stage::Bid(agent.clock.now());
        let held = Held {
            reservation: offer.reservation,
            price: offer.price.amount,
            stage,
        };
        agent.state().held.insert(id.clone(), held);
        if let Err(error) = agent.ledger.send(&agent.key, vec![message]).await {
            tracing::debug!(provider = agent.spec.name, dseq = id.dseq, %error, "bid refused");
            let mut state = agent.state();
            if matches!(
                state.held.get(id),
                Some(Held {
                    stage: Stage::Bid(_),
                    ..
                })
            ) {
                state.held.remove(id);
            }
        }
    }

    async fn offer(&self, id: &OrderId) -> Result<Offer, NoOffer> {
        let agent = &self.agent;
        let order = agent
            .ledger
            .order(id)
            .await?
            .filter(|o| o.open)
            .ok_or(NoOffer::Gone)?;
        let attributes = match agent.ledger.provider(agent.address()).await? {
            Some(record) => record.attributes,
            None => return Err(Refusal::Attributes.into()),
        };
        let profile = Profile {
            attributes,
            audits: agent.ledger.audits(agent.address()).await?,
        };
        screen(&profile, &order.group)?;
        let reclamation = match (order.reclamation, agent.spec.reclamation) {
            (Some(wanted), Some(window)) if window >= wanted => Some(window),
            (Some(_), _) => return Err(Refusal::Reclamation.into()),
            (None, _) => None,
        };
        let reservation = {
            let state = agent.state();
            let held: Vec<Reservation> =
                state.held.values().map(|h| h.reservation.clone()).collect();
            agent.spec.inventory.reserve(&order.group, held.iter())?
        };
        let max = order.group.max_price().ok_or(Refusal::Denom)?;
        if max.denom != "uact" {
            return Err(Refusal::Denom.into());
        }
        let amount = agent.spec.strategy.price(&reservation)?;
        if amount > max.amount {
            return Err(Refusal::PriceTooHigh.into());
        }
        Ok(Offer {
            reservation,
            price: Price {
                denom: max.denom,
                amount,
            },
            reclamation,
        })
    }

    /// A lease is ours: keep the machines, start the watchdog, use a manifest that came early.
    async fn won(&self, id: &LeaseId) {
        let agent = &self.agent;
        let key = (id.order.owner.clone(), id.order.dseq);
        let early = {
            let mut state = agent.state();
            let seen = state.workloads.contains_key(id) || state.early.contains_key(&key);
            if let Some(held) = state.held.get_mut(&id.order) {
                held.stage = Stage::Leased(Tenancy::new(agent.clock.now(), seen));
            }
            state.early.remove(&key)
        };
        let Some(groups) = early else { return };
        match agent
            .ledger
            .deployment(&id.order.owner, id.order.dseq)
            .await
        {
            Ok(Some(deployment)) => {
                if let Some((_, spec)) = deployment
                    .groups
                    .iter()
                    .find(|(gseq, _)| *gseq == id.order.gseq)
                {
                    agent.deploy(id, &groups, &spec.name);
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(provider = agent.spec.name, %error, "early manifest not used")
            }
        }
        agent.save();
    }

    /// A lease is over: everything of it goes.
    fn ended(&self, id: &LeaseId) {
        let changed = {
            let mut state = self.agent.state();
            state.early.remove(&(id.order.owner.clone(), id.order.dseq));
            state.end(id)
        };
        if changed {
            self.agent.save();
        }
    }

    /// Another provider won, or the order is gone: free the machines and take the deposit back.
    async fn give_up(&self, id: &OrderId) {
        let open_bid = {
            let mut state = self.agent.state();
            match state.held.get(id) {
                Some(Held {
                    stage: Stage::Bid(_),
                    ..
                }) => state.held.remove(id).is_some(),
                _ => false,
            }
        };
        if open_bid {
            self.close(self.own(id), CloseReason::Unspecified).await;
        }
    }

    async fn close(&self, id: LeaseId, reason: CloseReason) {
        let agent = &self.agent;
        let dseq = id.order.dseq;
        if let Err(error) = agent
            .ledger
            .send(&agent.key, vec![Message::CloseBid { id, reason }])
            .await
        {
            // The chain may have closed or lost the bid by itself in the same block.
            tracing::debug!(provider = agent.spec.name, dseq, %error, "bid not closed");
        }
    }

    async fn on_tick(&self) {
        let agent = &self.agent;
        let timing = agent.timing;
        let now = agent.clock.now();
        let past = |since: u64, limit: Duration| {
            u128::from(now.saturating_sub(since)) >= limit.as_millis()
        };
        let mut late = Vec::new();
        let mut leaving = Vec::new();
        let mut paid = Vec::new();
        {
            let mut state = agent.state();
            let sick: BTreeSet<OrderId> = state
                .workloads
                .values()
                .filter(|w| !w.is_healthy(now))
                .map(|w| w.lease().order.clone())
                .collect();
            for (id, held) in &mut state.held {
                match &mut held.stage {
                    Stage::Bid(since) if past(*since, timing.bid) => late.push(id.clone()),
                    Stage::Bid(_) => {}
                    Stage::Leased(t) => {
                        t.unhealthy = sick.contains(id).then(|| t.unhealthy.unwrap_or(now));
                        if !t.manifest_seen && past(t.since, timing.manifest) {
                            leaving.push((id.clone(), CloseReason::ManifestTimeout));
                        } else if t
                            .unhealthy
                            .is_some_and(|since| past(since, timing.unstable))
                        {
                            leaving.push((id.clone(), CloseReason::Unstable));
                        } else if past(t.withdrawn, timing.withdraw) {
                            t.withdrawn = now;
                            paid.push(id.clone());
                        }
                    }
                }
            }
        }
        for id in late {
            self.give_up(&id).await;
        }
        for (id, reason) in leaving {
            let id = self.own(&id);
            self.ended(&id);
            self.close(id, reason).await;
        }
        for id in paid {
            let id = self.own(&id);
            if let Err(error) = agent
                .ledger
                .send(&agent.key, vec![Message::WithdrawLease { id }])
                .await
            {
                tracing::debug!(provider = agent.spec.name, %error, "rent not withdrawn");
            }
        }
    }

    /// Makes what is held agree with the chain: at the start, after missed blocks, and now and then.
    async fn reconcile(&mut self) -> Result<(), LedgerError> {
        let agent = self.agent.clone();
        let ledger: &dyn Ledger = agent.ledger.as_ref();
        let leases = ledger.leases(agent.address(), None).await?;
        let bids = ledger.open_bids(agent.address()).await?;
        let orders: BTreeSet<OrderId> = ledger.open_orders().await?.into_iter().collect();
        let running: BTreeSet<&LeaseId> = leases.iter().map(|l| &l.id).collect();
        let gone: Vec<LeaseId> = {
            let state = agent.state();
            let leased = state
                .held
                .iter()
                .filter(|(_, h)| matches!(h.stage, Stage::Leased(_)));
            let all: BTreeSet<LeaseId> = leased
                .map(|(id, _)| self.own(id))
                .chain(state.workloads.keys().cloned())
                .collect();
            all.into_iter().filter(|id| !running.contains(id)).collect()
        };
        for id in gone {
            self.ended(&id);
        }
        for lease in &leases {
            let now = agent.clock.now();
            let known = matches!(
                agent.state().held.get(&lease.id.order),
                Some(Held {
                    stage: Stage::Leased(_),
                    ..
                })
            );
            if !known {
                let seen = agent.state().workloads.contains_key(&lease.id);
                self.hold(lease, Stage::Leased(Tenancy::new(now, seen)))
                    .await?;
                self.won(&lease.id).await;
            }
        }
        // A bid the chain took into no block, or refused there, is dropped after a while.
        let on_chain: BTreeSet<&OrderId> = bids.iter().map(|b| &b.id.order).collect();
        let now = agent.clock.now();
        agent.state().held.retain(|id, held| match held.stage {
            Stage::Bid(since) => on_chain.contains(id) || now.saturating_sub(since) < SETTLED,
            Stage::Leased(_) => true,
        });
        for bid in &bids {
            if running.contains(&bid.id) || agent.state().held.contains_key(&bid.id.order) {
                continue;
            }
            if orders.contains(&bid.id.order) {
                self.hold(bid, Stage::Bid(agent.clock.now())).await?;
                self.orders.insert(bid.id.order.clone(), None);
            } else {
                self.close(bid.id.clone(), CloseReason::Unspecified).await;
            }
        }
        self.orders.retain(|id, _| orders.contains(id));
        for id in orders {
            self.notice(id);
        }
        Ok(())
    }

    /// Sets machines aside for a bid or lease of an earlier run.
    async fn hold(&self, bid: &Bid, stage: Stage) -> Result<(), LedgerError> {
        let agent = &self.agent;
        let Some(order) = agent.ledger.order(&bid.id.order).await? else {
            return Ok(());
        };
        let mut state = agent.state();
        let held: Vec<Reservation> = state.held.values().map(|h| h.reservation.clone()).collect();
        // What was leased stays leased, even where it no longer fits the machines.
        let reservation = agent
            .spec
            .inventory
            .reserve(&order.group, held.iter())
            .unwrap_or_else(|_| Reservation {
                units: order.group.units.clone(),
                placed: vec![],
                storage: BTreeMap::new(),
                addresses: 0,
            });
        state.held.insert(
            bid.id.order.clone(),
            Held {
                reservation,
                price: bid.price.amount,
                stage,
            },
        );
        Ok(())
    }
}
