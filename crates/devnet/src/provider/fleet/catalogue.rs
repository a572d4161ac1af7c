//! The fleet. Names, places and prices are made up; the cards are real models.

use super::super::packing::{Amounts, Card, Inventory, Node};
use super::super::pricing::Strategy;
use super::super::pricing::generic::PriceList;
use super::super::pricing::scale::Scales;
use super::Spec;

const GI: u64 = 1 << 30;

const H100_SXM: Card = Card {
    model: "h100",
    ram: "80Gi",
    interface: "sxm",
};
const H100_PCIE: Card = Card {
    model: "h100",
    ram: "80Gi",
    interface: "pcie",
};
const H200: Card = Card {
    model: "h200",
    ram: "141Gi",
    interface: "sxm",
};
const A100_SXM: Card = Card {
    model: "a100",
    ram: "80Gi",
    interface: "sxm",
};
const A100_PCIE: Card = Card {
    model: "a100",
    ram: "40Gi",
    interface: "pcie",
};
const RTX4090: Card = Card {
    model: "rtx4090",
    ram: "24Gi",
    interface: "pcie",
};
const RTX5090: Card = Card {
    model: "rtx5090",
    ram: "32Gi",
    interface: "pcie",
};
const PRO6000: Card = Card {
    model: "pro6000se",
    ram: "96Gi",
    interface: "pcie",
};
const RTXA6000: Card = Card {
    model: "rtxa6000",
    ram: "48Gi",
    interface: "pcie",
};
const T4: Card = Card {
    model: "t4",
    ram: "16Gi",
    interface: "pcie",
};
const V100: Card = Card {
    model: "v100",
    ram: "32Gi",
    interface: "sxm",
};

/// A machine: threads, cards, GiB of memory and of disk; `busy` is the share others use, in percent.
fn node(
    name: &'static str,
    sizes: [u64; 4],
    busy: u64,
    card: Option<Card>,
    classes: &'static [&'static str],
) -> Node {
    let [threads, gpu, memory, disk] = sizes;
    let allocatable = Amounts {
        cpu: threads * 1_000 - 500,
        gpu,
        memory: memory * GI,
        disk: disk * GI,
    };
    let share = |n: u64| n * busy / 100;
    let used = Amounts {
        cpu: share(allocatable.cpu),
        gpu: share(gpu),
        memory: share(allocatable.memory),
        disk: share(allocatable.disk),
    };
    Node {
        name,
        allocatable,
        busy: used,
        card,
        classes,
    }
}

/// All providers, in a fixed order.
pub fn catalogue() -> Vec<Spec> {
    let mut all = large();
    all.extend(small());
    all
}

fn large() -> Vec<Spec> {
    vec![
        Spec {
            name: "aurora",
            organization: "Aurora Compute",
            region: "eu-north",
            place: ("NO", "Tromsø"),
            tier: "premium",
            cpu: "amd",
            audited: true,
            memory_volumes: true,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "aurora-1",
                        [192, 8, 1_536, 7_000],
                        25,
                        Some(H100_SXM),
                        &["beta3"],
                    ),
                    node(
                        "aurora-2",
                        [192, 8, 1_536, 7_000],
                        50,
                        Some(H100_SXM),
                        &["beta3"],
                    ),
                ],
                storage: [("beta3", 40_000 * GI)].into(),
                addresses: 4,
            },
            strategy: Strategy::Generic(PriceList::standard(&[
                ("h100.80Gi.sxm", 1_180),
                ("h100", 1_150),
            ])),
            latency: 900,
            reclamation: Some(86_400),
        },
        Spec {
            name: "basalt",
            organization: "Basalt Datacenters",
            region: "eu-west",
            place: ("IS", "Reykjavik"),
            tier: "premium",
            cpu: "amd",
            audited: true,
            memory_volumes: true,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "basalt-1",
                        [128, 8, 1_024, 6_000],
                        12,
                        Some(A100_SXM),
                        &["beta2", "beta3"],
                    ),
                    node(
                        "basalt-2",
                        [96, 4, 512, 4_000],
                        0,
                        Some(A100_PCIE),
                        &["beta2", "beta3"],
                    ),
                ],
                storage: [("beta2", 60_000 * GI), ("beta3", 20_000 * GI)].into(),
                addresses: 8,
            },
            strategy: Strategy::Generic(PriceList::standard(&[
                ("a100.80Gi.sxm", 720),
                ("a100.40Gi", 520),
                ("a100", 650),
            ])),
            latency: 1_400,
            reclamation: None,
        },
        Spec {
            name: "cinder",
            organization: "Cinder Works",
            region: "us-central",
            place: ("US", "Des Moines"),
            tier: "community",
            cpu: "intel",
            audited: true,
            memory_volumes: false,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "cinder-1",
                        [64, 8, 256, 3_500],
                        38,
                        Some(RTX4090),
                        &["beta3"],
                    ),
                    node(
                        "cinder-2",
                        [64, 8, 256, 3_500],
                        0,
                        Some(RTX4090),
                        &["beta3"],
                    ),
                ],
                storage: [("beta3", 8_000 * GI)].into(),
                addresses: 0,
            },
            strategy: Strategy::Generic(PriceList::standard(&[("rtx4090", 185)]).at_percent(80)),
            latency: 300,
            reclamation: None,
        },
        Spec {
            name: "delta",
            organization: "Delta Harbor Cloud",
            region: "us-east",
            place: ("US", "Ashburn"),
            tier: "premium",
            cpu: "intel",
            audited: true,
            memory_volumes: true,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "delta-1",
                        [224, 8, 2_048, 14_000],
                        50,
                        Some(H200),
                        &["beta3"],
                    ),
                    node(
                        "delta-2",
                        [192, 8, 1_024, 8_000],
                        25,
                        Some(H100_SXM),
                        &["beta3"],
                    ),
                    node(
                        "delta-3",
                        [128, 8, 1_024, 8_000],
                        50,
                        Some(A100_SXM),
                        &["beta3"],
                    ),
                ],
                storage: [("beta3", 80_000 * GI)].into(),
                addresses: 16,
            },
            strategy: Strategy::Generic(
                PriceList::standard(&[("h200", 1_980), ("h100", 1_390), ("a100", 860)])
                    .at_percent(120),
            ),
            latency: 2_100,
            reclamation: Some(259_200),
        },
        Spec {
            name: "ember",
            organization: "Ember Grid",
            region: "ap-southeast",
            place: ("SG", "Singapore"),
            tier: "premium",
            cpu: "amd",
            audited: true,
            memory_volumes: true,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "ember-1",
                        [96, 4, 768, 4_000],
                        25,
                        Some(PRO6000),
                        &["beta3"],
                    ),
                    node(
                        "ember-2",
                        [64, 8, 384, 4_000],
                        50,
                        Some(RTX5090),
                        &["beta3"],
                    ),
                    node(
                        "ember-3",
                        [128, 8, 1_024, 6_000],
                        75,
                        Some(H100_PCIE),
                        &["beta3"],
                    ),
                ],
                storage: [("beta3", 12_000 * GI)].into(),
                addresses: 2,
            },
            strategy: Strategy::Generic(PriceList::standard(&[
                ("pro6000se", 690),
                ("rtx5090", 290),
                ("h100", 1_240),
            ])),
            latency: 1_700,
            reclamation: None,
        },
    ]
}

fn small() -> Vec<Spec> {
    vec![
        Spec {
            name: "fjord",
            organization: "Fjord Hobby Rack",
            region: "eu-north",
            place: ("SE", "Luleå"),
            tier: "community",
            cpu: "amd",
            audited: false,
            memory_volumes: false,
            inventory: Inventory {
                nodes: vec![
                    node("fjord-1", [48, 4, 256, 2_000], 0, Some(RTXA6000), &[]),
                    node("fjord-2", [32, 2, 128, 1_000], 0, Some(RTX4090), &[]),
                    node("fjord-3", [32, 4, 128, 1_000], 25, Some(T4), &[]),
                ],
                storage: [].into(),
                addresses: 0,
            },
            strategy: Strategy::Generic(
                PriceList::standard(&[("rtxa6000", 260), ("rtx4090", 150), ("t4", 70)])
                    .at_percent(60),
            ),
            latency: 500,
            reclamation: None,
        },
        Spec {
            name: "granite",
            organization: "Granite Hosting",
            region: "eu-central",
            place: ("DE", "Falkenstein"),
            tier: "community",
            cpu: "intel",
            audited: true,
            memory_volumes: true,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "granite-1",
                        [96, 0, 512, 7_000],
                        60,
                        None,
                        &["beta1", "beta2"],
                    ),
                    node(
                        "granite-2",
                        [96, 0, 512, 7_000],
                        20,
                        None,
                        &["beta1", "beta2"],
                    ),
                ],
                storage: [("beta1", 90_000 * GI), ("beta2", 30_000 * GI)].into(),
                addresses: 6,
            },
            strategy: Strategy::Scale(Scales::helm()),
            latency: 200,
            reclamation: None,
        },
        Spec {
            name: "harbor",
            organization: "Harbor Lane Systems",
            region: "us-west",
            place: ("US", "Portland"),
            tier: "premium",
            cpu: "amd",
            audited: true,
            memory_volumes: true,
            inventory: Inventory {
                nodes: vec![
                    node(
                        "harbor-1",
                        [128, 8, 1_024, 6_000],
                        100,
                        Some(H100_PCIE),
                        &["beta3"],
                    ),
                    node("harbor-2", [64, 0, 256, 2_000], 30, None, &["beta3"]),
                ],
                storage: [("beta3", 10_000 * GI)].into(),
                addresses: 0,
            },
            strategy: Strategy::Generic(PriceList::standard(&[("h100", 1_100)])),
            latency: 1_100,
            reclamation: None,
        },
        Spec {
            name: "iris",
            organization: "Iris Nuvem",
            region: "sa-east",
            place: ("BR", "São Paulo"),
            tier: "community",
            cpu: "intel",
            audited: true,
            memory_volumes: false,
            inventory: Inventory {
                nodes: vec![
                    node("iris-1", [64, 4, 256, 3_000], 25, Some(RTX4090), &["beta3"]),
                    node(
                        "iris-2",
                        [64, 4, 512, 3_000],
                        0,
                        Some(A100_PCIE),
                        &["beta3"],
                    ),
                ],
                storage: [("beta3", 6_000 * GI)].into(),
                addresses: 0,
            },
            strategy: Strategy::Generic(
                PriceList::standard(&[("rtx4090", 410), ("a100", 980)]).at_percent(150),
            ),
            latency: 2_600,
            reclamation: None,
        },
        Spec {
            name: "juniper",
            organization: "Juniper Lab",
            region: "us-east",
            place: ("US", "Boston"),
            tier: "community",
            cpu: "intel",
            audited: false,
            memory_volumes: false,
            inventory: Inventory {
                nodes: vec![node(
                    "juniper-1",
                    [80, 8, 512, 4_000],
                    62,
                    Some(V100),
                    &["beta1"],
                )],
                storage: [("beta1", 5_000 * GI)].into(),
                addresses: 0,
            },
            strategy: Strategy::Scale(Scales::helm()),
            latency: 700,
            reclamation: None,
        },
    ]
}
