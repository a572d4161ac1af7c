//! What a service has besides image and resources: credentials, options of its ports, leased addresses, permissions.

use super::super::outline::{Credentials, HttpOptions, Service};
use super::super::work::{EditError, Work};
use super::super::write::Value;

/// Sets or takes out the texts of `entries` below `base` that differ from before.
fn fields(
    work: &mut Work,
    base: &[&str],
    entries: &[(&str, Option<Value>, bool)],
) -> Result<(), EditError> {
    for (key, value, _) in entries.iter().filter(|(_, _, same)| !same) {
        let path: Vec<&str> = base.iter().copied().chain([*key]).collect();
        match value {
            Some(value) => work.set(&path, value)?,
            None => work.unset(&path)?,
        }
    }
    Ok(())
}

pub(super) fn credentials(
    work: &mut Work,
    service: &Service,
    wanted: Option<&Credentials>,
) -> Result<(), EditError> {
    let base = ["services", service.name.as_str(), "credentials"];
    let Some(new) = wanted else {
        return work.unset(&base);
    };
    let old = service.credentials.clone().unwrap_or_default();
    let entry = |key, before: &str, now: &str| {
        let value = (!now.is_empty()).then(|| Value::text(now));
        (key, value, before == now)
    };
    fields(
        work,
        &base,
        &[
            entry("host", &old.host, &new.host),
            entry("email", &old.email, &new.email),
            entry("username", &old.username, &new.username),
            entry("password", &old.password, &new.password),
        ],
    )
}

fn port_path<'a>(service: &'a Service, index: &'a str) -> [&'a str; 4] {
    ["services", service.name.as_str(), "expose", index]
}

/// The index of port `number` as a step of a path.
fn index(service: &Service, number: usize) -> Result<String, EditError> {
    if number < service.ports.len() {
        return Ok(format!("#{number}"));
    }
    let name = &service.name;
    Err(EditError::Missing(format!("Port {} of {name}", number + 1)))
}

pub(super) fn http(
    work: &mut Work,
    service: &Service,
    number: usize,
    new: &HttpOptions,
) -> Result<(), EditError> {
    let index = index(service, number)?;
    let port = port_path(service, &index);
    let base = [port[0], port[1], port[2], port[3], "http_options"];
    let old = service.ways.get(number).map(|w| w.http.clone());
    let old = old.unwrap_or_default();
    if *new == HttpOptions::default() {
        return work.unset(&base);
    }
    let entry =
        |key, before: Option<u32>, now: Option<u32>| (key, now.map(Value::raw), before == now);
    fields(
        work,
        &base,
        &[
            entry("max_body_size", old.max_body_size, new.max_body_size),
            entry(
                "proxy_buffer_size",
                old.proxy_buffer_size,
                new.proxy_buffer_size,
            ),
            entry("read_timeout", old.read_timeout, new.read_timeout),
            entry("send_timeout", old.send_timeout, new.send_timeout),
            entry("next_tries", old.next_tries, new.next_tries),
            entry("next_timeout", old.next_timeout, new.next_timeout),
        ],
    )?;
    let cases = [base[0], base[1], base[2], base[3], base[4], "next_cases"];
    work.sync_texts(&cases, &old.next_cases, &new.next_cases)
}

pub(super) fn address(
    work: &mut Work,
    service: &Service,
    number: usize,
    endpoint: Option<&str>,
) -> Result<(), EditError> {
    let index = index(service, number)?;
    let port = port_path(service, &index);
    let list = [port[0], port[1], port[2], port[3], "to"];
    let count = work.tree_items(&list);
    let steps: Vec<String> = (0..count).map(|i| format!("#{i}")).collect();
    let at = |step: &'_ str, key: &'static str| {
        [list[0], list[1], list[2], list[3], list[4], step, key].map(str::to_owned)
    };
    let text = |work: &Work, step: &str, key| {
        let path = at(step, key);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        work.own(&path).and_then(|n| n.text().map(str::to_owned))
    };
    let Some(endpoint) = endpoint else {
        for step in &steps {
            if text(work, step, "ip").is_some() {
                let path = at(step, "ip");
                work.unset(&path.each_ref().map(String::as_str))?;
            }
        }
        return Ok(());
    };
    let leased = steps.iter().find(|s| text(work, s, "ip").is_some());
    let global = steps.iter().find(|s| text(work, s, "global").is_some());
    match leased.or(global) {
        Some(step) => {
            let path = at(step, "ip");
            work.set(&path.each_ref().map(String::as_str), &Value::text(endpoint))
        }
        None => work.insert(
            &list,
            count.checked_sub(1),
            Value::map(vec![
                ("global", Value::raw(true)),
                ("ip", Value::text(endpoint)),
            ]),
        ),
    }
}

pub(super) fn tee(work: &mut Work, service: &Service, kind: Option<&str>) -> Result<(), EditError> {
    let path = ["services", service.name.as_str(), "params", "tee"];
    match kind {
        Some(kind) => work.set(&path, &Value::text(kind)),
        None => work.unset_up(&path, 2),
    }
}

pub(super) fn permissions(
    work: &mut Work,
    service: &Service,
    read: &[String],
) -> Result<(), EditError> {
    let path = [
        "services",
        service.name.as_str(),
        "params",
        "permissions",
        "read",
    ];
    if read.is_empty() {
        return work.unset_up(&path, 2);
    }
    work.sync_texts(&path, &service.permissions, read)
}
