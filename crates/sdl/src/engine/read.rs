//! From the tree to values. Field errors are found here, as the reference finds them while decoding.

use std::collections::BTreeMap;

use crate::draft::{Kind, Node, Style, Tree};

use super::model::{
    Attributes, Compute, Credentials, Expose, HttpOptions, Params, Placed, Placement, Sdl, Service,
    To, Volume,
};
use super::{Res, SdlError, units};

const TOP: [&str; 7] = [
    "version",
    "include",
    "services",
    "profiles",
    "deployment",
    "endpoints",
    "reclamation",
];
const NEXT_CASES: [&str; 9] = [
    "error", "timeout", "500", "502", "503", "504", "403", "404", "429",
];

fn bad(path: &str, message: &str) -> SdlError {
    SdlError::field(path, message)
}

/// Access to the tree with aliases followed and merge keys applied.
struct Reader<'a> {
    tree: &'a Tree,
}

impl<'a> Reader<'a> {
    fn real(&self, node: &'a Node) -> &'a Node {
        self.tree.real(node)
    }

    /// The value of a key; none where it is absent or null.
    fn get(&self, node: &'a Node, key: &str) -> Option<&'a Node> {
        self.tree
            .get(node, key)
            .map(|n| self.real(n))
            .filter(|n| !n.is_null())
    }

    /// Entries of a mapping, null values kept; an error for anything else.
    fn map(&self, node: &'a Node, path: &str) -> Res<Vec<(&'a str, &'a Node)>> {
        let node = self.real(node);
        match &node.kind {
            Kind::Map(_) => Ok(self
                .tree
                .pairs(node)
                .into_iter()
                .map(|(k, v)| (k, self.real(v)))
                .collect()),
            _ if node.is_null() => Ok(Vec::new()),
            _ => Err(bad(path, "must be a mapping")),
        }
    }

    /// Items of a list without the null ones; none where it is absent.
    fn list(&self, node: Option<&'a Node>, path: &str) -> Res<Option<Vec<&'a Node>>> {
        let Some(node) = node else { return Ok(None) };
        match &node.kind {
            Kind::Seq(items) => Ok(Some(
                items
                    .iter()
                    .map(|i| self.real(&i.value))
                    .filter(|n| !n.is_null())
                    .collect(),
            )),
            _ => Err(bad(path, "must be a list")),
        }
    }

    fn texts(&self, node: Option<&'a Node>, path: &str) -> Res<Option<Vec<String>>> {
        let Some(items) = self.list(node, path)? else {
            return Ok(None);
        };
        items
            .into_iter()
            .map(|n| text(n, path))
            .collect::<Res<_>>()
            .map(Some)
    }

    fn string(&self, node: &'a Node, key: &str, path: &str) -> Res<String> {
        self.get(node, key)
            .map_or(Ok(String::new()), |n| text(n, &format!("{path}.{key}")))
    }

    fn number(&self, node: &'a Node, key: &str, path: &str) -> Res<Option<u32>> {
        let Some(node) = self.get(node, key) else {
            return Ok(None);
        };
        let path = format!("{path}.{key}");
        integer(node, &path).and_then(|v| {
            u32::try_from(v)
                .map(Some)
                .map_err(|_| bad(&path, "must be a whole number from 0"))
        })
    }

    fn flag(&self, node: &'a Node, key: &str, path: &str) -> Res<bool> {
        let Some(node) = self.get(node, key) else {
            return Ok(false);
        };
        let path = format!("{path}.{key}");
        boolean(node).ok_or_else(|| bad(&path, "must be true or false"))
    }

    fn attributes(&self, node: Option<&'a Node>, path: &str) -> Res<Attributes> {
        let Some(node) = node else {
            return Ok(Attributes::new());
        };
        self.map(node, path)?
            .into_iter()
            .map(|(key, value)| {
                Ok((
                    key.to_owned(),
                    if value.is_null() {
                        String::new()
                    } else {
                        text(value, path)?
                    },
                ))
            })
            .collect()
    }
}

fn text(node: &Node, path: &str) -> Res<String> {
    match &node.kind {
        Kind::Scalar(text, _) => Ok(text.clone()),
        _ => Err(bad(path, "must be a text")),
    }
}

fn integer(node: &Node, path: &str) -> Res<i128> {
    let written = match &node.kind {
        Kind::Scalar(text, Style::Plain) => units::integer(text),
        _ => None,
    };
    written.ok_or_else(|| bad(path, "must be a whole number, without quotes"))
}

fn boolean(node: &Node) -> Option<bool> {
    let Kind::Scalar(text, style) = &node.kind else {
        return None;
    };
    let plain = *style == Style::Plain;
    match text.as_str() {
        "true" | "True" | "TRUE" if plain => Some(true),
        "false" | "False" | "FALSE" if plain => Some(false),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// Reads an SDL.
pub(super) fn read(tree: &Tree) -> Res<Sdl> {
    let reader = Reader { tree };
    let root = reader.real(&tree.root);
    let top = match &root.kind {
        Kind::Map(_) => reader.map(root, "")?,
        _ => return Err(bad("version", "no version found")),
    };
    let version = top
        .iter()
        .find(|(key, _)| *key == "version")
        .map(|(_, node)| text(node, "version"))
        .transpose()?;
    let mut sdl = Sdl {
        v21: version_rules(version.as_deref())?,
        ..Sdl::default()
    };
    for (key, node) in top {
        match key {
            "services" => {
                for (name, node) in reader.map(node, "services")? {
                    sdl.services.insert(
                        name.into(),
                        service(&reader, node, &format!("services.{name}"))?,
                    );
                }
            }
            "profiles" => profiles(&reader, node, &mut sdl)?,
            "deployment" => deployment(&reader, node, &mut sdl)?,
            "endpoints" => {
                for (name, node) in reader.map(node, "endpoints")? {
                    let path = format!("endpoints.{name}");
                    sdl.endpoints
                        .insert(name.into(), reader.string(node, "kind", &path)?);
                }
            }
            "reclamation" => {
                let window = reader.string(node, "min_window", "reclamation")?;
                let path = "reclamation.min_window";
                sdl.reclamation = Some(
                    units::duration(&window)
                        .ok_or_else(|| bad(path, "must be a duration such as 1h30m"))?,
                );
            }
            other if !TOP.contains(&other) => return Err(bad(other, "is no section of an SDL")),
            _ => {}
        }
    }
    Ok(sdl)
}

/// Whether the rules of 2.1 hold.
fn version_rules(version: Option<&str>) -> Res<bool> {
    let version = version.ok_or_else(|| bad("version", "no version found"))?;
    let plain = version
        .trim_start_matches('v')
        .split('+')
        .next()
        .unwrap_or_default();
    let parts: Option<Vec<u64>> = plain.split('.').map(|p| p.parse().ok()).collect();
    let unsupported = || bad("version", "must be 2.0 or 2.1");
    let parts = parts
        .filter(|p| (1..=3).contains(&p.len()))
        .ok_or_else(unsupported)?;
    let number = |at: usize| parts.get(at).copied().unwrap_or_default();
    match (number(0), number(1), number(2)) {
        (2, 0, 0) => Ok(false),
        (2, 1.., _) | (3.., ..) => Ok(true),
        _ => Err(unsupported()),
    }
}

fn service<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<Service> {
    reader.map(node, path)?;
    let at = |key: &str| format!("{path}.{key}");
    let exposes = reader
        .list(reader.get(node, "expose"), &at("expose"))?
        .unwrap_or_default();
    Ok(Service {
        image: reader.string(node, "image", path)?,
        command: reader.texts(reader.get(node, "command"), &at("command"))?,
        args: reader.texts(reader.get(node, "args"), &at("args"))?,
        env: reader.texts(reader.get(node, "env"), &at("env"))?,
        expose: exposes
            .into_iter()
            .map(|e| expose(reader, e, &at("expose")))
            .collect::<Res<_>>()?,
        params: reader
            .get(node, "params")
            .map(|n| params(reader, n, &at("params")))
            .transpose()?,
        credentials: reader
            .get(node, "credentials")
            .map(|n| {
                let field = |key: &str| reader.string(n, key, &at("credentials"));
                Ok::<_, SdlError>(Credentials {
                    host: field("host")?,
                    email: field("email")?,
                    username: field("username")?,
                    password: field("password")?,
                })
            })
            .transpose()?,
    })
}

fn params<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<Params> {
    let mut read = Params::default();
    if let Some(storage) = reader.get(node, "storage") {
        let mut volumes = BTreeMap::new();
        for (name, volume) in reader.map(storage, path)? {
            let path = format!("{path}.storage.{name}");
            volumes.insert(
                name.to_owned(),
                (
                    reader.string(volume, "mount", &path)?,
                    reader.flag(volume, "readOnly", &path)?,
                ),
            );
        }
        read.storage = Some(volumes);
    }
    if let Some(permissions) = reader.get(node, "permissions") {
        let path = format!("{path}.permissions.read");
        read.permissions = Some(
            reader
                .texts(reader.get(permissions, "read"), &path)?
                .unwrap_or_default(),
        );
    }
    if let Some(tee) = reader.get(node, "tee") {
        let path = format!("{path}.tee");
        let kind = text(tee, &path)?;
        if !matches!(kind.as_str(), "cpu" | "cpu-gpu") {
            return Err(bad(&path, "must be cpu or cpu-gpu"));
        }
        read.tee = Some(kind);
    }
    Ok(read)
}

fn expose<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<Expose> {
    let proto = reader.string(node, "proto", path)?.to_uppercase();
    let proto = if proto.is_empty() {
        "TCP".to_owned()
    } else {
        proto
    };
    if !matches!(proto.as_str(), "TCP" | "UDP") {
        return Err(bad(&format!("{path}.proto"), "must be TCP or UDP"));
    }
    let accept = reader.texts(reader.get(node, "accept"), &format!("{path}.accept"))?;
    let mut to = Vec::new();
    for node in reader
        .list(reader.get(node, "to"), &format!("{path}.to"))?
        .unwrap_or_default()
    {
        let path = format!("{path}.to");
        to.push(To {
            service: reader.string(node, "service", &path)?,
            global: reader.flag(node, "global", &path)?,
            ip: reader.string(node, "ip", &path)?,
        });
    }
    Ok(Expose {
        port: reader.number(node, "port", path)?.unwrap_or_default(),
        external: reader.number(node, "as", path)?.unwrap_or_default(),
        proto,
        to,
        accept,
        http: reader
            .get(node, "http_options")
            .map_or(Ok(HttpOptions::default()), |n| {
                http_options(reader, n, &format!("{path}.http_options"))
            })?,
    })
}

fn http_options<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<HttpOptions> {
    let usual = HttpOptions::default();
    let number = |key: &str, usual: u32, most: u32| -> Res<u32> {
        let value = reader
            .number(node, key, path)?
            .filter(|v| *v != 0)
            .unwrap_or(usual);
        if value > most {
            Err(bad(&format!("{path}.{key}"), &format!("is at most {most}")))
        } else {
            Ok(value)
        }
    };
    let cases = reader
        .texts(
            reader.get(node, "next_cases"),
            &format!("{path}.next_cases"),
        )?
        .unwrap_or_default();
    let off = cases.iter().any(|c| c == "off");
    let known = |c: &String| c == "off" || NEXT_CASES.contains(&c.as_str());
    if !cases.iter().all(known) || (off && cases.len() > 1) {
        return Err(bad(
            &format!("{path}.next_cases"),
            "holds an unknown case, or off beside another",
        ));
    }
    Ok(HttpOptions {
        max_body_size: number("max_body_size", usual.max_body_size, 104_857_600)?,
        proxy_buffer_size: number("proxy_buffer_size", 0, 1_048_576)?,
        read_timeout: number("read_timeout", usual.read_timeout, 60_000)?,
        send_timeout: number("send_timeout", usual.send_timeout, 60_000)?,
        next_tries: number("next_tries", usual.next_tries, u32::MAX)?,
        next_timeout: number("next_timeout", usual.next_timeout, u32::MAX)?,
        next_cases: if cases.is_empty() {
            usual.next_cases
        } else {
            cases
        },
    })
}

fn profiles<'a>(reader: &Reader<'a>, node: &'a Node, sdl: &mut Sdl) -> Res {
    if let Some(compute) = reader.get(node, "compute") {
        for (name, node) in reader.map(compute, "profiles.compute")? {
            let path = format!("profiles.compute.{name}.resources");
            let resources = reader
                .get(node, "resources")
                .ok_or_else(|| bad(&path, "is missing"))?;
            sdl.compute
                .insert(name.into(), resources_of(reader, resources, &path)?);
        }
    }
    if let Some(placement) = reader.get(node, "placement") {
        for (name, node) in reader.map(placement, "profiles.placement")? {
            sdl.placement.insert(
                name.into(),
                placement_of(reader, node, &format!("profiles.placement.{name}"))?,
            );
        }
    }
    Ok(())
}

fn placement_of<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<Placement> {
    let signed = reader.get(node, "signedBy");
    let auditors = |key: &str| {
        reader.texts(
            signed.and_then(|n| reader.get(n, key)),
            &format!("{path}.signedBy.{key}"),
        )
    };
    let mut pricing = BTreeMap::new();
    if let Some(prices) = reader.get(node, "pricing") {
        for (profile, node) in reader.map(prices, &format!("{path}.pricing"))? {
            let path = format!("{path}.pricing.{profile}");
            let denom = reader.string(node, "denom", &path)?;
            denom
                .parse::<types::Denom>()
                .map_err(|_| bad(&format!("{path}.denom"), "is no coin"))?;
            let amount = reader.string(node, "amount", &path)?;
            let price = amount
                .trim_start_matches('+')
                .parse::<types::Dec18>()
                .map_err(|e| bad(&format!("{path}.amount"), &e.to_string()))?;
            if price.is_zero() || price.is_negative() {
                return Err(bad(&format!("{path}.amount"), "must be above zero"));
            }
            pricing.insert(profile.to_owned(), (denom, price));
        }
    }
    Ok(Placement {
        attributes: reader.attributes(
            reader.get(node, "attributes"),
            &format!("{path}.attributes"),
        )?,
        all_of: auditors("allOf")?,
        any_of: auditors("anyOf")?,
        pricing,
    })
}

fn deployment<'a>(reader: &Reader<'a>, node: &'a Node, sdl: &mut Sdl) -> Res {
    for (service, node) in reader.map(node, "deployment")? {
        let mut placed = BTreeMap::new();
        for (placement, node) in reader.map(node, &format!("deployment.{service}"))? {
            let path = format!("deployment.{service}.{placement}");
            let count = reader.number(node, "count", &path)?.unwrap_or_default();
            placed.insert(
                placement.to_owned(),
                Placed {
                    profile: reader.string(node, "profile", &path)?,
                    count,
                },
            );
        }
        sdl.deployment.insert(service.to_owned(), placed);
    }
    Ok(())
}

fn resources_of<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<Compute> {
    let mut read = Compute::default();
    if let Some(cpu) = reader.get(node, "cpu") {
        let path = format!("{path}.cpu");
        let amount = reader.string(cpu, "units", &path)?;
        read.cpu = units::cpu(&amount).ok_or_else(|| {
            bad(
                &format!("{path}.units"),
                "must be cores such as 0.5, or millicores such as 500m",
            )
        })?;
        read.cpu_attributes =
            reader.attributes(reader.get(cpu, "attributes"), &format!("{path}.attributes"))?;
        if let Some(key) = read.cpu_attributes.keys().find(|k| *k != "arch") {
            return Err(bad(
                &format!("{path}.attributes.{key}"),
                "is unknown; only arch is",
            ));
        }
    }
    if let Some(memory) = reader.get(node, "memory") {
        let size = reader.string(memory, "size", &format!("{path}.memory"))?;
        read.memory = units::bytes(&size).ok_or_else(|| {
            bad(
                &format!("{path}.memory.size"),
                "must be a size such as 512Mi",
            )
        })?;
    }
    if let Some(gpu) = reader.get(node, "gpu") {
        gpus(reader, gpu, &format!("{path}.gpu"), &mut read)?;
    }
    if let Some(storage) = reader.get(node, "storage") {
        let path = format!("{path}.storage");
        read.storage = match &storage.kind {
            Kind::Seq(items) => items
                .iter()
                .map(|i| volume(reader, reader.real(&i.value), &path))
                .collect::<Res<_>>()?,
            _ => vec![volume(reader, storage, &path)?],
        };
        let names: std::collections::BTreeSet<_> =
            read.storage.iter().map(|v| v.name.clone()).collect();
        if names.len() != read.storage.len() {
            return Err(bad(&path, "names a volume twice"));
        }
        super::build::sort_volumes(&mut read.storage);
    }
    Ok(read)
}

fn gpus<'a>(reader: &Reader<'a>, node: &'a Node, path: &str, read: &mut Compute) -> Res {
    if !matches!(node.kind, Kind::Map(_)) {
        // The reference takes a bare value for no GPU at all.
        return Ok(());
    }
    for (key, _) in reader.map(node, path)? {
        if !matches!(key, "units" | "attributes") {
            return Err(bad(
                &format!("{path}.{key}"),
                "is unknown; units and attributes are known",
            ));
        }
    }
    if let Some(units) = reader.get(node, "units") {
        let Kind::Scalar(amount, _) = &units.kind else {
            return Err(bad(path, "units must be a number"));
        };
        read.gpu = amount
            .parse()
            .map_err(|_| bad(&format!("{path}.units"), "must be a whole number"))?;
    }
    let Some(attributes) = reader.get(node, "attributes") else {
        if read.gpu > 0 {
            return Err(bad(path, "needs attributes with a vendor"));
        }
        return Ok(());
    };
    let path = format!("{path}.attributes");
    let pairs = reader.map(attributes, &path)?;
    if let Some((key, _)) = pairs.iter().find(|(key, _)| *key != "vendor") {
        return Err(bad(&format!("{path}.{key}"), "is unknown; only vendor is"));
    }
    let vendor = reader
        .get(attributes, "vendor")
        .ok_or_else(|| bad(&path, "needs a vendor"))?;
    let models = reader
        .list(
            reader.get(vendor, "nvidia"),
            &format!("{path}.vendor.nvidia"),
        )?
        .unwrap_or_default();
    if models.is_empty() {
        read.gpu_attributes
            .insert("vendor/nvidia/model/*".into(), "true".into());
    }
    for model in models {
        let path = format!("{path}.vendor.nvidia");
        let mut key = format!(
            "vendor/nvidia/model/{}",
            reader.string(model, "model", &path)?
        );
        let ram = reader.string(model, "ram", &path)?;
        if !ram.is_empty() {
            key.push_str("/ram/");
            key.push_str(
                &units::gpu_ram(&ram)
                    .ok_or_else(|| bad(&format!("{path}.ram"), "must be a size such as 80Gi"))?,
            );
        }
        let interface = reader.string(model, "interface", &path)?;
        if !interface.is_empty() {
            if !matches!(interface.as_str(), "pcie" | "sxm") {
                return Err(bad(&format!("{path}.interface"), "must be pcie or sxm"));
            }
            key.push_str("/interface/");
            key.push_str(&interface);
        }
        if read.gpu_attributes.insert(key, "true".into()).is_some() {
            return Err(bad(&path, "names a model twice"));
        }
    }
    Ok(())
}

fn volume<'a>(reader: &Reader<'a>, node: &'a Node, path: &str) -> Res<Volume> {
    if !node.is_null() && !matches!(node.kind, Kind::Map(_)) {
        return Err(bad(path, "must be a mapping with a size"));
    }
    let name = reader.string(node, "name", path)?;
    let size = match reader.get(node, "size") {
        None => 0,
        Some(size) => units::bytes(&text(size, path)?)
            .ok_or_else(|| bad(&format!("{path}.size"), "must be a size such as 10Gi"))?,
    };
    let mut attributes = Attributes::new();
    if let Some(written) = reader.get(node, "attributes") {
        let path = format!("{path}.attributes");
        let given = reader.attributes(Some(written), &path)?;
        if let Some(key) = given
            .keys()
            .find(|k| !matches!(k.as_str(), "persistent" | "class"))
        {
            return Err(bad(
                &format!("{path}.{key}"),
                "is unknown; persistent and class are known",
            ));
        }
        let raw = given.get("persistent").map_or("false", String::as_str);
        let persistent = match raw {
            "true" | "on" | "yes" => "true",
            "false" | "off" | "no" => "false",
            _ => return Err(bad(&format!("{path}.persistent"), "must be true or false")),
        };
        match given.get("class").map(String::as_str) {
            Some("ram") if raw != "false" => {
                return Err(bad(&path, "class ram can't be persistent"));
            }
            Some("ram") | None => {}
            Some("default" | "beta1" | "beta2" | "beta3") if raw == "false" => {
                return Err(bad(&path, "this class needs persistent: true"));
            }
            Some("default" | "beta1" | "beta2" | "beta3") => {}
            Some(_) => return Err(bad(&format!("{path}.class"), "is unknown")),
        }
        attributes.insert("persistent".into(), persistent.into());
        match given.get("class") {
            Some(class) => drop(attributes.insert("class".into(), class.clone())),
            None if raw == "true" => drop(attributes.insert("class".into(), "default".into())),
            None => {}
        }
    }
    Ok(Volume {
        name: if name.is_empty() {
            "default".into()
        } else {
            name
        },
        size,
        attributes,
    })
}
