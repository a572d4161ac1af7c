//! Repositories of an account: list, create, stars (fact sheet 3.5).

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::OpenRegistry;
use crate::error::{ClientError, clean};
use crate::kind::ServerKind;
use crate::name::{Repository, is_path_part};

/// Who may see a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Its owner and whom they let in.
    Private,
}

/// A repository in a list. Fields that can hold e-mail addresses or password hashes are never read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RepositoryRow {
    /// Names it in other calls.
    pub id: String,
    /// Its name without the owner.
    pub name: String,
    /// Its whole name, where the server says it.
    #[serde(default)]
    pub full_name: Option<String>,
    /// What its owner says of it.
    #[serde(default)]
    pub description: String,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Pulls so far.
    #[serde(default)]
    pub pull_count: u64,
    /// Stars.
    #[serde(default)]
    pub favorite_count: u64,
}

/// Why a repository was not listed, made or starred.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtError {
    /// The server.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Not a name.
    #[error("a repository's name has small letters and digits, with . _ - between them")]
    Name,
    /// It exists. The server would make a second one of the same name.
    #[error("there is a repository of this name already")]
    Exists,
    /// Only on the other variant of the server.
    #[error("this server has no such function")]
    Unsupported,
}

#[derive(Deserialize)]
struct List {
    repositories: Option<Vec<serde_json::Value>>,
}

impl OpenRegistry {
    /// The signed-in account's repositories. Names that are none (the server checks nothing) are left out.
    ///
    /// # Errors
    /// [`ExtError`].
    pub async fn own_repositories(&self) -> Result<Vec<RepositoryRow>, ExtError> {
        let reply = self
            .call_signed("GET", "/v2/ext/catalog/user?n=1000", None)
            .await?;
        if reply.status != 200 {
            return Err(fault(reply.status, &reply.words).into());
        }
        let list: List = serde_json::from_value(reply.json)
            .map_err(|_| ClientError::Malformed("the list of repositories".into()))?;
        Ok(rows(list.repositories.unwrap_or_default()))
    }

    /// The account's stars, where the server lists them.
    ///
    /// # Errors
    /// [`ExtError`].
    pub async fn favourites(&self) -> Result<Vec<RepositoryRow>, ExtError> {
        if self.0.kind() == ServerKind::OpenRegistryMain {
            return Err(ExtError::Unsupported);
        }
        let reply = self
            .call_signed("GET", "/v2/ext/repository/favorites", None)
            .await?;
        if reply.status != 200 {
            return Err(fault(reply.status, &reply.words).into());
        }
        Ok(rows(reply.json.as_array().cloned().unwrap_or_default()))
    }

    /// Makes a repository. The own list is asked first: the server takes duplicates.
    ///
    /// # Errors
    /// [`ExtError`].
    pub async fn create_repository(
        &self,
        name: &str,
        description: &str,
        visibility: Visibility,
    ) -> Result<(), ExtError> {
        if !is_path_part(name) || name.len() > 100 {
            return Err(ExtError::Name);
        }
        if self
            .own_repositories()
            .await?
            .iter()
            .any(|row| row.name == name)
        {
            return Err(ExtError::Exists);
        }
        let described = clean(description, 500);
        // The server refuses an empty description.
        let described = if described.is_empty() {
            name
        } else {
            &described
        };
        let body = json!({ "name": name, "description": described, "visibility": visibility });
        let path = "/v2/ext/repository/create";
        let reply = self.call_signed("POST", path, Some(&body)).await?;
        match reply.status {
            201 => Ok(()),
            409 => Err(ExtError::Exists),
            status => Err(fault(status, &reply.words).into()),
        }
    }

    /// Repositories whose name or description holds `text`, of everybody's that one may see, where the server says their
    /// whole names.
    ///
    /// # Errors
    /// [`ExtError`].
    pub async fn search(&self, text: &str) -> Result<Vec<RepositoryRow>, ExtError> {
        if self.0.kind() != ServerKind::Slipway {
            return Err(ExtError::Unsupported);
        }
        let query = crate::tags::escape(text);
        let path = format!("/v2/ext/catalog/search?search_query={query}");
        let reply = self.call_signed("GET", &path, None).await?;
        if reply.status != 200 {
            return Err(fault(reply.status, &reply.words).into());
        }
        let list: List = serde_json::from_value(reply.json)
            .map_err(|_| ClientError::Malformed("the list of repositories".into()))?;
        Ok(rows(list.repositories.unwrap_or_default()))
    }

    /// Lets everybody see a repository, or only its owner.
    ///
    /// # Errors
    /// [`ExtError`].
    pub async fn set_visibility(
        &self,
        repository_id: &str,
        visibility: Visibility,
    ) -> Result<(), ExtError> {
        let body = json!({ "repository_id": repository_id, "visibility_mode": visibility });
        let path = "/v2/ext/repository/visibility";
        let reply = self.call_signed("POST", path, Some(&body)).await?;
        match reply.status {
            200..=299 => Ok(()),
            status => Err(fault(status, &reply.words).into()),
        }
    }

    /// Gives a repository a star, or takes it back.
    ///
    /// # Errors
    /// [`ExtError`].
    pub async fn set_favourite(
        &self,
        repository_id: &str,
        user_id: &str,
        on: bool,
    ) -> Result<(), ExtError> {
        let body = json!({ "repository_id": repository_id, "user_id": user_id });
        let (id, user) = (
            crate::tags::escape(repository_id),
            crate::tags::escape(user_id),
        );
        let root = "/v2/ext/repository/favorites";
        let reply = match (on, self.0.kind()) {
            (true, _) => self.call_signed("POST", root, Some(&body)).await?,
            (false, ServerKind::OpenRegistryMain) => {
                let path = format!("{root}?repository_id={id}&user_id={user}");
                self.call_signed("DELETE", &path, None).await?
            }
            (false, _) => {
                self.call_signed("DELETE", &format!("{root}/{id}"), None)
                    .await?
            }
        };
        match reply.status {
            // 400: it was so already.
            200..=299 | 400 => Ok(()),
            status => Err(fault(status, &reply.words).into()),
        }
    }
}

fn rows(values: Vec<serde_json::Value>) -> Vec<RepositoryRow> {
    let mut rows: Vec<RepositoryRow> = values
        .into_iter()
        .filter_map(|value| serde_json::from_value(value).ok())
        .filter(|row: &RepositoryRow| match &row.full_name {
            Some(whole) => whole.parse::<Repository>().is_ok(),
            None => is_path_part(&row.name),
        })
        .map(|mut row| {
            row.description = clean(&row.description, 300);
            row
        })
        .collect();
    let key = |row: &RepositoryRow| row.full_name.clone().unwrap_or_else(|| row.name.clone());
    rows.sort_by_key(key);
    rows.dedup_by_key(|row| key(row));
    rows
}

fn fault(status: u16, words: &str) -> ClientError {
    match status {
        401 => ClientError::SignIn,
        403 => ClientError::Denied(words.to_owned()),
        404 => ClientError::Missing("repository"),
        status => ClientError::Refused {
            status,
            message: words.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaked_fields_and_bad_names_are_not_read() {
        let values = vec![
            json!({ "id": "1", "name": "b", "visibility": "Public", "user": { "email": "x@y", "password": "$2a$" } }),
            json!({ "id": "2", "name": "Bad Name/x", "visibility": "Public" }),
            json!({ "id": "3", "name": "a", "visibility": "Private", "description": "x\u{202e}y", "pull_count": 4 }),
            json!({ "id": "4", "name": "a", "visibility": "Private" }),
        ];
        let rows = rows(values);
        assert_eq!(
            rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert_eq!(rows[0].description, "xy");
        assert!(!format!("{rows:?}").contains("$2a$"));
    }
}
