//! Pushes and pulls that a restart cut off: what was moved is written down while it is, and offered again after.

use std::collections::BTreeMap;

use contract::{CutGoOnRequest, CutView, PullRequest, PushRequest, Tag, TransferView};
use platform::Home;
use serde::{Deserialize, Serialize};
use types::UnixMillis;

use crate::error::{self, Result};
use crate::{Core, lock, store};

/// What is under way, one note each.
pub(super) const BUCKET: &str = "registry-cut";

/// What was asked for. Nothing in it is secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub(super) enum Order {
    Push(PushRequest),
    Pull(PullRequest),
}

impl Order {
    pub(super) fn registry(&self) -> &str {
        match self {
            Self::Push(push) => &push.registry,
            Self::Pull(pull) => &pull.registry,
        }
    }

    pub(super) fn path(&self) -> &str {
        match self {
            Self::Push(push) => push.path.trim(),
            Self::Pull(pull) => pull.path.trim(),
        }
    }

    fn is_push(&self) -> bool {
        matches!(self, Self::Push(_))
    }

    /// `repository:tag`, or with `@` before a digest.
    fn name(&self) -> String {
        match self {
            Self::Push(push) => format!("{}:{}", push.repository.trim(), push.tag.trim()),
            Self::Pull(pull) => {
                let reference = pull.reference.trim();
                let mark = if reference.contains(':') { '@' } else { ':' };
                format!("{}{mark}{reference}", pull.repository.trim())
            }
        }
    }
}

/// One that is under way, or was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Note {
    order: Order,
    started: UnixMillis,
}

/// Those that were cut off.
pub(super) type Cuts = BTreeMap<String, Note>;

/// Reads what was under way when the program ended, and removes the rest of what the browser keeps.
pub(super) async fn load(home: &Home) -> Result<Cuts> {
    let cuts: Cuts = store::load_all(home, BUCKET).await?.into_iter().collect();
    if !home.read_only {
        let pulled = cuts.values().filter(|note| !note.order.is_push());
        let names: Vec<String> = pulled.map(|note| note.order.path().to_owned()).collect();
        home.disk.keep_only(&names).await;
    }
    Ok(cuts)
}

impl Core {
    /// Writes down what begins; gives the note's key, or none when it can't be written: then it only isn't offered again.
    pub(super) async fn note_transfer(&self, order: &Order) -> Option<String> {
        let id = store::fresh_id(self.home());
        let note = Note {
            order: order.clone(),
            started: self.now(),
        };
        match store::save(self.home(), BUCKET, &id, &note).await {
            Ok(()) => Some(id),
            Err(e) => {
                tracing::warn!("a transfer is not written down: {e}");
                None
            }
        }
    }

    /// Forgets a note: what it was about ended.
    pub(super) async fn forget_note(&self, id: &str) {
        if let Err(e) = self.home().store.delete(BUCKET, id).await {
            tracing::warn!("a note about a transfer stays: {e}");
        }
    }

    pub(super) fn cut_views(&self) -> Vec<CutView> {
        let files = self.home().disk.works();
        let cuts = lock(&self.0.transfers).cut.clone();
        let mut all: Vec<CutView> = cuts
            .into_iter()
            .filter_map(|(id, note)| {
                // Its registry may be gone.
                let profile = self.registry_profile(note.order.registry()).ok()?;
                let host = profile.server.authority();
                Some(CutView {
                    id,
                    push: note.order.is_push(),
                    registry: note.order.registry().to_owned(),
                    image: format!("{host}/{}", note.order.name()),
                    path: note.order.path().to_owned(),
                    choose: note.order.is_push() && !files,
                    started: note.started,
                })
            })
            .collect();
        all.sort_by_key(|cut| std::cmp::Reverse(cut.started));
        all
    }

    /// Goes on with one that was cut off.
    pub(crate) async fn go_on(&self, request: CutGoOnRequest) -> Result<TransferView> {
        // Taken out first: a second press must not begin it twice.
        let taken = lock(&self.0.transfers).cut.remove(&request.cut);
        let note = taken.ok_or_else(|| error::invalid("This is not on the list any more."))?;
        let path = request.path.trim().to_owned();
        let begun = match note.order.clone() {
            Order::Push(push) if path.is_empty() && !self.home().disk.works() => {
                let name = push.path.rsplit('/').next().unwrap_or_default().to_owned();
                Err(error::invalid(format!("Choose {name} again.")))
            }
            Order::Push(push) => {
                let path = if path.is_empty() { push.path } else { path };
                self.start_push(PushRequest { path, ..push }).await
            }
            Order::Pull(pull) => self.start_pull(pull).await,
        };
        match begun {
            // The transfer has a note of its own now.
            Ok(view) => {
                self.forget_note(&request.cut).await;
                self.changed(&[Tag::Transfers]);
                Ok(view)
            }
            Err(e) => {
                lock(&self.0.transfers).cut.insert(request.cut, note);
                Err(e)
            }
        }
    }

    /// Gives one up, and removes what came so far.
    pub(crate) async fn forget_cut(&self, id: &str) {
        let taken = lock(&self.0.transfers).cut.remove(id);
        let Some(note) = taken else {
            return;
        };
        self.forget_note(id).await;
        if let Order::Pull(pull) = &note.order
            && let Err(e) = self.home().disk.discard(pull.path.trim()).await
        {
            tracing::warn!("what came so far stays: {e}");
        }
        self.changed(&[Tag::Transfers]);
    }

    /// Forgets all of a registry that goes.
    pub(super) async fn forget_cuts_of(&self, registry: &str) {
        let ids: Vec<String> = {
            let transfers = lock(&self.0.transfers);
            let of = |note: &Note| note.order.registry() == registry;
            let all = transfers.cut.iter().filter(|(_, note)| of(note));
            all.map(|(id, _)| id.clone()).collect()
        };
        for id in ids {
            self.forget_cut(&id).await;
        }
    }

    /// The last vault was removed, and with it everything that belonged to it.
    pub(crate) async fn clear_cuts(&self) {
        lock(&self.0.transfers).cut.clear();
        self.home().disk.keep_only(&[]).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_its_shape_and_names_the_image() {
        let push = Order::Push(PushRequest {
            registry: "r".into(),
            path: "/a.tar ".into(),
            image: String::new(),
            repository: "ann/app".into(),
            tag: "1.0".into(),
        });
        let pull = Order::Pull(PullRequest {
            registry: "r".into(),
            repository: "ann/app".into(),
            reference: "sha256:00".into(),
            path: "/b".into(),
            take_altered: false,
        });
        assert_eq!((push.name(), push.path()), ("ann/app:1.0".into(), "/a.tar"));
        assert_eq!(pull.name(), "ann/app@sha256:00");
        let text = serde_json::to_string(&Note {
            order: push,
            started: UnixMillis(7),
        })
        .unwrap();
        assert_eq!(
            text,
            r#"{"order":{"way":"push","registry":"r","path":"/a.tar ","image":"","repository":"ann/app","tag":"1.0"},"started":7}"#
        );
    }
}
