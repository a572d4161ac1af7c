use super::*;
use contract::{ApiError, ErrorCode, StepView};
use types::{Address, Amount, Dseq, Hash32, Height, UnixMillis};

fn address(byte: u8) -> Address {
    Address::from_bytes(&[byte; 20]).unwrap()
}

fn lease(gseq: u32, provider: u8) -> LeaseId {
    format!("{}/77/{gseq}/1/{}", address(1), address(provider))
        .parse()
        .unwrap()
}

fn bid(
    gseq: u32,
    provider: u8,
    score: u8,
    price: i128,
    region: Option<&str>,
    state: BidState,
) -> BidView {
    BidView {
        id: lease(gseq, provider),
        state,
        provider_name: format!("p{provider}.example"),
        region: region.map(Into::into),
        audited_by: vec![],
        gpus: vec!["h100 80Gi sxm × 1".into()],
        price: Dec18::from_int(price).unwrap(),
        per_hour: Dec18::from_int(price * 600).unwrap(),
        per_month: Dec18::from_int(price * 438_300).unwrap(),
        cap_permille: 800,
        reclamation_seconds: None,
        score,
        at: UnixMillis(0),
    }
}

fn bids(list: Vec<BidView>, groups: u32) -> BidsView {
    BidsView {
        bids: list,
        groups,
        open_seconds: 92,
        excluded: vec![],
        remedies: vec![],
        seen: UnixMillis(0),
    }
}

fn flow(done: usize, needs: FlowNeeds) -> FlowView {
    let kinds = [
        StepKind::Signed,
        StepKind::InBlock,
        StepKind::Bids,
        StepKind::Lease,
        StepKind::Manifest,
        StepKind::Running,
    ];
    FlowView {
        id: "f".into(),
        kind: FlowKind::Deploy,
        name: "qwen".into(),
        draft: None,
        dseq: Dseq::new(77).unwrap(),
        deposit: Amount::micro(5_000_000),
        steps: kinds
            .into_iter()
            .enumerate()
            .map(|(i, kind)| StepView {
                kind,
                state: match i.cmp(&done) {
                    std::cmp::Ordering::Less => StepState::Done,
                    std::cmp::Ordering::Equal => StepState::Active,
                    std::cmp::Ordering::Greater => StepState::Waiting,
                },
                at: (i < done).then_some(UnixMillis(1000)),
                tx: (i < done).then(|| Hash32::of(b"tx")),
                height: (i < done).then_some(Height(212_431)),
            })
            .collect(),
        needs,
        approval: None,
        bid_count: 0,
        leases: vec![],
        uris: vec![],
        problem: None,
        abandoned: false,
        sdl: String::new(),
        started: UnixMillis(0),
    }
}

fn plain(text: &str) -> String {
    text.replace(NBSP, " ")
}

#[test]
fn each_step_has_its_stage() {
    let expected = [
        Stage::InBlock,
        Stage::InBlock,
        Stage::Bids,
        Stage::Lease,
        Stage::Manifest,
        Stage::Starting,
        Stage::Running,
    ];
    for (done, stage) in expected.into_iter().enumerate() {
        assert_eq!(super::stage(&flow(done, FlowNeeds::Nothing)), stage);
    }
    assert_eq!(stage(&flow(0, FlowNeeds::Approval)), Stage::Approve);
    assert_eq!(stage(&flow(3, FlowNeeds::Approval)), Stage::Approve);
    assert_eq!(stage(&flow(0, FlowNeeds::Retry)), Stage::Problem);
}

#[test]
fn a_problem_comes_before_the_step_and_the_end_before_both() {
    let mut f = flow(4, FlowNeeds::Retry);
    f.problem = Some(ApiError::new(ErrorCode::Provider, "No."));
    assert_eq!(stage(&f), Stage::Problem);
    f.abandoned = true;
    assert_eq!(stage(&f), Stage::Problem);
    f.needs = FlowNeeds::Finished;
    assert_eq!(stage(&f), Stage::Over);
}

#[test]
fn steps_say_time_and_place_or_what_they_wait_for() {
    let mut f = flow(2, FlowNeeds::Bid);
    f.bid_count = 7;
    let strip = steps(&f, |_| "14:30:09".into());
    assert!(strip[0].detail.starts_with("14:30:09 · "));
    assert_eq!(plain(&strip[1].detail), "14:30:09 · block 212 431");
    assert_eq!(
        (plain(&strip[2].name).as_str(), strip[2].detail.as_str()),
        ("Bids 7", "choose one")
    );
    assert_eq!(strip[2].status, StepStatus::Now);
    assert_eq!(strip[3].detail, "you choose a bid");
    let waiting = steps(&flow(0, FlowNeeds::Approval), |_| String::new());
    assert_eq!(waiting[0].detail, "waits for your approval");
}

#[test]
fn giving_up_says_what_becomes_of_the_deposit() {
    assert_eq!(
        abandon_words(&flow(1, FlowNeeds::Nothing)).0,
        "Drop deployment"
    );
    assert_eq!(
        abandon_words(&flow(2, FlowNeeds::Bid)).0,
        "Close and refund"
    );
    let mut update = flow(2, FlowNeeds::Retry);
    update.kind = FlowKind::Update;
    assert_eq!(abandon_words(&update).0, "Drop update");
}

#[test]
fn bids_sort_by_what_is_asked() {
    let list = [
        bid(1, 2, 80, 30, Some("us-west"), BidState::Open),
        bid(1, 3, 90, 40, None, BidState::Open),
        bid(1, 4, 70, 20, Some("eu-north"), BidState::Open),
        bid(1, 5, 99, 10, Some("ap"), BidState::Lost),
    ];
    let names = |sort, reverse| {
        shown(&list, 1, "", sort, reverse)
            .into_iter()
            .map(|b| b.provider_name)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(BidSort::Score, false),
        ["p3.example", "p2.example", "p4.example", "p5.example"]
    );
    assert_eq!(
        names(BidSort::Price, false),
        ["p4.example", "p2.example", "p3.example", "p5.example"]
    );
    assert_eq!(
        names(BidSort::Price, true),
        ["p3.example", "p2.example", "p4.example", "p5.example"]
    );
    assert_eq!(
        names(BidSort::Region, false),
        ["p4.example", "p2.example", "p3.example", "p5.example"]
    );
    for (sort, value, _) in BidSort::ALL {
        assert_eq!((BidSort::of(value), sort.value()), (sort, value));
    }
}

#[test]
fn bids_are_filtered_by_every_word() {
    let list = [
        bid(1, 2, 80, 30, Some("us-west"), BidState::Open),
        bid(1, 3, 90, 40, Some("us-east"), BidState::Open),
    ];
    assert_eq!(shown(&list, 1, "US H100", BidSort::Score, false).len(), 2);
    assert_eq!(shown(&list, 1, "us east", BidSort::Score, false).len(), 1);
    assert_eq!(shown(&list, 2, "", BidSort::Score, false).len(), 0);
}

#[test]
fn the_price_together_needs_a_bid_for_each_group() {
    let all = bids(
        vec![
            bid(1, 2, 80, 30, None, BidState::Open),
            bid(2, 3, 90, 40, None, BidState::Open),
        ],
        2,
    );
    let mut chosen = Chosen::from([(1, lease(1, 2))]);
    assert_eq!(together(&chosen, &all), None);
    chosen.insert(2, lease(2, 3));
    assert_eq!(
        together(&chosen, &all),
        Some(Dec18::from_int(42_000).unwrap())
    );
    assert_eq!(groups(&all), [1, 2]);
}

#[test]
fn a_withdrawn_bid_is_no_longer_chosen() {
    let all = bids(
        vec![
            bid(1, 2, 80, 30, None, BidState::Closed),
            bid(2, 3, 90, 40, None, BidState::Open),
        ],
        2,
    );
    let chosen = Chosen::from([(1, lease(1, 2)), (2, lease(2, 3))]);
    assert_eq!(still_open(&chosen, &all), Chosen::from([(2, lease(2, 3))]));
    assert_eq!(together(&chosen, &all), None);
}

#[test]
fn the_board_says_how_long_the_order_is_open() {
    assert_eq!(
        plain(&open_words(&bids(vec![], 1), 0)),
        "No bid yet, the order is open for 1 min 32 s."
    );
    let one = bids(vec![bid(1, 2, 80, 30, None, BidState::Open)], 1);
    assert_eq!(
        plain(&open_words(&one, 28_500)),
        "1 bid open, the order is open for 2 min."
    );
}
