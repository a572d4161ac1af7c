//! Asking before signing. What is shown is decoded from the bytes that would be signed; the answer
//! is bound to their hash.

use chain::tx::{Fee, GAS_PRICES, SignerState, UnsignedTx, gas_limit, simulate};
use contract::{
    ApiError, ApprovalId, ApprovalView, DecideRequest, Decision, DecisionView, ErrorCode, FeeSpeed,
    Gravity, Outcome, SigningWay, Tag,
};
use proto::Any;
use types::{Address, ChainId, Hash32};
use vault::{
    ApprovalRequest, DirectDoc, KeyId, Payload, RequestId, RequestOrigin, Signer, Verdict,
};

use crate::approval_words::sentences;
use crate::error::{self, Result};
use crate::outside::Link;
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
    pub(crate) place: String,
    pub(crate) purpose: Purpose,
}

#[derive(Clone)]
pub(crate) struct Filed {
    pub(crate) ask: Ask,
    pub(crate) ground: Ground,
    pub(crate) options: Vec<Choice>,
    pub(crate) view: ApprovalView,
    /// The file it came from; the answer is a file then, and no node is asked.
    pub(crate) file: Option<chain::offline::OfflineTx>,
}

/// One fee with the bytes that go with it and the consent request for exactly those bytes.
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) speed: FeeSpeed,
    /// None when the key is not here: nothing can be approved then.
    pub(crate) request: Option<RequestId>,
    pub(crate) tx: UnsignedTx,
    pub(crate) fee: Fee,
}

/// All that a signature is bound to.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) key: KeyId,
    pub(crate) address: Address,
    pub(crate) account_name: String,
    pub(crate) chain_id: ChainId,
    pub(crate) signer: SignerState,
    pub(crate) hand: Hand,
}

/// Who signs for an account.
#[derive(Clone)]
pub(crate) enum Hand {
    /// The vault: the key is here.
    Vault,
    /// Another wallet.
    Wallet(Box<Link>),
    /// Nobody that can be reached: the account is only watched.
    Nobody,
}

impl Hand {
    const fn signs(&self) -> bool {
        !matches!(self, Self::Nobody)
    }
}

/// Stands for the key of a watched account in simulations, which look at its kind alone: the generator of secp256k1.
const ANY_KEY: &str = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

impl Core {
    pub(crate) async fn ground(&self) -> Result<Ground> {
        let account = self.account()?;
        let public_key = {
            let session = lock(&self.0.session);
            let open = session.open.as_ref().ok_or_else(error::locked)?;
            open.public_key(account.id)
        };
        let (public_key, hand) = match public_key {
            Some(key) => (key.as_bytes().to_vec(), Hand::Vault),
            None => match self.outside_hand(&account.address) {
                Hand::Wallet(link) => (link.public_key.as_bytes().to_vec(), Hand::Wallet(link)),
                hand => (hex::decode(ANY_KEY).map_err(error::internal)?, hand),
            },
        };
        let chain_id = self.chain_id().await?;
        let on_chain = self.witnessed_account(&account.address).await?;
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
                public_key,
                account_number: on_chain.number,
                sequence: on_chain.sequence.max(in_flight.unwrap_or_default()),
            },
            hand,
        })
    }

    /// Files a request: simulates it, builds the bytes for three fees, decodes them into words.
    pub(crate) async fn ask(&self, ask: Ask) -> Result<ApprovalId> {
        let id = ApprovalId(store::fresh_id(self.home()));
        let filed = self.build(id.clone(), ask).await?;
        self.file(filed);
        Ok(id)
    }

    /// Lets a request wait for its decision.
    pub(crate) fn file(&self, filed: Filed) {
        lock(&self.0.approvals).filed.push(filed);
        self.changed(&[Tag::Approvals, Tag::Flows]);
    }

    /// The waiting request with this id.
    pub(crate) fn filed(&self, id: &ApprovalId) -> Result<Filed> {
        let approvals = lock(&self.0.approvals);
        let found = approvals.filed.iter().find(|filed| &filed.view.id == id);
        found
            .cloned()
            .ok_or_else(|| error::decide(vault::DecideError::Unknown))
    }

    /// Asks the vault's consent machine for these very bytes.
    pub(crate) fn file_bytes(&self, ground: &Ground, tx: &UnsignedTx) -> Result<RequestId> {
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
        Ok(pending.id)
    }

    pub(crate) async fn build(&self, id: ApprovalId, ask: Ask) -> Result<Filed> {
        let ground = self.ground().await?;
        if !ground.hand.signs() && !ask.purpose.is_whole() {
            return Err(error::invalid(
                "This account is only watched: its key is not here, and a deployment needs several signatures.",
            )
            .hint("Choose an account that can sign, or connect the wallet that holds the key in Accounts."));
        }
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
            let request = ground
                .hand
                .signs()
                .then(|| self.file_bytes(&ground, &tx))
                .transpose()?;
            options.push(Choice {
                speed,
                request,
                tx,
                fee,
            });
        }
        let mut summary = self.in_words(&ground, &options)?;
        let normal = options.get(1).map(|o| o.fee);
        let normal = normal.ok_or_else(|| error::internal("no fee option"))?;
        self.check_means(&mut summary, normal, &ground.address)
            .await?;
        let mut view = self.approval_view(id, &ask.place, &ground, &options, summary)?;
        view.way = match &ground.hand {
            Hand::Vault => SigningWay::Send,
            Hand::Wallet(link) => {
                view.wallet = Some(crate::outside::wait(link));
                SigningWay::Wallet
            }
            Hand::Nobody => SigningWay::FileOnly,
        };
        view.exportable = ask.purpose.is_whole();
        Ok(Filed {
            ask,
            ground,
            options,
            view,
            file: None,
        })
    }

    /// Requests that wait, oldest first.
    pub(crate) fn approvals_view(&self) -> Vec<ApprovalView> {
        let mut all: Vec<ApprovalView> = lock(&self.0.approvals)
            .filed
            .iter()
            .map(|filed| filed.view.clone())
            .collect();
        all.extend(self.app_approvals());
        all.extend(self.outside_approvals());
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
        let found = found.map(|filed| filed.view.id.clone());
        drop(approvals);
        found.or_else(|| self.ask_of_flow(flow))
    }

    /// Everything that waited is void: locked, or account or network switched.
    pub(crate) fn forget_approvals(&self) {
        lock(&self.0.approvals).filed.clear();
        lock(&self.0.passkey_asks).clear();
        self.forget_app_approvals();
        self.forget_access();
        self.changed(&[Tag::Approvals, Tag::PasskeyAsks]);
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
                .filter_map(|choice| choice.request)
                .for_each(|request| session.consent.withdraw(request));
        }
        self.changed(&[Tag::Approvals]);
    }

    /// Takes the person's answer.
    pub(crate) async fn decide(&self, request: DecideRequest) -> Result<DecisionView> {
        if let Some(done) = self.decide_app(&request).await {
            return done;
        }
        if let Some(done) = self.decide_outside(&request).await {
            return done;
        }
        let _turn = self.0.sending.lock().await;
        let filed = self.filed(&request.id)?;
        if request.decision == Decision::Reject {
            self.withdraw_approval(&request.id);
            self.rejected(&filed.ask.purpose).await;
            return Ok(DecisionView::default());
        }
        if !filed.ground.hand.signs() {
            return Err(
                error::invalid("This account is only watched: its key is not here.")
                    .hint("Save the transaction as a file and sign it where the key is."),
            );
        }
        if let Some(reason) = filed
            .view
            .blocked
            .as_ref()
            .filter(|_| !self.settings().expert)
        {
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
        if filed.file.is_some() {
            return self.sign_file(filed, &request).await;
        }
        if self.ground().await?.signer.sequence != filed.ground.signer.sequence {
            return Err(self.refresh(&filed).await);
        }
        match filed.ground.hand.clone() {
            Hand::Wallet(link) => self.ask_wallet(filed, &link, &request).await,
            Hand::Vault | Hand::Nobody => self.approve(filed, &request).await,
        }
    }

    /// The account signed something else since: the bytes are built anew and shown again.
    async fn refresh(&self, filed: &Filed) -> ApiError {
        match self.file_again(filed).await {
            Err(e) => e,
            Ok(()) => ApiError::new(
                ErrorCode::Rejected,
                "The account signed something else in the meantime.",
            )
            .safe("Nothing was signed by this press.")
            .hint("The request was made anew: look at it again."),
        }
    }

    /// Files the same request with bytes of its own.
    async fn file_again(&self, filed: &Filed) -> Result<()> {
        self.withdraw_approval(&filed.view.id);
        let fresh = self.build(filed.view.id.clone(), filed.ask.clone()).await?;
        self.file(fresh);
        Ok(())
    }

    /// Writes down what was signed and steps its flow on. What can't be kept whole is forgotten.
    pub(crate) async fn keep(&self, record: &TxRecord) -> Result<()> {
        self.save_tx(record).await?;
        let Err(error) = self.signed(record).await else {
            return Ok(());
        };
        match self.forget_tx(record).await {
            Ok(()) => Err(error),
            // It stays written and would be sent at the next start: so it is sent now.
            Err(_) => Ok(()),
        }
    }

    async fn approve(&self, filed: Filed, request: &DecideRequest) -> Result<DecisionView> {
        let (choice, signature) = self.sign_choice(&filed, request)?;
        let tx = choice.tx.signed(signature);
        let record = TxRecord {
            hash: tx.hash,
            bytes: hex::encode(&tx.bytes),
            at: self.now(),
            account: filed.view.account.clone(),
            network: self.network()?.network.id,
            sequence: filed.ground.signer.sequence,
            sentences: sentences(&filed.view.actions),
            fee: choice.fee.amount,
            purpose: filed.ask.purpose.clone(),
            outcome: Outcome::Pending,
        };
        // Written down before it is sent: after a crash the same bytes are sent again.
        if let Err(error) = self.keep(&record).await {
            // The signature is gone with the bytes; the request can be decided again.
            if let Err(e) = self.file_again(&filed).await {
                tracing::warn!("a request can't be filed again: {e}");
            }
            return Err(error);
        }
        self.withdraw_approval(&filed.view.id);
        self.changed(&[Tag::Activity, Tag::Approvals, Tag::Flows]);
        let hash: Hash32 = record.hash;
        self.send_tx(record).await;
        Ok(DecisionView {
            tx: Some(hash),
            ..DecisionView::default()
        })
    }

    /// Signs the bytes of the chosen fee. The one way to a signature of a transaction by the vault.
    pub(crate) fn sign_choice<'a>(
        &self,
        filed: &'a Filed,
        request: &DecideRequest,
    ) -> Result<(&'a Choice, [u8; 64])> {
        let (choice, grant) = self.grant_choice(filed, request)?;
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or_else(error::locked)?;
        let signed = open.sign(grant).map_err(error::internal)?;
        Ok((choice, signed.signature))
    }

    /// The one grant for the bytes of the chosen fee.
    pub(crate) fn grant_choice<'a>(
        &self,
        filed: &'a Filed,
        request: &DecideRequest,
    ) -> Result<(&'a Choice, vault::Grant)> {
        let choice = filed
            .options
            .iter()
            .find(|choice| choice.speed == request.fee)
            .ok_or_else(|| error::invalid("There is no such fee."))?;
        let id = choice
            .request
            .ok_or_else(|| error::decide(vault::DecideError::Unknown))?;
        let grant = self.grant(id, filed.ground.key, &filed.view.chain_id, request.hash)?;
        Ok((choice, grant))
    }

    /// The person approved what has this hash: the one grant for it. There is no second one.
    pub(crate) fn grant(
        &self,
        id: RequestId,
        account: KeyId,
        chain_id: &ChainId,
        hash: Hash32,
    ) -> Result<vault::Grant> {
        let decision = vault::Decision {
            id,
            account,
            chain_id: chain_id.clone(),
            hash,
            verdict: Verdict::Approve,
        };
        let grant = lock(&self.0.session)
            .consent
            .decide(&decision)
            .map_err(error::decide)?;
        grant.ok_or_else(|| error::decide(vault::DecideError::Decided))
    }
}
