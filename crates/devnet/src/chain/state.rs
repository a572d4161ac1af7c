//! Everything the chain remembers between blocks.

use super::escrow::{Account as EscrowAccount, AccountKey, Payment, PaymentKey};
use super::genesis::{Genesis, Params};
use super::id::{BidKey, DeploymentKey, GroupKey, OrderKey};
use proto::base_attributes_v1::Attribute;
use proto::{
    cert_v1, deployment_v1, deployment_v1beta4, market_v1, market_v1beta5, provider_v1beta4,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use types::Address;

/// An account of the auth module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthAccount {
    /// Number, given in the order of creation.
    pub number: u64,
    /// Sequence of the next ordered transaction.
    pub sequence: u64,
    /// Compressed secp256k1 key, once the account has signed.
    pub public_key: Option<Vec<u8>>,
    /// Name, if it is a module's.
    pub module: Option<&'static str>,
}

/// The state after a block.
#[derive(Clone, Debug)]
pub struct State {
    /// Chain id.
    pub chain_id: String,
    /// Parameters.
    pub params: Params,
    /// Accounts by address.
    pub accounts: BTreeMap<String, AuthAccount>,
    /// Micro-units by address and denom.
    pub balances: BTreeMap<String, BTreeMap<String, u128>>,
    /// Timeouts of unordered transactions already used: unix nanoseconds, sender.
    pub nonces: BTreeSet<(i128, String)>,
    /// Deployments.
    pub deployments: BTreeMap<DeploymentKey, deployment_v1::Deployment>,
    /// Groups.
    pub groups: BTreeMap<GroupKey, deployment_v1beta4::Group>,
    /// Orders.
    pub orders: BTreeMap<OrderKey, market_v1beta5::Order>,
    /// Bids.
    pub bids: BTreeMap<BidKey, market_v1beta5::Bid>,
    /// Leases.
    pub leases: BTreeMap<BidKey, market_v1::Lease>,
    /// Escrow accounts.
    pub escrow: BTreeMap<AccountKey, EscrowAccount>,
    /// Payments out of escrow accounts.
    pub payments: BTreeMap<PaymentKey, Payment>,
    /// Providers by owner.
    pub providers: BTreeMap<String, provider_v1beta4::Provider>,
    /// Signed attributes by owner and auditor.
    pub audits: BTreeMap<(String, String), Vec<Attribute>>,
    /// Certificates by owner and serial, the serial as a number's decimal text padded for order.
    pub certificates: BTreeMap<(String, String), cert_v1::Certificate>,
}

/// Address of a module's account.
pub fn module_address(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    Address::from_bytes(&digest[..20]).map_or_else(|_| String::new(), |a| a.as_str().to_owned())
}

/// Modules that own an account from the start, in the order in which a real chain numbers them.
/// The escrow module gets its account with the first deposit.
pub const MODULES: [&str; 6] = [
    "bonded_tokens_pool",
    "not_bonded_tokens_pool",
    "gov",
    "distribution",
    "mint",
    "fee_collector",
];

impl State {
    /// The state before the first block.
    pub fn genesis(genesis: &Genesis) -> Self {
        let mut state = Self {
            chain_id: genesis.chain_id.clone(),
            params: genesis.params.clone(),
            accounts: BTreeMap::new(),
            balances: BTreeMap::new(),
            nonces: BTreeSet::new(),
            deployments: BTreeMap::new(),
            groups: BTreeMap::new(),
            orders: BTreeMap::new(),
            bids: BTreeMap::new(),
            leases: BTreeMap::new(),
            escrow: BTreeMap::new(),
            payments: BTreeMap::new(),
            providers: BTreeMap::new(),
            audits: BTreeMap::new(),
            certificates: BTreeMap::new(),
        };
        for account in genesis.accounts.iter().filter(|a| !a.balance.is_empty()) {
            let address = account.address.as_str();
            state.ensure_account(address);
            state
                .balances
                .insert(address.to_owned(), account.balance.clone());
        }
        for name in MODULES {
            let address = module_address(name);
            state.ensure_account(&address);
            if let Some(account) = state.accounts.get_mut(&address) {
                account.module = Some(name);
            }
        }
        state
    }

    /// Makes an account unless it is there.
    pub fn ensure_account(&mut self, address: &str) {
        let number = self.accounts.len() as u64;
        self.accounts
            .entry(address.to_owned())
            .or_insert_with(|| AuthAccount {
                number,
                ..AuthAccount::default()
            });
    }

    /// Micro-units of a denom that an address holds.
    pub fn balance(&self, address: &str, denom: &str) -> u128 {
        self.balances
            .get(address)
            .and_then(|b| b.get(denom))
            .copied()
            .unwrap_or(0)
    }

    /// Micro-units of a denom in all accounts together.
    pub fn supply(&self, denom: &str) -> u128 {
        self.balances.values().filter_map(|b| b.get(denom)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_addresses_are_the_known_ones() {
        assert_eq!(
            module_address("escrow"),
            "akash14pphss726thpwws3yc458hggufynm9x77l4l2u"
        );
        assert_eq!(
            module_address("fee_collector"),
            "akash17xpfvakm2amg962yls6f84z3kell8c5lazw8j8"
        );
    }
}
