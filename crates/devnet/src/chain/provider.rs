//! The provider and audit modules.

use super::ctx::Ctx;
use super::event::quoted;
use super::limits;
use super::refusal::{Refusal, sdk};
use proto::Named;
use proto::audit_v1::{
    EventTrustedAuditorCreated, EventTrustedAuditorDeleted, MsgDeleteProviderAttributes,
    MsgSignProviderAttributes,
};
use proto::base_attributes_v1::Attribute;
use proto::provider_v1beta4::{EventProviderCreated, EventProviderUpdated, Info, Provider};
use types::Address;

fn refuse(code: u32, log: &str) -> Refusal {
    Refusal::new("provider", code, log)
}

/// Checks an address field.
///
/// # Errors
/// `sdk` 7.
pub fn check_address(text: &str) -> Result<(), Refusal> {
    text.parse::<Address>()
        .map(|_| ())
        .map_err(|_| sdk(7, "invalid address"))
}

/// Checks a provider's record before any state is read.
///
/// # Errors
/// 1 for a URI that is not `https://host[:port]`, 2 for a relative one, `akash` for attributes.
pub fn check_provider(owner: &str, uri: &str, attributes: &[Attribute]) -> Result<(), Refusal> {
    check_address(owner)?;
    let Some((scheme, rest)) = uri.split_once("://") else {
        return Err(refuse(2, "invalid provider: not absolute host uri"));
    };
    let host = rest.split('/').next().unwrap_or_default();
    if scheme != "https" || host.is_empty() {
        return Err(refuse(1, "invalid provider: invalid host uri"));
    }
    if rest.contains('/') {
        return Err(refuse(
            1,
            &format!("path in \"{uri}\" should be empty: invalid provider: invalid host uri"),
        ));
    }
    limits::attributes(attributes)
}

impl Ctx<'_> {
    /// `/akash.provider.v1beta4.MsgCreateProvider`.
    ///
    /// # Errors
    /// 4 when there is one.
    pub fn create_provider(
        &mut self,
        owner: &str,
        uri: &str,
        attributes: &[Attribute],
        info: Option<&Info>,
    ) -> Result<(), Refusal> {
        if self.state.providers.contains_key(owner) {
            return Err(refuse(
                4,
                &format!("id: {owner}: invalid provider: already exists"),
            ));
        }
        self.put_provider(owner, uri, attributes, info);
        self.emit(EventProviderCreated::FULL_NAME, &[("owner", quoted(owner))]);
        Ok(())
    }

    fn put_provider(
        &mut self,
        owner: &str,
        uri: &str,
        attributes: &[Attribute],
        info: Option<&Info>,
    ) {
        self.gas += 10_000 + 40 * attributes.len() as u64;
        self.state.providers.insert(
            owner.to_owned(),
            Provider {
                owner: owner.to_owned(),
                host_uri: uri.to_owned(),
                attributes: attributes.to_vec(),
                info: info.cloned(),
            },
        );
    }

    /// `/akash.provider.v1beta4.MsgUpdateProvider`.
    ///
    /// # Errors
    /// 3 when there is none.
    pub fn update_provider(
        &mut self,
        owner: &str,
        uri: &str,
        attributes: &[Attribute],
        info: Option<&Info>,
    ) -> Result<(), Refusal> {
        if !self.state.providers.contains_key(owner) {
            return Err(refuse(
                3,
                &format!("id: {owner}: invalid provider: address not found"),
            ));
        }
        self.put_provider(owner, uri, attributes, info);
        self.emit(EventProviderUpdated::FULL_NAME, &[("owner", quoted(owner))]);
        Ok(())
    }

    /// `/akash.audit.v1.MsgSignProviderAttributes`: adds to what the auditor signed before.
    ///
    /// # Errors
    /// None beyond the checks made before.
    pub fn sign_attributes(&mut self, m: &MsgSignProviderAttributes) -> Result<(), Refusal> {
        self.gas += 10_000;
        let signed = self
            .state
            .audits
            .entry((m.owner.clone(), m.auditor.clone()))
            .or_default();
        for a in &m.attributes {
            match signed.iter_mut().find(|s| s.key == a.key) {
                Some(there) => there.value.clone_from(&a.value),
                None => signed.push(a.clone()),
            }
        }
        signed.sort_by(|a, b| a.key.cmp(&b.key));
        self.emit(
            EventTrustedAuditorCreated::FULL_NAME,
            &[("owner", quoted(&m.owner)), ("auditor", quoted(&m.auditor))],
        );
        Ok(())
    }

    /// `/akash.audit.v1.MsgDeleteProviderAttributes`: some keys, or all when none is named.
    ///
    /// # Errors
    /// `audit` 1 when the auditor signed nothing, 3 for a key that isn't there.
    pub fn delete_attributes(&mut self, m: &MsgDeleteProviderAttributes) -> Result<(), Refusal> {
        self.gas += 8_000;
        let key = (m.owner.clone(), m.auditor.clone());
        let Some(signed) = self.state.audits.get_mut(&key) else {
            return Err(Refusal::new(
                "audit",
                1,
                "invalid provider: address not found",
            ));
        };
        for k in &m.keys {
            let before = signed.len();
            signed.retain(|a| a.key != *k);
            if signed.len() == before {
                return Err(Refusal::new(
                    "audit",
                    3,
                    format!(
                        "trying to delete non-existing attribute \"{k}\" for auditor/provider \"{}/{}\": attribute not found",
                        m.auditor, m.owner
                    ),
                ));
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_uris_have_no_path() {
        let owner = "akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww";
        assert!(check_provider(owner, "https://127.0.0.1:8443", &[]).is_ok());
        for (uri, code) in [
            ("https://a/b", 1),
            ("http://a", 1),
            ("a:1", 2),
            ("https://", 1),
        ] {
            assert_eq!(check_provider(owner, uri, &[]).unwrap_err().code, code);
        }
    }
}
