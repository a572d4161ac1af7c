//! CPU, byte and price amounts, and what a person most likely meant by a wrong one.

use crate::number;

/// Why an amount is refused.
pub(crate) enum Bad {
    Syntax,
    Negative,
}

const DECIMAL: [(&str, u32); 6] = [("k", 1), ("M", 2), ("G", 3), ("T", 4), ("P", 5), ("E", 6)];
const BINARY: [(&str, u32); 6] = [
    ("Ki", 1),
    ("Mi", 2),
    ("Gi", 3),
    ("Ti", 4),
    ("Pi", 5),
    ("Ei", 6),
];

/// Thousandths of a CPU: `100m`, `0.1`.
pub(crate) fn cpu(text: &str) -> Result<u32, Bad> {
    if let Some(digits) = text.strip_suffix('m') {
        return number::unsigned(digits, u64::from(u32::MAX))
            .map(|value| value as u32)
            .ok_or(Bad::Syntax);
    }
    let value = number::float(text).ok_or(Bad::Syntax)? * 1000.0;
    if value < 0.0 {
        return Err(Bad::Negative);
    }
    Ok(number::to_i64(value) as u32)
}

/// Bytes with any suffix: `512Mi`, `1G`, `1024`.
pub(crate) fn bytes(text: &str) -> Result<u64, Bad> {
    size(text, true)
}

/// Bytes of GPU memory: binary suffixes only.
pub(crate) fn gpu_ram(text: &str) -> Result<u64, Bad> {
    size(text, false)
}

fn size(text: &str, decimal: bool) -> Result<u64, Bad> {
    let binary = BINARY.iter().find_map(|(suffix, power)| {
        text.strip_suffix(suffix)
            .map(|rest| (rest, 1024f64.powi(*power as i32)))
    });
    let scaled = binary.or_else(|| {
        let find = |(suffix, power): &(&str, u32)| {
            text.strip_suffix(suffix)
                .map(|rest| (rest, 1000f64.powi(*power as i32)))
        };
        decimal.then(|| DECIMAL.iter().find_map(find)).flatten()
    });
    let (digits, unit) = scaled.unwrap_or((text, 1.0));
    let value = number::float(digits).ok_or(Bad::Syntax)? * unit;
    if value < 0.0 {
        return Err(Bad::Negative);
    }
    Ok(number::to_u64(value))
}

/// The accepted spelling of a size such as `8GB`, `512mi` or `1 Gi`.
pub(crate) fn size_meant(text: &str) -> Option<String> {
    let text = text.trim();
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (digits, unit) = (&text[..at], text[at..].trim());
    if digits.is_empty() || number::float(digits).is_none() {
        return None;
    }
    let lower = unit.to_ascii_lowercase();
    let stem = lower
        .strip_suffix("bytes")
        .or_else(|| lower.strip_suffix('b'))
        .unwrap_or(&lower);
    let binary = BINARY
        .iter()
        .find(|(suffix, _)| suffix.eq_ignore_ascii_case(stem));
    let found = binary.or_else(|| {
        DECIMAL
            .iter()
            .find(|(suffix, _)| suffix.eq_ignore_ascii_case(stem))
    });
    match found {
        Some((suffix, _)) => Some(format!("{digits}{suffix}")),
        None if stem.is_empty() && !unit.is_empty() => Some(digits.to_owned()),
        None => None,
    }
}

/// The accepted spelling of a CPU amount such as `2 cores` or `500M`.
pub(crate) fn cpu_meant(text: &str) -> Option<String> {
    let text = text.trim();
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (digits, unit) = (&text[..at], text[at..].trim().to_ascii_lowercase());
    number::float(digits)?;
    match &*unit {
        "m" | "millicores" | "millis" => digits.find('.').is_none().then(|| format!("{digits}m")),
        "" | "c" | "cpu" | "cpus" | "core" | "cores" | "vcpu" => Some(digits.to_owned()),
        _ => None,
    }
}

/// Why a price is refused.
pub(crate) enum BadAmount {
    Syntax,
    Decimals,
    Zero,
    Negative,
}

/// Two to the power of 315, where the reference's decimals end.
const LIMIT: &str = "66749594872528440074844428317798503581334516323645399060845050244444366430645017188217565216768";

/// An amount × 10¹⁸; the top of the range stands for anything larger.
pub(crate) fn amount(text: &str) -> Result<u128, BadAmount> {
    let (mut negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut parts = body.split('.');
    let whole = parts.next().unwrap_or_default();
    let fraction = parts.next();
    if body.is_empty() || parts.next().is_some() {
        return Err(BadAmount::Syntax);
    }
    if let Some(fraction) = fraction
        && (fraction.is_empty() || whole.is_empty())
    {
        return Err(BadAmount::Syntax);
    }
    let fraction = fraction.unwrap_or_default();
    if fraction.len() > 18 {
        return Err(BadAmount::Decimals);
    }
    // The reference lets a second sign through.
    let whole = match whole.as_bytes().first() {
        Some(b'+') => &whole[1..],
        Some(b'-') => {
            negative = !negative;
            &whole[1..]
        }
        _ => whole,
    };
    let mut digits = whole.bytes().chain(fraction.bytes());
    if !digits.all(|c| c.is_ascii_digit()) {
        return Err(BadAmount::Syntax);
    }
    let whole = whole.trim_start_matches('0');
    if whole.is_empty() && fraction.trim_start_matches('0').is_empty() {
        return Err(BadAmount::Zero);
    }
    let zeros = std::iter::repeat_n(b'0', 18 - fraction.len());
    let digits = || whole.bytes().chain(fraction.bytes()).chain(zeros.clone());
    let length = whole.len() + 18;
    if length > LIMIT.len() || (length == LIMIT.len() && digits().ge(LIMIT.bytes())) {
        return Err(BadAmount::Syntax);
    }
    if negative {
        return Err(BadAmount::Negative);
    }
    let exact = digits().try_fold(0u128, |sum, digit| {
        sum.checked_mul(10)?.checked_add(u128::from(digit - b'0'))
    });
    Ok(exact.unwrap_or(u128::MAX))
}

/// True for a name that can be a denomination.
pub(crate) fn denom_ok(denom: &str) -> bool {
    let bytes = denom.as_bytes();
    (3..=128).contains(&bytes.len())
        && bytes[0].is_ascii_alphabetic()
        && bytes[1..]
            .iter()
            .all(|&c| c.is_ascii_alphanumeric() || b"/:._-".contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_meant_are_found() {
        for (text, meant) in [
            ("8GB", "8G"),
            ("512mi", "512Mi"),
            ("1 Gi", "1Gi"),
            ("1GiB", "1Gi"),
            ("16gi", "16Gi"),
            ("10Gb", "10G"),
        ] {
            assert_eq!(size_meant(text).as_deref(), Some(meant), "{text}");
            assert!(bytes(meant).is_ok());
        }
        assert_eq!(size_meant("lots"), None);
    }

    #[test]
    fn cpu_keeps_the_error_of_floats() {
        for (text, millis) in [
            ("1.001", 1000),
            ("1.005", 1004),
            ("100m", 100),
            ("0.0015", 1),
            ("4294968", 704),
        ] {
            assert_eq!(cpu(text).ok(), Some(millis), "{text}");
        }
        assert!(cpu("1.5m").is_err() && cpu("-1").is_err());
    }

    #[test]
    fn amounts_have_18_decimals() {
        assert_eq!(amount("0.5").ok(), Some(500_000_000_000_000_000));
        assert_eq!(amount("+007").ok(), Some(7_000_000_000_000_000_000));
        for text in [
            "",
            "-",
            "0",
            "-1",
            ".5",
            "5.",
            "1_0",
            "1e3",
            "1.0.0",
            "0.0000000000000000001",
        ] {
            assert!(amount(text).is_err(), "{text}");
        }
    }
}
