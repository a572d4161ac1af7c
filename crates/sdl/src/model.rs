//! An SDL as decoded: the reference's structs before groups are built from them.

use std::borrow::Cow;

use crate::map::Map;

/// Text of the document, copied only where YAML changed it.
pub(crate) type Text<'t> = Cow<'t, str>;

#[derive(Debug, Default, Clone)]
pub(crate) struct Sdl<'t> {
    /// Rules of 2.1 and later: services share resource units, IPs sort, credentials are trimmed.
    pub v21: bool,
    pub services: Map<'t, Service<'t>>,
    pub compute: Map<'t, Option<Resources<'t>>>,
    pub placement: Map<'t, Placement<'t>>,
    pub deployment: Map<'t, Map<'t, Deploy<'t>>>,
    pub endpoints: Map<'t, Text<'t>>,
    /// `min_window`, if the section exists.
    pub reclamation: Option<Text<'t>>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Service<'t> {
    pub image: Text<'t>,
    pub command: Option<Vec<Text<'t>>>,
    pub args: Option<Vec<Text<'t>>>,
    pub env: Option<Vec<Text<'t>>>,
    pub expose: Vec<Expose<'t>>,
    // Few services have these, and they are large.
    pub params: Option<Box<Params<'t>>>,
    pub credentials: Option<Box<Credentials<'t>>>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Expose<'t> {
    pub port: u32,
    pub external: u32,
    pub proto: Text<'t>,
    pub to: Vec<ExposeTo<'t>>,
    pub accept: Option<Vec<Text<'t>>>,
    pub http: HttpOptions<'t>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct ExposeTo<'t> {
    pub service: Text<'t>,
    pub global: bool,
    pub ip: Text<'t>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct HttpOptions<'t> {
    pub max_body_size: u32,
    pub proxy_buffer_size: u32,
    pub read_timeout: u32,
    pub send_timeout: u32,
    pub next_tries: u32,
    pub next_timeout: u32,
    pub next_cases: Vec<Text<'t>>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Params<'t> {
    pub storage: Map<'t, Mount<'t>>,
    pub permissions: Option<Vec<Text<'t>>>,
    pub tee: Text<'t>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Mount<'t> {
    pub mount: Text<'t>,
    pub read_only: bool,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Credentials<'t> {
    pub host: Text<'t>,
    pub email: Text<'t>,
    pub username: Text<'t>,
    pub password: Text<'t>,
}

/// Key and value, sorted by key where they are used.
pub(crate) type Attribute<'t> = (Text<'t>, Text<'t>);

#[derive(Debug, Default, Clone)]
pub(crate) struct Resources<'t> {
    pub cpu: Option<Cpu<'t>>,
    pub gpu: Option<Gpu>,
    /// Bytes.
    pub memory: Option<u64>,
    /// Sorted as the reference sorts; `None` when there is no list.
    pub storage: Option<Vec<Volume<'t>>>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Cpu<'t> {
    pub millis: u32,
    pub attributes: Vec<Attribute<'t>>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Gpu {
    pub units: u64,
    /// Keys; every value is `true`.
    pub attributes: Vec<String>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Volume<'t> {
    pub name: Text<'t>,
    pub size: u64,
    pub attributes: Vec<Attribute<'t>>,
}

impl Volume<'_> {
    pub(crate) fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| &**value)
    }
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Placement<'t> {
    pub attributes: Vec<Attribute<'t>>,
    pub all_of: Option<Vec<Text<'t>>>,
    pub any_of: Option<Vec<Text<'t>>>,
    /// `None` is an entry that is null.
    pub pricing: Map<'t, Option<Price<'t>>>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Price<'t> {
    pub denom: Text<'t>,
    /// Amount × 10¹⁸, at the top of the range when it is larger.
    pub amount: u128,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Deploy<'t> {
    pub profile: Text<'t>,
    pub count: u32,
}
