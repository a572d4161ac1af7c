//! Log lines and events of a lease, as they come.

use std::collections::BTreeMap;

use contract::{Event, LogLine, StreamEnd, StreamId, StreamKind, StreamOpenRequest};
use futures::FutureExt;
use futures::channel::oneshot;
use provider::{ClusterEvent, LeaseStream, Line, service_of_replica};

use crate::error::Result;
use crate::{Core, lock};

/// Lines that are handed on at once.
const BATCH: usize = 200;

/// Open streams, each with the way to close it.
#[derive(Default)]
pub(crate) struct Open {
    next: u64,
    closers: BTreeMap<StreamId, oneshot::Sender<()>>,
}

impl Core {
    pub(crate) async fn open_stream(&self, request: StreamOpenRequest) -> Result<StreamId> {
        let lease = &request.lease;
        let services = self.services_of(lease).await;
        let peer = self.peer(lease).await?;
        let token = self.token(lease, &services).await?;
        let gateway = self.home().gateway.clone();
        let opened = match request.kind {
            StreamKind::Logs => {
                provider::open_logs(&*gateway, &peer, lease, request.tail, &token).await
            }
            StreamKind::Events => provider::open_events(&*gateway, &peer, lease, &token).await,
        };
        let stream = opened.map_err(|e| self.refused(lease, &e).error)?;
        let (closer, closed) = oneshot::channel();
        let id = {
            let mut open = lock(&self.0.streams);
            open.next += 1;
            let id = StreamId(open.next);
            open.closers.insert(id, closer);
            id
        };
        let core = self.clone();
        platform::spawn(async move {
            let end = core
                .read_stream(id, request.kind, stream, closed, &services)
                .await;
            lock(&core.0.streams).closers.remove(&id);
            core.emit(&Event::StreamEnded { stream: id, end });
        });
        Ok(id)
    }

    pub(crate) fn close_stream(&self, id: StreamId) {
        // Dropping the sender ends the reader.
        lock(&self.0.streams).closers.remove(&id);
    }

    async fn read_stream(
        &self,
        id: StreamId,
        kind: StreamKind,
        mut stream: LeaseStream,
        closed: oneshot::Receiver<()>,
        services: &[String],
    ) -> StreamEnd {
        let mut closed = closed.fuse();
        loop {
            let mut texts = Vec::new();
            futures::select! {
                _ = closed => return StreamEnd::Closed,
                next = stream.next().fuse() => match next {
                    Ok(Some(text)) => texts.push(text),
                    Ok(None) => return StreamEnd::Finished,
                    Err(e) => return StreamEnd::Broken { message: e.to_string() },
                },
            }
            // What is there already goes along, so that a long tail is not thousands of events.
            while texts.len() < BATCH
                && let Some(Ok(Some(text))) = stream.next().now_or_never()
            {
                texts.push(text);
            }
            let at = self.now().0;
            let lines: Vec<LogLine> = texts
                .iter()
                .filter_map(|text| read_line(kind, text, at, services))
                .collect();
            self.emit(&Event::Lines { stream: id, lines });
        }
    }
}

fn read_line(kind: StreamKind, text: &str, at: u64, services: &[String]) -> Option<LogLine> {
    match kind {
        StreamKind::Logs => {
            let line: Line = serde_json::from_str(text).ok()?;
            Some(LogLine {
                at,
                service: service_of_replica(&line.name, services).to_owned(),
                level: level_of(&line.message).map(str::to_owned),
                text: line.message,
                replica: line.name,
            })
        }
        StreamKind::Events => {
            let event: ClusterEvent = serde_json::from_str(text).ok()?;
            Some(LogLine {
                at,
                service: service_of_replica(&event.object.name, services).to_owned(),
                text: format!("{}: {}", event.reason, event.note),
                level: Some(
                    if event.kind == "Warning" {
                        "warn"
                    } else {
                        "info"
                    }
                    .into(),
                ),
                replica: event.object.name,
            })
        }
    }
}

/// The level that a line names in its first words.
fn level_of(text: &str) -> Option<&'static str> {
    let start: String = text.chars().take(60).collect::<String>().to_uppercase();
    let has = |word: &str| {
        start
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|found| found == word)
    };
    [
        ("error", ["ERROR", "FATAL", "CRITICAL"]),
        ("warn", ["WARN", "WARNING", "WRN"]),
        ("debug", ["DEBUG", "TRACE", "DBG"]),
        ("info", ["INFO", "NOTICE", "INF"]),
    ]
    .into_iter()
    .find(|(_, words)| words.iter().any(|word| has(word)))
    .map(|(level, _)| level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_words_of_their_own() {
        assert_eq!(level_of("2026-11-24 INFO: started"), Some("info"));
        assert_eq!(level_of("[error] no such file"), Some("error"));
        assert_eq!(level_of("information about errors"), None);
    }

    #[test]
    fn reads_what_providers_send() {
        let services = ["web".to_owned()];
        let line = read_line(
            StreamKind::Logs,
            r#"{"name":"web-6f9c7d5b8c-x2k4q","message":"WARN slow"}"#,
            5,
            &services,
        )
        .unwrap();
        assert_eq!(
            (line.service.as_str(), line.level.as_deref()),
            ("web", Some("warn"))
        );
        let event = read_line(StreamKind::Events, r#"{"type":"Warning","reason":"BackOff","note":"no image","object":{"kind":"Pod","name":"web-1"}}"#, 5, &services).unwrap();
        assert_eq!(event.text, "BackOff: no image");
        assert_eq!(read_line(StreamKind::Logs, "not json", 5, &services), None);
    }
}
