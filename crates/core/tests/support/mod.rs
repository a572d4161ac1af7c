//! What a person does, in short.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test program uses its own part"
)]

pub mod desk;
pub mod faults;
pub mod net;

pub use net::*;

use contract::*;
use devnet::Running;
use platform::Home;
use slipway_core::{Core, CoreConfig, KdfBounds};
use types::Amount;

/// A core in a home of the test's own.
pub async fn core_in(home: Home, net: &Running) -> Core {
    let config = CoreConfig {
        networks: vec![profile(Some(net), true)],
        custom_networks: true,
        kdf: KdfBounds::PRODUCT,
    };
    Core::start(home, config).await.unwrap()
}

/// The flow.
pub async fn flow(core: &Core, id: &str) -> FlowView {
    core.flow_get(FlowRequest { id: id.into() }).await.unwrap()
}

/// State of one of its steps.
pub fn step(flow: &FlowView, kind: StepKind) -> StepState {
    flow.steps.iter().find(|s| s.kind == kind).unwrap().state
}

/// Begins a deployment of a template with 5 ACT.
pub async fn start(core: &Core, template: &str) -> FlowView {
    let templates = core.template_list(Empty {}).await.unwrap().templates;
    let sdl = templates
        .into_iter()
        .find(|t| t.id == template)
        .unwrap()
        .text;
    let request = DeployStartRequest {
        draft: None,
        name: template.into(),
        sdl,
        deposit: Amount::micro(5_000_000),
    };
    core.deploy_start(request).await.unwrap()
}

/// The first open bid.
pub async fn best_bid(core: &Core, id: &str) -> BidView {
    until("bids", async || {
        let flow = flow(core, id).await;
        assert_ne!(flow.needs, FlowNeeds::Retry, "{:?}", flow.problem);
        if flow.needs != FlowNeeds::Bid {
            return None;
        }
        let bids = core.bids(FlowRequest { id: id.into() }).await.unwrap().bids;
        bids.into_iter().find(|b| b.state == BidState::Open)
    })
    .await
}

/// The flow, once its services run.
pub async fn running(core: &Core, id: &str) -> FlowView {
    until("running services", async || {
        let flow = flow(core, id).await;
        assert!(!flow.abandoned, "{:?}", flow.problem);
        (step(&flow, StepKind::Running) == StepState::Done).then_some(flow)
    })
    .await
}

/// Takes the demo vault and waits for its coins.
pub async fn demo(core: &Core) -> BalancesView {
    core.demo_start(Empty {}).await.unwrap();
    until("coins", async || {
        let balances = core.balances(Empty {}).await.ok()?;
        (!balances.act.is_zero()).then_some(balances)
    })
    .await
}

/// Accepts the first open bid and signs the lease.
pub async fn lease(core: &Core, id: &str) {
    let bid = best_bid(core, id).await;
    core.bid_accept(BidAcceptRequest {
        flow: id.into(),
        bids: vec![bid.id],
    })
    .await
    .unwrap();
    approve(core).await;
}
