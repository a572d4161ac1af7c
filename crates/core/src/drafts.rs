//! SDL drafts: kept as typed, valid or not.

use contract::{DraftSaveRequest, DraftSummary, DraftView, DraftsView, Tag};
use serde::{Deserialize, Serialize};
use types::UnixMillis;

use crate::error::{self, Result};
use crate::{Core, spec, store};

pub(crate) const BUCKET: &str = "drafts";
/// An SDL beyond this is no SDL.
const LARGEST: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
pub(crate) struct Draft {
    name: String,
    text: String,
    changed: UnixMillis,
}

impl Core {
    pub(crate) async fn drafts_view(&self) -> Result<DraftsView> {
        let mut drafts: Vec<DraftSummary> = store::load_all::<Draft>(self.home(), BUCKET)
            .await?
            .into_iter()
            .map(|(id, draft)| {
                let read = spec::read(&draft.text);
                DraftSummary {
                    id,
                    name: draft.name,
                    changed: draft.changed,
                    valid: read.is_ok(),
                    services: read.map(|s| s.services).unwrap_or_default(),
                }
            })
            .collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.changed));
        Ok(DraftsView { drafts })
    }

    pub(crate) async fn draft_view(&self, id: String) -> Result<DraftView> {
        let draft: Draft = store::load(self.home(), BUCKET, &id)
            .await?
            .ok_or_else(|| error::invalid("There is no such draft."))?;
        Ok(DraftView {
            id,
            name: draft.name,
            text: draft.text,
            changed: draft.changed,
        })
    }

    pub(crate) async fn save_draft(&self, request: DraftSaveRequest) -> Result<DraftView> {
        if request.text.len() > LARGEST {
            return Err(error::invalid("This text is over 1 MiB: it is no SDL.")
                .safe("The draft is as it was."));
        }
        let name: String = request.name.trim().chars().take(80).collect();
        let id = request.id.unwrap_or_else(|| store::fresh_id(self.home()));
        let draft = Draft {
            name: if name.is_empty() {
                "Untitled".into()
            } else {
                name
            },
            text: request.text,
            changed: self.now(),
        };
        store::save(self.home(), BUCKET, &id, &draft).await?;
        self.changed(&[Tag::Drafts]);
        Ok(DraftView {
            id,
            name: draft.name,
            text: draft.text,
            changed: draft.changed,
        })
    }

    pub(crate) async fn delete_draft(&self, id: &str) -> Result<()> {
        self.home()
            .store
            .delete(BUCKET, id)
            .await
            .map_err(error::storage)?;
        self.changed(&[Tag::Drafts]);
        Ok(())
    }
}
