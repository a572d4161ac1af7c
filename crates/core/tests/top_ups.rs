//! Top-ups by a standing rule, on the demo network.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use contract::*;
use slipway_core::Core;
use support::*;
use types::{Amount, Dseq};

const ACT: u128 = 1_000_000;

fn request(dseq: Dseq, each: u128, most: u128) -> TopUpRuleRequest {
    TopUpRuleRequest {
        dseq,
        below_seconds: 30 * 24 * 3_600,
        each: Amount::micro(each),
        most: Amount::micro(most),
        password: Hidden(String::new()),
    }
}

async fn rules(core: &Core) -> Vec<TopUpRuleView> {
    core.top_up_rule_list(Empty {}).await.unwrap().rules
}

async fn deposited(core: &Core, dseq: Dseq) -> i128 {
    let view = core.deployment_get(DeploymentRequest { dseq }).await;
    view.unwrap().summary.escrow.deposited.trunc()
}

/// The rule, once it says that it can't go on.
async fn stopped(core: &Core) -> TopUpRuleView {
    until("the cap", async || {
        let rule = rules(core).await.into_iter().next()?;
        rule.problem.is_some().then_some(rule)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_tops_up_until_its_cap_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let net = network(None).await;
    let core = core(folder.path(), &net).await;
    demo(&core).await;
    let flow = start(&core, "ollama").await;
    approve(&core).await;
    lease(&core, &flow.id).await;
    running(&core, &flow.id).await;
    let dseq = flow.dseq;

    for (each, most) in [(0, ACT), (2 * ACT, ACT)] {
        let refused = core.top_up_rule_set(request(dseq, each, most)).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::Invalid);
    }
    let none = "1".parse().unwrap();
    assert!(core.top_up_rule_set(request(none, ACT, ACT)).await.is_err());
    assert_eq!(rules(&core).await, []);

    core.top_up_rule_set(request(dseq, ACT, 2 * ACT + 1))
        .await
        .unwrap();
    let rule = stopped(&core).await;
    assert_eq!((rule.times, rule.spent), (2, Amount::micro(2 * ACT)));
    assert!(rule.problem.unwrap().contains("cap"));
    until("two top-ups", async || {
        (deposited(&core, dseq).await >= 6_900_000).then_some(())
    })
    .await;
    let all = core.activity(ActivityRequest::default()).await.unwrap();
    let by_rule = all.entries.iter().filter(|entry| {
        let said = entry.sentences.join(" ");
        said.contains("standing rule") && said.contains("1 ACT")
    });
    assert_eq!(by_rule.count(), 2);

    // What was spent counts after a restart, and for a rule that was changed.
    core.leave().await;
    let later = tempfile::tempdir().unwrap();
    copy_folder(folder.path(), later.path());
    let core = support::core(later.path(), &net).await;
    let kept = until("the rule", async || rules(&core).await.into_iter().next()).await;
    assert_eq!((kept.times, kept.spent), (2, Amount::micro(2 * ACT)));
    core.top_up_rule_set(request(dseq, ACT, 2 * ACT + 2))
        .await
        .unwrap();
    let rule = stopped(&core).await;
    assert_eq!((rule.times, rule.spent), (2, Amount::micro(2 * ACT)));

    let gone = core.top_up_rule_remove(DeploymentRequest { dseq }).await;
    assert_eq!(gone.unwrap().rules, []);
    assert!(deposited(&core, dseq).await < 7_100_000);
    net.stop().await;
}
