//! Status of provider, lease and service.

use super::super::agent::Agent;
use super::super::manifest::canonical;
use super::super::model::LeaseId;
use super::super::packing::{Amounts, Reservation};
use super::super::runtime::{Counts, Rollout, Workload, names};
use super::super::state::{Stage, State};
use super::answers::{Answer, bare, ok, text};
use serde_json::{Map, Value, json};

/// `GET /version`. The name says what it is: no daemon.
pub fn version() -> Value {
    json!({
        "akash": {
            "name": "slipway-devnet", "server_name": "slipway-devnet", "version": env!("CARGO_PKG_VERSION"),
            "commit": "", "build_tags": "simulated", "go": "", "build_deps": null, "cosmos_sdk_version": "",
        },
        "kube": null,
    })
}

/// `GET /status`.
pub fn provider(agent: &Agent) -> Value {
    let state = agent.state();
    let held = |leased: bool| {
        let stage = move |s: &Stage| matches!(s, Stage::Leased(_)) == leased;
        state
            .held
            .values()
            .filter(move |h| stage(&h.stage))
            .map(|h| metric(&h.reservation))
            .collect::<Vec<_>>()
    };
    let (active, pending) = (held(true), held(false));
    let free = agent
        .spec
        .inventory
        .free(state.held.values().map(|h| &h.reservation));
    let nodes: Vec<Value> = agent
        .spec
        .inventory
        .nodes
        .iter()
        .zip(&free)
        .map(|(n, free)| json!({"name": n.name, "allocatable": amounts(&n.allocatable), "available": amounts(free)}))
        .collect();
    let mut available = json!({"nodes": nodes});
    if !agent.spec.inventory.storage.is_empty() {
        let used = |class: &str| {
            state
                .held
                .values()
                .filter_map(|h| h.reservation.storage.get(class))
                .sum::<u64>()
        };
        available["storage"] = agent
            .spec
            .inventory
            .storage
            .iter()
            .map(|(class, size)| json!({"class": class, "size": size.saturating_sub(used(class))}))
            .collect();
    }
    let mut inventory = json!({"available": available});
    let orders = pending.len();
    if !active.is_empty() {
        inventory["active"] = Value::from(active);
    }
    if !pending.is_empty() {
        inventory["pending"] = Value::from(pending);
    }
    let deployments: std::collections::BTreeSet<_> = state
        .workloads
        .keys()
        .map(|l| (&l.order.owner, l.order.dseq))
        .collect();
    json!({
        "cluster": {"leases": state.workloads.len(), "inventory": inventory},
        "bidengine": {"orders": orders},
        "manifest": {"deployments": deployments.len()},
        "cluster_public_hostname": "127.0.0.1",
        "address": agent.address(),
    })
}

fn amounts(a: &Amounts) -> Value {
    json!({"cpu": a.cpu, "gpu": a.gpu, "memory": a.memory, "storage_ephemeral": a.disk})
}

fn metric(r: &Reservation) -> Value {
    let mut value = amounts(&r.total());
    if !r.storage.is_empty() {
        value["storage"] = json!(r.storage);
    }
    value
}

/// `GET /lease/…/manifest`.
pub fn manifest(agent: &Agent, lease: &LeaseId) -> Answer {
    match agent.state().workload(lease) {
        Some(w) => match serde_json::from_str(&canonical(std::slice::from_ref(w.group()))) {
            Ok(value) => ok(&value),
            Err(e) => text(500, &e.to_string()),
        },
        None => text(404, "lease not found"),
    }
}

/// `GET /lease/…/status`.
pub fn lease(agent: &Agent, lease: &LeaseId) -> Answer {
    let state = agent.state();
    let now = agent.clock.now();
    let Some(workload) = state.workload(lease) else {
        return bare(404);
    };
    if !workload.exists(now) {
        return text(404, "kube: no deployments for lease");
    }
    let mut services = Map::new();
    for rollout in workload.services() {
        let uris = uris(agent, workload, rollout);
        services.insert(
            rollout.spec.name.clone(),
            counts(rollout, &workload.counts(rollout, now), &uris),
        );
    }
    ok(&json!({
        "services": services,
        "forwarded_ports": forwarded(&state, workload),
        "ips": addresses(agent, workload),
    }))
}

/// `GET /lease/…/service/{name}/status`.
pub fn service(agent: &Agent, lease: &LeaseId, name: &str) -> Answer {
    let state = agent.state();
    let now = agent.clock.now();
    let Some(workload) = state.workload(lease) else {
        return text(404, "kube: no manifest for lease");
    };
    if !workload.exists(now) {
        return text(404, "kube: no deployments for lease");
    }
    let Some(rollout) = workload.service(name) else {
        return text(404, "kube: no service for that lease");
    };
    // Here the real daemon lists the host names of the whole lease.
    let own = uris(agent, workload, rollout);
    let all: Vec<String> = workload
        .services()
        .flat_map(|r| uris(agent, workload, r))
        .collect();
    ok(&counts(
        rollout,
        &workload.counts(rollout, now),
        if own.is_empty() { &own } else { &all },
    ))
}

/// Where a service answers: the page of the simulation first, then the host names its manifest asks for.
fn uris(agent: &Agent, workload: &Workload, rollout: &Rollout) -> Vec<String> {
    let ingress: Vec<_> = rollout
        .spec
        .exposes()
        .iter()
        .filter(|e| e.is_ingress())
        .collect();
    if ingress.is_empty() {
        return vec![];
    }
    let label = names::host_label(workload.lease(), &rollout.spec.name);
    let page = format!("127.0.0.1:{}/{label}", agent.ingress);
    std::iter::once(page)
        .chain(
            ingress
                .iter()
                .flat_map(|e| e.hosts.iter().flatten().cloned()),
        )
        .collect()
}

fn counts(rollout: &Rollout, c: &Counts, uris: &[String]) -> Value {
    json!({
        "name": rollout.spec.name,
        "available": c.available,
        "total": c.total,
        "uris": (!uris.is_empty()).then_some(uris),
        "observed_generation": c.generation,
        "replicas": c.total,
        "updated_replicas": c.updated,
        "ready_replicas": c.available,
        "available_replicas": c.available,
    })
}

/// `null` unless a global expose has another external port than 80; a stored 0 is another too.
fn forwarded(state: &State, workload: &Workload) -> Value {
    let exposes = || {
        workload
            .services()
            .flat_map(|r| r.spec.exposes().iter().map(move |e| (r, e)))
    };
    if !exposes().any(|(_, e)| e.global && e.external_port != 80) {
        return Value::Null;
    }
    let mut map: Map<String, Value> = Map::new();
    for (rollout, e) in exposes().filter(|(_, e)| e.global && !e.is_ingress()) {
        let name = &rollout.spec.name;
        let key = (
            workload.lease().clone(),
            name.clone(),
            e.port,
            e.proto.clone(),
        );
        if let Some(node_port) = state.ports.get(&key) {
            let entry = map.entry(name.clone()).or_insert_with(|| json!([]));
            if let Some(list) = entry.as_array_mut() {
                list.push(
                    json!({"host": "127.0.0.1", "port": e.port, "externalPort": node_port,
                    "proto": e.proto, "name": name}),
                );
            }
        }
    }
    Value::Object(map)
}

/// `null` unless the provider leases addresses and the group uses one. The names are capitalised on the wire.
fn addresses(agent: &Agent, workload: &Workload) -> Value {
    if agent.spec.inventory.addresses == 0 {
        return Value::Null;
    }
    let mut map: Map<String, Value> = Map::new();
    for rollout in workload.services() {
        for e in rollout
            .spec
            .exposes()
            .iter()
            .filter(|e| e.global && !e.ip.is_empty())
        {
            let address = format!("203.0.113.{}", 20 + e.sequence % 200);
            let entry = map
                .entry(rollout.spec.name.clone())
                .or_insert_with(|| json!([]));
            if let Some(list) = entry.as_array_mut() {
                list.push(json!({"Port": e.port, "ExternalPort": e.external(), "Protocol": e.proto, "IP": address}));
            }
        }
    }
    if map.is_empty() {
        Value::Null
    } else {
        Value::Object(map)
    }
}
