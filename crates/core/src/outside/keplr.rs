//! Keplr where the browser brings it along (`window.keplr`). The page owns it: the core asks the page, with the same
//! methods and in the same shapes as a wallet behind the relay.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::{ApiError, AppView, ErrorCode, HostCall, KeplrAnswer, Tag};
use futures::future::{Either, select};
use serde_json::{Value, json};
use types::Address;
use vault::PublicKey;

use super::{LIFE, Link, Pending};
use crate::error::{self, Result};
use crate::{Core, lock};

/// What the wallet calls itself.
const NAME: &str = "Keplr";
/// Where it comes from.
const URL: &str = "https://www.keplr.app";

/// What became of a question to the page.
enum Asked {
    Done(Value),
    /// The person said no in Keplr.
    Refused,
    /// Why there is no answer, as a sentence.
    Failed(String),
}

impl Core {
    /// Has Keplr name its account and signs with it from now on.
    pub(crate) async fn connect_keplr(&self) -> Result<AppView> {
        let is_there = lock(&self.0.session).head().is_some();
        if is_there && !self.is_open() {
            return Err(error::locked());
        }
        lock(&self.0.outside).problem = None;
        let (address, key) = self.keplr_account().await?;
        if !is_there {
            self.make_keyless_vault().await?;
        }
        self.link_keplr(address, key).await?;
        if self.relay_url().is_some() {
            self.withdraw_offers().await?;
        }
        self.app_view()
    }

    /// Keplr turned to another account, or was locked: what it has is void, and its account is asked anew.
    pub(crate) async fn reread_keplr(&self) -> Result<AppView> {
        let Some(before) = self.link_at(None).filter(|_| self.is_open()) else {
            return self.app_view();
        };
        match self.keplr_account().await {
            Ok((address, _)) if address == before.address => {}
            Ok((address, key)) => {
                self.forget_keplr("Keplr turned to another account.").await;
                self.link_keplr(address, key).await?;
            }
            Err(e) => {
                self.forget_keplr("Keplr turned to another account and does not name it.")
                    .await;
                self.link_problem(&format!("Keplr is no longer connected. {}", e.message));
            }
        }
        self.app_view()
    }

    /// The person ends the connection; its account is only watched from then on.
    pub(crate) async fn end_keplr(&self) {
        self.forget_keplr("Keplr is no longer connected.").await;
    }

    async fn forget_keplr(&self, why: &str) {
        self.drop_link(None).await;
        self.drop_asks(None, why).await;
        self.changed(&[Tag::App, Tag::Apps, Tag::Approvals]);
    }

    async fn link_keplr(&self, address: Address, public_key: PublicKey) -> Result<()> {
        // It signs for one account at a time.
        if self.link_at(None).is_some_and(|l| l.address != address) {
            self.forget_keplr("Keplr turned to another account.").await;
        }
        self.keep_link(Link {
            address,
            topic: None,
            public_key,
            wallet: NAME.into(),
            url: URL.into(),
        })
        .await
    }

    /// The account that Keplr has on the chosen network, with its key.
    async fn keplr_account(&self) -> Result<(Address, PublicKey)> {
        let chain_id = self.chain_id().await?;
        let network = self.network()?.network;
        let params = json!({
            "chainId": chain_id, "chainName": network.name, "rpc": network.rpc,
        });
        let refused = |why: String| {
            ApiError::new(ErrorCode::Rejected, why)
                .safe("Nothing was connected.")
                .hint("Try again, or connect another wallet.")
        };
        let answer = match self.keplr("cosmos_getAccounts", params).await {
            Asked::Done(answer) => answer,
            Asked::Refused => return Err(refused("Keplr said no.".into())),
            Asked::Failed(why) => return Err(refused(why)),
        };
        if answer[0]["isNanoLedger"] == json!(true) {
            return Err(refused(
                "The account in Keplr is on a hardware wallet, which does not sign what Akash needs."
                    .into(),
            ));
        }
        account_of(&answer[0])
            .ok_or_else(|| refused("Keplr named no account of Akash with a key that fits.".into()))
    }

    /// Writes down what is asked, then has the page ask it.
    pub(super) async fn ask_page(
        &self,
        pending: Pending,
        method: &str,
        params: Value,
    ) -> Result<()> {
        let id = pending.view.id.clone();
        self.write_ask(pending).await?;
        let (core, method) = (self.clone(), method.to_owned());
        platform::spawn(async move {
            let asked = core.keplr(&method, params).await;
            // Taken back meanwhile, or of an account that Keplr left: the answer has no effect.
            let Some(pending) = core.pending(|ask| ask.view.id == id) else {
                return;
            };
            let why = match (asked, core.link_at(None)) {
                (Asked::Done(answer), Some(link)) if link.address == pending.view.account => {
                    return core.take_answer(pending, &answer, &link).await;
                }
                (Asked::Done(_), _) => "Keplr is no longer connected. Nothing was sent.".into(),
                (Asked::Refused, _) => "Keplr said no. Nothing was signed.".into(),
                (Asked::Failed(why), _) => format!("{why} Nothing was signed."),
            };
            core.ask_failed(pending, why).await;
        });
        self.changed(&[Tag::Approvals, Tag::Flows]);
        Ok(())
    }

    async fn keplr(&self, method: &str, params: Value) -> Asked {
        let call = HostCall::Keplr {
            method: method.to_owned(),
            params,
        };
        let clock = self.home().clock.clone();
        let asked = Box::pin(self.ask_host(call));
        let answer = match select(asked, clock.sleep(LIFE * 1000)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => return Asked::Failed("Keplr did not answer in time.".into()),
        };
        let Some(answer) = answer else {
            return Asked::Failed("There is no Keplr in this page.".into());
        };
        match serde_json::from_value(answer) {
            Ok(KeplrAnswer::Done { value }) => Asked::Done(value),
            Ok(KeplrAnswer::Refused) => Asked::Refused,
            Ok(KeplrAnswer::Failed { message }) => {
                let said = walletconnect::readable(&message, 200);
                Asked::Failed(format!("Keplr could not: {}.", said.trim_end_matches('.')))
            }
            Err(_) => Asked::Failed("Keplr's answer can't be read.".into()),
        }
    }
}

/// The account of an answer's entry, when its key really is its key.
pub(super) fn account_of(entry: &Value) -> Option<(Address, PublicKey)> {
    let address: Address = entry["address"].as_str()?.parse().ok()?;
    let key = STANDARD.decode(entry["pubkey"].as_str()?).ok()?;
    let key = PublicKey::from_bytes(&key).ok()?;
    (key.address() == address).then_some((address, key))
}
