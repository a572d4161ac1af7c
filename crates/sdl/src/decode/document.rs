//! The root: version, sections, and the first look at their keys.

use super::reader::Reader;
use crate::model::{Deploy, Sdl, Text};
use crate::problem::Stage;
use crate::version;
use crate::yaml::{NodeId, Tree};

/// The model of a tree, or `None` where a section could not even be found.
pub(crate) fn decode<'t>(reader: &mut Reader<'t>) -> Option<Sdl<'t>> {
    let tree = reader.tree;
    let nothing = |root| tree.is_null(root) || tree.is_null_collection(root);
    let root = tree.root.filter(|&root| !nothing(root));
    let Some(root) = root else {
        let at = tree.root;
        reader.problems.push(crate::problem::Problem {
            code: "empty",
            severity: crate::problem::Severity::Error,
            stage: Stage::Validate,
            path: String::new(),
            start: at.map_or(0, |id| tree.node(id).start()),
            end: at.map_or(0, |id| tree.node(id).end()),
            message: "the document is empty".to_owned(),
            fix: None,
        });
        return None;
    };
    let v21 = version(reader, root)?;
    let mut sdl = Sdl {
        v21,
        ..Sdl::default()
    };
    let children = tree.children(root);
    for pair in children.chunks(2) {
        let key = tree.value(pair[0]);
        let Some(&value) = pair.get(1) else {
            reader.fail("type", pair[0], "sections by name are expected here");
            break;
        };
        reader.under(key, |reader| section(reader, &mut sdl, key, pair[0], value));
        if reader.stopped {
            break;
        }
    }
    Some(sdl)
}

fn section<'t>(reader: &mut Reader<'t>, sdl: &mut Sdl<'t>, key: &str, at: NodeId, value: NodeId) {
    reader.afresh(|reader| match key {
        "version" => {}
        "include" => {
            reader.texts(value);
        }
        "services" => {
            reader.map_into(
                value,
                &mut sdl.services,
                "services by name",
                Reader::service,
            );
        }
        "profiles" => {
            reader.fields(
                value,
                "'compute' and 'placement'",
                |reader, name, value| match name {
                    "compute" => {
                        reader.map_into(
                            value,
                            &mut sdl.compute,
                            "compute profiles by name",
                            Reader::compute,
                        );
                    }
                    "placement" => {
                        reader.map_into(
                            value,
                            &mut sdl.placement,
                            "placement profiles by name",
                            Reader::placement,
                        );
                    }
                    _ => {}
                },
            );
        }
        "deployment" => {
            reader.map_into(
                value,
                &mut sdl.deployment,
                "services by name",
                |reader, id| {
                    let mut placements = crate::map::Map::default();
                    reader
                        .map_into(id, &mut placements, "placements by name", Reader::deploy)
                        .then_some(placements)
                },
            );
        }
        "endpoints" => {
            reader.map_into(
                value,
                &mut sdl.endpoints,
                "endpoints by name",
                Reader::endpoint,
            );
        }
        "reclamation" => {
            let window = sdl.reclamation.insert(Text::default());
            reader.fields(
                value,
                "a mapping with 'min_window'",
                |reader, name, value| {
                    if name == "min_window" {
                        reader.text_into(value, window);
                    }
                },
            );
        }
        _ => reader.fail(
            "unknown-section",
            at,
            format!("{key:?} is not a section of an SDL"),
        ),
    });
}

impl<'t> Reader<'t> {
    fn deploy(&mut self, id: NodeId) -> Option<Deploy<'t>> {
        let mut deploy = Deploy::default();
        let read = self.fields(
            id,
            "a mapping with 'profile' and 'count'",
            |reader, name, value| match name {
                "profile" => reader.text_into(value, &mut deploy.profile),
                "count" => reader.u32_into(value, &mut deploy.count),
                _ => {}
            },
        );
        read.then_some(deploy)
    }

    fn endpoint(&mut self, id: NodeId) -> Option<Text<'t>> {
        let mut kind = Text::default();
        let read = self.fields(id, "a mapping with 'kind'", |reader, name, value| {
            if name == "kind" {
                reader.text_into(value, &mut kind);
            }
        });
        read.then_some(kind)
    }
}

/// True for the rules of 2.1 and later.
fn version(reader: &mut Reader<'_>, root: NodeId) -> Option<bool> {
    let tree: &Tree = reader.tree;
    let children = tree.children(root);
    let Some(at) = children
        .iter()
        .position(|&child| tree.value(child) == "version")
    else {
        reader.fail(
            "no-version",
            root,
            "the document has no 'version'; write version: \"2.0\"",
        );
        return None;
    };
    let Some(&value) = children.get(at + 1) else {
        reader.fail("no-version", children[at], "'version' has no value");
        return None;
    };
    match version::rules(tree.value(value)) {
        Ok(v21) => Some(v21),
        Err(message) => {
            reader.under("version", |reader| {
                reader.fail_with("version", value, message, Some("\"2.0\"".to_owned()))
            });
            None
        }
    }
}
