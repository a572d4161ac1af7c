//! Deployments, their groups, and deposits into their escrow.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proto::deployment_v1::{Deployment, DeploymentState, GroupId};
use proto::deployment_v1beta4 as dep;
use proto::deployment_v1beta4::{Group, GroupSpec, GroupState};
use proto::escrow_v1::MsgAccountDeposit;
use proto::market_v1::OrderId;
use proto::market_v1beta5::{Order, OrderState};
use types::Dec18;

use super::super::escrow::{dec, deployment_key};
use super::super::state::{Events, Fault, Res, State};
use super::market;
use super::{deployment_json, group_json, order_json};

const GI: u64 = 1 << 30;

/// What a message does to a group.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// For good.
    Close,
    /// Until it is started.
    Pause,
    /// Up for bids again.
    Start,
}

pub fn validate_hash(hash: &[u8]) -> Res {
    if hash.len() == 32 {
        Ok(())
    } else {
        Err(Fault::new("deployment", 10, "Invalid: deployment hash"))
    }
}

pub fn validate_create(message: &dep::MsgCreateDeployment) -> Res {
    let id = message.id.clone().unwrap_or_default();
    if id.dseq == 0 {
        return Err(Fault::new(
            "sdk",
            3,
            "DeploymentID: Invalid Deployment Sequence: invalid sequence",
        ));
    }
    if message.groups.is_empty() {
        return Err(Fault::new("deployment", 7, "Invalid groups"));
    }
    validate_hash(&message.hash)?;
    let deposit = message.deposit.clone().unwrap_or_default();
    if deposit.sources.is_empty() {
        return Err(Fault::new(
            "akash",
            4,
            "empty deposit sources: invalid deposit source",
        ));
    }
    let coin = deposit.amount.unwrap_or_default();
    for spec in &message.groups {
        validate_group(spec)?;
        for unit in &spec.resources {
            let denom = unit
                .price
                .as_ref()
                .map(|p| p.denom.clone())
                .unwrap_or_default();
            if denom != coin.denom {
                return Err(Fault::new(
                    "deployment",
                    20,
                    format!(
                        "Mismatched denominations ({} != {denom}): Deposit invalid",
                        coin.denom
                    ),
                ));
            }
        }
    }
    Ok(())
}

fn validate_group(spec: &GroupSpec) -> Res {
    let digits = |value: Option<&proto::base_resources_v1beta4::ResourceValue>| {
        value
            .and_then(|v| std::str::from_utf8(&v.val).ok()?.parse::<u64>().ok())
            .unwrap_or_default()
    };
    let limit = |what: &str, value: u64, low: u64, high: u64| {
        if (low..=high).contains(&value) {
            Ok(())
        } else {
            Err(Fault::undefined(format!(
                "error: invalid unit {what} ({high} > {value} > {high} fails)"
            )))
        }
    };
    let mut total_cpu = 0;
    for unit in &spec.resources {
        let missing =
            |what: &str| Fault::undefined(format!("error: invalid unit {what}, cannot be nil"));
        let resource = unit.resource.as_ref().ok_or_else(|| missing("resources"))?;
        let cpu = digits(
            resource
                .cpu
                .as_ref()
                .ok_or_else(|| missing("CPU"))?
                .units
                .as_ref(),
        );
        let gpu = digits(
            resource
                .gpu
                .as_ref()
                .ok_or_else(|| missing("GPU"))?
                .units
                .as_ref(),
        );
        let memory = digits(
            resource
                .memory
                .as_ref()
                .ok_or_else(|| missing("memory"))?
                .quantity
                .as_ref(),
        );
        limit("CPU", cpu, 10, 384_000)?;
        limit("GPU", gpu, 0, 24)?;
        limit("memory", memory, 1 << 20, 2048 * GI)?;
        for volume in &resource.storage {
            limit(
                "storage",
                digits(volume.quantity.as_ref()),
                5 << 20,
                32 * 1024 * GI,
            )?;
        }
        total_cpu += cpu * u64::from(unit.count);
        let price = unit
            .price
            .as_ref()
            .map(|p| dec(&p.amount))
            .unwrap_or_default();
        if price > Dec18::from_int(10_000_000).unwrap_or_default() {
            return Err(Fault::undefined("error: invalid unit price"));
        }
    }
    if total_cpu == 0 {
        return Err(Fault::undefined(
            "invalid total CPU (19200000 > 0 > 0 fails)",
        ));
    }
    Ok(())
}

pub fn create(state: &mut State, message: dep::MsgCreateDeployment, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let key = (id.owner.clone(), id.dseq);
    if state.deployments.contains_key(&key) {
        return Err(Fault::new("deployment", 3, "Deployment exists"));
    }
    let deposit = message.deposit.clone().unwrap_or_default();
    let coin = deposit.amount.clone().unwrap_or_default();
    match coin.denom.as_str() {
        "uact" => {}
        "uakt" => return Err(Fault::new("deployment", 20, "Deposit invalid")),
        other => {
            return Err(Fault::undefined(format!(
                "Deposit invalid: Invalid deposit denomination {other}"
            )));
        }
    }
    let amount: u128 = coin.amount.parse().unwrap_or_default();
    if amount < 500_000 {
        return Err(Fault::new(
            "deployment",
            20,
            format!("Deposit too low - {amount} < 500000: Deposit invalid"),
        ));
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = message
        .groups
        .iter()
        .find(|g| !names.insert(g.name.clone()))
    {
        return Err(Fault::new(
            "deployment",
            7,
            format!(
                "duplicate deployment group name \"{}\": Invalid groups",
                twice.name
            ),
        ));
    }
    if let Some(window) = message
        .reclamation
        .as_ref()
        .and_then(|r| r.min_window.as_ref())
        && !(3600..=720 * 3600).contains(&window.seconds)
    {
        return Err(Fault::new(
            "deployment",
            26,
            "min_window below governance minimum: invalid reclamation",
        ));
    }
    state.escrow_deposit(
        &deployment_key(&id.owner, id.dseq),
        &id.owner,
        &deposit,
        &mut Events::default(),
    )?;
    // The deposit's bank events come after the typed ones, as on the real chain.
    let hash = serde_json::Value::from(STANDARD.encode(&message.hash));
    events.typed(
        "akash.deployment.v1.EventDeploymentCreated",
        &[("id", deployment_json(&id.owner, id.dseq)), ("hash", hash)],
    );
    state.deployments.insert(
        key,
        Deployment {
            id: Some(id.clone()),
            state: DeploymentState::Active.into(),
            hash: message.hash,
            created_at: state.height_i64(),
            reclamation: message.reclamation,
        },
    );
    for (at, spec) in message.groups.into_iter().enumerate() {
        let gseq = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let group = Group {
            id: Some(GroupId {
                owner: id.owner.clone(),
                dseq: id.dseq,
                gseq,
            }),
            state: GroupState::Open.into(),
            group_spec: Some(spec),
            created_at: state.height_i64(),
        };
        state
            .groups
            .insert((id.owner.clone(), id.dseq, gseq), group);
        open_order(state, &id.owner, id.dseq, gseq, events);
    }
    let escrow = super::super::state::module_account("escrow");
    let coins = format!("{amount}{}", coin.denom);
    events.plain("coin_spent", &[("spender", &id.owner), ("amount", &coins)]);
    events.plain(
        "coin_received",
        &[("receiver", &escrow), ("amount", &coins)],
    );
    events.plain(
        "transfer",
        &[
            ("recipient", &escrow),
            ("sender", &id.owner),
            ("amount", &coins),
        ],
    );
    events.plain("message", &[("sender", &id.owner)]);
    Ok(())
}

/// Puts a group up for bids.
pub fn open_order(state: &mut State, owner: &str, dseq: u64, gseq: u32, events: &mut Events) {
    let last = state
        .orders
        .range((owner.to_owned(), dseq, gseq, 0)..=(owner.to_owned(), dseq, gseq, u32::MAX))
        .next_back();
    let oseq = last.map_or(1, |((.., oseq), _)| oseq + 1);
    let spec = state
        .groups
        .get(&(owner.to_owned(), dseq, gseq))
        .and_then(|g| g.group_spec.clone());
    let reclamation = state
        .deployments
        .get(&(owner.to_owned(), dseq))
        .and_then(|d| d.reclamation.clone());
    let order = Order {
        id: Some(OrderId {
            owner: owner.to_owned(),
            dseq,
            gseq,
            oseq,
        }),
        state: OrderState::Open.into(),
        spec,
        created_at: state.height_i64(),
        reclamation,
    };
    state
        .orders
        .insert((owner.to_owned(), dseq, gseq, oseq), order);
    events.typed(
        "akash.market.v1.EventOrderCreated",
        &[("id", order_json(owner, dseq, gseq, oseq))],
    );
}

fn active<'a>(state: &'a mut State, owner: &str, dseq: u64) -> Res<&'a mut Deployment> {
    let found = state.deployments.get_mut(&(owner.to_owned(), dseq));
    let deployment = found.ok_or_else(|| Fault::new("deployment", 4, "Deployment not found"))?;
    if deployment.state() == DeploymentState::Active {
        Ok(deployment)
    } else {
        Err(Fault::new("deployment", 5, "Deployment closed"))
    }
}

pub fn update(state: &mut State, message: &dep::MsgUpdateDeployment, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let deployment = active(state, &id.owner, id.dseq)?;
    if deployment.hash == message.hash {
        return Err(Fault::new("deployment", 10, "Invalid: deployment hash"));
    }
    deployment.hash.clone_from(&message.hash);
    let hash = serde_json::Value::from(STANDARD.encode(&message.hash));
    events.typed(
        "akash.deployment.v1.EventDeploymentUpdated",
        &[("id", deployment_json(&id.owner, id.dseq)), ("hash", hash)],
    );
    Ok(())
}

pub fn close(state: &mut State, message: &dep::MsgCloseDeployment, events: &mut Events) -> Res {
    let id = message.id.clone().unwrap_or_default();
    active(state, &id.owner, id.dseq)?.state = DeploymentState::Closed.into();
    events.typed(
        "akash.deployment.v1.EventDeploymentClosed",
        &[("id", deployment_json(&id.owner, id.dseq))],
    );
    let dry = !state.settle(&id.owner, id.dseq, events);
    let groups: Vec<u32> = state
        .groups
        .keys()
        .filter(|k| k.0 == id.owner && k.1 == id.dseq)
        .map(|k| k.2)
        .collect();
    for gseq in groups {
        let end = if dry {
            GroupState::InsufficientFunds
        } else {
            GroupState::Closed
        };
        end_group(state, &id.owner, id.dseq, gseq, end, dry, events)?;
    }
    state.escrow_close(&deployment_key(&id.owner, id.dseq), events)
}

fn end_group(
    state: &mut State,
    owner: &str,
    dseq: u64,
    gseq: u32,
    end: GroupState,
    dry: bool,
    events: &mut Events,
) -> Res {
    if let Some(group) = state.groups.get_mut(&(owner.to_owned(), dseq, gseq)) {
        if group.state() == GroupState::Closed {
            return Ok(());
        }
        group.state = end.into();
    }
    let kind = if end == GroupState::Paused {
        "EventGroupPaused"
    } else {
        "EventGroupClosed"
    };
    events.typed(
        &format!("akash.deployment.v1.{kind}"),
        &[("id", group_json(owner, dseq, gseq))],
    );
    market::end_orders(
        state,
        owner,
        dseq,
        gseq,
        if dry { 20_000 } else { 1 },
        events,
    )
}

pub fn group(state: &mut State, id: Option<GroupId>, turn: Turn, events: &mut Events) -> Res {
    let GroupId { owner, dseq, gseq } = id.unwrap_or_default();
    let found = state
        .groups
        .get(&(owner.clone(), dseq, gseq))
        .map(Group::state);
    let now = found.ok_or_else(|| Fault::new("deployment", 13, "Group not found"))?;
    match (turn, now) {
        (_, GroupState::Closed) => {
            return Err(Fault::new("deployment", 15, "Group already closed"));
        }
        (Turn::Pause, GroupState::Paused) => {
            return Err(Fault::new("deployment", 17, "Group paused"));
        }
        (Turn::Start, GroupState::Open) => return Err(Fault::new("deployment", 16, "Group open")),
        (Turn::Close, _) => {
            end_group(state, &owner, dseq, gseq, GroupState::Closed, false, events)?
        }
        (Turn::Pause, _) => {
            end_group(state, &owner, dseq, gseq, GroupState::Paused, false, events)?
        }
        (Turn::Start, _) => {
            active(state, &owner, dseq)?;
            if let Some(group) = state.groups.get_mut(&(owner.clone(), dseq, gseq)) {
                group.state = GroupState::Open.into();
            }
            events.typed(
                "akash.deployment.v1.EventGroupStarted",
                &[("id", group_json(&owner, dseq, gseq))],
            );
            open_order(state, &owner, dseq, gseq, events);
        }
    }
    Ok(())
}

pub fn deposit(state: &mut State, message: &MsgAccountDeposit, events: &mut Events) -> Res {
    use proto::escrow_types_v1::State as Escrow;
    let id = message.id.clone().unwrap_or_default();
    let key = format!("deployment/{}", id.xid);
    let found = state
        .escrow
        .get(&key)
        .and_then(|a| a.state.as_ref())
        .map(|s| s.state());
    match found {
        None => return Err(Fault::new("escrow", 3, "account not found")),
        Some(Escrow::Closed) => return Err(Fault::new("escrow", 2, "account closed")),
        _ => {}
    }
    let deposit = message.deposit.clone().unwrap_or_default();
    state.escrow_deposit(&key, &message.signer, &deposit, events)
}
