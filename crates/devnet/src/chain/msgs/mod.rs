//! Messages: who signs them, what is refused before a block, what they do in one.

mod deployment;
mod market;
mod registry;

use proto::cosmos::bank::v1beta1::MsgSend;
use proto::deployment_v1beta4 as dep;
use proto::market_v1beta5 as mkt;
use proto::{Any, Named, audit_v1, cert_v1, escrow_v1, provider_v1beta4};
use serde_json::{Value, json};
use types::Address;

use super::state::{Events, Fault, Res, State, module_account};

fn open<M: Named>(any: &Any) -> Res<M> {
    M::from_any(any).ok_or_else(|| Fault::new("sdk", 2, "message can't be decoded: tx parse error"))
}

fn owner<T>(id: Option<T>, of: impl Fn(&T) -> String) -> Res<String> {
    id.as_ref()
        .map(of)
        .ok_or_else(|| Fault::new("sdk", 18, "the id is missing: invalid request"))
}

/// Who must sign a message.
pub fn signer(any: &Any) -> Res<String> {
    Ok(match any.type_url.as_str() {
        "/cosmos.bank.v1beta1.MsgSend" => open::<MsgSend>(any)?.from_address,
        "/akash.deployment.v1beta4.MsgCreateDeployment" => {
            owner(open::<dep::MsgCreateDeployment>(any)?.id, |id| {
                id.owner.clone()
            })?
        }
        "/akash.deployment.v1beta4.MsgUpdateDeployment" => {
            owner(open::<dep::MsgUpdateDeployment>(any)?.id, |id| {
                id.owner.clone()
            })?
        }
        "/akash.deployment.v1beta4.MsgCloseDeployment" => {
            owner(open::<dep::MsgCloseDeployment>(any)?.id, |id| {
                id.owner.clone()
            })?
        }
        "/akash.deployment.v1beta4.MsgCloseGroup" => {
            owner(open::<dep::MsgCloseGroup>(any)?.id, |id| id.owner.clone())?
        }
        "/akash.deployment.v1beta4.MsgPauseGroup" => {
            owner(open::<dep::MsgPauseGroup>(any)?.id, |id| id.owner.clone())?
        }
        "/akash.deployment.v1beta4.MsgStartGroup" => {
            owner(open::<dep::MsgStartGroup>(any)?.id, |id| id.owner.clone())?
        }
        "/akash.escrow.v1.MsgAccountDeposit" => open::<escrow_v1::MsgAccountDeposit>(any)?.signer,
        "/akash.market.v1beta5.MsgCreateBid" => {
            owner(open::<mkt::MsgCreateBid>(any)?.id, |id| id.provider.clone())?
        }
        "/akash.market.v1beta5.MsgCloseBid" => {
            owner(open::<mkt::MsgCloseBid>(any)?.id, |id| id.provider.clone())?
        }
        "/akash.market.v1beta5.MsgCreateLease" => {
            owner(open::<mkt::MsgCreateLease>(any)?.bid_id, |id| {
                id.owner.clone()
            })?
        }
        "/akash.market.v1beta5.MsgCloseLease" => {
            owner(open::<mkt::MsgCloseLease>(any)?.id, |id| id.owner.clone())?
        }
        "/akash.market.v1beta5.MsgWithdrawLease" => {
            owner(open::<mkt::MsgWithdrawLease>(any)?.id, |id| {
                id.provider.clone()
            })?
        }
        "/akash.cert.v1.MsgCreateCertificate" => open::<cert_v1::MsgCreateCertificate>(any)?.owner,
        "/akash.cert.v1.MsgRevokeCertificate" => {
            owner(open::<cert_v1::MsgRevokeCertificate>(any)?.id, |id| {
                id.owner.clone()
            })?
        }
        "/akash.provider.v1beta4.MsgCreateProvider" => {
            open::<provider_v1beta4::MsgCreateProvider>(any)?.owner
        }
        "/akash.provider.v1beta4.MsgUpdateProvider" => {
            open::<provider_v1beta4::MsgUpdateProvider>(any)?.owner
        }
        "/akash.audit.v1.MsgSignProviderAttributes" => {
            open::<audit_v1::MsgSignProviderAttributes>(any)?.auditor
        }
        "/akash.audit.v1.MsgDeleteProviderAttributes" => {
            open::<audit_v1::MsgDeleteProviderAttributes>(any)?.auditor
        }
        other => {
            return Err(Fault::new(
                "sdk",
                2,
                format!("unable to resolve type URL {other}: tx parse error"),
            ));
        }
    })
}

/// What is refused before a block, without looking at the state.
pub fn validate(any: &Any) -> Res {
    match any.type_url.as_str() {
        "/akash.deployment.v1beta4.MsgCreateDeployment" => deployment::validate_create(&open(any)?),
        "/akash.deployment.v1beta4.MsgUpdateDeployment" => {
            deployment::validate_hash(&open::<dep::MsgUpdateDeployment>(any)?.hash)
        }
        "/akash.market.v1beta5.MsgCreateBid" => market::validate_bid(&open(any)?),
        "/akash.cert.v1.MsgCreateCertificate" => registry::validate_certificate(&open(any)?),
        "/akash.provider.v1beta4.MsgCreateProvider" => {
            registry::validate_provider(&open::<provider_v1beta4::MsgCreateProvider>(any)?.host_uri)
        }
        "/akash.provider.v1beta4.MsgUpdateProvider" => {
            registry::validate_provider(&open::<provider_v1beta4::MsgUpdateProvider>(any)?.host_uri)
        }
        _ => Ok(()),
    }
}

/// Runs a message on the state.
pub fn run(state: &mut State, any: &Any, events: &mut Events) -> Res {
    let who = signer(any)?;
    let module = any.type_url.split('.').nth(1).unwrap_or_default();
    events.plain(
        "message",
        &[
            ("action", &any.type_url),
            ("sender", &who),
            ("module", module),
        ],
    );
    match any.type_url.as_str() {
        "/cosmos.bank.v1beta1.MsgSend" => send(state, &open(any)?, events),
        "/akash.deployment.v1beta4.MsgCreateDeployment" => {
            deployment::create(state, open(any)?, events)
        }
        "/akash.deployment.v1beta4.MsgUpdateDeployment" => {
            deployment::update(state, &open(any)?, events)
        }
        "/akash.deployment.v1beta4.MsgCloseDeployment" => {
            deployment::close(state, &open(any)?, events)
        }
        "/akash.deployment.v1beta4.MsgCloseGroup" => deployment::group(
            state,
            open::<dep::MsgCloseGroup>(any)?.id,
            deployment::Turn::Close,
            events,
        ),
        "/akash.deployment.v1beta4.MsgPauseGroup" => deployment::group(
            state,
            open::<dep::MsgPauseGroup>(any)?.id,
            deployment::Turn::Pause,
            events,
        ),
        "/akash.deployment.v1beta4.MsgStartGroup" => deployment::group(
            state,
            open::<dep::MsgStartGroup>(any)?.id,
            deployment::Turn::Start,
            events,
        ),
        "/akash.escrow.v1.MsgAccountDeposit" => deployment::deposit(state, &open(any)?, events),
        "/akash.market.v1beta5.MsgCreateBid" => market::create_bid(state, open(any)?, events),
        "/akash.market.v1beta5.MsgCloseBid" => market::close_bid(state, &open(any)?, events),
        "/akash.market.v1beta5.MsgCreateLease" => market::create_lease(state, &open(any)?, events),
        "/akash.market.v1beta5.MsgCloseLease" => market::close_lease(state, &open(any)?, events),
        "/akash.market.v1beta5.MsgWithdrawLease" => market::withdraw(state, &open(any)?, events),
        "/akash.cert.v1.MsgCreateCertificate" => registry::create_certificate(state, &open(any)?),
        "/akash.cert.v1.MsgRevokeCertificate" => registry::revoke_certificate(state, &open(any)?),
        "/akash.provider.v1beta4.MsgCreateProvider" => {
            registry::create_provider(state, open(any)?, events)
        }
        "/akash.provider.v1beta4.MsgUpdateProvider" => {
            registry::update_provider(state, open(any)?, events)
        }
        "/akash.audit.v1.MsgSignProviderAttributes" => {
            registry::sign_attributes(state, open(any)?, events)
        }
        "/akash.audit.v1.MsgDeleteProviderAttributes" => {
            registry::delete_attributes(state, &open(any)?, events)
        }
        other => Err(Fault::new(
            "sdk",
            2,
            format!("unable to resolve type URL {other}: tx parse error"),
        )),
    }
}

fn send(state: &mut State, message: &MsgSend, events: &mut Events) -> Res {
    message.to_address.parse::<Address>().map_err(|e| {
        Fault::new(
            "sdk",
            7,
            format!("invalid to address: {e}: invalid address"),
        )
    })?;
    if message.amount.iter().any(|c| c.denom == "uact") {
        return Err(Fault::new(
            "bank",
            5,
            "uact transfers are currently disabled: send transactions are disabled",
        ));
    }
    if ["escrow", "fee_collector"]
        .iter()
        .any(|name| module_account(name) == message.to_address)
    {
        return Err(Fault::new(
            "sdk",
            4,
            format!(
                "{} is not allowed to receive funds: unauthorized",
                message.to_address
            ),
        ));
    }
    for coin in &message.amount {
        let amount = coin
            .amount
            .parse()
            .map_err(|_| Fault::new("sdk", 10, "invalid coins"))?;
        state.transfer(
            &message.from_address,
            &message.to_address,
            &coin.denom,
            amount,
            events,
        )?;
    }
    Ok(())
}

/// Ids as typed events write them: 64-bit numbers as strings.
pub fn deployment_json(owner: &str, dseq: u64) -> Value {
    json!({ "owner": owner, "dseq": dseq.to_string() })
}

fn group_json(owner: &str, dseq: u64, gseq: u32) -> Value {
    json!({ "owner": owner, "dseq": dseq.to_string(), "gseq": gseq })
}

fn order_json(owner: &str, dseq: u64, gseq: u32, oseq: u32) -> Value {
    json!({ "owner": owner, "dseq": dseq.to_string(), "gseq": gseq, "oseq": oseq })
}

fn bid_json((owner, dseq, gseq, oseq, provider): &super::state::BidKey) -> Value {
    json!({ "owner": owner, "dseq": dseq.to_string(), "gseq": gseq, "oseq": oseq, "provider": provider, "bseq": 0 })
}

fn price_json(price: &proto::DecCoin) -> Value {
    json!({ "denom": price.denom, "amount": super::escrow::dec(&price.amount).to_fixed() })
}
