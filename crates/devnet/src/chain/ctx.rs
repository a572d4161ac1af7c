//! What a handler works with: the state, the block, and what it publishes and spends.

use super::event::Event;
use super::refusal::{Refusal, sdk};
use super::state::State;

/// The surroundings of one message.
pub struct Ctx<'a> {
    /// State; thrown away when the message is refused.
    pub state: &'a mut State,
    /// Height of the block.
    pub height: i64,
    /// Time of the block, unix nanoseconds.
    pub time: i128,
    /// Events in order.
    pub events: Vec<Event>,
    /// Gas used by the message.
    pub gas: u64,
}

impl Ctx<'_> {
    /// Publishes a typed event.
    pub fn emit(&mut self, kind: &str, attributes: &[(&str, String)]) {
        self.events.push(Event::typed(kind, attributes));
    }

    /// Moves coins with the bank's events and makes the receiver's account.
    ///
    /// # Errors
    /// `sdk` 5 when the sender has too little.
    pub fn transfer(
        &mut self,
        from: &str,
        to: &str,
        denom: &str,
        amount: u128,
    ) -> Result<(), Refusal> {
        if amount == 0 {
            return Ok(());
        }
        let have = self.state.balance(from, denom);
        let Some(left) = have.checked_sub(amount) else {
            return Err(sdk(
                5,
                format!(
                    "spendable balance {have}{denom} is smaller than {amount}{denom}: insufficient funds"
                ),
            ));
        };
        self.gas += 12_000;
        set(self.state, from, denom, left);
        self.state.ensure_account(to);
        let there = self.state.balance(to, denom);
        set(self.state, to, denom, there.saturating_add(amount));
        self.events
            .extend(transfer_events(from, to, &format!("{amount}{denom}")));
        Ok(())
    }
}

/// The bank's four events of a transfer.
pub fn transfer_events(from: &str, to: &str, coins: &str) -> [Event; 4] {
    [
        Event::plain("coin_spent", &[("spender", from), ("amount", coins)]),
        Event::plain("coin_received", &[("receiver", to), ("amount", coins)]),
        Event::plain(
            "transfer",
            &[("recipient", to), ("sender", from), ("amount", coins)],
        ),
        Event::plain("message", &[("sender", from)]),
    ]
}

/// Sets a balance; zero leaves no entry.
pub fn set(state: &mut State, address: &str, denom: &str, amount: u128) {
    let coins = state.balances.entry(address.to_owned()).or_default();
    if amount == 0 {
        coins.remove(denom);
    } else {
        coins.insert(denom.to_owned(), amount);
    }
}
