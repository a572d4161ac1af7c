//! Shell globs over attribute keys, and the attribute rules built on them.

use super::model::Attribute;

/// True when `text` matches `pattern`, where `*` stands for any characters and `?` for one.
///
/// The chain and the providers compare attribute keys this way; a key holds slashes, and `*` passes over them.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut i, mut j) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while j < t.len() {
        if i < p.len() && p[i] == '*' {
            star = Some((i, j));
            i += 1;
        } else if i < p.len() && (p[i] == '?' || p[i] == t[j]) {
            i += 1;
            j += 1;
        } else if let Some((s, from)) = star {
            star = Some((s, from + 1));
            i = s + 1;
            j = from + 1;
        } else {
            return false;
        }
    }
    p[i..].iter().all(|c| *c == '*')
}

/// True when every wanted attribute is matched by one that is there: key by glob, value equal.
pub fn covers(there: &[Attribute], wanted: &[Attribute]) -> bool {
    wanted.iter().all(|w| {
        there
            .iter()
            .any(|t| w.value == t.value && matches(&w.key, &t.key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_pass_over_slashes() {
        assert!(matches(
            "vendor/nvidia/model/*",
            "vendor/nvidia/model/h100/ram/80Gi"
        ));
        assert!(matches("*", ""));
        assert!(matches("a*c?e", "abbbcde"));
        assert!(!matches(
            "vendor/nvidia/model/h100",
            "vendor/nvidia/model/h100/ram/80Gi"
        ));
        assert!(!matches("a*c", "ab"));
    }

    #[test]
    fn values_must_be_equal() {
        let there = [
            Attribute::new("region", "eu-west"),
            Attribute::new("host", "akash"),
        ];
        assert!(covers(&there, &[Attribute::new("region", "eu-west")]));
        assert!(covers(&there, &[Attribute::new("re*", "eu-west")]));
        assert!(!covers(&there, &[Attribute::new("region", "us-west")]));
        assert!(covers(&there, &[]));
    }
}
