//! The escrow module: accounts that pay leases by the block, to the micro-unit.
//!
//! It keeps the recorded habits of chain version 2.1: amounts are cut off per payment at each
//! settlement, a new payment settles the account without crediting the payments already there, and
//! closing an account that was settled in the same block leaves its payments as they are.

use super::ctx::Ctx;
use super::refusal::Refusal;
use super::state::module_address;
use proto::base_deposit_v1::{Deposit, Source};
use proto::escrow_id_v1::Scope;
use proto::escrow_types_v1::State as Status;
use types::Dec18;

/// Scope and name of an account.
pub type AccountKey = (i32, String);
/// Account and name of a payment.
pub type PaymentKey = (AccountKey, String);

/// Atoms of one micro-unit.
const UNIT: i128 = Dec18::ONE_ATOMS;

/// What one depositor put in and has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depositor {
    /// Who gets the rest back.
    pub owner: String,
    /// Height of the deposit.
    pub height: i64,
    /// [`Source`].
    pub source: i32,
    /// Denom.
    pub denom: String,
    /// What is left, in atoms.
    pub balance: i128,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who opened it.
    pub owner: String,
    /// State.
    pub state: Status,
    /// Paid out so far: denom, atoms.
    pub transferred: Vec<(String, i128)>,
    /// Height of the last settlement.
    pub settled_at: i64,
    /// Left in it: denom, atoms; negative when overdrawn.
    pub funds: Vec<(String, i128)>,
    /// Deposits in the order in which they are used up.
    pub deposits: Vec<Depositor>,
}

/// A payment of a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Provider.
    pub owner: String,
    /// State.
    pub state: Status,
    /// Denom.
    pub denom: String,
    /// Atoms for each block.
    pub rate: i128,
    /// Earned and not yet paid out, in atoms.
    pub balance: i128,
    /// Owed and not covered, in atoms.
    pub unsettled: i128,
    /// Paid out, in micro-units.
    pub withdrawn: u128,
}

/// What a settlement came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Nothing was due: no block passed or no payment is open.
    Nothing,
    /// All payments were credited.
    Paid,
    /// The account ran out; payments and account are overdrawn.
    Overdrawn,
}

fn escrow(code: u32, log: &str) -> Refusal {
    Refusal::new("escrow", code, log)
}

/// Address that holds what is in escrow.
pub fn module() -> String {
    module_address("escrow")
}

/// Key of a deployment's account.
pub fn deployment_account(xid: String) -> AccountKey {
    (Scope::Deployment as i32, xid)
}

/// Key of a bid's account.
pub fn bid_account(xid: String) -> AccountKey {
    (Scope::Bid as i32, xid)
}

fn add(list: &mut Vec<(String, i128)>, denom: &str, atoms: i128) {
    match list.iter_mut().find(|(d, _)| d == denom) {
        Some((_, have)) => *have += atoms,
        None => list.push((denom.to_owned(), atoms)),
    }
}

impl Ctx<'_> {
    /// Takes a deposit out of the signer's balance: who, amount, source.
    ///
    /// # Errors
    /// Codespace `undefined` when the named sources don't cover it. Deposit grants aren't kept on
    /// this chain, so `grant` never covers anything.
    fn collect(&mut self, signer: &str, deposit: &Deposit) -> Result<Depositor, Refusal> {
        let coin = deposit.amount.clone().unwrap_or_default();
        let amount: u128 = coin
            .amount
            .parse()
            .map_err(|_| escrow(16, "invalid deposit"))?;
        let own = deposit.sources.contains(&(Source::Balance as i32));
        if !own || self.state.balance(signer, &coin.denom) < amount {
            return Err(Refusal::unregistered(
                "deposit invalid: insufficient balance",
            ));
        }
        self.transfer(signer, &module(), &coin.denom, amount)?;
        Ok(Depositor {
            owner: signer.to_owned(),
            height: self.height,
            source: Source::Balance as i32,
            denom: coin.denom,
            balance: i128::try_from(amount)
                .ok()
                .and_then(|a| a.checked_mul(UNIT))
                .ok_or_else(|| escrow(16, "invalid deposit"))?,
        })
    }

    /// Opens an account with its first deposit.
    ///
    /// # Errors
    /// 1 when there is one, or what collecting the deposit says.
    pub fn escrow_open(
        &mut self,
        key: AccountKey,
        owner: &str,
        deposit: &Deposit,
    ) -> Result<(), Refusal> {
        if self.state.escrow.contains_key(&key) {
            return Err(escrow(1, "account exists"));
        }
        let first = self.collect(owner, deposit)?;
        self.state.escrow.insert(
            key,
            Account {
                owner: owner.to_owned(),
                state: Status::Open,
                transferred: vec![(first.denom.clone(), 0)],
                settled_at: self.height,
                funds: vec![(first.denom.clone(), first.balance)],
                deposits: vec![first],
            },
        );
        Ok(())
    }

    /// Adds to an account without settling it. An overdrawn one pays its debt, returns the rest and
    /// closes.
    ///
    /// # Errors
    /// 3 not found, 2 closed, or what collecting says.
    pub fn escrow_deposit(
        &mut self,
        key: &AccountKey,
        signer: &str,
        deposit: &Deposit,
    ) -> Result<(), Refusal> {
        let state = self.state.escrow.get(key).map(|a| a.state);
        match state {
            None => return Err(escrow(3, "account not found")),
            Some(Status::Open | Status::Overdrawn) => {}
            Some(_) => return Err(escrow(2, "account closed")),
        }
        let part = self.collect(signer, deposit)?;
        if let Some(account) = self.state.escrow.get_mut(key) {
            add(&mut account.funds, &part.denom, part.balance);
            if !account.transferred.iter().any(|(d, _)| *d == part.denom) {
                account.transferred.push((part.denom.clone(), 0));
            }
            account.deposits.push(part);
        }
        if state == Some(Status::Overdrawn) {
            self.pay_debt(key)?;
        }
        Ok(())
    }

    fn pay_debt(&mut self, key: &AccountKey) -> Result<(), Refusal> {
        let Some(account) = self.state.escrow.get(key).cloned() else {
            return Ok(());
        };
        // The funds already carry the debt as a negative part, so what is left of them after the
        // deposit is what can be returned.
        if account.funds.iter().any(|(_, atoms)| *atoms < 0) {
            return Ok(());
        }
        let owed: Vec<(PaymentKey, i128)> = self
            .payments_of(key)
            .filter(|(_, p)| p.state == Status::Overdrawn)
            .map(|(k, p)| (k.clone(), p.unsettled))
            .collect();
        for (payment, debt) in owed {
            self.use_deposits(key, &payment, debt);
            let denom = self.state.payments.get(&payment).map(|p| p.denom.clone());
            if let (Some(denom), Some(account)) = (denom, self.state.escrow.get_mut(key)) {
                add(&mut account.transferred, &denom, debt);
            }
            if let Some(p) = self.state.payments.get_mut(&payment) {
                p.balance += debt;
                p.unsettled = 0;
                p.state = Status::Closed;
            }
            self.pay_out(&payment)?;
        }
        self.refund(key)
    }

    fn use_deposits(&mut self, key: &AccountKey, payment: &PaymentKey, atoms: i128) {
        let denom = self
            .state
            .payments
            .get(payment)
            .map(|p| p.denom.clone())
            .unwrap_or_default();
        if let Some(account) = self.state.escrow.get_mut(key) {
            consume(account, &denom, atoms);
        }
    }

    fn payments_of<'s>(
        &'s self,
        key: &'s AccountKey,
    ) -> impl Iterator<Item = (&'s PaymentKey, &'s Payment)> {
        self.state
            .payments
            .range((key.clone(), String::new())..)
            .take_while(move |((a, _), _)| a == key)
    }

    fn open_payments(&self, key: &AccountKey) -> Vec<PaymentKey> {
        self.payments_of(key)
            .filter(|(_, p)| p.state == Status::Open)
            .map(|(k, _)| k.clone())
            .collect()
    }

    /// Settles an account up to this block. With `credit` off the payments' shares leave the
    /// account and reach nobody, which is what the recorded chain does when a payment is created.
    fn settle(&mut self, key: &AccountKey, credit: bool) -> Settled {
        let height = self.height;
        let open = self.open_payments(key);
        self.gas += 4_000 + 6_000 * open.len() as u64;
        let Some(account) = self.state.escrow.get_mut(key) else {
            return Settled::Nothing;
        };
        let blocks = i128::from(height - account.settled_at);
        if account.state != Status::Open || blocks <= 0 {
            return Settled::Nothing;
        }
        account.settled_at = height;
        if open.is_empty() {
            return Settled::Nothing;
        }
        let mut short = false;
        for payment in &open {
            let Some(p) = self.state.payments.get_mut(payment) else {
                continue;
            };
            let due = p.rate.saturating_mul(blocks) / UNIT * UNIT;
            let have = funds(account, &p.denom).max(0);
            let paid = due.min(have);
            add(&mut account.transferred, &p.denom, paid);
            add(&mut account.funds, &p.denom, -due);
            consume(account, &p.denom, paid);
            if credit {
                p.balance += paid;
            }
            if paid < due {
                short = true;
                p.unsettled += due - paid;
            }
        }
        if !short {
            return Settled::Paid;
        }
        account.state = Status::Overdrawn;
        for payment in &open {
            if let Some(p) = self.state.payments.get_mut(payment) {
                p.state = Status::Overdrawn;
            }
        }
        Settled::Overdrawn
    }

    /// Pays out what a payment has earned.
    fn pay_out(&mut self, key: &PaymentKey) -> Result<(), Refusal> {
        let Some(p) = self.state.payments.get_mut(key) else {
            return Ok(());
        };
        let whole = u128::try_from(p.balance / UNIT).unwrap_or(0);
        p.balance %= UNIT;
        p.withdrawn += whole;
        let (owner, denom) = (p.owner.clone(), p.denom.clone());
        self.transfer(&module(), &owner, &denom, whole)
    }

    /// Pays every payment of an account that just ran out, then tells deployment and market.
    fn overdrawn(&mut self, key: &AccountKey) -> Result<(), Refusal> {
        let all: Vec<PaymentKey> = self
            .payments_of(key)
            .filter(|(_, p)| p.state == Status::Overdrawn)
            .map(|(k, _)| k.clone())
            .collect();
        for payment in &all {
            self.pay_out(payment)?;
        }
        self.on_account_closed(key, true)
    }

    /// Starts a payment.
    ///
    /// # Errors
    /// 3 or 2 for the account, 6 when there is one, 9 for a rate of zero, 4 when settling shows the
    /// account empty.
    pub fn payment_create(
        &mut self,
        key: PaymentKey,
        owner: &str,
        denom: &str,
        rate: i128,
    ) -> Result<(), Refusal> {
        match self.state.escrow.get(&key.0).map(|a| a.state) {
            None => return Err(escrow(3, "account not found")),
            Some(Status::Open) => {}
            Some(Status::Overdrawn) => return Err(escrow(4, "account overdrawn")),
            Some(_) => return Err(escrow(2, "account closed")),
        }
        if self.settle(&key.0, false) == Settled::Overdrawn {
            return Err(escrow(4, "account overdrawn"));
        }
        if rate <= 0 {
            return Err(escrow(9, "payment rate zero"));
        }
        if self.state.payments.contains_key(&key) {
            return Err(escrow(6, "payment exists"));
        }
        self.state.payments.insert(
            key,
            Payment {
                owner: owner.to_owned(),
                state: Status::Open,
                denom: denom.to_owned(),
                rate,
                balance: 0,
                unsettled: 0,
                withdrawn: 0,
            },
        );
        Ok(())
    }

    fn open_payment(&self, key: &PaymentKey) -> Result<(), Refusal> {
        match self.state.payments.get(key).map(|p| p.state) {
            None => Err(escrow(8, "payment not found")),
            Some(Status::Open) => match self.state.escrow.get(&key.0).map(|a| a.state) {
                Some(Status::Closed) => Err(escrow(2, "account closed")),
                _ => Ok(()),
            },
            Some(_) => Err(escrow(7, "payment closed")),
        }
    }

    /// Settles and pays out one payment.
    ///
    /// # Errors
    /// 8 not found, 7 closed.
    pub fn payment_withdraw(&mut self, key: &PaymentKey) -> Result<(), Refusal> {
        self.open_payment(key)?;
        if self.settle(&key.0, true) == Settled::Overdrawn {
            return self.overdrawn(&key.0);
        }
        self.pay_out(key)
    }

    /// Settles, pays out and ends one payment.
    ///
    /// # Errors
    /// 8 not found, 7 closed.
    pub fn payment_close(&mut self, key: &PaymentKey) -> Result<(), Refusal> {
        self.open_payment(key)?;
        if self.settle(&key.0, true) == Settled::Overdrawn {
            return self.overdrawn(&key.0);
        }
        self.pay_out(key)?;
        if let Some(p) = self.state.payments.get_mut(key) {
            p.state = Status::Closed;
        }
        Ok(())
    }

    /// Settles and closes an account: payments are paid, the rest goes back to its depositors.
    ///
    /// # Errors
    /// 3 not found, 2 closed, 4 overdrawn.
    pub fn escrow_close(&mut self, key: &AccountKey) -> Result<(), Refusal> {
        match self.state.escrow.get(key).map(|a| a.state) {
            None => return Err(escrow(3, "account not found")),
            Some(Status::Open) => {}
            Some(Status::Overdrawn) => return Err(escrow(4, "account overdrawn")),
            Some(_) => return Err(escrow(2, "account closed")),
        }
        let open = self.open_payments(key);
        let settled = self.settle(key, true);
        if settled == Settled::Overdrawn {
            return self.overdrawn(key);
        }
        if settled == Settled::Paid {
            for payment in open {
                self.pay_out(&payment)?;
                if let Some(p) = self.state.payments.get_mut(&payment) {
                    p.state = Status::Closed;
                }
            }
        }
        self.refund(key)?;
        self.on_account_closed(key, false)
    }

    fn refund(&mut self, key: &AccountKey) -> Result<(), Refusal> {
        let Some(account) = self.state.escrow.get_mut(key) else {
            return Ok(());
        };
        account.state = Status::Closed;
        for (_, atoms) in &mut account.funds {
            *atoms = 0;
        }
        let back = std::mem::take(&mut account.deposits);
        for part in back {
            let whole = u128::try_from(part.balance / UNIT).unwrap_or(0);
            self.transfer(&module(), &part.owner, &part.denom, whole)?;
        }
        Ok(())
    }
}

fn funds(account: &Account, denom: &str) -> i128 {
    account
        .funds
        .iter()
        .find(|(d, _)| d == denom)
        .map_or(0, |(_, atoms)| *atoms)
}

/// Uses up deposits of a denom in their order.
fn consume(account: &mut Account, denom: &str, mut atoms: i128) {
    for part in account.deposits.iter_mut().filter(|d| d.denom == denom) {
        let used = part.balance.min(atoms);
        part.balance -= used;
        atoms -= used;
    }
    account.deposits.retain(|d| d.balance > 0);
}
