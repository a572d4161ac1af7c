//! The pairing address that a QR code or a link carries (shape of EIP-1328).

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::{SymKey, Topic};

/// The longest text that is looked at.
const LONGEST: usize = 4096;

/// Why a text is no pairing address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// Nothing in it looks like one.
    #[error("this is not a WalletConnect address; it begins with wc:")]
    NotOne,
    /// Another version of the protocol.
    #[error("this is WalletConnect version {0}; only version 2 exists today")]
    Version(String),
    /// The relay protocol is not `irn`.
    #[error("this address wants the relay protocol {0}; only irn is known")]
    Protocol(String),
    /// A part is missing or malformed.
    #[error("the WalletConnect address is cut off or damaged: its {0} can't be read")]
    Damaged(&'static str),
    /// Topic and key don't belong together.
    #[error("the WalletConnect address is damaged: its key does not belong to its topic")]
    Topic,
}

/// A pairing address, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingUri {
    /// The key; with it anybody can answer, so it is a secret until it has been used.
    pub key: SymKey,
    /// When it ends, in seconds since 1970; old apps don't say.
    pub expires: Option<u64>,
    /// Methods that the app will ask first, where it says so.
    pub methods: Vec<String>,
    /// A relay other than the usual one; only our own apps add this.
    pub relay: Option<String>,
}

impl PairingUri {
    /// Reads every form that wallets meet: `wc:`, `wc://`, base64 of either, a deep link that holds it
    /// as `uri=`, and a link whose whole query it is.
    ///
    /// # Errors
    /// [`UriError`].
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(UriError::NotOne);
        }
        let inner = unwrap_link(text).ok_or(UriError::NotOne)?;
        read(&inner)
    }

    /// Whether a text is worth handing to [`PairingUri::parse`] when it was found on a clipboard.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        text.len() <= LONGEST && unwrap_link(text.trim()).is_some()
    }

    /// The topic that the key makes.
    #[must_use]
    pub fn topic(&self) -> Topic {
        Topic::of(&self.key)
    }

    /// The address as a QR code carries it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("wc:{}@2?", self.topic());
        if let Some(expires) = self.expires {
            let _ = write!(out, "expiryTimestamp={expires}&");
        }
        if !self.methods.is_empty() {
            let _ = write!(out, "methods={}&", escaped(&self.methods.join(",")));
        }
        out.push_str("relay-protocol=irn");
        if let Some(relay) = &self.relay {
            let _ = write!(out, "&relayUrl={}", escaped(relay));
        }
        let _ = write!(out, "&symKey={}", hex::encode(self.key.expose()));
        out
    }
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The bare `wc:…` inside whatever it came in.
fn unwrap_link(text: &str) -> Option<String> {
    if let Some(rest) = strip_scheme(text) {
        // A handler of `wc:` links may itself be called with the address as `uri=`.
        if let Some(inner) = rest.split_once('?').and_then(|(_, query)| in_query(query)) {
            return Some(inner);
        }
        return Some(text.to_owned());
    }
    if let Some((_, query)) = text.split_once('?') {
        return in_query(query).or_else(|| {
            let plain = decoded(query);
            strip_scheme(&plain).is_some().then_some(plain)
        });
    }
    [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD]
        .into_iter()
        .filter_map(|engine| engine.decode(text).ok())
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .find(|plain| strip_scheme(plain).is_some())
}

/// The value of `uri=`, when that is a pairing address.
fn in_query(query: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == "uri" && strip_scheme(value).is_some())
        .map(|(_, value)| value.into_owned())
}

fn decoded(text: &str) -> String {
    let parsed = url::form_urlencoded::parse(text.as_bytes());
    let first = parsed.into_iter().next();
    // `form_urlencoded` splits at the first plain `=`; an encoded address has none.
    first.map_or_else(String::new, |(name, value)| {
        if value.is_empty() {
            name.into_owned()
        } else {
            text.to_owned()
        }
    })
}

fn strip_scheme(text: &str) -> Option<&str> {
    let head = text.get(..3)?;
    if !head.eq_ignore_ascii_case("wc:") {
        return None;
    }
    let rest = text.get(3..)?;
    Some(rest.strip_prefix("//").unwrap_or(rest))
}

fn read(text: &str) -> Result<PairingUri, UriError> {
    let rest = strip_scheme(text).ok_or(UriError::NotOne)?;
    let (path, query) = rest.split_once('?').ok_or(UriError::Damaged("query"))?;
    let (topic, version) = path.split_once('@').ok_or(UriError::Damaged("version"))?;
    let version = version.trim_end_matches('/');
    if version != "2" {
        return Err(UriError::Version(version.chars().take(8).collect()));
    }
    let topic: Topic = topic.parse().map_err(|_| UriError::Damaged("topic"))?;
    let (mut key, mut expires, mut methods, mut relay) = (None, None, Vec::new(), None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "symKey" => key = Some(value.parse().map_err(|_| UriError::Damaged("key"))?),
            "expiryTimestamp" => {
                expires = Some(value.parse().map_err(|_| UriError::Damaged("expiry"))?);
            }
            "relay-protocol" if value != "irn" => {
                return Err(UriError::Protocol(value.chars().take(16).collect()));
            }
            "methods" => {
                let names = value.split(',');
                methods = names
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect();
            }
            "relayUrl" => relay = Some(value.into_owned()),
            _ => {}
        }
    }
    let key: SymKey = key.ok_or(UriError::Damaged("key"))?;
    if Topic::of(&key) != topic {
        return Err(UriError::Topic);
    }
    Ok(PairingUri {
        key,
        expires,
        methods,
        relay,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "wc:84126d0dd850199be29021aadbaee68cb9199047b1cb7ec9894ddb1e3562783c@2?expiryTimestamp=1700000300&methods=wc_sessionPropose%2Cwc_sessionAuthenticate&relay-protocol=irn&symKey=5555555555555555555555555555555555555555555555555555555555555555";

    fn sample() -> PairingUri {
        PairingUri {
            key: SymKey::from_bytes([0x55; 32]),
            expires: Some(1_700_000_300),
            methods: vec!["wc_sessionPropose".into(), "wc_sessionAuthenticate".into()],
            relay: None,
        }
    }

    #[test]
    fn writes_and_reads_the_published_address() {
        assert_eq!(sample().text(), TEXT);
        assert_eq!(PairingUri::parse(TEXT), Ok(sample()));
        let ours = PairingUri {
            relay: Some("ws://127.0.0.1:5555".into()),
            ..sample()
        };
        assert_eq!(PairingUri::parse(&ours.text()), Ok(ours));
    }

    #[test]
    fn reads_every_form_that_wallets_meet() {
        let encoded = escaped(TEXT);
        for form in [
            format!(" {TEXT}\n"),
            TEXT.replace("wc:", "wc://"),
            TEXT.replace("wc:", "WC:"),
            STANDARD.encode(TEXT),
            URL_SAFE_NO_PAD.encode(TEXT),
            format!("slipway://wc?uri={encoded}"),
            format!("https://example.org/wc?uri={encoded}"),
            format!("wc:wc?uri={encoded}"),
            format!("keplrwallet://wcV2?{encoded}"),
            TEXT.replace("&methods=", "&other=x&methods="),
        ] {
            assert_eq!(PairingUri::parse(&form), Ok(sample()), "{form}");
            assert!(PairingUri::looks_like(&form));
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let wrong = |from: &str, to: &str| PairingUri::parse(&TEXT.replace(from, to)).unwrap_err();
        assert_eq!(
            PairingUri::parse("https://example.org"),
            Err(UriError::NotOne)
        );
        assert_eq!(wrong("@2", "@1"), UriError::Version("1".into()));
        assert_eq!(wrong("irn", "waku"), UriError::Protocol("waku".into()));
        assert_eq!(wrong("symKey=5", "symKey=4"), UriError::Topic);
        assert_eq!(wrong("symKey=55", "symKey=5"), UriError::Damaged("key"));
        assert_eq!(wrong("84126d", "zz"), UriError::Damaged("topic"));
        assert_eq!(wrong("=1700000300", "=soon"), UriError::Damaged("expiry"));
        assert_eq!(wrong("&symKey", "&key"), UriError::Damaged("key"));
        assert_eq!(
            PairingUri::parse(&"wc:".repeat(5000)),
            Err(UriError::NotOne)
        );
    }
}
