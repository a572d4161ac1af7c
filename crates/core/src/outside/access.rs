//! Provider tokens for accounts that another wallet signs for: one signature a day for each lease.

use std::collections::BTreeMap;

use contract::{
    ApprovalId, ApprovalView, Asker, DecideRequest, Decision, DecisionView, ErrorCode, FeeOption,
    FeeSpeed, SigningWay, Tag,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use types::{Amount, ChainId, LeaseId, UnixMillis};
use vault::{
    Account, ApprovalRequest, OsEntropy, Payload, RequestId, RequestOrigin, Secret, TokenAlgorithm,
    TokenClaims, TokenDoc,
};

use super::heard::chain_ref;
use super::{Link, What, check, wait};
use crate::approval_words::action;
use crate::error::{self, Result};
use crate::{Core, lock, store};

/// Seconds that a token's start lies before now: providers allow no difference of clocks.
const BACKDATE: u64 = 60;
/// Seconds that a token lives: long enough that a person is asked once a day.
const LIFETIME: u64 = 24 * 3600;
/// Milliseconds before its end at which a token is asked anew.
const RENEW: u64 = 120_000;

/// Milliseconds for which a person who said no is not asked again.
const QUIET: u64 = 120_000;
/// Name of the vault's secret that holds the tokens.
const NAME: &str = "access";

/// A token that waits for the person.
pub(super) struct Filed {
    request: RequestId,
    account: vault::KeyId,
    doc: TokenDoc,
    lease: LeaseId,
    pub(super) view: ApprovalView,
}

/// A token as it is kept, sealed in the vault.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    token: String,
    until: UnixMillis,
}

fn place(lease: &LeaseId, chain_id: &ChainId) -> String {
    format!("{chain_id}/{lease}")
}

impl Core {
    fn kept_tokens(&self) -> BTreeMap<String, Kept> {
        let session = lock(&self.0.session);
        let kept = session.open.as_ref().and_then(|o| o.service_secret(NAME));
        // Exposed to be read; what can't be read is asked anew.
        kept.and_then(|text| serde_json::from_str(text.expose()).ok())
            .unwrap_or_default()
    }

    /// A token for a lease of an account that another wallet signs for; where there is none, it is filed and the error
    /// says so.
    pub(crate) fn outside_token(
        &self,
        account: &Account,
        chain_id: &ChainId,
        lease: &LeaseId,
        services: Vec<String>,
    ) -> Result<String> {
        let kept = self.kept_tokens().remove(&place(lease, chain_id));
        if let Some(kept) = kept
            && kept.until.since(self.now()) > RENEW
        {
            return Ok(kept.token);
        }
        let said_no = {
            let outside = lock(&self.0.outside);
            let now = self.now();
            let mut no = outside.declined.iter();
            no.any(|(of, at)| of == lease && now.since(*at) < QUIET)
        };
        if said_no {
            return Err(contract::ApiError::new(
                ErrorCode::Rejected,
                "The provider wants a token that your wallet signs, and it was not given.",
            )
            .safe("The deployment is as it was.")
            .hint("Try again when you want to sign it."));
        }
        self.file_access(account, chain_id, lease, services)?;
        Err(contract::ApiError::new(
            ErrorCode::Rejected,
            "Your wallet is to sign a token for the provider first.",
        )
        .safe("It goes on by itself after that.")
        .hint("Approve the request."))
    }

    /// A token for one of these leases waits for the person, here or in the wallet.
    pub(crate) fn access_of(&self, leases: &[LeaseId]) -> Option<ApprovalId> {
        let asked = self.pending(
            |ask| matches!(&ask.what, What::Access { lease, .. } if leases.contains(lease)),
        );
        if let Some(asked) = asked {
            return Some(asked.view.id);
        }
        let outside = lock(&self.0.outside);
        let filed = outside.access.as_ref()?;
        leases.contains(&filed.lease).then(|| filed.view.id.clone())
    }

    /// The person tries again: what was declined may be asked once more.
    pub(crate) fn allow_access_again(&self) {
        lock(&self.0.outside).declined.clear();
    }

    pub(super) fn decline_access(&self, lease: &LeaseId) {
        let now = self.now();
        lock(&self.0.outside).declined.push((lease.clone(), now));
        self.changed(&[Tag::Approvals]);
    }

    /// Lock or switch: what waits for the person is void.
    pub(crate) fn forget_access(&self) {
        lock(&self.0.outside).access = None;
    }

    fn file_access(
        &self,
        account: &Account,
        chain_id: &ChainId,
        lease: &LeaseId,
        services: Vec<String>,
    ) -> Result<()> {
        let link = self.link_of(&account.address).ok_or_else(|| {
            error::invalid("The wallet of this account is not connected.")
                .safe("The deployment is as it was.")
                .hint("Connect it again in Accounts.")
        })?;
        if self.access_pending(lease) {
            return Err(
                error::invalid("The wallet was asked for a token for the provider.")
                    .safe("It goes on by itself after that.")
                    .hint("Approve it there."),
            );
        }
        if let Some(filed) = &lock(&self.0.outside).access {
            if filed.lease == *lease && filed.view.chain_id == *chain_id {
                return Ok(());
            }
            return Err(
                error::invalid("A token for another provider is asked first.")
                    .hint("Decide that one."),
            );
        }
        let start = self.now().seconds().saturating_sub(BACKDATE);
        let claims = TokenClaims {
            issuer: account.address.clone(),
            issued_at: start,
            not_before: start,
            expires: start + LIFETIME,
            id: None,
            access: crate::tokens::lease_access(lease, services),
        };
        let doc = TokenDoc::new(TokenAlgorithm::Es256kAdr36, claims).map_err(error::internal)?;
        let network = self.network()?.network;
        let payload = Payload::Token(doc.clone());
        let hash = payload.hash();
        let request = ApprovalRequest {
            account: account.id,
            chain_id: chain_id.clone(),
            payload,
            origin: RequestOrigin::Slipway,
        };
        let request = lock(&self.0.session)
            .consent
            .file(request, self.now(), &mut OsEntropy)
            .map_err(error::file)?;
        let words = crate::apps::token_words(doc.claims(), "Slipway");
        let view = ApprovalView {
            id: ApprovalId(store::fresh_id(self.home())),
            asker: Asker::Slipway {
                place: "Deployments".into(),
            },
            account: account.address.clone(),
            account_name: account.name.as_str().to_owned(),
            chain_id: chain_id.clone(),
            network: network.name,
            simulated: network.simulated,
            actions: vec![action(words)],
            leaves_now: Vec::new(),
            may_leave_later: Vec::new(),
            fees: vec![FeeOption {
                speed: FeeSpeed::Normal,
                fee: Amount::micro(0),
                gas: 0,
                hash,
            }],
            warnings: Vec::new(),
            blocked: None,
            raw_json: String::from_utf8_lossy(doc.bytes()).into_owned(),
            filed: self.now(),
            way: SigningWay::Wallet,
            exportable: false,
            wallet: Some(wait(&link)),
        };
        lock(&self.0.outside).access = Some(Filed {
            request: request.id,
            account: account.id,
            doc,
            lease: lease.clone(),
            view,
        });
        self.changed(&[Tag::Approvals, Tag::Flows]);
        Ok(())
    }

    /// Decides the token; `None` when the id is not its.
    pub(super) async fn decide_access(
        &self,
        request: &DecideRequest,
    ) -> Option<Result<DecisionView>> {
        let filed = {
            let mut outside = lock(&self.0.outside);
            outside.access.take_if(|f| f.view.id == request.id)?
        };
        if request.decision == Decision::Reject {
            lock(&self.0.session).consent.withdraw(filed.request);
            self.decline_access(&filed.lease);
            return Some(Ok(DecisionView::default()));
        }
        Some(self.approve_access(filed, request).await)
    }

    async fn approve_access(&self, filed: Filed, request: &DecideRequest) -> Result<DecisionView> {
        let gone = || error::invalid("The wallet is no longer connected.");
        let link = self.link_of(&filed.view.account).ok_or_else(gone)?;
        let grant = self.grant(
            filed.request,
            filed.account,
            &filed.view.chain_id,
            request.hash,
        )?;
        grant.hand_over().map_err(|_| error::locked())?;
        let (method, amino) = self
            .text_method(&link, &filed.view.chain_id)?
            .ok_or_else(|| {
                error::invalid(format!(
                    "{} signs no texts, and providers need one.",
                    link.wallet
                ))
                .safe("The deployment is as it was.")
                .hint("Connect a wallet that does: Slipway on another machine, or Keplr.")
            })?;
        let params = if amino {
            let document: Value =
                serde_json::from_slice(filed.doc.bytes()).map_err(error::internal)?;
            json!({"signerAddress": filed.view.account, "signDoc": document})
        } else {
            json!({
                "chainId": filed.view.chain_id,
                "signer": filed.view.account,
                "type": "string",
                "data": filed.doc.signing_string(),
            })
        };
        let what = What::Access {
            string: filed.doc.signing_string().to_owned(),
            lease: filed.lease,
        };
        self.send_ask(&link, method, params, what, filed.view)
            .await?;
        Ok(DecisionView {
            asked: true,
            ..DecisionView::default()
        })
    }

    /// By which method the wallet signs texts, and whether that wants an amino document; none when it signs none.
    fn text_method(&self, link: &Link, chain_id: &ChainId) -> Result<Option<(&'static str, bool)>> {
        let Some(topic) = link.topic else {
            return Ok(Some(("keplr_signArbitrary", false)));
        };
        let chain = chain_ref(chain_id)?;
        self.act_on_machine(|m, _| {
            let may = |method| m.may_ask(&topic, &chain, method);
            match (may("keplr_signArbitrary"), may("cosmos_signAmino")) {
                (true, _) => Some(("keplr_signArbitrary", false)),
                (false, true) => Some(("cosmos_signAmino", true)),
                (false, false) => None,
            }
        })
    }

    /// Takes the signed token, when it holds.
    pub(super) async fn take_access(
        &self,
        view: &ApprovalView,
        string: &str,
        lease: &LeaseId,
        answer: &Value,
        link: &Link,
    ) -> std::result::Result<(), String> {
        let doc = TokenDoc::read(string.as_bytes()).map_err(|e| e.to_string())?;
        let signature = check::off_chain(doc.bytes(), answer, &link.public_key)?;
        let mut all = self.kept_tokens();
        let now = self.now();
        all.retain(|_, kept| kept.until > now);
        let kept = Kept {
            token: doc.finish(&signature),
            until: UnixMillis(doc.claims().expires * 1000),
        };
        all.insert(place(lease, &view.chain_id), kept);
        let text = Secret::new(serde_json::to_string(&all).map_err(|e| e.to_string())?);
        self.change_vault(|open| {
            open.keep_service_secret(NAME, &text, &mut OsEntropy)
                .map_err(error::internal)
        })
        .await
        .map_err(|e| e.message)?;
        self.changed(&[Tag::Deployments, Tag::Flows]);
        Ok(())
    }

    /// The wallet gave none: the request is shown again with why.
    pub(super) fn access_failed(&self, view: &ApprovalView, lease: &LeaseId, why: String) {
        let Ok(account) = self.account() else {
            return;
        };
        let here = account.address == view.account
            && self
                .network()
                .is_ok_and(|n| n.chain_id.as_ref() == Some(&view.chain_id));
        let all = vec!["all".to_owned()];
        if !here
            || !self.is_open()
            || self
                .file_access(&account, &view.chain_id, lease, all)
                .is_err()
        {
            return;
        }
        if let Some(filed) = &mut lock(&self.0.outside).access
            && let Some(wallet) = &mut filed.view.wallet
        {
            wallet.problem = Some(why);
        }
        self.changed(&[Tag::Approvals]);
    }
}
