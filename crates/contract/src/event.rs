//! What the core tells the user interface by itself.

use serde::{Deserialize, Serialize};

use crate::{HealthView, PasskeyAsked, StreamId, Tag, TransferView};

/// Pushed by the core, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// What these tags name is stale: read it again.
    Changed {
        /// Which tags.
        tags: Vec<Tag>,
    },
    /// The node's health changed or a block arrived.
    Health {
        /// The health now.
        health: HealthView,
    },
    /// Lines of an open stream.
    Lines {
        /// Which stream.
        stream: StreamId,
        /// The lines, oldest first.
        lines: Vec<LogLine>,
    },
    /// A stream ended.
    StreamEnded {
        /// Which stream.
        stream: StreamId,
        /// Why.
        end: StreamEnd,
    },
    /// A push or pull went on.
    Transfer {
        /// How it stands now.
        transfer: TransferView,
    },
    /// The core needs something that only the main thread or the shell can do.
    HostCall {
        /// To be repeated in [`HostAnswer`].
        id: u64,
        /// What is needed.
        call: HostCall,
    },
}

/// One line of a log, or one event of the provider's cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When it arrived here, milliseconds since 1970; providers send no time.
    pub at: u64,
    /// Service that wrote it; for events the object's name.
    pub service: String,
    /// Replica (pod) that wrote it.
    pub replica: String,
    /// The text, without line end; for events `reason: note`.
    pub text: String,
    /// `error`, `warn`, `info`, `debug` where the text shows it, for events `warn` or `info`.
    pub level: Option<String>,
}

/// Why a stream ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum StreamEnd {
    /// The provider has no more lines.
    Finished,
    /// It was closed from here.
    Closed,
    /// It broke; open it again.
    Broken {
        /// What happened.
        message: String,
    },
}

/// What only the main thread or the shell can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum HostCall {
    /// Ask the browser to keep this site's storage (`navigator.storage.persist`). Answer: `{"granted": bool}`.
    PersistStorage,
    /// Make a passkey with the PRF extension and evaluate it once. Answer: [`crate::PasskeyAnswer`].
    PasskeyCreate {
        /// The vault's name, shown by the authenticator.
        name: String,
        /// 16 random bytes, base64url: the user handle; never a key.
        user: String,
        /// 32 random bytes, base64url.
        challenge: String,
        /// What the PRF is asked with.
        salt: String,
        /// Credentials that are there already.
        exclude: Vec<String>,
    },
    /// Ask one of these passkeys, with the person verified. Answer: [`crate::PasskeyAnswer`].
    PasskeyGet {
        /// 32 random bytes, base64url.
        challenge: String,
        /// Any of them.
        keys: Vec<PasskeyAsked>,
    },
    /// Make a passkey of the browser's own for a site. Answer: [`crate::SitePasskeyAnswer`].
    SitePasskeyCreate {
        /// `PublicKeyCredentialCreationOptionsJSON` of the site.
        options: serde_json::Value,
    },
    /// Use a passkey of the browser's own for a site. Answer: [`crate::SitePasskeyAnswer`].
    SitePasskeyGet {
        /// `PublicKeyCredentialRequestOptionsJSON` of the site.
        options: serde_json::Value,
    },
    /// Ask the Keplr that the browser brings along. Answer: [`crate::KeplrAnswer`].
    Keplr {
        /// The method as it is called over WalletConnect.
        method: String,
        /// Its parameters, and for `cosmos_getAccounts` the chain: `{chainId, chainName, rpc}`.
        params: serde_json::Value,
    },
}

/// The answer to a [`HostCall`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostAnswer {
    /// The call's id.
    pub id: u64,
    /// The answer, as the call describes; `null` when it can't be done here.
    pub answer: serde_json::Value,
}

impl std::fmt::Debug for HostAnswer {
    /// The answer may hold a passkey's secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostAnswer")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
