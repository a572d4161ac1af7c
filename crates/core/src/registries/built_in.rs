//! Registries that come with the home's networks.

use std::collections::{BTreeMap, BTreeSet};

use registry::{RelyingParty, ServerKind, ServerUrl};
use types::UnixMillis;

use super::Profile;
use crate::BuiltInNetwork;

/// One for each network that has one, by its id here.
pub(super) fn profiles(networks: &[BuiltInNetwork]) -> BTreeMap<String, Profile> {
    let mut all = BTreeMap::new();
    for network in networks {
        let Some(address) = &network.registry else {
            continue;
        };
        let Ok(server) = address.parse::<ServerUrl>() else {
            tracing::warn!("the address of a network's registry can't be used");
            continue;
        };
        let name = if network.simulated {
            "Demo registry".to_owned()
        } else {
            format!("Registry of {}", network.name)
        };
        let profile = Profile {
            name,
            server,
            kind: ServerKind::Slipway,
            passkeys: true,
            added: UnixMillis(0),
            identity: None,
            party: None,
            favourites: BTreeSet::new(),
            used: BTreeSet::new(),
            built_in: true,
            simulated: network.simulated,
        };
        all.insert(format!("network-{}", network.id), profile);
    }
    all
}

/// What was kept, with the addresses that the home says now. One that the home has no more is left out.
pub(super) fn merged(
    mut kept: BTreeMap<String, Profile>,
    built_in: &BTreeMap<String, Profile>,
) -> BTreeMap<String, Profile> {
    kept.retain(|id, profile| !profile.built_in || built_in.contains_key(id));
    for (id, fresh) in built_in {
        let profile = kept.entry(id.clone()).or_insert_with(|| fresh.clone());
        profile.party = profile
            .party
            .take()
            .map(|party| moved(party, &fresh.server));
        profile.server = fresh.server.clone();
        profile.kind = fresh.kind;
        profile.name.clone_from(&fresh.name);
        profile.passkeys = fresh.passkeys;
        profile.simulated = fresh.simulated;
    }
    kept
}

/// On this machine the port may be another after a start; the relying party, `localhost`, stays pinned.
fn moved(party: RelyingParty, server: &ServerUrl) -> RelyingParty {
    if !server.is_local() || party.id != server.host() {
        return party;
    }
    RelyingParty {
        origin: server.to_string(),
        ..party
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(registry: Option<&str>) -> BuiltInNetwork {
        BuiltInNetwork {
            id: "demo".into(),
            name: "Demo network".into(),
            rpc: "http://127.0.0.1:1".into(),
            more_rpc: Vec::new(),
            faucet: None,
            simulated: true,
            relay: None,
            registry: registry.map(str::to_owned),
        }
    }

    #[test]
    fn a_network_brings_its_registry() {
        assert!(profiles(&[network(None)]).is_empty());
        assert!(profiles(&[network(Some("http://elsewhere.example"))]).is_empty());
        let all = profiles(&[network(Some("http://localhost:5000"))]);
        let demo = &all["network-demo"];
        assert!(demo.simulated && demo.built_in && demo.passkeys);
        assert_eq!(demo.name, "Demo registry");
    }

    #[test]
    fn what_was_kept_follows_the_address() {
        let before = profiles(&[network(Some("http://localhost:5000"))]);
        let mut kept = before.clone();
        let used = kept.get_mut("network-demo").unwrap();
        used.favourites.insert("ann/app".into());
        used.party = Some(RelyingParty {
            id: "localhost".into(),
            origin: "http://localhost:5000".into(),
        });
        let now = profiles(&[network(Some("http://localhost:5001"))]);
        let all = merged(kept.clone(), &now);
        let demo = &all["network-demo"];
        assert_eq!(demo.server.to_string(), "http://localhost:5001");
        assert!(demo.favourites.contains("ann/app"));
        assert_eq!(demo.party.as_ref().unwrap().origin, "http://localhost:5001");
        assert!(merged(kept, &BTreeMap::new()).is_empty());
    }
}
