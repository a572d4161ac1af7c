//! What can be said of a transfer while it is typed.

use contract::{AccountView, ContactView};
use types::{Address, Amount, Coin, Denom};

use crate::format;
use crate::kit::{Choice, Verdict};

/// Kept back by "Max" for the fee of this and the next transactions, in uakt.
pub const KEEP_FOR_FEES: u128 = 50_000;
/// Most characters of a memo on chain.
pub const MEMO_MAX: usize = 256;

/// Characters of an account's address.
const ADDRESS_LENGTH: usize = 44;

/// What can be said of the recipient: an address, or on the way to it the name of a contact.
#[must_use]
pub fn recipient_verdict(text: &str, own: &str, people: &[Choice]) -> Verdict {
    let text = text.trim();
    let name = text.to_lowercase();
    if name.is_empty() || "akash1".starts_with(&name) || name.starts_with("akash1") {
        return address_verdict(text, own);
    }
    match people
        .iter()
        .find(|c| c.label.to_lowercase().contains(&name))
    {
        Some(_) => Verdict::Unfinished("Choose the person from the list.".into()),
        None if text.contains('1') => address_verdict(text, own),
        None => Verdict::Unfinished("No contact has this name, and it is no address.".into()),
    }
}

/// What can be said of an account's address.
#[must_use]
pub fn address_verdict(text: &str, own: &str) -> Verdict {
    let text = text.trim();
    if text.is_empty() {
        return Verdict::None;
    }
    let begun = "akash1".starts_with(text) || text.starts_with("akash1");
    let length = text.chars().count();
    match text.parse::<Address>() {
        Ok(a) if a.as_str() == own => Verdict::Warn("This is the account that sends.".into()),
        Ok(_) => Verdict::Good("The checksum fits.".into()),
        // While it is being typed nothing is wrong yet.
        Err(_) if begun && length < ADDRESS_LENGTH => Verdict::Unfinished(format!(
            "Too short: an address has {ADDRESS_LENGTH} characters, this has {length}."
        )),
        Err(e) => Verdict::Bad(capital(&e.to_string())),
    }
}

/// Whom one can send to without typing an address: contacts, then one's own other accounts.
#[must_use]
pub fn recipients(contacts: &[ContactView], accounts: &[AccountView], own: &str) -> Vec<Choice> {
    let short = |address: &Address| format::address_tight(address.as_str());
    let contacts = contacts
        .iter()
        .map(|c| Choice::named(c.address.to_string(), c.name.clone()).with_fact(short(&c.address)));
    let accounts = accounts
        .iter()
        .filter(|a| a.address.as_str() != own && !a.hidden)
        .map(|a| Choice::named(a.address.to_string(), a.name.clone()).with_fact(short(&a.address)));
    contacts.chain(accounts).collect()
}

/// What can be said of the amount: format, more than there is.
#[must_use]
pub fn amount_verdict(text: &str, available: Option<Amount>) -> Verdict {
    let text = text.trim();
    if text.is_empty() {
        return Verdict::None;
    }
    match Amount::from_coins(text) {
        Err(_) if text == "." => Verdict::Unfinished("An amount such as 12.5.".into()),
        Err(_) => Verdict::Bad("An amount such as 12.5, with at most six decimals.".into()),
        Ok(a) if a.is_zero() => Verdict::Unfinished("More than nothing.".into()),
        Ok(a) => match available {
            Some(have) if a > have => Verdict::Bad(format!(
                "There are only {}\u{a0}AKT.",
                format::coins(have, 6)
            )),
            Some(have) if a == have => Verdict::Warn("Nothing would be left for the fee.".into()),
            _ => Verdict::None,
        },
    }
}

/// The transfer that the form asks for, if it is complete.
#[must_use]
pub fn transfer(to: &str, amount: &str, memo: &str) -> Option<(Address, Coin)> {
    let to = to.trim().parse().ok()?;
    let amount = Amount::from_coins(amount.trim())
        .ok()
        .filter(|a| !a.is_zero())?;
    (memo.chars().count() <= MEMO_MAX).then_some((
        to,
        Coin {
            amount,
            denom: Denom::uakt(),
        },
    ))
}

/// The text of "Max": everything but what fees need.
#[must_use]
pub fn max_text(available: Amount) -> String {
    Amount::micro(available.get().saturating_sub(KEEP_FOR_FEES)).to_coins()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| {
        c.to_uppercase().chain(chars).chain(['.']).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";

    #[test]
    fn a_recipient_is_judged_when_it_can_be() {
        let people = [Choice::named(A, "Ada 1")];
        let said = |text: &str, own: &str| recipient_verdict(text, own, &people);
        assert_eq!(said("", A), Verdict::None);
        assert!(matches!(said(A, ""), Verdict::Good(_)));
        assert!(matches!(said(A, A), Verdict::Warn(_)));
        let wrong = A.replace("mq6x0", "mq6x1");
        assert!(said(&wrong, "").is_bad());
        assert!(said("cosmos1abc", "").is_bad());
        for (text, words) in [
            ("aka", "44 characters, this has 3"),
            ("akash1abc", "44 characters, this has 9"),
            ("ada", "from the list"),
            ("ada 1", "from the list"),
            ("Bea", "No contact"),
        ] {
            let Verdict::Unfinished(why) = said(text, "") else {
                panic!("{text}");
            };
            assert!(why.contains(words), "{text}: {why}");
        }
    }

    #[test]
    fn where_only_an_address_fits_a_name_is_wrong() {
        assert!(address_verdict("Ada", "").is_bad());
        assert_eq!(address_verdict(" ", ""), Verdict::None);
    }

    #[test]
    fn contacts_come_before_own_accounts_and_not_the_one_that_sends() {
        let address = |byte| Address::from_bytes(&[byte; 20]).unwrap();
        let account = |byte, name: &str, hidden| AccountView {
            address: address(byte),
            name: name.into(),
            colour: 0,
            path: None,
            watch_only: false,
            wallet: None,
            hidden,
        };
        let contact = ContactView {
            address: address(9),
            name: "Ada".into(),
            note: String::new(),
        };
        let accounts = [
            account(1, "Main", false),
            account(2, "Ops", false),
            account(3, "Old", true),
        ];
        let all = recipients(&[contact], &accounts, address(1).as_str());
        let labels: Vec<_> = all.into_iter().map(|c| c.label).collect();
        assert_eq!(labels, ["Ada", "Ops"]);
    }

    #[test]
    fn an_amount_must_be_there() {
        let have = Some(Amount::micro(2_000_000));
        assert!(amount_verdict("2.000001", have).is_bad());
        assert!(matches!(amount_verdict("2", have), Verdict::Warn(_)));
        assert_eq!(amount_verdict("1.999999", have), Verdict::None);
        assert!(amount_verdict("1,5", have).is_bad());
        assert!(amount_verdict("0.0000001", have).is_bad());
        assert_eq!(amount_verdict("", have), Verdict::None);
        for text in ["0", "."] {
            assert!(matches!(amount_verdict(text, have), Verdict::Unfinished(_)));
        }
    }

    #[test]
    fn only_a_complete_form_is_a_transfer() {
        let (to, coin) = transfer(A, " 1.5 ", "").unwrap();
        assert_eq!((to.as_str(), coin.amount.get()), (A, 1_500_000));
        assert!(transfer(A, "0", "").is_none());
        assert!(transfer("x", "1", "").is_none());
        assert!(transfer(A, "1", &"m".repeat(257)).is_none());
    }

    #[test]
    fn max_leaves_something_for_fees() {
        assert_eq!(max_text(Amount::micro(1_000_000)), "0.95");
        assert_eq!(max_text(Amount::micro(10)), "0");
    }
}
