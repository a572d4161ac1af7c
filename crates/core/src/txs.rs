//! The life of what was signed: written down with its bytes, sent, followed into a block.

use std::collections::BTreeMap;

use chain::{Broadcast, Rpc};
use contract::{ActivityEntry, ActivityRequest, ActivityView, Outcome, Tag};
use serde::{Deserialize, Serialize};
use types::{Address, Amount, Dseq, Hash32, LeaseId, UnixMillis};

use crate::error::{self, Result};
use crate::{Core, lock, store};

pub(crate) const BUCKET: &str = "txs";

/// Milliseconds between looks for a transaction.
const EVERY: u64 = 500;
/// Looks after which the same bytes are handed to the node again; that is always safe.
const SEND_AGAIN: u32 = 12;
/// Code of the SDK's own for a sequence that is not the account's next.
const WRONG_SEQUENCE: u32 = 32;

/// What a transaction is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// A transfer.
    Send,
    /// The first transaction of a flow: create or update.
    Flow {
        /// The flow.
        id: String,
    },
    /// The leases of a flow.
    Lease {
        /// The flow.
        id: String,
        /// Chosen bids.
        bids: Vec<LeaseId>,
    },
    /// A top-up.
    Deposit {
        /// The deployment.
        dseq: Dseq,
    },
    /// Closing.
    Close {
        /// The deployment.
        dseq: Dseq,
    },
    /// Signed for a file; it is not sent from here.
    Offline,
    /// It came signed from a file.
    Broadcast,
}

impl Purpose {
    /// One transaction is all of it: nothing here waits for what follows.
    pub(crate) const fn is_whole(&self) -> bool {
        matches!(self, Self::Send | Self::Deposit { .. } | Self::Close { .. })
    }
}

/// A signed transaction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TxRecord {
    pub(crate) hash: Hash32,
    /// Encoded `TxRaw`, hex. Holds nothing secret.
    pub(crate) bytes: String,
    pub(crate) at: UnixMillis,
    pub(crate) account: Address,
    pub(crate) network: String,
    pub(crate) sequence: u64,
    pub(crate) sentences: Vec<String>,
    pub(crate) fee: Amount,
    pub(crate) purpose: Purpose,
    pub(crate) outcome: Outcome,
}

impl Core {
    pub(crate) async fn tx_record(&self, hash: Hash32) -> Result<Option<TxRecord>> {
        store::load(self.home(), BUCKET, &hash.to_string()).await
    }

    pub(crate) async fn save_tx(&self, record: &TxRecord) -> Result<()> {
        store::save(self.home(), BUCKET, &record.hash.to_string(), record).await
    }

    pub(crate) async fn forget_tx(&self, record: &TxRecord) -> Result<()> {
        let key = record.hash.to_string();
        let gone = self.home().store.delete(BUCKET, &key).await;
        gone.map_err(error::storage)
    }

    /// Sends what is already written down, and follows it in the background.
    pub(crate) async fn send_tx(&self, record: TxRecord) {
        let hash = record.hash;
        let begun = self.begin_following(hash);
        // The first attempt is made before the caller goes on, so that a refusal shows at once.
        let refused = match self.rpc() {
            Ok(rpc) => self.broadcast(&rpc, &record).await,
            Err(_) => None,
        };
        if let Some(outcome) = refused {
            lock(&self.0.flows).followed.remove(&hash);
            self.settle(record, outcome).await;
        } else if begun {
            self.follow(record);
        }
    }

    /// Hands the bytes to the node; an outcome only when it is final.
    async fn broadcast(&self, rpc: &Rpc, record: &TxRecord) -> Option<Outcome> {
        let bytes = hex::decode(&record.bytes).ok()?;
        let (outcome, words) = match rpc.broadcast(&bytes).await {
            Ok(Broadcast::Accepted) => (None, None),
            // Another transaction took the sequence, or this one is in a block already: the look decides.
            Ok(Broadcast::Refused {
                code: WRONG_SEQUENCE,
                codespace,
                log,
            }) if codespace == "sdk" => (None, Some(log)),
            Ok(Broadcast::Refused { log, .. }) => (Some(Outcome::Refused { message: log }), None),
            Err(e) => (None, Some(e.to_string())),
        };
        self.node_said(record.hash, words);
        outcome
    }

    /// Keeps why a node has not taken a transaction that is followed.
    fn node_said(&self, hash: Hash32, words: Option<String>) {
        if let Some(said) = lock(&self.0.flows).followed.get_mut(&hash) {
            *said = words;
        }
    }

    /// Why a transaction is in no block yet, as far as a node said. One that nobody follows is followed again.
    pub(crate) fn why_pending(&self, record: TxRecord) -> Option<String> {
        if self.begin_following(record.hash) {
            tracing::warn!(hash = %record.hash, "a transaction that waits was not followed");
            self.follow(record);
            return None;
        }
        let flows = lock(&self.0.flows);
        flows.followed.get(&record.hash).cloned().flatten()
    }

    /// Whether nobody followed it until now.
    fn begin_following(&self, hash: Hash32) -> bool {
        let followed = &mut lock(&self.0.flows).followed;
        let new = !followed.contains_key(&hash);
        followed.entry(hash).or_default();
        new
    }

    /// Follows a transaction in the background until its outcome is known.
    fn follow(&self, record: TxRecord) {
        let core = self.clone();
        platform::spawn(async move {
            let hash = record.hash;
            core.look_for(record).await;
            lock(&core.0.flows).followed.remove(&hash);
        });
    }

    async fn look_for(&self, record: TxRecord) {
        let mut looks: u32 = 0;
        loop {
            let on_network = self.network().is_ok_and(|n| n.network.id == record.network);
            let (true, Ok(rpc)) = (on_network, self.rpc()) else {
                // The network was switched away; following goes on when it is chosen again.
                return;
            };
            let found = rpc.tx(record.hash).await;
            if let Err(e) = &found {
                self.node_said(record.hash, Some(e.to_string()));
            }
            if let Ok(Some(included)) = found {
                let outcome = if included.code == 0 {
                    Outcome::Included {
                        height: included.height,
                    }
                } else {
                    Outcome::Refused {
                        message: included.log,
                    }
                };
                return self.settle(record, outcome).await;
            }
            looks += 1;
            if looks.is_multiple_of(SEND_AGAIN) {
                if let Some(outcome) = self.broadcast(&rpc, &record).await {
                    return self.settle(record, outcome).await;
                }
                if self.has_expired(&rpc, &record).await {
                    return self.settle(record, Outcome::Expired).await;
                }
            }
            self.next_block(EVERY).await;
        }
    }

    /// Its sequence was used by another transaction and it is in no block.
    async fn has_expired(&self, rpc: &Rpc, record: &TxRecord) -> bool {
        let account = chain::query::account(rpc, &record.account).await;
        let used = matches!(account, Ok(Some(account)) if account.sequence > record.sequence);
        used && matches!(rpc.tx(record.hash).await, Ok(None))
    }

    async fn settle(&self, mut record: TxRecord, outcome: Outcome) {
        record.outcome = outcome;
        lock(&self.0.known).learn(&record);
        // First the flows: when a crash comes between the two, the transaction is followed again.
        self.tx_settled(&record).await;
        while let Err(e) = self.save_tx(&record).await {
            tracing::warn!("the outcome of a transaction can't be saved: {e}");
            self.home().clock.sleep(5_000).await;
        }
        self.wake();
        self.changed(&[Tag::Activity, Tag::Balances, Tag::Flows, Tag::Deployments]);
    }

    /// Unsettled transactions of the chosen network and account.
    pub(crate) async fn pending_txs(&self) -> Result<Vec<TxRecord>> {
        let (network, account) = (self.network()?.network.id, self.account()?.address);
        let mut records: Vec<TxRecord> = store::load_all(self.home(), BUCKET)
            .await?
            .into_iter()
            .map(|(_, record)| record)
            .collect();
        records.retain(|r: &TxRecord| {
            r.network == network && r.account == account && r.outcome == Outcome::Pending
        });
        records.sort_by_key(|r| r.sequence);
        Ok(records)
    }

    pub(crate) async fn activity_view(&self, request: ActivityRequest) -> Result<ActivityView> {
        let (network, account) = (self.network()?.network.id, self.account()?.address);
        let networks: BTreeMap<String, String> = self
            .networks_view()
            .networks
            .into_iter()
            .map(|n| (n.id, n.name))
            .collect();
        let accounts: BTreeMap<Address, String> = self
            .accounts()
            .into_iter()
            .map(|a| (a.address, a.name.into()))
            .collect();
        let wanted = |r: &TxRecord| {
            if request.all {
                // What was sent for others from a file is listed too.
                accounts.contains_key(&r.account) || r.purpose == Purpose::Broadcast
            } else {
                r.network == network && r.account == account
            }
        };
        let mut entries: Vec<ActivityEntry> = store::load_all::<TxRecord>(self.home(), BUCKET)
            .await?
            .into_iter()
            .map(|(_, record)| record)
            .filter(wanted)
            .map(|r| ActivityEntry {
                at: r.at,
                sentences: r.sentences,
                hash: r.hash,
                fee: r.fee,
                account_name: accounts
                    .get(&r.account)
                    .cloned()
                    .unwrap_or_else(|| r.account.shortened(10, 6)),
                account: r.account,
                network: networks.get(&r.network).cloned().unwrap_or(r.network),
                outcome: r.outcome,
            })
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(ActivityView { entries })
    }

    /// What a refused or expired transaction means for whoever waits for it.
    pub(crate) fn outcome_error(outcome: &Outcome) -> Option<contract::ApiError> {
        match outcome {
            Outcome::Refused { message } => {
                let mut error = error::chain_refusal(message);
                error.safe = Some("Only the fee may have been paid; nothing else changed.".into());
                Some(error)
            }
            Outcome::Expired => Some(
                contract::ApiError::new(
                    contract::ErrorCode::ChainRefused,
                    "The transaction never got into a block: another one took its place.",
                )
                .safe("Nothing was spent by it."),
            ),
            Outcome::Pending | Outcome::Included { .. } | Outcome::Signed => None,
        }
    }
}
