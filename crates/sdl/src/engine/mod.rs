//! From the text to what chain and provider get: groups, manifest, hash. Follows the Go reference.

mod build;
mod json;
mod model;
mod read;
mod rules;
mod units;

use proto::deployment_v1beta4::GroupSpec;
use sha2::{Digest, Sha256};

use crate::draft::{self, SyntaxError};

/// Why Akash would refuse an SDL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SdlError {
    /// The YAML can't be read.
    #[error("{0}")]
    Syntax(String),
    /// A field has a value that it can't have.
    #[error("{path}: {message}")]
    Field {
        /// Where, such as `services.web.expose`.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// The parts do not fit together.
    #[error("{0}")]
    Rule(String),
}

impl SdlError {
    pub(crate) fn field(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Field {
            path: path.into(),
            message: message.into(),
        }
    }

    /// Where in the processing the reference refuses this: `parse` for text and fields, `validate` for the rest.
    #[must_use]
    pub const fn stage(&self) -> &'static str {
        match self {
            Self::Syntax(_) | Self::Field { .. } => "read",
            Self::Rule(_) => "validate",
        }
    }
}

impl From<&SyntaxError> for SdlError {
    fn from(error: &SyntaxError) -> Self {
        Self::Syntax(error.to_string())
    }
}

pub(crate) type Res<T = ()> = Result<T, SdlError>;

/// An SDL, read once.
///
/// ```
/// let document = sdl::Document::parse("version: \"2.0\"");
/// assert!(document.groups().is_err());
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    built: Res<build::Built>,
}

impl Document {
    /// Reads a text. Never fails: what is wrong shows in the answers.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let built = match draft::parse(text) {
            Err(e) => Err(SdlError::from(&e)),
            Ok(tree) => read::read(&tree).and_then(|sdl| {
                rules::check(&sdl)?;
                build::build(&sdl)
            }),
        };
        Self { built }
    }

    /// Groups for `MsgCreateDeployment`, by placement name.
    ///
    /// # Errors
    /// [`SdlError`]: what the reference refuses first.
    pub fn groups(&self) -> Result<Vec<GroupSpec>, SdlError> {
        self.built
            .as_ref()
            .map(|b| b.groups.clone())
            .map_err(Clone::clone)
    }

    /// The manifest as canonical JSON: keys sorted, no spaces, Go's HTML escapes.
    ///
    /// # Errors
    /// As [`Document::groups`].
    pub fn manifest_json(&self) -> Result<String, SdlError> {
        self.built
            .as_ref()
            .map(|b| json::canonical(&b.manifest))
            .map_err(Clone::clone)
    }

    /// SHA-256 of the canonical manifest: the deployment's `hash` on chain.
    ///
    /// # Errors
    /// As [`Document::groups`].
    pub fn version_hash(&self) -> Result<[u8; 32], SdlError> {
        self.manifest_json()
            .map(|json| Sha256::digest(json.as_bytes()).into())
    }

    /// Names of the services that are deployed, sorted; empty where the SDL is refused.
    #[must_use]
    pub fn service_names(&self) -> Vec<String> {
        self.built
            .as_ref()
            .map(|b| b.services.clone())
            .unwrap_or_default()
    }

    /// The least window that a provider must leave before it takes a lease back, in nanoseconds.
    #[must_use]
    pub fn reclamation_min_window_ns(&self) -> Option<i64> {
        self.built.as_ref().ok().and_then(|b| b.reclamation)
    }
}
