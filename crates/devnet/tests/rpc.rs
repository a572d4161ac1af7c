//! The node's RPC over real sockets.
#![allow(clippy::unwrap_used)]

use devnet::chain::Genesis;
use devnet::node::{Config, Node, Pace};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

async fn served() -> (Node, String) {
    let node = Node::start(Config {
        genesis: Genesis::demo(),
        data_dir: None,
        pace: Pace::Paused,
    })
    .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let app = devnet::rpc::router(node.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (node, address)
}

async fn http(address: &str, request: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(Duration::from_secs(10), read)
        .await
        .unwrap()
        .unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (status, serde_json::from_str(body).unwrap())
}

async fn call(address: &str, method: &str, params: Value) -> Value {
    let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
    http(address, "POST /", &body.to_string()).await.1
}

#[tokio::test]
async fn calls_answer_by_post_and_by_uri() {
    let (node, address) = served().await;
    node.step().unwrap();
    let status = call(&address, "status", Value::Null).await;
    assert_eq!(status["id"], 7);
    assert_eq!(status["result"]["node_info"]["network"], "slipway-demo-1");
    let height = &status["result"]["sync_info"]["latest_block_height"];
    assert_eq!(height, "2");
    let (code, block) = http(&address, "GET /block?height=2", "").await;
    assert_eq!(code, 200);
    assert_eq!(block["result"]["block"]["header"]["height"], "2");
    let path = "/abci_query?path=%22/cosmos.bank.v1beta1.Query/SupplyOf%22&data=0x0a0475616b74";
    let (_, supply) = http(&address, &format!("GET {path}"), "").await;
    assert_eq!(supply["result"]["response"]["code"], 0);
    assert!(supply["result"]["response"]["value"].is_string());
}

#[tokio::test]
async fn errors_have_the_codes_of_a_real_node() {
    let (_node, address) = served().await;
    let code = |v: &Value| v["error"]["code"].as_i64();
    let unknown = call(&address, "nosuch", Value::Null).await;
    assert_eq!(code(&unknown), Some(-32601));
    let bad = call(&address, "tx", json!({"hash": "zz"})).await;
    assert_eq!(code(&bad), Some(-32602));
    let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let missing = call(&address, "tx", json!({"hash": hash})).await;
    assert_eq!(code(&missing), Some(-32603));
    let future = call(&address, "block", json!({"height": "99"})).await;
    assert_eq!(code(&future), Some(-32603));
    let garbage = call(&address, "broadcast_tx_sync", json!({"tx": "aGVsbG8="})).await;
    assert_eq!(garbage["result"]["code"], 2);
    assert_eq!(garbage["result"]["codespace"], "sdk");
    let path = json!({"path": "/akash.market.v1beta4.Query/Params", "data": ""});
    let answer = call(&address, "abci_query", path).await;
    assert_eq!(answer["result"]["response"]["code"], 6);
    let (status, broken) = http(&address, "POST /", "{").await;
    assert_eq!((status, code(&broken)), (500, Some(-32700)));
}

#[tokio::test]
async fn the_faucet_answers_with_what_it_issues() {
    let (node, address) = served().await;
    let blocks = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            node.step().unwrap();
        }
    });
    let (status, answer) = http(
        &address,
        "POST /faucet",
        r#"{"address":"akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww"}"#,
    )
    .await;
    assert_eq!((status, &answer["simulated"]), (200, &json!(true)));
    let (status, _) = http(&address, "POST /faucet", r#"{"address":"cosmos1x"}"#).await;
    assert_eq!(status, 400);
    blocks.abort();
}

#[tokio::test]
async fn the_websocket_tells_of_blocks_and_limits_subscriptions() {
    let (node, address) = served().await;
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/websocket"))
        .await
        .unwrap();
    let mut answers = Vec::new();
    for n in 1..=6 {
        let query = match n {
            1 => "tm.event='NewBlock'".to_owned(),
            2 => "tm.event='NewBlockHeader'".to_owned(),
            n => format!("tm.event='Tx' AND tx.height>{n}"),
        };
        let ask =
            json!({"jsonrpc": "2.0", "id": n, "method": "subscribe", "params": {"query": query}});
        socket.send(Message::text(ask.to_string())).await.unwrap();
        let Some(Ok(Message::Text(text))) = socket.next().await else {
            panic!("no answer");
        };
        answers.push(serde_json::from_str::<Value>(&text).unwrap());
    }
    assert_eq!(answers[4]["result"], json!({}));
    assert_eq!(answers[5]["error"]["code"], -32603);
    let height = node.step().unwrap();
    for (id, kind) in [(1, "NewBlock"), (2, "NewBlockHeader")] {
        let wait = tokio::time::timeout(Duration::from_secs(10), socket.next());
        let Some(Ok(Message::Text(text))) = wait.await.unwrap() else {
            panic!("no event");
        };
        let event: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(event["id"], id);
        let data = &event["result"]["data"];
        assert_eq!(data["type"], format!("tendermint/event/{kind}"));
        let value = &data["value"];
        let header = if id == 1 {
            &value["block"]["header"]
        } else {
            &value["header"]
        };
        assert_eq!(header["height"], height.to_string());
    }
}

#[tokio::test]
async fn blocks_are_found_and_what_waits_is_counted() {
    let (node, address) = served().await;
    for _ in 0..4 {
        node.step().unwrap();
    }
    let found = call(
        &address,
        "block_search",
        json!({"query": "block.height>3", "order_by": "desc"}),
    )
    .await;
    assert_eq!(found["result"]["total_count"], "2");
    assert_eq!(
        found["result"]["blocks"][0]["block"]["header"]["height"],
        "5"
    );
    let far = call(
        &address,
        "block_search",
        json!({"query": "block.height>3", "page": "2"}),
    )
    .await;
    assert_eq!(far["error"]["code"], -32603);
    let waiting = call(&address, "num_unconfirmed_txs", Value::Null).await;
    assert_eq!(waiting["result"]["total"], "0");
    assert!(waiting["result"]["txs"].is_null());
    let listed = call(&address, "unconfirmed_txs", json!({"limit": "5"})).await;
    assert_eq!(listed["result"]["txs"], json!([]));
}
