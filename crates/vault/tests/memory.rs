//! Reads the whole memory of a process that used a vault and looks for its secrets.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::process::{Child, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use support::{CHEAP, Counter, bounds};
use types::{ChainId, UnixMillis};
use vault::{
    ApprovalRequest, Colour, Consent, Decision, Entropy, HdPath, KeyId, Name, NewLock, OffChainDoc,
    Opener, Password, Payload, RequestOrigin, Signer, StrongPassword, UnlockedVault, VaultFile,
    Verdict, WordCount, Words,
};
use zeroize::{Zeroize, Zeroizing};

const MODE: &str = "SLIPWAY_TEST_MEMORY";
/// Both sides make the same secrets from this number; none is written in the binary.
const START: u64 = 0x51_1b_ac;

fn password() -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; 16]);
    Counter(START + 1_000_000).fill(bytes.as_mut()).unwrap();
    let mut text = Zeroizing::new(String::with_capacity(64));
    for byte in bytes.iter() {
        text.push(char::from(b'!' + byte % 90));
    }
    text
}

fn make() -> (Vec<u8>, KeyId, ChainId) {
    let mut rng = Counter(START);
    let password = StrongPassword::new(Password::new(&password())).unwrap();
    let lock = NewLock::Password {
        password: &password,
        cost: CHEAP,
    };
    let name = Name::new("Main").unwrap();
    let mut vault =
        UnlockedVault::create(name.clone(), UnixMillis(1), lock, bounds(), &mut rng).unwrap();
    let words = Words::generate(WordCount::TwentyFour, &mut rng).unwrap();
    let seed = vault.add_generated_words(&words, &mut rng).unwrap();
    let path = HdPath::cosmos(0, 0).unwrap();
    let id = vault
        .add_derived(seed, path, name, Colour::default(), &mut rng)
        .unwrap();
    let sealed = vault.seal(&mut rng).unwrap();
    (sealed, id, "a-1".parse().unwrap())
}

fn unlock(sealed: &[u8]) -> UnlockedVault {
    let password = Password::new(&password());
    VaultFile::parse(sealed)
        .unwrap()
        .unlock(&Opener::Password(&password), bounds())
        .unwrap()
}

fn sign(vault: &UnlockedVault, id: KeyId, chain: &ChainId) {
    let mut consent = Consent::new();
    consent.unlocked(id, chain.clone());
    let signer = vault.head().account(id).unwrap().address.clone();
    let request = ApprovalRequest {
        account: id,
        chain_id: chain.clone(),
        payload: Payload::OffChain(OffChainDoc::new(signer, b"hello".to_vec()).unwrap()),
        origin: RequestOrigin::Slipway,
    };
    let asked = consent
        .file(request, UnixMillis(0), &mut Counter(5))
        .unwrap();
    let yes = Decision {
        id: asked.id,
        account: id,
        chain_id: chain.clone(),
        hash: asked.hash,
        verdict: Verdict::Approve,
    };
    let grant = consent.decide(&yes).unwrap().unwrap();
    vault.sign(grant).unwrap();
}

fn say_and_wait(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "at {text}").unwrap();
    out.flush().unwrap();
    let mut byte = [0; 1];
    std::io::stdin().read_exact(&mut byte).unwrap();
}

/// The child; does nothing unless it was started by a test below.
#[test]
fn child_uses_a_vault() {
    let Ok(mode) = std::env::var(MODE) else {
        return;
    };
    let (sealed, id, chain) = make();
    let vault = unlock(&sealed);
    sign(&vault, id, &chain);
    say_and_wait("unlocked");
    let planted = (mode == "planted").then(|| password().as_bytes().to_vec());
    vault.lock();
    say_and_wait("locked");
    drop(planted);
}

struct Secrets {
    password: Vec<u8>,
    words: Vec<u8>,
    seed: Vec<u8>,
    data_key: Vec<u8>,
    private_key: Vec<u8>,
}

fn secrets() -> Secrets {
    let mut data_key = vec![0; 32];
    Counter(START).fill(&mut data_key).unwrap();
    let (sealed, _, _) = make();
    let vault = unlock(&sealed);
    let password = Password::new(&password());
    let seed = vault.head().seeds[0].id;
    let words = vault
        .reveal_words(seed, &Opener::Password(&password))
        .unwrap();
    let phrase = words.expose().collect::<Vec<_>>().join(" ");
    let mnemonic = bip39::Mnemonic::parse(&phrase).unwrap();
    let seed = mnemonic.to_seed("");
    let path = "m/44'/118'/0'/0/0".parse().unwrap();
    let key = bip32::XPrv::derive_from_path(seed, &path).unwrap();
    Secrets {
        password: password_bytes(),
        words: phrase.into_bytes(),
        seed: seed.to_vec(),
        data_key,
        private_key: key.to_bytes().to_vec(),
    }
}

fn password_bytes() -> Vec<u8> {
    password().as_bytes().to_vec()
}

/// How often `secret` lies in `memory`: as it is, as UTF-16, in hex and in base64.
fn hits(memory: &[u8], secret: &[u8]) -> usize {
    let wide: Vec<u8> = secret.iter().flat_map(|b| [*b, 0]).collect();
    let lower = hex::encode(secret).into_bytes();
    let upper = hex::encode_upper(secret).into_bytes();
    let base64 = STANDARD.encode(secret);
    // Without the last group, which depends on what follows.
    let base64 = base64.as_bytes()[..base64.len() - 4].to_vec();
    [secret.to_vec(), wide, lower, upper, base64]
        .iter()
        .map(|form| count(memory, form))
        .sum()
}

fn count(memory: &[u8], form: &[u8]) -> usize {
    let (first, rest) = form.split_first().unwrap();
    let mut at = 0;
    let mut found = 0;
    while let Some(step) = memory[at..].iter().position(|b| b == first) {
        at += step + 1;
        found += usize::from(memory[at..].starts_with(rest));
    }
    found
}

fn read_memory(child: &Child) -> Vec<u8> {
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", child.id())).unwrap();
    let mut file = std::fs::File::open(format!("/proc/{}/mem", child.id())).unwrap();
    let mut all = Vec::new();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        if !rights.starts_with("rw") || line.contains("[vvar") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(to, 16).unwrap();
        let mut part = vec![0; usize::try_from(to - from).unwrap()];
        file.seek(SeekFrom::Start(from)).unwrap();
        if file.read_exact(&mut part).is_ok() {
            all.extend_from_slice(&part);
        }
        part.zeroize();
    }
    assert!(all.len() > 100_000, "the memory was read");
    all
}

struct Looked {
    unlocked: Vec<u8>,
    locked: Vec<u8>,
}

fn look(mode: &str) -> Looked {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_uses_a_vault", "--nocapture"])
        .env(MODE, mode)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut input = child.stdin.take().unwrap();
    let mut wait = |text: &str| {
        assert!(
            lines
                .by_ref()
                .map_while(Result::ok)
                .any(|l| l.ends_with(text)),
            "the child reaches {text}"
        );
    };
    wait("at unlocked");
    let unlocked = read_memory(&child);
    input.write_all(b"x").unwrap();
    wait("at locked");
    let locked = read_memory(&child);
    input.write_all(b"x").unwrap();
    child.wait().unwrap();
    Looked { unlocked, locked }
}

/// INV-11: nothing of the vault is left after a lock; unlocked, neither password nor words lie about.
#[test]
fn a_locked_process_holds_no_secret() {
    let secrets = secrets();
    let seen = look("plain");
    assert!(
        hits(&seen.unlocked, &secrets.data_key) > 0,
        "the scan finds the data key while it is in use"
    );
    let found = |memory: &[u8]| {
        [
            ("password", hits(memory, &secrets.password)),
            ("words", hits(memory, &secrets.words)),
            ("seed", hits(memory, &secrets.seed)),
            ("private key", hits(memory, &secrets.private_key)),
            ("data key", hits(memory, &secrets.data_key)),
        ]
    };
    let unlocked = found(&seen.unlocked);
    assert_eq!(
        unlocked[..4].iter().map(|f| f.1).sum::<usize>(),
        0,
        "{unlocked:?}"
    );
    let locked = found(&seen.locked);
    assert_eq!(locked.iter().map(|f| f.1).sum::<usize>(), 0, "{locked:?}");
}

/// INV-11, positive control: a secret that was planted is found.
#[test]
fn a_planted_secret_is_found() {
    let secrets = secrets();
    let seen = look("planted");
    assert!(hits(&seen.locked, &secrets.password) > 0);
}
