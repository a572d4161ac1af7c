//! Client of OCI registries and OpenRegistry: sign-in, images, push and pull.
//!
//! Everything goes through [`platform::Transfer`] and [`platform::Disk`], so the same client runs natively and in a
//! browser. What real servers do to the unwary is gathered in [`Quirks`]; each has a guard, and a test with its name.
//!
//! The way of a push: [`Archive::open`] reads the table of contents, [`Client::push`] looks for every layer, sends what is
//! missing while hashing it, and puts the manifest last. The way of a pull: [`Client::pull`] gets the manifests, lays the
//! file out, takes all layers at once into their places and gives the file its name at the end.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod archive;
mod auth;
mod challenge;
mod client;
mod delete;
mod detect;
mod download;
mod error;
mod kind;
mod manifest;
mod name;
mod openregistry;
mod progress;
mod pull;
mod push;
mod rewrite;
mod tags;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub mod testing;
mod upload;

pub use archive::{Archive, ArchiveError, Found as FoundImage};
pub use auth::{Credentials, Hidden, base64url};
pub use challenge::{Challenge, ChallengeError};
pub use client::Client;
pub use delete::DeleteError;
pub use detect::{Found, detect};
pub use download::DownloadError;
pub use error::{ClientError, clean};
pub use kind::{Deleting, Quirks, ServerKind, Uploading};
pub use manifest::{Given, ImageManifest, LONGEST, Manifest, ManifestError, digest_of};
pub use name::{Digest, NameError, Reference, Repository, ServerUrl, Tag};
pub use oci_spec::image::{Descriptor, ImageConfiguration};
pub use openregistry::{
    AccessToken, AccountError, AccountPasskey, CeremonyError, Claim, ExtError, OpenRegistry,
    PasskeyFault, PasskeyProvider, PasskeyWish, RelyingParty, RelyingPartyError, RepositoryRow,
    Session, UserName, UserNameError, Visibility,
};
pub use progress::{LayerProgress, LayerState, Progress, Tally};
pub use pull::{Destination, PullError, PullOrder, Pulled};
pub use push::{PushError, PushOrder, Pushed};
