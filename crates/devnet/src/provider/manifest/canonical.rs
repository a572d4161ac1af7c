//! Manifest to canonical JSON and its hash: Go's fields, keys sorted, compact, `<`, `>`, `&` escaped.

use super::super::model::{Attribute, EndpointKind};
use super::{Amount, Credentials, Expose, ManifestGroup, ManifestResources, Params, Service};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The text that is hashed.
pub fn canonical(groups: &[ManifestGroup]) -> String {
    let mut out = String::new();
    write(&to_value(groups), &mut out);
    out
}

/// SHA-256 of [`canonical`]: what the chain calls the deployment's hash.
pub fn hash(groups: &[ManifestGroup]) -> [u8; 32] {
    Sha256::digest(canonical(groups)).into()
}

/// The JSON value of the groups, also what `GET manifest` answers.
fn to_value(groups: &[ManifestGroup]) -> Value {
    groups
        .iter()
        .map(|g| {
            let services = g
                .services
                .as_ref()
                .map(|all| all.iter().map(service).collect::<Vec<_>>());
            json!({"name": g.name, "services": services})
        })
        .collect()
}

fn service(s: &Service) -> Value {
    let mut value = json!({
        "name": s.name,
        "image": s.image,
        "command": s.command,
        "args": s.args,
        "env": s.env,
        "resources": resources(&s.resources),
        "count": s.count,
        "expose": s.expose.as_ref().map(|all| all.iter().map(expose).collect::<Vec<_>>()),
        "credentials": s.credentials.as_ref().map(credentials),
    });
    if let Some(p) = &s.params {
        value["params"] = params(p);
    }
    value
}

fn resources(r: &ManifestResources) -> Value {
    let mut value = json!({"id": r.id});
    if let Some(cpu) = &r.cpu {
        value["cpu"] = amount(cpu, "units");
    }
    if let Some(memory) = &r.memory {
        value["memory"] = amount(memory, "size");
    }
    if let Some(storage) = r.storage.as_ref().filter(|s| !s.is_empty()) {
        let volume = |v: &super::ManifestVolume| {
            let mut value = amount(&v.size, "size");
            value["name"] = json!(v.name);
            value
        };
        value["storage"] = storage.iter().map(volume).collect();
    }
    if let Some(gpu) = &r.gpu {
        value["gpu"] = amount(gpu, "units");
    }
    value["endpoints"] = json!(r.endpoints.as_ref().map(|all| {
        all.iter()
            .map(|e| match e.kind {
                EndpointKind::SharedHttp => json!({"sequence_number": e.sequence}),
                kind => json!({"kind": kind.number(), "sequence_number": e.sequence}),
            })
            .collect::<Vec<_>>()
    }));
    value
}

fn amount(a: &Amount, name: &str) -> Value {
    let mut value = json!({ name: {"val": a.value.to_string()} });
    if !a.attributes.is_empty() {
        value["attributes"] = a.attributes.iter().map(attribute).collect();
    }
    value
}

fn attribute(a: &Attribute) -> Value {
    let mut value = json!({});
    if !a.key.is_empty() {
        value["key"] = json!(a.key);
    }
    if !a.value.is_empty() {
        value["value"] = json!(a.value);
    }
    value
}

fn expose(e: &Expose) -> Value {
    let mut http = json!({
        "maxBodySize": e.http.max_body_size,
        "readTimeout": e.http.read_timeout,
        "sendTimeout": e.http.send_timeout,
        "nextTries": e.http.next_tries,
        "nextTimeout": e.http.next_timeout,
    });
    if !e.http.next_cases.is_empty() {
        http["nextCases"] = json!(e.http.next_cases);
    }
    json!({
        "port": e.port,
        "externalPort": e.external_port,
        "proto": e.proto,
        "service": e.service,
        "global": e.global,
        "hosts": e.hosts,
        "httpOptions": http,
        "ip": e.ip,
        "endpointSequenceNumber": e.sequence,
    })
}

fn params(p: &Params) -> Value {
    let mounts = p.storage.as_ref().map(|all| {
        all.iter()
            .map(|m| json!({"name": m.name, "mount": m.mount, "readOnly": m.read_only}))
            .collect::<Vec<_>>()
    });
    let mut value = json!({"storage": mounts});
    if let Some(read) = &p.permissions {
        value["permissions"] = if read.is_empty() {
            json!({})
        } else {
            json!({"read": read})
        };
    }
    if let Some(login) = &p.credentials {
        value["credentials"] = credentials(login);
    }
    value
}

fn credentials(c: &Credentials) -> Value {
    json!({"host": c.host, "email": c.email, "username": c.username, "password": c.password})
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            // serde_json's map keeps insertion order when any crate of the build asks for it.
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                text(key, out);
                out.push(':');
                write(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(all) => {
            out.push('[');
            for (i, item) in all.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::String(s) => text(s, out),
        other => out.push_str(&other.to_string()),
    }
}

fn text(s: &str, out: &mut String) {
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{0}'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::samples::*;
    use super::*;

    #[test]
    fn vector_of_the_facts_comes_out_byte_for_byte() {
        assert_eq!(canonical(&vector()), VECTOR.trim_end());
        assert_eq!(hex::encode(hash(&vector())), VECTOR_HASH);
    }

    #[test]
    fn formatting_and_unknown_fields_of_the_body_dont_matter() {
        let value: Value = serde_json::from_str(VECTOR).unwrap();
        let mut value = value;
        value[0]["services"][0]["later"] = json!("field");
        let pretty = serde_json::to_vec_pretty(&value).unwrap();
        assert_eq!(
            hex::encode(hash(&super::super::decode(&pretty).unwrap())),
            VECTOR_HASH
        );
    }

    #[test]
    fn strings_are_escaped_as_go_does() {
        let mut out = String::new();
        text("a<b>&\"\\\u{1}\n\u{2028}/é\u{7f}", &mut out);
        assert_eq!(
            out,
            "\"a\\u003cb\\u003e\\u0026\\\"\\\\\\u0001\\n\\u2028/é\u{7f}\""
        );
    }
}
