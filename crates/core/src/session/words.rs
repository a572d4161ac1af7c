//! Words out, behind a fresh password, and the check that they were written down.

use contract::{AppView, BackupCheckRequest, BackupCheckView, Hidden, Tag, WordsView};
use vault::{RevealError, SeedId};

use crate::error::{self, Result};
use crate::{Core, lock};

impl Core {
    fn seed(&self) -> Result<SeedId> {
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or_else(error::locked)?;
        open.head()
            .seeds
            .first()
            .map(|s| s.id)
            .ok_or_else(|| error::invalid("This vault has no words."))
    }

    pub(crate) async fn reveal_words(&self, password: &str) -> Result<WordsView> {
        let seed = self.seed()?;
        let revealed = self
            .behind_password(password, |open, opener| open.reveal_words(seed, opener))
            .await?;
        let words = revealed.map_err(|e| match e {
            RevealError::Open(e) => error::open(e),
            RevealError::NotHere => error::invalid("This vault has no words."),
        })?;
        Ok(WordsView {
            words: words.expose().map(|w| Hidden(w.to_owned())).collect(),
        })
    }

    pub(crate) fn start_backup_check(&self) -> Result<BackupCheckView> {
        let seed = self.seed()?;
        let mut session = lock(&self.0.session);
        let open = session.open.as_mut().ok_or_else(error::locked)?;
        let challenge = open
            .ask_backup(seed, &mut vault::OsEntropy)
            .map_err(error::internal)?;
        let positions = challenge
            .positions
            .iter()
            .filter_map(|p| u8::try_from(*p).ok())
            .collect();
        Ok(BackupCheckView { positions })
    }

    pub(crate) async fn check_backup(&self, request: &BackupCheckRequest) -> Result<AppView> {
        let answers: [String; 3] = request
            .words
            .iter()
            .map(|w| w.0.clone())
            .collect::<Vec<_>>()
            .try_into()
            .map_err(|_| error::invalid("Three words are asked for."))?;
        let now = self.now();
        {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            open.answer_backup(&answers, now).map_err(|e| {
                error::invalid(format!("{}.", error::capital(&e.to_string())))
                    .hint("Compare with what you wrote down; three other words are asked next.")
            })?;
        }
        self.save_vault().await?;
        self.changed(&[Tag::App]);
        self.app_view()
    }
}
