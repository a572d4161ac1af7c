//! The deployment module.

use super::ctx::Ctx;
use super::escrow::{AccountKey, deployment_account};
use super::event::quoted;
use super::id::{
    DeploymentKey, GroupKey, deployment_json, deployment_key, deployment_xid, group_json, group_key,
};
use super::limits;
use super::refusal::{Refusal, sdk};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proto::Named;
use proto::base_deposit_v1::{Deposit, Source};
use proto::deployment_v1::{
    Deployment, DeploymentId, DeploymentState, EventDeploymentClosed, EventDeploymentCreated,
    EventDeploymentUpdated, EventGroupClosed, EventGroupPaused, EventGroupStarted, GroupId,
};
use proto::deployment_v1beta4::{Group, GroupState, MsgCreateDeployment, MsgUpdateDeployment};
use proto::escrow_id_v1::Scope;
use std::collections::BTreeSet;
use types::Address;

fn refuse(code: u32, log: &str) -> Refusal {
    Refusal::new("deployment", code, log)
}

/// Checks a deployment's id.
///
/// # Errors
/// `sdk` 3 for sequence 0, 7 for a malformed owner.
pub fn check_id(id: Option<&DeploymentId>) -> Result<DeploymentKey, Refusal> {
    let id = id.ok_or_else(|| sdk(7, "DeploymentID: Invalid Owner Address: invalid address"))?;
    id.owner
        .parse::<Address>()
        .map_err(|_| sdk(7, "DeploymentID: Invalid Owner Address: invalid address"))?;
    if id.dseq == 0 {
        return Err(sdk(
            3,
            "DeploymentID: Invalid Deployment Sequence: invalid sequence",
        ));
    }
    Ok(deployment_key(id))
}

/// Checks a group's id.
///
/// # Errors
/// As [`check_id`], and `sdk` 3 for group sequence 0.
pub fn check_group_id(id: Option<&GroupId>) -> Result<GroupKey, Refusal> {
    let id = id.ok_or_else(|| sdk(7, "GroupID: Invalid Owner Address: invalid address"))?;
    check_id(Some(&DeploymentId {
        owner: id.owner.clone(),
        dseq: id.dseq,
    }))?;
    if id.gseq == 0 {
        return Err(sdk(3, "GroupID: Invalid Group Sequence: invalid sequence"));
    }
    Ok(group_key(id))
}

/// Checks a deposit's form and sources.
///
/// # Errors
/// Codespace `akash` 4 for the sources, `sdk` 10 for the coin.
pub fn check_deposit(deposit: Option<&Deposit>) -> Result<&Deposit, Refusal> {
    let source = |log: &str| Refusal::new("akash", 4, format!("{log}: invalid deposit source"));
    let deposit = deposit.ok_or_else(|| source("empty deposit sources"))?;
    if deposit.sources.is_empty() {
        return Err(source("empty deposit sources"));
    }
    let mut seen = BTreeSet::new();
    for s in &deposit.sources {
        if *s != Source::Balance as i32 && *s != Source::Grant as i32 {
            return Err(source("unknown deposit source"));
        }
        if !seen.insert(*s) {
            return Err(source("duplicate deposit source"));
        }
    }
    let positive = |c: &proto::Coin| c.amount.parse::<u128>().is_ok_and(|a| a > 0);
    if !deposit.amount.as_ref().is_some_and(positive) {
        return Err(sdk(10, "invalid deposit amount: invalid coins"));
    }
    Ok(deposit)
}

/// Checks a new deployment before any state is read.
///
/// # Errors
/// The codes of `MsgCreateDeployment`'s own checks.
pub fn check_create(m: &MsgCreateDeployment) -> Result<(), Refusal> {
    check_id(m.id.as_ref())?;
    if m.groups.is_empty() {
        return Err(refuse(7, "Invalid groups"));
    }
    if m.hash.is_empty() {
        return Err(refuse(9, "Invalid: empty hash"));
    }
    if m.hash.len() != 32 {
        return Err(refuse(10, "Invalid: deployment hash"));
    }
    let deposit = check_deposit(m.deposit.as_ref())?;
    let own = deposit.amount.as_ref().map_or("", |c| c.denom.as_str());
    for group in &m.groups {
        let denom = limits::group(group)?;
        if denom != own {
            return Err(refuse(
                20,
                &format!("Mismatched denominations ({denom} != {own}): Deposit invalid"),
            ));
        }
    }
    Ok(())
}

/// Checks an update before any state is read.
///
/// # Errors
/// 9 or 10 for the hash, and what the id says.
pub fn check_update(m: &MsgUpdateDeployment) -> Result<(), Refusal> {
    check_id(m.id.as_ref())?;
    match m.hash.len() {
        0 => Err(refuse(9, "Invalid: empty hash")),
        32 => Ok(()),
        _ => Err(refuse(10, "Invalid: deployment hash")),
    }
}

fn hash_json(hash: &[u8]) -> String {
    quoted(&STANDARD.encode(hash))
}

impl Ctx<'_> {
    /// `/akash.deployment.v1beta4.MsgCreateDeployment`.
    ///
    /// # Errors
    /// 3 exists, 20 and `undefined` for the deposit, 26 reclamation, 7 group names.
    pub fn create_deployment(&mut self, m: &MsgCreateDeployment) -> Result<(), Refusal> {
        let key = check_id(m.id.as_ref())?;
        self.gas += 24_000;
        if self.state.deployments.contains_key(&key) {
            return Err(refuse(3, "Deployment exists"));
        }
        let deposit = check_deposit(m.deposit.as_ref())?;
        self.check_least(deposit)?;
        if let Some(window) = m.reclamation.as_ref().and_then(|r| r.min_window) {
            let p = &self.state.params;
            let words = if window.seconds < p.min_reclamation {
                Some("below governance minimum")
            } else if window.seconds > p.max_reclamation {
                Some("above governance maximum")
            } else {
                None
            };
            if let Some(words) = words {
                return Err(refuse(
                    26,
                    &format!("min_window {words}: invalid reclamation configuration"),
                ));
            }
        }
        let mut names = BTreeSet::new();
        for group in &m.groups {
            if !names.insert(&group.name) {
                return Err(refuse(
                    7,
                    &format!(
                        "duplicate deployment group name {}: duplicate group name: Invalid groups",
                        group.name
                    ),
                ));
            }
        }
        self.state.deployments.insert(
            key.clone(),
            Deployment {
                id: m.id.clone(),
                state: DeploymentState::Active as i32,
                hash: m.hash.clone(),
                created_at: self.height,
                reclamation: m.reclamation.clone(),
            },
        );
        self.emit(
            EventDeploymentCreated::FULL_NAME,
            &[("id", deployment_json(&key)), ("hash", hash_json(&m.hash))],
        );
        for (index, spec) in (1..).zip(&m.groups) {
            let group_key = (key.0.clone(), key.1, index);
            let group = Group {
                id: Some(super::id::group_id(&group_key)),
                state: GroupState::Open as i32,
                group_spec: Some(spec.clone()),
                created_at: self.height,
            };
            self.state.groups.insert(group_key.clone(), group);
            self.gas += 14_000;
            self.create_order(&group_key)?;
        }
        self.escrow_open(deployment_account(deployment_xid(&key)), &key.0, deposit)
    }

    fn check_least(&self, deposit: &Deposit) -> Result<(), Refusal> {
        let coin = deposit.amount.clone().unwrap_or_default();
        let amount: u128 = coin.amount.parse().unwrap_or(0);
        let least = self
            .state
            .params
            .min_deposits
            .iter()
            .find(|(d, _)| *d == coin.denom)
            .map(|(_, least)| *least)
            .ok_or_else(|| {
                Refusal::unregistered(format!(
                    "Deposit invalid: Invalid deposit denomination {}",
                    coin.denom
                ))
            })?;
        // Deployments are priced in the compute token only since version 2.
        if coin.denom != "uact" {
            return Err(refuse(20, "Deposit invalid"));
        }
        if amount < least {
            return Err(refuse(
                20,
                &format!(
                    "Deposit too low - {amount} < {least}{}: Deposit invalid",
                    coin.denom
                ),
            ));
        }
        Ok(())
    }

    fn active(&self, key: &DeploymentKey) -> Result<&Deployment, Refusal> {
        let d = self
            .state
            .deployments
            .get(key)
            .ok_or_else(|| refuse(4, "Deployment not found"))?;
        if d.state != DeploymentState::Active as i32 {
            return Err(refuse(5, "Deployment closed"));
        }
        Ok(d)
    }

    /// `/akash.deployment.v1beta4.MsgUpdateDeployment`: only the hash changes.
    ///
    /// # Errors
    /// 4 not found, 5 closed, 10 the same hash.
    pub fn update_deployment(&mut self, m: &MsgUpdateDeployment) -> Result<(), Refusal> {
        let key = check_id(m.id.as_ref())?;
        if self.active(&key)?.hash == m.hash {
            return Err(refuse(10, "Invalid: deployment hash"));
        }
        if let Some(d) = self.state.deployments.get_mut(&key) {
            d.hash.clone_from(&m.hash);
        }
        self.gas += 8_000;
        self.emit(
            EventDeploymentUpdated::FULL_NAME,
            &[("id", deployment_json(&key)), ("hash", hash_json(&m.hash))],
        );
        Ok(())
    }

    /// `/akash.deployment.v1beta4.MsgCloseDeployment`: settles, refunds, closes everything below.
    ///
    /// # Errors
    /// 4 not found, 5 closed.
    pub fn close_deployment(&mut self, id: Option<&DeploymentId>) -> Result<(), Refusal> {
        let key = check_id(id)?;
        self.active(&key)?;
        self.gas += 30_000;
        self.escrow_close(&deployment_account(deployment_xid(&key)))
    }

    /// What follows when an escrow account has closed or run out.
    pub(super) fn on_account_closed(
        &mut self,
        account: &AccountKey,
        overdrawn: bool,
    ) -> Result<(), Refusal> {
        if account.0 != Scope::Deployment as i32 {
            return Ok(());
        }
        let found = self
            .state
            .deployments
            .keys()
            .find(|k| deployment_xid(k) == account.1)
            .cloned();
        let Some(key) = found else {
            return Ok(());
        };
        if let Some(d) = self.state.deployments.get_mut(&key) {
            if d.state != DeploymentState::Active as i32 {
                return Ok(());
            }
            d.state = DeploymentState::Closed as i32;
        }
        self.emit(
            EventDeploymentClosed::FULL_NAME,
            &[("id", deployment_json(&key))],
        );
        let closed = GroupState::Closed as i32;
        let groups: Vec<GroupKey> = self
            .state
            .groups
            .range((key.0.clone(), key.1, 0)..=(key.0.clone(), key.1, u32::MAX))
            .filter(|(_, g)| g.state != closed)
            .map(|(k, _)| k.clone())
            .collect();
        for group in groups {
            let state = if overdrawn {
                GroupState::InsufficientFunds
            } else {
                GroupState::Closed
            };
            self.end_group(&group, state, overdrawn)?;
        }
        Ok(())
    }

    fn end_group(
        &mut self,
        key: &GroupKey,
        state: GroupState,
        overdrawn: bool,
    ) -> Result<(), Refusal> {
        self.set_group(key, state);
        self.gas += 12_000;
        let kind = match state {
            GroupState::Paused => EventGroupPaused::FULL_NAME,
            _ => EventGroupClosed::FULL_NAME,
        };
        self.emit(kind, &[("id", group_json(key))]);
        self.on_group_ended(key, overdrawn)
    }

    pub(super) fn set_group(&mut self, key: &GroupKey, state: GroupState) {
        if let Some(g) = self.state.groups.get_mut(key) {
            g.state = state as i32;
        }
    }

    pub(super) fn group_state(&self, key: &GroupKey) -> Option<GroupState> {
        self.state
            .groups
            .get(key)
            .and_then(|g| GroupState::try_from(g.state).ok())
    }

    /// Pauses a group because its provider left: no new order until the tenant starts it again.
    pub(super) fn pause_left_group(&mut self, key: &GroupKey) {
        self.set_group(key, GroupState::Paused);
        self.emit(EventGroupPaused::FULL_NAME, &[("id", group_json(key))]);
    }

    /// `/akash.deployment.v1beta4.MsgCloseGroup`.
    ///
    /// # Errors
    /// 14 not found, 15 already closed.
    pub fn close_group(&mut self, id: Option<&GroupId>) -> Result<(), Refusal> {
        let key = check_group_id(id)?;
        match self.group_state(&key) {
            None => Err(refuse(14, "Group not found")),
            Some(GroupState::Closed | GroupState::InsufficientFunds) => {
                Err(refuse(15, "Group already closed"))
            }
            Some(_) => self.end_group(&key, GroupState::Closed, false),
        }
    }

    /// `/akash.deployment.v1beta4.MsgPauseGroup`.
    ///
    /// # Errors
    /// 14 not found, 15 closed, 17 paused already.
    pub fn pause_group(&mut self, id: Option<&GroupId>) -> Result<(), Refusal> {
        let key = check_group_id(id)?;
        match self.group_state(&key) {
            None => Err(refuse(14, "Group not found")),
            Some(GroupState::Paused) => Err(refuse(17, "Group paused")),
            Some(GroupState::Open) => self.end_group(&key, GroupState::Paused, false),
            Some(_) => Err(refuse(15, "Group already closed")),
        }
    }

    /// `/akash.deployment.v1beta4.MsgStartGroup`: opens a paused group and its next order.
    ///
    /// # Errors
    /// 14 not found, 15 closed, 16 open already.
    pub fn start_group(&mut self, id: Option<&GroupId>) -> Result<(), Refusal> {
        let key = check_group_id(id)?;
        match self.group_state(&key) {
            None => Err(refuse(14, "Group not found")),
            Some(GroupState::Open) => Err(refuse(16, "Group open")),
            Some(GroupState::Paused) => {
                self.set_group(&key, GroupState::Open);
                self.gas += 14_000;
                self.emit(EventGroupStarted::FULL_NAME, &[("id", group_json(&key))]);
                self.create_order(&key)
            }
            Some(_) => Err(refuse(15, "Group already closed")),
        }
    }
}
