//! Asking a wallet, and what becomes of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chain::tx::UnsignedTx;
use contract::{ApprovalId, DecideRequest, Decision, DecisionView, Outcome, Tag};
use proto::{Message, TxBody};
use serde_json::{Value, json};
use types::{LeaseId, UnixMillis};
use vault::Payload;
use walletconnect::{ChainRef, PeerError, RpcId, Topic};

use super::{ASKS, LIFE, Link, Pending, What, check};
use crate::approval_words::sentences;
use crate::approvals::{Ask, Filed};
use crate::error::{self, Result, capital};
use crate::txs::TxRecord;
use crate::{Core, lock, store};

impl Core {
    /// The person approved: the wallet is asked for the signature over the very bytes that were shown.
    pub(crate) async fn ask_wallet(
        &self,
        filed: Filed,
        link: &Link,
        request: &DecideRequest,
    ) -> Result<DecisionView> {
        let (choice, grant) = self.grant_choice(&filed, request)?;
        let payload = grant.hand_over().map_err(|_| error::locked())?;
        let Payload::Direct(doc) = payload else {
            return Err(error::internal("a transaction was expected"));
        };
        let params = json!({
            "signerAddress": filed.ground.address,
            "signDoc": {
                "chainId": doc.chain_id(),
                "accountNumber": filed.ground.signer.account_number.to_string(),
                "bodyBytes": STANDARD.encode(doc.body_bytes()),
                "authInfoBytes": STANDARD.encode(doc.auth_info_bytes()),
            },
        });
        let mut view = filed.view.clone();
        view.fees.retain(|fee| fee.speed == choice.speed);
        let what = What::Tx {
            doc: hex::encode(doc.bytes()),
            sequence: filed.ground.signer.sequence,
            place: filed.ask.place.clone(),
            purpose: filed.ask.purpose.clone(),
        };
        self.send_ask(link, "cosmos_signDirect", params, what, view)
            .await?;
        self.withdraw_approval(&filed.view.id);
        Ok(DecisionView {
            asked: true,
            ..DecisionView::default()
        })
    }

    /// Writes down what is asked, then lets it leave.
    pub(super) async fn send_ask(
        &self,
        link: &Link,
        method: &str,
        params: Value,
        what: What,
        mut view: contract::ApprovalView,
    ) -> Result<()> {
        let until = UnixMillis(self.now().0 + LIFE * 1000);
        if let Some(wallet) = &mut view.wallet {
            wallet.until = Some(until);
            wallet.problem = None;
        }
        view.exportable = false;
        let network = self.network()?.network.id;
        let Some(topic) = link.topic else {
            let pending = Pending {
                topic: None,
                rpc: None,
                until,
                network,
                what,
                view,
            };
            return self.ask_page(pending, method, params).await;
        };
        let chain = ChainRef::cosmos(view.chain_id.as_str()).map_err(error::internal)?;
        {
            // Nothing leaves while this is held.
            let _turn = self.0.saving_apps.lock().await;
            let rpc = self
                .act_on_machine(|m, now| m.request(topic, &chain, method, params, LIFE, now))?
                .map_err(|e| {
                    error::invalid(format!("{}.", capital(&e.to_string())))
                        .safe("Nothing was signed.")
                        .hint("Connect the wallet again in Accounts.")
                })?;
            let pending = Pending {
                topic: Some(topic),
                rpc: Some(rpc),
                until,
                network,
                what,
                view,
            };
            self.write_ask(pending).await?;
        }
        self.settle_apps().await?;
        self.changed(&[Tag::Approvals, Tag::Flows]);
        Ok(())
    }

    /// What is asked is written down before it leaves.
    pub(super) async fn write_ask(&self, pending: Pending) -> Result<()> {
        store::save(self.home(), ASKS, &pending.view.id.0, &pending).await?;
        lock(&self.0.outside).asks.push(pending);
        Ok(())
    }

    /// Decides what a wallet is asked, or takes it back; `None` when the id names nothing of the kind.
    pub(crate) async fn decide_outside(
        &self,
        request: &DecideRequest,
    ) -> Option<Result<DecisionView>> {
        if let Some(done) = self.decide_access(request).await {
            return Some(done);
        }
        let pending = self.pending(|ask| ask.view.id == request.id)?;
        if request.decision == Decision::Approve {
            return Some(Err(error::invalid("The wallet was asked already.")
                .hint("Answer there, or cancel here.")));
        }
        self.take_back_ask(&pending).await;
        match &pending.what {
            What::Tx { purpose, .. } => self.rejected(purpose).await,
            What::Access { lease, .. } => self.decline_access(lease),
        }
        Some(Ok(DecisionView::default()))
    }

    pub(super) fn pending(&self, wanted: impl Fn(&Pending) -> bool) -> Option<Pending> {
        let outside = lock(&self.0.outside);
        outside.asks.iter().find(|ask| wanted(ask)).cloned()
    }

    /// Whether a token for this lease is being asked of a wallet.
    pub(super) fn access_pending(&self, lease: &LeaseId) -> bool {
        self.pending(|ask| matches!(&ask.what, What::Access { lease: of, .. } if of == lease))
            .is_some()
    }

    /// The request of a flow that a wallet has.
    pub(crate) fn ask_of_flow(&self, flow: &str) -> Option<ApprovalId> {
        self.pending(|ask| ask.is_of_flow(flow))
            .map(|ask| ask.view.id)
    }

    /// Forgets a request by its id; what the wallet still answers has no effect.
    pub(crate) async fn withdraw_ask(&self, id: &ApprovalId) {
        if let Some(pending) = self.pending(|ask| &ask.view.id == id) {
            self.take_back_ask(&pending).await;
        }
    }

    async fn take_back_ask(&self, pending: &Pending) {
        self.forget_ask(pending).await;
        let (Some(topic), Some(rpc)) = (pending.topic, pending.rpc) else {
            return;
        };
        if self
            .act_on_machine(|m, _| m.forget_request(&topic, rpc))
            .is_ok()
            && let Err(e) = self.settle_apps().await
        {
            tracing::warn!("connections can't be saved: {e}");
        }
    }

    async fn forget_ask(&self, pending: &Pending) {
        let id = &pending.view.id;
        lock(&self.0.outside).asks.retain(|ask| &ask.view.id != id);
        if let Err(e) = self.home().store.delete(ASKS, &id.0).await {
            tracing::warn!("a request to a wallet can't be removed: {e}");
        }
        self.changed(&[Tag::Approvals, Tag::Flows]);
    }

    /// A wallet answered; false when nothing was asked under this id.
    pub(super) async fn ask_answered(
        &self,
        topic: Topic,
        rpc: RpcId,
        outcome: &std::result::Result<Value, PeerError>,
    ) -> bool {
        let asked = |ask: &Pending| ask.topic == Some(topic) && ask.rpc == Some(rpc);
        let Some(pending) = self.pending(asked) else {
            return false;
        };
        let link = self.link_at(Some(topic));
        match (outcome, link) {
            (Err(refused), Some(link)) if refused.is_rejection() => {
                let why = format!("{} said no. Nothing was signed.", link.wallet);
                self.ask_failed(pending, why).await;
            }
            (Err(refused), _) => {
                let why = format!(
                    "The wallet refused: {}. Nothing was signed.",
                    refused.message.trim_end_matches('.')
                );
                self.ask_failed(pending, why).await;
            }
            (Ok(_), None) => {
                self.ask_failed(pending, "The wallet is no longer connected.".into())
                    .await
            }
            (Ok(answer), Some(link)) => self.take_answer(pending, answer, &link).await,
        }
        true
    }

    /// Which account a connection signs for.
    pub(super) fn link_at(&self, topic: Option<Topic>) -> Option<Link> {
        let outside = lock(&self.0.outside);
        outside.links.iter().find(|l| l.topic == topic).cloned()
    }

    pub(super) async fn take_answer(&self, pending: Pending, answer: &Value, link: &Link) {
        let refused =
            |why: &str| format!("The wallet's answer is not taken: {why}. Nothing was sent.");
        let tx = match &pending.what {
            What::Access { string, lease } => {
                let taken = self
                    .take_access(&pending.view, string, lease, answer, link)
                    .await;
                return match taken {
                    Ok(()) => self.forget_ask(&pending).await,
                    Err(why) => self.ask_failed(pending, refused(&why)).await,
                };
            }
            What::Tx { .. } => pending.tx(),
        };
        let Some(asked) = tx else {
            return self
                .ask_failed(pending, "What was asked can't be read any more.".into())
                .await;
        };
        match check::direct(&asked, answer, &link.public_key) {
            Err(why) => self.ask_failed(pending, refused(why)).await,
            Ok(signed) => self.send_signed(pending, &signed).await,
        }
    }

    /// Writes the transaction down, steps its flow on, then sends it.
    async fn send_signed(&self, pending: Pending, signed: &check::Signed) {
        let What::Tx {
            sequence, purpose, ..
        } = &pending.what
        else {
            return;
        };
        let tx = signed.tx.signed(signed.signature);
        // The answer may come twice, once before and once after a crash.
        if let Ok(Some(_)) = self.tx_record(tx.hash).await {
            return self.forget_ask(&pending).await;
        }
        let record = TxRecord {
            hash: tx.hash,
            bytes: hex::encode(&tx.bytes),
            at: self.now(),
            account: pending.view.account.clone(),
            network: pending.network.clone(),
            sequence: *sequence,
            sentences: sentences(&pending.view.actions),
            fee: signed.fee,
            purpose: purpose.clone(),
            outcome: Outcome::Pending,
        };
        if let Err(e) = self.keep(&record).await {
            let why = format!(
                "The wallet signed, but it could not be saved: {} Nothing was sent.",
                e.message
            );
            return self.ask_failed(pending, why).await;
        }
        self.forget_ask(&pending).await;
        self.changed(&[Tag::Activity, Tag::Approvals, Tag::Flows]);
        // Elsewhere it goes out as soon as its network is chosen again.
        if self.network().is_ok_and(|n| n.network.id == record.network) {
            self.send_tx(record).await;
        }
    }

    /// No answer came in time, or the connection ended.
    pub(super) async fn ask_unanswered(&self, topic: Topic, rpc: RpcId, why: &str) {
        let asked = |ask: &Pending| ask.topic == Some(topic) && ask.rpc == Some(rpc);
        if let Some(pending) = self.pending(asked) {
            self.ask_failed(pending, why.to_owned()).await;
        }
    }

    /// Requests whose time was over while nobody looked.
    pub(super) async fn end_late_asks(&self) {
        let now = self.now();
        let late: Vec<Pending> = {
            let outside = lock(&self.0.outside);
            let late = outside.asks.iter().filter(|ask| ask.until < now);
            late.cloned().collect()
        };
        for pending in late {
            self.ask_failed(
                pending,
                "The wallet did not answer in time. Nothing was signed.".into(),
            )
            .await;
        }
    }

    /// Shows the request again with what went wrong; where it can't be shown, its flow waits for another try.
    pub(super) async fn ask_failed(&self, pending: Pending, why: String) {
        self.forget_ask(&pending).await;
        let (place, purpose) = match &pending.what {
            What::Tx { place, purpose, .. } => (place, purpose),
            What::Access { lease, .. } => return self.access_failed(&pending.view, lease, why),
        };
        let here = self
            .network()
            .is_ok_and(|n| n.network.id == pending.network)
            && self
                .account()
                .is_ok_and(|a| a.address == pending.view.account);
        let again = match pending.tx() {
            Some(tx) if here && self.is_open() => {
                self.ask_again(&tx, place, purpose.clone(), why).await
            }
            _ => Err(error::invalid(why)),
        };
        if let Err(e) = again {
            tracing::warn!("a request is not shown again: {e}");
            self.rejected(purpose).await;
        }
    }

    async fn ask_again(
        &self,
        tx: &UnsignedTx,
        place: &str,
        purpose: crate::txs::Purpose,
        why: String,
    ) -> Result<()> {
        let body = TxBody::decode(tx.body.as_slice()).map_err(error::internal)?;
        let id = ApprovalId(store::fresh_id(self.home()));
        let ask = Ask {
            messages: body.messages,
            memo: body.memo,
            place: place.to_owned(),
            purpose,
        };
        let mut filed = self.build(id, ask).await?;
        if let Some(wallet) = &mut filed.view.wallet {
            wallet.problem = Some(why);
        }
        self.file(filed);
        Ok(())
    }
}
