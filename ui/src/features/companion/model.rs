//! Words and codes of sharing. Pure.

use contract::ShareView;

use crate::features::apps::countdown;

/// Minutes that can be chosen, with their labels.
pub const SPANS: [(u32, &str); 3] = [(30, "30 min"), (60, "1 h"), (240, "4 h")];

/// The connection address in the fragment `#/join/<hex>` of a page that was opened by a code.
#[must_use]
pub fn joined(fragment: &str) -> Option<String> {
    let code = fragment.strip_prefix("#/join/")?;
    if code.len() > 2048 {
        return None;
    }
    String::from_utf8(hex::decode(code).ok()?)
        .ok()
        .filter(|uri| uri.starts_with("wc:"))
}

/// Who is connected, and when that ends the share.
#[must_use]
pub fn phones_words(share: &ShareView, now: u64) -> String {
    match (share.phones, share.idle_end) {
        (0, Some(end)) => format!(
            "No phone is connected. Without one it ends in {}.",
            countdown(end.0, now)
        ),
        (0, None) => "No phone is connected.".into(),
        (1, _) => "One phone is connected.".into(),
        (n, _) => format!("{n} phones are connected."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::UnixMillis;

    #[test]
    fn only_codes_with_a_connection_address_are_read() {
        let code = hex::encode("wc:ab@2");
        let read = |text: &str| joined(&format!("#/join/{text}"));
        assert_eq!(read(&code).as_deref(), Some("wc:ab@2"));
        let other = hex::encode("javascript:1");
        for bad in ["", "7", "zz", "ff", &other, "é6"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(joined("#/wallet"), None);
        assert_eq!(read(&"77".repeat(2000)), None);
    }

    #[test]
    fn phones_are_counted_and_their_absence_ends_the_share() {
        let share = |phones, idle_end| ShareView {
            at: "192.168.1.5:4".into(),
            ends: UnixMillis(0),
            idle_end,
            phones,
        };
        let alone = share(0, Some(UnixMillis(61_000)));
        assert!(phones_words(&alone, 1_000).contains("ends in 1\u{a0}min 0\u{a0}s"));
        assert_eq!(phones_words(&share(1, None), 0), "One phone is connected.");
        assert!(phones_words(&share(2, None), 0).starts_with("2 phones"));
    }
}
