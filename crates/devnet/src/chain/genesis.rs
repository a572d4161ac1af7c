//! The first state of a chain, and what its faucet pays.

use serde_json::Value;

use super::state::State;

/// How often the faucet pays one address.
pub const FAUCET_TIMES: usize = 5;
/// What it pays each time: 100 AKT and 250 ACT.
const FAUCET: [(&str, u128); 2] = [("uakt", 100_000_000), ("uact", 250_000_000)];

/// Chain id and balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Chain id.
    pub chain_id: String,
    /// Address, denom, micro-units; accounts get their numbers in this order.
    pub balances: Vec<(String, String, u128)>,
}

impl Genesis {
    /// The demo network: every simulated provider and the auditor can pay fees and deposits.
    pub fn demo() -> Self {
        let mut balances = Vec::new();
        for address in crate::provider::accounts() {
            balances.push((address.clone(), "uakt".into(), 1_000_000_000_000));
            balances.push((address, "uact".into(), 1_000_000_000));
        }
        Self {
            chain_id: "slipway-demo-1".into(),
            balances,
        }
    }

    /// Reads a file with `chain_id` and `accounts[].{address, genesis_balance[]}`; the simulated
    /// providers get their means too.
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let mut balances = Vec::new();
        for account in value["accounts"].as_array()? {
            let address = account["address"].as_str()?;
            for coin in account["genesis_balance"].as_array()? {
                let amount = coin["amount"].as_str()?.parse().ok()?;
                balances.push((
                    address.to_owned(),
                    coin["denom"].as_str()?.to_owned(),
                    amount,
                ));
            }
        }
        Some(Self {
            chain_id: value["chain_id"].as_str()?.to_owned(),
            balances,
        })
    }

    /// The state before the first block.
    pub fn state(&self) -> State {
        let mut state = State {
            chain_id: self.chain_id.clone(),
            ..State::default()
        };
        for (address, denom, amount) in &self.balances {
            state.mint(address, denom, *amount);
        }
        state
    }
}

/// Pays the faucet's share.
pub fn pay(state: &mut State, address: &str) {
    for (denom, amount) in FAUCET {
        state.mint(address, denom, amount);
    }
    *state.faucet.entry(address.to_owned()).or_default() += 1;
}
