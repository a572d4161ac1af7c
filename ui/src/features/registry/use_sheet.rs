//! A private image in Studio: whoever runs it needs a name and a token to fetch it.

use contract::{DraftSaveRequest, PasskeyHolder, RegistryKeyRequest, RegistryView};
use leptos::prelude::*;

use super::model::{self, ImageLogin};
use crate::backend::{Core, Task, sentence};
use crate::kit::{
    Button, ButtonKind, Note, PasswordField, Sheet, TextField, Toast, Toaster, Tone, bind,
};
use crate::route::{Route, Router};
use crate::{call, query};

/// The way from an image to a draft.
#[derive(Clone, Copy)]
pub(super) struct ToStudio {
    core: Core,
    router: Router,
    toaster: Toaster,
    /// Saving the draft.
    pub(super) task: Task,
}

impl ToStudio {
    /// With what the page around it has.
    pub(super) fn here() -> Self {
        Self {
            core: Core::here(),
            router: Router::here(),
            toaster: Toaster::here(),
            task: Task::default(),
        }
    }

    /// Saves a draft with the image and opens it.
    pub(super) fn go(self, image: &str, repository: &str, login: Option<&ImageLogin>) {
        let Self {
            core,
            router,
            toaster,
            task,
        } = self;
        let (name, text) = model::draft_text(image, repository, login);
        let request = DraftSaveRequest {
            id: None,
            name,
            text,
        };
        task.run(call!(core, draft_save(request)), move |draft| {
            toaster.show(Toast::done("A draft with this image, pinned to its digest"));
            router.go(&Route::Studio(Some(draft.id)));
        });
    }
}

/// Whether the server says that only its owner sees the repository; tracked.
pub(super) fn is_private(registry: &str, repository: &str) -> Signal<bool> {
    let list = query!(repository_list(contract::RegistryRequest {
        registry: registry.to_owned()
    }));
    let name = repository.to_owned();
    Signal::derive(move || {
        list.data().is_some_and(|l| {
            let mut all = l.repositories.iter();
            all.any(|r| r.name == name && r.public == Some(false))
        })
    })
}

/// Asks how the image is to be fetched, and says what the answer means.
#[component]
pub(super) fn UseSheet(
    registry: RegistryView,
    /// The image, pinned to its digest.
    image: String,
    repository: String,
    open: RwSignal<bool>,
) -> impl IntoView {
    let core = Core::here();
    let making = Task::default();
    let studio = ToStudio::here();
    let saving = studio.task;
    let who = registry.identity.as_ref().map(|i| i.user.clone());
    let makes = registry.managed && who.is_some();
    let user = RwSignal::new(who.unwrap_or_default());
    let token = RwSignal::new(String::new());
    let of = StoredValue::new((registry, image, repository));
    let close = move |()| {
        open.set(false);
        making.clear();
        saving.clear();
    };
    let save = move |login: Option<ImageLogin>| {
        of.with_value(|(_, image, repository)| {
            studio.go(image, repository, login.as_ref());
        });
    };
    let typed = Signal::derive(move || {
        makes || (!user.with(|u| u.trim().is_empty()) && !token.with(String::is_empty))
    });
    let with = Callback::new(move |()| {
        let (registry, host, name) = of.with_value(|(registry, _, repository)| {
            (
                registry.id.clone(),
                registry.host.clone(),
                repository.clone(),
            )
        });
        if !makes {
            save(Some(ImageLogin {
                host,
                user: user.get_untracked().trim().to_owned(),
                token: token.get_untracked(),
            }));
            return;
        }
        let request = RegistryKeyRequest {
            registry,
            id: String::new(),
            name: format!("Deployments of {name}"),
            holder: PasskeyHolder::Vault,
        };
        making.run(call!(core, registry_token_make(request)), move |fresh| {
            save(Some(ImageLogin {
                host,
                user: fresh.user,
                token: fresh.token.0,
            }));
        });
    });
    let foot = move || {
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button busy=saving.busy() on_press=move |()| save(None)>
                "Without"
            </Button>
            <Button
                kind=ButtonKind::Primary
                busy=Signal::derive(move || making.busy().get() || saving.busy().get())
                disabled=Signal::derive(move || !typed.get())
                on_press=with
            >
                {if makes { "Make a token and use it" } else { "Use them" }}
            </Button>
        }
    };
    view! {
        <Sheet open label="This image is private" on_close=close foot=foot>
            <p class="text-2">
                "A provider needs a user name and an access token to fetch it. They stand in the draft as plain text, and go to the provider with its manifest."
            </p>
            <Note tone=Tone::Warning>
                "Whoever reads them can pull and push as you until the token is revoked. They are not written on the chain."
            </Note>
            {if makes {
                view! {
                    <p class="text-2">
                        "A token is made for this repository's deployments alone. It is listed under Account, where it can be revoked."
                    </p>
                }
                    .into_any()
            } else {
                view! {
                    <TextField
                        label="User name"
                        large=true
                        autocomplete="username"
                        value=user
                        on_input=bind(user)
                    />
                    <PasswordField
                        label="Access token"
                        hint="Better one made for this than your password."
                        value=token
                        on_input=bind(token)
                        on_enter=with
                    />
                }
                    .into_any()
            }}
            {move || {
                making
                    .error()
                    .or_else(|| saving.error())
                    .map(|e| view! { <Note tone=Tone::Danger strong="Not done.">{sentence(&e)}</Note> })
            }}
        </Sheet>
    }
}
