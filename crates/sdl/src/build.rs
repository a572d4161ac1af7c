//! Model to group specs and manifest, in the reference's order.

use std::collections::{BTreeMap, HashMap};

use ecow::{EcoString, EcoVec};

use crate::check::Findings;
use crate::gosort;
use crate::model::{self, Sdl, Text};
use crate::problem::Stage;
use crate::spec::*;

/// Groups and manifest of one document; they have the same length and names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Built {
    pub groups: Vec<GroupSpec>,
    pub manifest: Vec<ManifestGroup>,
}

struct Group<'s> {
    spec: GroupSpec,
    manifest: ManifestGroup,
    bound: HashMap<&'s str, usize>,
    tee: Option<&'s str>,
}

/// Builds; what is wrong goes to `findings` as decode problems.
pub(crate) fn build(sdl: &Sdl<'_>, findings: &mut Findings<'_>) -> Built {
    let sequence = sequence_numbers(sdl);
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let nothing = model::Service::default();
    for (name, placements) in &sdl.deployment {
        let service = sdl.services.get(name).unwrap_or(&nothing);
        let mut expose = exposes(name, service, &sequence, findings);
        let mut left = placements.len();
        for (placement, deploy) in placements {
            left -= 1;
            let compute = sdl.compute.get(&deploy.profile).and_then(Option::as_ref);
            let infra = sdl.placement.get(placement);
            let at = *order.entry(placement).or_insert_with(|| {
                groups.push(open(placement, infra));
                groups.len() - 1
            });
            let group = &mut groups[at];
            tee(name, placement, service, compute, group, findings);
            let mut resources = compute.map(resources).unwrap_or_default();
            resources.endpoints = endpoints(&expose);
            let bound = sdl
                .v21
                .then(|| group.bound.get(&*deploy.profile).copied())
                .flatten();
            match bound {
                Some(at) => {
                    let unit = &mut group.spec.resources[at];
                    resources.id = unit.resource.id;
                    unit.count = unit.count.wrapping_add(deploy.count);
                    unit.resource
                        .endpoints
                        .extend_from_slice(&resources.endpoints);
                    gosort::sort(&mut unit.resource.endpoints, |a, b| {
                        a.sequence_number < b.sequence_number
                    });
                }
                None => {
                    resources.id = group.spec.resources.len() as u32 + 1;
                    let price = infra
                        .and_then(|infra| infra.pricing.get(&deploy.profile))
                        .and_then(Option::as_ref);
                    if sdl.v21 {
                        let at = group.spec.resources.len();
                        group.bound.insert(&deploy.profile, at);
                    }
                    group.spec.resources.push(ResourceUnit {
                        resource: resources.clone(),
                        count: deploy.count,
                        price: price.map_or_else(Price::default, |price| Price {
                            denom: word(&price.denom),
                            amount: price.amount,
                        }),
                    });
                }
            }
            group.manifest.services.push(ManifestService {
                name: word(name),
                image: word(&service.image),
                command: owned(service.command.as_ref()),
                args: owned(service.args.as_ref()),
                env: owned(service.env.as_ref()),
                resources,
                count: deploy.count,
                expose: match left {
                    0 => std::mem::take(&mut expose),
                    _ => expose.clone(),
                },
                params: service.params.as_deref().map(params),
                credentials: service
                    .credentials
                    .as_deref()
                    .map(|credentials| access(credentials, sdl.v21)),
            });
        }
    }
    groups.sort_by(|a, b| a.spec.name.cmp(&b.spec.name));
    let parts = groups.into_iter().map(|group| (group.spec, group.manifest));
    let (groups, manifest) = parts.unzip();
    Built { groups, manifest }
}

fn word(text: &Text<'_>) -> EcoString {
    EcoString::from(&**text)
}

fn owned(list: Option<&Vec<Text<'_>>>) -> Option<Vec<EcoString>> {
    list.map(|list| list.iter().map(word).collect())
}

fn attributes(list: &[model::Attribute<'_>]) -> EcoVec<Attribute> {
    list.iter()
        .map(|(key, value)| Attribute {
            key: word(key),
            value: word(value),
        })
        .collect()
}

fn open<'s>(name: &str, infra: Option<&model::Placement<'_>>) -> Group<'s> {
    let requirements = infra.map_or_else(Requirements::default, |infra| Requirements {
        all_of: owned(infra.all_of.as_ref()),
        any_of: owned(infra.any_of.as_ref()),
        attributes: attributes(&infra.attributes),
    });
    Group {
        spec: GroupSpec {
            name: name.into(),
            requirements,
            resources: Vec::new(),
        },
        manifest: ManifestGroup {
            name: name.into(),
            services: Vec::new(),
        },
        bound: HashMap::new(),
        tee: None,
    }
}

fn tee<'s>(
    name: &str,
    placement: &str,
    service: &'s model::Service<'_>,
    compute: Option<&model::Resources<'_>>,
    group: &mut Group<'s>,
    findings: &mut Findings<'_>,
) {
    let Some(kind) = service
        .params
        .as_ref()
        .map(|params| &*params.tee)
        .filter(|tee| !tee.is_empty())
    else {
        return;
    };
    let path = ["services", name, "params", "tee"];
    if !matches!(kind, "cpu" | "cpu-gpu") {
        return findings.error(
            Stage::Decode,
            "tee-type",
            &path,
            format!("the type is 'cpu' or 'cpu-gpu', not {kind:?}"),
        );
    }
    let Some(compute) = compute else {
        return findings.error(
            Stage::Decode,
            "tee-resources",
            &path,
            "confidential computing needs a compute profile with resources",
        );
    };
    if kind == "cpu-gpu" && compute.gpu.as_ref().is_none_or(|gpu| gpu.units == 0) {
        return findings.error(
            Stage::Decode,
            "tee-gpu",
            &path,
            "'cpu-gpu' needs a compute profile with GPUs",
        );
    }
    match group.tee {
        Some(other) if other != kind => {
            findings.error(
                Stage::Decode,
                "tee-conflict",
                &path,
                format!("the placement {placement:?} already has the type {other:?}"),
            );
        }
        Some(_) => {}
        None => {
            group.tee = Some(kind);
            let list = &mut group.spec.requirements.attributes;
            list.push(Attribute {
                key: "tee/type".into(),
                value: kind.into(),
            });
            gosort::sort(list.make_mut(), |a, b| a.key < b.key);
        }
    }
}

/// Numbers of leased IPs. A target that is not global counts as an IP without a name.
fn sequence_numbers<'s>(sdl: &'s Sdl<'_>) -> HashMap<&'s str, u32> {
    let mut names: Vec<&str> = Vec::new();
    for service in sdl
        .deployment
        .keys()
        .filter_map(|name| sdl.services.get(name))
    {
        for to in service.expose.iter().flat_map(|expose| &expose.to) {
            if !(to.global && to.ip.is_empty()) {
                names.push(&to.ip);
            }
        }
    }
    names.sort_unstable();
    names.into_iter().zip(1..).collect()
}

fn exposes(
    name: &str,
    service: &model::Service<'_>,
    sequence: &HashMap<&str, u32>,
    findings: &mut Findings<'_>,
) -> Vec<ServiceExpose> {
    let mut out = Vec::with_capacity(service.expose.len());
    for (index, expose) in service.expose.iter().enumerate() {
        let mut buffer = itoa::Buffer::new();
        let index = buffer.format(index);
        let proto = match protocol(&expose.proto) {
            Some(proto) => proto,
            None => {
                findings.error(
                    Stage::Decode,
                    "protocol",
                    &["services", name, "expose", index, "proto"],
                    "the protocol is tcp or udp",
                );
                Protocol::Tcp
            }
        };
        let http_options = http_options(
            &expose.http,
            &["services", name, "expose", index, "http_options"],
            findings,
        );
        let hosts = expose.accept.as_ref();
        let hosts: Option<EcoVec<_>> = hosts.map(|list| list.iter().map(word).collect());
        let one = |service: &str, global: bool, ip: &str| ServiceExpose {
            port: expose.port,
            external_port: expose.external,
            proto,
            service: service.into(),
            global,
            hosts: hosts.clone(),
            http_options: http_options.clone(),
            ip: ip.into(),
            endpoint_sequence_number: if global && !ip.is_empty() {
                sequence.get(ip).copied().unwrap_or_default()
            } else {
                0
            },
        };
        if expose.to.is_empty() {
            out.push(one("", false, ""));
        }
        out.extend(
            expose
                .to
                .iter()
                .map(|to| one(&to.service, to.global, &to.ip)),
        );
    }
    gosort::sort(&mut out, |a, b| {
        let (x, y) = ((&a.service, a.port, a.proto), (&b.service, b.port, b.proto));
        if x != y { x < y } else { a.global && !b.global }
    });
    out
}

/// The protocol of a name in any case; none is TCP.
fn protocol(name: &str) -> Option<Protocol> {
    if name.is_empty() || name.eq_ignore_ascii_case("tcp") {
        Some(Protocol::Tcp)
    } else if name.eq_ignore_ascii_case("udp") {
        Some(Protocol::Udp)
    } else {
        None
    }
}

const CASES: [&str; 9] = [
    "error", "timeout", "500", "502", "503", "504", "403", "404", "429",
];

fn http_options(
    http: &model::HttpOptions<'_>,
    path: &[&str],
    findings: &mut Findings<'_>,
) -> ServiceHttpOptions {
    let mut limit = |value: u32, max: u32, default: u32, key: &str| {
        if value > max {
            findings.error(
                Stage::Decode,
                "http-limit",
                &[path, &[key]].concat(),
                format!("at most {max} is allowed"),
            );
        }
        if value == 0 { default } else { value }
    };
    let max_body_size = limit(http.max_body_size, 104_857_600, 1_048_576, "max_body_size");
    let proxy_buffer_size = limit(http.proxy_buffer_size, 1_048_576, 0, "proxy_buffer_size");
    let read_timeout = limit(http.read_timeout, 60_000, 60_000, "read_timeout");
    let send_timeout = limit(http.send_timeout, 60_000, 60_000, "send_timeout");
    let cases = &http.next_cases;
    for (index, case) in cases.iter().enumerate() {
        let index = index.to_string();
        let path = [path, &["next_cases", &index]].concat();
        if case == "off" {
            if cases.len() != 1 {
                findings.error(Stage::Decode, "http-cases", &path, "'off' must stand alone");
            }
        } else if !CASES.contains(&&**case) {
            findings.error(
                Stage::Decode,
                "http-cases",
                &path,
                format!("{case:?} is not one of {}, off", CASES.join(", ")),
            );
        }
    }
    let next_cases = if cases.is_empty() {
        ["error", "timeout"].map(EcoString::from).into()
    } else {
        cases.iter().map(word).collect()
    };
    ServiceHttpOptions {
        max_body_size,
        proxy_buffer_size,
        read_timeout,
        send_timeout,
        next_tries: if http.next_tries == 0 {
            3
        } else {
            http.next_tries
        },
        next_timeout: http.next_timeout,
        next_cases,
    }
}

fn endpoints(exposes: &[ServiceExpose]) -> Vec<Endpoint> {
    let mut out = Vec::new();
    for expose in exposes.iter().filter(|expose| expose.global) {
        let kind = if expose.is_ingress() {
            EndpointKind::SharedHttp
        } else {
            EndpointKind::RandomPort
        };
        let open = Endpoint {
            kind,
            sequence_number: 0,
        };
        let leased = Endpoint {
            kind: EndpointKind::LeasedIp,
            sequence_number: expose.endpoint_sequence_number,
        };
        match (expose.ip.is_empty(), expose.endpoint_sequence_number) {
            (true, _) => out.push(open),
            (false, 0) => out.extend([leased, open]),
            (false, _) => out.extend([open, leased]),
        }
    }
    out
}

fn resources(compute: &model::Resources<'_>) -> Resources {
    Resources {
        id: 0,
        cpu: compute.cpu.as_ref().map(|cpu| Units {
            units: u64::from(cpu.millis),
            attributes: attributes(&cpu.attributes),
        }),
        memory: compute.memory,
        storage: compute
            .storage
            .iter()
            .flatten()
            .map(|volume| Volume {
                name: word(&volume.name),
                size: volume.size,
                attributes: attributes(&volume.attributes),
            })
            .collect(),
        gpu: compute
            .gpu
            .as_ref()
            .map_or_else(Units::default, |gpu| Units {
                units: gpu.units,
                attributes: gpu
                    .attributes
                    .iter()
                    .map(|key| Attribute {
                        key: key.into(),
                        value: "true".into(),
                    })
                    .collect(),
            }),
        endpoints: Vec::new(),
    }
}

fn params(params: &model::Params<'_>) -> ServiceParams {
    let mounts: Vec<Mount> = params
        .storage
        .iter()
        .map(|(name, mount)| Mount {
            name: word(name),
            mount: word(&mount.mount),
            read_only: mount.read_only,
        })
        .collect();
    ServiceParams {
        storage: (!mounts.is_empty()).then_some(mounts),
        permissions: owned(params.permissions.as_ref()),
        tee: (!params.tee.is_empty()).then(|| word(&params.tee)),
    }
}

fn access(credentials: &model::Credentials<'_>, v21: bool) -> Credentials {
    let field = |text: &Text<'_>| {
        if v21 {
            crate::check::go_trim(text).into()
        } else {
            word(text)
        }
    };
    Credentials {
        host: field(&credentials.host),
        email: if v21 {
            field(&credentials.email)
        } else {
            EcoString::new()
        },
        username: field(&credentials.username),
        password: field(&credentials.password),
    }
}
