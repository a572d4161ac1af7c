//! Tokens to a tree. The stack is explicit, so depth costs memory and not the call stack.

use std::collections::HashMap;

use super::scan::{Head, Kind, Scanner};
use super::{Node, NodeId, NodeKind, Style, SyntaxError};

/// What an open collection expects next.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
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

struct Frame {
    node: NodeId,
    step: Step,
}

struct Builder<'a> {
    text: &'a str,
    scanner: Scanner<'a>,
    nodes: Vec<Node>,
    frames: Vec<Frame>,
    anchors: HashMap<&'a str, NodeId>,
    tags: Vec<(String, String)>,
    root: Option<NodeId>,
}

type Step_ = Result<(), SyntaxError>;

/// Nodes of the first document and its root.
pub(super) fn parse(text: &str) -> Result<(Vec<Node>, Option<NodeId>), SyntaxError> {
    let mut builder = Builder {
        text,
        scanner: Scanner::new(text),
        nodes: Vec::with_capacity(text.len() / 12),
        frames: Vec::new(),
        anchors: HashMap::new(),
        tags: Vec::new(),
        root: None,
    };
    builder.document()?;
    Ok((builder.nodes, builder.root))
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
            let token = self.scanner.take()?.head;
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
                let at = next.start;
                self.empty(at);
            } else {
                self.node(true, false)?;
            }
        }
        while let Some(frame) = self.frames.last() {
            let (node, step) = (frame.node, frame.step);
            self.step(node, step)?;
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
            let texts = self.scanner.take()?;
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
                    let handle = texts.text.unwrap_or_default();
                    if self.tags.iter().any(|(known, _)| *known == handle) {
                        return Err(error(&token, "the %TAG directive is given twice"));
                    }
                    self.tags.push((handle, texts.suffix));
                }
            }
        }
        for (handle, prefix) in [("!", "!"), ("!!", LONG)] {
            if !self.tags.iter().any(|(known, _)| known == handle) {
                self.tags.push((handle.to_owned(), prefix.to_owned()));
            }
        }
        Ok(())
    }

    fn set(&mut self, step: Step) {
        if let Some(frame) = self.frames.last_mut() {
            frame.step = step;
        }
    }

    fn close(&mut self, end: usize) {
        if let Some(frame) = self.frames.pop() {
            let node = &mut self.nodes[frame.node];
            node.end = end.max(node.start);
        }
    }

    /// Ends a block collection: its text ends where its last child does.
    fn close_block(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let node = &self.nodes[frame.node];
        let end = node
            .children
            .last()
            .map_or(node.start, |&last| self.nodes[last].end);
        self.close(end);
    }

    fn step(&mut self, node: NodeId, step: Step) -> Step_ {
        let token = self.scanner.peek()?;
        match step {
            Step::BlockItem => match token.kind {
                Kind::BlockEntry => {
                    self.scanner.take()?;
                    match self.scanner.peek()?.kind {
                        Kind::BlockEntry | Kind::BlockEnd => self.empty(token.end),
                        _ => self.node(true, false)?,
                    }
                }
                Kind::BlockEnd => {
                    self.scanner.take()?;
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
                    self.scanner.take()?;
                    match self.scanner.peek()?.kind {
                        Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd => {
                            self.empty(token.end)
                        }
                        _ => self.node(true, false)?,
                    }
                }
                _ => self.close_block(),
            },
            Step::BlockKey => match token.kind {
                Kind::Key => {
                    self.scanner.take()?;
                    self.set(Step::BlockValue);
                    self.block_content(token.end)?;
                }
                Kind::BlockEnd => {
                    self.scanner.take()?;
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
                    self.scanner.take()?;
                    self.block_content(token.end)?;
                } else {
                    self.empty(token.start);
                }
            }
            Step::FlowItem { first } => self.flow_item(token, first)?,
            Step::FlowKey { first } => self.flow_key(token, first)?,
            Step::FlowValue => {
                self.set(Step::FlowKey { first: false });
                if token.kind == Kind::Value {
                    self.scanner.take()?;
                    if !matches!(
                        self.scanner.peek()?.kind,
                        Kind::FlowEntry | Kind::FlowMappingEnd
                    ) {
                        return self.node(false, false);
                    }
                }
                self.empty(token.end);
            }
            Step::FlowNoValue => {
                self.set(Step::FlowKey { first: false });
                self.empty(token.start);
            }
            Step::PairKey => {
                self.set(Step::PairValue);
                if matches!(
                    token.kind,
                    Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd
                ) {
                    self.scanner.take()?;
                    self.empty(token.end);
                } else {
                    self.node(false, false)?;
                }
            }
            Step::PairValue => {
                self.set(Step::PairEnd);
                if token.kind == Kind::Value {
                    self.scanner.take()?;
                    if !matches!(
                        self.scanner.peek()?.kind,
                        Kind::FlowEntry | Kind::FlowSequenceEnd
                    ) {
                        return self.node(false, false);
                    }
                }
                self.empty(token.end);
            }
            Step::PairEnd => {
                let end = self.nodes[node]
                    .children
                    .last()
                    .map_or(token.start, |&last| self.nodes[last].end);
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

    fn flow_item(&mut self, token: Head, first: bool) -> Step_ {
        let mut token = token;
        if token.kind != Kind::FlowSequenceEnd {
            if !first {
                if token.kind != Kind::FlowEntry {
                    return Err(error(&token, "',' or ']' is expected here"));
                }
                self.scanner.take()?;
                token = self.scanner.peek()?;
            }
            self.set(Step::FlowItem { first: false });
            if token.kind == Kind::Key {
                self.scanner.take()?;
                let node = self.collection(NodeKind::Mapping, Style::Flow, &token, None, None)?;
                self.frames.push(Frame {
                    node,
                    step: Step::PairKey,
                });
                return Ok(());
            }
            if token.kind != Kind::FlowSequenceEnd {
                return self.node(false, false);
            }
        }
        self.scanner.take()?;
        self.close(token.end);
        Ok(())
    }

    fn flow_key(&mut self, token: Head, first: bool) -> Step_ {
        let mut token = token;
        if token.kind != Kind::FlowMappingEnd {
            if !first {
                if token.kind != Kind::FlowEntry {
                    return Err(error(&token, "',' or '}' is expected here"));
                }
                self.scanner.take()?;
                token = self.scanner.peek()?;
            }
            if token.kind == Kind::Key {
                self.scanner.take()?;
                self.set(Step::FlowValue);
                if matches!(
                    self.scanner.peek()?.kind,
                    Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd
                ) {
                    self.empty(token.end);
                    return Ok(());
                }
                return self.node(false, false);
            }
            if token.kind != Kind::FlowMappingEnd {
                self.set(Step::FlowNoValue);
                return self.node(false, false);
            }
        }
        self.scanner.take()?;
        self.close(token.end);
        Ok(())
    }

    /// Reads one node and gives it to the open collection; a collection becomes the open one.
    fn node(&mut self, block: bool, indentless: bool) -> Step_ {
        let first = self.scanner.peek()?;
        if first.kind == Kind::Alias {
            self.scanner.take()?;
            let Some(&target) = self.anchors.get(&self.text[first.start + 1..first.end]) else {
                return Err(error(&first, "no anchor of this name stands above"));
            };
            let id = self.add(NodeKind::Alias, Style::Plain, &first, None);
            self.nodes[id].end = first.end;
            self.nodes[id].target = target;
            return Ok(());
        }
        let (mut anchor, mut tag) = (None, None);
        let mut last_end = first.start;
        for _ in 0..2 {
            let token = self.scanner.peek()?;
            match token.kind {
                Kind::Anchor if anchor.is_none() => {
                    self.scanner.take()?;
                    anchor = Some(&self.text[token.start + 1..token.end]);
                }
                Kind::Tag if tag.is_none() => {
                    let taken = self.scanner.take()?;
                    tag = Some(self.full_tag(
                        &token,
                        &taken.text.unwrap_or_default(),
                        &taken.suffix,
                    )?);
                }
                _ => break,
            }
            last_end = token.end;
        }
        let token = self.scanner.peek()?;
        let tagged = tag
            .as_deref()
            .filter(|tag| !tag.is_empty() && *tag != "!")
            .map(short);
        if indentless && token.kind == Kind::BlockEntry {
            let node = self.collection(NodeKind::Sequence, Style::Block, &token, tagged, anchor)?;
            self.frames.push(Frame {
                node,
                step: Step::IndentlessItem,
            });
            return Ok(());
        }
        let (kind, style, step) = match token.kind {
            Kind::Scalar(style) => {
                let taken = self.scanner.take()?;
                let id = self.add(NodeKind::Scalar, style, &token, tagged);
                let node = &mut self.nodes[id];
                node.end = token.end;
                node.owned = taken.text.map(String::into_boxed_str);
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
                let id = self.add(NodeKind::Scalar, Style::Plain, &token, tagged);
                self.nodes[id].start = last_end;
                self.nodes[id].end = last_end;
                self.name(anchor, id);
                return Ok(());
            }
            _ => return Err(error(&token, "a value is expected here")),
        };
        self.scanner.take()?;
        let node = self.collection(kind, style, &token, tagged, anchor)?;
        self.frames.push(Frame { node, step });
        Ok(())
    }

    fn full_tag(&self, token: &Head, handle: &str, suffix: &str) -> Result<String, SyntaxError> {
        if handle.is_empty() {
            return Ok(suffix.to_owned());
        }
        match self.tags.iter().find(|(known, _)| known == handle) {
            Some((_, prefix)) => Ok(format!("{prefix}{suffix}")),
            None => Err(error(token, "the handle of this tag is not declared")),
        }
    }

    fn collection(
        &mut self,
        kind: NodeKind,
        style: Style,
        token: &Head,
        tag: Option<Box<str>>,
        anchor: Option<&'a str>,
    ) -> Result<NodeId, SyntaxError> {
        let id = self.add(kind, style, token, tag);
        self.name(anchor, id);
        Ok(id)
    }

    fn name(&mut self, anchor: Option<&'a str>, id: NodeId) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
    }

    fn empty(&mut self, at: usize) {
        let token = Head {
            kind: Kind::StreamEnd,
            start: at,
            end: at,
        };
        self.add(NodeKind::Scalar, Style::Plain, &token, None);
    }

    fn add(&mut self, kind: NodeKind, style: Style, token: &Head, tag: Option<Box<str>>) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node {
            kind,
            style,
            tag,
            owned: None,
            start: token.start,
            end: token.start,
            children: Vec::new(),
            target: id,
        });
        match self.frames.last() {
            Some(frame) => self.nodes[frame.node].children.push(id),
            None => self.root = Some(id),
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

fn error(token: &Head, message: &'static str) -> SyntaxError {
    SyntaxError {
        at: token.start,
        end: token.end.max(token.start + 1),
        message,
    }
}
