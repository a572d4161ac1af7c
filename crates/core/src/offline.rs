//! Signing with the network off. An unsigned transaction goes out as a file, is signed by another Slipway (or by
//! `akash tx sign`), comes back signed and is sent.

use chain::offline::{OfflineError, OfflineTx, read_signed};
use chain::tx::{Fee, SignerState};
use chain::words;
use contract::{
    ApiError, ApprovalId, DecideRequest, DecisionView, ErrorCode, FeeSpeed,
    OfflineBroadcastRequest, OfflineExportRequest, OfflineImportRequest, OfflineImportView,
    Outcome, SignedFileView, SignerDetails, SigningWay, Tag, TextFileView,
};
use proto::Message;
use proto::cosmos::tx::v1beta1::{AuthInfo, TxRaw};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use types::{Address, Amount, ChainId, Denom};
use vault::{Account, Capability};

use crate::approval_words::sentences;
use crate::approvals::{Ask, Choice, Filed, Ground, Hand};
use crate::error::{self, Result, said};
use crate::txs::{Purpose, TxRecord};
use crate::{Core, lock, store};

/// A larger file is no transaction.
const LARGEST: usize = 4 << 20;
const KIND: &str = "slipway-unsigned-transaction";
const VERSION: u32 = 1;

/// What the machine without a network can't ask, beside the transaction as `--generate-only` writes it.
#[derive(Serialize, Deserialize)]
struct UnsignedFile {
    kind: String,
    version: u32,
    signer: Address,
    #[serde(flatten)]
    details: SignerDetails,
    tx: Value,
}

fn offline(error: OfflineError) -> ApiError {
    said(error)
        .safe("Nothing was signed or sent.")
        .hint("Export the transaction again where it was made.")
}

fn parse(text: &str) -> Result<Value> {
    let json = if text.len() <= LARGEST {
        serde_json::from_str(text).ok()
    } else {
        None
    };
    json.filter(Value::is_object).ok_or_else(|| {
        error::invalid("This file is no transaction.")
            .safe("Nothing was signed or sent.")
            .hint("A transaction file is JSON with a body and auth_info.")
    })
}

fn wrapped(json: &Value) -> Result<Option<UnsignedFile>> {
    if json.get("kind").and_then(Value::as_str) != Some(KIND) {
        return Ok(None);
    }
    let newer = json.get("version").and_then(Value::as_u64) > Some(VERSION.into());
    if newer {
        return Err(error::invalid("This file was written by a newer Slipway.")
            .safe("Nothing was signed or sent.")
            .hint("Update Slipway here."));
    }
    let file = serde_json::from_value(json.clone());
    file.map(Some)
        .map_err(|e| said(format!("the file is damaged: {e}")).safe("Nothing was signed or sent."))
}

fn is_signed(json: &Value) -> bool {
    let signatures = json.get("signatures").and_then(Value::as_array);
    signatures.is_some_and(|list| !list.is_empty())
}

/// The fee, which is in uakt on every Akash network.
fn fee(tx: &OfflineTx) -> Result<Fee> {
    let coins = tx
        .fee()
        .ok_or_else(|| error::invalid("The fee of the transaction can't be read."))?;
    let amount = match coins.as_slice() {
        [] => Amount::ZERO,
        [coin] if coin.denom == Denom::uakt() => coin.amount,
        _ => {
            return Err(error::invalid("Fees are paid in AKT; this one is not.")
                .safe("Nothing was signed or sent."));
        }
    };
    Ok(Fee {
        amount,
        gas: tx.gas_limit(),
    })
}

impl Core {
    /// The unsigned transaction of a waiting request as a file; the request is taken back.
    pub(crate) async fn export_offline(
        &self,
        request: &OfflineExportRequest,
    ) -> Result<TextFileView> {
        let filed = self.filed(&request.id)?;
        if !filed.view.exportable {
            return Err(error::invalid(
                "Only a transaction that stands alone can be signed elsewhere.",
            ));
        }
        let choice = filed
            .options
            .iter()
            .find(|choice| choice.speed == request.fee)
            .ok_or_else(|| error::invalid("There is no such fee."))?;
        let auth = AuthInfo::decode(choice.tx.auth_info.as_slice()).map_err(error::internal)?;
        let file = UnsignedFile {
            kind: KIND.into(),
            version: VERSION,
            signer: filed.ground.address.clone(),
            details: SignerDetails {
                chain_id: filed.ground.chain_id.clone(),
                account_number: filed.ground.signer.account_number,
                sequence: filed.ground.signer.sequence,
            },
            tx: OfflineTx::unsigned_file(&choice.tx.body, &auth.fee.unwrap_or_default())
                .map_err(offline)?,
        };
        let text = serde_json::to_string_pretty(&file).map_err(error::internal)?;
        self.withdraw_approval(&request.id);
        let number = filed.ground.signer.sequence;
        Ok(TextFileView {
            name: format!("unsigned-{number}.json"),
            text,
        })
    }

    /// Reads a transaction file.
    pub(crate) async fn import_offline(
        &self,
        request: OfflineImportRequest,
    ) -> Result<OfflineImportView> {
        let json = parse(&request.text)?;
        if is_signed(&json) {
            return Ok(OfflineImportView::Signed {
                transaction: self.read_signed_file(&json)?,
            });
        }
        let account = self.account()?;
        let (tx, details) = match wrapped(&json)? {
            Some(file) if file.signer != account.address => {
                return Err(self.other_account(&file.signer));
            }
            Some(file) => (file.tx, Some(file.details)),
            None => (json, request.details),
        };
        let tx = OfflineTx::parse(&tx).map_err(offline)?;
        let details = match details {
            Some(details) => details,
            None => match self.ask_details(&account).await {
                Ok(details) => details,
                Err(e) if e.code == ErrorCode::Offline => {
                    return Ok(OfflineImportView::NeedsDetails {
                        chain_id: self.network()?.chain_id,
                    });
                }
                Err(e) => return Err(e),
            },
        };
        let id = self.file_offline(tx, &account, &details)?;
        Ok(OfflineImportView::Filed { id })
    }

    fn other_account(&self, signer: &Address) -> ApiError {
        let name = self
            .accounts()
            .into_iter()
            .find(|a| &a.address == signer)
            .map(|a| a.name.as_str().to_owned());
        let short = signer.shortened(10, 6);
        match name {
            Some(name) => error::invalid(format!("This transaction is for the account {name}."))
                .hint("Choose that account and open the file again."),
            None => error::invalid(format!(
                "This transaction is for {short}, which is no account of this vault."
            ))
            .hint("Open it where that account's key is."),
        }
        .safe("Nothing was signed.")
    }

    async fn ask_details(&self, account: &Account) -> Result<SignerDetails> {
        let chain_id = self.chain_id().await?;
        let rpc = self.rpc()?;
        let on_chain = chain::query::account(&rpc, &account.address)
            .await
            .map_err(error::rpc)?;
        let on_chain = on_chain.ok_or_else(|| {
            error::invalid("This account is not on the chain yet: it never held anything.")
        })?;
        Ok(SignerDetails {
            chain_id,
            account_number: on_chain.number,
            sequence: on_chain.sequence,
        })
    }

    /// Files the transaction of a file for approval, without a node.
    fn file_offline(
        &self,
        tx: OfflineTx,
        account: &Account,
        details: &SignerDetails,
    ) -> Result<ApprovalId> {
        let reached = self.stand_on(account, &details.chain_id)?;
        let key = match (account.capability(), account.public_key) {
            (Capability::Everything, Some(key)) => key.as_bytes().to_vec(),
            _ => {
                return Err(
                    error::invalid("This account is only watched: its key is not here.")
                        .safe("Nothing was signed.")
                        .hint("Open the file where the key is."),
                );
            }
        };
        let ground = Ground {
            key: account.id,
            address: account.address.clone(),
            account_name: account.name.as_str().to_owned(),
            chain_id: details.chain_id.clone(),
            signer: SignerState {
                public_key: key,
                account_number: details.account_number,
                sequence: details.sequence,
            },
            hand: Hand::Vault,
        };
        let paid = fee(&tx)?;
        let bytes = tx.direct(&ground.signer, &ground.chain_id);
        let request = self.file_bytes(&ground, &bytes)?;
        let options = vec![Choice {
            speed: FeeSpeed::Normal,
            request: Some(request),
            tx: bytes,
            fee: paid,
        }];
        let mut summary = self.in_words(&ground, &options)?;
        let coins = tx.fee().unwrap_or_default();
        summary
            .warnings
            .extend(words::fee_warnings(&coins, paid.gas));
        if !reached {
            let chain = &details.chain_id;
            let text = format!(
                "This network was never reached from here. Compare {chain} with what the file's maker says."
            );
            summary.warnings.push((words::Gravity::Note, text));
        }
        let id = ApprovalId(store::fresh_id(self.home()));
        let mut view =
            self.approval_view(id.clone(), "a transaction file", &ground, &options, summary)?;
        view.way = SigningWay::FileBack;
        self.file(Filed {
            ask: Ask {
                messages: Vec::new(),
                memo: String::new(),
                place: "a transaction file".into(),
                purpose: Purpose::Offline,
            },
            ground,
            options,
            view,
            file: Some(tx),
        });
        Ok(id)
    }

    /// Binds the session to the file's chain where the chosen network never said its own; false then.
    fn stand_on(&self, account: &Account, chain_id: &ChainId) -> Result<bool> {
        match self.network()?.chain_id {
            Some(known) if &known == chain_id => Ok(true),
            Some(known) => Err(error::invalid(format!(
                "This transaction is for {chain_id}; the chosen network is {known}."
            ))
            .safe("Nothing was signed.")
            .hint("Choose the network it is for in Settings, and open the file again.")),
            None => {
                let mut session = lock(&self.0.session);
                if session.open.is_none() {
                    return Err(error::locked());
                }
                session.begin(account.id, Some(chain_id));
                Ok(false)
            }
        }
    }

    /// Signs what came from a file and gives it back as one. It is remembered, not sent.
    pub(crate) async fn sign_file(
        &self,
        filed: Filed,
        request: &DecideRequest,
    ) -> Result<DecisionView> {
        let (choice, signature) = self.sign_choice(&filed, request)?;
        let signed = choice.tx.signed(signature);
        let file = filed
            .file
            .as_ref()
            .ok_or_else(|| error::internal("a request lost the file that it came from"))?;
        let json = file
            .signed(
                &filed.ground.signer,
                chain::offline::Mode::Direct,
                &signature,
            )
            .map_err(offline)?;
        let record = TxRecord {
            hash: signed.hash,
            bytes: hex::encode(&signed.bytes),
            at: self.now(),
            account: filed.ground.address.clone(),
            network: self.network()?.network.id,
            sequence: filed.ground.signer.sequence,
            sentences: sentences(&filed.view.actions),
            fee: choice.fee.amount,
            purpose: Purpose::Offline,
            outcome: Outcome::Signed,
        };
        self.save_tx(&record).await?;
        self.withdraw_approval(&request.id);
        self.changed(&[Tag::Activity, Tag::Approvals]);
        Ok(DecisionView {
            file: Some(TextFileView {
                name: format!("signed-{}.json", record.sequence),
                text: serde_json::to_string_pretty(&json).map_err(error::internal)?,
            }),
            ..DecisionView::default()
        })
    }

    fn read_signed_file(&self, json: &Value) -> Result<SignedFileView> {
        let (record, unknown) = self.record_of_file(json)?;
        let name = self.name_of(&record.account);
        Ok(SignedFileView {
            name,
            account: record.account,
            sentences: record.sentences,
            fee: record.fee,
            unknown,
        })
    }

    fn name_of(&self, address: &Address) -> Option<String> {
        words::Names::name(&self.known_names(), address.as_str())
    }

    fn record_of_file(&self, json: &Value) -> Result<(TxRecord, Option<String>)> {
        let signed = read_signed(json).map_err(offline)?;
        let raw = TxRaw::decode(signed.bytes.as_slice()).map_err(error::internal)?;
        let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice()).map_err(error::internal)?;
        let signer = auth.signer_infos.first();
        let account = signer
            .and_then(|info| info.public_key.as_ref())
            .and_then(proto::Named::from_any)
            .and_then(|key: proto::cosmos::crypto::secp256k1::PubKey| address_of(&key.key))
            .ok_or_else(|| error::invalid("The key in this file is no account's key."))?;
        let names = self.known_names();
        let summary = words::describe(&raw.body_bytes, &account, &names);
        let paid = auth.fee.unwrap_or_default().amount;
        let amount = paid.first().and_then(|coin| coin.amount.parse().ok());
        let record = TxRecord {
            hash: signed.hash,
            bytes: hex::encode(&signed.bytes),
            at: self.now(),
            network: self.network()?.network.id,
            sequence: signer.map_or(0, |info| info.sequence),
            sentences: summary.actions.into_iter().map(|a| a.sentence).collect(),
            fee: amount.unwrap_or_default(),
            purpose: Purpose::Broadcast,
            outcome: Outcome::Pending,
            account,
        };
        Ok((record, summary.unknown))
    }

    /// Sends the signed transaction of a file.
    pub(crate) async fn broadcast_offline(
        &self,
        request: &OfflineBroadcastRequest,
    ) -> Result<DecisionView> {
        let _turn = self.0.sending.lock().await;
        let json = parse(&request.text)?;
        if !is_signed(&json) {
            return Err(
                error::invalid("This transaction is not signed yet.").safe("Nothing was sent.")
            );
        }
        let (record, _) = self.record_of_file(&json)?;
        // Nothing can be sent without a node; the file is not used up by trying.
        self.rpc()?.status().await.map_err(error::rpc)?;
        self.save_tx(&record).await?;
        self.changed(&[Tag::Activity]);
        let hash = record.hash;
        self.send_tx(record).await;
        Ok(DecisionView {
            tx: Some(hash),
            ..DecisionView::default()
        })
    }
}

fn address_of(key: &[u8]) -> Option<Address> {
    vault::PublicKey::from_bytes(key)
        .ok()
        .map(|key| key.address())
}
