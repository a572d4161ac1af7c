//! The vault commands, run as a person or a script would.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PASSWORD: &str = "correct horse 1";
const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const KNOWN: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::File::create(&path)
            .unwrap()
            .write_all(content.as_bytes())
            .unwrap();
        path
    }

    /// Runs the command through a shell that opens `secrets` as descriptors 3, 4, …
    fn run(&self, arguments: &str, secrets: &[&str]) -> Output {
        let mut script = format!(
            "exec {} --data-dir '{}' vault {arguments}",
            env!("CARGO_BIN_EXE_slipway"),
            self.data().display()
        );
        for (at, secret) in secrets.iter().enumerate() {
            let file = self.file(&format!("secret-{at}"), secret);
            script.push_str(&format!(" {}<'{}'", at + 3, file.display()));
        }
        Command::new("bash")
            .args(["-c", &script])
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    fn import_words(&self) -> Output {
        self.run(
            "import --name Main --password-fd 3 --secret-fd 4",
            &[PASSWORD, WORDS],
        )
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone())
        .unwrap()
        .trim()
        .to_owned()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn everything_written(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything_written(&path));
        } else {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

#[test]
fn imports_lists_and_prints_without_a_password() {
    let desk = Desk::new();
    let made = desk.import_words();
    assert_eq!((code(&made), out(&made).as_str()), (0, KNOWN));
    let list = desk.run("list --json", &[]);
    assert_eq!(code(&list), 0);
    assert!(out(&list).contains(KNOWN) && out(&list).contains("m/44'/118'/0'/0/0"));
    assert_eq!(out(&desk.run("address Main", &[])), KNOWN);
    assert_eq!(code(&desk.run("address Nobody", &[])), 1);
}

/// INV-2: neither the words nor the password reach the disk or the output.
#[test]
fn secrets_stay_out_of_files_and_output() {
    let desk = Desk::new();
    let made = desk.import_words();
    let mut seen = everything_written(&desk.data());
    seen.extend(&made.stdout);
    seen.extend(&made.stderr);
    let text = String::from_utf8_lossy(&seen).to_lowercase();
    assert!(text.contains(KNOWN), "the scan does read what was written");
    for secret in [PASSWORD, "abandon", "about"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn exit_codes_say_what_happened() {
    let desk = Desk::new();
    assert_eq!(code(&desk.run("list", &[])), 1);
    let weak = desk.run("create --password-fd 3", &["short"]);
    assert_eq!(code(&weak), 1);
    let none = desk.run("create", &[]);
    assert_eq!(code(&none), 2, "no terminal and no descriptor");
    let bad = desk.run(
        "import --password-fd 3 --secret-fd 4",
        &[PASSWORD, &WORDS.replace("about", "abuot")],
    );
    assert_eq!(code(&bad), 2);
    assert!(String::from_utf8_lossy(&bad.stderr).contains("word 12"));
    assert_eq!(code(&desk.import_words()), 0);
    let again = desk.run("create --password-fd 3", &[PASSWORD]);
    assert_eq!(code(&again), 1);
    let wrong = desk.run(
        "export --armor Main --password-fd 3 --secret-fd 4",
        &["not the password", "armor password 1"],
    );
    assert_eq!(code(&wrong), 3);
    let words = desk.run("export --words --password-fd 3", &[PASSWORD]);
    assert_eq!(code(&words), 1, "no terminal, no words");
}

#[test]
fn armor_and_backup_come_back_in_another_folder() {
    let desk = Desk::new();
    assert_eq!(code(&desk.import_words()), 0);
    let armor = desk.run(
        "export --armor Main --password-fd 3 --secret-fd 4",
        &[PASSWORD, "armor password 1"],
    );
    assert_eq!(code(&armor), 0);
    let backup = desk.folder.path().join("all.slipway");
    let written = desk.run(
        &format!(
            "export --backup '{}' --password-fd 3 --secret-fd 4",
            backup.display()
        ),
        &[PASSWORD, "backup password 1"],
    );
    assert_eq!(code(&written), 0);

    let other = Desk::new();
    let file = other.file("key.armor", &out(&armor));
    let taken = other.run(
        &format!(
            "import --armor '{}' --password-fd 3 --secret-fd 4",
            file.display()
        ),
        &["another password 2", "armor password 1"],
    );
    assert_eq!((code(&taken), out(&taken).as_str()), (0, KNOWN));

    let third = Desk::new();
    let restored = third.run(
        &format!(
            "import --backup '{}' --password-fd 3 --secret-fd 4",
            backup.display()
        ),
        &["third password here", "backup password 1"],
    );
    assert_eq!((code(&restored), out(&restored).as_str()), (0, KNOWN));
}

/// The recorded keys: words into a vault, each unsigned file signed, equal JSON out.
#[test]
fn signs_what_the_real_command_signed() {
    let Some(root) = fixtures::folder("vault") else {
        return;
    };
    let mut done = 0;
    for name in ["armor-1", "armor-3", "armor-5"] {
        let text = std::fs::read_to_string(root.join(format!("{name}.json"))).unwrap();
        let case: serde_json::Value = serde_json::from_str(&text).unwrap();
        let desk = Desk::new();
        let words = case["mnemonic"].as_str().unwrap();
        let path = case["hd_path"].as_str().unwrap();
        let made = desk.run(
            &format!("import --path \"{path}\" --password-fd 3 --secret-fd 4"),
            &[PASSWORD, words],
        );
        assert_eq!(out(&made), case["address"]);
        let policy = desk.file(
            "policy.json",
            r#"{"chain_id":"akashlocal-1","messages":["/cosmos.bank.v1beta1.MsgSend"],"caps":{"uakt":"1000000"}}"#,
        );
        for signature in case["offline_signatures"].as_array().unwrap() {
            let unsigned = desk.file("tx.json", &signature["unsigned"].to_string());
            let text = |name: &str| signature[name].as_str().unwrap().to_owned();
            let signed = desk.run(
                &format!(
                    "sign '{}' --chain-id {} --account-number {} --sequence {} --sign-mode {} --yes --policy '{}' --password-fd 3",
                    unsigned.display(), text("chain_id"), text("account_number"),
                    text("sequence"), text("mode"), policy.display(),
                ),
                &[PASSWORD],
            );
            let words = String::from_utf8_lossy(&signed.stderr).into_owned();
            assert_eq!(code(&signed), 0, "{words}");
            let answer: serde_json::Value = serde_json::from_str(&out(&signed)).unwrap();
            assert_eq!(answer, signature["signed"]);
            assert!(words.contains("Send 0.00"), "{words}");
            done += 1;
        }
        // Without a policy and without a terminal nothing is signed.
        let unsigned = desk.folder.path().join("tx.json");
        let refused = desk.run(
            &format!(
                "sign '{}' --chain-id c-1 --account-number 1 --sequence 1 --password-fd 3",
                unsigned.display()
            ),
            &[PASSWORD],
        );
        assert_eq!((code(&refused), out(&refused).as_str()), (1, ""));
    }
    assert_eq!(done, 12);
}
