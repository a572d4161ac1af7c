//! How leases and bids are paid out, closed and taken back.

use super::*;

impl Ctx<'_> {
    /// `/akash.market.v1beta5.MsgWithdrawLease`.
    ///
    /// # Errors
    /// 7 no such lease, or what the payment says.
    pub fn withdraw_lease(&mut self, m: &MsgWithdrawLease) -> Result<(), Refusal> {
        let key = check_lease_id(m.id.as_ref())?;
        self.gas += 20_000;
        if !self.state.leases.contains_key(&key) {
            return Err(refuse(7, "unknown lease"));
        }
        self.payment_withdraw(&payment_key(&key))
    }

    /// `/akash.market.v1beta5.MsgCloseLease`: the order is opened again if the group still is.
    ///
    /// # Errors
    /// 15 no such order, 24 order closed, 11 bid not active, 20 no such lease.
    pub fn close_lease(&mut self, m: &MsgCloseLease) -> Result<(), Refusal> {
        let key = check_lease_id(m.id.as_ref())?;
        let order_key = order_of(&key);
        self.gas += 40_000;
        let order = self
            .state
            .orders
            .get(&order_key)
            .ok_or_else(|| refuse(15, "invalid order: order not found"))?;
        if order.state != OrderState::Active as i32 {
            return Err(refuse(24, "order closed"));
        }
        match self.state.bids.get(&key).map(|b| b.state) {
            None => return Err(refuse(18, "invalid bid: bid not found")),
            Some(s) if s != BidState::Active as i32 => return Err(refuse(11, "bid not active")),
            Some(_) => {}
        }
        match self.running(&key) {
            None => return Err(refuse(20, "invalid lease: lease not found")),
            Some(false) => return Err(refuse(24, "order closed")),
            Some(true) => {}
        }
        self.end_lease(&key, LeaseState::Closed, LeaseClosedReason::Owner as i32);
        self.end_bid(&key)?;
        self.end_order(&order_key);
        self.end_payment(&key)?;
        let group = group_of(&order_key);
        if self.group_state(&group) == Some(GroupState::Open) {
            self.create_order(&group)?;
        }
        Ok(())
    }

    /// `/akash.market.v1beta5.MsgCloseBid`: on an active lease it also ends that, and pauses the
    /// group.
    ///
    /// # Errors
    /// 6 no such bid, 8 no lease, 10 lease not active, 37 and 38 while reclamation stands against
    /// it.
    pub fn close_bid(&mut self, m: &MsgCloseBid) -> Result<(), Refusal> {
        let key = check_bid_id(m.id.as_ref())?;
        let order_key = order_of(&key);
        self.gas += 26_000;
        let bid = self
            .state
            .bids
            .get(&key)
            .ok_or_else(|| refuse(6, "unknown bid"))?;
        if bid.state == BidState::Open as i32 {
            return self.end_bid(&key);
        }
        let lease = self
            .state
            .leases
            .get(&key)
            .ok_or_else(|| refuse(8, "unknown lease for bid"))?;
        if self.running(&key) != Some(true) {
            return Err(refuse(10, "lease not active"));
        }
        if let Some(r) = &lease.reclamation {
            if r.started_at == 0 {
                return Err(refuse(
                    37,
                    "reclamation not started; call MsgLeaseStartReclaim first",
                ));
            }
            if self.time / 1_000_000_000 < i128::from(r.deadline) {
                return Err(refuse(38, "reclamation window has not elapsed"));
            }
        }
        self.pause_left_group(&group_of(&order_key));
        self.end_lease(&key, LeaseState::Closed, m.reason);
        self.end_bid(&key)?;
        self.end_order(&order_key);
        self.end_payment(&key)
    }

    /// `/akash.market.v1beta5.MsgLeaseStartReclaim`.
    ///
    /// # Errors
    /// 7 no such lease, 10 not active, 35 no reclamation agreed.
    pub fn start_reclaim(&mut self, m: &MsgLeaseStartReclaim) -> Result<(), Refusal> {
        let key = check_lease_id(m.id.as_ref())?;
        let (height, seconds) = (self.height, self.time / 1_000_000_000);
        self.gas += 12_000;
        let lease = self
            .state
            .leases
            .get_mut(&key)
            .ok_or_else(|| refuse(7, "unknown lease"))?;
        if lease.state != LeaseState::Active as i32 {
            return Err(refuse(10, "lease not active"));
        }
        let r = lease
            .reclamation
            .as_mut()
            .ok_or_else(|| refuse(35, "lease does not have reclamation configured"))?;
        let window = r.window.map_or(0, |w| w.seconds);
        r.started_at = height;
        r.deadline = i64::try_from(seconds)
            .unwrap_or(i64::MAX)
            .saturating_add(window);
        r.reason = m.reason;
        let deadline = r.deadline;
        lease.state = LeaseState::Reclaiming as i32;
        let reason = LeaseClosedReason::try_from(m.reason)
            .map_or_else(|_| m.reason.to_string(), |r| r.as_str().to_owned());
        self.emit(
            EventLeaseReclaimStarted::FULL_NAME,
            &[
                ("id", bid_json(&key)),
                ("reason", quoted(&reason)),
                ("deadline", quoted(&deadline.to_string())),
            ],
        );
        Ok(())
    }
}
