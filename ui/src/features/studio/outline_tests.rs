use super::*;

fn service(name: &str, ports: Vec<Port>) -> Service {
    Service {
        name: name.into(),
        placements: vec!["anywhere".into()],
        count: 1,
        ports,
        ..Service::default()
    }
}

fn to(port: u32, users: &[&str]) -> Port {
    Port {
        port,
        to: users.iter().map(|u| (*u).to_string()).collect(),
        ..Port::default()
    }
}

fn open(port: u32) -> Port {
    Port {
        port,
        global: true,
        ..Port::default()
    }
}

fn plain(text: &str) -> String {
    text.replace(NBSP, " ")
}

fn three() -> Outline {
    Outline {
        services: vec![
            service("cache", vec![to(6379, &["vllm"])]),
            service("vllm", vec![to(8000, &["gateway"])]),
            service("gateway", vec![open(80)]),
        ],
        places: vec![Place {
            name: "anywhere".into(),
            ..Place::default()
        }],
        ..Outline::default()
    }
}

#[test]
fn services_stand_from_the_outside_inwards() {
    let outline = three();
    let names: Vec<_> = outline
        .inwards("anywhere")
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(names, ["gateway", "vllm", "cache"]);
    assert!(outline.open());
    assert!(outline.inwards("elsewhere").is_empty());
}

#[test]
fn circles_and_lonely_services_end_and_are_all_there() {
    let mut outline = three();
    outline.services[2].ports = vec![to(80, &["cache"])];
    outline.services.push(service("lonely", vec![]));
    let names: Vec<_> = outline
        .inwards("anywhere")
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(names.len(), 4);
    assert!(!outline.open());
    outline.services[3].placements.clear();
    assert_eq!(outline.unplaced()[0].name, "lonely");
}

#[test]
fn ways_say_port_protocol_and_who() {
    let mut port = open(8080);
    port.as_port = Some(80);
    port.to = vec!["web".into()];
    let ways = service(
        "a",
        vec![
            port,
            Port {
                port: 53,
                udp: true,
                global: true,
                accept: vec!["a.example".into()],
                ..Port::default()
            },
        ],
    )
    .ways();
    let words: Vec<_> = ways
        .iter()
        .map(|w| format!("{} {}", w.port, w.from))
        .collect();
    assert_eq!(
        words,
        ["80 http, any host", "80 from web", "53 udp, a.example"]
    );
}

#[test]
fn sizes_and_cpus_read_as_written() {
    assert_eq!(plain(&size_words("96Gi")), "96 GiB");
    assert_eq!(plain(&size_words("512Mi")), "512 MiB");
    assert_eq!(size_words("8GB"), "8GB");
    assert_eq!(bytes("1k"), Some(1000.0));
    assert_eq!(bytes("1.5Gi"), Some(1_610_612_736.0));
    assert_eq!(bytes("-1Gi"), None);
    assert_eq!(cpu_words("500m"), "0.5");
    assert_eq!(cpu_words("16"), "16");
    assert_eq!(cpu_words("x"), "x");
    assert_eq!(cpus("-1"), None);
}

#[test]
fn the_line_of_a_service_names_gpu_first() {
    let mut s = service("vllm", vec![]);
    s.gpu_units = 1;
    s.picks = vec![Pick {
        vendor: "nvidia".into(),
        model: "h100".into(),
        ram: None,
        interface: None,
    }];
    s.cpu = "16".into();
    s.memory = "96Gi".into();
    s.disks = vec![
        Disk {
            name: "default".into(),
            size: "40Gi".into(),
            ..Disk::default()
        },
        Disk {
            name: "models".into(),
            size: "200Gi".into(),
            class: Some("beta3".into()),
            ..Disk::default()
        },
    ];
    assert_eq!(
        plain(&s.resources()),
        "1× h100 · 16 CPU · 96 GiB · 200 GiB beta3"
    );
}

#[test]
fn totals_count_replicas_and_keep_what_lasts_apart() {
    let mut outline = three();
    outline.services[0].count = 2;
    outline.services[0].cpu = "500m".into();
    outline.services[0].memory = "1Gi".into();
    outline.services[0].disks = vec![
        Disk {
            size: "5Gi".into(),
            ..Disk::default()
        },
        Disk {
            size: "10Gi".into(),
            class: Some("beta2".into()),
            ..Disk::default()
        },
        Disk {
            size: "1Gi".into(),
            class: Some("ram".into()),
            ..Disk::default()
        },
    ];
    let all: Vec<_> = totals(&outline)
        .into_iter()
        .map(|(k, v)| format!("{k} {}", plain(&v)))
        .collect();
    assert_eq!(
        all,
        [
            "GPU none",
            "CPU 1",
            "Memory 4 GiB",
            "Storage 30 GiB, 20 GiB persistent"
        ]
    );
}

#[test]
fn names_are_fresh_and_well_formed() {
    assert_eq!(fresh_name(&three(), "web"), "web");
    assert_eq!(fresh_name(&three(), "cache"), "cache-2");
    for good in ["a", "web-2", "x1"] {
        assert_eq!(service_name(good), Ok(()));
    }
    for bad in ["", "1a", "Web", "a-", "a b", "é"] {
        assert!(service_name(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_shape_forgets_where_things_stand() {
    let mut outline = three();
    outline.services[0].at = Some(3..9);
    assert_ne!(outline, three());
    assert_eq!(outline.shape(), three().shape());
}

#[test]
fn a_fresh_endpoint_is_not_taken() {
    let mut outline = three();
    for wanted in ["address", "address-2"] {
        let fresh = fresh_endpoint(&outline);
        assert_eq!(fresh, wanted);
        outline.endpoints.push(fresh);
    }
}
