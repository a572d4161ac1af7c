//! Words for governance.

use super::view::{View, all_words, leave};
use super::{Context, Described, Gravity};

pub(super) fn describe(
    name: &str,
    message: View<'_>,
    context: &mut Context<'_>,
) -> Option<Described> {
    match name {
        "MsgVote" => {
            context.check_owner(message.text("voter")?);
            let option = option_words(message.text("option")?)?;
            let number = message.number("proposal_id")?;
            Some((format!("Vote {option} on proposal {number}."), Vec::new()))
        }
        "MsgVoteWeighted" => {
            context.check_owner(message.text("voter")?);
            let parts = message
                .list("options")?
                .into_iter()
                .map(|part| {
                    let option = option_words(part.text("option")?)?;
                    Some(format!(
                        "{option} with a weight of {}",
                        part.text("weight")?
                    ))
                })
                .collect::<Option<Vec<_>>>()?;
            let number = message.number("proposal_id")?;
            Some((
                format!("Vote on proposal {number}: {}.", parts.join(", ")),
                Vec::new(),
            ))
        }
        "MsgDeposit" => {
            let owner = message.text("depositor")?;
            context.check_owner(owner);
            let amount = deposit(message, "amount", owner, context)?;
            let number = message.number("proposal_id")?;
            Some((
                format!("Deposit {amount} on proposal {number}."),
                Vec::new(),
            ))
        }
        "MsgSubmitProposal" => submit(message, context),
        _ => None,
    }
}

fn option_words(name: &str) -> Option<&'static str> {
    match name {
        "VOTE_OPTION_YES" => Some("yes"),
        "VOTE_OPTION_ABSTAIN" => Some("abstain"),
        "VOTE_OPTION_NO" => Some("no"),
        "VOTE_OPTION_NO_WITH_VETO" => Some("no with veto"),
        _ => None,
    }
}

fn deposit(
    message: View<'_>,
    field: &str,
    owner: &str,
    context: &mut Context<'_>,
) -> Option<String> {
    let coins = message.coins(field)?;
    let amount = all_words(&coins);
    leave(coins, owner, context);
    context.warn(
        Gravity::Note,
        "The deposit comes back unless the proposal is vetoed or never reaches its minimum.",
    );
    Some(amount)
}

fn submit(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let owner = message.text("proposer")?;
    context.check_owner(owner);
    let amount = deposit(message, "initial_deposit", owner, context)?;
    let mut facts = vec![
        ("Title".into(), message.text("title")?.to_owned()),
        ("Summary".into(), message.text("summary")?.to_owned()),
    ];
    for part in message.list("messages")? {
        facts.push(("Would do".into(), part.type_url()?.to_owned()));
    }
    Some((
        format!("Put a proposal to the vote with a deposit of {amount}."),
        facts,
    ))
}
