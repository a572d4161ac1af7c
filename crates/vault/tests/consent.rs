//! Random walks through consent: whatever happens in whatever order, a signature is always one that
//! was asked for, shown and approved in the same session with the same bytes.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use support::Counter;
use types::{ChainId, Hash32, UnixMillis};
use vault::{
    ApprovalRequest, Colour, Consent, Decision, DeploymentAccess, DirectDoc, Grant, KeyId,
    LeaseAccess, Name, OffChainDoc, Payload, PendingRequest, ProviderAccess, RequestOrigin, Scope,
    Secret, Signer, TokenAlgorithm, TokenClaims, TokenDoc, TokenRule, UnlockedVault, Verdict,
};

const CASES: u32 = 500;
const STEPS: usize = 220;
static WALKED: AtomicUsize = AtomicUsize::new(0);
static SIGNED: AtomicUsize = AtomicUsize::new(0);
static BY_RULE: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug, Clone)]
enum Step {
    Unlock(usize, usize),
    Lock,
    Account(usize),
    Network(usize),
    File {
        account: usize,
        chain: usize,
        inside: usize,
        kind: u8,
        aimed: bool,
    },
    Decide {
        pick: usize,
        spoil: u8,
        approve: bool,
    },
    Sign(usize),
    Withdraw(usize),
    Allow(usize, usize),
    Revoke(usize, usize),
    Token {
        account: usize,
        chain: usize,
        wide: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let two = 0..2_usize;
    prop_oneof![
        2 => (two.clone(), two.clone()).prop_map(|(a, c)| Step::Unlock(a, c)),
        1 => Just(Step::Lock),
        1 => (0..3_usize).prop_map(Step::Account),
        1 => two.clone().prop_map(Step::Network),
        20 => (0..3_usize, two.clone(), two.clone(), 0..2_u8, proptest::bool::weighted(0.7))
            .prop_map(|(account, chain, inside, kind, aimed)| Step::File {
                account, chain, inside, kind, aimed,
            }),
        20 => (0..5_usize, 0..12_u8, proptest::bool::weighted(0.8))
            .prop_map(|(pick, spoil, approve)| Step::Decide { pick, spoil, approve }),
        20 => (0..3_usize).prop_map(Step::Sign),
        1 => (0..8_usize).prop_map(Step::Withdraw),
        1 => (two.clone(), two.clone()).prop_map(|(a, c)| Step::Allow(a, c)),
        1 => (two.clone(), two.clone()).prop_map(|(a, c)| Step::Revoke(a, c)),
        3 => (two.clone(), two, any::<bool>())
            .prop_map(|(account, chain, wide)| Step::Token { account, chain, wide }),
    ]
}

/// What the test itself believes about a request; written without looking into the machine.
struct Asked {
    pending: PendingRequest,
    session: u32,
    decided: bool,
}

struct Held {
    grant: Grant,
    account: KeyId,
    hash: Hash32,
    session: u32,
    by_rule: bool,
}

struct Walk {
    vault: UnlockedVault,
    accounts: Vec<KeyId>,
    chains: [ChainId; 2],
    consent: Consent,
    rng: Counter,
    /// Grows with every event that ends consent.
    session: u32,
    chosen: Option<(KeyId, ChainId)>,
    rules: Vec<(KeyId, ChainId)>,
    asked: Vec<Asked>,
    held: Vec<Held>,
    serial: u64,
}

impl Walk {
    fn new() -> Self {
        let mut rng = Counter(1);
        let mut vault = support::vault(&mut rng);
        let mut accounts = Vec::new();
        for digit in ["1", "2"] {
            let hex = Secret::new(digit.repeat(64));
            let name = Name::new(digit).unwrap();
            let id = vault.add_hex(&hex, name, Colour::default(), &mut rng);
            accounts.push(id.unwrap());
        }
        let watched = types::Address::from_bytes(&[9; 20]).unwrap();
        let name = Name::new("Watched").unwrap();
        let id = vault.add_watch_only(watched, name, Colour::default(), &mut rng);
        accounts.push(id.unwrap());
        Self {
            vault,
            accounts,
            chains: ["a-1".parse().unwrap(), "b-1".parse().unwrap()],
            consent: Consent::new(),
            rng,
            session: 0,
            chosen: None,
            rules: Vec::new(),
            asked: Vec::new(),
            held: Vec::new(),
            serial: 0,
        }
    }

    fn request(&mut self, account: usize, chain: usize, payload: Payload) -> ApprovalRequest {
        ApprovalRequest {
            account: self.accounts[account],
            chain_id: self.chains[chain].clone(),
            payload,
            origin: RequestOrigin::Slipway,
        }
    }

    fn payload(&mut self, account: usize, inside: usize, kind: u8) -> Payload {
        self.serial += 1;
        let body = self.serial.to_be_bytes().to_vec();
        if kind == 0 {
            let chain = &self.chains[inside];
            return Payload::Direct(DirectDoc::new(body, vec![1], chain, 1).unwrap());
        }
        let signer = self.vault.head().accounts[account].address.clone();
        Payload::OffChain(OffChainDoc::new(signer, body).unwrap())
    }

    fn token(&self, account: usize, wide: bool) -> Payload {
        let owner = self.vault.head().accounts[account].address.clone();
        let narrow = LeaseAccess::Granular {
            permissions: vec![ProviderAccess::Granular {
                provider: owner.clone(),
                deployments: vec![DeploymentAccess {
                    scope: vec![Scope::Logs],
                    dseq: 1,
                    gseq: None,
                    oseq: None,
                    services: vec!["web".into()],
                }],
            }],
        };
        let claims = TokenClaims {
            issuer: owner,
            issued_at: 1000,
            not_before: 940,
            expires: 1900,
            id: None,
            access: if wide { LeaseAccess::Full {} } else { narrow },
        };
        Payload::Token(TokenDoc::new(TokenAlgorithm::Es256k, claims).unwrap())
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Unlock(account, chain) => {
                let (account, chain) = (self.accounts[account], self.chains[chain].clone());
                self.session += 1;
                self.chosen = Some((account, chain.clone()));
                self.consent.unlocked(account, chain);
            }
            Step::Lock => {
                self.session += 1;
                self.chosen = None;
                self.rules.clear();
                self.consent.locked();
            }
            Step::Account(account) => {
                self.session += 1;
                if let Some(chosen) = &mut self.chosen {
                    chosen.0 = self.accounts[account];
                }
                self.consent.account_switched(self.accounts[account]);
            }
            Step::Network(chain) => {
                self.session += 1;
                if let Some(chosen) = &mut self.chosen {
                    chosen.1 = self.chains[chain].clone();
                }
                self.consent.network_switched(self.chains[chain].clone());
            }
            Step::File {
                account,
                chain,
                inside,
                kind,
                aimed,
            } => match (aimed, self.aim()) {
                (true, Some((account, chain))) => self.file(account, chain, chain, kind),
                _ => self.file(account, chain, inside, kind),
            },
            Step::Decide {
                pick,
                spoil,
                approve,
            } => self.decide(pick, spoil, approve),
            Step::Sign(pick) => self.sign(pick),
            Step::Withdraw(pick) => {
                if let Some(at) = self.recent(pick) {
                    self.asked[at].decided = true;
                    self.consent.withdraw(self.asked[at].pending.id);
                }
            }
            Step::Allow(account, chain) => {
                let (account, chain) = (self.accounts[account], self.chains[chain].clone());
                self.rules.retain(|r| *r != (account, chain.clone()));
                self.rules.push((account, chain.clone()));
                self.consent.allow(TokenRule::usual(account, chain));
            }
            Step::Revoke(account, chain) => {
                let (account, chain) = (self.accounts[account], self.chains[chain].clone());
                self.consent.revoke(account, &chain);
                self.rules.retain(|r| *r != (account, chain.clone()));
                // Grants by this rule are dead from now on.
                for held in &mut self.held {
                    if held.by_rule && held.account == account {
                        held.session = u32::MAX;
                    }
                }
            }
            Step::Token {
                account,
                chain,
                wide,
            } => self.by_rule(account, chain, wide),
        }
    }

    /// The chosen account and chain by number.
    fn aim(&self) -> Option<(usize, usize)> {
        let (account, chain) = self.chosen.as_ref()?;
        let account = self.accounts.iter().position(|a| a == account)?;
        Some((account, self.chains.iter().position(|c| c == chain)?))
    }

    fn recent(&self, pick: usize) -> Option<usize> {
        self.asked.len().checked_sub(pick + 1)
    }

    fn file(&mut self, account: usize, chain: usize, inside: usize, kind: u8) {
        let payload = self.payload(account, inside, kind);
        let inside = payload.chain_id().map(str::to_owned);
        let request = self.request(account, chain, payload);
        let wanted = (request.account, request.chain_id.clone());
        let Ok(pending) = self.consent.file(request, UnixMillis(0), &mut self.rng) else {
            return;
        };
        assert_eq!(self.chosen.as_ref(), Some(&wanted), "filed for the chosen");
        assert!(inside.is_none_or(|id| id == wanted.1.as_str()));
        self.asked.push(Asked {
            pending,
            session: self.session,
            decided: false,
        });
    }

    fn decide(&mut self, pick: usize, spoil: u8, approve: bool) {
        let Some(at) = self.recent(pick) else { return };
        let shown = &self.asked[at].pending;
        let mut decision = Decision {
            id: shown.id,
            account: shown.request.account,
            chain_id: shown.request.chain_id.clone(),
            hash: shown.hash,
            verdict: if approve {
                Verdict::Approve
            } else {
                Verdict::Reject
            },
        };
        match spoil {
            0 => decision.account = self.accounts[2],
            1 => decision.chain_id = "c-1".parse().unwrap(),
            2 => decision.hash = Hash32::of(b"other"),
            _ => {}
        }
        let honest = decision.account == shown.request.account && spoil != 1 && spoil != 2;
        let answer = self.consent.decide(&decision);
        let asked = &mut self.asked[at];
        if let Ok(Some(grant)) = answer {
            assert!(approve && honest && !asked.decided);
            assert_eq!(asked.session, self.session, "no event since it was asked");
            self.held.push(Held {
                grant,
                account: asked.pending.request.account,
                hash: asked.pending.request.payload.hash(),
                session: self.session,
                by_rule: false,
            });
        }
        asked.decided = true;
    }

    fn by_rule(&mut self, account: usize, chain: usize, wide: bool) {
        let payload = self.token(account, wide);
        let hash = payload.hash();
        let request = self.request(account, chain, payload);
        let wanted = (request.account, request.chain_id.clone());
        let Ok(grant) = self.consent.grant_by_rule(request) else {
            return;
        };
        assert!(!wide && self.rules.contains(&wanted));
        assert_eq!(self.chosen.as_ref(), Some(&wanted));
        self.held.push(Held {
            grant,
            account: wanted.0,
            hash,
            session: self.session,
            by_rule: true,
        });
    }

    fn sign(&mut self, pick: usize) {
        let Some(at) = self.held.len().checked_sub(pick + 1) else {
            return;
        };
        let held = self.held.remove(at);
        let Ok(signed) = self.vault.sign(held.grant) else {
            return;
        };
        assert_eq!(held.session, self.session, "no event since the approval");
        assert!(self.chosen.is_some(), "never while locked");
        assert_eq!(signed.account, held.account);
        assert_eq!(signed.payload.hash(), held.hash);
        let known = self.vault.head().account(held.account).unwrap();
        assert_eq!(Some(signed.public_key), known.public_key);
        assert!(signed.public_key.verify(&held.hash, &signed.signature));
        SIGNED.fetch_add(1, Ordering::Relaxed);
        BY_RULE.fetch_add(usize::from(held.by_rule), Ordering::Relaxed);
    }
}

/// INV-4, INV-5: at least 100,000 steps, no signature without its own approval; more in the long run by
/// `SLIPWAY_WALKS`.
#[test]
fn a_hundred_thousand_steps_sign_nothing_unbound() {
    let cases = std::env::var("SLIPWAY_WALKS")
        .ok()
        .and_then(|n| n.parse().ok());
    let mut config = ProptestConfig::with_cases(cases.unwrap_or(CASES));
    config.failure_persistence = None;
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&prop::collection::vec(step(), STEPS), |steps| {
            let mut walk = Walk::new();
            for step in &steps {
                walk.take(step);
            }
            WALKED.fetch_add(steps.len(), Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
    let (walked, signed, by_rule) = (
        WALKED.load(Ordering::Relaxed),
        SIGNED.load(Ordering::Relaxed),
        BY_RULE.load(Ordering::Relaxed),
    );
    assert!(walked >= 100_000, "{walked} steps");
    assert!(signed > 1000, "the walk does sign: {signed}");
    assert!(by_rule > 10, "and by rule: {by_rule}");
}
