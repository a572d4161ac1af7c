//! Whom a passkey is for: the relying party and the web origin, and the rule that both obey (fact sheet 1.3).

use serde::{Deserialize, Serialize};

use crate::auth::is_same_site;
use crate::kind::ServerKind;
use crate::name::{ServerUrl, is_loopback};

/// What a server's passkeys are bound to; pinned at the first use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// The relying party's id: a domain.
    pub id: String,
    /// The web origin that is claimed, such as `https://app.example.com`.
    pub origin: String,
}

/// Why a server may not ask for passkeys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelyingPartyError {
    /// The id is no domain of its own.
    #[error("the server calls itself {0}, which is no domain that can have passkeys")]
    Domain(String),
    /// The id belongs to somebody else.
    #[error("the server at {server} asks for passkeys of {id}: another site")]
    OtherSite {
        /// The server.
        server: String,
        /// The site.
        id: String,
    },
    /// The web address does not belong to the id.
    #[error("the web address {origin} does not belong to {id}")]
    Origin {
        /// The address.
        origin: String,
        /// The site.
        id: String,
    },
    /// Something else was pinned.
    #[error("this server used to be {was}, now it says it is {now}")]
    Changed {
        /// What was pinned.
        was: String,
        /// What it says now.
        now: String,
    },
}

impl RelyingParty {
    /// Checks what a server says against its address, the claimed web address and what was pinned.
    ///
    /// # Errors
    /// [`RelyingPartyError`]; no passkey may be made or used then.
    pub fn check(
        server: &ServerUrl,
        kind: ServerKind,
        id: &str,
        origin: Option<&str>,
        pinned: Option<&Self>,
    ) -> Result<Self, RelyingPartyError> {
        let shown = crate::error::clean(id, 100);
        if let Some(pinned) = pinned.filter(|pinned| pinned.id != id) {
            return Err(RelyingPartyError::Changed {
                was: pinned.id.clone(),
                now: shown,
            });
        }
        let domain = url::Host::parse(id).ok().and_then(|host| match host {
            url::Host::Domain(domain) => Some(domain),
            _ => None,
        });
        let registrable = id == "localhost" || is_same_site(id, &format!("x.{id}"));
        if domain.as_deref() != Some(id) || !registrable {
            return Err(RelyingPartyError::Domain(shown));
        }
        if !is_same_site(server.host(), id) {
            return Err(RelyingPartyError::OtherSite {
                server: server.to_string(),
                id: shown,
            });
        }
        let origin = match (origin, pinned) {
            (Some(origin), _) => origin.trim().trim_end_matches('/').to_owned(),
            (None, Some(pinned)) => pinned.origin.clone(),
            (None, None) => usual_origin(server, kind, id),
        };
        let found = Self {
            id: id.to_owned(),
            origin,
        };
        if !found.origin_fits() {
            return Err(RelyingPartyError::Origin {
                origin: crate::error::clean(&found.origin, 100),
                id: shown,
            });
        }
        match pinned {
            Some(pinned) if pinned.origin != found.origin => Err(RelyingPartyError::Changed {
                was: pinned.origin.clone(),
                now: found.origin,
            }),
            _ => Ok(found),
        }
    }

    fn origin_fits(&self) -> bool {
        let Ok(url) = url::Url::parse(&self.origin) else {
            return false;
        };
        let host = url.host_str().unwrap_or_default();
        let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(host));
        let bare = url.origin().ascii_serialization() == self.origin;
        let inside = host == self.id || host.ends_with(&format!(".{}", self.id));
        safe && bare && inside
    }
}

/// The web address that a server most likely expects; the person can give another.
fn usual_origin(server: &ServerUrl, kind: ServerKind, id: &str) -> String {
    let own = server.url().origin().ascii_serialization();
    match (kind, id) {
        (ServerKind::Slipway, "localhost") => own.replace("127.0.0.1", "localhost"),
        (ServerKind::Slipway, _) => own,
        // The web app's usual place in OpenRegistry's own examples.
        (_, "localhost") => "http://localhost:3000".into(),
        _ => format!("https://app.{id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        server: &str,
        id: &str,
        origin: Option<&str>,
        pinned: Option<&RelyingParty>,
    ) -> Result<RelyingParty, RelyingPartyError> {
        let server = server.parse().unwrap();
        RelyingParty::check(&server, ServerKind::OpenRegistryMain, id, origin, pinned)
    }

    #[test]
    fn the_usual_addresses_are_guessed() {
        let hosted = check("openregistry.dev", "openregistry.dev", None, None).unwrap();
        assert_eq!(hosted.origin, "https://app.openregistry.dev");
        let local = check("localhost:5000", "localhost", None, None).unwrap();
        assert_eq!(local.origin, "http://localhost:3000");
        let server = "127.0.0.1:5000".parse().unwrap();
        let own =
            RelyingParty::check(&server, ServerKind::Slipway, "localhost", None, None).unwrap();
        assert_eq!(own.origin, "http://localhost:5000");
    }

    #[test]
    fn a_wrong_rp_id_is_refused() {
        for (server, id) in [
            ("openregistry.dev", "github.com"),
            ("openregistry.dev", "dev"),
            ("r.example.co.uk", "co.uk"),
            ("openregistry.dev", "localhost"),
            ("openregistry.dev", "1.2.3.4"),
            ("openregistry.dev", "OpenRegistry.dev"),
            ("openregistry.dev", ""),
        ] {
            assert!(check(server, id, None, None).is_err(), "{server} {id}");
        }
    }

    #[test]
    fn a_wrong_origin_is_refused() {
        for origin in [
            "https://evil.org",
            "http://openregistry.dev",
            "https://openregistry.dev.evil.org",
            "tauri://localhost",
            "https://openregistry.dev/path",
        ] {
            assert!(
                check("openregistry.dev", "openregistry.dev", Some(origin), None).is_err(),
                "{origin}"
            );
        }
        assert!(
            check(
                "openregistry.dev",
                "openregistry.dev",
                Some("https://web.openregistry.dev/"),
                None
            )
            .is_ok()
        );
    }

    #[test]
    fn what_was_pinned_does_not_change_silently() {
        let pinned = check("openregistry.dev", "openregistry.dev", None, None).unwrap();
        assert!(check("openregistry.dev", "openregistry.dev", None, Some(&pinned)).is_ok());
        let other = check(
            "openregistry.dev",
            "app.openregistry.dev",
            None,
            Some(&pinned),
        );
        assert!(matches!(other, Err(RelyingPartyError::Changed { .. })));
        let moved = check(
            "openregistry.dev",
            "openregistry.dev",
            Some("https://web.openregistry.dev"),
            Some(&pinned),
        );
        assert!(matches!(moved, Err(RelyingPartyError::Changed { .. })));
    }
}
