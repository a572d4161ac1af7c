//! The two streams of a lease: log lines and cluster events.

use super::super::agent::Agent;
use super::super::model::LeaseId;
use super::super::runtime::names;
use super::answers::{Answer, Refused, text};
use super::socket::{Happened, INTERNAL, Live, NOT_FOUND, upgrade};
use axum::http::request::Parts;
use serde_json::json;
use std::sync::Arc;

/// What of a stream is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    follow: bool,
    tail: Option<usize>,
    services: Vec<String>,
}

impl Wanted {
    /// Reads `follow`, `tail` and `service`.
    ///
    /// # Errors
    /// 400 with Go's words for a bad value.
    pub fn parse(query: &str) -> Result<Self, Refused> {
        let mut wanted = Self::default();
        for (name, value) in pairs(query) {
            match name.as_str() {
                "follow" if !value.is_empty() => wanted.follow = flag(&value)?,
                "tail" if !value.is_empty() => wanted.tail = tail(&value)?,
                "service" if !value.is_empty() => {
                    wanted.services = value.split(',').map(str::to_owned).collect();
                    if wanted.services.iter().any(String::is_empty) {
                        return Err(bad(
                            "parameter \"service\" must not contain trailing commas",
                        ));
                    }
                }
                _ => {}
            }
        }
        Ok(wanted)
    }
}

fn bad(words: &str) -> Refused {
    Box::new(text(400, words))
}

fn flag(value: &str) -> Result<bool, Refused> {
    match value {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        other => Err(bad(&format!(
            "strconv.ParseBool: parsing \"{other}\": invalid syntax"
        ))),
    }
}

fn tail(value: &str) -> Result<Option<usize>, Refused> {
    match value.parse::<i32>() {
        Ok(-1) => Ok(None),
        Ok(n) => usize::try_from(n)
            .map(Some)
            .map_err(|_| bad("parameter \"tail\" contains invalid value")),
        Err(_) => Err(bad(&format!(
            "strconv.ParseInt: parsing \"{value}\": invalid syntax"
        ))),
    }
}

/// The pairs of a query, percent signs and plus decoded.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(k, v)| (decode(k), decode(v)))
        .collect()
}

fn decode(text: &str) -> String {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let code = bytes
            .get(i + 1..i + 3)
            .and_then(|h| std::str::from_utf8(h).ok());
        match (bytes[i], code.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(b)) => {
                out.push(b);
                i += 2;
            }
            (b'+', _) => out.push(b' '),
            (b, _) => out.push(b),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// `GET /lease/…/logs`.
///
/// # Errors
/// As [`upgrade`].
pub async fn logs(
    agent: Arc<Agent>,
    lease: LeaseId,
    wanted: Wanted,
    parts: &mut Parts,
) -> Result<Answer, Refused> {
    upgrade(parts, move |socket| async move {
        let mut live = Live::new(socket, agent.timing);
        let now = agent.clock.now();
        let begin = agent.state().workload(&lease).map(|w| {
            let running = !w.pods(&wanted.services, now).is_empty();
            (running, w.tail(&wanted.services, wanted.tail, now))
        });
        let lines = match begin {
            None => return live.close(NOT_FOUND, "kube: lease not found").await,
            Some((false, _)) => return live.close(INTERNAL, "no running pods").await,
            Some((true, lines)) => lines,
        };
        for line in lines {
            if !live
                .text(json!({"name": line.pod, "message": line.text}).to_string())
                .await
            {
                return;
            }
        }
        let mut seen = now;
        // The real gateway drops the connection at the end of a stream, without a close frame. So does this.
        if !wanted.follow {
            return;
        }
        loop {
            match live.next().await {
                Happened::Gone => return,
                Happened::Bytes(_) => {}
                Happened::Tick => {
                    let now = agent.clock.now();
                    let fresh = agent
                        .state()
                        .workload(&lease)
                        .map(|w| w.lines(&wanted.services, Some(seen), now));
                    let Some(fresh) = fresh else { return };
                    seen = now;
                    for line in fresh {
                        if !live
                            .text(json!({"name": line.pod, "message": line.text}).to_string())
                            .await
                        {
                            return;
                        }
                    }
                }
            }
        }
    })
    .await
}

/// `GET /lease/…/kubeevents`.
///
/// # Errors
/// As [`upgrade`].
pub async fn events(
    agent: Arc<Agent>,
    lease: LeaseId,
    wanted: Wanted,
    parts: &mut Parts,
) -> Result<Answer, Refused> {
    upgrade(parts, move |socket| async move {
        let mut live = Live::new(socket, agent.timing);
        let namespace = names::namespace(&lease);
        let mut seen = None;
        loop {
            let now = agent.clock.now();
            let fresh = {
                let state = agent.state();
                let node = state
                    .held
                    .get(&lease.order)
                    .and_then(|h| h.reservation.placed.first())
                    .and_then(|p| agent.spec.inventory.nodes.get(p.node))
                    .map_or("node1", |n| n.name);
                state
                    .workload(&lease)
                    .map(|w| (w.events(&[], seen, now, node), node))
            };
            let Some((fresh, node)) = fresh else {
                if seen.is_none() {
                    live.close(NOT_FOUND, "kube: lease not found").await;
                }
                return;
            };
            seen = Some(now);
            for event in fresh {
                if !live.text(event.message(&namespace, node).to_string()).await {
                    return;
                }
            }
            if !wanted.follow {
                return live.close(1_000, "").await;
            }
            loop {
                match live.next().await {
                    Happened::Gone => return,
                    Happened::Bytes(_) => {}
                    Happened::Tick => break,
                }
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_as_go_reads_them() {
        let wanted = Wanted::parse("follow=true&tail=10&service=web,db&other=1").unwrap();
        assert_eq!(
            wanted,
            Wanted {
                follow: true,
                tail: Some(10),
                services: vec!["web".into(), "db".into()]
            }
        );
        assert_eq!(
            Wanted::parse("tail=-1&service=&services=web").unwrap(),
            Wanted::default()
        );
        for bad in [
            "follow=yes",
            "tail=-2",
            "tail=x",
            "tail=2147483648",
            "service=web,",
        ] {
            assert_eq!(Wanted::parse(bad).unwrap_err().status(), 400, "{bad}");
        }
    }

    #[test]
    fn queries_are_decoded() {
        let all = pairs("cmd0=%2Fbin%2Fsh&cmd1=a+b&x");
        assert_eq!(all[0], ("cmd0".into(), "/bin/sh".into()));
        assert_eq!(all[1].1, "a b");
        assert_eq!(all[2], ("x".into(), String::new()));
    }
}
