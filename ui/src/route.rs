//! Places of the app and their addresses. The address is in the fragment, so that a reload needs no server rule and the
//! back button works in the window and in the browser alike.

use leptos::ev;
use leptos::prelude::*;

/// A page of Settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SettingsPage {
    /// Networks and nodes.
    #[default]
    Networks,
    /// Password, lock, recovery words.
    Security,
    /// Expert mode and standing rules.
    Signing,
    /// The backup of everything.
    Backup,
    /// Theme.
    Appearance,
    /// Keys of the keyboard.
    Keyboard,
    /// Version and licences.
    About,
}

impl SettingsPage {
    /// Every page in the order of the list.
    pub const ALL: [Self; 7] = [
        Self::Networks,
        Self::Security,
        Self::Signing,
        Self::Backup,
        Self::Appearance,
        Self::Keyboard,
        Self::About,
    ];

    /// The last part of its address.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Networks => "networks",
            Self::Security => "security",
            Self::Signing => "signing",
            Self::Backup => "backup",
            Self::Appearance => "appearance",
            Self::Keyboard => "keyboard",
            Self::About => "about",
        }
    }
}

/// A place of the app.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// Balances, burn rate, runway, what needs attention.
    #[default]
    Home,
    /// Studio: the list of drafts and templates, or one draft by its id.
    Studio(Option<String>),
    /// A deployment in the making, by the id of its flow.
    Deploy(String),
    /// The list of deployments.
    Deployments,
    /// One deployment by its sequence number, and the tab of it; empty for the first.
    Deployment(String, String),
    /// Balances, receive, send, activity.
    Wallet,
    /// Accounts and vaults.
    Accounts,
    /// Names for other people's addresses.
    Contacts,
    /// A page of Settings.
    Settings(SettingsPage),
    /// Every component in every state.
    Gallery,
}

/// Only what can stand in an address without escaping: ids are made of these.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

impl Route {
    /// The place of a fragment such as `#/wallet`; what is unknown is Home.
    #[must_use]
    pub fn parse(fragment: &str) -> Self {
        let path = fragment.trim_start_matches('#').trim_matches('/');
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["studio"] => Self::Studio(None),
            ["studio", id] if is_id(id) => Self::Studio(Some((*id).into())),
            ["deploy", id] if is_id(id) => Self::Deploy((*id).into()),
            ["deployments"] => Self::Deployments,
            ["deployments", dseq] if is_id(dseq) => Self::Deployment((*dseq).into(), String::new()),
            ["deployments", dseq, tab] if is_id(dseq) && is_id(tab) => {
                Self::Deployment((*dseq).into(), (*tab).into())
            }
            ["wallet"] => Self::Wallet,
            ["wallet", "accounts"] => Self::Accounts,
            ["wallet", "contacts"] => Self::Contacts,
            ["settings"] => Self::Settings(SettingsPage::default()),
            ["settings", page] => SettingsPage::ALL
                .into_iter()
                .find(|p| p.slug() == *page)
                .map_or(Self::Settings(SettingsPage::default()), Self::Settings),
            ["gallery"] => Self::Gallery,
            _ => Self::Home,
        }
    }

    /// The fragment of the place.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Home => "#/".into(),
            Self::Studio(None) => "#/studio".into(),
            Self::Studio(Some(id)) => format!("#/studio/{id}"),
            Self::Deploy(id) => format!("#/deploy/{id}"),
            Self::Deployments => "#/deployments".into(),
            Self::Deployment(dseq, tab) if tab.is_empty() => format!("#/deployments/{dseq}"),
            Self::Deployment(dseq, tab) => format!("#/deployments/{dseq}/{tab}"),
            Self::Wallet => "#/wallet".into(),
            Self::Accounts => "#/wallet/accounts".into(),
            Self::Contacts => "#/wallet/contacts".into(),
            Self::Settings(page) => format!("#/settings/{}", page.slug()),
            Self::Gallery => "#/gallery".into(),
        }
    }

    /// The entry of the rail that this place belongs to.
    #[must_use]
    pub const fn root(&self) -> Self {
        match self {
            Self::Studio(_) | Self::Deploy(_) => Self::Studio(None),
            Self::Deployments | Self::Deployment(..) => Self::Deployments,
            Self::Wallet | Self::Accounts | Self::Contacts => Self::Wallet,
            Self::Settings(_) => Self::Settings(SettingsPage::Networks),
            Self::Home | Self::Gallery => Self::Home,
        }
    }

    /// Name in the bar and the document's title.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Studio(_) => "Studio",
            Self::Deploy(_) => "Deploy",
            Self::Deployments | Self::Deployment(..) => "Deployments",
            Self::Wallet => "Wallet",
            Self::Accounts => "Accounts",
            Self::Contacts => "Contacts",
            Self::Settings(_) => "Settings",
            Self::Gallery => "Components",
        }
    }
}

/// Where the app is; in the context of every view.
#[derive(Clone, Copy)]
pub struct Router(RwSignal<Route>);

impl Router {
    /// The router of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Starts to follow the fragment, and puts itself into the context.
    pub fn provide() -> Self {
        let current = RwSignal::new(Route::parse(&fragment()));
        let handle = window_event_listener(ev::hashchange, move |_| {
            let next = Route::parse(&fragment());
            if current.with_untracked(|c| *c != next) {
                current.set(next);
            }
        });
        on_cleanup(move || handle.remove());
        let router = Self(current);
        provide_context(router);
        router
    }

    /// The place, tracked.
    #[must_use]
    pub fn get(self) -> Route {
        self.0.get()
    }

    /// The place, untracked.
    #[must_use]
    pub fn get_untracked(self) -> Route {
        self.0.get_untracked()
    }

    /// Goes to `route`, as a new entry of the history.
    pub fn go(self, route: &Route) {
        let _ = window().location().set_hash(&route.href());
    }

    /// Goes to `route` in place of the present entry of the history.
    pub fn replace(self, route: Route) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(
                &wasm_bindgen::JsValue::NULL,
                "",
                Some(&route.href()),
            );
        }
        self.0.set(route);
    }
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_round_trip() {
        let mut all = vec![
            Route::Home,
            Route::Studio(None),
            Route::Studio(Some("d-1".into())),
            Route::Deploy("f1".into()),
            Route::Deployments,
            Route::Deployment("9848".into(), String::new()),
            Route::Deployment("9848".into(), "logs".into()),
            Route::Wallet,
            Route::Accounts,
            Route::Contacts,
            Route::Gallery,
        ];
        all.extend(SettingsPage::ALL.map(Route::Settings));
        for route in all {
            assert_eq!(Route::parse(&route.href()), route);
        }
    }

    #[test]
    fn what_is_unknown_is_home() {
        for text in [
            "",
            "#",
            "#/",
            "#/nowhere",
            "#/deployments/<x>",
            "#/studio/a b",
            "#/studio/a/b/c",
        ] {
            assert_eq!(Route::parse(text), Route::Home, "{text}");
        }
        assert_eq!(
            Route::parse("#/settings/none"),
            Route::Settings(SettingsPage::Networks)
        );
    }

    #[test]
    fn every_place_belongs_to_an_entry_of_the_rail() {
        assert_eq!(Route::Deploy("x".into()).root(), Route::Studio(None));
        assert_eq!(
            Route::Deployment("1".into(), "money".into()).root(),
            Route::Deployments
        );
        assert_eq!(
            Route::Settings(SettingsPage::About).root(),
            Route::Settings(SettingsPage::Networks)
        );
    }
}
