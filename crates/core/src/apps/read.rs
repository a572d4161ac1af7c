//! What an app asks, held against what is true: chain, account, key, numbers.

use chain::offline::read_amino;
use chain::words::{self, Summary};
use proto::Message;
use proto::cosmos::crypto::secp256k1::PubKey;
use proto::cosmos::tx::v1beta1::AuthInfo;
use serde_json::{Value, json};
use types::{ChainId, Coin};
use vault::{
    AminoDoc, DirectDoc, LeaseAccess, OffChainDoc, Payload, ProviderAccess, Scope, TokenClaims,
    TokenDoc,
};
use walletconnect::cosmos::{self, CosmosRequest, DirectAsk, KeyInfo};
use walletconnect::{Incoming, PeerError, Reason};

use crate::error::capital;
use crate::{Core, lock};

/// What becomes of a request.
pub(super) enum Understood {
    /// Answered at once; the connection itself allows it.
    Answer(Value),
    /// Refused at once, with the words that app and person read.
    Refuse(PeerError),
    /// Can't be decided now.
    Held(String),
    /// The person is asked.
    Ask(Box<Wanted>),
}

/// Something to be signed, with what it means.
pub(super) struct Wanted {
    pub(super) payload: Payload,
    pub(super) reply: Reply,
    pub(super) summary: Summary,
    pub(super) fee: Vec<Coin>,
    pub(super) gas: u64,
    pub(super) chain_id: ChainId,
    pub(super) raw: String,
}

/// How the answer is written.
#[derive(Clone)]
pub(super) enum Reply {
    /// As `cosmos_signDirect` wants it.
    Direct(DirectAsk, u64),
    /// As `cosmos_signAmino` wants it, with the document.
    Amino(Value),
    /// As `keplr_signArbitrary` wants it.
    Text,
}

/// Why something is refused.
fn refuse(words: impl std::fmt::Display) -> Understood {
    Understood::Refuse(PeerError {
        code: Reason::InvalidMethod.code(),
        message: format!("{}.", capital(&words.to_string())),
    })
}

macro_rules! or_refuse {
    ($value:expr) => {
        match $value {
            Ok(value) => value,
            Err(e) => return refuse(e),
        }
    };
}

impl Core {
    pub(super) async fn understand(&self, request: &Incoming) -> Understood {
        let read = or_refuse!(cosmos::read(&request.method, &request.params));
        let Ok(key) = self.key_info() else {
            return Understood::Held(
                "The chosen account is watch-only. Choose one with a key.".into(),
            );
        };
        let chain = request.chain.reference();
        match read {
            CosmosRequest::GetAccounts => Understood::Answer(cosmos::account_list(&key)),
            CosmosRequest::GetKey { chain_id } if chain_id == chain => {
                Understood::Answer(cosmos::key_answer(&key))
            }
            CosmosRequest::GetKey { .. } => refuse("the request names two chains"),
            CosmosRequest::Enable { chain_ids } => {
                let known = lock(&self.0.networks).chain_ids();
                match chain_ids
                    .iter()
                    .find(|id| !known.iter().any(|k| k.as_str() == **id))
                {
                    Some(other) => refuse(format!("there is no network {other} here")),
                    None => Understood::Answer(json!({})),
                }
            }
            CosmosRequest::SignDirect { signer, doc } => {
                if let Some(no) = self.stands_for(chain, &doc.chain_id, &signer, &key) {
                    return no;
                }
                self.direct(doc, &key).await
            }
            CosmosRequest::SignAmino { signer, doc } => {
                let named = doc["chain_id"].as_str().unwrap_or_default();
                if let Some(no) = self.stands_for(chain, named, &signer, &key) {
                    return no;
                }
                self.amino(doc, &key).await
            }
            CosmosRequest::SignArbitrary {
                signer,
                chain_id,
                data,
            } => {
                if let Some(no) = self.stands_for(chain, &chain_id, &signer, &key) {
                    return no;
                }
                self.text(data, &key)
            }
        }
    }

    /// Chain and signer must be the chosen ones, wherever they are named.
    fn stands_for(
        &self,
        chain: &str,
        named: &str,
        signer: &str,
        key: &KeyInfo,
    ) -> Option<Understood> {
        if named != chain {
            return Some(refuse("the request names two chains"));
        }
        if signer != key.bech32 {
            return Some(refuse(
                "the request is for another account than the chosen one",
            ));
        }
        let known = lock(&self.0.networks).chain_ids();
        if !known.iter().any(|id| id.as_str() == chain) {
            return Some(refuse(format!("there is no network {chain} here")));
        }
        let chosen = self.network().ok().and_then(|n| n.chain_id);
        (chosen.is_none_or(|id| id.as_str() != chain)).then(|| {
            Understood::Held(format!(
                "This is for {chain}. Choose that network to decide it."
            ))
        })
    }

    /// The chosen account's number and sequence on the chosen chain.
    async fn numbers(&self) -> Result<(u64, u64), Understood> {
        let held = |e: contract::ApiError| Understood::Held(e.message);
        let account = self.account().map_err(held)?;
        let rpc = self.rpc().map_err(held)?;
        let found = chain::query::account(&rpc, &account.address)
            .await
            .map_err(|e| Understood::Held(crate::error::rpc(e).message))?;
        let found = found.ok_or_else(|| {
            refuse("this account is not on the chain yet: it never held anything")
        })?;
        Ok((found.number, found.sequence))
    }

    async fn direct(&self, doc: DirectAsk, key: &KeyInfo) -> Understood {
        let (number, sequence) = match self.numbers().await {
            Ok(numbers) => numbers,
            Err(other) => return other,
        };
        if !doc.account_numbers.contains(&number) {
            return refuse(format!(
                "the account's number is {number}, the app says another"
            ));
        }
        let Ok(auth) = AuthInfo::decode(doc.auth_info.as_slice()) else {
            return refuse("the transaction's fee and signer can't be read");
        };
        if auth.encode_to_vec() != doc.auth_info {
            return refuse("the transaction holds something that can't be shown");
        }
        let [signer] = auth.signer_infos.as_slice() else {
            return refuse("the transaction wants more signers than this account");
        };
        let named = signer.public_key.as_ref().map(|any| {
            (
                any.type_url.as_str(),
                PubKey::decode(any.value.as_slice()).map(|k| k.key),
            )
        });
        if !matches!(named, Some(("/cosmos.crypto.secp256k1.PubKey", Ok(k))) if k == key.public_key)
        {
            return refuse("the transaction names another key than this account's");
        }
        let chain_id: ChainId = or_refuse!(doc.chain_id.parse());
        let made = DirectDoc::new(doc.body.clone(), doc.auth_info.clone(), &chain_id, number);
        let made = or_refuse!(made);
        let mut summary = self.words_for(made.body_bytes(), key);
        note_sequence(&mut summary, sequence, signer.sequence);
        let fee = auth.fee.clone().unwrap_or_default();
        for (whose, who) in [("paid by", &fee.payer), ("granted by", &fee.granter)] {
            if !who.is_empty() && *who != key.bech32 {
                let text = format!("The fee is {whose} {who}.");
                summary.warnings.push((words::Gravity::Note, text));
            }
        }
        let coins: Option<Vec<Coin>> = fee
            .amount
            .iter()
            .map(|c| serde_json::from_value(json!({"denom": c.denom, "amount": c.amount})).ok())
            .collect();
        let Some(coins) = coins else {
            return refuse("the transaction's fee can't be read");
        };
        let raw = json!({
            "chain_id": chain_id,
            "account_number": number.to_string(),
            "sequence": signer.sequence.to_string(),
            "messages": facts(&summary),
            "sign_doc_hex": hex::encode(made.bytes()),
        });
        Understood::Ask(Box::new(Wanted {
            payload: Payload::Direct(made),
            reply: Reply::Direct(doc, number),
            gas: fee.gas_limit,
            fee: coins,
            chain_id,
            raw: pretty(&raw),
            summary,
        }))
    }

    async fn amino(&self, doc: Value, key: &KeyInfo) -> Understood {
        let (number, sequence) = match self.numbers().await {
            Ok(numbers) => numbers,
            Err(other) => return other,
        };
        if doc["account_number"].as_str() != Some(&number.to_string()) {
            return refuse(format!(
                "the account's number is {number}, the app says another"
            ));
        }
        let (body, fee, gas) = or_refuse!(read_amino(&doc));
        let made = or_refuse!(AminoDoc::new(doc.clone()));
        let chain_id: ChainId = or_refuse!(made.chain_id().parse());
        let mut summary = self.words_for(&body, key);
        let said = doc["sequence"].as_str().and_then(|s| s.parse().ok());
        note_sequence(&mut summary, sequence, said.unwrap_or_default());
        Understood::Ask(Box::new(Wanted {
            raw: pretty(&doc),
            payload: Payload::Amino(made),
            reply: Reply::Amino(doc),
            fee,
            gas,
            chain_id,
            summary,
        }))
    }

    fn text(&self, data: Vec<u8>, key: &KeyInfo) -> Understood {
        let signer: types::Address = or_refuse!(key.bech32.parse());
        let Some(chain_id) = self.network().ok().and_then(|n| n.chain_id) else {
            return Understood::Held("The network is not known yet.".into());
        };
        if TokenDoc::looks_like(&data) {
            return token(&data, &signer, chain_id);
        }
        let mut summary = Summary::default();
        let shown = match std::str::from_utf8(&data) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                summary.warnings.push((
                    words::Gravity::Danger,
                    "What is signed is not text. Nobody can tell what it means.".into(),
                ));
                hex::encode(&data)
            }
        };
        summary.actions.push(words::Action {
            type_url: String::new(),
            sentence: "Sign a text that proves to the app that this account is yours".into(),
            facts: vec![("Text".into(), shown)],
        });
        let made = or_refuse!(OffChainDoc::new(signer, data));
        let raw = String::from_utf8_lossy(made.bytes()).into_owned();
        Understood::Ask(Box::new(Wanted {
            payload: Payload::OffChain(made),
            reply: Reply::Text,
            summary,
            fee: Vec::new(),
            gas: 0,
            chain_id,
            raw,
        }))
    }

    fn words_for(&self, body: &[u8], key: &KeyInfo) -> Summary {
        match key.bech32.parse() {
            Ok(signer) => words::describe(body, &signer, &self.known_names()),
            Err(_) => Summary {
                unknown: Some("the account can't be read".into()),
                ..Summary::default()
            },
        }
    }
}

/// A text that lets its bearer in at providers: never shown as a mere text.
fn token(data: &[u8], signer: &types::Address, chain_id: ChainId) -> Understood {
    let doc = or_refuse!(TokenDoc::read(data));
    if doc.claims().issuer != *signer {
        return refuse("the token is for another account than the chosen one");
    }
    let mut summary = Summary::default();
    summary.actions.push(token_words(doc.claims(), "the app"));
    let claims = doc.claims();
    let narrow = [
        Scope::SendManifest,
        Scope::GetManifest,
        Scope::Logs,
        Scope::Events,
        Scope::Status,
    ];
    let scopes = scopes_of(&claims.access);
    let wide = scopes.is_none_or(|all| all.iter().any(|scope| !narrow.contains(scope)));
    if wide {
        summary.warnings.push((
            words::Gravity::Danger,
            "It allows more than an app needs to deploy and watch: whoever has the token may open a shell in your deployments or move their addresses.".into(),
        ));
    }
    if claims.expires.saturating_sub(claims.issued_at) > 2 * 86_400 {
        summary.warnings.push((
            words::Gravity::Danger,
            "It is good for days, and it can't be taken back.".into(),
        ));
    }
    Understood::Ask(Box::new(Wanted {
        raw: String::from_utf8_lossy(doc.bytes()).into_owned(),
        payload: Payload::Token(doc),
        reply: Reply::Text,
        summary,
        fee: Vec::new(),
        gas: 0,
        chain_id,
    }))
}

/// What a token allows anywhere in it; none when it allows everything.
fn scopes_of(access: &LeaseAccess) -> Option<Vec<Scope>> {
    let mut all = match access {
        LeaseAccess::Full {} => return None,
        LeaseAccess::Scoped { scope } => scope.clone(),
        LeaseAccess::Granular { permissions } => {
            let mut all = Vec::new();
            for one in permissions {
                match one {
                    ProviderAccess::Full { .. } => return None,
                    ProviderAccess::Scoped { scope, .. } => all.extend(scope),
                    ProviderAccess::Granular { deployments, .. } => {
                        all.extend(deployments.iter().flat_map(|d| &d.scope));
                    }
                }
            }
            all
        }
    };
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// A provider token in words; `who` gets it.
pub(crate) fn token_words(claims: &TokenClaims, who: &str) -> words::Action {
    let minutes = claims.expires.saturating_sub(claims.issued_at) / 60;
    let life = match minutes {
        0..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    };
    let may = match scopes_of(&claims.access) {
        None => "everything".to_owned(),
        Some(all) => {
            let words: Vec<&str> = all.into_iter().map(crate::rules::words).collect();
            words.join(", ")
        }
    };
    let where_ = match &claims.access {
        LeaseAccess::Full {} | LeaseAccess::Scoped { .. } => {
            "every provider that runs a deployment of this account".to_owned()
        }
        LeaseAccess::Granular { permissions } => permissions
            .iter()
            .map(|p| p.provider().to_string())
            .collect::<Vec<_>>()
            .join(", "),
    };
    let mut facts = vec![("It may".into(), may), ("At".into(), where_)];
    let mut dseqs: Vec<String> = Vec::new();
    if let LeaseAccess::Granular { permissions } = &claims.access {
        for one in permissions {
            if let ProviderAccess::Granular { deployments, .. } = one {
                dseqs.extend(deployments.iter().map(|d| d.dseq.to_string()));
            }
        }
    }
    let whom = match dseqs.as_slice() {
        [] => "your providers".to_owned(),
        [one] => format!("the provider of deployment {one}"),
        many => format!("the providers of {} deployments", many.len()),
    };
    if dseqs.len() > 1 {
        facts.push(("Deployments".into(), dseqs.join(", ")));
    }
    facts.push(("Money".into(), "It can't move any.".into()));
    words::Action {
        type_url: String::new(),
        sentence: format!("Let {who} talk to {whom} for {life}"),
        facts,
    }
}

fn note_sequence(summary: &mut Summary, on_chain: u64, said: u64) {
    if on_chain != said {
        summary.warnings.push((
            words::Gravity::Note,
            format!("The network expects signature number {on_chain} of this account, the app made this one {said}: it may be refused, or be held back for later."),
        ));
    }
}

fn facts(summary: &Summary) -> Value {
    let all = summary.actions.iter().map(|action| {
        let facts: serde_json::Map<_, _> = action
            .facts
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        json!({"@type": action.type_url, "facts": facts})
    });
    Value::Array(all.collect())
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
