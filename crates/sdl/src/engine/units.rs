//! Numbers with units, as Go reads them.

/// Millicores: `500m` or cores with a fraction, × 1000 and truncated.
pub(super) fn cpu(text: &str) -> Option<u32> {
    if let Some(milli) = text.strip_suffix('m') {
        return digits(milli).and_then(|v| u32::try_from(v).ok());
    }
    let value = float(text)?;
    (value >= 0.0).then(|| wrap(value * 1000.0))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn wrap(value: f64) -> u32 {
    // Beyond 32 bits the reference wraps around.
    value as u64 as u32
}

fn digits(text: &str) -> Option<u64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A finite decimal, with sign, exponent, and fraction on either side of the point.
pub(super) fn float(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value: f64 = plain.then(|| text.parse().ok()).flatten()?;
    value.is_finite().then_some(value)
}

const BINARY: [(&str, u32); 6] = [
    ("Ki", 10),
    ("Mi", 20),
    ("Gi", 30),
    ("Ti", 40),
    ("Pi", 50),
    ("Ei", 60),
];
const DECIMAL: [(&str, u32); 6] = [
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];

/// Bytes: `Ki…Ei` or `k…E`, case-sensitive, decimal mantissa, truncated; bytes without a unit.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let binary = BINARY.iter().find_map(|(s, p)| {
        text.strip_suffix(s)
            .map(|m| (m, 2_f64.powi(i32::try_from(*p).unwrap_or(0))))
    });
    let decimal = || {
        DECIMAL.iter().find_map(|(s, p)| {
            text.strip_suffix(s)
                .map(|m| (m, 10_f64.powi(i32::try_from(*p).unwrap_or(0))))
        })
    };
    let (mantissa, unit) = binary.or_else(decimal).unwrap_or((text, 1.0));
    let value = float(mantissa)?;
    (value >= 0.0).then(|| truncate(value * unit))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn truncate(value: f64) -> u64 {
    value as u64
}

/// Memory of a GPU: binary units or bytes, written in whole Gi.
pub(super) fn gpu_ram(text: &str) -> Option<String> {
    let binary = BINARY.iter().any(|(suffix, _)| text.ends_with(suffix));
    if !binary && digits(text).is_none() {
        return None;
    }
    bytes(text).map(|b| format!("{}Gi", b >> 30))
}

/// A whole number as YAML writes it: decimal, octal, hexadecimal, binary, underscores; floats truncated.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn integer(text: &str) -> Option<i128> {
    let clean = text.replace('_', "");
    let (sign, body) = match clean.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, clean.strip_prefix('+').unwrap_or(&clean)),
    };
    let radix = |prefix: &str, radix| {
        body.strip_prefix(prefix)
            .and_then(|d| i128::from_str_radix(d, radix).ok())
    };
    let whole = radix("0x", 16)
        .or_else(|| radix("0b", 2))
        .or_else(|| radix("0o", 8))
        .or_else(|| {
            (body.len() > 1 && body.starts_with('0'))
                .then(|| i128::from_str_radix(body, 8).ok())
                .flatten()
        })
        .or_else(|| body.parse().ok());
    whole
        .or_else(|| float(body).map(|f| f.trunc() as i128))
        .map(|v| sign * v)
}

/// Go's `ParseDuration`, in nanoseconds.
pub(super) fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total: f64 = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let value: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let unit_end = rest
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(rest.len());
        let unit = match &rest[..unit_end] {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 6e10,
            "h" => 3.6e12,
            _ => return None,
        };
        rest = &rest[unit_end..];
        total += value * unit;
    }
    nanos(total)
}

#[allow(clippy::cast_possible_truncation)]
fn nanos(total: f64) -> Option<i64> {
    (total > 0.0 && total < 9.2e18).then_some(total as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_keeps_the_float_error_of_the_reference() {
        assert_eq!(
            (cpu("0.5"), cpu("500m"), cpu("1.005"), cpu("0.0015")),
            (Some(500), Some(500), Some(1004), Some(1))
        );
        assert_eq!((cpu("1.5m"), cpu("-1"), cpu("x")), (None, None, None));
        assert_eq!(cpu("4294968"), Some(704));
    }

    #[test]
    fn sizes_are_case_sensitive() {
        assert_eq!(
            (bytes("1Gi"), bytes("1.5k"), bytes(".5Gi"), bytes("512")),
            (Some(1 << 30), Some(1500), Some(1 << 29), Some(512))
        );
        for bad in ["8GB", "512mi", "1K", "1B", "-1Gi", ""] {
            assert_eq!(bytes(bad), None, "{bad}");
        }
    }

    #[test]
    fn integers_follow_yaml() {
        assert_eq!(
            (
                integer("010"),
                integer("080"),
                integer("0x10"),
                integer("1_0"),
                integer("1.5")
            ),
            (Some(8), Some(80), Some(16), Some(10), Some(1))
        );
        assert_eq!(integer("a"), None);
    }

    #[test]
    fn durations_follow_go() {
        assert_eq!(duration("1h30m"), Some(5_400_000_000_000));
        for bad in ["", "1", "1d", "h", "0s"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }
}
