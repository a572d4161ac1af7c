//! Passkeys and access tokens of an account, where the server lets several be kept: the embedded registry's own routes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::{AccountError, UserName};
use super::ceremony::{CeremonyError, Claim, PasskeyProvider};
use super::passkeys::RelyingParty;
use super::{OpenRegistry, Reply, Session};
use crate::auth::Hidden;
use crate::error::{ClientError, clean};
use crate::tags::escape;

/// A passkey that opens the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPasskey {
    /// Its credential id, in base64url without padding.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// When it was added, as RFC 3339.
    pub created: String,
    /// When it last signed in, as RFC 3339; none for never.
    pub last_used: Option<String>,
}

/// An access token of the account, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Names it when it is revoked.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// When it was made, as RFC 3339.
    pub created: String,
    /// When it stops working, as RFC 3339.
    pub expires: String,
}

/// A row of either list.
#[derive(Deserialize)]
struct Row {
    id: String,
    name: String,
    created_at: String,
    last_used_at: Option<String>,
    expires_at: Option<String>,
}

/// Servers' ways to say never: the beginning of Unix time, and that of Go's.
const NEVER: [&str; 2] = ["1970-01-01T00:00:00", "0001-01-01T00:00:00"];

impl OpenRegistry {
    /// The signed-in account's passkeys.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn account_passkeys(&self) -> Result<Vec<AccountPasskey>, AccountError> {
        let rows = self.rows("/auth/webauthn/credentials").await?;
        let passkey = |row: Row| AccountPasskey {
            id: row.id,
            name: clean(&row.name, 100),
            created: clean(&row.created_at, 40),
            last_used: row
                .last_used_at
                .filter(|at| !NEVER.iter().any(|never| at.starts_with(never)))
                .map(|at| clean(&at, 40)),
        };
        Ok(rows.into_iter().map(passkey).collect())
    }

    /// Adds a passkey to the signed-in account, under `name` there. Gives the relying party, to be pinned.
    ///
    /// # Errors
    /// [`CeremonyError`]; nothing was added then.
    pub async fn add_account_passkey(
        &self,
        holder: &dyn PasskeyProvider,
        user: &UserName,
        name: &str,
        claim: Claim<'_>,
    ) -> Result<RelyingParty, CeremonyError> {
        let path = "/auth/webauthn/credentials/begin";
        let reply = self
            .call_signed("POST", path, None)
            .await
            .map_err(AccountError::from)?;
        let options = super::account::options(reply)?;
        let party = self.party(&options, "/publicKey/rp/id", claim)?;
        let answer = holder.create(self.wish(&party, user, options)).await?;
        let path = format!("/auth/webauthn/credentials/finish?name={}", escape(name));
        let reply = self
            .call_signed("POST", &path, Some(&answer))
            .await
            .map_err(AccountError::from)?;
        done(&reply)?;
        Ok(party)
    }

    /// Gives a passkey another name there.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn rename_account_passkey(&self, id: &str, name: &str) -> Result<(), AccountError> {
        let path = format!("/auth/webauthn/credentials/{}", escape(id));
        let body = json!({ "name": name });
        done(&self.call_signed("PATCH", &path, Some(&body)).await?)
    }

    /// Takes a passkey from the account. The last way in stays.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn remove_account_passkey(&self, id: &str) -> Result<(), AccountError> {
        let path = format!("/auth/webauthn/credentials/{}", escape(id));
        done(&self.call_signed("DELETE", &path, None).await?)
    }

    /// The signed-in account's access tokens, without their values.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn access_tokens(&self) -> Result<Vec<AccessToken>, AccountError> {
        let rows = self.rows("/api/users/token").await?;
        let token = |row: Row| AccessToken {
            id: row.id,
            name: clean(&row.name, 100),
            created: clean(&row.created_at, 40),
            expires: clean(&row.expires_at.unwrap_or_default(), 40),
        };
        Ok(rows.into_iter().map(token).collect())
    }

    /// Makes an access token and gives its value, which is never told again.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn make_access_token(&self, name: &str) -> Result<Hidden, AccountError> {
        let body = json!({ "name": name });
        let reply = self
            .call_signed("POST", "/api/users/token", Some(&body))
            .await?;
        done(&reply)?;
        let token = reply.json.get("token").and_then(Value::as_str);
        let plain = |t: &&str| t.len() < 1024 && t.chars().all(|c| c.is_ascii_graphic());
        token
            .filter(plain)
            .map(Hidden::new)
            .ok_or_else(|| ClientError::Malformed("no access token".into()).into())
    }

    /// Ends an access token, and with it whatever was got by it.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn revoke_access_token(&self, id: &str) -> Result<(), AccountError> {
        let path = format!("/api/users/token/{}", escape(id));
        done(&self.call_signed("DELETE", &path, None).await?)
    }

    /// Signs in with a passkey that the holder finds by itself. Gives the account's name, too.
    ///
    /// # Errors
    /// [`CeremonyError`].
    pub async fn sign_in_unnamed(
        &self,
        holder: &dyn PasskeyProvider,
        claim: Claim<'_>,
    ) -> Result<(Session, RelyingParty, UserName), CeremonyError> {
        let begun = self
            .call("GET", "/auth/webauthn/login/begin", None, None)
            .await
            .map_err(AccountError::from)?;
        let options = super::account::options(begun)?;
        let party = self.party(&options, "/publicKey/rpId", claim)?;
        let answer = holder.get(self.unnamed_wish(&party, options)).await?;
        let reply = self
            .call("POST", "/auth/webauthn/login/finish", Some(&answer), None)
            .await
            .map_err(AccountError::from)?;
        done(&reply)?;
        let session = Session::read(&reply.headers, &reply.json).ok_or(AccountError::NoSession)?;
        let user = self.whose(&session).await?;
        Ok((session, party, user))
    }

    /// The name of a session's account.
    async fn whose(&self, session: &Session) -> Result<UserName, AccountError> {
        let headers = vec![(
            "authorization".to_owned(),
            format!("Bearer {}", session.access()),
        )];
        let url = self.0.server().at("/auth/sessions/me");
        let answer = self
            .0
            .exchange("GET", url, headers, platform::Body::Empty)
            .await?;
        let reply = super::reply(answer).await?;
        done(&reply)?;
        let name = reply.json.get("username").and_then(Value::as_str);
        name.and_then(|name| name.parse().ok())
            .ok_or_else(|| ClientError::Malformed("no name of the account".into()).into())
    }

    async fn rows(&self, path: &str) -> Result<Vec<Row>, AccountError> {
        let reply = self.call_signed("GET", path, None).await?;
        done(&reply)?;
        let plain = |row: &Row| row.id.len() < 1500 && row.id.chars().all(|c| c.is_ascii_graphic());
        let mut rows: Vec<Row> = serde_json::from_value(reply.json)
            .map_err(|_| ClientError::Malformed("the account's list".into()))?;
        rows.retain(plain);
        Ok(rows)
    }
}

/// What a refusal here means. The session is an account's whole right, so 401 says that it is over.
fn done(reply: &Reply) -> Result<(), AccountError> {
    match reply.status {
        200..=299 => Ok(()),
        401 => Err(ClientError::SignIn.into()),
        409 if reply.words.contains("last passkey") => Err(AccountError::LastWayIn),
        409 if reply.words.contains("only way") => Err(AccountError::LastWayIn),
        404 => Err(ClientError::Missing("passkey or token").into()),
        _ => Err(super::account::refusal(reply)),
    }
}
