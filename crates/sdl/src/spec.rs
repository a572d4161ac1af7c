//! What an SDL becomes: group specs for the chain and the manifest for providers.

use ecow::{EcoString, EcoVec};

/// A group of a deployment: one placement. `akash.deployment.v1beta4.GroupSpec`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSpec {
    /// Name of the placement profile.
    pub name: EcoString,
    /// What a provider must be to bid.
    pub requirements: Requirements,
    /// What is asked for.
    pub resources: Vec<ResourceUnit>,
}

/// Attributes and auditors a provider must have. `akash.base.attributes.v1.PlacementRequirements`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    /// Auditors of whom all must have signed; `None` if the SDL has no list.
    pub all_of: Option<Vec<EcoString>>,
    /// Auditors of whom one must have signed; `None` if the SDL has no list.
    pub any_of: Option<Vec<EcoString>>,
    /// Attributes, sorted by key.
    pub attributes: EcoVec<Attribute>,
}

/// A key and its value. `akash.base.attributes.v1.Attribute`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// Name.
    pub key: EcoString,
    /// Value; GPU attributes have `true`.
    pub value: EcoString,
}

/// Resources, how often, and the highest price. `akash.deployment.v1beta4.ResourceUnit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceUnit {
    /// What one replica gets.
    pub resource: Resources,
    /// Replicas.
    pub count: u32,
    /// Highest price of one replica for one block.
    pub price: Price,
}

/// A price for one block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Price {
    /// Denomination, such as `uact`.
    pub denom: EcoString,
    /// Amount × 10¹⁸.
    pub amount: u128,
}

impl Price {
    /// The amount with exactly 18 decimals, as REST shows it.
    #[must_use]
    pub fn decimal(&self) -> String {
        const ONE: u128 = 1_000_000_000_000_000_000;
        format!("{}.{:018}", self.amount / ONE, self.amount % ONE)
    }
}

/// What one replica gets. `akash.base.resources.v1beta4.Resources`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resources {
    /// Number within the group, from 1.
    pub id: u32,
    /// CPU in thousandths.
    pub cpu: Option<Units>,
    /// Memory in bytes.
    pub memory: Option<u64>,
    /// Volumes in the reference's order.
    pub storage: EcoVec<Volume>,
    /// GPUs; always there, 0 if none is asked for.
    pub gpu: Units,
    /// Public endpoints.
    pub endpoints: Vec<Endpoint>,
}

/// An amount with attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// Thousandths of a CPU, or GPUs.
    pub units: u64,
    /// Attributes, sorted by key.
    pub attributes: EcoVec<Attribute>,
}

/// A volume. `akash.base.resources.v1beta4.Storage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Name; `default` if the SDL gives none.
    pub name: EcoString,
    /// Bytes.
    pub size: u64,
    /// `class` and `persistent`, if given.
    pub attributes: EcoVec<Attribute>,
}

/// Kind of a public endpoint. `akash.base.resources.v1beta4.Endpoint.Kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointKind {
    /// HTTP on port 80 through the provider's ingress.
    SharedHttp = 0,
    /// A port of the provider's choice.
    RandomPort = 1,
    /// An address of its own.
    LeasedIp = 2,
}

/// A public endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Kind.
    pub kind: EndpointKind,
    /// Number of the leased IP; 0 for other kinds.
    pub sequence_number: u32,
}

/// Services of one placement, as a provider gets them. `akash.manifest.v2beta3.Group`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestGroup {
    /// Name of the placement profile.
    pub name: EcoString,
    /// Services, sorted by name.
    pub services: Vec<ManifestService>,
}

/// A service. `akash.manifest.v2beta3.Service`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestService {
    /// Name.
    pub name: EcoString,
    /// Image reference.
    pub image: EcoString,
    /// Entry point; `None` keeps the image's.
    pub command: Option<Vec<EcoString>>,
    /// Arguments; `None` keeps the image's.
    pub args: Option<Vec<EcoString>>,
    /// Variables as `NAME=value`.
    pub env: Option<Vec<EcoString>>,
    /// What one replica gets.
    pub resources: Resources,
    /// Replicas.
    pub count: u32,
    /// Ports in the reference's order.
    pub expose: Vec<ServiceExpose>,
    /// Mounts, permissions, confidential computing.
    pub params: Option<ServiceParams>,
    /// Access to the image's registry.
    pub credentials: Option<Credentials>,
}

/// Transport protocol of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// `TCP` or `UDP`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
        }
    }
}

/// A port and one of its targets. `akash.manifest.v2beta3.ServiceExpose`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceExpose {
    /// Port of the container.
    pub port: u32,
    /// Port outside; 0 means the same.
    pub external_port: u32,
    /// Protocol.
    pub proto: Protocol,
    /// Service that may reach it; empty for all.
    pub service: EcoString,
    /// Reachable from the internet.
    pub global: bool,
    /// Host names; `None` if the SDL has no list.
    pub hosts: Option<EcoVec<EcoString>>,
    /// Limits of the ingress.
    pub http_options: ServiceHttpOptions,
    /// Name of the leased IP endpoint; empty for none.
    pub ip: EcoString,
    /// Number of the leased IP endpoint; 0 for none.
    pub endpoint_sequence_number: u32,
}

impl ServiceExpose {
    /// Port outside.
    #[must_use]
    pub fn outside(&self) -> u32 {
        if self.external_port == 0 {
            self.port
        } else {
            self.external_port
        }
    }

    /// True for HTTP through the provider's ingress.
    #[must_use]
    pub fn is_ingress(&self) -> bool {
        self.proto == Protocol::Tcp && self.global && self.outside() == 80
    }
}

/// `akash.manifest.v2beta3.ServiceExposeHTTPOptions`; times in milliseconds, sizes in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceHttpOptions {
    /// Largest request body.
    pub max_body_size: u32,
    /// Buffer of the proxy; 0 leaves it to the provider.
    pub proxy_buffer_size: u32,
    /// Time to wait for the service to send.
    pub read_timeout: u32,
    /// Time to wait for the service to take.
    pub send_timeout: u32,
    /// Replicas tried.
    pub next_tries: u32,
    /// Time for all tries; 0 for no limit.
    pub next_timeout: u32,
    /// What makes the next replica be tried.
    pub next_cases: EcoVec<EcoString>,
}

/// `akash.manifest.v2beta3.ServiceParams`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceParams {
    /// Mounts, sorted by volume; `None` if there are none.
    pub storage: Option<Vec<Mount>>,
    /// What the service may read of its deployment.
    pub permissions: Option<Vec<EcoString>>,
    /// Type of confidential computing.
    pub tee: Option<EcoString>,
}

/// Where a volume is mounted. `akash.manifest.v2beta3.StorageParams`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Volume.
    pub name: EcoString,
    /// Absolute path.
    pub mount: EcoString,
    /// Without the right to write.
    pub read_only: bool,
}

/// Access to a registry. `akash.manifest.v2beta3.ImageCredentials`.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Registry.
    pub host: EcoString,
    /// E-mail; empty in 2.0.
    pub email: EcoString,
    /// User.
    pub username: EcoString,
    /// Password; goes to the provider in the manifest.
    pub password: EcoString,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}
