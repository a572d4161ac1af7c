//! Time as the registry writes it.

use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Seconds since 1970 as RFC 3339 in UTC; OpenRegistry's year one for 0, which means never.
pub fn rfc3339(seconds: u64) -> String {
    let never = || "0001-01-01T00:00:00Z".to_owned();
    if seconds == 0 {
        return never();
    }
    i64::try_from(seconds)
        .ok()
        .and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok())
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(never)
}

/// Reads RFC 3339 into seconds since 1970.
pub fn parse(text: &str) -> Option<u64> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(at.unix_timestamp()).ok()
}

/// Seconds since 1970 as a cookie's `Expires` (RFC 9110, IMF-fixdate).
pub fn http_date(seconds: u64) -> String {
    let at = i64::try_from(seconds)
        .ok()
        .and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok())
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        [usize::from(at.weekday().number_days_from_monday())];
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = months[usize::from(u8::from(at.month())) - 1];
    format!(
        "{day}, {:02} {month} {} {:02}:{:02}:{:02} GMT",
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_expected() {
        assert_eq!(rfc3339(1_795_501_154), "2026-11-24T06:19:14Z");
        assert_eq!(http_date(1_798_201_154), "Fri, 25 Dec 2026 12:19:14 GMT");
        assert_eq!(rfc3339(0), "0001-01-01T00:00:00Z");
        assert_eq!(parse("2026-11-24T06:19:14Z"), Some(1_795_501_154));
        assert_eq!(parse("yesterday"), None);
    }
}
