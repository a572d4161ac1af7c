use super::*;
use types::{Dseq, Hash32, Height};

fn dec(value: i128) -> Dec18 {
    Dec18::from_int(value).unwrap()
}

fn escrow(per_hour: i128, runway: Option<u64>) -> EscrowView {
    EscrowView {
        balance: dec(24_780_999),
        deposited: dec(25_000_000),
        spent: dec(219_001),
        rate: dec(per_hour / 600),
        per_hour: dec(per_hour),
        runway_seconds: runway,
        height: Height(10),
    }
}

fn summary(name: &str, state: DeploymentState, gpu: &str) -> DeploymentSummary {
    DeploymentSummary {
        dseq: Dseq::new(9848).unwrap(),
        name: name.into(),
        state,
        escrow: escrow(2_118_000, Some(42_120)),
        providers: vec!["northfjord.example".into()],
        gpu: gpu.into(),
        created: Height(1),
        flow: None,
    }
}

fn plain(text: &str) -> String {
    text.replace(NBSP, " ")
}

#[test]
fn the_list_filters_by_scope_and_every_word() {
    let all = [
        summary("llama", DeploymentState::Running, "1× h100"),
        summary("docs", DeploymentState::Closed, ""),
        summary("embed", DeploymentState::OutOfFunds, "1× a100"),
    ];
    let names = |scope, query: &str| {
        shown(&all, scope, query)
            .into_iter()
            .map(|d| d.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(Scope::Active, ""), ["llama", "embed"]);
    assert_eq!(names(Scope::Closed, ""), ["docs"]);
    assert_eq!(names(Scope::All, "NORTHFJORD running"), ["llama"]);
    assert_eq!(names(Scope::All, "9848 a100"), ["embed"]);
    for (scope, value, _) in Scope::ALL {
        assert_eq!((Scope::of(value), scope.value()), (scope, value));
    }
}

#[test]
fn money_is_cut_never_rounded_up() {
    assert_eq!(plain(&act_words(dec(24_789_999))), "24.78 ACT");
    assert_eq!(act_words(dec(-5)), act_words(Dec18::ZERO));
    assert_eq!(plain(&per_hour(&escrow(2_118_000, None))), "$2.118/h");
    assert_eq!(per_hour(&escrow(0, None)), "–");
}

#[test]
fn runway_says_how_urgent_it_is() {
    assert_eq!(plain(&runway(&escrow(1, Some(42_120)))), "11 h 42 min");
    assert_eq!(runway(&escrow(1, Some(0))), "empty");
    assert_eq!(runway(&escrow(0, None)), "–");
    assert_eq!(runway_kind(&escrow(1, Some(43_200))), RunwayKind::Fine);
    assert_eq!(runway_kind(&escrow(1, Some(43_199))), RunwayKind::Low);
    assert_eq!(runway_kind(&escrow(1, Some(60))), RunwayKind::Out);
    assert_eq!(runway_kind(&escrow(0, None)), RunwayKind::Fine);
}

#[test]
fn a_top_up_says_what_it_adds() {
    assert_eq!(
        adds(&escrow(2_000_000, None), Amount::micro(1_000_000)),
        Some(1_800)
    );
    assert_eq!(adds(&escrow(0, None), Amount::micro(1)), None);
}

#[test]
fn a_top_up_is_an_amount_the_account_holds() {
    let have = Some(Amount::micro(10_000_000));
    assert_eq!(top_up("2.5", have), Ok(Amount::micro(2_500_000)));
    assert_eq!(top_up("2.5", None), Ok(Amount::micro(2_500_000)));
    for bad in ["", "0", "x", "-1", "0.0000001"] {
        assert!(top_up(bad, have).is_err(), "{bad}");
    }
    assert_eq!(
        plain(&top_up("11", have).unwrap_err()),
        "The account holds 10.00 ACT."
    );
}

#[test]
fn closing_names_what_comes_back() {
    let view = DeploymentView {
        summary: summary("llama", DeploymentState::Running, ""),
        groups: vec![],
        leases: vec![],
        version: Hash32::of(b""),
        sdl: None,
        sdl_matches: false,
    };
    let words = plain(&refund(&view));
    assert!(
        words.starts_with("About 24.78 ACT of the 25.00 ACT deposited comes back"),
        "{words}"
    );
    let words = plain(&came_back(&view.summary.escrow));
    assert!(
        words.starts_with("About 24.78 ACT of the 25.00 ACT deposited came back"),
        "{words}"
    );
    assert!(live_leases(&view).is_empty());
}

#[test]
fn an_empty_list_says_what_it_lacks() {
    assert_eq!(nothing(Scope::Active, ""), "Nothing is active");
    assert_eq!(nothing(Scope::Closed, " "), "Nothing is closed");
    assert_eq!(nothing(Scope::All, "x"), "Nothing matches");
}

#[test]
fn the_foot_adds_up_what_is_active() {
    let all = [
        summary("a", DeploymentState::Running, ""),
        summary("b", DeploymentState::Running, ""),
        summary("c", DeploymentState::Closed, ""),
    ];
    assert_eq!(
        plain(&together(&all)),
        "2 active deployments, $4.236/h together"
    );
    assert_eq!(plain(&together(&[])), "0 active deployments");
}

#[test]
fn unknown_tabs_lead_to_the_first() {
    assert_eq!(tab("logs"), "logs");
    assert_eq!(tab(""), "overview");
    assert_eq!(tab("shell"), "overview");
}

#[test]
fn a_lease_being_taken_back_is_a_warning() {
    assert_eq!(lease_state(LeaseState::Reclaiming).0, StateKind::Warn);
    assert_eq!(lease_state(LeaseState::Active).0, StateKind::Run);
}
