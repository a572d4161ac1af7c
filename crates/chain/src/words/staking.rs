//! Words for staking and its rewards.

use super::view::{View, all_words, leave};
use super::{Context, Described, Gravity, coin_words};

pub(super) fn describe(
    name: &str,
    message: View<'_>,
    context: &mut Context<'_>,
) -> Option<Described> {
    if name == "MsgFundCommunityPool" {
        return fund(message, context);
    }
    let owner = message.text("delegator_address")?;
    context.check_owner(owner);
    match name {
        "MsgDelegate" => delegate(message, owner, context),
        "MsgUndelegate" => {
            let (amount, who) = stake(message, "validator_address", context)?;
            context.warn(
                Gravity::Note,
                "It comes back after the network's unbonding time and earns nothing until then.",
            );
            Some((
                format!("Take {amount} back from the validator {who}."),
                Vec::new(),
            ))
        }
        "MsgBeginRedelegate" => {
            let (amount, from) = stake(message, "validator_src_address", context)?;
            let to = context.who(message.text("validator_dst_address")?);
            Some((
                format!("Move {amount} from the validator {from} to {to}."),
                Vec::new(),
            ))
        }
        "MsgCancelUnbondingDelegation" => {
            let (amount, who) = stake(message, "validator_address", context)?;
            Some((
                format!("Leave {amount} with the validator {who} after all."),
                Vec::new(),
            ))
        }
        "MsgWithdrawDelegatorReward" => {
            let who = context.who(message.text("validator_address")?);
            Some((
                format!("Collect the rewards from the validator {who}."),
                Vec::new(),
            ))
        }
        "MsgSetWithdrawAddress" => {
            let to = message.text("withdraw_address")?;
            if to != owner {
                context.warn(
                    Gravity::Danger,
                    "From now on all staking rewards go to another account.",
                );
            }
            let facts = vec![("To".into(), to.to_owned())];
            Some((
                format!("Send future staking rewards to {}.", context.who(to)),
                facts,
            ))
        }
        _ => None,
    }
}

fn stake(message: View<'_>, validator: &str, context: &Context<'_>) -> Option<(String, String)> {
    let amount = coin_words(&message.coin("amount")?);
    Some((amount, context.who(message.text(validator)?)))
}

fn delegate(message: View<'_>, owner: &str, context: &mut Context<'_>) -> Option<Described> {
    let (amount, who) = stake(message, "validator_address", context)?;
    leave(vec![message.coin("amount")?], owner, context);
    context.warn(
        Gravity::Note,
        "It stays yours, bound to the validator; taking it back lasts the network's unbonding time.",
    );
    let facts = vec![(
        "Validator".into(),
        message.text("validator_address")?.to_owned(),
    )];
    Some((format!("Delegate {amount} to the validator {who}."), facts))
}

fn fund(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let owner = message.text("depositor")?;
    context.check_owner(owner);
    let coins = message.coins("amount")?;
    let amount = all_words(&coins);
    leave(coins, owner, context);
    Some((
        format!("Give {amount} to the community pool, for good."),
        Vec::new(),
    ))
}
