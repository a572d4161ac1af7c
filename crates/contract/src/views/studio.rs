//! Drafts and templates.

use serde::{Deserialize, Serialize};
use types::UnixMillis;

/// A draft without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSummary {
    /// Draft id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was last changed.
    pub changed: UnixMillis,
    /// Whether Akash would accept it.
    pub valid: bool,
    /// Names of its services.
    pub services: Vec<String>,
}

/// All drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftsView {
    /// Last changed first.
    pub drafts: Vec<DraftSummary>,
}

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Draft id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The SDL text.
    pub text: String,
    /// When it was last changed.
    pub changed: UnixMillis,
}

/// A starting point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    /// Template id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it brings up, one sentence.
    pub summary: String,
    /// GPU it asks for, in words; empty for none.
    pub gpu: String,
    /// The SDL text.
    pub text: String,
}

/// All templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatesView {
    /// The templates.
    pub templates: Vec<TemplateView>,
}
