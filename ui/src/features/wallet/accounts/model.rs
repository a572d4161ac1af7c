//! What is said of accounts, and how their order changes.

use contract::{AccountBalance, AccountView};
use types::Address;

use crate::format::{self, NBSP};

/// Where an account comes from, in a few words.
#[must_use]
pub fn origin(account: &AccountView) -> String {
    if let Some(wallet) = &account.wallet {
        return format!("Its key is in {wallet}");
    }
    match (&account.path, account.watch_only) {
        (_, true) => "Watched only, can't sign".into(),
        (Some(path), _) => path.clone(),
        (None, _) => "Imported key".into(),
    }
}

/// What an account holds, or that it isn't known.
#[must_use]
pub fn holds(balance: Option<&AccountBalance>) -> (String, String) {
    let text = |amount: Option<types::Amount>, decimals, unit| {
        amount.map_or_else(
            || format!("–{NBSP}{unit}"),
            |a| format!("{}{NBSP}{unit}", format::coins(a, decimals)),
        )
    };
    (
        text(balance.and_then(|b| b.akt), 3, "AKT"),
        text(balance.and_then(|b| b.act), 2, "ACT"),
    )
}

/// The order after the account at `from` moved by one place; none when it can't.
#[must_use]
pub fn moved(accounts: &[AccountView], from: usize, up: bool) -> Option<Vec<Address>> {
    let to = if up {
        from.checked_sub(1)?
    } else {
        from.checked_add(1)?
    };
    if from >= accounts.len() || to >= accounts.len() {
        return None;
    }
    let mut order: Vec<Address> = accounts.iter().map(|a| a.address.clone()).collect();
    order.swap(from, to);
    Some(order)
}

/// How many accounts there are, in words.
#[must_use]
pub fn count(n: usize) -> String {
    if n == 1 {
        "1 account".into()
    } else {
        format!("{n} accounts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::Amount;

    fn account(byte: u8) -> AccountView {
        AccountView {
            address: Address::from_bytes(&[byte; 20]).unwrap(),
            name: "A".into(),
            colour: 0,
            path: Some("m/44'/118'/0'/0/0".into()),
            watch_only: false,
            wallet: None,
            hidden: false,
        }
    }

    #[test]
    fn the_order_changes_by_one_place_and_not_beyond_the_ends() {
        let all = [account(1), account(2), account(3)];
        let order = moved(&all, 2, true).unwrap();
        assert_eq!(order[1], all[2].address);
        assert!(moved(&all, 0, true).is_none());
        assert!(moved(&all, 2, false).is_none());
        assert!(moved(&all, 9, true).is_none());
    }

    #[test]
    fn a_watched_account_says_that_it_can_not_sign() {
        let watched = AccountView {
            path: None,
            watch_only: true,
            ..account(1)
        };
        assert!(origin(&watched).contains("can't sign"));
        let imported = AccountView {
            path: None,
            ..account(1)
        };
        assert_eq!(origin(&imported), "Imported key");
        let elsewhere = AccountView {
            wallet: Some("Keplr".into()),
            ..watched
        };
        assert_eq!(origin(&elsewhere), "Its key is in Keplr");
    }

    #[test]
    fn what_is_not_known_is_a_dash() {
        assert_eq!(holds(None).0, format!("–{NBSP}AKT"));
        let known = AccountBalance {
            address: account(1).address,
            akt: Some(Amount::micro(1_500_000)),
            act: None,
        };
        let (akt, act) = holds(Some(&known));
        assert!(
            akt.starts_with("1.5") && act.starts_with('–'),
            "{akt} {act}"
        );
        assert_eq!(
            (count(1).as_str(), count(2).as_str()),
            ("1 account", "2 accounts")
        );
    }
}
