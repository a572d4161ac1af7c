//! What a chain starts from: its id, its accounts and the parameters of its modules.
//!
//! A file has the shape of the recorded parameters of a real node: `chain_id`, `accounts` with
//! `address` and `genesis_balance`, `params` by module, `bank_send_enabled`.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use types::Address;

/// Parameters that the chain's modules read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// Longest memo, in characters.
    pub max_memo: usize,
    /// Most signatures in a transaction.
    pub max_signatures: usize,
    /// Gas for each byte of a transaction.
    pub gas_per_byte: u64,
    /// Gas for checking a signature.
    pub gas_per_signature: u64,
    /// Denoms whose sending is switched on or off; others may be sent.
    pub send_enabled: BTreeMap<String, bool>,
    /// Least deposit of a deployment by denom, in micro-units.
    pub min_deposits: Vec<(String, u128)>,
    /// Least deposit of a bid by denom, in micro-units.
    pub bid_min_deposits: Vec<(String, u128)>,
    /// Bids an order takes before it refuses more.
    pub order_max_bids: u32,
    /// Shortest reclamation window, in seconds.
    pub min_reclamation: i64,
    /// Longest reclamation window, in seconds.
    pub max_reclamation: i64,
    /// Least gas price, in uakt per 10 000 units of gas.
    pub min_gas_price: u128,
}

impl Default for Params {
    fn default() -> Self {
        let half = || vec![("uakt".to_owned(), 500_000), ("uact".to_owned(), 500_000)];
        Self {
            max_memo: 256,
            max_signatures: 7,
            gas_per_byte: 10,
            gas_per_signature: 1000,
            send_enabled: [("uakt".to_owned(), true), ("uact".to_owned(), false)].into(),
            min_deposits: half(),
            bid_min_deposits: half(),
            order_max_bids: 20,
            min_reclamation: 3600,
            max_reclamation: 2_592_000,
            min_gas_price: 25,
        }
    }
}

/// An account of the first block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisAccount {
    /// What the account is for.
    pub role: String,
    /// Address.
    pub address: Address,
    /// Micro-units by denom; an account without any isn't made.
    pub balance: BTreeMap<String, u128>,
}

/// What a chain starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// Chain id.
    pub chain_id: String,
    /// Accounts, numbered in this order.
    pub accounts: Vec<GenesisAccount>,
    /// Parameters.
    pub params: Params,
}

/// Why a genesis file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum GenesisError {
    /// It is not JSON.
    #[error("the genesis is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A value is missing or of another kind.
    #[error("the genesis has no usable value at {0}")]
    Value(&'static str),
    /// An address is malformed.
    #[error("the genesis has a malformed address: {0}")]
    Address(#[from] types::AddressError),
}

impl Genesis {
    /// The built-in demo network: the simulated providers and their auditor with AKT for gas and
    /// deposits. People get theirs from the faucet.
    pub fn demo() -> Self {
        let accounts = crate::provider::accounts()
            .into_iter()
            .filter_map(|a| a.parse().ok())
            .map(|address| GenesisAccount {
                role: "provider".into(),
                address,
                balance: [
                    ("uact".to_owned(), 1_000_000_000_000),
                    ("uakt".to_owned(), 1_000_000_000_000),
                ]
                .into(),
            })
            .collect();
        Self {
            chain_id: "slipway-demo-1".into(),
            accounts,
            params: Params::default(),
        }
    }

    /// The file [`Genesis::parse`] reads.
    pub fn to_json(&self) -> String {
        let list = |coins: &mut dyn Iterator<Item = (&String, &u128)>| -> Value {
            coins
                .map(|(d, a)| json!({"denom": d, "amount": a.to_string()}))
                .collect()
        };
        let p = &self.params;
        let pairs = |v: &[(String, u128)]| list(&mut v.iter().map(|(d, a)| (d, a)));
        let accounts: Value = self
            .accounts
            .iter()
            .map(|a| {
                json!({"role": a.role, "address": a.address.as_str(),
                    "genesis_balance": list(&mut a.balance.iter())})
            })
            .collect();
        let enabled: Value = p
            .send_enabled
            .iter()
            .map(|(d, on)| json!({"denom": d, "enabled": on}))
            .collect();
        json!({
            "chain_id": self.chain_id,
            "accounts": accounts,
            "params": {
                "auth": {
                    "max_memo_characters": p.max_memo.to_string(),
                    "tx_sig_limit": p.max_signatures.to_string(),
                    "tx_size_cost_per_byte": p.gas_per_byte.to_string(),
                    "sig_verify_cost_secp256k1": p.gas_per_signature.to_string(),
                },
                "deployment": {"min_deposits": pairs(&p.min_deposits)},
                "market": {
                    "bid_min_deposits": pairs(&p.bid_min_deposits),
                    "order_max_bids": p.order_max_bids,
                    "min_reclamation_window": format!("{}s", p.min_reclamation),
                    "max_reclamation_window": format!("{}s", p.max_reclamation),
                },
            },
            "bank_send_enabled": enabled,
        })
        .to_string()
    }

    /// Reads a genesis file; parameters it doesn't name keep their defaults.
    ///
    /// # Errors
    /// [`GenesisError`] when it is not JSON or lacks a chain id or accounts.
    pub fn parse(text: &str) -> Result<Self, GenesisError> {
        let root: Value = serde_json::from_str(text)?;
        let chain_id = root["chain_id"]
            .as_str()
            .ok_or(GenesisError::Value("chain_id"))?
            .to_owned();
        let mut accounts = Vec::new();
        let list = root["accounts"]
            .as_array()
            .ok_or(GenesisError::Value("accounts"))?;
        for entry in list {
            let address = entry["address"]
                .as_str()
                .ok_or(GenesisError::Value("accounts[].address"))?
                .parse()?;
            let coins = coins(&entry["genesis_balance"])
                .ok_or(GenesisError::Value("accounts[].genesis_balance"))?;
            accounts.push(GenesisAccount {
                role: entry["role"].as_str().unwrap_or_default().to_owned(),
                address,
                balance: coins.into_iter().collect(),
            });
        }
        Ok(Self {
            chain_id,
            accounts,
            params: params(&root)?,
        })
    }
}

fn params(root: &Value) -> Result<Params, GenesisError> {
    let mut p = Params::default();
    let all = &root["params"];
    let auth = &all["auth"];
    read(&auth["max_memo_characters"], &mut p.max_memo);
    read(&auth["tx_sig_limit"], &mut p.max_signatures);
    read(&auth["tx_size_cost_per_byte"], &mut p.gas_per_byte);
    read(&auth["sig_verify_cost_secp256k1"], &mut p.gas_per_signature);
    if let Some(list) = root["bank_send_enabled"].as_array() {
        for entry in list {
            if let (Some(denom), Some(on)) = (entry["denom"].as_str(), entry["enabled"].as_bool()) {
                p.send_enabled.insert(denom.to_owned(), on);
            }
        }
    }
    let market = &all["market"];
    for (value, slot, name) in [
        (
            &all["deployment"]["min_deposits"],
            &mut p.min_deposits,
            "params.deployment.min_deposits",
        ),
        (
            &market["bid_min_deposits"],
            &mut p.bid_min_deposits,
            "params.market.bid_min_deposits",
        ),
    ] {
        if !value.is_null() {
            *slot = coins(value).ok_or(GenesisError::Value(name))?;
        }
    }
    read(&market["order_max_bids"], &mut p.order_max_bids);
    read(&market["min_reclamation_window"], &mut p.min_reclamation);
    read(&market["max_reclamation_window"], &mut p.max_reclamation);
    Ok(p)
}

/// Takes a number from a JSON number, a text, or a duration like `3600s`.
fn read<T: std::str::FromStr>(value: &Value, slot: &mut T) {
    let text = match value {
        Value::String(text) => text.trim_end_matches('s').to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return,
    };
    if let Ok(number) = text.parse() {
        *slot = number;
    }
}

fn coins(value: &Value) -> Option<Vec<(String, u128)>> {
    let coin = |c: &Value| {
        Some((
            c["denom"].as_str()?.to_owned(),
            c["amount"].as_str()?.parse().ok()?,
        ))
    };
    value.as_array()?.iter().map(coin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_shape_of_the_recorded_parameters() {
        let text = r#"{"chain_id":"x-1","accounts":[{"role":"main","address":"akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww",
            "genesis_balance":[{"denom":"uakt","amount":"7"}]}],"params":{"auth":{"max_memo_characters":"9"},
            "market":{"order_max_bids":3,"min_reclamation_window":"60s"},
            "deployment":{"min_deposits":[{"denom":"uact","amount":"5"}]}},"bank_send_enabled":[{"denom":"uakt","enabled":false}]}"#;
        let genesis = Genesis::parse(text).unwrap();
        assert_eq!(genesis.accounts[0].balance["uakt"], 7);
        assert_eq!(
            (genesis.params.max_memo, genesis.params.order_max_bids),
            (9, 3)
        );
        assert_eq!(genesis.params.min_reclamation, 60);
        assert_eq!(genesis.params.min_deposits, [("uact".to_owned(), 5)]);
        assert!(!genesis.params.send_enabled["uakt"]);
    }

    #[test]
    fn refuses_a_file_without_accounts() {
        assert!(matches!(
            Genesis::parse(r#"{"chain_id":"x"}"#),
            Err(GenesisError::Value("accounts"))
        ));
        assert!(matches!(Genesis::parse("{"), Err(GenesisError::Json(_))));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let demo = Genesis::demo();
        assert_eq!(Genesis::parse(&demo.to_json()).unwrap(), demo);
    }

    #[test]
    fn the_demo_network_funds_its_providers() {
        let demo = Genesis::demo();
        assert!(demo.accounts.len() > 8);
        assert!(demo.accounts.iter().all(|a| a.balance["uakt"] > 0));
    }
}
