//! One ceremony, carried out by passkey-rs over the vault's records.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::FutureExt;
use passkey_authenticator::{
    Authenticator, CredentialStore, DiscoverabilitySupport, StoreInfo, UiHint, UserCheck,
    UserValidationMethod,
};
use passkey_client::{Client, DefaultClientData, WebauthnError};
use passkey_crypto::rust_crypto::RustCryptoBackend;
use passkey_types::ctap2::make_credential::{
    Options, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity,
};
use passkey_types::ctap2::{Aaguid, Ctap2Error, StatusCode};
use passkey_types::webauthn::PublicKeyCredentialDescriptor;
use passkey_types::{Passkey, webauthn};
use serde_json::json;
use types::UnixMillis;

use super::doc::{Ceremony, PasskeyDoc};
use super::record::Kept;
use super::{PasskeyError, PasskeyId};

/// What came of a ceremony: the answer and the passkey to be kept.
pub(super) struct Answer {
    pub(super) json: String,
    pub(super) kept: Kept,
}

/// The passkeys of one relying party, newest first, and the one that is made.
struct Shelf {
    passkeys: Vec<Passkey>,
    made: Option<Passkey>,
}

#[async_trait::async_trait]
impl CredentialStore for Shelf {
    type PasskeyItem = Passkey;

    async fn find_credentials(
        &self,
        ids: Option<&[PublicKeyCredentialDescriptor]>,
        rp_id: &str,
        _: Option<&[u8]>,
    ) -> Result<Vec<Passkey>, StatusCode> {
        let wanted = |passkey: &&Passkey| {
            passkey.rp_id == rp_id
                && ids.is_none_or(|ids| ids.iter().any(|d| d.id == passkey.credential_id))
        };
        let found: Vec<_> = self.passkeys.iter().filter(wanted).cloned().collect();
        if found.is_empty() {
            return Err(Ctap2Error::NoCredentials.into());
        }
        Ok(found)
    }

    async fn save_credential(
        &mut self,
        passkey: Passkey,
        _: PublicKeyCredentialUserEntity,
        _: PublicKeyCredentialRpEntity,
        _: Options,
    ) -> Result<(), StatusCode> {
        self.made = Some(passkey);
        Ok(())
    }

    async fn update_credential(&mut self, _: &Passkey) -> Result<(), StatusCode> {
        Ok(())
    }

    async fn get_info(&self) -> StoreInfo {
        // The user handle is kept for every passkey.
        StoreInfo {
            discoverability: DiscoverabilitySupport::ForcedDiscoverable,
        }
    }
}

/// The person has consented already; whether they typed the password is part of the consent.
struct Consented {
    verified: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for Consented {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        hint: UiHint<'a, Passkey>,
        _: bool,
        _: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        if matches!(hint, UiHint::InformExcludedCredentialFound(_)) {
            return Err(Ctap2Error::CredentialExcluded);
        }
        Ok(UserCheck {
            presence: true,
            verification: self.verified,
        })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(self.verified)
    }
}

/// Carries the ceremony out. The vault's store never waits, so neither does this.
pub(super) fn run(
    doc: &PasskeyDoc,
    mine: Vec<Kept>,
    now: UnixMillis,
) -> Result<Answer, PasskeyError> {
    let shelf = Shelf {
        passkeys: mine.iter().filter_map(Kept::passkey).collect(),
        made: None,
    };
    let consented = Consented {
        verified: doc.verified(),
    };
    let authenticator =
        Authenticator::new(Aaguid::new_empty(), shelf, consented, RustCryptoBackend);
    let mut client = Client::new(authenticator)
        .allows_insecure_localhost(true)
        .user_verification_when_preferred(doc.verified());
    let origin: url::Url = doc
        .origin()
        .parse()
        .map_err(|_| PasskeyError::Unsupported("origin".into()))?;
    let options = doc.options().clone();
    match doc.ceremony() {
        Ceremony::Create => {
            let options: webauthn::CredentialCreationOptions = read(options)?;
            let made = client
                .register(&origin, options, DefaultClientData)
                .now_or_never()
                .ok_or(PasskeyError::Missing)?
                .map_err(|e| fault(&e, doc))?;
            let response = &made.response;
            let json = json!({
                "id": made.id,
                "rawId": text(&made.raw_id),
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": text(&response.client_data_json),
                    "attestationObject": text(&response.attestation_object),
                    "transports": ["internal"],
                },
            });
            let passkey = client.authenticator_mut().store_mut().made.take();
            let kept = passkey.and_then(|passkey| Kept::of(passkey, now));
            Ok(Answer {
                json: json.to_string(),
                kept: kept.ok_or(PasskeyError::Missing)?,
            })
        }
        Ceremony::Get => {
            let options: webauthn::CredentialRequestOptions = read(options)?;
            let used = client
                .authenticate(&origin, options, DefaultClientData)
                .now_or_never()
                .ok_or(PasskeyError::Missing)?
                .map_err(|e| fault(&e, doc))?;
            let response = &used.response;
            let json = json!({
                "id": used.id,
                "rawId": text(&used.raw_id),
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": text(&response.client_data_json),
                    "authenticatorData": text(&response.authenticator_data),
                    "signature": text(&response.signature),
                    "userHandle": response.user_handle.as_ref().map(|handle| text(handle)),
                },
            });
            let id = PasskeyId::of(&used.raw_id);
            let kept = mine.into_iter().find(|kept| kept.info.id == id);
            Ok(Answer {
                json: json.to_string(),
                kept: kept.ok_or(PasskeyError::Missing)?,
            })
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(options: serde_json::Value) -> Result<T, PasskeyError> {
    serde_json::from_value(options).map_err(|e| PasskeyError::Unsupported(e.to_string()))
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn fault(error: &WebauthnError, doc: &PasskeyDoc) -> PasskeyError {
    match error {
        WebauthnError::CredentialNotFound => PasskeyError::None(doc.rp_id().to_owned()),
        WebauthnError::AuthenticatorError(code) if *code == u8::from(Ctap2Error::NoCredentials) => {
            PasskeyError::None(doc.rp_id().to_owned())
        }
        WebauthnError::AuthenticatorError(code)
            if *code == u8::from(Ctap2Error::CredentialExcluded) =>
        {
            PasskeyError::There
        }
        other => PasskeyError::Unsupported(format!("{other:?}")),
    }
}
