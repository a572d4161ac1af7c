//! The shell websocket: binary frames, the first byte says what the rest is.

use super::super::agent::Agent;
use super::super::model::LeaseId;
use super::super::runtime::busybox::Container;
use super::answers::{Answer, Refused, bare};
use super::socket::{Happened, Live, upgrade};
use super::streams::pairs;
use axum::http::request::Parts;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

const STDOUT: u8 = 100;
const STDERR: u8 = 101;
const RESULT: u8 = 102;
const STDIN: u8 = 104;
const RESIZE: u8 = 105;

/// The parameters of a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    command: Vec<String>,
    service: String,
    pod: u32,
    tty: bool,
    stdin: bool,
}

impl Wanted {
    fn parse(query: &str) -> Option<Self> {
        let all: BTreeMap<String, String> = pairs(query)
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .collect();
        let command: Vec<String> = (0..)
            .map_while(|i| all.get(&format!("cmd{i}")).cloned())
            .collect();
        let pod: u32 = all.get("podIndex")?.parse().ok()?;
        Some(Self {
            command: (!command.is_empty()).then_some(command)?,
            service: all.get("service")?.clone(),
            pod: (pod <= i32::MAX as u32).then_some(pod)?,
            tty: all.get("tty")? == "1",
            stdin: all.get("stdin")? == "1",
        })
    }
}

/// Opens a shell in a replica.
///
/// # Errors
/// 400 without a body when a parameter is missing; else as [`upgrade`].
pub async fn open(
    agent: Arc<Agent>,
    lease: LeaseId,
    query: &str,
    parts: &mut Parts,
) -> Result<Answer, Refused> {
    let Some(wanted) = Wanted::parse(query) else {
        return Err(Box::new(bare(400)));
    };
    upgrade(parts, move |socket| async move {
        let mut live = Live::new(socket, agent.timing);
        match container(&agent, &lease, &wanted) {
            Err(message) => send_result(&mut live, 0, Some(&message)).await,
            Ok(_) if !wanted.command.first().is_some_and(|c| Container::knows(c)) => {
                let message = "remote command execute error: command could not be executed because it does not exist";
                send_result(&mut live, 0, Some(message)).await;
            }
            Ok(mut container) if Container::is_interactive(&wanted.command) => {
                interactive(&agent, &lease, &mut live, &mut container, &wanted).await;
            }
            Ok(mut container) => {
                let output = container.run(&wanted.command);
                send(&mut live, &wanted, &output.out, &output.err).await;
                send_result(&mut live, output.code, None).await;
            }
        }
    })
    .await
}

fn container(agent: &Agent, lease: &LeaseId, wanted: &Wanted) -> Result<Container, String> {
    let state = agent.state();
    let now = agent.clock.now();
    let workload = state
        .workload(lease)
        .ok_or("remote command execute error: deployment is not yet active")?;
    let rollout = workload
        .service(&wanted.service)
        .ok_or("kube: no service for that lease")?;
    if workload.counts(rollout, now).available == 0 {
        return Err("no active replicase for service".into());
    }
    let mut pods = workload.pods(std::slice::from_ref(&wanted.service), now);
    pods.retain(|p| p.timeline.is_ready(now));
    pods.sort_by(|a, b| a.name.cmp(&b.name));
    let pod = pods.get(wanted.pod as usize).ok_or_else(|| {
        format!(
            "remote command execute error: pod index out of range: valid range is [0, {}]",
            pods.len().saturating_sub(1)
        )
    })?;
    let card = state
        .held
        .get(&lease.order)
        .and_then(|h| h.reservation.placed.first())
        .and_then(|p| agent.spec.inventory.nodes.get(p.node))
        .and_then(|n| n.card.as_ref())
        .map(|c| c.model);
    Ok(Container::new(
        &pod.rollout.spec,
        lease,
        &pod.name,
        "127.0.0.1",
        card,
    ))
}

async fn interactive(
    agent: &Agent,
    lease: &LeaseId,
    live: &mut Live,
    container: &mut Container,
    wanted: &Wanted,
) {
    if !send(
        live,
        wanted,
        "This shell is simulated: nothing runs here.\n# ",
        "",
    )
    .await
    {
        return;
    }
    let mut line = String::new();
    loop {
        let bytes = match live.next().await {
            Happened::Gone => return,
            Happened::Tick if agent.state().workload(lease).is_none() => return,
            Happened::Tick => continue,
            Happened::Bytes(_) if !wanted.stdin => continue,
            Happened::Bytes(bytes) => bytes,
        };
        match bytes.split_first() {
            Some((&STDIN, typed)) => {
                for c in String::from_utf8_lossy(typed).chars() {
                    match c {
                        '\r' | '\n' => {
                            let output = container.line(&line);
                            line.clear();
                            let echo = if wanted.tty { "\n" } else { "" };
                            let prompt = if output.exit { "" } else { "# " };
                            if !send(live, wanted, &format!("{echo}{}", output.out), &output.err)
                                .await
                                || !send(live, wanted, prompt, "").await
                            {
                                return;
                            }
                            if output.exit {
                                return send_result(live, output.code, None).await;
                            }
                        }
                        '\u{4}' if line.is_empty() => return send_result(live, 0, None).await,
                        '\u{3}' => {
                            line.clear();
                            if !send(live, wanted, "^C\n# ", "").await {
                                return;
                            }
                        }
                        '\u{7f}' | '\u{8}' => {
                            let erased = line.pop().is_some() && wanted.tty;
                            if erased && !send(live, wanted, "\u{8} \u{8}", "").await {
                                return;
                            }
                        }
                        c if !c.is_control() && line.len() < 4_096 => {
                            line.push(c);
                            if wanted.tty && !send(live, wanted, &c.to_string(), "").await {
                                return;
                            }
                        }
                        _ => {}
                    }
                }
            }
            Some((&RESIZE, _)) | None => {}
            // The real gateway stops reading at a code it doesn't know; the session is then deaf.
            Some(_) => loop {
                if matches!(live.next().await, Happened::Gone) {
                    return;
                }
            },
        }
    }
}

/// Sends output; with a terminal everything goes to stdout, and lines end with CR LF.
async fn send(live: &mut Live, wanted: &Wanted, out: &str, err: &str) -> bool {
    let parts = if wanted.tty {
        [
            (STDOUT, format!("{out}{err}").replace('\n', "\r\n")),
            (STDERR, String::new()),
        ]
    } else {
        [(STDOUT, out.to_owned()), (STDERR, err.to_owned())]
    };
    for (code, text) in parts {
        if !text.is_empty() && !live.bytes([&[code], text.as_bytes()].concat()).await {
            return false;
        }
    }
    true
}

async fn send_result(live: &mut Live, code: i32, message: Option<&str>) {
    let mut value = json!({"exit_code": code});
    if let Some(message) = message {
        value["message"] = json!(message);
    }
    if !live
        .bytes([&[RESULT], format!("{value}\n").as_bytes()].concat())
        .await
    {
        tracing::trace!("client left before the result");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parameters_are_required() {
        let whole = "service=web&podIndex=0&tty=1&stdin=0&cmd0=%2Fbin%2Fsh&cmd1=-c&cmd3=lost";
        let wanted = Wanted::parse(whole).unwrap();
        assert_eq!(wanted.command, ["/bin/sh", "-c"]);
        assert!(wanted.tty && !wanted.stdin);
        for part in whole.split('&').take(5) {
            assert_eq!(Wanted::parse(&whole.replace(part, "")), None, "{part}");
        }
        assert_eq!(
            Wanted::parse(&whole.replace("podIndex=0", "podIndex=2147483648")),
            None
        );
    }
}
