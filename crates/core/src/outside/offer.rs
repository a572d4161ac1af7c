//! Connection addresses for wallets, and the vault of a person who has none.

use contract::{AppView, PresentVault, WalletOfferView};
use types::UnixMillis;
use vault::{KEYLESS_KEY, OsEntropy, SecretKey32, UnlockedVault, VAULT_BUCKET};
use walletconnect::cosmos::EVENTS;
use walletconnect::{PairingUri, RpcId, Wanted, WantedNamespaces};

use super::heard::chain_ref;
use crate::error::{self, Result};
use crate::{Core, lock};

/// Without these nothing can be signed.
const NEEDED: [&str; 2] = ["cosmos_getAccounts", "cosmos_signDirect"];
/// Tokens for providers need one of these.
const WELCOME: [&str; 2] = ["keplr_signArbitrary", "cosmos_signAmino"];

impl Core {
    /// A fresh address; the one before ends.
    pub(crate) async fn offer_wallet(&self) -> Result<WalletOfferView> {
        if self.relay_url().is_none() {
            return Err(
                error::invalid("No relay is configured, so no wallet can be reached.")
                    .hint("Enter one in Settings, Networks and nodes."),
            );
        }
        let (needed, all) = self.wishes().await?;
        let (_, uri) = self
            .with_machine(|m, now| {
                let open: Vec<RpcId> = m.offers().map(|(id, _)| id).collect();
                open.into_iter().for_each(|id| m.withdraw(id, now));
                m.propose_more(&needed, &all, now)
            })
            .await?
            .map_err(error::internal)?;
        Ok(WalletOfferView {
            expires: UnixMillis(uri.expires.unwrap_or_default() * 1000),
            uri: contract::Hidden(uri.text()),
        })
    }

    /// Proposes a connection at an address that the wallet made.
    pub(crate) async fn propose_on(&self, uri: &PairingUri) -> Result<()> {
        let (needed, all) = self.wishes().await?;
        self.with_machine(|m, now| m.propose_on(uri, &needed, &all, now))
            .await?
            .map_err(|e| {
                error::invalid(format!("{}.", error::capital(&e.to_string())))
                    .safe("Nothing was connected.")
                    .hint("Have the other side make a new one.")
            })?;
        Ok(())
    }

    /// What is wanted of a wallet, at least and at best; where there is no vault to keep the connection, one is made.
    async fn wishes(&self) -> Result<(WantedNamespaces, WantedNamespaces)> {
        let chain = chain_ref(&self.chain_id().await?)?;
        let is_there = lock(&self.0.session).head().is_some();
        if !is_there {
            self.make_keyless_vault().await?;
        }
        if !self.is_open() {
            return Err(error::locked());
        }
        let wanted = |methods: &[&str]| -> WantedNamespaces {
            let one = Wanted {
                chains: vec![chain.to_string()],
                methods: methods.iter().map(|m| (*m).to_owned()).collect(),
                events: EVENTS[..2].iter().map(|e| (*e).to_owned()).collect(),
            };
            [("cosmos".to_owned(), one)].into()
        };
        let all: Vec<&str> = NEEDED.into_iter().chain(WELCOME).collect();
        lock(&self.0.outside).problem = None;
        Ok((wanted(&NEEDED), wanted(&all)))
    }

    /// Addresses that are out end: another way was taken.
    pub(super) async fn withdraw_offers(&self) -> Result<()> {
        self.with_machine(|m, now| {
            let open: Vec<RpcId> = m.offers().map(|(id, _)| id).collect();
            open.into_iter().for_each(|id| m.withdraw(id, now));
        })
        .await
    }

    /// Takes the address back. A vault that was made for it and is still empty goes, too.
    pub(crate) async fn end_offer(&self) -> Result<AppView> {
        lock(&self.0.outside).problem = None;
        if self.is_open() {
            self.withdraw_offers().await?;
        }
        let empty = lock(&self.0.session)
            .head()
            .is_some_and(|head| head.keyless && head.accounts.is_empty());
        if empty {
            return self.wipe_vault(true).await;
        }
        self.app_view()
    }

    /// For a person without a vault: one that holds no keys, opened by a key that lies beside it.
    pub(super) async fn make_keyless_vault(&self) -> Result<()> {
        let mut key = zeroize::Zeroizing::new([0; 32]);
        self.home().rng.fill(&mut *key);
        // The key is written first: a vault whose key was lost could never be opened.
        let store = &self.home().store;
        let stored = store.put(VAULT_BUCKET, KEYLESS_KEY, key.to_vec()).await;
        stored.map_err(error::storage)?;
        let open = UnlockedVault::create_keyless(
            crate::session::checked_name("Connected wallet")?,
            self.now(),
            &SecretKey32::copied(&key),
            self.0.config.kdf,
            &mut OsEntropy,
        )
        .map_err(error::internal)?;
        self.install(open, PresentVault::None).await
    }
}
