//! The bank module's sends, and deposits into escrow.

use super::ctx::Ctx;
use super::escrow::AccountKey;
use super::refusal::{Refusal, sdk};
use super::state::module_address;
use proto::cosmos::bank::v1beta1::MsgSend;
use proto::escrow_v1::MsgAccountDeposit;
use types::Address;

/// Checks a send before any state is read. What addresses and amounts are worth shows later.
///
/// # Errors
/// `sdk` 7 for the sender, 10 for the coins.
pub fn check_send(m: &MsgSend) -> Result<(), Refusal> {
    super::provider::check_address(&m.from_address)
}

impl Ctx<'_> {
    /// `/cosmos.bank.v1beta1.MsgSend`.
    ///
    /// # Errors
    /// `sdk` 7 for the receiver, 10 for coins, 5 for too little, 4 for a module's account, `bank` 5
    /// for a denom that can't be sent.
    pub fn send(&mut self, m: &MsgSend) -> Result<(), Refusal> {
        m.to_address
            .parse::<Address>()
            .map_err(|e| sdk(7, format!("invalid to address: {e}: invalid address")))?;
        let coins = m
            .amount
            .iter()
            .map(|c| {
                let amount = c.amount.parse::<u128>().ok().filter(|a| *a > 0)?;
                Some((c.denom.as_str(), amount))
            })
            .collect::<Option<Vec<_>>>()
            .filter(|c| !c.is_empty())
            .ok_or_else(|| sdk(10, "invalid coins"))?;
        for (denom, _) in &coins {
            if self.state.params.send_enabled.get(*denom) == Some(&false) {
                return Err(Refusal::new(
                    "bank",
                    5,
                    format!(
                        "{denom} transfers are currently disabled: send transactions are disabled"
                    ),
                ));
            }
        }
        let blocked = |name| module_address(name) == m.to_address;
        if ["escrow", "bme"].into_iter().any(blocked)
            || super::state::MODULES.into_iter().any(blocked)
        {
            return Err(sdk(
                4,
                format!(
                    "{} is not allowed to receive funds: unauthorized",
                    m.to_address
                ),
            ));
        }
        self.gas += 6_000;
        for (denom, amount) in coins {
            self.transfer(&m.from_address, &m.to_address, denom, amount)?;
        }
        Ok(())
    }

    /// `/akash.escrow.v1.MsgAccountDeposit`.
    ///
    /// # Errors
    /// The escrow module's codes.
    pub fn account_deposit(&mut self, m: &MsgAccountDeposit) -> Result<(), Refusal> {
        let id = m.id.clone().unwrap_or_default();
        let key: AccountKey = (id.scope, id.xid);
        self.gas += 18_000;
        let deposit = super::deployment::check_deposit(m.deposit.as_ref())?;
        self.escrow_deposit(&key, &m.signer, deposit)
    }
}
