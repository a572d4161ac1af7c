//! The RPC's answers have the shape of a real node's: same fields, same kinds, same errors.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devnet::chain::Genesis;
use devnet::node::{Config, Node, Pace};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn read(folder: &Path, name: &str) -> Value {
    let text = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

async fn http(address: &str, request: String) -> Value {
    let answer = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    };
    let text = tokio::time::timeout(Duration::from_secs(20), answer)
        .await
        .unwrap();
    serde_json::from_str(text.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

async fn post(address: &str, path: &str, body: &Value) -> Value {
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    http(address, head).await
}

async fn call(address: &str, method: &str, params: Value) -> Value {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    post(address, "/", &body).await
}

fn kind(v: &Value) -> &'static str {
    match v {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// Where two values differ in shape. Lists are compared by their first items.
fn compare(at: &str, own: &Value, theirs: &Value, out: &mut Vec<String>) {
    match (own, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let (a_keys, b_keys): (Vec<_>, Vec<_>) = (a.keys().collect(), b.keys().collect());
            if a_keys != b_keys {
                out.push(format!("{at}: fields {a_keys:?}, recorded {b_keys:?}"));
            }
            for (key, value) in a {
                if let Some(other) = b.get(key) {
                    compare(&format!("{at}/{key}"), value, other, out);
                }
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            if let (Some(a), Some(b)) = (a.first(), b.first()) {
                compare(&format!("{at}/0"), a, b, out);
            }
        }
        _ if kind(own) != kind(theirs) => {
            out.push(format!("{at}: {}, recorded {}", kind(own), kind(theirs)));
        }
        _ => {}
    }
}

async fn listen(node: &Node) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let app = devnet::rpc::router(node.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

fn paused(genesis: Genesis) -> Node {
    Node::start(Config {
        genesis,
        data_dir: None,
        pace: Pace::Paused,
    })
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_have_the_recorded_shape() {
    let Some(folder) = fixtures::folder("chain") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("params.json")).unwrap();
    let node = paused(Genesis::parse(&text).unwrap());
    let address = listen(&node).await;
    let case = read(&folder, "flow/03-provider-create");
    let tx = case["request"]["tx_bytes"].clone();
    let sent = call(&address, "broadcast_tx_sync", json!({"tx": tx})).await;
    assert_eq!(sent["result"]["code"], 0, "{sent}");
    assert_eq!(sent["result"]["hash"], case["request"]["tx_hash"]);
    let again = call(&address, "broadcast_tx_sync", json!({"tx": tx})).await;
    assert_eq!(again["error"]["data"], "tx already exists in cache");
    node.step().unwrap();
    let hash = hex::decode(case["request"]["tx_hash"].as_str().unwrap()).unwrap();
    let by_sender = format!(
        "message.sender='{}'",
        case["request"]["signer"].as_str().unwrap()
    );
    let mut wrong = Vec::new();
    let calls = [
        ("abci-info", json!({})),
        ("abci-query-latest", Value::Null),
        ("abci-query-future", Value::Null),
        ("abci-query-version", Value::Null),
        ("block", json!({"height": "2"})),
        ("block-future", Value::Null),
        ("block-results", json!({"height": "2"})),
        ("blockchain", json!({"minHeight": "1", "maxHeight": "2"})),
        ("broadcast-garbage", Value::Null),
        ("commit", json!({"height": "1"})),
        ("consensus-params", json!({})),
        ("header", json!({"height": "2"})),
        ("health", json!({})),
        ("net-info", json!({})),
        ("status", json!({})),
        (
            "tx",
            json!({"hash": STANDARD.encode(&hash), "prove": false}),
        ),
        ("tx-missing", Value::Null),
        ("tx-search-none", Value::Null),
        (
            "tx-search-page2",
            json!({"query": by_sender, "page": "1", "per_page": "2", "order_by": "desc"}),
        ),
        ("tx-search-bad-query", Value::Null),
        ("unknown-method", Value::Null),
        ("validators", json!({"height": "1"})),
    ];
    for (name, params) in calls {
        let recorded = read(&folder, &format!("rpc/{name}"));
        let method = recorded["request"]["method"].as_str().unwrap();
        let params = if params.is_null() {
            recorded["request"]["params"].clone()
        } else {
            params
        };
        let own = call(&address, method, params).await;
        let theirs = &recorded["result"];
        compare(name, &own, theirs, &mut wrong);
        if own["error"]["code"] != theirs["error"]["code"]
            || own["error"]["message"] != theirs["error"]["message"]
        {
            wrong.push(format!(
                "{name}: {}, recorded {}",
                own["error"], theirs["error"]
            ));
        }
        let code = |v: &Value| v["result"]["response"]["code"].clone();
        if code(&own) != code(theirs) {
            wrong.push(format!(
                "{name}: code {}, recorded {}",
                code(&own),
                code(theirs)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_by_uri_take_quoted_texts_and_hex() {
    let node = paused(Genesis::demo());
    let address = listen(&node).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let block = http(&address, get("/block?height=1")).await;
    assert_eq!(block["result"]["block"]["header"]["height"], "1");
    let path = "/abci_query?path=%22/cosmos.bank.v1beta1.Query/Balance%22&data=0x0a";
    let answer = http(&address, get(path)).await;
    assert_ne!(answer["result"]["response"]["code"], 0);
    let none = http(
        &address,
        get("/tx_search?query=%22message.sender=%27nobody%27%22"),
    )
    .await;
    assert_eq!(none["result"]["total_count"], "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_faucet_answers_when_the_coins_are_there() {
    let node = paused(Genesis::demo());
    let address = listen(&node).await;
    let who = "akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww";
    let stepping = node.clone();
    let blocks = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            stepping.step().unwrap();
        }
    });
    let given = post(&address, "/faucet", &json!({"address": who})).await;
    let height: i64 = given["height"].as_str().unwrap().parse().unwrap();
    assert!(height > 1);
    blocks.abort();
    let query = <proto::cosmos::bank::v1beta1::QueryBalanceRequest as proto::QueryPath>::PATH;
    let request = proto::cosmos::bank::v1beta1::QueryBalanceRequest {
        address: who.into(),
        denom: "uact".into(),
    };
    let value = node
        .query(query, &proto::Message::encode_to_vec(&request))
        .unwrap();
    let answer: proto::cosmos::bank::v1beta1::QueryBalanceResponse =
        proto::Message::decode(value.as_slice()).unwrap();
    assert_eq!(
        answer.balance.unwrap().amount,
        given["amount"][0]["amount"].as_str().unwrap()
    );
    let bad = post(&address, "/faucet", &json!({"address": "akash1x"})).await;
    assert!(bad["error"].is_string());
}
