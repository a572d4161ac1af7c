//! The chain over CometBFT's calls: queries by protobuf, signed transactions, events by block.

mod wire;

pub use wire::{BID_DEPOSIT, group_from};

use super::key::DemoKey;
use super::ledger::{Bid, Block, Deployment, Ledger, LedgerError, Message, Order, Record};
use super::model::{Attribute, Group, OrderId};
use async_trait::async_trait;
use proto::cosmos::auth::v1beta1::{BaseAccount, QueryAccountRequest};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::signing::v1beta1::SignMode;
use proto::cosmos::tx::v1beta1::mode_info::{Single, Sum};
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignDoc, SignerInfo, TxRaw};
use proto::{
    Message as _, Named, QueryPath, TxBody, deployment_v1, market_v1, market_v1beta5 as market,
};
use proto::{audit_v1, cert_v1, deployment_v1beta4, provider_v1beta4};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, broadcast};

/// Gas of a transaction for each message; a demo provider needn't be thrifty.
const GAS: u64 = 400_000;
/// Fee for it, in uakt: 0.025 a unit.
const FEE: u64 = 10_000;
/// How long a transaction may take into a block.
const INCLUSION: Duration = Duration::from_secs(30);

/// A node's answer to a transaction sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// 0, or why the node doesn't take it.
    pub code: u32,
    /// Module of the code.
    pub codespace: String,
    /// Words.
    pub log: String,
}

/// A block's height and the events of its transactions that went through.
#[derive(Clone, Debug, Default)]
pub struct BlockEvents {
    /// Height.
    pub height: u64,
    /// Type and attributes of each event.
    pub events: Vec<(String, Vec<(String, String)>)>,
}

/// The four calls a provider makes to a node.
#[async_trait]
pub trait ChainAccess: Send + Sync {
    /// The chain's id.
    async fn chain_id(&self) -> Result<String, LedgerError>;

    /// `broadcast_tx_sync`.
    async fn broadcast_tx_sync(&self, tx: Vec<u8>) -> Result<Sent, LedgerError>;

    /// `abci_query`: the answer's bytes; `None` when the thing asked for isn't there (code 22).
    async fn abci_query(&self, path: &str, data: Vec<u8>) -> Result<Option<Vec<u8>>, LedgerError>;

    /// `tx`: the outcome of a transaction by its hash, `None` while it is in no block.
    async fn tx(&self, hash: [u8; 32]) -> Result<Option<Sent>, LedgerError>;

    /// Blocks from now on.
    fn subscribe_blocks(&self) -> broadcast::Receiver<BlockEvents>;
}

/// The providers' common way to a node.
pub struct Chain {
    access: Arc<dyn ChainAccess>,
    /// The next sequence of each account; also keeps an account's transactions in order.
    sequences: Mutex<BTreeMap<String, u64>>,
    blocks: broadcast::Sender<Block>,
}

impl Chain {
    /// A way to a node. Spawns the task that reads its blocks, which ends with the node's stream.
    pub fn new(access: Arc<dyn ChainAccess>) -> Arc<Self> {
        let (blocks, _) = broadcast::channel(256);
        let mut raw = access.subscribe_blocks();
        let sender = blocks.clone();
        tokio::spawn(async move {
            loop {
                match raw.recv().await {
                    Ok(block) => {
                        let events = block
                            .events
                            .iter()
                            .filter_map(|(k, a)| wire::event_from(k, a))
                            .collect();
                        // Without a listener the block is nobody's business.
                        sender
                            .send(Block {
                                height: block.height,
                                events,
                            })
                            .ok();
                    }
                    Err(broadcast::error::RecvError::Lagged(missed)) => {
                        tracing::debug!(missed, "blocks missed; the next comparison catches up");
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        });
        Arc::new(Self {
            access,
            sequences: Mutex::default(),
            blocks,
        })
    }

    async fn ask<Q: QueryPath>(&self, query: &Q) -> Result<Option<Q::Answer>, LedgerError> {
        match self
            .access
            .abci_query(Q::PATH, query.encode_to_vec())
            .await?
        {
            None => Ok(None),
            Some(bytes) => Q::Answer::decode(bytes.as_slice())
                .map(Some)
                .map_err(|e| unreadable(&e.to_string())),
        }
    }

    async fn account(&self, address: &str) -> Result<Option<BaseAccount>, LedgerError> {
        let answer = self
            .ask(&QueryAccountRequest {
                address: address.to_owned(),
            })
            .await?;
        let any = answer.and_then(|a| a.account);
        Ok(any.and_then(|any| BaseAccount::from_any(&any)))
    }

    /// Signs and sends under the account's lock; gives the hash.
    async fn send_signed(
        &self,
        key: &DemoKey,
        messages: &[Message],
    ) -> Result<[u8; 32], LedgerError> {
        let chain_id = self.access.chain_id().await?;
        let mut sequences = self.sequences.lock().await;
        let account = self
            .account(key.address())
            .await?
            .ok_or_else(|| unreadable("the provider has no account"))?;
        let mut sequence = sequences
            .get(key.address())
            .map_or(account.sequence, |own| account.sequence.max(*own));
        for _ in 0..2 {
            let tx = sign(key, messages, &chain_id, account.account_number, sequence);
            let sent = self.access.broadcast_tx_sync(tx.clone()).await?;
            if sent.code == 0 {
                sequences.insert(key.address().to_owned(), sequence + 1);
                return Ok(<sha2::Sha256 as sha2::Digest>::digest(&tx).into());
            }
            if (sent.codespace.as_str(), sent.code) != ("sdk", 32) {
                return Err(refused(sent));
            }
            // Another sequence is expected: the node says which.
            sequence = match expected(&sent.log) {
                Some(n) if n != sequence => n,
                _ => return Err(refused(sent)),
            };
        }
        Err(LedgerError::NotIncluded)
    }
}

fn expected(log: &str) -> Option<u64> {
    let rest = log.split("expected ").nth(1)?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn refused(sent: Sent) -> LedgerError {
    LedgerError::Refused {
        codespace: sent.codespace,
        code: sent.code,
        log: sent.log,
    }
}

fn unreadable(words: &str) -> LedgerError {
    LedgerError::Unreachable(words.to_owned())
}

/// A transaction in SIGN_MODE_DIRECT.
fn sign(
    key: &DemoKey,
    messages: &[Message],
    chain_id: &str,
    account_number: u64,
    sequence: u64,
) -> Vec<u8> {
    let count = messages.len() as u64;
    let body = TxBody {
        messages: messages
            .iter()
            .map(|m| wire::message_to(m, key.address()))
            .collect(),
        ..TxBody::default()
    };
    let direct = ModeInfo {
        sum: Some(Sum::Single(Single {
            mode: SignMode::Direct as i32,
        })),
    };
    let auth = AuthInfo {
        signer_infos: vec![SignerInfo {
            public_key: Some(
                PubKey {
                    key: key.public_key(),
                }
                .to_any(),
            ),
            mode_info: Some(direct),
            sequence,
        }],
        fee: Some(Fee {
            amount: vec![proto::Coin {
                denom: "uakt".into(),
                amount: (FEE * count).to_string(),
            }],
            gas_limit: GAS * count,
            ..Fee::default()
        }),
        ..AuthInfo::default()
    };
    let (body_bytes, auth_info_bytes) = (body.encode_to_vec(), auth.encode_to_vec());
    let doc = SignDoc {
        body_bytes: body_bytes.clone(),
        auth_info_bytes: auth_info_bytes.clone(),
        chain_id: chain_id.to_owned(),
        account_number,
    };
    let signatures = vec![key.sign(&doc.encode_to_vec())];
    TxRaw {
        body_bytes,
        auth_info_bytes,
        signatures,
    }
    .encode_to_vec()
}

#[async_trait]
impl Ledger for Chain {
    async fn public_key(&self, address: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let key = self.account(address).await?.and_then(|a| a.pub_key);
        Ok(key.and_then(|any| PubKey::from_any(&any)).map(|k| k.key))
    }

    async fn deployment(&self, owner: &str, dseq: u64) -> Result<Option<Deployment>, LedgerError> {
        let id = Some(deployment_v1::DeploymentId {
            owner: owner.to_owned(),
            dseq,
        });
        let Some(answer) = self
            .ask(&deployment_v1beta4::QueryDeploymentRequest { id })
            .await?
        else {
            return Ok(None);
        };
        let groups = answer
            .groups
            .iter()
            .map(|g| {
                Some((
                    g.id.as_ref()?.gseq,
                    wire::group_from(g.group_spec.as_ref()?)?,
                ))
            })
            .collect::<Option<Vec<(u32, Group)>>>()
            .ok_or_else(|| unreadable("a group is incomplete"))?;
        Ok(answer.deployment.map(|d| Deployment {
            hash: d.hash,
            groups,
        }))
    }

    async fn order(&self, id: &OrderId) -> Result<Option<Order>, LedgerError> {
        let query = market::QueryOrderRequest {
            id: Some(wire::order_to(id)),
        };
        let Some(order) = self.ask(&query).await?.and_then(|a| a.order) else {
            return Ok(None);
        };
        let group = order.spec.as_ref().and_then(wire::group_from);
        Ok(Some(Order {
            open: order.state == market::OrderState::Open as i32,
            group: group.ok_or_else(|| unreadable("an order is incomplete"))?,
            reclamation: order
                .reclamation
                .and_then(|r| r.min_window)
                .map(|w| w.seconds),
        }))
    }

    async fn open_orders(&self) -> Result<Vec<OrderId>, LedgerError> {
        let mut all = Vec::new();
        let mut key = Vec::new();
        loop {
            let filters = market::OrderFilters {
                state: "open".into(),
                ..Default::default()
            };
            let query = market::QueryOrdersRequest {
                filters: Some(filters),
                pagination: page(key),
            };
            let Some(answer) = self.ask(&query).await? else {
                return Ok(all);
            };
            all.extend(
                answer
                    .orders
                    .iter()
                    .filter_map(|o| o.id.as_ref())
                    .map(wire::order_from),
            );
            key = answer.pagination.map(|p| p.next_key).unwrap_or_default();
            if key.is_empty() {
                return Ok(all);
            }
        }
    }

    async fn open_bids(&self, provider: &str) -> Result<Vec<Bid>, LedgerError> {
        let mut all = Vec::new();
        let mut key = Vec::new();
        loop {
            let filters = market::BidFilters {
                provider: provider.to_owned(),
                state: "open".into(),
                ..Default::default()
            };
            let query = market::QueryBidsRequest {
                filters: Some(filters),
                pagination: page(key),
            };
            let Some(answer) = self.ask(&query).await? else {
                return Ok(all);
            };
            let bids = answer.bids.iter().filter_map(|b| b.bid.as_ref());
            all.extend(bids.filter_map(|b| {
                Some(Bid {
                    id: wire::bid_from(b.id.as_ref()?),
                    price: wire::price_from(b.price.as_ref())?,
                })
            }));
            key = answer.pagination.map(|p| p.next_key).unwrap_or_default();
            if key.is_empty() {
                return Ok(all);
            }
        }
    }

    async fn leases(
        &self,
        provider: &str,
        of: Option<(&str, u64)>,
    ) -> Result<Vec<Bid>, LedgerError> {
        let mut all = Vec::new();
        for state in ["active", "reclaiming"] {
            let mut key = Vec::new();
            loop {
                let (owner, dseq) = of.unwrap_or(("", 0));
                let filters = market_v1::LeaseFilters {
                    owner: owner.to_owned(),
                    dseq,
                    provider: provider.to_owned(),
                    state: state.into(),
                    ..Default::default()
                };
                let query = market::QueryLeasesRequest {
                    filters: Some(filters),
                    pagination: page(key),
                };
                let Some(answer) = self.ask(&query).await? else {
                    break;
                };
                let leases = answer.leases.iter().filter_map(|l| l.lease.as_ref());
                all.extend(leases.filter_map(|l| {
                    Some(Bid {
                        id: wire::lease_from(l.id.as_ref()?),
                        price: wire::price_from(l.price.as_ref())?,
                    })
                }));
                key = answer.pagination.map(|p| p.next_key).unwrap_or_default();
                if key.is_empty() {
                    break;
                }
            }
        }
        Ok(all)
    }

    async fn provider(&self, address: &str) -> Result<Option<Record>, LedgerError> {
        let query = provider_v1beta4::QueryProviderRequest {
            owner: address.to_owned(),
        };
        let provider = self.ask(&query).await?.and_then(|a| a.provider);
        Ok(provider.map(|p| Record {
            host_uri: p.host_uri,
            attributes: wire::attributes_from(&p.attributes),
        }))
    }

    async fn audits(&self, provider: &str) -> Result<Vec<(String, Vec<Attribute>)>, LedgerError> {
        let query = audit_v1::QueryProviderAttributesRequest {
            owner: provider.to_owned(),
            pagination: None,
        };
        let all = self
            .ask(&query)
            .await?
            .map(|a| a.providers)
            .unwrap_or_default();
        Ok(all
            .into_iter()
            .map(|a| (a.auditor, wire::attributes_from(&a.attributes)))
            .collect())
    }

    async fn certificate(&self, owner: &str, serial: &str) -> Result<Option<String>, LedgerError> {
        let filter = cert_v1::CertificateFilter {
            owner: owner.to_owned(),
            serial: serial.to_owned(),
            state: "valid".into(),
        };
        let query = cert_v1::QueryCertificatesRequest {
            filter: Some(filter),
            pagination: None,
        };
        let all = self
            .ask(&query)
            .await?
            .map(|a| a.certificates)
            .unwrap_or_default();
        let pem = all
            .into_iter()
            .find(|c| c.serial == serial)
            .and_then(|c| c.certificate)
            .map(|c| c.cert);
        Ok(pem.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    async fn send(&self, key: &DemoKey, messages: Vec<Message>) -> Result<(), LedgerError> {
        self.send_signed(key, &messages).await.map(|_| ())
    }

    async fn submit(&self, key: &DemoKey, messages: Vec<Message>) -> Result<(), LedgerError> {
        let hash = self.send_signed(key, &messages).await?;
        let mut blocks = self.blocks.subscribe();
        let waiting = async {
            loop {
                if let Some(outcome) = self.access.tx(hash).await? {
                    return if outcome.code == 0 {
                        Ok(())
                    } else {
                        Err(refused(outcome))
                    };
                }
                tokio::select! {
                    _ = blocks.recv() => {}
                    () = tokio::time::sleep(Duration::from_millis(200)) => {}
                }
            }
        };
        tokio::time::timeout(INCLUSION, waiting)
            .await
            .unwrap_or(Err(LedgerError::NotIncluded))
    }

    fn blocks(&self) -> broadcast::Receiver<Block> {
        self.blocks.subscribe()
    }
}

fn page(key: Vec<u8>) -> Option<proto::PageRequest> {
    (!key.is_empty()).then(|| proto::PageRequest {
        key,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests;
