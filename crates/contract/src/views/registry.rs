//! Image registries: servers, repositories, tags, images, pushes and pulls, passkeys.

use serde::{Deserialize, Serialize};
use types::{Hash32, UnixMillis};

/// How one is known at a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// By passkey.
    Passkey,
    /// By password or access token.
    Password,
}

/// Who one is at a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityView {
    /// The name there.
    pub user: String,
    /// How one signed in.
    pub method: SignInMethod,
}

/// What can be deleted at a registry, and what goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletingView {
    /// A tag alone.
    Tags,
    /// An image with all its tags.
    Images,
    /// An image with all its tags and every copy on the server, other people's included.
    EverywhereAtOnce,
    /// Nothing.
    No,
}

/// One registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryView {
    /// Names it in requests.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Host and port, as they stand in front of image names.
    pub host: String,
    /// Its kind, such as `OpenRegistry`.
    pub kind: String,
    /// One can sign up and in by passkey.
    pub passkeys: bool,
    /// Accounts are made here by passkey, repositories can be made by name.
    pub accounts: bool,
    /// An account has several passkeys and its access tokens are listed, repositories can be searched and shown to
    /// everybody, and one signs in without a user name.
    pub managed: bool,
    /// What can be deleted there.
    pub deleting: DeletingView,
    /// A tag that exists never moves to another image.
    pub tags_stay: bool,
    /// Who one is there; none for nobody.
    pub identity: Option<IdentityView>,
    /// Relying party that its passkeys are pinned to.
    pub relying_party: Option<String>,
    /// It comes with a network of this home and can't be forgotten.
    pub built_in: bool,
    /// It is part of a simulated network.
    pub simulated: bool,
    /// It is on this machine: nobody elsewhere reaches it.
    pub local: bool,
    /// What the browser's own passkeys can do here; none where there is no page in a browser.
    #[serde(default)]
    pub page: Option<PageView>,
}

/// The page in which Slipway runs, as a registry's passkeys see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageView {
    /// Its origin, such as `http://localhost:8417`.
    pub origin: String,
    /// The site that the registry's passkeys belong to.
    pub site: String,
    /// The browser lets this page use passkeys of that site.
    pub fits: bool,
}

/// All registries, in the order in which they were added; those of the home come last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistriesView {
    /// The registries.
    pub registries: Vec<RegistryView>,
    /// Others can be added here.
    pub custom: bool,
}

/// A passkey of an account, as its registry lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPasskeyView {
    /// Names it there.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// When it was added, as RFC 3339.
    pub created: String,
    /// When it last signed in, as RFC 3339.
    pub last_used: Option<String>,
    /// It is in this vault.
    pub here: bool,
}

/// An access token of an account, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenView {
    /// Names it there.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// When it was made, as RFC 3339.
    pub created: String,
    /// When it stops working, as RFC 3339.
    pub expires: String,
}

/// Ways into an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryAccountView {
    /// Its name.
    pub user: String,
    /// Its passkeys.
    pub passkeys: Vec<AccountPasskeyView>,
    /// Its access tokens.
    pub tokens: Vec<AccessTokenView>,
}

/// A fresh access token. It is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshTokenView {
    /// The account's name, which goes with it.
    pub user: String,
    /// The token.
    pub token: crate::Hidden,
}

/// One repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryView {
    /// Whole name, such as `ann/app`.
    pub name: String,
    /// What its owner says of it.
    pub description: String,
    /// Everybody can see it; none when the server doesn't say.
    pub public: Option<bool>,
    /// It is one's own: who sees it is for oneself to say.
    pub own: bool,
    /// Pulls so far, where the server counts.
    pub pulls: Option<u64>,
    /// Marked here as a favourite.
    pub favourite: bool,
}

/// Repositories of a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoriesView {
    /// Favourites first, then by name.
    pub repositories: Vec<RepositoryView>,
    /// The server gives no list: these are the ones that were used here.
    pub partial: bool,
}

/// Tags of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagsView {
    /// The tags; what looks like a version is in its order, newest first.
    pub tags: Vec<String>,
    /// When they were read.
    pub seen: UnixMillis,
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerView {
    /// Its digest.
    pub digest: String,
    /// Compressed size in bytes.
    pub size: u64,
    /// What made it, from the image's history; empty when that is not known.
    pub made_by: String,
}

/// One platform of an image for several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformView {
    /// Such as `linux/amd64`.
    pub platform: String,
    /// Digest of its manifest.
    pub digest: String,
}

/// Something that refers to an image: a signature, a list of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferrerView {
    /// What kind of thing.
    pub artifact_type: String,
    /// Its digest.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
}

/// One image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageView {
    /// Repository.
    pub repository: String,
    /// Tag or digest that was asked for.
    pub reference: String,
    /// Digest of the manifest or index.
    pub digest: String,
    /// Media type.
    pub media_type: String,
    /// The server wrote the manifest anew: its bytes are not those of the digest.
    pub altered: bool,
    /// Platform of the image, or of the one that is shown of several.
    pub platform: Option<String>,
    /// The platforms, when there are several.
    pub platforms: Vec<PlatformView>,
    /// Layers of the image that is shown, lowest first.
    pub layers: Vec<LayerView>,
    /// Sum of its layers and config in bytes, as they are stored.
    pub size: u64,
    /// When it was built, as RFC 3339, where it says so.
    pub created: Option<String>,
    /// Name and value of what its config sets: entry point, command, user, ports, variables.
    pub config: Vec<(String, String)>,
    /// What refers to it.
    pub referrers: Vec<ReferrerView>,
    /// When it was read.
    pub seen: UnixMillis,
}

/// Images in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileImagesView {
    /// Name and digest; an image without a name has an empty one.
    pub images: Vec<(String, String)>,
}

/// Where a layer of a push or pull stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerStep {
    /// Not begun.
    Waiting,
    /// It was there already.
    There,
    /// The server took it over from another repository.
    Mounted,
    /// On its way.
    Moving,
    /// Moved, with the right digest.
    Done,
}

/// One layer on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLayer {
    /// Its digest.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// Bytes moved so far.
    pub moved: u64,
    /// Where it stands.
    pub step: LayerStep,
}

/// How a push or pull stands as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TransferState {
    /// Under way.
    Running,
    /// Finished.
    Done {
        /// The image's digest.
        digest: String,
        /// The server keeps manifests in its own writing: the digest is another than in the file.
        rewritten: bool,
    },
    /// Failed.
    Failed {
        /// Why, what is safe, what to do.
        error: crate::ApiError,
    },
    /// Stopped by the person.
    Stopped,
}

/// A push or pull.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferView {
    /// Names it.
    pub id: u64,
    /// A push, else a pull.
    pub push: bool,
    /// The registry's id.
    pub registry: String,
    /// Image with its host.
    pub image: String,
    /// The file or folder on this device.
    pub path: String,
    /// All layers and configs.
    pub layers: Vec<TransferLayer>,
    /// How many of them need not be moved.
    pub skipped: usize,
    /// Bytes that need not be moved.
    pub saved: u64,
    /// Bytes moved so far.
    pub moved: u64,
    /// When it began.
    pub started: UnixMillis,
    /// When this was true.
    pub at: UnixMillis,
    /// How it stands.
    pub state: TransferState,
}

/// Pushes and pulls since the start, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransfersView {
    /// The transfers.
    pub transfers: Vec<TransferView>,
    /// Files can be read and written from here.
    pub files: bool,
    /// The system has a dialog to choose files and folders with.
    #[serde(default)]
    pub chooser: bool,
    /// In a browser: bytes for which its storage has room, so that an image can be pulled into it and then saved.
    #[serde(default)]
    pub room: Option<u64>,
    /// Pushes and pulls that a restart cut off, newest first.
    #[serde(default)]
    pub cut: Vec<CutView>,
}

/// A push or pull that was under way when the program ended or the page was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutView {
    /// Names it.
    pub id: String,
    /// A push, else a pull.
    pub push: bool,
    /// The registry's id.
    pub registry: String,
    /// Image with its host.
    pub image: String,
    /// The file or folder on this device.
    pub path: String,
    /// The archive must be chosen again: the browser has forgotten it.
    pub choose: bool,
    /// When it began.
    pub started: UnixMillis,
}

/// What was chosen in a dialog of the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathChoiceView {
    /// The path; none when the dialog was closed.
    pub path: Option<String>,
}

/// A passkey of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Names it.
    pub id: String,
    /// The person's name for it.
    pub name: String,
    /// The site it works for.
    pub relying_party: String,
    /// The account there.
    pub user: String,
    /// When it was made.
    pub created: UnixMillis,
    /// When it last signed in.
    pub last_used: Option<UnixMillis>,
}

/// The vault's passkeys, newest first; empty while it is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeysView {
    /// The passkeys.
    pub passkeys: Vec<PasskeyView>,
}

/// A site's wish for a passkey that waits for the person's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyAskView {
    /// Names it.
    pub id: String,
    /// Hash of what is consented to, for each passkey that can be chosen. For a new passkey there is one, without a key.
    pub choices: Vec<PasskeyChoice>,
    /// A new passkey is made, else one is used.
    pub create: bool,
    /// The site.
    pub relying_party: String,
    /// The server that asks.
    pub server: String,
    /// The web address that is claimed to the site.
    pub origin: String,
    /// The account there.
    pub user: String,
    /// Who holds the passkey, or is to.
    #[serde(default)]
    pub holder: crate::PasskeyHolder,
    /// The site wants the vault's password to be typed.
    pub needs_password: bool,
    /// When the site stops waiting.
    pub ends: UnixMillis,
}

/// One way to answer a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyChoice {
    /// The passkey; none for a new one.
    pub passkey: Option<PasskeyView>,
    /// Hash of what is consented to with it.
    pub hash: Hash32,
}

/// What waits, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyAsksView {
    /// The wishes.
    pub asks: Vec<PasskeyAskView>,
}
