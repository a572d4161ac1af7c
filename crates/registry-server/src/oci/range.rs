//! `Range` of a download (RFC 9110, section 14.2), one range of bytes.

use std::ops::Range;

/// What a `Range` header asks of a content of some size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The whole: no range, or one that has to be ignored.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Nothing that is there.
    Outside,
}

/// Reads a `Range` header. Several ranges at once are answered with the whole, as RFC 9110 allows.
pub fn asked(header: Option<&str>, size: u64) -> Asked {
    let Some(spec) = header.and_then(|h| h.strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Asked::Whole;
    };
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Asked::Whole,
    };
    if range.is_empty() {
        Asked::Outside
    } else {
        Asked::Part(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        assert_eq!(asked(None, 10), Asked::Whole);
        assert_eq!(asked(Some("bytes=0-3"), 10), Asked::Part(0..4));
        assert_eq!(asked(Some("bytes=8-"), 10), Asked::Part(8..10));
        assert_eq!(asked(Some("bytes=-3"), 10), Asked::Part(7..10));
        assert_eq!(asked(Some("bytes=-30"), 10), Asked::Part(0..10));
        assert_eq!(
            asked(Some("bytes=2-99999999999999999999"), 10),
            Asked::Whole
        );
        assert_eq!(asked(Some("bytes=2-99"), 10), Asked::Part(2..10));
    }

    #[test]
    fn what_lies_outside_is_said_so() {
        assert_eq!(asked(Some("bytes=10-"), 10), Asked::Outside);
        assert_eq!(asked(Some("bytes=10-12"), 10), Asked::Outside);
        assert_eq!(asked(Some("bytes=-0"), 10), Asked::Outside);
        for odd in [
            "bytes=3-1",
            "bytes=a-b",
            "items=0-1",
            "bytes=0-1,3-4",
            "bytes=-",
        ] {
            assert_eq!(asked(Some(odd), 10), Asked::Whole, "{odd}");
        }
    }
}
