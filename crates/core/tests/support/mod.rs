//! What a person does, in short.
// Each test program uses its own part of this.
#![allow(dead_code)]

pub mod faults;

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use contract::*;
use devnet::{DevnetConfig, Running, serve};
use platform::Home;
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};
use types::Amount;

/// A demo network with quick blocks.
pub async fn network(data: Option<&Path>) -> Running {
    serve(DevnetConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data_dir: data.map(Path::to_path_buf),
        block_time: Duration::from_millis(250),
        ..DevnetConfig::demo(0, None)
    })
    .await
    .unwrap()
}

/// A core on the folder's data.
pub async fn core(folder: &Path, net: &Running) -> Core {
    core_in(platform::native::home(folder).unwrap(), net).await
}

/// A core in a home of the test's own.
pub async fn core_in(home: Home, net: &Running) -> Core {
    let demo = BuiltInNetwork {
        id: "demo".into(),
        name: "Demo network".into(),
        rpc: net.rpc.clone(),
        more_rpc: Vec::new(),
        faucet: Some(net.faucet.clone()),
        simulated: true,
    };
    let config = CoreConfig {
        networks: vec![demo],
        custom_networks: true,
        kdf: KdfBounds::PRODUCT,
    };
    Core::start(home, config).await.unwrap()
}

/// Asks again until `wanted` says yes.
pub async fn until<T, F: AsyncFn() -> Option<T>>(what: &str, wanted: F) -> T {
    let begun = Instant::now();
    // Long: the machine may be busy with other things.
    loop {
        if let Some(found) = wanted().await {
            return found;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(100),
            "waited too long for {what}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Approves the one waiting request with the usual fee.
pub async fn approve(core: &Core) -> Vec<String> {
    let request = until("a request", async || {
        core.approvals(Empty {})
            .await
            .unwrap()
            .requests
            .into_iter()
            .next()
    })
    .await;
    let normal = request
        .fees
        .iter()
        .find(|f| f.speed == FeeSpeed::Normal)
        .unwrap();
    let decide = DecideRequest {
        id: request.id.clone(),
        hash: normal.hash,
        fee: FeeSpeed::Normal,
        decision: Decision::Approve,
        warnings_read: true,
    };
    core.approval_decide(decide).await.unwrap();
    request.actions.into_iter().map(|a| a.sentence).collect()
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
