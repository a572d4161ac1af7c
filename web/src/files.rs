//! The built user interface, from a folder or from inside the program.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::{Shared, WebError};

/// Gives a file inside the program by its path, such as `index.html`: its bytes and its media type.
pub type Embedded = Arc<dyn Fn(&str) -> Option<(Vec<u8>, String)> + Send + Sync>;

/// Where the user interface is.
#[derive(Clone)]
pub enum Pages {
    /// In a folder.
    Folder(PathBuf),
    /// Inside the program.
    Embedded(Embedded),
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            Self::Embedded(_) => f.write_str("Embedded"),
        }
    }
}

const INDEX: &str = "index.html";

impl Pages {
    pub(crate) fn check(&self) -> Result<(), WebError> {
        let missing = match self {
            Self::Folder(folder) => (!folder.join(INDEX).is_file()).then(|| folder.clone()),
            Self::Embedded(file) => file(INDEX).is_none().then(PathBuf::new),
        };
        missing.map_or(Ok(()), |folder| Err(WebError::NotBuilt(folder)))
    }

    async fn index(&self) -> Option<Vec<u8>> {
        match self {
            Self::Folder(folder) => tokio::fs::read(folder.join(INDEX)).await.ok(),
            Self::Embedded(file) => file(INDEX).map(|(bytes, _)| bytes),
        }
    }
}

/// The page for addresses that its own navigation made; a missing file stays missing.
pub(crate) async fn index(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let last = uri.path().rsplit('/').next();
    if last.is_some_and(|name| name.contains('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match shared.pages.index().await {
        Some(page) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A file from inside the program, else the page.
pub(crate) async fn embedded(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let name = uri.path().trim_start_matches('/');
    let found = match &shared.pages {
        Pages::Embedded(file) if !name.is_empty() => file(name),
        _ => None,
    };
    match found {
        Some((bytes, kind)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        None => index(State(shared), uri).await,
    }
}
