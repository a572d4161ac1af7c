//! Providers, certificates and audits.

use proto::audit_v1 as audit;
use proto::cert_v1 as cert;
use proto::provider_v1beta4 as prov;
use serde_json::Value;
use x509_parser::pem::parse_x509_pem;

use super::super::state::{Events, Fault, Res, State};

pub fn validate_provider(uri: &str) -> Res {
    let rest = uri.strip_prefix("https://").filter(|host| !host.is_empty());
    match rest {
        None => Err(Fault::new(
            "provider",
            1,
            format!("invalid host uri {uri:?}: invalid provider URI"),
        )),
        Some(host) if host.contains('/') => Err(Fault::new(
            "provider",
            1,
            format!("path in {uri:?} should be empty: invalid provider URI"),
        )),
        Some(_) => Ok(()),
    }
}

pub fn create_provider(
    state: &mut State,
    message: prov::MsgCreateProvider,
    events: &mut Events,
) -> Res {
    if state.providers.contains_key(&message.owner) {
        return Err(Fault::new(
            "provider",
            4,
            format!("id: {}: provider exists", message.owner),
        ));
    }
    events.typed(
        "akash.provider.v1beta4.EventProviderCreated",
        &[("owner", Value::from(message.owner.clone()))],
    );
    state.providers.insert(
        message.owner.clone(),
        prov::Provider {
            owner: message.owner,
            host_uri: message.host_uri,
            attributes: message.attributes,
            info: message.info,
        },
    );
    Ok(())
}

pub fn update_provider(
    state: &mut State,
    message: prov::MsgUpdateProvider,
    events: &mut Events,
) -> Res {
    let found = state.providers.get_mut(&message.owner);
    let provider = found.ok_or_else(|| {
        Fault::new(
            "provider",
            3,
            format!("id: {}: provider not found", message.owner),
        )
    })?;
    provider.host_uri = message.host_uri;
    provider.attributes = message.attributes;
    provider.info = message.info;
    events.typed(
        "akash.provider.v1beta4.EventProviderUpdated",
        &[("owner", Value::from(message.owner))],
    );
    Ok(())
}

/// Serial and common name of a PEM certificate that signs itself.
fn read_certificate(pem: &[u8]) -> Res<(String, String)> {
    let bad = || Fault::new("cert", 6, "invalid certificate value");
    let (rest, pem) = parse_x509_pem(pem).map_err(|_| bad())?;
    if pem.label != "CERTIFICATE" || !rest.iter().all(u8::is_ascii_whitespace) {
        return Err(bad());
    }
    let x509 = pem.parse_x509().map_err(|_| bad())?;
    x509.verify_signature(None)
        .map_err(|_| Fault::undefined("x509: signature does not match"))?;
    let name = x509
        .subject()
        .iter_common_name()
        .next()
        .and_then(|n| n.as_str().ok())
        .unwrap_or_default()
        .to_owned();
    Ok((x509.tbs_certificate.serial.to_string(), name))
}

pub fn validate_certificate(message: &cert::MsgCreateCertificate) -> Res {
    let (_, name) = read_certificate(&message.cert)?;
    if name != message.owner {
        return Err(Fault::undefined(
            "invalid certificate value: CommonName does not match owner",
        ));
    }
    if !message.pubkey.starts_with(b"-----BEGIN EC PUBLIC KEY-----") {
        return Err(Fault::new("cert", 7, "invalid pubkey value"));
    }
    Ok(())
}

pub fn create_certificate(state: &mut State, message: &cert::MsgCreateCertificate) -> Res {
    let (serial, _) = read_certificate(&message.cert)?;
    let key = (message.owner.clone(), serial);
    if state.certificates.contains_key(&key) {
        return Err(Fault::new("cert", 3, "certificate exists"));
    }
    state.certificates.insert(
        key,
        cert::Certificate {
            state: cert::State::Valid.into(),
            cert: message.cert.clone(),
            pubkey: message.pubkey.clone(),
        },
    );
    Ok(())
}

pub fn revoke_certificate(state: &mut State, message: &cert::MsgRevokeCertificate) -> Res {
    let id = message.id.clone().unwrap_or_default();
    let found = state.certificates.get_mut(&(id.owner, id.serial));
    let certificate = found.ok_or_else(|| Fault::new("cert", 1, "certificate not found"))?;
    if certificate.state() == cert::State::Revoked {
        return Err(Fault::new("cert", 4, "certificate already revoked"));
    }
    certificate.state = cert::State::Revoked.into();
    Ok(())
}

pub fn sign_attributes(
    state: &mut State,
    message: audit::MsgSignProviderAttributes,
    events: &mut Events,
) -> Res {
    let signed = state
        .audits
        .entry((message.owner.clone(), message.auditor.clone()))
        .or_default();
    signed.extend(message.attributes.into_iter().map(|a| (a.key, a.value)));
    let ids = [
        ("owner", Value::from(message.owner)),
        ("auditor", Value::from(message.auditor)),
    ];
    events.typed("akash.audit.v1.EventTrustedAuditorCreated", &ids);
    Ok(())
}

pub fn delete_attributes(
    state: &mut State,
    message: &audit::MsgDeleteProviderAttributes,
    events: &mut Events,
) -> Res {
    let key = (message.owner.clone(), message.auditor.clone());
    let missing = || Fault::new("audit", 3, "trying to delete non-existing attribute");
    let signed = state.audits.get_mut(&key).ok_or_else(missing)?;
    for name in &message.keys {
        signed.remove(name).ok_or_else(missing)?;
    }
    if message.keys.is_empty() || signed.is_empty() {
        state.audits.remove(&key);
        let ids = [
            ("owner", Value::from(key.0)),
            ("auditor", Value::from(key.1)),
        ];
        events.typed("akash.audit.v1.EventTrustedAuditorDeleted", &ids);
    }
    Ok(())
}
