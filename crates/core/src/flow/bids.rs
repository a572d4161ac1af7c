//! The bid board of a flow.

use chain::query::{self, Bid};
use contract::{BidState, BidView, BidsView, ExclusionView};
use types::{Dec18, UnixMillis};

use crate::error::{self, Result};
use crate::gpus;
use crate::market::{Known, region_of};
use crate::{Core, spec};

/// Seconds without a bid after which remedies are shown.
const PATIENCE: u64 = 30;

impl Core {
    pub(crate) async fn bids_view(&self, id: &str) -> Result<BidsView> {
        let flow = self.flow(id).await?;
        let rpc = self.rpc()?;
        let bids = query::bids(&rpc, &flow.deployment())
            .await
            .map_err(error::rpc)?;
        let known = self.known_market().await?;
        let spec = spec::read(&flow.sdl)?;
        let cap = spec.price_cap();
        let mut views: Vec<BidView> = bids
            .iter()
            .map(|bid| self.bid_view(bid, &known, cap))
            .collect();
        views.sort_by(|a, b| b.score.cmp(&a.score).then(a.price.cmp(&b.price)));
        let opened = flow
            .marks
            .iter()
            .find(|m| m.kind == contract::StepKind::InBlock)
            .map(|m| m.at);
        let open_seconds = opened.map_or(0, |at| self.now().since(at) / 1000);
        let excluded = excluded(&bids, &known, &spec);
        let none = !views.iter().any(|v| v.state == BidState::Open);
        let remedies = if none && open_seconds >= PATIENCE {
            super::remedies::remedies(&flow.sdl, &known)
        } else {
            Vec::new()
        };
        Ok(BidsView {
            bids: views,
            groups: u32::try_from(spec.groups.len()).unwrap_or(u32::MAX),
            open_seconds,
            excluded,
            remedies,
            seen: self.now(),
        })
    }

    fn bid_view(&self, bid: &Bid, known: &Known, cap: Dec18) -> BidView {
        let millis = u64::from(self.block_millis());
        let price = bid.price.amount;
        let cap_permille = if cap.is_zero() {
            1000
        } else {
            price.atoms() * 1000 / cap.atoms()
        };
        let cap_permille = u32::try_from(cap_permille).unwrap_or(1000);
        let audited_by = known.audited_by(&bid.id.provider);
        // The cheaper below the cap the better; an audit is worth 30 of 100.
        let score = 70 * (1000 - cap_permille.min(1000)) / 1000
            + if audited_by.is_empty() { 0 } else { 30 };
        let health = self.health();
        let behind = health
            .height
            .map_or(0, |now| now.0.saturating_sub(bid.created.0));
        let newest = health.block_time.unwrap_or_else(|| self.now());
        BidView {
            id: bid.id.clone(),
            state: match bid.state {
                query::BidState::Open => BidState::Open,
                query::BidState::Active => BidState::Active,
                query::BidState::Lost => BidState::Lost,
                query::BidState::Closed | query::BidState::Invalid => BidState::Closed,
            },
            provider_name: known.name(&bid.id.provider),
            region: known.provider(&bid.id.provider).and_then(region_of),
            audited_by,
            gpus: gpus::offered(&bid.offer)
                .into_iter()
                .map(|(gpu, count)| format!("{} × {count}", gpu.words()))
                .collect(),
            price,
            per_hour: self.per_hour(price),
            per_month: self.per_span(price, 2_629_800_000),
            cap_permille,
            reclamation_seconds: bid.reclamation_seconds,
            score: u8::try_from(score).unwrap_or(100),
            at: UnixMillis(newest.0.saturating_sub(behind * millis)),
        }
    }
}

/// The one constraint that keeps each other provider out, as far as its attributes show.
fn excluded(bids: &[Bid], known: &Known, spec: &spec::Spec) -> Vec<ExclusionView> {
    known
        .providers
        .iter()
        .filter(|provider| !bids.iter().any(|bid| bid.id.provider == provider.owner))
        .map(|provider| ExclusionView {
            provider: provider.owner.clone(),
            name: known.name(&provider.owner),
            reason: spec
                .groups
                .iter()
                .find_map(|group| super::remedies::reason(group, provider, known))
                .unwrap_or_else(|| {
                    "Its attributes match; it may still be looking, be full, or ask for more than the cap."
                        .into()
                }),
        })
        .collect()
}
