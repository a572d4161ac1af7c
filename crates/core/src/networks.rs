//! Network profiles: those of the home and those a person added.

use contract::{NetworkAddRequest, NetworkView, NetworksView, Tag};
use platform::{Home, HttpRequest};
use serde::{Deserialize, Serialize};
use types::ChainId;

use crate::error::{self, Result};
use crate::{Core, CoreConfig, lock, store};

/// A network that comes with the home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltInNetwork {
    /// Profile id: letters, digits and `-`.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Address of its RPC.
    pub rpc: String,
    /// Addresses of further nodes that stand in for the first.
    #[serde(default)]
    pub more_rpc: Vec<String>,
    /// Address of its faucet.
    pub faucet: Option<String>,
    /// Everything on it is simulated.
    pub simulated: bool,
    /// Address of the WalletConnect relay that comes with it.
    #[serde(default)]
    pub relay: Option<String>,
    /// Address of the image registry that comes with it: Slipway's own.
    #[serde(default)]
    pub registry: Option<String>,
}

impl BuiltInNetwork {
    /// Addresses of all its nodes.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        std::iter::once(&self.rpc)
            .chain(&self.more_rpc)
            .cloned()
            .collect()
    }
}

/// A profile with what was learned of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) network: BuiltInNetwork,
    pub(crate) built_in: bool,
    pub(crate) chain_id: Option<ChainId>,
}

impl Profile {
    /// Whether a person could have added it here.
    pub(crate) fn is_own(&self) -> bool {
        let fine = |address: &str| checked_address(address).is_ok_and(|checked| checked == address);
        !self.built_in
            && !self.network.simulated
            && fine(&self.network.rpc)
            && self.network.faucet.as_deref().is_none_or(fine)
    }

    pub(crate) fn view(&self) -> NetworkView {
        NetworkView {
            id: self.network.id.clone(),
            name: self.network.name.clone(),
            chain_id: self.chain_id.clone(),
            rpc: self.network.rpc.clone(),
            more_rpc: self.network.more_rpc.clone(),
            simulated: self.network.simulated,
            faucet: self.network.faucet.is_some(),
            built_in: self.built_in,
        }
    }
}

/// All profiles and the chosen one.
pub(crate) struct Networks {
    profiles: Vec<Profile>,
    chosen: String,
}

impl Networks {
    pub(crate) async fn load(home: &Home, config: &CoreConfig) -> Result<Self> {
        let mut profiles: Vec<Profile> = config
            .networks
            .iter()
            .map(|network| Profile {
                network: network.clone(),
                built_in: true,
                chain_id: None,
            })
            .collect();
        for (_, profile) in store::load_all::<Profile>(home, "networks").await? {
            let known = profiles
                .iter()
                .position(|p| p.network.id == profile.network.id);
            match known {
                // The home's address may have changed since; the chain id stays.
                Some(at) => profiles[at].chain_id = profile.chain_id,
                None if !profile.built_in && config.custom_networks => profiles.push(profile),
                None => {}
            }
        }
        let first = profiles
            .first()
            .map(|p| p.network.id.clone())
            .unwrap_or_default();
        let chosen: Option<String> = store::load(home, "settings", "network").await?;
        let chosen = chosen
            .filter(|id| profiles.iter().any(|p| &p.network.id == id))
            .unwrap_or(first);
        Ok(Self { profiles, chosen })
    }

    pub(crate) fn chosen(&self) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.network.id == self.chosen)
    }

    fn get_mut(&mut self, id: &str) -> Option<&mut Profile> {
        self.profiles.iter_mut().find(|p| p.network.id == id)
    }

    /// The relay of the chosen network, else the first that a network of this home has.
    pub(crate) fn relay(&self) -> Option<String> {
        let chosen = self.chosen().and_then(|p| p.network.relay.clone());
        let mut all = self.profiles.iter().filter(|p| p.built_in);
        chosen.or_else(|| all.find_map(|p| p.network.relay.clone()))
    }

    /// Chain ids of all profiles, as far as they are known.
    pub(crate) fn chain_ids(&self) -> Vec<ChainId> {
        let known = self.profiles.iter().filter_map(|p| p.chain_id.clone());
        known.collect()
    }

    fn view(&self) -> NetworksView {
        NetworksView {
            networks: self.profiles.iter().map(Profile::view).collect(),
            chosen: self.chosen.clone(),
        }
    }
}

impl Core {
    /// The chosen profile.
    pub(crate) fn network(&self) -> Result<Profile> {
        lock(&self.0.networks)
            .chosen()
            .cloned()
            .ok_or_else(|| error::invalid("No network is chosen.").hint("Choose one in Settings."))
    }

    /// Chain id of the chosen network, asked from its node the first time.
    pub(crate) async fn chain_id(&self) -> Result<ChainId> {
        let profile = self.network()?;
        if let Some(id) = profile.chain_id {
            return Ok(id);
        }
        let status = self.rpc()?.status().await.map_err(error::rpc)?;
        self.learn_chain_id(&profile.network.id, &status.chain_id)
            .await?;
        Ok(status.chain_id)
    }

    /// Remembers the chain id that a profile's node said first.
    pub(crate) async fn learn_chain_id(&self, id: &str, chain_id: &ChainId) -> Result<()> {
        let learned = {
            let mut networks = lock(&self.0.networks);
            match networks.get_mut(id) {
                Some(profile) if profile.chain_id.is_none() => {
                    profile.chain_id = Some(chain_id.clone());
                    Some(profile.clone())
                }
                _ => None,
            }
        };
        if let Some(profile) = learned {
            self.network_known(chain_id);
            let core = self.clone();
            platform::spawn(async move { core.refile_apps().await });
            // In a window that may only read, the id is learned again next time.
            if !self.home().read_only {
                store::save(self.home(), "networks", id, &profile).await?;
            }
            self.changed(&[Tag::App, Tag::Networks]);
        }
        Ok(())
    }

    /// Reads the profiles anew after others were added to the store.
    pub(crate) async fn reload_networks(&self) -> Result<()> {
        let networks = Networks::load(self.home(), &self.0.config).await?;
        lock(&self.0.networks).profiles = networks.profiles;
        Ok(())
    }

    pub(crate) fn networks_view(&self) -> NetworksView {
        lock(&self.0.networks).view()
    }

    pub(crate) async fn add_network(&self, request: NetworkAddRequest) -> Result<NetworksView> {
        if !self.0.config.custom_networks {
            return Err(
                error::invalid("The web build reaches only the networks of its server.")
                    .hint("Use the desktop app for networks of your own."),
            );
        }
        let name = crate::session::checked_name(&request.name)?;
        let mut rpcs = Vec::new();
        for address in request
            .rpc
            .split([' ', ',', '\n', '\t'])
            .filter(|a| !a.is_empty())
        {
            let address = checked_address(address)?;
            if !rpcs.contains(&address) {
                rpcs.push(address);
            }
        }
        let chain_id = self.one_chain(&rpcs).await?;
        let mut rpcs = rpcs.into_iter();
        let rpc = rpcs
            .next()
            .ok_or_else(|| error::invalid("The address of a node is missing."))?;
        let faucet = request.faucet.as_deref().filter(|f| !f.trim().is_empty());
        let faucet = faucet.map(checked_address).transpose()?;
        let profile = Profile {
            network: BuiltInNetwork {
                id: store::fresh_id(self.home()),
                name: name.as_str().to_owned(),
                rpc,
                more_rpc: rpcs.collect(),
                faucet,
                simulated: false,
                relay: None,
                registry: None,
            },
            built_in: false,
            chain_id: Some(chain_id),
        };
        store::save(self.home(), "networks", &profile.network.id, &profile).await?;
        let view = {
            let mut networks = lock(&self.0.networks);
            networks.profiles.push(profile);
            networks.view()
        };
        self.changed(&[Tag::Networks]);
        Ok(view)
    }

    /// The chain that all these nodes are on.
    async fn one_chain(&self, rpcs: &[String]) -> Result<ChainId> {
        let mut known: Option<ChainId> = None;
        for rpc in rpcs {
            let status = chain::Rpc::new(self.home().http.clone(), rpc)
                .status()
                .await
                .map_err(|e| error::rpc(e).hint("Check the address: it must be a CometBFT RPC."))?;
            match &known {
                Some(chain_id) if *chain_id != status.chain_id => {
                    return Err(error::invalid(format!(
                        "These nodes are on different chains: {chain_id} and {}.",
                        status.chain_id
                    ))
                    .hint("Give each network a profile of its own."));
                }
                _ => known = Some(status.chain_id),
            }
        }
        known.ok_or_else(|| error::invalid("The address of a node is missing."))
    }

    pub(crate) async fn remove_network(&self, id: &str) -> Result<NetworksView> {
        {
            let networks = lock(&self.0.networks);
            let profile = networks.profiles.iter().find(|p| p.network.id == id);
            match profile {
                None => return Err(error::invalid("There is no such network.")),
                Some(p) if p.built_in => {
                    return Err(error::invalid("This network comes with Slipway."));
                }
                Some(_) if networks.chosen == id => {
                    return Err(
                        error::invalid("This network is in use.").hint("Choose another one first.")
                    );
                }
                Some(_) => {}
            }
        }
        self.home()
            .store
            .delete("networks", id)
            .await
            .map_err(error::storage)?;
        lock(&self.0.networks)
            .profiles
            .retain(|p| p.network.id != id);
        self.changed(&[Tag::Networks]);
        Ok(self.networks_view())
    }

    pub(crate) async fn select_network(&self, id: &str) -> Result<NetworksView> {
        let known = lock(&self.0.networks)
            .profiles
            .iter()
            .find(|p| p.network.id == id)
            .cloned();
        let profile = known.ok_or_else(|| error::invalid("There is no such network."))?;
        if self.session_is_demo() && !profile.network.simulated {
            return Err(
                error::invalid("The demo vault works on simulated networks only.")
                    .hint("Create or import a vault for this network."),
            );
        }
        store::save(self.home(), "settings", "network", &id).await?;
        lock(&self.0.networks).chosen = id.to_owned();
        lock(&self.0.nodes).clear();
        self.network_changed(profile.chain_id.as_ref());
        self.changed(&[
            Tag::App,
            Tag::Networks,
            Tag::Health,
            Tag::Balances,
            Tag::Approvals,
            Tag::Market,
            Tag::Flows,
            Tag::Deployments,
            Tag::Activity,
        ]);
        self.resume().await;
        Ok(self.networks_view())
    }

    /// Asks the faucet; returns when it said that it paid.
    pub(crate) async fn ask_faucet(&self) -> Result<()> {
        let address = self.account()?.address;
        let profile = self.network()?;
        let url = profile
            .network
            .faucet
            .ok_or_else(|| error::invalid("This network has no faucet."))?;
        let body = serde_json::json!({ "address": address.to_string() })
            .to_string()
            .into_bytes();
        let mut request = HttpRequest::post_json(url, body);
        request.timeout = std::time::Duration::from_secs(30);
        let answer = self
            .home()
            .http
            .send(request)
            .await
            .map_err(|e| error::net(&e))?;
        if answer.is_success() {
            self.changed(&[Tag::Balances]);
            return Ok(());
        }
        let text = answer.text();
        let message = serde_json::from_str::<serde_json::Value>(&text)
            .ok()
            .and_then(|v| {
                Some(
                    v.get("error")
                        .or_else(|| v.get("message"))?
                        .as_str()?
                        .to_owned(),
                )
            })
            .unwrap_or(text);
        Err(error::invalid(format!(
            "The faucet gave nothing: {message}"
        )))
    }
}

/// `https://…`, or `http://` on this machine.
fn checked_address(text: &str) -> Result<String> {
    let text = text.trim().trim_end_matches('/');
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
        .iter()
        .any(|prefix| {
            text.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
    let secure = text
        .strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains('@'));
    if (local || secure) && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err(error::invalid(
            "An address begins with https://, or with http:// on this machine.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_are_taken() {
        for good in [
            "https://rpc.example/akash/",
            "http://127.0.0.1:26657",
            "http://localhost:1",
        ] {
            assert!(checked_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://rpc.example",
            "https://",
            "http://localhost.evil.example",
            "ftp://a",
            "https://a b",
            "https://u@h",
        ] {
            assert!(checked_address(bad).is_err(), "{bad}");
        }
    }
}
