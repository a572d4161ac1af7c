//! Lists of repositories and tags.

use std::cmp::Ordering;

use contract::{
    RepositoriesView, RepositoryCreateRequest, RepositoryFavouriteRequest, RepositoryRequest,
    RepositorySearchRequest, RepositoryView, RepositoryVisibilityRequest, Tag, TagsView,
};
use registry::{ClientError, OpenRegistry, Repository, RepositoryRow, Visibility};

use super::{Profile, fault};
use crate::Core;
use crate::error::{self, Result, capital};

/// Repositories that are remembered of one registry.
const REMEMBERED: usize = 200;

pub(super) fn repository(text: &str) -> Result<Repository> {
    text.trim()
        .parse()
        .map_err(|e| error::invalid(format!("{}.", capital(&format!("{e}")))))
}

impl Core {
    pub(crate) async fn repositories_view(&self, id: &str) -> Result<RepositoriesView> {
        let profile = self.registry_profile(id)?;
        let (mut rows, partial) = self.listed(id, &profile).await?;
        for name in profile.used.iter().chain(&profile.favourites) {
            if !rows.iter().any(|row| &row.name == name) {
                rows.push(plain(name.clone()));
            }
        }
        for row in &mut rows {
            row.favourite = profile.favourites.contains(&row.name);
        }
        rows.sort_by(|a, b| {
            b.favourite
                .cmp(&a.favourite)
                .then_with(|| a.name.cmp(&b.name))
        });
        Ok(RepositoriesView {
            repositories: rows,
            partial,
        })
    }

    /// What the server lists, and whether that is less than all.
    async fn listed(&self, id: &str, profile: &Profile) -> Result<(Vec<RepositoryView>, bool)> {
        let client = self.registry_client(id)?;
        let accounts = OpenRegistry::new(client.clone());
        if profile.kind.is_openregistry() && accounts.has_session() {
            let owner = profile
                .identity
                .as_ref()
                .map(|i| i.user.clone())
                .unwrap_or_default();
            if !owner.contains('@') {
                let own = accounts.own_repositories().await.map_err(fault::ext)?;
                let rows = own.into_iter().map(|row| listed_row(row, &owner, true));
                return Ok((rows.collect(), false));
            }
        }
        if !profile.kind.quirks().catalog {
            return Ok((Vec::new(), true));
        }
        match client.catalog().await {
            Ok(names) => Ok((names.into_iter().map(|n| plain(n.into())).collect(), false)),
            Err(
                ClientError::Missing(_)
                | ClientError::Denied(_)
                | ClientError::SignIn
                | ClientError::Refused {
                    status: 400..=499, ..
                },
            ) => Ok((Vec::new(), true)),
            Err(e) => Err(fault::client(e)),
        }
    }

    pub(crate) async fn search_repositories(
        &self,
        request: RepositorySearchRequest,
    ) -> Result<RepositoriesView> {
        let profile = self.registry_profile(&request.registry)?;
        let text = request.text.trim();
        if text.is_empty() {
            return Err(error::invalid("Type a part of a name."));
        }
        let client = self.registry_client(&request.registry)?;
        let found = OpenRegistry::new(client)
            .search(text)
            .await
            .map_err(fault::ext)?;
        let owner = profile.identity.as_ref().map(|i| i.user.as_str());
        let rows = found.into_iter().map(|row| {
            let mut row = listed_row(row, "", false);
            row.own = row.name.split('/').next() == owner;
            row.favourite = profile.favourites.contains(&row.name);
            row
        });
        Ok(RepositoriesView {
            repositories: rows.collect(),
            partial: false,
        })
    }

    pub(crate) async fn set_visibility(
        &self,
        request: RepositoryVisibilityRequest,
    ) -> Result<RepositoriesView> {
        let name = repository(&request.repository)?;
        let client = self.registry_client(&request.registry)?;
        let accounts = OpenRegistry::new(client);
        let own = accounts.own_repositories().await.map_err(fault::ext)?;
        let row = own
            .iter()
            .find(|row| row.full_name.as_deref() == Some(name.as_str()))
            .ok_or_else(|| error::invalid("This is no repository of your own."))?;
        let visibility = if request.public {
            Visibility::Public
        } else {
            Visibility::Private
        };
        accounts
            .set_visibility(&row.id, visibility)
            .await
            .map_err(fault::ext)?;
        self.changed(&[Tag::Images]);
        self.repositories_view(&request.registry).await
    }

    pub(crate) async fn create_repository(
        &self,
        request: RepositoryCreateRequest,
    ) -> Result<RepositoriesView> {
        let client = self.registry_client(&request.registry)?;
        let visibility = if request.public {
            Visibility::Public
        } else {
            Visibility::Private
        };
        OpenRegistry::new(client)
            .create_repository(request.name.trim(), &request.description, visibility)
            .await
            .map_err(fault::ext)?;
        self.changed(&[Tag::Images]);
        self.repositories_view(&request.registry).await
    }

    pub(crate) async fn mark_repository(
        &self,
        request: RepositoryFavouriteRequest,
    ) -> Result<RepositoriesView> {
        let name = repository(&request.repository)?;
        let mut profile = self.registry_profile(&request.registry)?;
        if request.on {
            profile.favourites.insert(name.into());
        } else {
            profile.favourites.remove(name.as_str());
        }
        self.save_registry(&request.registry, profile).await?;
        self.changed(&[Tag::Images]);
        self.repositories_view(&request.registry).await
    }

    pub(crate) async fn tags_view(&self, request: RepositoryRequest) -> Result<TagsView> {
        let name = repository(&request.repository)?;
        let client = self.registry_client(&request.registry)?;
        let tags = client.tags(&name).await.map_err(fault::client)?;
        let mut tags: Vec<String> = tags.into_iter().map(Into::into).collect();
        tags.sort_by(|a, b| newest_first(a, b));
        self.remember_repository(&request.registry, &name).await?;
        Ok(TagsView {
            tags,
            seen: self.now(),
        })
    }

    /// Keeps a repository's name for registries that give no list.
    pub(super) async fn remember_repository(&self, id: &str, name: &Repository) -> Result<()> {
        let mut profile = self.registry_profile(id)?;
        if self.home().read_only
            || profile.used.contains(name.as_str())
            || profile.used.len() >= REMEMBERED
        {
            return Ok(());
        }
        profile.used.insert(name.as_str().to_owned());
        self.save_registry(id, profile).await
    }
}

/// A row of a server's list, with the owner in front of names that come without.
fn listed_row(row: RepositoryRow, owner: &str, own: bool) -> RepositoryView {
    RepositoryView {
        name: row
            .full_name
            .unwrap_or_else(|| format!("{owner}/{}", row.name)),
        description: row.description,
        public: row.visibility.map(|v| v == Visibility::Public),
        own,
        pulls: Some(row.pull_count),
        favourite: false,
    }
}

fn plain(name: String) -> RepositoryView {
    RepositoryView {
        name,
        description: String::new(),
        public: None,
        own: false,
        pulls: None,
        favourite: false,
    }
}

/// `latest` first, then versions from high to low (numbers compared as numbers), then the rest by name.
fn newest_first(a: &str, b: &str) -> Ordering {
    let rank = |tag: &str| {
        let digits = tag
            .trim_start_matches('v')
            .starts_with(|c: char| c.is_ascii_digit());
        (tag != "latest", !digits)
    };
    rank(a).cmp(&rank(b)).then_with(|| {
        if rank(a).1 {
            return a.cmp(b);
        }
        parts(b).cmp(&parts(a))
    })
}

/// Numbers and texts of a tag in turn; a text stands below the end, so that `1.0-rc` is older than `1.0`.
fn parts(tag: &str) -> Vec<(u64, String)> {
    let mut out: Vec<(u64, String)> = tag
        .trim_start_matches('v')
        .split(['.', '-', '_', '+'])
        .map(|part| match part.parse::<u64>() {
            Ok(number) => (number + 2, String::new()),
            Err(_) => (0, part.to_owned()),
        })
        .collect();
    out.push((1, String::new()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_newest_first() {
        let mut tags = [
            "1.9", "edge", "v1.10", "1.10-rc1", "latest", "1.10.1", "alpha",
        ];
        tags.sort_by(|a, b| newest_first(a, b));
        assert_eq!(
            tags,
            [
                "latest", "1.10.1", "v1.10", "1.10-rc1", "1.9", "alpha", "edge"
            ]
        );
    }
}
