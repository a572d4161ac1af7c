//! Calls of clients, answered.

use serde_json::{Value, json};

use crate::Limits;
use crate::mailbox::{Mailboxes, Post, PostError};

/// Life of what belongs to a proposal, in seconds.
const PROPOSAL: u64 = 300;

/// An error as JSON-RPC has it.
struct Fault {
    code: i64,
    text: String,
}

impl Fault {
    fn payload(text: &str) -> Self {
        Self {
            code: -32_600,
            text: text.into(),
        }
    }
}

impl From<PostError> for Fault {
    fn from(e: PostError) -> Self {
        let code = match e {
            PostError::Full => -32_000,
            PostError::Long | PostError::Topics => -32_600,
        };
        Self {
            code,
            text: e.to_string(),
        }
    }
}

/// An answer, and the mailboxes that are to be emptied after it was sent.
pub(crate) struct Answer {
    pub(crate) frame: Option<String>,
    pub(crate) opened: Vec<String>,
}

/// Answers a frame of `client`; `now` is in milliseconds.
pub(crate) fn answer(
    boxes: &mut Mailboxes,
    limits: &Limits,
    client: &str,
    frame: &str,
    now: u64,
) -> Answer {
    let Ok(call) = serde_json::from_str::<Value>(frame) else {
        return Answer {
            frame: Some(fault(&json!(0), &Fault::payload("not JSON"))),
            opened: Vec::new(),
        };
    };
    let Some(method) = call["method"].as_str() else {
        // The acknowledgement of a delivery.
        return Answer {
            frame: None,
            opened: Vec::new(),
        };
    };
    let mut opened = Vec::new();
    let params = &call["params"];
    let id = &call["id"];
    let frame = match act(boxes, limits, client, method, params, now, &mut opened) {
        Ok(result) => json!({"id": id, "jsonrpc": "2.0", "result": result}).to_string(),
        Err(e) => fault(id, &e),
    };
    Answer {
        frame: Some(frame),
        opened,
    }
}

fn fault(id: &Value, e: &Fault) -> String {
    json!({"id": id, "jsonrpc": "2.0", "error": {"code": e.code, "message": e.text}}).to_string()
}

fn act(
    boxes: &mut Mailboxes,
    limits: &Limits,
    client: &str,
    method: &str,
    params: &Value,
    now: u64,
    opened: &mut Vec<String>,
) -> Result<Value, Fault> {
    let topic = |name: &str| topic(&params[name]);
    match method {
        "irn_publish" => {
            let post = published(params)?;
            boxes.post(client, post, now)?;
            Ok(json!(true))
        }
        "irn_batchPublish" => {
            let all = params["messages"].as_array();
            let all = all.ok_or_else(|| Fault::payload("messages are missing"))?;
            if all.len() > limits.batch {
                return Err(Fault::payload("batch limit exceeded"));
            }
            for one in all {
                boxes.post(client, published(one)?, now)?;
            }
            Ok(json!(true))
        }
        "irn_subscribe" | "irn_subscribeBlocking" => {
            let topic = topic("topic")?;
            boxes.open(client, std::slice::from_ref(&topic))?;
            opened.push(topic.clone());
            Ok(json!(topic))
        }
        "irn_batchSubscribe" | "irn_batchSubscribeBlocking" => {
            let topics = topics(params, limits)?;
            boxes.open(client, &topics)?;
            opened.clone_from(&topics);
            Ok(json!(topics))
        }
        "irn_unsubscribe" => {
            boxes.close(client, &topic("topic")?);
            Ok(json!(true))
        }
        "irn_batchUnsubscribe" => {
            for one in params["subscriptions"].as_array().into_iter().flatten() {
                boxes.close(client, &self::topic(&one["topic"])?);
            }
            Ok(json!(true))
        }
        "irn_fetchMessages" => {
            let topics = [topic("topic")?];
            Ok(json!({"messages": boxes.fetch(client, &topics, now), "hasMore": false}))
        }
        "irn_batchFetchMessages" => {
            let topics = topics(params, limits)?;
            Ok(json!({"messages": boxes.fetch(client, &topics, now), "hasMore": false}))
        }
        "wc_proposeSession" => {
            let pairing = topic("pairingTopic")?;
            let proposal = message(params, "sessionProposal")?;
            boxes.open(client, std::slice::from_ref(&pairing))?;
            opened.push(pairing.clone());
            let attestation = params["attestation"].as_str().map(str::to_owned);
            let post = post(&pairing, proposal, 1100, attestation);
            boxes.post(client, post, now)?;
            Ok(json!(true))
        }
        "wc_approveSession" => {
            let (pairing, session) = (topic("pairingTopic")?, topic("sessionTopic")?);
            let answer = message(params, "sessionProposalResponse")?;
            let settlement = message(params, "sessionSettlementRequest")?;
            let both = [pairing.clone(), session.clone()];
            boxes.open(client, &both)?;
            opened.extend(both);
            boxes.post(client, post(&session, settlement, 1102, None), now)?;
            boxes.post(client, post(&pairing, answer, 1101, None), now)?;
            Ok(json!(true))
        }
        _ => Err(Fault {
            code: -32_601,
            text: "Method not found".into(),
        }),
    }
}

fn post(topic: &str, message: String, tag: u64, attestation: Option<String>) -> Post {
    Post {
        topic: topic.to_owned(),
        message,
        attestation,
        tag,
        ttl: PROPOSAL,
    }
}

fn published(params: &Value) -> Result<Post, Fault> {
    Ok(Post {
        topic: topic(&params["topic"])?,
        message: message(params, "message")?,
        attestation: params["attestation"].as_str().map(str::to_owned),
        tag: params["tag"].as_u64().unwrap_or_default(),
        ttl: params["ttl"].as_u64().unwrap_or(PROPOSAL),
    })
}

fn message(params: &Value, name: &str) -> Result<String, Fault> {
    let text = params[name].as_str().filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Fault::payload("the message is missing"))?;
    Ok(text.to_owned())
}

fn topic(value: &Value) -> Result<String, Fault> {
    let text = value.as_str().unwrap_or_default();
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Fault::payload("invalid topic"))
    }
}

fn topics(params: &Value, limits: &Limits) -> Result<Vec<String>, Fault> {
    let all = params["topics"].as_array();
    let all = all.ok_or_else(|| Fault::payload("topics are missing"))?;
    if all.len() > limits.batch {
        return Err(Fault::payload("batch limit exceeded"));
    }
    all.iter().map(topic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, params: &Value) -> Value {
        let mut boxes = Mailboxes::new(Limits::default());
        let (out, _in) = tokio::sync::mpsc::unbounded_channel();
        boxes.enter("c", 1, out, 0);
        let frame = json!({"id": "1234567890123456789", "method": method, "params": params});
        let done = answer(&mut boxes, &Limits::default(), "c", &frame.to_string(), 0);
        serde_json::from_str(&done.frame.unwrap()).unwrap()
    }

    #[test]
    fn ids_come_back_as_they_were() {
        let done = call("irn_unsubscribe", &json!({"topic": "a".repeat(64)}));
        assert_eq!(
            done,
            json!({"id": "1234567890123456789", "jsonrpc": "2.0", "result": true})
        );
    }

    #[test]
    fn faults_have_the_codes_that_clients_know() {
        let code = |method: &str, params: Value| call(method, &params)["error"]["code"].clone();
        assert_eq!(code("irn_other", json!({})), -32_601);
        assert_eq!(
            code("irn_publish", json!({"topic": "a".repeat(64)})),
            -32_600
        );
        assert_eq!(code("irn_subscribe", json!({"topic": "xyz"})), -32_600);
        let many = vec!["a".repeat(64); 501];
        assert_eq!(code("irn_batchSubscribe", json!({"topics": many})), -32_600);
    }

    #[test]
    fn an_acknowledgement_is_not_answered() {
        let mut boxes = Mailboxes::new(Limits::default());
        let done = answer(
            &mut boxes,
            &Limits::default(),
            "c",
            r#"{"id":1,"result":true}"#,
            0,
        );
        assert!(done.frame.is_none());
        let done = answer(&mut boxes, &Limits::default(), "c", "{", 0);
        assert!(done.frame.unwrap().contains("-32600"));
    }
}
