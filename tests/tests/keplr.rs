//! The Keplr that a browser brings along signs for the web build: a stand-in for its extension in the page, and a test
//! that holds its key.
#![allow(missing_docs, clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use k256::ecdsa::signature::hazmat::PrehashSigner;
use k256::ecdsa::{Signature, SigningKey};
use proto::Message;
use proto::cosmos::tx::v1beta1::SignDoc;
use serde_json::{Value, json};
use tests::{Page, Server, Width, chromium, within};
use types::Hash32;

const STUB: &str = include_str!("keplr_stub.js");

/// Keplr's person, with a key.
struct Person {
    key: SigningKey,
    public: Vec<u8>,
    address: String,
}

impl Person {
    fn new(secret: u8) -> Self {
        let key = SigningKey::from_slice(&[secret; 32]).unwrap();
        let public = key.verifying_key().to_encoded_point(true);
        let public = public.as_bytes().to_vec();
        let address = vault::PublicKey::from_bytes(&public).unwrap().address();
        Self {
            key,
            public,
            address: address.to_string(),
        }
    }

    /// Turns Keplr to this person's account.
    async fn turn(&self, page: &Page) {
        let public = STANDARD.encode(&self.public);
        let script = format!("keplrStub.turn('{}', '{public}')", self.address);
        page.script(&script).await;
    }

    fn signature(&self, bytes: &[u8]) -> Value {
        let hash = Hash32::of(bytes);
        let made: Signature = self.key.sign_prehash(hash.as_bytes()).unwrap();
        let made = made.normalize_s().unwrap_or(made);
        json!({
            "pub_key": {"type": "tendermint/PubKeySecp256k1", "value": STANDARD.encode(&self.public)},
            "signature": STANDARD.encode(made.to_bytes()),
        })
    }

    /// Says yes to what Keplr shows next, which must be of this kind.
    async fn yes(&self, page: &Page, kind: &str) {
        let asked = shown(page).await;
        assert_eq!(asked["method"], kind, "{asked}");
        let params = &asked["params"];
        let part = |name: &str| STANDARD.decode(params[name].as_str().unwrap()).unwrap();
        let answer = match kind {
            "direct" => {
                let doc = SignDoc {
                    body_bytes: part("bodyBytes"),
                    auth_info_bytes: part("authInfoBytes"),
                    chain_id: params["chainId"].as_str().unwrap().into(),
                    account_number: params["accountNumber"].as_str().unwrap().parse().unwrap(),
                };
                self.signature(&doc.encode_to_vec())
            }
            "text" => {
                let data = STANDARD.encode(params["data"].as_str().unwrap());
                let signer = params["signer"].as_str().unwrap();
                self.signature(text_document(signer, &data).as_bytes())
            }
            _ => Value::Null,
        };
        let id = &asked["id"];
        page.script(&format!("keplrStub.answer({id}, {answer})"))
            .await;
    }

    /// Approves in Slipway, then in Keplr.
    async fn both(&self, page: &Page, kind: &str) {
        ask(page).await;
        self.yes(page, kind).await;
        page.sees_no("Waiting for").await;
    }
}

/// ADR 36, its keys in order.
fn text_document(signer: &str, data: &str) -> String {
    format!(
        r#"{{"account_number":"0","chain_id":"","fee":{{"amount":[],"gas":"0"}},"memo":"","msgs":[{{"type":"sign/MsgSignData","value":{{"data":"{data}","signer":"{signer}"}}}}],"sequence":"0"}}"#
    )
}

/// What Keplr shows.
async fn shown(page: &Page) -> Value {
    let asked = |told: &Value| (!told.is_null()).then(|| told.clone());
    page.says("return window.keplrStub.asked()[0]", asked).await
}

/// Says no to what Keplr shows next.
async fn no(page: &Page) {
    let id = &shown(page).await["id"];
    page.script(&format!("keplrStub.refuse({id})")).await;
}

/// Approves in Slipway; Keplr has the request then.
async fn ask(page: &Page) {
    page.sees("Keplr signs this").await;
    page.button("Approve").await;
    page.sees("Waiting for Keplr").await;
}

/// A browser with Keplr in it, at the first page.
async fn browser(folder: &std::path::Path, width: Width, url: &str) -> Page {
    let page = chromium(&folder.join("profile"), width, url).await;
    let stub = json!({ "source": STUB });
    page.cdp("Page.addScriptToEvaluateOnNewDocument", stub)
        .await;
    page.reload().await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_top_up_update_and_close_with_the_keplr_of_the_browser() {
    within(480, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let page = browser(folder.path(), Width::Narrow, &server.url).await;
        let me = Person::new(7);
        me.turn(&page).await;
        page.button("Use Keplr").await;
        me.yes(&page, "suggest").await;
        me.yes(&page, "enable").await;
        page.sees("In escrow").await;
        page.is_sound().await;
        page.ask_faucet().await;

        // Keplr's no is said, and the request waits here again.
        page.deploy_template("vLLM").await;
        let flow = page.place().await;
        ask(&page).await;
        page.is_sound().await;
        no(&page).await;
        page.sees("Keplr said no").await;
        // The page goes while Keplr has the request: it is asked anew, after the person.
        ask(&page).await;
        shown(&page).await;
        page.reload().await;
        page.sees("The page was closed").await;
        me.both(&page, "direct").await;
        page.go(&flow).await;
        page.accept_bid().await;
        me.both(&page, "direct").await;
        // One token for the provider.
        page.sees("for 24 hours").await;
        page.is_sound().await;
        me.both(&page, "text").await;
        page.go(&flow).await;
        let place = page.runs().await;

        page.go(&format!("{place}/money")).await;
        page.fill("Amount", "3").await;
        page.button("Top up").await;
        me.both(&page, "direct").await;
        page.sees("8.00\u{a0}ACT deposited in all").await;
        page.go(&format!("{place}/update")).await;
        page.fill("Image", "vllm/vllm-openai:v0.10.0").await;
        page.button("Update deployment").await;
        me.both(&page, "direct").await;
        page.sees("The update runs").await;
        page.go(&format!("{place}/money")).await;
        page.button("Close deployment").await;
        page.sees("Close deployment?").await;
        page.button("Close deployment").await;
        me.both(&page, "direct").await;
        page.sees("This deployment is closed").await;
        page.is_sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusing_and_switching_accounts_in_keplr_are_said_and_sign_nothing() {
    within(240, async {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(&folder.path().join("server"));
        let page = browser(folder.path(), Width::Wide, &server.url).await;
        let (me, other) = (Person::new(7), Person::new(9));
        me.turn(&page).await;
        page.button("Use Keplr").await;
        no(&page).await;
        page.sees("Keplr said no").await;
        page.sees("Try the demo network").await;
        page.button("Use Keplr").await;
        me.yes(&page, "suggest").await;
        me.yes(&page, "enable").await;
        page.sees("In escrow").await;
        page.ask_faucet().await;

        // Another account while a request is open: the request ends, the page goes on with the other account.
        page.deploy_template("vLLM").await;
        ask(&page).await;
        shown(&page).await;
        other.turn(&page).await;
        page.sees("Keplr turned to another account").await;
        page.sees_no("Waiting for").await;
        // What Keplr still signs for the first account has no effect.
        me.yes(&page, "direct").await;
        page.go("#/wallet/accounts").await;
        page.sees("in this browser").await;
        let end = other.address[other.address.len() - 4..].to_owned();
        page.sees(&end).await;
        page.is_sound().await;
        page.go("#/wallet").await;
        page.sees("Nothing signed yet").await;

        // Ended from here: the account is watched from then on.
        page.go("#/wallet/accounts").await;
        page.button("Disconnect Keplr").await;
        page.sees("Can't sign").await;
        page.is_sound().await;
    })
    .await;
}
