//! The approval machine.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use types::{ChainId, Dseq, UnixMillis};

use super::request::{
    ApprovalRequest, Decision, Grant, PendingRequest, RequestState, Verdict, VoidReason,
};
use super::rule::{RuleError, TokenRule};
use super::top_up::{TopUpRule, TopUps};
use crate::entropy::{Entropy, EntropyError};
use crate::id::{KeyId, RequestId};
use crate::sign::Payload;

/// Finished requests that are remembered, so that a late answer hears why it is late.
const REMEMBERED: usize = 64;
/// Requests that may wait at once; an app that floods is refused.
const WAITING: usize = 16;

/// Why a request was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The vault is locked.
    #[error("the vault is locked")]
    Locked,
    /// The request is for an account that isn't chosen.
    #[error("the request is for another account than the chosen one")]
    OtherAccount,
    /// The request, or the bytes themselves, are for another network than the chosen one.
    #[error("the request is for another network than the chosen one")]
    OtherNetwork,
    /// Too many requests wait already.
    #[error("too many requests are waiting")]
    TooMany,
    /// There was no randomness for an id.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// No standing rule covers it.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// Why a decision was not taken. Nothing was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// No such request is known.
    #[error("there is no such request")]
    Unknown,
    /// The request was decided before; the first decision stands.
    #[error("the request was already decided")]
    Decided,
    /// The request is void.
    #[error("the request is void")]
    Void(VoidReason),
    /// The decision names another account, chain or hash; the request is void now.
    #[error("the decision is for something else than was asked")]
    Mismatch,
}

struct Session {
    account: KeyId,
    chain_id: ChainId,
}

/// The approval machine of one vault session.
pub struct Consent {
    session: Option<Session>,
    current: Arc<AtomicU64>,
    waiting: BTreeMap<RequestId, PendingRequest>,
    order: Vec<RequestId>,
    finished: Vec<(RequestId, RequestState)>,
    rules: Vec<TokenRule>,
    top_ups: TopUps,
}

impl Default for Consent {
    fn default() -> Self {
        Self::new()
    }
}

impl Consent {
    /// A machine for a locked vault.
    #[must_use]
    pub fn new() -> Self {
        Self {
            session: None,
            current: Arc::new(AtomicU64::new(0)),
            waiting: BTreeMap::new(),
            order: Vec::new(),
            finished: Vec::new(),
            rules: Vec::new(),
            top_ups: TopUps::default(),
        }
    }

    /// The vault was unlocked, with this account and network chosen.
    pub fn unlocked(&mut self, account: KeyId, chain_id: ChainId) {
        self.end(VoidReason::Locked);
        self.session = Some(Session { account, chain_id });
    }

    /// The vault is being locked: everything waiting, every grant and every rule ends.
    pub fn locked(&mut self) {
        self.end(VoidReason::Locked);
        self.session = None;
        self.rules.clear();
        self.top_ups.clear();
    }

    /// Another account was chosen.
    pub fn account_switched(&mut self, account: KeyId) {
        self.end(VoidReason::AccountSwitched);
        if let Some(session) = &mut self.session {
            session.account = account;
        }
    }

    /// Another network was chosen.
    pub fn network_switched(&mut self, chain_id: ChainId) {
        self.end(VoidReason::NetworkSwitched);
        if let Some(session) = &mut self.session {
            session.chain_id = chain_id;
        }
    }

    /// Files a request; it waits until it is decided or void.
    ///
    /// # Errors
    /// [`FileError`]; nothing waits then.
    pub fn file(
        &mut self,
        request: ApprovalRequest,
        now: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Result<PendingRequest, FileError> {
        self.fits(&request)?;
        if self.waiting.len() >= WAITING {
            return Err(FileError::TooMany);
        }
        let pending = PendingRequest {
            id: RequestId::random(entropy)?,
            hash: request.payload.hash(),
            filed_at: now,
            request,
        };
        self.order.push(pending.id);
        self.waiting.insert(pending.id, pending.clone());
        Ok(pending)
    }

    /// The waiting requests, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = &PendingRequest> {
        self.order.iter().filter_map(|id| self.waiting.get(id))
    }

    /// Where a request stands; `None` when it was never filed or is long forgotten.
    #[must_use]
    pub fn state(&self, id: RequestId) -> Option<RequestState> {
        if self.waiting.contains_key(&id) {
            return Some(RequestState::Pending);
        }
        let found = self.finished.iter().rev().find(|(known, _)| *known == id);
        found.map(|(_, state)| *state)
    }

    /// Takes a person's answer. An approval gives the one grant; a rejection gives `None`.
    ///
    /// # Errors
    /// [`DecideError`]; a mismatch also voids the request, since what was shown is in doubt.
    pub fn decide(&mut self, decision: &Decision) -> Result<Option<Grant>, DecideError> {
        let Some(pending) = self.waiting.get(&decision.id) else {
            return Err(match self.state(decision.id) {
                Some(RequestState::Void(reason)) => DecideError::Void(reason),
                Some(_) => DecideError::Decided,
                None => DecideError::Unknown,
            });
        };
        let same = pending.request.account == decision.account
            && pending.request.chain_id == decision.chain_id
            && pending.hash == decision.hash;
        if !same {
            let void = RequestState::Void(VoidReason::Mismatch);
            self.finish(decision.id, void);
            return Err(DecideError::Mismatch);
        }
        let state = match decision.verdict {
            Verdict::Approve => RequestState::Approved,
            Verdict::Reject => RequestState::Rejected,
        };
        let Some(pending) = self.finish(decision.id, state) else {
            return Err(DecideError::Unknown);
        };
        Ok((state == RequestState::Approved)
            .then(|| self.grant(pending.request.account, pending.request.payload)))
    }

    /// Whoever asked takes the request back.
    pub fn withdraw(&mut self, id: RequestId) {
        if self.waiting.contains_key(&id) {
            self.finish(id, RequestState::Void(VoidReason::Withdrawn));
        }
    }

    /// Puts a standing rule in force until the vault is locked; one for the same account and network is
    /// replaced. Rules are stored by the caller and given again after each unlock.
    pub fn allow(&mut self, rule: TokenRule) {
        self.revoke(rule.account, &rule.chain_id);
        self.rules.push(rule);
    }

    /// Takes a standing rule away. Grants that were not used yet end, too.
    pub fn revoke(&mut self, account: KeyId, chain_id: &ChainId) {
        self.current.fetch_add(1, Ordering::SeqCst);
        self.rules
            .retain(|rule| rule.account != account || rule.chain_id != *chain_id);
    }

    /// The standing rules in force.
    #[must_use]
    pub fn rules(&self) -> &[TokenRule] {
        &self.rules
    }

    /// Grants a provider token under a standing rule, without asking.
    ///
    /// # Errors
    /// [`FileError::Rule`] when no rule covers it; the request can then be filed and asked.
    pub fn grant_by_rule(&mut self, request: ApprovalRequest) -> Result<Grant, FileError> {
        self.fits(&request)?;
        let Payload::Token(doc) = &request.payload else {
            return Err(RuleError::NotCovered.into());
        };
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.account == request.account && rule.chain_id == request.chain_id)
            .ok_or(RuleError::NoRule)?;
        rule.covers(doc.claims())?;
        Ok(self.grant(request.account, request.payload))
    }

    /// Puts a rule for top-ups in force until the vault is locked; it is stored by the caller and given again after
    /// each unlock, with what was granted under it.
    pub fn allow_top_ups(&mut self, rule: TopUpRule) {
        self.top_ups.allow(rule);
    }

    /// Takes a rule for top-ups away. Grants that were not used yet end, too.
    pub fn revoke_top_ups(&mut self, account: KeyId, chain_id: &ChainId, dseq: Dseq) {
        self.current.fetch_add(1, Ordering::SeqCst);
        self.top_ups.revoke(account, chain_id, dseq);
    }

    /// Grants a top-up under a standing rule, without asking; gives the rule with this one counted. It has to be
    /// written down before the signature leaves.
    ///
    /// # Errors
    /// [`FileError::Rule`] when no rule covers it; nothing is counted then.
    pub fn grant_top_up(
        &mut self,
        request: ApprovalRequest,
        now: UnixMillis,
    ) -> Result<(Grant, TopUpRule), FileError> {
        self.fits(&request)?;
        let Payload::Direct(doc) = &request.payload else {
            return Err(RuleError::NotCovered.into());
        };
        let rule = self
            .top_ups
            .take(request.account, &request.chain_id, doc, now)?;
        Ok((self.grant(request.account, request.payload), rule))
    }

    fn fits(&self, request: &ApprovalRequest) -> Result<(), FileError> {
        let session = self.session.as_ref().ok_or(FileError::Locked)?;
        if request.account != session.account {
            return Err(FileError::OtherAccount);
        }
        let inside = request.payload.chain_id();
        if request.chain_id != session.chain_id
            || inside.is_some_and(|id| id != session.chain_id.as_str())
        {
            return Err(FileError::OtherNetwork);
        }
        Ok(())
    }

    fn grant(&self, account: KeyId, payload: Payload) -> Grant {
        Grant::new(account, payload, &self.current)
    }

    fn finish(&mut self, id: RequestId, state: RequestState) -> Option<PendingRequest> {
        let pending = self.waiting.remove(&id)?;
        self.order.retain(|known| *known != id);
        self.finished.push((id, state));
        if self.finished.len() > REMEMBERED {
            self.finished.remove(0);
        }
        Some(pending)
    }

    /// Ends the session's grants and voids what waits.
    fn end(&mut self, reason: VoidReason) {
        self.current.fetch_add(1, Ordering::SeqCst);
        for id in std::mem::take(&mut self.order) {
            self.finish(id, RequestState::Void(reason));
        }
    }
}

#[cfg(test)]
mod tests;
