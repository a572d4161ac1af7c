//! Who could bid on an SDL before it is deployed.

use std::collections::BTreeSet;

use chain::query::Provider;
use contract::{BidderView, BiddersView, ExclusionView};

use super::remedies::{reason, remedies};
use crate::error::Result;
use crate::gpus::{self, Gpu};
use crate::market::{Known, name_of, region_of};
use crate::{Core, spec};

impl Core {
    pub(crate) async fn bidders_view(&self, sdl: &str) -> Result<BiddersView> {
        let spec = spec::read(sdl)?;
        Ok(view(&spec, sdl, &self.known_market().await?))
    }
}

fn view(spec: &spec::Spec, sdl: &str, known: &Known) -> BiddersView {
    let wanted: Vec<Gpu> = spec
        .groups
        .iter()
        .flat_map(gpus::wanted)
        .flat_map(|(models, _)| models)
        .collect();
    let mut can = Vec::new();
    let mut cannot = Vec::new();
    for provider in &known.providers {
        let why = spec.groups.iter().find_map(|g| reason(g, provider, known));
        match why {
            None => can.push(BidderView {
                provider: provider.owner.clone(),
                name: name_of(provider),
                region: region_of(provider),
                audited_by: known.audited_by(&provider.owner),
                gpus: accepted(provider, &wanted),
            }),
            Some(reason) => cannot.push(ExclusionView {
                provider: provider.owner.clone(),
                name: name_of(provider),
                reason,
            }),
        }
    }
    can.sort_by_key(|b| (b.audited_by.is_empty(), b.name.to_lowercase()));
    cannot.sort_by(|a, b| a.reason.cmp(&b.reason).then(a.name.cmp(&b.name)));
    let mut remedies = remedies(sdl, known);
    // Attributes don't tell a price: a higher cap can't be said to win anyone.
    remedies.retain(|remedy| remedy.wins > 0);
    BiddersView {
        can,
        cannot,
        remedies,
        seen: known.seen,
    }
}

/// The provider's GPUs that satisfy a wish; of a model that it lists in several depths the most detailed.
fn accepted(provider: &Provider, wanted: &[Gpu]) -> Vec<String> {
    let offered = gpus::of(provider);
    let named = |gpu: &&Gpu| gpu.model != "*" && wanted.iter().any(|wish| gpu.satisfies(wish));
    let fits: BTreeSet<&Gpu> = offered.iter().filter(named).collect();
    let vaguer = |gpu: &Gpu| {
        let more = |a: &Option<String>, b: &Option<String>| a == b || a.is_none();
        fits.iter().any(|other| {
            *other != gpu
                && other.model == gpu.model
                && more(&gpu.ram, &other.ram)
                && more(&gpu.interface, &other.interface)
        })
    };
    fits.iter()
        .filter(|gpu| !vaguer(gpu))
        .map(|gpu| gpu.words())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use types::UnixMillis;

    use super::*;

    const SDL: &str = "version: \"2.0\"\nservices:\n  a:\n    image: x/y:1\n    expose:\n      - port: 80\n        to:\n          - global: true\n\
        profiles:\n  compute:\n    a:\n      resources:\n        cpu:\n          units: 1\n        memory:\n          size: 1Gi\n\
        \x20       storage:\n          - size: 1Gi\n        gpu:\n          units: 1\n          attributes:\n            vendor:\n              nvidia:\n\
        \x20               - model: h100\n  placement:\n    dc:\n      attributes:\n        region: eu\n      pricing:\n        a:\n\
        \x20         denom: uact\n          amount: 100\ndeployment:\n  a:\n    dc:\n      profile: a\n      count: 1\n";

    fn provider(owner: &str, attributes: &[(&str, &str)]) -> Provider {
        Provider {
            owner: owner.parse().unwrap(),
            host_uri: "https://p.example:8443".into(),
            attributes: attributes
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        }
    }

    fn known() -> Known {
        let a = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";
        let b = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";
        let h100 = ("capabilities/gpu/vendor/nvidia/model/h100", "true");
        let whole = (
            "capabilities/gpu/vendor/nvidia/model/h100/ram/80Gi/interface/sxm",
            "true",
        );
        let t4 = ("capabilities/gpu/vendor/nvidia/model/t4", "true");
        Known {
            providers: vec![
                provider(a, &[("region", "eu"), h100, whole]),
                provider(b, &[("region", "eu"), t4]),
            ],
            auditors: BTreeMap::new(),
            seen: UnixMillis(7),
        }
    }

    #[test]
    fn says_who_can_bid_and_why_others_cannot() {
        let seen = view(&spec::read(SDL).unwrap(), SDL, &known());
        assert_eq!(seen.can.len(), 1);
        assert_eq!(seen.can[0].gpus, ["h100 80Gi sxm"]);
        assert_eq!(seen.cannot[0].reason, "It offers no h100.");
    }

    #[test]
    fn offers_what_wins_more_and_nothing_else() {
        let seen = view(&spec::read(SDL).unwrap(), SDL, &known());
        let labels: Vec<_> = seen
            .remedies
            .iter()
            .map(|r| (r.label.as_str(), r.wins))
            .collect();
        assert_eq!(labels, [("Accept t4 too", 1)]);
        let after = &seen.remedies[0].sdl;
        assert_eq!(
            view(&spec::read(after).unwrap(), after, &known()).can.len(),
            2
        );
    }
}
