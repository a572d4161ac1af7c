//! The bank module: sending coins.

use super::ctx::Ctx;
use super::refusal::{Refusal, sdk};
use super::state::{MODULES, module_address};
use proto::Coin;
use proto::cosmos::bank::v1beta1::MsgSend;
use types::Address;

/// Modules besides [`MODULES`] that take coins from their keepers only.
const OTHER_MODULES: [&str; 2] = ["escrow", "bme"];

/// Checks an address's form.
///
/// # Errors
/// `sdk` 7.
pub fn check_address(text: &str) -> Result<(), Refusal> {
    text.parse::<Address>()
        .map(|_| ())
        .map_err(|_| sdk(7, format!("invalid address {text}: invalid address")))
}

/// `MsgSend` has no check before its handler but the signer's form.
///
/// # Errors
/// `sdk` 7 for the sender.
pub fn check_send(m: &MsgSend) -> Result<(), Refusal> {
    check_address(&m.from_address)
}

/// Reads coins: positive, sorted, without doubles.
///
/// # Errors
/// `sdk` 10.
pub fn coins(list: &[Coin]) -> Result<Vec<(String, u128)>, Refusal> {
    let invalid = || sdk(10, "invalid coins");
    let mut all: Vec<(String, u128)> = Vec::new();
    for coin in list {
        let amount: u128 = coin.amount.parse().map_err(|_| invalid())?;
        if amount == 0 || all.last().is_some_and(|(d, _)| *d >= coin.denom) {
            return Err(invalid());
        }
        all.push((coin.denom.clone(), amount));
    }
    Ok(all)
}

impl Ctx<'_> {
    /// `/cosmos.bank.v1beta1.MsgSend`.
    ///
    /// # Errors
    /// `sdk` 7 address, 10 coins, 5 funds, 4 a module as receiver; `bank` 5 a denom that can't be sent.
    pub fn send(&mut self, m: &MsgSend) -> Result<(), Refusal> {
        self.gas += 7_600;
        m.to_address
            .parse::<Address>()
            .map_err(|_| sdk(7, "invalid to address: invalid address"))?;
        let coins = coins(&m.amount)?;
        if coins.is_empty() {
            return Err(sdk(10, "invalid coins"));
        }
        for (denom, _) in &coins {
            if self.state.params.send_enabled.get(denom) == Some(&false) {
                return Err(Refusal::new(
                    "bank",
                    5,
                    format!(
                        "{denom} transfers are currently disabled: send transactions are disabled"
                    ),
                ));
            }
        }
        if MODULES
            .iter()
            .chain(&OTHER_MODULES)
            .any(|name| *name != "gov" && module_address(name) == m.to_address)
        {
            return Err(sdk(
                4,
                format!(
                    "{} is not allowed to receive funds: unauthorized",
                    m.to_address
                ),
            ));
        }
        if !self.state.accounts.contains_key(&m.to_address) {
            self.gas += 13_400;
        }
        self.transfer_all(&m.from_address, &m.to_address, &coins)
    }
}
