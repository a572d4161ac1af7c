//! Words for messages of the Cosmos SDK.

use proto::Any;
use proto::cosmos::bank::v1beta1::MsgSend;

use super::view::{View, all_words, leave, time_words};
use super::{Context, Described, Gravity, coin_words, gov, grants, market, money, staking, whole};
use crate::schema;

/// Sentence and facts, or none when the message is not known here.
pub(super) fn describe(message: &Any, context: &mut Context<'_>) -> Option<Described> {
    match message.type_url.as_str() {
        "/cosmos.bank.v1beta1.MsgSend" => send(&whole(message)?, context),
        _ => by_fields(message, context),
    }
}

/// Messages that are read field by field from the schema, which knows every field or refuses.
fn by_fields(message: &Any, context: &mut Context<'_>) -> Option<Described> {
    let decoded = schema::decode(message).ok()?;
    let view = View(&decoded);
    let (package, name) = message.type_url.strip_prefix('/')?.rsplit_once('.')?;
    match package {
        "cosmos.staking.v1beta1" | "cosmos.distribution.v1beta1" => {
            staking::describe(name, view, context)
        }
        "cosmos.gov.v1" => gov::describe(name, view, context),
        "cosmos.authz.v1beta1" => grants::authz(name, message, view, context),
        "cosmos.feegrant.v1beta1" => grants::fees(name, view, context),
        "cosmos.bank.v1beta1" if name == "MsgMultiSend" => multi_send(view, context),
        "cosmos.vesting.v1beta1" if name == "MsgCreateVestingAccount" => vesting(view, context),
        "ibc.applications.transfer.v1" if name == "MsgTransfer" => transfer(view, context),
        package if package.starts_with("akash.") => market::describe(name, view, context),
        _ => None,
    }
}

fn multi_send(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    for input in message.list("inputs")? {
        let owner = input.text("address")?;
        context.check_owner(owner);
        leave(input.coins("coins")?, owner, context);
    }
    let mut facts = Vec::new();
    for output in message.list("outputs")? {
        let words = all_words(&output.coins("coins")?);
        facts.push((output.text("address")?.to_owned(), words));
    }
    let who = match facts.len() {
        1 => "one account".to_owned(),
        number => format!("{number} accounts at once"),
    };
    Some((format!("Send coins to {who}."), facts))
}

fn vesting(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let owner = message.text("from_address")?;
    context.check_owner(owner);
    let coins = message.coins("amount")?;
    let amount = all_words(&coins);
    leave(coins, owner, context);
    let to = message.text("to_address")?;
    let end = i64::try_from(message.number("end_time")?).ok()?;
    let end = time::OffsetDateTime::from_unix_timestamp(end).ok()?;
    let end = end
        .format(&time::format_description::well_known::Rfc3339)
        .ok()?;
    let how = if message.0.get("delayed")?.as_bool()? {
        "all at once at the end"
    } else {
        "bit by bit"
    };
    Some((
        format!(
            "Send {amount} to {}, which gets free {how}, until {}.",
            context.who(to),
            time_words(&end)
        ),
        vec![("To".into(), to.to_owned())],
    ))
}

fn transfer(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let owner = message.text("sender")?;
    context.check_owner(owner);
    let coin = message.coin("token")?;
    let amount = coin_words(&coin);
    leave(vec![coin], owner, context);
    let receiver = message.text("receiver")?;
    let channel = message.text("source_channel")?;
    context.warn(
        Gravity::Note,
        "It goes to another chain. Check that the receiver is an address there.",
    );
    let mut facts = vec![
        ("Receiver".into(), receiver.to_owned()),
        ("Channel".into(), channel.to_owned()),
    ];
    let memo = message.text("memo")?;
    if !memo.is_empty() {
        context.warn(
            Gravity::Note,
            "The transfer's own memo may make the other chain pass the coins on.",
        );
        facts.push(("Transfer memo".into(), memo.to_owned()));
    }
    Some((
        format!("Send {amount} over {channel} to {receiver} on another chain."),
        facts,
    ))
}

fn send(message: &MsgSend, context: &mut Context<'_>) -> Option<Described> {
    let coins = message
        .amount
        .iter()
        .map(money::read)
        .collect::<Option<Vec<_>>>()?;
    let amount = coins
        .iter()
        .map(coin_words)
        .collect::<Vec<_>>()
        .join(" and ");
    context.check_owner(&message.from_address);
    if coins.iter().any(|coin| coin.denom == types::Denom::uact()) {
        context.warn(
            Gravity::Note,
            "ACT can't be sent: the chain will refuse this.",
        );
    }
    leave(coins, &message.from_address, context);
    context.check_recipient(&message.to_address);
    let facts = vec![
        ("To".into(), message.to_address.clone()),
        ("Amount".into(), amount.clone()),
    ];
    Some((
        format!("Send {amount} to {}.", context.who(&message.to_address)),
        facts,
    ))
}
