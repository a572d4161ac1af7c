#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod draft;

mod build;
mod check;
mod decode;
mod document;
mod estimate;
mod gosort;
mod json;
mod lint;
mod map;
mod model;
mod number;
mod outline;
mod problem;
mod proto;
mod shape;
mod spec;
mod version;
mod yaml;

pub use document::{Document, Refused};
pub use estimate::{BLOCK_SECONDS, Cost, Estimate, PlacementCost, Totals};
pub use outline::{Exposed, Link, Outline, Placed, ServiceOutline};
pub use problem::{Diagnostic, Fix, Position, Severity, Stage, TextEdit};
pub use spec::{
    Attribute, Credentials, Endpoint, EndpointKind, GroupSpec, ManifestGroup, ManifestService,
    Mount, Price, Protocol, Requirements, ResourceUnit, Resources, ServiceExpose,
    ServiceHttpOptions, ServiceParams, Units, Volume,
};
