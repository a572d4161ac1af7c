//! What every request shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};

use crate::auth::token::TokenKey;
use crate::auth::webauthn::Party;
use crate::clock;
use crate::config::Config;
use crate::content::{Content, ContentError};
use crate::meta::{Meta, MetaError, collect, repo, session};
use crate::name::RepositoryName;
use crate::rate::Rate;
use crate::upload::Uploads;

/// The registry as handlers see it.
pub struct App {
    /// The set-up.
    pub config: Config,
    /// `http://localhost:PORT` or the configured address, without a final slash.
    pub url: String,
    /// The metadata.
    pub meta: Meta,
    /// The bytes of blobs.
    pub content: Content,
    /// Uploads in progress.
    pub uploads: Uploads,
    /// What signs tokens.
    pub tokens: TokenKey,
    /// What checks passkeys.
    pub party: Party,
    /// The bound on sign-in attempts.
    pub rate: Rate,
    pulls: Mutex<HashMap<RepositoryName, u64>>,
}

/// The handle that handlers get.
pub type Shared = Arc<App>;

impl App {
    /// Puts the parts together.
    pub fn new(
        config: Config,
        url: String,
        (meta, content): (Meta, Content),
        tokens: TokenKey,
        party: Party,
    ) -> Self {
        Self {
            url,
            meta,
            content,
            uploads: Uploads::default(),
            tokens,
            party,
            rate: Rate::new(config.limits.auth_burst, config.limits.auth_per_minute),
            pulls: Mutex::default(),
            config,
        }
    }

    /// The address that this caller reaches the registry by: the configured one, else the one it asked.
    pub fn base(&self, headers: &HeaderMap) -> String {
        let asked = headers.get(header::HOST).and_then(|h| h.to_str().ok());
        let plain = |h: &&str| {
            h.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
        };
        match asked.filter(plain) {
            Some(host) if self.config.url.is_none() => format!("http://{host}"),
            _ => self.url.clone(),
        }
    }

    /// Counts a pull; written down by [`App::tidy`].
    pub fn pulled(&self, name: &RepositoryName) {
        let mut pulls = self.pulls.lock().unwrap_or_else(PoisonError::into_inner);
        *pulls.entry(name.clone()).or_default() += 1;
    }

    /// Writes counted pulls down.
    ///
    /// # Errors
    /// [`MetaError`] when the metadata fails.
    pub async fn write_pulls(&self) -> Result<(), MetaError> {
        let pulls = std::mem::take(&mut *self.pulls.lock().unwrap_or_else(PoisonError::into_inner));
        if pulls.is_empty() {
            return Ok(());
        }
        self.meta
            .write(move |txn| {
                pulls
                    .iter()
                    .try_for_each(|(name, n)| repo::add_pulls(txn, name, *n))
            })
            .await
    }

    /// Gives up resting uploads, ends old sessions, collects garbage.
    ///
    /// # Errors
    /// [`ContentError`] when metadata or store fail; the next time goes on.
    pub async fn tidy(&self) -> Result<(), ContentError> {
        let limits = &self.config.limits;
        self.uploads.sweep(limits.upload_rest).await;
        let now = clock::now();
        self.meta
            .write(move |txn| session::end_all(txn, |s| s.expires <= now))
            .await?;
        self.collect(now.saturating_sub(limits.grace.as_secs()))
            .await
    }

    /// Deletes blobs that came before a time (seconds since 1970) and that no manifest needs.
    ///
    /// # Errors
    /// [`ContentError`] when metadata or store fail; the next time goes on.
    pub async fn collect(&self, before: u64) -> Result<(), ContentError> {
        for key in collect::collect(&self.meta, before).await? {
            self.content.discard(key).await?;
        }
        Ok(())
    }
}
