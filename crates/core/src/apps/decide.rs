//! The person's answer to a request of an app.

use contract::{ApiError, DecideRequest, Decision, DecisionView, ErrorCode, Gravity};
use vault::Signer;
use walletconnect::cosmos::{direct_answer, signed_answer};
use walletconnect::{Reason, RpcId, Topic};

use super::ask::AppAsk;
use super::read::Reply;
use crate::error::{self, Result};
use crate::{Core, lock};

impl Core {
    /// Decides a request of an app; `None` when the id names none.
    pub(crate) async fn decide_app(&self, request: &DecideRequest) -> Option<Result<DecisionView>> {
        let (topic, id, ask) = {
            let apps = lock(&self.0.apps);
            let filed = apps.filed.iter().find(|f| f.ask.view.id == request.id)?;
            (filed.topic, filed.id, filed.ask.clone())
        };
        Some(match request.decision {
            Decision::Reject => self
                .answer_app(topic, id, Err(Reason::Rejected.into()))
                .await
                .map(|()| DecisionView::default()),
            Decision::Approve => self.approve_app_request(topic, id, ask, request).await,
        })
    }

    async fn approve_app_request(
        &self,
        topic: Topic,
        id: RpcId,
        ask: AppAsk,
        request: &DecideRequest,
    ) -> Result<DecisionView> {
        if let Some(reason) = &ask.view.blocked {
            return Err(ApiError::new(
                ErrorCode::Rejected,
                format!("This can't be approved: {reason}"),
            )
            .hint("Expert mode in Settings allows it."));
        }
        let danger = ask.view.warnings.iter();
        let danger = danger.clone().any(|w| w.gravity == Gravity::Danger);
        if danger && !request.warnings_read {
            return Err(error::invalid("Read the warnings first."));
        }
        let grant = self.grant(ask.request, ask.key, &ask.view.chain_id, request.hash)?;
        let signed = {
            let session = lock(&self.0.session);
            let open = session.open.as_ref().ok_or_else(error::locked)?;
            open.sign(grant).map_err(error::internal)?
        };
        let key = signed.public_key.as_bytes();
        let answer = match &ask.reply {
            Reply::Direct(doc, number) => direct_answer(doc, *number, key, &signed.signature),
            Reply::Amino(doc) => signed_answer(Some(doc), key, &signed.signature),
            Reply::Text => signed_answer(None, key, &signed.signature),
        };
        // Written down before it leaves: no request is answered twice.
        self.answer_app(topic, id, Ok(answer)).await?;
        Ok(DecisionView::default())
    }
}
