//! Topping up an escrow account.

use super::bank::check_address;
use super::ctx::Ctx;
use super::deployment::check_deposit;
use super::escrow::AccountKey;
use super::refusal::{Refusal, sdk};
use proto::escrow_id_v1::Scope;
use proto::escrow_v1::MsgAccountDeposit;

/// Checks a deposit before any state is read.
///
/// # Errors
/// `sdk` 7 signer, `escrow` 12 account id, and what the deposit says.
pub fn check(m: &MsgAccountDeposit) -> Result<(), Refusal> {
    check_address(&m.signer)?;
    let id = m.id.as_ref().ok_or_else(invalid_id)?;
    let parts = id.xid.split('/').count();
    let fits = match Scope::try_from(id.scope) {
        Ok(Scope::Deployment) => parts == 2,
        Ok(Scope::Bid) => parts == 5,
        _ => false,
    };
    if !fits {
        return Err(invalid_id());
    }
    check_deposit(m.deposit.as_ref()).map(|_| ())
}

fn invalid_id() -> Refusal {
    Refusal::new("escrow", 12, "invalid id")
}

impl Ctx<'_> {
    /// `/akash.escrow.v1.MsgAccountDeposit`: anybody may top up an account.
    ///
    /// # Errors
    /// `escrow` 3 not found, 2 closed, `undefined` 1 funds.
    pub fn account_deposit(&mut self, m: &MsgAccountDeposit) -> Result<(), Refusal> {
        self.gas += 20_000;
        let id = m.id.as_ref().ok_or_else(invalid_id)?;
        let key: AccountKey = (id.scope, id.xid.clone());
        let deposit = m.deposit.as_ref().ok_or_else(|| sdk(10, "invalid coins"))?;
        self.escrow_deposit(&key, &m.signer, deposit)
    }
}
