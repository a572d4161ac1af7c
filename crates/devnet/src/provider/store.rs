//! The file that lets a provider start again: accepted manifests, early ones and node ports. All else is on the chain.

use super::manifest::{ManifestGroup, canonical, decode};
use super::model::LeaseId;
use super::state::State;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A provider's file. Without a path nothing is kept.
#[derive(Clone, Debug, Default)]
pub struct Store {
    path: Option<PathBuf>,
}

impl Store {
    /// A store in a file of this name in a folder, which is made when missing.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn in_folder(folder: &Path, name: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            path: Some(folder.join(name)),
        })
    }

    /// Writes what must last.
    ///
    /// # Errors
    /// The disk is full or the folder is gone; the older file is then still whole.
    pub fn save(&self, state: &State) -> io::Result<()> {
        match &self.path {
            Some(path) => write_whole(path, to_value(state).to_string().as_bytes()),
            None => Ok(()),
        }
    }

    /// Reads what was kept and rebuilds the workloads; an absent file is an empty state.
    ///
    /// # Errors
    /// The file can't be read or isn't one of ours.
    pub fn load(&self, pace: u32) -> io::Result<State> {
        let Some(path) = &self.path else {
            return Ok(State::default());
        };
        let bytes = match fs::read(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
            other => other?,
        };
        let value: Value = serde_json::from_slice(&bytes)?;
        from_value(&value, pace)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not a provider's file"))
    }
}

/// Replaces a file so that a crash leaves the old or the new one: write aside, sync, rename, sync the folder.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&aside, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn lease_value(l: &LeaseId) -> Value {
    json!([
        l.order.owner,
        l.order.dseq,
        l.order.gseq,
        l.order.oseq,
        l.provider
    ])
}

fn lease_from(v: &Value) -> Option<LeaseId> {
    let small = |v: &Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
    Some(LeaseId::new(
        v[0].as_str()?,
        v[1].as_u64()?,
        small(&v[2])?,
        small(&v[3])?,
        v[4].as_str()?,
    ))
}

fn to_value(state: &State) -> Value {
    let accepted: Vec<Value> = state
        .accepted
        .iter()
        .map(|(lease, all)| {
            let manifests: Vec<Value> = all
                .iter()
                .map(|(at, group)| json!([at, canonical(std::slice::from_ref(group))]))
                .collect();
            json!({"lease": lease_value(lease), "manifests": manifests})
        })
        .collect();
    let early: Vec<Value> = state
        .early
        .iter()
        .map(|((owner, dseq), groups)| json!([owner, dseq, canonical(groups)]))
        .collect();
    let ports: Vec<Value> = state
        .ports
        .iter()
        .map(|((lease, service, port, proto), node)| {
            json!([lease_value(lease), service, port, proto, node])
        })
        .collect();
    json!({"version": 1, "accepted": accepted, "early": early, "ports": ports})
}

fn from_value(value: &Value, pace: u32) -> Option<State> {
    if value["version"] != 1 {
        return None;
    }
    let mut state = State::default();
    for port in value["ports"].as_array()? {
        let number = u32::try_from(port[2].as_u64()?).ok()?;
        let key = (
            lease_from(&port[0])?,
            port[1].as_str()?.to_owned(),
            number,
            port[3].as_str()?.to_owned(),
        );
        state
            .ports
            .insert(key, u16::try_from(port[4].as_u64()?).ok()?);
    }
    for entry in value["accepted"].as_array()? {
        let lease = lease_from(&entry["lease"])?;
        for manifest in entry["manifests"].as_array()? {
            let mut groups: Vec<ManifestGroup> = decode(manifest[1].as_str()?.as_bytes()).ok()?;
            state.accept(&lease, groups.pop()?, manifest[0].as_u64()?, pace);
        }
    }
    for entry in value["early"].as_array()? {
        let groups = decode(entry[2].as_str()?.as_bytes()).ok()?;
        state
            .early
            .insert((entry[0].as_str()?.to_owned(), entry[1].as_u64()?), groups);
    }
    Some(state)
}

#[cfg(test)]
mod tests {
    use super::super::runtime::samples::{group, lease};
    use super::*;

    #[test]
    fn what_is_saved_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_folder(&folder.path().join("p"), "one.json").unwrap();
        assert!(store.load(100).unwrap().workloads.is_empty());
        let mut state = State::default();
        state.accept(&lease(), group("nginx:1", 1), 1_000, 100);
        state.accept(&lease(), group("nginx:2", 2), 60_000, 100);
        state
            .early
            .insert(("akash1x".into(), 7), vec![group("redis", 1)]);
        store.save(&state).unwrap();
        let again = store.load(100).unwrap();
        assert_eq!(again.early, state.early);
        assert_eq!(again.ports, state.ports);
        let pods = |s: &State| {
            let w = s.workload(&lease()).unwrap();
            w.pods(&[], 61_500)
                .iter()
                .map(|p| p.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(pods(&again), pods(&state));
        assert_eq!(pods(&again).len(), 3);
    }

    #[test]
    fn a_broken_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_folder(folder.path(), "one.json").unwrap();
        for text in ["{", "{}", r#"{"version":2}"#] {
            fs::write(folder.path().join("one.json"), text).unwrap();
            assert!(store.load(100).is_err(), "{text}");
        }
    }

    #[test]
    fn without_a_path_nothing_is_kept() {
        let store = Store::default();
        store.save(&State::default()).unwrap();
        assert!(store.load(100).unwrap().held.is_empty());
    }
}
