//! `cargo bench -p vault`: one line a figure: name, value, unit.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use types::{ChainId, UnixMillis};
use vault::{
    ApprovalRequest, Colour, Consent, Decision, DirectDoc, HdPath, KdfBounds, Name, NewLock,
    Opener, OsEntropy, Password, Payload, RequestOrigin, Signer, StrongPassword, UnlockedVault,
    VaultFile, Verdict, WordCount, Words,
};

fn main() {
    let mut rng = OsEntropy;
    let bounds = KdfBounds::PRODUCT;
    let typed = "four plain words do";
    let password = StrongPassword::new(Password::new(typed)).unwrap();
    let lock = NewLock::Password {
        password: &password,
        cost: bounds.create(),
    };
    let name = Name::new("Bench").unwrap();
    let mut open =
        UnlockedVault::create(name.clone(), UnixMillis(0), lock, bounds, &mut rng).unwrap();
    let words = Words::generate(WordCount::TwentyFour, &mut rng).unwrap();
    let seed = open.add_generated_words(&words, &mut rng).unwrap();
    let path = HdPath::cosmos(0, 0).unwrap();
    let id = open
        .add_derived(seed, path, name, Colour::default(), &mut rng)
        .unwrap();
    let sealed = open.seal(&mut rng).unwrap();

    let begin = Instant::now();
    let file = VaultFile::parse(&sealed).unwrap();
    let password = Password::new(typed);
    let open = file.unlock(&Opener::Password(&password), bounds).unwrap();
    println!("vault_unlock {} ms", begin.elapsed().as_millis());

    // The whole way: file a request, decide, sign.
    let chain: ChainId = "bench-1".parse().unwrap();
    let mut consent = Consent::new();
    consent.unlocked(id, chain.clone());
    let rounds = 2000_u32;
    let begin = Instant::now();
    for round in 0..rounds {
        let body = round.to_be_bytes().repeat(64);
        let doc = DirectDoc::new(body, vec![1; 100], &chain, 1).unwrap();
        let request = ApprovalRequest {
            account: id,
            chain_id: chain.clone(),
            payload: Payload::Direct(doc),
            origin: RequestOrigin::Slipway,
        };
        let asked = consent.file(request, UnixMillis(0), &mut rng).unwrap();
        let yes = Decision {
            id: asked.id,
            account: id,
            chain_id: chain.clone(),
            hash: asked.hash,
            verdict: Verdict::Approve,
        };
        let grant = consent.decide(&yes).unwrap().unwrap();
        open.sign(grant).unwrap();
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!("vault_sign {:.0} per second", f64::from(rounds) / seconds);
}
