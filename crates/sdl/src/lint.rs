//! Warnings: what is accepted and will still surprise.

use crate::check::Findings;
use crate::model::Sdl;

/// Adds every warning.
pub(crate) fn lint(sdl: &Sdl<'_>, findings: &mut Findings<'_>) {
    prices(sdl, findings);
    services(sdl, findings);
    vendors(sdl, findings);
    crate::shape::unknown_keys(findings);
}

fn prices(sdl: &Sdl<'_>, findings: &mut Findings<'_>) {
    for (placement, infra) in &sdl.placement {
        for (profile, price) in &infra.pricing {
            let Some(price) = price
                .as_ref()
                .filter(|price| !price.denom.is_empty() && price.denom != "uact")
            else {
                continue;
            };
            let message = format!(
                "the chain takes only uact for new deployments, not {}; the amount is not converted",
                price.denom
            );
            let path = [
                "profiles",
                "placement",
                placement,
                "pricing",
                profile,
                "denom",
            ];
            findings.warn(
                "denom",
                &path,
                message,
                Some(("Price in uact", "uact".to_owned())),
            );
        }
    }
}

/// Parts of a variable's name that tell of a secret.
const SECRET_WORDS: [&str; 8] = [
    "PASSWORD",
    "PASSWD",
    "SECRET",
    "TOKEN",
    "PRIVATE_KEY",
    "API_KEY",
    "MNEMONIC",
    "ACCESS_KEY",
];

/// Bytes that such a part begins with.
const FIRST: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < SECRET_WORDS.len() {
        table[SECRET_WORDS[at].as_bytes()[0] as usize] = true;
        at += 1;
    }
    table
};

/// Ports of one service that a further one is compared with.
const MOST_PORTS: usize = 100;

fn services(sdl: &Sdl<'_>, findings: &mut Findings<'_>) {
    for (name, service) in &sdl.services {
        if !service.image.is_empty() && unpinned(&service.image) {
            let message = format!(
                "the image {} has no fixed version; providers may run different ones",
                service.image
            );
            findings.warn(
                "unpinned-image",
                &["services", name, "image"],
                message,
                None,
            );
        }
        let mut ports: Vec<(u32, bool, usize)> = Vec::with_capacity(service.expose.len());
        for (index, expose) in service.expose.iter().enumerate() {
            let outside = if expose.external == 0 {
                expose.port
            } else {
                expose.external
            };
            let udp = expose.proto.eq_ignore_ascii_case("udp");
            let known = ports
                .iter()
                .take(MOST_PORTS)
                .find(|p| (p.0, p.1) == (outside, udp));
            let first = known.map(|p| p.2 + 1);
            ports.push((outside, udp, index));
            if let Some(first) = first {
                let at = index.to_string();
                let message =
                    format!("port {outside} is already published by entry {first} of this service");
                findings.warn(
                    "port-twice",
                    &["services", name, "expose", &at],
                    message,
                    None,
                );
            }
            for (target, to) in expose.to.iter().enumerate() {
                if !to.service.is_empty() && !sdl.services.contains_key(&to.service) {
                    let (at, target) = (index.to_string(), target.to_string());
                    let message = format!("there is no service named {:?}", to.service);
                    findings.warn(
                        "unknown-target",
                        &["services", name, "expose", &at, "to", &target, "service"],
                        message,
                        None,
                    );
                }
            }
        }
        for (index, variable) in service.env.iter().flatten().enumerate() {
            let Some((key, value)) = variable.split_once('=') else {
                continue;
            };
            if !value.is_empty() && secret(key) {
                let message =
                    format!("{key} looks like a secret; the provider can read every variable");
                findings.warn(
                    "secret-in-env",
                    &["services", name, "env", &index.to_string()],
                    message,
                    None,
                );
            }
        }
        if !sdl.deployment.contains_key(name) {
            findings.warn(
                "not-deployed",
                &["services", name],
                format!("the service {name:?} is not in 'deployment' and will not run"),
                None,
            );
        }
        if let Some(credentials) = &service.credentials {
            let password = credentials.password.chars().count();
            if (1..6).contains(&password) {
                findings.warn(
                    "password-short",
                    &["services", name, "credentials", "password"],
                    "Console asks for a password of 6 characters or more",
                    None,
                );
            }
            if (1..5).contains(&credentials.email.chars().count()) {
                findings.warn(
                    "email-short",
                    &["services", name, "credentials", "email"],
                    "Console asks for an e-mail of 5 characters or more",
                    None,
                );
            }
        }
    }
    if let Some(window) = sdl.reclamation.as_deref() {
        let digits = window.bytes().take_while(u8::is_ascii_digit).count();
        let simple =
            digits > 0 && !window.starts_with('0') && matches!(&window[digits..], "s" | "m" | "h");
        if !simple && crate::number::duration(window).is_some_and(|nanos| nanos > 0) {
            findings.warn(
                "window-form",
                &["reclamation", "min_window"],
                "Console takes only one number and s, m or h, such as 90m",
                None,
            );
        }
    }
}

/// Whether a variable's name, in any case, tells of a secret.
fn secret(key: &str) -> bool {
    let key = key.as_bytes();
    let at = |rest: &[u8], word: &str| {
        let part = rest.get(..word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    (0..key.len())
        .filter(|&from| FIRST[usize::from(key[from].to_ascii_uppercase())])
        .any(|from| SECRET_WORDS.iter().any(|word| at(&key[from..], word)))
}

fn unpinned(image: &str) -> bool {
    if image.contains('@') {
        return false;
    }
    let last = image.rsplit('/').next().unwrap_or_default();
    match last.split_once(':') {
        None => true,
        Some((_, tag)) => tag == "latest" || tag.is_empty(),
    }
}

fn vendors(sdl: &Sdl<'_>, findings: &mut Findings<'_>) {
    let tree = findings.tree;
    for (profile, resources) in &sdl.compute {
        if resources.as_ref().is_some_and(|r| r.gpu.is_none()) {
            continue;
        }
        let path = [
            "profiles",
            "compute",
            profile,
            "resources",
            "gpu",
            "attributes",
            "vendor",
        ];
        let Some(vendor) = findings.find(&path) else {
            continue;
        };
        let names: Vec<String> = tree
            .pairs(vendor)
            .map(|(key, _)| tree.value(key).to_owned())
            .collect();
        for name in names
            .iter()
            .filter(|name| *name != "nvidia" && *name != "<<")
        {
            let message =
                format!("the vendor {name:?} is ignored: any nvidia GPU will be asked for");
            findings.warn("gpu-vendor", &[&path[..], &[name]].concat(), message, None);
        }
    }
}
