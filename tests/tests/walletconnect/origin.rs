//! Where an app comes from: the Verify service's statement beside a message, by a service of the test's own.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::*;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use platform::{Http, HttpRequest, HttpResponse, NetError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::connect::{core_in, network, until};
use walletconnect::{ChainRef, MachineEvent, WantedNamespaces};

use super::{App, now};

/// What the app says of itself (`App::connect`).
const CLAIMED: &str = "https://slipway.example";

fn service() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

/// The service's key in place of the service; everything else goes where it always goes.
struct Service(Arc<dyn Http>);

#[async_trait::async_trait]
impl Http for Service {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NetError> {
        if !request.url.starts_with("https://verify.walletconnect.org/") {
            return self.0.send(request).await;
        }
        assert!(request.url.ends_with("/v3/public-key") && request.body.is_empty());
        let point = service().verifying_key().to_encoded_point(false);
        let part = |bytes: Option<&p256::FieldBytes>| URL_SAFE_NO_PAD.encode(bytes.unwrap());
        let key = json!({"kty": "EC", "crv": "P-256", "x": part(point.x()), "y": part(point.y())});
        let expires = now().millis / 1000 + 600;
        let body = json!({"publicKey": key, "expiresAt": expires}).to_string();
        Ok(HttpResponse {
            status: 200,
            body: body.into_bytes(),
        })
    }
}

/// What the service says of a message that was sent from `origin`.
fn statement(message: &str, origin: &str, scam: bool) -> String {
    let claims = json!({"exp": now().millis / 1000 + 300, "id": hex::encode(Sha256::digest(message)),
        "origin": origin, "isScam": scam, "isVerified": true});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!(
        "{}.{}",
        part(&json!({"alg": "ES256", "typ": "JWT"})),
        part(&claims)
    );
    let signature: Signature = service().sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// A frame to the relay with the statement beside its message.
pub(super) fn stated(frame: &str, origin: &str, scam: bool) -> String {
    let mut frame: Value = serde_json::from_str(frame).unwrap();
    let params = &mut frame["params"];
    let message = params["message"]
        .as_str()
        .or(params["sessionProposal"].as_str());
    if let Some(message) = message {
        params["attestation"] = json!(statement(message, origin, scam));
    }
    frame.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_app_comes_from_is_told_by_the_statement_beside_its_message() {
    let net = network().await;
    let folder = tempfile::tempdir().unwrap();
    let mut home = platform::native::home(folder.path()).unwrap();
    home.http = Arc::new(Service(home.http.clone()));
    let core = core_in(home, &net, &net.relay).await;
    core.demo_start(Empty {}).await.unwrap();
    let chain = format!("cosmos:{}", net.node.chain_id());
    let wanted: WantedNamespaces = serde_json::from_value(json!({"cosmos": {
        "chains": [chain], "events": [], "methods": ["keplr_signArbitrary"]}}))
    .unwrap();
    let states = [
        (CLAIMED, true, AppOrigin::Threat),
        ("https://evil.example", false, AppOrigin::Mismatch),
        (CLAIMED, false, AppOrigin::Verified),
    ];
    for (origin, scam, expected) in states {
        let mut app = App::connect(&net.relay).await;
        app.stated = Some((origin, scam));
        let (_, uri) = app.machine.propose(&wanted, now()).unwrap();
        let proposed = app.until("the proposal", |e| match e {
            MachineEvent::Settled(topic) => Some(*topic),
            _ => None,
        });
        let decided = async {
            let uri = Hidden(uri.text());
            core.app_pair(AppPairRequest { uri }).await.unwrap();
            let id = until("the origin", async || {
                let apps = core.apps(Empty {}).await.unwrap();
                let mut known = apps.proposals.into_iter();
                known.find(|p| p.peer.origin == expected).map(|p| p.id)
            })
            .await;
            let request = AppProposalRequest { id };
            if expected == AppOrigin::Verified {
                core.app_approve(request).await.unwrap();
            } else {
                core.app_reject(request).await.unwrap();
            }
        };
        if expected != AppOrigin::Verified {
            tokio::select! {
                () = decided => {}
                _ = proposed => panic!("connected without a yes"),
            }
            continue;
        }
        let (topic, ()) = tokio::join!(proposed, decided);
        let account = core.apps(Empty {}).await.unwrap().sessions[0]
            .account
            .clone();
        let asked = json!({"chainId": net.node.chain_id(), "signer": account, "data": "hello"});
        let chain = ChainRef::cosmos(net.node.chain_id().as_str()).unwrap();
        app.machine
            .request(topic, &chain, "keplr_signArbitrary", asked, 300, now())
            .unwrap();
        let shown = until("the request", async || {
            let waiting = core.approvals(Empty {}).await.unwrap().requests;
            waiting.into_iter().next()
        });
        let sent = app.until("an answer", |e| {
            matches!(e, MachineEvent::Answered(..)).then_some(())
        });
        let request = tokio::select! {
            request = shown => request,
            () = sent => panic!("answered without a yes"),
        };
        let Asker::App { app } = &request.asker else {
            panic!("{:?}", request.asker);
        };
        assert_eq!(app.origin, AppOrigin::Verified);
        let nobody = |w: &WarningView| w.text.contains("Nobody confirms");
        assert!(!request.warnings.iter().any(nobody));
    }
}
