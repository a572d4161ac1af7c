//! JSON to manifest, as Go's `encoding/json` does it: names without regard to case, unknown ones dropped, `null` as zero.

use super::super::model::{Attribute, Endpoint, EndpointKind};
use super::{
    Amount, Credentials, Expose, HttpOptions, ManifestError, ManifestGroup, ManifestResources,
    ManifestVolume, Mount, Params, Service,
};
use serde_json::{Map, Value};

type Result<T> = std::result::Result<T, ManifestError>;

/// Reads the body of a manifest PUT.
///
/// # Errors
/// [`ManifestError::Json`] when it is no JSON or of another shape.
pub fn decode(body: &[u8]) -> Result<Vec<ManifestGroup>> {
    let text = String::from_utf8_lossy(body);
    if text.trim().is_empty() {
        return Err(ManifestError::Json("EOF".into()));
    }
    let value: Value = serde_json::from_str(&text).map_err(|e| {
        ManifestError::Json(if e.is_eof() {
            "unexpected EOF".into()
        } else {
            format!(
                "invalid character at line {} column {}",
                e.line(),
                e.column()
            )
        })
    })?;
    Ok(list(&value, "manifest", group)?.unwrap_or_default())
}

/// An object's fields with Go's rules for finding them.
struct Fields<'a> {
    map: Option<&'a Map<String, Value>>,
    path: &'static str,
}

impl<'a> Fields<'a> {
    fn of(value: &'a Value, path: &'static str) -> Result<Self> {
        match value {
            Value::Null => Ok(Self { map: None, path }),
            Value::Object(map) => Ok(Self {
                map: Some(map),
                path,
            }),
            other => Err(wrong(path, "", other)),
        }
    }

    fn get(&self, name: &str) -> &'a Value {
        let Some(map) = self.map else {
            return &Value::Null;
        };
        map.get(name)
            .or_else(|| {
                map.iter()
                    .find(|(k, _)| k.eq_ignore_ascii_case(name))
                    .map(|(_, v)| v)
            })
            .unwrap_or(&Value::Null)
    }

    fn text(&self, name: &str) -> Result<String> {
        match self.get(name) {
            Value::Null => Ok(String::new()),
            Value::String(s) => Ok(s.clone()),
            other => Err(wrong(self.path, name, other)),
        }
    }

    fn flag(&self, name: &str) -> Result<bool> {
        match self.get(name) {
            Value::Null => Ok(false),
            Value::Bool(b) => Ok(*b),
            other => Err(wrong(self.path, name, other)),
        }
    }

    fn number(&self, name: &str) -> Result<u32> {
        match self.get(name) {
            Value::Null => Ok(0),
            other => {
                let n = other.as_u64().and_then(|n| u32::try_from(n).ok());
                n.ok_or_else(|| wrong(self.path, name, other))
            }
        }
    }

    fn texts(&self, name: &str) -> Result<Option<Vec<String>>> {
        let item = |v: &Value| match v {
            Value::Null => Ok(String::new()),
            Value::String(s) => Ok(s.clone()),
            other => Err(wrong(self.path, name, other)),
        };
        match self.get(name) {
            Value::Null => Ok(None),
            Value::Array(all) => all.iter().map(item).collect::<Result<_>>().map(Some),
            other => Err(wrong(self.path, name, other)),
        }
    }

    fn optional<T>(&self, name: &str, read: impl Fn(&Value) -> Result<T>) -> Result<Option<T>> {
        match self.get(name) {
            Value::Null => Ok(None),
            value => read(value).map(Some),
        }
    }
}

fn wrong(path: &str, name: &str, value: &Value) -> ManifestError {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let dot = if name.is_empty() { "" } else { "." };
    ManifestError::Json(format!(
        "json: cannot unmarshal {kind} into field {path}{dot}{name}"
    ))
}

fn list<T>(
    value: &Value,
    path: &'static str,
    read: impl Fn(&Value) -> Result<T>,
) -> Result<Option<Vec<T>>> {
    match value {
        Value::Null => Ok(None),
        Value::Array(all) => all.iter().map(read).collect::<Result<_>>().map(Some),
        other => Err(wrong(path, "", other)),
    }
}

fn group(value: &Value) -> Result<ManifestGroup> {
    let f = Fields::of(value, "group")?;
    Ok(ManifestGroup {
        name: f.text("name")?,
        services: list(f.get("services"), "services", service)?,
    })
}

fn service(value: &Value) -> Result<Service> {
    let f = Fields::of(value, "service")?;
    Ok(Service {
        name: f.text("name")?,
        image: f.text("image")?,
        command: f.texts("command")?,
        args: f.texts("args")?,
        env: f.texts("env")?,
        resources: resources(f.get("resources"))?,
        count: f.number("count")?,
        expose: list(f.get("expose"), "expose", expose)?,
        params: f.optional("params", params)?,
        credentials: f.optional("credentials", credentials)?,
    })
}

fn resources(value: &Value) -> Result<ManifestResources> {
    let f = Fields::of(value, "resources")?;
    Ok(ManifestResources {
        id: f.number("id")?,
        cpu: f.optional("cpu", |v| amount(v, "units"))?,
        memory: f.optional("memory", |v| amount(v, "size"))?,
        storage: list(f.get("storage"), "storage", |v| {
            Ok(ManifestVolume {
                name: Fields::of(v, "storage")?.text("name")?,
                size: amount(v, "size")?,
            })
        })?,
        gpu: f.optional("gpu", |v| amount(v, "units"))?,
        endpoints: list(f.get("endpoints"), "endpoints", |v| {
            let f = Fields::of(v, "endpoint")?;
            let kind = i64::from(f.number("kind")?);
            let kind = EndpointKind::from_number(kind)
                .ok_or_else(|| wrong("endpoint", "kind", f.get("kind")))?;
            Ok(Endpoint {
                kind,
                sequence: f.number("sequence_number")?,
            })
        })?,
    })
}

fn amount(value: &Value, name: &'static str) -> Result<Amount> {
    let f = Fields::of(value, "resources")?;
    let inner = Fields::of(f.get(name), name)?;
    let text = inner.text("val")?;
    let value = if text.is_empty() && inner.map.is_none() {
        Some(0)
    } else {
        text.parse().ok()
    };
    let attributes = list(f.get("attributes"), "attributes", |v| {
        let f = Fields::of(v, "attribute")?;
        Ok(Attribute::new(f.text("key")?, f.text("value")?))
    })?;
    Ok(Amount {
        value: value.ok_or_else(|| wrong(name, "val", inner.get("val")))?,
        attributes: attributes.unwrap_or_default(),
    })
}

fn expose(value: &Value) -> Result<Expose> {
    let f = Fields::of(value, "expose")?;
    let http = Fields::of(f.get("httpOptions"), "httpOptions")?;
    Ok(Expose {
        port: f.number("port")?,
        external_port: f.number("externalPort")?,
        proto: f.text("proto")?,
        service: f.text("service")?,
        global: f.flag("global")?,
        hosts: f.texts("hosts")?,
        http: HttpOptions {
            max_body_size: http.number("maxBodySize")?,
            read_timeout: http.number("readTimeout")?,
            send_timeout: http.number("sendTimeout")?,
            next_tries: http.number("nextTries")?,
            next_timeout: http.number("nextTimeout")?,
            next_cases: http.texts("nextCases")?.unwrap_or_default(),
        },
        ip: f.text("ip")?,
        sequence: f.number("endpointSequenceNumber")?,
    })
}

fn params(value: &Value) -> Result<Params> {
    let f = Fields::of(value, "params")?;
    Ok(Params {
        storage: list(f.get("storage"), "params.storage", |v| {
            let f = Fields::of(v, "params.storage")?;
            Ok(Mount {
                name: f.text("name")?,
                mount: f.text("mount")?,
                read_only: f.flag("readOnly")?,
            })
        })?,
        permissions: f.optional("permissions", |v| {
            Ok(Fields::of(v, "permissions")?
                .texts("read")?
                .unwrap_or_default())
        })?,
        credentials: f.optional("credentials", credentials)?,
    })
}

fn credentials(value: &Value) -> Result<Credentials> {
    let f = Fields::of(value, "credentials")?;
    Ok(Credentials {
        host: f.text("host")?,
        email: f.text("email")?,
        username: f.text("username")?,
        password: f.text("password")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ignore_case_and_unknown_ones_are_dropped() {
        let groups =
            decode(br#"[{"NAME":"x","services":[{"Image":"nginx","tee":true}],"other":1}]"#)
                .unwrap();
        assert_eq!(groups[0].name, "x");
        assert_eq!(groups[0].services()[0].image, "nginx");
        assert_eq!(groups[0].services()[0].command, None);
    }

    #[test]
    fn null_is_nothing_and_an_empty_list_is_a_list() {
        let groups = decode(br#"[{"services":[{"command":[],"args":null}]}]"#).unwrap();
        assert_eq!(groups[0].services()[0].command, Some(vec![]));
        assert_eq!(groups[0].services()[0].args, None);
        assert_eq!(decode(b"null").unwrap(), []);
    }

    #[test]
    fn wrong_shapes_are_refused() {
        for body in [
            "",
            "{",
            "{}",
            "[1]",
            r#"[{"name":1}]"#,
            r#"[{"services":[{"count":-1}]}]"#,
        ] {
            assert!(
                matches!(decode(body.as_bytes()), Err(ManifestError::Json(_))),
                "{body}"
            );
        }
        let number = br#"[{"services":[{"resources":{"cpu":{"units":{"val":500}}}}]}]"#;
        assert!(matches!(decode(number), Err(ManifestError::Json(_))));
    }
}
