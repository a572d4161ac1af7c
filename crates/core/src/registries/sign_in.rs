//! Signing up, in and out.

use contract::{
    PasskeyHolder, RegistriesView, RegistryPasskeyRequest, RegistrySignInRequest, SignInMethod, Tag,
};
use registry::{
    Claim, Credentials, Hidden, OpenRegistry, RelyingParty, ServerKind, Session, UserName,
};

use super::{Profile, Secret, fault, identity};
use crate::Core;
use crate::error::{self, Result, capital};

/// What is claimed and known of a relying party.
pub(super) struct Claimed {
    origin: Option<String>,
    pinned: Option<RelyingParty>,
}

impl Claimed {
    /// As the ceremony takes it.
    pub(super) fn claim(&self) -> Claim<'_> {
        Claim {
            origin: self.origin.as_deref(),
            pinned: self.pinned.as_ref(),
        }
    }
}

impl Core {
    /// What a passkey ceremony needs: an open vault, a server with passkeys, a user name.
    fn ceremony(
        &self,
        request: &RegistryPasskeyRequest,
    ) -> Result<(Profile, OpenRegistry, UserName)> {
        if !self.is_open() {
            return Err(error::locked());
        }
        let profile = self.registry_profile(&request.registry)?;
        if !profile.passkeys {
            return Err(fault::account(registry::AccountError::NoPasskeys));
        }
        let user = request
            .user
            .trim()
            .parse()
            .map_err(|e| error::invalid(format!("{}.", capital(&format!("{e}")))))?;
        let accounts = OpenRegistry::new(self.new_client(&profile, Credentials::Anonymous));
        Ok((profile, accounts, user))
    }

    /// What is claimed and known of the relying party.
    pub(super) fn claim(
        &self,
        holder: PasskeyHolder,
        origin: &str,
        profile: &Profile,
    ) -> Result<Claimed> {
        let origin = origin.trim();
        match holder {
            PasskeyHolder::Vault => Ok(Claimed {
                origin: (!origin.is_empty()).then(|| origin.to_owned()),
                pinned: profile.party.clone(),
            }),
            PasskeyHolder::Browser => self.claim_of_page(profile),
        }
    }

    /// A browser claims the page's own origin, whatever was claimed before; the site stays the one that was pinned.
    fn claim_of_page(&self, profile: &Profile) -> Result<Claimed> {
        let page = self.home().shell.page.clone().ok_or_else(|| {
            error::invalid("Passkeys of a browser can be used in a browser only.")
        })?;
        let pinned = profile.party.as_ref().map(|party| RelyingParty {
            id: party.id.clone(),
            origin: page.clone(),
        });
        Ok(Claimed {
            origin: Some(page),
            pinned,
        })
    }

    pub(crate) async fn sign_up(&self, request: RegistryPasskeyRequest) -> Result<RegistriesView> {
        let (profile, accounts, user) = self.ceremony(&request)?;
        let email = request.email.trim();
        if !email.contains('@') || email.len() > 254 || email.contains(char::is_whitespace) {
            return Err(error::invalid("An e-mail address has an @ in it.")
                .hint("The server sends the link of a forgotten password there."));
        }
        let holder = self.passkey_holder(request.holder);
        let claimed = self.claim(request.holder, &request.origin, &profile)?;
        let party = accounts
            .sign_up(&*holder, &user, email, claimed.claim())
            .await
            .map_err(fault::ceremony)?;
        // The account is there; the sign-in after it asks for the passkey once more.
        self.pin(&request.registry, &party, request.holder).await?;
        let signed_in = accounts
            .sign_in(
                &*holder,
                &user,
                Claim {
                    origin: None,
                    pinned: Some(&party),
                },
            )
            .await;
        let (session, party) = signed_in.map_err(|e| {
            fault::ceremony(e).safe("The account was made with its passkey: sign in with it.")
        })?;
        self.signed_in_by_passkey(&request, &user, session, party)
            .await
    }

    pub(crate) async fn sign_in_passkey(
        &self,
        request: RegistryPasskeyRequest,
    ) -> Result<RegistriesView> {
        if request.user.trim().is_empty() {
            return self.sign_in_unnamed(request).await;
        }
        let (profile, accounts, user) = self.ceremony(&request)?;
        let holder = self.passkey_holder(request.holder);
        let claimed = self.claim(request.holder, &request.origin, &profile)?;
        let (session, party) = accounts
            .sign_in(&*holder, &user, claimed.claim())
            .await
            .map_err(fault::ceremony)?;
        self.signed_in_by_passkey(&request, &user, session, party)
            .await
    }

    /// The server asks for any of its passkeys, and the vault says whose it is.
    async fn sign_in_unnamed(&self, request: RegistryPasskeyRequest) -> Result<RegistriesView> {
        if !self.is_open() {
            return Err(error::locked());
        }
        let profile = self.registry_profile(&request.registry)?;
        if profile.kind != ServerKind::Slipway {
            return Err(error::invalid("This server wants a user name."));
        }
        if request.holder == PasskeyHolder::Vault && self.session_is_demo() {
            return Err(error::invalid(
                "Without a user name the server wants the vault's password to be typed, and the demo vault has none.",
            )
            .hint("Give the user name."));
        }
        let accounts = OpenRegistry::new(self.new_client(&profile, Credentials::Anonymous));
        let holder = self.passkey_holder(request.holder);
        let claimed = self.claim(request.holder, &request.origin, &profile)?;
        let (session, party, user) = accounts
            .sign_in_unnamed(&*holder, claimed.claim())
            .await
            .map_err(fault::ceremony)?;
        self.signed_in_by_passkey(&request, &user, session, party)
            .await
    }

    /// Keeps whom the registry's passkeys belong to.
    pub(super) async fn pin(
        &self,
        id: &str,
        party: &RelyingParty,
        holder: PasskeyHolder,
    ) -> Result<()> {
        let mut profile = self.registry_profile(id)?;
        set_party(&mut profile, party, holder)?;
        self.save_registry(id, profile).await
    }

    async fn signed_in_by_passkey(
        &self,
        request: &RegistryPasskeyRequest,
        user: &UserName,
        session: Session,
        party: RelyingParty,
    ) -> Result<RegistriesView> {
        let id = &request.registry;
        self.keep_registry_secret(id, &Secret::Session { session })
            .await?;
        let mut profile = self.registry_profile(id)?;
        set_party(&mut profile, &party, request.holder)?;
        profile.identity = identity(user.to_string(), SignInMethod::Passkey);
        self.save_registry(id, profile).await?;
        self.changed(&[Tag::Images, Tag::Passkeys]);
        Ok(self.registries_view())
    }

    pub(crate) async fn sign_in(&self, request: RegistrySignInRequest) -> Result<RegistriesView> {
        if !self.is_open() {
            return Err(error::locked());
        }
        let id = &request.registry;
        let mut profile = self.registry_profile(id)?;
        let user = request.user.trim().to_owned();
        let password = Hidden::new(&*request.password.0);
        if user.is_empty() || password.expose().is_empty() {
            return Err(error::invalid("A name and a password or token are needed."));
        }
        let secret = if profile.kind.is_openregistry() && user.contains('@') {
            let accounts = OpenRegistry::new(self.new_client(&profile, Credentials::Anonymous));
            let session = accounts
                .sign_in_password(&user, &password)
                .await
                .map_err(fault::account)?;
            Secret::Session { session }
        } else {
            if profile.kind.is_openregistry() && password.expose().contains(':') {
                return Err(error::invalid("This server cuts passwords at a colon.")
                    .hint("Use an access token, or change the password."));
            }
            let who = Credentials::Basic {
                user: user.clone(),
                password: password.clone(),
            };
            let client = self.new_client(&profile, who);
            client.check_sign_in(&user).await.map_err(fault::client)?;
            Secret::Basic {
                user: user.clone(),
                password: password.expose().to_owned(),
            }
        };
        self.keep_registry_secret(id, &secret).await?;
        profile.identity = identity(user, SignInMethod::Password);
        self.save_registry(id, profile).await?;
        self.changed(&[Tag::Images]);
        Ok(self.registries_view())
    }

    pub(crate) async fn sign_out(&self, id: &str) -> Result<RegistriesView> {
        let mut profile = self.registry_profile(id)?;
        if let Ok(Secret::Session { session }) = self.registry_secret(id) {
            let accounts = OpenRegistry::new(self.new_client(&profile, Credentials::Anonymous));
            accounts.sign_out(&session).await;
        }
        // The server's tokens may outlive the sign-out: here they are gone.
        self.forget_registry_secret(id).await?;
        profile.identity = None;
        self.save_registry(id, profile).await?;
        self.changed(&[Tag::Images]);
        Ok(self.registries_view())
    }
}

/// Pins whom the registry's passkeys belong to. What a browser did is bound to the page's origin, which the browser
/// itself minds: of it the site is pinned, with the registry's own page.
fn set_party(profile: &mut Profile, party: &RelyingParty, holder: PasskeyHolder) -> Result<()> {
    let party = match (holder, profile.party.take()) {
        (PasskeyHolder::Vault, _) => party.clone(),
        (PasskeyHolder::Browser, Some(pinned)) => pinned,
        (PasskeyHolder::Browser, None) => {
            RelyingParty::check(&profile.server, profile.kind, &party.id, None, None)
                .map_err(|e| fault::ceremony(e.into()))?
        }
    };
    profile.party = Some(party);
    Ok(())
}
