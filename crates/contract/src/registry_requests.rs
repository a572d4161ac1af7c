//! What the user interface asks of registries.

use serde::{Deserialize, Serialize};
use types::Hash32;

use crate::Hidden;

/// For `registry_add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryAddRequest {
    /// Address; `https://` may be left out.
    pub address: String,
    /// Name to show; empty for the host's.
    #[serde(default)]
    pub name: String,
}

/// Names a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryRequest {
    /// Its id.
    pub registry: String,
}

/// Who holds a passkey.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyHolder {
    /// The vault.
    #[default]
    Vault,
    /// The browser or what it reaches: the system's key store, a USB key, a phone.
    Browser,
}

/// For `registry_sign_up` and `registry_sign_in_passkey`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryPasskeyRequest {
    /// The registry's id.
    pub registry: String,
    /// The account's name; empty to sign in with a passkey that the vault finds by itself.
    pub user: String,
    /// E-mail address, for a sign-up.
    #[serde(default)]
    pub email: String,
    /// Web address that the server's passkeys expect; empty for the usual one.
    #[serde(default)]
    pub origin: String,
    /// Who holds the passkey.
    #[serde(default)]
    pub holder: PasskeyHolder,
}

/// For `registry_key_add`, `registry_key_rename`, `registry_key_remove`, `registry_token_make` and
/// `registry_token_revoke`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryKeyRequest {
    /// The registry's id.
    pub registry: String,
    /// Which passkey or token, by its id there; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// Its name from now on; unused when it goes.
    #[serde(default)]
    pub name: String,
    /// Who is to hold a new passkey.
    #[serde(default)]
    pub holder: PasskeyHolder,
}

/// For `registry_sign_in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrySignInRequest {
    /// The registry's id.
    pub registry: String,
    /// User name, or an e-mail address for OpenRegistry's own password.
    pub user: String,
    /// Password or access token.
    pub password: Hidden,
}

/// Names a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryRequest {
    /// The registry's id.
    pub registry: String,
    /// Whole name.
    pub repository: String,
}

/// For `repository_create`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryCreateRequest {
    /// The registry's id.
    pub registry: String,
    /// Name without the owner.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Everybody may see it.
    pub public: bool,
}

/// For `repository_search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositorySearchRequest {
    /// The registry's id.
    pub registry: String,
    /// A part of a name or description.
    pub text: String,
}

/// For `repository_visibility`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryVisibilityRequest {
    /// The registry's id.
    pub registry: String,
    /// Whole name.
    pub repository: String,
    /// Everybody may see it from now on, else its owner alone.
    pub public: bool,
}

/// For `repository_favourite`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryFavouriteRequest {
    /// The registry's id.
    pub registry: String,
    /// Whole name.
    pub repository: String,
    /// Favourite or not.
    pub on: bool,
}

/// For `image_get`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRequest {
    /// The registry's id.
    pub registry: String,
    /// Repository.
    pub repository: String,
    /// Tag or digest.
    pub reference: String,
    /// Which platform's layers to show, by the digest of its manifest; empty for the first.
    #[serde(default)]
    pub platform: String,
}

/// For `image_delete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageDeleteRequest {
    /// The registry's id.
    pub registry: String,
    /// Repository.
    pub repository: String,
    /// The tag; with an empty digest the tag alone is deleted.
    pub tag: String,
    /// Digest of the image that goes with all its tags.
    #[serde(default)]
    pub digest: String,
}

/// For `file_images`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileImagesRequest {
    /// Archive or folder.
    pub path: String,
}

/// For `push_start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushRequest {
    /// The registry's id.
    pub registry: String,
    /// Archive or folder.
    pub path: String,
    /// Which image in it; empty for the only one.
    #[serde(default)]
    pub image: String,
    /// Where to.
    pub repository: String,
    /// Under which tag.
    pub tag: String,
}

/// For `pull_start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// The registry's id.
    pub registry: String,
    /// Repository.
    pub repository: String,
    /// Tag or digest.
    pub reference: String,
    /// Archive (`.tar`) or folder, which must not exist as something else.
    pub path: String,
    /// Take an image whose manifest the server changed.
    #[serde(default)]
    pub take_altered: bool,
}

/// Names a push or pull.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferIdRequest {
    /// Its id.
    pub transfer: u64,
}

/// For `transfer_go_on`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutGoOnRequest {
    /// Which one.
    pub cut: String,
    /// The archive, where it must be chosen again; else empty.
    #[serde(default)]
    pub path: String,
}

/// For `transfer_forget`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutRequest {
    /// Which one.
    pub cut: String,
}

/// What is chosen in a dialog of the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "choose", rename_all = "snake_case")]
pub enum PathWanted {
    /// An archive of images.
    Archive,
    /// An OCI layout folder.
    Folder,
    /// A place for a new archive.
    Place {
        /// Name to begin with.
        name: String,
    },
}

/// For `path_choose`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathChooseRequest {
    /// What is wanted.
    pub wanted: PathWanted,
}

/// For `passkey_rename` and `passkey_remove`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyRequest {
    /// Its id.
    pub passkey: String,
    /// The new name; ignored when it is removed.
    #[serde(default)]
    pub name: String,
}

/// For `passkey_decide`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyDecideRequest {
    /// Which wish.
    pub id: String,
    /// Hash of the choice that was shown.
    pub hash: Hash32,
    /// Yes or no.
    pub approve: bool,
    /// The vault's password, where it is asked for.
    #[serde(default)]
    pub password: Hidden,
}
