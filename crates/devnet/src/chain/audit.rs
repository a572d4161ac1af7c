//! The audit module: attributes of providers that auditors have signed.

use super::bank::check_address;
use super::ctx::Ctx;
use super::event::quoted;
use super::limits;
use super::refusal::Refusal;
use proto::Named;
use proto::audit_v1::{
    EventTrustedAuditorCreated, EventTrustedAuditorDeleted, MsgDeleteProviderAttributes,
    MsgSignProviderAttributes,
};

/// Checks a signature before any state is read.
///
/// # Errors
/// `sdk` 7 addresses, `akash` attributes.
pub fn check_sign(m: &MsgSignProviderAttributes) -> Result<(), Refusal> {
    check_address(&m.owner)?;
    check_address(&m.auditor)?;
    limits::attributes(&m.attributes)
}

/// Checks a deletion before any state is read.
///
/// # Errors
/// `sdk` 7 addresses.
pub fn check_delete(m: &MsgDeleteProviderAttributes) -> Result<(), Refusal> {
    check_address(&m.owner)?;
    check_address(&m.auditor)
}

impl Ctx<'_> {
    /// `/akash.audit.v1.MsgSignProviderAttributes`: adds to what the auditor signed before.
    ///
    /// # Errors
    /// Codespace `undefined` 1 when there is no such provider.
    pub fn sign_attributes(&mut self, m: &MsgSignProviderAttributes) -> Result<(), Refusal> {
        self.gas += 6_000;
        if !self.state.providers.contains_key(&m.owner) {
            return Err(Refusal::unregistered("invalid provider: address not found"));
        }
        let signed = self
            .state
            .audits
            .entry((m.owner.clone(), m.auditor.clone()))
            .or_default();
        for attribute in &m.attributes {
            match signed.iter_mut().find(|a| a.key == attribute.key) {
                Some(there) => there.value.clone_from(&attribute.value),
                None => signed.push(attribute.clone()),
            }
        }
        signed.sort_by(|a, b| a.key.cmp(&b.key));
        self.emit(
            EventTrustedAuditorCreated::FULL_NAME,
            &[("owner", quoted(&m.owner)), ("auditor", quoted(&m.auditor))],
        );
        Ok(())
    }

    /// `/akash.audit.v1.MsgDeleteProviderAttributes`: the named keys, or all without any.
    ///
    /// # Errors
    /// `audit` 1 nothing signed, 3 a key that isn't there.
    pub fn delete_attributes(&mut self, m: &MsgDeleteProviderAttributes) -> Result<(), Refusal> {
        self.gas += 6_000;
        let key = (m.owner.clone(), m.auditor.clone());
        let signed = self
            .state
            .audits
            .get_mut(&key)
            .ok_or_else(|| Refusal::new("audit", 1, "provider not found"))?;
        for name in &m.keys {
            let at = signed.iter().position(|a| a.key == *name).ok_or_else(|| {
                Refusal::new(
                    "audit",
                    3,
                    format!(
                        "trying to delete non-existing attribute \"{name}\" for auditor/provider"
                    ),
                )
            })?;
            signed.remove(at);
        }
        if m.keys.is_empty() || signed.is_empty() {
            self.state.audits.remove(&key);
        }
        self.emit(
            EventTrustedAuditorDeleted::FULL_NAME,
            &[("owner", quoted(&m.owner)), ("auditor", quoted(&m.auditor))],
        );
        Ok(())
    }
}
