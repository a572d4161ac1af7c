//! Words for messages of the Cosmos SDK.

use proto::Any;
use proto::cosmos::bank::v1beta1::MsgSend;

use super::{Context, Described, Gravity, coin_words, money, whole};

/// Sentence and facts, or none when the message is not known here.
pub(super) fn describe(message: &Any, context: &mut Context<'_>) -> Option<Described> {
    match message.type_url.as_str() {
        "/cosmos.bank.v1beta1.MsgSend" => send(&whole(message)?, context),
        _ => None,
    }
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
    coins.into_iter().for_each(|coin| context.leaves(coin));
    let facts = vec![
        ("To".into(), message.to_address.clone()),
        ("Amount".into(), amount.clone()),
    ];
    Some((
        format!("Send {amount} to {}.", context.who(&message.to_address)),
        facts,
    ))
}
