//! What an app or a wallet says about itself. All of it is a claim, and none of it is trusted.

use serde::{Deserialize, Serialize};

/// Where to send a person back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Redirect {
    /// A link of an app's own scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// A web link that opens the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub universal: Option<String>,
    /// Envelopes over links; never used here, yet strict peers want the field.
    pub link_mode: bool,
}

/// Name, text, address and pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Its address.
    pub url: String,
    /// Addresses of pictures.
    pub icons: Vec<String>,
    /// Where to send a person back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Redirect>,
}

impl Metadata {
    /// The same, fit to be shown: without characters that hide or reorder text, and short.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let name = readable(&self.name, 60);
        Self {
            name: if name.is_empty() {
                "An app without a name".into()
            } else {
                name
            },
            description: readable(&self.description, 200),
            url: readable(&self.url, 200),
            icons: self
                .icons
                .iter()
                .filter(|icon| icon.starts_with("https://") && icon.len() <= 500)
                .take(1)
                .cloned()
                .collect(),
            redirect: None,
        }
    }

    /// The origin of its address, such as `https://app.example`; `None` when it has none.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        let parsed = url::Url::parse(&self.url).ok()?;
        matches!(parsed.scheme(), "http" | "https").then(|| parsed.origin().ascii_serialization())
    }
}

/// A foreign text fit to be shown: letters that are seen, runs of space as one, at most `most` characters.
#[must_use]
pub fn readable(text: &str, most: usize) -> String {
    let visible = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    let visible: String = visible.filter(|c| !c.is_control() && !hides(*c)).collect();
    let words = visible.split(' ').filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join(" ");
    if joined.chars().count() <= most {
        return joined;
    }
    joined.chars().take(most - 1).chain(['…']).collect()
}

/// Bidirectional controls, joiners, tags and other letters without a shape.
const fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_become_plain() {
        let hostile = Metadata {
            name: "Keplr\u{202e}\u{200b}\n\n  Wallet".into(),
            description: "x".repeat(10_000),
            icons: vec!["data:image/svg+xml,<svg/>".into(), "https://a/b.png".into()],
            ..Metadata::default()
        };
        let clean = hostile.cleaned();
        assert_eq!(clean.name, "Keplr Wallet");
        assert_eq!(clean.description.chars().count(), 200);
        assert_eq!(clean.icons, ["https://a/b.png"]);
        assert_eq!(Metadata::default().cleaned().name, "An app without a name");
    }

    #[test]
    fn origins_are_of_the_web_only() {
        let of = |url: &str| {
            Metadata {
                url: url.into(),
                ..Metadata::default()
            }
            .origin()
        };
        assert_eq!(
            of("https://App.example:443/x?y"),
            Some("https://app.example".into())
        );
        assert_eq!(of("javascript:alert(1)"), None);
        assert_eq!(of("app.example"), None);
    }

    #[test]
    fn strict_peers_get_every_field() {
        let full = Metadata {
            redirect: Some(Redirect::default()),
            ..Metadata::default()
        };
        let text = serde_json::to_string(&full).unwrap();
        assert_eq!(
            text,
            r#"{"name":"","description":"","url":"","icons":[],"redirect":{"linkMode":false}}"#
        );
    }
}
