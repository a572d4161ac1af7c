//! A chain in memory for the providers' own tests: it keeps what is sent and checks nothing.

use super::fleet::Spec;
use super::key::DemoKey;
use super::ledger::{
    Bid, Block, CloseReason, Deployment, Ledger, LedgerError, MarketEvent, Message, Order, Record,
};
use super::manifest::{self, ManifestGroup};
use super::model::{Attribute, Group, LeaseId, OrderId};
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::sync::Mutex;
use tokio::sync::broadcast;

/// The chain.
pub(crate) struct Memory {
    pub(crate) inner: Mutex<Inner>,
    blocks: broadcast::Sender<Block>,
}

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) keys: BTreeMap<String, Vec<u8>>,
    pub(crate) deployments: BTreeMap<(String, u64), Deployment>,
    pub(crate) orders: BTreeMap<OrderId, Order>,
    pub(crate) bids: BTreeMap<LeaseId, Bid>,
    pub(crate) leases: BTreeMap<LeaseId, Bid>,
    pub(crate) closed: Vec<(LeaseId, CloseReason)>,
    pub(crate) withdrawn: usize,
    pub(crate) records: BTreeMap<String, Record>,
    pub(crate) certificates: BTreeMap<String, String>,
    audits: BTreeMap<String, Vec<(String, Vec<Attribute>)>>,
    height: u64,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self {
            inner: Mutex::default(),
            blocks: broadcast::channel(64).0,
        }
    }

    /// A chain where these providers are registered and audited.
    pub(crate) fn with(specs: &[Spec]) -> Self {
        let chain = Self::new();
        {
            let mut inner = chain.inner.lock().unwrap();
            for spec in specs {
                let address = spec.key().address().to_owned();
                let record = Record {
                    host_uri: "https://127.0.0.1:1".into(),
                    attributes: spec.attributes(),
                };
                inner.records.insert(address.clone(), record);
                if spec.audited {
                    let auditor = super::fleet::auditor().address().to_owned();
                    inner
                        .audits
                        .insert(address, vec![(auditor, spec.attributes())]);
                }
            }
        }
        chain
    }

    /// Puts a tenant's deployment with one group and its order on the chain.
    pub(crate) fn deploy(
        &self,
        tenant: &DemoKey,
        dseq: u64,
        group: &Group,
        manifest: &[ManifestGroup],
    ) -> OrderId {
        let owner = tenant.address().to_owned();
        let id = OrderId {
            owner: owner.clone(),
            dseq,
            gseq: 1,
            oseq: 1,
        };
        {
            let mut inner = self.inner.lock().unwrap();
            inner.keys.insert(owner.clone(), tenant.public_key());
            let deployment = Deployment {
                hash: manifest::hash(manifest).to_vec(),
                groups: vec![(1, group.clone())],
            };
            inner.deployments.insert((owner, dseq), deployment);
            inner.orders.insert(
                id.clone(),
                Order {
                    open: true,
                    group: group.clone(),
                    reclamation: None,
                },
            );
        }
        self.block(vec![MarketEvent::OrderCreated(id.clone())]);
        id
    }

    /// Makes a bid a lease.
    pub(crate) fn lease(&self, id: &LeaseId) {
        {
            let mut inner = self.inner.lock().unwrap();
            let bid = inner.bids.remove(id).unwrap();
            inner.leases.insert(id.clone(), bid);
            inner.orders.get_mut(&id.order).unwrap().open = false;
        }
        self.block(vec![MarketEvent::LeaseCreated(id.clone())]);
    }

    /// Ends a lease as its owner.
    pub(crate) fn close(&self, id: &LeaseId) {
        self.inner.lock().unwrap().leases.remove(id);
        self.block(vec![MarketEvent::LeaseClosed(id.clone())]);
    }

    fn block(&self, events: Vec<MarketEvent>) {
        let height = {
            let mut inner = self.inner.lock().unwrap();
            inner.height += 1;
            inner.height
        };
        self.blocks.send(Block { height, events }).ok();
    }

    fn apply(&self, signer: &str, message: Message) {
        let mut events = Vec::new();
        {
            let mut inner = self.inner.lock().unwrap();
            match message {
                Message::SetProvider { record, .. } => {
                    inner.records.insert(signer.to_owned(), record);
                }
                Message::CreateCertificate { cert, .. } => {
                    inner.certificates.insert(signer.to_owned(), cert);
                }
                Message::SignAttributes {
                    provider,
                    attributes,
                } => {
                    inner
                        .audits
                        .entry(provider)
                        .or_default()
                        .push((signer.to_owned(), attributes));
                }
                Message::CreateBid { id, price, .. } => {
                    inner.bids.insert(id.clone(), Bid { id, price });
                }
                Message::CloseBid { id, reason } => {
                    inner.bids.remove(&id);
                    inner.closed.push((id.clone(), reason));
                    events.push(MarketEvent::BidClosed(id.clone()));
                    if inner.leases.remove(&id).is_some() {
                        events.push(MarketEvent::LeaseClosed(id));
                    }
                }
                Message::WithdrawLease { .. } => inner.withdrawn += 1,
            }
        }
        self.block(events);
    }
}

#[async_trait]
impl Ledger for Memory {
    async fn public_key(&self, address: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.inner.lock().unwrap().keys.get(address).cloned())
    }

    async fn deployment(&self, owner: &str, dseq: u64) -> Result<Option<Deployment>, LedgerError> {
        Ok(self
            .inner
            .lock()
            .unwrap()
            .deployments
            .get(&(owner.to_owned(), dseq))
            .cloned())
    }

    async fn order(&self, id: &OrderId) -> Result<Option<Order>, LedgerError> {
        Ok(self.inner.lock().unwrap().orders.get(id).cloned())
    }

    async fn open_orders(&self) -> Result<Vec<OrderId>, LedgerError> {
        let inner = self.inner.lock().unwrap();
        Ok(inner
            .orders
            .iter()
            .filter(|(_, o)| o.open)
            .map(|(id, _)| id.clone())
            .collect())
    }

    async fn open_bids(&self, provider: &str) -> Result<Vec<Bid>, LedgerError> {
        let inner = self.inner.lock().unwrap();
        Ok(inner
            .bids
            .values()
            .filter(|b| b.id.provider == provider)
            .cloned()
            .collect())
    }

    async fn leases(
        &self,
        provider: &str,
        of: Option<(&str, u64)>,
    ) -> Result<Vec<Bid>, LedgerError> {
        let inner = self.inner.lock().unwrap();
        let wanted = |b: &&Bid| {
            b.id.provider == provider
                && of.is_none_or(|(o, d)| b.id.order.owner == o && b.id.order.dseq == d)
        };
        Ok(inner.leases.values().filter(wanted).cloned().collect())
    }

    async fn provider(&self, address: &str) -> Result<Option<Record>, LedgerError> {
        Ok(self.inner.lock().unwrap().records.get(address).cloned())
    }

    async fn audits(&self, provider: &str) -> Result<Vec<(String, Vec<Attribute>)>, LedgerError> {
        Ok(self
            .inner
            .lock()
            .unwrap()
            .audits
            .get(provider)
            .cloned()
            .unwrap_or_default())
    }

    async fn certificate(&self, owner: &str, _serial: &str) -> Result<Option<String>, LedgerError> {
        Ok(self.inner.lock().unwrap().certificates.get(owner).cloned())
    }

    async fn send(&self, key: &DemoKey, messages: Vec<Message>) -> Result<(), LedgerError> {
        self.submit(key, messages).await
    }

    async fn submit(&self, key: &DemoKey, messages: Vec<Message>) -> Result<(), LedgerError> {
        for message in messages {
            self.apply(key.address(), message);
        }
        Ok(())
    }

    fn blocks(&self) -> broadcast::Receiver<Block> {
        self.blocks.subscribe()
    }
}
