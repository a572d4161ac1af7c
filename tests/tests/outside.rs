//! A core without keys deploys with another core's vault, over the relay of the demo network.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::time::Duration;

use contract::*;
use devnet::{DevnetConfig, Running, chain::Genesis};
use relay::RelayConfig;
use slipway_core::Core;
use tests::connect::{core, core_on, until};

async fn network() -> Running {
    devnet::serve(DevnetConfig {
        block_time: Duration::from_millis(250),
        genesis: Genesis::demo(),
        ..DevnetConfig::demo(0, None)
    })
    .await
    .unwrap()
}

/// A wallet with coins, and a core without a vault that is connected to it.
struct Two {
    net: Running,
    wallet: Core,
    app: Core,
}

async fn two(folder: &Path) -> Two {
    let net = network().await;
    let wallet = core(&folder.join("wallet"), &net).await;
    wallet.demo_start(Empty {}).await.unwrap();
    let app = core(&folder.join("app"), &net).await;
    link(&app, &wallet).await;
    Two { net, wallet, app }
}

/// Connects them, as two persons would.
async fn link(app: &Core, wallet: &Core) {
    let offer = app.wallet_offer(Empty {}).await.unwrap();
    let pair = AppPairRequest { uri: offer.uri };
    wallet.app_pair(pair).await.unwrap();
    let proposal = until("the proposal", async || {
        let apps = wallet.apps(Empty {}).await.unwrap();
        apps.proposals.into_iter().next()
    })
    .await;
    assert_eq!(proposal.blocked, None);
    let id = proposal.id;
    wallet.app_approve(AppProposalRequest { id }).await.unwrap();
    until("the account", async || {
        let wallets = app.wallets(Empty {}).await.unwrap();
        (wallets.linked.len() == 1).then_some(())
    })
    .await;
}

async fn next(core: &Core, what: &str, wanted: impl Fn(&ApprovalView) -> bool) -> ApprovalView {
    until(what, async || {
        let all = core.approvals(Empty {}).await.unwrap().requests;
        all.into_iter().find(&wanted)
    })
    .await
}

async fn decide(core: &Core, request: &ApprovalView, decision: Decision) -> DecisionView {
    let decided = core.approval_decide(DecideRequest {
        id: request.id.clone(),
        hash: request.fees[0].hash,
        fee: request.fees[0].speed,
        decision,
        warnings_read: true,
    });
    decided.await.unwrap()
}

/// Approves what waits in the app; the wallet has it then.
async fn ask(app: &Core) -> ApprovalView {
    let request = next(app, "a request here", |r| {
        r.wallet.as_ref().is_some_and(|w| w.until.is_none())
    })
    .await;
    assert_eq!(request.way, SigningWay::Wallet);
    let decided = decide(app, &request, Decision::Approve).await;
    assert!(decided.asked && decided.tx.is_none());
    request
}

/// Approves what the wallet was asked.
async fn sign(wallet: &Core) -> ApprovalView {
    let request = next(wallet, "a request in the wallet", |r| {
        matches!(r.asker, Asker::App { .. })
    })
    .await;
    decide(wallet, &request, Decision::Approve).await;
    request
}

fn words(request: &ApprovalView) -> Vec<String> {
    request.actions.iter().map(|a| a.sentence.clone()).collect()
}

impl Two {
    /// Asks, signs, and compares what both showed.
    async fn both(&self) -> String {
        let here = ask(&self.app).await;
        let there = sign(&self.wallet).await;
        // Names of providers are known to each by itself; what is done is the same.
        let kinds = |r: &ApprovalView| {
            let all = r.actions.iter().map(|a| a.type_url.clone());
            all.collect::<Vec<_>>()
        };
        assert_eq!(kinds(&here), kinds(&there));
        assert_eq!(here.leaves_now, there.leaves_now);
        words(&here).join(" ")
    }

    async fn flow(&self, id: &str, needs: FlowNeeds) -> FlowView {
        until("the flow", async || {
            let id = id.to_owned();
            let flow = self.app.flow_get(FlowRequest { id }).await.unwrap();
            (flow.needs == needs).then_some(flow)
        })
        .await
    }

    async fn signed(&self) -> usize {
        let all = self.app.activity(ActivityRequest { all: true }).await;
        all.unwrap().entries.len()
    }

    async fn nothing_was_signed(&self) {
        assert_eq!(self.signed().await, 0);
    }

    async fn start(&self) -> String {
        let templates = self.app.template_list(Empty {}).await.unwrap().templates;
        let web = templates.into_iter().find(|t| t.id == "nginx").unwrap();
        let request = DeployStartRequest {
            draft: None,
            name: "web".into(),
            sdl: web.text,
            deposit: types::Amount::micro(5_000_000),
        };
        self.app.deploy_start(request).await.unwrap().id
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_top_up_and_close_with_another_wallet() {
    let folder = tempfile::tempdir().unwrap();
    let two = two(folder.path()).await;
    let app = two.app.app_state(Empty {}).await.unwrap();
    assert!(app.keyless && !app.has_words && app.vault == VaultState::Open);
    assert!(app.accounts[0].watch_only && app.accounts[0].wallet.is_some());
    let there = two.wallet.app_state(Empty {}).await.unwrap();
    assert_eq!(app.account, there.account);

    let id = two.start().await;
    two.both().await;
    two.flow(&id, FlowNeeds::Bid).await;
    let bid = until("a bid", async || {
        let id = id.clone();
        let bids = two.app.bids(FlowRequest { id }).await.unwrap();
        let open = bids.bids.into_iter().find(|b| b.state == BidState::Open);
        open.map(|bid| bid.id)
    })
    .await;
    two.app
        .bid_accept(BidAcceptRequest {
            flow: id.clone(),
            bids: vec![bid],
        })
        .await
        .unwrap();
    two.both().await;
    // One token for the lease, said in words on both sides.
    let token = two.both().await;
    assert!(token.contains("24 hours"), "{token}");
    let flow = two.flow(&id, FlowNeeds::Finished).await;

    let dseq = flow.dseq;
    let amount = types::Amount::micro(1_000_000);
    two.app
        .deployment_deposit(DepositRequest { dseq, amount })
        .await
        .unwrap();
    two.both().await;
    let six = types::Dec18::from_int(6_000_000).unwrap();
    until("the top-up", async || {
        let view = two
            .app
            .deployment_get(DeploymentRequest { dseq })
            .await
            .unwrap();
        (view.summary.escrow.deposited >= six).then_some(())
    })
    .await;
    // Another image, by the token that is there.
    let now = two
        .app
        .deployment_get(DeploymentRequest { dseq })
        .await
        .unwrap();
    let sdl = now.sdl.unwrap().replace("nginx:1.27.3", "nginx:1.28.0");
    let update = UpdateRequest { dseq, sdl };
    let update = two.app.deployment_update(update).await.unwrap().id;
    two.both().await;
    two.flow(&update, FlowNeeds::Finished).await;
    // AKT for somebody else.
    let to = types::Address::from_bytes(&[5; 20]).unwrap();
    let send = SendRequest {
        to: to.clone(),
        coin: types::Coin::new(types::Denom::uakt(), 1_000_000),
        memo: "thanks".into(),
    };
    two.app.send(send).await.unwrap();
    two.both().await;
    let rpc = chain::Rpc::new(
        std::sync::Arc::new(platform::native::http().unwrap()),
        &two.net.rpc,
    );
    until("the coins", async || {
        let (coins, _) = chain::query::balances(&rpc, &to).await.unwrap();
        (!coins.is_empty()).then_some(())
    })
    .await;
    two.app
        .deployment_close(DeploymentRequest { dseq })
        .await
        .unwrap();
    two.both().await;
    until("the end", async || {
        let view = two
            .app
            .deployment_get(DeploymentRequest { dseq })
            .await
            .unwrap();
        (view.summary.state == DeploymentState::Closed).then_some(())
    })
    .await;
    // No key of an account came near the app.
    assert!(two.app.app_state(Empty {}).await.unwrap().keyless);
    two.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_cancelled_and_ended_leave_nothing_signed() {
    let folder = tempfile::tempdir().unwrap();
    let two = two(folder.path()).await;
    let id = two.start().await;
    // The wallet says no: the request is here again, and says so.
    ask(&two.app).await;
    let there = next(&two.wallet, "the request", |_| true).await;
    decide(&two.wallet, &there, Decision::Reject).await;
    let again = next(&two.app, "the request again", |r| {
        r.wallet.as_ref().is_some_and(|w| w.problem.is_some())
    })
    .await;
    assert!(again.wallet.unwrap().problem.unwrap().contains("said no"));
    // Taken back here: what the wallet still signs has no effect.
    let asked = ask(&two.app).await;
    let waiting = next(&two.app, "the waiting request", |r| {
        r.wallet.as_ref().is_some_and(|w| w.until.is_some())
    })
    .await;
    assert_eq!(words(&asked), words(&waiting));
    decide(&two.app, &waiting, Decision::Reject).await;
    sign(&two.wallet).await;
    two.flow(&id, FlowNeeds::Retry).await;
    two.nothing_was_signed().await;
    // The wallet leaves while it is asked.
    two.app
        .flow_retry(FlowRequest { id: id.clone() })
        .await
        .unwrap();
    ask(&two.app).await;
    let topic = two.wallet.apps(Empty {}).await.unwrap().sessions[0]
        .topic
        .clone();
    two.wallet
        .app_disconnect(AppSessionRequest { topic })
        .await
        .unwrap();
    two.flow(&id, FlowNeeds::Retry).await;
    let app = two.app.app_state(Empty {}).await.unwrap();
    assert_eq!(app.accounts[0].wallet, None);
    two.nothing_was_signed().await;
    // The same wallet comes back to the same account.
    link(&two.app, &two.wallet).await;
    let app = two.app.app_state(Empty {}).await.unwrap();
    assert_eq!(app.accounts.len(), 1);
    two.app
        .flow_retry(FlowRequest { id: id.clone() })
        .await
        .unwrap();
    two.both().await;
    two.flow(&id, FlowNeeds::Bid).await;
    two.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_finds_its_request_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let net = network().await;
    let wallet = core(&folder.path().join("wallet"), &net).await;
    wallet.demo_start(Empty {}).await.unwrap();
    // A runtime of its own, so that all of the app ends with it.
    let first = tokio::runtime::Runtime::new().unwrap();
    let place = folder.path().join("app");
    let (two, id) = {
        let wallet = wallet.clone();
        let handle = first.handle().clone();
        let begin = async move || {
            let app = core(&place, &net).await;
            link(&app, &wallet).await;
            let two = Two { net, wallet, app };
            let id = two.start().await;
            ask(&two.app).await;
            (two, id)
        };
        std::thread::spawn(move || handle.block_on(begin()))
            .join()
            .unwrap()
    };
    let there = next(&wallet, "the request", |_| true).await;
    // The app is gone when the wallet answers.
    let Two { net, app, .. } = two;
    drop(app);
    first.shutdown_background();
    decide(&wallet, &there, Decision::Approve).await;
    let app = until("the data to be free", async || {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let again = core(&folder.path().join("app"), &net).await;
        (!again.app_state(Empty {}).await.unwrap().read_only).then_some(again)
    })
    .await;
    let two = Two { net, wallet, app };
    two.flow(&id, FlowNeeds::Bid).await;
    assert_eq!(two.signed().await, 1);
    two.net.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_gone_for_a_while_delays_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let net = network().await;
    let place = folder.path().join("relay");
    let serve = async |port| {
        let config = RelayConfig::local(port, Some(place.clone()));
        relay::serve(config).await
    };
    let first = serve(0).await.unwrap();
    let url = first.url.clone();
    let port: u16 = url.rsplit(':').next().unwrap().parse().unwrap();
    let wallet = core_on(&folder.path().join("wallet"), &net, &url).await;
    wallet.demo_start(Empty {}).await.unwrap();
    let app = core_on(&folder.path().join("app"), &net, &url).await;
    link(&app, &wallet).await;
    let two = Two { net, wallet, app };
    let id = two.start().await;
    ask(&two.app).await;
    let there = next(&two.wallet, "the request", |_| true).await;
    first.stop().await;
    decide(&two.wallet, &there, Decision::Approve).await;
    let again = until("the port to be free", async || serve(port).await.ok()).await;
    two.flow(&id, FlowNeeds::Bid).await;
    again.stop().await;
    two.net.stop().await;
}
