//! Providers, their audits and GPUs, from on-chain attributes; prices from bids seen here.

use std::collections::{BTreeMap, BTreeSet};

use chain::query::{self, Bid, Provider};
use contract::{GpuBoardView, GpuModelView, GpuVariantView, ProviderView, ProvidersView, Tag};
use serde::{Deserialize, Serialize};
use types::{Address, Dec18, UnixMillis};

use crate::error::{self, Result};
use crate::gpus;
use crate::{Core, lock, store};

/// Milliseconds for which providers are not read again.
const FRESH: u64 = 60_000;
const BUCKET: &str = "market";

/// What is known of the chosen network's market.
#[derive(Default)]
pub(crate) struct Cache {
    known: Option<Known>,
}

#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) providers: Vec<Provider>,
    pub(crate) auditors: BTreeMap<Address, Vec<Address>>,
    pub(crate) seen: UnixMillis,
}

/// A price that was bid for a model: uact per block and GPU.
#[derive(Serialize, Deserialize, Clone)]
struct LastBid {
    per_block: Dec18,
    at: UnixMillis,
}

impl Cache {
    pub(crate) fn clear(&mut self) {
        self.known = None;
    }

    pub(crate) fn provider_names(&self) -> BTreeMap<String, String> {
        let providers = self.known.iter().flat_map(|known| &known.providers);
        providers
            .map(|p| (p.owner.to_string(), name_of(p)))
            .collect()
    }
}

impl Known {
    pub(crate) fn provider(&self, owner: &Address) -> Option<&Provider> {
        self.providers.iter().find(|p| &p.owner == owner)
    }

    pub(crate) fn name(&self, owner: &Address) -> String {
        self.provider(owner)
            .map_or_else(|| owner.shortened(10, 6), name_of)
    }

    pub(crate) fn audited_by(&self, owner: &Address) -> Vec<Address> {
        self.auditors.get(owner).cloned().unwrap_or_default()
    }
}

/// Organization, else the host's name, as the provider says itself.
pub(crate) fn name_of(provider: &Provider) -> String {
    let host = provider
        .host_uri
        .trim_start_matches("https://")
        .split(':')
        .next()
        .unwrap_or_default();
    let claimed = provider
        .attribute("organization")
        .or_else(|| provider.attribute("host"));
    claimed
        .filter(|name| !name.is_empty())
        .unwrap_or(host)
        .chars()
        .take(60)
        .collect()
}

pub(crate) fn region_of(provider: &Provider) -> Option<String> {
    provider
        .attribute("location-region")
        .or_else(|| provider.attribute("region"))
        .map(str::to_owned)
}

impl Core {
    /// Providers with their audits, at most a minute old.
    pub(crate) async fn known_market(&self) -> Result<Known> {
        let now = self.now();
        if let Some(known) = &lock(&self.0.market).known
            && now.since(known.seen) < FRESH
        {
            return Ok(known.clone());
        }
        let rpc = self.rpc()?;
        let providers = query::providers(&rpc).await.map_err(error::rpc)?;
        // Without audits the providers still show; they count as not audited until the next read.
        let auditors = query::auditors(&rpc).await.unwrap_or_default();
        let known = Known {
            providers,
            auditors,
            seen: self.now(),
        };
        lock(&self.0.market).known = Some(known.clone());
        Ok(known)
    }

    pub(crate) async fn providers_view(&self) -> Result<ProvidersView> {
        let known = self.known_market().await?;
        let mut providers: Vec<_> = known
            .providers
            .iter()
            .map(|p| ProviderView {
                address: p.owner.clone(),
                name: name_of(p),
                host_uri: p.host_uri.clone(),
                region: region_of(p),
                audited_by: known.audited_by(&p.owner),
                attributes: p.attributes.clone(),
            })
            .collect();
        providers.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(ProvidersView {
            providers,
            seen: known.seen,
        })
    }

    pub(crate) async fn gpu_board_view(&self) -> Result<GpuBoardView> {
        let known = self.known_market().await?;
        let mut offered: BTreeMap<(String, String), BTreeMap<Variant, BTreeSet<Address>>> =
            BTreeMap::new();
        for provider in &known.providers {
            for gpu in gpus::of(provider).into_iter().filter(|g| g.model != "*") {
                offered
                    .entry((gpu.vendor, gpu.model))
                    .or_default()
                    .entry((gpu.ram, gpu.interface))
                    .or_default()
                    .insert(provider.owner.clone());
            }
        }
        let last = self.last_bids().await?;
        let models = offered
            .into_iter()
            .map(|((vendor, model), variants)| {
                let all: BTreeSet<_> = variants.values().flatten().cloned().collect();
                let bid = last.get(&model);
                GpuModelView {
                    provider_count: u32::try_from(all.len()).unwrap_or(u32::MAX),
                    variants: detailed(variants),
                    last_bid_per_hour: bid.map(|b| self.per_hour(b.per_block)),
                    last_bid_at: bid.map(|b| b.at),
                    vendor,
                    model,
                }
            })
            .collect();
        Ok(GpuBoardView {
            models,
            seen: known.seen,
        })
    }

    async fn last_bids(&self) -> Result<BTreeMap<String, LastBid>> {
        let key = self.network()?.network.id;
        Ok(store::load(self.home(), BUCKET, &key)
            .await?
            .unwrap_or_default())
    }

    /// Remembers the lowest price per GPU that these bids ask for a model.
    pub(crate) async fn learn_prices(&self, bids: &[Bid]) -> Result<()> {
        let mut lowest: BTreeMap<String, Dec18> = BTreeMap::new();
        for bid in bids {
            let [(gpu, count)] = &gpus::offered(&bid.offer)[..] else {
                continue;
            };
            let each = Dec18::from_atoms(bid.price.amount.atoms() / i128::from(*count));
            let entry = lowest.entry(gpu.model.clone()).or_insert(each);
            *entry = (*entry).min(each);
        }
        if lowest.is_empty() || self.home().read_only {
            return Ok(());
        }
        let mut all = self.last_bids().await?;
        let at = self.now();
        for (model, per_block) in lowest {
            all.insert(model, LastBid { per_block, at });
        }
        store::save(self.home(), BUCKET, &self.network()?.network.id, &all).await?;
        self.changed(&[Tag::Market]);
        Ok(())
    }
}

/// Memory and interface.
type Variant = (Option<String>, Option<String>);

/// Providers list a model bare, with memory, and with memory and interface: the most detailed
/// entries are the variants, the bare ones only where a provider says no more.
fn detailed(variants: BTreeMap<Variant, BTreeSet<Address>>) -> Vec<GpuVariantView> {
    let told: BTreeSet<Address> = variants
        .iter()
        .filter(|((ram, interface), _)| ram.is_some() && interface.is_some())
        .flat_map(|(_, owners)| owners.clone())
        .collect();
    variants
        .into_iter()
        .filter_map(|((ram, interface), owners)| {
            let whole = ram.is_some() && interface.is_some();
            let providers: Vec<_> = owners
                .into_iter()
                .filter(|owner| whole || !told.contains(owner))
                .collect();
            (!providers.is_empty()).then_some(GpuVariantView {
                ram,
                interface,
                providers,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_entries_give_way_to_detailed_ones() {
        let a: Address = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0"
            .parse()
            .unwrap();
        let b: Address = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh"
            .parse()
            .unwrap();
        let variants = BTreeMap::from([
            ((None, None), BTreeSet::from([a.clone(), b.clone()])),
            ((Some("80Gi".to_owned()), None), BTreeSet::from([a.clone()])),
            (
                (Some("80Gi".to_owned()), Some("sxm".to_owned())),
                BTreeSet::from([a.clone()]),
            ),
        ]);
        let views = detailed(variants);
        assert_eq!(views.len(), 2);
        assert_eq!(views[0].providers, [b]);
        assert_eq!(views[1].ram.as_deref(), Some("80Gi"));
        assert_eq!(views[1].providers, [a]);
    }
}
