//! A deployment's whole life, played with keys of its own, for what no recording covers.

use super::genesis::{Genesis, GenesisAccount};
use super::ledger::{Accepted, Ledger};
use super::{TxResult, hash};
use crate::provider::key::DemoKey;
use proto::base_attributes_v1::PlacementRequirements;
use proto::base_deposit_v1::Deposit;
use proto::base_resources_v1beta4::{CPU, GPU, Memory, ResourceValue, Resources, Storage};
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::mode_info::{Single, Sum};
use proto::cosmos::tx::v1beta1::{AuthInfo, Fee, ModeInfo, SignDoc, SignerInfo, TxRaw};
use proto::deployment_v1::{DeploymentId, GroupId};
use proto::deployment_v1beta4::{
    GroupSpec, MsgCloseDeployment, MsgCreateDeployment, MsgPauseGroup, MsgStartGroup, ResourceUnit,
};
use proto::market_v1::BidId;
use proto::market_v1beta5::{BidState, MsgCloseBid, MsgCreateBid, MsgCreateLease};
use proto::provider_v1beta4::MsgCreateProvider;
use proto::{Any, Coin, DecCoin, Message, Named, TxBody};

struct Play {
    ledger: Ledger,
    tenant: DemoKey,
    providers: Vec<DemoKey>,
}

fn funded(key: &DemoKey) -> GenesisAccount {
    let coins = ["uakt", "uact"].map(|d| (d.to_owned(), 10_000_000));
    GenesisAccount {
        role: String::new(),
        address: key.address().parse().unwrap(),
        balance: coins.into(),
    }
}

impl Play {
    fn new() -> Self {
        let tenant = DemoKey::named("test tenant");
        let providers: Vec<_> = (0..3)
            .map(|n| DemoKey::named(&format!("test provider {n}")))
            .collect();
        let genesis = Genesis {
            chain_id: "test-1".into(),
            accounts: providers.iter().chain([&tenant]).map(funded).collect(),
            params: super::Params::default(),
        };
        let mut play = Self {
            ledger: Ledger::open(&genesis, None).unwrap(),
            tenant,
            providers,
        };
        for key in play.providers.clone() {
            play.send(
                &key,
                &MsgCreateProvider {
                    owner: key.address().into(),
                    host_uri: "https://127.0.0.1:1".into(),
                    ..MsgCreateProvider::default()
                },
            );
        }
        play
    }

    /// Signs one message, puts it into a block and gives the outcome, which must be good.
    fn send<M: Named>(&mut self, key: &DemoKey, message: &M) -> TxResult {
        let account = self.ledger.state_mut().accounts[key.address()].clone();
        let body = TxBody {
            messages: vec![message.to_any()],
            ..TxBody::default()
        };
        let direct = Some(Sum::Single(Single { mode: 1 }));
        let auth = AuthInfo {
            signer_infos: vec![SignerInfo {
                public_key: Some(
                    PubKey {
                        key: key.public_key(),
                    }
                    .to_any(),
                ),
                mode_info: Some(ModeInfo { sum: direct }),
                sequence: account.sequence,
            }],
            fee: Some(Fee {
                amount: vec![coin("uakt", 2_500)],
                gas_limit: 1_000_000,
                ..Fee::default()
            }),
            ..AuthInfo::default()
        };
        let doc = SignDoc {
            body_bytes: body.encode_to_vec(),
            auth_info_bytes: auth.encode_to_vec(),
            chain_id: "test-1".into(),
            account_number: account.number,
        };
        let signatures = vec![key.sign(&doc.encode_to_vec())];
        let raw = TxRaw {
            body_bytes: doc.body_bytes,
            auth_info_bytes: doc.auth_info_bytes,
            signatures,
        }
        .encode_to_vec();
        let accepted = self.ledger.submit(raw.clone());
        assert!(
            matches!(&accepted, Accepted::Checked(r) if r.code == 0),
            "{accepted:?}"
        );
        self.ledger.make_block(0).unwrap();
        let (block, index) = self.ledger.find(&hash(&raw)).unwrap();
        let result = block.results[index].clone();
        assert_eq!(result.code, 0, "{}", result.log);
        result
    }

    fn deploy(&mut self) {
        let value = |n: u64| {
            Some(ResourceValue {
                val: n.to_string().into_bytes(),
            })
        };
        let resource = Resources {
            id: 1,
            cpu: Some(CPU {
                units: value(500),
                ..CPU::default()
            }),
            memory: Some(Memory {
                quantity: value(1 << 29),
                ..Memory::default()
            }),
            storage: vec![Storage {
                name: "default".into(),
                quantity: value(1 << 30),
                ..Storage::default()
            }],
            gpu: Some(GPU {
                units: value(0),
                ..GPU::default()
            }),
            endpoints: vec![],
        };
        let group = GroupSpec {
            name: "g".into(),
            requirements: Some(PlacementRequirements::default()),
            resources: vec![ResourceUnit {
                resource: Some(resource),
                count: 1,
                price: Some(price(1000)),
            }],
        };
        let tenant = self.tenant.clone();
        self.send(
            &tenant,
            &MsgCreateDeployment {
                id: Some(self.id()),
                groups: vec![group],
                hash: vec![7; 32],
                deposit: Some(deposit()),
                reclamation: None,
            },
        );
    }

    fn id(&self) -> DeploymentId {
        DeploymentId {
            owner: self.tenant.address().into(),
            dseq: 5,
        }
    }

    fn group(&self) -> Option<GroupId> {
        let DeploymentId { owner, dseq } = self.id();
        Some(GroupId {
            owner,
            dseq,
            gseq: 1,
        })
    }

    fn bid_id(&self, provider: &DemoKey, oseq: u32) -> Option<BidId> {
        Some(BidId {
            owner: self.tenant.address().into(),
            dseq: 5,
            gseq: 1,
            oseq,
            provider: provider.address().into(),
            bseq: 0,
        })
    }

    fn bid(&mut self, provider: &DemoKey, oseq: u32) {
        let message = MsgCreateBid {
            id: self.bid_id(provider, oseq),
            price: Some(price(900)),
            deposit: Some(deposit()),
            ..MsgCreateBid::default()
        };
        self.send(provider, &message);
    }

    fn lease(&mut self, provider: &DemoKey, oseq: u32) -> TxResult {
        let (tenant, bid_id) = (self.tenant.clone(), self.bid_id(provider, oseq));
        self.send(&tenant, &MsgCreateLease { bid_id })
    }

    fn bids(&mut self, state: BidState) -> usize {
        let all = self.ledger.state_mut().bids.values();
        all.filter(|b| b.state == state as i32).count()
    }
}

fn coin(denom: &str, amount: u64) -> Coin {
    Coin {
        denom: denom.into(),
        amount: amount.to_string(),
    }
}

fn price(amount: u64) -> DecCoin {
    DecCoin {
        denom: "uact".into(),
        amount: format!("{amount}000000000000000000"),
    }
}

fn deposit() -> Deposit {
    Deposit {
        amount: Some(coin("uact", 500_000)),
        sources: vec![1],
    }
}

/// Short names of typed events and of the coins that messages move.
fn story(r: &TxResult) -> Vec<String> {
    let moved = |e: &super::Event| {
        e.kind == "transfer" && e.attributes.iter().any(|(k, _)| k == "msg_index")
    };
    r.events
        .iter()
        .filter(|e| e.kind.starts_with("akash.") || moved(e))
        .map(|e| match e.kind.rsplit_once(".Event") {
            Some((_, name)) => name.to_owned(),
            None => e.attributes[2].1.clone(),
        })
        .collect()
}

#[test]
fn one_other_bid_loses_and_the_rest_stay_open() {
    let mut play = Play::new();
    play.deploy();
    for key in play.providers.clone() {
        play.bid(&key, 1);
    }
    let winner = play.providers[0].clone();
    let told = story(&play.lease(&winner, 1));
    assert_eq!(told, ["LeaseCreated", "500000uact"]);
    assert_eq!(
        [BidState::Active, BidState::Lost, BidState::Open].map(|s| play.bids(s)),
        [1, 1, 1]
    );
}

#[test]
fn a_provider_that_leaves_pauses_the_group() {
    let mut play = Play::new();
    play.deploy();
    let provider = play.providers[0].clone();
    play.bid(&provider, 1);
    play.lease(&provider, 1);
    let close = MsgCloseBid {
        id: play.bid_id(&provider, 1),
        reason: 10_001,
    };
    // One block at 900 uact.
    assert_eq!(
        story(&play.send(&provider, &close)),
        [
            "GroupPaused",
            "LeaseClosed",
            "500000uact",
            "BidClosed",
            "OrderClosed",
            "900uact"
        ]
    );
    let (tenant, id) = (play.tenant.clone(), play.group());
    assert_eq!(
        story(&play.send(&tenant, &MsgStartGroup { id })),
        ["GroupStarted", "OrderCreated"]
    );
    let other = play.providers[1].clone();
    play.bid(&other, 2);
    play.lease(&other, 2);
    let id = play.group();
    assert_eq!(
        story(&play.send(&tenant, &MsgPauseGroup { id })),
        [
            "GroupPaused",
            "OrderClosed",
            "500000uact",
            "BidClosed",
            "LeaseClosed",
            "900uact"
        ]
    );
    let id = Some(play.id());
    assert_eq!(
        story(&play.send(&tenant, &MsgCloseDeployment { id })),
        ["498200uact", "DeploymentClosed", "GroupClosed"]
    );
    let spent: u128 = 1800;
    let held = play.ledger.state_mut().balance(tenant.address(), "uact");
    assert_eq!(held, 10_000_000 - spent);
    assert_eq!(
        play.ledger
            .state_mut()
            .balance(&super::state::module_address("escrow"), "uact"),
        0
    );
}

#[test]
fn closing_a_deployment_closes_bids_on_its_open_order() {
    let mut play = Play::new();
    play.deploy();
    let provider = play.providers[2].clone();
    play.bid(&provider, 1);
    let (tenant, id) = (play.tenant.clone(), Some(play.id()));
    assert_eq!(
        story(&play.send(&tenant, &MsgCloseDeployment { id })),
        [
            "500000uact",
            "DeploymentClosed",
            "GroupClosed",
            "OrderClosed",
            "500000uact",
            "BidClosed"
        ]
    );
}

#[test]
fn messages_of_unknown_types_do_not_enter() {
    let mut play = Play::new();
    let any = Any {
        type_url: "/akash.market.v1beta4.MsgCreateLease".into(),
        value: vec![],
    };
    let body = TxBody {
        messages: vec![any],
        ..TxBody::default()
    };
    let raw = TxRaw {
        body_bytes: body.encode_to_vec(),
        ..TxRaw::default()
    };
    let accepted = play.ledger.submit(raw.encode_to_vec());
    assert!(
        matches!(&accepted, Accepted::Checked(r) if (r.codespace.as_str(), r.code) == ("sdk", 2)),
        "{accepted:?}"
    );
}
