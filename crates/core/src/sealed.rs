//! Files sealed by the open vault, one of a name for each vault.

use vault::Aside;

use crate::error::{self, Result};
use crate::{Core, lock};

impl Core {
    /// Key of the open vault's sealed files: its id.
    fn sealed_place(&self) -> Result<String> {
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or_else(error::locked)?;
        Ok(open.head().id.to_string())
    }

    /// What [`Core::seal`] wrote, or none. It is overwritten when it is dropped.
    pub(crate) async fn unseal(&self, name: &str, bucket: &str) -> Result<Option<Aside>> {
        let place = self.sealed_place()?;
        let sealed = self.home().store.get(bucket, &place).await;
        let Some(sealed) = sealed.map_err(error::storage)? else {
            return Ok(None);
        };
        let session = lock(&self.0.session);
        let open = session.open.as_ref().ok_or_else(error::locked)?;
        let plain = open.open_aside(name, &sealed).map_err(error::internal)?;
        Ok(Some(plain))
    }

    /// Seals `plain` under the vault's key for `name` and writes it.
    pub(crate) async fn seal(&self, name: &str, bucket: &str, plain: &[u8]) -> Result<()> {
        let place = self.sealed_place()?;
        let (sealed, fresh) = {
            let mut session = lock(&self.0.session);
            let open = session.open.as_mut().ok_or_else(error::locked)?;
            let fresh = !open.has_aside(name);
            let sealed = open
                .seal_aside(name, plain, &mut vault::OsEntropy)
                .map_err(error::internal)?;
            (sealed, fresh)
        };
        if fresh {
            self.save_vault().await?;
        }
        let stored = self.home().store.put(bucket, &place, sealed).await;
        stored.map_err(error::storage)
    }
}
