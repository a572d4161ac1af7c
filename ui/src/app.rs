//! The root of the page: what is shown by the state of core and vault, and by the place.

use contract::VaultState;
use leptos::prelude::*;

use crate::backend::{Core, sentence};
use crate::features::approval::Approvals;
use crate::features::companion::{JoinPage, Joining};
use crate::features::connect::{BrowserKeplr, ConnectPage, Offered};
use crate::features::deploy::DeployPage;
use crate::features::deployments::{DeploymentPage, DeploymentsPage};
use crate::features::first_run::{FirstRun, Onboarding, Stage, Unlock};
use crate::features::gallery::Gallery;
use crate::features::home::Home;
use crate::features::palette::Palette;
use crate::features::registry::{PasskeyAsks, RegistryPage};
use crate::features::settings::{Settings, follow_settings};
use crate::features::studio::{DraftPage, StudioPage};
use crate::features::wallet::{
    AccountsPage, ContactsPage, ReceiveSheet, SendSheet, TransactionFileSheet, Wallet,
};
use crate::kit::{ErrorBox, Sprite, ToastHost, Toaster};
use crate::platform;
use crate::route::{Route, Router};
use crate::shell::{Frame, Gate, Overlays, Session, say_in_use};

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    platform::provide_clock();
    platform::provide_theme();
    provide_context(Toaster::default());
    Joining::provide();
    let router = Router::provide();
    let gallery = Memo::new(move |_| router.get() == Route::Gallery);
    Overlays::provide();
    Onboarding::provide();
    Offered::provide();
    let root = StoredValue::new(Owner::current());
    view! {
        <Sprite />
        {move || {
            if gallery.get() {
                view! { <Gallery /> }.into_any()
            } else {
                view! { <Live root=root.get_value() /> }.into_any()
            }
        }}
        <ToastHost />
    }
}

/// Everything that needs the core.
#[component]
fn Live(
    /// Owner of the page: the core starts with the first view that needs it and outlives them all. A second core would
    /// fight the first for the data.
    root: Option<Owner>,
) -> impl IntoView {
    if use_context::<Core>().is_none()
        && let Some(root) = root
    {
        root.with(Core::provide);
    }
    view! {
        <Gate>
            <Doorway />
        </Gate>
    }
}

/// First run, unlocking, or the open app.
#[component]
fn Doorway() -> impl IntoView {
    let session = Session::provide();
    BrowserKeplr::provide(session);
    Joining::here().follow(session);
    let companion = session.app.map(|app| app.companion);
    let onboarding = Onboarding::here();
    let vault = session.app.map(|app| app.vault);
    // A vault without keys is worth nothing before a wallet named its account.
    let connecting = session
        .app
        .map(|app| app.keyless && app.accounts.is_empty());
    let making = Memo::new(move |_| {
        let stage = onboarding.stage.get();
        onboarding.beside.get() || matches!(stage, Stage::Create | Stage::Words | Stage::Check)
    });
    move || match (vault.get(), making.get()) {
        (Some(VaultState::Absent), _) if companion.get() == Some(true) => {
            view! { <JoinPage /> }.into_any()
        }
        (Some(VaultState::Open), _) if connecting.get() == Some(true) => {
            if companion.get() == Some(true) {
                view! { <JoinPage /> }.into_any()
            } else {
                view! { <ConnectPage /> }.into_any()
            }
        }
        (None, _) => view! { <Opening /> }.into_any(),
        (Some(VaultState::Absent), _) | (Some(VaultState::Open), true) => {
            view! { <FirstRun /> }.into_any()
        }
        (Some(VaultState::Locked), _) => view! { <Unlock /> }.into_any(),
        (Some(VaultState::Open), false) => view! { <Open /> }.into_any(),
    }
}

/// The state of the app isn't known yet, or can't be read.
#[component]
fn Opening() -> impl IntoView {
    let app = Session::here().app;
    move || {
        app.error().map(|e| {
            view! {
                <main class="first">
                    <div class="first-mid">
                        <ErrorBox title="The vault can't be read." text=sentence(&e) on_retry=app.retry() />
                    </div>
                </main>
            }
        })
    }
}

/// The open app.
#[component]
fn Open() -> impl IntoView {
    let router = Router::here();
    follow_settings();
    say_in_use();
    // A deployment's page stays while its tabs change, the registry's while one walks through it.
    let place = Memo::new(move |_| match router.get() {
        Route::Registry(..) => Route::Registry(String::new(), String::new(), String::new()),
        Route::Deployment(dseq, _) => Route::Deployment(dseq, String::new()),
        other => other,
    });
    let tab = Signal::derive(move || match router.get() {
        Route::Deployment(_, tab) => tab,
        _ => String::new(),
    });
    let part = move |pick: fn(String, String, String) -> String| {
        Signal::derive(move || match router.get() {
            Route::Registry(registry, repository, tag) => pick(registry, repository, tag),
            _ => String::new(),
        })
    };
    let (registry, repository, image_tag) =
        (part(|r, _, _| r), part(|_, r, _| r), part(|_, _, t| t));
    view! {
        <Frame>
            {move || match place.get() {
                Route::Studio(None) => view! { <StudioPage /> }.into_any(),
                Route::Studio(Some(id)) => view! { <DraftPage id /> }.into_any(),
                Route::Deploy(id) => view! { <DeployPage id /> }.into_any(),
                Route::Deployments => view! { <DeploymentsPage /> }.into_any(),
                Route::Deployment(dseq, _) => view! { <DeploymentPage dseq tab /> }.into_any(),
                Route::Registry(..) => view! { <RegistryPage registry repository tag=image_tag /> }.into_any(),
                Route::Wallet => view! { <Wallet /> }.into_any(),
                Route::Accounts => view! { <AccountsPage /> }.into_any(),
                Route::Contacts => view! { <ContactsPage /> }.into_any(),
                Route::Settings(page) => view! { <Settings page /> }.into_any(),
                _ => view! { <Home /> }.into_any(),
            }}
        </Frame>
        <SendSheet />
        <ReceiveSheet />
        <TransactionFileSheet />
        <Palette />
        <Approvals />
        <PasskeyAsks />
        <crate::features::apps::Proposals />
        <crate::features::apps::LinkedPair />
    }
}
