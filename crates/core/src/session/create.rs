//! Making a vault: demo, fresh words, imported words; and removing it.

use contract::{AppView, HostCall, Tag, VaultCreateRequest, VaultImportRequest};
use vault::{
    Colour, HdPath, Name, NewLock, OsEntropy, Password, SecretKey32, StrongPassword, UnlockedVault,
    WordCount, Words,
};

use crate::error::{self, Result};
use crate::{Core, lock, store};
use vault::{CURRENT_KEY as CURRENT, DEVICE_KEY, PREVIOUS_KEY as PREVIOUS, VAULT_BUCKET as BUCKET};

/// Everything that belongs to a vault and goes with it.
const ITS_BUCKETS: [&str; 4] = ["drafts", "flows", "txs", crate::apps::BUCKET];

impl Core {
    /// A throwaway vault under a device key on a simulated network, funded by its faucet.
    pub(crate) async fn demo_start_now(&self) -> Result<AppView> {
        self.refuse_second_vault()?;
        let simulated = self
            .networks_view()
            .networks
            .into_iter()
            .find(|network| network.simulated && network.faucet)
            .ok_or_else(|| error::invalid("There is no demo network here."))?;
        let mut key = [0; 32];
        self.home().rng.fill(&mut key);
        // The key is written first: a vault whose key was lost could never be opened.
        self.home()
            .store
            .put(BUCKET, DEVICE_KEY, key.to_vec())
            .await
            .map_err(error::storage)?;
        let words = Words::generate(WordCount::TwentyFour, &mut OsEntropy).map_err(error::words)?;
        self.select_network(&simulated.id).await?;
        self.make_vault(
            NewLock::Device(&SecretKey32::copied(&key)),
            &words,
            "Demo",
            false,
        )
        .await?;
        // Without coins the demo still opens; the wallet offers the faucet again.
        if let Err(e) = self.ask_faucet().await {
            tracing::warn!("the faucet did not pay: {e}");
        }
        self.app_view()
    }

    pub(crate) async fn create_vault(&self, request: VaultCreateRequest) -> Result<AppView> {
        self.refuse_second_vault()?;
        let count = match request.word_count {
            12 => WordCount::Twelve,
            24 => WordCount::TwentyFour,
            _ => return Err(error::invalid("A new vault has 12 or 24 words.")),
        };
        let password = strong(&request.password.0)?;
        let words = Words::generate(count, &mut OsEntropy).map_err(error::words)?;
        let new = NewLock::Password {
            password: &password,
            cost: self.0.config.kdf.create(),
        };
        self.make_vault(new, &words, &request.account_name, false)
            .await?;
        self.ask_to_keep_storage();
        self.app_view()
    }

    pub(crate) async fn import_vault(&self, request: VaultImportRequest) -> Result<AppView> {
        if !request.replace {
            self.refuse_second_vault()?;
        }
        let words = Words::import(&request.words.0, &request.passphrase.0).map_err(error::words)?;
        let password = strong(&request.password.0)?;
        let new = NewLock::Password {
            password: &password,
            cost: self.0.config.kdf.create(),
        };
        if request.replace {
            // A demo key opens nothing any more.
            self.home()
                .store
                .delete(BUCKET, DEVICE_KEY)
                .await
                .map_err(error::storage)?;
        }
        self.make_vault(new, &words, &request.account_name, true)
            .await?;
        self.ask_to_keep_storage();
        self.resume().await;
        self.app_view()
    }

    /// Removes the vault and what belongs to it. What is on chain stays there.
    pub(crate) async fn wipe_vault(&self, confirmed: bool) -> Result<AppView> {
        if !confirmed {
            return Err(error::invalid(
                "Confirm that the words are written down, or that nothing in it matters.",
            ));
        }
        self.end_session();
        let store = self.home().store.clone();
        for bucket in ITS_BUCKETS {
            store::clear(&*store, bucket).await?;
        }
        for key in [CURRENT, PREVIOUS, DEVICE_KEY] {
            store.delete(BUCKET, key).await.map_err(error::storage)?;
        }
        {
            let mut session = lock(&self.0.session);
            session.file = None;
            session.bytes = None;
            session.selected = None;
        }
        self.changed(&[
            Tag::App,
            Tag::Balances,
            Tag::Activity,
            Tag::Approvals,
            Tag::Drafts,
            Tag::Flows,
            Tag::Deployments,
        ]);
        self.app_view()
    }

    fn refuse_second_vault(&self) -> Result<()> {
        if lock(&self.0.session).head().is_some() {
            return Err(error::invalid("There is a vault on this device already.")
                .safe("It is as it was.")
                .hint("Unlock it, restore it from its words, or remove it first."));
        }
        Ok(())
    }

    async fn make_vault(
        &self,
        new: NewLock<'_>,
        words: &Words,
        account_name: &str,
        imported: bool,
    ) -> Result<()> {
        let name = |text: &str| {
            Name::new(text)
                .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))
        };
        let mut rng = OsEntropy;
        let account_name = name(account_name)?;
        let mut open = UnlockedVault::create(
            name("Slipway")?,
            self.now(),
            new,
            self.0.config.kdf,
            &mut rng,
        )
        .map_err(error::internal)?;
        let seed = if imported {
            open.add_imported_words(words, &mut rng)
        } else {
            open.add_generated_words(words, &mut rng)
        }
        .map_err(error::internal)?;
        let path = HdPath::cosmos(0, 0).map_err(error::internal)?;
        let account = open
            .add_derived(seed, path, account_name, Colour::default(), &mut rng)
            .map_err(error::internal)?;
        let chain_id = self.network()?.chain_id;
        {
            let mut session = lock(&self.0.session);
            session.consent.locked();
            session.open = Some(open);
            session.selected = None;
            session.begin(account, chain_id.as_ref());
        }
        if let Err(e) = self.save_vault().await {
            // Nothing may be received by a key that was never saved.
            lock(&self.0.session).open = None;
            return Err(e);
        }
        // Connections of another vault mean nothing to this one.
        self.stop_apps();
        store::clear(&*self.home().store, crate::apps::BUCKET).await?;
        self.start_apps().await;
        self.changed(&[Tag::App, Tag::Balances, Tag::Deployments]);
        Ok(())
    }

    /// Asks the browser to keep the data; the answer shows in the app's view.
    fn ask_to_keep_storage(&self) {
        let core = self.clone();
        platform::spawn(async move {
            if let Some(answer) = core.ask_host(HostCall::PersistStorage).await {
                let granted = answer.get("granted").and_then(serde_json::Value::as_bool);
                core.storage_promised(granted.unwrap_or_default());
            }
        });
    }
}

pub(super) fn strong(text: &str) -> Result<StrongPassword> {
    StrongPassword::new(Password::new(text))
        .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))
}
