//! A picture of the document: services, what each exposes to whom, where it runs.

use crate::model::Sdl;

/// What a document describes, even while parts of it are wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Services, sorted by name.
    pub services: Vec<ServiceOutline>,
    /// Services that may reach another.
    pub links: Vec<Link>,
    /// Placement profiles, sorted by name.
    pub placements: Vec<String>,
    /// Compute profiles, sorted by name.
    pub profiles: Vec<String>,
    /// Leased IP endpoints, sorted by name.
    pub endpoints: Vec<String>,
}

/// A service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceOutline {
    /// Name.
    pub name: String,
    /// Image reference; empty if missing.
    pub image: String,
    /// Variables as written.
    pub env: Vec<String>,
    /// Entry point, if given.
    pub command: Vec<String>,
    /// Arguments, if given.
    pub args: Vec<String>,
    /// Ports in the order of the text.
    pub expose: Vec<Exposed>,
    /// Where it runs.
    pub placed: Vec<Placed>,
}

/// A port of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposed {
    /// Port of the container.
    pub port: u32,
    /// Port outside; 0 if not given.
    pub external: u32,
    /// Protocol as written; empty means TCP.
    pub proto: String,
    /// Reachable from the internet.
    pub global: bool,
    /// Services that may reach it.
    pub services: Vec<String>,
    /// Leased IP endpoints it is bound to.
    pub ips: Vec<String>,
    /// Host names.
    pub hosts: Vec<String>,
}

/// One placement of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// Placement profile.
    pub placement: String,
    /// Compute profile.
    pub profile: String,
    /// Replicas.
    pub count: u32,
    /// CPU of one replica in thousandths.
    pub cpu_millis: u64,
    /// Memory of one replica in bytes.
    pub memory: u64,
    /// Volumes of one replica: name and bytes.
    pub storage: Vec<(String, u64)>,
    /// GPUs of one replica.
    pub gpus: u64,
    /// GPU models allowed, as attribute keys.
    pub gpu_models: Vec<String>,
    /// Denomination of the price; empty if there is none.
    pub denom: String,
    /// Highest price of one replica for one block, × 10¹⁸.
    pub price: u128,
}

/// `from` offers a port to `to`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Service with the port.
    pub from: String,
    /// Service that may reach it.
    pub to: String,
    /// Port.
    pub port: u32,
}

pub(crate) fn outline(sdl: &Sdl<'_>) -> Outline {
    let list = |list: &Option<Vec<crate::model::Text<'_>>>| {
        list.iter().flatten().map(|text| text.to_string()).collect()
    };
    let mut outline = Outline {
        placements: sdl.placement.keys().map(ToString::to_string).collect(),
        profiles: sdl.compute.keys().map(ToString::to_string).collect(),
        endpoints: sdl.endpoints.keys().map(ToString::to_string).collect(),
        ..Outline::default()
    };
    for (name, service) in &sdl.services {
        let mut shown = ServiceOutline {
            name: name.to_string(),
            image: service.image.to_string(),
            env: list(&service.env),
            command: list(&service.command),
            args: list(&service.args),
            ..ServiceOutline::default()
        };
        for expose in &service.expose {
            let services: Vec<String> = expose
                .to
                .iter()
                .filter(|to| !to.service.is_empty())
                .map(|to| to.service.to_string())
                .collect();
            outline.links.extend(services.iter().map(|to| Link {
                from: name.to_string(),
                to: to.clone(),
                port: expose.port,
            }));
            shown.expose.push(Exposed {
                port: expose.port,
                external: expose.external,
                proto: expose.proto.to_string(),
                global: expose.to.iter().any(|to| to.global),
                services,
                ips: expose
                    .to
                    .iter()
                    .filter(|to| !to.ip.is_empty())
                    .map(|to| to.ip.to_string())
                    .collect(),
                hosts: list(&expose.accept),
            });
        }
        for (placement, deploy) in sdl.deployment.get(name).into_iter().flatten() {
            let mut placed = Placed {
                placement: placement.to_string(),
                profile: deploy.profile.to_string(),
                count: deploy.count,
                ..Placed::default()
            };
            if let Some(resources) = sdl.compute.get(&deploy.profile).and_then(Option::as_ref) {
                placed.cpu_millis = resources
                    .cpu
                    .as_ref()
                    .map_or(0, |cpu| u64::from(cpu.millis));
                placed.memory = resources.memory.unwrap_or_default();
                placed.storage = resources
                    .storage
                    .iter()
                    .flatten()
                    .map(|volume| (volume.name.to_string(), volume.size))
                    .collect();
                if let Some(gpu) = &resources.gpu {
                    placed.gpus = gpu.units;
                    placed.gpu_models = gpu.attributes.clone();
                }
            }
            let price = sdl
                .placement
                .get(placement)
                .and_then(|infra| infra.pricing.get(&deploy.profile));
            if let Some(Some(price)) = price {
                placed.denom = price.denom.to_string();
                placed.price = price.amount;
            }
            shown.placed.push(placed);
        }
        outline.services.push(shown);
    }
    outline
}
