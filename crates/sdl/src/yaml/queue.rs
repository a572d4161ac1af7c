//! Tokens that wait: pushed behind, taken in front, and put between where a key is found late.

use super::scan::Token;

/// Waiting tokens.
#[derive(Debug)]
pub(super) struct Queue {
    tokens: Vec<Token>,
    /// So many of `tokens` were taken.
    taken: usize,
}

/// Taken tokens are thrown away so many at a time.
const THROWN: usize = 16;

impl Queue {
    pub(super) fn new() -> Self {
        Queue {
            tokens: Vec::with_capacity(2 * THROWN),
            taken: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len() - self.taken
    }

    pub(super) fn first(&self) -> Option<Token> {
        self.tokens.get(self.taken).copied()
    }

    pub(super) fn last(&self) -> Option<&Token> {
        self.tokens.get(self.taken..)?.last()
    }

    pub(super) fn push(&mut self, token: Token) {
        self.tokens.push(token);
    }

    /// Puts a token before the waiting one of that number.
    pub(super) fn insert(&mut self, number: usize, token: Token) {
        self.tokens.insert(self.taken + number, token);
    }

    /// Takes the first token.
    pub(super) fn pop(&mut self) {
        self.taken = (self.taken + 1).min(self.tokens.len());
        if self.taken >= THROWN && self.taken * 2 >= self.tokens.len() {
            self.tokens.drain(..self.taken);
            self.taken = 0;
        }
    }
}
