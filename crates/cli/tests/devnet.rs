//! `slipway devnet` as a process: first line, survival of a kill, clean end.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Devnet {
    child: Child,
    first: Value,
}

fn start(data: &Path) -> Devnet {
    let mut child = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args(["devnet", "--listen", "127.0.0.1:0", "--block-time", "50"])
        .args(["--no-providers", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let first = serde_json::from_str(&line).unwrap();
    Devnet { child, first }
}

impl Devnet {
    fn call(&self, request: &str, body: &str) -> Value {
        let address = self.first["rpc"].as_str().unwrap();
        let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    fn height(&self) -> u64 {
        let status = self.call("GET /status", "");
        let text = &status["result"]["sync_info"]["latest_block_height"];
        text.as_str().unwrap().parse().unwrap()
    }

    fn balance(&self) -> String {
        // Account and denom as QueryBalanceRequest has them.
        let mut data = vec![0x0a, 44];
        data.extend(WHO.as_bytes());
        data.extend(b"\x12\x04uact");
        let data: String = data.iter().map(|b| format!("{b:02x}")).collect();
        let call = format!(
            r#"{{"id":1,"method":"abci_query","params":{{"path":"/cosmos.bank.v1beta1.Query/Balance","data":"{data}"}}}}"#
        );
        let answer = self.call("POST /", &call);
        answer["result"]["response"]["value"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn wait(&self, what: impl Fn(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !what(self) {
            assert!(Instant::now() < end, "waited too long");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

const WHO: &str = "akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww";

#[test]
fn goes_on_after_a_kill_and_ends_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let mut devnet = start(folder.path());
    for name in ["urls", "chain_id", "rpc", "faucet", "genesis_accounts"] {
        assert!(!devnet.first[name].is_null(), "{name}");
    }
    let empty = devnet.balance();
    devnet.call("POST /faucet", &format!(r#"{{"address":"{WHO}"}}"#));
    devnet.wait(|d| d.balance() != empty);
    let issued = devnet.balance();
    devnet.wait(|d| d.height() > 3);
    let before = devnet.height();
    devnet.child.kill().unwrap();
    devnet.child.wait().unwrap();

    let mut devnet = start(folder.path());
    assert!(devnet.height() >= before);
    assert_eq!(devnet.balance(), issued);
    let before = devnet.height();
    devnet.wait(|d| d.height() > before);
    Command::new("kill")
        .args(["-TERM", &devnet.child.id().to_string()])
        .status()
        .unwrap();
    assert!(devnet.child.wait().unwrap().success());
}
