//! From no wallet to a running GPU service, on the demo network, through the contract.
#![allow(clippy::unwrap_used, missing_docs)]

mod net;

use std::path::Path;
use std::time::Duration;

use contract::*;
use devnet::Running;
use net::{approve, copy_folder, core, network, until};
use slipway_core::Core;
use types::Amount;

async fn flow(core: &Core, id: &str) -> FlowView {
    core.flow_get(FlowRequest { id: id.into() }).await.unwrap()
}

fn step(flow: &FlowView, kind: StepKind) -> StepState {
    flow.steps.iter().find(|s| s.kind == kind).unwrap().state
}

async fn start(core: &Core, template: &str) -> FlowView {
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

async fn best_bid(core: &Core, id: &str) -> BidView {
    until("bids", async || {
        if flow(core, id).await.needs != FlowNeeds::Bid {
            return None;
        }
        let bids = core.bids(FlowRequest { id: id.into() }).await.unwrap().bids;
        bids.into_iter().find(|b| b.state == BidState::Open)
    })
    .await
}

async fn running(core: &Core, id: &str) -> FlowView {
    until("running services", async || {
        let flow = flow(core, id).await;
        assert!(!flow.abandoned, "{:?}", flow.problem);
        (step(&flow, StepKind::Running) == StepState::Done).then_some(flow)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gpu_service_comes_up_and_the_rest_of_the_deposit_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let core = core(folder.path(), &net).await;
    assert_eq!(
        core.app_state(Empty {}).await.unwrap().vault,
        VaultState::Absent
    );
    let app = core.demo_start(Empty {}).await.unwrap();
    assert!(app.demo && app.vault == VaultState::Open && app.network.simulated);
    let before = until("coins", async || {
        core.balances(Empty {})
            .await
            .ok()
            .filter(|b| !b.act.is_zero())
    })
    .await;
    until("providers", async || {
        let board = core.gpu_board(Empty {}).await.ok()?;
        (board.models.len() >= 4).then_some(())
    })
    .await;

    let flow = start(&core, "ollama").await;
    assert_eq!(flow.problem, None);
    let words = approve(&core).await;
    assert!(words[0].contains("deposit of 5 ACT"), "{words:?}");
    let bid = best_bid(&core, &flow.id).await;
    assert!(!bid.gpus.is_empty());
    core.bid_accept(BidAcceptRequest {
        flow: flow.id.clone(),
        bids: vec![bid.id.clone()],
    })
    .await
    .unwrap();
    approve(&core).await;
    let up = running(&core, &flow.id).await;
    assert!(up.uris[0].starts_with("http://127.0.0.1:"), "{:?}", up.uris);

    let mut events = core.subscribe();
    let open = StreamOpenRequest {
        lease: bid.id.clone(),
        kind: StreamKind::Logs,
        tail: Some(50),
    };
    let stream = core.stream_open(open).await.unwrap();
    let lines = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Some(Event::Lines { stream: of, lines }) =
                futures::StreamExt::next(&mut events).await
                && of == stream
                && !lines.is_empty()
            {
                return lines;
            }
        }
    })
    .await
    .unwrap();
    assert_eq!(lines[0].service, "ollama");
    core.stream_close(StreamRequest { stream }).await.unwrap();

    let dseq = flow.dseq;
    let top_up = DepositRequest {
        dseq,
        amount: Amount::micro(1_000_000),
    };
    core.deployment_deposit(top_up).await.unwrap();
    approve(&core).await;
    let view = until("the top-up", async || {
        let view = core
            .deployment_get(DeploymentRequest { dseq })
            .await
            .unwrap();
        (view.summary.escrow.deposited.trunc() > 5_500_000).then_some(view)
    })
    .await;
    assert!(view.sdl_matches && view.summary.state == DeploymentState::Running);

    let sdl = view
        .sdl
        .unwrap()
        .replace("ollama/ollama:0.9.0", "ollama/ollama:0.9.1");
    let update = core
        .deployment_update(UpdateRequest { dseq, sdl })
        .await
        .unwrap();
    approve(&core).await;
    running(&core, &update.id).await;

    core.deployment_close(DeploymentRequest { dseq })
        .await
        .unwrap();
    approve(&core).await;
    let after = until("the refund", async || {
        let list = core.deployment_list(Empty {}).await.unwrap().deployments;
        let closed = list.iter().all(|d| d.state == DeploymentState::Closed);
        let balances = core.balances(Empty {}).await.unwrap();
        (closed && balances.act.get() > before.act.get() - 1_000_000).then_some(balances)
    })
    .await;
    assert!(after.act < before.act, "rent was paid");
    assert!(
        core.activity(ActivityRequest::default())
            .await
            .unwrap()
            .entries
            .len()
            >= 5
    );
    net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_at_every_step_goes_on_with_one_deployment_and_one_lease() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let first = core(folder.path(), &net).await;
    first.demo_start(Empty {}).await.unwrap();
    until("coins", async || {
        first
            .balances(Empty {})
            .await
            .ok()
            .filter(|b| !b.act.is_zero())
    })
    .await;
    let flow_id = start(&first, "nginx").await.id;

    // The store is read anew by a second core each time; the first ones are left behind as a crash
    // leaves them, except that they still run: both drive the same flow, which must be harmless.
    let again = || async { core_beside(folder.path(), &net).await };
    let second = again().await;
    approve(&second).await;
    let third = again().await;
    let bid = best_bid(&third, &flow_id).await;
    third
        .bid_accept(BidAcceptRequest {
            flow: flow_id.clone(),
            bids: vec![bid.id],
        })
        .await
        .unwrap();
    approve(&third).await;
    let fourth = again().await;
    running(&fourth, &flow_id).await;
    let list = fourth.deployment_list(Empty {}).await.unwrap().deployments;
    assert_eq!(list.len(), 1);
    let view = fourth
        .deployment_get(DeploymentRequest { dseq: list[0].dseq })
        .await
        .unwrap();
    assert_eq!(view.leases.len(), 1);
    net.stop().await;
}

/// A core on a copy of the data as it is now.
async fn core_beside(folder: &Path, net: &Running) -> Core {
    let copy = tempfile::tempdir().unwrap().keep();
    copy_folder(folder, &copy);
    let core = core(&copy, net).await;
    // What this one writes is what the next one finds.
    let target = folder.to_owned();
    std::fs::remove_dir_all(&target).unwrap();
    std::os::unix::fs::symlink(&copy, &target).unwrap();
    core
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_brings_the_deposit_back() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let core = core(folder.path(), &net).await;
    core.demo_start(Empty {}).await.unwrap();
    let before = until("coins", async || {
        core.balances(Empty {})
            .await
            .ok()
            .filter(|b| !b.act.is_zero())
    })
    .await;
    let id = start(&core, "nginx").await.id;
    approve(&core).await;
    until("the order", async || {
        (step(&flow(&core, &id).await, StepKind::InBlock) == StepState::Done).then_some(())
    })
    .await;
    core.flow_abandon(FlowRequest { id: id.clone() })
        .await
        .unwrap();
    approve(&core).await;
    until("the deposit", async || {
        let now = core.balances(Empty {}).await.unwrap();
        (now.act == before.act && flow(&core, &id).await.abandoned).then_some(())
    })
    .await;
    net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_with_a_password_locks_and_opens_and_signs_nothing_while_locked() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let core = core(folder.path(), &net).await;
    let password = || Hidden("four plain words do".into());
    let create = VaultCreateRequest {
        password: password(),
        word_count: 24,
        account_name: "Main".into(),
        vault_name: None,
        present: PresentVault::None,
    };
    let app = core.vault_create(create).await.unwrap();
    assert!(!app.backup_checked && !app.demo);
    let words = core
        .words_reveal(WordsRevealRequest {
            password: password(),
        })
        .await
        .unwrap()
        .words;
    let asked = core.backup_check_start(Empty {}).await.unwrap().positions;
    let answers = asked
        .iter()
        .map(|p| words[usize::from(*p) - 1].clone())
        .collect();
    assert!(
        core.backup_check(BackupCheckRequest { words: answers })
            .await
            .unwrap()
            .backup_checked
    );

    core.vault_lock(Empty {}).await.unwrap();
    let send = SendRequest {
        to: app.account.clone().unwrap(),
        coin: types::Coin::new(types::Denom::uakt(), 1),
        memo: String::new(),
    };
    assert_eq!(
        core.send(send.clone()).await.unwrap_err().code,
        ErrorCode::Locked
    );
    let wrong = VaultUnlockRequest {
        password: Hidden("another four words".into()),
    };
    assert_eq!(
        core.vault_unlock(wrong).await.unwrap_err().code,
        ErrorCode::WrongPassword
    );
    let app = core
        .vault_unlock(VaultUnlockRequest {
            password: password(),
        })
        .await
        .unwrap();
    assert_eq!(app.vault, VaultState::Open);
    assert_eq!(
        core.send(send).await.unwrap_err().code,
        ErrorCode::Balance,
        "the account holds nothing"
    );

    let text = words
        .iter()
        .map(|w| w.0.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let restore = VaultImportRequest {
        key: KeySource::Words {
            words: Hidden(text),
            passphrase: Hidden::default(),
            path: None,
        },
        password: Hidden("new words for the door".into()),
        account_name: "Restored".into(),
        vault_name: None,
        present: PresentVault::Replaced,
    };
    let restored = core.vault_import(restore).await.unwrap();
    assert_eq!(restored.account, app.account);
    net.stop().await;
}
