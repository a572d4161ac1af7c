//! What a script may sign without being asked: a file that names messages and caps.

use std::collections::BTreeMap;
use std::path::Path;

use chain::words::{Gravity, Summary};
use serde::Deserialize;
use types::{Amount, ChainId, Coin};

use crate::fail::Failure;

/// A policy file.
///
/// ```json
/// {"chain_id": "akashnet-2", "messages": ["/akash.escrow.v1.MsgAccountDeposit"], "caps": {"uact": "5000000"}}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The only network it holds on.
    chain_id: ChainId,
    /// Type URLs of the accepted messages.
    messages: Vec<String>,
    /// The most that may leave in one transaction, fee included, in micro-units by denom.
    caps: BTreeMap<String, Amount>,
    /// Accept messages after which more may leave later (rent, permissions for others).
    #[serde(default)]
    may_leave_later: bool,
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// [`Failure::Input`].
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |e: &dyn std::fmt::Display| Failure::input(format!("{}: {e}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| wrong(&e))?;
        serde_json::from_str(&text).map_err(|e| wrong(&e))
    }

    /// Checks a transaction against the policy.
    ///
    /// # Errors
    /// [`Failure::Refused`] says what goes beyond it.
    pub fn check(
        &self,
        chain_id: &ChainId,
        summary: &Summary,
        fee: &[Coin],
    ) -> Result<(), Failure> {
        if *chain_id != self.chain_id {
            return Err(Failure::refused(format!(
                "the policy is for {}, not for {chain_id}",
                self.chain_id
            )));
        }
        if let Some(why) = &summary.unknown {
            return Err(Failure::refused(why));
        }
        for action in &summary.actions {
            if !self.messages.contains(&action.type_url) {
                return Err(Failure::refused(format!(
                    "the policy does not name {}",
                    action.type_url
                )));
            }
        }
        if let Some(what) = summary.may_leave_later.first()
            && !self.may_leave_later
        {
            return Err(Failure::refused(format!(
                "the policy covers what leaves now only: {what}"
            )));
        }
        let danger = summary.warnings.iter().find(|(g, _)| *g == Gravity::Danger);
        if let Some((_, warning)) = danger {
            return Err(Failure::refused(warning));
        }
        let mut leaving: BTreeMap<String, Amount> = BTreeMap::new();
        for coin in summary.leaves_now.iter().chain(fee) {
            let sum = leaving.entry(coin.denom.to_string()).or_default();
            *sum = sum
                .checked_add(coin.amount)
                .ok_or_else(|| Failure::refused("the amounts are too large to be added"))?;
        }
        for (denom, sum) in leaving {
            let cap = self.caps.get(&denom).copied().unwrap_or_default();
            if sum > cap {
                return Err(Failure::refused(format!(
                    "{sum} {denom} would leave; the policy's cap is {cap}"
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chain::words::Action;
    use types::Denom;

    fn policy() -> Policy {
        serde_json::from_str(r#"{"chain_id":"c-1","messages":["/a.Msg"],"caps":{"uakt":"100"}}"#)
            .unwrap()
    }

    fn summary(url: &str, amount: u128) -> Summary {
        Summary {
            actions: vec![Action {
                type_url: url.into(),
                sentence: String::new(),
                facts: Vec::new(),
            }],
            leaves_now: vec![Coin::new(Denom::uakt(), amount)],
            ..Summary::default()
        }
    }

    fn check(summary: &Summary) -> Result<(), Failure> {
        let fee = [Coin::new(Denom::uakt(), 10)];
        policy().check(&"c-1".parse().unwrap(), summary, &fee)
    }

    #[test]
    fn named_messages_within_the_caps_pass() {
        assert_eq!(check(&summary("/a.Msg", 90)), Ok(()));
        assert!(check(&summary("/a.Msg", 91)).is_err());
        assert!(check(&summary("/b.Msg", 1)).is_err());
        let mut uact = summary("/a.Msg", 1);
        uact.leaves_now.push(Coin::new(Denom::uact(), 1));
        assert!(
            check(&uact).is_err(),
            "a denom without a cap has none to give"
        );
    }

    #[test]
    fn danger_and_the_unknown_never_pass() {
        let mut danger = summary("/a.Msg", 1);
        danger.warnings.push((Gravity::Danger, "x".into()));
        assert!(check(&danger).is_err());
        let mut unknown = summary("/a.Msg", 1);
        unknown.unknown = Some("x".into());
        assert!(check(&unknown).is_err());
        let mut later = summary("/a.Msg", 1);
        later.may_leave_later.push("x".into());
        assert!(check(&later).is_err());
        let other = "c-2".parse().unwrap();
        assert!(policy().check(&other, &summary("/a.Msg", 1), &[]).is_err());
    }
}
