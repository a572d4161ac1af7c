//! The macro behind the command table, and the seam that the client stands on.

use crate::{ApiError, Tag};

/// Whether a command only looks or also changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Looks; may be repeated and cached.
    Read,
    /// Changes something.
    Mutate,
    /// Changes something or answers, and its request or answer holds a secret (password, words): never logged or cached.
    Secret,
}

/// One row of the command table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Name that crosses the boundary.
    pub name: &'static str,
    /// Looks, changes, or holds a secret.
    pub kind: Kind,
    /// What a read provides or a mutation invalidates.
    pub tags: &'static [Tag],
}

/// Bytes of the largest request that is read: a backup with many drafts is far smaller.
pub const LARGEST_REQUEST: usize = 8 * 1024 * 1024;

/// How a command reaches the core: Tauri IPC, a worker, or the core itself in tests.
#[async_trait::async_trait(?Send)]
pub trait Transport {
    /// Sends the request as JSON and gives the answer as JSON.
    ///
    /// # Errors
    /// What the core answers, or [`crate::ErrorCode::Internal`] when the core can't be reached.
    async fn call(&self, name: &'static str, payload: String) -> Result<String, ApiError>;
}

/// Builds the trait, the dispatcher, the client and the list from the rows.
macro_rules! commands {
    ($( $(#[$doc:meta])* $kind:ident $name:ident($request:ident) -> $answer:ty [$($tag:ident)*]; )*) => {
        /// Every command, in the order of the table.
        pub const COMMANDS: &[$crate::Row] = &[
            $( $crate::Row { name: stringify!($name), kind: $crate::Kind::$kind, tags: &[$($crate::Tag::$tag),*] }, )*
        ];

        /// What the core does for the user interface. One method per row of the table.
        #[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
        #[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
        pub trait Api {
            $( $(#[$doc])* async fn $name(&self, request: $crate::$request) -> Result<$answer, $crate::ApiError>; )*
        }

        /// Calls the command `name` with a JSON request and gives its JSON answer.
        ///
        /// # Errors
        /// [`crate::ErrorCode::Invalid`] for an unknown name or a malformed request (its content is
        /// not repeated, it may hold a secret); else what the command answers.
        pub async fn dispatch<A: Api + ?Sized>(api: &A, name: &str, payload: &str) -> Result<String, $crate::ApiError> {
            if payload.len() > $crate::LARGEST_REQUEST {
                return Err($crate::ApiError::new($crate::ErrorCode::Invalid, "The request is larger than 8 MiB."));
            }
            match name {
                $( stringify!($name) => {
                    let request: $crate::$request = serde_json::from_str(payload).map_err(|e| {
                        $crate::ApiError::new($crate::ErrorCode::Invalid, format!(
                            "The request {name} is malformed at column {}.", e.column()))
                    })?;
                    let answer = api.$name(request).await?;
                    serde_json::to_string(&answer).map_err(|e| {
                        $crate::ApiError::new($crate::ErrorCode::Internal, format!("The answer can't be written: {e}"))
                    })
                } )*
                _ => Err($crate::ApiError::new($crate::ErrorCode::Invalid, "There is no such command.")),
            }
        }

        /// The typed client of the user interface.
        #[derive(Clone)]
        pub struct Client<T> {
            transport: T,
        }

        impl<T: $crate::Transport> Client<T> {
            /// A client over `transport`.
            pub const fn new(transport: T) -> Self {
                Self { transport }
            }

            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// What the core answers.
                pub async fn $name(&self, request: $crate::$request) -> Result<$answer, $crate::ApiError> {
                    let fault = |e: serde_json::Error| $crate::ApiError::new(
                        $crate::ErrorCode::Internal, format!("{} can't be read: {e}", stringify!($name)));
                    let payload = serde_json::to_string(&request).map_err(fault)?;
                    let answer = self.transport.call(stringify!($name), payload).await?;
                    serde_json::from_str(&answer).map_err(fault)
                }
            )*
        }
    };
}
pub(crate) use commands;
