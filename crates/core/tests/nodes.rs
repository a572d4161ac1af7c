//! Several nodes of one network: failing over, telling chains apart, hearing of blocks.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use contract::*;
use devnet::chain::Genesis;
use devnet::node::Node;
use devnet::{DevnetConfig, Running, serve};
use futures::StreamExt;
use slipway_core::{BuiltInNetwork, Core, KdfBounds};
use support::*;
use types::Height;

/// Another address of the same chain, with everything that serves it in a runtime of its own.
struct Second {
    url: String,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Second {
    fn of(node: &Node) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = devnet::rpc::router(node.clone());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await
        });
        let runtime = Some(runtime);
        Self { url, runtime }
    }

    /// Ends it with all its connections.
    fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn core_over(folder: &std::path::Path, net: &Running, rpcs: &[&str]) -> Core {
    let network = BuiltInNetwork {
        rpc: rpcs[0].into(),
        more_rpc: rpcs[1..].iter().map(|&rpc| rpc.into()).collect(),
        ..profile(Some(net), true)
    };
    core_with(folder, network, KdfBounds::PRODUCT).await
}

async fn health(core: &Core, wanted: impl Fn(&HealthView) -> bool) -> HealthView {
    until("health", async || {
        let health = core.network_health(Empty {}).await.unwrap();
        wanted(&health).then_some(health)
    })
    .await
}

async fn other_chain() -> Running {
    let genesis = Genesis {
        chain_id: "other-1".into(),
        ..Genesis::demo()
    };
    let config = DevnetConfig {
        genesis,
        providers: false,
        ..DevnetConfig::demo(0, None)
    };
    serve(config).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_node_dies_the_next_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let mut first = Second::of(&net.node);
    let core = core_over(folder.path(), &net, &[&first.url, &net.rpc]).await;
    demo(&core).await;
    let both = health(&core, |h| {
        h.nodes.len() == 2 && h.nodes[1].state == NodeState::Healthy
    })
    .await;
    assert_eq!(both.nodes[0].rpc, first.url);
    let id = start(&core, "nginx").await.id;

    first.kill();
    // Asked at once, before any look at the nodes.
    core.balances(Empty {}).await.unwrap();
    approve(&core).await;
    lease(&core, &id).await;
    running(&core, &id).await;
    let after = health(&core, |h| h.nodes[0].rpc == net.rpc).await;
    assert_eq!(after.state, NodeState::Healthy);
    assert_eq!(after.nodes[1].state, NodeState::Offline);
    assert!(after.nodes[1].problem.is_some());
    assert_eq!(
        core.deployment_list(Empty {})
            .await
            .unwrap()
            .deployments
            .len(),
        1
    );
    net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_of_another_chain_is_never_asked() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let other = other_chain().await;
    let core = core_over(folder.path(), &net, &[&net.rpc, &other.rpc]).await;
    demo(&core).await;
    let seen = health(&core, |h| {
        h.nodes.iter().any(|n| n.state == NodeState::WrongChain)
    })
    .await;
    assert_eq!(
        (seen.state, seen.nodes[0].rpc.as_str()),
        (NodeState::Healthy, net.rpc.as_str())
    );
    let id = start(&core, "nginx").await.id;
    approve(&core).await;
    best_bid(&core, &id).await;

    let add = |rpc: String| NetworkAddRequest {
        name: "Mixed".into(),
        rpc,
        faucet: None,
    };
    let mixed = core
        .network_add(add(format!("{} {}", net.rpc, other.rpc)))
        .await;
    assert!(mixed.unwrap_err().message.contains("different chains"));
    let list = core
        .network_add(add(format!("{}, {}", other.rpc, other.rpc)))
        .await
        .unwrap();
    let added = list.networks.last().unwrap();
    assert_eq!(
        (added.rpc.as_str(), added.more_rpc.len()),
        (other.rpc.as_str(), 0)
    );
    net.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_block_is_heard_of() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let core = core_over(folder.path(), &net, &[&net.rpc]).await;
    let mut events = core.subscribe();
    // A look each second would miss three of four blocks.
    let mut row: Vec<Height> = Vec::new();
    while row.len() < 6 {
        let event = events.next().await.unwrap();
        let Event::Health { health } = event else {
            continue;
        };
        let height = health.height.unwrap();
        if row.last().is_some_and(|last| last.0 + 1 != height.0) {
            row.clear();
        }
        row.push(height);
    }
    net.stop().await;
}
