//! How calls and events travel between the page and a core in a worker: JSON texts over `postMessage`.
//!
//! Over Tauri's IPC the same goes as two commands: `call` with `name` and `payload` (the answer is the JSON text, the
//! rejection an [`ApiError`]) and `subscribe` with a `channel` on which [`Event`]s arrive.

use serde::{Deserialize, Serialize};

use crate::{ApiError, Event};

/// A file that the person chose goes to the worker as an object of its own, not as text: under this key its name, by
/// which commands mean it.
pub const FILE_NAME: &str = "name";
/// Under this key the file itself.
pub const FILE: &str = "file";

/// From the page to the worker. Nothing may be sent before [`FromWorker::Ready`], except [`ToWorker::TakeOver`] after
/// [`FromWorker::Busy`]: what arrives before the worker listens is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum ToWorker {
    /// A command; answered by [`FromWorker::Answer`] with the same id.
    Call {
        /// Repeated in the answer.
        id: u64,
        /// Name in the command table.
        name: String,
        /// The request as JSON.
        payload: String,
    },
    /// The person wants this tab to own the data, whoever owns it now.
    TakeOver,
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum FromWorker {
    /// The core owns the data and listens.
    Ready,
    /// Another tab owns the data; said instead of `Ready`.
    Busy,
    /// Another tab took over: this core has stopped and answers nothing any more.
    Lost,
    /// The core can't start: storage refused, data unreadable.
    Failed {
        /// Why.
        error: ApiError,
    },
    /// The answer to a call.
    Answer {
        /// Of the call.
        id: u64,
        /// The answer as JSON, or what went wrong.
        result: Result<String, ApiError>,
    },
    /// Something the core says by itself.
    Event {
        /// What it says.
        event: Event,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorCode, Tag};

    #[test]
    fn messages_round_trip_and_keep_their_shape() {
        let call = ToWorker::Call {
            id: 7,
            name: "balances".into(),
            payload: "{}".into(),
        };
        let text = serde_json::to_string(&call).unwrap();
        assert_eq!(
            text,
            r#"{"to":"call","id":7,"name":"balances","payload":"{}"}"#
        );
        assert_eq!(serde_json::from_str::<ToWorker>(&text).unwrap(), call);
        assert_eq!(
            serde_json::to_string(&ToWorker::TakeOver).unwrap(),
            r#"{"to":"take_over"}"#
        );
        for message in [
            FromWorker::Ready,
            FromWorker::Busy,
            FromWorker::Lost,
            FromWorker::Failed {
                error: ApiError::new(ErrorCode::Storage, "no"),
            },
            FromWorker::Answer {
                id: 1,
                result: Ok("{}".into()),
            },
            FromWorker::Answer {
                id: 2,
                result: Err(ApiError::new(ErrorCode::Locked, "no")),
            },
            FromWorker::Event {
                event: Event::Changed {
                    tags: vec![Tag::Balances],
                },
            },
        ] {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(
                serde_json::from_str::<FromWorker>(&text).unwrap(),
                message,
                "{text}"
            );
        }
    }
}
