//! What a draft says, read leniently: everything that can be shown is, whatever else is wrong.

use std::ops::Range;

use crate::yaml::whole;

use super::tree::{Entry, Kind, Node, Tree};

/// A GPU that will do; what is `None` may be anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gpu {
    /// Vendor.
    pub vendor: String,
    /// Model.
    pub model: String,
    /// Memory.
    pub ram: Option<String>,
    /// `pcie` or `sxm`.
    pub interface: Option<String>,
}

/// One entry of `expose`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Port {
    /// Port inside.
    pub port: u32,
    /// Port outside, when written.
    pub as_port: Option<u32>,
    /// UDP instead of TCP.
    pub udp: bool,
    /// Reached from anywhere.
    pub global: bool,
    /// Services that may reach it.
    pub to: Vec<String>,
    /// Host names.
    pub accept: Vec<String>,
}

/// HTTP options of a port; what is `None` or empty is left to the network's defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpOptions {
    /// Largest body, in bytes.
    pub max_body_size: Option<u32>,
    /// Buffer of the proxy, in bytes.
    pub proxy_buffer_size: Option<u32>,
    /// Milliseconds to wait for an answer.
    pub read_timeout: Option<u32>,
    /// Milliseconds to wait for a request.
    pub send_timeout: Option<u32>,
    /// How many other instances are tried.
    pub next_tries: Option<u32>,
    /// Milliseconds for trying others; 0 for no limit.
    pub next_timeout: Option<u32>,
    /// What makes the proxy try another.
    pub next_cases: Vec<String>,
}

/// What an entry of `expose` has besides its [`Port`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// Endpoint whose leased address it answers on.
    pub endpoint: Option<String>,
    /// HTTP options.
    pub http: HttpOptions,
}

/// Login of a registry.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// Registry.
    pub host: String,
    /// Mail address; empty for none.
    pub email: String,
    /// Name of the user.
    pub username: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("host", &self.host)
            .field("email", &self.email)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// One disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disk {
    /// Volume name; `default` where none is written.
    pub name: String,
    /// Size as written.
    pub size: String,
    /// Class, for what lasts or is in memory.
    pub class: Option<String>,
    /// Mount path.
    pub mount: Option<String>,
    /// Mounted read-only.
    pub read_only: bool,
}

/// One service with all that belongs to it elsewhere in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Image.
    pub image: String,
    /// Placements it is deployed in.
    pub placements: Vec<String>,
    /// Its compute profile in the first of them.
    pub profile: String,
    /// Replicas.
    pub count: u64,
    /// CPU as written.
    pub cpu: String,
    /// Memory as written.
    pub memory: String,
    /// GPUs per replica.
    pub gpu_units: u64,
    /// Which will do; empty for any.
    pub gpus: Vec<Gpu>,
    /// Disks.
    pub disks: Vec<Disk>,
    /// Ways in.
    pub ports: Vec<Port>,
    /// What the ways in have besides, in the same order.
    pub ways: Vec<Way>,
    /// Login of its image's registry.
    pub credentials: Option<Credentials>,
    /// Confidential computing.
    pub tee: Option<String>,
    /// What it may read about its deployment.
    pub permissions: Vec<String>,
    /// Environment.
    pub env: Vec<String>,
    /// Command.
    pub command: Vec<String>,
    /// Arguments.
    pub args: Vec<String>,
    /// Price cap: amount as written, and denom.
    pub cap: Option<(String, String)>,
    /// Bytes of its entry under `services`.
    pub at: Range<usize>,
    /// Bytes of its image's value, else of its name.
    pub image_at: Range<usize>,
}

/// One placement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Name.
    pub name: String,
    /// Attributes asked for.
    pub attributes: Vec<(String, String)>,
    /// Whether an auditor's signature is asked for.
    pub signed: bool,
    /// Auditors who must all have signed.
    pub all_of: Vec<String>,
    /// Auditors of whom one must have signed.
    pub any_of: Vec<String>,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// In the order of the text.
    pub services: Vec<Service>,
    /// In the order of the text.
    pub places: Vec<Place>,
    /// Names of endpoints, in the order of the text.
    pub endpoints: Vec<String>,
    /// Names of compute profiles, in the order of the text.
    pub profiles: Vec<String>,
}

pub(super) fn texts(tree: &Tree, node: Option<&Node>) -> Vec<String> {
    node.map(|n| {
        tree.real(n)
            .items()
            .iter()
            .filter_map(|i| tree.real(&i.value).text().map(Into::into))
            .collect()
    })
    .unwrap_or_default()
}

fn word(tree: &Tree, node: &Node, key: &str) -> Option<String> {
    tree.get(node, key).and_then(Node::text).map(Into::into)
}

fn yes(text: Option<String>) -> bool {
    text.is_some_and(|t| matches!(t.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "y"))
}

/// Reads `tree`.
#[must_use]
pub fn outline(tree: &Tree) -> Outline {
    let mut services: Vec<&Entry> = Vec::new();
    for section in tree.sections("services") {
        for entry in tree.real(section).entries() {
            services.retain(|e| e.key != entry.key);
            services.push(entry);
        }
    }
    let places = tree.pairs_at("profiles", &["placement"]);
    Outline {
        services: services
            .iter()
            .filter(|e| !matches!(e.key.as_str(), "<<" | ""))
            .map(|e| {
                let at = e.key_at.start..e.end();
                let mut service = service(tree, &e.key, tree.real(&e.value));
                service.image_at = match e.value.own("image") {
                    Some(i) if i.value.kind != Kind::Null => i.value.at.clone(),
                    Some(i) => i.key_at.clone(),
                    None => e.key_at.clone(),
                };
                service.at = at;
                service
            })
            .collect(),
        places: places
            .into_iter()
            .map(|(name, node)| Place {
                name: name.into(),
                attributes: tree
                    .get(node, "attributes")
                    .map(|a| tree.pairs(a))
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(k, v)| (k.to_string(), v.text().unwrap_or_default().to_string()))
                    .collect(),
                signed: ["anyOf", "allOf"]
                    .iter()
                    .any(|list| !signers(tree, node, list).is_empty()),
                all_of: signers(tree, node, "allOf"),
                any_of: signers(tree, node, "anyOf"),
            })
            .collect(),
        endpoints: names(tree, "endpoints", &[]),
        profiles: names(tree, "profiles", &["compute"]),
    }
}

fn names(tree: &Tree, section: &str, path: &[&str]) -> Vec<String> {
    let pairs = tree.pairs_at(section, path);
    pairs.into_iter().map(|(name, _)| name.into()).collect()
}

fn signers(tree: &Tree, place: &Node, list: &str) -> Vec<String> {
    let signed = tree.get(place, "signedBy");
    texts(tree, signed.and_then(|s| tree.get(s, list)))
}

fn service(tree: &Tree, name: &str, node: &Node) -> Service {
    let mut out = Service {
        name: name.into(),
        image: word(tree, node, "image").unwrap_or_default(),
        env: texts(tree, tree.get(node, "env")),
        command: texts(tree, tree.get(node, "command")),
        args: texts(tree, tree.get(node, "args")),
        ports: tree
            .get(node, "expose")
            .map(|l| {
                l.items()
                    .iter()
                    .map(|i| port(tree, tree.real(&i.value)))
                    .collect()
            })
            .unwrap_or_default(),
        ways: tree
            .get(node, "expose")
            .map(|l| l.items().iter().map(|i| way(tree, &i.value)).collect())
            .unwrap_or_default(),
        credentials: tree
            .get(node, "credentials")
            .filter(|n| !n.is_null())
            .map(|n| credentials(tree, n)),
        tee: tree
            .get(node, "params")
            .and_then(|p| word(tree, p, "tee"))
            .filter(|t| !t.is_empty()),
        permissions: texts(
            tree,
            tree.get(node, "params")
                .and_then(|p| tree.get(p, "permissions"))
                .and_then(|p| tree.get(p, "read")),
        ),
        count: 1,
        ..Service::default()
    };
    for (i, (place, entry)) in tree
        .at(&["deployment", name])
        .map(|n| tree.pairs(n))
        .unwrap_or_default()
        .into_iter()
        .enumerate()
    {
        out.placements.push(place.into());
        if i == 0 {
            out.profile = word(tree, entry, "profile").unwrap_or_default();
            out.count = word(tree, entry, "count")
                .and_then(|c| whole(&c))
                .unwrap_or(1);
        }
    }
    if let Some(place) = out.placements.first()
        && let Some(price) = tree.at(&["profiles", "placement", place, "pricing", &out.profile])
    {
        out.cap = Some((
            word(tree, price, "amount").unwrap_or_default(),
            word(tree, price, "denom").unwrap_or_default(),
        ));
    }
    if let Some(resources) = tree.at(&["profiles", "compute", &out.profile, "resources"]) {
        out.cpu = tree
            .get(resources, "cpu")
            .and_then(|c| word(tree, c, "units"))
            .unwrap_or_default();
        out.memory = tree
            .get(resources, "memory")
            .and_then(|m| word(tree, m, "size"))
            .unwrap_or_default();
        if let Some(gpu) = tree.get(resources, "gpu") {
            out.gpu_units = word(tree, gpu, "units")
                .and_then(|u| whole(&u))
                .unwrap_or(0);
            out.gpus = gpus(tree, gpu);
        }
        let mounts = tree
            .get(node, "params")
            .and_then(|p| tree.get(p, "storage"));
        out.disks = disks(tree, tree.get(resources, "storage"), mounts);
    }
    out
}

fn number(tree: &Tree, node: &Node, key: &str) -> Option<u32> {
    let written = word(tree, node, key).and_then(|t| whole(&t));
    written.and_then(|n| u32::try_from(n).ok())
}

fn way(tree: &Tree, node: &Node) -> Way {
    let node = tree.real(node);
    let to = tree.get(node, "to").map(Node::items).unwrap_or_default();
    let endpoint = to
        .iter()
        .find_map(|i| word(tree, &i.value, "ip").filter(|ip| !ip.is_empty()));
    let Some(http) = tree.get(node, "http_options") else {
        return Way {
            endpoint,
            ..Way::default()
        };
    };
    let number = |key: &str| number(tree, http, key);
    Way {
        endpoint,
        http: HttpOptions {
            max_body_size: number("max_body_size"),
            proxy_buffer_size: number("proxy_buffer_size"),
            read_timeout: number("read_timeout"),
            send_timeout: number("send_timeout"),
            next_tries: number("next_tries"),
            next_timeout: number("next_timeout"),
            next_cases: texts(tree, tree.get(http, "next_cases")),
        },
    }
}

fn credentials(tree: &Tree, node: &Node) -> Credentials {
    let field = |key: &str| word(tree, node, key).unwrap_or_default();
    Credentials {
        host: field("host"),
        email: field("email"),
        username: field("username"),
        password: field("password"),
    }
}

fn port(tree: &Tree, node: &Node) -> Port {
    let number = |key: &str| number(tree, node, key);
    let to = tree.get(node, "to").map(Node::items).unwrap_or_default();
    let to: Vec<&Node> = to.iter().map(|i| tree.real(&i.value)).collect();
    Port {
        port: number("port").unwrap_or(0),
        as_port: number("as"),
        udp: word(tree, node, "proto").is_some_and(|p| p.eq_ignore_ascii_case("udp")),
        global: to.iter().any(|t| yes(word(tree, t, "global"))),
        to: to
            .iter()
            .filter_map(|t| word(tree, t, "service"))
            .filter(|s| !s.is_empty())
            .collect(),
        accept: texts(tree, tree.get(node, "accept")),
    }
}

fn gpus(tree: &Tree, gpu: &Node) -> Vec<Gpu> {
    let vendors = tree
        .get(gpu, "attributes")
        .and_then(|a| tree.get(a, "vendor"))
        .map(|v| tree.pairs(v))
        .unwrap_or_default();
    let mut all = Vec::new();
    for (vendor, models) in vendors {
        for item in models.items() {
            let item = tree.real(&item.value);
            if let Some(model) = word(tree, item, "model").filter(|m| !m.is_empty()) {
                let ram = word(tree, item, "ram");
                let interface = word(tree, item, "interface");
                all.push(Gpu {
                    vendor: vendor.into(),
                    model,
                    ram,
                    interface,
                });
            }
        }
    }
    all
}

fn disks(tree: &Tree, storage: Option<&Node>, mounts: Option<&Node>) -> Vec<Disk> {
    let Some(storage) = storage else {
        return Vec::new();
    };
    let nodes: Vec<&Node> = match &storage.kind {
        Kind::Seq(items) => items.iter().map(|i| tree.real(&i.value)).collect(),
        Kind::Map(_) => vec![storage],
        _ => return Vec::new(),
    };
    nodes
        .into_iter()
        .map(|node| {
            let name = word(tree, node, "name")
                .filter(|n| !n.is_empty())
                .unwrap_or_else(|| "default".into());
            let attributes = tree.get(node, "attributes");
            let class = attributes.and_then(|a| word(tree, a, "class"));
            let persistent = yes(attributes.and_then(|a| word(tree, a, "persistent")));
            let class = match (persistent, class) {
                (true, None) => Some("default".to_string()),
                (true, some) => some,
                (false, Some(c)) if c == "ram" => Some(c),
                (false, _) => None,
            };
            let mount = mounts.and_then(|m| tree.get(m, &name));
            Disk {
                size: word(tree, node, "size").unwrap_or_default(),
                mount: mount.and_then(|m| word(tree, m, "mount")),
                read_only: yes(mount.and_then(|m| word(tree, m, "readOnly"))),
                name,
                class,
            }
        })
        .collect()
}
