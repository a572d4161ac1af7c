//! A request in words: decoded from the bytes that would be signed.

use chain::tx::{Fee, UnsignedTx};
use chain::words::{self, Summary};
use contract::{
    ActionView, ApiError, ApprovalId, ApprovalView, Asker, ErrorCode, FeeOption, Gravity,
    SigningWay, WarningView,
};
use proto::{Message, TxBody};
use types::{Address, Denom};

use crate::Core;
use crate::approvals::{Choice, Ground};
use crate::error::{self, Result};

impl Core {
    /// The words of the usual fee's bytes; all fees differ in nothing else.
    pub(crate) fn in_words(&self, ground: &Ground, options: &[Choice]) -> Result<Summary> {
        let usual = options.get(1).or_else(|| options.first());
        let usual = usual.ok_or_else(|| error::internal("no fee option"))?;
        let mut summary = words::describe(&usual.tx.body, &ground.address, &self.known_names());
        if summary.unknown.is_some() {
            summary.warnings.insert(
                0,
                (
                    words::Gravity::Danger,
                    "Slipway can't say what this does. Approve it only if you know every byte of it.".into(),
                ),
            );
        }
        Ok(summary)
    }

    pub(crate) fn approval_view(
        &self,
        id: ApprovalId,
        place: &str,
        ground: &Ground,
        options: &[Choice],
        summary: Summary,
    ) -> Result<ApprovalView> {
        let network = self.network()?;
        let usual = options.get(1).or_else(|| options.first());
        let usual = usual.ok_or_else(|| error::internal("no fee option"))?;
        Ok(ApprovalView {
            id,
            asker: Asker::Slipway {
                place: place.to_owned(),
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
            warnings: summary.warnings.iter().cloned().map(warning).collect(),
            blocked: summary.unknown.clone(),
            raw_json: raw_json(&usual.tx, &summary, ground),
            actions: summary.actions.into_iter().map(action).collect(),
            filed: self.now(),
            way: SigningWay::Send,
            exportable: false,
            wallet: None,
        })
    }

    /// Refuses early what the balance can't pay.
    pub(crate) async fn check_means(
        &self,
        summary: &mut Summary,
        fee: Fee,
        address: &Address,
    ) -> Result<()> {
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
}

/// A sentence with its facts, as shown.
pub(crate) fn action(said: words::Action) -> ActionView {
    ActionView {
        sentence: said.sentence,
        facts: said.facts,
        type_url: said.type_url,
    }
}

/// A warning, as shown.
pub(crate) fn warning((gravity, text): (words::Gravity, String)) -> WarningView {
    WarningView {
        gravity: match gravity {
            words::Gravity::Note => Gravity::Note,
            words::Gravity::Danger => Gravity::Danger,
        },
        text,
    }
}

/// What is remembered of a signed transaction.
pub(crate) fn sentences(actions: &[ActionView]) -> Vec<String> {
    actions.iter().map(|a| a.sentence.clone()).collect()
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
            let fields = chain::schema::decode(any).ok();
            serde_json::json!({ "@type": any.type_url, "facts": facts, "fields": fields, "value_hex": hex::encode(&any.value) })
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
