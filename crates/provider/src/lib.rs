//! Client of the provider gateway: manifest, status, logs, events.
//!
//! One verb, one file. The way to the provider is [`platform::Gateway`], so the same client runs
//! natively (TLS to the provider) and in a browser (through the bridge). Tokens come from the vault, made under
//! the standing rule that the person sees.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod error;
mod manifest;
mod status;
mod stream;

pub use error::GatewayError;
pub use manifest::put_manifest;
pub use status::{ForwardedPort, LeaseStatus, LeasedIp, ServiceStatus, lease_status};
pub use stream::{ClusterEvent, LeaseStream, Line, open_events, open_logs, service_of_replica};
