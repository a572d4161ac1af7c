//! GPUs as attributes name them, on chain and in groups.

use chain::query::Provider;
use proto::deployment_v1beta4::GroupSpec;
use proto::market_v1beta5::ResourceOffer;

/// A GPU model with what is known of its variant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Gpu {
    pub(crate) vendor: String,
    pub(crate) model: String,
    pub(crate) ram: Option<String>,
    pub(crate) interface: Option<String>,
}

impl Gpu {
    /// Reads `vendor/nvidia/model/h100/ram/80Gi/interface/sxm`, ram and interface optional.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let (mut vendor, mut model, mut ram, mut interface) = (None, None, None, None);
        while let Some(name) = parts.next() {
            let value = parts.next().filter(|v| !v.is_empty())?.to_owned();
            match name {
                "vendor" => vendor = Some(value),
                "model" => model = Some(value),
                "ram" => ram = Some(value),
                "interface" => interface = Some(value),
                _ => return None,
            }
        }
        Some(Self {
            vendor: vendor?,
            model: model?,
            ram,
            interface,
        })
    }

    /// Reads a provider's attribute key `capabilities/gpu/…`.
    pub(crate) fn offered(key: &str) -> Option<Self> {
        Self::parse(key.strip_prefix("capabilities/gpu/")?)
    }

    /// Whether an offer of this kind satisfies `wish`: what the wish does not say is open.
    pub(crate) fn satisfies(&self, wish: &Self) -> bool {
        let fits = |wish: &Option<String>, have: &Option<String>| {
            wish.is_none() || have.is_none() || wish == have
        };
        self.vendor == wish.vendor
            && (wish.model == "*" || wish.model == self.model)
            && fits(&wish.ram, &self.ram)
            && fits(&wish.interface, &self.interface)
    }

    /// `h100 80Gi sxm`.
    pub(crate) fn words(&self) -> String {
        let model = if self.model == "*" {
            "any GPU"
        } else {
            &self.model
        };
        [Some(model), self.ram.as_deref(), self.interface.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// GPUs that a provider's attributes offer.
pub(crate) fn of(provider: &Provider) -> Vec<Gpu> {
    let has = provider.attributes.iter().filter(|(_, v)| v == "true");
    has.filter_map(|(key, _)| Gpu::offered(key)).collect()
}

/// A number kept as ASCII digits.
pub(crate) fn digits(value: Option<&proto::base_resources_v1beta4::ResourceValue>) -> u64 {
    value
        .and_then(|v| std::str::from_utf8(&v.val).ok()?.parse().ok())
        .unwrap_or_default()
}

/// GPUs that a group asks for: alternatives and count of each unit.
pub(crate) fn wanted(spec: &GroupSpec) -> Vec<(Vec<Gpu>, u64)> {
    spec.resources
        .iter()
        .filter_map(|unit| {
            let gpu = unit.resource.as_ref()?.gpu.as_ref()?;
            let count = digits(gpu.units.as_ref());
            let models = gpu
                .attributes
                .iter()
                .filter_map(|a| Gpu::parse(&a.key))
                .collect();
            (count > 0).then_some((models, count * u64::from(unit.count)))
        })
        .collect()
}

/// The GPUs of a group in words: `2 × h100 80Gi or a100`.
pub(crate) fn wanted_words(spec: &GroupSpec) -> String {
    wanted(spec)
        .into_iter()
        .map(|(models, count)| {
            let names: Vec<_> = models.iter().map(Gpu::words).collect();
            format!("{count} × {}", names.join(" or "))
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// GPUs really offered by a bid: `h100 80Gi sxm × 1`.
pub(crate) fn offered(offer: &[ResourceOffer]) -> Vec<(Gpu, u64)> {
    offer
        .iter()
        .filter_map(|unit| {
            let gpu = unit.resources.as_ref()?.gpu.as_ref()?;
            let count = digits(gpu.units.as_ref()) * u64::from(unit.count);
            let model = gpu.attributes.iter().find_map(|a| Gpu::parse(&a.key))?;
            (count > 0).then_some((model, count))
        })
        .collect()
}

/// Resources of each unit in words.
pub(crate) fn resource_words(spec: &GroupSpec) -> Vec<String> {
    spec.resources
        .iter()
        .filter_map(|unit| {
            let resource = unit.resource.as_ref()?;
            let cpu = digits(resource.cpu.as_ref().and_then(|c| c.units.as_ref()));
            let memory = digits(resource.memory.as_ref().and_then(|m| m.quantity.as_ref()));
            let storage: u64 = resource
                .storage
                .iter()
                .map(|s| digits(s.quantity.as_ref()))
                .sum();
            let gpus = resource
                .gpu
                .as_ref()
                .map_or(0, |g| digits(g.units.as_ref()));
            let mut text = format!(
                "{} × {} CPU · {} memory · {} storage",
                unit.count,
                trimmed(cpu, 1000),
                size(memory),
                size(storage)
            );
            if gpus > 0 {
                let attributes = resource.gpu.iter().flat_map(|g| &g.attributes);
                let models: Vec<_> = attributes
                    .filter_map(|a| Gpu::parse(&a.key))
                    .map(|g| g.words())
                    .collect();
                text.push_str(&format!(" · {gpus} GPU {}", models.join(" or ")));
            }
            Some(text)
        })
        .collect()
}

fn trimmed(value: u64, unit: u64) -> String {
    let text = format!("{}.{:03}", value / unit, value % unit * 1000 / unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn size(bytes: u64) -> String {
    let (unit, name) = [(1_u64 << 40, "Ti"), (1 << 30, "Gi"), (1 << 20, "Mi")]
        .into_iter()
        .find(|(unit, _)| bytes >= *unit)
        .unwrap_or((1, " bytes"));
    format!("{}{name}", trimmed(bytes, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_leaves_open_what_it_does_not_say() {
        let have = Gpu::offered("capabilities/gpu/vendor/nvidia/model/h100/ram/80Gi/interface/sxm")
            .unwrap();
        for wish in [
            "vendor/nvidia/model/h100",
            "vendor/nvidia/model/*",
            "vendor/nvidia/model/h100/ram/80Gi",
        ] {
            assert!(have.satisfies(&Gpu::parse(wish).unwrap()), "{wish}");
        }
        for wish in [
            "vendor/nvidia/model/a100",
            "vendor/nvidia/model/h100/interface/pcie",
            "vendor/amd/model/h100",
        ] {
            assert!(!have.satisfies(&Gpu::parse(wish).unwrap()), "{wish}");
        }
    }

    #[test]
    fn other_keys_are_no_gpus() {
        for key in [
            "capabilities/storage/1/class",
            "capabilities/gpu/vendor/nvidia",
            "region",
            "",
        ] {
            assert_eq!(Gpu::offered(key), None, "{key}");
        }
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(1536 << 20), "1.5Gi");
        assert_eq!(size(512 << 20), "512Mi");
        assert_eq!(trimmed(500, 1000), "0.5");
    }
}
