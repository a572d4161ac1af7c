//! Asking before signing. What is shown is decoded from the bytes that would be signed; the answer
//! is bound to their hash.

use chain::tx::{Fee, GAS_PRICES, SignerState, UnsignedTx, gas_limit, simulate};
use chain::words::{self, Summary};
use contract::{
    ActionView, ApiError, ApprovalId, ApprovalView, Asker, DecideRequest, Decision, DecisionView,
    ErrorCode, FeeOption, FeeSpeed, Gravity, Outcome, Tag, WarningView,
};
use proto::{Any, Message, TxBody};
use types::{Address, ChainId, Denom, Hash32};
use vault::{
    ApprovalRequest, DirectDoc, KeyId, Payload, RequestId, RequestOrigin, Signer, Verdict,
};

use crate::error::{self, Result};
use crate::txs::{Purpose, TxRecord};
use crate::{Core, lock, store};

const SPEEDS: [FeeSpeed; 3] = [FeeSpeed::Low, FeeSpeed::Normal, FeeSpeed::High];

/// Requests that wait for a decision.
#[derive(Default)]
pub(crate) struct Approvals {
    filed: Vec<Filed>,
}

/// What is asked, and what it is for.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) messages: Vec<Any>,
    pub(crate) memo: String,
    pub(crate) place: &'static str,
    pub(crate) purpose: Purpose,
}

#[derive(Clone)]
struct Filed {
    ask: Ask,
    key: KeyId,
    sequence: u64,
    options: Vec<Choice>,
    view: ApprovalView,
}

/// One fee with the bytes that go with it and the consent request for exactly those bytes.
#[derive(Clone)]
struct Choice {
    speed: FeeSpeed,
    request: RequestId,
    tx: UnsignedTx,
    fee: Fee,
}

/// All that a signature is bound to.
struct Ground {
    key: KeyId,
    address: Address,
    account_name: String,
    chain_id: ChainId,
    signer: SignerState,
}

impl Core {
    async fn ground(&self) -> Result<Ground> {
        let account = self.account()?;
        let public_key = {
            let session = lock(&self.0.session);
            let open = session.open.as_ref().ok_or_else(error::locked)?;
            open.public_key(account.id)
        };
        let public_key = public_key.ok_or_else(|| {
            error::invalid("This account is watch-only: its key is not here.")
                .hint("Choose an account of the vault.")
        })?;
        let chain_id = self.chain_id().await?;
        let rpc = self.rpc()?;
        let status = rpc.status().await.map_err(error::rpc)?;
        if status.chain_id != chain_id {
            return Err(ApiError::new(
                ErrorCode::Offline,
                format!(
                    "The node is on {}, this profile on {chain_id}.",
                    status.chain_id
                ),
            )
            .safe("Nothing was signed."));
        }
        let on_chain = chain::query::account(&rpc, &account.address)
            .await
            .map_err(error::rpc)?;
        let on_chain = on_chain.ok_or_else(|| {
            ApiError::new(
                ErrorCode::Balance,
                "This account is not on the chain yet: it never held anything.",
            )
            .hint("Send AKT to it first, or ask the faucet where there is one.")
        })?;
        let in_flight = self.pending_txs().await?.last().map(|tx| tx.sequence + 1);
        Ok(Ground {
            key: account.id,
            account_name: account.name.as_str().to_owned(),
            address: account.address,
            chain_id,
            signer: SignerState {
                public_key: public_key.as_bytes().to_vec(),
                account_number: on_chain.number,
                sequence: on_chain.sequence.max(in_flight.unwrap_or_default()),
            },
        })
    }

    /// Files a request: simulates it, builds the bytes for three fees, decodes them into words.
    pub(crate) async fn ask(&self, ask: Ask) -> Result<ApprovalId> {
        let id = ApprovalId(store::fresh_id(self.home()));
        let filed = self.build(id.clone(), ask).await?;
        lock(&self.0.approvals).filed.push(filed);
        self.changed(&[Tag::Approvals, Tag::Flows]);
        Ok(id)
    }

    async fn build(&self, id: ApprovalId, ask: Ask) -> Result<Filed> {
        let ground = self.ground().await?;
        let rpc = self.rpc()?;
        let used = simulate(&rpc, &ask.messages, &ask.memo, &ground.signer)
            .await
            .map_err(error::rpc)?;
        let gas = gas_limit(used);
        let mut options = Vec::new();
        for (speed, price) in SPEEDS.into_iter().zip(GAS_PRICES) {
            let fee = Fee::at_price(gas, price);
            let tx = UnsignedTx::new(
                &ask.messages,
                &ask.memo,
                &ground.signer,
                fee,
                &ground.chain_id,
            );
            let doc = DirectDoc::parse(tx.sign_doc()).map_err(error::internal)?;
            let request = ApprovalRequest {
                account: ground.key,
                chain_id: ground.chain_id.clone(),
                payload: Payload::Direct(doc),
                origin: RequestOrigin::Slipway,
            };
            let pending = lock(&self.0.session)
                .consent
                .file(request, self.now(), &mut vault::OsEntropy)
                .map_err(error::file)?;
            options.push(Choice {
                speed,
                request: pending.id,
                tx,
                fee,
            });
        }
        let view = self.approval_view(id, &ask, &ground, &options).await?;
        Ok(Filed {
            ask,
            key: ground.key,
            sequence: ground.signer.sequence,
            options,
            view,
        })
    }

    async fn approval_view(
        &self,
        id: ApprovalId,
        ask: &Ask,
        ground: &Ground,
        options: &[Choice],
    ) -> Result<ApprovalView> {
        let network = self.network()?;
        let normal = options
            .get(1)
            .ok_or_else(|| error::internal("no fee option"))?;
        let mut summary = words::describe(&normal.tx.body, &ground.address, &self.known_names());
        self.check_means(&mut summary, normal.fee, &ground.address)
            .await?;
        let blocked = summary.unknown.clone().filter(|_| !self.settings().expert);
        Ok(ApprovalView {
            id,
            asker: Asker::Slipway {
                place: ask.place.to_owned(),
            },
            account: ground.address.clone(),
            account_name: ground.account_name.clone(),
            chain_id: ground.chain_id.clone(),
            network: network.network.name.clone(),
            simulated: network.network.simulated,
            leaves_now: summary.leaves_now.clone(),
            may_leave_later: summary.may_leave_later.clone(),
            fees: options
                .iter()
                .map(|o| FeeOption {
                    speed: o.speed,
                    fee: o.fee.amount,
                    gas: o.fee.gas,
                    hash: o.tx.hash(),
                })
                .collect(),
            warnings: summary
                .warnings
                .iter()
                .map(|(gravity, text)| WarningView {
                    gravity: match gravity {
                        words::Gravity::Note => Gravity::Note,
                        words::Gravity::Danger => Gravity::Danger,
                    },
                    text: text.clone(),
                })
                .collect(),
            blocked,
            raw_json: raw_json(&normal.tx, &summary, ground),
            actions: summary
                .actions
                .into_iter()
                .map(|a| ActionView {
                    sentence: a.sentence,
                    facts: a.facts,
                    type_url: a.type_url,
                })
                .collect(),
            filed: self.now(),
        })
    }

    /// Refuses early what the balance can't pay.
    async fn check_means(&self, summary: &mut Summary, fee: Fee, address: &Address) -> Result<()> {
        let (coins, _) = chain::query::balances(&self.rpc()?, address)
            .await
            .map_err(error::rpc)?;
        let held = |denom: &Denom| {
            coins
                .iter()
                .find(|c| &c.denom == denom)
                .map(|c| c.amount)
                .unwrap_or_default()
        };
        let akt_out = summary
            .leaves_now
            .iter()
            .find(|c| c.denom == Denom::uakt())
            .map(|c| c.amount);
        let needed = akt_out.unwrap_or_default().checked_add(fee.amount);
        if needed.is_none_or(|needed| held(&Denom::uakt()) < needed) {
            return Err(ApiError::new(
                ErrorCode::Balance,
                format!(
                    "This needs {} AKT with its fee; the account holds {} AKT.",
                    needed.unwrap_or_default().to_coins(),
                    held(&Denom::uakt()).to_coins()
                ),
            )
            .safe("Nothing was signed."));
        }
        Ok(())
    }

    /// Requests that wait, oldest first.
    pub(crate) fn approvals_view(&self) -> Vec<ApprovalView> {
        let mut all: Vec<ApprovalView> = lock(&self.0.approvals)
            .filed
            .iter()
            .map(|filed| filed.view.clone())
            .collect();
        all.extend(self.app_approvals());
        all.sort_by_key(|view| view.filed);
        all
    }

    /// The waiting request of a flow.
    pub(crate) fn approval_of_flow(&self, flow: &str) -> Option<ApprovalId> {
        let approvals = lock(&self.0.approvals);
        let found = approvals
            .filed
            .iter()
            .find(|filed| match &filed.ask.purpose {
                Purpose::Flow { id } | Purpose::Lease { id, .. } => id == flow,
                _ => false,
            });
        found.map(|filed| filed.view.id.clone())
    }

    /// Everything that waited is void: locked, or account or network switched.
    pub(crate) fn forget_approvals(&self) {
        lock(&self.0.approvals).filed.clear();
        self.forget_app_approvals();
        self.changed(&[Tag::Approvals]);
    }

    /// Takes a request back.
    pub(crate) fn withdraw_approval(&self, id: &ApprovalId) {
        let filed = {
            let mut approvals = lock(&self.0.approvals);
            let at = approvals
                .filed
                .iter()
                .position(|filed| &filed.view.id == id);
            at.map(|at| approvals.filed.remove(at))
        };
        if let Some(filed) = filed {
            let mut session = lock(&self.0.session);
            filed
                .options
                .iter()
                .for_each(|choice| session.consent.withdraw(choice.request));
        }
        self.changed(&[Tag::Approvals]);
    }

    /// Takes the person's answer.
    pub(crate) async fn decide(&self, request: DecideRequest) -> Result<DecisionView> {
        if let Some(done) = self.decide_app(&request).await {
            return done;
        }
        let _turn = self.0.sending.lock().await;
        let filed = lock(&self.0.approvals)
            .filed
            .iter()
            .find(|filed| filed.view.id == request.id)
            .cloned()
            .ok_or_else(|| error::decide(vault::DecideError::Unknown))?;
        if request.decision == Decision::Reject {
            self.withdraw_approval(&request.id);
            self.rejected(&filed.ask.purpose).await;
            return Ok(DecisionView { tx: None });
        }
        if let Some(reason) = &filed.view.blocked {
            return Err(ApiError::new(
                ErrorCode::Rejected,
                format!("This can't be approved: {reason}"),
            )
            .hint("Expert mode in Settings allows it."));
        }
        let danger = filed
            .view
            .warnings
            .iter()
            .any(|w| w.gravity == Gravity::Danger);
        if danger && !request.warnings_read {
            return Err(error::invalid("Read the warnings first."));
        }
        if self.ground().await?.signer.sequence != filed.sequence {
            return Err(self.refresh(&filed).await);
        }
        self.approve(filed, &request).await
    }

    /// The account signed something else since: the bytes are built anew and shown again.
    async fn refresh(&self, filed: &Filed) -> ApiError {
        self.withdraw_approval(&filed.view.id);
        match self.build(filed.view.id.clone(), filed.ask.clone()).await {
            Err(e) => e,
            Ok(fresh) => {
                lock(&self.0.approvals).filed.push(fresh);
                self.changed(&[Tag::Approvals]);
                ApiError::new(
                    ErrorCode::Rejected,
                    "The account signed something else in the meantime.",
                )
                .safe("Nothing was signed by this press.")
                .hint("The request was made anew: look at it again.")
            }
        }
    }

    async fn approve(&self, filed: Filed, request: &DecideRequest) -> Result<DecisionView> {
        let choice = filed
            .options
            .iter()
            .find(|choice| choice.speed == request.fee)
            .ok_or_else(|| error::invalid("There is no such fee."))?;
        let decision = vault::Decision {
            id: choice.request,
            account: filed.key,
            chain_id: filed.view.chain_id.clone(),
            hash: request.hash,
            verdict: Verdict::Approve,
        };
        let signed = {
            let mut session = lock(&self.0.session);
            let grant = session.consent.decide(&decision).map_err(error::decide)?;
            let grant = grant.ok_or_else(|| error::decide(vault::DecideError::Decided))?;
            let open = session.open.as_ref().ok_or_else(error::locked)?;
            open.sign(grant).map_err(error::internal)?
        };
        let tx = choice.tx.signed(signed.signature);
        let record = TxRecord {
            hash: tx.hash,
            bytes: hex::encode(&tx.bytes),
            at: self.now(),
            account: filed.view.account.clone(),
            network: self.network()?.network.id,
            sequence: filed.sequence,
            sentences: filed
                .view
                .actions
                .iter()
                .map(|a| a.sentence.clone())
                .collect(),
            fee: choice.fee.amount,
            purpose: filed.ask.purpose.clone(),
            outcome: Outcome::Pending,
        };
        // Written down before it is sent: after a crash the same bytes are sent again.
        self.save_tx(&record).await?;
        self.withdraw_approval(&filed.view.id);
        self.signed(&record).await?;
        self.changed(&[Tag::Activity, Tag::Approvals, Tag::Flows]);
        let hash: Hash32 = record.hash;
        self.send_tx(record).await;
        Ok(DecisionView { tx: Some(hash) })
    }
}

/// The decoded transaction for the curious; sign doc as hex, so that nothing is hidden.
fn raw_json(tx: &UnsignedTx, summary: &Summary, ground: &Ground) -> String {
    let body = TxBody::decode(tx.body.as_slice()).unwrap_or_default();
    let messages: Vec<_> = body
        .messages
        .iter()
        .zip(&summary.actions)
        .map(|(any, action)| {
            let facts: serde_json::Map<_, _> =
                action.facts.iter().map(|(k, v)| (k.clone(), v.clone().into())).collect();
            serde_json::json!({ "@type": any.type_url, "facts": facts, "value_hex": hex::encode(&any.value) })
        })
        .collect();
    let raw = serde_json::json!({
        "chain_id": ground.chain_id,
        "account_number": ground.signer.account_number.to_string(),
        "sequence": ground.signer.sequence.to_string(),
        "memo": body.memo,
        "messages": messages,
        "sign_doc_hex": hex::encode(tx.sign_doc()),
    });
    serde_json::to_string_pretty(&raw).unwrap_or_default()
}
