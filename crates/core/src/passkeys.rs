//! Passkeys of the vault and of the browser, and the decisions about them.

use std::sync::Arc;

use contract::{
    HostCall, PasskeyAskView, PasskeyAsksView, PasskeyChoice, PasskeyDecideRequest, PasskeyHolder,
    PasskeyRequest, PasskeyView, PasskeysView, SitePasskeyAnswer, Tag,
};
use futures::channel::oneshot;
use registry::{PasskeyFault, PasskeyProvider, PasskeyWish};
use serde_json::Value;
use types::UnixMillis;
use vault::{
    ApprovalRequest, Ceremony, Grant, Name, PasskeyDoc, PasskeyError, PasskeyId, PasskeyInfo,
    Password, Payload, RequestId, RequestOrigin,
};

use crate::error::{self, Result, capital};
use crate::{Core, lock, store};

/// Milliseconds that a server waits (60 s), less what the way there and back may take.
const WAITS: u64 = 55_000;

/// Wishes that wait for a decision.
#[derive(Default)]
pub(crate) struct Asks {
    filed: Vec<Filed>,
}

struct Filed {
    view: PasskeyAskView,
    wish: PasskeyWish,
    /// Consent requests, in the order of the view's choices.
    choices: Vec<(RequestId, vault::KeyId, types::ChainId)>,
    answer: oneshot::Sender<std::result::Result<Value, PasskeyFault>>,
}

impl Asks {
    /// Whoever waits for an answer learns that there will be none.
    pub(crate) fn clear(&mut self) {
        for filed in self.filed.drain(..) {
            // Nobody may be waiting any more.
            let _ = filed.answer.send(Err(PasskeyFault::Locked));
        }
    }
}

/// A holder of passkeys, every use of which is filed for the person's decision.
struct Asked(Core, PasskeyHolder);

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl PasskeyProvider for Asked {
    async fn create(&self, wish: PasskeyWish) -> std::result::Result<Value, PasskeyFault> {
        self.0.ask_passkey(wish, Ceremony::Create, self.1).await
    }

    async fn get(&self, wish: PasskeyWish) -> std::result::Result<Value, PasskeyFault> {
        self.0.ask_passkey(wish, Ceremony::Get, self.1).await
    }
}

impl Core {
    // In a browser there is one thread; the handle is the same in both homes.
    #[allow(clippy::arc_with_non_send_sync)]
    pub(crate) fn passkey_holder(&self, holder: PasskeyHolder) -> Arc<dyn PasskeyProvider> {
        Arc::new(Asked(self.clone(), holder))
    }

    async fn ask_passkey(
        &self,
        wish: PasskeyWish,
        ceremony: Ceremony,
        holder: PasskeyHolder,
    ) -> std::result::Result<Value, PasskeyFault> {
        let answer = self.file_passkey(wish, ceremony, holder)?;
        self.changed(&[Tag::PasskeyAsks]);
        let clock = self.home().clock.clone();
        let end = async {
            clock.sleep(WAITS).await;
        };
        let found = futures::future::select(answer, Box::pin(end)).await;
        let found = match found {
            futures::future::Either::Left((answer, _)) => {
                answer.unwrap_or(Err(PasskeyFault::Locked))
            }
            futures::future::Either::Right(((), answer)) => {
                drop(answer);
                self.sweep_asks();
                Err(PasskeyFault::TooLate)
            }
        };
        self.changed(&[Tag::PasskeyAsks, Tag::Passkeys]);
        found
    }

    /// Takes back what nobody waits for any more.
    fn sweep_asks(&self) {
        let gone: Vec<Filed> = {
            let mut asks = lock(&self.0.passkey_asks);
            let (gone, stay) = asks.filed.drain(..).partition(|f| f.answer.is_canceled());
            asks.filed = stay;
            gone
        };
        let mut session = lock(&self.0.session);
        for filed in gone {
            filed
                .choices
                .iter()
                .for_each(|(id, ..)| session.consent.withdraw(*id));
        }
    }

    fn file_passkey(
        &self,
        wish: PasskeyWish,
        ceremony: Ceremony,
        holder: PasskeyHolder,
    ) -> std::result::Result<
        oneshot::Receiver<std::result::Result<Value, PasskeyFault>>,
        PasskeyFault,
    > {
        let failed = |e: &dyn std::fmt::Display| PasskeyFault::Failed(e.to_string());
        let account = self.account().map_err(|e| failed(&e.message))?;
        let own = holder == PasskeyHolder::Vault;
        if own && lock(&self.0.session).head().is_some_and(|h| h.keyless) {
            return Err(failed(
                &"this vault holds no keys, because another wallet signs; make a vault for passkeys",
            ));
        }
        let network = self.network().map_err(|e| failed(&e.message))?;
        let chain_id = network.chain_id.ok_or_else(|| {
            failed(&"the chosen network has not answered yet, and consent is bound to it")
        })?;
        // A demo vault has no password: it can't say that a person proved anything. A browser asks by itself.
        let needs_password =
            own && wants_verification(&wish.options, ceremony) && !self.session_is_demo();
        let candidates = match ceremony {
            Ceremony::Create => vec![None],
            // Which passkey it is, the browser asks.
            Ceremony::Get if !own => vec![None],
            Ceremony::Get => self.candidates(&wish)?.into_iter().map(Some).collect(),
        };
        let mut choices = Vec::new();
        let mut views = Vec::new();
        let mut session = lock(&self.0.session);
        for passkey in candidates {
            let id = passkey.as_ref().map(|p: &PasskeyInfo| p.id.clone());
            let doc = if own {
                document(&wish, ceremony, id, needs_password)
            } else {
                let origin = &wish.party.origin;
                PasskeyDoc::elsewhere(ceremony, &wish.options, origin, &wish.server, &wish.user)
            };
            let doc = doc.map_err(|e| failed(&e))?;
            let request = ApprovalRequest {
                account: account.id,
                chain_id: chain_id.clone(),
                payload: Payload::Passkey(doc),
                origin: RequestOrigin::Slipway,
            };
            let filed = session
                .consent
                .file(request, self.now(), &mut vault::OsEntropy)
                .map_err(|e| match e {
                    vault::FileError::Locked => PasskeyFault::Locked,
                    e => failed(&e),
                })?;
            choices.push((filed.id, account.id, chain_id.clone()));
            views.push(PasskeyChoice {
                passkey: passkey.as_ref().map(view),
                hash: filed.hash,
            });
        }
        drop(session);
        let (answer, receiver) = oneshot::channel();
        let now = self.now();
        let view = PasskeyAskView {
            id: store::fresh_id(self.home()),
            choices: views,
            create: ceremony == Ceremony::Create,
            relying_party: wish.party.id.clone(),
            server: wish.server.clone(),
            origin: wish.party.origin.clone(),
            user: wish.user.clone(),
            holder,
            needs_password,
            ends: UnixMillis(now.0 + WAITS),
        };
        lock(&self.0.passkey_asks).filed.push(Filed {
            view,
            wish,
            choices,
            answer,
        });
        Ok(receiver)
    }

    /// Passkeys of the vault that the server would take: of its relying party, of those it names, of this
    /// user or, where none is named, of any.
    fn candidates(
        &self,
        wish: &PasskeyWish,
    ) -> std::result::Result<Vec<PasskeyInfo>, PasskeyFault> {
        let allowed: Vec<Vec<u8>> = wish
            .options
            .pointer("/publicKey/allowCredentials")
            .and_then(Value::as_array)
            .map(|list| list.iter().filter_map(credential).collect())
            .unwrap_or_default();
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or(PasskeyFault::Locked)?;
        let found: Vec<PasskeyInfo> = open
            .passkeys()
            .into_iter()
            .filter(|p| p.rp_id == wish.party.id)
            .filter(|p| {
                let id = hex::decode(p.id.to_string()).unwrap_or_default();
                if allowed.is_empty() {
                    wish.user.is_empty() || p.user == wish.user
                } else {
                    allowed.contains(&id)
                }
            })
            .take(8)
            .collect();
        if found.is_empty() {
            return Err(PasskeyFault::None);
        }
        Ok(found)
    }

    pub(crate) fn passkey_asks_view(&self) -> PasskeyAsksView {
        let asks = lock(&self.0.passkey_asks);
        PasskeyAsksView {
            asks: asks.filed.iter().map(|filed| filed.view.clone()).collect(),
        }
    }

    /// Takes the person's answer about a passkey.
    pub(crate) async fn decide_passkey(&self, request: PasskeyDecideRequest) -> Result<()> {
        let unknown = || error::decide(vault::DecideError::Unknown);
        let needs_password = {
            let asks = lock(&self.0.passkey_asks);
            let filed = asks.filed.iter().find(|f| f.view.id == request.id);
            filed.ok_or_else(unknown)?.view.needs_password
        };
        if request.approve && needs_password {
            self.confirm_password(&request.password.0).await?;
        }
        let filed = {
            let mut asks = lock(&self.0.passkey_asks);
            let at = asks.filed.iter().position(|f| f.view.id == request.id);
            asks.filed.remove(at.ok_or_else(unknown)?)
        };
        let result = if request.approve {
            self.answer_passkey(&filed, &request).await
        } else {
            Ok(Err(PasskeyFault::Cancelled))
        };
        {
            // Of several choices one is decided; the others and a rejected one are taken back.
            let mut session = lock(&self.0.session);
            filed
                .choices
                .iter()
                .for_each(|(id, ..)| session.consent.withdraw(*id));
        }
        self.changed(&[Tag::PasskeyAsks, Tag::Passkeys]);
        let (told, answer) = match result {
            Ok(answer) => (Ok(()), answer),
            Err(e) => (Err(e.clone()), Err(PasskeyFault::Failed(e.message))),
        };
        // The ceremony may have ended meanwhile.
        let _ = filed.answer.send(answer);
        told
    }

    async fn answer_passkey(
        &self,
        filed: &Filed,
        request: &PasskeyDecideRequest,
    ) -> Result<std::result::Result<Value, PasskeyFault>> {
        let at = filed
            .view
            .choices
            .iter()
            .position(|choice| choice.hash == request.hash)
            .ok_or_else(|| error::decide(vault::DecideError::Mismatch))?;
        let (id, account, chain_id) = filed.choices[at].clone();
        let granted = self.grant(id, account, &chain_id, request.hash)?;
        if filed.view.holder == PasskeyHolder::Browser {
            return Ok(self.ask_browser(granted).await);
        }
        let answered = {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            open.answer_passkey(granted, self.now(), &mut vault::OsEntropy)
        };
        let json = match answered {
            Ok(json) => json,
            Err(PasskeyError::None(_)) => return Ok(Err(PasskeyFault::None)),
            Err(e) => {
                return Ok(Err(PasskeyFault::Failed(format!(
                    "{}: {e}",
                    filed.wish.user
                ))));
            }
        };
        // A new passkey is safe before the server learns of it: else an account without a key would come of a crash.
        self.save_vault().await?;
        let value = serde_json::from_str(&json).map_err(error::internal)?;
        Ok(Ok(value))
    }

    /// Has the browser make or use a passkey of its own, as the grant says.
    async fn ask_browser(&self, granted: Grant) -> std::result::Result<Value, PasskeyFault> {
        let failed = |text: &str| PasskeyFault::Failed(text.to_owned());
        let payload = granted.hand_over().map_err(|_| PasskeyFault::Locked)?;
        let Payload::Passkey(doc) = payload else {
            return Err(failed("the consent is for something else"));
        };
        let options = doc.options().get("publicKey").cloned().unwrap_or_default();
        let call = match doc.ceremony() {
            Ceremony::Create => HostCall::SitePasskeyCreate { options },
            Ceremony::Get => HostCall::SitePasskeyGet { options },
        };
        let answer = self.ask_host(call).await;
        let answer = answer.and_then(|value| serde_json::from_value(value).ok());
        match answer.ok_or_else(|| failed("this browser has no passkeys"))? {
            SitePasskeyAnswer::Done { credential } => Ok(credential),
            SitePasskeyAnswer::Cancelled => Err(PasskeyFault::Cancelled),
            SitePasskeyAnswer::There => Err(failed(
                "the authenticator already has a passkey of this account",
            )),
            SitePasskeyAnswer::Failed { message } => {
                Err(PasskeyFault::Failed(registry::clean(&message, 200)))
            }
        }
    }

    /// Checks a freshly typed password; guesses are slowed down as at unlocking.
    pub(crate) async fn confirm_password(&self, typed: &str) -> Result<()> {
        let check = |open: &vault::UnlockedVault, _: &vault::Opener<'_>| {
            open.check_password(&Password::new(typed))
        };
        self.behind_password(typed, check)
            .await?
            .map_err(error::open)
    }

    pub(crate) fn passkeys_view(&self) -> PasskeysView {
        let session = lock(&self.0.session);
        let passkeys = session.open.as_ref().map(vault::UnlockedVault::passkeys);
        PasskeysView {
            passkeys: passkeys.unwrap_or_default().iter().map(view).collect(),
        }
    }

    pub(crate) async fn rename_passkey(&self, request: PasskeyRequest) -> Result<PasskeysView> {
        let name = Name::new(request.name.trim())
            .map_err(|e| error::invalid(format!("{}.", capital(&e.to_string()))))?;
        let id = passkey_id(&request.passkey)?;
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            open.rename_passkey(&id, name, &mut vault::OsEntropy)
                .map_err(|e| error::invalid(format!("{}.", capital(&e.to_string()))))?;
        }
        self.passkeys_changed().await
    }

    pub(crate) async fn remove_passkey(&self, request: PasskeyRequest) -> Result<PasskeysView> {
        let id = passkey_id(&request.passkey)?;
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            open.remove_passkey(&id)
                .map_err(|e| error::invalid(format!("{}.", capital(&e.to_string()))))?;
        }
        self.passkeys_changed().await
    }

    async fn passkeys_changed(&self) -> Result<PasskeysView> {
        self.save_vault().await?;
        self.changed(&[Tag::Passkeys]);
        Ok(self.passkeys_view())
    }
}

fn passkey_id(text: &str) -> Result<PasskeyId> {
    text.parse()
        .map_err(|_| error::invalid("There is no such passkey."))
}

/// Whether the site insists on a person who just proved to know the password.
fn wants_verification(options: &Value, ceremony: Ceremony) -> bool {
    let pointer = match ceremony {
        Ceremony::Create => "/publicKey/authenticatorSelection/userVerification",
        Ceremony::Get => "/publicKey/userVerification",
    };
    options.pointer(pointer).and_then(Value::as_str) == Some("required")
}

fn document(
    wish: &PasskeyWish,
    ceremony: Ceremony,
    passkey: Option<PasskeyId>,
    verified: bool,
) -> std::result::Result<PasskeyDoc, vault::PasskeyDocError> {
    let origin = &wish.party.origin;
    match ceremony {
        Ceremony::Create => PasskeyDoc::create(&wish.options, origin, &wish.server, verified),
        Ceremony::Get => PasskeyDoc::get(
            &wish.options,
            origin,
            &wish.server,
            &wish.user,
            passkey,
            verified,
        ),
    }
}

/// The bytes of a credential's id (base64url, with or without padding).
fn credential(descriptor: &Value) -> Option<Vec<u8>> {
    registry::base64url(descriptor.get("id")?.as_str()?)
}

fn view(info: &PasskeyInfo) -> PasskeyView {
    PasskeyView {
        id: info.id.to_string(),
        name: info.name.as_str().to_owned(),
        relying_party: info.rp_id.clone(),
        user: info.user.clone(),
        created: info.created,
        last_used: info.last_used,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_required_verification_asks_for_the_password() {
        let get = |uv: &str| json!({ "publicKey": { "userVerification": uv } });
        assert!(wants_verification(&get("required"), Ceremony::Get));
        assert!(!wants_verification(&get("discouraged"), Ceremony::Get));
        assert!(!wants_verification(&get("required"), Ceremony::Create));
    }

    #[test]
    fn credential_ids_are_read_with_and_without_padding() {
        for id in ["AQI", "AQI="] {
            assert_eq!(credential(&json!({ "id": id })), Some(vec![1, 2]));
        }
        assert_eq!(credential(&json!({ "id": "!" })), None);
    }
}
