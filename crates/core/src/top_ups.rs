//! Top-ups by a standing rule: while the vault is open, a deployment whose escrow runs low gets more, never more than
//! the rule's cap. Rules are sealed by the vault, so that nobody raises a cap in a file.

use std::collections::BTreeMap;

use chain::tx::{Fee, GAS_PRICES, UnsignedTx, gas_limit, simulate};
use chain::words;
use contract::{Outcome, Tag, TopUpRuleRequest, TopUpRuleView, TopUpRulesView};
use proto::Named;
use serde::{Deserialize, Serialize};
use types::{DeploymentId, Dseq, UnixMillis};
use vault::{ApprovalRequest, DirectDoc, Payload, RequestOrigin, Signer, TopUpRule};

use crate::approval_words::{action, sentences};
use crate::error::{self, Result};
use crate::txs::{Purpose, TxRecord};
use crate::{Core, lock};

/// Name of the sealed file, and of the key that the vault holds for it.
const NAME: &str = "top-ups";
/// Where it lies, under the id of its vault.
pub(crate) const BUCKET: &str = "top-ups";
/// Milliseconds between looks at the escrows.
const EVERY: u64 = 5_000;
/// The shortest and the longest runway that a rule may keep, in seconds.
const RUNWAY: std::ops::RangeInclusive<u64> = 3_600..=30 * 24 * 3_600;

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    rule: TopUpRule,
    below_seconds: u64,
    times: u32,
    last: Option<UnixMillis>,
}

/// The rules of the open vault.
#[derive(Default)]
pub(crate) struct TopUps {
    rules: Vec<Kept>,
    /// Why a rule that is due tops nothing up, by deployment.
    problems: BTreeMap<DeploymentId, String>,
}

impl Core {
    /// The vault was opened, or another account chosen: its rules are in force.
    pub(crate) async fn load_top_ups(&self) {
        match self.unseal(NAME, BUCKET).await {
            Ok(None) => lock(&self.0.top_ups).rules.clear(),
            Ok(Some(plain)) => match serde_json::from_slice::<Vec<Kept>>(plain.expose()) {
                Ok(rules) => {
                    let mut session = lock(&self.0.session);
                    for kept in &rules {
                        session.consent.allow_top_ups(kept.rule.clone());
                    }
                    lock(&self.0.top_ups).rules = rules;
                }
                Err(e) => tracing::warn!("the rules for top-ups can't be read: {e}"),
            },
            // Locked: nothing is topped up until it is opened.
            Err(e) => tracing::debug!("no rules for top-ups: {e}"),
        }
        self.changed(&[Tag::Rules]);
    }

    /// The vault was locked.
    pub(crate) fn forget_top_ups(&self) {
        *lock(&self.0.top_ups) = TopUps::default();
        self.changed(&[Tag::Rules]);
    }

    /// Looks at the rules as long as the core lives.
    pub(crate) fn watch_top_ups(&self) {
        let core = self.clone();
        platform::spawn(async move {
            loop {
                core.home().clock.sleep(EVERY).await;
                core.top_up_where_due().await;
            }
        });
    }

    pub(crate) fn top_ups_view(&self) -> Result<TopUpRulesView> {
        let (account, now) = (self.account()?, self.now());
        let chain_id = self.network()?.chain_id;
        let top_ups = lock(&self.0.top_ups);
        let own = |kept: &&Kept| {
            kept.rule.account == account.id && Some(&kept.rule.chain_id) == chain_id.as_ref()
        };
        let view = |kept: &Kept| TopUpRuleView {
            account: account.address.clone(),
            chain_id: kept.rule.chain_id.clone(),
            dseq: kept.rule.deployment.dseq,
            below_seconds: kept.below_seconds,
            each: kept.rule.each,
            most: kept.rule.most,
            spent: kept.rule.spent(now),
            times: kept.times,
            last: kept.last,
            problem: top_ups.problems.get(&kept.rule.deployment).cloned(),
        };
        let rules = top_ups.rules.iter().filter(own).map(view).collect();
        Ok(TopUpRulesView { rules })
    }

    /// Makes or changes the rule of a deployment, behind a fresh password.
    pub(crate) async fn set_top_up(&self, request: &TopUpRuleRequest) -> Result<TopUpRulesView> {
        if !RUNWAY.contains(&request.below_seconds) {
            return Err(error::invalid(
                "A rule keeps a runway between one hour and 30 days.",
            ));
        }
        if request.each.is_zero() {
            return Err(error::invalid("The amount is zero."));
        }
        if request.most < request.each {
            return Err(error::invalid(
                "The cap is smaller than one top-up: nothing would ever be added.",
            ));
        }
        let account = self.account()?;
        let chain_id = self.chain_id().await?;
        let deployment = DeploymentId {
            owner: account.address.clone(),
            dseq: request.dseq,
        };
        if self.escrow_now(&deployment).await?.is_none() {
            return Err(error::invalid("This deployment is closed."));
        }
        let signs = lock(&self.0.session)
            .open
            .as_ref()
            .is_some_and(|open| open.public_key(account.id).is_some());
        if !signs {
            return Err(error::invalid(
                "This account is only watched: its key is not here.",
            ));
        }
        self.confirm_fresh(&request.password.0).await?;
        let before = {
            let top_ups = lock(&self.0.top_ups);
            let found =
                |kept: &&Kept| kept.rule.deployment == deployment && kept.rule.chain_id == chain_id;
            top_ups.rules.iter().find(found).cloned()
        };
        let kept = Kept {
            rule: TopUpRule {
                account: account.id,
                chain_id,
                deployment,
                each: request.each,
                most: request.most,
                // A changed cap counts what was spent before it was changed.
                granted: before
                    .as_ref()
                    .map(|b| b.rule.granted.clone())
                    .unwrap_or_default(),
            },
            below_seconds: request.below_seconds,
            times: before.as_ref().map_or(0, |b| b.times),
            last: before.and_then(|b| b.last),
        };
        self.write_top_up(kept.clone()).await?;
        lock(&self.0.session).consent.allow_top_ups(kept.rule);
        let core = self.clone();
        platform::spawn(async move { core.top_up_where_due().await });
        self.top_ups_view()
    }

    /// Takes the rule of a deployment away.
    pub(crate) async fn remove_top_up(&self, dseq: Dseq) -> Result<TopUpRulesView> {
        let (account, chain_id) = (self.account()?.id, self.chain_id().await?);
        let mut rules = lock(&self.0.top_ups).rules.clone();
        rules.retain(|kept| {
            kept.rule.account != account
                || kept.rule.chain_id != chain_id
                || kept.rule.deployment.dseq != dseq
        });
        {
            // First: a rule that was taken back must not sign while it is being written down.
            let mut session = lock(&self.0.session);
            session.consent.revoke_top_ups(account, &chain_id, dseq);
        }
        self.write_top_ups(rules).await?;
        self.top_ups_view()
    }

    async fn write_top_up(&self, kept: Kept) -> Result<()> {
        let mut rules = lock(&self.0.top_ups).rules.clone();
        rules.retain(|other| {
            other.rule.deployment != kept.rule.deployment
                || other.rule.chain_id != kept.rule.chain_id
        });
        rules.push(kept);
        rules.sort_by_key(|kept| kept.rule.deployment.dseq);
        self.write_top_ups(rules).await
    }

    async fn write_top_ups(&self, rules: Vec<Kept>) -> Result<()> {
        let plain = serde_json::to_vec(&rules).map_err(error::internal)?;
        self.seal(NAME, BUCKET, &plain).await?;
        {
            let mut top_ups = lock(&self.0.top_ups);
            let still = |id: &DeploymentId| rules.iter().any(|kept| &kept.rule.deployment == id);
            top_ups.problems.retain(|id, _| still(id));
            top_ups.rules = rules;
        }
        self.changed(&[Tag::Rules]);
        Ok(())
    }

    /// Tops up what runs low.
    async fn top_up_where_due(&self) {
        if self.home().read_only || !self.is_open() {
            return;
        }
        let (Ok(account), Ok(network)) = (self.account(), self.network()) else {
            return;
        };
        let rules = lock(&self.0.top_ups).rules.clone();
        let own = rules.into_iter().filter(|kept| {
            kept.rule.account == account.id
                && Some(&kept.rule.chain_id) == network.chain_id.as_ref()
        });
        for kept in own {
            let id = kept.rule.deployment.clone();
            let problem = self.top_up_if_due(kept).await.err().map(|e| e.to_string());
            self.tell_top_up_problem(&id, problem);
        }
    }

    fn tell_top_up_problem(&self, id: &DeploymentId, problem: Option<String>) {
        let changed = {
            let mut top_ups = lock(&self.0.top_ups);
            match problem {
                Some(words) => top_ups.problems.insert(id.clone(), words.clone()) != Some(words),
                None => top_ups.problems.remove(id).is_some(),
            }
        };
        if changed {
            self.changed(&[Tag::Rules]);
        }
    }

    /// Whether an escrow is lower than its rule keeps it. With a deployment that is closed its rule ends.
    async fn runs_low(&self, kept: &Kept) -> Result<bool> {
        let Some(escrow) = self.escrow_now(&kept.rule.deployment).await? else {
            self.remove_top_up(kept.rule.deployment.dseq).await?;
            return Ok(false);
        };
        Ok(escrow
            .runway_seconds
            .is_some_and(|left| left < kept.below_seconds))
    }

    async fn top_up_if_due(&self, kept: Kept) -> Result<()> {
        // Looked at before the turn is taken: nobody's transaction waits for a node that is only asked whether.
        if !self.runs_low(&kept).await? {
            return Ok(());
        }
        // One at a time, and never beside another transaction: what is pending counts, and what was just added.
        let _turn = self.0.sending.lock().await;
        let dseq = kept.rule.deployment.dseq;
        let waits = |record: &TxRecord| record.purpose == Purpose::Deposit { dseq };
        if self.pending_txs().await?.iter().any(waits) || !self.runs_low(&kept).await? {
            return Ok(());
        }
        if !kept.rule.has_room(self.now()) {
            return Err(error::invalid(
                "The cap of 30 days is reached: the escrow runs low and nothing is added.",
            ));
        }
        self.sign_top_up(kept).await
    }

    /// Signs one top-up under its rule. What is granted is written down before it is signed.
    async fn sign_top_up(&self, kept: Kept) -> Result<()> {
        let ground = self.ground().await?;
        let messages = [kept.rule.message().to_any()];
        let used = simulate(&self.rpc()?, &messages, "", &ground.signer)
            .await
            .map_err(error::rpc)?;
        let fee = Fee::at_price(gas_limit(used), GAS_PRICES[1]);
        let tx = UnsignedTx::new(&messages, "", &ground.signer, fee, &ground.chain_id);
        let doc = DirectDoc::parse(tx.sign_doc()).map_err(error::internal)?;
        let request = ApprovalRequest {
            account: ground.key,
            chain_id: ground.chain_id.clone(),
            payload: Payload::Direct(doc),
            origin: RequestOrigin::Rule,
        };
        let now = self.now();
        let (grant, rule) = lock(&self.0.session)
            .consent
            .grant_top_up(request, now)
            .map_err(error::file)?;
        let dseq = rule.deployment.dseq;
        self.write_top_up(Kept {
            rule,
            times: kept.times + 1,
            last: Some(now),
            ..kept
        })
        .await?;
        let signature = {
            let session = lock(&self.0.session);
            let open = session.open.as_ref().ok_or_else(error::locked)?;
            open.sign(grant).map_err(error::internal)?.signature
        };
        let summary = words::describe(&tx.body, &ground.address, &self.known_names());
        let actions: Vec<_> = summary.actions.into_iter().map(action).collect();
        let mut said = sentences(&actions);
        said.push("Signed under the standing rule of this deployment.".into());
        let signed = tx.signed(signature);
        let record = TxRecord {
            hash: signed.hash,
            bytes: hex::encode(&signed.bytes),
            at: now,
            account: ground.address,
            network: self.network()?.network.id,
            sequence: ground.signer.sequence,
            sentences: said,
            fee: fee.amount,
            purpose: Purpose::Deposit { dseq },
            outcome: Outcome::Pending,
        };
        self.save_tx(&record).await?;
        self.changed(&[Tag::Activity]);
        self.send_tx(record).await;
        Ok(())
    }
}
