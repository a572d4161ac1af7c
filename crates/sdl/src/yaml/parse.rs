//! Tokens to a tree. The stack is explicit, so depth costs memory and not the call stack.

use std::collections::HashMap;

use super::scan::{Kind, Scan, Scanner, Token};
use super::{Extra, Marks, Node, NodeId, NodeKind, Style, SyntaxError, Tree};

/// What an open collection expects next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    BlockItem,
    IndentlessItem,
    BlockKey,
    BlockValue,
    FlowItem {
        first: bool,
    },
    FlowKey {
        first: bool,
    },
    FlowValue,
    /// After a flow key without a value.
    FlowNoValue,
    PairKey,
    PairValue,
    PairEnd,
}

pub(super) struct Frame {
    pub(super) node: NodeId,
    /// Where its children begin among the pending ones.
    base: usize,
    step: Step,
}

pub(super) struct Builder<'a> {
    pub(super) text: &'a str,
    pub(super) scanner: Scanner<'a>,
    pub(super) tree: &'a mut Tree,
    pub(super) frames: Vec<Frame>,
    /// Children of the open collections, outer ones first.
    pending: Vec<NodeId>,
    anchors: HashMap<&'a str, NodeId>,
    tags: Vec<(String, String)>,
}

pub(super) type Step_ = Scan<()>;

/// Reads the first document into `tree`.
pub(super) fn parse(text: &str, tree: &mut Tree) -> Step_ {
    let mut builder = Builder {
        text,
        scanner: Scanner::new(text),
        tree,
        frames: Vec::with_capacity(16),
        pending: Vec::with_capacity(32),
        anchors: HashMap::new(),
        tags: Vec::new(),
    };
    builder.document()
}

impl<'a> Builder<'a> {
    fn document(&mut self) -> Step_ {
        let implicit = !matches!(
            self.scanner.peek()?.kind,
            Kind::Version(..) | Kind::TagDirective | Kind::DocumentStart | Kind::StreamEnd
        );
        if self.scanner.peek()?.kind == Kind::StreamEnd {
            return Ok(());
        }
        self.directives()?;
        if implicit {
            self.node(true, false)?;
        } else {
            let token = self.scanner.peek()?;
            self.scanner.pass();
            if token.kind != Kind::DocumentStart {
                return Err(error(&token, "'---' is expected after the directives"));
            }
            let next = self.scanner.peek()?;
            if matches!(
                next.kind,
                Kind::Version(..)
                    | Kind::TagDirective
                    | Kind::DocumentStart
                    | Kind::DocumentEnd
                    | Kind::StreamEnd
            ) {
                let at = next.start();
                self.empty(at);
            } else {
                self.node(true, false)?;
            }
        }
        while let Some(frame) = self.frames.last() {
            let step = frame.step;
            self.step(step)?;
        }
        self.scanner.peek()?;
        Ok(())
    }

    fn directives(&mut self) -> Step_ {
        let mut version = false;
        loop {
            let token = self.scanner.peek()?;
            if !matches!(token.kind, Kind::Version(..) | Kind::TagDirective) {
                break;
            }
            self.scanner.pass();
            match token.kind {
                Kind::Version(major, minor) => {
                    if version {
                        return Err(error(&token, "the %YAML directive is given twice"));
                    }
                    if (major, minor) != (1, 1) {
                        return Err(error(
                            &token,
                            "only YAML 1.1 is read; remove the %YAML directive",
                        ));
                    }
                    version = true;
                }
                _ => {
                    let (handle, prefix) = (self.scanner.text(), self.scanner.text());
                    if self.tags.iter().any(|(known, _)| *known == handle) {
                        return Err(error(&token, "the %TAG directive is given twice"));
                    }
                    self.tags.push((handle, prefix));
                }
            }
        }
        Ok(())
    }

    pub(super) fn set(&mut self, step: Step) {
        if let Some(frame) = self.frames.last_mut() {
            frame.step = step;
        }
    }

    pub(super) fn open(&mut self, node: NodeId, step: Step) {
        let base = self.pending.len();
        self.frames.push(Frame { node, base, step });
    }

    pub(super) fn close(&mut self, end: usize) {
        if let Some(frame) = self.frames.pop() {
            let first = self.tree.links.len();
            self.tree.links.extend(self.pending.drain(frame.base..));
            let node = &mut self.tree.nodes[frame.node as usize];
            node.first = first as u32;
            node.count = (self.tree.links.len() - first) as u32;
            node.end = node.start.max(end as u32);
        }
    }

    /// Where the last child of the open collection ends.
    fn last_end(&self) -> Option<usize> {
        let frame = self.frames.last()?;
        let last = self.pending.get(frame.base..)?.last()?;
        Some(self.tree.node(*last).end())
    }

    /// Ends a block collection: its text ends where its last child does.
    fn close_block(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let start = self.tree.node(frame.node).start();
        let end = self.last_end().unwrap_or(start);
        self.close(end);
    }

    fn step(&mut self, step: Step) -> Step_ {
        let token = self.scanner.peek()?;
        match step {
            Step::BlockItem => match token.kind {
                Kind::BlockEntry => {
                    self.scanner.pass();
                    match self.scanner.peek()?.kind {
                        Kind::BlockEntry | Kind::BlockEnd => self.empty(token.end()),
                        _ => self.node(true, false)?,
                    }
                }
                Kind::BlockEnd => {
                    self.scanner.pass();
                    self.close_block();
                }
                _ => {
                    return Err(error(
                        &token,
                        "a list item ('- ') is expected here; check the indentation",
                    ));
                }
            },
            Step::IndentlessItem => match token.kind {
                Kind::BlockEntry => {
                    self.scanner.pass();
                    match self.scanner.peek()?.kind {
                        Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd => {
                            self.empty(token.end())
                        }
                        _ => self.node(true, false)?,
                    }
                }
                _ => self.close_block(),
            },
            Step::BlockKey => match token.kind {
                Kind::Key => {
                    self.scanner.pass();
                    self.set(Step::BlockValue);
                    self.block_content(token.end())?;
                }
                Kind::BlockEnd => {
                    self.scanner.pass();
                    self.close_block();
                }
                _ => {
                    return Err(error(
                        &token,
                        "a key is expected here; check the indentation",
                    ));
                }
            },
            Step::BlockValue => {
                self.set(Step::BlockKey);
                if token.kind == Kind::Value {
                    self.scanner.pass();
                    self.block_content(token.end())?;
                } else {
                    self.empty(token.start());
                }
            }
            Step::FlowItem { first } => self.flow_item(token, first)?,
            Step::FlowKey { first } => self.flow_key(token, first)?,
            Step::FlowValue => {
                self.set(Step::FlowKey { first: false });
                if token.kind == Kind::Value {
                    self.scanner.pass();
                    if !matches!(
                        self.scanner.peek()?.kind,
                        Kind::FlowEntry | Kind::FlowMappingEnd
                    ) {
                        return self.node(false, false);
                    }
                }
                self.empty(token.end());
            }
            Step::FlowNoValue => {
                self.set(Step::FlowKey { first: false });
                self.empty(token.start());
            }
            Step::PairKey => {
                self.set(Step::PairValue);
                if matches!(
                    token.kind,
                    Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd
                ) {
                    self.scanner.pass();
                    self.empty(token.end());
                } else {
                    self.node(false, false)?;
                }
            }
            Step::PairValue => {
                self.set(Step::PairEnd);
                if token.kind == Kind::Value {
                    self.scanner.pass();
                    if !matches!(
                        self.scanner.peek()?.kind,
                        Kind::FlowEntry | Kind::FlowSequenceEnd
                    ) {
                        return self.node(false, false);
                    }
                }
                self.empty(token.end());
            }
            Step::PairEnd => {
                let end = self.last_end().unwrap_or(token.start());
                self.close(end);
            }
        }
        Ok(())
    }

    /// What follows a '?' or ':' of a block mapping.
    fn block_content(&mut self, at: usize) -> Step_ {
        match self.scanner.peek()?.kind {
            Kind::Key | Kind::Value | Kind::BlockEnd => {
                self.empty(at);
                Ok(())
            }
            _ => self.node(true, true),
        }
    }

    /// Reads one node and gives it to the open collection; a collection becomes the open one.
    pub(super) fn node(&mut self, block: bool, indentless: bool) -> Step_ {
        let first = self.scanner.peek()?;
        if first.kind == Kind::Alias {
            self.scanner.pass();
            let Some(&target) = self.anchors.get(&self.text[first.start() + 1..first.end()]) else {
                return Err(error(&first, "no anchor of this name stands above"));
            };
            let id = self.add(
                NodeKind::Alias,
                Style::Plain,
                first.start(),
                first.end(),
                None,
            );
            self.tree.nodes[id as usize].first = target;
            return Ok(());
        }
        let (mut anchor, mut tag) = (None, None);
        let mut last_end = first.start();
        let mut token = first;
        for _ in 0..2 {
            match token.kind {
                Kind::Anchor if anchor.is_none() => {
                    self.scanner.pass();
                    anchor = Some(&self.text[token.start() + 1..token.end()]);
                }
                Kind::Tag if tag.is_none() => {
                    self.scanner.pass();
                    let (handle, suffix) = (self.scanner.text(), self.scanner.text());
                    tag = Some(self.full_tag(&token, &handle, &suffix)?);
                }
                _ => break,
            }
            last_end = token.end();
            token = self.scanner.peek()?;
        }
        if last_end != first.start() {
            self.tree.marks.push(Marks {
                node: self.tree.nodes.len() as NodeId,
                from: first.start(),
                anchor: anchor.map(Into::into),
            });
        }
        let tagged = tag
            .as_deref()
            .filter(|tag| !tag.is_empty() && *tag != "!")
            .map(short);
        if indentless && token.kind == Kind::BlockEntry {
            let node = self.collection(NodeKind::Sequence, Style::Block, &token, tagged, anchor)?;
            self.open(node, Step::IndentlessItem);
            return Ok(());
        }
        let (kind, style, step) = match token.kind {
            Kind::Scalar(style) | Kind::MadeScalar(style) => {
                self.scanner.pass();
                let made = matches!(token.kind, Kind::MadeScalar(_))
                    .then(|| self.scanner.text().into_boxed_str());
                let id = self.add(NodeKind::Scalar, style, token.start(), token.end(), tagged);
                if made.is_some() {
                    self.extra(id).made = made;
                }
                self.name(anchor, id);
                return Ok(());
            }
            Kind::FlowSequenceStart => (
                NodeKind::Sequence,
                Style::Flow,
                Step::FlowItem { first: true },
            ),
            Kind::FlowMappingStart => (
                NodeKind::Mapping,
                Style::Flow,
                Step::FlowKey { first: true },
            ),
            Kind::SequenceStart if block => (NodeKind::Sequence, Style::Block, Step::BlockItem),
            Kind::MappingStart if block => (NodeKind::Mapping, Style::Block, Step::BlockKey),
            _ if anchor.is_some() || tag.as_deref().is_some_and(|tag| !tag.is_empty()) => {
                let id = self.add(NodeKind::Scalar, Style::Plain, last_end, last_end, tagged);
                self.name(anchor, id);
                return Ok(());
            }
            _ => {
                let in_flow = self.frames.last().map(|f| self.tree.node(f.node).style);
                return Err(match (in_flow, token.kind) {
                    (Some(Style::Flow), Kind::StreamEnd | Kind::DocumentStart) => {
                        self.unclosed(&token, "a value is expected here")
                    }
                    _ => error(&token, "a value is expected here"),
                });
            }
        };
        self.scanner.pass();
        let node = self.collection(kind, style, &token, tagged, anchor)?;
        self.open(node, step);
        Ok(())
    }

    fn full_tag(&self, token: &Token, handle: &str, suffix: &str) -> Scan<String> {
        if handle.is_empty() {
            return Ok(suffix.to_owned());
        }
        let declared = self.tags.iter().find(|(known, _)| known == handle);
        match (declared, handle) {
            (Some((_, prefix)), _) => Ok(format!("{prefix}{suffix}")),
            (None, "!") => Ok(format!("!{suffix}")),
            (None, "!!") => Ok(format!("{LONG}{suffix}")),
            (None, _) => Err(error(token, "the handle of this tag is not declared")),
        }
    }

    pub(super) fn collection(
        &mut self,
        kind: NodeKind,
        style: Style,
        token: &Token,
        tag: Option<Box<str>>,
        anchor: Option<&'a str>,
    ) -> Scan<NodeId> {
        let id = self.add(kind, style, token.start(), token.start(), tag);
        self.name(anchor, id);
        Ok(id)
    }

    fn name(&mut self, anchor: Option<&'a str>, id: NodeId) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn extra(&mut self, id: NodeId) -> &mut Extra {
        let node = &mut self.tree.nodes[id as usize];
        if !node.extra {
            node.extra = true;
            self.tree.extras.push(Extra {
                node: id,
                tag: None,
                made: None,
            });
        }
        // A node gets all it has before the next one is added.
        let last = self.tree.extras.len() - 1;
        &mut self.tree.extras[last]
    }

    pub(super) fn empty(&mut self, at: usize) {
        self.add(NodeKind::Scalar, Style::Plain, at, at, None);
    }

    fn add(
        &mut self,
        kind: NodeKind,
        style: Style,
        start: usize,
        end: usize,
        tag: Option<Box<str>>,
    ) -> NodeId {
        let id = self.tree.nodes.len() as NodeId;
        let (first, count) = match (kind, style) {
            (NodeKind::Scalar, Style::Single | Style::Double) => (start + 1, end - start - 2),
            (NodeKind::Scalar, _) => (start, end - start),
            _ => (0, 0),
        };
        self.tree.nodes.push(Node {
            kind,
            style,
            extra: false,
            start: start as u32,
            end: end as u32,
            first: first as u32,
            count: count as u32,
        });
        if tag.is_some() {
            self.extra(id).tag = tag;
        }
        if self.frames.is_empty() {
            self.tree.root = Some(id);
        } else {
            self.pending.push(id);
        }
        id
    }
}

const LONG: &str = "tag:yaml.org,2002:";

fn short(tag: &str) -> Box<str> {
    match tag.strip_prefix(LONG) {
        Some(rest) => format!("!!{rest}").into(),
        None => tag.into(),
    }
}

pub(super) fn error(token: &Token, message: &'static str) -> Box<SyntaxError> {
    Box::new(SyntaxError {
        at: token.start(),
        end: token.end().max(token.start() + 1),
        message,
    })
}
