//! The messages the chain knows: decoding, signer, own checks, handler.

use super::ctx::Ctx;
use super::refusal::{Refusal, sdk};
use super::{bank, cert, deployment, market, provider, wire};
use proto::audit_v1::{MsgDeleteProviderAttributes, MsgSignProviderAttributes};
use proto::cert_v1::{MsgCreateCertificate, MsgRevokeCertificate};
use proto::cosmos::bank::v1beta1::MsgSend;
use proto::deployment_v1beta4::{
    MsgCloseDeployment, MsgCloseGroup, MsgCreateDeployment, MsgPauseGroup, MsgStartGroup,
    MsgUpdateDeployment,
};
use proto::escrow_v1::MsgAccountDeposit;
use proto::market_v1beta5::{
    MsgCloseBid, MsgCloseLease, MsgCreateBid, MsgCreateLease, MsgLeaseStartReclaim,
    MsgWithdrawLease,
};
use proto::provider_v1beta4::{MsgCreateProvider, MsgUpdateProvider};
use proto::{Any, Message, Named};

/// A message that can be run.
pub trait Run {
    /// Address that must sign.
    fn signer(&self) -> String;
    /// Checks that need no state; they are made before a transaction enters the mempool.
    ///
    /// # Errors
    /// The module's codes.
    fn check(&self) -> Result<(), Refusal>;
    /// Does it.
    ///
    /// # Errors
    /// The module's codes.
    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Refusal>;
}

/// A decoded message with its type URL.
pub struct Decoded {
    /// `/` and the full name.
    pub url: String,
    /// The message.
    pub body: Box<dyn Run>,
}

macro_rules! messages {
    ($($type:ident: $signer:expr, $check:expr, $run:expr;)*) => {
        $(impl Run for $type {
            fn signer(&self) -> String {
                let f: fn(&Self) -> Option<&String> = $signer;
                f(self).cloned().unwrap_or_default()
            }
            fn check(&self) -> Result<(), Refusal> {
                let f: fn(&Self) -> Result<(), Refusal> = $check;
                f(self)
            }
            fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
                let f: fn(&Self, &mut Ctx<'_>) -> Result<(), Refusal> = $run;
                f(self, ctx)
            }
        })*

        /// Unpacks a message.
        ///
        /// # Errors
        /// `sdk` 2 for a type the chain doesn't know, malformed bytes or an unknown field.
        pub fn decode(any: &Any) -> Result<Decoded, Refusal> {
            $(if any.type_url.strip_prefix('/') == Some(<$type as Named>::FULL_NAME) {
                let message = <$type as Message>::decode(any.value.as_slice())
                    .map_err(|e| sdk(2, format!("{e}: tx parse error")))?;
                wire::no_unknown_fields(&any.value, &message.encode_to_vec(), <$type as Named>::FULL_NAME)?;
                return Ok(Decoded { url: any.type_url.clone(), body: Box::new(message) });
            })*
            Err(sdk(2, format!("unable to resolve type URL {}: tx parse error", any.type_url)))
        }
    };
}

messages! {
    MsgSend: |m| Some(&m.from_address), bank::check_send, |m, c| c.send(m);
    MsgCreateDeployment: |m| m.id.as_ref().map(|i| &i.owner),
        deployment::check_create, |m, c| c.create_deployment(m);
    MsgUpdateDeployment: |m| m.id.as_ref().map(|i| &i.owner),
        deployment::check_update, |m, c| c.update_deployment(m);
    MsgCloseDeployment: |m| m.id.as_ref().map(|i| &i.owner),
        |m| deployment::check_id(m.id.as_ref()).map(drop), |m, c| c.close_deployment(m.id.as_ref());
    MsgCloseGroup: |m| m.id.as_ref().map(|i| &i.owner),
        |m| deployment::check_group_id(m.id.as_ref()).map(drop), |m, c| c.close_group(m.id.as_ref());
    MsgPauseGroup: |m| m.id.as_ref().map(|i| &i.owner),
        |m| deployment::check_group_id(m.id.as_ref()).map(drop), |m, c| c.pause_group(m.id.as_ref());
    MsgStartGroup: |m| m.id.as_ref().map(|i| &i.owner),
        |m| deployment::check_group_id(m.id.as_ref()).map(drop), |m, c| c.start_group(m.id.as_ref());
    MsgAccountDeposit: |m| Some(&m.signer),
        |m| deployment::check_deposit(m.deposit.as_ref()).map(drop),
        |m, c| c.account_deposit(m);
    MsgCreateBid: |m| m.id.as_ref().map(|i| &i.provider),
        market::check_create_bid, |m, c| c.create_bid(m);
    MsgCloseBid: |m| m.id.as_ref().map(|i| &i.provider),
        |m| market::check_bid_id(m.id.as_ref()).and_then(|_| market::check_close_reason(m.reason)),
        |m, c| c.close_bid(m);
    MsgCreateLease: |m| m.bid_id.as_ref().map(|i| &i.owner),
        |m| market::check_bid_id(m.bid_id.as_ref()).map(drop), |m, c| c.create_lease(m);
    MsgWithdrawLease: |m| m.id.as_ref().map(|i| &i.provider),
        |m| market::check_lease_id(m.id.as_ref()).map(drop), |m, c| c.withdraw_lease(m);
    MsgCloseLease: |m| m.id.as_ref().map(|i| &i.owner),
        |m| market::check_lease_id(m.id.as_ref()).map(drop), |m, c| c.close_lease(m);
    MsgLeaseStartReclaim: |m| m.id.as_ref().map(|i| &i.provider),
        |m| market::check_lease_id(m.id.as_ref()).and_then(|_| market::check_provider_reason(m.reason)),
        |m, c| c.start_reclaim(m);
    MsgCreateProvider: |m| Some(&m.owner),
        |m| provider::check_provider(&m.owner, &m.host_uri, &m.attributes),
        |m, c| c.create_provider(&m.owner, &m.host_uri, &m.attributes, m.info.as_ref());
    MsgUpdateProvider: |m| Some(&m.owner),
        |m| provider::check_provider(&m.owner, &m.host_uri, &m.attributes),
        |m, c| c.update_provider(&m.owner, &m.host_uri, &m.attributes, m.info.as_ref());
    MsgCreateCertificate: |m| Some(&m.owner),
        |m| cert::check_create(m).map(drop), |m, c| c.create_certificate(m);
    MsgRevokeCertificate: |m| m.id.as_ref().map(|i| &i.owner),
        |_| Ok(()), |m, c| c.revoke_certificate(m);
    MsgSignProviderAttributes: |m| Some(&m.auditor),
        |m| provider::check_address(&m.owner), |m, c| c.sign_attributes(m);
    MsgDeleteProviderAttributes: |m| Some(&m.auditor),
        |m| provider::check_address(&m.owner), |m, c| c.delete_attributes(m);
}
