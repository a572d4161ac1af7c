//! Passkeys (WebAuthn level 3) whose private keys are records of the vault. The authenticator is passkey-rs; what it may do
//! is what a [`Grant`] for a [`PasskeyDoc`] says, and nothing else.

mod authenticator;
mod doc;
mod record;

pub use doc::{Ceremony, PasskeyDoc, PasskeyDocError};
pub use record::{PasskeyId, PasskeyInfo};

use types::UnixMillis;

use crate::account::Name;
use crate::consent::{Grant, GrantError};
use crate::entropy::{Entropy, EntropyError};
use crate::sign::Payload;
use crate::vault::UnlockedVault;
use authenticator::Answer;
use record::Kept;

/// Why a passkey was not made or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// The approval is void.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// The approval is for something that is no passkey.
    #[error("the approval is for something else")]
    NotAPasskey,
    /// The vault has no passkey that the site would take.
    #[error("the vault has no passkey for this account of {0}")]
    None(String),
    /// The site excluded the passkeys that are here.
    #[error("the vault already has a passkey for this account")]
    There,
    /// The site asks for what is not supported: an algorithm, an extension.
    #[error("the site asks for something that this passkey can't do: {0}")]
    Unsupported(String),
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There is no such passkey.
    #[error("there is no such passkey")]
    Missing,
}

const PREFIX: &str = "passkey/";

impl UnlockedVault {
    /// The passkeys, newest first.
    #[must_use]
    pub fn passkeys(&self) -> Vec<PasskeyInfo> {
        self.kept_passkeys()
            .into_iter()
            .map(|kept| kept.info)
            .collect()
    }

    fn kept_passkeys(&self) -> Vec<Kept> {
        let mut all: Vec<Kept> = self
            .record_names(PREFIX)
            .filter_map(|name| Kept::parse(&self.get(&name)?))
            .collect();
        all.sort_by_key(|kept| std::cmp::Reverse(kept.info.created));
        all
    }

    /// Makes or uses a passkey as the grant says and gives the answer for the site, as JSON
    /// (`RegistrationResponseJSON`, `AuthenticationResponseJSON`).
    ///
    /// # Errors
    /// [`PasskeyError`]; nothing was made or signed then.
    pub fn answer_passkey(
        &mut self,
        grant: Grant,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Result<String, PasskeyError> {
        let approved = grant.redeem()?;
        let Payload::Passkey(doc) = approved.payload else {
            return Err(PasskeyError::NotAPasskey);
        };
        if doc.is_elsewhere() {
            return Err(PasskeyError::NotAPasskey);
        }
        let mine: Vec<Kept> = self
            .kept_passkeys()
            .into_iter()
            .filter(|kept| kept.info.rp_id == doc.rp_id())
            .filter(|kept| doc.credential().is_none_or(|id| *id == kept.info.id))
            .collect();
        let Answer { json, mut kept } = authenticator::run(&doc, mine, now)?;
        if doc.ceremony() == Ceremony::Get {
            kept.info.last_used = Some(now);
        }
        self.keep_passkey(&kept, entropy)?;
        Ok(json)
    }

    fn keep_passkey(&mut self, kept: &Kept, entropy: &mut dyn Entropy) -> Result<(), EntropyError> {
        self.put(
            format!("{PREFIX}{}", kept.info.id),
            &kept.to_bytes(),
            entropy,
        )
    }

    /// Gives a passkey another name.
    ///
    /// # Errors
    /// [`PasskeyError::Missing`].
    pub fn rename_passkey(
        &mut self,
        id: &PasskeyId,
        name: Name,
        entropy: &mut dyn Entropy,
    ) -> Result<(), PasskeyError> {
        let found = self
            .kept_passkeys()
            .into_iter()
            .find(|kept| kept.info.id == *id);
        let mut kept = found.ok_or(PasskeyError::Missing)?;
        kept.info.name = name;
        Ok(self.keep_passkey(&kept, entropy)?)
    }

    /// Removes a passkey. Whoever has no other way into that account can't get in any more.
    ///
    /// # Errors
    /// [`PasskeyError::Missing`].
    pub fn remove_passkey(&mut self, id: &PasskeyId) -> Result<(), PasskeyError> {
        self.remove(&format!("{PREFIX}{id}"))
            .then_some(())
            .ok_or(PasskeyError::Missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Colour;
    use crate::consent::{ApprovalRequest, Consent, Decision, RequestOrigin, Verdict};
    use crate::entropy::TestEntropy;
    use crate::secret::{Password, Secret};
    use crate::vault::testing::{self, PASSWORD};
    use crate::vault::{Opener, VaultFile};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    const ORIGIN: &str = "http://localhost:3000";

    fn create(user: &str, handle: &[u8]) -> Value {
        json!({ "publicKey": {
            "rp": { "id": "localhost", "name": "OpenRegistry" },
            "user": { "id": URL_SAFE_NO_PAD.encode(handle), "name": user, "displayName": user },
            "challenge": URL_SAFE_NO_PAD.encode([7; 32]),
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
            "timeout": 60000,
            "authenticatorSelection": { "requireResidentKey": false, "userVerification": "discouraged" },
            "attestation": "none",
        }})
    }

    fn get(id: &str) -> Value {
        json!({ "publicKey": {
            "challenge": URL_SAFE_NO_PAD.encode([9; 32]), "timeout": 60000, "rpId": "localhost",
            "allowCredentials": [{ "type": "public-key", "id": id }],
            "userVerification": "discouraged",
        }})
    }

    struct Rig {
        vault: UnlockedVault,
        consent: Consent,
        account: crate::KeyId,
        rng: TestEntropy,
    }

    fn rig() -> Rig {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let hex = Secret::new("7".repeat(64));
        let name = Name::new("One").unwrap();
        let account = vault
            .add_hex(&hex, name, Colour::default(), &mut rng)
            .unwrap();
        let mut consent = Consent::new();
        consent.unlocked(account, "demo-1".parse().unwrap());
        Rig {
            vault,
            consent,
            account,
            rng,
        }
    }

    impl Rig {
        fn grant(&mut self, payload: Payload) -> Grant {
            let request = ApprovalRequest {
                account: self.account,
                chain_id: "demo-1".parse().unwrap(),
                payload,
                origin: RequestOrigin::Slipway,
            };
            let asked = self
                .consent
                .file(request, UnixMillis(1), &mut self.rng)
                .unwrap();
            let yes = Decision {
                id: asked.id,
                account: self.account,
                chain_id: "demo-1".parse().unwrap(),
                hash: asked.hash,
                verdict: Verdict::Approve,
            };
            self.consent.decide(&yes).unwrap().unwrap()
        }

        fn answer(&mut self, doc: PasskeyDoc) -> Result<Value, PasskeyError> {
            let grant = self.grant(Payload::Passkey(doc));
            let json = self
                .vault
                .answer_passkey(grant, UnixMillis(5), &mut self.rng)?;
            Ok(serde_json::from_str(&json).unwrap())
        }

        fn made(&mut self, user: &str, handle: &[u8]) -> Value {
            let doc = PasskeyDoc::create(
                &create(user, handle),
                ORIGIN,
                "http://localhost:5000",
                false,
            );
            self.answer(doc.unwrap()).unwrap()
        }

        fn used(&mut self, id: &str, verified: bool) -> Result<Value, PasskeyError> {
            let doc = PasskeyDoc::get(
                &get(id),
                ORIGIN,
                "http://localhost:5000",
                "ann",
                None,
                verified,
            );
            self.answer(doc.unwrap())
        }
    }

    fn bytes(value: &Value) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
    }

    #[test]
    fn sign_up_and_sign_in_have_the_shape_that_openregistry_takes() {
        let mut rig = rig();
        let made = rig.made("ann", &[1; 16]);
        let id = made["id"].as_str().unwrap().to_owned();
        assert_eq!(
            (&made["rawId"], &made["type"]),
            (&made["id"], &json!("public-key"))
        );
        let data: Value =
            serde_json::from_slice(&bytes(&made["response"]["clientDataJSON"])).unwrap();
        assert_eq!(
            data,
            json!({ "type": "webauthn.create", "challenge": URL_SAFE_NO_PAD.encode([7; 32]), "origin": ORIGIN, "crossOrigin": false })
        );
        let used = rig.used(&id, false).unwrap();
        let auth = bytes(&used["response"]["authenticatorData"]);
        // BE and BS as at sign-up, user present, not verified.
        assert_eq!(auth[32], 0x19);
        assert_eq!(bytes(&used["response"]["userHandle"]), [1; 16]);
        assert_eq!(rig.vault.passkeys()[0].last_used, Some(UnixMillis(5)));
    }

    #[test]
    fn consent_to_a_passkey_of_the_browser_uses_no_key_of_the_vault() {
        let mut rig = rig();
        let id = rig.made("ann", &[1; 16])["id"].as_str().unwrap().to_owned();
        let server = "http://localhost:5000";
        let doc = PasskeyDoc::elsewhere(Ceremony::Get, &get(&id), ORIGIN, server, "ann").unwrap();
        assert_eq!(rig.answer(doc), Err(PasskeyError::NotAPasskey));
    }

    #[test]
    fn the_verified_flag_is_set_only_when_the_grant_says_so() {
        let mut rig = rig();
        let id = rig.made("ann", &[1; 16])["id"].as_str().unwrap().to_owned();
        let flags = |used: Value| bytes(&used["response"]["authenticatorData"])[32];
        assert_eq!(flags(rig.used(&id, true).unwrap()) & 0x04, 0x04);
        assert_eq!(flags(rig.used(&id, false).unwrap()) & 0x04, 0);
        let mut wants = get(&id);
        wants["publicKey"]["userVerification"] = json!("required");
        let doc = PasskeyDoc::get(&wants, ORIGIN, "s", "ann", None, false);
        assert_eq!(doc.err(), Some(PasskeyDocError::Unverified));
    }

    #[test]
    fn a_passkey_works_for_its_relying_party_only() {
        let mut rig = rig();
        let id = rig.made("ann", &[1; 16])["id"].as_str().unwrap().to_owned();
        let mut other = get(&id);
        other["publicKey"]["rpId"] = json!("example.com");
        let doc = PasskeyDoc::get(
            &other,
            "https://example.com",
            "https://example.com",
            "ann",
            None,
            false,
        );
        assert!(matches!(
            rig.answer(doc.unwrap()),
            Err(PasskeyError::None(_))
        ));
        let wrong = PasskeyDoc::get(&other, ORIGIN, "s", "ann", None, false);
        assert_eq!(wrong.err(), Some(PasskeyDocError::Origin));
    }

    #[test]
    fn passkeys_survive_the_file_and_a_change_of_password_and_leave_no_trace_outside() {
        let mut rig = rig();
        rig.made("very-visible-user", &[1; 16]);
        let file = rig.vault.seal(&mut rig.rng).unwrap();
        let found = file.windows(12).any(|w| w == b"very-visible");
        assert!(!found, "names are sealed");
        let password = Password::new(PASSWORD);
        let file = VaultFile::parse(&file).unwrap();
        let mut open = file
            .unlock(&Opener::Password(&password), testing::bounds())
            .unwrap();
        let new = testing::strong("another horse 22");
        open.change_password(&password, &new, testing::CHEAP, &mut rig.rng)
            .unwrap();
        assert_eq!(open.passkeys()[0].user, "very-visible-user");
        let id = open.passkeys()[0].id.clone();
        open.rename_passkey(&id, Name::new("Laptop").unwrap(), &mut rig.rng)
            .unwrap();
        assert_eq!(open.passkeys()[0].name.as_str(), "Laptop");
        open.remove_passkey(&id).unwrap();
        assert_eq!(open.remove_passkey(&id), Err(PasskeyError::Missing));
        assert!(open.passkeys().is_empty());
    }

    #[test]
    fn a_lock_in_between_voids_the_consent() {
        let mut rig = rig();
        let doc = PasskeyDoc::create(&create("ann", &[1; 16]), ORIGIN, "s", false).unwrap();
        let grant = rig.grant(Payload::Passkey(doc));
        rig.consent.locked();
        let done = rig.vault.answer_passkey(grant, UnixMillis(5), &mut rig.rng);
        assert_eq!(done, Err(PasskeyError::Grant(GrantError::Void)));
        assert!(rig.vault.passkeys().is_empty());
    }

    #[test]
    fn a_passkey_grant_gives_no_signature_of_the_account() {
        use crate::sign::{SignError, Signer};
        let mut rig = rig();
        let doc = PasskeyDoc::create(&create("ann", &[1; 16]), ORIGIN, "s", false).unwrap();
        let grant = rig.grant(Payload::Passkey(doc));
        assert_eq!(rig.vault.sign(grant).err(), Some(SignError::NotASignature));
    }

    #[test]
    fn an_excluded_passkey_is_not_made_twice() {
        let mut rig = rig();
        let id = rig.made("ann", &[1; 16])["id"].clone();
        let mut again = create("ann", &[1; 16]);
        again["publicKey"]["excludeCredentials"] = json!([{ "type": "public-key", "id": id }]);
        let doc = PasskeyDoc::create(&again, ORIGIN, "s", false).unwrap();
        assert_eq!(rig.answer(doc).err(), Some(PasskeyError::There));
    }
}
