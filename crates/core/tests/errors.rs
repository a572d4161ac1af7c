//! What goes wrong on the way, through the contract: each error says what is safe and what to do,
//! nothing is lost, and there is a way on.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use contract::*;
use devnet::{DevnetConfig, Running, serve};
use platform::StoreError;
use slipway_core::Core;
use support::faults::{Faults, Providers};
use support::*;
use types::Amount;

struct Rig {
    core: Core,
    net: Running,
    faults: Faults,
    before: BalancesView,
    folder: tempfile::TempDir,
}

async fn rig() -> Rig {
    let folder = tempfile::tempdir().unwrap();
    let net = network(Some(&folder.path().join("chain"))).await;
    let (home, faults) = Faults::home(&folder.path().join("home"));
    let core = core_in(home, &net).await;
    let before = demo(&core).await;
    Rig {
        core,
        net,
        faults,
        before,
        folder,
    }
}

/// The same chain at the same address, with another pace.
async fn again(folder: &Path, net: Running, block_time: Duration) -> Running {
    let listen: SocketAddr = net.rpc.trim_start_matches("http://").parse().unwrap();
    net.stop().await;
    until("the address", async || {
        serve(DevnetConfig {
            listen,
            block_time,
            ..DevnetConfig::demo(0, Some(folder.join("chain")))
        })
        .await
        .ok()
    })
    .await
}

/// The flow's problem; it must say what is safe and what to do.
async fn problem(core: &Core, id: &str, code: ErrorCode) -> ApiError {
    let problem = until("a problem", async || flow(core, id).await.problem).await;
    assert_eq!(problem.code, code, "{problem:?}");
    complete(&problem);
    problem
}

fn complete(error: &ApiError) {
    assert!(error.safe.is_some(), "what is safe? {error:?}");
    assert!(error.hint.is_some(), "what to do? {error:?}");
}

/// Gives up and waits until all but the rent is back.
async fn close(rig: &Rig, id: &str) {
    rig.faults.set(Providers::Fine);
    rig.core
        .flow_abandon(FlowRequest { id: id.into() })
        .await
        .unwrap();
    approve(&rig.core).await;
    until("the deposit", async || {
        let now = rig.core.balances(Empty {}).await.ok()?;
        let back = now.act.get() + 100_000 > rig.before.act.get() && now.escrow_act.is_zero();
        (back && flow(&rig.core, id).await.abandoned).then_some(())
    })
    .await;
}

/// A deployment whose lease is signed.
async fn leased(rig: &Rig) -> String {
    let id = start(&rig.core, "nginx").await.id;
    approve(&rig.core).await;
    lease(&rig.core, &id).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_balance_stops_before_anything_is_signed() {
    let rig = rig().await;
    let templates = rig.core.template_list(Empty {}).await.unwrap().templates;
    let sdl = templates
        .into_iter()
        .find(|t| t.id == "nginx")
        .unwrap()
        .text;
    let request = DeployStartRequest {
        draft: None,
        name: "dear".into(),
        sdl,
        deposit: Amount::micro(rig.before.act.get() + 1),
    };
    let flow = rig.core.deploy_start(request).await.unwrap();
    let told = problem(&rig.core, &flow.id, ErrorCode::Balance).await;
    assert!(told.message.contains("enough"), "{told:?}");
    assert_eq!(flow.needs, FlowNeeds::Retry);
    assert!(
        rig.core
            .approvals(Empty {})
            .await
            .unwrap()
            .requests
            .is_empty()
    );
    let gone = rig.core.flow_abandon(FlowRequest { id: flow.id }).await;
    assert!(gone.unwrap().abandoned);
    assert_eq!(
        rig.core.balances(Empty {}).await.unwrap().act,
        rig.before.act
    );
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_manifest_gives_the_providers_reason_and_the_deposit_back() {
    let rig = rig().await;
    let words = "manifest cross-validation error: group \"westcoast\" has no such service";
    rig.faults.set(Providers::Refuse(words));
    let id = leased(&rig).await;
    let told = problem(&rig.core, &id, ErrorCode::Provider).await;
    assert!(told.message.contains("has no such service"), "{told:?}");
    close(&rig, &id).await;
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_certificate_ends_the_way_to_this_provider() {
    let rig = rig().await;
    rig.faults.set(Providers::Stranger);
    let id = leased(&rig).await;
    let told = problem(&rig.core, &id, ErrorCode::Provider).await;
    assert!(told.message.contains("certificate"), "{told:?}");
    assert!(told.hint.unwrap().contains("Do not go on"));
    close(&rig, &id).await;
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_gone_after_the_lease_can_be_left() {
    let rig = rig().await;
    rig.faults.set(Providers::Gone);
    let id = leased(&rig).await;
    until("the lease", async || {
        (step(&flow(&rig.core, &id).await, StepKind::Lease) == StepState::Done).then_some(())
    })
    .await;
    // Right after the lease a provider may still be learning of it.
    rig.faults.shift_clock(40_000);
    let told = problem(&rig.core, &id, ErrorCode::Provider).await;
    assert!(told.message.contains("can't be reached"), "{told:?}");
    close(&rig, &id).await;
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_named() {
    let rig = rig().await;
    rig.faults.shift_clock(-3_600_000);
    let id = leased(&rig).await;
    until("the lease", async || {
        (step(&flow(&rig.core, &id).await, StepKind::Lease) == StepState::Done).then_some(())
    })
    .await;
    rig.faults.shift_clock(40_000);
    let told = problem(&rig.core, &id, ErrorCode::Provider).await;
    assert!(told.message.contains("token"), "{told:?}");
    assert!(
        told.hint.unwrap().contains("59 minutes slow"),
        "by the chain's time"
    );
    rig.faults.shift_clock(3_560_000);
    running(&rig.core, &id).await;
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_never_comes_is_waited_for_and_said() {
    let mut rig = rig().await;
    let id = start(&rig.core, "nginx").await.id;
    rig.net = again(rig.folder.path(), rig.net, Duration::from_secs(3_600)).await;
    until("the node", async || {
        let health = rig.core.network_health(Empty {}).await.unwrap();
        (health.state == NodeState::Healthy).then_some(())
    })
    .await;
    approve(&rig.core).await;
    rig.faults.shift_clock(40_000);
    let told = problem(&rig.core, &id, ErrorCode::Offline).await;
    assert!(told.message.contains("not in a block"), "{told:?}");
    assert_eq!(
        step(&flow(&rig.core, &id).await, StepKind::InBlock),
        StepState::Failed
    );
    rig.net = again(rig.folder.path(), rig.net, Duration::from_millis(250)).await;
    until("the block", async || {
        let flow = flow(&rig.core, &id).await;
        (step(&flow, StepKind::InBlock) == StepState::Done && flow.problem.is_none()).then_some(())
    })
    .await;
    assert_eq!(
        rig.core
            .deployment_list(Empty {})
            .await
            .unwrap()
            .deployments
            .len(),
        1
    );
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_node_nothing_is_lost_and_it_goes_on_by_itself() {
    let mut rig = rig().await;
    let id = start(&rig.core, "nginx").await.id;
    let listen: SocketAddr = rig.net.rpc.trim_start_matches("http://").parse().unwrap();
    rig.net.stop().await;
    until("the news", async || {
        let health = rig.core.network_health(Empty {}).await.unwrap();
        (health.state == NodeState::Offline && health.problem.is_some()).then_some(())
    })
    .await;
    let told = rig.core.balances(Empty {}).await.unwrap_err();
    assert_eq!(told.code, ErrorCode::Offline);
    complete(&told);
    // What was filed waits; deciding without a node signs nothing.
    let request = rig
        .core
        .approvals(Empty {})
        .await
        .unwrap()
        .requests
        .remove(0);
    let told = rig.core.approval_decide(yes(&request)).await.unwrap_err();
    assert_eq!(told.code, ErrorCode::Offline);
    assert!(
        rig.core
            .activity(ActivityRequest::default())
            .await
            .unwrap()
            .entries
            .is_empty()
    );
    rig.net = until("the address", async || {
        serve(DevnetConfig {
            listen,
            block_time: Duration::from_millis(250),
            ..DevnetConfig::demo(0, Some(rig.folder.path().join("chain")))
        })
        .await
        .ok()
    })
    .await;
    until("the node", async || {
        let health = rig.core.network_health(Empty {}).await.unwrap();
        (health.state == NodeState::Healthy).then_some(())
    })
    .await;
    approve(&rig.core).await;
    best_bid(&rig.core, &id).await;
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_signs_and_sends_nothing() {
    let rig = rig().await;
    let id = start(&rig.core, "nginx").await.id;
    rig.faults.store.refuse_writes(Some(StoreError::Full));
    let request = rig
        .core
        .approvals(Empty {})
        .await
        .unwrap()
        .requests
        .remove(0);
    let told = rig.core.approval_decide(yes(&request)).await.unwrap_err();
    assert_eq!(told.code, ErrorCode::Storage);
    assert!(told.safe.as_ref().unwrap().contains("sent"), "{told:?}");
    complete(&told);
    assert!(
        rig.core
            .activity(ActivityRequest::default())
            .await
            .unwrap()
            .entries
            .is_empty()
    );
    assert_eq!(
        rig.core.balances(Empty {}).await.unwrap().act,
        rig.before.act
    );

    rig.faults.store.refuse_writes(None);
    approve(&rig.core).await;
    best_bid(&rig.core, &id).await;
    assert_eq!(
        rig.core
            .deployment_list(Empty {})
            .await
            .unwrap()
            .deployments
            .len(),
        1
    );
    rig.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_says_how_to_get_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let core = core(folder.path(), &net).await;
    let create = VaultCreateRequest {
        password: Hidden("four plain words do".into()),
        word_count: 12,
        account_name: "Main".into(),
        vault_name: None,
        present: PresentVault::None,
    };
    core.vault_create(create).await.unwrap();
    core.vault_lock(Empty {}).await.unwrap();
    let request = VaultUnlockRequest {
        password: Hidden("five plain words don't".into()),
    };
    let told = core.vault_unlock(request).await.unwrap_err();
    assert_eq!(told.code, ErrorCode::WrongPassword);
    complete(&told);
    net.stop().await;
}
