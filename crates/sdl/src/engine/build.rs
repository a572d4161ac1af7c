//! Groups and manifest.

use std::collections::BTreeMap;

use proto::DecCoin;
use proto::base_attributes_v1::{Attribute, PlacementRequirements, SignedBy};
use proto::base_resources_v1beta4 as res;
use proto::deployment_v1beta4::{GroupSpec, ResourceUnit};
use serde_json::{Map, Value, json};

use super::model::{Attributes, Compute, Expose, Placement, Sdl, Service, To, Volume};
use super::{Res, SdlError, rules};

/// What an SDL becomes.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub(super) groups: Vec<GroupSpec>,
    pub(super) manifest: Value,
    pub(super) services: Vec<String>,
    pub(super) reclamation: Option<i64>,
}

/// An expose as the manifest has it: one per `to`.
#[derive(Debug, Clone)]
struct Opened<'a> {
    expose: &'a Expose,
    to: To,
    sequence: u32,
}

#[derive(Default)]
struct Group {
    units: Vec<(String, ResourceUnit)>,
    services: Vec<Value>,
    tee: Option<String>,
}

/// The order of volumes: an insertion sort with the reference's comparison, quirk included: volumes
/// of one size without persistence come out in reverse.
pub(super) fn sort_volumes(volumes: &mut [Volume]) {
    let less = |a: &Volume, b: &Volume| {
        if a.size != b.size {
            return a.size < b.size;
        }
        let (pa, pb) = (
            a.attributes.get("persistent"),
            b.attributes.get("persistent"),
        );
        match (pa.map(String::as_str), pb.map(String::as_str)) {
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (Some("false"), Some("true")) => true,
            (Some("true"), Some("false")) => false,
            (Some("true"), Some("true")) => a.name < b.name,
            _ => true,
        }
    };
    for i in 1..volumes.len() {
        let mut j = i;
        while j > 0 && less(&volumes[j], &volumes[j - 1]) {
            volumes.swap(j, j - 1);
            j -= 1;
        }
    }
}

/// Numbers of leased addresses: all names of addresses, and an empty one for each expose that is
/// not global, sorted and numbered from 1; a name keeps its last number.
fn sequences(sdl: &Sdl) -> BTreeMap<String, u32> {
    let services = sdl
        .deployment
        .keys()
        .filter_map(|name| sdl.services.get(name));
    let mut names: Vec<String> = services
        .flat_map(|s| &s.expose)
        .flat_map(|e| &e.to)
        .filter(|to| !(to.global && to.ip.is_empty()))
        .map(|to| {
            if to.global {
                to.ip.clone()
            } else {
                String::new()
            }
        })
        .collect();
    names.sort();
    names.into_iter().zip(1..).collect()
}

fn opened<'a>(service: &'a Service, numbers: &BTreeMap<String, u32>) -> Vec<Opened<'a>> {
    let mut all = Vec::new();
    for expose in &service.expose {
        if expose.to.is_empty() {
            all.push(Opened {
                expose,
                to: To::default(),
                sequence: 0,
            });
        }
        for to in &expose.to {
            let sequence = if to.global && !to.ip.is_empty() {
                numbers.get(&to.ip).copied().unwrap_or_default()
            } else {
                0
            };
            all.push(Opened {
                expose,
                to: to.clone(),
                sequence,
            });
        }
    }
    all.sort_by(|a, b| {
        a.to.service
            .cmp(&b.to.service)
            .then(a.expose.port.cmp(&b.expose.port))
            .then(a.expose.proto.cmp(&b.expose.proto))
            .then(b.to.global.cmp(&a.to.global))
    });
    all
}

fn endpoints(opened: &[Opened<'_>]) -> Vec<res::Endpoint> {
    let mut all = Vec::new();
    for one in opened.iter().filter(|o| o.to.global) {
        let external = if one.expose.external == 0 {
            one.expose.port
        } else {
            one.expose.external
        };
        let http = one.expose.proto == "TCP" && external == 80;
        let kind = if http {
            res::EndpointKind::SharedHttp
        } else {
            res::EndpointKind::RandomPort
        };
        all.push(res::Endpoint {
            kind: kind.into(),
            sequence_number: 0,
        });
        if !one.to.ip.is_empty() {
            all.push(res::Endpoint {
                kind: res::EndpointKind::LeasedIp.into(),
                sequence_number: one.sequence,
            });
        }
    }
    all
}

fn attributes(from: &Attributes) -> Vec<Attribute> {
    from.iter()
        .map(|(key, value)| Attribute {
            key: key.clone(),
            value: value.clone(),
        })
        .collect()
}

fn value(number: impl ToString) -> Option<res::ResourceValue> {
    Some(res::ResourceValue {
        val: number.to_string().into_bytes(),
    })
}

fn resources(id: u32, compute: &Compute, endpoints: Vec<res::Endpoint>) -> res::Resources {
    res::Resources {
        id,
        cpu: Some(res::CPU {
            units: value(compute.cpu),
            attributes: attributes(&compute.cpu_attributes),
        }),
        memory: Some(res::Memory {
            quantity: value(compute.memory),
            attributes: Vec::new(),
        }),
        storage: compute
            .storage
            .iter()
            .map(|v| res::Storage {
                name: v.name.clone(),
                quantity: value(v.size),
                attributes: attributes(&v.attributes),
            })
            .collect(),
        gpu: Some(res::GPU {
            units: value(compute.gpu),
            attributes: attributes(&compute.gpu_attributes),
        }),
        endpoints,
    }
}

/// Builds groups and manifest; everything was checked to fit together.
pub(super) fn build(sdl: &Sdl) -> Res<Built> {
    rules::check_manifest(sdl)?;
    let numbers = sequences(sdl);
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for (name, placements) in &sdl.deployment {
        for (placement, placed) in placements {
            let missing =
                || SdlError::Rule(format!("Service {name} can't be placed in {placement}."));
            let service = sdl.services.get(name).ok_or_else(missing)?;
            let compute = sdl.compute.get(&placed.profile).ok_or_else(missing)?;
            let place = sdl.placement.get(placement).ok_or_else(missing)?;
            let (denom, price) = place.pricing.get(&placed.profile).ok_or_else(missing)?;
            let group = groups.entry(placement.as_str()).or_default();
            let tee = service.params.as_ref().and_then(|p| p.tee.clone());
            if let (Some(known), Some(wanted)) = (&group.tee, &tee)
                && known != wanted
            {
                return Err(SdlError::Rule(format!(
                    "Placement {placement} asks for two kinds of protection."
                )));
            }
            group.tee = group.tee.take().or(tee);
            let open = opened(service, &numbers);
            let own = endpoints(&open);
            let shared = group
                .units
                .iter_mut()
                .find(|(profile, _)| sdl.v21 && *profile == placed.profile);
            let id = match shared {
                Some((_, unit)) => {
                    unit.count = unit.count.wrapping_add(placed.count);
                    let resource = unit.resource.get_or_insert_default();
                    resource.endpoints.extend(own.clone());
                    resource.endpoints.sort_by_key(|e| e.sequence_number);
                    resource.id
                }
                None => {
                    let id = u32::try_from(group.units.len() + 1).unwrap_or(u32::MAX);
                    let mut sorted = own.clone();
                    if sdl.v21 {
                        sorted.sort_by_key(|e| e.sequence_number);
                    }
                    let unit = ResourceUnit {
                        resource: Some(resources(id, compute, sorted)),
                        count: placed.count,
                        price: Some(DecCoin {
                            denom: denom.clone(),
                            amount: price.to_wire(),
                        }),
                    };
                    group.units.push((placed.profile.clone(), unit));
                    id
                }
            };
            let resources = resources(id, compute, own);
            group.services.push(service_json(
                sdl,
                name,
                service,
                placed.count,
                &resources,
                &open,
            ));
        }
    }
    let mut denoms = groups
        .values()
        .flat_map(|g| &g.units)
        .filter_map(|(_, u)| u.price.as_ref())
        .map(|p| &p.denom);
    let first = denoms.next().cloned();
    if denoms.any(|d| Some(d) != first.as_ref()) {
        return Err(SdlError::Rule("All prices must be in one coin.".into()));
    }
    limits(&groups)?;
    let manifest = groups
        .iter()
        .map(|(name, g)| json!({ "name": name, "services": g.services }))
        .collect();
    let services = sdl
        .deployment
        .iter()
        .filter(|(_, p)| !p.is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    let groups = groups
        .into_iter()
        .map(|(name, group)| GroupSpec {
            name: name.into(),
            requirements: sdl
                .placement
                .get(name)
                .map(|p| requirements(p, group.tee.as_deref())),
            resources: group.units.into_iter().map(|(_, unit)| unit).collect(),
        })
        .collect();
    Ok(Built {
        groups,
        manifest,
        services,
        reclamation: sdl.reclamation,
    })
}

fn requirements(place: &Placement, tee: Option<&str>) -> PlacementRequirements {
    let mut all = attributes(&place.attributes);
    if let Some(tee) = tee {
        all.push(Attribute {
            key: "tee/type".into(),
            value: tee.into(),
        });
        all.sort_by(|a, b| a.key.cmp(&b.key));
    }
    PlacementRequirements {
        signed_by: Some(SignedBy {
            all_of: place.all_of.clone().unwrap_or_default(),
            any_of: place.any_of.clone().unwrap_or_default(),
        }),
        attributes: all,
    }
}

/// Hard limits of the chain for one unit and for a group.
fn limits(groups: &BTreeMap<&str, Group>) -> Res {
    let number = |v: &Option<res::ResourceValue>| {
        v.as_ref()
            .and_then(|v| std::str::from_utf8(&v.val).ok()?.parse::<u128>().ok())
            .unwrap_or_default()
    };
    let out = |what: &str, group: &str| {
        SdlError::Rule(format!(
            "The {what} of group {group} is outside what Akash accepts."
        ))
    };
    for (name, group) in groups {
        let (mut cpu, mut gpu, mut memory) = (0, 0, 0);
        for (_, unit) in &group.units {
            let Some(r) = &unit.resource else { continue };
            let count = u128::from(unit.count);
            let c = r.cpu.as_ref().map(|c| number(&c.units)).unwrap_or_default();
            let g = r.gpu.as_ref().map(|g| number(&g.units)).unwrap_or_default();
            let m = r
                .memory
                .as_ref()
                .map(|m| number(&m.quantity))
                .unwrap_or_default();
            let attributes = r.gpu.as_ref().is_some_and(|g| !g.attributes.is_empty());
            if !(10..=384_000).contains(&c) {
                return Err(out("CPU", name));
            }
            if g > 24 || (g == 0 && attributes) {
                return Err(out("GPU", name));
            }
            if !((1 << 20)..=(1_u128 << 41)).contains(&m) {
                return Err(out("memory", name));
            }
            let disks = r.storage.iter().map(|s| number(&s.quantity));
            if r.storage.is_empty()
                || !disks
                    .into_iter()
                    .all(|s| ((5 << 20)..=(1_u128 << 45)).contains(&s))
            {
                return Err(out("storage", name));
            }
            let price = unit
                .price
                .as_ref()
                .and_then(|p| types::Dec18::from_wire(&p.amount).ok())
                .unwrap_or_default();
            if price.trunc() > 10_000_000
                || (price.trunc() == 10_000_000
                    && !price
                        .checked_sub(types::Dec18::from_int(10_000_000).unwrap_or_default())
                        .unwrap_or_default()
                        .is_zero())
            {
                return Err(out("price", name));
            }
            cpu += c * count;
            gpu += g * count;
            memory += m * count;
        }
        if cpu == 0 || cpu > 384_000 * 50 {
            return Err(out("CPU", name));
        }
        if gpu > 24 * 50 {
            return Err(out("GPU", name));
        }
        if memory == 0 || memory > (1_u128 << 41) * 50 {
            return Err(out("memory", name));
        }
    }
    Ok(())
}

fn attributes_json(from: &[Attribute]) -> Value {
    let one = |a: &Attribute| {
        let mut map = Map::new();
        for (name, value) in [("key", &a.key), ("value", &a.value)] {
            if !value.is_empty() {
                map.insert(name.into(), value.clone().into());
            }
        }
        Value::Object(map)
    };
    from.iter().map(one).collect()
}

fn resources_json(r: &res::Resources) -> Value {
    let text = |v: &Option<res::ResourceValue>| {
        let digits = v
            .as_ref()
            .map(|v| String::from_utf8_lossy(&v.val).into_owned())
            .unwrap_or_default();
        json!({ "val": digits })
    };
    let with = |mut value: Value, attributes: &[Attribute]| {
        if !attributes.is_empty()
            && let Some(map) = value.as_object_mut()
        {
            map.insert("attributes".into(), attributes_json(attributes));
        }
        value
    };
    let cpu = r.cpu.clone().unwrap_or_default();
    let gpu = r.gpu.clone().unwrap_or_default();
    let memory = r.memory.clone().unwrap_or_default();
    let storage: Vec<Value> = r
        .storage
        .iter()
        .map(|s| {
            with(
                json!({ "name": s.name, "size": text(&s.quantity) }),
                &s.attributes,
            )
        })
        .collect();
    let endpoints: Vec<Value> = r
        .endpoints
        .iter()
        .map(|e| {
            let mut map = Map::new();
            if e.kind != 0 {
                map.insert("kind".into(), e.kind.into());
            }
            map.insert("sequence_number".into(), e.sequence_number.into());
            Value::Object(map)
        })
        .collect();
    json!({
        "id": r.id,
        "cpu": with(json!({ "units": text(&cpu.units) }), &cpu.attributes),
        "memory": { "size": text(&memory.quantity) },
        "storage": storage,
        "gpu": with(json!({ "units": text(&gpu.units) }), &gpu.attributes),
        "endpoints": endpoints,
    })
}

fn service_json(
    sdl: &Sdl,
    name: &str,
    service: &Service,
    count: u32,
    resources: &res::Resources,
    open: &[Opened<'_>],
) -> Value {
    let mut json = json!({
        "name": name,
        "image": service.image,
        "command": service.command,
        "args": service.args,
        "env": service.env,
        "resources": resources_json(resources),
        "count": count,
        "expose": open.iter().map(expose_json).collect::<Vec<_>>(),
        "credentials": service.credentials.as_ref().map(|c| {
            let text = |t: &str| if sdl.v21 { t.trim().to_owned() } else { t.to_owned() };
            let email = if sdl.v21 { text(&c.email) } else { String::new() };
            json!({ "host": text(&c.host), "email": email, "username": text(&c.username), "password": text(&c.password) })
        }),
    });
    if let (Some(params), Some(map)) = (&service.params, json.as_object_mut()) {
        let storage = params.storage.as_ref().filter(|s| !s.is_empty()).map(|volumes| {
            let one = |(name, (mount, read_only)): (&String, &(String, bool))| json!({ "name": name, "mount": mount, "readOnly": read_only });
            volumes.iter().map(one).collect::<Vec<_>>()
        });
        let mut written = Map::new();
        written.insert("storage".into(), json!(storage));
        if let Some(read) = &params.permissions {
            written.insert(
                "permissions".into(),
                if read.is_empty() {
                    json!({})
                } else {
                    json!({ "read": read })
                },
            );
        }
        if let Some(tee) = &params.tee {
            written.insert("tee".into(), json!({ "type": tee, "attestation": true }));
        }
        map.insert("params".into(), Value::Object(written));
    }
    json
}

fn expose_json(one: &Opened<'_>) -> Value {
    let http = &one.expose.http;
    let mut options = json!({
        "maxBodySize": http.max_body_size,
        "readTimeout": http.read_timeout,
        "sendTimeout": http.send_timeout,
        "nextTries": http.next_tries,
        "nextTimeout": http.next_timeout,
        "nextCases": http.next_cases,
    });
    if http.proxy_buffer_size != 0
        && let Some(map) = options.as_object_mut()
    {
        map.insert("proxyBufferSize".into(), http.proxy_buffer_size.into());
    }
    json!({
        "port": one.expose.port,
        "externalPort": one.expose.external,
        "proto": one.expose.proto,
        "service": one.to.service,
        "global": one.to.global,
        "hosts": one.expose.accept,
        "httpOptions": options,
        "ip": one.to.ip,
        "endpointSequenceNumber": one.sequence,
    })
}
