//! The draft as the outline and the form show it: services, where they are placed, what leads to them. Pure.

use std::collections::VecDeque;
use std::ops::Range;

pub use sdl::draft::{Credentials, HttpOptions};

use super::gpus::{self, Pick};
use crate::format::NBSP;

/// One way in to a service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Port {
    /// Port inside.
    pub port: u32,
    /// Port outside, when another.
    pub as_port: Option<u32>,
    /// `TCP` or `UDP`.
    pub udp: bool,
    /// Anyone may use it.
    pub global: bool,
    /// Services that may use it.
    pub to: Vec<String>,
    /// Host names it answers to.
    pub accept: Vec<String>,
}

/// A disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disk {
    /// Volume name.
    pub name: String,
    /// Size as written, `40Gi`.
    pub size: String,
    /// Class, when one is asked for: `beta3`, `ram`.
    pub class: Option<String>,
    /// Where it is mounted.
    pub mount: Option<String>,
    /// It can't be written.
    pub read_only: bool,
}

/// A price cap per replica and block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cap {
    /// Amount as written.
    pub amount: String,
    /// Its denom.
    pub denom: String,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Image.
    pub image: String,
    /// Placements it is in.
    pub placements: Vec<String>,
    /// Replicas.
    pub count: u64,
    /// CPU as written: `16`, `500m`.
    pub cpu: String,
    /// Memory as written, `96Gi`.
    pub memory: String,
    /// GPUs per replica.
    pub gpu_units: u64,
    /// Which ones will do; empty for any.
    pub picks: Vec<Pick>,
    /// Disks.
    pub disks: Vec<Disk>,
    /// Ways in.
    pub ports: Vec<Port>,
    /// Of each way in, the endpoint whose leased address it answers on.
    pub leases: Vec<Option<String>>,
    /// Of each way in, its HTTP options.
    pub http: Vec<HttpOptions>,
    /// Login of its image's registry.
    pub credentials: Option<Credentials>,
    /// `NAME=value` entries.
    pub env: Vec<String>,
    /// Command in place of the image's own.
    pub command: Vec<String>,
    /// Arguments.
    pub args: Vec<String>,
    /// Price cap.
    pub cap: Option<Cap>,
    /// Its entry in the text, in bytes.
    pub at: Option<Range<usize>>,
}

/// A placement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Name.
    pub name: String,
    /// What it asks of providers, in words.
    pub asks: String,
    /// Attributes a provider must have.
    pub attributes: Vec<(String, String)>,
    /// Auditors who must all have signed.
    pub all_of: Vec<String>,
    /// Auditors of whom one must have signed.
    pub any_of: Vec<String>,
}

/// The whole draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// In the order of the text.
    pub services: Vec<Service>,
    /// In the order of the text.
    pub places: Vec<Place>,
    /// Names of endpoints for leased addresses.
    pub endpoints: Vec<String>,
}

/// What leads into a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Port as it is reached.
    pub port: String,
    /// Protocol and who.
    pub from: String,
}

/// A name for an endpoint that is not taken.
#[must_use]
pub fn fresh_endpoint(outline: &Outline) -> String {
    let free = |name: &String| !outline.endpoints.contains(name);
    let more = (2u32..).map(|n| format!("address-{n}"));
    let mut all = std::iter::once("address".to_string()).chain(more);
    all.find(free).unwrap_or_default()
}

impl Outline {
    /// The same without where it stands in the text.
    #[must_use]
    pub fn shape(&self) -> Self {
        let mut shape = self.clone();
        for service in &mut shape.services {
            service.at = None;
        }
        shape
    }

    /// The service called `name`.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|s| s.name == name)
    }

    /// Whether anything can be reached from outside.
    #[must_use]
    pub fn open(&self) -> bool {
        self.services
            .iter()
            .any(|s| s.ports.iter().any(|p| p.global))
    }

    /// The services of `place` from the outside inwards: what the Internet reaches first, then what those reach;
    /// what nothing leads to comes last, in the order of the text.
    #[must_use]
    pub fn inwards(&self, place: &str) -> Vec<&Service> {
        let mine: Vec<&Service> = self
            .services
            .iter()
            .filter(|s| s.placements.iter().any(|p| p == place))
            .collect();
        let mut order: Vec<&Service> = Vec::new();
        let mut queue: VecDeque<&Service> = mine
            .iter()
            .copied()
            .filter(|s| s.ports.iter().any(|p| p.global))
            .collect();
        loop {
            while let Some(next) = queue.pop_front() {
                if order.iter().any(|s| s.name == next.name) {
                    continue;
                }
                order.push(next);
                let reached = mine
                    .iter()
                    .filter(|s| s.ports.iter().any(|p| p.to.contains(&next.name)));
                queue.extend(reached);
            }
            match mine
                .iter()
                .find(|s| !order.iter().any(|o| o.name == s.name))
            {
                Some(left) => queue.push_back(left),
                None => return order,
            }
        }
    }

    /// Services that are in no placement: the draft is still being written.
    #[must_use]
    pub fn unplaced(&self) -> Vec<&Service> {
        self.services
            .iter()
            .filter(|s| s.placements.is_empty())
            .collect()
    }
}

impl Service {
    /// What leads into it, one line per port and user.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = Vec::new();
        for port in &self.ports {
            let outside = port.as_port.unwrap_or(port.port);
            let proto = match (port.udp, outside) {
                (true, _) => "udp",
                (false, 80) => "http",
                (false, _) => "tcp",
            };
            if port.global {
                let host = if port.accept.is_empty() {
                    "any host".to_string()
                } else {
                    port.accept.join(", ")
                };
                ways.push(Way {
                    port: outside.to_string(),
                    from: format!("{proto}, {host}"),
                });
            }
            for user in &port.to {
                ways.push(Way {
                    port: outside.to_string(),
                    from: format!("from {user}"),
                });
            }
        }
        ways
    }

    /// What it asks for, in one line.
    #[must_use]
    pub fn resources(&self) -> String {
        let mut parts = Vec::new();
        let gpu = gpus::summary(self.gpu_units, &self.picks);
        if !gpu.is_empty() {
            parts.push(gpu);
        }
        if !self.cpu.is_empty() {
            parts.push(format!("{}{NBSP}CPU", cpu_words(&self.cpu)));
        }
        if !self.memory.is_empty() {
            parts.push(size_words(&self.memory));
        }
        for disk in self.disks.iter().filter(|d| d.class.is_some()) {
            parts.push(format!(
                "{} {}",
                size_words(&disk.size),
                disk.class.as_deref().unwrap_or("")
            ));
        }
        parts.join(" · ")
    }
}

/// CPU as written in whole CPUs: `500m` is `0.5`; what can't be read stays.
#[must_use]
pub fn cpu_words(text: &str) -> String {
    cpus(text).map_or_else(|| text.to_string(), |c| trim(&format!("{c:.3}")))
}

/// CPU as written, in CPUs.
#[must_use]
pub fn cpus(text: &str) -> Option<f64> {
    let text = text.trim();
    let value = match text.strip_suffix('m') {
        Some(milli) => f64::from(milli.parse::<u32>().ok()?) / 1000.0,
        None => text.parse::<f64>().ok()?,
    };
    (value.is_finite() && value >= 0.0).then_some(value)
}

/// Units of sizes: their letters and how many bytes.
const UNITS: [(&str, f64); 12] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

/// A size as written, in bytes.
#[must_use]
pub fn bytes(text: &str) -> Option<f64> {
    let text = text.trim();
    let (number, unit) = UNITS
        .iter()
        .find_map(|(u, b)| text.strip_suffix(u).map(|n| (n, *b)))
        .unwrap_or((text, 1.0));
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number
        .parse::<f64>()
        .ok()
        .filter(|n| plain && n.is_finite())
        .map(|n| n * unit)
}

/// A size in binary units: `96Gi` is `96 GiB`; what can't be read stays.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn size_words(text: &str) -> String {
    bytes(text)
        .filter(|b| *b < 1.8e19)
        .map_or_else(|| text.to_string(), |b| crate::format::bytes(b as u64))
}

fn trim(number: &str) -> String {
    number
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_string()
}

/// What all replicas of all services ask for together.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub fn totals(outline: &Outline) -> Vec<(String, String)> {
    let (mut gpu, mut cpu, mut memory, mut kept, mut lost) = (Vec::new(), 0.0, 0.0, 0.0, 0.0);
    for service in &outline.services {
        let times = service.count as f64;
        if service.gpu_units > 0 {
            gpu.push(gpus::summary(
                service.gpu_units.saturating_mul(service.count),
                &service.picks,
            ));
        }
        cpu += cpus(&service.cpu).unwrap_or(0.0) * times;
        memory += bytes(&service.memory).unwrap_or(0.0) * times;
        for disk in &service.disks {
            let size = bytes(&disk.size).unwrap_or(0.0) * times;
            match disk.class.as_deref() {
                Some("ram") => memory += size,
                Some(_) => kept += size,
                None => lost += size,
            }
        }
    }
    let words = |b: f64| crate::format::bytes(b as u64);
    let storage = if kept > 0.0 {
        format!("{}, {} persistent", words(kept + lost), words(kept))
    } else {
        words(lost)
    };
    vec![
        (
            "GPU".into(),
            if gpu.is_empty() {
                "none".into()
            } else {
                gpu.join(", ")
            },
        ),
        ("CPU".into(), trim(&format!("{cpu:.3}"))),
        ("Memory".into(), words(memory)),
        ("Storage".into(), storage),
    ]
}

/// A name for one more service that none has yet: `service`, `service-2`, …
#[must_use]
pub fn fresh_name(outline: &Outline, wanted: &str) -> String {
    let taken = |name: &str| outline.services.iter().any(|s| s.name == name);
    if !taken(wanted) {
        return wanted.into();
    }
    (2u32..)
        .map(|n| format!("{wanted}-{n}"))
        .find(|n| !taken(n))
        .unwrap_or_else(|| wanted.into())
}

/// Whether a service may have this name.
///
/// # Errors
/// What is wrong, for the field.
pub fn service_name(name: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() {
        Err("A service needs a name.".into())
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase())
        || name.ends_with('-')
        || !name.chars().all(plain)
    {
        Err("Lower-case letters, digits and hyphens, beginning with a letter.".into())
    } else {
        Ok(())
    }
}

#[cfg(test)]
#[path = "outline_tests.rs"]
mod tests;
