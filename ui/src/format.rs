//! Numbers, money, addresses and time as the look writes them. Pure; the clock is an argument.

use types::{Amount, Coin, Dec18};

/// No-break space: between digit groups and before units, so neither wraps.
pub const NBSP: char = '\u{a0}';
/// True minus, as wide as a plus.
pub const MINUS: char = '\u{2212}';
/// Hours in a month, as prices per month are reckoned (365.25 d / 12).
pub const HOURS_PER_MONTH: f64 = 730.5;

/// Digits in groups of three from 1 000 on: `29118204` → `29 118 204`.
#[must_use]
pub fn group(value: u128) -> String {
    group_digits(&value.to_string())
}

fn group_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(NBSP);
        }
        out.push(c);
    }
    out
}

/// A fraction as a percentage with at most one decimal; small but present shares say `< 0.1 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    if p > 0.0 && p < 0.05 {
        return format!("<{NBSP}0.1{NBSP}%");
    }
    let text = format!("{p:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    format!("{}{NBSP}%", text.replace('-', &MINUS.to_string()))
}

/// Micro-units as coins with exactly `decimals` fraction digits (at most six), cut toward zero: never more than there is.
#[must_use]
pub fn coins(amount: Amount, decimals: usize) -> String {
    let decimals = decimals.min(6);
    let micro = amount.get();
    let whole = group(micro / 1_000_000);
    if decimals == 0 {
        return whole;
    }
    let fraction = format!("{:06}", micro % 1_000_000);
    format!("{whole}.{}", &fraction[..decimals])
}

/// Micro-units as coins, rounded up in the last of `decimals` digits: for fees and for what may leave an account.
#[must_use]
pub fn coins_up(amount: Amount, decimals: usize) -> String {
    let unit = 10u128.pow(6 - decimals.min(6) as u32);
    coins(
        Amount::micro(amount.get().div_ceil(unit).saturating_mul(unit)),
        decimals,
    )
}

/// Decimals for a token in lists: AKT three, everything else two.
#[must_use]
pub fn list_decimals(symbol: &str) -> usize {
    if symbol == "AKT" { 3 } else { 2 }
}

/// A coin for lists and figures: `412.806 AKT`, `25.00 ACT`.
#[must_use]
pub fn coin(coin: &Coin) -> String {
    let symbol = coin.denom.symbol();
    format!(
        "{}{NBSP}{symbol}",
        coins(coin.amount, list_decimals(symbol))
    )
}

/// A coin for sheets and titles, nothing cut: AKT with all six digits (`412.806114 AKT`), others with two or as many
/// as it takes (`25.00 ACT`).
#[must_use]
pub fn coin_exact(coin: &Coin) -> String {
    let symbol = coin.denom.symbol();
    let whole_cents = coin.amount.get().is_multiple_of(10_000);
    let decimals = if symbol != "AKT" && whole_cents { 2 } else { 6 };
    format!("{}{NBSP}{symbol}", coins(coin.amount, decimals))
}

/// A fee: four decimals, rounded up, so a fee is never shown as less than it is.
#[must_use]
pub fn fee(coin: &Coin) -> String {
    format!("{}{NBSP}{}", coins_up(coin.amount, 4), coin.denom.symbol())
}

/// US dollars with two decimals and a sign before the symbol: `$648.76`, `−$3.80`.
#[must_use]
pub fn usd(value: f64) -> String {
    usd_with(value, 2)
}

/// US dollars of small sums such as fees: three decimals below a cent, and never a zero for something.
#[must_use]
pub fn usd_small(value: f64) -> String {
    match value {
        v if v > 0.0 && v < 0.0005 => format!("<{NBSP}$0.001"),
        v if v < 0.01 => usd_with(v, 3),
        v => usd_with(v, 2),
    }
}

/// US dollars per hour in tables: three decimals.
#[must_use]
pub fn usd_per_hour(value: f64) -> String {
    usd_with(value, 3)
}

/// US dollars per month of [`HOURS_PER_MONTH`] from a price per hour: no decimals above $100.
#[must_use]
pub fn usd_per_month(per_hour: f64) -> String {
    let month = per_hour * HOURS_PER_MONTH;
    usd_with(month, if month > 100.0 { 0 } else { 2 })
}

fn usd_with(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push(MINUS);
    }
    out.push('$');
    out.push_str(&group_digits(whole));
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// What a coin is worth in US dollars, when known: ACT counts as one dollar, AKT at `akt_usd`.
#[must_use]
pub fn worth(coin: &Coin, akt_usd: Option<f64>) -> Option<f64> {
    let whole = coin.amount.get() as f64 / 1e6;
    match coin.denom.symbol() {
        "ACT" => Some(whole),
        "AKT" => akt_usd.map(|price| whole * price),
        _ => None,
    }
}

/// A price per block (micro-units) as coins per hour for blocks of `seconds_per_block`.
#[must_use]
pub fn per_hour(per_block: Dec18, seconds_per_block: f64) -> f64 {
    if seconds_per_block <= 0.0 {
        return 0.0;
    }
    per_block.to_f64_lossy() / 1e6 * 3600.0 / seconds_per_block
}

/// An address cut for reading: first 10 and last 6.
#[must_use]
pub fn address(text: &str) -> String {
    cut(text, 10, 6)
}

/// An address cut for the rail and tight rows: first 9 and last 4.
#[must_use]
pub fn address_tight(text: &str) -> String {
    cut(text, 9, 4)
}

/// A hash or id cut to its first 8 and last 8.
#[must_use]
pub fn hash(text: &str) -> String {
    cut(text, 8, 8)
}

fn cut(text: &str, head: usize, tail: usize) -> String {
    let n = text.chars().count();
    if n <= head + tail + 1 {
        return text.into();
    }
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(n - tail).collect();
    format!("{start}…{end}")
}

/// The parts of a whole address for the sheets, where six characters after the prefix and the last six are strong:
/// prefix, strong, middle, strong.
#[must_use]
pub fn address_parts(text: &str) -> (&str, &str, &str, &str) {
    let sep = text.find('1').map_or(0, |i| i + 1);
    if !text.is_ascii() || text.len() < sep + 12 {
        return (text, "", "", "");
    }
    let end = text.len() - 6;
    (
        &text[..sep],
        &text[sep..sep + 6],
        &text[sep + 6..end],
        &text[end..],
    )
}

/// How long ago: `12 s ago`, then minutes, hours, days.
#[must_use]
pub fn ago(then_ms: u64, now_ms: u64) -> String {
    let s = now_ms.saturating_sub(then_ms) / 1000;
    let (n, unit) = match s {
        0..60 => (s, "s"),
        60..3600 => (s / 60, "min"),
        3600..86_400 => (s / 3600, "h"),
        _ => (s / 86_400, "d"),
    };
    format!("{}{NBSP}{unit} ago", group(u128::from(n)))
}

/// A duration in two units: `9 h 50 min`, `3 d 2 h`, `41 d` from 30 days on.
#[must_use]
pub fn duration(seconds: u64) -> String {
    let pair = |a: u64, ua: &str, b: u64, ub: &str| {
        if b == 0 {
            format!("{a}{NBSP}{ua}")
        } else {
            format!("{a}{NBSP}{ua} {b}{NBSP}{ub}")
        }
    };
    match seconds {
        0..60 => format!("{seconds}{NBSP}s"),
        60..3600 => pair(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => pair(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        86_400..2_592_000 => pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
        _ => format!("{}{NBSP}d", group(u128::from(seconds / 86_400))),
    }
}

/// Bytes in binary units with at most one decimal: `8.9 GiB`.
#[must_use]
pub fn bytes(value: u64) -> String {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut v = value as f64;
    let mut unit = 0;
    while v >= 1024.0 && unit < UNITS.len() - 1 {
        v /= 1024.0;
        unit += 1;
    }
    let text = format!("{v:.1}");
    format!(
        "{}{NBSP}{}",
        text.strip_suffix(".0").unwrap_or(&text),
        UNITS[unit]
    )
}

/// `1 deployment`, `2 deployments`: the count, a no-break space and the word.
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!(
        "{}{NBSP}{}",
        group(n as u128),
        if n == 1 { one } else { many }
    )
}

/// Splits `text` at the case-insensitive matches of `needle`: pairs of (part, is a match), for strong matches in lists.
#[must_use]
pub fn matches(text: &str, needle: &str) -> Vec<(String, bool)> {
    let needle = needle.trim();
    let lower = text.to_lowercase();
    // Lower-casing may change lengths outside ASCII; then nothing is marked rather than cut in the wrong place.
    if needle.is_empty() || lower.len() != text.len() {
        return vec![(text.into(), false)];
    }
    let wanted = needle.to_lowercase();
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = lower[from..].find(&wanted) {
        let (start, end) = (from + at, from + at + wanted.len());
        if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            break;
        }
        if start > from {
            out.push((text[from..start].into(), false));
        }
        out.push((text[start..end].into(), true));
        from = end;
    }
    if from < text.len() || out.is_empty() {
        out.push((text[from..].into(), false));
    }
    out
}

/// Whether `text` holds every word of `query`, as the filter of each list asks.
#[must_use]
pub fn holds_words(text: &str, query: &str) -> bool {
    let text = text.to_lowercase();
    query
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Denom;

    fn akt(micro: u128) -> Coin {
        Coin {
            amount: Amount::micro(micro),
            denom: Denom::uakt(),
        }
    }

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn numbers_are_grouped_from_a_thousand() {
        assert_eq!(plain(&group(999)), "999");
        assert_eq!(plain(&group(1204)), "1 204");
        assert_eq!(plain(&group(29_118_204)), "29 118 204");
    }

    #[test]
    fn percent_has_one_decimal_and_never_hides_something() {
        assert_eq!(plain(&percent(0.8)), "80 %");
        assert_eq!(plain(&percent(0.9998)), "100 %");
        assert_eq!(plain(&percent(0.984)), "98.4 %");
        assert_eq!(plain(&percent(0.0001)), "< 0.1 %");
        assert_eq!(plain(&percent(-0.038)), "−3.8 %");
        assert_eq!(plain(&percent(0.0)), "0 %");
    }

    #[test]
    fn balances_are_cut_and_fees_rounded_up() {
        assert_eq!(plain(&coin(&akt(412_806_999))), "412.806 AKT");
        assert_eq!(plain(&coin_exact(&akt(412_806_999))), "412.806999 AKT");
        assert_eq!(plain(&fee(&akt(4_101))), "0.0042 AKT");
        assert_eq!(plain(&fee(&akt(4_100))), "0.0041 AKT");
        assert_eq!(plain(&fee(&akt(1))), "0.0001 AKT");
    }

    #[test]
    fn act_has_two_decimals() {
        let act = Coin {
            amount: Amount::micro(25_000_000),
            denom: Denom::uact(),
        };
        assert_eq!(plain(&coin(&act)), "25.00 ACT");
        assert_eq!(plain(&coin_exact(&act)), "25.00 ACT");
        let odd = Coin {
            amount: Amount::micro(25_000_001),
            denom: Denom::uact(),
        };
        assert_eq!(plain(&coin_exact(&odd)), "25.000001 ACT");
        assert_eq!(worth(&act, None), Some(25.0));
        assert_eq!(worth(&akt(1_000_000), None), None);
        assert_eq!(worth(&akt(2_000_000), Some(1.5)), Some(3.0));
    }

    #[test]
    fn dollars_by_place() {
        assert_eq!(plain(&usd(648.756)), "$648.76");
        assert_eq!(plain(&usd(-3.8)), "−$3.80");
        assert_eq!(plain(&usd(-0.001)), "$0.00");
        assert_eq!(plain(&usd_per_hour(2.1184)), "$2.118");
        assert_eq!(plain(&usd_per_month(3.8)), "$2 776");
        assert_eq!(plain(&usd_per_month(0.1)), "$73.05");
        assert_eq!(plain(&usd(f64::NAN)), "–");
        assert_eq!(plain(&usd_small(0.0046)), "$0.005");
        assert_eq!(plain(&usd_small(0.000_01)), "< $0.001");
        assert_eq!(plain(&usd_small(25.0)), "$25.00");
    }

    #[test]
    fn addresses_are_cut_in_the_middle() {
        let a = "akash14hyky28chu4dzu4ak5ydppt3hn6h2v2gs37pl8";
        assert_eq!(address(a), "akash14hyk…s37pl8");
        assert_eq!(address_tight(a), "akash14hy…7pl8");
        assert_eq!(address("short"), "short");
        let (p, s, m, e) = address_parts(a);
        assert_eq!((p, s, e), ("akash1", "4hyky2", "s37pl8"));
        assert_eq!(format!("{p}{s}{m}{e}"), a);
        assert_eq!(address_parts("akash1"), ("akash1", "", "", ""));
    }

    #[test]
    fn ages_and_durations() {
        assert_eq!(plain(&ago(1_000, 13_500)), "12 s ago");
        assert_eq!(plain(&ago(0, 12 * 60_000)), "12 min ago");
        assert_eq!(plain(&ago(0, 3 * 86_400_000)), "3 d ago");
        assert_eq!(plain(&ago(5_000, 0)), "0 s ago");
        assert_eq!(plain(&duration(35_400)), "9 h 50 min");
        assert_eq!(plain(&duration(266_400)), "3 d 2 h");
        assert_eq!(plain(&duration(3_600)), "1 h");
        assert_eq!(plain(&duration(41 * 86_400 + 5)), "41 d");
        assert_eq!(plain(&duration(208)), "3 min 28 s");
    }

    #[test]
    fn bytes_in_binary_units() {
        assert_eq!(plain(&bytes(512)), "512 B");
        assert_eq!(plain(&bytes(16 << 20)), "16 MiB");
        assert_eq!(plain(&bytes(9_556_302_233)), "8.9 GiB");
    }

    #[test]
    fn matches_mark_every_place() {
        let strong = |v: Vec<(String, bool)>| {
            v.into_iter()
                .filter(|p| p.1)
                .map(|p| p.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            strong(matches("llama-chat LLAMA", "llama")),
            ["llama", "LLAMA"]
        );
        assert_eq!(matches("abc", ""), [("abc".to_string(), false)]);
        assert_eq!(matches("abc", "x"), [("abc".to_string(), false)]);
        let whole: String = matches("Straße in Köln", "ö")
            .into_iter()
            .map(|p| p.0)
            .collect();
        assert_eq!(whole, "Straße in Köln");
    }

    #[test]
    fn counts_take_the_right_word() {
        assert_eq!(
            plain(&counted(1, "deployment", "deployments")),
            "1 deployment"
        );
        assert_eq!(
            plain(&counted(5, "deployment", "deployments")),
            "5 deployments"
        );
    }
}
