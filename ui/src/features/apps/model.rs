//! What is shown of connected apps.

use contract::{AppOrigin, AppRequestView, AppsView, RelayState};

use crate::kit::{StateKind, Tone, Verdict};

/// Word and colour of what is known about an app's address.
#[must_use]
pub const fn origin_words(origin: AppOrigin) -> (&'static str, Tone) {
    match origin {
        AppOrigin::Verified => ("verified", Tone::Plain),
        AppOrigin::Unverified => ("unverified", Tone::Warning),
        AppOrigin::Mismatch => ("other address", Tone::Danger),
        AppOrigin::Threat => ("known for fraud", Tone::Danger),
    }
}

/// How the relay is, in a word.
#[must_use]
pub const fn relay_words(relay: &RelayState) -> (StateKind, &'static str) {
    match relay {
        RelayState::Off => (StateKind::Off, "No relay"),
        RelayState::Idle => (StateKind::Off, "Not needed"),
        RelayState::Connecting => (StateKind::Wait, "Connecting"),
        RelayState::Online => (StateKind::Run, "Connected"),
        RelayState::Offline { .. } => (StateKind::Warn, "Offline"),
        RelayState::Refused { .. } => (StateKind::Warn, "Refused"),
    }
}

/// What is wrong with the relay, with what is safe.
#[must_use]
pub fn relay_problem(relay: &RelayState) -> Option<String> {
    match relay {
        RelayState::Offline { problem } => Some(format!(
            "{problem} It is tried again by itself; what apps ask waits at the relay."
        )),
        RelayState::Refused { problem } => Some(format!(
            "{problem} Check the relay and the project id in Settings, Networks."
        )),
        _ => None,
    }
}

/// Whether the place is shown at all.
#[must_use]
pub fn is_shown(apps: &AppsView) -> bool {
    apps.relay != RelayState::Off
}

/// Requests that can't be decided in the sheet now, with why.
#[must_use]
pub fn held(apps: &AppsView) -> Vec<(AppRequestView, String)> {
    let all = apps.requests.iter();
    all.filter_map(|r| Some((r.clone(), r.held.clone()?)))
        .collect()
}

/// Time left, such as `4 min 20 s`; `over` when there is none.
#[must_use]
pub fn countdown(ends: u64, now: u64) -> String {
    let seconds = ends.saturating_sub(now) / 1000;
    match (seconds / 60, seconds % 60) {
        (0, 0) => "over".into(),
        (0, s) => format!("{s}\u{a0}s"),
        (m, s) if m < 60 => format!("{m}\u{a0}min {s}\u{a0}s"),
        (m, _) => format!("{}\u{a0}h {}\u{a0}min", m / 60, m % 60),
    }
}

/// Whether a text may be an address to connect by; its details are checked by the core.
#[must_use]
pub fn may_be_address(text: &str) -> bool {
    let text = text.trim();
    text.len() > 60 && !text.contains(char::is_whitespace)
}

/// What can be said of a connection address.
#[must_use]
pub fn address_verdict(text: &str) -> Verdict {
    let text = text.trim();
    if text.is_empty() || may_be_address(text) {
        Verdict::None
    } else {
        Verdict::Unfinished("A connection address begins with wc: and is one long word.".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::UnixMillis;

    fn apps(relay: RelayState) -> AppsView {
        AppsView {
            relay,
            relay_url: None,
            relay_own: false,
            proposals: vec![],
            pairing: false,
            handed: false,
            sessions: vec![],
            requests: vec![],
            refused: vec![],
        }
    }

    #[test]
    fn without_a_relay_there_is_no_such_place() {
        assert!(!is_shown(&apps(RelayState::Off)));
        assert!(is_shown(&apps(RelayState::Idle)));
    }

    #[test]
    fn a_problem_says_what_is_safe_and_what_to_do() {
        let problem = "It is away.".to_owned();
        let offline = relay_problem(&RelayState::Offline {
            problem: problem.clone(),
        });
        assert!(offline.unwrap().contains("waits at the relay"));
        assert!(
            relay_problem(&RelayState::Refused { problem })
                .unwrap()
                .contains("Settings")
        );
        assert_eq!(relay_problem(&RelayState::Online), None);
    }

    #[test]
    fn time_left_is_in_the_units_that_matter() {
        assert_eq!(countdown(300_000, 40_000), "4\u{a0}min 20\u{a0}s");
        assert_eq!(countdown(9_000, 0), "9\u{a0}s");
        assert_eq!(countdown(0, 5), "over");
        assert_eq!(countdown(7_260_000, 0), "2\u{a0}h 1\u{a0}min");
    }

    #[test]
    fn only_requests_that_are_held_are_listed() {
        let request = |held: Option<&str>| AppRequestView {
            topic: "t".into(),
            id: "1".into(),
            app: "App".into(),
            what: "x".into(),
            held: held.map(str::to_owned),
            expires: UnixMillis(0),
        };
        let mut view = apps(RelayState::Online);
        view.requests = vec![request(None), request(Some("Another network."))];
        assert_eq!(held(&view).len(), 1);
        assert_eq!(held(&view)[0].1, "Another network.");
    }

    #[test]
    fn origins_have_different_words() {
        let words = [
            AppOrigin::Verified,
            AppOrigin::Unverified,
            AppOrigin::Mismatch,
            AppOrigin::Threat,
        ]
        .map(|o| origin_words(o).0);
        assert_eq!(std::collections::BTreeSet::from(words).len(), 4);
        assert_eq!(relay_words(&RelayState::Online).1, "Connected");
    }

    #[test]
    fn an_address_is_long_and_in_one_piece() {
        assert!(may_be_address(&format!(" wc:{}@2?x ", "a".repeat(64))));
        assert!(!may_be_address("wc:abc"));
        assert!(!may_be_address(&"two words ".repeat(9)));
        assert!(matches!(address_verdict("wc:abc"), Verdict::Unfinished(_)));
        assert_eq!(address_verdict(""), Verdict::None);
    }
}
