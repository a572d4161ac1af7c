//! A core on a demo network, and the presses of a person.
#![allow(dead_code, clippy::unwrap_used)]

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use contract::*;
use devnet::{DevnetConfig, Running, serve};
use slipway_core::{BuiltInNetwork, Core, CoreConfig, KdfBounds};

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

pub async fn core(folder: &Path, net: &Running) -> Core {
    let home = platform::native::home(folder).unwrap();
    let demo = BuiltInNetwork {
        id: "demo".into(),
        name: "Demo network".into(),
        rpc: net.rpc.clone(),
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
    loop {
        if let Some(found) = wanted().await {
            return found;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
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

pub async fn flow(core: &Core, id: &str) -> FlowView {
    core.flow_get(FlowRequest { id: id.into() }).await.unwrap()
}

pub fn step(flow: &FlowView, kind: StepKind) -> StepState {
    flow.steps.iter().find(|s| s.kind == kind).unwrap().state
}

pub async fn best_bid(core: &Core, id: &str) -> BidView {
    until("bids", async || {
        if flow(core, id).await.needs != FlowNeeds::Bid {
            return None;
        }
        let bids = core.bids(FlowRequest { id: id.into() }).await.unwrap().bids;
        bids.into_iter().find(|b| b.state == BidState::Open)
    })
    .await
}

pub async fn running(core: &Core, id: &str) -> FlowView {
    until("running services", async || {
        let flow = flow(core, id).await;
        assert!(!flow.abandoned, "{:?}", flow.problem);
        (step(&flow, StepKind::Running) == StepState::Done).then_some(flow)
    })
    .await
}
