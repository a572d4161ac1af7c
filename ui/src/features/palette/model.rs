//! What the palette offers and in which order.

use contract::{
    AppView, DeploymentState, DeploymentSummary, DraftSummary, NetworkView, TemplateView,
};

use crate::features::common::deployment_state;
use crate::format;
use crate::kit::{Glyph, StateKind};
use crate::route::{Route, SettingsPage};

/// What choosing an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// To a place.
    Go(Route),
    /// A draft is made of the template with this id.
    Template(String),
    /// Opens the send sheet.
    Send,
    /// Opens the receive sheet.
    Receive,
    /// Asks the faucet.
    Faucet,
    /// Locks the vault.
    Lock,
    /// The next theme.
    Theme,
    /// Shows all keys.
    Keys,
    /// Chooses the account with this address.
    Account(String),
    /// Chooses the network with this id.
    Network(String),
    /// Copies the address.
    CopyAddress,
    /// Opens a transaction file.
    TransactionFile,
}

/// How an entry begins: an icon, or a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// An icon.
    Icon(Glyph),
    /// The shape of a state.
    State(StateKind),
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its group: entries of a group stand together.
    pub group: &'static str,
    /// How it begins.
    pub sign: Sign,
    /// Its name, which is searched.
    pub label: String,
    /// After the name; searched too, but counts less.
    pub context: String,
    /// Key that does the same, for a [`Keycap`](crate::kit::Keycap).
    pub key: &'static str,
    /// What it does.
    pub act: Act,
}

fn entry(group: &'static str, glyph: Glyph, label: impl Into<String>, act: Act) -> Entry {
    Entry {
        group,
        sign: Sign::Icon(glyph),
        label: label.into(),
        context: String::new(),
        key: "",
        act,
    }
}

/// Everything that can be reached now.
#[must_use]
pub fn entries(
    app: &AppView,
    networks: &[NetworkView],
    deployments: &[DeploymentSummary],
    drafts: &[DraftSummary],
    templates: &[TemplateView],
) -> Vec<Entry> {
    let mut all = Vec::new();
    for d in deployments {
        let (state, word) = deployment_state(d.state);
        let at = |tab: &str| Act::Go(Route::Deployment(d.dseq.to_string(), tab.into()));
        all.push(Entry {
            group: "Deployments",
            sign: Sign::State(state),
            label: d.name.clone(),
            context: [d.dseq.to_string(), word.to_string()]
                .into_iter()
                .chain(d.providers.iter().cloned())
                .collect::<Vec<_>>()
                .join(" · "),
            key: "",
            act: d
                .flow
                .clone()
                .map_or_else(|| at(""), |f| Act::Go(Route::Deploy(f))),
        });
        if d.state != DeploymentState::Closed && d.flow.is_none() {
            let left = d
                .escrow
                .runway_seconds
                .map(|s| format!("{} left", format::duration(s)));
            all.push(entry(
                "Deployments",
                Glyph::ScrollText,
                format!("Logs of {}", d.name),
                at("logs"),
            ));
            all.push(Entry {
                context: left.unwrap_or_default(),
                ..entry(
                    "Deployments",
                    Glyph::Coins,
                    format!("Top up {}", d.name),
                    at("money"),
                )
            });
            all.push(entry(
                "Deployments",
                Glyph::GitCompareArrows,
                format!("Update {}", d.name),
                at("update"),
            ));
            all.push(Entry {
                context: "asks first".into(),
                ..entry(
                    "Deployments",
                    Glyph::CircleX,
                    format!("Close {}", d.name),
                    at("money"),
                )
            });
        }
    }
    for d in drafts {
        all.push(Entry {
            context: d.services.join(", "),
            ..entry(
                "Drafts",
                Glyph::FileCode,
                d.name.clone(),
                Act::Go(Route::Studio(Some(d.id.clone()))),
            )
        });
    }
    for t in templates {
        all.push(Entry {
            context: if t.gpu.is_empty() {
                t.summary.clone()
            } else {
                t.gpu.clone()
            },
            ..entry(
                "Templates",
                Glyph::Box,
                t.name.clone(),
                Act::Template(t.id.clone()),
            )
        });
    }
    for a in app.accounts.iter().filter(|a| !a.hidden) {
        if app.account.as_ref() != Some(&a.address) {
            all.push(Entry {
                context: format::address(a.address.as_str()),
                ..entry(
                    "Accounts",
                    Glyph::Wallet,
                    a.name.clone(),
                    Act::Account(a.address.to_string()),
                )
            });
        }
    }
    let go = |glyph, label: &str, key, route| Entry {
        key,
        ..entry("Places", glyph, label, Act::Go(route))
    };
    all.extend([
        go(Glyph::House, "Home", "G H", Route::Home),
        go(Glyph::DraftingCompass, "Studio", "G S", Route::Studio(None)),
        go(Glyph::Layers, "Deployments", "G D", Route::Deployments),
        go(Glyph::Wallet, "Wallet", "G W", Route::Wallet),
        go(Glyph::KeyRound, "Accounts", "", Route::Accounts),
        go(Glyph::Star, "Contacts", "", Route::Contacts),
        go(
            Glyph::FileKey,
            "Signing: expert mode, standing rules",
            "",
            Route::Settings(SettingsPage::Signing),
        ),
        go(
            Glyph::Archive,
            "Backup",
            "",
            Route::Settings(SettingsPage::Backup),
        ),
        go(
            Glyph::Network,
            "Networks and nodes",
            "",
            Route::Settings(SettingsPage::Networks),
        ),
        go(
            Glyph::Shield,
            "Security",
            "",
            Route::Settings(SettingsPage::Security),
        ),
        go(
            Glyph::Palette,
            "Appearance",
            "",
            Route::Settings(SettingsPage::Appearance),
        ),
        go(
            Glyph::Info,
            "About",
            "",
            Route::Settings(SettingsPage::About),
        ),
    ]);
    let act = |glyph, label: &str, key, act| Entry {
        key,
        ..entry("Actions", glyph, label, act)
    };
    all.extend([
        act(
            Glyph::Plus,
            "New deployment",
            "N",
            Act::Go(Route::Studio(None)),
        ),
        act(Glyph::Send, "Send AKT", "", Act::Send),
        act(Glyph::QrCode, "Receive", "", Act::Receive),
        act(
            Glyph::FileUp,
            "Open a transaction file",
            "",
            Act::TransactionFile,
        ),
    ]);
    if app.may_receive() {
        all.push(act(Glyph::Copy, "Copy address", "", Act::CopyAddress));
    }
    if app.network.faucet {
        all.push(act(Glyph::Coins, "Ask the faucet", "", Act::Faucet));
    }
    for n in networks.iter().filter(|n| n.id != app.network.id) {
        all.push(act(
            Glyph::Network,
            &format!("Change to {}", n.name),
            "",
            Act::Network(n.id.clone()),
        ));
    }
    all.extend([
        act(Glyph::SunMoon, "Change the theme", "", Act::Theme),
        act(Glyph::Keyboard, "All keys", "?", Act::Keys),
        act(Glyph::Lock, "Lock", "mod L", Act::Lock),
    ]);
    all
}

/// At most so many entries are shown.
const SHOWN: usize = 40;
/// Groups in the order they are shown in.
const GROUPS: [&str; 6] = [
    "Deployments",
    "Drafts",
    "Templates",
    "Accounts",
    "Places",
    "Actions",
];

/// How well an entry answers `query`: smaller is better, `None` when it doesn't. Every word must be found.
fn rank(entry: &Entry, words: &[String]) -> Option<u32> {
    let label = entry.label.to_lowercase();
    let context = entry.context.to_lowercase();
    words
        .iter()
        .map(|w| {
            if label.starts_with(w) {
                Some(0)
            } else if label
                .split(|c: char| !c.is_alphanumeric())
                .any(|part| part.starts_with(w.as_str()))
            {
                Some(1)
            } else if label.contains(w) {
                Some(2)
            } else if context.contains(w) {
                Some(4)
            } else {
                None
            }
        })
        .sum()
}

/// The entries that answer `query`, by group, best group first; `>` at the start keeps actions only. Without a query
/// places and actions come before long lists.
#[must_use]
pub fn found(all: &[Entry], query: &str) -> Vec<Entry> {
    let (only_actions, query) = match query.trim_start().strip_prefix('>') {
        Some(rest) => (true, rest),
        None => (false, query),
    };
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut ranked: Vec<(u32, &Entry)> = all
        .iter()
        .filter(|e| !only_actions || e.group == "Actions")
        .filter_map(|e| rank(e, &words).map(|r| (r, e)))
        .collect();
    ranked.sort_by_key(|(r, _)| *r);
    let order = |group: &str| {
        let fixed = GROUPS
            .iter()
            .position(|g| *g == group)
            .unwrap_or(GROUPS.len());
        if words.is_empty() {
            return (0, fixed);
        }
        let best = ranked
            .iter()
            .find(|(_, e)| e.group == group)
            .map_or(u32::MAX, |(r, _)| *r);
        (best, fixed)
    };
    let mut out: Vec<&(u32, &Entry)> = ranked.iter().collect();
    out.sort_by_key(|(_, e)| order(e.group));
    out.into_iter()
        .take(SHOWN)
        .map(|(_, e)| (*e).clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<Entry> {
        vec![
            entry("Deployments", Glyph::Layers, "llama-chat", Act::Lock),
            Entry {
                context: "llama".into(),
                ..entry("Drafts", Glyph::FileCode, "chat", Act::Lock)
            },
            entry("Templates", Glyph::Box, "Ollama", Act::Lock),
            entry("Places", Glyph::Wallet, "Wallet", Act::Go(Route::Wallet)),
            entry("Actions", Glyph::Lock, "Lock", Act::Lock),
        ]
    }

    fn labels(query: &str) -> Vec<String> {
        found(&sample(), query)
            .into_iter()
            .map(|e| e.label)
            .collect()
    }

    #[test]
    fn beginnings_beat_middles_beat_context() {
        assert_eq!(labels("llama"), ["llama-chat", "Ollama", "chat"]);
    }

    #[test]
    fn every_word_must_be_found() {
        assert_eq!(labels("chat lla"), ["llama-chat", "chat"]);
        assert!(labels("chat zzz").is_empty());
    }

    #[test]
    fn nothing_typed_shows_all_in_order() {
        assert_eq!(labels("").len(), 5);
        assert_eq!(labels("")[0], "llama-chat");
    }

    #[test]
    fn an_angle_keeps_actions_only() {
        assert_eq!(labels(">"), ["Lock"]);
        assert_eq!(labels("> lo"), ["Lock"]);
        assert!(labels(">wal").is_empty());
    }

    #[test]
    fn groups_stay_together() {
        let all: Vec<Entry> = (0..6)
            .map(|i| {
                entry(
                    if i % 2 == 0 { "Places" } else { "Actions" },
                    Glyph::Box,
                    format!("x{i}"),
                    Act::Lock,
                )
            })
            .collect();
        let groups: Vec<_> = found(&all, "x").iter().map(|e| e.group).collect();
        assert_eq!(
            groups,
            [
                "Places", "Places", "Places", "Actions", "Actions", "Actions"
            ]
        );
    }
}
