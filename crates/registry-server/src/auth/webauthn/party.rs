//! The relying party's settings, and the ceremonies that are under way.

use std::time::Duration;

use serde_json::Value;
use url::Url;
use webauthn_rs::prelude::{CreationChallengeResponse, WebauthnError};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::ceremonies::Ceremonies;
use super::key_add::NewKey;
use super::sign_in_begin::SignIn;
use super::sign_up_begin::SignUp;

/// The address can't be a relying party's.
#[derive(Debug, thiserror::Error)]
pub enum PartyError {
    /// No host name, or not a web address.
    #[error(
        "passkeys need an address with a host name, such as http://localhost or https://example.org"
    )]
    Address,
    /// The library refused it.
    #[error("passkeys can't be offered under this address: {0}")]
    Refused(#[from] WebauthnError),
}

/// The relying party.
pub struct Party {
    /// What checks everything.
    pub webauthn: Webauthn,
    /// Sign-ups under way.
    pub sign_ups: Ceremonies<SignUp>,
    /// Sign-ins under way.
    pub sign_ins: Ceremonies<SignIn>,
    /// Passkeys being added to accounts.
    pub new_keys: Ceremonies<NewKey>,
}

impl Party {
    /// A relying party named after the address' host, for pages of that address and of further origins.
    /// On `localhost` the port doesn't matter.
    ///
    /// # Errors
    /// [`PartyError`] when the address has no host name.
    pub fn new(url: &str, origins: &[Url], lasts: Duration) -> Result<Self, PartyError> {
        let url = Url::parse(url).map_err(|_| PartyError::Address)?;
        let host = url.domain().ok_or(PartyError::Address)?;
        let builder = WebauthnBuilder::new(host, &url)?
            .rp_name("Slipway registry")
            .timeout(lasts)
            .allow_any_port(host == "localhost")
            // As OpenRegistry: presence is enough with a user name; without one verification is required.
            .danger_set_user_presence_only_security_keys(true);
        let webauthn = origins
            .iter()
            .fold(builder, |b, origin| b.append_allowed_origin(origin))
            .build()?;
        Ok(Self {
            webauthn,
            sign_ups: Ceremonies::new(lasts),
            sign_ins: Ceremonies::new(lasts),
            new_keys: Ceremonies::new(lasts),
        })
    }
}

/// Creation options as they go to the client: keys that can be found without a user name are welcome.
pub fn options(challenge: &CreationChallengeResponse) -> Value {
    let mut options = serde_json::to_value(challenge).unwrap_or_default();
    let key = &mut options["publicKey"];
    key["authenticatorSelection"]["residentKey"] = "preferred".into();
    if let Some(key) = key.as_object_mut() {
        // The library takes these for hardware keys and hints so; any authenticator is meant.
        key.remove("hints");
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_host_name() {
        let lasts = Duration::from_secs(60);
        assert!(Party::new("http://localhost:5000", &[], lasts).is_ok());
        assert!(Party::new("https://registry.example.org", &[], lasts).is_ok());
        assert!(matches!(
            Party::new("http://127.0.0.1:5000", &[], lasts),
            Err(PartyError::Address)
        ));
    }
}
