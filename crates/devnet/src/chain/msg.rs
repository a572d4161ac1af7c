//! Messages that the chain takes: who signs, what is checked without state, what runs.

use super::ctx::Ctx;
use super::refusal::{Refusal, sdk};
use super::wire::strict;
use super::{audit, bank, cert, deployment, deposit, market, provider};
use proto::cosmos::bank::v1beta1::MsgSend;
use proto::{Any, Named};
use proto::{
    audit_v1::{MsgDeleteProviderAttributes, MsgSignProviderAttributes},
    cert_v1::{MsgCreateCertificate, MsgRevokeCertificate},
    deployment_v1beta4::{
        MsgCloseDeployment, MsgCloseGroup, MsgCreateDeployment, MsgPauseGroup, MsgStartGroup,
        MsgUpdateDeployment,
    },
    escrow_v1::MsgAccountDeposit,
    market_v1beta5::{
        MsgCloseBid, MsgCloseLease, MsgCreateBid, MsgCreateLease, MsgLeaseStartReclaim,
        MsgWithdrawLease,
    },
    provider_v1beta4::{MsgCreateProvider, MsgDeleteProvider, MsgUpdateProvider},
};

/// A decoded message.
pub struct Msg {
    /// Type URL.
    pub type_url: String,
    /// The account that must sign.
    pub signer: String,
    body: Body,
}

macro_rules! messages {
    ($($kind:ident : $signer:expr, $basic:expr, $run:expr;)*) => {
        enum Body { $($kind(Box<$kind>),)* }

        impl Msg {
            /// Decodes a message, refusing what the chain doesn't know.
            ///
            /// # Errors
            /// `sdk` 2 for an unknown type, malformed bytes or unknown fields.
            pub fn decode(any: &Any) -> Result<Self, Refusal> {
                let name = any.type_url.strip_prefix('/').unwrap_or_default();
                $(
                    if name == <$kind as Named>::FULL_NAME {
                        let m: $kind = strict(&any.value, name)?;
                        let signer: fn(&$kind) -> String = $signer;
                        return Ok(Self {
                            type_url: any.type_url.clone(),
                            signer: signer(&m),
                            body: Body::$kind(Box::new(m)),
                        });
                    }
                )*
                Err(parse(&format!("unable to resolve type URL {}", any.type_url)))
            }

            /// What is checked before the transaction touches any state.
            ///
            /// # Errors
            /// The message's own.
            pub fn check(&self) -> Result<(), Refusal> {
                match &self.body {
                    $(Body::$kind(m) => {
                        let check: fn(&$kind) -> Result<(), Refusal> = $basic;
                        check(m)
                    })*
                }
            }

            /// Runs the message.
            ///
            /// # Errors
            /// The module's; the caller throws the state away then.
            pub fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
                match &self.body {
                    $(Body::$kind(m) => {
                        let run: fn(&mut Ctx<'_>, &$kind) -> Result<(), Refusal> = $run;
                        run(ctx, m)
                    })*
                }
            }
        }
    };
}

fn owner<T>(id: Option<&T>, f: impl Fn(&T) -> &String) -> String {
    id.map(|i| f(i).clone()).unwrap_or_default()
}

messages! {
    MsgSend: |m| m.from_address.clone(), bank::check_send, |c, m| c.send(m);
    MsgCreateDeployment: |m| owner(m.id.as_ref(), |i| &i.owner), deployment::check_create, |c, m| c.create_deployment(m);
    MsgUpdateDeployment: |m| owner(m.id.as_ref(), |i| &i.owner), deployment::check_update, |c, m| c.update_deployment(m);
    MsgCloseDeployment: |m| owner(m.id.as_ref(), |i| &i.owner), |m| deployment::check_id(m.id.as_ref()).map(|_| ()), |c, m| c.close_deployment(m.id.as_ref());
    MsgCloseGroup: |m| owner(m.id.as_ref(), |i| &i.owner), |m| deployment::check_group_id(m.id.as_ref()).map(|_| ()), |c, m| c.close_group(m.id.as_ref());
    MsgPauseGroup: |m| owner(m.id.as_ref(), |i| &i.owner), |m| deployment::check_group_id(m.id.as_ref()).map(|_| ()), |c, m| c.pause_group(m.id.as_ref());
    MsgStartGroup: |m| owner(m.id.as_ref(), |i| &i.owner), |m| deployment::check_group_id(m.id.as_ref()).map(|_| ()), |c, m| c.start_group(m.id.as_ref());
    MsgAccountDeposit: |m| m.signer.clone(), deposit::check, |c, m| c.account_deposit(m);
    MsgCreateBid: |m| owner(m.id.as_ref(), |i| &i.provider), market::check_create_bid, |c, m| c.create_bid(m);
    MsgCloseBid: |m| owner(m.id.as_ref(), |i| &i.provider), |m| market::check_bid_id(m.id.as_ref()).map(|_| ()), |c, m| c.close_bid(m);
    MsgCreateLease: |m| owner(m.bid_id.as_ref(), |i| &i.owner), |m| market::check_bid_id(m.bid_id.as_ref()).map(|_| ()), |c, m| c.create_lease(m);
    MsgCloseLease: |m| owner(m.id.as_ref(), |i| &i.owner), |m| market::check_lease_id(m.id.as_ref()).map(|_| ()), |c, m| c.close_lease(m);
    MsgWithdrawLease: |m| owner(m.id.as_ref(), |i| &i.provider), |m| market::check_lease_id(m.id.as_ref()).map(|_| ()), |c, m| c.withdraw_lease(m);
    MsgLeaseStartReclaim: |m| owner(m.id.as_ref(), |i| &i.provider), |m| market::check_lease_id(m.id.as_ref()).and_then(|_| market::check_provider_reason(m.reason)), |c, m| c.start_reclaim(m);
    MsgCreateCertificate: |m| m.owner.clone(), cert::check_create, |c, m| c.create_certificate(m);
    MsgRevokeCertificate: |m| owner(m.id.as_ref(), |i| &i.owner), cert::check_revoke, |c, m| c.revoke_certificate(m);
    MsgCreateProvider: |m| m.owner.clone(), |m| provider::check(&m.owner, &m.host_uri, &m.attributes), |c, m| c.create_provider(m);
    MsgUpdateProvider: |m| m.owner.clone(), |m| provider::check(&m.owner, &m.host_uri, &m.attributes), |c, m| c.update_provider(m);
    MsgDeleteProvider: |m| m.owner.clone(), |m| bank::check_address(&m.owner), |_, _| Err(Refusal::unregistered("NOTIMPLEMENTED"));
    MsgSignProviderAttributes: |m| m.auditor.clone(), audit::check_sign, |c, m| c.sign_attributes(m);
    MsgDeleteProviderAttributes: |m| m.auditor.clone(), audit::check_delete, |c, m| c.delete_attributes(m);
}

/// A malformed transaction.
pub fn parse(log: &str) -> Refusal {
    sdk(2, format!("{log}: tx parse error: tx parse error"))
}

impl Msg {
    /// Name of the module, as the message's event has it.
    pub fn module(&self) -> &str {
        self.type_url.split('.').nth(1).unwrap_or_default()
    }
}
