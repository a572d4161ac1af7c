//! The tolerant version numbers of the `version` key.

use std::borrow::Cow;

/// True for 2.1 and later, false for 2.0; words for anything else.
pub(crate) fn rules(text: &str) -> Result<bool, &'static str> {
    const BAD: &str = "the version is not a number such as \"2.0\"";
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    let mut parts: Vec<Cow<'_, str>> = text.splitn(3, '.').map(without_leading_zeros).collect();
    if parts.len() < 3 {
        if parts.last().is_some_and(|part| part.contains(['+', '-'])) {
            return Err(BAD);
        }
        parts.resize(3, "0".into());
    }
    let major = number(&parts[0]).ok_or(BAD)?;
    let minor = number(&parts[1]).ok_or(BAD)?;
    let mut patch = &*parts[2];
    if let Some((before, build)) = patch.split_once('+') {
        if !build.split('.').all(|part| !part.is_empty() && word(part)) {
            return Err(BAD);
        }
        patch = before;
    }
    let mut pre = false;
    if let Some((before, label)) = patch.split_once('-') {
        let fits = |part: &str| {
            let digits = part.bytes().all(|c| c.is_ascii_digit());
            !part.is_empty() && word(part) && (!digits || number(part).is_some())
        };
        if !label.split('.').all(fits) {
            return Err(BAD);
        }
        pre = true;
        patch = before;
    }
    let patch = number(patch).ok_or(BAD)?;
    let release = (major, minor, patch);
    if release == (2, 0, 0) && !pre {
        return Ok(false);
    }
    if release > (2, 1, 0) || (release == (2, 1, 0) && !pre) {
        return Ok(true);
    }
    Err("this version is not supported; use \"2.0\" or \"2.1\"")
}

fn without_leading_zeros(part: &str) -> Cow<'_, str> {
    if part.len() < 2 {
        return part.into();
    }
    let rest = part.trim_start_matches('0');
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        rest.into()
    } else {
        format!("0{rest}").into()
    }
}

fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    (plain && (text.len() == 1 || !text.starts_with('0')))
        .then(|| text.parse().ok())
        .flatten()
}

fn word(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn versions_are_read_tolerantly() {
        for text in ["2.0", "v2.0", "2", "2.0.0", "2.0.0+build", "02.00", " 2.0 "] {
            assert_eq!(rules(text), Ok(false), "{text}");
        }
        for text in ["2.1", "2.2", "3.0", "2.1.1", "3.0.0-rc1"] {
            assert_eq!(rules(text), Ok(true), "{text}");
        }
        for text in [
            "",
            "1.9",
            "2.0.1",
            "2.1.0-rc1",
            "2.0-beta",
            "2e0",
            "2.0.0.0",
            "null",
        ] {
            assert!(rules(text).is_err(), "{text}");
        }
    }
}
