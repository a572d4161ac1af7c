//! Keys the schema knows, by place. The reference ignores any other; Console refuses them.

use crate::check::Findings;
use crate::problem::{MOST, Problem, Severity, Stage};
use crate::yaml::{NodeId, NodeKind, Tree};

/// What may stand at a place.
enum Shape {
    /// Known keys and what is under each.
    Fields(&'static [(&'static str, Shape)]),
    /// Any key, and what is under each.
    Each(&'static Shape),
    /// A list, and what each item is.
    Items(&'static Shape),
    /// A mapping, or a list of such mappings.
    OneOrItems(&'static Shape),
    /// Anything.
    Any,
}

use Shape::{Any, Each, Fields, Items, OneOrItems};

const HTTP: Shape = Fields(&[
    ("max_body_size", Any),
    ("proxy_buffer_size", Any),
    ("read_timeout", Any),
    ("send_timeout", Any),
    ("next_tries", Any),
    ("next_timeout", Any),
    ("next_cases", Any),
]);

const EXPOSE: Shape = Fields(&[
    ("port", Any),
    ("as", Any),
    ("proto", Any),
    (
        "to",
        Items(&Fields(&[("service", Any), ("global", Any), ("ip", Any)])),
    ),
    ("accept", Any),
    ("http_options", HTTP),
]);

const SERVICE: Shape = Fields(&[
    ("image", Any),
    ("command", Any),
    ("args", Any),
    ("env", Any),
    ("expose", Items(&EXPOSE)),
    ("dependencies", Items(&Fields(&[("service", Any)]))),
    (
        "params",
        Fields(&[
            (
                "storage",
                Each(&Fields(&[("mount", Any), ("readOnly", Any)])),
            ),
            ("permissions", Fields(&[("read", Any)])),
            ("tee", Any),
        ]),
    ),
    (
        "credentials",
        Fields(&[
            ("host", Any),
            ("email", Any),
            ("username", Any),
            ("password", Any),
        ]),
    ),
]);

const RESOURCES: Shape = Fields(&[
    ("cpu", Fields(&[("units", Any), ("attributes", Any)])),
    ("memory", Fields(&[("size", Any)])),
    (
        "storage",
        OneOrItems(&Fields(&[
            ("name", Any),
            ("size", Any),
            ("attributes", Any),
        ])),
    ),
    ("gpu", Any),
]);

const PLACEMENT: Shape = Fields(&[
    ("attributes", Any),
    ("signedBy", Fields(&[("allOf", Any), ("anyOf", Any)])),
    ("pricing", Each(&Fields(&[("denom", Any), ("amount", Any)]))),
]);

const ROOT: &[(&str, Shape)] = &[
    ("services", Each(&SERVICE)),
    (
        "profiles",
        Fields(&[
            ("compute", Each(&Fields(&[("resources", RESOURCES)]))),
            ("placement", Each(&PLACEMENT)),
        ]),
    ),
    (
        "deployment",
        Each(&Each(&Fields(&[("profile", Any), ("count", Any)]))),
    ),
    ("endpoints", Each(&Fields(&[("kind", Any)]))),
    ("reclamation", Fields(&[("min_window", Any)])),
];

/// Warns of every key that is ignored. Sections are not looked at: an unknown one is an error.
pub(crate) fn unknown_keys(findings: &mut Findings<'_>) {
    let tree = findings.tree;
    let Some(root) = tree.root else { return };
    let mut walk = Walk {
        tree,
        path: Vec::new(),
        problems: &mut findings.problems,
    };
    for (key, value) in tree.pairs(root) {
        let name = tree.value(key);
        if let Some((_, shape)) = ROOT.iter().find(|(known, _)| *known == name) {
            walk.under(key, value, shape);
        }
    }
}

/// One step of a path.
enum Step {
    Key(NodeId),
    Item(usize),
}

struct Walk<'t, 'p> {
    tree: &'t Tree,
    path: Vec<Step>,
    problems: &'p mut Vec<Problem>,
}

impl Walk<'_, '_> {
    fn under(&mut self, key: NodeId, value: NodeId, shape: &Shape) {
        self.path.push(Step::Key(key));
        self.look(value, shape);
        self.path.pop();
    }

    fn look(&mut self, at: NodeId, shape: &Shape) {
        let tree = self.tree;
        let node = tree.node(at);
        // What an alias stands for is looked at where it is written.
        if !matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence) {
            return;
        }
        match shape {
            Fields(known) if node.kind == NodeKind::Mapping => {
                for (key, value) in tree.pairs(at) {
                    let name = tree.value(key);
                    match known.iter().find(|(known, _)| *known == name) {
                        Some((_, shape)) => self.under(key, value, shape),
                        None if tree.is_merge(key) => {}
                        None => self.unknown(key, name),
                    }
                }
            }
            Each(shape) if node.kind == NodeKind::Mapping => {
                for (key, value) in tree.pairs(at) {
                    self.under(key, value, shape);
                }
            }
            Items(shape) | OneOrItems(shape) if node.kind == NodeKind::Sequence => {
                for (index, &item) in tree.children(at).iter().enumerate() {
                    self.path.push(Step::Item(index));
                    self.look(item, shape);
                    self.path.pop();
                }
            }
            OneOrItems(shape) => self.look(at, shape),
            _ => {}
        }
    }

    fn unknown(&mut self, key: NodeId, name: &str) {
        let (code, message) = if name == "depends_on" {
            (
                "depends-on",
                "'depends_on' is ignored: services start in no order".to_owned(),
            )
        } else {
            (
                "unknown-key",
                format!("{name:?} is not known here and is ignored; Console refuses it"),
            )
        };
        let tree = self.tree;
        let mut path = String::new();
        for step in &self.path {
            match *step {
                Step::Key(key) => path.push_str(tree.value(key)),
                Step::Item(index) => path.push_str(&index.to_string()),
            }
            path.push('.');
        }
        path.push_str(name);
        if self.problems.len() >= MOST {
            return;
        }
        let node = tree.node(key);
        self.problems.push(Problem {
            code,
            severity: Severity::Warning,
            stage: Stage::Validate,
            path,
            start: node.start(),
            end: node.end(),
            message,
            fix: None,
        });
    }
}
