//! The backup of everything: out, its check, and in again.

use serde::{Deserialize, Serialize};
use types::UnixMillis;

use crate::Hidden;

/// For `backup_export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupExportRequest {
    /// The vault's password, asked again.
    pub password: Hidden,
    /// The password that the backup is sealed with.
    pub backup_password: Hidden,
}

/// A file of bytes for the person to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BytesFileView {
    /// File name with its ending.
    pub name: String,
    /// The bytes, base64.
    pub base64: String,
}

/// A text file for the person to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFileView {
    /// File name with its ending.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// For `backup_verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupVerifyRequest {
    /// The file's bytes, base64.
    pub base64: String,
    /// The backup's password.
    pub backup_password: Hidden,
}

/// What a backup holds, and whether it equals what is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupVerdictView {
    /// When it was made.
    pub made: UnixMillis,
    /// Accounts in it.
    pub accounts: usize,
    /// Contacts in it.
    pub contacts: usize,
    /// Drafts in it.
    pub drafts: usize,
    /// What here is newer or missing in it, in words; the keys are all there even so.
    pub newer_here: Vec<String>,
}

/// For `vault_restore`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultRestoreRequest {
    /// The file's bytes, base64.
    pub base64: String,
    /// The backup's password.
    pub backup_password: Hidden,
    /// Password that seals the vault on this device.
    pub password: Hidden,
    /// What becomes of a vault that is here.
    #[serde(default)]
    pub present: PresentVault,
}

/// What becomes of the present vault when another one is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresentVault {
    /// There must be none.
    #[default]
    None,
    /// It stays on this device beside the new one.
    Beside,
    /// It is replaced: its password is forgotten.
    Replaced,
}
