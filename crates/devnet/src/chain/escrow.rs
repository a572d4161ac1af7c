//! Escrow: accounts settled lazily, block by block, to the micro-unit.

use proto::base_deposit_v1::{Deposit, Source};
use proto::escrow_id_v1 as id;
use proto::escrow_types_v1 as escrow;
use proto::{Coin, DecCoin};
use types::Dec18;

use super::state::{BidKey, Events, Fault, Res, State, module_account};

/// Reads a decimal that this chain wrote itself.
pub fn dec(text: &str) -> Dec18 {
    Dec18::from_wire(text).unwrap_or_default()
}

fn whole(amount: u128) -> Dec18 {
    i128::try_from(amount)
        .ok()
        .and_then(|a| Dec18::from_int(a).ok())
        .unwrap_or_default()
}

fn sum(a: Dec18, b: Dec18) -> Dec18 {
    a.checked_add(b).unwrap_or(a)
}

fn less(a: Dec18, b: Dec18) -> Dec18 {
    a.checked_sub(b).unwrap_or_default()
}

/// Key of a deployment's account.
pub fn deployment_key(owner: &str, dseq: u64) -> String {
    format!("deployment/{owner}/{dseq}")
}

/// Key of a bid's account.
pub fn bid_key((owner, dseq, gseq, oseq, provider): &BidKey) -> String {
    format!("bid/{owner}/{dseq}/{gseq}/{oseq}/{provider}")
}

impl State {
    /// Takes a deposit of `owner` into the account `key`, made if it is new.
    pub fn escrow_deposit(
        &mut self,
        key: &str,
        owner: &str,
        deposit: &Deposit,
        events: &mut Events,
    ) -> Res {
        let coin = deposit.amount.clone().unwrap_or_default();
        let amount: u128 = coin
            .amount
            .parse()
            .map_err(|_| Fault::undefined("deposit invalid"))?;
        let from_balance = deposit.sources.contains(&(Source::Balance as i32));
        if !from_balance || self.balance(owner, &coin.denom) < amount {
            return Err(Fault::undefined("deposit invalid: insufficient balance"));
        }
        self.transfer(
            owner,
            &module_account("escrow"),
            &coin.denom,
            amount,
            events,
        )?;
        let height = self.height_i64();
        let (scope, xid) = key.split_once('/').unwrap_or_default();
        let account = self
            .escrow
            .entry(key.to_owned())
            .or_insert_with(|| escrow::Account {
                id: Some(id::Account {
                    scope: if scope == "bid" {
                        id::Scope::Bid
                    } else {
                        id::Scope::Deployment
                    }
                    .into(),
                    xid: xid.to_owned(),
                }),
                state: Some(escrow::AccountState {
                    owner: owner.to_owned(),
                    state: escrow::State::Open.into(),
                    transferred: vec![DecCoin {
                        denom: coin.denom.clone(),
                        amount: "0".into(),
                    }],
                    settled_at: height,
                    ..escrow::AccountState::default()
                }),
            });
        if let Some(state) = account.state.as_mut() {
            add_funds(state, &coin.denom, whole(amount));
            state.deposits.push(escrow::Depositor {
                owner: owner.to_owned(),
                height,
                source: Source::Balance.into(),
                balance: Some(DecCoin {
                    denom: coin.denom.clone(),
                    amount: whole(amount).to_wire(),
                }),
            });
        }
        Ok(())
    }

    /// Opens the payment of a lease at `rate` per block.
    pub fn payment_open(&mut self, key: &BidKey, rate: DecCoin, events: &mut Events) {
        self.settle(&key.0, key.1, events);
        let account = self
            .escrow
            .get(&deployment_key(&key.0, key.1))
            .and_then(|a| a.id.clone());
        let zero = || {
            Some(DecCoin {
                denom: rate.denom.clone(),
                amount: "0".into(),
            })
        };
        self.payments.insert(
            key.clone(),
            escrow::Payment {
                id: Some(id::Payment {
                    aid: account,
                    xid: format!("{}/{}/{}", key.2, key.3, key.4),
                }),
                state: Some(escrow::PaymentState {
                    owner: key.4.clone(),
                    state: escrow::State::Open.into(),
                    balance: zero(),
                    unsettled: zero(),
                    withdrawn: Some(Coin {
                        denom: rate.denom.clone(),
                        amount: "0".into(),
                    }),
                    rate: Some(rate),
                }),
            },
        );
    }

    /// Pays the rent since the last settlement. Returns false when the account ran dry.
    pub fn settle(&mut self, owner: &str, dseq: u64, _events: &mut Events) -> bool {
        let height = self.height_i64();
        let key = deployment_key(owner, dseq);
        let Some(account) = self.escrow.get_mut(&key).and_then(|a| a.state.as_mut()) else {
            return true;
        };
        if account.state() != escrow::State::Open {
            return account.state() != escrow::State::Overdrawn;
        }
        let blocks = i128::from(height - account.settled_at);
        account.settled_at = height;
        let mut dry = false;
        let open = self
            .payments
            .iter_mut()
            .filter(|(k, _)| k.0 == owner && k.1 == dseq);
        for (_, payment) in open {
            let Some(state) = payment
                .state
                .as_mut()
                .filter(|s| s.state() == escrow::State::Open)
            else {
                continue;
            };
            let rate = state
                .rate
                .as_ref()
                .map(|r| dec(&r.amount))
                .unwrap_or_default();
            let due = rate.checked_mul_int(blocks).unwrap_or_default();
            // The real chain truncates what each payment is owed at every settlement.
            let due = Dec18::from_int(due.trunc()).unwrap_or_default();
            let funds = account.funds.first_mut();
            let Some(funds) = funds else { continue };
            let left = dec(&funds.amount);
            let paid = if left < due {
                left.max(Dec18::ZERO)
            } else {
                due
            };
            funds.amount = less(left, due).to_wire();
            if let Some(total) = account.transferred.first_mut() {
                total.amount = sum(dec(&total.amount), paid).to_wire();
            }
            if let Some(balance) = state.balance.as_mut() {
                balance.amount = sum(dec(&balance.amount), paid).to_wire();
            }
            if paid < due {
                dry = true;
                if let Some(unsettled) = state.unsettled.as_mut() {
                    unsettled.amount = sum(dec(&unsettled.amount), less(due, paid)).to_wire();
                }
                state.state = escrow::State::Overdrawn.into();
            }
            draw_deposits(account, paid);
        }
        if dry {
            account.state = escrow::State::Overdrawn.into();
        }
        !dry
    }

    /// Pays out what a payment has gathered, in whole micro-units.
    pub fn payment_withdraw(&mut self, key: &BidKey, events: &mut Events) -> Res {
        let Some(state) = self.payments.get_mut(key).and_then(|p| p.state.as_mut()) else {
            return Ok(());
        };
        let Some(balance) = state.balance.as_mut() else {
            return Ok(());
        };
        let amount = u128::try_from(dec(&balance.amount).trunc()).unwrap_or_default();
        balance.amount = less(dec(&balance.amount), whole(amount)).to_wire();
        let denom = balance.denom.clone();
        if let Some(withdrawn) = state.withdrawn.as_mut() {
            let before: u128 = withdrawn.amount.parse().unwrap_or_default();
            withdrawn.amount = (before + amount).to_string();
        }
        self.transfer(&module_account("escrow"), &key.4, &denom, amount, events)
    }

    /// Ends a payment and pays it out.
    pub fn payment_close(&mut self, key: &BidKey, events: &mut Events) -> Res {
        self.settle(&key.0, key.1, events);
        self.payment_withdraw(key, events)?;
        if let Some(state) = self.payments.get_mut(key).and_then(|p| p.state.as_mut())
            && state.state() == escrow::State::Open
        {
            state.state = escrow::State::Closed.into();
        }
        Ok(())
    }

    /// Closes an account: what is left goes back to whoever deposited it.
    pub fn escrow_close(&mut self, key: &str, events: &mut Events) -> Res {
        let Some(account) = self.escrow.get_mut(key).and_then(|a| a.state.as_mut()) else {
            return Ok(());
        };
        if account.state() == escrow::State::Closed {
            return Ok(());
        }
        account.state = escrow::State::Closed.into();
        let mut refunds = Vec::new();
        for deposit in &mut account.deposits {
            let Some(balance) = deposit.balance.as_mut() else {
                continue;
            };
            let amount = u128::try_from(dec(&balance.amount).trunc()).unwrap_or_default();
            refunds.push((deposit.owner.clone(), balance.denom.clone(), amount));
            balance.amount = "0".into();
        }
        for funds in &mut account.funds {
            if !dec(&funds.amount).is_negative() {
                funds.amount = "0".into();
            }
        }
        for (owner, denom, amount) in refunds {
            self.transfer(&module_account("escrow"), &owner, &denom, amount, events)?;
        }
        Ok(())
    }
}

fn add_funds(state: &mut escrow::AccountState, denom: &str, amount: Dec18) {
    match state.funds.iter_mut().find(|b| b.denom == denom) {
        Some(funds) => funds.amount = sum(dec(&funds.amount), amount).to_wire(),
        None => state.funds.push(escrow::Balance {
            denom: denom.to_owned(),
            amount: amount.to_wire(),
        }),
    }
}

/// Deposits are used up in their order.
fn draw_deposits(account: &mut escrow::AccountState, mut amount: Dec18) {
    for deposit in &mut account.deposits {
        let Some(balance) = deposit.balance.as_mut() else {
            continue;
        };
        let here = dec(&balance.amount).min(amount);
        balance.amount = less(dec(&balance.amount), here).to_wire();
        amount = less(amount, here);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";

    fn key() -> BidKey {
        (
            TENANT.into(),
            1,
            1,
            1,
            "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0".into(),
        )
    }

    fn leased(deposit: u128, rate: &str) -> State {
        let mut state = State::default();
        state.mint(TENANT, "uact", deposit);
        let coin = Coin {
            denom: "uact".into(),
            amount: deposit.to_string(),
        };
        let deposit = Deposit {
            amount: Some(coin),
            sources: vec![Source::Balance.into()],
        };
        let mut events = Events::default();
        state
            .escrow_deposit(&deployment_key(TENANT, 1), TENANT, &deposit, &mut events)
            .unwrap();
        let rate: Dec18 = rate.parse().unwrap();
        state.payment_open(
            &key(),
            DecCoin {
                denom: "uact".into(),
                amount: rate.to_wire(),
            },
            &mut events,
        );
        state
    }

    #[test]
    fn thirteen_blocks_at_a_crooked_price_pay_what_the_real_chain_paid() {
        let mut state = leased(5_000_000, "1234.5678");
        state.height = 13;
        let mut events = Events::default();
        state.payment_close(&key(), &mut events).unwrap();
        state
            .escrow_close(&deployment_key(TENANT, 1), &mut events)
            .unwrap();
        assert_eq!(state.balance(&key().4, "uact"), 16_049);
        assert_eq!(state.balance(TENANT, "uact"), 5_000_000 - 16_049);
        assert_eq!(state.balance(&module_account("escrow"), "uact"), 0);
    }

    #[test]
    fn an_empty_account_is_overdrawn_with_the_debt_noted() {
        let mut state = leased(100, "30");
        state.height = 4;
        assert!(!state.settle(TENANT, 1, &mut Events::default()));
        let account = state.escrow[&deployment_key(TENANT, 1)]
            .state
            .clone()
            .unwrap();
        assert_eq!(account.state(), escrow::State::Overdrawn);
        assert_eq!(dec(&account.funds[0].amount).to_string(), "-20");
        let payment = state.payments[&key()].state.clone().unwrap();
        assert_eq!(dec(&payment.unsettled.unwrap().amount).to_string(), "20");
        assert_eq!(dec(&payment.balance.unwrap().amount).to_string(), "100");
    }
}
