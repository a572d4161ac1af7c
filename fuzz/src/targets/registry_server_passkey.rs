//! Answers of authenticators as the relying party takes them. An empty challenge stands for the right one.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registry_server::testing::Passkeys;

const SIGN_UP: &[u8] = include_bytes!("../../../tests/corpora/registry_server_passkey/sign-up");

/// Nobody signs in without the key, and a passkey is made for pages of the own host only.
pub(crate) fn run(bytes: &[u8]) {
    static PARTY: OnceLock<Passkeys> = OnceLock::new();
    let party = PARTY.get_or_init(|| Passkeys::knowing(SIGN_UP));
    if party.signs_up(bytes) {
        let answer: serde_json::Value = serde_json::from_slice(bytes).expect("it was read as JSON");
        let data = answer["response"]["clientDataJSON"].as_str();
        let data = data.and_then(|d| URL_SAFE_NO_PAD.decode(d).ok());
        // Written otherwise than without padding it is read by the library alone.
        if let Some(data) = data {
            let data: serde_json::Value =
                serde_json::from_slice(&data).expect("client data are JSON");
            let origin = data["origin"].as_str().unwrap_or_default();
            let host = url::Url::parse(origin).expect("an origin is an address");
            assert_eq!(host.domain(), Some("localhost"));
            assert_eq!(data["type"], "webauthn.create");
        }
    }
    assert!(!party.signs_in(bytes), "signed in without the key");
}
