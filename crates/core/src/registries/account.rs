//! Ways into an account: its passkeys and access tokens, where the server lets several be kept.

use contract::{
    AccessTokenView, AccountPasskeyView, FreshTokenView, RegistryAccountView, RegistryKeyRequest,
    Tag,
};
use registry::{OpenRegistry, ServerKind};

use super::{Profile, fault};
use crate::error::{self, Result, capital};
use crate::{Core, lock};

/// Characters of a name there.
const NAME: usize = 100;

impl Core {
    /// The account that one is signed in to.
    fn signed_in(&self, id: &str) -> Result<(Profile, OpenRegistry, String)> {
        if !self.is_open() {
            return Err(error::locked());
        }
        let profile = self.registry_profile(id)?;
        if profile.kind != ServerKind::Slipway {
            return Err(error::invalid(
                "This server lets no account be managed from here.",
            ));
        }
        let user = profile
            .identity
            .as_ref()
            .map(|identity| identity.user.clone())
            .ok_or_else(|| error::invalid("Sign in first."))?;
        let accounts = OpenRegistry::new(self.registry_client(id)?);
        if !accounts.has_session() {
            return Err(
                error::invalid("An access token can't change the ways into the account.")
                    .hint("Sign in with a passkey."),
            );
        }
        Ok((profile, accounts, user))
    }

    pub(crate) async fn account_at(&self, id: &str) -> Result<RegistryAccountView> {
        let (_, accounts, user) = self.signed_in(id)?;
        self.account_view(&accounts, user).await
    }

    async fn account_view(
        &self,
        accounts: &OpenRegistry,
        user: String,
    ) -> Result<RegistryAccountView> {
        let passkeys = accounts.account_passkeys().await.map_err(fault::account)?;
        let tokens = accounts.access_tokens().await.map_err(fault::account)?;
        let mine = self.credentials_here();
        Ok(RegistryAccountView {
            user,
            passkeys: passkeys
                .into_iter()
                .map(|key| AccountPasskeyView {
                    here: registry::base64url(&key.id).is_some_and(|id| mine.contains(&id)),
                    id: key.id,
                    name: key.name,
                    created: key.created,
                    last_used: key.last_used,
                })
                .collect(),
            tokens: tokens
                .into_iter()
                .map(|token| AccessTokenView {
                    id: token.id,
                    name: token.name,
                    created: token.created,
                    expires: token.expires,
                })
                .collect(),
        })
    }

    /// Credential ids of the vault's passkeys.
    fn credentials_here(&self) -> Vec<Vec<u8>> {
        let session = lock(&self.0.session);
        let passkeys = session.open.as_ref().map(vault::UnlockedVault::passkeys);
        let ids = passkeys.unwrap_or_default().into_iter();
        ids.filter_map(|key| hex::decode(key.id.to_string()).ok())
            .collect()
    }

    async fn account_changed(
        &self,
        accounts: &OpenRegistry,
        user: String,
    ) -> Result<RegistryAccountView> {
        self.changed(&[Tag::Account]);
        self.account_view(accounts, user).await
    }

    pub(crate) async fn add_account_key(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        let name = named(&request.name)?;
        let (profile, accounts, user) = self.signed_in(&request.registry)?;
        let whose = user
            .parse()
            .map_err(|e| error::invalid(format!("{}.", capital(&format!("{e}")))))?;
        let holder = self.passkey_holder(request.holder);
        let claimed = self.claim(request.holder, "", &profile)?;
        let party = accounts
            .add_account_passkey(&*holder, &whose, &name, claimed.claim())
            .await
            .map_err(fault::ceremony)?;
        self.pin(&request.registry, &party, request.holder).await?;
        self.account_changed(&accounts, user).await
    }

    pub(crate) async fn rename_account_key(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        let name = named(&request.name)?;
        let (_, accounts, user) = self.signed_in(&request.registry)?;
        accounts
            .rename_account_passkey(&request.id, &name)
            .await
            .map_err(fault::account)?;
        self.account_changed(&accounts, user).await
    }

    pub(crate) async fn remove_account_key(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        let (_, accounts, user) = self.signed_in(&request.registry)?;
        accounts
            .remove_account_passkey(&request.id)
            .await
            .map_err(fault::account)?;
        self.account_changed(&accounts, user).await
    }

    pub(crate) async fn make_access_token(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<FreshTokenView> {
        let name = named(&request.name)?;
        let (_, accounts, user) = self.signed_in(&request.registry)?;
        let token = accounts
            .make_access_token(&name)
            .await
            .map_err(fault::account)?;
        self.changed(&[Tag::Account]);
        Ok(FreshTokenView {
            user,
            // Shown once, to the person who asked for it.
            token: contract::Hidden(token.expose().to_owned()),
        })
    }

    pub(crate) async fn revoke_access_token(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        let (_, accounts, user) = self.signed_in(&request.registry)?;
        accounts
            .revoke_access_token(&request.id)
            .await
            .map_err(fault::account)?;
        self.account_changed(&accounts, user).await
    }
}

fn named(text: &str) -> Result<String> {
    let name = registry::clean(text, NAME);
    if name.is_empty() {
        return Err(error::invalid("A name is missing."));
    }
    Ok(name)
}
