//! Changes of what is not one service: profiles, placements, prices, endpoints, version, reclamation.

use super::edit::{price, small};
use super::names;
use super::outline::{outline, texts};
use super::work::{EditError, Work};
use super::write::Value;

/// A change of the document around its services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The version, as written.
    Version(String),
    /// Shortest notice before resources are taken back, such as `2h`; `None` takes the section out. 2.1 and later.
    Reclamation(Option<String>),
    /// In: an endpoint for leased addresses.
    AddEndpoint(String),
    /// Another name for an endpoint, here and where it is leased.
    RenameEndpoint(String, String),
    /// An endpoint out, and off the ports that lease it.
    RemoveEndpoint(String),
    /// In: a small compute profile.
    AddProfile(String),
    /// Another name for a compute profile, here, in prices and under `deployment`.
    RenameProfile(String, String),
    /// A compute profile that no service uses out, with its prices.
    RemoveProfile(String),
    /// In: a placement with the prices of the first one.
    AddPlacement(String),
    /// Another name for a placement, here and under `deployment`.
    RenamePlacement(String, String),
    /// A placement out, with what is deployed in it.
    RemovePlacement(String),
    /// What a placement asks of providers: keys and values.
    Attributes(String, Vec<(String, String)>),
    /// Auditors of a placement: all of the first list, one at least of the second.
    SignedBy(String, Vec<String>, Vec<String>),
    /// The price of a compute profile in a placement.
    Price {
        /// Placement.
        placement: String,
        /// Compute profile.
        profile: String,
        /// Denomination.
        denom: String,
        /// Highest price of a block and replica, as written.
        amount: String,
    },
}

/// Makes a change.
pub(super) fn apply(work: &mut Work, change: &Change) -> Result<(), EditError> {
    match change {
        Change::Version(version) => work.set(&["version"], &Value::text(version)),
        Change::Reclamation(None) => work.unset(&["reclamation"]),
        Change::Reclamation(Some(window)) => {
            work.set(&["reclamation", "min_window"], &Value::text(window))
        }
        Change::AddEndpoint(name) => {
            free(work, "endpoints", &[], name)?;
            work.set(&["endpoints", name, "kind"], &Value::text("ip"))
        }
        Change::RenameEndpoint(from, to) => names::endpoint(work, from, to),
        Change::RemoveEndpoint(name) => remove_endpoint(work, name),
        Change::AddProfile(name) => {
            free(work, "profiles", &["compute"], name)?;
            work.set(&["profiles", "compute", name, "resources"], &small())
        }
        Change::RenameProfile(from, to) => names::profile(work, from, to),
        Change::RemoveProfile(name) => remove_profile(work, name),
        Change::AddPlacement(name) => add_placement(work, name),
        Change::RenamePlacement(from, to) => names::placement(work, from, to),
        Change::RemovePlacement(name) => remove_placement(work, name),
        Change::Attributes(placement, pairs) => attributes(work, placement, pairs),
        Change::SignedBy(placement, all_of, any_of) => {
            there(work, "profiles", &["placement"], placement)?;
            auditors(work, placement, "allOf", all_of)?;
            auditors(work, placement, "anyOf", any_of)
        }
        Change::Price {
            placement,
            profile,
            denom,
            amount,
        } => {
            there(work, "profiles", &["placement"], placement)?;
            there(work, "profiles", &["compute"], profile)?;
            let base = ["profiles", "placement", placement, "pricing", profile];
            if work.tree.at(&base).is_none_or(|n| n.is_null()) {
                return work.set(&base, &price(denom, amount));
            }
            let at = |key: &'static str| [base[0], base[1], base[2], base[3], base[4], key];
            work.set(&at("denom"), &Value::text(denom))?;
            work.set(&at("amount"), &Value::text(amount))
        }
    }
}

fn known(work: &Work, section: &str, path: &[&str], name: &str) -> bool {
    let pairs = work.tree.pairs_at(section, path);
    pairs.iter().any(|(key, _)| *key == name)
}

/// Fails when the map at `path` has the name already.
pub(super) fn free(work: &Work, section: &str, path: &[&str], name: &str) -> Result<(), EditError> {
    if known(work, section, path, name) {
        return Err(EditError::Taken(name.into()));
    }
    Ok(())
}

fn there(work: &Work, section: &str, path: &[&str], name: &str) -> Result<(), EditError> {
    if known(work, section, path, name) {
        return Ok(());
    }
    Err(EditError::Missing(name.into()))
}

fn remove_endpoint(work: &mut Work, name: &str) -> Result<(), EditError> {
    there(work, "endpoints", &[], name)?;
    for service in outline(&work.tree).services {
        for (port, _) in service.ways.iter().enumerate() {
            let port = format!("#{port}");
            let list = ["services", &service.name, "expose", &port, "to"];
            let count = work.tree_items(&list);
            for item in 0..count {
                let item = format!("#{item}");
                let ip = [list[0], list[1], list[2], list[3], list[4], &item, "ip"];
                if work.own(&ip).and_then(|n| n.text()) == Some(name) {
                    work.unset(&ip)?;
                }
            }
        }
    }
    work.unset_up(&["endpoints", name], 0)
}

fn remove_profile(work: &mut Work, name: &str) -> Result<(), EditError> {
    there(work, "profiles", &["compute"], name)?;
    for (service, places) in work.tree.pairs_at("deployment", &[]) {
        for (_, place) in work.tree.pairs(places) {
            if work.tree.get(place, "profile").and_then(|n| n.text()) == Some(name) {
                return Err(EditError::Used(name.into(), service.into()));
            }
        }
    }
    work.unset(&["profiles", "compute", name])?;
    for place in outline(&work.tree).places {
        let path = ["profiles", "placement", &place.name, "pricing", name];
        if work.own(&path).is_some() {
            work.unset(&path)?;
        }
    }
    Ok(())
}

fn add_placement(work: &mut Work, name: &str) -> Result<(), EditError> {
    free(work, "profiles", &["placement"], name)?;
    let places = work.tree.pairs_at("profiles", &["placement"]);
    let first = places
        .first()
        .and_then(|(_, p)| work.tree.get(p, "pricing"));
    let word = |node, key| {
        let found = work.tree.get(node, key).and_then(|n| n.text());
        found.unwrap_or_default().to_owned()
    };
    let mut prices: Vec<(String, String, String)> = Vec::new();
    for (profile, node) in first.map(|p| work.tree.pairs(p)).unwrap_or_default() {
        prices.push((profile.into(), word(node, "denom"), word(node, "amount")));
    }
    for (profile, _) in work.tree.pairs_at("profiles", &["compute"]) {
        if !prices.iter().any(|(known, ..)| known == profile) {
            prices.push((profile.into(), "uact".into(), "1000".into()));
        }
    }
    let pricing = prices
        .iter()
        .map(|(profile, denom, amount)| (profile.as_str(), price(denom, amount)))
        .collect();
    let value = Value::map(pricing);
    work.set(&["profiles", "placement", name, "pricing"], &value)
}

fn remove_placement(work: &mut Work, name: &str) -> Result<(), EditError> {
    there(work, "profiles", &["placement"], name)?;
    let deployed: Vec<String> = work
        .tree
        .pairs_at("deployment", &[])
        .iter()
        .filter(|(_, places)| work.tree.get(places, name).is_some())
        .map(|(service, _)| (*service).to_owned())
        .collect();
    for service in deployed {
        work.unset_up(&["deployment", &service, name], 1)?;
    }
    work.unset(&["profiles", "placement", name])
}

fn attributes(
    work: &mut Work,
    placement: &str,
    pairs: &[(String, String)],
) -> Result<(), EditError> {
    there(work, "profiles", &["placement"], placement)?;
    let base = ["profiles", "placement", placement, "attributes"];
    let now = outline(&work.tree);
    let before = now
        .places
        .iter()
        .find(|p| p.name == placement)
        .map(|p| p.attributes.as_slice())
        .unwrap_or_default();
    if before == pairs {
        return Ok(());
    }
    if pairs.is_empty() {
        return work.unset(&base);
    }
    for (key, value) in pairs {
        if !before.iter().any(|(k, v)| (k, v) == (key, value)) {
            work.set(
                &[base[0], base[1], base[2], base[3], key],
                &Value::text(value),
            )?;
        }
    }
    for (key, _) in before {
        if !pairs.iter().any(|(k, _)| k == key) {
            work.unset(&[base[0], base[1], base[2], base[3], key])?;
        }
    }
    Ok(())
}

fn auditors(
    work: &mut Work,
    placement: &str,
    key: &str,
    wanted: &[String],
) -> Result<(), EditError> {
    let path = ["profiles", "placement", placement, "signedBy", key];
    let now = texts(&work.tree, work.tree.at(&path));
    if wanted.is_empty() && !now.is_empty() {
        return work.unset_up(&path, 3);
    }
    work.sync_texts(&path, &now, wanted)
}
