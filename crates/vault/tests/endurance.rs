//! Many lock, unlock and sign cycles: memory and file don't grow.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use support::{Counter, PASSWORD, bounds};
use types::{ChainId, UnixMillis};
use vault::{
    ApprovalRequest, Colour, Consent, Decision, DirectDoc, KeyId, Name, Opener, Password, Payload,
    RequestOrigin, Secret, Signer, UnlockedVault, VaultFile, Verdict,
};

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn cycle(sealed: &[u8], id: KeyId, chain: &ChainId, round: u64, rng: &mut Counter) -> Vec<u8> {
    let password = Password::new(PASSWORD);
    let file = VaultFile::parse(sealed).unwrap();
    let mut open: UnlockedVault = file.unlock(&Opener::Password(&password), bounds()).unwrap();
    let mut consent = Consent::new();
    consent.unlocked(id, chain.clone());
    let body = round.to_be_bytes().to_vec();
    let doc = DirectDoc::new(body, vec![1], chain, 1).unwrap();
    let request = ApprovalRequest {
        account: id,
        chain_id: chain.clone(),
        payload: Payload::Direct(doc),
        origin: RequestOrigin::Slipway,
    };
    let asked = consent.file(request, UnixMillis(round), rng).unwrap();
    let yes = Decision {
        id: asked.id,
        account: id,
        chain_id: chain.clone(),
        hash: asked.hash,
        verdict: Verdict::Approve,
    };
    let grant = consent.decide(&yes).unwrap().unwrap();
    open.sign(grant).unwrap();
    consent.locked();
    let next = open.seal(rng).unwrap();
    open.lock();
    next
}

/// The number of cycles: 1,000 here, more in the long run by `SLIPWAY_CYCLES`.
#[test]
fn cycles_leave_memory_and_file_as_they_were() {
    let cycles: u64 = std::env::var("SLIPWAY_CYCLES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1000);
    let mut rng = Counter(9);
    let mut vault = support::vault(&mut rng);
    let hex = Secret::new("1".repeat(64));
    let name = Name::new("One").unwrap();
    let id = vault
        .add_hex(&hex, name, Colour::default(), &mut rng)
        .unwrap();
    let chain = "a-1".parse().unwrap();
    let mut sealed = vault.seal(&mut rng).unwrap();
    let first = sealed.len();
    for round in 0..200 {
        sealed = cycle(&sealed, id, &chain, round, &mut rng);
    }
    let warm = resident_kib();
    for round in 0..cycles {
        sealed = cycle(&sealed, id, &chain, round, &mut rng);
    }
    let end = resident_kib();
    assert!(
        end * 100 <= warm * 105,
        "{warm} KiB before, {end} KiB after"
    );
    // Only the digits of the generation grow.
    assert!(sealed.len() <= first + 16, "{first}, {}", sealed.len());
}
