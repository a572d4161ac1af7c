//! Settings of this device.

use contract::{SettingsView, Tag, Theme};
use platform::Home;

use crate::error::{self, Result};
use crate::{Core, lock, store};

pub(crate) async fn load(home: &Home) -> Result<SettingsView> {
    let fresh = SettingsView {
        theme: Theme::System,
        idle_lock_minutes: 5,
        expert: false,
    };
    Ok(store::load(home, "settings", "device")
        .await?
        .unwrap_or(fresh))
}

impl Core {
    pub(crate) fn settings(&self) -> SettingsView {
        lock(&self.0.settings).clone()
    }

    /// Reads the settings anew after others were put into the store.
    pub(crate) async fn reload_settings(&self) -> Result<()> {
        let settings = load(self.home()).await?;
        let minutes = vault::IdleMinutes::try_from(settings.idle_lock_minutes).unwrap_or_default();
        *lock(&self.0.settings) = settings;
        lock(&self.0.session).set_idle_limit(minutes);
        Ok(())
    }

    pub(crate) async fn set_settings(&self, new: SettingsView) -> Result<SettingsView> {
        let minutes = vault::IdleMinutes::try_from(new.idle_lock_minutes).map_err(error::said)?;
        store::save(self.home(), "settings", "device", &new).await?;
        *lock(&self.0.settings) = new.clone();
        lock(&self.0.session).set_idle_limit(minutes);
        self.changed(&[Tag::Settings]);
        Ok(new)
    }
}
