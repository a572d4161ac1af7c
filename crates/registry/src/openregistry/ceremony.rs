//! Sign-up and sign-in by passkey from beginning to end, whoever holds the keys.

use async_trait::async_trait;
use platform::{MaybeSend, MaybeSync};
use serde_json::Value;

use super::account::{AccountError, UserName};
use super::passkeys::{RelyingParty, RelyingPartyError};
use super::{OpenRegistry, Session};

/// What a holder of passkeys is asked for. JSON goes in and comes out, so holders can be exchanged.
#[derive(Debug, Clone, PartialEq)]
pub struct PasskeyWish {
    /// Whom it is for; checked already.
    pub party: RelyingParty,
    /// The server that asks.
    pub server: String,
    /// The account's name there; empty for whichever account a passkey is found for.
    pub user: String,
    /// `{"publicKey": …}` as the server sent it.
    pub options: Value,
}

/// Why a holder of passkeys gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyFault {
    /// The person said no.
    #[error("cancelled")]
    Cancelled,
    /// The vault is locked, or was locked meanwhile.
    #[error("the vault is locked")]
    Locked,
    /// The person took longer than the server waits.
    #[error("the server waits no longer than a minute")]
    TooLate,
    /// There is no passkey for this account.
    #[error("there is no passkey for this account here")]
    None,
    /// Something else.
    #[error("{0}")]
    Failed(String),
}

/// Someone who holds passkeys: the vault, or the browser. USB keys and Windows Hello would be others.
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
pub trait PasskeyProvider: MaybeSend + MaybeSync {
    /// Makes a passkey: `RegistrationResponseJSON`.
    ///
    /// # Errors
    /// [`PasskeyFault`].
    async fn create(&self, wish: PasskeyWish) -> Result<Value, PasskeyFault>;

    /// Uses a passkey: `AuthenticationResponseJSON`.
    ///
    /// # Errors
    /// [`PasskeyFault`].
    async fn get(&self, wish: PasskeyWish) -> Result<Value, PasskeyFault>;
}

/// Why nobody was signed up or in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyError {
    /// The server.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The server asks for passkeys that are not its own.
    #[error(transparent)]
    Party(#[from] RelyingPartyError),
    /// The passkey.
    #[error(transparent)]
    Passkey(#[from] PasskeyFault),
}

/// What is known and claimed of the relying party.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claim<'a> {
    /// The web address that the person gave.
    pub origin: Option<&'a str>,
    /// What was pinned at the first use.
    pub pinned: Option<&'a RelyingParty>,
}

impl OpenRegistry {
    pub(super) fn party(
        &self,
        options: &Value,
        pointer: &str,
        claim: Claim<'_>,
    ) -> Result<RelyingParty, RelyingPartyError> {
        let id = options.pointer(pointer).and_then(Value::as_str);
        let (server, kind) = (self.0.server(), self.0.kind());
        RelyingParty::check(
            server,
            kind,
            id.unwrap_or_default(),
            claim.origin,
            claim.pinned,
        )
    }

    pub(super) fn wish(
        &self,
        party: &RelyingParty,
        user: &UserName,
        options: Value,
    ) -> PasskeyWish {
        PasskeyWish {
            user: user.to_string(),
            ..self.unnamed_wish(party, options)
        }
    }

    pub(super) fn unnamed_wish(&self, party: &RelyingParty, options: Value) -> PasskeyWish {
        PasskeyWish {
            party: party.clone(),
            server: self.0.server().to_string(),
            user: String::new(),
            options,
        }
    }

    /// Makes an account with a passkey and signs in with it. Gives the relying party, to be pinned.
    ///
    /// # Errors
    /// [`CeremonyError`]; whatever was begun on the server is ended there.
    pub async fn sign_up(
        &self,
        holder: &dyn PasskeyProvider,
        user: &UserName,
        email: &str,
        claim: Claim<'_>,
    ) -> Result<RelyingParty, CeremonyError> {
        let options = self.sign_up_begin(user, email).await?;
        let made = match self.party(&options, "/publicKey/rp/id", claim) {
            Ok(party) => {
                let wish = self.wish(&party, user, options);
                holder
                    .create(wish)
                    .await
                    .map(|answer| (party, answer))
                    .map_err(CeremonyError::from)
            }
            Err(e) => Err(e.into()),
        };
        match made {
            Ok((party, answer)) => {
                self.sign_up_finish(user, &answer).await?;
                Ok(party)
            }
            Err(e) => {
                self.sign_up_cancel(user).await;
                Err(e)
            }
        }
    }

    /// Signs in with a passkey.
    ///
    /// # Errors
    /// [`CeremonyError`]; whatever was begun on the server is ended there.
    pub async fn sign_in(
        &self,
        holder: &dyn PasskeyProvider,
        user: &UserName,
        claim: Claim<'_>,
    ) -> Result<(Session, RelyingParty), CeremonyError> {
        let options = self.sign_in_begin(user).await?;
        let used = match self.party(&options, "/publicKey/rpId", claim) {
            Ok(party) => {
                let wish = self.wish(&party, user, options);
                holder
                    .get(wish)
                    .await
                    .map(|answer| (party, answer))
                    .map_err(CeremonyError::from)
            }
            Err(e) => Err(e.into()),
        };
        match used {
            Ok((party, answer)) => Ok((self.sign_in_finish(user, &answer).await?, party)),
            Err(e) => {
                self.sign_in_sweep(user).await;
                Err(e)
            }
        }
    }
}
