//! Balances and transfers.

use contract::{ApprovalId, BalancesView, EscrowView, SendRequest};
use proto::Named;
use proto::cosmos::bank::v1beta1::MsgSend;
use types::{Amount, Coin, Dec18, Denom};

use crate::Core;
use crate::approvals::Ask;
use crate::error::{self, Result};
use crate::txs::Purpose;

impl Core {
    pub(crate) async fn balances_view(&self) -> Result<BalancesView> {
        let address = self.account()?.address;
        let rpc = self.rpc()?;
        let (coins, height) = chain::query::balances(&rpc, &address)
            .await
            .map_err(error::rpc)?;
        let of = |denom: Denom| {
            coins
                .iter()
                .find(|c| c.denom == denom)
                .map_or(Amount::ZERO, |c| c.amount)
        };
        let escrows = self.active_escrows().await?;
        let sum = |of: fn(&EscrowView) -> Dec18| {
            escrows
                .iter()
                .map(of)
                .fold(Dec18::ZERO, |sum, v| sum.checked_add(v).unwrap_or(sum))
        };
        Ok(BalancesView {
            akt: of(Denom::uakt()),
            act: of(Denom::uact()),
            others: coins
                .iter()
                .filter(|c| c.denom != Denom::uakt() && c.denom != Denom::uact())
                .cloned()
                .collect(),
            escrow_act: sum(|escrow| escrow.balance),
            burn_per_hour: sum(|escrow| escrow.per_hour),
            runway_seconds: escrows.iter().filter_map(|e| e.runway_seconds).min(),
            usd_per_akt: None,
            address,
            height,
            seen: self.now(),
        })
    }

    pub(crate) async fn ask_send(&self, request: SendRequest) -> Result<ApprovalId> {
        if request.coin.amount.is_zero() {
            return Err(error::invalid("The amount is zero."));
        }
        if request.coin.denom == Denom::uact() {
            return Err(error::invalid(
                "ACT can't be sent; the chain allows it only in deployments.",
            ));
        }
        if request.memo.chars().count() > 256 {
            return Err(error::invalid("A memo has at most 256 characters."));
        }
        let from = self.account()?.address;
        let Coin { denom, amount } = &request.coin;
        let message = MsgSend {
            from_address: from.to_string(),
            to_address: request.to.to_string(),
            amount: vec![proto::Coin {
                denom: denom.to_string(),
                amount: amount.to_string(),
            }],
        };
        self.ask(Ask {
            messages: vec![message.to_any()],
            memo: request.memo,
            place: "Wallet".into(),
            purpose: Purpose::Send,
        })
        .await
    }
}
