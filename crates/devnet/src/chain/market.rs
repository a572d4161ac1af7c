//! The market module: orders, bids and leases.

mod check;
mod ending;

pub use check::{
    check_bid_id, check_close_reason, check_create_bid, check_lease_id, check_provider_reason,
};

use super::ctx::Ctx;
use super::deployment::check_deposit;
use super::escrow::{PaymentKey, bid_account, deployment_account};
use super::event::quoted;
use super::id::{
    BidKey, GroupKey, OrderKey, bid_json, bid_xid, deployment_xid, group_of, order_id, order_json,
    order_of, payment_xid,
};
use super::matching;
use super::refusal::Refusal;
use proto::deployment_v1beta4::GroupState;
use proto::market_v1::{
    EventBidClosed, EventBidCreated, EventLeaseClosed, EventLeaseCreated, EventLeaseReclaimStarted,
    EventOrderClosed, EventOrderCreated, Lease, LeaseClosedReason, LeaseId, LeaseState,
    Reclamation,
};
use proto::market_v1beta5::{
    Bid, BidState, MsgCloseBid, MsgCloseLease, MsgCreateBid, MsgCreateLease, MsgLeaseStartReclaim,
    MsgWithdrawLease, Order, OrderState,
};
use proto::{DecCoin, Named};
use types::{Address, Dec18};

fn refuse(code: u32, log: &str) -> Refusal {
    Refusal::new("market", code, log)
}

fn price_json(price: &DecCoin) -> String {
    let amount = Dec18::from_wire(&price.amount).unwrap_or(Dec18::ZERO);
    format!(
        "{{\"denom\":{},\"amount\":\"{}\"}}",
        quoted(&price.denom),
        amount.to_fixed()
    )
}

fn payment_key(key: &BidKey) -> PaymentKey {
    (
        deployment_account(deployment_xid(&(key.0.clone(), key.1))),
        payment_xid(key),
    )
}

impl Ctx<'_> {
    /// Opens a group's next order.
    pub(super) fn create_order(&mut self, group: &GroupKey) -> Result<(), Refusal> {
        let last = self
            .state
            .orders
            .range(order_range(group))
            .next_back()
            .map_or(0, |(k, _)| k.3);
        let key: OrderKey = (group.0.clone(), group.1, group.2, last + 1);
        let reclamation = self
            .state
            .deployments
            .get(&(group.0.clone(), group.1))
            .and_then(|d| d.reclamation.clone());
        let spec = self
            .state
            .groups
            .get(group)
            .and_then(|g| g.group_spec.clone());
        self.state.orders.insert(
            key.clone(),
            Order {
                id: Some(order_id(&key)),
                state: OrderState::Open as i32,
                spec,
                created_at: self.height,
                reclamation,
            },
        );
        self.gas += 16_000;
        self.emit(EventOrderCreated::FULL_NAME, &[("id", order_json(&key))]);
        Ok(())
    }

    /// `/akash.market.v1beta5.MsgCreateBid`.
    ///
    /// # Errors
    /// The codes of the module for order, price, offer, provider, attributes and reclamation; a
    /// price in another denom ends as a panic does.
    pub fn create_bid(&mut self, m: &MsgCreateBid) -> Result<(), Refusal> {
        let key = check_bid_id(m.id.as_ref())?;
        let order_key = order_of(&key);
        self.gas += 36_000;
        let count = self.state.bids.range(bid_range(&order_key)).count();
        let most = self.state.params.order_max_bids;
        // The real check lets one more in than the parameter says.
        if count > most as usize {
            return Err(Refusal::unregistered(format!(
                "invalid bid: too many existing bids ({most})"
            )));
        }
        let order = self
            .state
            .orders
            .get(&order_key)
            .cloned()
            .ok_or_else(|| refuse(15, "invalid order: order not found"))?;
        if order.state == OrderState::Active as i32 {
            return Err(refuse(23, "order active"));
        }
        if order.state != OrderState::Open as i32 {
            return Err(refuse(24, "order closed"));
        }
        let spec = order.spec.clone().unwrap_or_default();
        let price = m.price.clone().unwrap_or_default();
        let (denom, most) = matching::group_price(&spec);
        if denom != price.denom {
            return Err(Refusal::panic(format!(
                "recovered: invalid coin denominations; {denom}, {}: panic",
                price.denom
            )));
        }
        let amount =
            Dec18::from_wire(&price.amount).map_err(|_| refuse(22, "bid price is invalid"))?;
        if amount.atoms() > most {
            return Err(refuse(22, "bid price is invalid"));
        }
        if !matching::offer_fits(&m.resources_offer, &spec) {
            return Err(refuse(32, "capabilities mismatch"));
        }
        let provider = self
            .state
            .providers
            .get(&key.4)
            .ok_or_else(|| refuse(30, "unknown provider"))?;
        if !matching::requirements(&spec, provider, &self.state.audits) {
            return Err(refuse(5, "attribute mismatch"));
        }
        self.check_reclamation(&order, m)?;
        if self.state.bids.contains_key(&key) {
            return Err(refuse(21, "invalid bid: bid exists from provider"));
        }
        let deposit = check_deposit(m.deposit.as_ref())?;
        let coin = deposit.amount.clone().unwrap_or_default();
        let given: u128 = coin.amount.parse().unwrap_or(0);
        let least = &self.state.params.bid_min_deposits;
        if !least
            .iter()
            .any(|(d, least)| *d == coin.denom && given >= *least)
        {
            return Err(refuse(28, "deposit invalid"));
        }
        self.state.bids.insert(
            key.clone(),
            Bid {
                id: m.id.clone(),
                state: BidState::Open as i32,
                price: Some(price.clone()),
                created_at: self.height,
                resources_offer: m.resources_offer.clone(),
                reclamation_window: m.reclamation_window,
            },
        );
        self.emit(
            EventBidCreated::FULL_NAME,
            &[("id", bid_json(&key)), ("price", price_json(&price))],
        );
        self.escrow_open(bid_account(bid_xid(&key)), &key.4, deposit)
    }

    fn check_reclamation(&self, order: &Order, m: &MsgCreateBid) -> Result<(), Refusal> {
        let wanted = order.reclamation.as_ref().and_then(|r| r.min_window);
        match (wanted, m.reclamation_window) {
            (Some(_), None) => Err(refuse(
                40,
                "order requires reclamation but bid does not offer it",
            )),
            (wanted, Some(offered)) => {
                let p = &self.state.params;
                if wanted.is_some_and(|w| offered.seconds < w.seconds) {
                    return Err(refuse(41, "reclamation window shorter than order minimum"));
                }
                if (p.min_reclamation..=p.max_reclamation).contains(&offered.seconds) {
                    return Ok(());
                }
                Err(refuse(39, "reclamation window outside governance bounds"))
            }
            (None, None) => Ok(()),
        }
    }

    /// `/akash.market.v1beta5.MsgCreateLease`.
    ///
    /// # Errors
    /// 18 no such bid, 12 bid not open, 13 order not open, 17 group not open, or what the payment
    /// says.
    pub fn create_lease(&mut self, m: &MsgCreateLease) -> Result<(), Refusal> {
        let key = check_bid_id(m.bid_id.as_ref())?;
        let order_key = order_of(&key);
        self.gas += 60_000;
        let bid = self
            .state
            .bids
            .get(&key)
            .cloned()
            .ok_or_else(|| refuse(18, "invalid bid: bid not found"))?;
        if bid.state != BidState::Open as i32 {
            return Err(refuse(12, "bid not open"));
        }
        let order = self
            .state
            .orders
            .get(&order_key)
            .ok_or_else(|| refuse(15, "invalid order: order not found"))?;
        if order.state != OrderState::Open as i32 {
            return Err(refuse(13, "bid: order not open"));
        }
        if self.group_state(&group_of(&order_key)) != Some(GroupState::Open) {
            return Err(refuse(17, "group not open"));
        }
        let price = bid.price.clone().unwrap_or_default();
        let rate = Dec18::from_wire(&price.amount)
            .map_err(|_| refuse(22, "bid price is invalid"))?
            .atoms();
        self.payment_create(payment_key(&key), &key.4, &price.denom, rate)?;
        self.state.leases.insert(
            key.clone(),
            Lease {
                id: Some(LeaseId {
                    owner: key.0.clone(),
                    dseq: key.1,
                    gseq: key.2,
                    oseq: key.3,
                    provider: key.4.clone(),
                    bseq: 0,
                }),
                state: LeaseState::Active as i32,
                price: Some(price.clone()),
                created_at: self.height,
                closed_on: 0,
                reason: LeaseClosedReason::Invalid as i32,
                reclamation: bid.reclamation_window.map(|window| Reclamation {
                    window: Some(window),
                    ..Reclamation::default()
                }),
            },
        );
        self.emit(
            EventLeaseCreated::FULL_NAME,
            &[("id", bid_json(&key)), ("price", price_json(&price))],
        );
        self.set_bid(&key, BidState::Active);
        self.set_order(&order_key, OrderState::Active);
        self.lose_one(&order_key)
    }

    /// One other open bid becomes lost and gets its deposit back; the rest stay open.
    fn lose_one(&mut self, order: &OrderKey) -> Result<(), Refusal> {
        let bytes = |k: &BidKey| k.4.parse::<Address>().map(|a| a.to_bytes()).ok();
        let loser = self
            .state
            .bids
            .range(bid_range(order))
            .filter(|(_, b)| b.state == BidState::Open as i32)
            .map(|(k, _)| k.clone())
            .min_by_key(bytes);
        let Some(key) = loser else {
            return Ok(());
        };
        self.set_bid(&key, BidState::Lost);
        self.gas += 30_000;
        self.escrow_close(&bid_account(bid_xid(&key)))
    }

    fn set_bid(&mut self, key: &BidKey, state: BidState) {
        if let Some(b) = self.state.bids.get_mut(key) {
            b.state = state as i32;
        }
    }

    fn set_order(&mut self, key: &OrderKey, state: OrderState) {
        if let Some(o) = self.state.orders.get_mut(key) {
            o.state = state as i32;
        }
    }

    fn end_order(&mut self, key: &OrderKey) {
        self.set_order(key, OrderState::Closed);
        self.gas += 10_000;
        self.emit(EventOrderClosed::FULL_NAME, &[("id", order_json(key))]);
    }

    /// Closes a bid and gives its deposit back.
    fn end_bid(&mut self, key: &BidKey) -> Result<(), Refusal> {
        self.set_bid(key, BidState::Closed);
        self.gas += 30_000;
        self.escrow_close(&bid_account(bid_xid(key)))?;
        self.emit(EventBidClosed::FULL_NAME, &[("id", bid_json(key))]);
        Ok(())
    }

    fn end_lease(&mut self, key: &BidKey, state: LeaseState, reason: i32) {
        let height = self.height;
        if let Some(lease) = self.state.leases.get_mut(key) {
            lease.state = state as i32;
            lease.closed_on = height;
            lease.reason = reason;
        }
        self.gas += 10_000;
        let words = LeaseClosedReason::try_from(reason)
            .map_or_else(|_| reason.to_string(), |r| r.as_str().to_owned());
        self.emit(
            EventLeaseClosed::FULL_NAME,
            &[("id", bid_json(key)), ("reason", quoted(&words))],
        );
    }

    fn running(&self, key: &BidKey) -> Option<bool> {
        let lease = self.state.leases.get(key)?;
        Some(
            lease.state == LeaseState::Active as i32
                || lease.state == LeaseState::Reclaiming as i32,
        )
    }

    /// Ends the orders of a group that was paused or closed, with their bids and leases.
    pub(super) fn on_group_ended(
        &mut self,
        group: &GroupKey,
        overdrawn: bool,
    ) -> Result<(), Refusal> {
        let closed = OrderState::Closed as i32;
        let orders: Vec<OrderKey> = self
            .state
            .orders
            .range(order_range(group))
            .filter(|(_, o)| o.state != closed)
            .map(|(k, _)| k.clone())
            .collect();
        for order in orders {
            self.end_order(&order);
            let bids: Vec<(BidKey, i32)> = self
                .state
                .bids
                .range(bid_range(&order))
                .map(|(k, b)| (k.clone(), b.state))
                .collect();
            for state in [BidState::Open, BidState::Active] {
                for (key, _) in bids.iter().filter(|(_, s)| *s == state as i32) {
                    self.end_bid(key)?;
                    if self.running(key) == Some(true) {
                        let (state, reason) = if overdrawn {
                            (
                                LeaseState::InsufficientFunds,
                                LeaseClosedReason::InsufficientFunds,
                            )
                        } else {
                            (LeaseState::Closed, LeaseClosedReason::Owner)
                        };
                        self.end_lease(key, state, reason as i32);
                        self.end_payment(key)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Ends a lease's payment, unless the account's own end has done so.
    fn end_payment(&mut self, key: &BidKey) -> Result<(), Refusal> {
        match self.payment_close(&payment_key(key)) {
            Err(e) if e.codespace == "escrow" && matches!(e.code, 2 | 7) => Ok(()),
            other => other,
        }
    }
}

fn order_range(g: &GroupKey) -> std::ops::RangeInclusive<OrderKey> {
    (g.0.clone(), g.1, g.2, 0)..=(g.0.clone(), g.1, g.2, u32::MAX)
}

fn bid_range(o: &OrderKey) -> std::ops::Range<BidKey> {
    let next = o.3.saturating_add(1);
    (o.0.clone(), o.1, o.2, o.3, String::new())..(o.0.clone(), o.1, o.2, next, String::new())
}
