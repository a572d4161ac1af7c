//! Activity as a table for other programs (RFC 4180).

use contract::{ActivityEntry, Outcome};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Columns of the table.
const HEAD: [&str; 8] = [
    "time (UTC)",
    "account",
    "address",
    "network",
    "what",
    "fee (AKT)",
    "result",
    "transaction",
];

/// One field: quoted where it must be, and no formula for a spreadsheet that would run it.
fn field(text: &str) -> String {
    let formula = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

fn result(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Pending => "sent, not in a block yet".into(),
        Outcome::Included { height } => format!("in block {}", height.0),
        Outcome::Refused { message } => format!("refused: {message}"),
        Outcome::Expired => "never got into a block".into(),
        Outcome::Signed => "signed into a file".into(),
    }
}

/// `2026-11-24T08:48:13Z` from milliseconds since 1970.
fn utc(millis: u64) -> String {
    i64::try_from(millis / 1000)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// The table: a head and one line for each entry, ended by CRLF.
#[must_use]
pub fn csv(entries: &[ActivityEntry]) -> String {
    let mut out = HEAD.join(",");
    out.push_str("\r\n");
    for entry in entries {
        let line = [
            utc(entry.at.0),
            entry.account_name.clone(),
            entry.account.to_string(),
            entry.network.clone(),
            entry.sentences.join(" "),
            entry.fee.to_coins(),
            result(&entry.outcome),
            entry.hash.to_string(),
        ];
        out.push_str(&line.map(|text| field(&text)).join(","));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Address, Amount, Hash32, Height, UnixMillis};

    fn entry(name: &str, sentence: &str, outcome: Outcome) -> ActivityEntry {
        ActivityEntry {
            at: UnixMillis(1_795_511_293_000),
            sentences: vec![sentence.into()],
            hash: Hash32::of(b"x"),
            fee: Amount::micro(5_000),
            account: Address::from_bytes(&[1; 20]).unwrap(),
            account_name: name.into(),
            network: "Demo network".into(),
            outcome,
        }
    }

    #[test]
    fn lines_have_as_many_fields_as_the_head() {
        let done = Outcome::Included { height: Height(7) };
        let text = csv(&[entry("Main", "Send 1 AKT to \"Ada, B\".", done)]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].split(',').count(), 8);
        assert!(
            lines[1].contains("\"Send 1 AKT to \"\"Ada, B\"\".\""),
            "{text}"
        );
        assert!(lines[1].contains(",0.005,in block 7,"), "{text}");
        assert!(lines[1].starts_with("2026-11-24T"), "{text}");
    }

    #[test]
    fn nothing_becomes_a_formula() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1"] {
            let text = csv(&[entry(bad, "x", Outcome::Pending)]);
            let line = text.lines().nth(1).unwrap();
            assert!(line.contains(",'") || line.contains(",\"'"), "{line}");
        }
        assert_eq!(field("plain"), "plain");
    }

    #[test]
    fn every_result_has_words() {
        let refused = Outcome::Refused {
            message: "no, \"never\"".into(),
        };
        assert!(csv(&[entry("A", "x", refused)]).contains("\"refused: no, \"\"never\"\"\""));
        assert!(csv(&[entry("A", "x", Outcome::Signed)]).contains("signed into a file"));
        assert!(csv(&[entry("A", "x", Outcome::Expired)]).contains("never got"));
    }
}
