use super::*;
use contract::{IdentityView, PageView, TransferLayer};
use types::UnixMillis;

fn registry(tags_stay: bool) -> RegistryView {
    RegistryView {
        id: "1".into(),
        name: "r".into(),
        address: "https://r.example".into(),
        host: "r.example".into(),
        kind: "OCI registry".into(),
        passkeys: false,
        accounts: false,
        managed: false,
        deleting: DeletingView::Images,
        tags_stay,
        identity: None,
        relying_party: None,
        built_in: false,
        simulated: false,
        local: false,
        page: None,
    }
}

fn transfer(steps: &[(LayerStep, u64, u64)]) -> TransferView {
    let layers: Vec<TransferLayer> = steps
        .iter()
        .map(|(step, moved, size)| TransferLayer {
            digest: "sha256:x".into(),
            size: *size,
            moved: *moved,
            step: *step,
        })
        .collect();
    let there = |l: &&TransferLayer| l.step == LayerStep::There;
    TransferView {
        id: 1,
        push: true,
        registry: "1".into(),
        image: "r/a:1".into(),
        path: "/x".into(),
        skipped: layers.iter().filter(there).count(),
        saved: layers.iter().filter(there).map(|l| l.size).sum(),
        moved: layers.iter().filter(|l| !there(l)).map(|l| l.moved).sum(),
        layers,
        started: UnixMillis(0),
        at: UnixMillis(2000),
        state: TransferState::Running,
    }
}

#[test]
fn names_and_commands_are_what_other_programs_take() {
    assert_eq!(image_name("r.example", "a/b", "v1"), "r.example/a/b:v1");
    assert_eq!(
        image_name("r.example", "a/b", "sha256:0"),
        "r.example/a/b@sha256:0"
    );
    let lines: Vec<_> = copy_commands("localhost:5000", "a/b", "v1")
        .into_iter()
        .map(|c| c.line)
        .collect();
    assert_eq!(
        lines,
        [
            "docker pull localhost:5000/a/b:v1",
            "podman pull --tls-verify=false localhost:5000/a/b:v1",
            "skopeo copy --src-tls-verify=false docker://localhost:5000/a/b:v1 oci-archive:b.tar",
        ]
    );
    assert_eq!(
        copy_commands("r.example", "b", "v1")[1].line,
        "podman pull r.example/b:v1"
    );
}

#[test]
fn a_draft_of_an_image_is_accepted() {
    for repository in ["ann/qwen-coder", "library/9front", "a/my_app."] {
        let image = format!("r.example/{repository}@sha256:{}", "0".repeat(64));
        let (name, text) = draft_text(&image, repository, None);
        assert!(text.contains(&image));
        let document = sdl::Document::parse(&text);
        assert!(
            document.groups().is_ok(),
            "{name}: {:?}",
            document.diagnose()
        );
    }
}

#[test]
fn what_is_typed_is_judged() {
    assert_eq!(repository_verdict("ann/app"), Verdict::None);
    assert!(repository_verdict("Ann/app").is_bad() && repository_verdict("a//b").is_bad());
    let tags = ["v1".to_owned()];
    assert_eq!(tag_verdict("v2", &tags, &registry(true)), Verdict::None);
    assert!(matches!(
        tag_verdict("v1", &tags, &registry(false)),
        Verdict::Warn(_)
    ));
    assert!(tag_verdict("v1", &tags, &registry(true)).is_bad());
    assert!(tag_verdict("a b", &tags, &registry(false)).is_bad());
    assert!(user_verdict("Ann").is_bad() && user_verdict("ann-").is_bad());
    assert_eq!(user_verdict("ann"), Verdict::None);
}

#[test]
fn a_transfer_tells_what_happened() {
    let t = transfer(&[(LayerStep::There, 0, 4096), (LayerStep::Moving, 1024, 2048)]);
    assert_eq!(
        transfer_words(&t),
        "1 of 2\u{a0}layers were there, 4\u{a0}KiB not sent"
    );
    assert_eq!(to_move(&t), 2048);
    assert_eq!(
        speed(&t).unwrap(),
        format!("512\u{a0}B/s, {} left", format::duration(2))
    );
    let none = transfer(&[(LayerStep::Done, 1, 1)]);
    assert_eq!(transfer_words(&none), "none of 1\u{a0}layer was there");
    assert_eq!(transfer_words(&transfer(&[])), "looking at the image");
    assert_eq!(
        layer_row(LayerStep::Mounted, 0, 9),
        ("taken over".into(), 1.0)
    );
    assert!((layer_row(LayerStep::Moving, 1, 4).1 - 0.25).abs() < 1e-9);
}

#[test]
fn who_one_is_and_what_goes_is_said() {
    let mut r = registry(false);
    assert_eq!(identity(&r), "not signed in");
    r.identity = Some(IdentityView {
        user: "ann".into(),
        method: SignInMethod::Passkey,
    });
    assert_eq!(identity(&r), "ann, passkey");
    assert!(deleting_words(DeletingView::No, "v1").is_none());
    let everywhere = deleting_words(DeletingView::EverywhereAtOnce, "v1").unwrap();
    assert!(everywhere.contains("other people's"));
}

#[test]
fn repositories_are_filtered_by_name_and_description() {
    let row = |name: &str, description: &str| RepositoryView {
        name: name.into(),
        description: description.into(),
        public: None,
        own: false,
        pulls: None,
        favourite: false,
    };
    let all = [row("a/llama", "a model"), row("a/web", "the Site")];
    assert_eq!(filtered(&all, "LLA").len(), 1);
    assert_eq!(filtered(&all, "site")[0].name, "a/web");
    assert_eq!(filtered(&all, " ").len(), 2);
}

#[test]
fn digests_are_cut_in_the_middle() {
    let digest = format!("sha256:4b1f{}09c2", "0".repeat(56));
    assert_eq!(short_digest(&digest), "sha256:4b1f…09c2");
    assert_eq!(short_digest("sha256:ab"), "sha256:ab");
}

#[test]
fn a_passkey_tells_its_age_and_use() {
    let mut passkey = PasskeyView {
        id: "00".into(),
        name: "ann".into(),
        relying_party: "r".into(),
        user: "ann".into(),
        created: UnixMillis(0),
        last_used: None,
    };
    assert!(passkey_words(&passkey, 1000).ends_with("never used"));
    passkey.last_used = Some(UnixMillis(500));
    assert!(passkey_words(&passkey, 1000).contains("last used"));
}

#[test]
fn a_login_stands_quoted_in_the_draft() {
    let login = ImageLogin {
        host: "localhost:5000".into(),
        user: "ann".into(),
        token: "a\"b: #c".into(),
    };
    let (_, text) = draft_text("localhost:5000/ann/app@sha256:1", "ann/app", Some(&login));
    let document = sdl::Document::parse(&text);
    assert!(
        document.groups().is_ok(),
        "{:?}\n{text}",
        document.diagnose()
    );
    assert!(text.contains("password: \"a\\\"b: #c\""), "{text}");
}

#[test]
fn chosen_files_are_called_by_their_names() {
    assert_eq!(file_words("12/image.tar"), "image.tar");
    assert_eq!(file_words("/home/me/image.tar"), "/home/me/image.tar");
    assert_eq!(file_words("images/12.tar"), "images/12.tar");
}

#[test]
fn passkeys_of_the_browser_are_offered_where_the_page_fits() {
    let mut r = registry(false);
    let yes = || true;
    assert_eq!(browser_keys(&r, yes), BrowserKeys::NoPage);
    let page = |origin: &str, fits| {
        Some(PageView {
            origin: origin.into(),
            site: "localhost".into(),
            fits,
        })
    };
    r.page = page("http://localhost:8417", true);
    assert_eq!(browser_keys(&r, yes), BrowserKeys::Yes);
    assert!(matches!(browser_keys(&r, || false), BrowserKeys::No(_)));
    r.page = page("http://127.0.0.1:8417", false);
    let BrowserKeys::No(why) = browser_keys(&r, yes) else {
        panic!("another site");
    };
    assert!(why.contains("localhost") && why.contains("http://127.0.0.1:8417"));
}

#[test]
fn a_pull_into_a_browser_says_whether_there_is_room() {
    let gib = 1 << 30;
    assert!(
        room_verdict(gib, 4 * gib)
            .unwrap()
            .contains("1\u{a0}GiB of")
    );
    // Exactly as much is too little: an archive is more than its layers.
    assert!(room_verdict(gib, gib).is_err());
    assert_eq!(archive_name("ann/app", "1.0"), "app-1.0.tar");
    assert_eq!(archive_name("ann/app", "sha256:00ff"), "app-00ff.tar");
}

#[test]
fn what_was_cut_off_says_what_is_needed_to_go_on() {
    let cut = |push, choose| CutView {
        id: "1".into(),
        push,
        registry: "1".into(),
        image: "r/a:1".into(),
        path: "3/app.tar".into(),
        choose,
        started: UnixMillis(1),
    };
    let again = cut_words(&cut(true, true), "2 min ago");
    assert!(
        again.contains("app.tar") && again.contains("choose it again") && !again.contains("3/")
    );
    assert!(!cut_words(&cut(true, false), "now").contains("choose"));
    assert!(cut_words(&cut(false, false), "now").contains("fetched"));
}
