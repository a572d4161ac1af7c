//! What is thought of the texts typed into the form. Pure.

use super::outline::{bytes, cpus, size_words};

/// An image reference: no blanks, something before the tag.
///
/// # Errors
/// What is wrong, for the field.
pub fn image(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        Err("Name an image, such as vllm/vllm-openai:v0.11.2.".into())
    } else if name.contains(char::is_whitespace) || name.starts_with([':', '@']) {
        Err("An image name has no blanks: name:tag or name@sha256:….".into())
    } else {
        Ok(String::new())
    }
}

/// CPUs: `16`, `0.5`, `500m`.
///
/// # Errors
/// What is wrong, for the field.
pub fn cpu(text: &str) -> Result<String, String> {
    match cpus(text) {
        Some(c) if (0.01..=384.0).contains(&c) => Ok(String::new()),
        Some(_) => Err("Between 0.01 and 384.".into()),
        None => Err("A number such as 16, 0.5 or 500m.".into()),
    }
}

fn size(text: &str, least: f64, most: f64, range: &str) -> Result<String, String> {
    match bytes(text) {
        None => Err("A size such as 96Gi or 512Mi.".into()),
        Some(b) if b < least || b > most => Err(range.into()),
        Some(_) => Ok(size_words(text)),
    }
}

const MI: f64 = 1_048_576.0;
const TI: f64 = 1_099_511_627_776.0;

/// Memory, 1 MiB to 2 TiB.
///
/// # Errors
/// What is wrong, for the field.
pub fn memory(text: &str) -> Result<String, String> {
    size(text, MI, 2.0 * TI, "Between 1Mi and 2Ti.")
}

/// A disk, 5 MiB to 32 TiB.
///
/// # Errors
/// What is wrong, for the field.
pub fn disk(text: &str) -> Result<String, String> {
    size(text, 5.0 * MI, 32.0 * TI, "Between 5Mi and 32Ti.")
}

/// One word: an attribute's name or value, a registry, a user.
///
/// # Errors
/// What is wrong, for the field.
pub fn word(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        Err("It can't be empty.".into())
    } else if text.contains(char::is_whitespace) {
        Err("One word without blanks.".into())
    } else {
        Ok(String::new())
    }
}

/// A whole number, or nothing for what is usual.
///
/// # Errors
/// What is wrong, for the field.
pub fn whole_or_nothing(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Ok(String::new()),
        text => match text.parse::<u32>() {
            Ok(_) => Ok(String::new()),
            Err(_) => Err("A whole number, or nothing for what is usual.".into()),
        },
    }
}

/// An attribute that is not there yet, with a value that is often asked for.
#[must_use]
pub fn fresh_attribute(present: &[(String, String)]) -> (String, String) {
    let free = |(key, _): &(String, String)| !present.iter().any(|(k, _)| k == key);
    let usual = [("region", "us-west"), ("tier", "community")];
    let usual = usual.map(|(k, v)| (k.to_string(), v.to_string()));
    let more = (2u32..).map(|n| (format!("attribute-{n}"), "true".to_string()));
    let mut all = usual.into_iter().chain(more);
    all.find(free).unwrap_or_default()
}

/// A port.
///
/// # Errors
/// What is wrong, for the field.
pub fn port(text: &str) -> Result<String, String> {
    match text.trim().parse::<u32>() {
        Ok(1..=65_535) => Ok(String::new()),
        _ => Err("1 to 65535.".into()),
    }
}

/// A port, or nothing.
///
/// # Errors
/// What is wrong, for the field.
pub fn port_or_nothing(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Ok(String::new())
    } else {
        port(text)
    }
}

/// A mount path, or nothing.
///
/// # Errors
/// What is wrong, for the field.
pub fn mount(text: &str) -> Result<String, String> {
    if text.is_empty() || text.starts_with('/') {
        Ok(String::new())
    } else {
        Err("An absolute path, such as /data.".into())
    }
}

/// Name of a disk.
///
/// # Errors
/// What is wrong, for the field.
pub fn disk_name(text: &str) -> Result<String, String> {
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if plain {
        Ok(String::new())
    } else {
        Err("Lower-case letters, digits and hyphens.".into())
    }
}

/// Name of an environment variable.
///
/// # Errors
/// What is wrong, for the field.
pub fn env_name(text: &str) -> Result<String, String> {
    let start = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.');
    let rest = |c: char| start(c) || c.is_ascii_digit();
    if text.starts_with(start) && text.chars().all(rest) && !text.starts_with("..") && text != "." {
        Ok(String::new())
    } else {
        Err("Letters, digits, _ - and dots, not beginning with a digit.".into())
    }
}

/// Anything.
///
/// # Errors
/// Never.
#[allow(clippy::unnecessary_wraps)]
pub fn anything(_: &str) -> Result<String, String> {
    Ok(String::new())
}

/// A price cap in dollars per hour.
///
/// # Errors
/// What is wrong, for the field.
pub fn price(text: &str) -> Result<String, String> {
    crate::features::money::typed_dollars(text).map(|_| String::new())
}

/// Splits `NAME=value`; without `=` there is only a name.
#[must_use]
pub fn env_parts(entry: &str) -> (&str, &str) {
    entry.split_once('=').unwrap_or((entry, ""))
}

/// A variable name that is not in `env` yet.
#[must_use]
pub fn fresh_env(env: &[String]) -> String {
    let taken = |name: &str| env.iter().any(|e| env_parts(e).0 == name);
    if !taken("NAME") {
        return "NAME=".into();
    }
    (2u32..)
        .map(|n| format!("NAME_{n}"))
        .find(|n| !taken(n))
        .map(|n| format!("{n}="))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_whole_numbers() {
        assert!(word("eu-west").is_ok() && word(" ").is_err() && word("a b").is_err());
        assert!(whole_or_nothing("").is_ok() && whole_or_nothing(" 60000 ").is_ok());
        assert!(whole_or_nothing("-1").is_err() && whole_or_nothing("1.5").is_err());
    }

    #[test]
    fn a_fresh_attribute_is_not_there_yet() {
        let mut all = Vec::new();
        for wanted in ["region", "tier", "attribute-2", "attribute-3"] {
            let fresh = fresh_attribute(&all);
            assert_eq!(fresh.0, wanted);
            all.push(fresh);
        }
    }

    #[test]
    fn images() {
        for good in ["nginx", "vllm/vllm-openai:v0.11.2", "ghcr.io/a/b@sha256:00"] {
            assert!(image(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", ":tag", "@sha256:0"] {
            assert!(image(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn resources_stay_within_the_chains_limits() {
        assert!(cpu("0.01").is_ok() && cpu("384").is_ok() && cpu("500m").is_ok());
        assert!(cpu("0").is_err() && cpu("385").is_err() && cpu("many").is_err());
        assert_eq!(memory("96Gi").unwrap().replace('\u{a0}', " "), "96 GiB");
        assert!(memory("3Ti").is_err() && memory("8GB").is_err() && memory("").is_err());
        assert!(disk("32Ti").is_ok() && disk("4Mi").is_err());
    }

    #[test]
    fn ports_and_paths() {
        assert!(port("80").is_ok() && port("65535").is_ok());
        assert!(port("0").is_err() && port("65536").is_err() && port("").is_err());
        assert!(port_or_nothing("").is_ok() && port_or_nothing("x").is_err());
        assert!(mount("/data").is_ok() && mount("").is_ok() && mount("data").is_err());
        assert!(disk_name("models-2").is_ok() && disk_name("Models").is_err());
        assert!(price("2.5").is_ok() && price("0").is_err());
        assert!(anything("").is_ok());
    }

    #[test]
    fn variables() {
        assert!(env_name("HF_TOKEN").is_ok() && env_name("a.b-c").is_ok());
        assert!(
            env_name("1A").is_err()
                && env_name("").is_err()
                && env_name("..x").is_err()
                && env_name("A=").is_err()
        );
        assert_eq!(env_parts("A=b=c"), ("A", "b=c"));
        assert_eq!(env_parts("A"), ("A", ""));
        assert_eq!(fresh_env(&[]), "NAME=");
        assert_eq!(fresh_env(&["NAME=x".into(), "NAME_2=".into()]), "NAME_3=");
    }
}
