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

    pub(crate) async fn set_settings(&self, new: SettingsView) -> Result<SettingsView> {
        let minutes = vault::IdleMinutes::try_from(new.idle_lock_minutes)
            .map_err(|e| error::invalid(format!("{}.", error::capital(&e.to_string()))))?;
        store::save(self.home(), "settings", "device", &new).await?;
        *lock(&self.0.settings) = new.clone();
        lock(&self.0.session).set_idle_limit(minutes);
        self.changed(&[Tag::Settings]);
        Ok(new)
    }
}
