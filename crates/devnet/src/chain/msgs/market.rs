//! Bids and leases.

use proto::deployment_v1beta4::GroupState;
use proto::market_v1::{Lease, LeaseClosedReason, LeaseId, LeaseState, Reclamation};
use proto::market_v1beta5 as mkt;
use proto::market_v1beta5::{Bid, BidState, OrderState};
use types::Dec18;

use super::super::escrow::{bid_key, dec};
use super::super::state::{BidKey, Events, Fault, OrderKey, Res, State};
use super::{bid_json, deployment, order_json, price_json};

/// Bids that an order takes.
const MAX_BIDS: usize = 20;

fn key_of(owner: &str, dseq: u64, gseq: u32, oseq: u32, provider: &str) -> BidKey {
    (owner.to_owned(), dseq, gseq, oseq, provider.to_owned())
}

fn order_of(key: &BidKey) -> OrderKey {
    (key.0.clone(), key.1, key.2, key.3)
}

fn fault(code: u32, log: &str) -> Fault {
    Fault::new("market", code, log)
}

pub fn validate_bid(message: &mkt::MsgCreateBid) -> Res {
    let id = message.id.clone().unwrap_or_default();
    if id.owner == id.provider {
        return Err(Fault::new("sdk", 36, "BidID: self-bid: conflict"));
    }
    Ok(())
}

pub fn create_bid(state: &mut State, message: mkt::MsgCreateBid, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let key = key_of(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider);
    let price = message.price.clone().unwrap_or_default();
    let on_order = state
        .bids
        .keys()
        .filter(|k| order_of(k) == order_of(&key))
        .count();
    if on_order > MAX_BIDS {
        return Err(Fault::undefined("invalid bid: too many existing bids"));
    }
    let order = state.orders.get(&order_of(&key)).cloned();
    let order = order.ok_or_else(|| fault(4, "order not found"))?;
    if order.state() != OrderState::Open {
        return Err(fault(24, "order closed"));
    }
    if state.bids.contains_key(&key) {
        return Err(fault(21, "invalid bid: bid exists for the order"));
    }
    let provider = state.providers.get(&id.provider).cloned();
    let provider = provider.ok_or_else(|| fault(30, "unknown provider"))?;
    let spec = order.spec.clone().unwrap_or_default();
    let cap = spec.resources.iter().fold(Dec18::ZERO, |sum, unit| {
        let each = unit
            .price
            .as_ref()
            .map(|p| dec(&p.amount))
            .unwrap_or_default();
        sum.checked_add(
            each.checked_mul_int(i128::from(unit.count))
                .unwrap_or_default(),
        )
        .unwrap_or(sum)
    });
    let denom = spec
        .resources
        .first()
        .and_then(|u| u.price.as_ref())
        .map(|p| p.denom.clone());
    if denom.as_deref() != Some(price.denom.as_str()) {
        return Err(Fault::new(
            "undefined",
            111_222,
            "recovered: invalid coin denominations",
        ));
    }
    if dec(&price.amount) > cap {
        return Err(fault(22, "bid price is invalid"));
    }
    let wanted = spec.requirements.clone().unwrap_or_default();
    let meets = wanted
        .attributes
        .iter()
        .all(|a| provider.attributes.contains(a));
    let signed = wanted.signed_by.clone().unwrap_or_default();
    let audited = |auditor: &String| {
        let found = state.audits.get(&(id.provider.clone(), auditor.clone()));
        found.is_some_and(|signed| {
            wanted
                .attributes
                .iter()
                .all(|a| signed.get(&a.key) == Some(&a.value))
        })
    };
    let any = signed.any_of.is_empty() || signed.any_of.iter().any(audited);
    if !meets || !any || !signed.all_of.iter().all(audited) {
        return Err(fault(5, "attribute mismatch"));
    }
    let fits = message.resources_offer.is_empty()
        || (message.resources_offer.len() == spec.resources.len()
            && message
                .resources_offer
                .iter()
                .zip(&spec.resources)
                .all(|(offer, unit)| offer.count == unit.count));
    if !fits {
        return Err(fault(32, "capabilities mismatch"));
    }
    if let Some(least) = order
        .reclamation
        .as_ref()
        .and_then(|r| r.min_window.as_ref())
    {
        let offered = message.reclamation_window.as_ref().map_or(0, |w| w.seconds);
        if offered < least.seconds {
            return Err(fault(40, "order requires reclamation"));
        }
    }
    let deposit = message.deposit.clone().unwrap_or_default();
    events.typed(
        "akash.market.v1.EventBidCreated",
        &[("id", bid_json(&key)), ("price", price_json(&price))],
    );
    state.escrow_deposit(&bid_key(&key), &id.provider, &deposit, events)?;
    state.bids.insert(
        key,
        Bid {
            id: Some(id),
            state: BidState::Open.into(),
            price: Some(price),
            created_at: state.height_i64(),
            resources_offer: message.resources_offer,
            reclamation_window: message.reclamation_window,
        },
    );
    Ok(())
}

pub fn create_lease(state: &mut State, message: &mkt::MsgCreateLease, events: &mut Events) -> Res {
    let id = message.bid_id.clone().unwrap_or_default();
    let key = key_of(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider);
    let bid = state
        .bids
        .get_mut(&key)
        .ok_or_else(|| fault(11, "bid not found"))?;
    if bid.state() != BidState::Open {
        return Err(fault(12, "bid not open"));
    }
    let order = state
        .orders
        .get_mut(&order_of(&key))
        .ok_or_else(|| fault(4, "order not found"))?;
    if order.state() != OrderState::Open {
        return Err(fault(24, "order closed"));
    }
    order.state = OrderState::Active.into();
    bid.state = BidState::Active.into();
    let price = bid.price.clone().unwrap_or_default();
    let window = bid.reclamation_window;
    let lease = Lease {
        id: Some(LeaseId {
            owner: id.owner.clone(),
            dseq: id.dseq,
            gseq: id.gseq,
            oseq: id.oseq,
            provider: id.provider.clone(),
            bseq: 0,
        }),
        state: LeaseState::Active.into(),
        price: Some(price.clone()),
        created_at: state.height_i64(),
        reclamation: window.map(|window| Reclamation {
            window: Some(window),
            ..Reclamation::default()
        }),
        ..Lease::default()
    };
    state.leases.insert(key.clone(), lease);
    events.typed(
        "akash.market.v1.EventLeaseCreated",
        &[("id", bid_json(&key)), ("price", price_json(&price))],
    );
    state.payment_open(&key, price, events);
    // The real chain marks one other bid as lost; the rest stay open.
    let loser = state
        .bids
        .iter_mut()
        .find(|(k, b)| order_of(k) == order_of(&key) && **k != key && b.state() == BidState::Open);
    if let Some((loser, bid)) = loser {
        bid.state = BidState::Lost.into();
        let loser = loser.clone();
        state.escrow_close(&bid_key(&loser), events)?;
    }
    Ok(())
}

/// Closes the active lease of `key` with its bid and order.
fn end_lease(state: &mut State, key: &BidKey, reason: i32, events: &mut Events) -> Res {
    let dry = reason == LeaseClosedReason::InsufficientFunds as i32;
    let height = state.height_i64();
    if let Some(lease) = state.leases.get_mut(key) {
        lease.state = if dry {
            LeaseState::InsufficientFunds
        } else {
            LeaseState::Closed
        }
        .into();
        lease.closed_on = height;
        lease.reason = reason;
    }
    let words = LeaseClosedReason::try_from(reason)
        .map_or("lease_closed_invalid", LeaseClosedReason::as_str);
    events.typed(
        "akash.market.v1.EventLeaseClosed",
        &[("id", bid_json(key)), ("reason", words.into())],
    );
    if let Some(bid) = state.bids.get_mut(key) {
        bid.state = BidState::Closed.into();
    }
    events.typed("akash.market.v1.EventBidClosed", &[("id", bid_json(key))]);
    close_order(state, &order_of(key), events);
    state.payment_close(key, events)?;
    state.escrow_close(&bid_key(key), events)
}

fn close_order(state: &mut State, key: &OrderKey, events: &mut Events) {
    if let Some(order) = state.orders.get_mut(key)
        && order.state() != OrderState::Closed
    {
        order.state = OrderState::Closed.into();
        events.typed(
            "akash.market.v1.EventOrderClosed",
            &[("id", order_json(&key.0, key.1, key.2, key.3))],
        );
    }
}

/// Ends what a group has in the market: leases and open orders.
pub fn end_orders(
    state: &mut State,
    owner: &str,
    dseq: u64,
    gseq: u32,
    reason: i32,
    events: &mut Events,
) -> Res {
    let mine = |k: &BidKey| k.0 == owner && k.1 == dseq && k.2 == gseq;
    let leases: Vec<BidKey> = state
        .leases
        .iter()
        .filter(|(k, l)| {
            mine(k) && matches!(l.state(), LeaseState::Active | LeaseState::Reclaiming)
        })
        .map(|(k, _)| k.clone())
        .collect();
    for key in leases {
        end_lease(state, &key, reason, events)?;
    }
    let orders: Vec<OrderKey> = state
        .orders
        .keys()
        .filter(|k| k.0 == owner && k.1 == dseq && k.2 == gseq)
        .cloned()
        .collect();
    for key in orders {
        close_order(state, &key, events);
    }
    Ok(())
}

pub fn close_lease(state: &mut State, message: &mkt::MsgCloseLease, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let key = key_of(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider);
    let order = state.orders.get(&order_of(&key)).map(mkt::Order::state);
    match order {
        None => return Err(fault(4, "order not found")),
        Some(OrderState::Closed) => return Err(fault(24, "order closed")),
        Some(_) => {}
    }
    let active = state
        .leases
        .get(&key)
        .is_some_and(|l| matches!(l.state(), LeaseState::Active | LeaseState::Reclaiming));
    if !active {
        return Err(fault(10, "lease not active"));
    }
    end_lease(state, &key, LeaseClosedReason::Owner as i32, events)?;
    let open = state
        .groups
        .get(&(id.owner.clone(), id.dseq, id.gseq))
        .is_some_and(|g| g.state() == GroupState::Open);
    if open {
        deployment::open_order(state, &id.owner, id.dseq, id.gseq, events);
    }
    Ok(())
}

/// By the provider: an open bid is withdrawn; an active lease ends and pauses its group.
pub fn close_bid(state: &mut State, message: &mkt::MsgCloseBid, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let key = key_of(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider);
    let bid = state
        .bids
        .get_mut(&key)
        .ok_or_else(|| fault(11, "bid not found"))?;
    match bid.state() {
        BidState::Open | BidState::Lost => {
            bid.state = BidState::Closed.into();
            events.typed("akash.market.v1.EventBidClosed", &[("id", bid_json(&key))]);
            state.escrow_close(&bid_key(&key), events)
        }
        BidState::Active => {
            if let Some(lease) = state.leases.get(&key)
                && let Some(reclaim) = &lease.reclamation
                && reclaim.started_at == 0
            {
                return Err(fault(
                    37,
                    "reclamation not started; provider can't close the lease",
                ));
            }
            end_lease(state, &key, message.reason, events)?;
            if let Some(group) = state.groups.get_mut(&(id.owner.clone(), id.dseq, id.gseq))
                && group.state() == GroupState::Open
            {
                group.state = GroupState::Paused.into();
                events.typed(
                    "akash.deployment.v1.EventGroupPaused",
                    &[("id", super::group_json(&id.owner, id.dseq, id.gseq))],
                );
            }
            Ok(())
        }
        BidState::Closed | BidState::Invalid => Err(fault(12, "bid not open")),
    }
}

pub fn withdraw(state: &mut State, message: &mkt::MsgWithdrawLease, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let key = key_of(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider);
    if !state.leases.contains_key(&key) {
        return Err(fault(17, "lease not found"));
    }
    if !state.settle(&id.owner, id.dseq, events) {
        // The first settlement that can't be paid ends the deployment's leases.
        overdrawn(state, &id.owner, id.dseq, events)?;
    }
    state.payment_withdraw(&key, events)
}

fn overdrawn(state: &mut State, owner: &str, dseq: u64, events: &mut Events) -> Res {
    let reason = LeaseClosedReason::InsufficientFunds as i32;
    let groups: Vec<u32> = state
        .groups
        .keys()
        .filter(|k| k.0 == owner && k.1 == dseq)
        .map(|k| k.2)
        .collect();
    for gseq in groups {
        end_orders(state, owner, dseq, gseq, reason, events)?;
        if let Some(group) = state.groups.get_mut(&(owner.to_owned(), dseq, gseq)) {
            group.state = GroupState::InsufficientFunds.into();
        }
    }
    if let Some(deployment) = state.deployments.get_mut(&(owner.to_owned(), dseq)) {
        deployment.state = proto::deployment_v1::DeploymentState::Closed.into();
    }
    events.typed(
        "akash.deployment.v1.EventDeploymentClosed",
        &[("id", super::deployment_json(owner, dseq))],
    );
    Ok(())
}
