//! Accounts and vaults: what is asked of them and what is answered.

use serde::{Deserialize, Serialize};
use types::{Address, Amount};

use crate::Hidden;

/// A key that a person brings along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum KeySource {
    /// Recovery words (BIP39), 12 to 24 of them, of any of its lists.
    Words {
        /// The words, separated by white space.
        words: Hidden,
        /// BIP39 passphrase, empty for none.
        #[serde(default)]
        passphrase: Hidden,
        /// Derivation path (BIP32); none for `m/44'/118'/0'/0/0`.
        #[serde(default)]
        path: Option<String>,
    },
    /// A raw private key.
    Hex {
        /// 64 hex digits, with or without `0x`.
        key: Hidden,
    },
    /// The armor that `akash keys export` prints.
    Armor {
        /// The armored text.
        text: Hidden,
        /// The password it was sealed with.
        password: Hidden,
    },
}

/// Where a new account comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum AccountSource {
    /// The next index of the vault's first words.
    Next,
    /// A path below the vault's first words.
    Path {
        /// Such as `m/44'/118'/1'/0/0`.
        path: String,
    },
    /// An address alone: it is watched and can't sign.
    Watch {
        /// The address.
        address: Address,
    },
    /// A key from outside.
    Key {
        /// Which.
        key: KeySource,
    },
}

/// For `account_add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountAddRequest {
    /// Name of the account.
    pub name: String,
    /// Colour from 0 to 11; none for the next one.
    #[serde(default)]
    pub colour: Option<u8>,
    /// Where it comes from.
    pub source: AccountSource,
}

/// For `account_change`: what is none stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChangeRequest {
    /// Which account.
    pub address: Address,
    /// Its new name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its new colour, 0 to 11.
    #[serde(default)]
    pub colour: Option<u8>,
    /// Whether it is kept out of lists.
    #[serde(default)]
    pub hidden: Option<bool>,
}

/// For `account_order`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOrderRequest {
    /// Every account once, in the new order.
    pub order: Vec<Address>,
}

/// For `account_export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountExportRequest {
    /// Which account.
    pub address: Address,
    /// The vault's password, asked again; ignored for a demo vault, which has none.
    pub password: Hidden,
    /// The password that the armor is sealed with.
    pub armor_password: Hidden,
}

/// One key, sealed as `akash keys export` does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmorView {
    /// The armored text.
    pub text: Hidden,
}

/// What can be read of an account's money; none where the node did not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountBalance {
    /// Whose.
    pub address: Address,
    /// uakt that can be spent.
    pub akt: Option<Amount>,
    /// uact that can be spent on deployments.
    pub act: Option<Amount>,
}

/// Balances of all accounts of the vault on the chosen network, in the accounts' order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountBalancesView {
    /// One for each account.
    pub balances: Vec<AccountBalance>,
}

/// A vault on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultSummary {
    /// Its id, 32 hex digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A throwaway vault for simulated networks, without a password.
    pub demo: bool,
    /// How many accounts it has.
    pub accounts: usize,
    /// It is the one in use.
    pub chosen: bool,
}

/// All vaults of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultsView {
    /// The chosen one first.
    pub vaults: Vec<VaultSummary>,
}

/// Names a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultRequest {
    /// Its id.
    pub id: String,
}

/// For `vault_rename`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultRenameRequest {
    /// New name of the open vault.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_flat_names_and_show_no_secret() {
        let source = AccountSource::Key {
            key: KeySource::Hex {
                key: Hidden("11".repeat(32)),
            },
        };
        assert!(!format!("{source:?}").contains("1111"));
        let json = serde_json::to_value(&source).unwrap();
        assert_eq!(json["source"], "key");
        assert_eq!(json["key"]["from"], "hex");
        assert_eq!(
            serde_json::from_value::<AccountSource>(json).unwrap(),
            source
        );
    }
}
