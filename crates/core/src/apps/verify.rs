//! Where a message really comes from: the Verify service's statement beside it, checked with the service's key.
//!
//! Only the key is fetched, and only once a statement came: the service learns nothing of apps, requests or this wallet.

use platform::HttpRequest;
use serde::Deserialize;
use walletconnect::{Metadata, Origin, VerifyKey, check_attestation};

use crate::{Core, lock};

/// Where the service has its key.
const KEY: &str = "https://verify.walletconnect.org/v3/public-key";
/// Seconds after which a key is fetched again, at the latest.
const LONGEST: u64 = 24 * 3600;
/// Seconds between tries to fetch it.
const RETRY: u64 = 60;
/// How long an app's request waits for it.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// What is known of the Verify service.
#[derive(Default)]
pub(super) struct Verify {
    /// Its key and the second at which it ends.
    key: Option<(VerifyKey, u64)>,
    /// The second from which it is asked for again.
    next: u64,
}

impl Verify {
    fn origin(&self, statement: &str, message: &str, app: &Metadata, now: u64) -> Origin {
        match &self.key {
            Some((key, until)) if *until > now => {
                check_attestation(statement, message, app.origin().as_deref(), key, now)
            }
            _ => Origin::Unverified,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    public_key: Jwk,
    expires_at: u64,
}

#[derive(Deserialize)]
struct Jwk {
    x: String,
    y: String,
}

/// The key of the service's answer, and the second at which it ends.
fn key_of(body: &[u8], now: u64) -> Option<(VerifyKey, u64)> {
    let published: Published = serde_json::from_slice(body).ok()?;
    let key = VerifyKey::from_jwk(&published.public_key.x, &published.public_key.y).ok()?;
    let until = published.expires_at.min(now + LONGEST);
    (until > now).then_some((key, until))
}

impl Core {
    /// What is known about where a message of `app` comes from, by the statement beside it.
    pub(super) fn origin_of(
        &self,
        statement: Option<&str>,
        message: &str,
        app: &Metadata,
    ) -> Origin {
        let now = self.now().seconds();
        let apps = lock(&self.0.apps);
        statement.map_or(Origin::Unverified, |statement| {
            apps.verify.origin(statement, message, app, now)
        })
    }

    /// Fetches the service's key where a statement waits to be checked. Without it nothing is blocked: the app counts as
    /// unverified.
    pub(super) async fn learn_verify_key(&self) {
        // A page reaches its own server only.
        if !self.0.config.custom_networks {
            return;
        }
        let now = self.now().seconds();
        {
            let mut apps = lock(&self.0.apps);
            let machine = apps.machine.as_ref();
            let stated = machine.is_some_and(|m| {
                m.proposals().any(|p| p.attestation.is_some())
                    || m.incoming().iter().any(|r| r.attestation.is_some())
            });
            if !stated || now < apps.verify.next {
                return;
            }
            apps.verify.next = now + RETRY;
        }
        let request = HttpRequest {
            timeout: PATIENCE,
            ..HttpRequest::get(KEY)
        };
        let key = match self.home().http.send(request).await {
            Ok(answer) if answer.is_success() => key_of(&answer.body, self.now().seconds()),
            Ok(_) => None,
            Err(e) => {
                tracing::debug!("the Verify service does not answer: {e}");
                None
            }
        };
        if let Some(key) = key {
            let mut apps = lock(&self.0.apps);
            apps.verify.next = key.1;
            apps.verify.key = Some(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The point of RFC 7515, appendix A.3.
    const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    fn body(x: &str, expires: u64) -> Vec<u8> {
        let key = serde_json::json!({"kty": "EC", "crv": "P-256", "x": x, "y": Y});
        serde_json::json!({"publicKey": key, "expiresAt": expires})
            .to_string()
            .into_bytes()
    }

    #[test]
    fn a_key_lasts_as_long_as_it_says_and_a_day_at_most() {
        let until = |expires| key_of(&body(X, expires), 1_000).map(|(_, until)| until);
        assert_eq!(until(1_500), Some(1_500));
        assert_eq!(until(u64::MAX), Some(1_000 + LONGEST));
        assert_eq!(until(1_000), None);
    }

    #[test]
    fn what_is_no_key_is_none() {
        assert!(key_of(&body("AA", 2_000), 1_000).is_none());
        assert!(key_of(b"<html>", 1_000).is_none());
    }

    #[test]
    fn without_a_key_nothing_is_verified() {
        let app = Metadata::default();
        let verify = Verify::default();
        assert_eq!(verify.origin("a.b.c", "m", &app, 1), Origin::Unverified);
    }
}
