//! Words for what is allowed to others: authz and fee grants.

use proto::Any;
use proto::Message as _;

use super::view::{View, all_words, time_words};
use super::{Context, Described, Gravity, NESTING, describe_message};

pub(super) fn authz(
    name: &str,
    any: &Any,
    message: View<'_>,
    context: &mut Context<'_>,
) -> Option<Described> {
    match name {
        "MsgGrant" => grant(message, context),
        "MsgRevoke" => {
            context.check_owner(message.text("granter")?);
            let who = context.who(message.text("grantee")?);
            let what = message.text("msg_type_url")?;
            Some((
                format!("Take the permission for {what} from {who}."),
                Vec::new(),
            ))
        }
        "MsgExec" => exec(any, message, context),
        _ => None,
    }
}

/// What ends a permission; none is a danger.
fn until(end: Option<&str>, context: &mut Context<'_>) -> String {
    match end {
        Some(end) => format!("until {}", time_words(end)),
        None => {
            context.warn(
                Gravity::Danger,
                "This permission has no end: it holds until it is taken back.",
            );
            "without an end".into()
        }
    }
}

fn grant(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    context.check_owner(message.text("granter")?);
    let grantee = message.text("grantee")?;
    let who = context.who(grantee);
    let part = message.part("grant")?;
    let end = until(part.text("expiration"), context);
    let allowed = part.part("authorization")?;
    let what = match allowed.type_url()?.rsplit('.').next()? {
        "GenericAuthorization" => {
            let url = allowed.text("msg")?;
            context.warn(
                Gravity::Danger,
                format!("{who} may send {url} in your name as often as it likes, with any amount."),
            );
            let later = format!("Whatever {url} can move, decided by {who}.");
            context.summary.may_leave_later.push(later);
            format!("sending {url} without a limit")
        }
        "SendAuthorization" => {
            let limit = all_words(&allowed.coins("spend_limit")?);
            let only = allowed.texts("allow_list")?;
            let to = if only.is_empty() {
                "to anyone".into()
            } else {
                format!("to {}", only.join(", "))
            };
            context
                .summary
                .may_leave_later
                .push(format!("{limit}, sent by {who}."));
            format!("sending up to {limit} {to}")
        }
        "StakeAuthorization" => {
            let limit = allowed
                .coin("max_tokens")
                .map_or("any amount".to_owned(), |coin| all_words(&[coin]));
            format!(
                "{} of {limit}",
                stake_words(allowed.text("authorization_type")?)?
            )
        }
        "DepositAuthorization" => {
            let mut limits = allowed.coins("spend_limits")?;
            limits.extend(allowed.coin("spend_limit").filter(|c| c.amount.get() > 0));
            let limit = all_words(&limits);
            context
                .summary
                .may_leave_later
                .push(format!("{limit}, into deployments of {who}."));
            format!("paying deposits up to {limit} from this account")
        }
        _ => return None,
    };
    let facts = vec![("To".into(), grantee.to_owned())];
    Some((format!("Allow {who} {what}, {end}."), facts))
}

fn stake_words(kind: &str) -> Option<&'static str> {
    match kind {
        "AUTHORIZATION_TYPE_DELEGATE" => Some("delegating"),
        "AUTHORIZATION_TYPE_UNDELEGATE" => Some("undelegating"),
        "AUTHORIZATION_TYPE_REDELEGATE" => Some("redelegating"),
        "AUTHORIZATION_TYPE_CANCEL_UNBONDING_DELEGATION" => Some("cancelling the unbonding"),
        _ => None,
    }
}

/// Runs messages for others; each is described on its own, to a depth of eight.
fn exec(any: &Any, message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    context.check_owner(message.text("grantee")?);
    if context.depth >= NESTING {
        return None;
    }
    let packed = proto::cosmos::authz::v1beta1::MsgExec::decode(any.value.as_slice()).ok()?;
    context.depth += 1;
    for inner in &packed.msgs {
        describe_message(inner, context);
    }
    context.depth -= 1;
    let number = packed.msgs.len();
    Some((
        format!("Use permissions of others for {number} of the messages before this one."),
        Vec::new(),
    ))
}

pub(super) fn fees(name: &str, message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    context.check_owner(message.text("granter")?);
    let grantee = message.text("grantee")?;
    let who = context.who(grantee);
    let facts = vec![("To".into(), grantee.to_owned())];
    match name {
        "MsgGrantAllowance" => {
            let what = allowance(message.part("allowance")?, &who, 0, context)?;
            Some((format!("Pay network fees of {who}: {what}."), facts))
        }
        "MsgRevokeAllowance" => Some((format!("Stop paying network fees of {who}."), facts)),
        _ => None,
    }
}

fn allowance(part: View<'_>, who: &str, depth: usize, context: &mut Context<'_>) -> Option<String> {
    match part.type_url()?.rsplit('.').next()? {
        "BasicAllowance" => {
            let end = until(part.text("expiration"), context);
            let limit = limit(part, "spend_limit", who, context)?;
            Some(format!("{limit}, {end}"))
        }
        "PeriodicAllowance" => {
            let basic = part.part("basic")?;
            let end = until(basic.text("expiration"), context);
            let limit = limit(basic, "spend_limit", who, context)?;
            let each = all_words(&part.coins("period_spend_limit")?);
            let period = part.text("period")?;
            Some(format!("{limit}, {each} every {period}, {end}"))
        }
        "AllowedMsgAllowance" if depth < NESTING => {
            let inner = allowance(part.part("allowance")?, who, depth + 1, context)?;
            let only = part.texts("allowed_messages")?.join(", ");
            Some(format!("{inner}, only for {only}"))
        }
        _ => None,
    }
}

fn limit(part: View<'_>, field: &str, who: &str, context: &mut Context<'_>) -> Option<String> {
    let coins = part.coins(field)?;
    if coins.is_empty() {
        context.warn(
            Gravity::Danger,
            "This permission has no limit: fees may use up the whole balance.",
        );
        let later = format!("Any amount, for fees of {who}.");
        context.summary.may_leave_later.push(later);
        return Some("without a limit".into());
    }
    let words = all_words(&coins);
    let later = format!("{words}, for fees of {who}.");
    context.summary.may_leave_later.push(later);
    Some(format!("at most {words}"))
}
