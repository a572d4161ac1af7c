//! Scalars as the Cosmos SDK writes them in JSON.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// `1.5` → `1500000000000000000`; at most 18 digits after the point.
pub(super) fn dec_to_wire(text: &str) -> Option<String> {
    let (sign, plain) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    if !is_digits(whole) || part.len() > 18 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{whole}{part:0<18}");
    let digits = digits.trim_start_matches('0');
    Some(match digits {
        "" => "0".into(),
        digits => format!("{sign}{digits}"),
    })
}

/// `1500000000000000000` → `1.500000000000000000`.
pub(super) fn dec_to_text(wire: &str) -> Option<String> {
    let (sign, digits) = match wire.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", wire),
    };
    if !is_digits(digits) {
        return None;
    }
    let padded = format!("{digits:0>19}");
    let (whole, part) = padded.split_at(padded.len() - 18);
    Some(format!("{sign}{whole}.{part}"))
}

/// An integer as the SDK writes it: digits, perhaps with a minus, no leading zero.
pub(super) fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_digits(digits) && (digits.len() == 1 || !digits.starts_with('0'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Seconds and nanoseconds of `2026-11-24T08:48:13.5Z`.
pub(super) fn time_to_wire(text: &str) -> Option<(i64, i32)> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some((
        time.unix_timestamp(),
        i32::try_from(time.nanosecond()).ok()?,
    ))
}

/// The time as protobuf's JSON: 0, 3, 6 or 9 digits of fraction.
pub(super) fn time_to_text(seconds: i64, nanos: i32) -> Option<String> {
    let short = time_to_amino(seconds, nanos)?;
    let plain = short.strip_suffix('Z')?;
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = part.len().div_ceil(3) * 3;
    Some(match part {
        "" => short,
        part => format!("{whole}.{part:0<digits$}Z"),
    })
}

/// The time as amino's JSON (Go's RFC3339Nano): no zeros at the end of the fraction.
pub(super) fn time_to_amino(seconds: i64, nanos: i32) -> Option<String> {
    let nanos = i64::from(nanos);
    if !(0..1_000_000_000).contains(&nanos) {
        return None;
    }
    let time = OffsetDateTime::from_unix_timestamp(seconds).ok()? + Duration::nanoseconds(nanos);
    time.format(&Rfc3339).ok()
}

/// Seconds and nanoseconds of `3600s` or `0.5s`.
pub(super) fn span_to_wire(text: &str) -> Option<(i64, i32)> {
    let number = text.strip_suffix('s')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let negative = whole.starts_with('-');
    if part.len() > 9 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    let nanos: i32 = format!("{part:0<9}").parse().ok()?;
    Some((seconds, if negative { -nanos } else { nanos }))
}

/// A span as protobuf's JSON: `3600s`, with 3, 6 or 9 digits of fraction where there is one.
pub(super) fn span_to_text(seconds: i64, nanos: i32) -> String {
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let (seconds, nanos) = (seconds.unsigned_abs(), nanos.unsigned_abs());
    if nanos == 0 {
        return format!("{sign}{seconds}s");
    }
    let nine = format!("{nanos:09}");
    let short = nine.strip_suffix("000").unwrap_or(&nine);
    let short = short.strip_suffix("000").unwrap_or(short);
    format!("{sign}{seconds}.{short}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_move_by_eighteen_digits() {
        for (text, wire) in [
            ("1000.000000000000000000", "1000000000000000000000"),
            ("0.5", "500000000000000000"),
            ("-1", "-1000000000000000000"),
            ("0", "0"),
        ] {
            assert_eq!(dec_to_wire(text).as_deref(), Some(wire));
        }
        assert_eq!(
            dec_to_text("500000000000000000").unwrap(),
            "0.500000000000000000"
        );
        assert_eq!(dec_to_text("-1").unwrap(), "-0.000000000000000001");
        for bad in ["", ".", "1.", "x", "1.0000000000000000001", "1e3", "--1"] {
            assert!(dec_to_wire(bad).is_none() || bad == "1.", "{bad}");
        }
        assert!(dec_to_text("1.0").is_none());
    }

    #[test]
    fn integers_have_one_writing() {
        assert!(is_int("0") && is_int("10") && is_int("-3"));
        assert!(!is_int("01") && !is_int("") && !is_int("1.0") && !is_int("+1"));
    }

    #[test]
    fn times_and_spans_round_trip() {
        for text in ["2026-11-24T08:48:13Z", "2026-11-24T06:52:23.455542624Z"] {
            let (seconds, nanos) = time_to_wire(text).unwrap();
            assert_eq!(time_to_text(seconds, nanos).unwrap(), text);
        }
        let (seconds, nanos) = time_to_wire("2026-11-24T06:33:36.169555180Z").unwrap();
        assert!(
            time_to_text(seconds, nanos)
                .unwrap()
                .ends_with("36.169555180Z")
        );
        assert!(
            time_to_amino(seconds, nanos)
                .unwrap()
                .ends_with("36.16955518Z")
        );
        for text in ["3600s", "0.500s", "-1.000000001s", "0s"] {
            let (seconds, nanos) = span_to_wire(text).unwrap();
            assert_eq!(span_to_text(seconds, nanos), text);
        }
        assert!(span_to_wire("5").is_none());
        assert!(time_to_text(0, -1).is_none());
    }
}
