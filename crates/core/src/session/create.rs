//! Making a vault: demo, fresh words, imported keys; and removing it.

use contract::{
    AppView, HostCall, KeySource, PresentVault, Tag, VaultCreateRequest, VaultImportRequest,
};
use vault::{
    Colour, HdPath, NewLock, OsEntropy, Password, SecretKey32, StrongPassword, UnlockedVault,
    WordCount, Words, WrapInfo,
};

use super::accounts::checked_name;
use super::keys::add_key;
use crate::error::{self, Result, said};
use crate::{Core, lock, store};
use vault::{
    CURRENT_KEY as CURRENT, DEVICE_KEY, KEYLESS_KEY, PREVIOUS_KEY as PREVIOUS,
    VAULT_BUCKET as BUCKET,
};

/// Everything that belongs to the vaults of a device and goes with the last of them.
const ITS_BUCKETS: [&str; 11] = [
    crate::apps::BUCKET,
    crate::outside::ASKS,
    crate::outside::LINKS,
    "contacts",
    "drafts",
    "flows",
    "registries",
    "registry-cut",
    "registry-layers",
    crate::top_ups::BUCKET,
    "txs",
];

impl Core {
    /// A throwaway vault under a device key on a simulated network, funded by its faucet. One that is
    /// on the device already is opened instead.
    pub(crate) async fn demo_start_now(&self) -> Result<AppView> {
        let vaults = self.vaults_view().vaults;
        if let Some(demo) = vaults.iter().find(|vault| vault.demo) {
            return self.select_vault(&demo.id).await;
        }
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
        let lock = NewLock::Device(&SecretKey32::copied(&key));
        let open = self.fresh_vault(lock, Some("Demo"), &words, "Demo")?;
        let present = if vaults.is_empty() {
            PresentVault::None
        } else {
            PresentVault::Beside
        };
        self.install(open, present).await?;
        // Without coins the demo still opens; the wallet offers the faucet again.
        if let Err(e) = self.ask_faucet().await {
            tracing::warn!("the faucet did not pay: {e}");
        }
        self.app_view()
    }

    pub(crate) async fn create_vault(&self, request: VaultCreateRequest) -> Result<AppView> {
        self.make_room(request.present)?;
        let count = match request.word_count {
            12 => WordCount::Twelve,
            24 => WordCount::TwentyFour,
            _ => return Err(error::invalid("A new vault has 12 or 24 words.")),
        };
        let password = strong(&request.password.0)?;
        let words = Words::generate(count, &mut OsEntropy).map_err(error::words)?;
        let name = request.vault_name.as_deref();
        let lock = self.new_lock(&password);
        let open = self.fresh_vault(lock, name, &words, &request.account_name)?;
        self.install(open, request.present).await?;
        self.ask_to_keep_storage();
        self.app_view()
    }

    pub(crate) async fn import_vault(&self, request: VaultImportRequest) -> Result<AppView> {
        self.make_room(request.present)?;
        if request.present == PresentVault::Replaced
            && !matches!(request.key, KeySource::Words { .. })
        {
            return Err(error::invalid(
                "A vault with a forgotten password is replaced by its words or by a backup.",
            )
            .safe("It is as it was."));
        }
        let password = strong(&request.password.0)?;
        let name = checked_name(&request.account_name)?;
        let lock = self.new_lock(&password);
        let mut open = self.empty_vault(lock, request.vault_name.as_deref())?;
        add_key(
            &mut open,
            &request.key,
            name,
            Colour::default(),
            &mut OsEntropy,
        )?;
        let replaced = self.drop_replaced_key(request.present).await?;
        self.install(open, request.present).await?;
        self.forget_entries(&replaced).await;
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
        let removed = self.locks();
        let (head, last) = {
            let session = lock(&self.0.session);
            (session.head().cloned(), session.shelf.is_empty())
        };
        let store = self.home().store.clone();
        if last {
            for bucket in ITS_BUCKETS {
                store::clear(&*store, bucket).await?;
            }
        } else if let Some(head) = &head {
            self.forget_what_belongs_to(head).await?;
        }
        let demo = head.as_ref().is_some_and(|head| head.demo);
        let keyless = head.is_some_and(|head| head.keyless);
        {
            let mut session = lock(&self.0.session);
            session.file = None;
            session.bytes = None;
            session.selected = None;
        }
        if last {
            for key in [CURRENT, PREVIOUS] {
                store.delete(BUCKET, key).await.map_err(error::storage)?;
            }
            lock(&self.0.registries).clear();
            self.clear_cuts().await;
        }
        self.next_vault().await?;
        if last || demo {
            store
                .delete(BUCKET, DEVICE_KEY)
                .await
                .map_err(error::storage)?;
        }
        if last || keyless {
            let gone = store.delete(BUCKET, KEYLESS_KEY).await;
            gone.map_err(error::storage)?;
        }
        self.forget_outside();
        self.load_outside().await?;
        self.load_known().await?;
        self.forget_entries(&removed).await;
        self.changed(&[
            Tag::App,
            Tag::Balances,
            Tag::Activity,
            Tag::Approvals,
            Tag::Contacts,
            Tag::Drafts,
            Tag::Registries,
            Tag::Images,
            Tag::Flows,
            Tag::Deployments,
            Tag::Rules,
        ]);
        self.app_view()
    }

    pub(super) fn new_lock<'a>(&self, password: &'a StrongPassword) -> NewLock<'a> {
        NewLock::Password {
            password,
            cost: self.password_cost(),
        }
    }

    /// A demo vault that is replaced leaves a key that opens nothing any more; gives the locks of what is replaced.
    pub(super) async fn drop_replaced_key(&self, present: PresentVault) -> Result<Vec<WrapInfo>> {
        if present != PresentVault::Replaced {
            return Ok(Vec::new());
        }
        if self.session_is_demo() {
            let store = &self.home().store;
            store
                .delete(BUCKET, DEVICE_KEY)
                .await
                .map_err(error::storage)?;
        }
        Ok(self.locks())
    }

    /// A name that no vault of this device has.
    fn usual_vault_name(&self) -> String {
        let taken = self.vaults_view().vaults;
        let is_free = |name: &String| !taken.iter().any(|vault| &vault.name == name);
        let numbered = (2..).map(|n| format!("Slipway {n}"));
        let mut names = std::iter::once("Slipway".to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    fn empty_vault(&self, lock: NewLock<'_>, name: Option<&str>) -> Result<UnlockedVault> {
        let name = match name {
            Some(name) => checked_name(name)?,
            None => checked_name(&self.usual_vault_name())?,
        };
        UnlockedVault::create(name, self.now(), lock, self.0.config.kdf, &mut OsEntropy)
            .map_err(error::internal)
    }

    fn fresh_vault(
        &self,
        lock: NewLock<'_>,
        name: Option<&str>,
        words: &Words,
        account_name: &str,
    ) -> Result<UnlockedVault> {
        let mut rng = OsEntropy;
        let account_name = checked_name(account_name)?;
        let mut open = self.empty_vault(lock, name)?;
        let seed = open
            .add_generated_words(words, &mut rng)
            .map_err(error::internal)?;
        let path = HdPath::cosmos(0, 0).map_err(error::internal)?;
        open.add_derived(seed, path, account_name, Colour::default(), &mut rng)
            .map_err(error::internal)?;
        Ok(open)
    }

    /// Asks the browser to keep the data; the answer shows in the app's view.
    pub(super) fn ask_to_keep_storage(&self) {
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
    StrongPassword::new(Password::new(text)).map_err(said)
}
