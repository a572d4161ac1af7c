//! `services`: what runs, and what of it is reachable.

use super::reader::Reader;
use super::url;
use crate::model::{Credentials, Expose, ExposeTo, HttpOptions, Mount, Params, Service};
use crate::yaml::NodeId;

impl Reader<'_> {
    fn skip_service(&mut self, id: NodeId) -> Option<()> {
        let mut service = std::borrow::Cow::Borrowed("");
        let mut inner = |reader: &mut Self, name: &str, value: NodeId| {
            if name == "service"
                && let Some(text) = reader.text(value)
            {
                service = std::borrow::Cow::Owned(text.into_owned());
            }
        };
        self.fields(id, "a mapping with 'service'", &mut inner)
            .then_some(())
    }
}

impl<'t> Reader<'t> {
    pub(crate) fn service(&mut self, id: NodeId) -> Option<Service<'t>> {
        let mut service = Service::default();
        let read = self.fields(id, "a service", |reader, name, value| match name {
            "image" => reader.text_into(value, &mut service.image),
            "command" => service.command = reader.texts(value),
            "args" => service.args = reader.texts(value),
            "env" => service.env = reader.texts(value),
            "expose" => {
                service.expose = reader
                    .list(value, "a list of ports", Self::expose)
                    .unwrap_or_default()
            }
            "dependencies" => {
                reader.list(value, "a list", Self::skip_service);
            }
            "params" => service.params = reader.pointed(value, Self::params).map(Box::new),
            "credentials" => {
                service.credentials = reader.pointed(value, Self::credentials).map(Box::new)
            }
            _ => {}
        });
        read.then_some(service)
    }

    fn expose(&mut self, id: NodeId) -> Option<Expose<'t>> {
        let mut expose = Expose::default();
        let read = self.fields(id, "a port", |reader, name, value| match name {
            "port" => reader.u32_into(value, &mut expose.port),
            "as" => reader.u32_into(value, &mut expose.external),
            "proto" => reader.text_into(value, &mut expose.proto),
            "to" => {
                expose.to = reader
                    .list(value, "a list of targets", Self::expose_to)
                    .unwrap_or_default()
            }
            "accept" if reader.tree.is_null(value) => {
                reader.nothing::<()>(value);
            }
            "accept" if reader.tree.is_null_collection(value) => {
                expose.accept = None;
                reader.fields(value, "a list of host names", |_, _, _| {});
            }
            "accept" => {
                expose.accept = reader.afresh(|reader| reader.accept(value));
            }
            "http_options" => reader.http_options(value, &mut expose.http),
            _ => {}
        });
        read.then_some(expose)
    }

    fn accept(&mut self, id: NodeId) -> Option<Vec<crate::model::Text<'t>>> {
        self.list(id, "a list of host names", |reader, item| {
            let host = reader.text(item)?;
            if !url::host_parses(&host) {
                reader.fail("host", item, format!("{host:?} is not a host name"));
            }
            Some(host)
        })
    }

    fn expose_to(&mut self, id: NodeId) -> Option<ExposeTo<'t>> {
        let mut to = ExposeTo::default();
        let read = self.fields(
            id,
            "a target such as 'global: true'",
            |reader, name, value| match name {
                "service" => reader.text_into(value, &mut to.service),
                "global" => reader.bool_into(value, &mut to.global),
                "ip" => reader.text_into(value, &mut to.ip),
                "http_options" => reader.http_options(value, &mut HttpOptions::default()),
                _ => {}
            },
        );
        read.then_some(to)
    }

    fn http_options(&mut self, id: NodeId, http: &mut HttpOptions<'t>) {
        self.fields(id, "HTTP options", |reader, name, value| match name {
            "max_body_size" => reader.u32_into(value, &mut http.max_body_size),
            "proxy_buffer_size" => reader.u32_into(value, &mut http.proxy_buffer_size),
            "read_timeout" => reader.u32_into(value, &mut http.read_timeout),
            "send_timeout" => reader.u32_into(value, &mut http.send_timeout),
            "next_tries" => reader.u32_into(value, &mut http.next_tries),
            "next_timeout" => reader.u32_into(value, &mut http.next_timeout),
            "next_cases" => http.next_cases = reader.texts(value).unwrap_or_default(),
            _ => {}
        });
    }

    fn params(&mut self, id: NodeId) -> Option<Params<'t>> {
        let mut params = Params::default();
        let read = self.fields(id, "parameters", |reader, name, value| match name {
            "storage" => {
                reader.map_into(value, &mut params.storage, "volumes by name", Self::mount);
            }
            "permissions" => params.permissions = reader.pointed(value, Self::permissions),
            "tee" => reader.text_into(value, &mut params.tee),
            _ => {}
        });
        read.then_some(params)
    }

    fn mount(&mut self, id: NodeId) -> Option<Mount<'t>> {
        let mut mount = Mount::default();
        let read = self.fields(id, "a mount", |reader, name, value| match name {
            "mount" => reader.text_into(value, &mut mount.mount),
            "readOnly" => reader.bool_into(value, &mut mount.read_only),
            _ => {}
        });
        read.then_some(mount)
    }

    fn permissions(&mut self, id: NodeId) -> Option<Vec<crate::model::Text<'t>>> {
        let mut list = Vec::new();
        let read = self.fields(id, "permissions", |reader, name, value| {
            if name == "read" {
                list = reader.texts(value).unwrap_or_default();
            }
        });
        read.then_some(list)
    }

    fn credentials(&mut self, id: NodeId) -> Option<Credentials<'t>> {
        let mut credentials = Credentials::default();
        let read = self.fields(id, "credentials", |reader, name, value| match name {
            "host" => reader.text_into(value, &mut credentials.host),
            "email" => reader.text_into(value, &mut credentials.email),
            "username" => reader.text_into(value, &mut credentials.username),
            "password" => reader.text_into(value, &mut credentials.password),
            _ => {}
        });
        read.then_some(credentials)
    }
}
