//! Lists and mappings in brackets.

use super::parse::{Builder, Step, Step_, error};
use super::scan::{Kind, Token};
use super::{NodeKind, Style, SyntaxError};

impl Builder<'_> {
    pub(super) fn flow_item(&mut self, token: Token, first: bool) -> Step_ {
        let mut token = token;
        if token.kind != Kind::FlowSequenceEnd {
            if !first {
                if token.kind != Kind::FlowEntry {
                    return Err(self.unclosed(&token, "',' or ']' is expected here"));
                }
                self.scanner.pass();
                token = self.scanner.peek()?;
            }
            self.set(Step::FlowItem { first: false });
            if token.kind == Kind::Key {
                self.scanner.pass();
                let node = self.collection(NodeKind::Mapping, Style::Flow, &token, None, None)?;
                self.open(node, Step::PairKey);
                return Ok(());
            }
            if token.kind != Kind::FlowSequenceEnd {
                return self.node(false, false);
            }
        }
        self.scanner.pass();
        self.close(token.end());
        Ok(())
    }

    pub(super) fn flow_key(&mut self, token: Token, first: bool) -> Step_ {
        let mut token = token;
        if token.kind != Kind::FlowMappingEnd {
            if !first {
                if token.kind != Kind::FlowEntry {
                    return Err(self.unclosed(&token, "',' or '}' is expected here"));
                }
                self.scanner.pass();
                token = self.scanner.peek()?;
            }
            if token.kind == Kind::Key {
                self.scanner.pass();
                self.set(Step::FlowValue);
                if matches!(
                    self.scanner.peek()?.kind,
                    Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd
                ) {
                    self.empty(token.end());
                    return Ok(());
                }
                return self.node(false, false);
            }
            if token.kind != Kind::FlowMappingEnd {
                self.set(Step::FlowNoValue);
                return self.node(false, false);
            }
        }
        self.scanner.pass();
        self.close(token.end());
        Ok(())
    }

    /// Blames the open bracket where the text goes on below it as if it had been closed.
    pub(super) fn unclosed(&self, token: &Token, message: &'static str) -> Box<SyntaxError> {
        let open = self
            .frames
            .last()
            .map_or(0, |f| self.tree.node(f.node).start());
        let line = self.text[..token.start()]
            .rfind(['\n', '\r'])
            .map_or(0, |i| i + 1);
        let below = self.text[line..token.start()].trim().is_empty() || token.kind == Kind::Value;
        if line > open && below {
            return Box::new(SyntaxError {
                at: open,
                end: open + 1,
                message: "this bracket is not closed, or a ',' is missing behind a value in it",
            });
        }
        error(token, message)
    }
}
