//! A standing rule that spends: top-ups of one deployment, each of one amount, under a cap.

use proto::base_deposit_v1::{Deposit, Source};
use proto::cosmos::tx::v1beta1::AuthInfo;
use proto::escrow_id_v1::{Account as EscrowId, Scope};
use proto::escrow_v1::MsgAccountDeposit;
use proto::{Coin, Message, Named, TxBody};
use serde::{Deserialize, Serialize};
use types::{Amount, ChainId, DeploymentId, Dseq, UnixMillis};

use super::rule::RuleError;
use crate::id::KeyId;
use crate::sign::DirectDoc;

/// Top-ups of one deployment that need no press: each deposits `each` uact from the balance, and all within
/// [`TopUpRule::SPAN`] come to `most` uact or less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpRule {
    /// The account that pays.
    pub account: KeyId,
    /// The network.
    pub chain_id: ChainId,
    /// The deployment; its owner is the account.
    pub deployment: DeploymentId,
    /// uact of one top-up.
    pub each: Amount,
    /// uact of all top-ups within the span.
    pub most: Amount,
    /// What was granted, with when, newest last. Kept at least as long as the span.
    pub granted: Vec<(UnixMillis, Amount)>,
}

impl TopUpRule {
    /// Milliseconds that the cap counts over: 30 days.
    pub const SPAN: u64 = 30 * 24 * 3_600_000;
    /// The highest fee of one top-up: 0.1 AKT.
    pub const MOST_FEE: Amount = Amount::micro(100_000);

    /// The one message that it allows.
    #[must_use]
    pub fn message(&self) -> MsgAccountDeposit {
        MsgAccountDeposit {
            signer: self.deployment.owner.to_string(),
            id: Some(EscrowId {
                scope: Scope::Deployment.into(),
                xid: self.deployment.escrow_xid(),
            }),
            deposit: Some(Deposit {
                amount: Some(Coin {
                    denom: "uact".into(),
                    amount: self.each.to_string(),
                }),
                sources: vec![Source::Balance.into()],
            }),
        }
    }

    /// uact granted within the span before `now`. What lies in the future, after a clock was set back, counts too.
    #[must_use]
    pub fn spent(&self, now: UnixMillis) -> Amount {
        self.granted
            .iter()
            .filter(|(at, _)| now.since(*at) < Self::SPAN)
            .fold(Amount::ZERO, |sum, (_, one)| {
                Amount::micro(sum.get().saturating_add(one.get()))
            })
    }

    /// Whether one more top-up stays under the cap.
    #[must_use]
    pub fn has_room(&self, now: UnixMillis) -> bool {
        let with_next = self.spent(now).get().saturating_add(self.each.get());
        with_next <= self.most.get()
    }

    /// When the cap leaves room again; `None` when it has room now or never will.
    #[must_use]
    pub fn room_at(&self, now: UnixMillis) -> Option<UnixMillis> {
        if self.has_room(now) {
            return None;
        }
        let ends = self
            .granted
            .iter()
            .map(|(at, _)| UnixMillis(at.0.saturating_add(Self::SPAN)));
        let mut ends: Vec<UnixMillis> = ends.collect();
        ends.sort_unstable();
        ends.into_iter().find(|end| self.has_room(*end))
    }

    /// Checks that a transaction is this rule's top-up, byte for byte, with a fee within bounds, and that the cap
    /// leaves room.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn covers(&self, doc: &DirectDoc, now: UnixMillis) -> Result<(), RuleError> {
        let body = TxBody {
            messages: vec![self.message().to_any()],
            ..TxBody::default()
        };
        if doc.body_bytes() != body.encode_to_vec() {
            return Err(RuleError::NotTheTopUp);
        }
        let auth = AuthInfo::decode(doc.auth_info_bytes())
            .ok()
            .filter(|auth| auth.encode_to_vec() == doc.auth_info_bytes())
            .filter(|auth| auth.signer_infos.len() == 1)
            .ok_or(RuleError::NotTheTopUp)?;
        let fee = auth.fee.ok_or(RuleError::Fee)?;
        let within = match fee.amount.as_slice() {
            [coin] => {
                coin.denom == "uakt"
                    && coin
                        .amount
                        .parse::<u128>()
                        .is_ok_and(|fee| fee <= Self::MOST_FEE.get())
            }
            _ => false,
        };
        if !within || !fee.payer.is_empty() || !fee.granter.is_empty() {
            return Err(RuleError::Fee);
        }
        if !self.has_room(now) {
            return Err(RuleError::Cap);
        }
        Ok(())
    }
}

/// The rules in force, at most one for each deployment of an account.
#[derive(Debug, Default)]
pub(super) struct TopUps(Vec<TopUpRule>);

impl TopUps {
    pub(super) fn allow(&mut self, rule: TopUpRule) {
        self.revoke(rule.account, &rule.chain_id, rule.deployment.dseq);
        self.0.push(rule);
    }

    pub(super) fn revoke(&mut self, account: KeyId, chain_id: &ChainId, dseq: Dseq) {
        self.0.retain(|rule| {
            rule.account != account || rule.chain_id != *chain_id || rule.deployment.dseq != dseq
        });
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Counts a top-up against the rule that covers it.
    pub(super) fn take(
        &mut self,
        account: KeyId,
        chain_id: &ChainId,
        doc: &DirectDoc,
        now: UnixMillis,
    ) -> Result<TopUpRule, RuleError> {
        let mut refusal = RuleError::NoRule;
        for rule in &mut self.0 {
            if rule.account != account || rule.chain_id != *chain_id {
                continue;
            }
            match rule.covers(doc, now) {
                Ok(()) => {
                    rule.granted
                        .retain(|(at, _)| now.since(*at) < TopUpRule::SPAN);
                    rule.granted.push((now, rule.each));
                    return Ok(rule.clone());
                }
                // The refusal of the right deployment's rule says more than those of the others.
                Err(RuleError::NotTheTopUp) => {}
                Err(e) => refusal = e,
            }
        }
        Err(refusal)
    }
}

#[cfg(test)]
mod tests {
    use proto::cosmos::tx::v1beta1::{Fee, SignerInfo};

    use super::*;
    use crate::entropy::TestEntropy;

    const OWNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";
    const DAY: u64 = 24 * 3_600_000;

    fn rule() -> TopUpRule {
        TopUpRule {
            account: KeyId::random(&mut TestEntropy(1)).unwrap(),
            chain_id: "a-1".parse().unwrap(),
            deployment: DeploymentId {
                owner: OWNER.parse().unwrap(),
                dseq: "7".parse().unwrap(),
            },
            each: Amount::micro(5),
            most: Amount::micro(12),
            granted: Vec::new(),
        }
    }

    fn fee(denom: &str, amount: &str) -> Fee {
        Fee {
            amount: vec![Coin {
                denom: denom.into(),
                amount: amount.into(),
            }],
            gas_limit: 1,
            ..Fee::default()
        }
    }

    fn doc(message: MsgAccountDeposit, memo: &str, fee: Fee) -> DirectDoc {
        let body = TxBody {
            messages: vec![message.to_any()],
            memo: memo.into(),
            ..TxBody::default()
        };
        let auth = AuthInfo {
            signer_infos: vec![SignerInfo::default()],
            fee: Some(fee),
            ..AuthInfo::default()
        };
        let chain = "a-1".parse().unwrap();
        DirectDoc::new(body.encode_to_vec(), auth.encode_to_vec(), &chain, 3).unwrap()
    }

    #[test]
    fn only_its_own_message_is_covered() {
        let (rule, now) = (rule(), UnixMillis(DAY));
        let usual = || fee("uakt", "5000");
        assert_eq!(rule.covers(&doc(rule.message(), "", usual()), now), Ok(()));
        let changed: [fn(&mut TopUpRule); 2] = [
            |other| other.each = Amount::micro(6),
            |other| other.deployment.dseq = "8".parse().unwrap(),
        ];
        for change in changed {
            let mut other = rule.clone();
            change(&mut other);
            assert_eq!(
                rule.covers(&doc(other.message(), "", usual()), now),
                Err(RuleError::NotTheTopUp)
            );
        }
        let from_grants = MsgAccountDeposit {
            deposit: Some(Deposit {
                sources: vec![Source::Grant.into()],
                ..rule.message().deposit.unwrap()
            }),
            ..rule.message()
        };
        for odd in [
            doc(from_grants, "", usual()),
            doc(rule.message(), "a note", usual()),
        ] {
            assert_eq!(rule.covers(&odd, now), Err(RuleError::NotTheTopUp));
        }
    }

    #[test]
    fn the_fee_is_bounded_and_paid_by_the_account() {
        let (rule, now) = (rule(), UnixMillis(DAY));
        let granted = Fee {
            granter: OWNER.into(),
            ..fee("uakt", "5000")
        };
        for odd in [
            fee("uakt", "100001"),
            fee("uact", "5"),
            fee("uakt", "-1"),
            Fee::default(),
            granted,
        ] {
            assert_eq!(
                rule.covers(&doc(rule.message(), "", odd), now),
                Err(RuleError::Fee)
            );
        }
    }

    #[test]
    fn the_cap_holds_over_thirty_days_and_then_leaves_room() {
        let mut rules = TopUps::default();
        rules.allow(rule());
        let (account, chain) = (rule().account, rule().chain_id);
        let ask = doc(rule().message(), "", fee("uakt", "5000"));
        for day in [1, 2] {
            let now = UnixMillis(day * DAY);
            assert!(rules.take(account, &chain, &ask, now).is_ok());
        }
        let now = UnixMillis(3 * DAY);
        assert_eq!(rules.take(account, &chain, &ask, now), Err(RuleError::Cap));
        let full = &rules.0[0];
        assert_eq!(full.spent(now), Amount::micro(10));
        assert_eq!(full.room_at(now), Some(UnixMillis(31 * DAY)));
        // A clock that is set back gives no room.
        assert!(!full.has_room(UnixMillis(0)));
        let later = UnixMillis(31 * DAY);
        assert!(rules.take(account, &chain, &ask, later).is_ok());
        assert_eq!(rules.0[0].granted.len(), 2);
    }

    #[test]
    fn other_accounts_and_networks_have_no_part_in_it() {
        let mut rules = TopUps::default();
        rules.allow(rule());
        let ask = doc(rule().message(), "", fee("uakt", "5000"));
        let other = KeyId::random(&mut TestEntropy(2)).unwrap();
        let (chain, elsewhere) = ("a-1".parse().unwrap(), "b-1".parse().unwrap());
        let now = UnixMillis(DAY);
        assert_eq!(rules.take(other, &chain, &ask, now), Err(RuleError::NoRule));
        assert_eq!(
            rules.take(rule().account, &elsewhere, &ask, now),
            Err(RuleError::NoRule)
        );
        rules.revoke(rule().account, &chain, rule().deployment.dseq);
        assert_eq!(
            rules.take(rule().account, &chain, &ask, now),
            Err(RuleError::NoRule)
        );
    }
}
