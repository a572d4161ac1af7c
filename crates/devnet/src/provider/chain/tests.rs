//! The way to a node, against a node that follows a script.

use super::super::ledger::MarketEvent;
use super::super::model::LeaseId;
use super::*;
use proto::cosmos::auth::v1beta1::QueryAccountResponse;
use std::sync::Mutex as StdMutex;

/// Keeps what it is sent and answers what it was told.
struct Script {
    answers: BTreeMap<&'static str, Vec<u8>>,
    taken: StdMutex<Vec<Sent>>,
    sent: StdMutex<Vec<TxRaw>>,
    outcome: Sent,
    blocks: broadcast::Sender<BlockEvents>,
}

impl Script {
    fn new(taken: Vec<Sent>, outcome: Sent) -> Arc<Self> {
        let account = BaseAccount {
            account_number: 5,
            sequence: 9,
            ..BaseAccount::default()
        };
        let answer = QueryAccountResponse {
            account: Some(account.to_any()),
        };
        let answers = [(QueryAccountRequest::PATH, answer.encode_to_vec())].into();
        let (blocks, _) = broadcast::channel(8);
        Arc::new(Self {
            answers,
            taken: taken.into(),
            sent: StdMutex::default(),
            outcome,
            blocks,
        })
    }

    /// The same node, which also answers one kind of query.
    fn answering<Q: QueryPath>(answer: &Q::Answer) -> Arc<Self> {
        let node = Self::new(vec![], Sent::default());
        let mut node = Arc::into_inner(node).unwrap();
        node.answers.insert(Q::PATH, answer.encode_to_vec());
        Arc::new(node)
    }

    fn sequences(&self) -> Vec<u64> {
        let sent = self.sent.lock().unwrap();
        sent.iter()
            .map(|tx| {
                AuthInfo::decode(tx.auth_info_bytes.as_slice())
                    .unwrap()
                    .signer_infos[0]
                    .sequence
            })
            .collect()
    }
}

#[async_trait]
impl ChainAccess for Script {
    async fn chain_id(&self) -> Result<String, LedgerError> {
        Ok("demo-1".into())
    }

    async fn broadcast_tx_sync(&self, tx: Vec<u8>) -> Result<Sent, LedgerError> {
        self.sent
            .lock()
            .unwrap()
            .push(TxRaw::decode(tx.as_slice()).unwrap());
        let mut taken = self.taken.lock().unwrap();
        Ok(if taken.is_empty() {
            Sent::default()
        } else {
            taken.remove(0)
        })
    }

    async fn abci_query(&self, path: &str, _: Vec<u8>) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.answers.get(path).cloned())
    }

    async fn tx(&self, _: [u8; 32]) -> Result<Option<Sent>, LedgerError> {
        Ok(Some(self.outcome.clone()))
    }

    fn subscribe_blocks(&self) -> broadcast::Receiver<BlockEvents> {
        self.blocks.subscribe()
    }
}

fn withdraw() -> Vec<Message> {
    vec![Message::WithdrawLease {
        id: LeaseId::new("akash1o", 7, 1, 1, "akash1p"),
    }]
}

fn code(code: u32, codespace: &str, log: &str) -> Sent {
    Sent {
        code,
        codespace: codespace.into(),
        log: log.into(),
    }
}

#[tokio::test]
async fn sequences_count_on_without_waiting_for_blocks() {
    let node = Script::new(vec![], Sent::default());
    let chain = Chain::new(node.clone());
    let key = DemoKey::named("test");
    chain.send(&key, withdraw()).await.unwrap();
    chain.send(&key, withdraw()).await.unwrap();
    assert_eq!(node.sequences(), [9, 10]);
}

#[tokio::test]
async fn a_wrong_sequence_is_taken_from_the_answer_once() {
    let wrong = code(
        32,
        "sdk",
        "account sequence mismatch, expected 12, got 9: incorrect account sequence",
    );
    let node = Script::new(vec![wrong.clone()], Sent::default());
    let chain = Chain::new(node.clone());
    chain
        .send(&DemoKey::named("test"), withdraw())
        .await
        .unwrap();
    assert_eq!(node.sequences(), [9, 12]);
    let node = Script::new(vec![wrong.clone(), wrong], Sent::default());
    let refused = Chain::new(node.clone())
        .send(&DemoKey::named("test"), withdraw())
        .await;
    assert!(matches!(
        refused,
        Err(LedgerError::Refused { code: 32, .. })
    ));
}

#[tokio::test]
async fn refusals_keep_code_and_codespace() {
    let node = Script::new(vec![code(5, "sdk", "insufficient funds")], Sent::default());
    let refused = Chain::new(node)
        .send(&DemoKey::named("test"), withdraw())
        .await;
    assert!(matches!(refused, Err(LedgerError::Refused { code: 5, .. })));
    let node = Script::new(vec![], code(8, "market", "order closed"));
    let refused = Chain::new(node)
        .submit(&DemoKey::named("test"), withdraw())
        .await;
    assert!(matches!(refused, Err(LedgerError::Refused { code: 8, .. })));
}

#[tokio::test]
async fn what_isnt_there_is_none() {
    let chain = Chain::new(Script::new(vec![], Sent::default()));
    assert_eq!(chain.deployment("akash1o", 7).await, Ok(None));
    assert_eq!(
        chain
            .order(&LeaseId::new("akash1o", 7, 1, 1, "").order)
            .await,
        Ok(None)
    );
    assert_eq!(chain.provider("akash1p").await, Ok(None));
    assert_eq!(chain.open_orders().await, Ok(vec![]));
    assert_eq!(chain.certificate("akash1p", "1").await, Ok(None));
    assert_eq!(
        chain.public_key("akash1o").await,
        Ok(None),
        "an account that never signed"
    );
}

#[tokio::test]
async fn blocks_bring_market_events_only() {
    let node = Script::new(vec![], Sent::default());
    let chain = Chain::new(node.clone());
    let mut blocks = chain.blocks();
    let id = r#"{"owner":"akash1o","dseq":"7","gseq":1,"oseq":1}"#;
    let order = (
        "akash.market.v1.EventOrderCreated".to_owned(),
        vec![("id".to_owned(), id.to_owned())],
    );
    let other = (
        "coin_spent".to_owned(),
        vec![("amount".to_owned(), "1uakt".to_owned())],
    );
    node.blocks
        .send(BlockEvents {
            height: 3,
            events: vec![other, order],
        })
        .unwrap();
    let block = blocks.recv().await.unwrap();
    assert_eq!(block.height, 3);
    assert_eq!(
        block.events,
        [MarketEvent::OrderCreated(
            LeaseId::new("akash1o", 7, 1, 1, "").order
        )]
    );
}

#[test]
fn expected_sequence_is_read_from_the_words() {
    assert_eq!(
        expected("account sequence mismatch, expected 12, got 9: incorrect account sequence"),
        Some(12)
    );
    assert_eq!(expected("something else"), None);
}

#[test]
fn a_signature_is_over_the_sign_doc() {
    use k256::ecdsa::signature::hazmat::PrehashVerifier;
    let key = DemoKey::named("test");
    let tx = sign(&key, &[], "demo-1", 7, 3);
    let raw = TxRaw::decode(tx.as_slice()).unwrap();
    let doc = SignDoc {
        body_bytes: raw.body_bytes,
        auth_info_bytes: raw.auth_info_bytes,
        chain_id: "demo-1".into(),
        account_number: 7,
    };
    let public = k256::ecdsa::VerifyingKey::from_sec1_bytes(&key.public_key()).unwrap();
    let signature = k256::ecdsa::Signature::from_slice(&raw.signatures[0]).unwrap();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(doc.encode_to_vec());
    assert!(public.verify_prehash(&digest, &signature).is_ok());
}

fn price() -> Option<proto::DecCoin> {
    Some(proto::DecCoin {
        denom: "uact".into(),
        amount: "1500000000000000000".into(),
    })
}

#[tokio::test]
async fn bids_and_leases_are_read_with_their_prices() {
    let id = market_v1::BidId {
        owner: "akash1o".into(),
        dseq: 7,
        gseq: 1,
        oseq: 2,
        provider: "akash1p".into(),
        bseq: 0,
    };
    let bid = market::Bid {
        id: Some(id),
        price: price(),
        ..Default::default()
    };
    let answer = market::QueryBidsResponse {
        bids: vec![market::QueryBidResponse {
            bid: Some(bid),
            escrow_account: None,
        }],
        pagination: None,
    };
    let bids = Chain::new(Script::answering::<market::QueryBidsRequest>(&answer))
        .open_bids("akash1p")
        .await
        .unwrap();
    assert_eq!(bids.len(), 1);
    assert_eq!(bids[0].id, LeaseId::new("akash1o", 7, 1, 2, "akash1p"));
    assert_eq!(bids[0].price.amount, "1.5".parse().unwrap());
    let id = market_v1::LeaseId {
        owner: "akash1o".into(),
        dseq: 7,
        gseq: 1,
        oseq: 2,
        provider: "akash1p".into(),
        bseq: 0,
    };
    let lease = market_v1::Lease {
        id: Some(id),
        price: price(),
        ..Default::default()
    };
    let answer = market::QueryLeasesResponse {
        leases: vec![market::QueryLeaseResponse {
            lease: Some(lease),
            escrow_payment: None,
        }],
        pagination: None,
    };
    let chain = Chain::new(Script::answering::<market::QueryLeasesRequest>(&answer));
    let leases = chain.leases("akash1p", Some(("akash1o", 7))).await.unwrap();
    // Asked once for running and once for reclaimed leases.
    assert_eq!(leases.len(), 2);
    assert_eq!(leases[0], bids[0]);
}

#[tokio::test]
async fn records_audits_and_certificates_are_read() {
    let attribute = || proto::base_attributes_v1::Attribute {
        key: "region".into(),
        value: "eu-west".into(),
    };
    let record = provider_v1beta4::Provider {
        owner: "akash1p".into(),
        host_uri: "https://127.0.0.1:9".into(),
        attributes: vec![attribute()],
        info: None,
    };
    let answer = provider_v1beta4::QueryProviderResponse {
        provider: Some(record),
    };
    let chain = Chain::new(Script::answering::<provider_v1beta4::QueryProviderRequest>(
        &answer,
    ));
    let record = chain.provider("akash1p").await.unwrap().unwrap();
    assert_eq!(record.host_uri, "https://127.0.0.1:9");
    assert_eq!(record.attributes, [Attribute::new("region", "eu-west")]);
    let audited = audit_v1::AuditedProvider {
        owner: "akash1p".into(),
        auditor: "akash1a".into(),
        attributes: vec![attribute()],
    };
    let answer = audit_v1::QueryProvidersResponse {
        providers: vec![audited],
        pagination: None,
    };
    let chain = Chain::new(Script::answering::<audit_v1::QueryProviderAttributesRequest>(&answer));
    assert_eq!(chain.audits("akash1p").await.unwrap()[0].0, "akash1a");
    let certificate = cert_v1::Certificate {
        state: 1,
        cert: b"PEM".to_vec(),
        pubkey: vec![],
    };
    let answer = cert_v1::QueryCertificatesResponse {
        certificates: vec![cert_v1::CertificateResponse {
            certificate: Some(certificate),
            serial: "77".into(),
        }],
        pagination: None,
    };
    let chain = Chain::new(Script::answering::<cert_v1::QueryCertificatesRequest>(
        &answer,
    ));
    assert_eq!(
        chain.certificate("akash1p", "77").await.unwrap().as_deref(),
        Some("PEM")
    );
    assert_eq!(
        chain.certificate("akash1p", "78").await.unwrap(),
        None,
        "another serial is another certificate"
    );
}

#[tokio::test]
async fn an_order_that_isnt_open_says_so() {
    let group = deployment_v1beta4::GroupSpec {
        name: "dcloud".into(),
        ..Default::default()
    };
    for (state, open) in [
        (market::OrderState::Open, true),
        (market::OrderState::Active, false),
    ] {
        let order = market::Order {
            state: state as i32,
            spec: Some(group.clone()),
            reclamation: Some(deployment_v1::DeploymentReclamation {
                min_window: Some(proto::Duration {
                    seconds: 3_600,
                    nanos: 0,
                }),
            }),
            ..Default::default()
        };
        let answer = market::QueryOrderResponse { order: Some(order) };
        let chain = Chain::new(Script::answering::<market::QueryOrderRequest>(&answer));
        let order = chain
            .order(&LeaseId::new("akash1o", 7, 1, 1, "").order)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((order.open, order.reclamation), (open, Some(3_600)));
        assert_eq!(order.group.name, "dcloud");
    }
}
