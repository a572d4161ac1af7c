//! What needs attention, worst first.

use contract::{AppView, BalancesView, DeploymentState, DeploymentSummary, FlowNeeds, FlowView};

use crate::features::common::LOW_RUNWAY_SECONDS;
use crate::format;
use crate::kit::{Glyph, Tone};
use crate::route::Route;

/// Where a press on an entry leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// To a place.
    Go(Route),
    /// The recovery words are shown and checked.
    Backup,
    /// The faucet is asked.
    Faucet,
}

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// Icon.
    pub glyph: Glyph,
    /// Its colour.
    pub tone: Tone,
    /// Strong line.
    pub title: String,
    /// Short figure beside it.
    pub figure: String,
    /// Second line.
    pub text: String,
    /// Words of the button.
    pub action: String,
    /// What the button does.
    pub press: Press,
}

fn of_flow(flow: &FlowView) -> Option<Attention> {
    let go = Press::Go(Route::Deploy(flow.id.clone()));
    let name = &flow.name;
    match flow.needs {
        FlowNeeds::Bid => Some(Attention {
            glyph: Glyph::Gavel,
            tone: Tone::Accent,
            title: format!(
                "{name} has {}",
                format::counted(flow.bid_count as usize, "bid", "bids")
            ),
            figure: "now".into(),
            text: "Choose one; the deposit stays in escrow until then.".into(),
            action: "Choose a bid".into(),
            press: go,
        }),
        FlowNeeds::Retry => Some(Attention {
            glyph: Glyph::TriangleAlert,
            tone: Tone::Danger,
            title: format!("{name} stopped on the way"),
            figure: String::new(),
            text: flow.problem.as_ref().map_or_else(
                || "Nothing is lost; it goes on from the same step.".into(),
                crate::backend::sentence,
            ),
            action: "Look".into(),
            press: go,
        }),
        FlowNeeds::Nothing => Some(Attention {
            glyph: Glyph::Rocket,
            tone: Tone::Plain,
            title: format!("{name} is on its way"),
            figure: String::new(),
            text: "It goes on by itself, also after a restart.".into(),
            action: "Open".into(),
            press: go,
        }),
        FlowNeeds::Approval | FlowNeeds::Finished => None,
    }
}

fn of_deployment(d: &DeploymentSummary) -> Option<Attention> {
    let go = Press::Go(Route::Deployment(d.dseq.to_string(), "money".into()));
    if d.state == DeploymentState::OutOfFunds {
        return Some(Attention {
            glyph: Glyph::Coins,
            tone: Tone::Danger,
            title: format!("{} is out of funds", d.name),
            figure: String::new(),
            text: "The provider may stop it at any time. A top-up keeps it.".into(),
            action: "Top up".into(),
            press: go,
        });
    }
    let left = d
        .escrow
        .runway_seconds
        .filter(|s| *s < LOW_RUNWAY_SECONDS)?;
    if d.state == DeploymentState::Closed {
        return None;
    }
    let act = d.escrow.balance.to_f64_lossy() / 1e6;
    let rate = d.escrow.per_hour.to_f64_lossy() / 1e6;
    Some(Attention {
        glyph: Glyph::Coins,
        tone: Tone::Warning,
        title: format!("Runway of {} is below 12\u{a0}h", d.name),
        figure: format::duration(left),
        text: format!(
            "{act:.2}\u{a0}ACT left at {}/h.",
            format::usd_per_hour(rate)
        ),
        action: "Top up".into(),
        press: go,
    })
}

/// Everything that needs attention.
#[must_use]
pub fn attention(
    app: &AppView,
    balances: Option<&BalancesView>,
    flows: &[FlowView],
    deployments: &[DeploymentSummary],
) -> Vec<Attention> {
    let mut all: Vec<Attention> = flows.iter().filter_map(of_flow).collect();
    all.extend(
        deployments
            .iter()
            .filter(|d| d.flow.is_none())
            .filter_map(of_deployment),
    );
    if !app.demo && !app.keyless && !app.backup_checked {
        all.push(Attention {
            glyph: Glyph::KeyRound,
            tone: Tone::Warning,
            title: "The recovery words are not checked".into(),
            figure: String::new(),
            text: "Without them a lost password or a broken disk means lost money.".into(),
            action: "Check the words".into(),
            press: Press::Backup,
        });
    }
    if app.storage_persistent == Some(false) && !app.demo && !app.keyless {
        all.push(Attention {
            glyph: Glyph::HardDrive,
            tone: Tone::Warning,
            title: "This browser may erase the vault".into(),
            figure: String::new(),
            text: "It did not promise to keep this site's data and may clear it when space runs short. The recovery words bring the account back.".into(),
            action: "Check the words".into(),
            press: Press::Backup,
        });
    }
    if let Some(b) = balances
        && b.akt.is_zero()
    {
        let faucet = app.network.faucet;
        all.push(Attention {
            glyph: Glyph::Wallet,
            tone: Tone::Accent,
            title: "No AKT for fees".into(),
            figure: String::new(),
            text: if faucet {
                "The faucet of this network gives AKT and ACT.".into()
            } else {
                "Every transaction costs a little AKT. Receive some first.".into()
            },
            action: if faucet {
                "Ask the faucet".into()
            } else {
                "Open the wallet".into()
            },
            press: if faucet {
                Press::Faucet
            } else {
                Press::Go(Route::Wallet)
            },
        });
    }
    all.sort_by_key(|a| match a.tone {
        Tone::Danger => 0,
        Tone::Warning => 1,
        Tone::Accent => 2,
        _ => 3,
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{EscrowView, FlowKind, NetworkView, VaultState};
    use types::{Address, Amount, Dec18, Dseq, Height, UnixMillis};

    fn app() -> AppView {
        AppView {
            vault: VaultState::Open,
            vault_name: "Slipway".into(),
            demo: false,
            keyless: false,
            has_words: true,
            backup_checked: true,
            accounts: vec![],
            account: None,
            network: NetworkView {
                id: "demo".into(),
                name: "Demo network".into(),
                chain_id: None,
                rpc: String::new(),
                more_rpc: vec![],
                simulated: true,
                faucet: true,
                built_in: true,
            },
            read_only: false,
            companion: false,
            storage: "this browser".into(),
            storage_persistent: Some(true),
            throttle_seconds: 0,
            version: "0".into(),
        }
    }

    fn deployment(state: DeploymentState, runway: Option<u64>) -> DeploymentSummary {
        DeploymentSummary {
            dseq: Dseq::new(42).unwrap(),
            name: "web".into(),
            state,
            escrow: EscrowView {
                balance: Dec18::from_int(7_980_000).unwrap(),
                deposited: Dec18::ZERO,
                spent: Dec18::ZERO,
                rate: Dec18::ZERO,
                per_hour: Dec18::from_int(812_000).unwrap(),
                runway_seconds: runway,
                height: Height(1),
            },
            providers: vec![],
            gpu: String::new(),
            created: Height(1),
            flow: None,
        }
    }

    fn flow(needs: FlowNeeds) -> FlowView {
        FlowView {
            id: "f".into(),
            kind: FlowKind::Deploy,
            name: "web".into(),
            draft: None,
            dseq: Dseq::new(42).unwrap(),
            deposit: Amount::ZERO,
            steps: vec![],
            needs,
            approval: None,
            bid_count: 7,
            leases: vec![],
            uris: vec![],
            problem: None,
            abandoned: false,
            sdl: String::new(),
            started: UnixMillis(0),
        }
    }

    #[test]
    fn nothing_needs_attention_when_all_is_well() {
        let fine = deployment(DeploymentState::Running, Some(LOW_RUNWAY_SECONDS));
        assert!(attention(&app(), None, &[flow(FlowNeeds::Finished)], &[fine]).is_empty());
    }

    #[test]
    fn the_worst_comes_first() {
        let low = deployment(DeploymentState::Running, Some(35_400));
        let dry = deployment(DeploymentState::OutOfFunds, Some(0));
        let all = attention(&app(), None, &[flow(FlowNeeds::Bid)], &[low, dry]);
        let tones: Vec<_> = all.iter().map(|a| a.tone).collect();
        assert_eq!(tones, [Tone::Danger, Tone::Warning, Tone::Accent]);
        assert_eq!(all[1].figure, "9\u{a0}h 50\u{a0}min");
        assert_eq!(all[1].text, "7.98\u{a0}ACT left at $0.812/h.");
        assert_eq!(all[2].title, "web has 7\u{a0}bids");
    }

    #[test]
    fn unchecked_words_are_named_but_not_on_the_demo() {
        let open = AppView {
            backup_checked: false,
            ..app()
        };
        assert_eq!(attention(&open, None, &[], &[])[0].press, Press::Backup);
        assert!(attention(&AppView { demo: true, ..open }, None, &[], &[]).is_empty());
    }

    #[test]
    fn an_empty_account_is_sent_to_the_faucet_where_there_is_one() {
        let balances = BalancesView {
            address: Address::from_bytes(&[1; 20]).unwrap(),
            akt: Amount::ZERO,
            act: Amount::ZERO,
            others: vec![],
            escrow_act: Dec18::ZERO,
            burn_per_hour: Dec18::ZERO,
            runway_seconds: None,
            usd_per_akt: None,
            height: Height(1),
            seen: UnixMillis(0),
        };
        assert_eq!(
            attention(&app(), Some(&balances), &[], &[])[0].press,
            Press::Faucet
        );
        let mut dry = app();
        dry.network.faucet = false;
        assert_eq!(
            attention(&dry, Some(&balances), &[], &[])[0].press,
            Press::Go(Route::Wallet)
        );
    }
}
