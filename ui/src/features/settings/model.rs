//! What can be said of a network profile while it is typed.

use crate::kit::Verdict;

/// What can be said of the addresses of a network's nodes, with spaces between them.
#[must_use]
pub fn rpc_verdict(text: &str) -> Verdict {
    let each = text
        .split([' ', ',', '\n', '\t'])
        .filter(|part| !part.is_empty());
    let all: Vec<Verdict> = each.map(address_verdict).collect();
    let bad = all.iter().find(|v| v.is_bad());
    let said = bad.or_else(|| all.iter().find(|v| **v != Verdict::None));
    said.cloned().unwrap_or(Verdict::None)
}

/// What can be said of one address: https, or http on this machine.
#[must_use]
pub fn address_verdict(text: &str) -> Verdict {
    if text.is_empty() {
        return Verdict::None;
    }
    if "https://".starts_with(text) || "http://".starts_with(text) {
        return Verdict::Unfinished("The name of the machine is missing.".into());
    }
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Verdict::Bad("An address that begins with https://.".into()),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Verdict::Bad("The name of the machine is missing.".into());
    }
    if host.contains('@') {
        return Verdict::Bad("An address without a user name.".into());
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !secure && !matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
        return Verdict::Bad(
            "Without https only on this machine: whoever sits between could lie about balances."
                .into(),
        );
    }
    Verdict::None
}

/// Whether the form can be sent.
#[must_use]
pub fn profile_ready(name: &str, rpc: &str, faucet: &str) -> bool {
    let fine = |t: &str| {
        !rpc_verdict(t).is_bad() && t.trim().contains("://") && !t.trim().ends_with("://")
    };
    !name.trim().is_empty() && fine(rpc) && (faucet.trim().is_empty() || fine(faucet))
}

/// The idle times offered, in minutes.
pub const IDLE_MINUTES: [u16; 6] = [1, 5, 15, 30, 60, 240];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(rpc_verdict("https://rpc.example"), Verdict::None);
        assert_eq!(rpc_verdict("http://localhost:26657"), Verdict::None);
        assert_eq!(rpc_verdict("http://127.0.0.1:26657/x"), Verdict::None);
        assert_eq!(rpc_verdict("http://[::1]:26657"), Verdict::None);
        assert!(rpc_verdict("http://rpc.example").is_bad());
        assert!(rpc_verdict("http://localhost.example").is_bad());
    }

    #[test]
    fn each_of_several_nodes_is_looked_at() {
        assert_eq!(
            rpc_verdict("https://a.example https://b.example"),
            Verdict::None
        );
        assert_eq!(
            rpc_verdict("https://a.example, http://127.0.0.1:1"),
            Verdict::None
        );
        assert!(rpc_verdict("https://a.example http://b.example").is_bad());
        assert!(address_verdict("https://a b").is_bad());
    }

    #[test]
    fn what_is_no_address_is_said_so() {
        assert!(rpc_verdict("ftp://x").is_bad());
        assert!(rpc_verdict("https:///path").is_bad());
        assert!(rpc_verdict("https://user@host").is_bad());
        assert!(matches!(rpc_verdict("htt"), Verdict::Unfinished(_)));
    }

    #[test]
    fn a_profile_needs_name_and_node() {
        assert!(profile_ready("Mine", "http://localhost:1", ""));
        assert!(!profile_ready("", "http://localhost:1", ""));
        assert!(!profile_ready("Mine", "", ""));
        assert!(!profile_ready("Mine", "https://", ""));
        assert!(!profile_ready("Mine", "https://a", "ftp://b"));
        assert!(profile_ready("Mine", "https://a", "https://b/faucet"));
    }
}
