//! Log lines and events of a deployment's leases, opened while they are in view.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use contract::{Event, LogLine, StreamEnd, StreamId, StreamKind, StreamOpenRequest, StreamRequest};
use leptos::prelude::*;
use types::LeaseId;
use wasm_bindgen_futures::spawn_local;

use super::logs::Lines;
use crate::backend::{Core, sentence};

/// Past lines asked for.
const TAIL: u32 = 1_000;
/// Lines that arrive within this time are shown together: drawing each by itself would keep the page busy.
const TOGETHER: Duration = Duration::from_millis(80);
/// Lines kept of streams whose id is not known yet.
const EARLY: usize = 5_000;

/// Open streams and what they brought.
#[derive(Clone, Copy)]
pub struct Streams {
    core: Core,
    kind: StreamKind,
    leases: StoredValue<Vec<LeaseId>>,
    open: RwSignal<BTreeSet<StreamId>>,
    opening: RwSignal<usize>,
    early: StoredValue<VecDeque<(StreamId, Vec<LogLine>)>>,
    waiting: StoredValue<Vec<LogLine>>,
    /// What arrived.
    pub lines: RwSignal<Lines>,
    /// Why there is nothing more, if so.
    pub problem: RwSignal<Option<String>>,
    /// The last lines came and the provider has no more.
    pub finished: RwSignal<bool>,
}

impl Streams {
    /// Opens a stream for each of `leases`; they close with the calling view.
    #[must_use]
    pub fn open(kind: StreamKind, leases: Vec<LeaseId>) -> Self {
        let streams = Self {
            core: Core::here(),
            kind,
            leases: StoredValue::new(leases),
            open: RwSignal::new(BTreeSet::new()),
            opening: RwSignal::new(0),
            early: StoredValue::new(VecDeque::new()),
            waiting: StoredValue::new(Vec::new()),
            lines: RwSignal::new(Lines::default()),
            problem: RwSignal::new(None),
            finished: RwSignal::new(false),
        };
        streams.core.listen(move |event| streams.heard(event));
        on_cleanup(move || streams.close());
        streams.start();
        streams
    }

    /// Whether lines can still come.
    #[must_use]
    pub fn live(self) -> Signal<bool> {
        Signal::derive(move || self.open.with(|o| !o.is_empty()) || self.opening.get() > 0)
    }

    /// Opens them again, after a break.
    pub fn again(self) {
        self.close();
        self.waiting.set_value(Vec::new());
        self.lines.update(Lines::clear);
        self.start();
    }

    fn start(self) {
        self.problem.set(None);
        self.finished.set(false);
        for lease in self.leases.get_value() {
            self.opening.update(|n| *n += 1);
            let request = StreamOpenRequest {
                lease,
                kind: self.kind,
                tail: Some(TAIL),
            };
            spawn_local(async move {
                let answer = self.core.client().stream_open(request).await;
                // The view may have gone meanwhile: then nothing would close the stream.
                let gone = self
                    .opening
                    .try_update(|n| *n = n.saturating_sub(1))
                    .is_none();
                match answer {
                    Ok(id) if gone => {
                        let _ = self
                            .core
                            .client()
                            .stream_close(StreamRequest { stream: id })
                            .await;
                    }
                    Ok(id) => self.opened(id),
                    Err(error) if !gone => self.problem.set(Some(sentence(&error))),
                    Err(_) => {}
                }
            });
        }
    }

    // The answer and the first lines may come in any order.
    fn opened(self, id: StreamId) {
        self.open.update(|o| {
            o.insert(id);
        });
        let mut mine = Vec::new();
        let idle = self.opening.get_untracked() == 0;
        self.early.update_value(|early| {
            for (stream, lines) in std::mem::take(early) {
                if stream == id {
                    mine.extend(lines);
                } else if !idle {
                    early.push_back((stream, lines));
                }
            }
        });
        if !mine.is_empty() {
            self.lines.update(|l| l.push(mine));
        }
    }

    /// Keeps lines for the next drawing, and sees to it that there is one.
    fn collect(self, lines: &[LogLine]) {
        let first = self.waiting.try_update_value(|w| {
            let first = w.is_empty();
            w.extend_from_slice(lines);
            first
        });
        if first == Some(true) {
            set_timeout(move || self.show(), TOGETHER);
        }
    }

    /// Shows what was collected.
    fn show(self) {
        let waiting = self.waiting.try_update_value(std::mem::take);
        if let Some(lines) = waiting.filter(|w| !w.is_empty()) {
            let _ = self.lines.try_update(|l| l.push(lines));
        }
    }

    fn heard(self, event: &Event) {
        match event {
            Event::Lines { stream, lines } if self.open.with_untracked(|o| o.contains(stream)) => {
                self.collect(lines);
            }
            Event::Lines { stream, lines } if self.opening.get_untracked() > 0 => {
                self.early.update_value(|early| {
                    early.push_back((*stream, lines.clone()));
                    while early.len() > EARLY {
                        early.pop_front();
                    }
                })
            }
            Event::StreamEnded { stream, end }
                if self.open.with_untracked(|o| o.contains(stream)) =>
            {
                self.show();
                self.open.update(|o| {
                    o.remove(stream);
                });
                match end {
                    StreamEnd::Finished => self.finished.set(true),
                    StreamEnd::Closed => {}
                    StreamEnd::Broken { message } => self.problem.set(Some(message.clone())),
                }
            }
            _ => {}
        }
    }

    fn close(self) {
        let ids = self.open.try_update(std::mem::take).unwrap_or_default();
        for stream in ids {
            spawn_local(async move {
                let _ = self
                    .core
                    .client()
                    .stream_close(StreamRequest { stream })
                    .await;
            });
        }
    }
}
