//! The provider module: who offers capacity, where, with which attributes.

use super::bank::check_address;
use super::ctx::Ctx;
use super::event::quoted;
use super::limits;
use super::refusal::Refusal;
use proto::Named;
use proto::base_attributes_v1::Attribute;
use proto::provider_v1beta4::{
    EventProviderCreated, EventProviderUpdated, MsgCreateProvider, MsgUpdateProvider, Provider,
};

fn refuse(code: u32, log: impl Into<String>) -> Refusal {
    Refusal::new("provider", code, log)
}

/// Checks a provider's record.
///
/// # Errors
/// `sdk` 7 owner, `provider` 1 host, `akash` 1 and 2 attributes.
pub fn check(owner: &str, host_uri: &str, attributes: &[Attribute]) -> Result<(), Refusal> {
    check_address(owner)?;
    let bad = |log: &str| refuse(1, format!("{log}: invalid provider: invalid host uri"));
    let rest = host_uri
        .strip_prefix("https://")
        .ok_or_else(|| bad("scheme should be https"))?;
    let (host, path) = rest
        .split_once('/')
        .map_or((rest, false), |(h, _)| (h, true));
    if host.is_empty() || host.starts_with(':') {
        return Err(bad("host should not be empty"));
    }
    if path {
        return Err(bad(&format!("path in \"{host_uri}\" should be empty")));
    }
    limits::attributes(attributes)
}

impl Ctx<'_> {
    /// `/akash.provider.v1beta4.MsgCreateProvider`.
    ///
    /// # Errors
    /// 4 when there is one.
    pub fn create_provider(&mut self, m: &MsgCreateProvider) -> Result<(), Refusal> {
        self.gas += 12_000;
        if self.state.providers.contains_key(&m.owner) {
            return Err(refuse(
                4,
                format!("id: {}: invalid provider: already exists", m.owner),
            ));
        }
        self.put_provider(Provider {
            owner: m.owner.clone(),
            host_uri: m.host_uri.clone(),
            attributes: m.attributes.clone(),
            info: m.info.clone(),
        });
        self.emit(
            EventProviderCreated::FULL_NAME,
            &[("owner", quoted(&m.owner))],
        );
        Ok(())
    }

    /// `/akash.provider.v1beta4.MsgUpdateProvider`.
    ///
    /// # Errors
    /// 3 when there is none.
    pub fn update_provider(&mut self, m: &MsgUpdateProvider) -> Result<(), Refusal> {
        self.gas += 12_000;
        if !self.state.providers.contains_key(&m.owner) {
            return Err(refuse(
                3,
                format!("id: {}: invalid provider: address not found", m.owner),
            ));
        }
        self.put_provider(Provider {
            owner: m.owner.clone(),
            host_uri: m.host_uri.clone(),
            attributes: m.attributes.clone(),
            info: m.info.clone(),
        });
        self.emit(
            EventProviderUpdated::FULL_NAME,
            &[("owner", quoted(&m.owner))],
        );
        Ok(())
    }

    fn put_provider(&mut self, provider: Provider) {
        self.gas += 60 * provider.attributes.len() as u64;
        self.state
            .providers
            .insert(provider.owner.clone(), provider);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_https_without_a_path() {
        let owner = "akash1dge0lcc5rqxkw52rgav4q0fyhx7arcufmrkyww";
        assert!(check(owner, "https://127.0.0.1:8443", &[]).is_ok());
        for bad in [
            "http://a",
            "https://",
            "https://:1",
            "https://a/",
            "https://a/b",
        ] {
            let e = check(owner, bad, &[]).unwrap_err();
            assert_eq!((e.codespace, e.code), ("provider", 1), "{bad}");
        }
    }
}
