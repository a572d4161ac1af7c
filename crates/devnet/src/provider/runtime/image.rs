//! What an image reference tells the simulation: what kind of software it is, and whether it can be pulled.

use super::super::manifest::Service;

/// The kind of software an image holds, guessed from its name. It decides what the logs look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The vLLM server.
    Vllm,
    /// Ollama.
    Ollama,
    /// ComfyUI.
    ComfyUi,
    /// Jupyter.
    Jupyter,
    /// nginx.
    Nginx,
    /// Anything else.
    Generic,
}

impl Kind {
    /// The kind of an image reference.
    pub fn of(image: &str) -> Self {
        let name = image.to_ascii_lowercase();
        let has = |word: &str| name.contains(word);
        if has("vllm") {
            Self::Vllm
        } else if has("ollama") {
            Self::Ollama
        } else if has("comfy") {
            Self::ComfyUi
        } else if has("jupyter") || has("notebook") {
            Self::Jupyter
        } else if has("nginx") {
            Self::Nginx
        } else {
            Self::Generic
        }
    }

    /// Milliseconds the pull takes, and from start to ready.
    pub const fn durations(self) -> (u64, u64) {
        match self {
            Self::Vllm => (3_200, 3_000),
            Self::Ollama => (2_200, 1_200),
            Self::ComfyUi => (2_800, 2_400),
            Self::Jupyter => (2_400, 1_500),
            Self::Nginx => (900, 300),
            Self::Generic => (1_500, 600),
        }
    }
}

/// Why an image can't be pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadImage {
    /// The reference breaks the grammar.
    InvalidName,
    /// The registry's name can't be resolved.
    NoSuchHost,
    /// The registry doesn't know the repository or tag.
    NotFound,
    /// The registry wants other credentials.
    Denied,
}

/// Words in a reference that stand for an image that isn't there. The simulation asks no registry.
const MISSING: [&str; 6] = [
    "does-not-exist",
    "doesnotexist",
    "nonexistent",
    "non-existent",
    "no-such-image",
    "not-found",
];

/// Decides from the reference alone whether a pull fails.
///
/// Names under the reserved top-level domain `.invalid` don't resolve; a repository or tag holding one of a few words
/// such as `does-not-exist` isn't there; a login with an empty password is refused.
pub fn bad_image(service: &Service) -> Option<BadImage> {
    let Some((host, rest)) = parse(&service.image) else {
        return Some(BadImage::InvalidName);
    };
    let host = host.split(':').next().unwrap_or_default();
    if host == "invalid" || host.ends_with(".invalid") {
        return Some(BadImage::NoSuchHost);
    }
    if MISSING.iter().any(|word| rest.contains(word)) {
        return Some(BadImage::NotFound);
    }
    if service
        .credentials
        .as_ref()
        .is_some_and(|c| c.password.is_empty())
    {
        return Some(BadImage::Denied);
    }
    None
}

/// Host (empty for Docker Hub) and the rest of a reference; `None` when it breaks the grammar.
fn parse(image: &str) -> Option<(&str, &str)> {
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    if digest.is_some_and(|d| {
        d.strip_prefix("sha256:")
            .is_none_or(|h| h.len() != 64 || !hexadecimal(h))
    }) {
        return None;
    }
    let (host, rest) = match name.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
        _ => ("", name),
    };
    let (path, tag) = match rest.rsplit_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (rest, None),
    };
    let tag_fits = |t: &str| {
        !t.is_empty()
            && t.len() <= 128
            && t.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    let part = |p: &str| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        !p.is_empty()
            && p.bytes()
                .all(|b| plain(b) || matches!(b, b'_' | b'.' | b'-'))
            && p.bytes().next().is_some_and(plain)
            && p.bytes().last().is_some_and(plain)
    };
    (tag.is_none_or(tag_fits) && path.split('/').all(part)).then_some((host, rest))
}

fn hexadecimal(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// True when the service's command ends by itself, so that the container is started again and again.
pub fn exits(service: &Service) -> Option<i32> {
    let words = service.command.iter().chain(&service.args).flatten();
    for text in words {
        if matches!(text.as_str(), "false" | "/bin/false") {
            return Some(1);
        }
        if let Some(code) = text
            .trim_end()
            .rsplit([';', '&', '\n'])
            .next()
            .and_then(|last| last.trim().strip_prefix("exit"))
        {
            return Some(code.trim().parse().unwrap_or(0));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::super::manifest::Credentials;
    use super::*;

    fn bad(image: &str) -> Option<BadImage> {
        bad_image(&Service {
            image: image.into(),
            ..Service::default()
        })
    }

    #[test]
    fn ordinary_references_can_be_pulled() {
        let digest = format!("nginx@sha256:{}", "a".repeat(64));
        for image in [
            "nginx",
            "nginx:1.27",
            "vllm/vllm-openai:v0.8.5",
            "ghcr.io/a/b-c_d:1",
            "localhost:5000/x",
            &digest,
        ] {
            assert_eq!(bad(image), None, "{image}");
        }
    }

    #[test]
    fn bad_references_fail_each_in_its_way() {
        assert_eq!(bad("Nginx"), Some(BadImage::InvalidName));
        assert_eq!(bad("nginx:"), Some(BadImage::InvalidName));
        assert_eq!(bad("a//b"), Some(BadImage::InvalidName));
        assert_eq!(bad("nginx@sha256:12"), Some(BadImage::InvalidName));
        assert_eq!(bad("registry.invalid/app"), Some(BadImage::NoSuchHost));
        assert_eq!(bad("nginx:does-not-exist"), Some(BadImage::NotFound));
        let login = Service {
            image: "ghcr.io/a/b".into(),
            credentials: Some(Credentials::default()),
            ..Service::default()
        };
        assert_eq!(bad_image(&login), Some(BadImage::Denied));
    }

    #[test]
    fn kinds_come_from_the_name() {
        assert_eq!(Kind::of("vllm/vllm-openai:latest"), Kind::Vllm);
        assert_eq!(Kind::of("quay.io/jupyter/pytorch-notebook"), Kind::Jupyter);
        assert_eq!(Kind::of("redis"), Kind::Generic);
    }

    #[test]
    fn commands_that_end_are_seen() {
        let with = |words: &[&str]| Service {
            command: Some(words.iter().map(|w| (*w).to_owned()).collect()),
            ..Service::default()
        };
        assert_eq!(exits(&with(&["sh", "-c", "echo hi; exit 3"])), Some(3));
        assert_eq!(exits(&with(&["false"])), Some(1));
        assert_eq!(
            exits(&with(&["sh", "-c", "exec server --exit-on-idle"])),
            None
        );
    }
}
