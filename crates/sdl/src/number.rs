//! Numbers as Go reads them: its float syntax, its integer prefixes, its durations.

use crate::yaml::Resolved;

/// A float in Go's syntax: decimal or hexadecimal, underscores between digits, infinities, NaN.
/// `None` for bad syntax and for what overflows.
pub(crate) fn float(text: &str) -> Option<f64> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let sign = if negative { -1.0 } else { 1.0 };
    if body.eq_ignore_ascii_case("inf") || body.eq_ignore_ascii_case("infinity") {
        return Some(sign * f64::INFINITY);
    }
    if text.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    if body.contains('_') && !underscores_fit(body) {
        return None;
    }
    let clean: std::borrow::Cow<'_, str> = if body.contains('_') {
        body.replace('_', "").into()
    } else {
        body.into()
    };
    if clean.len() > 2 && clean.starts_with('0') && clean.as_bytes()[1].eq_ignore_ascii_case(&b'x')
    {
        return hex_float(&clean[2..]).map(|value| sign * value);
    }
    let ok = clean
        .bytes()
        .all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !ok
        || !clean
            .bytes()
            .next()
            .is_some_and(|c| c.is_ascii_digit() || c == b'.')
    {
        return None;
    }
    clean
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .map(|value| sign * value)
}

fn underscores_fit(body: &str) -> bool {
    let bytes = body.as_bytes();
    let prefixed = bytes.len() >= 2
        && bytes[0] == b'0'
        && matches!(bytes[1].to_ascii_lowercase(), b'b' | b'o' | b'x');
    let hex = prefixed && bytes[1].eq_ignore_ascii_case(&b'x');
    let mut before = if prefixed { b'0' } else { b'^' };
    for &c in &bytes[if prefixed { 2 } else { 0 }..] {
        if c.is_ascii_digit() || (hex && c.is_ascii_hexdigit()) {
            before = b'0';
        } else if c == b'_' {
            if before != b'0' {
                return false;
            }
            before = b'_';
        } else {
            if before == b'_' {
                return false;
            }
            before = b'!';
        }
    }
    before != b'_'
}

/// Digits with an optional point, then `p` and a binary exponent, which is required.
fn hex_float(body: &str) -> Option<f64> {
    let at = body.find(['p', 'P'])?;
    let exponent: i32 = {
        let text = &body[at + 1..];
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_digit()) {
            return None;
        }
        text.parse().unwrap_or(if text.starts_with('-') {
            -100_000
        } else {
            100_000
        })
    };
    let mantissa = &body[..at];
    let (mut value, mut scale, mut any, mut point, mut sticky) = (0u64, 0i32, false, false, false);
    for c in mantissa.chars() {
        if c == '.' {
            if point {
                return None;
            }
            point = true;
            continue;
        }
        let digit = c.to_digit(16)?;
        any = true;
        if value >> 58 == 0 {
            value = value * 16 + u64::from(digit);
            if point {
                scale -= 4;
            }
        } else {
            sticky |= digit != 0;
            if !point {
                scale += 4;
            }
        }
    }
    if !any {
        return None;
    }
    let value = (value | u64::from(sticky)) as f64;
    let power = exponent.saturating_add(scale).clamp(-2000, 2000);
    let half = power / 2;
    let result = value * 2f64.powi(half) * 2f64.powi(power - half);
    (result.is_finite()).then_some(result)
}

/// An integer with an optional sign and a base prefix; a leading 0 alone means octal.
pub(crate) fn int_any_base(text: &str) -> Option<Resolved> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let signed = body.len() != text.len();
    let bytes = body.as_bytes();
    let (base, digits) = match bytes {
        [] => return None,
        [b'0', b'x' | b'X', _, ..] => (16, &body[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &body[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &body[2..]),
        [b'0'] => (10, body),
        [b'0', ..] => (8, &body[1..]),
        _ => (10, body),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let value = u64::from_str_radix(digits, base).ok()?;
    if negative {
        return (value <= 1 << 63).then(|| Resolved::Int((value as i64).wrapping_neg()));
    }
    match i64::try_from(value) {
        Ok(value) => Some(Resolved::Int(value)),
        Err(_) if signed => None,
        Err(_) => Some(Resolved::Unsigned(value)),
    }
}

/// Decimal digits only, within `max`.
pub(crate) fn unsigned(text: &str, max: u64) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    text.parse::<u64>().ok().filter(|&value| value <= max)
}

/// Truncates to 64 bits as the reference's processor does: what does not fit is the least integer.
pub(crate) fn to_i64(value: f64) -> i64 {
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) {
        value as i64
    } else {
        i64::MIN
    }
}

/// Truncates to an unsigned 64-bit integer; what does not fit is 2^63.
pub(crate) fn to_u64(value: f64) -> u64 {
    if (0.0..18_446_744_073_709_551_616.0).contains(&value) {
        value as u64
    } else if value > -9_223_372_036_854_775_808.0 && value < 0.0 {
        (value as i64) as u64
    } else {
        1 << 63
    }
}

/// Nanoseconds of a Go duration such as `1h30m`; `None` for bad syntax or overflow.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let whole_len = rest.bytes().take_while(u8::is_ascii_digit).count();
        let whole: u64 = if whole_len == 0 {
            0
        } else {
            rest[..whole_len].parse().ok().filter(|&v| v <= 1 << 63)?
        };
        rest = &rest[whole_len..];
        let (mut fraction, mut scale) = (0u64, 1f64);
        let mut fraction_len = 0;
        if let Some(after) = rest.strip_prefix('.') {
            fraction_len = after.bytes().take_while(u8::is_ascii_digit).count();
            let mut full = false;
            for c in after[..fraction_len].bytes() {
                if full {
                    continue;
                }
                match fraction
                    .checked_mul(10)
                    .and_then(|f| f.checked_add(u64::from(c - b'0')))
                    .filter(|&f| f <= i64::MAX as u64)
                {
                    Some(next) => {
                        fraction = next;
                        scale *= 10.0;
                    }
                    None => full = true,
                }
            }
            rest = &after[fraction_len..];
        }
        if whole_len == 0 && fraction_len == 0 {
            return None;
        }
        let unit_len = rest
            .bytes()
            .take_while(|&c| c != b'.' && !c.is_ascii_digit())
            .count();
        let unit: u64 = match &rest[..unit_len] {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        rest = &rest[unit_len..];
        let mut part = whole.checked_mul(unit).filter(|&v| v <= 1 << 63)?;
        if fraction > 0 {
            part += (fraction as f64 * (unit as f64 / scale)) as u64;
            if part > 1 << 63 {
                return None;
            }
        }
        total = total.checked_add(part).filter(|&v| v <= 1 << 63)?;
    }
    if negative {
        return Some((total as i64).wrapping_neg());
    }
    i64::try_from(total).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_follow_go() {
        for (text, value) in [
            ("1_0", 10.0),
            ("0x1p1", 2.0),
            ("+1", 1.0),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("0x.8p1", 1.0),
        ] {
            assert_eq!(float(text), Some(value), "{text}");
        }
        for text in ["", "0x1", "1__0", "_1", "1e400", "0o1", "1 ", "--1", "+nan"] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn integers_know_prefixes_and_octals() {
        for (text, value) in [("010", 8), ("0x1F", 31), ("0b11", 3), ("-5", -5), ("0", 0)] {
            assert_eq!(int_any_base(text), Some(Resolved::Int(value)), "{text}");
        }
        assert_eq!(int_any_base("080"), None);
        assert_eq!(
            int_any_base("18446744073709551615"),
            Some(Resolved::Unsigned(u64::MAX))
        );
    }

    #[test]
    fn durations_add_up() {
        assert_eq!(duration("1h30m"), Some(5_400_000_000_000));
        assert_eq!(duration("1.5s"), Some(1_500_000_000));
        assert_eq!(duration("-1ns"), Some(-1));
        for text in ["", "1", ".h", "1 h", "abc", "9999999h"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
