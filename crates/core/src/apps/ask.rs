//! Requests of apps as approvals: the same sheet as for everything else.

use chain::words;
use contract::{ApprovalId, ApprovalView, Asker, FeeOption, FeeSpeed, SigningWay, Tag};
use types::{Amount, Denom};
use vault::{ApprovalRequest, KeyId, RequestId, RequestOrigin};
use walletconnect::{Answer, Incoming, Metadata, Origin, RpcId, Topic};

use super::Filed;
use super::read::{Reply, Understood, Wanted};
use super::view::peer;
use crate::approval_words::{action, warning};
use crate::error::{self, Result};
use crate::{Core, lock, store};

/// Requests of apps that are shown at once; the others wait for their turn.
const SHOWN: usize = 4;

/// A filed request.
#[derive(Clone)]
pub(super) struct AppAsk {
    pub(super) request: RequestId,
    pub(super) key: KeyId,
    pub(super) reply: Reply,
    pub(super) view: ApprovalView,
}

impl Core {
    /// Holds the approvals against what apps ask now: files what is new, takes back what ended.
    pub(crate) async fn refile_apps(&self) {
        let _turn = self.0.filing_apps.lock().await;
        self.learn_verify_key().await;
        let asked: Vec<Incoming> = {
            let apps = lock(&self.0.apps);
            let machine = apps.machine.as_ref();
            machine.map(|m| m.incoming().to_vec()).unwrap_or_default()
        };
        self.take_back(&asked);
        lock(&self.0.apps).held.clear();
        for request in asked {
            let (known, full) = {
                let apps = lock(&self.0.apps);
                let mut filed = apps.filed.iter();
                let known = filed.any(|f| f.topic == request.topic && f.id == request.id);
                (known, apps.filed.len() >= SHOWN)
            };
            if known {
                continue;
            }
            match self.understand(&request).await {
                Understood::Answer(value) => self.answered(&request, Ok(value)).await,
                Understood::Refuse(error) => {
                    self.app_refused(&self.app_name(&request.topic), &error.message);
                    self.answered(&request, Err(error)).await;
                }
                Understood::Held(why) => self.hold(&request, why),
                Understood::Ask(_) if full => self.hold(&request, "Its turn comes later.".into()),
                Understood::Ask(wanted) => {
                    if let Err(e) = self.file_app(&request, *wanted) {
                        self.hold(&request, e.message);
                    }
                }
            }
        }
        self.changed(&[Tag::Apps, Tag::Approvals]);
    }

    fn take_back(&self, asked: &[Incoming]) {
        let gone: Vec<RequestId> = {
            let mut apps = lock(&self.0.apps);
            let lives = |f: &Filed| asked.iter().any(|r| r.topic == f.topic && r.id == f.id);
            let gone = apps.filed.iter().filter(|f| !lives(f));
            let gone = gone.map(|f| f.ask.request).collect();
            apps.filed.retain(lives);
            gone
        };
        let mut session = lock(&self.0.session);
        gone.into_iter().for_each(|id| session.consent.withdraw(id));
    }

    fn hold(&self, request: &Incoming, why: String) {
        lock(&self.0.apps)
            .held
            .push((request.topic, request.id, why));
    }

    async fn answered(&self, request: &Incoming, answer: Answer) {
        // One that ended in the meantime needs no answer.
        if let Err(e) = self.send_answer(request.topic, request.id, answer).await {
            tracing::debug!("a request of an app was not answered: {e}");
        }
    }

    /// Answers a request and takes its approval away.
    pub(super) async fn answer_app(&self, topic: Topic, id: RpcId, answer: Answer) -> Result<()> {
        self.send_answer(topic, id, answer).await?;
        self.refile_apps().await;
        Ok(())
    }

    async fn send_answer(&self, topic: Topic, id: RpcId, answer: Answer) -> Result<()> {
        self.with_machine(|m, now| m.answer(topic, id, answer, now))
            .await?
            .map_err(|e| {
                error::invalid(format!("{}.", error::capital(&e.to_string())))
                    .safe("Nothing was sent to the app.")
            })
    }

    fn app_name(&self, topic: &Topic) -> String {
        self.peer_of(topic).cleaned().name
    }

    fn peer_of(&self, topic: &Topic) -> Metadata {
        let apps = lock(&self.0.apps);
        let session = apps.machine.as_ref().and_then(|m| m.session(topic));
        session.map(|s| s.peer.clone()).unwrap_or_default()
    }

    fn file_app(&self, request: &Incoming, wanted: Wanted) -> Result<()> {
        let account = self.account()?;
        let network = self.network()?;
        let asker = self.peer_of(&request.topic);
        let origin = self.origin_of(request.attestation.as_deref(), &request.message, &asker);
        let app = peer(&asker, origin);
        let hash = wanted.payload.hash();
        let filed = lock(&self.0.session)
            .consent
            .file(
                ApprovalRequest {
                    account: account.id,
                    chain_id: wanted.chain_id.clone(),
                    payload: wanted.payload,
                    origin: RequestOrigin::App {
                        name: app.name.clone(),
                        url: app.url.clone(),
                    },
                },
                self.now(),
                &mut vault::OsEntropy,
            )
            .map_err(error::file)?;
        let mut warnings = origin_warnings(origin);
        warnings.extend(wanted.summary.warnings.clone());
        if wanted.gas > 0 {
            warnings.extend(words::fee_warnings(&wanted.fee, wanted.gas));
        }
        warnings.sort_by_key(|(gravity, _)| std::cmp::Reverse(*gravity));
        let expert = self.settings().expert;
        let view = ApprovalView {
            id: ApprovalId(store::fresh_id(self.home())),
            asker: Asker::App { app },
            account: account.address,
            account_name: account.name.as_str().to_owned(),
            chain_id: wanted.chain_id,
            network: network.network.name,
            simulated: network.network.simulated,
            actions: wanted.summary.actions.into_iter().map(action).collect(),
            leaves_now: wanted.summary.leaves_now,
            may_leave_later: wanted.summary.may_leave_later,
            fees: vec![FeeOption {
                speed: FeeSpeed::Normal,
                fee: wanted
                    .fee
                    .iter()
                    .find(|c| c.denom == Denom::uakt())
                    .map_or_else(|| Amount::micro(0), |c| c.amount),
                gas: wanted.gas,
                hash,
            }],
            warnings: warnings.into_iter().map(warning).collect(),
            blocked: wanted.summary.unknown.filter(|_| !expert),
            raw_json: wanted.raw,
            filed: self.now(),
            way: SigningWay::Send,
            exportable: false,
            wallet: None,
        };
        lock(&self.0.apps).filed.push(Filed {
            topic: request.topic,
            id: request.id,
            ask: AppAsk {
                request: filed.id,
                key: account.id,
                reply: wanted.reply,
                view,
            },
        });
        Ok(())
    }

    /// Requests of apps that wait for a decision.
    pub(crate) fn app_approvals(&self) -> Vec<ApprovalView> {
        let apps = lock(&self.0.apps);
        apps.filed.iter().map(|f| f.ask.view.clone()).collect()
    }

    /// Lock or switch: approvals are void; what apps asked goes on waiting.
    pub(crate) fn forget_app_approvals(&self) {
        lock(&self.0.apps).filed.clear();
        let core = self.clone();
        platform::spawn(async move { core.refile_apps().await });
    }
}

fn origin_warnings(origin: Origin) -> Vec<(words::Gravity, String)> {
    let (gravity, text) = match origin {
        Origin::Verified => return Vec::new(),
        Origin::Unverified => (
            words::Gravity::Note,
            "Nobody confirms where this app really comes from. Name and address are its own words.",
        ),
        Origin::Mismatch => (
            words::Gravity::Danger,
            "This app comes from another address than the one it names.",
        ),
        Origin::Threat => (
            words::Gravity::Danger,
            "The address of this app is known for fraud.",
        ),
    };
    vec![(gravity, text.into())]
}
