//! What the core needs of an SDL: groups, manifest, hash. Everything comes from the text it is given.

use proto::Message;
use proto::deployment_v1beta4::GroupSpec;
use types::Hash32;

use crate::error::{self, Result};

/// An SDL as it goes to chain and provider.
pub(crate) struct Spec {
    /// Groups for the chain.
    pub(crate) groups: Vec<GroupSpec>,
    /// Canonical JSON of the manifest.
    pub(crate) manifest: String,
    /// Hash of that JSON.
    pub(crate) hash: Hash32,
    /// Names of the services.
    pub(crate) services: Vec<String>,
    /// Window that the provider must leave before it takes the lease back, in nanoseconds.
    pub(crate) reclamation_nanos: Option<i64>,
}

impl Spec {
    /// The most that all groups may cost, per block, in the order's coin.
    pub(crate) fn price_cap(&self) -> types::Dec18 {
        let units = self.groups.iter().flat_map(|g| &g.resources);
        units
            .filter_map(|unit| {
                let price = types::Dec18::from_wire(&unit.price.as_ref()?.amount).ok()?;
                price.checked_mul_int(i128::from(unit.count))
            })
            .fold(types::Dec18::ZERO, |sum, price| {
                sum.checked_add(price).unwrap_or(sum)
            })
    }
}

/// Reads an SDL as the chain and the providers will.
pub(crate) fn read(text: &str) -> Result<Spec> {
    let document = sdl::Document::parse(text);
    let refused = |e: sdl::Refused| {
        error::invalid(format!(
            "Akash would refuse this SDL, line {}: {}",
            e.line, e.message
        ))
        .safe("The draft is kept as it is.")
        .hint("Problems in Studio show the place.")
    };
    let groups = document
        .groups()
        .map_err(refused)?
        .iter()
        .map(|group| GroupSpec::decode(group.to_proto_bytes().as_slice()).map_err(error::internal))
        .collect::<Result<_>>()?;
    let manifest = document.canonical_json().map_err(refused)?;
    let hash = document.version_hash().map_err(refused)?;
    let services = document
        .manifest()
        .map_err(refused)?
        .iter()
        .flat_map(|group| &group.services);
    Ok(Spec {
        groups,
        manifest,
        hash: Hash32::from_bytes(hash),
        services: services.map(|service| service.name.to_string()).collect(),
        reclamation_nanos: document.reclamation_nanos(),
    })
}
