//! Methods between the two sides, with the labels and lives of their messages (Sign API, RPC methods).

/// How long a week is, in seconds: the life of a session, and of its extension.
pub(crate) const WEEK: u64 = 604_800;
/// Life of a pairing and of a proposal, in seconds.
pub(crate) const FIVE_MINUTES: u64 = 300;

/// How a message is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publishing {
    /// Label that the relay sees.
    pub tag: u32,
    /// How long the relay keeps it, in seconds.
    pub ttl: u64,
    /// Whether the other side should be woken.
    pub prompt: bool,
}

/// A method of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Method {
    PairingDelete,
    PairingPing,
    SessionPropose,
    SessionSettle,
    SessionUpdate,
    SessionExtend,
    SessionRequest,
    SessionEvent,
    SessionDelete,
    SessionPing,
}

const TABLE: [(Method, &str, u32, u64, bool); 10] = [
    (
        Method::PairingDelete,
        "wc_pairingDelete",
        1000,
        86_400,
        false,
    ),
    (Method::PairingPing, "wc_pairingPing", 1002, 30, false),
    (Method::SessionPropose, "wc_sessionPropose", 1100, 300, true),
    (Method::SessionSettle, "wc_sessionSettle", 1102, 300, false),
    (
        Method::SessionUpdate,
        "wc_sessionUpdate",
        1104,
        86_400,
        false,
    ),
    (
        Method::SessionExtend,
        "wc_sessionExtend",
        1106,
        86_400,
        false,
    ),
    (Method::SessionRequest, "wc_sessionRequest", 1108, 900, true),
    (Method::SessionEvent, "wc_sessionEvent", 1110, 300, true),
    (
        Method::SessionDelete,
        "wc_sessionDelete",
        1112,
        86_400,
        false,
    ),
    (Method::SessionPing, "wc_sessionPing", 1114, 86_400, false),
];

impl Method {
    fn row(self) -> &'static (Self, &'static str, u32, u64, bool) {
        TABLE
            .iter()
            .find(|row| row.0 == self)
            .expect("each method has a row")
    }

    /// The method with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// How a request is published.
    #[must_use]
    pub fn request(self) -> Publishing {
        let row = self.row();
        Publishing {
            tag: row.2,
            ttl: row.3,
            prompt: row.4,
        }
    }

    /// How an answer is published; a refused proposal has a label of its own.
    #[must_use]
    pub fn answer(self, refused: bool) -> Publishing {
        let row = self.row();
        let tag = if refused && self == Self::SessionPropose {
            1120
        } else {
            row.2 + 1
        };
        Publishing {
            tag,
            ttl: row.3,
            prompt: false,
        }
    }

    /// How the answer to an unknown method is published.
    #[must_use]
    pub const fn unknown_answer() -> Publishing {
        Publishing {
            tag: 0,
            ttl: 86_400,
            prompt: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for (method, name, ..) in TABLE {
            assert_eq!(Method::named(name), Some(method));
            assert_eq!(method.name(), name);
            assert_eq!(method.answer(false).tag, method.request().tag + 1);
        }
        assert_eq!(Method::SessionPropose.answer(true).tag, 1120);
        assert_eq!(Method::named("wc_sessionAuthenticate"), None);
    }
}
