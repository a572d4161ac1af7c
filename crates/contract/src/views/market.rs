//! GPUs and providers.

use serde::{Deserialize, Serialize};
use types::{Address, Dec18, UnixMillis};

/// One GPU model in one memory and interface variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpuVariantView {
    /// Memory such as `80Gi`; none where providers do not say.
    pub ram: Option<String>,
    /// `pcie` or `sxm`; none where providers do not say.
    pub interface: Option<String>,
    /// Providers whose on-chain attributes offer it.
    pub providers: Vec<Address>,
}

/// One GPU model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpuModelView {
    /// Vendor, `nvidia`.
    pub vendor: String,
    /// Model as an SDL names it, `h100`.
    pub model: String,
    /// Its variants.
    pub variants: Vec<GpuVariantView>,
    /// Count of providers that offer any of them.
    pub provider_count: u32,
    /// Lowest price last bid for an order with one of these, uact per hour and GPU, seen on this device.
    pub last_bid_per_hour: Option<Dec18>,
    /// When that bid was seen.
    pub last_bid_at: Option<UnixMillis>,
}

/// All models that providers offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpuBoardView {
    /// By model name.
    pub models: Vec<GpuModelView>,
    /// When the attributes were read.
    pub seen: UnixMillis,
}

/// One registered provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderView {
    /// Its account.
    pub address: Address,
    /// Organization or host name, as it says itself.
    pub name: String,
    /// Where its gateway is.
    pub host_uri: String,
    /// Region attribute.
    pub region: Option<String>,
    /// Auditors that signed attributes of it.
    pub audited_by: Vec<Address>,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
}

/// All providers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvidersView {
    /// By name.
    pub providers: Vec<ProviderView>,
    /// When they were read.
    pub seen: UnixMillis,
}
