//! An SDL as values.

use std::collections::BTreeMap;

use types::Dec18;

#[derive(Debug, Clone, Default)]
pub(super) struct Sdl {
    /// Rules of version 2.1 and above.
    pub(super) v21: bool,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) compute: BTreeMap<String, Compute>,
    pub(super) placement: BTreeMap<String, Placement>,
    pub(super) deployment: BTreeMap<String, BTreeMap<String, Placed>>,
    pub(super) endpoints: BTreeMap<String, String>,
    pub(super) reclamation: Option<i64>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Service {
    pub(super) image: String,
    pub(super) command: Option<Vec<String>>,
    pub(super) args: Option<Vec<String>>,
    pub(super) env: Option<Vec<String>>,
    pub(super) expose: Vec<Expose>,
    pub(super) params: Option<Params>,
    pub(super) credentials: Option<Credentials>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Expose {
    pub(super) port: u32,
    /// External port as written; 0 for none.
    pub(super) external: u32,
    pub(super) proto: String,
    pub(super) to: Vec<To>,
    pub(super) accept: Option<Vec<String>>,
    pub(super) http: HttpOptions,
}

#[derive(Debug, Clone, Default)]
pub(super) struct To {
    pub(super) service: String,
    pub(super) global: bool,
    pub(super) ip: String,
}

#[derive(Debug, Clone)]
pub(super) struct HttpOptions {
    pub(super) max_body_size: u32,
    pub(super) proxy_buffer_size: u32,
    pub(super) read_timeout: u32,
    pub(super) send_timeout: u32,
    pub(super) next_tries: u32,
    pub(super) next_timeout: u32,
    pub(super) next_cases: Vec<String>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            max_body_size: 1_048_576,
            proxy_buffer_size: 0,
            read_timeout: 60_000,
            send_timeout: 60_000,
            next_tries: 3,
            next_timeout: 0,
            next_cases: vec!["error".into(), "timeout".into()],
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Params {
    /// Volume, mount, read-only; none where `storage` is absent.
    pub(super) storage: Option<BTreeMap<String, (String, bool)>>,
    pub(super) permissions: Option<Vec<String>>,
    pub(super) tee: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    pub(super) host: String,
    pub(super) email: String,
    pub(super) username: String,
    pub(super) password: String,
}

pub(super) type Attributes = BTreeMap<String, String>;

#[derive(Debug, Clone, Default)]
pub(super) struct Compute {
    pub(super) cpu: u32,
    pub(super) cpu_attributes: Attributes,
    pub(super) memory: u64,
    pub(super) gpu: u64,
    pub(super) gpu_attributes: Attributes,
    pub(super) storage: Vec<Volume>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Volume {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) attributes: Attributes,
}

impl Volume {
    pub(super) fn persistent(&self) -> bool {
        self.attributes
            .get("persistent")
            .is_some_and(|p| p == "true")
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Placement {
    pub(super) attributes: Attributes,
    pub(super) all_of: Option<Vec<String>>,
    pub(super) any_of: Option<Vec<String>>,
    pub(super) pricing: BTreeMap<String, (String, Dec18)>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Placed {
    pub(super) profile: String,
    pub(super) count: u32,
}
