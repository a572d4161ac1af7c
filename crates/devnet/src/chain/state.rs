//! The chain's state: plain values by key; cloned before each transaction, so that a refusal leaves no trace.

use std::collections::BTreeMap;

use proto::cert_v1::Certificate;
use proto::deployment_v1::Deployment;
use proto::deployment_v1beta4::Group;
use proto::escrow_types_v1 as escrow;
use proto::market_v1::Lease;
use proto::market_v1beta5::{Bid, Order};
use proto::provider_v1beta4::Provider;
use sha2::{Digest, Sha256};
use types::Address;

/// Why a message or transaction is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Module, or `sdk`, or `undefined` for an unregistered error.
    pub codespace: &'static str,
    /// Code in that module.
    pub code: u32,
    /// Words.
    pub log: String,
}

impl Fault {
    /// A registered error.
    pub fn new(codespace: &'static str, code: u32, log: impl Into<String>) -> Self {
        Self {
            codespace,
            code,
            log: log.into(),
        }
    }

    /// An error without a code of its own.
    pub fn undefined(log: impl Into<String>) -> Self {
        Self::new("undefined", 1, log)
    }
}

/// What handlers give.
pub type Res<T = ()> = Result<T, Fault>;

/// An account.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// Its number.
    pub number: u64,
    /// Its next sequence.
    pub sequence: u64,
    /// Its public key, once it signed.
    pub public_key: Option<Vec<u8>>,
}

/// Owner and dseq.
pub type DeploymentKey = (String, u64);
/// Owner, dseq, gseq.
pub type GroupKey = (String, u64, u32);
/// Owner, dseq, gseq, oseq.
pub type OrderKey = (String, u64, u32, u32);
/// Owner, dseq, gseq, oseq, provider.
pub type BidKey = (String, u64, u32, u32, String);

/// Everything that blocks change.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Chain id.
    pub chain_id: String,
    /// Height of the block being made, or of the last one.
    pub height: u64,
    /// Time of that block, nanoseconds since 1970.
    pub time_nanos: i128,
    /// Accounts by address.
    pub accounts: BTreeMap<String, Account>,
    /// Micro-units by address and denom.
    pub balances: BTreeMap<String, BTreeMap<String, u128>>,
    /// Used nonces of unordered transactions with their timeout in nanoseconds.
    pub nonces: BTreeMap<(String, i128), ()>,
    /// Deployments.
    pub deployments: BTreeMap<DeploymentKey, Deployment>,
    /// Groups.
    pub groups: BTreeMap<GroupKey, Group>,
    /// Orders.
    pub orders: BTreeMap<OrderKey, Order>,
    /// Bids.
    pub bids: BTreeMap<BidKey, Bid>,
    /// Leases.
    pub leases: BTreeMap<BidKey, Lease>,
    /// Escrow accounts by scoped id, such as `deployment/owner/dseq`.
    pub escrow: BTreeMap<String, escrow::Account>,
    /// Payments of leases.
    pub payments: BTreeMap<BidKey, escrow::Payment>,
    /// Providers.
    pub providers: BTreeMap<String, Provider>,
    /// Certificates by owner and serial.
    pub certificates: BTreeMap<(String, String), Certificate>,
    /// Audited attributes by owner and auditor.
    pub audits: BTreeMap<(String, String), BTreeMap<String, String>>,
    /// Faucet payments by address.
    pub faucet: BTreeMap<String, u32>,
}

/// Address of a module account: the first 20 bytes of the hash of its name.
pub fn module_account(name: &str) -> String {
    let hash = Sha256::digest(name.as_bytes());
    Address::from_bytes(&hash[..20])
        .map(|a| a.to_string())
        .unwrap_or_default()
}

impl State {
    /// What an account holds of a coin.
    pub fn balance(&self, address: &str, denom: &str) -> u128 {
        self.balances
            .get(address)
            .and_then(|b| b.get(denom))
            .copied()
            .unwrap_or_default()
    }

    /// Issues coins.
    pub fn mint(&mut self, address: &str, denom: &str, amount: u128) {
        self.touch(address);
        *self
            .balances
            .entry(address.into())
            .or_default()
            .entry(denom.into())
            .or_default() += amount;
    }

    /// Makes the account if it is new.
    pub fn touch(&mut self, address: &str) {
        if !self.accounts.contains_key(address) {
            let number = self.accounts.len() as u64;
            self.accounts.insert(
                address.into(),
                Account {
                    number,
                    ..Account::default()
                },
            );
        }
    }

    /// Moves coins and says so in events.
    pub fn transfer(
        &mut self,
        from: &str,
        to: &str,
        denom: &str,
        amount: u128,
        events: &mut Events,
    ) -> Res {
        if amount == 0 {
            return Ok(());
        }
        let held = self.balance(from, denom);
        if held < amount {
            return Err(Fault::new(
                "sdk",
                5,
                format!(
                    "spendable balance {held}{denom} is smaller than {amount}{denom}: insufficient funds"
                ),
            ));
        }
        if let Some(purse) = self.balances.get_mut(from) {
            if held == amount {
                purse.remove(denom);
            } else {
                purse.insert(denom.into(), held - amount);
            }
        }
        self.mint(to, denom, amount);
        let coins = format!("{amount}{denom}");
        events.plain("coin_spent", &[("spender", from), ("amount", &coins)]);
        events.plain("coin_received", &[("receiver", to), ("amount", &coins)]);
        events.plain(
            "transfer",
            &[("recipient", to), ("sender", from), ("amount", &coins)],
        );
        events.plain("message", &[("sender", from)]);
        Ok(())
    }

    /// Now, in the header's form.
    pub fn block_time(&self) -> proto::Timestamp {
        proto::Timestamp {
            seconds: i64::try_from(self.time_nanos / 1_000_000_000).unwrap_or_default(),
            nanos: i32::try_from(self.time_nanos % 1_000_000_000).unwrap_or_default(),
        }
    }

    /// The height as messages have it.
    pub fn height_i64(&self) -> i64 {
        i64::try_from(self.height).unwrap_or(i64::MAX)
    }
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Type.
    pub kind: String,
    /// Names and values in order.
    pub attributes: Vec<(String, String)>,
}

/// Events of a transaction as they happen.
#[derive(Debug, Clone, Default)]
pub struct Events {
    /// The events.
    pub all: Vec<Event>,
    /// Index of the message that runs.
    pub message: Option<usize>,
}

impl Events {
    /// An event with plain values.
    pub fn plain(&mut self, kind: &str, attributes: &[(&str, &str)]) {
        let mut attributes: Vec<(String, String)> = attributes
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        if let Some(index) = self.message {
            attributes.push(("msg_index".into(), index.to_string()));
        }
        self.all.push(Event {
            kind: kind.into(),
            attributes,
        });
    }

    /// A typed event: values are JSON, attributes sorted by name.
    pub fn typed(&mut self, kind: &str, attributes: &[(&str, serde_json::Value)]) {
        let mut sorted: Vec<(&str, String)> = attributes
            .iter()
            .map(|(k, v)| (*k, v.to_string()))
            .collect();
        sorted.sort_by_key(|(name, _)| *name);
        let texts: Vec<(&str, &str)> = sorted.iter().map(|(k, v)| (*k, v.as_str())).collect();
        self.plain(kind, &texts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_accounts_are_those_of_the_real_chain() {
        assert_eq!(
            module_account("escrow"),
            "akash14pphss726thpwws3yc458hggufynm9x77l4l2u"
        );
        assert_eq!(
            module_account("fee_collector"),
            "akash17xpfvakm2amg962yls6f84z3kell8c5lazw8j8"
        );
    }

    #[test]
    fn a_transfer_that_is_not_covered_moves_nothing() {
        let mut state = State::default();
        state.mint("a", "uakt", 5);
        let fault = state
            .transfer("a", "b", "uakt", 6, &mut Events::default())
            .unwrap_err();
        assert_eq!((fault.codespace, fault.code), ("sdk", 5));
        assert_eq!(
            (state.balance("a", "uakt"), state.balance("b", "uakt")),
            (5, 0)
        );
        state
            .transfer("a", "b", "uakt", 5, &mut Events::default())
            .unwrap();
        assert_eq!(
            (state.balance("a", "uakt"), state.balance("b", "uakt")),
            (0, 5)
        );
    }
}
