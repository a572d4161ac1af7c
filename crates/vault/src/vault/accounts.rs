//! Adding, naming, ordering, hiding and removing accounts and words.

use types::Address;

use super::record;
use super::unlocked::UnlockedVault;
use crate::account::{Account, BackupState, Colour, Name, Origin, SeedInfo, Visibility};
use crate::entropy::{Entropy, EntropyError};
use crate::id::{KeyId, SeedId};
use crate::keys::{HdPath, KeyError, PrivateKey, Words, derive};
use crate::secret::Secret;

/// Why accounts were not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// There is no such account.
    #[error("the vault has no such account")]
    NoSuchAccount,
    /// There are no such words.
    #[error("the vault has no such words")]
    NoSuchWords,
    /// The vault already has this account's key.
    #[error("this account is already in the vault")]
    Exists,
    /// These words are already in the vault.
    #[error("these words are already in the vault")]
    WordsExist,
    /// Accounts that come from these words must go first.
    #[error("accounts still come from these words")]
    WordsInUse,
    /// A vault without keys takes none.
    #[error(
        "this vault holds no keys, because another wallet signs; make a vault with a password for keys"
    )]
    Keyless,
    /// The new order doesn't name every account once.
    #[error("the order must name every account once")]
    Order,
    /// The bytes are no key, or no key exists at this path.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There was no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl UnlockedVault {
    /// Keeps words that were just generated; their backup is unchecked.
    ///
    /// # Errors
    /// [`AccountError::WordsExist`] or no randomness.
    pub fn add_generated_words(
        &mut self,
        words: &Words,
        entropy: &mut dyn Entropy,
    ) -> Result<SeedId, AccountError> {
        self.add_words(words, BackupState::Unchecked, entropy)
    }

    /// Keeps words that a person typed in; they exist outside already.
    ///
    /// # Errors
    /// [`AccountError::WordsExist`] or no randomness.
    pub fn add_imported_words(
        &mut self,
        words: &Words,
        entropy: &mut dyn Entropy,
    ) -> Result<SeedId, AccountError> {
        self.add_words(words, BackupState::Imported, entropy)
    }

    const fn takes_keys(&self) -> Result<(), AccountError> {
        if self.head.keyless {
            return Err(AccountError::Keyless);
        }
        Ok(())
    }

    fn add_words(
        &mut self,
        words: &Words,
        backup: BackupState,
        entropy: &mut dyn Entropy,
    ) -> Result<SeedId, AccountError> {
        self.takes_keys()?;
        let seed = words.seed();
        if self.find_words(words).is_some() {
            return Err(AccountError::WordsExist);
        }
        let id = SeedId::random(entropy)?;
        self.put(record::words(id), &words.to_record(), entropy)?;
        self.put(record::seed(id), seed.as_ref(), entropy)?;
        self.head.seeds.push(SeedInfo {
            id,
            count: words.count(),
            has_passphrase: words.has_passphrase(),
            backup,
        });
        Ok(id)
    }

    /// The id under which these words (with their passphrase) are already here.
    #[must_use]
    pub fn find_words(&self, words: &Words) -> Option<SeedId> {
        let seed = words.seed();
        let same = |id: SeedId| {
            self.get(&record::seed(id))
                .is_some_and(|known| known.as_slice() == seed.as_slice())
        };
        self.head
            .seeds
            .iter()
            .map(|info| info.id)
            .find(|id| same(*id))
    }

    /// Adds the account at `path` below a set of words.
    ///
    /// # Errors
    /// [`AccountError`] when the words aren't here or the account already is.
    pub fn add_derived(
        &mut self,
        seed: SeedId,
        path: HdPath,
        name: Name,
        colour: Colour,
        entropy: &mut dyn Entropy,
    ) -> Result<KeyId, AccountError> {
        let key = self.derive(seed, &path)?;
        self.add_key(&key, Origin::Derived { seed, path }, name, colour, entropy)
    }

    /// The address that `path` below a set of words would have; nothing is added. For finding
    /// accounts that are in use.
    ///
    /// # Errors
    /// [`AccountError`] when the words aren't here.
    pub fn preview(&self, seed: SeedId, path: &HdPath) -> Result<Address, AccountError> {
        Ok(self.derive(seed, path)?.public().address())
    }

    /// Adds an account from a raw private key in hex.
    ///
    /// # Errors
    /// [`AccountError::Key`] when the text is no key, [`AccountError::Exists`].
    pub fn add_hex(
        &mut self,
        hex: &Secret<String>,
        name: Name,
        colour: Colour,
        entropy: &mut dyn Entropy,
    ) -> Result<KeyId, AccountError> {
        let key = PrivateKey::from_hex(hex.expose())?;
        self.add_key(&key, Origin::Imported, name, colour, entropy)
    }

    /// Adds an address without a key.
    ///
    /// # Errors
    /// [`AccountError::Exists`] when the address is already here.
    pub fn add_watch_only(
        &mut self,
        address: Address,
        name: Name,
        colour: Colour,
        entropy: &mut dyn Entropy,
    ) -> Result<KeyId, AccountError> {
        if self.head.accounts.iter().any(|a| a.address == address) {
            return Err(AccountError::Exists);
        }
        let id = KeyId::random(entropy)?;
        self.head.accounts.push(Account {
            id,
            name,
            colour,
            address,
            public_key: None,
            origin: Origin::WatchOnly,
            visibility: Visibility::Shown,
        });
        Ok(id)
    }

    /// Seals a key as an account. A watch-only account of the same address gains the key.
    pub(crate) fn add_key(
        &mut self,
        key: &PrivateKey,
        origin: Origin,
        name: Name,
        colour: Colour,
        entropy: &mut dyn Entropy,
    ) -> Result<KeyId, AccountError> {
        self.takes_keys()?;
        let public = key.public();
        let address = public.address();
        let known = self.head.accounts.iter().position(|a| a.address == address);
        if known.is_some_and(|at| self.head.accounts[at].origin != Origin::WatchOnly) {
            return Err(AccountError::Exists);
        }
        let id = match known {
            Some(at) => self.head.accounts[at].id,
            None => KeyId::random(entropy)?,
        };
        self.put(record::key(id), key.to_bytes().as_ref(), entropy)?;
        let account = Account {
            id,
            name,
            colour,
            address,
            public_key: Some(public),
            origin,
            visibility: Visibility::Shown,
        };
        match known {
            Some(at) => self.head.accounts[at] = account,
            None => self.head.accounts.push(account),
        }
        Ok(id)
    }

    /// Gives an account another name and colour.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`].
    pub fn rename_account(
        &mut self,
        id: KeyId,
        name: Name,
        colour: Colour,
    ) -> Result<(), AccountError> {
        let account = self.account_mut(id)?;
        account.name = name;
        account.colour = colour;
        Ok(())
    }

    /// Shows or hides an account.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`].
    pub fn set_visibility(
        &mut self,
        id: KeyId,
        visibility: Visibility,
    ) -> Result<(), AccountError> {
        self.account_mut(id)?.visibility = visibility;
        Ok(())
    }

    /// Puts the accounts in another order.
    ///
    /// # Errors
    /// [`AccountError::Order`] unless `order` names every account once.
    pub fn reorder(&mut self, order: &[KeyId]) -> Result<(), AccountError> {
        let mut next = Vec::with_capacity(order.len());
        for id in order {
            let account = self.head.account(*id).ok_or(AccountError::Order)?;
            if next.contains(account) {
                return Err(AccountError::Order);
            }
            next.push(account.clone());
        }
        if next.len() != self.head.accounts.len() {
            return Err(AccountError::Order);
        }
        self.head.accounts = next;
        Ok(())
    }

    /// Removes an account with its key and certificates. Words stay; a derived account can be added again.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`].
    pub fn remove_account(&mut self, id: KeyId) -> Result<(), AccountError> {
        self.account_mut(id)?;
        self.records.remove(&record::key(id));
        self.head.accounts.retain(|account| account.id != id);
        let serials = self.head.certificates.iter().filter(|c| c.account == id);
        for serial in serials.map(|c| c.serial).collect::<Vec<_>>() {
            self.records.remove(&record::certificate(id, serial));
        }
        self.head.certificates.retain(|c| c.account != id);
        Ok(())
    }

    /// Forgets a set of words that no account comes from any more.
    ///
    /// # Errors
    /// [`AccountError::WordsInUse`], [`AccountError::NoSuchWords`].
    pub fn remove_words(&mut self, seed: SeedId) -> Result<(), AccountError> {
        self.head.seed(seed).ok_or(AccountError::NoSuchWords)?;
        let uses = |a: &Account| matches!(a.origin, Origin::Derived { seed: s, .. } if s == seed);
        if self.head.accounts.iter().any(uses) {
            return Err(AccountError::WordsInUse);
        }
        self.records.remove(&record::words(seed));
        self.records.remove(&record::seed(seed));
        self.head.seeds.retain(|info| info.id != seed);
        Ok(())
    }

    /// Opens an account's key for the length of one signature.
    pub(crate) fn key(&self, id: KeyId) -> Option<PrivateKey> {
        PrivateKey::from_bytes(&self.get(&record::key(id))?).ok()
    }

    fn derive(&self, seed: SeedId, path: &HdPath) -> Result<PrivateKey, AccountError> {
        let bytes = self
            .get(&record::seed(seed))
            .ok_or(AccountError::NoSuchWords)?;
        Ok(derive(&bytes, path)?)
    }

    fn account_mut(&mut self, id: KeyId) -> Result<&mut Account, AccountError> {
        self.head
            .accounts
            .iter_mut()
            .find(|account| account.id == id)
            .ok_or(AccountError::NoSuchAccount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::TestEntropy;
    use crate::vault::testing;

    const KNOWN: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn about() -> Words {
        Words::import(&format!("{}about", "abandon ".repeat(11)), "").unwrap()
    }

    #[test]
    fn words_give_many_accounts() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let seed = vault.add_imported_words(&about(), &mut rng).unwrap();
        for index in 0..3 {
            let path = HdPath::cosmos(0, index).unwrap();
            let label = name(&format!("No {index}"));
            vault
                .add_derived(seed, path, label, Colour::default(), &mut rng)
                .unwrap();
        }
        assert_eq!(vault.head().accounts[0].address.as_str(), KNOWN);
        let path = HdPath::cosmos(0, 0).unwrap();
        assert_eq!(
            vault.add_derived(seed, path, name("Again"), Colour::default(), &mut rng),
            Err(AccountError::Exists)
        );
        assert_eq!(
            vault.add_imported_words(&about(), &mut rng),
            Err(AccountError::WordsExist)
        );
        assert_eq!(vault.remove_words(seed), Err(AccountError::WordsInUse));
    }

    #[test]
    fn a_watched_address_gains_its_key() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let address: Address = KNOWN.parse().unwrap();
        let watched = vault
            .add_watch_only(address.clone(), name("Seen"), Colour::default(), &mut rng)
            .unwrap();
        assert!(vault.key(watched).is_none());
        let seed = vault.add_imported_words(&about(), &mut rng).unwrap();
        let path = HdPath::cosmos(0, 0).unwrap();
        assert_eq!(vault.preview(seed, &path).unwrap(), address);
        let id = vault
            .add_derived(seed, path, name("Mine"), Colour::default(), &mut rng)
            .unwrap();
        assert_eq!(id, watched);
        assert!(vault.key(id).is_some());
        assert_eq!(vault.head().accounts.len(), 1);
    }

    #[test]
    fn accounts_are_ordered_hidden_renamed_and_removed() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let mut add = |digit: &str| {
            let hex = Secret::new(digit.repeat(64));
            vault
                .add_hex(&hex, name(digit), Colour::default(), &mut rng)
                .unwrap()
        };
        let (one, two) = (add("1"), add("2"));
        vault.reorder(&[two, one]).unwrap();
        assert_eq!(vault.head().accounts[0].id, two);
        assert_eq!(vault.reorder(&[two, two]), Err(AccountError::Order));
        assert_eq!(vault.reorder(&[two]), Err(AccountError::Order));
        vault.set_visibility(one, Visibility::Hidden).unwrap();
        let colour = Colour::try_from(3).unwrap();
        vault.rename_account(one, name("Uno"), colour).unwrap();
        let account = vault.head().account(one).unwrap();
        assert_eq!(account.visibility, Visibility::Hidden);
        assert_eq!((account.name.as_str(), account.colour), ("Uno", colour));
        vault.remove_account(one).unwrap();
        assert!(vault.key(one).is_none());
        assert_eq!(vault.remove_account(one), Err(AccountError::NoSuchAccount));
    }
}
