use super::*;
use crate::consent::{GrantError, RequestOrigin};
use crate::entropy::TestEntropy;
use crate::sign::{DirectDoc, OffChainDoc};

struct Desk {
    consent: Consent,
    rng: TestEntropy,
    one: KeyId,
    two: KeyId,
}

fn chain(text: &str) -> ChainId {
    text.parse().unwrap()
}

impl Desk {
    fn open() -> Self {
        let mut rng = TestEntropy(8);
        let (one, two) = (
            KeyId::random(&mut rng).unwrap(),
            KeyId::random(&mut rng).unwrap(),
        );
        let mut consent = Consent::new();
        consent.unlocked(one, chain("a-1"));
        Self {
            consent,
            rng,
            one,
            two,
        }
    }

    fn request(&self, inside: &str) -> ApprovalRequest {
        let doc = DirectDoc::new(vec![1], vec![2], &chain(inside), 1).unwrap();
        ApprovalRequest {
            account: self.one,
            chain_id: chain("a-1"),
            payload: Payload::Direct(doc),
            origin: RequestOrigin::Slipway,
        }
    }

    fn file(&mut self) -> Decision {
        let request = self.request("a-1");
        let asked = self
            .consent
            .file(request, UnixMillis(0), &mut self.rng)
            .unwrap();
        Decision {
            id: asked.id,
            account: asked.request.account,
            chain_id: asked.request.chain_id,
            hash: asked.hash,
            verdict: Verdict::Approve,
        }
    }
}

#[test]
fn a_double_click_gives_one_grant() {
    let mut desk = Desk::open();
    let yes = desk.file();
    let grant = desk.consent.decide(&yes).unwrap().unwrap();
    assert_eq!((grant.account(), grant.hash()), (yes.account, yes.hash));
    assert_eq!(desk.consent.decide(&yes).unwrap_err(), DecideError::Decided);
    assert!(grant.redeem().is_ok());
}

#[test]
fn a_rejection_gives_none_and_stays() {
    let mut desk = Desk::open();
    let mut no = desk.file();
    no.verdict = Verdict::Reject;
    assert!(desk.consent.decide(&no).unwrap().is_none());
    no.verdict = Verdict::Approve;
    assert_eq!(desk.consent.decide(&no).unwrap_err(), DecideError::Decided);
    assert_eq!(desk.consent.state(no.id), Some(RequestState::Rejected));
}

#[test]
fn a_decision_for_something_else_voids_the_request() {
    for change in 0..3 {
        let mut desk = Desk::open();
        let right = desk.file();
        let mut wrong = right.clone();
        match change {
            0 => wrong.account = desk.two,
            1 => wrong.chain_id = chain("b-1"),
            _ => wrong.hash = types::Hash32::of(b"other"),
        }
        assert_eq!(
            desk.consent.decide(&wrong).unwrap_err(),
            DecideError::Mismatch
        );
        assert_eq!(
            desk.consent.decide(&right).unwrap_err(),
            DecideError::Void(VoidReason::Mismatch)
        );
    }
}

type Event = fn(&mut Desk);

const EVENTS: [(Event, VoidReason); 4] = [
    (|d| d.consent.locked(), VoidReason::Locked),
    (
        |d| d.consent.unlocked(d.one, chain("a-1")),
        VoidReason::Locked,
    ),
    (
        |d| d.consent.account_switched(d.two),
        VoidReason::AccountSwitched,
    ),
    (
        |d| d.consent.network_switched(chain("b-1")),
        VoidReason::NetworkSwitched,
    ),
];

#[test]
fn events_between_showing_and_deciding_void_the_request() {
    for (event, reason) in EVENTS {
        let mut desk = Desk::open();
        let yes = desk.file();
        event(&mut desk);
        assert_eq!(
            desk.consent.decide(&yes).unwrap_err(),
            DecideError::Void(reason)
        );
        assert_eq!(desk.consent.waiting().count(), 0);
    }
}

#[test]
fn events_between_deciding_and_signing_void_the_grant() {
    for (event, _) in EVENTS {
        let mut desk = Desk::open();
        let yes = desk.file();
        let grant = desk.consent.decide(&yes).unwrap().unwrap();
        event(&mut desk);
        assert!(matches!(grant.redeem(), Err(GrantError::Void)));
    }
}

#[test]
fn going_there_and_back_does_not_revive_a_request() {
    let mut desk = Desk::open();
    let yes = desk.file();
    desk.consent.account_switched(desk.two);
    desk.consent.account_switched(desk.one);
    assert!(desk.consent.decide(&yes).is_err());
}

#[test]
fn only_the_chosen_account_and_network_may_ask() {
    let mut desk = Desk::open();
    let ask = |desk: &mut Desk, request| {
        desk.consent
            .file(request, UnixMillis(0), &mut desk.rng)
            .unwrap_err()
    };
    let inside = desk.request("b-1");
    assert_eq!(ask(&mut desk, inside), FileError::OtherNetwork);
    let mut outside = desk.request("a-1");
    outside.chain_id = chain("b-1");
    assert_eq!(ask(&mut desk, outside), FileError::OtherNetwork);
    let mut other = desk.request("a-1");
    other.account = desk.two;
    assert_eq!(ask(&mut desk, other), FileError::OtherAccount);
    desk.consent.locked();
    let late = desk.request("a-1");
    assert_eq!(ask(&mut desk, late), FileError::Locked);
}

#[test]
fn a_second_request_changes_nothing_about_the_first() {
    let mut desk = Desk::open();
    let (first, second) = (desk.file(), desk.file());
    let waiting: Vec<_> = desk.consent.waiting().map(|p| p.id).collect();
    assert_eq!(waiting, [first.id, second.id]);
    let mut crossed = first.clone();
    crossed.id = second.id;
    // Equal bytes: the crossed decision is the second one's own.
    assert!(desk.consent.decide(&crossed).unwrap().is_some());
    assert_eq!(desk.consent.state(first.id), Some(RequestState::Pending));
    desk.consent.withdraw(first.id);
    assert_eq!(
        desk.consent.decide(&first).unwrap_err(),
        DecideError::Void(VoidReason::Withdrawn)
    );
}

#[test]
fn a_flood_is_refused() {
    let mut desk = Desk::open();
    for _ in 0..WAITING {
        desk.file();
    }
    let request = desk.request("a-1");
    assert_eq!(
        desk.consent
            .file(request, UnixMillis(0), &mut desk.rng)
            .unwrap_err(),
        FileError::TooMany
    );
}

#[test]
fn rules_sign_tokens_only() {
    let mut desk = Desk::open();
    desk.consent.allow(TokenRule::usual(desk.one, chain("a-1")));
    let signer = types::Address::from_bytes(&[1; 20]).unwrap();
    let text = OffChainDoc::new(signer, b"x".to_vec()).unwrap();
    let request = ApprovalRequest {
        payload: Payload::OffChain(text),
        ..desk.request("a-1")
    };
    assert_eq!(
        desk.consent.grant_by_rule(request).unwrap_err(),
        FileError::Rule(RuleError::NotCovered)
    );
    let unknown = RequestId::random(&mut desk.rng).unwrap();
    assert_eq!(desk.consent.state(unknown), None);
}
