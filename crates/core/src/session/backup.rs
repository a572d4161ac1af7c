//! The backup of everything: keys and names from the vault, and beside them what the store keeps for a person.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::{
    AppView, BackupExportRequest, BackupVerdictView, BackupVerifyRequest, BytesFileView,
    PresentVault, SettingsView, Tag, VaultRestoreRequest,
};
use platform::Change;
use serde_json::Value;
use types::Address;
use vault::{BackupError, BackupGap, BackupSeal, OpenBackup, OsEntropy, Password};

use super::create::strong;
use crate::contacts::Contact;
use crate::drafts::Draft;
use crate::error::{self, Result, said};
use crate::networks::Profile;
use crate::txs::TxRecord;
use crate::{Core, lock};

/// What goes into a backup beside the vault, by bucket of the store.
const SECTIONS: [&str; 5] = [
    "contacts",
    crate::drafts::BUCKET,
    "networks",
    "settings",
    crate::txs::BUCKET,
];
/// A larger file is no backup.
const LARGEST: usize = 64 << 20;

/// Values of one bucket by key, as the store keeps them.
type Section = BTreeMap<String, Value>;

fn decode(base64: &str) -> Result<Vec<u8>> {
    let bytes = STANDARD.decode(base64).ok();
    bytes
        .filter(|bytes| bytes.len() <= LARGEST)
        .ok_or_else(|| error::invalid("This file is no backup of Slipway."))
}

fn backup_error(error: BackupError) -> contract::ApiError {
    match error {
        BackupError::Vault(e) => error::open(e),
        BackupError::WrongPassword => contract::ApiError::new(
            contract::ErrorCode::WrongPassword,
            "This is not the password of the backup.",
        )
        .safe("Nothing was changed.")
        .hint("It was chosen when the backup was made, and may differ from the vault's."),
        BackupError::Demo => error::invalid("A demo vault has no backup: it is worth nothing."),
        BackupError::Format(_) => error::invalid("This file is no backup of Slipway, or damaged.")
            .safe("Nothing was changed.")
            .hint("Choose another copy of it."),
        e => said(e).safe("Nothing was changed."),
    }
}

fn section(backup: &OpenBackup, bucket: &str) -> Section {
    let bytes = backup.sections().get(bucket);
    bytes
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or_default()
}

/// Whether a value can be what the store keeps in this bucket: nothing else is written there.
fn fits(bucket: &str, key: &str, value: &Value) -> bool {
    let data = value.get("data").cloned().unwrap_or_default();
    let is = |ok: bool| ok && value.get("version").is_some_and(Value::is_u64);
    match bucket {
        "contacts" => is(key.parse::<Address>().is_ok()
            && serde_json::from_value::<Contact>(data).is_ok_and(|c| c.is_sound())),
        crate::drafts::BUCKET => is(serde_json::from_value::<Draft>(data).is_ok()),
        "networks" => is(serde_json::from_value::<Profile>(data)
            .is_ok_and(|p| p.is_own() && p.network.id == key)),
        "settings" => is(key == "device" && serde_json::from_value::<SettingsView>(data).is_ok()),
        crate::txs::BUCKET => is(serde_json::from_value::<TxRecord>(data)
            .is_ok_and(|r| r.outcome != contract::Outcome::Pending)),
        _ => false,
    }
}

impl Core {
    /// What the store keeps for a person, by bucket.
    async fn sections(&self) -> Result<BTreeMap<String, Section>> {
        let store = &self.home().store;
        let mut all = BTreeMap::new();
        for bucket in SECTIONS {
            let mut section = Section::new();
            for key in store.keys(bucket).await.map_err(error::storage)? {
                let bytes = store.get(bucket, &key).await.map_err(error::storage)?;
                let value = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
                if let Some(value) = value.filter(|value| fits(bucket, &key, value)) {
                    section.insert(key, value);
                }
            }
            all.insert(bucket.to_owned(), section);
        }
        Ok(all)
    }

    pub(crate) async fn export_backup(
        &self,
        request: &BackupExportRequest,
    ) -> Result<BytesFileView> {
        let password = strong(&request.backup_password.0)?;
        let mut sections = BTreeMap::new();
        for (bucket, section) in self.sections().await? {
            let bytes = serde_json::to_vec(&section).map_err(error::internal)?;
            sections.insert(bucket, bytes);
        }
        let how = BackupSeal {
            password: &password,
            cost: self.password_cost(),
            bounds: self.0.config.kdf,
            made: self.now(),
        };
        let bytes = self
            .behind_password(&request.password.0, |open, opener| {
                open.backup(opener, &sections, &how, &mut OsEntropy)
            })
            .await?
            .map_err(backup_error)?;
        Ok(BytesFileView {
            name: format!("slipway-backup-{}.slipway", self.now().seconds()),
            base64: STANDARD.encode(bytes),
        })
    }

    /// Restores into memory and compares. Passing counts as the backup check.
    pub(crate) async fn verify_backup(
        &self,
        request: &BackupVerifyRequest,
    ) -> Result<BackupVerdictView> {
        let bytes = decode(&request.base64)?;
        let password = Password::new(&request.backup_password.0);
        let bounds = self.0.config.kdf;
        let backup = OpenBackup::open(&bytes, &password, &bounds).map_err(backup_error)?;
        let mut newer_here = Vec::new();
        for (bucket, here) in self.sections().await? {
            let there = section(&backup, &bucket);
            let differ = here
                .iter()
                .filter(|(key, value)| there.get(*key) != Some(value));
            match (differ.count(), bucket.as_str()) {
                (0, _) => {}
                (_, "settings") => newer_here.push("the settings".into()),
                (n, bucket) => newer_here.push(count(n, bucket)),
            }
        }
        let verdict = BackupVerdictView {
            made: backup.made(),
            accounts: backup.head().accounts.len(),
            contacts: section(&backup, "contacts").len(),
            drafts: section(&backup, crate::drafts::BUCKET).len(),
            newer_here: Vec::new(),
        };
        let names_differ = {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            let differ = open.head().accounts != backup.head().accounts;
            open.confirm_backup(backup, self.now(), bounds, &mut OsEntropy)
                .map_err(gap)?;
            differ
        };
        if names_differ {
            newer_here.insert(0, "names, colours or order of accounts".into());
        }
        self.save_vault().await?;
        self.changed(&[Tag::App]);
        Ok(BackupVerdictView {
            newer_here,
            ..verdict
        })
    }

    /// Makes a vault of a backup. What it holds beside the vault is added; nothing here is overwritten, and settings
    /// are taken only where there were none.
    pub(crate) async fn restore_vault(&self, request: VaultRestoreRequest) -> Result<AppView> {
        self.make_room(request.present)?;
        let bytes = decode(&request.base64)?;
        let password = strong(&request.password.0)?;
        let bounds = self.0.config.kdf;
        let typed = Password::new(&request.backup_password.0);
        let backup = OpenBackup::open(&bytes, &typed, &bounds).map_err(backup_error)?;
        let id = backup.head().id.to_string();
        let present = self.vaults_view().vaults.into_iter();
        let same = present.into_iter().find(|vault| vault.id == id);
        if same.is_some_and(|v| !v.chosen || request.present != PresentVault::Replaced) {
            return Err(error::invalid("This vault is on this device already.")
                .safe("It is as it was.")
                .hint(
                    "Turn to it in Wallet, Vaults; remove it first to have the older state back.",
                ));
        }
        let first = self.vaults_view().vaults.is_empty();
        let found = SECTIONS.map(|bucket| (bucket, section(&backup, bucket)));
        let open = backup
            .into_vault(self.new_lock(&password), bounds, &mut OsEntropy)
            .map_err(error::internal)?;
        let replaced = self.drop_replaced_key(request.present).await?;
        self.install(open, request.present).await?;
        self.forget_entries(&replaced).await;
        for (bucket, section) in found {
            if bucket != "settings" || first {
                self.add_missing(bucket, section).await?;
            }
        }
        self.load_known().await?;
        self.reload_settings().await?;
        self.reload_networks().await?;
        self.changed(&[
            Tag::Contacts,
            Tag::Drafts,
            Tag::Networks,
            Tag::Settings,
            Tag::Activity,
            Tag::Rules,
        ]);
        self.ask_to_keep_storage();
        self.resume().await;
        self.app_view()
    }

    async fn add_missing(&self, bucket: &str, section: Section) -> Result<()> {
        let keys = self.home().store.keys(bucket).await;
        let there = keys.map_err(error::storage)?;
        let mut changes = Vec::new();
        for (key, value) in section {
            // The settings of a device that has no vault yet are those it came with.
            if (there.contains(&key) && bucket != "settings") || !fits(bucket, &key, &value) {
                continue;
            }
            changes.push(Change::Put {
                bucket: bucket.into(),
                key,
                value: serde_json::to_vec(&value).map_err(error::internal)?,
            });
        }
        self.apply(changes).await
    }
}

fn gap(error: BackupGap) -> contract::ApiError {
    match error {
        BackupGap::OtherVault => error::invalid("This backup is of another vault.")
            .safe("Nothing was changed.")
            .hint("Choose the backup of this vault, or make one now."),
        BackupGap::Missing => error::invalid(
            "This backup is older than a key of this vault: it would not bring everything back.",
        )
        .safe("Nothing was changed.")
        .hint("Make a new backup now and check that one."),
        e => error::internal(e),
    }
}

fn count(n: usize, bucket: &str) -> String {
    let (one, many) = match bucket {
        "contacts" => ("contact", "contacts"),
        "networks" => ("network", "networks"),
        crate::txs::BUCKET => ("signed transaction", "signed transactions"),
        _ => ("draft", "drafts"),
    };
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_belongs_in_a_bucket_is_taken() {
        let contact = |name: &str| json!({"version": 1, "data": {"name": name, "note": ""}});
        let address = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";
        assert!(fits("contacts", address, &contact("Ada")));
        assert!(!fits("contacts", "akash1nobody", &contact("Ada")));
        assert!(!fits("contacts", address, &contact("a\u{202e}b")));
        let profile = json!({"version": 1, "data": {"built_in": false, "chain_id": null, "network": {
            "id": "x", "name": "X", "rpc": "http://evil.example", "faucet": null, "simulated": false}}});
        assert!(!fits("networks", "x", &profile));
        assert!(!fits(
            "settings",
            "revoked-rules",
            &json!({"version": 1, "data": []})
        ));
        assert!(!fits("vault", "current", &json!({})));
    }

    #[test]
    fn counts_have_the_right_number() {
        assert_eq!(count(1, "contacts"), "1 contact");
        assert_eq!(count(2, "drafts"), "2 drafts");
    }
}
