//! Sign-up, sign-in and sign-out, with the detours that real servers need (fact sheet 1.1, 1.2, 1.4).

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};

use super::{OpenRegistry, Reply, Session};
use crate::auth::Hidden;
use crate::error::ClientError;
use crate::name::is_path_part;
use crate::tags::escape;

/// Why an account was not made or opened. Each tells the person something else to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The server could not be asked.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// There are no passkeys on this server.
    #[error("this server has no passkeys")]
    NoPasskeys,
    /// The name or the e-mail address belongs to somebody.
    #[error("this user name or e-mail address is taken")]
    Taken,
    /// The server does not take this e-mail address.
    #[error("the server does not take this e-mail address")]
    Email,
    /// Nobody has that name.
    #[error("the server knows no such user")]
    UnknownUser,
    /// The web address that was claimed is not one that the server expects.
    #[error("the server expects another web address than was claimed for it")]
    Origin,
    /// The challenge was used up, replaced or too old.
    #[error("the server's challenge has run out")]
    Challenge,
    /// The passkey is not the account's.
    #[error("the server does not take this passkey for this account")]
    Passkey,
    /// Wrong password.
    #[error("the server refuses this e-mail address with this password")]
    Password,
    /// The account is opened another way.
    #[error("this account has no password: it signs in with a passkey or through GitHub")]
    OtherWay,
    /// A mail must be answered first.
    #[error("the account waits for the link in the server's mail")]
    Mail,
    /// Something else.
    #[error("the server refused: {0}")]
    Refused(String),
    /// The account could not be entered any more.
    #[error("this is the only way into the account")]
    LastWayIn,
    /// No token came with the sign-in.
    #[error("the server signed in without giving a session")]
    NoSession,
}

/// A user name that is also the first part of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName(String);

/// The text is no user name. OpenRegistry itself checks nothing and would keep it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user name has 3 to 28 small letters and digits, with . _ - between them")]
pub struct UserNameError;

impl FromStr for UserName {
    type Err = UserNameError;
    fn from_str(text: &str) -> Result<Self, UserNameError> {
        let good = (3..=28).contains(&text.len()) && is_path_part(text);
        good.then(|| Self(text.to_owned())).ok_or(UserNameError)
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OpenRegistry {
    /// Begins a sign-up and gives the options for a new passkey. It must be finished within 60 s or cancelled: an open
    /// sign-up holds a connection of the server's database.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_up_begin(&self, user: &UserName, email: &str) -> Result<Value, AccountError> {
        // Without a type the account can't be found or join an organisation.
        let body = json!({ "username": user.0, "email": email, "user_type": "user" });
        let path = "/auth/webauthn/registration/begin";
        let reply = self.call("POST", path, Some(&body), None).await?;
        options(reply)
    }

    /// Finishes a sign-up with the passkey's answer. A refused one is ended on the server.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_up_finish(
        &self,
        user: &UserName,
        answer: &Value,
    ) -> Result<(), AccountError> {
        let path = format!(
            "/auth/webauthn/registration/finish?username={}",
            escape(&user.0)
        );
        let reply = self.call("POST", &path, Some(answer), None).await?;
        if reply.status == 200 {
            return Ok(());
        }
        self.sign_up_cancel(user).await;
        Err(refusal(&reply))
    }

    /// Ends a sign-up that is not wanted any more. That there is none is no error.
    pub async fn sign_up_cancel(&self, user: &UserName) {
        let path = format!(
            "/auth/webauthn/registration/rollback?username={}",
            escape(&user.0)
        );
        // Whatever it answers, the sign-up is over after a minute.
        let _ = self.call("DELETE", &path, None, None).await;
    }

    /// Begins a sign-in and gives the options for a passkey. Old attempts are swept away first: the server would compare
    /// with the oldest.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_in_begin(&self, user: &UserName) -> Result<Value, AccountError> {
        self.sign_in_sweep(user).await;
        let path = format!("/auth/webauthn/login/begin?username={}", escape(&user.0));
        options(self.call("GET", &path, None, None).await?)
    }

    /// Ends all sign-ins that were begun, so that nothing can be replayed.
    pub async fn sign_in_sweep(&self, user: &UserName) {
        let path = format!("/auth/webauthn/login/rollback?username={}", escape(&user.0));
        // An unknown user is told by the next step.
        let _ = self.call("DELETE", &path, None, None).await;
    }

    /// Finishes a sign-in with the passkey's answer.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_in_finish(
        &self,
        user: &UserName,
        answer: &Value,
    ) -> Result<Session, AccountError> {
        let path = format!("/auth/webauthn/login/finish?username={}", escape(&user.0));
        let reply = self.call("POST", &path, Some(answer), None).await;
        self.sign_in_sweep(user).await;
        let reply = reply?;
        if reply.status != 200 {
            return Err(refusal(&reply));
        }
        Session::read(&reply.headers, &reply.json).ok_or(AccountError::NoSession)
    }

    /// Signs in with e-mail address and password.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_in_password(
        &self,
        email: &str,
        password: &Hidden,
    ) -> Result<Session, AccountError> {
        let body = json!({ "email": email, "password": password.expose() });
        let reply = self.call("POST", "/auth/signin", Some(&body), None).await?;
        match reply.status {
            200 => Session::read(&reply.headers, &reply.json).ok_or(AccountError::NoSession),
            401 if reply.words.contains("INACTIVE") => Err(AccountError::Mail),
            401 => Err(AccountError::Password),
            412 => Err(AccountError::OtherWay),
            _ => Err(refusal(&reply)),
        }
    }

    /// Tells the server that the session is over. OpenRegistry's tokens stay valid for a month all the same, so
    /// whoever calls this also forgets them.
    pub async fn sign_out(&self, session: &Session) {
        if let Some(cookie) = session.cookie() {
            let _ = self
                .call("DELETE", "/auth/signout", None, Some(cookie))
                .await;
        }
    }
}

pub(super) fn options(reply: Reply) -> Result<Value, AccountError> {
    let mut reply = reply;
    match reply.status {
        200 => {
            let options = reply.json.get_mut("options").map(Value::take);
            let options = options.filter(|o| o.get("publicKey").is_some());
            options.ok_or_else(|| ClientError::Malformed("no passkey options".into()).into())
        }
        // A server whose passkeys are off crashes on this route.
        500 | 404 | 405 => Err(AccountError::NoPasskeys),
        _ => Err(refusal(&reply)),
    }
}

/// What a refusal means. Sign-in always has the same `message`; the reason is in `error`.
pub(super) fn refusal(reply: &Reply) -> AccountError {
    let text = &reply.words;
    let says = |part: &str| text.contains(part);
    // The words about the user mislead here: it is the sign-up that is gone.
    if says("rolled back") || says("missing begin") {
        return AccountError::Challenge;
    }
    if says("already exists") || says("failed to store user details") || says("duplicate key") {
        return AccountError::Taken;
    }
    if says("INVALID_CREDENTIALS") || says("invalid data provided") {
        return AccountError::Email;
    }
    if says("user not found") || says("no user found") {
        return AccountError::UnknownUser;
    }
    if says("validating origin") {
        return AccountError::Origin;
    }
    if says("validating challenge") || says("Expired") || says("no rows in result set") {
        return AccountError::Challenge;
    }
    if says("does not own")
        || says("assertion signature")
        || says("do not match")
        || says("BackupEligible")
    {
        return AccountError::Passkey;
    }
    match reply.status {
        429 => ClientError::Slower { seconds: 60 }.into(),
        500.. => ClientError::Refused {
            status: reply.status,
            message: text.clone(),
        }
        .into(),
        _ => AccountError::Refused(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_checked_because_the_server_does_not() {
        for good in ["ann", "ann-2", "a.b_c"] {
            assert!(good.parse::<UserName>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "an",
            "Ann",
            "a nn",
            "ann/",
            "ännchen",
            "-ann",
            &"a".repeat(29),
        ] {
            assert!(bad.parse::<UserName>().is_err(), "{bad}");
        }
    }
}
