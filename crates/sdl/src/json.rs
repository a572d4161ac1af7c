//! JSON: the canonical manifest and the group specs.

use ecow::EcoString;

use crate::spec::*;

/// Writes objects whose keys the caller gives in order.
struct Writer {
    out: String,
    first: bool,
}

impl Writer {
    fn open(&mut self, c: char) {
        self.out.push(c);
        self.first = true;
    }

    fn close(&mut self, c: char) {
        self.out.push(c);
        self.first = false;
    }

    fn comma(&mut self) {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
    }

    fn key(&mut self, key: &str) {
        self.comma();
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    fn text(&mut self, text: &str) {
        string(&mut self.out, text);
    }

    fn pair(&mut self, key: &str, text: &str) {
        self.key(key);
        self.text(text);
    }

    fn number(&mut self, key: &str, number: u32) {
        self.raw(key, itoa::Buffer::new().format(number));
    }

    fn raw(&mut self, key: &str, raw: &str) {
        self.key(key);
        self.out.push_str(raw);
    }

    fn boolean(&mut self, key: &str, value: bool) {
        self.raw(key, if value { "true" } else { "false" });
    }

    fn list<T>(&mut self, key: &str, items: Option<&[T]>, mut item: impl FnMut(&mut Self, &T)) {
        let Some(items) = items else {
            return self.raw(key, "null");
        };
        self.key(key);
        self.open('[');
        for one in items {
            self.comma();
            item(self, one);
        }
        self.close(']');
    }

    fn texts(&mut self, key: &str, items: Option<&[EcoString]>) {
        self.list(key, items, |writer, text| writer.text(text));
    }

    fn attributes(&mut self, attributes: &[Attribute]) {
        if !attributes.is_empty() {
            self.attribute_list(Some(attributes));
        }
    }

    fn attribute_list(&mut self, attributes: Option<&[Attribute]>) {
        self.list("attributes", attributes, |writer, attribute| {
            writer.open('{');
            if !attribute.key.is_empty() {
                writer.pair("key", &attribute.key);
            }
            if !attribute.value.is_empty() {
                writer.pair("value", &attribute.value);
            }
            writer.close('}');
        });
    }

    fn amount(&mut self, key: &str, value: u64) {
        self.key(key);
        self.out.push_str("{\"val\":\"");
        self.out.push_str(itoa::Buffer::new().format(value));
        self.out.push_str("\"}");
    }

    fn units(&mut self, key: &str, units: &Units) {
        self.key(key);
        self.open('{');
        self.attributes(&units.attributes);
        self.amount("units", units.units);
        self.close('}');
    }

    fn resources(&mut self, key: &str, resources: &Resources) {
        self.key(key);
        self.open('{');
        if let Some(cpu) = &resources.cpu {
            self.units("cpu", cpu);
        }
        self.list(
            "endpoints",
            Some(&resources.endpoints),
            |writer, endpoint| {
                writer.open('{');
                if endpoint.kind != EndpointKind::SharedHttp {
                    writer.number("kind", endpoint.kind as u32);
                }
                writer.number("sequence_number", endpoint.sequence_number);
                writer.close('}');
            },
        );
        self.units("gpu", &resources.gpu);
        self.number("id", resources.id);
        if let Some(memory) = resources.memory {
            self.key("memory");
            self.open('{');
            self.amount("size", memory);
            self.close('}');
        }
        self.list("storage", Some(&resources.storage), |writer, volume| {
            writer.open('{');
            writer.attributes(&volume.attributes);
            writer.pair("name", &volume.name);
            writer.amount("size", volume.size);
            writer.close('}');
        });
        self.close('}');
    }
}

/// Bytes that begin what may need an escape.
const ODD: [bool; 256] = {
    let mut table = [false; 256];
    let mut c = 0;
    while c < table.len() {
        table[c] = c < 0x20 || matches!(c as u8, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xE2);
        c += 1;
    }
    table
};

/// A JSON string with Go's escapes.
fn string(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut from = 0;
    let plain = text.bytes().all(|c| !ODD[usize::from(c)]);
    for (at, c) in text.char_indices().take(if plain { 0 } else { text.len() }) {
        let escape: std::borrow::Cow<'_, str> = match c {
            '"' => "\\\"".into(),
            '\\' => "\\\\".into(),
            '\u{8}' => "\\b".into(),
            '\u{c}' => "\\f".into(),
            '\n' => "\\n".into(),
            '\r' => "\\r".into(),
            '\t' => "\\t".into(),
            '<' | '>' | '&' | '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => {
                format!("\\u{:04x}", u32::from(c)).into()
            }
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(&escape);
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
    out.push('"');
}

/// The manifest with sorted keys and no white space: the bytes whose SHA-256 is the version.
///
/// It is about as long as `expected`, in bytes.
pub(crate) fn canonical(groups: &[ManifestGroup], expected: usize) -> String {
    let mut writer = Writer {
        out: String::with_capacity(512 + expected),
        first: true,
    };
    writer.open('[');
    for group in groups {
        writer.comma();
        writer.open('{');
        writer.pair("name", &group.name);
        writer.list("services", Some(&group.services), service);
        writer.close('}');
    }
    writer.close(']');
    writer.out
}

fn service(writer: &mut Writer, service: &ManifestService) {
    writer.open('{');
    writer.texts("args", service.args.as_deref());
    writer.texts("command", service.command.as_deref());
    writer.number("count", service.count);
    match &service.credentials {
        None => writer.raw("credentials", "null"),
        Some(credentials) => {
            writer.key("credentials");
            writer.open('{');
            writer.pair("email", &credentials.email);
            writer.pair("host", &credentials.host);
            writer.pair("password", &credentials.password);
            writer.pair("username", &credentials.username);
            writer.close('}');
        }
    }
    writer.texts("env", service.env.as_deref());
    writer.list("expose", Some(&service.expose), expose);
    writer.pair("image", &service.image);
    writer.pair("name", &service.name);
    if let Some(given) = &service.params {
        params(writer, given);
    }
    writer.resources("resources", &service.resources);
    writer.close('}');
}

fn expose(writer: &mut Writer, expose: &ServiceExpose) {
    writer.open('{');
    writer.number("endpointSequenceNumber", expose.endpoint_sequence_number);
    writer.number("externalPort", expose.external_port);
    writer.boolean("global", expose.global);
    writer.texts("hosts", expose.hosts.as_deref());
    let http = &expose.http_options;
    writer.key("httpOptions");
    writer.open('{');
    writer.number("maxBodySize", http.max_body_size);
    if !http.next_cases.is_empty() {
        writer.texts("nextCases", Some(&http.next_cases));
    }
    writer.number("nextTimeout", http.next_timeout);
    writer.number("nextTries", http.next_tries);
    if http.proxy_buffer_size > 0 {
        writer.number("proxyBufferSize", http.proxy_buffer_size);
    }
    writer.number("readTimeout", http.read_timeout);
    writer.number("sendTimeout", http.send_timeout);
    writer.close('}');
    writer.pair("ip", &expose.ip);
    writer.number("port", expose.port);
    writer.pair("proto", expose.proto.as_str());
    writer.pair("service", &expose.service);
    writer.close('}');
}

fn params(writer: &mut Writer, params: &ServiceParams) {
    writer.key("params");
    writer.open('{');
    if let Some(read) = &params.permissions {
        writer.key("permissions");
        writer.open('{');
        if !read.is_empty() {
            writer.texts("read", Some(read));
        }
        writer.close('}');
    }
    writer.list("storage", params.storage.as_deref(), |writer, mount| {
        writer.open('{');
        writer.pair("mount", &mount.mount);
        writer.pair("name", &mount.name);
        writer.boolean("readOnly", mount.read_only);
        writer.close('}');
    });
    if let Some(kind) = &params.tee {
        writer.key("tee");
        writer.open('{');
        writer.boolean("attestation", true);
        writer.pair("type", kind);
        writer.close('}');
    }
    writer.close('}');
}

/// The group specs, as the chain's Go code prints them, keys sorted.
pub(crate) fn groups(groups: &[GroupSpec]) -> String {
    let mut writer = Writer {
        out: String::with_capacity(512),
        first: true,
    };
    writer.open('[');
    for group in groups {
        writer.comma();
        writer.open('{');
        writer.pair("name", &group.name);
        writer.key("requirements");
        writer.open('{');
        let attributes = &group.requirements.attributes;
        writer.attribute_list((!attributes.is_empty()).then_some(attributes));
        writer.key("signed_by");
        writer.open('{');
        writer.texts("all_of", group.requirements.all_of.as_deref());
        writer.texts("any_of", group.requirements.any_of.as_deref());
        writer.close('}');
        writer.close('}');
        writer.list("resources", Some(&group.resources), |writer, unit| {
            writer.open('{');
            writer.number("count", unit.count);
            writer.key("price");
            writer.open('{');
            writer.pair("amount", &unit.price.decimal());
            writer.pair("denom", &unit.price.denom);
            writer.close('}');
            writer.resources("resource", &unit.resource);
            writer.close('}');
        });
        writer.close('}');
    }
    writer.close(']');
    writer.out
}
