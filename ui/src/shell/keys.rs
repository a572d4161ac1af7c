//! The keyboard map: what each key does anywhere in the app. Pure; the frame feeds it and acts.

use crate::route::{Route, SettingsPage};

/// A key that was pressed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Press {
    /// `key` of the event.
    pub key: String,
    /// Ctrl, or ⌘ on a Mac.
    pub modifier: bool,
    /// Alt.
    pub alt: bool,
    /// A field, editor or terminal has the focus: single letters are text there.
    pub typing: bool,
    /// A sheet is open: only it gets keys, except for the palette's.
    pub sheet: bool,
}

/// What a key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open or close the palette.
    Palette,
    /// Lock the vault.
    Lock,
    /// Go to a place.
    Go(Route),
    /// Focus the filter of the list in view.
    Filter,
    /// Fold or unfold the rail.
    Rail,
    /// Show all keys.
    Help,
    /// The next row of the list in view (`true`), or the one before.
    Row(bool),
}

/// Remembers a `G` that waits for the second letter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keymap {
    going: bool,
}

impl Keymap {
    /// What `press` asks for, if anything.
    pub fn press(&mut self, press: &Press) -> Option<Command> {
        let going = std::mem::take(&mut self.going);
        let key = press.key.to_lowercase();
        if press.modifier && !press.alt {
            return match key.as_str() {
                "k" => Some(Command::Palette),
                "l" => Some(Command::Lock),
                _ => None,
            };
        }
        if press.typing || press.sheet || press.alt {
            return None;
        }
        if going {
            return Some(Command::Go(match key.as_str() {
                "h" => Route::Home,
                "s" => Route::Studio(None),
                "d" => Route::Deployments,
                "r" => Route::Registry(String::new(), String::new(), String::new()),
                "w" => Route::Wallet,
                "," => Route::Settings(SettingsPage::default()),
                _ => return None,
            }));
        }
        match key.as_str() {
            "g" => {
                self.going = true;
                None
            }
            "n" => Some(Command::Go(Route::Studio(None))),
            "/" => Some(Command::Filter),
            "[" => Some(Command::Rail),
            "?" => Some(Command::Help),
            "j" => Some(Command::Row(true)),
            "k" => Some(Command::Row(false)),
            _ => None,
        }
    }
}

/// The map as people read it: keys (for [`Keycap`](crate::kit::Keycap)) and what they do.
pub const HELP: &[(&str, &str)] = &[
    ("mod K", "Search or run a command"),
    ("mod L", "Lock"),
    ("G H", "Home"),
    ("G S", "Studio"),
    ("G D", "Deployments"),
    ("G R", "Registry"),
    ("G W", "Wallet"),
    ("G ,", "Settings"),
    ("N", "New deployment"),
    ("/", "Filter the list"),
    ("J", "Next row of a list"),
    ("K", "Row before"),
    ("enter", "Open the row"),
    ("[", "Fold the rail"),
    ("mod enter", "Deploy, accept a bid, approve"),
    ("esc", "Close, reject"),
    ("?", "All keys"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Press {
        Press {
            key: key.into(),
            ..Press::default()
        }
    }

    #[test]
    fn g_waits_for_one_letter() {
        let mut map = Keymap::default();
        assert_eq!(map.press(&key("g")), None);
        assert_eq!(map.press(&key("w")), Some(Command::Go(Route::Wallet)));
        assert_eq!(map.press(&key("w")), None);
        map.press(&key("G"));
        assert_eq!(map.press(&key("x")), None);
        assert_eq!(map.press(&key("h")), None);
    }

    #[test]
    fn letters_rest_while_typing_or_in_a_sheet() {
        let mut map = Keymap::default();
        for press in [
            Press {
                typing: true,
                ..key("n")
            },
            Press {
                sheet: true,
                ..key("?")
            },
        ] {
            assert_eq!(map.press(&press), None);
        }
        assert_eq!(map.press(&key("n")), Some(Command::Go(Route::Studio(None))));
    }

    #[test]
    fn the_modifier_works_while_typing() {
        let mut map = Keymap::default();
        let press = |k: &str| Press {
            modifier: true,
            typing: true,
            ..key(k)
        };
        assert_eq!(map.press(&press("k")), Some(Command::Palette));
        assert_eq!(map.press(&press("L")), Some(Command::Lock));
        assert_eq!(map.press(&press("c")), None);
    }

    #[test]
    fn help_lists_each_key_once() {
        let keys: std::collections::BTreeSet<_> = HELP.iter().map(|h| h.0).collect();
        assert_eq!(keys.len(), HELP.len());
    }

    #[test]
    fn rows_are_walked_by_j_and_k() {
        let mut map = Keymap::default();
        assert_eq!(map.press(&key("j")), Some(Command::Row(true)));
        assert_eq!(map.press(&key("k")), Some(Command::Row(false)));
        // With the modifier the same letter is the palette's.
        assert_eq!(
            map.press(&Press {
                modifier: true,
                ..key("k")
            }),
            Some(Command::Palette)
        );
        assert_eq!(
            map.press(&Press {
                alt: true,
                ..key("j")
            }),
            None
        );
    }
}
