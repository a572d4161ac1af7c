//! A decoded message, read field by field.

use serde_json::Value;
use types::Coin;

use super::{Context, coin_words};

/// A message (or a part of one) as the schema decoded it.
#[derive(Clone, Copy)]
pub(super) struct View<'a>(pub(super) &'a Value);

impl<'a> View<'a> {
    pub(super) fn text(self, field: &str) -> Option<&'a str> {
        self.0.get(field)?.as_str()
    }

    pub(super) fn part(self, field: &str) -> Option<Self> {
        self.0.get(field).filter(|v| v.is_object()).map(Self)
    }

    pub(super) fn list(self, field: &str) -> Option<Vec<Self>> {
        Some(self.0.get(field)?.as_array()?.iter().map(Self).collect())
    }

    pub(super) fn texts(self, field: &str) -> Option<Vec<&'a str>> {
        let items = self.0.get(field)?.as_array()?;
        items.iter().map(Value::as_str).collect()
    }

    /// A whole number, written as such or as text.
    pub(super) fn number(self, field: &str) -> Option<u64> {
        let value = self.0.get(field)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    pub(super) fn coin(self, field: &str) -> Option<Coin> {
        self.part(field)?.as_coin()
    }

    pub(super) fn coins(self, field: &str) -> Option<Vec<Coin>> {
        self.list(field)?.into_iter().map(Self::as_coin).collect()
    }

    fn as_coin(self) -> Option<Coin> {
        Some(Coin {
            denom: self.text("denom")?.parse().ok()?,
            amount: self.text("amount")?.parse().ok()?,
        })
    }

    pub(super) fn type_url(self) -> Option<&'a str> {
        self.text("@type")
    }
}

/// `1 AKT and 2 ACT`; `nothing` for no coin.
pub(super) fn all_words(coins: &[Coin]) -> String {
    match coins {
        [] => "nothing".into(),
        coins => coins
            .iter()
            .map(coin_words)
            .collect::<Vec<_>>()
            .join(" and "),
    }
}

/// `2026-11-24 08:48 UTC` from the text of a time.
pub(super) fn time_words(text: &str) -> String {
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(minute)) => format!("{day} {minute} UTC"),
        _ => text.into(),
    }
}

/// Coins that leave this account, if `owner` is this account; else they leave another one.
pub(super) fn leave(coins: Vec<Coin>, owner: &str, context: &mut Context<'_>) {
    if owner == context.signer.as_str() {
        coins.into_iter().for_each(|coin| context.leaves(coin));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_fields_and_nothing_that_is_not_there() {
        let value = json!({"n": "7", "m": 8, "c": {"denom": "uakt", "amount": "5"}, "l": ["a"]});
        let view = View(&value);
        assert_eq!((view.number("n"), view.number("m")), (Some(7), Some(8)));
        assert_eq!(view.coin("c"), Some(Coin::new(types::Denom::uakt(), 5)));
        assert_eq!(view.texts("l"), Some(vec!["a"]));
        assert_eq!(view.text("x"), None);
        assert_eq!(all_words(&[]), "nothing");
        assert_eq!(time_words("2026-11-24T08:48:13Z"), "2026-11-24 08:48 UTC");
    }
}
