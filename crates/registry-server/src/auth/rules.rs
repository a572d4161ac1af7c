//! What user names and e-mail addresses have to look like.

use super::refusal::Refusal;
use crate::name::is_segment;

/// Names that the registry's own routes use.
const RESERVED: [&str; 2] = ["ext", "_catalog"];

/// Checks a user name: it is the namespace of the user's repositories.
///
/// # Errors
/// [`Refusal`] that says the rule.
pub fn name(text: &str) -> Result<(), Refusal> {
    if text.len() <= 64 && is_segment(text) && !RESERVED.contains(&text) {
        Ok(())
    } else {
        Err(Refusal::invalid(
            "a user name has lower-case letters, digits and single separators, 64 at most",
        ))
    }
}

/// Checks an e-mail address as far as that makes sense without writing to it.
///
/// # Errors
/// [`Refusal`] that says the rule.
pub fn email(text: &str) -> Result<(), Refusal> {
    let good = text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
    });
    let plain = text.len() <= 254 && text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if good && plain {
        Ok(())
    } else {
        Err(Refusal::invalid("email has to be an e-mail address"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_namespaces() {
        assert!(name("ann").is_ok());
        for bad in ["", "Ann", "a b", "ext", "../x", "a/b", &"a".repeat(65)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_have_two_parts() {
        assert!(email("a@b.test").is_ok());
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c"] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }
}
