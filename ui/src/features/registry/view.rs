//! The page: repositories at the left, tags in the middle, the image at the right; on narrow screens one after the other.

use contract::{Empty, RegistryView};
use leptos::prelude::*;

use super::account::AccountSheet;
use super::images::ImagePane;
use super::passkeys::PasskeysSheet;
use super::push::PushSheet;
use super::repositories::{Repositories, Tags};
use super::servers::{AddRegistry, ServerMenu};
use super::sign_in::SignInSheet;
use super::transfers::Transfers;
use crate::backend::sentence;
use crate::kit::{Button, ButtonKind, Empty as EmptyBox, ErrorBox, Glyph, Skeleton};
use crate::query;
use crate::route::Route;
use crate::shell::Page;

/// What is open on the page.
#[derive(Clone, Copy)]
pub(super) struct Sheets {
    pub(super) add: RwSignal<bool>,
    pub(super) sign_in: RwSignal<bool>,
    pub(super) push: RwSignal<bool>,
    pub(super) passkeys: RwSignal<bool>,
    pub(super) account: RwSignal<bool>,
}

/// The page of one registry, repository and tag; empty ones are the first.
#[component]
pub fn RegistryPage(
    /// Id of the registry.
    #[prop(into)]
    registry: Signal<String>,
    /// Name of the repository.
    #[prop(into)]
    repository: Signal<String>,
    /// The tag.
    #[prop(into)]
    tag: Signal<String>,
) -> impl IntoView {
    let list = query!(registry_list(Empty {}));
    let sheets = Sheets {
        add: RwSignal::new(false),
        sign_in: RwSignal::new(false),
        push: RwSignal::new(false),
        passkeys: RwSignal::new(false),
        account: RwSignal::new(false),
    };
    provide_context(sheets);
    let chosen = Memo::new(move |_| {
        let all = list.data()?.registries;
        let wanted = registry.get();
        let found = all.iter().find(|r| r.id == wanted).or_else(|| all.first());
        found.cloned()
    });
    let id = Memo::new(move |_| chosen.get().map(|r| r.id));
    let actions = move || {
        view! {
            {move || {
                chosen
                    .get()
                    .map(|_| {
                        view! {
                            <Button
                                kind=ButtonKind::Primary
                                icon=Glyph::Upload
                                on_press=move |()| sheets.push.set(true)
                            >
                                "Push image"
                            </Button>
                        }
                    })
            }}
        }
    };
    let custom = move || list.data().is_some_and(|l| l.custom);
    let beside = move || view! { <ServerMenu chosen list /> };
    let body = move || {
        match (list.data().is_some(), id.get()) {
        (false, _) => match list.error() {
            Some(e) => view! {
                <ErrorBox title="The registries can't be read" text=sentence(&e) on_retry=list.retry() />
            }
            .into_any(),
            None => view! { <Skeleton waits_for="the store" /> }.into_any(),
        },
        (true, None) if !custom() => view! {
            <EmptyBox
                glyph=Glyph::Container
                title="No registry here"
                text="A page in a browser reaches only the registries of its server, and this one has none. The desktop app reaches any."
            />
        }
        .into_any(),
        (true, None) => view! {
            <EmptyBox
                glyph=Glyph::Container
                title="No registry yet"
                text="Add the server that holds your images: OpenRegistry, Docker Hub, GitHub, Quay, Harbor, zot or any other."
            >
                <Button
                    kind=ButtonKind::Primary
                    icon=Glyph::Plus
                    on_press=move |()| sheets.add.set(true)
                >
                    "Add a registry"
                </Button>
                <Button icon=Glyph::KeyRound on_press=move |()| sheets.passkeys.set(true)>
                    "Passkeys"
                </Button>
            </EmptyBox>
        }
        .into_any(),
        (true, Some(id)) => view! { <Panes id chosen repository tag /> }.into_any(),
    }
    };
    view! {
        <Page title="Registry" beside=beside actions=actions panes=true>
            {body}
        </Page>
        <AddRegistry open=sheets.add />
        <PasskeysSheet open=sheets.passkeys />
        // What is typed there outlives what the sign-in itself changes of the registry.
        {move || {
            id.get();
            chosen
                .get_untracked()
                .map(|r| view! { <SignInSheet registry=r open=sheets.sign_in /> })
        }}
        {move || {
            chosen
                .get()
                .filter(|r| r.managed && r.identity.is_some())
                .map(|r| view! { <AccountSheet registry=r open=sheets.account /> })
        }}
        {move || {
            chosen.get().map(|r| view! { <PushSheet registry=r repository open=sheets.push /> })
        }}
    }
}

#[component]
fn Panes(
    id: String,
    chosen: Memo<Option<RegistryView>>,
    repository: Signal<String>,
    tag: Signal<String>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let depth = Memo::new(
        move |_| match (repository.get().is_empty(), tag.get().is_empty()) {
            (true, _) => "registry registry-at-list",
            (false, true) => "registry registry-at-tags",
            (false, false) => "registry registry-at-image",
        },
    );
    let host = Signal::derive(move || chosen.get().map(|r| r.host).unwrap_or_default());
    let middle = Memo::new(move |_| repository.get());
    let right = Memo::new(move |_| tag.get());
    view! {
        <div class=move || depth.get()>
            <aside class="registry-list" aria-label="Repositories">
                <Repositories registry=id.get_value() chosen repository />
            </aside>
            <section class="registry-tags" aria-label="Tags">
                {move || {
                    let name = middle.get();
                    if name.is_empty() {
                        view! {
                            <EmptyBox
                                glyph=Glyph::Container
                                title="Choose a repository"
                                text="Or type a name on the left and press Enter: some servers give no list."
                            />
                        }
                            .into_any()
                    } else {
                        view! { <Tags registry=id.get_value() repository=name host tag /> }.into_any()
                    }
                }}
                <Transfers registry=id.get_value() />
            </section>
            <aside class="registry-image" aria-label="Image">
                {move || {
                    let (name, tag) = (middle.get(), right.get());
                    if name.is_empty() || tag.is_empty() {
                        view! { <p class="small text-3">"Choose a tag to see its layers."</p> }.into_any()
                    } else {
                        view! { <ImagePane registry=id.get_value() chosen repository=name tag /> }.into_any()
                    }
                }}
            </aside>
        </div>
    }
}

/// The place of a tag.
pub(super) fn place(registry: &str, repository: &str, tag: &str) -> Route {
    Route::Registry(registry.into(), repository.into(), tag.into())
}
