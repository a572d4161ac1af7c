//! Words for the rest of Akash: providers, bids, certificates, audits, mint and burn, prices.

use super::view::{View, leave};
use super::{Context, Described, Gravity, coin_words};

pub(super) fn describe(
    name: &str,
    message: View<'_>,
    context: &mut Context<'_>,
) -> Option<Described> {
    match name {
        "MsgCreateBid" => bid(message, context),
        "MsgCloseBid" | "MsgWithdrawLease" | "MsgLeaseStartReclaim" => {
            lease(name, message, context)
        }
        "MsgCreateCertificate" => {
            context.check_owner(message.text("owner")?);
            Some((
                "Publish a certificate with which providers recognise this account.".into(),
                Vec::new(),
            ))
        }
        "MsgRevokeCertificate" => {
            let id = message.part("id")?;
            context.check_owner(id.text("owner")?);
            let serial = id.text("serial")?;
            Some((format!("Revoke the certificate {serial}."), Vec::new()))
        }
        "MsgCreateProvider" | "MsgUpdateProvider" | "MsgDeleteProvider" => {
            provider(name, message, context)
        }
        "MsgSignProviderAttributes" | "MsgDeleteProviderAttributes" => {
            audit(name, message, context)
        }
        "MsgMintACT" | "MsgBurnACT" | "MsgBurnMint" => exchange(name, message, context),
        "MsgAddPriceEntry" => {
            context.check_owner(message.text("signer")?);
            let id = message.part("id")?;
            let price = message.text("price")?;
            let pair = format!("{} in {}", id.text("denom")?, id.text("base_denom")?);
            Some((format!("Report a price of {price} for {pair}."), Vec::new()))
        }
        _ => None,
    }
}

fn bid(message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let id = message.part("id")?;
    let provider = id.text("provider")?;
    context.check_owner(provider);
    let coin = message.part("deposit")?.coin("amount")?;
    let deposit = coin_words(&coin);
    leave(vec![coin], provider, context);
    let price = message.part("price")?;
    let rate = format!(
        "{} {} per block",
        price.text("amount")?,
        price.text("denom")?
    );
    let dseq = id.number("dseq")?;
    Some((
        format!("Bid {rate} on deployment {dseq}, with a deposit of {deposit}."),
        vec![("Owner".into(), id.text("owner")?.to_owned())],
    ))
}

fn lease(name: &str, message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let id = message.part("id")?;
    context.check_owner(id.text("provider")?);
    let dseq = id.number("dseq")?;
    let sentence = match name {
        "MsgCloseBid" => format!("Close the bid on deployment {dseq}; a running lease ends."),
        "MsgWithdrawLease" => format!("Collect what the lease of deployment {dseq} has earned."),
        _ => format!("Begin to take back the resources of deployment {dseq}."),
    };
    let facts = vec![("Owner".into(), id.text("owner")?.to_owned())];
    Some((sentence, facts))
}

fn provider(name: &str, message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    context.check_owner(message.text("owner")?);
    if name == "MsgDeleteProvider" {
        context.warn(Gravity::Note, "The chain does not take this message yet.");
        return Some(("Delete this account's provider.".into(), Vec::new()));
    }
    let mut facts = vec![("Address".into(), message.text("host_uri")?.to_owned())];
    for attribute in message.list("attributes")? {
        let (key, value) = (attribute.text("key")?, attribute.text("value")?);
        facts.push((key.to_owned(), value.to_owned()));
    }
    let sentence = if name == "MsgCreateProvider" {
        "Register this account as a provider."
    } else {
        "Change the public record of this account's provider."
    };
    Some((sentence.into(), facts))
}

fn audit(name: &str, message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    context.check_owner(message.text("auditor")?);
    let who = context.who(message.text("owner")?);
    if name == "MsgDeleteProviderAttributes" {
        let keys = message.texts("keys")?.join(", ");
        let keys = if keys.is_empty() { "all".into() } else { keys };
        return Some((
            format!("Withdraw the confirmed attributes of {who}: {keys}."),
            Vec::new(),
        ));
    }
    let facts = message
        .list("attributes")?
        .into_iter()
        .map(|a| Some((a.text("key")?.to_owned(), a.text("value")?.to_owned())))
        .collect::<Option<Vec<_>>>()?;
    Some((format!("Confirm attributes of the provider {who}."), facts))
}

fn exchange(name: &str, message: View<'_>, context: &mut Context<'_>) -> Option<Described> {
    let owner = message.text("owner")?;
    context.check_owner(owner);
    let to = message.text("to")?;
    if to != owner {
        let who = context.who(to);
        context.warn(
            Gravity::Danger,
            format!("What is minted would go to {who}; the chain refuses this."),
        );
    }
    let coin = message.coin("coins_to_burn")?;
    let amount = coin_words(&coin);
    let into = match name {
        "MsgMintACT" => "ACT".to_owned(),
        "MsgBurnACT" => "AKT".to_owned(),
        _ => message.text("denom_to_mint")?.to_owned(),
    };
    leave(vec![coin], owner, context);
    context.warn(
        Gravity::Note,
        "The exchange happens within minutes, at the price that the network has then.",
    );
    Some((format!("Burn {amount} and mint {into} for it."), Vec::new()))
}
