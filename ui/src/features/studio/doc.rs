//! The document behind the form: the SDL draft of `sdl`, in the words of the outline and the form.

use sdl::draft::{self, Change, Draft, EditError, Remedy};
use sdl::{Document, TextEdit};

use super::gpus::Pick;
use super::outline::{Cap, Disk, Outline, Place, Port, Service};
use super::state::{Edit, Problem};

mod problems;

/// What an empty draft begins with: one service without an image.
pub const BLANK: &str = "version: \"2.0\"

services:
  app:
    image: \"\"
    expose:
      - port: 80
        to:
          - global: true

profiles:
  compute:
    app:
      resources:
        cpu:
          units: 1
        memory:
          size: 1Gi
        storage:
          size: 5Gi
  placement:
    anywhere:
      pricing:
        app:
          denom: uact
          amount: 1000

deployment:
  app:
    anywhere:
      profile: app
      count: 1
";

/// What one press does about a problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What to press.
    pub label: String,
    act: Act,
}

#[derive(Debug, Clone, PartialEq)]
enum Act {
    /// A remedy of the draft's checks.
    Remedy(Remedy),
    /// A correction of the reader.
    Text(TextEdit),
}

/// The document.
#[derive(Debug, Clone)]
pub struct Doc(Draft);

impl Doc {
    /// A document with this text and no history.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Draft::new(text))
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.text().to_string()
    }

    /// What it describes; `None` while the text can't be read.
    #[must_use]
    pub fn outline(&self) -> Option<Outline> {
        self.0.outline().map(outline)
    }

    /// What is wrong with it, errors first.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        problems::gather(
            self.0.text(),
            self.0.check(),
            &Document::parse(self.0.text()),
        )
    }

    /// Makes a change of the form.
    ///
    /// # Errors
    /// In words, why it can't be made; then nothing is changed.
    pub fn edit(&mut self, name: &str, edit: &Edit) -> Result<(), String> {
        match translated(edit) {
            Step::Service(edit) => said(self.0.edit(name, &edit)),
            Step::Around(change) => said(self.0.change(&change)),
        }
    }

    /// Takes a text as typed.
    pub fn set_text(&mut self, text: &str) {
        self.0.set_text(text);
    }

    /// Does what a problem offers.
    ///
    /// # Errors
    /// In words, why it can't be done; then nothing is changed.
    pub fn fix(&mut self, fix: &Fix) -> Result<(), String> {
        match &fix.act {
            Act::Remedy(remedy) => said(self.0.remedy(remedy)),
            Act::Text(TextEdit { start, end, text }) => {
                let now = self.0.text();
                let (Some(head), Some(tail)) = (now.get(..*start), now.get(*end..)) else {
                    return Err("The text has changed since.".into());
                };
                let next = format!("{head}{text}{tail}");
                self.0.set_text(&next);
                Ok(())
            }
        }
    }

    /// One step back.
    pub fn undo(&mut self) {
        self.0.undo();
    }

    /// One step forth.
    pub fn redo(&mut self) {
        self.0.redo();
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.0.can_undo()
    }

    /// Whether there is a step to make again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.0.can_redo()
    }

    /// What is frozen once it is deployed, to compare two texts by; `None` while the text is refused.
    #[must_use]
    pub fn frozen(&self) -> Option<String> {
        frozen_of(self.0.text())
    }
}

/// The groups of a text as the chain keeps them; `None` when it is refused.
#[must_use]
pub fn frozen_of(text: &str) -> Option<String> {
    Document::parse(text).groups_json().ok()
}

/// Names of the services in a text, as far as it can be read.
#[must_use]
pub fn service_names(text: &str) -> Vec<String> {
    Draft::new(text)
        .outline()
        .map(|o| o.services.into_iter().map(|s| s.name).collect())
        .unwrap_or_default()
}

/// Names of the groups in the order of their numbers: placements that something is deployed in, sorted.
#[must_use]
pub fn group_names(text: &str) -> Vec<String> {
    if let Ok(groups) = Document::parse(text).groups() {
        return groups.iter().map(|g| g.name.to_string()).collect();
    }
    let mut names: Vec<String> = Draft::new(text)
        .outline()
        .map(|o| o.services.into_iter().flat_map(|s| s.placements).collect())
        .unwrap_or_default();
    names.sort();
    names.dedup();
    names
}

fn said(answer: Result<(), EditError>) -> Result<(), String> {
    answer.map_err(|e| e.to_string())
}

fn outline(from: draft::Outline) -> Outline {
    Outline {
        services: from.services.into_iter().map(service).collect(),
        places: from.places.into_iter().map(place).collect(),
        endpoints: from.endpoints,
    }
}

fn place(from: draft::Place) -> Place {
    let region = from
        .attributes
        .iter()
        .find(|(k, _)| k.contains("region"))
        .map(|(_, v)| v.clone());
    let others = from.attributes.len() - usize::from(region.is_some());
    let mut asks = vec![region.unwrap_or_else(|| "any region".into())];
    if others > 0 {
        asks.push(crate::format::counted(
            others,
            "more condition",
            "more conditions",
        ));
    }
    if from.signed {
        asks.push("audited".into());
    }
    Place {
        name: from.name,
        asks: asks.join(" · "),
        attributes: from.attributes,
        all_of: from.all_of,
        any_of: from.any_of,
    }
}

fn service(from: draft::Service) -> Service {
    Service {
        name: from.name,
        image: from.image,
        placements: from.placements,
        count: from.count,
        cpu: from.cpu,
        memory: from.memory,
        gpu_units: from.gpu_units,
        picks: from
            .gpus
            .into_iter()
            .map(|g| Pick {
                vendor: g.vendor,
                model: g.model,
                ram: g.ram,
                interface: g.interface,
            })
            .collect(),
        disks: from
            .disks
            .into_iter()
            .map(|d| Disk {
                name: d.name,
                size: d.size,
                class: d.class,
                mount: d.mount,
                read_only: d.read_only,
            })
            .collect(),
        ports: from
            .ports
            .into_iter()
            .map(|p| Port {
                port: p.port,
                as_port: p.as_port,
                udp: p.udp,
                global: p.global,
                to: p.to,
                accept: p.accept,
            })
            .collect(),
        leases: from.ways.iter().map(|w| w.endpoint.clone()).collect(),
        http: from.ways.into_iter().map(|w| w.http).collect(),
        credentials: from.credentials,
        env: from.env,
        command: from.command,
        args: from.args,
        cap: from.cap.map(|(amount, denom)| Cap { amount, denom }),
        at: Some(from.at),
    }
}

/// A change of one service, or of what is around the services.
enum Step {
    Service(draft::Edit),
    Around(Change),
}

fn translated(edit: &Edit) -> Step {
    Step::Service(match edit.clone() {
        Edit::Attributes(place, pairs) => return Step::Around(Change::Attributes(place, pairs)),
        Edit::SignedBy(place, all, any) => {
            return Step::Around(Change::SignedBy(place, all, any));
        }
        Edit::AddEndpoint(name) => return Step::Around(Change::AddEndpoint(name)),
        Edit::Image(image) => draft::Edit::Image(image),
        Edit::Cpu(units) => draft::Edit::Cpu(units),
        Edit::Memory(size) => draft::Edit::Memory(size),
        Edit::Count(count) => draft::Edit::Count(count),
        Edit::Gpu { units, picks } => draft::Edit::Gpu(
            units,
            picks
                .into_iter()
                .map(|p| draft::Gpu {
                    vendor: p.vendor,
                    model: p.model,
                    ram: p.ram,
                    interface: p.interface,
                })
                .collect(),
        ),
        Edit::Env(env) => draft::Edit::Env(env),
        Edit::Command(words) => draft::Edit::Command(words),
        Edit::Args(args) => draft::Edit::Args(args),
        Edit::Ports(ports) => draft::Edit::Ports(
            ports
                .into_iter()
                .map(|p| draft::Port {
                    port: p.port,
                    as_port: p.as_port,
                    udp: p.udp,
                    global: p.global,
                    to: p.to,
                    accept: p.accept,
                })
                .collect(),
        ),
        Edit::Disks(disks) => draft::Edit::Disks(
            disks
                .into_iter()
                .map(|d| draft::Disk {
                    name: d.name,
                    size: d.size,
                    class: d.class,
                    mount: d.mount,
                    read_only: d.read_only,
                })
                .collect(),
        ),
        Edit::Cap(amount) => draft::Edit::Cap(amount),
        Edit::Credentials(login) => draft::Edit::Credentials(login),
        Edit::Http(port, options) => draft::Edit::Http(port, options),
        Edit::Address(port, endpoint) => draft::Edit::Address(port, endpoint),
        Edit::Rename(name) => draft::Edit::Rename(name),
        Edit::Remove => draft::Edit::Remove,
        Edit::Add => draft::Edit::Add,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_draft_lacks_only_its_image() {
        let mut doc = Doc::new(BLANK);
        assert_eq!(doc.problems().len(), 1, "{:?}", doc.problems());
        doc.edit("app", &Edit::Image("nginx:1.27".into())).unwrap();
        assert!(doc.problems().is_empty());
        assert_eq!(
            (service_names(BLANK), group_names(BLANK)),
            (vec!["app".to_string()], vec!["anywhere".to_string()])
        );
    }

    #[test]
    fn what_is_rarely_needed_reaches_the_text_too() {
        let mut doc = Doc::new(BLANK);
        doc.edit("app", &Edit::Image("nginx:1.27".into())).unwrap();
        let login = draft::Credentials {
            host: "ghcr.io".into(),
            username: "ann".into(),
            password: "a token".into(),
            ..draft::Credentials::default()
        };
        let http = draft::HttpOptions {
            read_timeout: Some(5000),
            ..draft::HttpOptions::default()
        };
        let region = vec![("region".to_string(), "eu-west".to_string())];
        let auditor = vec!["akash1365yvmc4s7awdyj3n2sav7xfx76adc6dnmlx63".to_string()];
        for edit in [
            Edit::Credentials(Some(login.clone())),
            Edit::Http(0, http.clone()),
            Edit::AddEndpoint("address".into()),
            Edit::Address(0, Some("address".into())),
            Edit::Attributes("anywhere".into(), region.clone()),
            Edit::SignedBy("anywhere".into(), Vec::new(), auditor.clone()),
        ] {
            doc.edit("app", &edit).unwrap();
        }
        let outline = doc.outline().unwrap();
        let (app, place) = (&outline.services[0], &outline.places[0]);
        assert_eq!(app.credentials.as_ref(), Some(&login));
        assert_eq!(app.http, [http]);
        assert_eq!(app.leases, [Some("address".to_string())]);
        assert_eq!((&place.attributes, &place.any_of), (&region, &auditor));
        assert_eq!(place.asks, "eu-west · audited");
        assert_eq!(outline.endpoints, ["address"]);
        assert!(doc.problems().is_empty(), "{:?}", doc.problems());
        doc.edit("app", &Edit::Credentials(None)).unwrap();
        doc.edit("app", &Edit::Address(0, None)).unwrap();
        let app = doc.outline().unwrap().services.remove(0);
        assert_eq!((app.credentials, app.leases), (None, vec![None]));
    }

    #[test]
    fn every_edit_of_the_form_reaches_the_text() {
        let mut doc = Doc::new(BLANK);
        let pick = Pick {
            vendor: "nvidia".into(),
            model: "h100".into(),
            ram: Some("80Gi".into()),
            interface: None,
        };
        let port = Port {
            port: 8080,
            global: true,
            ..Port::default()
        };
        let disk = Disk {
            name: "data".into(),
            size: "9Gi".into(),
            class: Some("beta3".into()),
            mount: Some("/d".into()),
            read_only: false,
        };
        for edit in [
            Edit::Image("a".into()),
            Edit::Cpu("2".into()),
            Edit::Memory("3Gi".into()),
            Edit::Count(4),
            Edit::Gpu {
                units: 1,
                picks: vec![pick.clone()],
            },
            Edit::Env(vec!["A=1".into()]),
            Edit::Command(vec!["run".into()]),
            Edit::Args(vec!["--x".into()]),
            Edit::Ports(vec![port.clone()]),
            Edit::Disks(vec![disk.clone()]),
            Edit::Cap("55".into()),
        ] {
            doc.edit("app", &edit).unwrap();
        }
        doc.edit("app", &Edit::Rename("web".into())).unwrap();
        let s = doc.outline().unwrap().services.remove(0);
        assert_eq!(
            (
                s.name.as_str(),
                s.image.as_str(),
                s.cpu.as_str(),
                s.memory.as_str(),
                s.count
            ),
            ("web", "a", "2", "3Gi", 4)
        );
        assert_eq!(
            (s.gpu_units, s.picks, s.ports, s.disks),
            (1, vec![pick], vec![port], vec![disk])
        );
        assert_eq!(
            (s.env, s.command, s.args),
            (
                vec!["A=1".to_string()],
                vec!["run".to_string()],
                vec!["--x".to_string()]
            )
        );
        assert_eq!(s.cap.unwrap().amount, "55");
        doc.edit("two", &Edit::Add).unwrap();
        doc.edit("web", &Edit::Remove).unwrap();
        assert_eq!(service_names(&doc.text()), ["two"]);
    }

    #[test]
    fn an_update_may_change_content_but_not_what_was_ordered() {
        let text = BLANK.replace("\"\"", "nginx:1.27");
        let before = frozen_of(&text);
        assert!(before.is_some() && frozen_of(BLANK).is_none());
        let mut doc = Doc::new(&text);
        doc.edit("app", &Edit::Image("b".into())).unwrap();
        doc.edit("app", &Edit::Env(vec!["A=1".into()])).unwrap();
        assert_eq!(doc.frozen(), before);
        doc.edit("app", &Edit::Cpu("2".into())).unwrap();
        assert_ne!(doc.frozen(), before);
    }

    #[test]
    fn what_can_not_be_done_says_why() {
        let mut doc = Doc::new("services: [");
        assert!(
            doc.edit("app", &Edit::Count(1))
                .unwrap_err()
                .contains("Line 1")
        );
        assert_eq!(doc.outline(), None);
    }
}
