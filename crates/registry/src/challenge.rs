//! `WWW-Authenticate` (RFC 9110 section 11.6.1) as registries use it: `Basic` or `Bearer` with realm, service, scope.

/// The part of a challenge that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// Name and password with every request.
    Basic,
    /// A token from `realm`.
    Bearer {
        /// Where the token is to be had.
        realm: String,
        /// To be repeated there.
        service: Option<String>,
        /// What the token must allow; may be absent at `/v2/`.
        scope: Option<String>,
    },
}

/// Why a challenge can't be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// Longer than any sensible header.
    #[error("the server's challenge is too long")]
    Long,
    /// Neither Basic nor Bearer with a realm.
    #[error("the server asks for a way to sign in that is not known here")]
    Unknown,
}

/// Longest header that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

impl Challenge {
    /// Reads the header's value. Of several challenges Bearer wins over Basic.
    ///
    /// # Errors
    /// [`ChallengeError`].
    pub fn parse(header: &str) -> Result<Self, ChallengeError> {
        if header.len() > LONGEST {
            return Err(ChallengeError::Long);
        }
        let mut basic = false;
        let mut bearer: Option<(Option<String>, Option<String>, Option<String>)> = None;
        let mut inside = false;
        for (scheme, key, value) in (Parts { rest: header }) {
            if let Some(scheme) = scheme {
                inside = scheme.eq_ignore_ascii_case("bearer") && bearer.is_none();
                basic |= scheme.eq_ignore_ascii_case("basic");
                if inside {
                    bearer = Some((None, None, None));
                }
            }
            if let (true, Some((realm, service, scope)), Some(key)) = (inside, &mut bearer, key) {
                let place = match key.to_ascii_lowercase().as_str() {
                    "realm" => realm,
                    "service" => service,
                    "scope" => scope,
                    _ => continue,
                };
                place.get_or_insert(value);
            }
        }
        match bearer {
            Some((Some(realm), service, scope)) => Ok(Self::Bearer {
                realm,
                service,
                scope,
            }),
            _ if basic => Ok(Self::Basic),
            _ => Err(ChallengeError::Unknown),
        }
    }
}

/// Walks over `scheme key=value, key="value", scheme …`.
struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Parts<'a> {
    type Item = (Option<&'a str>, Option<&'a str>, String);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |c: char| c == ',' || c.is_ascii_whitespace();
        self.rest = self.rest.trim_start_matches(blank);
        if self.rest.is_empty() {
            return None;
        }
        let (first, after) = word(self.rest);
        let (scheme, key, after) = if after.starts_with('=') {
            (None, first, after)
        } else {
            let next = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let (second, after_second) = word(next);
            if second.is_empty() || !after_second.starts_with('=') {
                self.rest = after;
                if first.is_empty() {
                    // A character that begins nothing is passed over.
                    let mut chars = self.rest.chars();
                    chars.next();
                    self.rest = chars.as_str();
                }
                return Some((Some(first), None, String::new()));
            }
            (Some(first), second, after_second)
        };
        let (text, rest) = value(&after[1..]);
        self.rest = rest;
        Some((scheme, Some(key), text))
    }
}

fn word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| c == '=' || c == ',' || c == '"' || c.is_ascii_whitespace())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// A quoted or bare value and what follows.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (bare, rest) = word(text);
        return (bare.to_owned(), rest);
    };
    let mut out = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (out, &quoted[at + 1..]),
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            c => out.push(c),
        }
    }
    (out, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(realm: &str, service: Option<&str>, scope: Option<&str>) -> Challenge {
        Challenge::Bearer {
            realm: realm.into(),
            service: service.map(Into::into),
            scope: scope.map(Into::into),
        }
    }

    #[test]
    fn usual_challenges_are_read() {
        assert_eq!(
            Challenge::parse(r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#).unwrap(),
            bearer("https://auth.docker.io/token", Some("registry.docker.io"), Some("repository:a/b:pull,push"))
        );
        assert_eq!(
            Challenge::parse(r#"bearer service=x , realm="a\"b""#).unwrap(),
            bearer("a\"b", Some("x"), None)
        );
        assert_eq!(
            Challenge::parse("Basic realm=\"x\"").unwrap(),
            Challenge::Basic
        );
    }

    #[test]
    fn openregistry_challenges_without_service_and_scope() {
        assert_eq!(
            Challenge::parse(r#"Bearer realm="http://localhost:5000/token""#).unwrap(),
            bearer("http://localhost:5000/token", None, None)
        );
    }

    #[test]
    fn bearer_wins_over_basic_and_later_ones_change_nothing() {
        let text = r#"Basic realm="b", Bearer realm="t", Bearer realm="evil", Digest realm="d", scope="x""#;
        assert_eq!(Challenge::parse(text).unwrap(), bearer("t", None, None));
    }

    #[test]
    fn broken_challenges_are_refused() {
        for bad in [
            "",
            "Bearer",
            "Bearer scope=\"x\"",
            "Negotiate",
            "=",
            "\"",
            ",,,",
            "Bearer =x",
        ] {
            assert_eq!(Challenge::parse(bad), Err(ChallengeError::Unknown), "{bad}");
        }
        assert_eq!(
            Challenge::parse(&"a".repeat(9000)),
            Err(ChallengeError::Long)
        );
        assert!(Challenge::parse("Bearer realm=\"never closed").is_ok());
    }
}
