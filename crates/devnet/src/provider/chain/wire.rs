//! Between the wire's messages and the provider's own types.

use super::super::ledger::{MarketEvent, Message, Record};
use super::super::model::{
    Attribute, Endpoint, EndpointKind, Group, LeaseId, OrderId, Price, Resources, Unit, Volume,
};
use proto::base_attributes_v1 as attributes;
use proto::base_deposit_v1::{Deposit, Source};
use proto::base_resources_v1beta4 as resources;
use proto::{
    Any, DecCoin, Named, audit_v1, cert_v1, deployment_v1beta4, market_v1, market_v1beta5,
    provider_v1beta4,
};
use serde_json::Value;
use types::Dec18;

/// Deposit of a bid, in uakt.
pub const BID_DEPOSIT: u64 = 500_000;

pub(super) fn attributes_from(all: &[attributes::Attribute]) -> Vec<Attribute> {
    all.iter()
        .map(|a| Attribute::new(a.key.clone(), a.value.clone()))
        .collect()
}

fn attributes_to(all: &[Attribute]) -> Vec<attributes::Attribute> {
    all.iter()
        .map(|a| attributes::Attribute {
            key: a.key.clone(),
            value: a.value.clone(),
        })
        .collect()
}

fn value_from(value: Option<&resources::ResourceValue>) -> Option<u64> {
    std::str::from_utf8(&value?.val).ok()?.parse().ok()
}

fn value_to(n: u64) -> Option<resources::ResourceValue> {
    Some(resources::ResourceValue {
        val: n.to_string().into_bytes(),
    })
}

pub(super) fn price_from(price: Option<&DecCoin>) -> Option<Price> {
    let price = price?;
    Some(Price {
        denom: price.denom.clone(),
        amount: Dec18::from_wire(&price.amount).ok()?,
    })
}

fn price_to(price: &Price) -> Option<DecCoin> {
    Some(DecCoin {
        denom: price.denom.clone(),
        amount: price.amount.to_wire(),
    })
}

fn resources_from(r: &resources::Resources) -> Option<Resources> {
    let (cpu, memory, gpu) = (r.cpu.as_ref()?, r.memory.as_ref()?, r.gpu.as_ref()?);
    Some(Resources {
        id: r.id,
        cpu_milli: value_from(cpu.units.as_ref())?,
        cpu_attributes: attributes_from(&cpu.attributes),
        memory: value_from(memory.quantity.as_ref())?,
        memory_attributes: attributes_from(&memory.attributes),
        gpu: value_from(gpu.units.as_ref())?,
        gpu_attributes: attributes_from(&gpu.attributes),
        storage: r
            .storage
            .iter()
            .map(|s| {
                Some(Volume {
                    name: s.name.clone(),
                    bytes: value_from(s.quantity.as_ref())?,
                    attributes: attributes_from(&s.attributes),
                })
            })
            .collect::<Option<_>>()?,
        endpoints: r
            .endpoints
            .iter()
            .map(|e| {
                Some(Endpoint {
                    kind: EndpointKind::from_number(e.kind.into())?,
                    sequence: e.sequence_number,
                })
            })
            .collect::<Option<_>>()?,
    })
}

fn resources_to(r: &Resources) -> resources::Resources {
    resources::Resources {
        id: r.id,
        cpu: Some(resources::CPU {
            units: value_to(r.cpu_milli),
            attributes: attributes_to(&r.cpu_attributes),
        }),
        memory: Some(resources::Memory {
            quantity: value_to(r.memory),
            attributes: attributes_to(&r.memory_attributes),
        }),
        storage: r
            .storage
            .iter()
            .map(|v| resources::Storage {
                name: v.name.clone(),
                quantity: value_to(v.bytes),
                attributes: attributes_to(&v.attributes),
            })
            .collect(),
        gpu: Some(resources::GPU {
            units: value_to(r.gpu),
            attributes: attributes_to(&r.gpu_attributes),
        }),
        endpoints: r
            .endpoints
            .iter()
            .map(|e| resources::Endpoint {
                kind: e.kind.number(),
                sequence_number: e.sequence,
            })
            .collect(),
    }
}

/// A group of the chain; `None` when a part every group has is missing.
pub fn group_from(g: &deployment_v1beta4::GroupSpec) -> Option<Group> {
    let requirements = g.requirements.clone().unwrap_or_default();
    let signed = requirements.signed_by.unwrap_or_default();
    Some(Group {
        name: g.name.clone(),
        all_of: signed.all_of,
        any_of: signed.any_of,
        attributes: attributes_from(&requirements.attributes),
        units: g
            .resources
            .iter()
            .map(|u| {
                Some(Unit {
                    resources: resources_from(u.resource.as_ref()?)?,
                    count: u.count,
                    price: price_from(u.price.as_ref())?,
                })
            })
            .collect::<Option<_>>()?,
    })
}

pub(super) fn order_to(id: &OrderId) -> market_v1::OrderId {
    market_v1::OrderId {
        owner: id.owner.clone(),
        dseq: id.dseq,
        gseq: id.gseq,
        oseq: id.oseq,
    }
}

pub(super) fn order_from(id: &market_v1::OrderId) -> OrderId {
    OrderId {
        owner: id.owner.clone(),
        dseq: id.dseq,
        gseq: id.gseq,
        oseq: id.oseq,
    }
}

fn bid_to(id: &LeaseId) -> Option<market_v1::BidId> {
    let LeaseId { order, provider } = id.clone();
    let OrderId {
        owner,
        dseq,
        gseq,
        oseq,
    } = order;
    Some(market_v1::BidId {
        owner,
        dseq,
        gseq,
        oseq,
        provider,
        bseq: 0,
    })
}

pub(super) fn bid_from(id: &market_v1::BidId) -> LeaseId {
    LeaseId::new(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider)
}

pub(super) fn lease_from(id: &market_v1::LeaseId) -> LeaseId {
    LeaseId::new(&id.owner, id.dseq, id.gseq, id.oseq, &id.provider)
}

fn seconds(window: Option<i64>) -> Option<proto::Duration> {
    window.map(|seconds| proto::Duration { seconds, nanos: 0 })
}

/// A message as it stands in a transaction signed by `signer`.
pub(super) fn message_to(message: &Message, signer: &str) -> Any {
    let owner = signer.to_owned();
    match message {
        Message::SetProvider {
            update,
            record: Record {
                host_uri,
                attributes,
            },
            website,
        } => {
            let (host_uri, attributes) = (host_uri.clone(), attributes_to(attributes));
            let info = Some(provider_v1beta4::Info {
                email: String::new(),
                website: website.clone(),
            });
            if *update {
                provider_v1beta4::MsgUpdateProvider {
                    owner,
                    host_uri,
                    attributes,
                    info,
                }
                .to_any()
            } else {
                provider_v1beta4::MsgCreateProvider {
                    owner,
                    host_uri,
                    attributes,
                    info,
                }
                .to_any()
            }
        }
        Message::CreateCertificate { cert, pubkey } => {
            let (cert, pubkey) = (cert.clone().into_bytes(), pubkey.clone().into_bytes());
            cert_v1::MsgCreateCertificate {
                owner,
                cert,
                pubkey,
            }
            .to_any()
        }
        Message::SignAttributes {
            provider,
            attributes,
        } => audit_v1::MsgSignProviderAttributes {
            owner: provider.clone(),
            auditor: owner,
            attributes: attributes_to(attributes),
        }
        .to_any(),
        Message::CreateBid {
            id,
            price,
            offer,
            reclamation,
        } => market_v1beta5::MsgCreateBid {
            id: bid_to(id),
            price: price_to(price),
            deposit: Some(Deposit {
                amount: Some(proto::Coin {
                    denom: "uakt".into(),
                    amount: BID_DEPOSIT.to_string(),
                }),
                sources: vec![Source::Balance as i32],
            }),
            resources_offer: offer
                .iter()
                .map(|u| market_v1beta5::ResourceOffer {
                    resources: Some(resources_to(&u.resources)),
                    count: u.count,
                    prices: None,
                })
                .collect(),
            reclamation_window: seconds(*reclamation),
        }
        .to_any(),
        Message::CloseBid { id, reason } => market_v1beta5::MsgCloseBid {
            id: bid_to(id),
            reason: reason.number(),
        }
        .to_any(),
        Message::WithdrawLease { id } => {
            let LeaseId { order, provider } = id.clone();
            let OrderId {
                owner,
                dseq,
                gseq,
                oseq,
            } = order;
            let id = Some(market_v1::LeaseId {
                owner,
                dseq,
                gseq,
                oseq,
                provider,
                bseq: 0,
            });
            market_v1beta5::MsgWithdrawLease { id }.to_any()
        }
    }
}

/// A typed event of the market module; `None` for any other. Attribute values are JSON.
pub(super) fn event_from(kind: &str, attributes: &[(String, String)]) -> Option<MarketEvent> {
    let name = kind.strip_prefix("akash.market.v1.")?;
    let id: Value = serde_json::from_str(&attributes.iter().find(|(k, _)| k == "id")?.1).ok()?;
    // 64-bit numbers are strings, 32-bit ones aren't.
    let number = |field: &str| match &id[field] {
        Value::String(s) => s.parse().ok(),
        other => other.as_u64(),
    };
    let small = |field: &str| number(field).and_then(|n| u32::try_from(n).ok());
    let owner = id["owner"].as_str()?;
    let order = OrderId {
        owner: owner.to_owned(),
        dseq: number("dseq")?,
        gseq: small("gseq")?,
        oseq: small("oseq")?,
    };
    let lease = |order: OrderId| {
        Some(LeaseId {
            order,
            provider: id["provider"].as_str()?.to_owned(),
        })
    };
    Some(match name {
        "EventOrderCreated" => MarketEvent::OrderCreated(order),
        "EventOrderClosed" => MarketEvent::OrderClosed(order),
        "EventBidClosed" => MarketEvent::BidClosed(lease(order)?),
        "EventLeaseCreated" => MarketEvent::LeaseCreated(lease(order)?),
        "EventLeaseClosed" => MarketEvent::LeaseClosed(lease(order)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::ledger::CloseReason;
    use super::super::super::model::samples::*;
    use super::*;

    #[test]
    fn resources_go_there_and_back() {
        let mut unit = gpu_unit(2, &["vendor/nvidia/model/h100"]);
        unit.resources.storage[0].attributes = vec![Attribute::new("class", "beta3")];
        assert_eq!(
            resources_from(&resources_to(&unit.resources)),
            Some(unit.resources)
        );
    }

    #[test]
    fn a_group_without_gpu_field_is_refused() {
        let mut wire = deployment_v1beta4::GroupSpec::default();
        let mut resources = resources_to(&unit(100, 1, 1).resources);
        resources.gpu = None;
        wire.resources.push(deployment_v1beta4::ResourceUnit {
            resource: Some(resources),
            count: 1,
            price: None,
        });
        assert_eq!(group_from(&wire), None);
    }

    #[test]
    fn bids_carry_deposit_and_price_of_the_wire() {
        let message = Message::CreateBid {
            id: LeaseId::new("akash1o", 7, 1, 1, "akash1p"),
            price: Price {
                denom: "uact".into(),
                amount: "2.5".parse().unwrap(),
            },
            offer: vec![unit(100, 1, 1)],
            reclamation: Some(60),
        };
        let any = message_to(&message, "akash1p");
        let bid = market_v1beta5::MsgCreateBid::from_any(&any).unwrap();
        assert_eq!(bid.price.unwrap().amount, "2500000000000000000");
        assert_eq!(bid.deposit.unwrap().amount.unwrap().amount, "500000");
        assert_eq!(bid.resources_offer[0].count, 1);
        assert_eq!(bid.id.unwrap().bseq, 0);
    }

    #[test]
    fn reasons_have_their_numbers() {
        let id = LeaseId::new("akash1o", 7, 1, 1, "akash1p");
        for (reason, number) in [
            (CloseReason::Unstable, 10_000),
            (CloseReason::Unspecified, 10_002),
            (CloseReason::ManifestTimeout, 10_003),
        ] {
            let any = message_to(
                &Message::CloseBid {
                    id: id.clone(),
                    reason,
                },
                "akash1p",
            );
            assert_eq!(
                market_v1beta5::MsgCloseBid::from_any(&any).unwrap().reason,
                number
            );
        }
    }

    #[test]
    fn events_are_read_with_quoted_numbers() {
        let id =
            r#"{"owner":"akash1o","dseq":"42","gseq":1,"oseq":2,"provider":"akash1p","bseq":0}"#;
        let attributes = [("id".to_owned(), id.to_owned())];
        let lease = LeaseId::new("akash1o", 42, 1, 2, "akash1p");
        let event = event_from("akash.market.v1.EventLeaseCreated", &attributes);
        assert_eq!(event, Some(MarketEvent::LeaseCreated(lease.clone())));
        let event = event_from("akash.market.v1.EventOrderCreated", &attributes);
        assert_eq!(event, Some(MarketEvent::OrderCreated(lease.order)));
        assert_eq!(event_from("akash.market.v1.EventOther", &attributes), None);
        assert_eq!(event_from("tx", &attributes), None);
    }
}
