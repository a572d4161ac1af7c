//! Image registries: servers, who one is there, and a client for each.

mod account;
mod built_in;
mod cut;
mod fault;
mod files;
mod images;
mod repositories;
mod sign_in;
mod transfers;

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    DeletingView, IdentityView, PageView, RegistriesView, RegistryAddRequest, RegistryView,
    SignInMethod, Tag,
};
use platform::Home;
use registry::{
    Client, Credentials, Deleting, Hidden, RelyingParty, ServerKind, ServerUrl, Session, clean,
};
use serde::{Deserialize, Serialize};
use types::UnixMillis;

use crate::error::{self, Result};
use crate::{BuiltInNetwork, Core, lock, store};
pub(crate) use transfers::Transfers;

const BUCKET: &str = "registries";

/// A registry as it is kept. Nothing in it is secret; tokens and passwords are in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Profile {
    name: String,
    server: ServerUrl,
    kind: ServerKind,
    passkeys: bool,
    added: UnixMillis,
    identity: Option<IdentityView>,
    /// Pinned at the first use of a passkey.
    party: Option<RelyingParty>,
    favourites: BTreeSet<String>,
    /// Repositories that were looked at, for servers that give no list.
    used: BTreeSet<String>,
    /// It comes with a network of the home; its address is the home's to say.
    #[serde(default)]
    built_in: bool,
    /// Everything on its network is simulated.
    #[serde(default)]
    simulated: bool,
}

/// What the vault keeps for a registry.
#[derive(Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
enum Secret {
    Session { session: Session },
    Basic { user: String, password: String },
}

/// All registries, and clients that keep their short-lived tokens.
pub(crate) struct Registries {
    profiles: BTreeMap<String, Profile>,
    /// Those of the home's networks, as they are before anybody used them.
    built_in: BTreeMap<String, Profile>,
    clients: BTreeMap<String, Client>,
}

impl Registries {
    pub(crate) async fn load(home: &Home, networks: &[BuiltInNetwork]) -> Result<Self> {
        let built_in = built_in::profiles(networks);
        let kept = store::load_all(home, BUCKET).await?.into_iter().collect();
        Ok(Self {
            profiles: built_in::merged(kept, &built_in),
            built_in,
            clients: BTreeMap::new(),
        })
    }

    /// The vault was locked: nothing that was signed in stays in memory.
    pub(crate) fn forget_clients(&mut self) {
        self.clients.clear();
    }

    /// The vault was removed, and with it every sign-in.
    pub(crate) fn clear(&mut self) {
        self.profiles.clone_from(&self.built_in);
        self.clients.clear();
    }
}

fn service(id: &str) -> String {
    format!("registry/{id}")
}

impl Core {
    fn registry_profile(&self, id: &str) -> Result<Profile> {
        let registries = lock(&self.0.registries);
        registries
            .profiles
            .get(id)
            .cloned()
            .ok_or_else(|| error::invalid("There is no such registry."))
    }

    /// Keeps a changed profile; its client is made anew.
    async fn save_registry(&self, id: &str, profile: Profile) -> Result<()> {
        store::save(self.home(), BUCKET, id, &profile).await?;
        {
            let mut registries = lock(&self.0.registries);
            registries.profiles.insert(id.to_owned(), profile);
            registries.clients.remove(id);
        }
        self.changed(&[Tag::Registries]);
        Ok(())
    }

    /// A client with the identity that one has there.
    fn registry_client(&self, id: &str) -> Result<Client> {
        if let Some(client) = lock(&self.0.registries).clients.get(id) {
            return Ok(client.clone());
        }
        let profile = self.registry_profile(id)?;
        let who = match &profile.identity {
            None => Credentials::Anonymous,
            Some(_) => match self.registry_secret(id)? {
                Secret::Session { session } => Credentials::Bearer(Hidden::new(session.access())),
                Secret::Basic { user, password } => Credentials::Basic {
                    user,
                    password: Hidden::new(password),
                },
            },
        };
        let client = self.new_client(&profile, who);
        let mut registries = lock(&self.0.registries);
        registries.clients.insert(id.to_owned(), client.clone());
        Ok(client)
    }

    fn new_client(&self, profile: &Profile, who: Credentials) -> Client {
        let home = self.home();
        Client::new(
            home.transfer.clone(),
            home.clock.clone(),
            profile.server.clone(),
            profile.kind,
            who,
        )
    }

    fn registry_secret(&self, id: &str) -> Result<Secret> {
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or_else(error::locked)?;
        let text = open
            .service_secret(&service(id))
            .ok_or_else(fault::signed_out)?;
        // Exposed to be put into requests to this registry.
        serde_json::from_str(text.expose()).map_err(|_| fault::signed_out())
    }

    async fn keep_registry_secret(&self, id: &str, secret: &Secret) -> Result<()> {
        let text = serde_json::to_string(secret).map_err(error::internal)?;
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            open.keep_service_secret(
                &service(id),
                &vault::Secret::new(text),
                &mut vault::OsEntropy,
            )
            .map_err(error::internal)?;
        }
        self.save_vault().await
    }

    /// Forgets a sign-in, if the vault is open; a locked vault keeps it until it is signed in anew.
    async fn forget_registry_secret(&self, id: &str) -> Result<()> {
        let forgot = {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut();
            open.is_some_and(|open| open.forget_service_secret(&service(id)))
        };
        if forgot {
            self.save_vault().await?;
        }
        Ok(())
    }

    pub(crate) fn registries_view(&self) -> RegistriesView {
        let registries = lock(&self.0.registries);
        let mut all: Vec<_> = registries.profiles.iter().collect();
        all.sort_by_key(|(_, profile)| (profile.built_in, profile.added));
        RegistriesView {
            registries: all
                .into_iter()
                .map(|(id, profile)| view(id, profile, self.home().shell.page.as_deref()))
                .collect(),
            custom: self.0.config.custom_networks,
        }
    }

    pub(crate) async fn add_registry(&self, request: RegistryAddRequest) -> Result<RegistriesView> {
        if !self.0.config.custom_networks {
            return Err(
                error::invalid("The web build reaches only the registries of its server.")
                    .hint("Use the desktop app for registries of your own."),
            );
        }
        let server: ServerUrl = request
            .address
            .parse()
            .map_err(|e| error::invalid(format!("{}.", error::capital(&format!("{e}")))))?;
        let home = self.home();
        let found = registry::detect(home.transfer.clone(), home.clock.clone(), &server)
            .await
            .map_err(fault::client)?;
        let known = lock(&self.0.registries)
            .profiles
            .values()
            .any(|profile| profile.server == found.server);
        if known {
            return Err(error::invalid("This registry is in the list already."));
        }
        let name = clean(&request.name, 60);
        let profile = Profile {
            name: if name.is_empty() {
                found.server.authority()
            } else {
                name
            },
            server: found.server,
            kind: found.kind,
            passkeys: found.passkeys,
            added: self.now(),
            identity: None,
            party: None,
            favourites: BTreeSet::new(),
            used: BTreeSet::new(),
            built_in: false,
            simulated: false,
        };
        self.save_registry(&store::fresh_id(home), profile).await?;
        Ok(self.registries_view())
    }

    pub(crate) async fn remove_registry(&self, id: &str) -> Result<RegistriesView> {
        if self.registry_profile(id)?.built_in {
            return Err(error::invalid("This registry comes with Slipway."));
        }
        self.forget_registry_secret(id).await?;
        self.forget_cuts_of(id).await;
        for bucket in [BUCKET, transfers::LAYERS] {
            self.home()
                .store
                .delete(bucket, id)
                .await
                .map_err(error::storage)?;
        }
        {
            let mut registries = lock(&self.0.registries);
            registries.profiles.remove(id);
            registries.clients.remove(id);
        }
        self.changed(&[Tag::Registries]);
        Ok(self.registries_view())
    }
}

/// How the page stands to the passkeys of a registry: the browser's rule, said beforehand. It is checked again, against
/// what the server says, before the browser is asked.
fn page_view(page: &str, profile: &Profile) -> PageView {
    let site = profile.party.as_ref().map_or_else(
        || profile.server.host().to_owned(),
        |party| party.id.clone(),
    );
    let known = RelyingParty {
        id: site.clone(),
        origin: page.to_owned(),
    };
    let fits = RelyingParty::check(
        &profile.server,
        profile.kind,
        &site,
        Some(page),
        Some(&known),
    );
    PageView {
        origin: page.to_owned(),
        site,
        fits: fits.is_ok(),
    }
}

fn view(id: &str, profile: &Profile, page: Option<&str>) -> RegistryView {
    let quirks = profile.kind.quirks();
    RegistryView {
        id: id.to_owned(),
        name: profile.name.clone(),
        address: profile.server.to_string(),
        host: match profile.kind {
            // Image names say docker.io, whatever the registry's own host is.
            ServerKind::DockerHub => "docker.io".into(),
            _ => profile.server.authority(),
        },
        kind: profile.kind.name().into(),
        passkeys: profile.passkeys,
        accounts: profile.kind.is_openregistry(),
        managed: profile.kind == ServerKind::Slipway,
        deleting: match quirks.deleting {
            Deleting::Tags => DeletingView::Tags,
            Deleting::Images => DeletingView::Images,
            Deleting::EverywhereAtOnce => DeletingView::EverywhereAtOnce,
            Deleting::No => DeletingView::No,
        },
        tags_stay: quirks.tags_stay,
        identity: profile.identity.clone(),
        relying_party: profile.party.as_ref().map(|party| party.id.clone()),
        built_in: profile.built_in,
        simulated: profile.simulated,
        local: profile.server.is_local(),
        page: page
            .filter(|_| profile.passkeys)
            .map(|page| page_view(page, profile)),
    }
}

fn identity(user: String, method: SignInMethod) -> Option<IdentityView> {
    Some(IdentityView { user, method })
}
