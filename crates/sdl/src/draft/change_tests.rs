use super::*;
use crate::Document;
use crate::draft::{Change, Credentials, HttpOptions, Way};

const WIDE: &str = include_str!("wide.yaml");

fn changed(change: &Change) -> Draft {
    let mut draft = Draft::new(WIDE);
    draft.change(change).unwrap();
    draft
}

fn edited(name: &str, edit: &Edit) -> Draft {
    let mut draft = Draft::new(WIDE);
    draft.edit(name, edit).unwrap();
    draft
}

/// Lines that went and lines that came, without what surrounds them.
fn lines(after: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut gone, mut come): (Vec<&str>, Vec<&str>) =
        (WIDE.lines().collect(), after.lines().collect());
    gone.retain(|l| match come.iter().position(|n| n == l) {
        Some(at) => {
            come.remove(at);
            false
        }
        None => true,
    });
    (gone, come.into_iter().map(str::trim).collect())
}

fn accepted(draft: &Draft) {
    let refused = Document::parse(draft.text()).refused();
    assert_eq!(refused, None, "{}", draft.text());
}

#[test]
fn the_wide_file_is_accepted_and_read_whole() {
    accepted(&Draft::new(WIDE));
    let outline = Draft::new(WIDE).outline().unwrap();
    assert_eq!(outline.endpoints, ["ip-a", "ip-b"]);
    assert_eq!(outline.profiles, ["web", "db"]);
    let web = &outline.services[0];
    assert_eq!(web.ways[0].endpoint.as_deref(), Some("ip-a"));
    assert_eq!(web.ways[0].http.next_cases, ["error", "500"]);
    assert_eq!(web.tee.as_deref(), Some("cpu"));
    assert_eq!(web.permissions, ["logs"]);
    assert_eq!(web.credentials.as_ref().unwrap().username, "user");
    assert!(!format!("{:?}", web.credentials).contains("pass word"));
    assert_eq!(
        outline.places[0].all_of,
        ["akash18qa2a2ltfyvkyj0ggj3hkvuj6twzyumuaru9s4"]
    );
}

#[test]
fn renames_touch_the_names_and_nothing_else() {
    for (change, count) in [
        (Change::RenameEndpoint("ip-a".into(), "front".into()), 2),
        (Change::RenameProfile("web".into(), "big".into()), 4),
        (Change::RenamePlacement("west".into(), "left".into()), 4),
    ] {
        let draft = changed(&change);
        let (gone, come) = lines(draft.text());
        assert_eq!(
            (gone.len(), come.len()),
            (count, count),
            "{change:?}: {come:?}"
        );
        accepted(&draft);
    }
    let draft = edited("db", &Edit::Rename("store".into()));
    let (gone, come) = lines(draft.text());
    assert_eq!(gone.len(), 4, "{gone:?}");
    assert!(come.contains(&"- service: 'store' # quoted"), "{come:?}");
    accepted(&draft);
    let mut draft = Draft::new(WIDE);
    for taken in [
        Change::RenameEndpoint("ip-a".into(), "ip-b".into()),
        Change::RenameProfile("web".into(), "db".into()),
        Change::AddEndpoint("ip-a".into()),
        Change::AddProfile("db".into()),
        Change::AddPlacement("west".into()),
    ] {
        assert!(
            matches!(draft.change(&taken), Err(EditError::Taken(_))),
            "{taken:?}"
        );
    }
    assert!(matches!(
        draft.edit("web", &Edit::Rename("db".into())),
        Err(EditError::Taken(_))
    ));
    assert!(matches!(
        draft.edit("db", &Edit::Add),
        Err(EditError::Taken(_))
    ));
    let missing = Change::RenameProfile("nobody".into(), "x".into());
    assert!(matches!(draft.change(&missing), Err(EditError::Missing(_))));
    assert_eq!(draft.text(), WIDE);
}

#[test]
fn a_rename_follows_anchors_aliases_and_merges() {
    let text = "services:\n  web: &w\n    image: a\n    expose: &e\n      - port: 80\n        to: [{ service: db }, { global: true }]\n  db:\n    <<: *w\n    expose: *e\ndeployment:\n  web: &d { dc: &p { profile: x, count: 1 } }\n  db: *d\nprofiles:\n  compute: { x: { resources: {} } }\n  placement: { dc: { pricing: { x: { denom: uact, amount: 1 } } } }\n";
    let mut draft = Draft::new(text);
    draft.edit("db", &Edit::Rename("store".into())).unwrap();
    assert_eq!(draft.text().matches("store").count(), 3);
    draft
        .change(&Change::RenameProfile("x".into(), "large".into()))
        .unwrap();
    assert!(
        draft.text().contains("profile: large")
            && !draft.text().contains("x:")
            && !draft.text().contains("profile: x"),
        "{}",
        draft.text()
    );
    draft
        .change(&Change::RenamePlacement("dc".into(), "east".into()))
        .unwrap();
    assert_eq!(draft.text().matches("east").count(), 2);
    for _ in 0..3 {
        draft.undo();
    }
    assert_eq!(draft.text(), text);
}

#[test]
fn endpoints_profiles_and_placements_come_and_go() {
    let mut draft = changed(&Change::AddEndpoint("ip-c".into()));
    assert!(draft.text().contains("  ip-c:\n    kind: ip\n"));
    draft
        .change(&Change::RemoveEndpoint("ip-c".into()))
        .unwrap();
    assert_eq!(draft.text(), WIDE);
    let draft = changed(&Change::RemoveEndpoint("ip-b".into()));
    assert!(!draft.text().contains("ip-b"));
    accepted(&draft);

    let mut draft = changed(&Change::AddProfile("small".into()));
    assert_eq!(draft.outline().unwrap().profiles, ["web", "db", "small"]);
    draft
        .change(&Change::RemoveProfile("small".into()))
        .unwrap();
    assert_eq!(draft.text(), WIDE);
    let used = draft.change(&Change::RemoveProfile("db".into()));
    assert!(matches!(used, Err(EditError::Used(_, by)) if by == "db"));

    let mut draft = changed(&Change::AddPlacement("north".into()));
    assert!(
        draft
            .text()
            .contains("    north:\n      pricing:\n        web:\n          denom: uact\n")
    );
    accepted(&draft);
    draft
        .change(&Change::RemovePlacement("north".into()))
        .unwrap();
    assert_eq!(draft.text(), WIDE);
    draft
        .change(&Change::RemovePlacement("east".into()))
        .unwrap();
    assert!(!draft.text().contains("east"));
    accepted(&draft);
}

#[test]
fn what_a_placement_asks_for_changes_line_by_line() {
    let pairs = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect::<Vec<_>>()
    };
    let west = || "west".to_string();
    let draft = changed(&Change::Attributes(
        west(),
        pairs(&[
            ("region", "eu-north"),
            ("tier", "community"),
            ("a/b", "x: y"),
        ]),
    ));
    let (gone, come) = lines(draft.text());
    assert_eq!(gone, ["        region: \"us-west\" # near us"]);
    assert_eq!(come, ["region: \"eu-north\" # near us", "a/b: \"x: y\""]);
    accepted(&draft);
    let draft = changed(&Change::Attributes(west(), pairs(&[("tier", "community")])));
    assert_eq!(lines(draft.text()).0.len(), 1);
    let draft = changed(&Change::Attributes(west(), Vec::new()));
    assert!(!draft.text().contains("tier"));
    accepted(&draft);
    let all = vec!["akash18qa2a2ltfyvkyj0ggj3hkvuj6twzyumuaru9s4".to_string()];
    let draft = changed(&Change::SignedBy(west(), all.clone(), all.clone()));
    assert_eq!(lines(draft.text()).0, Vec::<&str>::new());
    assert_eq!(draft.outline().unwrap().places[0].any_of, all);
    let draft = changed(&Change::SignedBy(west(), Vec::new(), Vec::new()));
    assert!(!draft.text().contains("signedBy"));
    accepted(&draft);
    let price = |amount: &str| Change::Price {
        placement: west(),
        profile: "web".into(),
        denom: "uact".into(),
        amount: amount.into(),
    };
    let (gone, come) = (changed(&price("7.5")), changed(&price("1000")));
    assert_eq!(lines(gone.text()).1, ["amount: '7.5'"]);
    assert_eq!(come.text(), WIDE);
}

#[test]
fn services_have_credentials_options_addresses_and_permissions() {
    let login = Credentials {
        host: "ghcr.io".into(),
        email: String::new(),
        username: "user".into(),
        password: "pass word".into(),
    };
    let draft = edited("web", &Edit::Credentials(Some(login.clone())));
    let (gone, come) = lines(draft.text());
    assert_eq!(
        (gone.len(), come.as_slice()),
        (2, &["host: ghcr.io"][..]),
        "{gone:?}"
    );
    let mut draft = edited("db", &Edit::Credentials(Some(login.clone())));
    assert_eq!(
        draft.outline().unwrap().services[1].credentials,
        Some(login)
    );
    draft.edit("db", &Edit::Credentials(None)).unwrap();
    assert_eq!(draft.text(), WIDE);

    let options = HttpOptions {
        read_timeout: Some(5000),
        next_cases: vec!["off".into()],
        ..HttpOptions::default()
    };
    let mut draft = edited("db", &Edit::Http(0, options.clone()));
    let way = Way {
        endpoint: Some("ip-b".into()),
        http: options,
    };
    assert_eq!(draft.outline().unwrap().services[1].ways[0], way);
    accepted(&draft);
    draft
        .edit("db", &Edit::Http(0, HttpOptions::default()))
        .unwrap();
    assert_eq!(draft.text(), WIDE);
    assert!(matches!(
        draft.edit("db", &Edit::Http(9, HttpOptions::default())),
        Err(EditError::Missing(_))
    ));

    let draft = edited("web", &Edit::Address(0, Some("ip-b".into())));
    assert_eq!(lines(draft.text()).1, ["ip: ip-b # leased"]);
    let draft = edited("web", &Edit::Address(0, None));
    assert_eq!(
        (lines(draft.text()).0.len(), lines(draft.text()).1.len()),
        (1, 0)
    );

    let draft = edited("web", &Edit::Tee(Some("cpu-gpu".into())));
    assert_eq!(lines(draft.text()).1, ["tee: cpu-gpu"]);
    let draft = edited("web", &Edit::Tee(None));
    accepted(&draft);
    let draft = edited(
        "web",
        &Edit::Permissions(vec!["logs".into(), "events".into()]),
    );
    assert_eq!(lines(draft.text()).1, ["- events"]);
    accepted(&draft);
    let draft = edited("web", &Edit::Permissions(Vec::new()));
    assert!(!draft.text().contains("permissions"));
}

#[test]
fn a_volume_takes_its_mount_along() {
    let disks = Draft::new(WIDE).outline().unwrap().services[0]
        .disks
        .clone();
    let mut renamed = disks.clone();
    renamed[1].name = "models".into();
    let draft = edited("web", &Edit::Disks(renamed));
    let (gone, come) = lines(draft.text());
    assert_eq!(
        come,
        ["models: # where it goes", "- name: models"],
        "{gone:?}"
    );
    accepted(&draft);
    let mut read_only = disks;
    read_only[1].read_only = true;
    let draft = edited("web", &Edit::Disks(read_only));
    assert_eq!(lines(draft.text()).1, ["readOnly: true"]);
}

#[test]
fn version_and_reclamation_change() {
    let draft = changed(&Change::Reclamation(Some("2h".into())));
    assert_eq!(lines(draft.text()).1, ["min_window: 2h"]);
    let mut draft = changed(&Change::Reclamation(None));
    assert!(!draft.text().contains("reclamation"));
    accepted(&draft);
    draft.change(&Change::Version("2.2".into())).unwrap();
    assert!(draft.text().starts_with("# everything\nversion: \"2.2\"\n"));
}

#[test]
fn every_line_end_stays_as_it_is() {
    for ends in ["\r\n", "\r"] {
        let text = WIDE.replace('\n', ends);
        let mut draft = Draft::new(&text);
        for change in [
            Change::AddEndpoint("ip-c".into()),
            Change::AddPlacement("north".into()),
            Change::RenameProfile("web".into(), "big".into()),
            Change::RemovePlacement("east".into()),
        ] {
            draft.change(&change).unwrap();
        }
        let mut plain = Draft::new(WIDE);
        plain.change(&Change::AddEndpoint("ip-c".into())).unwrap();
        plain.change(&Change::AddPlacement("north".into())).unwrap();
        plain
            .change(&Change::RenameProfile("web".into(), "big".into()))
            .unwrap();
        plain
            .change(&Change::RemovePlacement("east".into()))
            .unwrap();
        assert_eq!(draft.text(), plain.text().replace('\n', ends));
        while draft.can_undo() {
            draft.undo();
        }
        assert_eq!(draft.text(), text);
    }
}
