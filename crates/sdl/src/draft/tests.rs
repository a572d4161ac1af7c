use super::*;

const GOOD: &str = include_str!("good.yaml");

fn service(draft: &Draft, name: &str) -> Service {
    draft
        .outline()
        .unwrap()
        .services
        .into_iter()
        .find(|s| s.name == name)
        .unwrap()
}

/// Lines of the edited text that the good draft doesn't have, and the other way round.
fn difference(after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |t: &str| t.lines().map(str::to_string).collect::<Vec<_>>();
    let (mut old, mut new) = (lines(GOOD), lines(after));
    old.retain(|l| match new.iter().position(|n| n == l) {
        Some(i) => {
            new.remove(i);
            false
        }
        None => true,
    });
    (old, new)
}

fn edited(name: &str, edit: &Edit) -> Draft {
    let mut draft = Draft::new(GOOD);
    draft.edit(name, edit).unwrap();
    draft
}

#[test]
fn the_outline_gathers_a_service_from_the_whole_file() {
    let s = service(&Draft::new(GOOD), "vllm");
    assert_eq!(
        (s.image.as_str(), s.cpu.as_str(), s.memory.as_str(), s.count),
        ("vllm/vllm-openai:v0.11.2", "16", "96Gi", 1)
    );
    assert_eq!(s.command, ["vllm", "serve"]);
    assert_eq!(s.env, ["HF_HOME=/models", "MODE=fast"]);
    assert_eq!(
        (s.gpu_units, s.gpus.len(), s.gpus[0].ram.as_deref()),
        (1, 2, Some("80Gi"))
    );
    assert_eq!(s.cap, Some(("3727".into(), "uact".into())));
    assert_eq!(
        s.disks[1],
        Disk {
            name: "models".into(),
            size: "200Gi".into(),
            class: Some("beta3".into()),
            mount: Some("/models".into()),
            read_only: false
        }
    );
    assert_eq!(
        (s.ports[0].port, s.ports[0].global, s.ports[0].to.as_slice()),
        (8000, false, &["gateway".to_string()][..])
    );
    let outline = Draft::new(GOOD).outline().unwrap();
    assert_eq!(
        (outline.places[0].name.as_str(), outline.places[0].signed),
        ("anywhere", true)
    );
}

#[test]
fn one_value_changes_one_line() {
    for (name, edit, gone, come) in [
        (
            "vllm",
            Edit::Image("a/b:1".into()),
            "    image: vllm/vllm-openai:v0.11.2",
            "    image: a/b:1",
        ),
        (
            "vllm",
            Edit::Cpu("8".into()),
            "          units: 16",
            "          units: 8",
        ),
        (
            "gateway",
            Edit::Cpu("1".into()),
            "        cpu: { units: 500m }",
            "        cpu: { units: 1 }",
        ),
        (
            "gateway",
            Edit::Memory("1Gi".into()),
            "        memory: { size: 256Mi }",
            "        memory: { size: 1Gi }",
        ),
        (
            "vllm",
            Edit::Cap("4000".into()),
            "            amount: 3727",
            "            amount: 4000",
        ),
        ("vllm", Edit::Count(3), "      count: 1", "      count: 3"),
        (
            "vllm",
            Edit::Env(vec!["HF_HOME=/x".into(), "MODE=fast".into()]),
            "      - HF_HOME=/models # kept",
            "      - HF_HOME=/x # kept",
        ),
        (
            "vllm",
            Edit::Env(vec!["HF_HOME=/models".into(), "MODE=slow".into()]),
            "      - 'MODE=fast'",
            "      - 'MODE=slow'",
        ),
        (
            "vllm",
            Edit::Command(vec!["vllm".into(), "run".into()]),
            "    command: [\"vllm\", \"serve\"]",
            "    command: [\"vllm\", \"run\"]",
        ),
    ] {
        let draft = edited(name, &edit);
        assert_eq!(
            difference(draft.text()),
            (vec![gone.to_string()], vec![come.to_string()]),
            "{edit:?}"
        );
        assert!(draft.check().is_empty());
    }
}

#[test]
fn lists_grow_and_shrink_without_touching_the_rest() {
    let env = |list: &[&str]| Edit::Env(list.iter().map(ToString::to_string).collect());
    let more = edited("vllm", &env(&["HF_HOME=/models", "MODE=fast", "NEW=a: b"]));
    assert_eq!(
        difference(more.text()),
        (vec![], vec!["      - \"NEW=a: b\"".to_string()])
    );
    let first = edited("vllm", &env(&["FIRST=1", "HF_HOME=/models", "MODE=fast"]));
    assert_eq!(service(&first, "vllm").env[0], "FIRST=1");
    assert_eq!(difference(first.text()).0, Vec::<String>::new());
    let fewer = edited("vllm", &env(&["MODE=fast"]));
    assert_eq!(
        difference(fewer.text()),
        (vec!["      - HF_HOME=/models # kept".to_string()], vec![])
    );
    let none = edited("vllm", &env(&[]));
    assert!(service(&none, "vllm").env.is_empty() && !none.text().contains("env:"));
    let made = edited("gateway", &env(&["A=1"]));
    assert!(
        made.text()
            .contains("          - global: true\n    env:\n      - A=1\n  vllm:")
    );
}

#[test]
fn ports_keep_keys_that_the_form_does_not_know() {
    let mut ports = service(&Draft::new(GOOD), "vllm").ports;
    ports[0].port = 9000;
    ports[0].global = true;
    ports[0].as_port = Some(80);
    ports[0].udp = true;
    let mut draft = edited("vllm", &Edit::Ports(ports.clone()));
    assert_eq!(service(&draft, "vllm").ports, ports);
    assert!(draft.text().contains("max_body_size: 2097152"));
    ports[0].to.clear();
    ports[0].global = false;
    ports.push(Port {
        port: 53,
        global: true,
        ..Port::default()
    });
    draft.edit("vllm", &Edit::Ports(ports.clone())).unwrap();
    assert_eq!(service(&draft, "vllm").ports, ports);
    draft.edit("vllm", &Edit::Ports(vec![])).unwrap();
    assert!(service(&draft, "vllm").ports.is_empty());
    assert!(draft.check().is_empty(), "{:?}", draft.check());
}

#[test]
fn gpus_can_be_chosen_changed_and_given_up() {
    let gpu = |model: &str, ram: Option<&str>| Gpu {
        vendor: "nvidia".into(),
        model: model.into(),
        ram: ram.map(Into::into),
        interface: None,
    };
    let more = edited(
        "vllm",
        &Edit::Gpu(
            2,
            vec![
                gpu("h100", Some("80Gi")),
                gpu("a100", None),
                gpu("h200", None),
            ],
        ),
    );
    assert_eq!(
        difference(more.text()),
        (
            vec!["          units: 1".to_string()],
            vec![
                "          units: 2".to_string(),
                "                - model: h200".to_string()
            ]
        )
    );
    let any = edited("vllm", &Edit::Gpu(1, vec![]));
    assert!(
        service(&any, "vllm").gpus.is_empty() && any.check().is_empty(),
        "{}",
        any.text()
    );
    let none = edited("vllm", &Edit::Gpu(0, vec![]));
    assert_eq!(service(&none, "vllm").gpu_units, 0);
    assert!(!none.text().contains("nvidia") && none.check().is_empty());
    let fresh = edited("gateway", &Edit::Gpu(1, vec![gpu("rtx4090", None)]));
    assert_eq!(service(&fresh, "gateway").gpus, [gpu("rtx4090", None)]);
    let back = edited("gateway", &Edit::Gpu(1, vec![]));
    assert_eq!(
        (service(&back, "gateway").gpu_units, back.check().len()),
        (1, 0),
        "{}",
        back.text()
    );
}

#[test]
fn disks_change_with_their_mounts() {
    let disks = service(&Draft::new(GOOD), "vllm").disks;
    let mut changed = disks.clone();
    changed[1].size = "300Gi".into();
    changed[1].mount = Some("/data".into());
    changed[1].class = Some("beta2".into());
    let draft = edited("vllm", &Edit::Disks(changed.clone()));
    assert_eq!(service(&draft, "vllm").disks, changed);
    let fewer = edited("vllm", &Edit::Disks(vec![disks[0].clone()]));
    assert_eq!(service(&fewer, "vllm").disks, [disks[0].clone()]);
    assert!(
        !fewer.text().contains("params") && fewer.check().is_empty(),
        "{}",
        fewer.text()
    );
    let mut two = service(&fewer, "gateway").disks;
    two.push(Disk {
        name: "data".into(),
        size: "10Gi".into(),
        class: Some("beta3".into()),
        mount: Some("/data".into()),
        read_only: false,
    });
    let grown = edited("gateway", &Edit::Disks(two.clone()));
    assert_eq!(service(&grown, "gateway").disks, two);
    assert!(
        grown.check().is_empty(),
        "{:?}\n{}",
        grown.check(),
        grown.text()
    );
    let mut renamed = two;
    renamed[1].name = "kept".into();
    let mut draft = grown;
    draft
        .edit("gateway", &Edit::Disks(renamed.clone()))
        .unwrap();
    assert_eq!(service(&draft, "gateway").disks, renamed);
}

#[test]
fn services_come_go_and_change_their_names_everywhere() {
    let mut draft = Draft::new(GOOD);
    draft
        .edit("gateway", &Edit::Rename("front".into()))
        .unwrap();
    assert_eq!(service(&draft, "vllm").ports[0].to, ["front"]);
    assert_eq!(
        service(&draft, "front").cap,
        Some(("1000".into(), "uact".into()))
    );
    assert!(draft.check().is_empty(), "{:?}", draft.check());
    draft.edit("cache", &Edit::Add).unwrap();
    let added = service(&draft, "cache");
    assert_eq!(
        (added.placements.as_slice(), added.profile.as_str()),
        (&["anywhere".to_string()][..], "cache")
    );
    draft.edit("cache", &Edit::Image("redis:7".into())).unwrap();
    assert!(draft.check().is_empty(), "{:?}", draft.check());
    draft.edit("cache", &Edit::Remove).unwrap();
    draft
        .edit("front", &Edit::Rename("gateway".into()))
        .unwrap();
    assert_eq!(draft.text(), GOOD);
    draft.edit("gateway", &Edit::Remove).unwrap();
    assert!(service(&draft, "vllm").ports[0].to.is_empty());
    assert!(!draft.text().contains("gateway"));
}

#[test]
fn a_draft_can_be_built_from_nothing() {
    let mut draft = Draft::new("");
    draft.edit("web", &Edit::Add).unwrap();
    draft.edit("web", &Edit::Image("nginx".into())).unwrap();
    for _ in 0..4 {
        if let Some(remedy) = draft.check().into_iter().find_map(|p| p.remedy) {
            draft.remedy(&remedy).unwrap();
        }
    }
    assert!(
        draft.check().is_empty(),
        "{:?}\n{}",
        draft.check(),
        draft.text()
    );
}

#[test]
fn what_is_shared_by_an_anchor_is_left_alone() {
    let text = GOOD
        .replacen(
            "    env:\n      - HF_HOME=/models # kept\n      - 'MODE=fast'\n",
            "    env: *e\n",
            1,
        )
        .replacen(
            "    image: caddy:2.8-alpine\n",
            "    image: caddy:2.8-alpine\n    env: &e\n      - A=1\n",
            1,
        );
    let mut draft = Draft::new(&text);
    assert!(matches!(
        draft.edit("gateway", &Edit::Env(vec![])),
        Err(EditError::Shared(_))
    ));
    draft
        .edit("vllm", &Edit::Env(vec!["A=1".into(), "B=2".into()]))
        .unwrap();
    assert!(!draft.text().contains("*e") && draft.text().contains("&e"));
    assert_eq!(service(&draft, "gateway").env, ["A=1"]);
    let shared = "services:\n  a: { image: x }\nprofiles:\n  compute:\n    a: &p\n      resources: { cpu: { units: 1 } }\n    b: *p\ndeployment:\n  a: { anywhere: { profile: b, count: 1 } }\n";
    let mut draft = Draft::new(shared);
    assert!(matches!(
        draft.edit("a", &Edit::Cpu("2".into())),
        Err(EditError::Shared(_))
    ));
    assert_eq!(draft.text(), shared);
}

#[test]
fn a_broken_text_refuses_the_form_and_keeps_everything() {
    let mut draft = Draft::new("services:\n  a: [\n");
    assert!(matches!(
        draft.edit("a", &Edit::Count(2)),
        Err(EditError::Broken { line: 2, .. })
    ));
    assert_eq!(draft.text(), "services:\n  a: [\n");
    assert_eq!(draft.outline(), None);
}

#[test]
fn steps_are_taken_back_by_word_and_field() {
    let mut draft = Draft::new("a: ");
    for text in ["a: x", "a: xy", "a: xyz"] {
        draft.set_text(text);
    }
    draft.undo();
    assert_eq!(draft.text(), "a: ");
    draft.redo();
    assert_eq!((draft.text(), draft.can_redo()), ("a: xyz", false));
    let mut draft = Draft::new("a: selected");
    for text in ["a: x", "a: xy", "a: xyz"] {
        draft.set_text(text);
    }
    draft.undo();
    assert_eq!((draft.text(), draft.can_undo()), ("a: selected", false));
    let mut draft = Draft::new(GOOD);
    for image in ["n", "ng", "nginx"] {
        draft.edit("gateway", &Edit::Image(image.into())).unwrap();
    }
    draft.edit("gateway", &Edit::Count(2)).unwrap();
    draft.undo();
    assert_eq!(
        (
            service(&draft, "gateway").image.as_str(),
            service(&draft, "gateway").count
        ),
        ("nginx", 1)
    );
    draft.undo();
    assert_eq!((draft.text() == GOOD, draft.can_undo()), (true, false));
}

#[test]
fn windows_line_ends_stay() {
    let text = GOOD.replace('\n', "\r\n");
    let mut draft = Draft::new(&text);
    draft.edit("vllm", &Edit::Image("a".into())).unwrap();
    draft.edit("vllm", &Edit::Cpu("4".into())).unwrap();
    assert_eq!(
        draft.text().matches("\r\n").count(),
        text.matches("\r\n").count()
    );
    assert_eq!(service(&draft, "vllm").cpu, "4");
}
