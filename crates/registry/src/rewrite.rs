//! Manifests in OpenRegistry's own writing: only so does an image keep its digest there (fact sheet, quirk 3: keys in a
//! fixed order, one tab a level, no final newline, Go's escapes).

use serde_json::Value;

const TOP: [&str; 6] = [
    "artifactType",
    "config",
    "layers",
    "mediaType",
    "schemaVersion",
    "subject",
];
const DESCRIPTOR: [&str; 8] = [
    "mediaType",
    "digest",
    "size",
    "urls",
    "annotations",
    "data",
    "platform",
    "artifactType",
];

/// The manifest as OpenRegistry would give it back; none when it is no image manifest. Annotations of the manifest itself
/// are lost there and are left out.
pub(crate) fn as_openregistry(bytes: &[u8]) -> Option<Vec<u8>> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    value.get("config")?.as_object()?;
    value.get("layers")?.as_array()?;
    let mut out = String::new();
    object(&mut out, &value, &TOP, 0);
    Some(out.into_bytes())
}

fn object(out: &mut String, value: &Value, keys: &[&str], depth: usize) {
    let present: Vec<_> = keys
        .iter()
        .filter_map(|key| Some((*key, value.get(*key).filter(|v| !v.is_null())?)))
        .collect();
    out.push('{');
    for (at, (key, inner)) in present.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        line(out, depth + 1);
        text(out, key);
        out.push_str(": ");
        any(out, inner, depth + 1);
    }
    line(out, depth);
    out.push('}');
}

fn any(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if map.contains_key("digest") => object(out, value, &DESCRIPTOR, depth),
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Object(map) => {
            // Go writes the keys of a map in order.
            let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
            keys.sort_unstable();
            object(out, value, &keys, depth);
        }
        Value::Array(list) if list.is_empty() => out.push_str("[]"),
        Value::Array(list) => {
            out.push('[');
            for (at, inner) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                line(out, depth + 1);
                any(out, inner, depth + 1);
            }
            line(out, depth);
            out.push(']');
        }
        Value::String(string) => text(out, string),
        other => out.push_str(&other.to_string()),
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth).for_each(|_| out.push('\t'));
}

fn text(out: &mut String, string: &str) {
    for c in Value::from(string).to_string().chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openregistry_keeps_the_digest_of_a_manifest_in_its_own_writing() {
        let sent = br#"{"schemaVersion":2,"mediaType":"m","annotations":{"lost":"1"},"config":{"digest":"sha256:1","mediaType":"c","size":2},"layers":[{"size":3,"digest":"sha256:2","mediaType":"l<>","annotations":{"b":"&","a":"1"}}]}"#;
        let written = String::from_utf8(as_openregistry(sent).unwrap()).unwrap();
        assert_eq!(
            written,
            "{\n\t\"config\": {\n\t\t\"mediaType\": \"c\",\n\t\t\"digest\": \"sha256:1\",\n\t\t\"size\": 2\n\t},\n\t\"layers\": [\n\t\t{\n\t\t\t\"mediaType\": \"l\\u003c\\u003e\",\n\t\t\t\"digest\": \"sha256:2\",\n\t\t\t\"size\": 3,\n\t\t\t\"annotations\": {\n\t\t\t\t\"a\": \"1\",\n\t\t\t\t\"b\": \"\\u0026\"\n\t\t\t}\n\t\t}\n\t],\n\t\"mediaType\": \"m\",\n\t\"schemaVersion\": 2\n}"
        );
        assert_eq!(
            as_openregistry(written.as_bytes()).unwrap(),
            written.as_bytes()
        );
        assert_eq!(as_openregistry(b"{}"), None);
    }
}
